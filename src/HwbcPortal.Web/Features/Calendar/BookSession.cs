using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Domain.People;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Features.Supervision;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Calendar;

/// <summary>How often two people mean to meet.</summary>
internal enum Repeats
{
    [Display(Name = "Just this one")]
    Once,

    [Display(Name = "Every month for 12 months, on the same weekday (such as the third Thursday)")]
    Monthly,
}

internal sealed class BookSessionForm : MeetingForm
{
    [Display(Name = "What kind?")]
    public SessionKind? Kind { get; set; } = SessionKind.HealthCoachingIndividual;

    [Display(Name = "How often?")]
    public Repeats? Repeats { get; set; } = Calendar.Repeats.Once;
}

internal sealed class BookSessionValidator : MeetingValidator<BookSessionForm>
{
    public BookSessionValidator(UkClock clock)
    {
        Meeting(clock);
        RuleFor(f => f.Kind).NotNull().WithMessage("Select what kind of supervision it is").IsInEnum().WithMessage("Select what kind of supervision it is");
        RuleFor(f => f.Repeats).NotNull().WithMessage("Select how often you meet").IsInEnum().WithMessage("Select how often you meet");
    }
}

/// <summary>A day that would be booked, and what the record says of it.</summary>
internal sealed record PlannedDay(DateOnly Date, bool IsBooked, bool IsAway);

internal sealed record BookSessionPage(BookSessionForm Form, SeenCoach Coach, IReadOnlyList<PlannedDay> Plan) : IFormPage<BookSessionForm>;

/// <summary>Books the next session with a coach, or a series of twelve whose days are shown before they are stored.</summary>
internal sealed class BookSession(HwbcDbContext db, CoachAccess access, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<BookSessionPage>> OpenAsync(string? coachReference, BookSessionForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(coachReference, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var coach = found.Value!;
        // A form whose date was refused has no days to show: it may be one from which no twelve months can be counted.
        var shows = form is { Confirmed: not null, Date: { } date } && date >= clock.Today && date <= clock.Today.AddYears(1);
        return new BookSessionPage(form ?? new BookSessionForm(), coach, shows ? await PlanAsync(coach.Id, form!, cancellation) : []);
    }

    public async Task<Result<Done>> SaveAsync(string? coachReference, BookSessionForm form, CancellationToken cancellation)
    {
        var found = await FindAsync(coachReference, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var coach = found.Value!;
        if (await db.OwnEntryAsync(signedIn.Person.PersonId, coach.Id, cancellation) is not { } supervisor)
            return new RuleError("", "You are not in the supervisor register. Ask the coach's manager to name you.");
        var plan = await PlanAsync(coach.Id, form, cancellation);
        var days = plan.Where(d => !d.IsBooked).Select(d => d.Date).ToList();
        if (days.Count == 0)
            return new RuleError(nameof(form.Date), plan.Count == 1 ? $"You have booked {Words.Date(plan[0].Date)} with {coach.Name} already" : $"You have booked all of these days with {coach.Name} already");
        var shown = string.Join(' ', plan.Where(d => !d.IsBooked).Select(d => $"{d.Date:yyyy-MM-dd}{(d.IsAway ? "*" : "")}"));
        if ((plan.Count > 1 || plan[0].IsAway) && form.Confirmed != shown)
        {
            form.Confirmed = shown;
            return new ConfirmFirst();
        }

        foreach (var day in days)
        {
            db.Add(change.First(new SessionVersion
            {
                ItemId = FactChange.NewItemId("session"), CoachId = coach.Id, Date = day, StartsAt = form.StartsAt(), Minutes = form.Minutes!.Value, Kind = form.Kind!.Value, Outcome = SessionOutcome.Booked,
                Format = form.Format, SupervisorVersionId = supervisor,
            }));
        }

        var left = plan.Count - days.Count;
        var message = days.Count == 1 ? $"You meet {coach.Name} on {Words.DateAndTime(days[0], form.StartsAt())}." : $"{days.Count} sessions with {coach.Name} are booked, from {Words.Date(days[0])} to {Words.Date(days[^1])}.";
        return await change.SaveAsync(new AuditCommand("supervision.book", coach.Id, coach.Pcn.Id), [coach.Id], form, new Done("/supervision", left == 0 ? message : $"{message} {Words.Count(left, "day was", "days were")} booked already."),
            path => FactChange.FieldOf(path, ("date", nameof(form.Date)), ("minutes", nameof(form.Minutes))), cancellation);
    }

    /// <summary>The days that the form means, with what this person has booked on them already and whether the coach is away.</summary>
    private async Task<IReadOnlyList<PlannedDay>> PlanAsync(Guid coachId, BookSessionForm form, CancellationToken cancellation)
    {
        var days = form.Repeats == Repeats.Monthly ? MonthlySeries.From(form.Date!.Value) : [form.Date!.Value];
        var (first, last) = (days[0], days[^1]);
        var booked = await db.OwnBookings(signedIn.Person.PersonId).Where(s => s.CoachId == coachId && s.Date >= first && s.Date <= last).Select(s => s.Date).ToListAsync(cancellation);
        var away = await db.Absences.AsNoTracking().Where(a => a.CoachId == coachId && a.VoidedOn == null && a.From <= last && (a.To == null || a.To >= first)).Select(a => new { a.From, a.To }).ToListAsync(cancellation);
        return days.Select(d => new PlannedDay(d, booked.Contains(d), away.Exists(a => a.From <= d && (a.To is null || a.To >= d)))).ToList();
    }

    private async Task<Result<SeenCoach>> FindAsync(string? coachReference, CancellationToken cancellation)
    {
        var coach = await access.FindAsync(coachReference ?? "", Operation.LogSupervision, null, cancellation);
        if (coach.Failure is { } failure)
            return failure;
        return SelfDealing.Forbids(signedIn.Person.Reference, coach.Value!.Reference) ? new ForbiddenError("Nobody books their own supervision. Your supervisor does it.") : coach;
    }
}
