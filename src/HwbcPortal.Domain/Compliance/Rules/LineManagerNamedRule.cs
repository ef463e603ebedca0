namespace HwbcPortal.Domain.Compliance.Rules;

/// <summary>SUP-04: a line manager for this PCN is named.</summary>
internal sealed class LineManagerNamedRule : IRule
{
    public string Id => "SUP-04";

    public string Title => "Line manager named";

    public Subject Subject => Subject.Employer;

    public Owner Owner => Owner.Manager;

    public Basis Basis => Basis.Guidance;

    public Source Source => Source.Guide("Health and well-being coach supervision: line management");

    public Answer Check(EvaluationContext context, DateOnly day)
    {
        var named = context.Seen.Assignments.FirstOrDefault(a => a.Kind == AssignmentKind.LineManagement && a.Pcn == context.Pcn && Days.Covers(a.From, a.To, day));
        return named is not null ? Answer.Met("LineManagerNamed", named.Id) : Answer.NotMet(context.InFirstDays(Id, day) ? "DueAfterStart" : "NoLineManager");
    }

    public IEnumerable<DateOnly> Turns(EvaluationContext context, DateOnly from, DateOnly to) =>
        AssignmentTurns.Of(context, AssignmentKind.LineManagement, withEligibility: false).Concat(FirstDays.Turns(context, Id));

    public string Reason(EvaluationContext context, DateOnly day, Answer answer) => answer.Code switch
    {
        "LineManagerNamed" => $"{context.Seen.Supervisor(context.Seen.Assignments.First(a => a.Id == answer.Evidence[0]).Supervisor)!.Name} is named.",
        "DueAfterStart" => "A line manager is to be named in the first days of the post.",
        _ => "No line manager is named.",
    };
}
