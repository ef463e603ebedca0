namespace HwbcPortal.Domain.Compliance;

/// <summary>A rule with its code.</summary>
/// <param name="Rule">The rule's code.</param>
/// <param name="Code">The answer's code.</param>
public sealed record RuleAnswer(string Rule, string Code);

/// <summary>What is due next.</summary>
/// <param name="Rule">The rule's code.</param>
/// <param name="Code">The answer's code.</param>
/// <param name="DueBy">The last day on which it is in time.</param>
public sealed record NextDue(string Rule, string Code, DateOnly DueBy);

/// <summary>Monthly supervision on a day.</summary>
/// <param name="Outcome">The outcome of SUP-02; not applicable when not in post.</param>
/// <param name="Code">Its code; null when not in post.</param>
/// <param name="Minutes">Minutes that count in the month so far.</param>
/// <param name="Required">Minutes that the month asks for.</param>
public sealed record SupervisionOn(Outcome Outcome, string? Code, int Minutes, int Required);

/// <summary>A run of days on which nothing that a list shows of a coach changes.</summary>
public sealed record StandingSegment
{
    /// <summary>First day.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Last day.</summary>
    public required DateOnly To { get; init; }

    /// <summary>May the coach take referrals?</summary>
    public required Referrals Referrals { get; init; }

    /// <summary>Does the post meet the Minimum Role Requirements?</summary>
    public required Arrs Arrs { get; init; }

    /// <summary>Is what the coach has to do up to date?</summary>
    public required Standing Standing { get; init; }

    /// <summary>Is what the PCN or employer has to do up to date?</summary>
    public required Standing PcnStanding { get; init; }

    /// <summary>Whether an absence covers these days.</summary>
    public required bool Away { get; init; }

    /// <summary>The absence's last day; null when it is open or there is none.</summary>
    public DateOnly? AwayUntil { get; init; }

    /// <summary>POST-01's code.</summary>
    public required string PostCode { get; init; }

    /// <summary>The first day of a post that starts later; null when in post.</summary>
    public DateOnly? StartsOn { get; init; }

    /// <summary>The last day of the last post, where the coach has left.</summary>
    public DateOnly? LeftOn { get; init; }

    /// <summary>Contracted hours a week, of the post that is or will be.</summary>
    public required decimal HoursPerWeek { get; init; }

    /// <summary>Whether that post is funded by the scheme.</summary>
    public required bool ArrsFunded { get; init; }

    /// <summary>What stands in the way of referrals; for somebody who starts later, on their first day.</summary>
    public required IReadOnlyList<RuleAnswer> Blocking { get; init; }

    /// <summary>How many findings are open: not met, or due soon, and more than information.</summary>
    public required int OpenCount { get; init; }

    /// <summary>What is due next; null when nothing is.</summary>
    public NextDue? Next { get; init; }

    /// <summary>Monthly supervision.</summary>
    public required SupervisionOn Supervision { get; init; }

    /// <summary>The health coaching supervisor; null when none is named.</summary>
    public string? SupervisorName { get; init; }

    internal bool SameAs(StandingSegment other) =>
        this with { From = other.From, To = other.To, Blocking = other.Blocking } == other && Blocking.SequenceEqual(other.Blocking);
}

/// <summary>What lists show of a coach through a period, from the same courses as the decision.</summary>
public static class StandingSegments
{
    /// <summary>Segments that cover the period without gaps.</summary>
    /// <param name="file">A file that the validator accepted.</param>
    /// <param name="pcn">The PCN's code.</param>
    /// <param name="from">First day, from 1 April 2020.</param>
    /// <param name="to">Last day.</param>
    /// <exception cref="NoRulePackException">The first day is before the first rule pack.</exception>
    public static IReadOnlyList<StandingSegment> Build(CoachFile file, string pcn, DateOnly from, DateOnly to)
    {
        var courses = ComplianceEvaluator.Default.CoursesOf(file, pcn, from, Sight(file, pcn, to), null);
        var days = Timeline.Turns(courses, from, to);
        // What no rule turns on, and a list shows all the same: a new month's minutes, absences, and supervisors of any PCN.
        var context = courses.Context;
        var more = context.Seen.Absences.SelectMany(a => Ends(a.From, a.To))
            .Concat(context.Seen.Assignments.Where(a => a.Kind == AssignmentKind.HealthCoaching).SelectMany(a => Ends(a.From, a.To)))
            .Concat(context.Seen.Sessions.Select(s => s.Date));
        foreach (var day in more.Where(d => d > from && d <= to))
            days.Add(day);
        for (var month = Days.FirstOfMonth(from).AddMonths(1); month <= to; month = month.AddMonths(1))
            days.Add(month);

        var segments = new List<StandingSegment>();
        foreach (var day in days)
        {
            var next = On(courses, day);
            if (segments.Count > 0 && segments[^1].SameAs(next))
                continue;
            if (segments.Count > 0)
                segments[^1] = segments[^1] with { To = Days.Plus(day, -1) };
            segments.Add(next);
        }

        segments[^1] = segments[^1] with { To = to };
        return segments;
    }

    /// <summary>Far enough to know what the first day of a later post asks for, and what is due after the last day.</summary>
    private static DateOnly Sight(CoachFile file, string pcn, DateOnly to)
    {
        var sight = Days.Plus(to, ComplianceEvaluator.HorizonDays);
        foreach (var post in file.Posts)
        {
            if (post.Pcn == pcn && post.StartDate > sight)
                sight = post.StartDate;
        }

        return sight;
    }

