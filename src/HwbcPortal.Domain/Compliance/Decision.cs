namespace HwbcPortal.Domain.Compliance;

/// <summary>May this coach take referrals at this PCN on this date?</summary>
public enum Referrals
{
    /// <summary>Not cleared.</summary>
    NotCleared,

    /// <summary>Cleared.</summary>
    Cleared,

    /// <summary>Cleared for a time, on conditions.</summary>
    ProvisionallyCleared,

    /// <summary>Referrals are paused.</summary>
    Suspended,

    /// <summary>No post at this PCN covers the date.</summary>
    NotInPost,
}

/// <summary>Does this post meet the Minimum Role Requirements on this date?</summary>
public enum Arrs
{
    /// <summary>Not ready.</summary>
    NotReady,

    /// <summary>Something is to be looked at.</summary>
    Query,

    /// <summary>Ready.</summary>
    Ready,

    /// <summary>The post is not funded by the scheme, or there is none.</summary>
    NotApplicable,
}

/// <summary>Is what the coach (or the PCN and the employer) has to do up to date?</summary>
public enum Standing
{
    /// <summary>Overdue.</summary>
    Lapsed,

    /// <summary>Due soon.</summary>
    DueSoon,

    /// <summary>Up to date.</summary>
    Good,

    /// <summary>No post at this PCN covers the date.</summary>
    NotApplicable,
}

/// <summary>Everything that the portal says about one coach at one PCN on one date. Nothing else in the product works out a status.</summary>
public sealed record Decision
{
    /// <summary>The coach's reference.</summary>
    public required string Reference { get; init; }

    /// <summary>The PCN's code.</summary>
    public required string Pcn { get; init; }

    /// <summary>The date that was asked about.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>The day whose knowledge was used; null: what is known now.</summary>
    public DateOnly? KnownAt { get; init; }

    /// <summary>The rule pack in force on the date.</summary>
    public required string RulePack { get; init; }

    /// <summary>May the coach take referrals?</summary>
    public required Referrals Referrals { get; init; }

    /// <summary>Does the post meet the Minimum Role Requirements?</summary>
    public required Arrs Arrs { get; init; }

    /// <summary>Is what the coach has to do up to date?</summary>
    public required Standing Standing { get; init; }

    /// <summary>Is what the PCN or employer has to do up to date?</summary>
    public required Standing PcnStanding { get; init; }

    /// <summary>Whether an absence covers the date.</summary>
    public required bool Away { get; init; }

    /// <summary>The last date up to which, with no new fact, answers, outcomes and codes all stay; null: 400 days or more.</summary>
    public DateOnly? ValidThrough { get; init; }

    /// <summary>Every rule's answer, in the order of the rules.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }
}
