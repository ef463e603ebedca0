namespace HwbcPortal.Domain.Compliance.Rules;

/// <summary>SUP-01: an eligible health coaching supervisor is named, at whichever PCN.</summary>
internal sealed class SupervisorNamedRule : IRule
{
    public string Id => "SUP-01";

    public string Title => "Health coaching supervisor named";

    public Subject Subject => Subject.Pcn;

    public Owner Owner => Owner.Manager;

    public Basis Basis => Basis.Contract;

    public Source Source => Source.Contract("Access to regular supervision from a health coaching mentor; check the contract text");

    public Answer Check(EvaluationContext context, DateOnly day)
    {
        var named = context.Seen.Assignments.Where(a => a.Kind == AssignmentKind.HealthCoaching && Days.Covers(a.From, a.To, day)).ToList();
        if (named.Count == 0)
            return Answer.NotMet(context.InFirstDays(Id, day) ? "DueAfterStart" : "NoSupervisor");
        var minTier = context.RulesOn(day).Values.SupervisorMinTier;
        return named.Find(a => context.IsEligible(a.Supervisor, day, minTier)) is { } eligible
            ? Answer.Met("SupervisorNamed", eligible.Id)
            : Answer.NotMet("SupervisorNotEligible", [.. named.Select(a => a.Id)]);
    }

    public IEnumerable<DateOnly> Turns(EvaluationContext context, DateOnly from, DateOnly to) =>
        AssignmentTurns.Of(context, AssignmentKind.HealthCoaching, withEligibility: true).Concat(FirstDays.Turns(context, Id));

    public string Reason(EvaluationContext context, DateOnly day, Answer answer) => answer.Code switch
    {
        "SupervisorNamed" => $"{NameOf(context, answer)} is named and eligible.",
        "SupervisorNotEligible" => $"{NameOf(context, answer)} is named; no eligibility is recorded for this day.",
        "DueAfterStart" => "A supervisor is to be named in the first days of the post.",
        _ => "No health coaching supervisor is named.",
    };

    private static string NameOf(EvaluationContext context, Answer answer) =>
        context.Seen.Supervisor(context.Seen.Assignments.First(a => a.Id == answer.Evidence[0]).Supervisor)!.Name;
}