    private static IEnumerable<DateOnly> Ends(DateOnly from, DateOnly? to) => to is { } end ? [from, Days.Plus(end, 1)] : [from];

    private static StandingSegment On(Courses courses, DateOnly day)
    {
        var context = courses.Context;
        var answers = courses.AnswersOn(day);
        var inPost = context.PostOn(day);
        DateOnly? startsOn = inPost is null ? context.Posts.Where(p => p.StartDate > day).Select(p => (DateOnly?)p.StartDate).Min() : null;
        var asked = startsOn ?? day;
        var post = inPost ?? (startsOn is { } start ? context.PostOn(start) : null) ?? context.Posts.MaxBy(p => p.EndDate ?? DateOnly.MaxValue);
        var absence = context.Seen.Absences.Where(a => Days.Covers(a.From, a.To, day)).MaxBy(a => a.To ?? DateOnly.MaxValue);
        var month = Days.FirstOfMonth(day);
        var values = context.RulesOn(day).Values;
        var supervision = inPost is null ? null : courses.Of("SUP-02").On(day);
        var (blocking, open, next) = inPost is null && startsOn is null ? ([], 0, null) : Items(courses, asked, day);
        return new StandingSegment
        {
            From = day,
            To = day,
            Referrals = answers.Referrals,
            Arrs = answers.Arrs,
            Standing = answers.Standing,
            PcnStanding = answers.PcnStanding,
            Away = absence is not null,
            AwayUntil = absence?.To,
            PostCode = courses.Of("POST-01").Own(day)!.Code,
            StartsOn = startsOn,
            LeftOn = inPost is null && startsOn is null && context.Posts.Count > 0 ? context.Posts.Max(p => p.EndDate) : null,
            HoursPerWeek = post?.HoursPerWeek ?? 0,
            ArrsFunded = post?.ArrsFunded ?? false,
            Blocking = blocking,
            OpenCount = open,
            Next = next,
            Supervision = new SupervisionOn(supervision?.Outcome ?? Outcome.NotApplicable, supervision?.Code, inPost is null ? 0 : context.Supervision.Minutes(month, day, values), values.SupervisionMinutes),
            SupervisorName = SupervisorOn(context, asked),
        };
    }

    private static (IReadOnlyList<RuleAnswer> Blocking, int Open, NextDue? Next) Items(Courses courses, DateOnly asked, DateOnly day)
    {
        var blocking = new List<RuleAnswer>();
        var open = 0;
        NextDue? next = null;
        foreach (var course in courses.On(asked))
        {
            var final = course.On(asked)!.Value;
            var effects = courses.EffectsOf(course, asked, final);
            if (!effects.Any(e => e != Effect.Informs))
                continue;
            if (final.Outcome == Outcome.NotMet && effects.Contains(Effect.BlocksReferrals))
                blocking.Add(new RuleAnswer(course.Rule, final.Code));
            if (final.Outcome is Outcome.NotMet or Outcome.DueSoon)
                open++;
            if (DueBy(courses, course, final, asked) is { } due && due >= day && (next is null || due < next.DueBy))
                next = new NextDue(course.Rule, final.Code, due);
        }

        return (blocking, open, next);
    }

    /// <summary>The last day on which a rule's next act is in time; null when there is none in sight, or it is late already.</summary>
    private static DateOnly? DueBy(Courses courses, RuleCourse course, Final final, DateOnly day)
    {
        if (course.Rule == "POST-01")
            return null;
        if (course.Rule == "SUP-02")
            return SupervisionDueBy(courses.Context, day);
        if (final.Outcome == Outcome.NotMet)
            return final.Code == "DueAfterStart" ? course.FirstChange(day, Days.Plus(day, ComplianceEvaluator.HorizonDays)) is { } end ? Days.Plus(end, -1) : null : null;
        return final.Outcome is Outcome.DueSoon or Outcome.Met && course.NextNotMet(day) is { } late ? Days.Plus(late, -1) : null;
    }

    /// <summary>The last day of the first month, from this one on, that is neither met nor excused.</summary>
    private static DateOnly? SupervisionDueBy(EvaluationContext context, DateOnly day)
    {
        var month = Days.FirstOfMonth(day);
        for (var i = 0; i < 13; i++, month = month.AddMonths(1))
        {
            if (!context.Supervision.HasDayInPost(month))
                continue;
            var last = Days.LastOfMonth(month);
            var values = context.RulesOn(i == 0 ? day : last).Values;
            if (context.Supervision.Excused(month, values.MinDaysForMonth) == Supervision.ExcusedBecause.NotExcused
                && context.Supervision.Minutes(month, i == 0 ? day : last, values) < values.SupervisionMinutes)
                return last;
        }

        return null;
    }

    private static string? SupervisorOn(EvaluationContext context, DateOnly day)
    {
        var named = context.Seen.Assignments.Where(a => a.Kind == AssignmentKind.HealthCoaching && Days.Covers(a.From, a.To, day)).ToList();
        var chosen = named.Find(a => a.Pcn == context.Pcn) ?? (named.Count > 0 ? named[0] : null);
        return chosen is null ? null : context.Seen.Supervisor(chosen.Supervisor)!.Name;
    }
}
