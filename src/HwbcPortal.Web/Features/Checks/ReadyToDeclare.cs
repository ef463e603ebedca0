using HwbcPortal.Data.Compliance;
using HwbcPortal.Domain.Compliance;

namespace HwbcPortal.Web.Features.Checks;

/// <summary>Nobody is declared for whom a requirement of the scheme is not met: neither with the year's declaration nor alone.</summary>
internal static class ReadyToDeclare
{
    /// <summary>Why a check cannot be recorded for these coaches; null where it can.</summary>
    public static async Task<string?> WhoIsNotAsync(CoachFileReader reader, string rule, string pcn, IReadOnlyCollection<Guid> coachIds, DateOnly today, CancellationToken cancellation)
    {
        if (rule != "ARR-02")
            return null;
        var not = (await reader.ReadAsync(coachIds, cancellation)).Values.Where(f => ComplianceEvaluator.Default.Evaluate(f, pcn, today).Arrs == Arrs.NotReady).Select(f => f.Coach.Name).Order(StringComparer.Ordinal).ToList();
        return not.Count == 0 ? null : $"A requirement of the scheme is not met for {string.Join(", ", not)}: nobody is declared who lacks one";
    }
}
