namespace HwbcPortal.Domain.Compliance.Rules;

/// <summary>The national rules in the order of section 5 of the rules.</summary>
internal static class AllRules
{
    public static IReadOnlyList<IRule> InOrder { get; } =
    [
        new InPostRule(),
        new NoSuspensionRule(),
        new QualifyingTrainingRule(),
        new TrainingConditionRule(),
        new CheckRule("TRN-03", "Training support planned by the employer", Subject.Employer, Owner.Manager, Basis.Guidance, Source.Guide("Training and development: responsibility of the employer")),
        new SupervisorNamedRule(),
        new MonthlySupervisionRule(),
        new ClinicianNamedRule(),
        new LineManagerNamedRule(),
        new GroupSupervisionRule(),
        new BandRule(),
        new DeclarationRule(),
        new WorkforceReturnRule(),
        new CheckRule("PCN-01", "First point of contact and GP route for concerns confirmed", Subject.Pcn, Owner.Manager, Basis.GoodPractice, Source.Choice),
        new CheckRule("PCN-02", "Referral process confirmed", Subject.Pcn, Owner.Manager, Basis.GoodPractice, Source.Choice),
        new CheckRule("ROL-01", "Scope and code of conduct acknowledged", Subject.Coach, Owner.Coach, Basis.GoodPractice, Source.Choice),
        new CheckRule("EMP-01", "DBS decision recorded", Subject.Employer, Owner.Manager, Basis.LocalPolicy, Source.Local),
        new CheckRule("EMP-02", "Safeguarding adults training in date", Subject.Coach, Owner.Coach, Basis.LocalPolicy, Source.Local),
        new CheckRule("EMP-03", "Indemnity recorded", Subject.Employer, Owner.Manager, Basis.GoodPractice, Source.Choice),
        new CheckRule("EMP-04", "Induction complete", Subject.Employer, Owner.Manager, Basis.GoodPractice, Source.Choice),
        new CheckRule("EMP-05", "Safeguarding children training in date", Subject.Coach, Owner.Coach, Basis.LocalPolicy, Source.Local),
        new TierReviewRule(),
    ];
}
