using HwbcPortal.Domain.Compliance;
using HwbcPortal.Domain.People;
using Outcome = HwbcPortal.Domain.Compliance.Outcome;

namespace HwbcPortal.Domain.Tests.Compliance;

/// <summary>T05 at the domain: whatever says that a coach vouched for themselves is not seen, even where it was stored or imported.</summary>
public class SelfDealingTests
{
    private const string Own = "HWBC-000001";
    private static readonly DateOnly Day = new(2026, 11, 2);

    public static TheoryData<string, string, string> Acts => new()
    {
        { "TRN-01", "AwaitingVerification", "verified" },
        { "EMP-02", "Missing", "checked" },
        { "SUP-01", "NoSupervisor", "supervised" },
        { "SUP-02", "", "logged" },
        { "EMP-04", "Missing", "exempted" },
    };

    [Theory]
    [MemberData(nameof(Acts))]
    public void What_a_coach_did_for_themselves_counts_as_if_it_were_not_there(string rule, string code, string act)
    {
        var by = File("P-000001");
        var self = File(Own);
        Assert.NotEqual(Outcome.NotMet, Of(by, rule).Outcome);
        var finding = Of(self, rule);
        Assert.True(finding.Outcome == Outcome.NotMet, $"{act} by themselves: {finding.Outcome} {finding.Code}");
        if (code.Length > 0)
            Assert.Equal(code, finding.Code);
    }

    [Fact]
    public void Accepting_ones_own_experience_or_provisional_clears_nobody()
    {
        var two = File("P-000001", days: 2);
        Assert.Equal(Referrals.Cleared, ComplianceEvaluator.Default.Evaluate(two, "U10001", Day).Referrals);
        // The file's own rule: a decision about oneself is refused or not counted, never a clearance.
        var own = two with { PriorExperience = [two.PriorExperience[0] with { DecidedBy = Own }] };
        Assert.True(CoachFileValidator.Validate(own) is not null || ComplianceEvaluator.Default.Evaluate(own, "U10001", Day).Referrals == Referrals.NotCleared);
        var waiting = File("P-000001") with { Provisionals = [new Provisional { Id = "pr", Pcn = "U10001", From = Day, To = Day.AddDays(10), ApprovedBy = Own }] };
        var unverified = waiting with { Training = [waiting.Training[0] with { Verification = null }] };
        Assert.Equal(Referrals.NotCleared, ComplianceEvaluator.Default.Evaluate(unverified, "U10001", Day).Referrals);
    }

    [Theory]
    [InlineData("HWBC-000001", "HWBC-000001", true)]
    [InlineData("HWBC-000001", "HWBC-000010", false)]
    [InlineData("hwbc-000001", "HWBC-000001", false)]
    [InlineData("P-000001", "HWBC-000001", false)]
    public void One_person_has_one_reference(string actor, string coach, bool forbidden) => Assert.Equal(forbidden, SelfDealing.Forbids(actor, coach));

    /// <summary>A change that clears its author, of whatever it is one: of the file, or of what all files share; from a later day on too.</summary>
    [Fact]
    public void A_change_that_clears_its_author_is_known_and_what_a_coach_alone_can_record_is_not_one()
    {
        var cleared = File("P-000001");
        var programme = cleared.Programmes[0];
        foreach (var before in new[]
        {
            cleared with { Programmes = [programme with { Accreditations = [] }] }, cleared with { Programmes = [programme with { Days = 1 }] }, cleared with { Training = [cleared.Training[0] with { Verification = null }] },
            cleared with { Suspensions = [new Suspension { Id = "su", From = Day.AddDays(300), ReviewOn = Day.AddDays(310), By = "P-000001" }] },
        })
        {
            Assert.True(SelfDealing.Clears(before, cleared, Day));
            Assert.False(SelfDealing.Clears(cleared, before, Day));
        }

        Assert.False(SelfDealing.Clears(cleared, cleared with { Sessions = [] }, Day));
        var asked = cleared with { LocalPolicies = [new LocalPolicy { Id = "lp", Pcn = "U10001", From = Day.AddDays(-60), Effects = new Dictionary<string, IReadOnlyList<Effect>> { ["ROL-01"] = [Effect.Warns, Effect.BlocksReferrals] } }] };
        var read = asked with { Checks = [.. asked.Checks, new Check { Id = "own", Rule = "ROL-01", Pcn = "U10001", On = Day, By = Own }] };
        Assert.Equal((Referrals.NotCleared, Referrals.Cleared), (ComplianceEvaluator.Default.Evaluate(asked, "U10001", Day).Referrals, ComplianceEvaluator.Default.Evaluate(read, "U10001", Day).Referrals));
        Assert.False(SelfDealing.Clears(asked, read, Day));
        // With what is theirs nothing else goes that is not.
        Assert.True(SelfDealing.Clears(asked with { Programmes = [programme with { Days = 1 }] }, read, Day));
    }

    private static Finding Of(CoachFile file, string rule) => ComplianceEvaluator.Default.Evaluate(file, "U10001", Day).Findings.Single(f => f.Rule == rule);

    /// <summary>A coach with all that somebody else can vouch for, vouched for by <paramref name="by"/>.</summary>
    private static CoachFile File(string by, decimal days = 4)
    {
        var start = new DateOnly(2026, 1, 5);
        return new CoachFile
        {
            Coach = new Coach { Reference = Own, Name = "Sample" },
            Posts = [new Post { Id = "p", Pcn = "U10001", StartDate = start, HoursPerWeek = 30, AfcBand = 5, ArrsFunded = true }],
            Programmes = [new Programme { Id = "g", Kind = ProgrammeKind.HealthCoaching, Title = "Course", Provider = "Provider", Days = days, HasAssessment = false, Accreditations = [new Accreditation { Id = "a", From = new DateOnly(2025, 1, 1) }] }],
            Training = [new Training { Id = "t", Programme = "g", EnrolledOn = start, StartedOn = start, CompletedOn = start.AddDays(30), Verification = new Verification { Outcome = VerificationOutcome.Verified, On = start.AddDays(31), By = by } }],
            PriorExperience = days == 2 ? [new PriorExperience { Id = "x", Decision = PriorExperienceDecision.Accepted, DecidedOn = start.AddDays(31), DecidedBy = by }] : [],
            Supervisors = [new Supervisor { Id = "s", Person = by, Name = "Somebody", Profession = Profession.HealthCoach, Eligibility = [new Eligibility { Id = "e", From = new DateOnly(2025, 1, 1), Tier = 3, Basis = EligibilityBasis.PciAccreditedProgramme }] }],
            Assignments = [new Assignment { Id = "as", Kind = AssignmentKind.HealthCoaching, Pcn = "U10001", Supervisor = "s", From = start }],
            Sessions = Enumerable.Range(1, 10).Select(m => new Session { Id = $"ss{m}", Date = new DateOnly(2026, m, 20), Minutes = 60, Kind = SessionKind.HealthCoachingIndividual, Supervisor = "s", Outcome = SessionOutcome.Held }).ToList(),
            Checks = [new Check { Id = "c", Rule = "EMP-02", Pcn = "U10001", On = start, By = by }],
            Exemptions = [new Exemption { Id = "ex", Pcn = "U10001", Rule = "EMP-04", From = start, Reason = "Transferred in", ApprovedBy = by }],
        };
    }
}
