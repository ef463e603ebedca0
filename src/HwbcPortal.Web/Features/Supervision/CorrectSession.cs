using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Supervision;

internal sealed class CorrectSessionForm : PortalForm
{
    /// <summary>The version that was looked at.</summary>
    public Guid Seen { get; set; }

    [Display(Name = "Date of session")]
    public DateOnly? Date { get; set; }

    [Display(Name = "How long?")]
    public int? Minutes { get; set; }

    [Display(Name = "What kind?")]
    public SessionKind? Kind { get; set; }

    [Display(Name = "Did it happen?")]
    public SessionResult? Outcome { get; set; }

    [Display(Name = "It should not be recorded at all")]
    public bool Remove { get; set; }

    [Display(Name = "Why is it put right?")]
    public CorrectionReason? Reason { get; set; }

    [Display(Name = "Note (optional)")]
    public string? Note { get; set; }
}

internal sealed class CorrectSessionValidator : AbstractValidator<CorrectSessionForm>
{
    public CorrectSessionValidator(UkClock clock)
    {
        When(f => !f.Remove, () =>
        {
            RuleFor(f => f.Date).NotNull().WithMessage("Enter the date of the session").Must(d => d is null || d <= clock.Today).WithMessage("Date of session must be today or in the past");
            RuleFor(f => f.Minutes).NotNull().WithMessage("Enter how many minutes it took").InclusiveBetween(1, 480).WithMessage("Minutes must be between 1 and 480");
            RuleFor(f => f.Kind).NotNull().WithMessage("Select what kind of supervision it was").IsInEnum().WithMessage("Select what kind of supervision it was");
            RuleFor(f => f.Outcome).NotNull().WithMessage("Select whether it happened").IsInEnum().WithMessage("Select whether it happened");
        });
        RuleFor(f => f.Reason).NotNull().WithMessage("Select why it is put right").IsInEnum().WithMessage("Select why it is put right");
        RuleFor(f => f.Note).NotEmpty().When(f => f.Reason == CorrectionReason.Other).WithMessage("Say why in a note").MaximumLength(500).WithMessage("Note must be 500 characters or fewer").HasNoNhsNumber();
    }
}

internal sealed record CorrectSessionPage(CorrectSessionForm Form, SeenCoach Coach, string Supervisor, DateOnly Date, string Back, IReadOnlyList<MonthChange>? Changes) : IFormPage<CorrectSessionForm>;

