namespace HwbcPortal.Domain.Compliance;

/// <summary>A run of days on which the four answers do not change.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Referrals">May the coach take referrals?</param>
/// <param name="Arrs">Does the post meet the Minimum Role Requirements?</param>
/// <param name="Standing">Is what the coach has to do up to date?</param>
/// <param name="PcnStanding">Is what the PCN or employer has to do up to date?</param>
public sealed record TimelineSegment(DateOnly From, DateOnly To, Referrals Referrals, Arrs Arrs, Standing Standing, Standing PcnStanding);

/// <summary>The answers through time.</summary>
public static class Timeline
{
    /// <summary>The least list of segments that covers a period.</summary>
    /// <param name="file">A file that the validator accepted.</param>
    /// <param name="pcn">The PCN's code.</param>
    /// <param name="from">First day, from 1 April 2020.</param>
    /// <param name="to">Last day, not before the first.</param>
    /// <param name="knownAt">The day whose knowledge is used; null: what is known now.</param>
    /// <exception cref="NoRulePackException">The first day is before the first rule pack.</exception>
    public static IReadOnlyList<TimelineSegment> Build(CoachFile file, string pcn, DateOnly from, DateOnly to, DateOnly? knownAt = null)
    {
        var courses = ComplianceEvaluator.Default.CoursesOf(file, pcn, from, to, knownAt);
        var segments = new List<TimelineSegment>();
        Answers? running = null;
        var start = from;
        foreach (var day in Turns(courses, from, to))
        {
            var answers = courses.AnswersOn(day);
            if (answers == running)
                continue;
            if (running is { } before)
                segments.Add(Segment(start, Days.Plus(day, -1), before));
            (running, start) = (answers, day);
        }

        segments.Add(Segment(start, to, running!.Value));
        return segments;
    }

    /// <summary>The days of a period on which anything can change, its first day included, in order.</summary>
    internal static SortedSet<DateOnly> Turns(Courses courses, DateOnly from, DateOnly to)
    {
        var days = new SortedSet<DateOnly> { from };
        foreach (var day in courses.AnswerTurns().Concat(courses.All.SelectMany(c => c.Turns())))
        {
            if (day > from && day <= to)
                days.Add(day);
        }

        return days;
    }

    internal static TimelineSegment Segment(DateOnly from, DateOnly to, Answers a) => new(from, to, a.Referrals, a.Arrs, a.Standing, a.PcnStanding);
}
