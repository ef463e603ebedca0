using HwbcPortal.Domain.Compliance;
using HwbcPortal.Domain.Supervision;
using HwbcPortal.Web.Infrastructure.Security;

namespace HwbcPortal.Web.Features.Supervision;

/// <summary>A month of a coach that says something else after a change than before it.</summary>
internal sealed record MonthChange(string Coach, string PcnName, DateOnly Month, string Before, string After);

/// <summary>Which months of the ledger a change would turn: shown before it is stored, so that the past is not rewritten in silence.</summary>
internal static class LedgerImpact
{
    /// <param name="before">The coach's file.</param>
    /// <param name="after">The same as it would be.</param>
    /// <param name="pcns">The PCNs at which it is asked.</param>
    /// <param name="today">Today.</param>
    public static IEnumerable<MonthChange> Of(CoachFile before, CoachFile after, IEnumerable<PcnName> pcns, DateOnly today) => pcns.SelectMany(p =>
    {
        var was = SupervisionLedger.Months(before, p.Code, today).ToDictionary(m => m.Month);
        // The month that runs is not past: what it says is nobody's memory yet.
        return SupervisionLedger.Months(after, p.Code, today).Where(m => m.Month < new DateOnly(today.Year, today.Month, 1) && was.TryGetValue(m.Month, out var b) && Says(b) != Says(m))
            .Select(m => new MonthChange(before.Coach.Name, p.Name, m.Month, Says(was[m.Month]), Says(m)));
    });

    private static string Says(SupervisionMonth month) => month.State is SupervisionState.Met or SupervisionState.Excused ? MonthWords.Of(month) : $"{MonthWords.Of(month)}, {month.Minutes} of {month.Required} minutes";
}
