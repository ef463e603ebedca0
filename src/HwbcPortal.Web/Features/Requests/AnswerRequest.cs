using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.People;
using HwbcPortal.Web.Features.Evidence;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Requests;

internal sealed class AnswerForm : PortalForm
{
    [Display(Name = "What did you find?")]
    public CheckRequestOutcome? Outcome { get; set; }

    [Display(Name = "Date of the training")]
    public DateOnly? On { get; set; }

    [Display(Name = "Valid until (optional)")]
    public DateOnly? ValidUntil { get; set; }

    [Display(Name = "What is the coach told?")]
    public string? Answer { get; set; }
}

internal sealed class AnswerValidator : AbstractValidator<AnswerForm>
{
    public AnswerValidator(UkClock clock)
    {
        RuleFor(f => f.Outcome).NotNull().WithMessage("Select what you found").IsInEnum().WithMessage("Select what you found");
        RuleFor(f => f.On).Must(d => d is null || d <= clock.Today).WithMessage("Date of the training must be today or in the past");
        RuleFor(f => f.ValidUntil).Must((f, until) => until is null || f.On is null || until >= f.On).WithMessage("Valid until must be the date of the training or later");
        RuleFor(f => f.Answer).NotEmpty().When(f => f.Outcome == CheckRequestOutcome.Stays).WithMessage("Say why: the coach reads it").MaximumLength(2000).WithMessage("What the coach is told must be 2,000 characters or fewer");
    }
}

internal sealed record AnswerPage(AnswerForm Form, RequestRow Request, string PcnCode, IReadOnlyList<EvidenceRow> Files) : IFormPage<AnswerForm>;

/// <summary>A manager answers what a coach asked: records the certificate, says that it was put right, or why it stays as it is. Never one's own.</summary>
internal sealed class AnswerRequest(HwbcDbContext db, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<AnswerPage>> OpenAsync(Guid id, AnswerForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(id, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var row = await ListRequests.Rows(db, db.CheckRequests.AsNoTracking().Where(r => r.Id == id)).SingleAsync(cancellation);
        var files = (await EvidenceFiles.OfAsync(db, found.Value!.CoachId, cancellation))[id].Where(f => !f.IsReplaced).ToList();
        return new AnswerPage(form ?? new AnswerForm { On = row.DoneOn }, row, found.Value.Pcn!.Code, files);
    }

    public async Task<Result<Done>> SaveAsync(Guid id, AnswerForm form, CancellationToken cancellation)
    {
        var found = await FindAsync(id, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var request = found.Value!;
        if (request.AnsweredUtc is not null)
            return new StaleError();
        var records = request.Rule is not null && form.Outcome == CheckRequestOutcome.PutRight;
        if (records && form.On is null)
            return new RuleError(nameof(form.On), "Enter the date of the training");
        request.AnsweredUtc = clock.UtcNow;
        request.AnsweredById = signedIn.Person.PersonId;
        request.Outcome = form.Outcome;
        request.Answer = string.IsNullOrWhiteSpace(form.Answer) ? null : form.Answer.Trim();
        if (records)
        {
            var check = change.First(new CheckVersion
            {
                ItemId = FactChange.NewItemId("check"), CoachId = request.CoachId, PcnId = request.PcnId, Rule = request.Rule!, On = form.On!.Value, ValidUntil = form.ValidUntil, ById = signedIn.Person.PersonId,
            });
            db.Add(check);
            // What showed it goes with the check: it was decided on these files.
            foreach (var file in await db.Evidence.Where(f => f.RecordId == id).ToListAsync(cancellation))
                (file.Subject, file.RecordId) = (EvidenceSubject.Check, check.RecordId);
        }

        return await change.SaveAsync(new AuditCommand("check.answer", request.CoachId, request.PcnId), records ? [request.CoachId] : [], form,
            new Done("/requests", records ? $"{request.About} is recorded for {request.Coach!.Person!.Name}." : $"{request.Coach!.Person!.Name} has your answer."),
            path => FactChange.FieldOf(path, ("on", nameof(form.On)), ("validUntil", nameof(form.ValidUntil))), cancellation);
    }

    private async Task<Result<CheckRequest>> FindAsync(Guid id, CancellationToken cancellation)
    {
        var request = await db.CheckRequests.Include(r => r.Pcn).Include(r => r.Coach).ThenInclude(c => c!.Person).SingleOrDefaultAsync(r => r.Id == id, cancellation);
        if (request is null || !signedIn.Person.MayAt(Operation.AnswerRequests, request.PcnId))
            return new NotFoundError();
        return SelfDealing.Forbids(signedIn.Person.Reference, request.Coach!.Person!.Reference) ? new ForbiddenError("Nobody answers their own request. Another manager of your PCN does.") : request;
    }
}
