using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;

namespace HwbcPortal.Web.Features.Policies;

/// <summary>An answer that would be another one on some days.</summary>
internal sealed record ImpactLine(string Days, StatusTag Before, StatusTag After);

/// <summary>What a planned policy would do, in words.</summary>
internal static class ImpactWords
{
    /// <summary>"Of 7 coaches, 1 would lose clearance on some of these days, nobody would gain it, 3 would have more to do and nobody less."</summary>
    public static string Summary(PolicyPreview preview)
    {
        if (preview.LookedAt == 0)
            return "Nobody is in post on these days.";
        if (preview.Coaches.Count == 0)
            return $"Nobody of {Words.Count(preview.LookedAt, "coach", "coaches")} would gain or lose anything.";
        return $"Of {Words.Count(preview.LookedAt, "coach", "coaches")}, {People(preview.Lose)} would lose clearance on some of these days, {People(preview.Gain)} would gain it, {People(preview.Coaches.Count(c => c.Impact.Added.Count > 0))} would have more to do and {People(preview.Coaches.Count(c => c.Impact.Dropped.Count > 0))} less.";
    }

    /// <summary>Each answer that differs, with the days of each difference.</summary>
    /// <param name="sight">The last day that was looked at: what is so then goes on.</param>
    public static IEnumerable<ImpactLine> Of(IReadOnlyList<AnswerRun> runs, DateOnly sight) =>
        Runs(runs, s => s.Referrals).Select(r => Line(r, sight, Words.Of(r.Before.Referrals), Words.Of(r.After.Referrals)))
            .Concat(Runs(runs, s => s.Arrs).Select(r => Line(r, sight, Named("Role requirements", Words.Of(r.Before.Arrs)), Words.Of(r.After.Arrs))))
            .Concat(Runs(runs, s => s.Standing).Select(r => Line(r, sight, Named("What the coach has to do", Words.Of(r.Before.Standing)), Words.Of(r.After.Standing))))
            .Concat(Runs(runs, s => s.PcnStanding).Select(r => Line(r, sight, Named("What the PCN has to do", Words.Of(r.Before.PcnStanding)), Words.Of(r.After.PcnStanding))));

    /// <summary>The runs of one answer: neighbours that differ in another answer alone are one.</summary>
    private static List<AnswerRun> Runs<T>(IReadOnlyList<AnswerRun> runs, Func<TimelineSegment, T> answer)
    {
        var comparer = EqualityComparer<T>.Default;
        var one = new List<AnswerRun>();
        foreach (var run in runs.Where(r => !comparer.Equals(answer(r.Before), answer(r.After))))
        {
            if (one.Count > 0 && one[^1].Before.To.AddDays(1) == run.Before.From && comparer.Equals(answer(one[^1].Before), answer(run.Before)) && comparer.Equals(answer(one[^1].After), answer(run.After)))
                one[^1] = new AnswerRun(one[^1].Before with { To = run.Before.To }, one[^1].After with { To = run.After.To });
            else
                one.Add(run);
        }

        return one;
    }

    private static ImpactLine Line(AnswerRun run, DateOnly sight, StatusTag before, StatusTag after) => new(run.Before.To == sight ? $"{Words.Date(run.Before.From)} on" : run.Before.From == run.Before.To ? Words.Date(run.Before.From) : $"{Words.Date(run.Before.From)} to {Words.Date(run.Before.To)}", before, after);

    private static StatusTag Named(string name, StatusTag tag) => tag with { Text = $"{name}: {tag.Text.ToLowerInvariant()}" };

    private static string People(int n) => n == 0 ? "nobody" : n.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
