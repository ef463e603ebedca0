using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Supervision;

internal sealed class ConfirmForm : PortalForm
{
    [Display(Name = "Was it so?")]
    public bool? WasSo { get; set; }

    [Display(Name = "What would you add? (optional)")]
    public string? Comment { get; set; }
}

internal sealed class ConfirmValidator : AbstractValidator<ConfirmForm>
{
    public ConfirmValidator()
    {
        RuleFor(f => f.WasSo).NotNull().WithMessage("Select yes if it was so");
        RuleFor(f => f.Comment).NotEmpty().When(f => f.WasSo == false).WithMessage("Say what was otherwise: your supervisor and your manager read it").MaximumLength(2000).WithMessage("What you add must be 2,000 characters or fewer")
            .HasNoNhsNumber();
    }
}

internal sealed record ConfirmPage(ConfirmForm Form, MySessionRow Session) : IFormPage<ConfirmForm>;

/// <summary>The coach's word on a session that a supervisor logged: it was so, or what was otherwise. It can be changed; it decides nothing by itself.</summary>
internal sealed class ConfirmSession(HwbcDbContext db, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<ConfirmPage>> OpenAsync(Guid recordId, ConfirmForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(recordId, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (session, supervisor, before) = found.Value;
        return new ConfirmPage(form ?? new ConfirmForm { WasSo = before?.IsConfirmed, Comment = before?.Comment },
            new MySessionRow(session.RecordId, session.Date, session.Minutes, session.Kind, session.Outcome, supervisor, session.RecordedOn, session.RecordedOn, true, null, null, before is null ? null : new ConfirmationRow(before.IsConfirmed, before.Comment, before.AnsweredUtc)));
    }

    public async Task<Result<Done>> SaveAsync(Guid recordId, ConfirmForm form, CancellationToken cancellation)
    {
        var found = await FindAsync(recordId, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (session, supervisor, row) = found.Value;
        if (row is null)
            db.Add(row = new SessionConfirmation { CoachId = session.CoachId, SessionRecordId = recordId });
        (row.IsConfirmed, row.Comment, row.AnsweredUtc) = (form.WasSo == true, string.IsNullOrWhiteSpace(form.Comment) ? null : form.Comment.Trim(), clock.UtcNow);
        return await change.SaveAsync(new AuditCommand(row.IsConfirmed ? "supervision.confirm" : "supervision.dispute", session.CoachId), [], form,
            new Done("/me/supervision", row.IsConfirmed ? $"{Words.Date(session.Date)} with {supervisor} is confirmed." : $"{supervisor} and your manager see that {Words.Date(session.Date)} was otherwise."), _ => nameof(form.Comment), cancellation);
    }

    private async Task<Result<(SessionVersion Session, string Supervisor, SessionConfirmation? Before)>> FindAsync(Guid recordId, CancellationToken cancellation)
    {
        if (signedIn.Person.OwnCoachId is not { } coachId)
            return new ForbiddenError("You have no coach record yet. Ask your manager to add you.");
        var session = await db.Sessions.Include(s => s.SupervisorVersion).SingleOrDefaultAsync(s => s.CoachId == coachId && s.RecordId == recordId && s.VoidedOn == null && s.RecordedById != null && s.Outcome != SessionOutcome.Booked, cancellation);
        if (session is null)
            return new NotFoundError();
        return (session, session.SupervisorVersion!.Name, await db.SessionConfirmations.SingleOrDefaultAsync(c => c.SessionRecordId == recordId, cancellation));
    }
}
