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

namespace HwbcPortal.Web.Features.Training;

internal sealed class AttendanceForm : PortalForm
{
    [Display(Name = "Day attended")]
    public DateOnly? On { get; set; }

    [Display(Name = "How much of it?")]
    public decimal? Days { get; set; } = 1;

    /// <summary>A day to take back instead of one to add.</summary>
    public Guid? TakeBack { get; set; }
}

internal sealed class AttendanceValidator : AbstractValidator<AttendanceForm>
{
    public AttendanceValidator(UkClock clock)
    {
        When(f => f.TakeBack is null, () =>
        {
            RuleFor(f => f.On).NotNull().WithMessage("Enter the day").Must(d => d is null || d <= clock.Today).WithMessage("The day must be today or in the past");
            RuleFor(f => f.Days).NotNull().WithMessage("Select how much of the day").Must(d => d is null or 0.5m or 1m).WithMessage("Select a whole day or half a day");
        });
    }
}

internal sealed record AttendanceRow(Guid Id, DateOnly On, decimal Days);

internal sealed record AttendancePage(AttendanceForm Form, TrainingOwner Owner, Guid RecordId, string Title, decimal Length, IReadOnlyList<AttendanceRow> Days) : IFormPage<AttendanceForm>
{
    public decimal Attended => Days.Sum(d => d.Days);
}

/// <summary>Records the days of a course one by one, until they add up to its length. The first one is its start.</summary>
internal sealed class RecordAttendance(HwbcDbContext db, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<AttendancePage>> OpenAsync(Result<TrainingOwner> owner, Guid recordId, AttendanceForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(owner, recordId, cancellation);
        return found.Failure is { } failure ? failure : new AttendancePage(form ?? new AttendanceForm(), owner.Value!, recordId, found.Value.Title, found.Value.Length, await DaysAsync(recordId, cancellation));
    }

    public async Task<Result<Done>> SaveAsync(Result<TrainingOwner> owner, Guid recordId, AttendanceForm form, CancellationToken cancellation)
    {
        var found = await FindAsync(owner, recordId, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (training, title, length) = found.Value;
        var days = await DaysAsync(recordId, cancellation);
        var done = days.Sum(d => d.Days);
        if (form.TakeBack is { } id)
        {
            if (await db.Attendances.SingleOrDefaultAsync(a => a.Id == id && a.TrainingRecordId == recordId && a.TakenBackUtc == null, cancellation) is not { } attendance)
                return new NotFoundError();
            attendance.TakenBackUtc = clock.UtcNow;
            return await SavedAsync(owner.Value!, "training.attendance.take-back", recordId, form, $"{Words.Date(attendance.On)} is taken back.", done - attendance.Days, length, cancellation);
        }

        var on = form.On!.Value;
        if (training.StartedOn is { } started && on < started)
            return new RuleError(nameof(form.On), $"The day must be {Words.Date(started)}, the first day, or later");
        if (on < training.EnrolledOn)
            return new RuleError(nameof(form.On), $"The day must be {Words.Date(training.EnrolledOn)}, when it was booked, or later");
        if (days.Where(d => d.On == on).Sum(d => d.Days) + form.Days > 1)
            return new RuleError(nameof(form.On), $"{Words.Date(on)} is recorded already");
        if (done + form.Days > length)
            return new RuleError(nameof(form.Days), $"{Words.Days(done)} of {Words.Days(length)} are done: this would be more than the course has");
        db.Add(new TrainingAttendance { CoachId = training.CoachId, TrainingRecordId = recordId, On = on, Days = form.Days!.Value, RecordedById = signedIn.Person.PersonId, RecordedUtc = clock.UtcNow });
        if (training.StartedOn is null)
        {
            var row = training.Unchecked(FactChange.NewItemId("training"));
            row.StartedOn = on;
            db.Add(change.Next(training, row));
        }

        return await SavedAsync(owner.Value!, "training.attendance", recordId, form, $"{Words.Date(on)} is recorded for {title}.", done + form.Days!.Value, length, cancellation);
    }

    private Task<Result<Done>> SavedAsync(TrainingOwner owner, string command, Guid recordId, AttendanceForm form, string said, decimal done, decimal length, CancellationToken cancellation)
    {
        var all = done >= length;
        return change.SaveAsync(new AuditCommand(command, owner.CoachId, owner.PcnId), [owner.CoachId], form,
            new Done(all ? $"{owner.Home}{owner.Query}" : $"{owner.Home}/{recordId}/attendances{owner.Query}", $"{said} {Words.Days(done)} of {Words.Days(length)} done{(all ? ": record the completion next" : "")}."), _ => nameof(form.On), cancellation);
    }

    private async Task<IReadOnlyList<AttendanceRow>> DaysAsync(Guid recordId, CancellationToken cancellation) =>
        await db.Attendances.AsNoTracking().Where(a => a.TrainingRecordId == recordId && a.TakenBackUtc == null).OrderBy(a => a.On).ThenBy(a => a.Id).Select(a => new AttendanceRow(a.Id, a.On, a.Days)).ToListAsync(cancellation);

    private async Task<Result<(TrainingVersion Training, string Title, decimal Length)>> FindAsync(Result<TrainingOwner> owner, Guid recordId, CancellationToken cancellation)
    {
        if (owner.Failure is { } failure)
            return failure;
        var coachId = owner.Value!.CoachId;
        var training = await db.Training.SingleOrDefaultAsync(t => t.CoachId == coachId && t.RecordId == recordId && t.VoidedOn == null, cancellation);
        if (training is null)
            return new NotFoundError();
        if (training.CompletedOn is not null || training.WithdrawnOn is not null)
            return new ForbiddenError("This course is complete or was left: its days stand. To put something right, update the record.");
        var programme = await db.Programmes.Where(p => p.VoidedOn == null && db.Programmes.Any(n => n.Id == training.ProgrammeVersionId && n.RecordId == p.RecordId)).Select(p => new { p.Title, p.Days }).SingleAsync(cancellation);
        return (training, programme.Title, programme.Days);
    }
}
