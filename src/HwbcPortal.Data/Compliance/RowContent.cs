using HwbcPortal.Data.Entities;

namespace HwbcPortal.Data.Compliance;

/// <summary>Whether two rows say the same of the world: everything but keys, places, voiding and who stored them.</summary>
internal static class RowContent
{
    public static bool Same(FactVersion a, FactVersion b) => a.RecordedOn == b.RecordedOn && (a, b) switch
    {
        (PostVersion x, PostVersion y) => (x.PcnId, x.StartDate, x.EndDate, x.HoursPerWeek, x.AfcBand, x.ArrsFunded, x.RecordsFrom, x.Employer)
            == (y.PcnId, y.StartDate, y.EndDate, y.HoursPerWeek, y.AfcBand, y.ArrsFunded, y.RecordsFrom, y.Employer),
        (AbsenceVersion x, AbsenceVersion y) => (x.From, x.To, x.Reason) == (y.From, y.To, y.Reason),
        (TrainingVersion x, TrainingVersion y) => (x.ProgrammeVersionId, x.EnrolledOn, x.BookingReference, x.PlannedStartOn, x.StartedOn, x.CompletedOn)
            == (y.ProgrammeVersionId, y.EnrolledOn, y.BookingReference, y.PlannedStartOn, y.StartedOn, y.CompletedOn)
            && (x.AssessmentPassedOn, x.WithdrawnOn, x.ExpiresOn, x.VerificationOutcome, x.VerifiedOn, x.VerifiedById)
            == (y.AssessmentPassedOn, y.WithdrawnOn, y.ExpiresOn, y.VerificationOutcome, y.VerifiedOn, y.VerifiedById),
        (PriorExperienceVersion x, PriorExperienceVersion y) => (x.Decision, x.DecidedOn, x.DecidedById) == (y.Decision, y.DecidedOn, y.DecidedById),
        (AssignmentVersion x, AssignmentVersion y) => (x.Kind, x.PcnId, x.SupervisorVersionId, x.From, x.To) == (y.Kind, y.PcnId, y.SupervisorVersionId, y.From, y.To),
        (SessionVersion x, SessionVersion y) => (x.Date, x.Minutes, x.Kind, x.SupervisorVersionId, x.Outcome) == (y.Date, y.Minutes, y.Kind, y.SupervisorVersionId, y.Outcome),
        (CheckVersion x, CheckVersion y) => (x.PcnId, x.Rule, x.On, x.ValidUntil, x.ById) == (y.PcnId, y.Rule, y.On, y.ValidUntil, y.ById),
        (SuspensionVersion x, SuspensionVersion y) => (x.From, x.ReviewOn, x.LiftedOn, x.ById) == (y.From, y.ReviewOn, y.LiftedOn, y.ById),
        (ProvisionalVersion x, ProvisionalVersion y) => (x.PcnId, x.From, x.To, x.ApprovedById, x.Conditions) == (y.PcnId, y.From, y.To, y.ApprovedById, y.Conditions),
        (ExemptionVersion x, ExemptionVersion y) => (x.PcnId, x.Rule, x.From, x.To, x.Reason, x.ApprovedById) == (y.PcnId, y.Rule, y.From, y.To, y.Reason, y.ApprovedById),
        (LocalPolicyVersion x, LocalPolicyVersion y) => (x.PcnId, x.From, x.To, x.ContentJson) == (y.PcnId, y.From, y.To, y.ContentJson),
        (ProgrammeVersion x, ProgrammeVersion y) => (x.Kind, x.Title, x.ProviderId, x.Days, x.HasAssessment) == (y.Kind, y.Title, y.ProviderId, y.Days, y.HasAssessment),
        (AccreditationVersion x, AccreditationVersion y) => (x.From, x.To) == (y.From, y.To),
        (SupervisorVersion x, SupervisorVersion y) => (x.PersonId, x.Name, x.Profession) == (y.PersonId, y.Name, y.Profession),
        (EligibilityVersion x, EligibilityVersion y) => (x.From, x.To, x.Tier, x.Basis) == (y.From, y.To, y.Tier, y.Basis),
        _ => throw new ArgumentException($"{a.GetType().Name} and {b.GetType().Name} cannot be compared."),
    };
}
