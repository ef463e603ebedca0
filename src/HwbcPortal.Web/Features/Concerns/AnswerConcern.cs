using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Concerns;

internal sealed class AnswerConcernForm : PortalForm
{
    [Display(Name = "What do you do about it?")]
    public string? Answer { get; set; }
}

internal sealed class AnswerConcernValidator : AbstractValidator<AnswerConcernForm>
{
    public AnswerConcernValidator() => RuleFor(f => f.Answer).NotEmpty().WithMessage("Enter what you do about it").MaximumLength(2000).WithMessage("What you do about it must be 2,000 characters or fewer")
        .HasNoNhsNumber();
}

internal sealed record AnswerConcernPage(AnswerConcernForm Form, ConcernRow Concern, string Coach, string Reference, string PcnCode) : IFormPage<AnswerConcernForm>;

/// <summary>A manager reads a concern, which the record keeps, and says what they do about it. Never one about oneself.</summary>
internal sealed class AnswerConcern(HwbcDbContext db, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<AnswerConcernPage>> OpenAsync(Guid id, AnswerConcernForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(id, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var concern = found.Value!;
        if (form is null)
            await db.RecordReadAsync(new AuditCommand("concern.read", concern.CoachId, concern.PcnId), cancellation);
        var row = await ConcernRow.Of(db.SupervisionConcerns.AsNoTracking().Where(c => c.Id == id)).SingleAsync(cancellation);
        var coach = await db.People.Where(p => p.Id == concern.CoachId).Select(p => new { p.Name, p.Reference }).SingleAsync(cancellation);
        return new AnswerConcernPage(form ?? new AnswerConcernForm { Answer = row.Answer }, row, coach.Name, coach.Reference, await db.Pcns.Where(p => p.Id == concern.PcnId).Select(p => p.Code).SingleAsync(cancellation));
    }

    public async Task<Result<Done>> SaveAsync(Guid id, AnswerConcernForm form, CancellationToken cancellation)
    {
        var found = await FindAsync(id, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var concern = found.Value!;
        if (concern.AnsweredUtc is not null)
            return new StaleError();
        (concern.AnsweredUtc, concern.AnsweredById, concern.ConcernAnswer) = (clock.UtcNow, signedIn.Person.PersonId, form.Answer!.Trim());
        var coach = await db.People.Where(p => p.Id == concern.CoachId).Select(p => p.Reference).SingleAsync(cancellation);
        var code = await db.Pcns.Where(p => p.Id == concern.PcnId).Select(p => p.Code).SingleAsync(cancellation);
        return await change.SaveAsync(new AuditCommand("concern.answer", concern.CoachId, concern.PcnId), [], form, new Done($"/coaches/{coach}/supervision?pcn={code}", "The coach and the supervisor read your answer."), _ => nameof(form.Answer), cancellation);
    }

    private async Task<Result<SupervisionConcern>> FindAsync(Guid id, CancellationToken cancellation)
    {
        var person = signedIn.Person;
        var concern = await db.SupervisionConcerns.SingleOrDefaultAsync(c => c.Id == id && c.ReachedManagerUtc != null, cancellation);
        if (concern is null || !person.MayAt(Operation.ReadConcerns, concern.PcnId))
            return new NotFoundError();
        return concern.CoachId == person.PersonId ? new ForbiddenError("It is about you: you read it on the page of your supervision, and another manager of your PCN answers it.") : concern;
    }
}
