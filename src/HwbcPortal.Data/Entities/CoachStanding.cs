using HwbcPortal.Domain.Compliance;

namespace HwbcPortal.Data.Entities;

/// <summary>
/// What the evaluator answers about a coach at a PCN on each day from <see cref="From"/> to <see cref="To"/> with no new fact.
/// Lists, counts and filters read these rows; they are written in the transaction that changed the facts.
/// </summary>
public sealed class CoachStanding : ICoachOwned, IPcnOwned
{
    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <inheritdoc/>
    public Guid CoachId { get; set; }

    /// <summary>The coach.</summary>
    public CoachRecord? Coach { get; set; }

    /// <inheritdoc/>
    public Guid PcnId { get; set; }

    /// <summary>The PCN.</summary>
    public Pcn? Pcn { get; set; }

    /// <summary>The coach's name when this was written: what lists are sorted by, so that a page of many thousands reads only its own rows.</summary>
    public required string SortName { get; set; }

    /// <summary>First day.</summary>
    public DateOnly From { get; set; }

    /// <summary>Last day.</summary>
    public DateOnly To { get; set; }

    /// <summary>May the coach take referrals?</summary>
    public Referrals Referrals { get; set; }

    /// <summary>Does the post meet the Minimum Role Requirements?</summary>
    public Arrs Arrs { get; set; }

    /// <summary>Is what the coach has to do up to date?</summary>
    public Standing Standing { get; set; }

    /// <summary>Is what the PCN or employer has to do up to date?</summary>
    public Standing PcnStanding { get; set; }

    /// <summary>Whether an absence covers these days.</summary>
    public bool Away { get; set; }

    /// <summary>The absence's last day.</summary>
    public DateOnly? AwayUntil { get; set; }

    /// <summary>The code of the rule "in post".</summary>
    public required string PostCode { get; set; }

    /// <summary>When the post starts, where it starts later.</summary>
    public DateOnly? StartsOn { get; set; }

    /// <summary>The last day in post, where the coach has left.</summary>
    public DateOnly? LeftOn { get; set; }

    /// <summary>Contracted minutes a week: a whole number, so that both databases can add them up.</summary>
    public int WeeklyMinutes { get; set; }

    /// <summary>What stands in the way of referrals: "RULE:Code", separated by spaces.</summary>
    public required string Blocking { get; set; }

    /// <summary>How many findings are open.</summary>
    public int OpenCount { get; set; }

    /// <summary>The rule that is due next.</summary>
    public string? NextRule { get; set; }

    /// <summary>Its code.</summary>
    public string? NextCode { get; set; }

    /// <summary>By when.</summary>
    public DateOnly? NextDueBy { get; set; }

    /// <summary>The outcome of monthly supervision.</summary>
    public Outcome SupervisionOutcome { get; set; }

    /// <summary>Its code.</summary>
    public string? SupervisionCode { get; set; }

    /// <summary>Minutes counted in the month.</summary>
    public int SupervisionMinutes { get; set; }

    /// <summary>Minutes that the month asks for.</summary>
    public int SupervisionRequired { get; set; }

    /// <summary>The health coaching supervisor.</summary>
    public string? SupervisorName { get; set; }
}
