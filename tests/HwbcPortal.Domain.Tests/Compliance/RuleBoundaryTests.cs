using HwbcPortal.Domain.Compliance;
using HwbcPortal.Domain.Compliance.Rules;
using HwbcPortal.Domain.Supervision;

namespace HwbcPortal.Domain.Tests.Compliance;

/// <summary>Each rule at its boundaries: the day before, the day, the day after; month ends and 29 February.</summary>
public class RuleBoundaryTests
{
    private const string Pcn = "U12345";

    [Fact]
    public void The_list_of_rules_is_the_classes_in_the_order_of_the_rules_page()
    {
        Assert.Equal(RuleCodes.All, AllRules.InOrder.Select(r => r.Id));
        var classes = typeof(IRule).Assembly.GetTypes().Where(t => t.IsAssignableTo(typeof(IRule)) && t.IsClass).Select(t => t.Name).Order(StringComparer.Ordinal);
        Assert.Equal(classes, AllRules.InOrder.Select(r => r.GetType().Name).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>Section 5's table, copied: title, subject, owner, effects, basis.</summary>
    [Theory]
    [InlineData("POST-01", "In post at this PCN", "Coach", "Manager", "BlocksReferrals", "Guidance")]
    [InlineData("FTP-01", "No suspension in force", "Coach", "Manager", "BlocksReferrals", "Guidance")]
    [InlineData("TRN-01", "Qualifying health coaching training", "Coach", "Coach", "BlocksReferrals", "Guidance")]
    [InlineData("TRN-02", "Training condition of the role requirements", "Coach", "Coach", "AffectsArrs", "Contract")]
    [InlineData("TRN-03", "Training support planned by the employer", "Employer", "Manager", "Warns", "Guidance")]
    [InlineData("SUP-01", "Health coaching supervisor named", "Pcn", "Manager", "Warns, AffectsArrs", "Contract")]
    [InlineData("SUP-02", "One hour of supervision a month", "Coach", "Supervisor", "Warns", "Guidance")]
    [InlineData("SUP-03", "Clinician named in the PCN", "Pcn", "Manager", "Warns", "Guidance")]
    [InlineData("SUP-04", "Line manager named", "Employer", "Manager", "Warns", "Guidance")]
    [InlineData("SUP-05", "Group supervision in the last three months", "Coach", "Supervisor", "Informs", "GoodPractice")]
    [InlineData("ARR-01", "Band within the scheme", "Coach", "Manager", "AffectsArrs", "Guidance")]
    [InlineData("ARR-02", "Role requirements declared for the contract year", "Pcn", "Manager", "Informs", "GoodPractice")]
    [InlineData("ARR-03", "In this month's workforce return", "Pcn", "Manager", "Warns", "Contract")]
    [InlineData("PCN-01", "First point of contact and GP route for concerns confirmed", "Pcn", "Manager", "Warns", "GoodPractice")]
    [InlineData("PCN-02", "Referral process confirmed", "Pcn", "Manager", "Warns", "GoodPractice")]
    [InlineData("ROL-01", "Scope and code of conduct acknowledged", "Coach", "Coach", "Warns", "GoodPractice")]
    [InlineData("EMP-01", "DBS decision recorded", "Employer", "Manager", "Warns", "LocalPolicy")]
    [InlineData("EMP-02", "Safeguarding adults training in date", "Coach", "Coach", "Warns", "LocalPolicy")]
    [InlineData("EMP-03", "Indemnity recorded", "Employer", "Manager", "Warns", "GoodPractice")]
    [InlineData("EMP-04", "Induction complete", "Employer", "Manager", "Warns", "GoodPractice")]
    [InlineData("EMP-05", "Safeguarding children training in date", "Coach", "Coach", "Warns", "LocalPolicy")]
    [InlineData("TIER-01", "Tier reviewed", "Coach", "Supervisor", "Informs", "Guidance")]
    public void A_rule_is_what_the_table_says(string id, string title, string subject, string owner, string effects, string basis)
    {
        var rule = AllRules.InOrder.Single(r => r.Id == id);
        Assert.Equal((title, subject, owner, basis), (rule.Title, rule.Subject.ToString(), rule.Owner.ToString(), rule.Basis.ToString()));
        Assert.All(RulePacks.All, p => Assert.Equal(effects, string.Join(", ", p.EffectsOf(id))));
    }

    [Theory]
    [InlineData("2020-04-01", "des-2020-21")]
    [InlineData("2021-03-31", "des-2020-21")]
    [InlineData("2021-04-01", "des-2021-22")]
    [InlineData("2026-03-31", "des-2025-26")]
    [InlineData("2026-04-01", "des-2026-27")]
    [InlineData("2031-01-01", "des-2026-27")]
    public void The_pack_of_a_day(string day, string pack) => Assert.Equal(pack, RulePacks.On(Day(day)).Name);

    [Fact]
    public void Before_the_first_pack_there_is_none() => Assert.Throws<NoRulePackException>(() => ComplianceEvaluator.Default.Evaluate(File(), Pcn, new DateOnly(2020, 3, 31)));

    [Theory]
    [InlineData("2026-01-04", "NotMet StartsLater")]
    [InlineData("2026-01-05", "Met InPost")]
    [InlineData("2026-06-30", "Met InPost")]
    [InlineData("2026-07-01", "NotMet Left")]
    public void POST_01(string day, string answer) => Holds("POST-01", day, answer, File() with { Posts = [Post("2026-01-05") with { EndDate = Day("2026-06-30") }] });

    [Theory]
    [InlineData("2026-04-30", "DueSoon NoSuspension")]
    [InlineData("2026-05-01", "NotMet Suspended")]
    [InlineData("2026-05-15", "NotMet Suspended")]
    [InlineData("2026-05-16", "NotMet SuspensionReviewOverdue")]
    [InlineData("2026-05-19", "NotMet SuspensionReviewOverdue")]
    [InlineData("2026-05-20", "Met NoSuspension")]
    public void FTP_01(string day, string answer) => Holds("FTP-01", day, answer, File() with { Suspensions = [new Suspension { Id = "su", From = Day("2026-05-01"), ReviewOn = Day("2026-05-15"), LiftedOn = Day("2026-05-20"), By = "P-000007" }] });

    [Theory]
    [InlineData("2026-01-05", "NotMet NoTraining")]
    [InlineData("2026-01-06", "NotMet Enrolled")]
    [InlineData("2026-01-20", "NotMet InProgress")]
    [InlineData("2026-02-10", "NotMet AwaitingVerification")]
    [InlineData("2026-02-11", "NotMet AwaitingVerification")]
    [InlineData("2026-02-12", "Met RouteA")]
    [InlineData("2026-08-01", "Met RouteA")]
    [InlineData("2026-08-02", "DueSoon RouteA")]
    [InlineData("2026-08-31", "DueSoon RouteA")]
    [InlineData("2026-09-01", "NotMet Expired")]
    public void TRN_01(string day, string answer) => Holds("TRN-01", day, answer, Trained() with { Training = [Trained().Training[0] with { ExpiresOn = Day("2026-08-31") }] });

    [Theory]
    [InlineData("2026-02-09", "2026-02-09", "Met RouteA")]
    [InlineData("2026-02-10", "2026-02-10", "Met RouteA")]
    [InlineData("2026-01-01", "2026-02-09", "NotMet NotAccredited")]
    [InlineData("2026-02-11", "2026-12-31", "NotMet NotAccredited")]
    public void TRN_01_is_accredited_on_the_day_of_completion(string from, string to, string answer)
    {
        var completion = from == "2026-02-09" ? Day("2026-02-09") : Day("2026-02-10");
        var file = Trained();
        Holds("TRN-01", "2026-03-01", answer, file with
        {
            Programmes = [file.Programmes[0] with { Accreditations = [new Accreditation { Id = "w", From = Day(from), To = Day(to) }] }],
            Training = [file.Training[0] with { CompletedOn = completion }],
        });
    }

    [Theory]
    [InlineData("2026-02-01", "DueSoon Enrolled")]
    [InlineData("2026-02-28", "DueSoon Enrolled")]
    [InlineData("2026-03-01", "NotMet EnrolmentStale")]
    public void TRN_02_a_booking_counts_28_days_past_its_planned_start(string day, string answer) => Holds("TRN-02", day, answer,
        Trained() with { Training = [new Training { Id = "t", Programme = "four", EnrolledOn = Day("2026-01-06"), BookingReference = "B", PlannedStartOn = Day("2026-01-31") }] });

    [Theory]
    [InlineData("2025-02-27", "DueSoon Undertaking")]
    [InlineData("2025-02-28", "NotMet TrainingStalled")]
    public void TRN_02_a_year_from_29_February_is_28_February(string day, string answer) => Holds("TRN-02", day, answer,
        Trained() with { Posts = [Post("2024-01-01")], Training = [new Training { Id = "t", Programme = "four", EnrolledOn = Day("2024-02-01"), StartedOn = Day("2024-02-29") }] });

    [Theory]
    [InlineData("2026-02-01", "NotMet DueAfterStart")]
    [InlineData("2026-02-02", "NotMet NoSupervisor")]
    public void SUP_01_has_28_first_days(string day, string answer) => Holds("SUP-01", day, answer, File());

    [Theory]
    [InlineData("2026-03-24", "Met OnTrack")]
    [InlineData("2026-03-25", "DueSoon DueThisMonth")]
    [InlineData("2026-03-31", "DueSoon DueThisMonth")]
    [InlineData("2026-04-01", "DueSoon LateEntryOpen")]
    [InlineData("2026-04-07", "DueSoon LateEntryOpen")]
    [InlineData("2026-04-08", "DueSoon MonthMissed")]
    [InlineData("2026-05-07", "DueSoon MonthMissed")]
    [InlineData("2026-05-08", "NotMet SupervisionLapsed")]
    public void SUP_02_through_two_missed_months(string day, string answer) => Holds("SUP-02", day, answer, Supervised() with { Sessions = [Held("2026-02-12", 60)] });

    [Theory]
    [InlineData("2026-04-08", "March 2026 stayed below 60 minutes; 0 of 60 minutes in April so far.")]
    // April is open still; then it was spent away.
    [InlineData("2026-05-07", "March 2026 stayed below 60 minutes; 0 of 60 minutes in May so far.")]
    [InlineData("2026-05-08", "March 2026 stayed below 60 minutes; 0 of 60 minutes in May so far.", "2026-04-01")]
    public void SUP_02_names_the_month_that_was_missed(string day, string reason, string? away = null)
    {
        var file = Supervised() with { Sessions = [Held("2026-02-12", 60)], Absences = away is null ? [] : [new Absence { Id = "ab", From = Day(away), To = Day(away).AddDays(29), Reason = AbsenceReason.Leave }] };
        Assert.Equal(reason, ComplianceEvaluator.Default.Evaluate(file, Pcn, Day(day)).Findings.Single(f => f.Rule == "SUP-02").Reason);
    }

    /// <summary>T65: an hour on a month's last day, on the leap day, on the days on which clocks change, and on the first day after.</summary>
    [Theory]
    [InlineData("2026-03-29", "2026-03")]
    [InlineData("2026-03-31", "2026-03")]
    [InlineData("2026-04-01", "2026-04")]
    [InlineData("2026-10-25", "2026-10")]
    [InlineData("2026-10-31", "2026-10")]
    [InlineData("2026-12-31", "2026-12")]
    [InlineData("2027-01-01", "2027-01")]
    [InlineData("2027-02-28", "2027-02")]
    [InlineData("2028-02-28", "2028-02")]
    [InlineData("2028-02-29", "2028-02")]
    [InlineData("2028-03-01", "2028-03")]
    public void An_hour_counts_for_the_month_of_its_day(string day, string month)
    {
        // Looked at on the day itself, and long after.
        foreach (var asOf in new[] { Day(day), Day(day).AddMonths(3) })
        {
            var months = SupervisionLedger.Months(Supervised() with { Sessions = [Held(day, 60)] }, Pcn, asOf);
            var counted = Assert.Single(months, m => m.Minutes > 0);
            Assert.Equal((Day($"{month}-01"), SupervisionState.Met), (counted.Month, counted.State));
        }
    }

    [Theory]
    [InlineData("2026-03-11", 59, "Met OnTrack")]
    [InlineData("2026-03-12", 60, "Met UpToDate")]
    [InlineData("2026-03-12", 59, "Met OnTrack")]
    public void SUP_02_counts_a_session_from_its_day(string day, int minutes, string answer) => Holds("SUP-02", day, answer, Supervised() with { Sessions = [Held("2026-02-12", 60), Held("2026-03-12", minutes)] });

    [Theory]
    [InlineData("2026-04-11", "NotMet NoGroupSession")]
    [InlineData("2026-04-12", "Met GroupSessionHeld")]
    [InlineData("2026-07-12", "DueSoon GroupSessionHeld")]
    [InlineData("2026-07-13", "DueSoon GroupSessionHeld")]
    [InlineData("2026-07-14", "NotMet NoGroupSession")]
    public void SUP_05_looks_92_days_back(string day, string answer) => Holds("SUP-05", day, answer, Supervised() with { Sessions = [Held("2026-04-12", 60) with { Kind = SessionKind.HealthCoachingGroup }] });

    [Theory]
    [InlineData(5, "Met BandWithinScheme")]
    [InlineData(6, "NotMet BandAboveScheme")]
    public void ARR_01(int band, string answer) => Holds("ARR-01", "2026-03-01", answer, File() with { Posts = [Post("2026-01-05") with { AfcBand = band }] });

    [Theory]
    [InlineData("2026-02-03", "DueSoon DeclarationDue")]
    [InlineData("2026-02-04", "NotMet NotDeclared")]
    [InlineData("2026-03-31", "NotMet NotDeclared")]
    [InlineData("2026-04-01", "DueSoon DeclarationDue")]
    [InlineData("2026-04-30", "DueSoon DeclarationDue")]
    [InlineData("2026-05-01", "NotMet NotDeclared")]
    [InlineData("2026-06-10", "Met Declared")]
    [InlineData("2027-03-31", "Met Declared")]
    [InlineData("2027-04-01", "DueSoon DeclarationDue")]
    public void ARR_02(string day, string answer) => Holds("ARR-02", day, answer, File() with { Checks = [Checked("ARR-02", "2026-06-10")] });

    [Theory]
    [InlineData("2026-01-31", "Met NotYetDue")]
    [InlineData("2026-02-21", "Met NotYetDue")]
    [InlineData("2026-02-22", "DueSoon ReturnDue")]
    [InlineData("2026-02-28", "DueSoon ReturnDue")]
    [InlineData("2026-03-01", "NotMet LastMonthNotChecked")]
    [InlineData("2026-03-10", "Met InReturn")]
    [InlineData("2026-04-01", "Met NotYetDue")]
    [InlineData("2026-04-24", "DueSoon ReturnDue")]
    public void ARR_03(string day, string answer) => Holds("ARR-03", day, answer, File() with { Checks = [Checked("ARR-03", "2026-03-10")] });

    [Theory]
    [InlineData("2026-03-05", "NotMet DueAfterStart")]
    [InlineData("2026-03-06", "NotMet Missing")]
    [InlineData("2026-03-10", "Met Confirmed")]
    public void EMP_04_has_60_first_days_and_no_end(string day, string answer) => Holds("EMP-04", day, answer, File() with { Checks = [Checked("EMP-04", "2026-03-10")] });

    [Theory]
    [InlineData("2024-02-29", "2027-01-28", "Met Confirmed")]
    [InlineData("2024-02-29", "2027-01-29", "DueSoon Confirmed")]
    [InlineData("2024-02-29", "2027-02-27", "DueSoon Confirmed")]
    [InlineData("2024-02-29", "2027-02-28", "NotMet Expired")]
    [InlineData("2024-01-31", "2027-01-30", "DueSoon Confirmed")]
    [InlineData("2024-01-31", "2027-01-31", "NotMet Expired")]
    public void EMP_02_holds_36_months_less_a_day(string on, string day, string answer) => Holds("EMP-02", day, answer, File() with { Posts = [Post("2024-01-01")], Checks = [Checked("EMP-02", on)] });

    [Theory]
    [InlineData("2026-07-30", "Met TierCurrent")]
    [InlineData("2026-07-31", "DueSoon SixMonthReviewDue")]
    [InlineData("2026-08-05", "Met TierCurrent")]
    [InlineData("2027-01-30", "Met TierCurrent")]
    [InlineData("2027-01-31", "DueSoon TwelveMonthReviewDue")]
    public void TIER_01_counts_from_the_first_post(string day, string answer) => Holds("TIER-01", day, answer,
        File() with { Coach = File().Coach with { Tier = 1, TierReviewedOn = Day("2026-08-05") }, Posts = [Post("2026-01-31")] });

    private static void Holds(string rule, string day, string answer, CoachFile file)
    {
        Assert.Null(CoachFileValidator.Validate(file));
        var finding = ComplianceEvaluator.Default.Evaluate(file, Pcn, Day(day)).Findings.Single(f => f.Rule == rule);
        Assert.Equal(answer, $"{finding.Outcome} {finding.Code}");
        Assert.EndsWith(".", finding.Reason, StringComparison.Ordinal);
    }

    private static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd");

    private static CoachFile File() => new() { Coach = new Coach { Reference = "HWBC-000001", Name = "Sample" }, Posts = [Post("2026-01-05")] };

    private static Post Post(string from) => new() { Id = "p1", Pcn = Pcn, StartDate = Day(from), HoursPerWeek = 30, AfcBand = 5, ArrsFunded = true };

    private static CoachFile Trained() => File() with
    {
        Programmes = [new Programme { Id = "four", Kind = ProgrammeKind.HealthCoaching, Title = "Four days", Provider = "P", Days = 4, HasAssessment = false, Accreditations = [new Accreditation { Id = "w", From = new DateOnly(2022, 1, 1) }] }],
        Training = [new Training { Id = "t", Programme = "four", EnrolledOn = Day("2026-01-06"), StartedOn = Day("2026-01-20"), CompletedOn = Day("2026-02-10"), Verification = new Verification { Outcome = VerificationOutcome.Verified, On = Day("2026-02-12"), By = "P-000007" } }],
    };

    private static CoachFile Supervised() => File() with
    {
        Supervisors = [new Supervisor { Id = "s1", Person = "P-000045", Name = "S", Profession = Profession.HealthCoach, Eligibility = [new Eligibility { Id = "el", From = new DateOnly(2024, 1, 1), Tier = 3, Basis = EligibilityBasis.PciAccreditedProgramme }] }],
    };

    private static Session Held(string date, int minutes) => new() { Id = $"ss{date}{minutes}", Date = Day(date), Minutes = minutes, Kind = SessionKind.HealthCoachingIndividual, Supervisor = "s1", Outcome = SessionOutcome.Held };

    private static Check Checked(string rule, string on) => new() { Id = $"c{rule}{on}", Rule = rule, Pcn = Pcn, On = Day(on), By = "P-000007" };
}
