using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Domain.People;
using HwbcPortal.Domain.Supervision;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Supervision;

/// <summary>When a session was.</summary>
internal enum SessionDay
{
    [Display(Name = "Today")]
    Today,

    [Display(Name = "Yesterday")]
    Yesterday,

    [Display(Name = "Another date")]
    Another,
}

internal sealed class LogSessionForm : PortalForm
{
    [Display(Name = "When?")]
    public SessionDay? When { get; set; }

    [Display(Name = "Date of session")]
    public DateOnly? Date { get; set; }

    [Display(Name = "How long?")]
    public int? Minutes { get; set; } = 60;

    [Display(Name = "What kind?")]
    public SessionKind? Kind { get; set; } = SessionKind.HealthCoachingIndividual;

    [Display(Name = "How?")]
    public SessionFormat? Format { get; set; } = SessionFormat.Video;

    [Display(Name = "Did it happen?")]
    public SessionOutcome? Outcome { get; set; } = SessionOutcome.Held;

    [Display(Name = "Notes (optional)")]
    public string? Notes { get; set; }

    /// <summary>The day that is meant.</summary>
    public DateOnly? DayOn(DateOnly today) => When switch { SessionDay.Today => today, SessionDay.Yesterday => today.AddDays(-1), _ => Date };
}

internal sealed class LogSessionValidator : AbstractValidator<LogSessionForm>
{
    public LogSessionValidator(UkClock clock)
    {
        RuleFor(f => f.When).NotNull().WithMessage("Select when the session was").IsInEnum().WithMessage("Select when the session was");
        RuleFor(f => f.Date).NotNull().WithMessage("Enter the date of the session").Must(d => d is null || d <= clock.Today).WithMessage("Date of session must be today or in the past").When(f => f.When == SessionDay.Another);
        RuleFor(f => f.Minutes).NotNull().WithMessage("Enter how many minutes it took").InclusiveBetween(1, 480).WithMessage("Minutes must be between 1 and 480");
        RuleFor(f => f.Kind).NotNull().WithMessage("Select what kind of supervision it was").IsInEnum().WithMessage("Select what kind of supervision it was");
        RuleFor(f => f.Format).NotNull().WithMessage("Select how you met").IsInEnum().WithMessage("Select how you met");
        RuleFor(f => f.Outcome).NotNull().WithMessage("Select whether it happened")
            .Must(o => o is null or SessionOutcome.Held or SessionOutcome.Cancelled or SessionOutcome.DidNotAttend).WithMessage("Select whether it happened");
        RuleFor(f => f.Notes).MaximumLength(10_000).WithMessage("Notes must be 10,000 characters or fewer");
    }
}

internal sealed record LogSessionPage(LogSessionForm Form, SeenCoach Coach, DateOnly Today, SupervisionMonth? Month, string? LastTime) : IFormPage<LogSessionForm>;

/// <summary>Logs a session in one page. The notes are for the two people who met, and go nowhere else.</summary>
internal sealed class LogSession(HwbcDbContext db, CoachAccess access, CoachFileReader reader, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<LogSessionPage>> OpenAsync(string? coachReference, LogSessionForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(coachReference, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var coach = found.Value!;
        var file = (await reader.ReadAsync(coach.Id, cancellation))!;
        var today = clock.Today;
        var last = new SeenFacts(file).Sessions.Where(s => s.Outcome == SessionOutcome.Held && s.Date <= today).OrderByDescending(s => s.Date).FirstOrDefault();
        return new LogSessionPage(form ?? new LogSessionForm(), coach, today, SupervisionLedger.Months(file, coach.Pcn.Code, today) is [.., var month] ? month : null,
            last is null ? null : $"Last time: {Words.Date(last.Date)}, {last.Minutes} minutes");
    }

    public async Task<Result<Done>> SaveAsync(string? coachReference, LogSessionForm form, CancellationToken cancellation)
    {
        var found = await FindAsync(coachReference, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var coach = found.Value!;
        var person = signedIn.Person;
        // The register's entry of this person that the coach's assignments name, else the newest.
        var supervisor = await db.Supervisors.Where(s => s.PersonId == person.PersonId && s.VoidedOn == null)
            .OrderByDescending(s => db.Assignments.Any(a => a.CoachId == coach.Id && a.VoidedOn == null && a.SupervisorVersion!.RecordId == s.RecordId)).ThenByDescending(s => s.RecordedUtc)
            .Select(s => (Guid?)s.Id).FirstOrDefaultAsync(cancellation);
        if (supervisor is null)
            return new RuleError("", "You are not in the supervisor register. Ask the coach's manager to name you.");

        var date = form.DayOn(clock.Today)!.Value;
        var session = change.First(new SessionVersion
        {
            ItemId = FactChange.NewItemId("session"), CoachId = coach.Id, Date = date, Minutes = form.Minutes!.Value, Kind = form.Kind!.Value, Outcome = form.Outcome!.Value,
            Format = form.Format, SupervisorVersionId = supervisor.Value,
        });
        db.Add(session);
        if (!string.IsNullOrWhiteSpace(form.Notes))
            db.Add(new SessionNote { SessionRecordId = session.Id, CoachId = coach.Id, AuthorId = person.PersonId, Text = form.Notes.Trim(), WrittenUtc = clock.UtcNow });
        var saved = await change.SaveAsync(new AuditCommand("supervision.log", coach.Id, coach.Pcn.Id), [coach.Id], form, new Done("/supervision", ""),
            path => FactChange.FieldOf(path, ("date", nameof(form.Date)), ("minutes", nameof(form.Minutes))), cancellation);
        if (saved.Failure is { } refused)
            return refused;
        var month = SupervisionLedger.Months((await reader.ReadAsync(coach.Id, cancellation))!, coach.Pcn.Code, clock.Today).FirstOrDefault(m => m.Month.Year == date.Year && m.Month.Month == date.Month);
        var sum = month is null ? "" : $" {Words.Month(month.Month)}: {month.Minutes} of {month.Required} minutes.";
        return saved.Value! with { Message = $"{(form.Outcome == SessionOutcome.Held ? $"{form.Minutes} minutes" : Words.Of(form.Outcome.Value))} on {Words.Date(date)} is recorded for {coach.Name}.{sum}" };
    }

    private async Task<Result<SeenCoach>> FindAsync(string? coachReference, CancellationToken cancellation)
    {
        var coach = await access.FindAsync(coachReference ?? "", Operation.LogSupervision, null, cancellation);
        if (coach.Failure is { } failure)
            return failure;
        return SelfDealing.Forbids(signedIn.Person.Reference, coach.Value!.Reference) ? new ForbiddenError("Nobody logs their own supervision. Your supervisor does it.") : coach;
    }
}
