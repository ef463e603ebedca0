using HwbcPortal.Data.Compliance;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;

namespace HwbcPortal.Web.Features.Supervision;

/// <summary>What a supervisor held for a PCN in a period.</summary>
/// <param name="PcnName">The PCN in which the coach was in post on the day; where there were several, that for which the supervisor is named.</param>
/// <param name="Icb">The ICB that commissioned the PCN in the period; null: none is recorded.</param>
/// <param name="Coaches">How many coaches.</param>
/// <param name="Sessions">Sessions that were held.</param>
/// <param name="Minutes">Their minutes; a group counts once, however many were there.</param>
/// <param name="NotAttended">Sessions that the coach did not attend.</param>
internal sealed record StatementRow(string PcnName, string? Icb, int Coaches, int Sessions, int Minutes, int NotAttended);

internal sealed record StatementPage(string Name, string Reference, DateOnly From, DateOnly To, DateOnly Today, string? Sentence, IReadOnlyList<StatementRow> Rows)
{
    public int Minutes => Rows.Sum(r => r.Minutes);
}

/// <summary>A supervisor's own statement of the hours that they held, by PCN, for a period: to send with an invoice, or to keep.</summary>
internal sealed class HoursStatement(CoachFileReader reader, PcnPlaces places, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<StatementPage>> HandleAsync(DateOnly? asked, DateOnly? until, CancellationToken cancellation)
    {
        var today = clock.Today;
        var year = new DateOnly(today.Month >= 4 ? today.Year : today.Year - 1, 4, 1);
        var (from, to, sentence) = (asked ?? year) <= (until ?? today) ? (asked ?? year, until ?? today, null) : (year, today, "The first day must be the last day or earlier. This is the contract year so far.");
        var sessions = await reader.SupervisedByAsync(signedIn.Person.PersonId, from, to, cancellation);
        var icbs = await places.IcbsBetweenAsync(sessions.Select(s => s.PcnId).OfType<Guid>().Distinct().ToList(), from, to, cancellation);
        var rows = sessions.GroupBy(s => (s.PcnId, s.PcnName)).Select(g =>
        {
            var held = g.Where(s => s.Outcome == SessionOutcome.Held).ToList();
            var single = held.Where(s => s.Kind != SessionKind.HealthCoachingGroup).ToList();
            var groups = held.Where(s => s.Kind == SessionKind.HealthCoachingGroup).Select(s => (s.Date, s.Minutes)).Distinct().ToList();
            return new StatementRow(g.Key.PcnName ?? "Not in post at a PCN", g.Key.PcnId is { } pcnId ? icbs.GetValueOrDefault(pcnId) : null, g.Select(s => s.CoachId).Distinct().Count(), single.Count + groups.Count, single.Sum(s => s.Minutes) + groups.Sum(s => s.Minutes), g.Count(s => s.Outcome == SessionOutcome.DidNotAttend));
        }).OrderBy(r => r.PcnName, StringComparer.Ordinal).ToList();
        return new StatementPage(signedIn.Person.Name, signedIn.Person.Reference, from, to, today, sentence, rows);
    }
}
