using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;

namespace HwbcPortal.Data.Compliance;

/// <summary>The rows of a coach file's items. References are resolved by whoever stores them.</summary>
internal static class FactRows
{
    public static T Filled<T>(T row, Fact fact, int position) where T : FactVersion
    {
        row.Position = position;
        row.RecordedOn = fact.RecordedOn;
        row.VoidedOn = fact.VoidedOn;
        row.RecordId = row.Id;
        return row;
    }

    public static PostVersion Row(Post fact, Guid pcnId) => new()
    {
        ItemId = fact.Id, PcnId = pcnId, StartDate = fact.StartDate, EndDate = fact.EndDate, HoursPerWeek = fact.HoursPerWeek,
        AfcBand = fact.AfcBand, ArrsFunded = fact.ArrsFunded, RecordsFrom = fact.RecordsFrom, Employer = fact.Employer,
    };

    public static AbsenceVersion Row(Absence fact) => new() { ItemId = fact.Id, From = fact.From, To = fact.To, Reason = fact.Reason };

    public static TrainingVersion Row(Training fact, Guid programmeVersionId, Guid? verifiedById) => new()
    {
        ItemId = fact.Id, ProgrammeVersionId = programmeVersionId, EnrolledOn = fact.EnrolledOn, BookingReference = fact.BookingReference,
        PlannedStartOn = fact.PlannedStartOn, StartedOn = fact.StartedOn, CompletedOn = fact.CompletedOn, AssessmentPassedOn = fact.AssessmentPassedOn,
        WithdrawnOn = fact.WithdrawnOn, ExpiresOn = fact.ExpiresOn,
        VerificationOutcome = fact.Verification?.Outcome, VerifiedOn = fact.Verification?.On, VerifiedById = verifiedById,
    };

    public static PriorExperienceVersion Row(PriorExperience fact, Guid decidedById) =>
        new() { ItemId = fact.Id, Decision = fact.Decision, DecidedOn = fact.DecidedOn, DecidedById = decidedById };

    public static AssignmentVersion Row(Assignment fact, Guid pcnId, Guid supervisorVersionId) => new()
    {
        ItemId = fact.Id, Kind = fact.Kind, PcnId = pcnId, SupervisorVersionId = supervisorVersionId, From = fact.From, To = fact.To,
    };

    public static SessionVersion Row(Session fact, Guid supervisorVersionId) => new()
    {
        ItemId = fact.Id, Date = fact.Date, Minutes = fact.Minutes, Kind = fact.Kind, SupervisorVersionId = supervisorVersionId, Outcome = fact.Outcome,
    };

    public static CheckVersion Row(Check fact, Guid? coachId, Guid pcnId, Guid? byId, string itemId) => new()
    {
        ItemId = itemId, CoachId = coachId, PcnId = pcnId, Rule = fact.Rule, On = fact.On, ValidUntil = fact.ValidUntil, ById = byId,
    };

    public static SuspensionVersion Row(Suspension fact, Guid byId) =>
        new() { ItemId = fact.Id, From = fact.From, ReviewOn = fact.ReviewOn, LiftedOn = fact.LiftedOn, ById = byId };

    public static ProvisionalVersion Row(Provisional fact, Guid pcnId, Guid approvedById) => new()
    {
        ItemId = fact.Id, PcnId = pcnId, From = fact.From, To = fact.To!.Value, ApprovedById = approvedById, Conditions = fact.Conditions,
    };

    public static ExemptionVersion Row(Exemption fact, Guid pcnId, Guid approvedById) => new()
    {
        ItemId = fact.Id, PcnId = pcnId, Rule = fact.Rule, From = fact.From, To = fact.To, Reason = fact.Reason, ApprovedById = approvedById,
    };
}
