using System.Linq.Expressions;
using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Readiness;

/// <summary>Four counts, each the number of rows behind its link.</summary>
internal sealed record ReadinessCounts(int Listed, int Cleared, int Provisional, long ClearedMinutes, int NotCleared, long NotClearedMinutes, int Suspended, int SupervisionOverdue);

/// <summary>A coach at a PCN, as the list shows it.</summary>
internal sealed record ReadinessRow(string Reference, string Name, string PcnCode, string PcnName, CoachStanding Standing)
{
    public IEnumerable<(string Rule, string Code)> Blocking => Standing.Blocking.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split(':')).Select(p => (p[0], p[1]));
}

/// <summary>The page of the list.</summary>
internal sealed record ReadinessPage
{
    public required ReadinessQuery Query { get; init; }

    public required DateOnly Today { get; init; }

    public required DateOnly At { get; init; }

    /// <summary>Why the date that was asked for could not be used.</summary>
    public string? DateSentence { get; init; }

    /// <summary>The PCN; null for all of them.</summary>
    public required PcnName? Pcn { get; init; }

    /// <summary>A hub lead sees no pauses and no one coach's supervision.</summary>
    public required bool Pooled { get; init; }

    public required bool MayAdd { get; init; }

    public required ReadinessCounts Counts { get; init; }

    public required IReadOnlyList<ReadinessRow> Rows { get; init; }

    public required int Total { get; init; }

    public required IReadOnlyList<ReadinessRow> Needs { get; init; }

    public required IReadOnlyList<ForecastWeek> Forecast { get; init; }

    public int Pages => Math.Max(1, (Total + ReadinessQuery.PageSize - 1) / ReadinessQuery.PageSize);
}

/// <summary>The list of coaches with the answers about each on a day: two to five queries, whatever the rows.</summary>
internal sealed class ListReadiness(HwbcDbContext db, SignedIn signedIn, ChosenPcn chosen, UkClock clock, KeptCounts kept) : IUseCase
{
    public async Task<Result<ReadinessPage>> HandleAsync(ReadinessQuery query, CancellationToken cancellation)
    {
        var person = signedIn.Person;
        var pcn = Choose(query.Pcn);
        if (pcn.Failure is { } failure)
            return failure;
        if (pcn.Value is null && !person.IsAdministrator)
            return new ForbiddenError("You are not named at a PCN yet. Ask your administrator to add you to one.");

        var today = clock.Today;
        var (at, sentence) = DateOf(query.At, today);
        var pooled = !person.IsAdministrator && !person.MayAt(Operation.ReadCoach, pcn.Value!.Id);
        var standings = db.Standings.AsNoTracking().Where(s => s.From <= at && s.To >= at);
        if (pcn.Value is { } one)
            standings = standings.Where(s => s.PcnId == one.Id);

        // Over all PCNs the counts are kept until anything is recorded; the audit's chain says whether it was.
        var counts = pcn.Value is not null ? await CountAsync(standings, pooled, cancellation)
            : await kept.GetAsync(at, await db.AuditEntries.MaxAsync(e => (long?)e.Sequence, cancellation) ?? 0, () => CountAsync(standings, pooled, cancellation));
        var filtered = Filter(standings, query, at, pooled);
        var total = query.IsFiltered ? await filtered.CountAsync(cancellation) : counts.Listed;
        var pages = Math.Max(1, (total + ReadinessQuery.PageSize - 1) / ReadinessQuery.PageSize);
        // A page past the end is the first: the rows that it held may have gone since the link was made.
        var number = query.Page < 1 || query.Page > pages ? 1 : query.Page;
        var rows = await Rows(Sorted(filtered, query.Sort).Skip((number - 1) * ReadinessQuery.PageSize).Take(ReadinessQuery.PageSize)).ToListAsync(cancellation);
        var mayAct = pcn.Value is { } p && person.MayAt(Operation.AddCoach, p.Id);
        return new ReadinessPage
        {
            Query = query with { Page = number },
            Today = today,
            At = at,
            DateSentence = sentence,
            Pcn = pcn.Value,
            Pooled = pooled,
            MayAdd = mayAct,
            Counts = counts,
            Rows = rows,
            Total = total,
            // Where the page holds the whole list, what waits is picked from it.
            Needs = !mayAct || at != today ? [] : !query.IsFiltered && pages == 1 ? rows.FindAll(r => Waits(r, person.PersonId)).Take(10).ToList() : await NeedsAsync(standings, person.PersonId, cancellation),
            Forecast = pcn.Value is { } forecast && !pooled ? await new Forecast(db).WeeksAsync(forecast.Id, today, cancellation) : [],
        };
    }

