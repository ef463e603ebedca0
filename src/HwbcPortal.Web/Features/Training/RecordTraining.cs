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
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Training;

/// <summary>A coach's way through a programme, as far as it has come.</summary>
internal sealed class RecordTrainingForm : PortalForm
{
    /// <summary>The version that was looked at; null for a new record.</summary>
    public Guid? Seen { get; set; }

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

    [Display(Name = "The expiry")]
    public bool ExpiryDiffers { get; set; }

    [Display(Name = "If you put something right: why?")]
    public CorrectionReason? Correction { get; set; }

    [Display(Name = "What did you do about it?")]
    public string? Answer { get; set; }
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
        RuleFor(f => f.CompletedOn).NotNull().When(f => f.AssessmentPassedOn is not null).WithMessage("Enter when the course was completed, or leave the assessment empty");
        RuleFor(f => f.Correction).IsInEnum().WithMessage("Select why it is put right");
        RuleFor(f => f.Answer).MaximumLength(2000).WithMessage("What you did about it must be 2,000 characters or fewer");

        void Past(System.Linq.Expressions.Expression<Func<RecordTrainingForm, DateOnly?>> field, string name) =>
            RuleFor(field).Must(d => d is null || d <= clock.Today).WithMessage($"{name} must be today or in the past");
    }
}

/// <summary>A programme to choose from.</summary>
internal sealed record ProgrammeChoice(Guid RecordId, string Title, string Provider, decimal Days, bool HasAssessment, int? ValidityMonths)
{
    public string Words => $"{Title}, {Provider}, {Shared.Words.Days(Days)}{(HasAssessment ? ", with an assessment" : "")}{(ValidityMonths is { } months ? $", certificate for {months} months" : "")}";
}

internal sealed record RecordTrainingPage(RecordTrainingForm Form, TrainingOwner Owner, IReadOnlyList<ProgrammeChoice> Programmes, TrainingVersion? Before) : IFormPage<RecordTrainingForm>
{
    /// <summary>The certificate was returned: whoever takes the record further says what they did about it.</summary>
    public bool WasReturned => Before?.VerificationOutcome == VerificationOutcome.Rejected;
}

/// <summary>
/// Records training, or takes a record further. Every save is a new version that waits for a check: who changes what was
/// verified sends it back to be verified. Who changes what was said before, and does not only add to it, says why.
/// </summary>
internal sealed class RecordTraining(HwbcDbContext db, FactChange change) : IUseCase
{
    public async Task<Result<RecordTrainingPage>> OpenAsync(Result<TrainingOwner> found, Guid? recordId, RecordTrainingForm? form, CancellationToken cancellation)
    {
        if (found.Failure is { } failure)
            return failure;
        var owner = found.Value!;
        var before = await BeforeAsync(owner, recordId, cancellation);
        if (recordId is not null && before is null)
            return new NotFoundError();
        var programmeRecordId = before?.ProgrammeVersion!.RecordId;
        var programmes = await ListProgrammes.Ordered(db.Programmes.AsNoTracking().Where(p => p.VoidedOn == null && (p.RetiredOn == null || p.RecordId == programmeRecordId)))
            .Select(p => new ProgrammeChoice(p.RecordId, p.Title, p.Provider!.Name, p.Days, p.HasAssessment, p.ValidityMonths)).ToListAsync(cancellation);
        return new RecordTrainingPage(form ?? await FormOfAsync(before, cancellation), owner, programmes, before);
    }

