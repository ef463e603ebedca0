namespace HwbcPortal.Domain.Compliance.Rules;

/// <summary>ARR-03: the coach was seen in this month's workforce return.</summary>
internal sealed class WorkforceReturnRule : IRule
{
    private const int LastDays = 7;

    public string Id => "ARR-03";

    public string Title => "In this month's workforce return";

    public Subject Subject => Subject.Pcn;

    public Owner Owner => Owner.Manager;

    public Basis Basis => Basis.Contract;

    public Source Source => new("National Workforce Reporting Service: Primary Care Network module", "Monthly return", "https://digital.nhs.uk/data-and-information/areas-of-interest/workforce/national-workforce-reporting-service-nwrs");

    public bool LooksAhead => false;

    public Answer Check(EvaluationContext context, DateOnly day)
    {
        if (!context.PostOn(day)!.ArrsFunded)
            return Answer.NotApplicable("NotArrsFunded");
        var month = Days.FirstOfMonth(day);
        if (Seen(context).FirstOrDefault(c => c.On >= month && c.On <= day) is { } check)
            return Answer.Met("InReturn", check.Id);
        var beginning = context.StretchTo(day)!.Beginning;
        if (beginning >= month)
            return Answer.Met("NotYetDue");
        var last = month.AddMonths(-1);
        if (beginning < last && !Seen(context).Any(c => c.On >= last && c.On < month))
            return Answer.NotMet("LastMonthNotChecked");
        return day > Days.Plus(Days.LastOfMonth(day), -LastDays) ? Answer.DueSoon("ReturnDue") : Answer.Met("NotYetDue");
    }

    public IEnumerable<DateOnly> Turns(EvaluationContext context, DateOnly from, DateOnly to)
    {
        for (var month = Days.FirstOfMonth(from); month <= to; month = month.AddMonths(1))
        {
            yield return month;
            yield return Days.Plus(Days.LastOfMonth(month), 1 - LastDays);
        }

        foreach (var check in Seen(context))
            yield return check.On;
    }

    public string Reason(EvaluationContext context, DateOnly day, Answer answer) => answer.Code switch
    {
        "NotArrsFunded" => "The post is not funded by the scheme.",
        "InReturn" => $"Confirmed for {Sentences.Month(day)}.",
        "LastMonthNotChecked" => $"Last month's workforce return was not confirmed, and this month's is due by {Sentences.Date(Days.LastOfMonth(day))}.",
        "ReturnDue" => $"To be confirmed by {Sentences.Date(Days.LastOfMonth(day))}.",
        _ => "This month's return is not due yet.",
    };

    private static IEnumerable<Check> Seen(EvaluationContext context) => context.Seen.Checks.Where(c => c.Rule == "ARR-03" && c.Pcn == context.Pcn);
}
