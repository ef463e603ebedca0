using HwbcPortal.Domain.Compliance;

namespace HwbcPortal.Domain.Supervision;

/// <summary>How a month of supervision stands on a day.</summary>
public enum SupervisionState
{
    /// <summary>The month is over and the minutes were not reached.</summary>
    Missed,

    /// <summary>The month is over and still open for late entry.</summary>
    OpenForLateEntry,

    /// <summary>The month runs; nothing counts yet.</summary>
    ToCome,

    /// <summary>The month is in its last days and the minutes are not reached.</summary>
    Due,

    /// <summary>The month runs; some minutes count.</summary>
    Part,

    /// <summary>The minutes will be reached with what is booked.</summary>
    Booked,

    /// <summary>The month does not count.</summary>
    Excused,

    /// <summary>The minutes are reached.</summary>
    Met,
}

/// <summary>One month of the ledger.</summary>
/// <param name="Month">Its first day.</param>
/// <param name="State">How it stands.</param>
/// <param name="Minutes">Minutes that count.</param>
/// <param name="Required">Minutes that it asks for.</param>
/// <param name="Booked">Minutes booked from the day of asking to its end.</param>
/// <param name="Excused">Why it does not count, where it does not.</param>
public sealed record SupervisionMonth(DateOnly Month, SupervisionState State, int Minutes, int Required, int Booked, ExcusedBecause Excused);

/// <summary>The months of supervision of a coach at a PCN: a row for every month in post, before anyone logs.</summary>
public static class SupervisionLedger
{
    /// <summary>The months from the first that is kept here to that of the day, the oldest first.</summary>
    /// <param name="file">The coach's file.</param>
    /// <param name="pcn">The PCN's code.</param>
    /// <param name="asOf">The day.</param>
    /// <param name="knownAt">The day whose knowledge is used; null: what is known now.</param>
    public static IReadOnlyList<SupervisionMonth> Months(CoachFile file, string pcn, DateOnly asOf, DateOnly? knownAt = null)
    {
        var context = ComplianceEvaluator.Default.ContextOf(file, pcn, knownAt);
        var posts = context.Posts.Where(p => p.StartDate <= asOf).ToList();
        if (posts.Count == 0)
            return [];
        var current = Days.FirstOfMonth(asOf);
        var records = context.StretchTo(asOf)?.RecordsFrom;
        var months = new List<SupervisionMonth>();
        for (var month = Days.FirstOfMonth(posts[0].StartDate); month <= current; month = month.AddMonths(1))
        {
            if (context.Supervision.HasDayInPost(month) && !(month < records))
                months.Add(month == current ? Current(context, month, asOf) : Past(context, month, asOf));
        }

        return months;
    }

    private static SupervisionMonth Past(EvaluationContext context, DateOnly month, DateOnly asOf)
    {
        var judged = context.Supervision.Judged(month);
        var state = judged.IsMet ? SupervisionState.Met : judged.Excused != ExcusedBecause.NotExcused ? SupervisionState.Excused
            : asOf <= judged.OpenThrough ? SupervisionState.OpenForLateEntry : SupervisionState.Missed;
        return new SupervisionMonth(month, state, judged.Minutes, judged.Required, 0, judged.Excused);
    }

    private static SupervisionMonth Current(EvaluationContext context, DateOnly month, DateOnly asOf)
    {
        var values = context.RulesOn(asOf).Values;
        var minutes = context.Supervision.Minutes(month, asOf, values);
        var booked = context.Supervision.Booked(asOf, values);
        var excused = context.Supervision.Excused(month, values.MinDaysForMonth);
        var state = minutes >= values.SupervisionMinutes ? SupervisionState.Met
            : excused != ExcusedBecause.NotExcused ? SupervisionState.Excused
            : minutes + booked >= values.SupervisionMinutes ? SupervisionState.Booked
            : asOf > Days.Plus(Days.LastOfMonth(month), -values.DueSoonLastDays) ? SupervisionState.Due
            : minutes > 0 ? SupervisionState.Part : SupervisionState.ToCome;
        return new SupervisionMonth(month, state, minutes, values.SupervisionMinutes, booked, excused);
    }
}
