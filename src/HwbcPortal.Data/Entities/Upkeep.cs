namespace HwbcPortal.Data.Entities;

/// <summary>What browsers reported that a page tried and was not allowed to, counted by what it was.</summary>
public sealed class PolicyReport
{
    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>The directive of the policy, such as script-src-elem.</summary>
    public required string Directive { get; set; }

    /// <summary>What was blocked: an address without its query, or a word such as "inline".</summary>
    public required string Blocked { get; set; }

    /// <summary>The path of the page, without ids and query.</summary>
    public required string Page { get; set; }

    /// <summary>SHA-256 of the three, in hexadecimal; unique.</summary>
    public required string Digest { get; set; }

    /// <summary>How often.</summary>
    public int Count { get; set; }

    /// <summary>When it was reported first, UTC.</summary>
    public DateTime FirstUtc { get; set; }

    /// <summary>When it was reported last, UTC.</summary>
    public DateTime LastUtc { get; set; }
}

/// <summary>How long a kind of data is kept, where the deploying organisation decided otherwise than the portal's default.</summary>
public sealed class RetentionPeriod
{
    /// <summary>The kind.</summary>
    public RetentionKind Kind { get; set; }

    /// <summary>Months after which it goes, counted from what the kind says.</summary>
    public int Months { get; set; }

    /// <summary>Where that stands: the policy or schedule of the organisation.</summary>
    public required string Source { get; set; }

    /// <summary>Changes with every change; two people who edit at once are told.</summary>
    public Guid Version { get; set; } = Guid.NewGuid();
}

/// <summary>What is kept for a time.</summary>
public enum RetentionKind
{
    /// <summary>The record of a coach who has left, from the last day of their last post: it is anonymised.</summary>
    Leavers,

    /// <summary>Files that were replaced or taken back, from that day.</summary>
    ReplacedEvidence,

    /// <summary>Sign-in sessions, from their end.</summary>
    SignInSessions,

    /// <summary>Mails that were sent or dropped, from that day.</summary>
    Mails,

    /// <summary>Drafts that nobody finished, from their last change.</summary>
    Drafts,

    /// <summary>Receipts of forms, from when they were accepted.</summary>
    FormReceipts,

    /// <summary>What browsers reported, from the last report of it.</summary>
    PolicyReports,
}
