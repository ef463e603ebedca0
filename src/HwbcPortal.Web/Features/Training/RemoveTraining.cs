using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Training;

internal sealed class RemoveTrainingForm : PortalForm
{
    /// <summary>The version that was looked at.</summary>
    public Guid Seen { get; set; }

    [Display(Name = "Why does it not belong here?")]
    public CorrectionReason? Reason { get; set; }

    [Display(Name = "Note (optional)")]
    public string? Note { get; set; }
}

internal sealed class RemoveTrainingValidator : AbstractValidator<RemoveTrainingForm>
{
    public RemoveTrainingValidator()
    {
        RuleFor(f => f.Reason).NotNull().WithMessage("Select why it does not belong here").IsInEnum().WithMessage("Select why it does not belong here");
        RuleFor(f => f.Note).NotEmpty().When(f => f.Reason == CorrectionReason.Other).WithMessage("Say why in a note").MaximumLength(500).WithMessage("Note must be 500 characters or fewer");
    }
}

internal sealed record RemoveTrainingPage(RemoveTrainingForm Form, TrainingOwner Owner, string Title) : IFormPage<RemoveTrainingForm>;

/// <summary>Takes a training record back that should never have been there. It counts no longer from today; what it said stays in the history.</summary>
internal sealed class RemoveTraining(HwbcDbContext db, FactChange change, UkClock clock) : IUseCase
{
    public async Task<Result<RemoveTrainingPage>> OpenAsync(Result<TrainingOwner> owner, Guid recordId, RemoveTrainingForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(owner, recordId, cancellation);
        return found.Failure is { } failure ? failure : new RemoveTrainingPage(form ?? new RemoveTrainingForm { Seen = found.Value!.Id }, owner.Value!, found.Value!.ProgrammeVersion!.Title);
    }

    public async Task<Result<Done>> SaveAsync(Result<TrainingOwner> owner, Guid recordId, RemoveTrainingForm form, CancellationToken cancellation)
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
