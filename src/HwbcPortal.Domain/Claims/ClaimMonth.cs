using HwbcPortal.Domain.Compliance;

namespace HwbcPortal.Domain.Claims;

/// <summary>A run of days in one funded post under one cap.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Post">The post.</param>
/// <param name="Cap">The cap; null where none is recorded.</param>
public sealed record ClaimPart(DateOnly From, DateOnly To, Post Post, Cap? Cap)
{
    /// <summary>How many days it has.</summary>
    public int Days => To.DayNumber - From.DayNumber + 1;
}

/// <summary>A run of days in post with one answer about the role requirements.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Arrs">Ready, query or not ready.</param>
public sealed record ClaimRun(DateOnly From, DateOnly To, Arrs Arrs);

/// <summary>Whether a month of a coach can be claimed.</summary>
public enum ClaimState
{
    /// <summary>The role requirements were not met on any day in post.</summary>
    NotReady,

    /// <summary>They were met on some days only, or something is to be looked at.</summary>
    Query,

    /// <summary>They were met on every day in post.</summary>
    Ready,
}

/// <summary>One coach's month at one PCN: what can be claimed at most, and on which days the requirements were met. Decimals throughout, rounded once.</summary>
public sealed class ClaimMonth
{
    /// <summary>The hours a week of one whole-time equivalent.</summary>
    public const decimal WholeTimeHours = 37.5m;

    private readonly int _daysOfMonth;

    /// <summary>Works a month out.</summary>
    /// <param name="first">First day of the month.</param>
    /// <param name="last">The last day that is looked at: the month's own, or an earlier one while it runs.</param>
    /// <param name="posts">The coach's posts at the PCN, as they were known.</param>
    /// <param name="caps">The caps of the PCN's area, as they were known.</param>
    public ClaimMonth(DateOnly first, DateOnly last, IReadOnlyList<Post> posts, Caps caps)
    {
        _daysOfMonth = DateTime.DaysInMonth(first.Year, first.Month);
        var parts = new List<ClaimPart>();
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            // As the evaluator takes it: of several posts that cover a day the one with the lowest id.
            if (posts.Where(p => Compliance.Days.Covers(p.StartDate, p.EndDate, day)).MinBy(p => p.Id, StringComparer.Ordinal) is not { ArrsFunded: true } post)
                continue;
            var cap = caps.On(day);
            if (parts.Count > 0 && parts[^1] is var before && before.To == day.AddDays(-1) && before.Post == post && before.Cap == cap)
                parts[^1] = before with { To = day };
            else
                parts.Add(new ClaimPart(day, day, post, cap));
        }

        Parts = parts;
    }

    /// <summary>The runs of days in post, in order.</summary>
    public IReadOnlyList<ClaimPart> Parts { get; }

    /// <summary>Days in post.</summary>
    public int Days => Parts.Sum(p => p.Days);

    /// <summary>The days in post for which no cap is recorded.</summary>
    public IEnumerable<ClaimPart> WithoutCap => Parts.Where(p => p.Cap is null);

    /// <summary>Whether the sum rests on an estimate.</summary>
    public bool IsEstimate => Parts.Any(p => p.Cap is { IsEstimate: true });

    /// <summary>
    /// The most that can be claimed: a twelfth of the cap, by whole-time equivalent, by days in post of the days of the month, in pence,
    /// half a penny up. Null when a day has no cap: a sum of the other days would look like an answer.
    /// </summary>
    public decimal? Most => Parts.Count == 0 || WithoutCap.Any() ? null
        : decimal.Round(Parts.Sum(p => p.Cap!.Annual * p.Post.HoursPerWeek * p.Days) / (12 * WholeTimeHours * _daysOfMonth), 2, MidpointRounding.AwayFromZero);

    /// <summary>Hours a week as a part of whole time.</summary>
    public static decimal Wte(decimal hoursPerWeek) => hoursPerWeek / WholeTimeHours;

    /// <summary>The lower of what the month cost and the most; null until both are known.</summary>
    public static decimal? Lower(decimal? most, decimal? cost) => most is { } m && cost is { } c ? Math.Min(m, c) : null;

    /// <summary>The runs of days in post with one answer each, from the answers through time.</summary>
    /// <param name="timeline">Segments in order.</param>
    public static IReadOnlyList<ClaimRun> Runs(IEnumerable<TimelineSegment> timeline)
    {
        var runs = new List<ClaimRun>();
        foreach (var segment in timeline.Where(s => s.Arrs != Arrs.NotApplicable))
        {
            if (runs.Count > 0 && runs[^1] is var before && before.Arrs == segment.Arrs && before.To == segment.From.AddDays(-1))
                runs[^1] = before with { To = segment.To };
            else
                runs.Add(new ClaimRun(segment.From, segment.To, segment.Arrs));
        }

        return runs;
    }

    /// <summary>What the runs of a month say together; not ready when there is none.</summary>
    public static ClaimState StateOf(IReadOnlyList<ClaimRun> runs) =>
        runs.All(r => r.Arrs == Arrs.NotReady) ? ClaimState.NotReady : runs.All(r => r.Arrs == Arrs.Ready) ? ClaimState.Ready : ClaimState.Query;
}
