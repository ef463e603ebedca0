using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Arrangements;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Features.Supervisors;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Supervision;

internal sealed class EnterLateSessionForm : PortalForm
{
    /// <summary>An entry of the register.</summary>
    [Display(Name = "Who held it?")]
    public Guid? Supervisor { get; set; }

    [Display(Name = "Date of session")]
    public DateOnly? Date { get; set; }

    [Display(Name = "How long?")]
    public int? Minutes { get; set; } = 60;

    [Display(Name = "What kind?")]
    public SessionKind? Kind { get; set; }

    [Display(Name = "Why is it entered now, and what shows that it was held?")]
    public string? Reason { get; set; }
}

internal sealed class EnterLateSessionValidator : AbstractValidator<EnterLateSessionForm>
{
    public EnterLateSessionValidator(UkClock clock)
    {
        RuleFor(f => f.Supervisor).NotNull().WithMessage("Select who held it");
        RuleFor(f => f.Date).NotNull().WithMessage("Enter the date of the session").Must(d => d is null || d <= clock.Today).WithMessage("Date of session must be today or in the past")
            .Must(d => d is null || d >= RulePacks.First.From).WithMessage($"Date of session must be {Words.Date(RulePacks.First.From)} or later");
        RuleFor(f => f.Minutes).NotNull().WithMessage("Enter how many minutes it took").InclusiveBetween(1, 480).WithMessage("Minutes must be between 1 and 480");
        RuleFor(f => f.Kind).NotNull().WithMessage("Select what kind of supervision it was").IsInEnum().WithMessage("Select what kind of supervision it was");
        RuleFor(f => f.Reason).NotEmpty().WithMessage("Say why it is entered now, and what shows that it was held").MaximumLength(500).WithMessage("Why it is entered now must be 500 characters or fewer")
            .HasNoNhsNumber();
    }
}

internal sealed record EnterLateSessionPage(EnterLateSessionForm Form, SeenCoach Coach, IReadOnlyList<SupervisorChoice> Choices, IReadOnlyList<SameDaySession>? SameDay, IReadOnlyList<MonthChange>? Changes) : IFormPage<EnterLateSessionForm>;

/// <summary>A manager enters a session that nobody logged in time, with a reason. The coach is asked to confirm it; months that turn by it are shown first.</summary>
internal sealed class EnterLateSession(HwbcDbContext db, CoachAccess access, CoachFileReader reader, SupervisorRegister register, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<EnterLateSessionPage>> OpenAsync(string reference, string? pcn, EnterLateSessionForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(reference, pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var coach = found.Value!;
        var eligible = SupervisorRegister.EligibleOn(form?.Date ?? clock.Today);
        var choices = await register.Entries().Where(s => s.PersonId != coach.Id).OrderBy(s => s.Name).ThenBy(s => s.Id).Select(s => new SupervisorChoice(s.Id, s.Name, s.Profession, s.Eligibility.AsQueryable().Any(eligible))).ToListAsync(cancellation);
        var asked = form is { Confirmed: not null, Date: not null, Minutes: not null, Kind: not null } && await ChosenAsync(coach, form, cancellation) is not null;
        return new EnterLateSessionPage(form ?? new EnterLateSessionForm(), coach, choices, asked ? await SameDayAsync(coach, form!, cancellation) : null, asked ? await ChangesAsync(coach, form!, cancellation) : null);
    }

    public async Task<Result<Done>> SaveAsync(string reference, string? pcn, EnterLateSessionForm form, CancellationToken cancellation)
    {
        var found = await FindAsync(reference, pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var coach = found.Value!;
        if (await ChosenAsync(coach, form, cancellation) is not { } supervisor)
            return new RuleError(nameof(form.Supervisor), "Select who held it");
        var shown = $"{form.Supervisor} {form.Date:yyyy-MM-dd} {form.Minutes} {form.Kind}";
        if (form.Confirmed != shown && ((await ChangesAsync(coach, form, cancellation)).Count > 0 || (await SameDayAsync(coach, form, cancellation)).Count > 0))
        {
            form.Confirmed = shown;
            return new ConfirmFirst();
        }

        var session = change.First(new SessionVersion
        {
            ItemId = FactChange.NewItemId("session"), CoachId = coach.Id, Date = form.Date!.Value, Minutes = form.Minutes!.Value, Kind = form.Kind!.Value, Outcome = SessionOutcome.Held, SupervisorVersionId = supervisor.Id, VersionReason = form.Reason!.Trim(),
        });
        db.Add(session);
        var saved = await change.SaveAsync(new AuditCommand("supervision.late", coach.Id, coach.Pcn.Id, form.Reason.Trim()), [coach.Id], form, new Done($"/coaches/{coach.Reference}/supervision?pcn={coach.Pcn.Code}", ""),
            path => FactChange.FieldOf(path, ("date", nameof(form.Date)), ("minutes", nameof(form.Minutes))), cancellation);
        if (saved.Failure is { } refused)
            return refused;
        var file = (await reader.ReadAsync(coach.Id, cancellation))!;
        return saved.Value! with { Message = $"{form.Minutes} minutes with {supervisor.Name} on {Words.Date(session.Date)} are recorded, and {coach.Name} is asked to confirm them.{CountedMinutes.Of(file, coach.Pcn.Code, session.ItemId, clock.Today)}" };
    }

    private Task<SupervisorVersion?> ChosenAsync(SeenCoach coach, EnterLateSessionForm form, CancellationToken cancellation) => register.Entries().SingleOrDefaultAsync(s => s.Id == form.Supervisor && s.PersonId != coach.Id, cancellation);

    private Task<List<SameDaySession>> SameDayAsync(SeenCoach coach, EnterLateSessionForm form, CancellationToken cancellation) => SameDaySession.Of(db.Sessions, coach.Id, form.Date!.Value).ToListAsync(cancellation);

    private async Task<IReadOnlyList<MonthChange>> ChangesAsync(SeenCoach coach, EnterLateSessionForm form, CancellationToken cancellation)
    {
        var file = (await reader.ReadAsync(coach.Id, cancellation))!;
        var chosen = (await db.Supervisors.AsNoTracking().Include(s => s.Person).Include(s => s.Eligibility).SingleAsync(s => s.Id == form.Supervisor, cancellation))!;
        // The file may not know the person yet: they come with what the register says of them.
        var entry = new Supervisor
        {
            Id = "late", Person = chosen.Person!.Reference, Name = chosen.Name, Profession = chosen.Profession,
            Eligibility = chosen.Eligibility.Where(e => e.VoidedOn is null).Select((e, n) => new Eligibility { Id = $"late-{n}", From = e.From, To = e.To, Tier = e.Tier, Basis = e.Basis }).ToList(),
        };
        var session = new Session { Id = "late-session", Date = form.Date!.Value, Minutes = form.Minutes!.Value, Kind = form.Kind!.Value, Supervisor = entry.Id, Outcome = SessionOutcome.Held };
        return LedgerImpact.Of(file, file with { Supervisors = [.. file.Supervisors, entry], Sessions = [.. file.Sessions, session] }, coach.Pcns, clock.Today).ToList();
    }

    private async Task<Result<SeenCoach>> FindAsync(string reference, string? pcn, CancellationToken cancellation)
    {
        var coach = await access.FindAsync(reference, Operation.EnterLateSession, pcn, cancellation);
        if (coach.Failure is { } failure)
            return failure;
        return signedIn.Person.CanDo(Operation.EnterLateSession, coach.Value!.Id, coach.Value.Pcn.Id) ? coach : new ForbiddenError("Nobody enters their own supervision. Your supervisor does it, or another manager of your PCN.");
    }
}
