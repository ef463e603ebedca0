namespace HwbcPortal.Domain.Compliance;

/// <summary>A number that a local policy may set, and how far: the third column of section 4 of the rules.</summary>
/// <param name="Name">Its name in the coach file, such as supervisionMinutes.</param>
/// <param name="Unit">What it counts.</param>
/// <param name="Least">The least that a local policy may set.</param>
/// <param name="Most">The most.</param>
/// <param name="Of">What a policy sets; null: it leaves the pack's value.</param>
/// <param name="With">The same values with another number.</param>
public sealed record PolicyNumber(string Name, string Unit, int Least, int Most, Func<PolicyParameters, int?> Of, Func<PolicyParameters, int?, PolicyParameters> With)
{
    /// <summary>Every such number, in the order of the rules.</summary>
    public static IReadOnlyList<PolicyNumber> All { get; } =
    [
        new("staleEnrolmentDays", "days", 0, 28, p => p.StaleEnrolmentDays, (p, v) => p with { StaleEnrolmentDays = v }),
        new("staleTrainingMonths", "months", 1, 12, p => p.StaleTrainingMonths, (p, v) => p with { StaleTrainingMonths = v }),
        new("supervisionMinutes", "minutes", 60, 240, p => p.SupervisionMinutes, (p, v) => p with { SupervisionMinutes = v }),
        new("groupMinutesCounted", "minutes", 0, 60, p => p.GroupMinutesCounted, (p, v) => p with { GroupMinutesCounted = v }),
        new("minDaysForMonth", "days", 1, 15, p => p.MinDaysForMonth, (p, v) => p with { MinDaysForMonth = v }),
        new("lateEntryDays", "days", 0, 7, p => p.LateEntryDays, (p, v) => p with { LateEntryDays = v }),
        new("dueSoonLastDays", "days", 0, 28, p => p.DueSoonLastDays, (p, v) => p with { DueSoonLastDays = v }),
        new("escalateAfterMissedMonths", "months", 1, 2, p => p.EscalateAfterMissedMonths, (p, v) => p with { EscalateAfterMissedMonths = v }),
        new("supervisorMinTier", "as the tier", 3, 4, p => p.SupervisorMinTier, (p, v) => p with { SupervisorMinTier = v }),
        new("dueSoonDays", "days", 0, 120, p => p.DueSoonDays, (p, v) => p with { DueSoonDays = v }),
    ];

    /// <summary>The longest that a local policy may let a check hold, in months: what the pack gives it, else five years.</summary>
    /// <param name="rule">A rule that asks for a check.</param>
    /// <param name="pack">The pack.</param>
    public static int MostMonths(string rule, RulePack pack) => pack.Parameters.CheckValidityMonths.GetValueOrDefault(rule, LongestMonths);

    /// <summary>The longest that any check of a PCN may hold, in months.</summary>
    public const int LongestMonths = 60;
}
