using HwbcPortal.Domain.Supervision;

namespace HwbcPortal.Domain.Compliance.Rules;

/// <summary>SUP-02: an hour of health coaching supervision in each calendar month.</summary>
internal sealed class MonthlySupervisionRule : IRule
{
    public string Id => "SUP-02";

    public string Title => "One hour of supervision a month";

    public Subject Subject => Subject.Coach;

    public Owner Owner => Owner.Supervisor;

    public Basis Basis => Basis.Guidance;

    public Source Source => Source.Guide("Health and well-being coach supervision: recommended minimum frequency");

    public bool LooksAhead => false;

    public Answer Check(EvaluationContext context, DateOnly day)
    {
        var values = context.RulesOn(day).Values;
        var months = context.Supervision;
        var month = Days.FirstOfMonth(day);
        var minutes = months.Minutes(month, day, values);
        if (minutes >= values.SupervisionMinutes)
            return Answer.Met("UpToDate");
        var excused = months.Excused(month, values.MinDaysForMonth) != ExcusedBecause.NotExcused;
        if (excused && context.IsAway(day))
            return new Answer(Outcome.Excused, "Absent", []);

        var (missed, _, lastIsOpen) = LookBack(context, day);
        if (missed >= values.EscalateAfterMissedMonths)
            return Answer.NotMet("SupervisionLapsed");
        if (missed > 0)
            return Answer.DueSoon("MonthMissed");
        if (lastIsOpen)
            return Answer.DueSoon("LateEntryOpen");
        if (excused || day <= Days.Plus(Days.LastOfMonth(day), -values.DueSoonLastDays))
            return Answer.Met("OnTrack");
        return minutes + months.Booked(day, values) >= values.SupervisionMinutes ? Answer.Met("Booked") : Answer.DueSoon("DueThisMonth");
    }

    public IEnumerable<DateOnly> Turns(EvaluationContext context, DateOnly from, DateOnly to)
    {
        for (var month = Days.FirstOfMonth(from); month <= to; month = month.AddMonths(1))
        {
            yield return month;
            foreach (var (_, rules) in context.RulesThroughTime)
            {
                yield return Days.Plus(month, rules.Values.LateEntryDays);
                yield return Days.Plus(Days.LastOfMonth(month), 1 - rules.Values.DueSoonLastDays);
            }
        }

        foreach (var session in context.Seen.Sessions.Where(s => s.Date >= Days.Plus(from, -1) && s.Date <= to))
        {
            yield return session.Date;
            yield return Days.Plus(session.Date, 1);
        }

        foreach (var absence in context.Seen.Absences)
        {
            yield return absence.From;
            if (absence.To is { } end)
                yield return Days.Plus(end, 1);
        }
    }

    public string Reason(EvaluationContext context, DateOnly day, Answer answer)
    {
        var values = context.RulesOn(day).Values;
        var minutes = $"{context.Supervision.Minutes(Days.FirstOfMonth(day), day, values)} of {values.SupervisionMinutes} minutes in {Sentences.Month(day)}";
        return answer.Code switch
        {
            "UpToDate" => $"Up to date: {minutes}.",
            "Absent" => "Away; this month does not count.",
            "SupervisionLapsed" => $"No full month of supervision for {Sentences.Count(LookBack(context, day).Missed, "month", "months")}; {minutes} so far.",
            // Not last month where that one was excused or is open.
            "MonthMissed" when LookBack(context, day).Newest is { } month => $"{Sentences.Month(month)} {month.Year} stayed below {context.Supervision.Judged(month).Required} minutes; {minutes} so far.",
            "LateEntryOpen" => $"Last month is below {values.SupervisionMinutes} minutes and can still be completed with a session that was held.",
            "DueThisMonth" => $"Due by {Sentences.Date(Days.LastOfMonth(day))}: {minutes} so far.",
            "Booked" => $"Booked: with what is planned the month reaches {values.SupervisionMinutes} minutes.",
            _ => $"On track: {minutes} so far.",
        };
    }

    /// <summary>How many months in a row were missed, the newest of them, and whether last month was looked at and is open.</summary>
    private static (int Missed, DateOnly? Newest, bool LastIsOpen) LookBack(EvaluationContext context, DateOnly day)
    {
        var records = context.StretchTo(day)?.RecordsFrom;
        var missed = 0;
        DateOnly? newest = null;
        var lastIsOpen = false;
        var last = Days.FirstOfMonth(day).AddMonths(-1);
        for (var month = last; month.Year > 1; month = month.AddMonths(-1))
        {
            if (!context.Supervision.HasDayInPost(month) || month < records)
                break;
            var judged = context.Supervision.Judged(month);
            if (judged.IsMet)
                break;
            if (judged.Excused != ExcusedBecause.NotExcused)
                continue;
            if (day <= judged.OpenThrough)
            {
                lastIsOpen |= month == last;
            }
            else
            {
                missed++;
                newest ??= month;
            }
        }

        return (missed, newest, lastIsOpen);
    }
}
