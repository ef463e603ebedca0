using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Claims;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Claims;

/// <summary>What a coach lacks, or what is to be looked at, and where it is put right.</summary>
/// <param name="On">The last day of a run that is not ready.</param>
/// <param name="Rule">The rule's code.</param>
/// <param name="Title">The rule's title.</param>
/// <param name="Sentence">What it says of that day.</param>
/// <param name="Fix">Where it is put right; null where nothing is offered.</param>
internal sealed record ClaimReason(DateOnly On, string Rule, string Title, string Sentence, FixLink? Fix);

/// <summary>A coach's month.</summary>
/// <param name="Reference">The coach.</param>
/// <param name="Name">The coach.</param>
/// <param name="Month">Days in post, and what can be claimed at most.</param>
/// <param name="Runs">On which days the requirements were met.</param>
/// <param name="Reasons">What was open on the last day of each run that is not ready, by day; a rule once, with its latest day.</param>
/// <param name="Cost">What the month cost; null when nobody entered it.</param>
/// <param name="MayEnterCost">Whether the reader may enter it.</param>
internal sealed record ClaimRow(string Reference, string Name, ClaimMonth Month, IReadOnlyList<ClaimRun> Runs, IReadOnlyList<ClaimReason> Reasons, decimal? Cost, bool MayEnterCost)
{
    public ClaimState State { get; } = ClaimMonth.StateOf(Runs);

    /// <summary>The lower of cost and cap; null until both are there.</summary>
    public decimal? Lower => ClaimMonth.Lower(Month.Most, Cost);

    /// <summary>The same where the month is ready: nothing else can be claimed.</summary>
    public decimal? Claimable => State == ClaimState.Ready ? Lower : null;

    /// <summary>What the month cost more than can be claimed; null when it did not.</summary>
    public decimal? Over => Cost > Month.Most ? Cost - Month.Most : null;

    /// <summary>What counts in a sum: the lower of cost and cap, and while no cost is entered the cap.</summary>
    public decimal? Counts => Lower ?? Month.Most;
}

/// <summary>A sum over coaches.</summary>
/// <param name="Coaches">How many are in it.</param>
/// <param name="Pounds">The sum.</param>
/// <param name="IsEstimate">Whether one of its parts rests on an estimate.</param>
internal sealed record ClaimSum(int Coaches, decimal Pounds, bool IsEstimate)
{
    public static ClaimSum Of(IEnumerable<ClaimRow> rows)
    {
        var counting = rows.Where(r => r.Counts is not null).ToList();
        return new ClaimSum(counting.Count, counting.Sum(r => r.Counts!.Value), counting.Exists(r => r.Month.IsEstimate));
    }
}

internal sealed record ClaimsPage
{
    public required ClaimsQuery Query { get; init; }

    public required ShownPcn Shown { get; init; }

    public required CapArea Area { get; init; }

    /// <summary>The ICB of the month in words; null where none is recorded.</summary>
    public required string? Icb { get; init; }

    public required DateOnly Today { get; init; }

    /// <summary>First day of the month.</summary>
    public required DateOnly Month { get; init; }

    /// <summary>The last day that is looked at.</summary>
    public required DateOnly Last { get; init; }

    public required DateOnly? Known { get; init; }

    /// <summary>Why something that was asked for could not be used.</summary>
    public required string? Fault { get; init; }

    /// <summary>Everybody in a funded post on a day that is looked at.</summary>
    public required IReadOnlyList<ClaimRow> All { get; init; }

    /// <summary>Who is in post on such a day and whose post is never funded.</summary>
    public required IReadOnlyList<string> NotFunded { get; init; }

    public required bool MaySetArea { get; init; }

    public PcnName Pcn => Shown.Pcn;

    public bool IsRunning => Last < Month.AddMonths(1).AddDays(-1);

    /// <summary>Whether its last day has passed: then what it cost is entered.</summary>
    public bool IsOver => Month.AddMonths(1) <= Today;

    /// <summary>"November 2026", "November 2026, to 24 November so far".</summary>
    public string Period => IsRunning ? $"{Words.Month(Month)}, to {Words.DayMonth(Last)} so far" : Words.Month(Month);

    /// <summary>The rows that the query shows.</summary>
    public IReadOnlyList<ClaimRow> Rows => Query.Show switch
    {
        null or "" => All,
        ClaimsQuery.Ready => All.Where(r => r.State == ClaimState.Ready).ToList(),
        ClaimsQuery.Open => All.Where(r => r.State != ClaimState.Ready).ToList(),
        var rule => All.Where(r => r.Reasons.Any(x => x.Rule == rule)).ToList(),
    };

    /// <summary>What the query shows, in words; null for everybody.</summary>
    public string? Filter => Query.Show switch
    {
        null or "" => null,
        ClaimsQuery.Ready => "Claimable",
        ClaimsQuery.Open => "Something is lacking or to be looked at",
        var rule => Lacks.FirstOrDefault(l => l.Rule == rule).Title ?? "Something else",
    };

    /// <summary>What is lacking, and how many lack it.</summary>
    public IEnumerable<(string Rule, string Title, int Coaches)> Lacks => All.SelectMany(r => r.Reasons).GroupBy(r => r.Rule).Select(g => (g.Key, g.First().Title, g.Count())).OrderByDescending(l => l.Item3).ThenBy(l => l.Key, StringComparer.Ordinal);

