using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Programmes;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Training;

/// <summary>A coach's way through a programme, as far as it has come.</summary>
internal sealed class RecordTrainingForm : PortalForm
{
    [Display(Name = "Programme")]
    public Guid? Programme { get; set; }

    [Display(Name = "Booked on")]
    public DateOnly? EnrolledOn { get; set; }

    [Display(Name = "Booking reference (optional)")]
    public string? BookingReference { get; set; }

    [Display(Name = "Planned first day (optional)")]
    public DateOnly? PlannedStartOn { get; set; }

    [Display(Name = "Started on")]
    public DateOnly? StartedOn { get; set; }

    [Display(Name = "Completed on")]
    public DateOnly? CompletedOn { get; set; }

    [Display(Name = "Assessment passed on")]
    public DateOnly? AssessmentPassedOn { get; set; }

    [Display(Name = "Withdrew on")]
    public DateOnly? WithdrawnOn { get; set; }

    [Display(Name = "Certificate expires on (optional)")]
    public DateOnly? ExpiresOn { get; set; }
}

internal sealed class RecordTrainingValidator : AbstractValidator<RecordTrainingForm>
{
    public RecordTrainingValidator(UkClock clock)
    {
        RuleFor(f => f.Programme).NotNull().WithMessage("Select the programme");
        RuleFor(f => f.EnrolledOn).NotNull().WithMessage("Enter the date of booking. If it is not known, enter the first day of the course");
        RuleFor(f => f.BookingReference).MaximumLength(200).WithMessage("Booking reference must be 200 characters or fewer");
        Past(f => f.EnrolledOn, "Booked on");
        Past(f => f.StartedOn, "Started on");
        Past(f => f.CompletedOn, "Completed on");
        Past(f => f.AssessmentPassedOn, "Assessment passed on");
        Past(f => f.WithdrawnOn, "Withdrew on");

        void Past(System.Linq.Expressions.Expression<Func<RecordTrainingForm, DateOnly?>> field, string name) =>
            RuleFor(field).Must(d => d is null || d <= clock.Today).WithMessage($"{name} must be today or in the past");
    }
}

/// <summary>A programme to choose from.</summary>
internal sealed record ProgrammeChoice(Guid RecordId, string Title, string Provider, decimal Days, bool HasAssessment, bool IsSample);

internal sealed record RecordTrainingPage(RecordTrainingForm Form, SeenCoach Coach, IReadOnlyList<ProgrammeChoice> Programmes, bool IsUpdate, bool WasVerified) : IFormPage<RecordTrainingForm>;

/// <summary>
/// Records training, or takes a record further. Every save is a new version that waits for a check: who changes what was
/// verified sends it back to be verified.
/// </summary>
internal sealed class RecordTraining(HwbcDbContext db, CoachAccess access, FactChange change) : IUseCase
{
    public async Task<Result<RecordTrainingPage>> OpenAsync(string reference, string? pcn, Guid? recordId, RecordTrainingForm? form, CancellationToken cancellation)
    {
        var coach = await access.FindAsync(reference, Operation.RecordTraining, pcn, cancellation);
        if (coach.Failure is { } failure)
            return failure;
        var before = await BeforeAsync(coach.Value!.Id, recordId, cancellation);
        if (recordId is not null && before is null)
            return new NotFoundError();
        var programmeRecordId = before is null ? Guid.Empty : await db.Programmes.Where(p => p.Id == before.ProgrammeVersionId).Select(p => p.RecordId).SingleAsync(cancellation);
        var programmes = await ListProgrammes.Ordered(db.Programmes.AsNoTracking().Where(p => p.VoidedOn == null && (p.RetiredOn == null || p.RecordId == programmeRecordId)))
            .Select(p => new ProgrammeChoice(p.RecordId, p.Title, p.Provider!.Name, p.Days, p.HasAssessment, p.IsSample)).ToListAsync(cancellation);
        return new RecordTrainingPage(form ?? FormOf(before, programmeRecordId), coach.Value, programmes, recordId is not null, before?.VerificationOutcome is VerificationOutcome.Verified);
    }

    public async Task<Result<Done>> SaveAsync(string reference, string? pcn, Guid? recordId, RecordTrainingForm form, CancellationToken cancellation)
    {
        var found = await access.FindAsync(reference, Operation.RecordTraining, pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var coach = found.Value!;
        var before = await BeforeAsync(coach.Id, recordId, cancellation);
        if (recordId is not null && before is null)
            return new StaleError();
        var programme = await db.Programmes.Where(p => p.RecordId == form.Programme && p.VoidedOn == null).Select(p => new { p.Id, p.Title, p.HasAssessment }).SingleOrDefaultAsync(cancellation);
        if (programme is null)
            return new RuleError(nameof(form.Programme), "Select the programme");
        if (form.AssessmentPassedOn is not null && form.CompletedOn is null)
            return new RuleError(nameof(form.CompletedOn), "Enter when the course was completed, or leave the assessment empty");

        var row = new TrainingVersion
        {
            ItemId = FactChange.NewItemId("training"), CoachId = coach.Id, ProgrammeVersionId = programme.Id, EnrolledOn = form.EnrolledOn!.Value,
            BookingReference = string.IsNullOrWhiteSpace(form.BookingReference) ? null : form.BookingReference.Trim(), PlannedStartOn = form.PlannedStartOn, StartedOn = form.StartedOn,
            CompletedOn = form.CompletedOn, AssessmentPassedOn = form.AssessmentPassedOn, WithdrawnOn = form.WithdrawnOn, ExpiresOn = form.ExpiresOn,
        };
        db.Add(before is null ? change.First(row) : change.Next(before, row));
        var next = form.CompletedOn is null ? "" : " Its certificate is now waiting to be checked.";
        return await change.SaveAsync(new AuditCommand(before is null ? "training.record" : "training.update", coach.Id, coach.Pcn.Id), [coach.Id], form,
            new Done($"/coaches/{coach.Reference}/training?pcn={coach.Pcn.Code}", $"{programme.Title} is recorded for {coach.Name}.{next}"),
            path => FactChange.FieldOf(path, ("enrolledOn", nameof(form.EnrolledOn)), ("startedOn", nameof(form.StartedOn)), ("completedOn", nameof(form.CompletedOn)), ("assessmentPassedOn", nameof(form.AssessmentPassedOn))), cancellation);
    }

    private async Task<TrainingVersion?> BeforeAsync(Guid coachId, Guid? recordId, CancellationToken cancellation) =>
        recordId is null ? null : await db.Training.SingleOrDefaultAsync(t => t.CoachId == coachId && t.RecordId == recordId && t.VoidedOn == null, cancellation);

    private static RecordTrainingForm FormOf(TrainingVersion? before, Guid programmeRecordId) => before is null ? new RecordTrainingForm() : new RecordTrainingForm
    {
        Programme = programmeRecordId, EnrolledOn = before.EnrolledOn, BookingReference = before.BookingReference, PlannedStartOn = before.PlannedStartOn, StartedOn = before.StartedOn,
        CompletedOn = before.CompletedOn, AssessmentPassedOn = before.AssessmentPassedOn, WithdrawnOn = before.WithdrawnOn, ExpiresOn = before.ExpiresOn,
    };
}
