namespace HwbcPortal.Domain.Compliance.Rules;

/// <summary>SUP-03: a GP or senior clinician of this PCN is named.</summary>
internal sealed class ClinicianNamedRule : IRule
{
    public string Id => "SUP-03";

    public string Title => "Clinician named in the PCN";

    public Subject Subject => Subject.Pcn;

    public Owner Owner => Owner.Manager;

    public Basis Basis => Basis.Guidance;

    public Source Source => Source.Guide("Health and well-being coach supervision: named individual in the PCN");

    public Answer Check(EvaluationContext context, DateOnly day)
    {
        var named = context.Seen.Assignments.FirstOrDefault(a => a.Kind == AssignmentKind.ClinicalProfessional && a.Pcn == context.Pcn && Days.Covers(a.From, a.To, day)
            && context.Seen.Supervisor(a.Supervisor)!.Profession is Profession.GP or Profession.AdvancedPractitioner or Profession.SeniorClinician);
        return named is null ? Answer.NotMet("NoClinicianNamed") : Answer.Met("ClinicianNamed", named.Id);
    }

    public IEnumerable<DateOnly> Turns(EvaluationContext context, DateOnly from, DateOnly to) =>
        AssignmentTurns.Of(context, AssignmentKind.ClinicalProfessional, withEligibility: false);

    public string Reason(EvaluationContext context, DateOnly day, Answer answer) => answer.Outcome == Outcome.Met
        ? $"{context.Seen.Supervisor(context.Seen.Assignments.First(a => a.Id == answer.Evidence[0]).Supervisor)!.Name} is named."
        : "No GP or senior clinician of this PCN is named.";
}