    private Result<PcnName?> Choose(string? code)
    {
        var person = signedIn.Person;
        if (code is null)
            return person.IsAdministrator ? (PcnName?)null : person.Pcns.FirstOrDefault(p => p.Id == chosen.Pcn?.Id && person.MayAt(Operation.ReadReadiness, p.Id)) ?? person.Pcns.FirstOrDefault(p => person.MayAt(Operation.ReadReadiness, p.Id));
        var own = person.Pcns.FirstOrDefault(p => p.Code == code && person.MayAt(Operation.ReadReadiness, p.Id));
        if (own is not null)
            return own;
        if (!person.IsAdministrator)
            return new NotFoundError();
        return db.Pcns.Where(p => p.Code == code).Select(p => new PcnName(p.Id, p.Code, p.Name)).SingleOrDefault() is { } any ? any : new NotFoundError();
    }

    private static (DateOnly, string?) DateOf(DateOnly? asked, DateOnly today)
    {
        if (asked is not { } at)
            return (today, null);
        if (at < today)
            return (today, $"The list looks from today to {Words.Date(today.AddDays(StandingWriter.DaysAhead))}. For a day in the past open a coach's page.");
        if (at > today.AddDays(StandingWriter.DaysAhead))
            return (today, $"The list looks ahead to {Words.Date(today.AddDays(StandingWriter.DaysAhead))}. For a later day open a coach's page.");
        return (at, null);
    }

    private static async Task<ReadinessCounts> CountAsync(IQueryable<CoachStanding> standings, bool pooled, CancellationToken cancellation)
    {
        var counts = await standings.GroupBy(_ => 1).Select(g => new ReadinessCounts(
            g.Count(s => s.Referrals != Referrals.NotInPost || s.StartsOn != null),
            g.Count(s => s.Referrals == Referrals.Cleared || s.Referrals == Referrals.ProvisionallyCleared),
            g.Count(s => s.Referrals == Referrals.ProvisionallyCleared),
            g.Sum(s => s.Referrals == Referrals.Cleared || s.Referrals == Referrals.ProvisionallyCleared ? (long)s.WeeklyMinutes : 0L),
            g.Count(s => s.Referrals == Referrals.NotCleared),
            g.Sum(s => s.Referrals == Referrals.NotCleared ? (long)s.WeeklyMinutes : 0L),
            g.Count(s => s.Referrals == Referrals.Suspended),
            g.Count(s => s.Referrals != Referrals.NotInPost && s.SupervisionOutcome == Outcome.NotMet))).SingleOrDefaultAsync(cancellation)
            ?? new ReadinessCounts(0, 0, 0, 0, 0, 0, 0, 0);
        return pooled ? counts with { NotCleared = counts.NotCleared + counts.Suspended, Suspended = 0, SupervisionOverdue = 0 } : counts;
    }

