using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.People;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Coaches;

internal sealed class LiftPauseForm : PortalForm
{
    [Display(Name = "First day without the pause")]
    public DateOnly? LiftedOn { get; set; }

    [Display(Name = "Why is the pause lifted?")]
    public string? Reason { get; set; }
}

internal sealed class LiftPauseValidator : AbstractValidator<LiftPauseForm>
{
    public LiftPauseValidator()
    {
        RuleFor(f => f.LiftedOn).NotNull().WithMessage("Enter the first day without the pause");
        RuleFor(f => f.Reason).NotEmpty().WithMessage("Enter why the pause is lifted").MaximumLength(2000).WithMessage("Why the pause is lifted must be 2,000 characters or fewer");
    }
}

internal sealed record LiftPausePage(LiftPauseForm Form, SeenCoach Coach, DateOnly From, DateOnly ReviewOn) : IFormPage<LiftPauseForm>;

/// <summary>Lifts a pause: by a manager of the PCN that made it, never by the coach.</summary>
internal sealed class LiftPause(HwbcDbContext db, CoachAccess access, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<LiftPausePage>> OpenAsync(string reference, string? pcn, Guid recordId, LiftPauseForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(reference, pcn, recordId, cancellation);
        return found.Failure is { } failure ? failure : new LiftPausePage(form ?? new LiftPauseForm { LiftedOn = clock.Today }, found.Value.Coach, found.Value.Pause.From, found.Value.Pause.ReviewOn);
    }

    public async Task<Result<Done>> SaveAsync(string reference, string? pcn, Guid recordId, LiftPauseForm form, CancellationToken cancellation)
    {
        var found = await FindAsync(reference, pcn, recordId, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (coach, pause) = found.Value;
        if (form.LiftedOn < clock.Today)
            return new RuleError(nameof(form.LiftedOn), "The first day without the pause must be today or later: what was paused on a day stays so");
        db.Add(change.Next(pause, new SuspensionVersion
        {
            ItemId = FactChange.NewItemId("pause"), CoachId = pause.CoachId, From = pause.From, ReviewOn = pause.ReviewOn, LiftedOn = form.LiftedOn, ById = pause.ById,
            MadeByPcnId = pause.MadeByPcnId, PrivateReason = $"{pause.PrivateReason}\n\nLifted: {form.Reason!.Trim()}",
        }));
        return await change.SaveAsync(new AuditCommand("referrals.resume", coach.Id, coach.Pcn.Id), [coach.Id], form,
            new Done($"/coaches/{coach.Reference}?pcn={coach.Pcn.Code}", $"The pause is lifted from {Words.Date(form.LiftedOn!.Value)}."), _ => nameof(form.LiftedOn), cancellation);
    }

    private async Task<Result<(SeenCoach Coach, SuspensionVersion Pause)>> FindAsync(string reference, string? pcn, Guid recordId, CancellationToken cancellation)
    {
        var coach = await access.FindAsync(reference, Operation.PauseReferrals, pcn, cancellation, endsWhatWasBegun: true);
        if (coach.Failure is { } failure)
            return failure;
        if (SelfDealing.Forbids(signedIn.Person.Reference, coach.Value!.Reference))
            return new ForbiddenError("Nobody lifts a pause of their own referrals. Ask another manager of your PCN.");
        var pause = await db.Suspensions.SingleOrDefaultAsync(s => s.CoachId == coach.Value.Id && s.RecordId == recordId && s.VoidedOn == null, cancellation);
        if (pause is null)
            return new NotFoundError();
        if (pause.MadeByPcnId is { } maker && !signedIn.Person.MayAt(Operation.PauseReferrals, maker))
            return new ForbiddenError("This pause was made by another PCN. Ask its manager about it.");
        if (pause.MadeByPcnId is null && coach.Value.HasLeft)
            return new ForbiddenError("This pause came from a file. It is lifted where the coach works now.");
        return (coach.Value, pause);
    }
}