    public async Task<Result<Done>> SaveAsync(Result<TrainingOwner> found, Guid? recordId, RecordTrainingForm form, CancellationToken cancellation)
    {
        if (found.Failure is { } failure)
            return failure;
        var owner = found.Value!;
        var before = await BeforeAsync(owner, recordId, cancellation);
        if (recordId is not null && before is null)
            return new NotFoundError();
        if (before is not null && before.Id != form.Seen)
            return new StaleError();
        var programme = await db.Programmes.Where(p => p.RecordId == form.Programme && p.VoidedOn == null).Select(p => new { p.Id, p.Title, p.ValidityMonths }).SingleOrDefaultAsync(cancellation);
        if (programme is null)
            return new RuleError(nameof(form.Programme), "Select the programme");
        if (Expiry(form, programme.ValidityMonths) is { } refusal)
            return refusal;
        if (before is not null && form.Correction is null && IsCorrection(before, form))
            return new RuleError(nameof(form.Correction), "You change what was recorded before. Select why");
        if (before is { VerificationOutcome: VerificationOutcome.Rejected } && string.IsNullOrWhiteSpace(form.Answer))
            return new RuleError(nameof(form.Answer), "The certificate was returned. Say what you did about it: the manager reads it");

        var row = new TrainingVersion
        {
            ItemId = FactChange.NewItemId("training"), CoachId = owner.CoachId, ProgrammeVersionId = programme.Id, EnrolledOn = form.EnrolledOn!.Value,
            BookingReference = string.IsNullOrWhiteSpace(form.BookingReference) ? null : form.BookingReference.Trim(), PlannedStartOn = form.PlannedStartOn, StartedOn = form.StartedOn,
            CompletedOn = form.CompletedOn, AssessmentPassedOn = form.AssessmentPassedOn, WithdrawnOn = form.WithdrawnOn, ExpiresOn = form.ExpiresOn,
            Correction = before is null ? null : form.Correction, VersionReason = before is { VerificationOutcome: VerificationOutcome.Rejected } ? form.Answer!.Trim() : null,
        };
        db.Add(before is null ? change.First(row) : change.Next(before, row));
        var command = new AuditCommand(before is null ? "training.record" : form.Correction is null ? "training.update" : "training.correct", owner.CoachId, owner.PcnId, row.VersionReason);
        var next = form.CompletedOn is null ? "" : " Its certificate is now waiting to be checked.";
        return await change.SaveAsync(command, [owner.CoachId], form, new Done($"{owner.Home}{owner.Query}", $"{programme.Title} is recorded{(owner.IsOwn ? "" : $" for {owner.Name}")}.{next}"),
            path => FactChange.FieldOf(path, ("enrolledOn", nameof(form.EnrolledOn)), ("startedOn", nameof(form.StartedOn)), ("completedOn", nameof(form.CompletedOn)), ("assessmentPassedOn", nameof(form.AssessmentPassedOn))), cancellation);
    }

    /// <summary>The programme says when a certificate expires; another date is asked about, none is filled in.</summary>
    private static RuleError? Expiry(RecordTrainingForm form, int? validityMonths)
    {
        var expected = form.CompletedOn is { } completed && validityMonths is { } months ? completed.AddMonths(months).AddDays(-1) : (DateOnly?)null;
        if (form.CompletedOn is null || form.ExpiryDiffers || form.ExpiresOn == expected)
            return null;
        if (form.ExpiresOn is null)
        {
            form.ExpiresOn = expected;
            return null;
        }

        return new RuleError(nameof(form.ExpiresOn), expected is { } date
            ? $"By the register the certificate expires on {Words.Date(date)}. Enter that date, or tick that the certificate says otherwise"
            : "By the register certificates of this programme do not expire. Leave it empty, or tick that the certificate says otherwise");
    }

    /// <summary>Whether something that was said is said otherwise; what was open and is filled in is a next step.</summary>
    private static bool IsCorrection(TrainingVersion before, RecordTrainingForm form) =>
        before.ProgrammeVersion!.RecordId != form.Programme || before.EnrolledOn != form.EnrolledOn
        || Differs(before.StartedOn, form.StartedOn) || Differs(before.CompletedOn, form.CompletedOn) || Differs(before.AssessmentPassedOn, form.AssessmentPassedOn)
        || Differs(before.WithdrawnOn, form.WithdrawnOn) || Differs(before.ExpiresOn, form.ExpiresOn);

    private static bool Differs(DateOnly? before, DateOnly? after) => before is not null && before != after;

    private async Task<TrainingVersion?> BeforeAsync(TrainingOwner owner, Guid? recordId, CancellationToken cancellation) =>
        recordId is null ? null : await db.Training.Include(t => t.ProgrammeVersion).SingleOrDefaultAsync(t => t.CoachId == owner.CoachId && t.RecordId == recordId && t.VoidedOn == null, cancellation);

    private async Task<RecordTrainingForm> FormOfAsync(TrainingVersion? before, CancellationToken cancellation)
    {
        if (before is null)
            return new RecordTrainingForm();
        var completed = before.CompletedOn;
        if (completed is null)
        {
            // All days were attended: the last of them is the day of completion.
            var length = await db.Programmes.Where(p => p.RecordId == before.ProgrammeVersion!.RecordId && p.VoidedOn == null).Select(p => p.Days).SingleAsync(cancellation);
            var attended = await db.Attendances.Where(a => a.TrainingRecordId == before.RecordId && a.TakenBackUtc == null).Select(a => new { a.On, a.Days }).ToListAsync(cancellation);
            completed = attended.Sum(a => a.Days) >= length ? attended.Max(a => a.On) : null;
        }

        return new RecordTrainingForm
        {
            Seen = before.Id, Programme = before.ProgrammeVersion!.RecordId, EnrolledOn = before.EnrolledOn, BookingReference = before.BookingReference, PlannedStartOn = before.PlannedStartOn, StartedOn = before.StartedOn,
            CompletedOn = completed, AssessmentPassedOn = before.AssessmentPassedOn, WithdrawnOn = before.WithdrawnOn, ExpiresOn = before.ExpiresOn,
        };
    }
}
