using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Domain.People;
using HwbcPortal.Web.Features.Evidence;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Training;

internal sealed class VerifyTrainingForm : PortalForm
{
    /// <summary>The version that was looked at: what has changed since is not verified with it.</summary>
    public Guid Seen { get; set; }

    /// <summary>Whether it was opened from the queue: the next one follows then.</summary>
    public bool Queue { get; set; }

    [Display(Name = "What did you find?")]
    public VerificationOutcome? Outcome { get; set; }

    [Display(Name = "How did you check it?")]
    public VerificationMethod? Method { get; set; }

    [Display(Name = "When did you check it?")]
    public DateOnly? On { get; set; }

    [Display(Name = "What is to be put right?")]
    public string? Reason { get; set; }
}

internal sealed class VerifyTrainingValidator : AbstractValidator<VerifyTrainingForm>
{
    public VerifyTrainingValidator(UkClock clock)
    {
        RuleFor(f => f.Outcome).NotNull().WithMessage("Select what you found").IsInEnum().WithMessage("Select what you found");
        RuleFor(f => f.Method).NotNull().When(f => f.Outcome == VerificationOutcome.Verified).WithMessage("Select how you checked it").IsInEnum().WithMessage("Select how you checked it");
        RuleFor(f => f.On).NotNull().WithMessage("Enter the day of the check").Must(d => d is null || d <= clock.Today).WithMessage("The day of the check must be today or in the past");
        RuleFor(f => f.Reason).NotEmpty().When(f => f.Outcome == VerificationOutcome.Rejected).WithMessage("Say what is to be put right: the coach reads it")
            .MaximumLength(2000).WithMessage("What is to be put right must be 2,000 characters or fewer");
    }
}

internal sealed record VerifyTrainingPage(VerifyTrainingForm Form, SeenCoach Coach, TrainingRow Row, IReadOnlyList<EvidenceRow> Files) : IFormPage<VerifyTrainingForm>;

/// <summary>Verifies a certificate, or returns it with a reason. Never by the coach, whatever their roles.</summary>
internal sealed class VerifyTraining(HwbcDbContext db, CoachAccess access, FactChange change, VerificationQueue queue, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<VerifyTrainingPage>> OpenAsync(string reference, string? pcn, Guid recordId, bool fromQueue, VerifyTrainingForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(reference, pcn, recordId, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (coach, training) = found.Value;
        var row = await ListTraining.Rows(db, db.Training.Where(t => t.Id == training.Id)).SingleAsync(cancellation);
        var files = (await EvidenceFiles.OfAsync(db, coach.Id, cancellation))[recordId].Where(f => !f.IsReplaced).ToList();
        form ??= new VerifyTrainingForm { Seen = training.Id, On = clock.Today, Queue = fromQueue };
        return new VerifyTrainingPage(form, coach, row, files);
    }

    public async Task<Result<Done>> SaveAsync(string reference, string? pcn, Guid recordId, VerifyTrainingForm form, CancellationToken cancellation)
    {
        var found = await FindAsync(reference, pcn, recordId, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (coach, before) = found.Value;
        if (before.Id != form.Seen)
            return new StaleError();
        if (form.On < before.CompletedOn)
            return new RuleError(nameof(form.On), $"The day of the check must be {Words.Date(before.CompletedOn!.Value)}, when the course was completed, or later");

        var reason = string.IsNullOrWhiteSpace(form.Reason) ? null : form.Reason.Trim();
        db.Add(change.Next(before, Checked(before, form.Outcome!.Value, form.Method, form.On!.Value, signedIn.Person.PersonId, reason)));
        var verified = form.Outcome == VerificationOutcome.Verified;
        var saved = await change.SaveAsync(new AuditCommand(verified ? "training.verify" : "training.reject", coach.Id, coach.Pcn.Id, reason), [coach.Id], form,
            new Done($"/coaches/{coach.Reference}?pcn={coach.Pcn.Code}", verified ? $"{coach.Name}'s certificate is checked." : $"The certificate is returned to {coach.Name} with your reason."), _ => nameof(form.On), cancellation);
        // From the queue the next one follows, and the queue itself when it is empty.
        return saved.Failure is null && form.Queue ? saved.Value! with { Location = (await queue.NextAsync(cancellation))?.Url ?? "/training/queue" } : saved;
    }

    /// <summary>The next version of a record: what it said, and what the check found.</summary>
    internal static TrainingVersion Checked(TrainingVersion before, VerificationOutcome outcome, VerificationMethod? method, DateOnly on, Guid by, string? reason)
    {
        var row = before.Unchecked(FactChange.NewItemId("training"));
        (row.VerificationOutcome, row.VerificationMethod, row.VerifiedOn, row.VerifiedById, row.VersionReason) = (outcome, method, on, by, reason);
        return row;
    }

    private async Task<Result<(SeenCoach Coach, TrainingVersion Training)>> FindAsync(string reference, string? pcn, Guid recordId, CancellationToken cancellation)
    {
        var coach = await access.FindAsync(reference, Operation.VerifyTraining, pcn, cancellation);
        if (coach.Failure is { } failure)
            return failure;
        if (SelfDealing.Forbids(signedIn.Person.Reference, coach.Value!.Reference))
            return new ForbiddenError("Nobody checks their own certificate. Ask another manager of your PCN.");
        var training = await db.Training.SingleOrDefaultAsync(t => t.CoachId == coach.Value.Id && t.RecordId == recordId && t.VoidedOn == null, cancellation);
        if (training is null)
            return new NotFoundError();
        return training.CompletedOn is null ? new ForbiddenError("This course is not complete yet. Record its completion first, then check the certificate.") : (coach.Value, training);
    }
}
