namespace HwbcPortal.Domain.Compliance;

/// <summary>What a rule answered. The zero is the safe one.</summary>
public enum Outcome
{
    /// <summary>Not met.</summary>
    NotMet,

    /// <summary>Met for now; something is due.</summary>
    DueSoon,

    /// <summary>Met.</summary>
    Met,

    /// <summary>Neutral: the period does not count.</summary>
    Excused,

    /// <summary>Exempted; the finding keeps what is under it.</summary>
    Exempt,

    /// <summary>The rule does not apply.</summary>
    NotApplicable,
}

/// <summary>What a rule does when it is not met.</summary>
public enum Effect
{
    /// <summary>The coach may not take referrals.</summary>
    BlocksReferrals,

    /// <summary>The post does not meet the Minimum Role Requirements.</summary>
    AffectsArrs,

    /// <summary>Something is overdue.</summary>
    Warns,

    /// <summary>For information.</summary>
    Informs,
}

/// <summary>Whom a rule is about.</summary>
public enum Subject
{
    /// <summary>The coach.</summary>
    Coach,

    /// <summary>The PCN.</summary>
    Pcn,

    /// <summary>The employer.</summary>
    Employer,
}

/// <summary>Who acts next.</summary>
public enum Owner
{
    /// <summary>The coach.</summary>
    Coach,

    /// <summary>The supervisor.</summary>
    Supervisor,

    /// <summary>The PCN's manager.</summary>
    Manager,
}

/// <summary>What a rule rests on.</summary>
public enum Basis
{
    /// <summary>What the role guidance says.</summary>
    Guidance,

    /// <summary>The Network Contract.</summary>
    Contract,

    /// <summary>Good practice.</summary>
    GoodPractice,

    /// <summary>The choice of a PCN or employer.</summary>
    LocalPolicy,
}

/// <summary>One rule's answer.</summary>
public sealed record Finding
{
    /// <summary>The rule's code.</summary>
    public required string Rule { get; init; }

    /// <summary>The rule's title.</summary>
    public required string Title { get; init; }

    /// <summary>The answer, after exemptions.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>The answer's code, from section 5 of the rules.</summary>
    public required string Code { get; init; }

    /// <summary>What the rule does when it is not met, on this date at this PCN.</summary>
    public required IReadOnlyList<Effect> Effects { get; init; }

    /// <summary>Whom the rule is about.</summary>
    public required Subject Subject { get; init; }

    /// <summary>Who acts next.</summary>
    public required Owner Owner { get; init; }

    /// <summary>What the rule rests on.</summary>
    public required Basis Basis { get; init; }

    /// <summary>The ids of the facts used.</summary>
    public required IReadOnlyList<string> Evidence { get; init; }

    /// <summary>What an exemption stands over; null without one.</summary>
    public Underlying? Underlying { get; init; }

    /// <summary>The last date up to which, with no new fact, outcome and code stay; null: 400 days or more.</summary>
    public DateOnly? HoldsThrough { get; init; }

    /// <summary>The first later date within 400 days on which, with no new fact, the rule's own outcome is not met; null: none.</summary>
    public DateOnly? NotMetFrom { get; init; }

    /// <summary>Why, in a sentence for people.</summary>
    public required string Reason { get; init; }
}

/// <summary>What a finding would be without its exemption.</summary>
public sealed record Underlying(Outcome Outcome, string Code);
