namespace HwbcPortal.Domain.Compliance.Rules;

/// <summary>SUP-05: a group session in the last three months; for information.</summary>
internal sealed class GroupSupervisionRule : IRule
{
    private const int LookBackDays = 92;

    public string Id => "SUP-05";

    public string Title => "Group supervision in the last three months";

    public Subject Subject => Subject.Coach;

    public Owner Owner => Owner.Supervisor;

    public Basis Basis => Basis.GoodPractice;

    public Source Source => Source.Choice;

    public Answer Check(EvaluationContext context, DateOnly day)
    {
        var minTier = context.RulesOn(day).Values.SupervisorMinTier;
        var session = Held(context).Where(s => s.Date <= day && s.Date >= Days.Plus(day, -LookBackDays) && context.IsEligible(s.Supervisor, s.Date, minTier)).MaxBy(s => s.Date);
        return session is null ? Answer.NotMet("NoGroupSession") : Answer.Met("GroupSessionHeld", session.Id);
    }

    public IEnumerable<DateOnly> Turns(EvaluationContext context, DateOnly from, DateOnly to)
    {
        foreach (var session in Held(context))
        {
            yield return session.Date;
            yield return Days.Plus(session.Date, LookBackDays + 1);
        }
    }

    public string Reason(EvaluationContext context, DateOnly day, Answer answer) => answer.Outcome == Outcome.Met
        ? $"A group session was held on {Sentences.Date(context.Seen.Sessions.First(s => s.Id == answer.Evidence[0]).Date)}."
        : "None in the last three months.";

    private static IEnumerable<Session> Held(EvaluationContext context) =>
        context.Seen.Sessions.Where(s => s.Kind == SessionKind.HealthCoachingGroup && s.Outcome == SessionOutcome.Held);
}
