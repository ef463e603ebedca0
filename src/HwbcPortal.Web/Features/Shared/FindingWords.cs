namespace HwbcPortal.Web.Features.Shared;

/// <summary>What a rule's answer is called in a list, where there is room for a few words and not for the evaluator's sentence.</summary>
internal static class FindingWords
{
    /// <summary>A few words for a rule and code.</summary>
    public static string Short(string rule, string code) => (rule, code) switch
    {
        (_, "RuleFault") => "A rule could not be worked out",
        ("FTP-01", "SuspensionReviewOverdue") => "Referrals paused, review due",
        ("FTP-01", "Suspended") => "Referrals paused",
        ("FTP-01", _) => "Pause of referrals",
        ("TRN-01", "AwaitingAssessment") => "Waiting for the assessment result",
        ("TRN-01", "AwaitingVerification") => "Waiting for certificate check",
        ("TRN-01", "PriorExperienceNeeded") => "Previous experience to be accepted",
        ("TRN-01", "Expired") => "Certificate has expired",
        ("TRN-01", "NotAccredited") => "Course was not accredited",
        ("TRN-01", "Rejected") => "Certificate was returned",
        ("TRN-01", "InProgress") => "Training under way",
        ("TRN-01", "Enrolled") => "Training booked",
        ("TRN-01", "NoTraining") => "No qualifying training yet",
        ("TRN-01", _) => "Qualifying training",
        ("TRN-02", _) => "Training for the role requirements",
        ("TRN-03", _) => "Training support to be planned",
        ("SUP-01", "SupervisorNotEligible") => "Supervisor's eligibility to be settled",
        ("SUP-01", _) => "Supervisor to name",
        ("SUP-02", _) => "Monthly supervision",
        ("SUP-03", _) => "Clinician to name",
        ("SUP-04", _) => "Line manager to name",
        ("SUP-05", _) => "Group supervision",
        ("ARR-01", _) => "Band of the post",
        ("ARR-02", _) => "Yearly declaration",
        ("ARR-03", _) => "Workforce return",
        ("PCN-01", _) => "First point of contact",
        ("PCN-02", _) => "Referral process",
        ("ROL-01", _) => "Scope and code of conduct",
        ("EMP-01", _) => "DBS decision",
        ("EMP-02", _) => "Safeguarding adults training",
        ("EMP-03", _) => "Indemnity",
        ("EMP-04", _) => "Induction",
        ("EMP-05", _) => "Safeguarding children training",
        ("TIER-01", _) => "Tier review",
        _ => $"Local rule {rule}",
    };
}
