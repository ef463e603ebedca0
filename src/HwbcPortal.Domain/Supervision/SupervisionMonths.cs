using HwbcPortal.Domain.Compliance;

namespace HwbcPortal.Domain.Supervision;

/// <summary>Why a month does not count.</summary>
public enum ExcusedBecause
{
    /// <summary>It counts.</summary>
    NotExcused,

    /// <summary>The post began in it.</summary>
    FirstMonth,

    /// <summary>Too few of its days were in post and not absent, because of absence.</summary>
    Away,

    /// <summary>Too few of its days were in post.</summary>
    PartMonth,
}

/// <summary>A month before the day of asking, judged by the pack and policy in force on its last day.</summary>
internal sealed record JudgedMonth(int Minutes, int Required, ExcusedBecause Excused, DateOnly OpenThrough, bool HasDayInPost)
{
    public bool IsMet => Minutes >= Required;
}

/// <summary>The calendar months of supervision of one coach at one PCN: what SUP-02 and the pages both count with.</summary>
internal sealed class SupervisionMonths
{
    private readonly EvaluationContext _context;
    private readonly Dictionary<int, List<Session>> _sessions = [];
    private readonly Dictionary<int, JudgedMonth> _judged = [];
    private readonly Dictionary<int, (int Days, int InPost, bool Began)> _days = [];

    public SupervisionMonths(EvaluationContext context)
    {
        _context = context;
        foreach (var session in context.Seen.Sessions)
        {
            if (session.Kind is not (SessionKind.HealthCoachingIndividual or SessionKind.HealthCoachingGroup) || session.Outcome is not (SessionOutcome.Held or SessionOutcome.Booked))
                continue;
            var key = Key(session.Date);
            if (!_sessions.TryGetValue(key, out var month))
                _sessions[key] = month = [];
            month.Add(session);
        }
    }

    /// <summary>A month before the day of asking.</summary>
    public JudgedMonth Judged(DateOnly first)
    {
        if (_judged.TryGetValue(Key(first), out var known))
            return known;
        var last = Days.LastOfMonth(first);
        var values = _context.RulesOn(last).Values;
        var judged = new JudgedMonth(Minutes(first, last, values), values.SupervisionMinutes, Excused(first, values.MinDaysForMonth), Days.Plus(last, values.LateEntryDays), Counted(first).InPost > 0);
        return _judged[Key(first)] = judged;
    }

    /// <summary>Attended minutes of a month up to a day: one to one, and group minutes as far as they count.</summary>
    public int Minutes(DateOnly first, DateOnly through, RuleParameters values)
    {
        int individual = 0, group = 0;
        foreach (var session in In(first))
        {
            if (session.Outcome != SessionOutcome.Held || session.Date > through || !_context.IsEligible(session.Supervisor, session.Date, values.SupervisorMinTier))
                continue;
            if (session.Kind == SessionKind.HealthCoachingIndividual)
                individual += session.Minutes;
            else
                group += session.Minutes;
        }

        return individual + Math.Min(group, values.GroupMinutesCounted);
    }

    /// <summary>Minutes of one-to-one sessions that are booked from a day to the end of its month.</summary>
    public int Booked(DateOnly day, RuleParameters values) => In(day)
        .Where(s => s.Outcome == SessionOutcome.Booked && s.Kind == SessionKind.HealthCoachingIndividual && s.Date >= day && _context.IsEligible(s.Supervisor, s.Date, values.SupervisorMinTier))
        .Sum(s => s.Minutes);

    /// <summary>Whether a month is excused, the whole of it taken.</summary>
    public ExcusedBecause Excused(DateOnly first, int minDays)
    {
        var (days, inPost, began) = Counted(first);
        return began ? ExcusedBecause.FirstMonth : days >= minDays ? ExcusedBecause.NotExcused : inPost >= minDays ? ExcusedBecause.Away : ExcusedBecause.PartMonth;
    }

    public bool HasDayInPost(DateOnly first) => Counted(first).InPost > 0;

    private List<Session> In(DateOnly day) => _sessions.TryGetValue(Key(day), out var month) ? month : [];

    private static int Key(DateOnly day) => (day.Year * 12) + day.Month - 1;

    private (int Days, int InPost, bool Began) Counted(DateOnly first)
    {
        var key = Key(first);
        if (_days.TryGetValue(key, out var known))
            return known;
        var last = Days.LastOfMonth(first);
        first = Days.FirstOfMonth(first);
        var began = _context.Posts.Any(p => p.StartDate >= first && p.StartDate <= last && (p.StartDate == DateOnly.MinValue || !_context.InPost(p.StartDate.AddDays(-1))));
        var whole = _context.Posts.Any(p => p.StartDate <= first && (p.EndDate is null || p.EndDate >= last));
        var absences = _context.Seen.Absences.Any(a => a.From <= last && (a.To is null || a.To >= first));
        int days = 0, inPost = 0;
        if (whole && !absences)
        {
            days = inPost = last.Day;
        }
        else
        {
            for (var day = first; day <= last; day = day.AddDays(1))
            {
                if (!whole && !_context.InPost(day))
                    continue;
                inPost++;
                if (!_context.IsAway(day))
                    days++;
            }
        }

        return _days[key] = (days, inPost, began);
    }
}
