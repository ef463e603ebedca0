using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Training;

internal sealed record RemoveTrainingPage(TakeBackForm Form, TrainingOwner Owner, string Title) : IFormPage<TakeBackForm>;

/// <summary>Takes a training record back that should never have been there. It counts no longer from today; what it said stays in the history.</summary>
internal sealed class RemoveTraining(HwbcDbContext db, FactChange change, UkClock clock) : IUseCase
{
    public async Task<Result<RemoveTrainingPage>> OpenAsync(Result<TrainingOwner> owner, Guid recordId, TakeBackForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(owner, recordId, cancellation);
        return found.Failure is { } failure ? failure : new RemoveTrainingPage(form ?? new TakeBackForm { Seen = found.Value!.Id }, owner.Value!, found.Value!.ProgrammeVersion!.Title);
    }

    public async Task<Result<Done>> SaveAsync(Result<TrainingOwner> owner, Guid recordId, TakeBackForm form, CancellationToken cancellation)
    {
        var found = await FindAsync(owner, recordId, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var training = found.Value!;
        if (training.Id != form.Seen)
            return new StaleError();
        training.VoidedOn = clock.Today;
        var reason = Words.Of(form.Reason!.Value, form.Note);
        return await change.SaveAsync(new AuditCommand("training.remove", training.CoachId, owner.Value!.PcnId, reason), [training.CoachId], form,
            new Done($"{owner.Value.Home}{owner.Value.Query}", $"{training.ProgrammeVersion!.Title} is taken back. The history keeps what it said."), _ => nameof(form.Reason), cancellation);
    }

    private async Task<Result<TrainingVersion>> FindAsync(Result<TrainingOwner> owner, Guid recordId, CancellationToken cancellation)
    {
        if (owner.Failure is { } failure)
            return failure;
        var coachId = owner.Value!.CoachId;
        return await db.Training.Include(t => t.ProgrammeVersion).SingleOrDefaultAsync(t => t.CoachId == coachId && t.RecordId == recordId && t.VoidedOn == null, cancellation) is { } training ? training : new NotFoundError();
    }
}
