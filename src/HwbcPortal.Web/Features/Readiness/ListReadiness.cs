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
internal sealed record ReadinessCounts(int Listed, int Cleared, int Provisional, long ClearedMinutes, int NotCleared, long NotClearedMinutes, int Suspended, int SupervisionOverdue, PooledSupervision? Pooled = null)
{
    /// <summary>Supervision of fewer coaches than these would tell of one of them.</summary>
    private const int LeastPooled = 5;

    /// <summary>The counts of some standings.</summary>
    /// <param name="groups">The standings, those that answer alike together or each alone.</param>
    /// <param name="pooled">Who is pooled is told of no pause and of no one coach's supervision: paused coaches stand with those not cleared.</param>
    public static ReadinessCounts Of(IEnumerable<StandingGroup> groups, bool pooled)
    {
        var all = groups.ToList();
        int Coaches(Func<StandingGroup, bool> which) => all.Where(which).Sum(g => g.Coaches);
        long Minutes(Func<StandingGroup, bool> which) => all.Where(which).Sum(g => g.WeeklyMinutes);
        bool Cleared(StandingGroup g) => g.Referrals is Referrals.Cleared or Referrals.ProvisionallyCleared;
        bool NotCleared(StandingGroup g) => g.Referrals == Referrals.NotCleared;
        var suspended = Coaches(g => g.Referrals == Referrals.Suspended);
        return new ReadinessCounts(Coaches(g => g.Referrals != Referrals.NotInPost || g.Starts), Coaches(Cleared), Coaches(g => g.Referrals == Referrals.ProvisionallyCleared), Minutes(Cleared),
            Coaches(NotCleared) + (pooled ? suspended : 0), Minutes(NotCleared), pooled ? 0 : suspended,
            pooled ? 0 : Coaches(g => g.Referrals != Referrals.NotInPost && g.Supervision == Outcome.NotMet),
            pooled && Coaches(InPost) is >= LeastPooled and var coaches ? new PooledSupervision(coaches, Coaches(g => InPost(g) && g.Supervision != Outcome.NotMet)) : null);

        static bool InPost(StandingGroup group) => group.Referrals != Referrals.NotInPost;
    }
}

/// <summary>What a hub lead is told of supervision: of all coaches in post together, never of one.</summary>
/// <param name="Coaches">How many.</param>
/// <param name="NotOverdue">For how many it is not overdue; null on another day than today: what lies between two days would tell of one.</param>
internal sealed record PooledSupervision(int Coaches, int? NotOverdue);

/// <summary>Standings that answer alike.</summary>
internal sealed record StandingGroup(Referrals Referrals, bool Starts, Outcome Supervision, int Coaches, long WeeklyMinutes)
{
    public static StandingGroup Of(ReadinessRow row) => new(row.Standing.Referrals, row.Standing.StartsOn is not null, row.Standing.SupervisionOutcome, 1, row.Standing.WeeklyMinutes);
}

/// <summary>A coach at a PCN, as the list shows it.</summary>
/// <param name="Reference">The coach.</param>
/// <param name="Name">The coach.</param>
/// <param name="PcnCode">The PCN.</param>
/// <param name="PcnName">The PCN.</param>
/// <param name="Standing">The answers.</param>
/// <param name="Asks">Whether the coach asks the PCN's managers to check something.</param>
internal sealed record ReadinessRow(string Reference, string Name, string PcnCode, string PcnName, CoachStanding Standing, bool Asks)
{
    /// <summary>What stands in the way, as somebody may know it who is told of no one coach's supervision or pause.</summary>
    public IEnumerable<(string Rule, string Code)> BlockingPooled => Blocking.Where(b => !b.Rule.StartsWith("SUP-", StringComparison.Ordinal) && b.Rule != "FTP-01");

    public IEnumerable<(string Rule, string Code)> Blocking => Standing.Blocking.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split(':')).Select(p => (p[0], p[1]));
}

/// <summary>What stands at the head of the page whatever is searched for, and the first page of the list.</summary>
internal sealed record ReadinessHead(ReadinessCounts Counts, IReadOnlyList<ReadinessRow> First, IReadOnlyList<ForecastWeek> Forecast);

/// <summary>A standing and the person whom it is about.</summary>
internal sealed class NamedStanding
{
    public required CoachStanding Standing { get; init; }

    public required Person Person { get; init; }
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

    public required IReadOnlyList<Need> Needs { get; init; }

    public required IReadOnlyList<ForecastWeek> Forecast { get; init; }

    public int Pages => Math.Max(1, (Total + ReadinessQuery.PageSize - 1) / ReadinessQuery.PageSize);
}

