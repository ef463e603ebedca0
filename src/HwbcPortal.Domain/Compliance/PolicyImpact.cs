namespace HwbcPortal.Domain.Compliance;

/// <summary>A run of days on which the answers would be others than they are.</summary>
/// <param name="Before">The answers without the change, from the run's first day to its last.</param>
/// <param name="After">The answers with it, on the same days.</param>
public sealed record AnswerRun(TimelineSegment Before, TimelineSegment After);

/// <summary>Something that would be asked for and is not, or the other way round, from a day on.</summary>
/// <param name="From">The first such day.</param>
/// <param name="Rule">The rule's code.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Outcome">The outcome with the change, or without it where it is asked for no longer.</param>
/// <param name="Code">Its code.</param>
/// <param name="Blocks">Whether it stands in the way of referrals.</param>
public sealed record ItemChange(DateOnly From, string Rule, string Title, Outcome Outcome, string Code, bool Blocks);

/// <summary>What a change, of a PCN's local policy above all, would do to one coach.</summary>
/// <param name="Runs">The days on which one of the four answers would be another, in order.</param>
/// <param name="Added">What would be open besides, each with the first day.</param>
/// <param name="Dropped">What would be open no longer.</param>
public sealed record PolicyImpact(IReadOnlyList<AnswerRun> Runs, IReadOnlyList<ItemChange> Added, IReadOnlyList<ItemChange> Dropped)
{
    /// <summary>Whether nothing would be otherwise.</summary>
    public bool IsNone => Runs.Count == 0 && Added.Count == 0 && Dropped.Count == 0;

    /// <summary>Whether the coach could not take referrals and then could, on some day.</summary>
    public bool GainsClearance => Runs.Any(r => !IsClear(r.Before.Referrals) && IsClear(r.After.Referrals));

    /// <summary>Whether the coach could take referrals and no longer could, on some day.</summary>
    public bool LosesClearance => Runs.Any(r => IsClear(r.Before.Referrals) && !IsClear(r.After.Referrals));

    /// <summary>Decides a coach's days twice and tells the two apart.</summary>
    /// <param name="before">The coach's file.</param>
    /// <param name="after">The same file with the policies, or whatever changes, as they would be.</param>
    /// <param name="pcn">The PCN.</param>
    /// <param name="from">First day.</param>
    /// <param name="to">Last day.</param>
    public static PolicyImpact Of(CoachFile before, CoachFile after, string pcn, DateOnly from, DateOnly to)
    {
        var (was, will) = (ComplianceEvaluator.Default.CoursesOf(before, pcn, from, to, null), ComplianceEvaluator.Default.CoursesOf(after, pcn, from, to, null));
        var runs = new List<AnswerRun>();
        var (added, dropped) = (new Dictionary<string, ItemChange>(StringComparer.Ordinal), new Dictionary<string, ItemChange>(StringComparer.Ordinal));
        var days = Timeline.Turns(was, from, to);
        days.UnionWith(Timeline.Turns(will, from, to));
        (Answers, Answers)? running = null;
        foreach (var day in days)
        {
            var (a, b) = (was.AnswersOn(day), will.AnswersOn(day));
            if (running != (a, b))
            {
                if (running is { } differs && differs.Item1 != differs.Item2)
                    runs[^1] = Until(runs[^1], Days.Plus(day, -1));
                if (a != b)
                    runs.Add(new AnswerRun(Timeline.Segment(day, to, a), Timeline.Segment(day, to, b)));
                running = (a, b);
            }

            var (open, opens) = (OpenOn(was, day), OpenOn(will, day));
            foreach (var item in opens.Where(o => !open.Any(x => x.Rule == o.Rule && (x.Blocks || !o.Blocks))))
                added.TryAdd(item.Rule, item);
            foreach (var item in open.Where(o => !opens.Any(x => x.Rule == o.Rule)))
                dropped.TryAdd(item.Rule, item);
        }

        return new PolicyImpact(runs, [.. added.Values], [.. dropped.Values]);
    }

    /// <summary>
    /// A file's policies with another that begins: the one that covers its first day ends the day before. One that begins later stays,
    /// and bounds the new one.
    /// </summary>
    /// <param name="policies">The policies of a coach's file.</param>
    /// <param name="next">The policy that begins.</param>
    public static IReadOnlyList<LocalPolicy> Replaced(IReadOnlyList<LocalPolicy> policies, LocalPolicy next)
    {
        var later = policies.Where(p => Counts(p, next.Pcn) && p.From > next.From).Select(p => (DateOnly?)p.From).Min();
        return
        [
            .. policies.Where(p => !Counts(p, next.Pcn) || p.To < next.From || p.From > next.From),
            .. policies.Where(p => Counts(p, next.Pcn) && p.From < next.From && (p.To is null || p.To >= next.From)).Select(p => p with { To = Days.Plus(next.From, -1) }),
            later is { } bound && !(next.To < bound) ? next with { To = Days.Plus(bound, -1) } : next,
        ];
    }

    /// <summary>A file's policies with something laid over all that a PCN has from a day on, and over the days on which it has none.</summary>
    /// <param name="policies">The policies of a coach's file.</param>
    /// <param name="pcn">The PCN.</param>
    /// <param name="from">First day.</param>
    /// <param name="over">What stands instead of a policy, or of none; its days are set here.</param>
    public static IReadOnlyList<LocalPolicy> Laid(IReadOnlyList<LocalPolicy> policies, string pcn, DateOnly from, Func<LocalPolicy?, LocalPolicy> over)
    {
        var laid = policies.Where(p => !Counts(p, pcn) || p.To < from).ToList();
        var open = (DateOnly?)from;
        foreach (var policy in policies.Where(p => Counts(p, pcn) && !(p.To < from)).OrderBy(p => p.From))
        {
            if (policy.From < from)
                laid.Add(policy with { To = Days.Plus(from, -1) });
            else if (policy.From > open)
                laid.Add(over(null) with { Id = $"{over(null).Id}-{policy.Id}", From = open.Value, To = Days.Plus(policy.From, -1) });
            laid.Add(over(policy) with { Id = policy.From < from ? over(null).Id : policy.Id, From = policy.From < from ? from : policy.From, To = policy.To });
            open = policy.To is { } end ? Days.Plus(end, 1) : null;
        }

        if (open is { } rest)
            laid.Add(over(null) with { Id = $"{over(null).Id}-rest", From = rest, To = null });
        return laid;
    }

    private static bool IsClear(Referrals referrals) => referrals is Referrals.Cleared or Referrals.ProvisionallyCleared;

    private static bool Counts(LocalPolicy policy, string pcn) => policy.Pcn == pcn && policy.VoidedOn is null;

    private static AnswerRun Until(AnswerRun run, DateOnly last) => new(run.Before with { To = last }, run.After with { To = last });

    private static List<ItemChange> OpenOn(Courses courses, DateOnly day)
    {
        var open = new List<ItemChange>();
        foreach (var course in courses.On(day))
        {
            var final = course.On(day)!.Value;
            if (final.Outcome is not (Outcome.NotMet or Outcome.DueSoon))
                continue;
            // What only informs is nothing to do: lists leave it out too.
            var effects = courses.EffectsOf(course, day, final);
            if (!effects.Any(e => e != Effect.Informs))
                continue;
            var title = courses.Context.RulesOn(day).Local(course.Rule)?.Title ?? course.National.Title;
            open.Add(new ItemChange(day, course.Rule, title, final.Outcome, final.Code, final.Outcome == Outcome.NotMet && effects.Contains(Effect.BlocksReferrals)));
        }

        return open;
    }
}
