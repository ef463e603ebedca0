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

internal sealed record BookSessionPage(BookSessionForm Form, SeenCoach Coach, IReadOnlyList<MeetingDay> Plan) : IFormPage<BookSessionForm>;

/// <summary>
/// Books the next session with a coach, or a series of twelve whose days are shown before they are stored. A single day that something
/// speaks against is asked about; a series leaves such days out.
/// </summary>
internal sealed class BookSession(HwbcDbContext db, CoachAccess access, MeetingDays meetings, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<BookSessionPage>> OpenAsync(string? coachReference, BookSessionForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(coachReference, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var coach = found.Value!;
        return new BookSessionPage(form ?? new BookSessionForm(), coach, form?.ShowsDays(clock) == true ? await PlanAsync(coach, form, cancellation) : []);
    }

    public async Task<Result<Done>> SaveAsync(string? coachReference, BookSessionForm form, CancellationToken cancellation)
    {
        var found = await FindAsync(coachReference, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var coach = found.Value!;
        if (await db.OwnEntryAsync(signedIn.Person.PersonId, coach.Id, cancellation) is not { } supervisor)
            return new RuleError("", "You are not in the supervisor register. Ask the coach's manager to name you.");
        var plan = await PlanAsync(coach, form, cancellation);
        var isSeries = plan.Count > 1;
        var free = plan.Where(d => !d.IsBooked).ToList();
        if (free.Count == 0)
            return new RuleError(nameof(form.Date), isSeries ? $"You have booked all of these days with {coach.Name} already" : $"You have booked {Words.Date(plan[0].Date)} with {coach.Name} already");
        var days = free.Where(d => !isSeries || d.Against is null).Select(d => d.Date).ToList();
        if (days.Count == 0)
            return new RuleError(nameof(form.Date), $"None of these days is left to book: {free[0].Against}");
        var shown = MeetingDay.Shown(plan);
        if ((isSeries || plan[0].Against is not null) && form.Confirmed != shown)
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

        var message = days.Count == 1 ? $"You meet {coach.Name} on {Words.DateAndTime(days[0], form.StartsAt())}." : $"{days.Count} sessions with {coach.Name} are booked, from {Words.Date(days[0])} to {Words.Date(days[^1])}.";
        if (plan.Count - free.Count is var left and > 0)
            message += $" {Words.Count(left, "day was", "days were")} booked already.";
        if (isSeries)
            message += string.Concat(free.Where(d => d.Against is not null).GroupBy(d => d.Against).Select(g => $" {Words.Count(g.Count(), "day is", "days are")} left out: {g.Key}."));
        return await change.SaveAsync(new AuditCommand("supervision.book", coach.Id, coach.Pcn.Id), [coach.Id], form, new Done("/supervision", message),
            path => FactChange.FieldOf(path, ("date", nameof(form.Date)), ("minutes", nameof(form.Minutes))), cancellation);
    }

    /// <summary>The days that the form means.</summary>
    private Task<IReadOnlyList<MeetingDay>> PlanAsync(SeenCoach coach, BookSessionForm form, CancellationToken cancellation) =>
        meetings.ReadAsync(coach, form.Repeats == Repeats.Monthly ? MonthlySeries.From(form.Date!.Value) : [form.Date!.Value], null, cancellation);

    private async Task<Result<SeenCoach>> FindAsync(string? coachReference, CancellationToken cancellation)
    {
        var coach = await access.FindAsync(coachReference ?? "", Operation.LogSupervision, null, cancellation);
        if (coach.Failure is { } failure)
            return failure;
        return SelfDealing.Forbids(signedIn.Person.Reference, coach.Value!.Reference) ? new ForbiddenError("Nobody books their own supervision. Your supervisor does it.") : coach;
    }
}