/// <summary>
/// Puts a session right: a next version voids the one before, with a coded reason. The coach is asked anew, since what they confirmed was
/// something else, and a month that is over and would say something else is shown first.
/// </summary>
internal sealed class CorrectSession(HwbcDbContext db, CoachAccess access, CoachFileReader reader, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<CorrectSessionPage>> OpenAsync(string reference, string? pcn, Guid recordId, CorrectSessionForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(reference, pcn, recordId, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (coach, session) = found.Value;
        form ??= new CorrectSessionForm { Seen = session.Id, Date = session.Date, Minutes = session.Minutes, Kind = session.Kind, Outcome = SessionResults.Of(session.Outcome, session.CancelledBy) };
        return new CorrectSessionPage(form, coach, session.SupervisorVersion!.Name, session.Date, Back(coach), form.Confirmed is null || (!form.Remove && (form.Date is null || form.Minutes is null || form.Kind is null || form.Outcome is null)) ? null : await ChangesAsync(coach, session, form, cancellation));
    }

    public async Task<Result<Done>> SaveAsync(string reference, string? pcn, Guid recordId, CorrectSessionForm form, CancellationToken cancellation)
    {
        var found = await FindAsync(reference, pcn, recordId, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (coach, session) = found.Value;
        if (session.Id != form.Seen)
            return new StaleError();
        if (!form.Remove && form.Date != session.Date && form.Date < clock.Today.AddDays(-SessionDays.MostDaysAgo) && !signedIn.Person.CanDo(Operation.EnterLateSession, coach.Id, coach.Pcn.Id))
            return new RuleError(nameof(form.Date), $"A session of more than {SessionDays.MostDaysAgo} days ago is recorded by the coach's manager, with a reason");
        var shown = $"{form.Date:yyyy-MM-dd} {form.Minutes} {form.Kind} {form.Outcome} {form.Remove}";
        if (form.Confirmed != shown && (await ChangesAsync(coach, session, form, cancellation)).Count > 0)
        {
            form.Confirmed = shown;
            return new ConfirmFirst();
        }

        var reason = Words.Of(form.Reason!.Value, form.Note);
        if (form.Remove)
        {
            session.VoidedOn = clock.Today;
        }
        else
        {
            var (outcome, by) = SessionResults.Kept(form.Outcome!.Value);
            db.Add(change.Next(session, new SessionVersion
            {
                ItemId = FactChange.NewItemId("session"), CoachId = session.CoachId, Date = form.Date!.Value, Minutes = form.Minutes!.Value, Kind = form.Kind!.Value, Outcome = outcome, CancelledBy = by,
                Format = session.Format, StartsAt = form.Date == session.Date ? session.StartsAt : null, SupervisorVersionId = session.SupervisorVersionId, VersionReason = reason,
            }));
        }

        db.RemoveRange(await db.SessionConfirmations.Where(c => c.SessionRecordId == recordId).ToListAsync(cancellation));
        return await change.SaveAsync(new AuditCommand(form.Remove ? "supervision.remove" : "supervision.correct", coach.Id, coach.Pcn.Id, reason), [coach.Id], form,
            new Done(Back(coach), form.Remove ? $"The session of {Words.Date(session.Date)} is taken back. The history keeps what it said." : $"The session is put right, and {coach.Name} is asked to confirm it."),
            path => FactChange.FieldOf(path, ("date", nameof(form.Date)), ("minutes", nameof(form.Minutes))), cancellation);
    }

    private string Back(SeenCoach coach) => signedIn.Person.CanDo(Operation.EnterLateSession, coach.Id, coach.Pcn.Id) ? $"/coaches/{coach.Reference}/supervision?pcn={coach.Pcn.Code}" : $"/supervision/coaches/{coach.Reference}";

    private async Task<IReadOnlyList<MonthChange>> ChangesAsync(SeenCoach coach, SessionVersion session, CorrectSessionForm form, CancellationToken cancellation)
    {
        var file = (await reader.ReadAsync(coach.Id, cancellation))!;
        var sessions = file.Sessions.Select(s => s.Id != session.ItemId || form.Remove ? s : s with { Date = form.Date!.Value, Minutes = form.Minutes!.Value, Kind = form.Kind!.Value, Outcome = SessionResults.Kept(form.Outcome!.Value).Outcome })
            .Where(s => !form.Remove || s.Id != session.ItemId).ToList();
        return LedgerImpact.Of(file, file with { Sessions = sessions }, coach.Pcns, clock.Today).ToList();
    }

    /// <summary>A manager finds every session of the coach, anybody else their own.</summary>
    private async Task<Result<(SeenCoach Coach, SessionVersion Session)>> FindAsync(string reference, string? pcn, Guid recordId, CancellationToken cancellation)
    {
        var coach = await access.FindAsync(reference, Operation.CorrectSessions, pcn, cancellation);
        if (coach.Failure is { } failure)
            return failure;
        var (person, coachId, pcnId) = (signedIn.Person, coach.Value!.Id, coach.Value.Pcn.Id);
        if (!person.CanDo(Operation.CorrectSessions, coachId, pcnId))
            return new ForbiddenError("Nobody puts right what is recorded of their own supervision. Say on the page of your supervision what was otherwise.");
        var all = person.CanDo(Operation.EnterLateSession, coachId, pcnId);
        var self = person.PersonId;
        var session = await db.Sessions.Include(s => s.SupervisorVersion).SingleOrDefaultAsync(s => s.CoachId == coachId && s.RecordId == recordId && s.VoidedOn == null && s.Outcome != SessionOutcome.Booked && (all || s.SupervisorVersion!.PersonId == self), cancellation);
        return session is null ? new NotFoundError() : (coach.Value, session);
    }
}