    private static IQueryable<CoachStanding> Filter(IQueryable<CoachStanding> standings, ReadinessQuery query, DateOnly at, bool pooled)
    {
        standings = standings.Where(query.Referrals switch
        {
            ReferralsFilter.Cleared => s => s.Referrals == Referrals.Cleared || s.Referrals == Referrals.ProvisionallyCleared,
            ReferralsFilter.Provisional => s => s.Referrals == Referrals.ProvisionallyCleared,
            // Who is pooled is not told of a pause: the row stands with those not cleared.
            ReferralsFilter.NotCleared when pooled => s => s.Referrals == Referrals.NotCleared || s.Referrals == Referrals.Suspended,
            ReferralsFilter.NotCleared => s => s.Referrals == Referrals.NotCleared,
            ReferralsFilter.Suspended when pooled => s => false,
            ReferralsFilter.Suspended => s => s.Referrals == Referrals.Suspended,
            ReferralsFilter.Starting => s => s.Referrals == Referrals.NotInPost && s.StartsOn != null,
            ReferralsFilter.Left => s => s.Referrals == Referrals.NotInPost && s.StartsOn == null,
            _ => (Expression<Func<CoachStanding, bool>>)(s => s.Referrals != Referrals.NotInPost || s.StartsOn != null),
        });
        if (!string.IsNullOrWhiteSpace(query.Q))
        {
            var pattern = $"%{Escaped(query.Q.Trim())}%";
            standings = standings.Where(s => EF.Functions.Like(s.Coach!.Person!.Name, pattern, "\\") || EF.Functions.Like(s.Coach.Person.Reference, pattern, "\\"));
        }

        if (query.Arrs is { } arrs)
            standings = standings.Where(s => s.Arrs == arrs);
        if (query.Standing is { } standing && !pooled)
            standings = standings.Where(s => s.Standing == standing);
        if (query.Supervision && !pooled)
            standings = standings.Where(s => s.Referrals != Referrals.NotInPost && s.SupervisionOutcome == Outcome.NotMet);
        if (query.Due && !pooled)
        {
            var soon = at.AddDays(30);
            standings = standings.Where(s => s.NextDueBy != null && s.NextDueBy <= soon);
        }

        return standings;
    }

    private static IQueryable<CoachStanding> Sorted(IQueryable<CoachStanding> standings, string? sort) => sort switch
    {
        "referrals" => standings.OrderBy(s => s.Referrals == Referrals.Suspended ? 0 : s.Referrals == Referrals.NotCleared ? 1 : s.Referrals == Referrals.ProvisionallyCleared ? 2 : s.Referrals == Referrals.Cleared ? 3 : 4)
            .ThenBy(s => s.SortName).ThenBy(s => s.CoachId).ThenBy(s => s.PcnId),
        "due" => standings.OrderBy(s => s.NextDueBy == null).ThenBy(s => s.NextDueBy).ThenBy(s => s.SortName).ThenBy(s => s.CoachId).ThenBy(s => s.PcnId),
        _ => standings.OrderBy(s => s.SortName).ThenBy(s => s.CoachId).ThenBy(s => s.PcnId),
    };

    private static IQueryable<ReadinessRow> Rows(IQueryable<CoachStanding> standings) =>
        standings.Select(s => new ReadinessRow(s.Coach!.Person!.Reference, s.Coach.Person.Name, s.Pcn!.Code, s.Pcn.Name, s));

    /// <summary>What waits for a manager: certificates to check, reviews of pauses, and people to name. Nobody's own.</summary>
    private static bool Waits(ReadinessRow row, Guid personId) => row.Standing.CoachId != personId
        && (row.Standing.SupervisorName is null || row.Blocking.Any(b => b.Code is "AwaitingVerification" or "SuspensionReviewOverdue"));

    private static async Task<IReadOnlyList<ReadinessRow>> NeedsAsync(IQueryable<CoachStanding> standings, Guid personId, CancellationToken cancellation) =>
        (await Rows(standings.Where(s => s.CoachId != personId && (s.Referrals != Referrals.NotInPost || s.StartsOn != null)
                && (s.Blocking.Contains("TRN-01:AwaitingVerification") || s.Blocking.Contains("FTP-01:SuspensionReviewOverdue") || s.SupervisorName == null))
            .OrderBy(s => s.SortName).ThenBy(s => s.CoachId).Take(10)).ToListAsync(cancellation)).FindAll(r => Waits(r, personId));

    private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal);
}
