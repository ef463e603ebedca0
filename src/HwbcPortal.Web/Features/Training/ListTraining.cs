using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Training;

/// <summary>A training record as it stands, with who checked it and when on the row itself.</summary>
internal sealed record TrainingRow(TrainingVersion Training, string Title, string Provider, ProgrammeKind Kind, decimal Days, bool HasAssessment, bool WasAccredited, string? CheckedBy, string? RecordedBy)
{
    public StatusTag Status => Training switch
    {
        { WithdrawnOn: not null } => new("Withdrawn", "grey"),
        { CompletedOn: null, StartedOn: not null } => new("Under way", "blue"),
        { CompletedOn: null } => new("Booked", "blue"),
        { VerificationOutcome: VerificationOutcome.Verified } => new("Checked", "green"),
        { VerificationOutcome: VerificationOutcome.Rejected } => new("Returned", "orange"),
        _ => new("Waiting for a check", "yellow"),
    };
}

internal sealed record TrainingPage(SeenCoach Coach, CoachTabs Tabs, IReadOnlyList<TrainingRow> Rows, bool MayRecord, bool MayVerify);

/// <summary>A coach's training.</summary>
internal sealed class ListTraining(HwbcDbContext db, CoachAccess access, SignedIn signedIn) : IUseCase
{
    public async Task<Result<TrainingPage>> HandleAsync(string reference, string? pcn, CancellationToken cancellation)
    {
        var found = await access.FindAsync(reference, Operation.ReadTraining, pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var coach = found.Value!;
        var person = signedIn.Person;
        return new TrainingPage(coach, CoachTabs.For(coach, person, "Training"), await RowsAsync(db, coach.Id, cancellation),
            person.MayFor(Operation.RecordTraining, coach.Id, [coach.Pcn.Id]), person.CanDo(Operation.VerifyTraining, coach.Id, coach.Pcn.Id));
    }

    /// <summary>The records as they stand, the newest first.</summary>
    internal static async Task<IReadOnlyList<TrainingRow>> RowsAsync(HwbcDbContext db, Guid coachId, CancellationToken cancellation)
    {
        var rows = await db.Training.AsNoTracking().Where(t => t.CoachId == coachId && t.VoidedOn == null)
            .OrderByDescending(t => t.EnrolledOn).ThenBy(t => t.Id)
            // The version that a record names means the newest, as the rules say.
            .Join(db.Programmes.Where(p => p.VoidedOn == null), t => t.ProgrammeVersion!.RecordId, p => p.RecordId, (t, p) => new TrainingRow(t, p.Title, p.Provider!.Name, p.Kind, p.Days, p.HasAssessment,
                t.CompletedOn != null && p.Accreditations.Any(a => a.VoidedOn == null && a.From <= t.CompletedOn && (a.To == null || a.To >= t.CompletedOn)), t.VerifiedBy!.Name, t.RecordedBy!.Name))
            .ToListAsync(cancellation);
        return rows;
    }
}
