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

namespace HwbcPortal.Web.Features.Coaches;

internal sealed class PauseReferralsForm : PortalForm
{
    [Display(Name = "Paused from")]
    public DateOnly? From { get; set; }

    [Display(Name = "To be reviewed on")]
    public DateOnly? ReviewOn { get; set; }

    [Display(Name = "Why are referrals paused?")]
    public string? Reason { get; set; }
}

internal sealed class PauseReferralsValidator : AbstractValidator<PauseReferralsForm>
{
    public PauseReferralsValidator(UkClock clock)
    {
        RuleFor(f => f.From).NotNull().WithMessage("Enter the first day of the pause");
        RuleFor(f => f.ReviewOn).NotNull().WithMessage("Enter the day of the review")
            .Must((f, on) => on is null || f.From is null || on >= f.From).WithMessage("The review must be on the first day of the pause or later")
            .Must(on => on is null || on <= clock.Today.AddDays(366)).WithMessage("The review must be within a year");
        RuleFor(f => f.Reason).NotEmpty().WithMessage("Enter why referrals are paused").MaximumLength(2000).WithMessage("Why referrals are paused must be 2,000 characters or fewer");
    }
}

internal sealed record PauseReferralsPage(PauseReferralsForm Form, SeenCoach Coach) : IFormPage<PauseReferralsForm>;

/// <summary>Pauses a coach's referrals, at every PCN, until somebody lifts the pause.</summary>
internal sealed class PauseReferrals(HwbcDbContext db, CoachAccess access, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<PauseReferralsPage>> OpenAsync(string reference, string? pcn, PauseReferralsForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(reference, pcn, cancellation);
        return found.Failure is { } failure ? failure : new PauseReferralsPage(form ?? new PauseReferralsForm { From = clock.Today, ReviewOn = clock.Today.AddDays(14) }, found.Value!);
    }

    public async Task<Result<Done>> SaveAsync(string reference, string? pcn, PauseReferralsForm form, CancellationToken cancellation)
    {
        var found = await FindAsync(reference, pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var coach = found.Value!;
        db.Add(change.First(new SuspensionVersion
        {
            ItemId = FactChange.NewItemId("pause"), CoachId = coach.Id, From = form.From!.Value, ReviewOn = form.ReviewOn!.Value, ById = signedIn.Person.PersonId,
            MadeByPcnId = coach.Pcn.Id, PrivateReason = form.Reason!.Trim(),
        }));
        return await change.SaveAsync(new AuditCommand("referrals.pause", coach.Id, coach.Pcn.Id), [coach.Id], form,
            new Done($"/coaches/{coach.Reference}?pcn={coach.Pcn.Code}", $"{coach.Name}'s referrals are paused from {Words.Date(form.From.Value)}. The review is on {Words.Date(form.ReviewOn.Value)}."),
            path => FactChange.FieldOf(path, ("from", nameof(form.From)), ("reviewOn", nameof(form.ReviewOn))), cancellation);
    }

    private async Task<Result<SeenCoach>> FindAsync(string reference, string? pcn, CancellationToken cancellation)
    {
        var coach = await access.FindAsync(reference, Operation.PauseReferrals, pcn, cancellation);
        if (coach.Failure is { } failure)
            return failure;
        return SelfDealing.Forbids(signedIn.Person.Reference, coach.Value!.Reference) ? new ForbiddenError("Nobody pauses their own referrals. Ask another manager of your PCN.") : coach;
    }
}