/// <summary>The list of coaches with the answers about each on a day: two to five commands, whatever the rows.</summary>
internal sealed class ListReadiness(HwbcDbContext db, SignedIn signedIn, ChosenPcn chosen, UkClock clock, KeptAnswers kept) : IUseCase
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
        if (pooled)
            query = query.Pooled;
        var standings = db.Standings.AsNoTracking().Where(s => s.From <= at && s.To >= at);
        if (pcn.Value is { } one)
            standings = standings.Where(s => s.PcnId == one.Id);
        var filtered = Filter(standings, query, at, pooled);

        // The head of the page is the same for everybody who may see it; a PCN's list as it opens stands with it.
        var head = await kept.GetAsync(db, (pcn.Value?.Id, at, today, pooled), () => HeadAsync(standings, pcn.Value, at, today, pooled, cancellation), cancellation);
        var total = query.IsFiltered ? await filtered.CountAsync(cancellation) : head.Counts.Listed;
        var pages = Math.Max(1, (total + ReadinessQuery.PageSize - 1) / ReadinessQuery.PageSize);
        // A page past the end is the first: the rows that it held may have gone since the link was made.
        var number = query.Page < 1 || query.Page > pages ? 1 : query.Page;
        var rows = query is { IsFiltered: false, Sort: null } && number == 1 ? head.First : await PageAsync(filtered, query.Sort, number, cancellation);
        var mayAct = pcn.Value is { } p && person.MayAt(Operation.AddCoach, p.Id);
        var needs = new List<Need>();
        if (mayAct && at == today)
        {
            // Somebody who looks for something has seen the page as it opens.
            if (!query.IsFiltered)
                needs.AddRange(await ConcernsAsync(pcn.Value!, person.PersonId, cancellation));
            // Where the page holds the whole list, what waits is picked from it.
            needs.AddRange((!query.IsFiltered && pages == 1 ? rows : await WaitingAsync(standings, person.PersonId, cancellation)).Where(r => r.Standing.CoachId != person.PersonId).SelectMany(Need.Of));
        }

        return new ReadinessPage
        {
            Query = query with { Page = number },
            Today = today,
            At = at,
            DateSentence = sentence,
            Pcn = pcn.Value,
            Pooled = pooled,
            MayAdd = mayAct,
            Counts = head.Counts,
            Rows = rows,
            Total = total,
            Needs = needs.Take(10).ToList(),
            Forecast = head.Forecast,
        };
    }

    private async Task<ReadinessHead> HeadAsync(IQueryable<CoachStanding> standings, PcnName? pcn, DateOnly at, DateOnly today, bool pooled, CancellationToken cancellation)
    {
        var first = await PageAsync(Filter(standings, new ReadinessQuery(), at, pooled), null, 1, cancellation);
        // Where the first page holds all coaches, as a PCN's mostly does, they are counted on it.
        var counts = first.Count < ReadinessQuery.PageSize ? ReadinessCounts.Of(first.Select(StandingGroup.Of), pooled) : await CountAsync(standings, pooled, cancellation);
        if (at != today && counts.Pooled is { } told)
            counts = counts with { Pooled = told with { NotOverdue = null } };
        return new ReadinessHead(counts, first, pcn is not null && !pooled ? await new Forecast(db).WeeksAsync(pcn.Id, today, cancellation) : []);
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

    private static async Task<ReadinessCounts> CountAsync(IQueryable<CoachStanding> standings, bool pooled, CancellationToken cancellation) => ReadinessCounts.Of(
        await standings.GroupBy(s => new { s.Referrals, Starts = s.StartsOn != null, s.SupervisionOutcome })
            .Select(g => new StandingGroup(g.Key.Referrals, g.Key.Starts, g.Key.SupervisionOutcome, g.Count(), g.Sum(s => (long)s.WeeklyMinutes))).ToListAsync(cancellation), pooled);

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
            var pattern = LikePattern.Containing(query.Q);
            standings = standings.Where(s => EF.Functions.Like(s.SortName, pattern, LikePattern.Escape) || EF.Functions.Like(s.Coach!.Person!.Reference, pattern, LikePattern.Escape));
        }

        if (query.Arrs is { } arrs)
            standings = standings.Where(s => s.Arrs == arrs);
        if (query.Standing is { } standing)
            standings = standings.Where(s => s.Standing == standing);
        if (query.PcnStanding is { } pcnStanding)
            standings = standings.Where(s => s.PcnStanding == pcnStanding);
        if (query.Supervision)
            standings = standings.Where(s => s.Referrals != Referrals.NotInPost && s.SupervisionOutcome == Outcome.NotMet);
        if (query.Due)
        {
            var soon = at.AddDays(30);
            standings = standings.Where(s => s.NextDueBy != null && s.NextDueBy <= soon);
        }

        return standings;
    }

    private Task<List<ReadinessRow>> PageAsync(IQueryable<CoachStanding> standings, string? sort, int number, CancellationToken cancellation) =>
        Rows(Sorted(Named(standings), sort).Skip((number - 1) * ReadinessQuery.PageSize).Take(ReadinessQuery.PageSize)).ToListAsync(cancellation);

    /// <summary>A coach's id is the person's: joined to the person directly, since the standing has passed the tenancy filter already.</summary>
    private IQueryable<NamedStanding> Named(IQueryable<CoachStanding> standings) => standings.Join(db.People, s => s.CoachId, p => p.Id, (s, p) => new NamedStanding { Standing = s, Person = p });

    private static IQueryable<NamedStanding> Sorted(IQueryable<NamedStanding> named, string? sort) => (sort switch
        {
            "referrals" => named.OrderBy(n => n.Standing.Referrals == Referrals.Suspended ? 0 : n.Standing.Referrals == Referrals.NotCleared ? 1 : n.Standing.Referrals == Referrals.ProvisionallyCleared ? 2 : n.Standing.Referrals == Referrals.Cleared ? 3 : 4)
                .ThenBy(n => n.Standing.SortName),
            "due" => named.OrderBy(n => n.Standing.NextDueBy == null).ThenBy(n => n.Standing.NextDueBy).ThenBy(n => n.Standing.SortName),
            _ => named.OrderBy(n => n.Standing.SortName),
        }).ThenBy(n => n.Standing.CoachId).ThenBy(n => n.Standing.PcnId);

    private IQueryable<ReadinessRow> Rows(IQueryable<NamedStanding> named) =>
        named.Select(n => new ReadinessRow(n.Person.Reference, n.Person.Name, n.Standing.Pcn!.Code, n.Standing.Pcn.Name, n.Standing,
            db.CheckRequests.Any(r => r.PcnId == n.Standing.PcnId && r.AnsweredUtc == null && r.CoachId == n.Standing.CoachId)));

    /// <summary>Concerns that reached the managers and wait for one of them.</summary>
    private async Task<IEnumerable<Need>> ConcernsAsync(PcnName pcn, Guid personId, CancellationToken cancellation) =>
        (await db.SupervisionConcerns.AsNoTracking().Where(c => c.PcnId == pcn.Id && c.AnsweredUtc == null && c.ReachedManagerUtc != null && c.CoachId != personId).OrderBy(c => c.ReachedManagerUtc).Take(5)
            .Select(c => new { c.Id, Name = db.People.Where(p => p.Id == c.CoachId).Select(p => p.Name).First() }).ToListAsync(cancellation))
        .Select(c => new Need($"Read what {c.Name}'s supervisor raised with you", "Read it", $"/concerns/{c.Id}"));

    /// <summary>The coaches of whom something can wait for a manager.</summary>
    private async Task<IReadOnlyList<ReadinessRow>> WaitingAsync(IQueryable<CoachStanding> standings, Guid personId, CancellationToken cancellation) =>
        await Rows(Sorted(Named(standings.Where(s => s.CoachId != personId && (s.Referrals != Referrals.NotInPost || s.StartsOn != null)
                && (s.Blocking.Contains("TRN-01:AwaitingVerification") || s.Blocking.Contains("FTP-01:SuspensionReviewOverdue") || s.SupervisorName == null
                    || db.CheckRequests.Any(r => r.PcnId == s.PcnId && r.AnsweredUtc == null && r.CoachId == s.CoachId)))), null)
            .Take(10)).ToListAsync(cancellation);
}

/// <summary>Something that waits for a manager: a request, a certificate to check, the review of a pause, somebody to name.</summary>
internal sealed record Need(string Text, string Action, string Url)
{
    public static IEnumerable<Need> Of(ReadinessRow row)
    {
        var (home, pcn) = ($"/coaches/{row.Reference}", $"pcn={row.PcnCode}");
        if (row.Asks)
            yield return new Need($"Answer what {row.Name} asks", "Answer", "/requests");
        if (row.Blocking.Any(b => b.Code == "AwaitingVerification"))
            yield return new Need($"Check {row.Name}'s certificate", "Check it", $"{home}/training?{pcn}");
        if (row.Blocking.Any(b => b.Code == "SuspensionReviewOverdue"))
            yield return new Need($"Review the pause of {row.Name}'s referrals", "Review it", $"{home}?{pcn}#pause");
        if (row.Standing.SupervisorName is null)
            yield return new Need($"Name a health coaching supervisor for {row.Name}{(row.Standing.StartsOn is { } starts ? $", who starts on {Words.DayMonth(starts)}" : "")}", "Name one", $"{home}/people/new?kind=HealthCoaching&{pcn}");
    }
}
