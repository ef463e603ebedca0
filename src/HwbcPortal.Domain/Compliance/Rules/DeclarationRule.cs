namespace HwbcPortal.Domain.Compliance.Rules;

/// <summary>ARR-02: the role requirements were declared for the contract year.</summary>
internal sealed class DeclarationRule : IRule
{
    private const int DaysAfterBeginning = 30;

    public string Id => "ARR-02";

    public string Title => "Role requirements declared for the contract year";

    public Subject Subject => Subject.Pcn;

    public Owner Owner => Owner.Manager;

    public Basis Basis => Basis.GoodPractice;

    public Source Source => Source.Choice;

    public bool LooksAhead => false;

    public Answer Check(EvaluationContext context, DateOnly day)
    {
        if (!context.PostOn(day)!.ArrsFunded)
            return Answer.NotApplicable("NotArrsFunded");
        var year = Days.ContractYear(day);
        if (Declared(context).FirstOrDefault(c => c.On >= year && c.On <= day) is { } declared)
            return Answer.Met("Declared", declared.Id);
        var beginning = context.StretchTo(day)!.Beginning;
        return day.Month == 4 || day.DayNumber - beginning.DayNumber < DaysAfterBeginning ? Answer.DueSoon("DeclarationDue") : Answer.NotMet("NotDeclared");
    }

    public IEnumerable<DateOnly> Turns(EvaluationContext context, DateOnly from, DateOnly to)
    {
        for (var year = Days.ContractYear(from); year <= to; year = year.AddYears(1))
        {
            yield return year;
            yield return year.AddMonths(1);
        }

        foreach (var check in Declared(context))
            yield return check.On;
        foreach (var post in context.Posts)
        {
            yield return Days.Plus(post.StartDate, DaysAfterBeginning);
            if (post.RecordsFrom is { } kept)
                yield return Days.Plus(kept, DaysAfterBeginning);
        }
    }

    public string Reason(EvaluationContext context, DateOnly day, Answer answer) => answer.Code switch
    {
        "NotArrsFunded" => "The post is not funded by the scheme.",
        "Declared" => $"Declared on {Sentences.Date(Declared(context).First(c => c.Id == answer.Evidence[0]).On)}.",
        "DeclarationDue" => "To be declared for this contract year.",
        _ => "Not declared for this contract year yet.",
    };

    private static IEnumerable<Check> Declared(EvaluationContext context) => context.Seen.Checks.Where(c => c.Rule == "ARR-02" && c.Pcn == context.Pcn);
}
