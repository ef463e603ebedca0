namespace HwbcPortal.Data.Entities;

/// <summary>Somebody signed in on one device, from signing in until it ends. The browser's cookie holds a random key and nothing else; the key itself is not kept.</summary>
public sealed class SignInSession
{
    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>SHA-256 of the cookie's key, in hexadecimal.</summary>
    public required string KeyDigest { get; set; }

    /// <summary>The account.</summary>
    public Guid UserId { get; set; }

    /// <summary>When it began, UTC.</summary>
    public DateTime StartedUtc { get; set; }

    /// <summary>When the second factor was given last, UTC: at its beginning, and again before something sensitive.</summary>
    public DateTime ProvedUtc { get; set; }

    /// <summary>When it was used last, UTC, to the minute.</summary>
    public DateTime SeenUtc { get; set; }

    /// <summary>What was given beside the password.</summary>
    public SecondFactor Factor { get; set; }

    /// <summary>The browser and system, in words.</summary>
    public required string Device { get; set; }

    /// <summary>When it ended, UTC; null while nobody ended it. One that was not used for too long, or lasts too long, is over without this.</summary>
    public DateTime? EndedUtc { get; set; }

    /// <summary>Why it ended; null while nobody ended it.</summary>
    public SessionEnd? End { get; set; }
}

/// <summary>What is given beside a password.</summary>
public enum SecondFactor
{
    /// <summary>Nothing: only in the demo.</summary>
    None,

    /// <summary>A code of an authenticator app.</summary>
    Code,

    /// <summary>A passkey.</summary>
    Passkey,

    /// <summary>A recovery code.</summary>
    RecoveryCode,
}

/// <summary>Why a session ended.</summary>
public enum SessionEnd
{
    /// <summary>The person signed out.</summary>
    SignedOut,

    /// <summary>The person ended it from another device.</summary>
    EndedByPerson,

    /// <summary>The password was changed.</summary>
    PasswordChanged,

    /// <summary>The second factor was changed.</summary>
    FactorChanged,

    /// <summary>The account was closed.</summary>
    AccountClosed,

    /// <summary>An administrator reset the second factor, with a second person's approval.</summary>
    Recovered,
}

/// <summary>The authenticator app of an account.</summary>
public sealed class Authenticator
{
    /// <summary>The account.</summary>
    public Guid UserId { get; set; }

    /// <summary>The shared secret, encrypted.</summary>
    public required string ProtectedSecret { get; set; }

    /// <summary>When a first code showed that the app has the secret, UTC; null until then.</summary>
    public DateTime? ConfirmedUtc { get; set; }

    /// <summary>The last 30-second step whose code was taken: no code of it or of an earlier one is taken again.</summary>
    public long LastStep { get; set; }
}

/// <summary>A code that works once in place of the second factor. The code itself is not kept.</summary>
public sealed class RecoveryCode
{
    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>The account.</summary>
    public Guid UserId { get; set; }

    /// <summary>SHA-256 of the code, in hexadecimal: a code is random enough that it cannot be guessed from it.</summary>
    public required string CodeDigest { get; set; }

    /// <summary>When it was used, UTC; null while it works.</summary>
    public DateTime? UsedUtc { get; set; }
}

/// <summary>An administrator asks for somebody's second factor to be reset; a second person approves.</summary>
public sealed class FactorReset
{
    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>The account.</summary>
    public Guid UserId { get; set; }

    /// <summary>The person who asks.</summary>
    public Guid AskedById { get; set; }

    /// <summary>The person who asks.</summary>
    public Person? AskedBy { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTime AskedUtc { get; set; }

    /// <summary>How it was made sure that it is the person, in words.</summary>
    public required string IdentityCheck { get; set; }

    /// <summary>How it stands.</summary>
    public FactorResetState State { get; set; }

    /// <summary>Who approved or refused it.</summary>
    public Guid? DecidedById { get; set; }

    /// <summary>Who approved or refused it.</summary>
    public Person? DecidedBy { get; set; }

    /// <summary>When it was approved, refused or taken back, UTC.</summary>
    public DateTime? DecidedUtc { get; set; }

    /// <summary>Changes with every change; of two people who decide at once one wins and the other is told.</summary>
    public Guid Version { get; set; } = Guid.NewGuid();
}

/// <summary>How asking for a reset stands.</summary>
public enum FactorResetState
{
    /// <summary>It waits for a second person.</summary>
    Asked,

    /// <summary>It was approved, and the second factor is reset.</summary>
    Approved,

    /// <summary>A second person refused it.</summary>
    Refused,

    /// <summary>Whoever asked took it back.</summary>
    TakenBack,
}

/// <summary>What somebody had typed when their session was over, kept until they have signed in again.</summary>
public sealed class KeptForm
{
    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>The account whose session it was.</summary>
    public Guid UserId { get; set; }

    /// <summary>Where it was being sent.</summary>
    public required string Path { get; set; }

    /// <summary>The fields, encrypted.</summary>
    public required string ProtectedFields { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTime KeptUtc { get; set; }
}

/// <summary>That somebody has read a version of the privacy notice.</summary>
public sealed class NoticeAcceptance
{
    /// <summary>The account.</summary>
    public Guid UserId { get; set; }

    /// <summary>The notice's version.</summary>
    public required string Version { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTime AcceptedUtc { get; set; }
}
