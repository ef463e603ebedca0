namespace HwbcPortal.Data.Entities;

/// <summary>What mails can be about. People can do without each kind that is about what is due; those about their account always come.</summary>
public enum MailKind
{
    /// <summary>To a supervisor: hours that are still to come this month, seven days before it ends.</summary>
    MonthEnds,

    /// <summary>To a supervisor: hours of last month that can still be entered, one day after it ended.</summary>
    MonthEnded,

    /// <summary>To a coach: something of theirs runs out.</summary>
    Expiry,

    /// <summary>To a manager, on Mondays: what is due.</summary>
    Digest,

    /// <summary>To whoever asked for it on the sign-in page: a link to choose a password.</summary>
    ChoosePassword,

    /// <summary>To somebody who has an account and no password yet: a link to choose one.</summary>
    Invitation,

    /// <summary>To somebody whose second step was reset: a new one is to be set up.</summary>
    SecondStepReset,

    /// <summary>To somebody with whose password wrong codes of the second step were given.</summary>
    WrongCodes,
}

/// <summary>How a mail stands.</summary>
public enum MailState
{
    /// <summary>It is to be sent.</summary>
    Waiting,

    /// <summary>It was handed over.</summary>
    Sent,

    /// <summary>What it was about was done, or is not wanted, before it was sent.</summary>
    Dropped,

    /// <summary>It was tried so often that it is tried no more.</summary>
    GivenUp,
}

/// <summary>A mail that was planned, and what became of it. Its text is written when it is sent, from what the record says then, and is not kept.</summary>
public sealed class OutboxMail
{
    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>The account that it goes to.</summary>
    public Guid UserId { get; set; }

    /// <summary>What it is about.</summary>
    public MailKind Kind { get; set; }

    /// <summary>The fact and threshold that it is about, unique: nobody is told twice.</summary>
    public required string Fact { get; set; }

    /// <summary>When it was planned, UTC.</summary>
    public DateTime PlannedUtc { get; set; }

    /// <summary>When it is tried next, UTC.</summary>
    public DateTime NextTryUtc { get; set; }

    /// <summary>How often it was tried.</summary>
    public int Tries { get; set; }

    /// <summary>How it stands.</summary>
    public MailState State { get; set; }

    /// <summary>When it was sent, dropped or given up, UTC.</summary>
    public DateTime? ClosedUtc { get; set; }

    /// <summary>What went wrong last, in words without addresses or secrets.</summary>
    public string? Fault { get; set; }
}

/// <summary>A kind of mail that somebody does without.</summary>
public sealed class MailOptOut
{
    /// <summary>The account.</summary>
    public Guid UserId { get; set; }

    /// <summary>The kind.</summary>
    public MailKind Kind { get; set; }
}

/// <summary>When a job of the portal ran last, and how it ended.</summary>
public sealed class JobRun
{
    /// <summary>The job's name.</summary>
    public required string Name { get; set; }

    /// <summary>When it ended last, UTC.</summary>
    public DateTime RanUtc { get; set; }

    /// <summary>How it ended, in words.</summary>
    public required string Outcome { get; set; }
}

/// <summary>A private address under which a calendar program reads somebody's sessions. The secret itself is not kept.</summary>
public sealed class CalendarFeed
{
    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>The account.</summary>
    public Guid UserId { get; set; }

    /// <summary>SHA-256 of the secret, in hexadecimal.</summary>
    public required string SecretDigest { get; set; }

    /// <summary>When it was made, UTC.</summary>
    public DateTime MadeUtc { get; set; }

    /// <summary>When it was revoked, UTC; null while it works.</summary>
    public DateTime? RevokedUtc { get; set; }
}