    /// <summary>The months that can be chosen, the newest first.</summary>
    public IEnumerable<DateOnly> Months
    {
        get
        {
            for (var month = new DateOnly(Today.Year, Today.Month, 1); month >= ClaimsQuery.Earliest; month = month.AddMonths(-1))
                yield return month;
        }
    }
}

/// <summary>
/// A month of a PCN as evidence for its claim: who was in a funded post, on which days the role requirements were met, what can be
/// claimed at most. It submits nothing. What was known on a day is asked of posts, facts, caps
/// and costs; the area and the ICB have no such history, and are those that are recorded now.
/// </summary>
internal sealed class ListClaims(HwbcDbContext db, CoachFileReader reader, PcnChoice choice, PcnPlaces places, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<ClaimsPage>> HandleAsync(ClaimsQuery query, CancellationToken cancellation)
    {
        var shown = await choice.ForAsync(Operation.ReadClaims, query.Pcn, cancellation);
        if (shown.Failure is { } failure)
            return failure;
        var (pcn, today, person) = (shown.Value!.Pcn, clock.Today, signedIn.Person);
        var (month, known, fault) = query.Read(today);
        var end = month.AddMonths(1).AddDays(-1);
        var last = end < today ? end : today;
        var area = await db.Pcns.Where(p => p.Id == pcn.Id).Select(p => p.CapArea).SingleAsync(cancellation);
        // Versions that count no longer too: they may have counted on the day whose knowledge is asked for. Coaches whom the reader does not see any more stay out.
        var coaches = await db.Coaches.AsNoTracking().Where(c => db.Posts.Where(p => p.PcnId == pcn.Id && p.StartDate <= last && (p.EndDate == null || p.EndDate >= month)).Select(p => p.CoachId).Contains(c.Id)).Select(c => c.Id).ToListAsync(cancellation);
        var files = await reader.ReadAsync(coaches, cancellation);
        var caps = new Caps((await db.ReimbursementCaps.AsNoTracking().Where(c => c.Area == area).ToListAsync(cancellation)).Select(KeepCaps.Of), known);
        var costs = await CostsAsync(pcn.Id, month, known, cancellation);
        var rows = new List<ClaimRow>();
        var notFunded = new List<string>();
        foreach (var (id, file) in files.OrderBy(f => f.Value.Coach.Name, StringComparer.OrdinalIgnoreCase).ThenBy(f => f.Value.Coach.Reference, StringComparer.Ordinal))
        {
            var posts = new SeenFacts(file, known).Posts.Where(p => p.Pcn == pcn.Code).ToList();
            var claim = new ClaimMonth(month, last, posts, caps);
            if (claim.Days > 0)
                rows.Add(RowOf(id, file, claim, costs.GetValueOrDefault(id)?.Amount, end < today && known is null && person.CanDo(Operation.RecordCosts, id, pcn.Id)));
            else if (posts.Any(p => p.StartDate <= last && !(p.EndDate < month)))
                notFunded.Add(file.Coach.Name);
        }

        return new ClaimsPage
        {
            Query = query with { Pcn = pcn.Code, Month = Months.Name(month), Known = known }, Shown = shown.Value, Area = area, Today = today, Month = month, Last = last, Known = known, Fault = fault,
            All = rows, NotFunded = notFunded, MaySetArea = person.MayAt(Operation.KeepPlaces, pcn.Id), Icb = await places.IcbInMonthAsync(pcn.Id, month, cancellation),
        };

        ClaimRow RowOf(Guid id, CoachFile file, ClaimMonth claim, decimal? cost, bool mayEnterCost)
        {
            var runs = ClaimMonth.Runs(Timeline.Build(file, pcn.Code, month, last, known));
            var coach = new SeenCoach(id, file.Coach.Reference, file.Coach.Name, null, pcn, [pcn], [], null, false);
            // What was open as known on another day may be put right by now.
            var reasons = runs.Where(r => r.Arrs != Arrs.Ready).Reverse().SelectMany(r => ComplianceEvaluator.Default.Evaluate(file, pcn.Code, r.To, known).Findings
                .Where(f => f.Effects.Contains(Effect.AffectsArrs) && f.Outcome is Outcome.NotMet or Outcome.DueSoon)
                .Select(f => new ClaimReason(r.To, f.Rule, f.Title, f.Reason, known is null ? FixLink.For(f, coach, person) : null))).DistinctBy(r => r.Rule).OrderBy(r => r.On).ToList();
            return new ClaimRow(file.Coach.Reference, file.Coach.Name, claim, runs, reasons, cost, mayEnterCost);
        }
    }

    private async Task<Dictionary<Guid, ActualCost>> CostsAsync(Guid pcnId, DateOnly month, DateOnly? known, CancellationToken cancellation)
    {
        var all = await db.ActualCosts.AsNoTracking().Where(c => c.PcnId == pcnId && c.Month == month).ToListAsync(cancellation);
        static DateOnly Day(DateTime utc) => DateOnly.FromDateTime(UkClock.ToLondon(utc));
        return all.Where(c => known is { } day ? Day(c.EnteredUtc) <= day && !(c.ReplacedUtc is { } replaced && Day(replaced) <= day) : c.ReplacedUtc is null).ToDictionary(c => c.CoachId);
    }
}
