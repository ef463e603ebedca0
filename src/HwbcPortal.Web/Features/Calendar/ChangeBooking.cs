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

/// <summary>Whether a booked session takes place, and else who called it off.</summary>
internal enum CalledOff
{
    /// <summary>It takes place.</summary>
    No,

    /// <summary>The coach called it off.</summary>
    ByCoach,

    /// <summary>The supervisor called it off.</summary>
    BySupervisor,
}

internal sealed class ChangeBookingForm : MeetingForm
{
    /// <summary>The version that was looked at.</summary>
    public Guid Seen { get; set; }

    [Display(Name = "Is it called off?")]
    public CalledOff? CalledOff { get; set; }
}

internal sealed class ChangeBookingValidator : MeetingValidator<ChangeBookingForm>
{
    public ChangeBookingValidator(UkClock clock)
    {
        // Of what does not take place no date is asked: it may be one that has passed.
        When(f => f.CalledOff is null or CalledOff.No, () => Meeting(clock));
        RuleFor(f => f.CalledOff).NotNull().WithMessage("Select whether it is called off, and by whom").IsInEnum().WithMessage("Select whether it is called off, and by whom");
    }
}

internal sealed record ChangeBookingPage(ChangeBookingForm Form, SeenCoach Coach, Guid RecordId, DateOnly Date, TimeOnly? StartsAt, MeetingDay? Asked) : IFormPage<ChangeBookingForm>;

/// <summary>
/// Moves a session that one has booked, or calls it off. Each is a next version of the same record, so that calendars follow. A day that
/// something speaks against is asked about, as when it is booked.
/// </summary>
internal sealed class ChangeBooking(HwbcDbContext db, CoachAccess access, MeetingDays meetings, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<ChangeBookingPage>> OpenAsync(Guid recordId, string? coachReference, ChangeBookingForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(recordId, coachReference, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (coach, booked) = found.Value;
        form ??= new ChangeBookingForm { Seen = booked.Id, Date = booked.Date, Time = booked.StartsAt?.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture), Minutes = booked.Minutes, Format = booked.Format, CalledOff = CalledOff.No };
        var asked = form.CalledOff == CalledOff.No && form.ShowsDays(clock) ? await DayAsync(coach, form, recordId, cancellation) : null;
        return new ChangeBookingPage(form, coach, recordId, booked.Date, booked.StartsAt, asked?.Against is null ? null : asked);
    }

    public async Task<Result<Done>> SaveAsync(Guid recordId, string? coachReference, ChangeBookingForm form, CancellationToken cancellation)
    {
        var found = await FindAsync(recordId, coachReference, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (coach, booked) = found.Value;
        if (booked.Id != form.Seen)
            return new StaleError();
        var row = new SessionVersion
        {
            ItemId = FactChange.NewItemId("session"), CoachId = coach.Id, Date = booked.Date, StartsAt = booked.StartsAt, Minutes = booked.Minutes, Format = booked.Format, Kind = booked.Kind, SupervisorVersionId = booked.SupervisorVersionId,
        };
        if (form.CalledOff != CalledOff.No)
        {
            (row.Outcome, row.CancelledBy) = (SessionOutcome.Cancelled, form.CalledOff == CalledOff.ByCoach ? SessionParty.Coach : SessionParty.Supervisor);
            return await SaveAsync("supervision.call-off", $"{Words.DateAndTime(row.Date, row.StartsAt)} with {coach.Name} is called off.");
        }

        (row.Outcome, row.Date, row.StartsAt, row.Minutes, row.Format) = (SessionOutcome.Booked, form.Date!.Value, form.StartsAt(), form.Minutes!.Value, form.Format);
        var day = await DayAsync(coach, form, recordId, cancellation);
        if (day.IsBooked)
            return new RuleError(nameof(form.Date), $"You have booked {Words.Date(row.Date)} with {coach.Name} already");
        if ((row.Date, row.StartsAt, row.Minutes, row.Format) == (booked.Date, booked.StartsAt, booked.Minutes, booked.Format))
            return new Done("/supervision", $"{Words.DateAndTime(row.Date, row.StartsAt)} with {coach.Name} stays as it was.");
        var shown = MeetingDay.Shown([day]);
        if (day.Against is not null && form.Confirmed != shown)
        {
            form.Confirmed = shown;
            return new ConfirmFirst();
        }

        return await SaveAsync("supervision.move", $"You meet {coach.Name} on {Words.DateAndTime(row.Date, row.StartsAt)}.");

        Task<Result<Done>> SaveAsync(string command, string message)
        {
            db.Add(change.Next(booked, row));
            return change.SaveAsync(new AuditCommand(command, coach.Id, coach.Pcn.Id), [coach.Id], form, new Done("/supervision", message), path => FactChange.FieldOf(path, ("date", nameof(form.Date)), ("minutes", nameof(form.Minutes))), cancellation);
        }
    }

    private async Task<MeetingDay> DayAsync(SeenCoach coach, ChangeBookingForm form, Guid recordId, CancellationToken cancellation) => (await meetings.ReadAsync(coach, [form.Date!.Value], recordId, cancellation))[0];

    /// <summary>A session that this person booked. Another supervisor's is not there.</summary>
    private async Task<Result<(SeenCoach Coach, SessionVersion Booked)>> FindAsync(Guid recordId, string? coachReference, CancellationToken cancellation)
    {
        var found = await access.FindAsync(coachReference ?? "", Operation.LogSupervision, null, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var coach = found.Value!;
        if (SelfDealing.Forbids(signedIn.Person.Reference, coach.Reference))
            return new ForbiddenError("Nobody books their own supervision. Your supervisor does it.");
        return await db.OwnBookings(signedIn.Person.PersonId).SingleOrDefaultAsync(s => s.CoachId == coach.Id && s.RecordId == recordId, cancellation) is { } booked ? (coach, booked) : new NotFoundError();
    }
}
