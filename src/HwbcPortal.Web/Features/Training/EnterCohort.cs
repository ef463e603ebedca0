using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Programmes;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Training;

internal sealed class CohortForm : PortalForm
{
    [Display(Name = "Programme")]
    public Guid? Programme { get; set; }

    [Display(Name = "Booked on")]
    public DateOnly? EnrolledOn { get; set; }

    [Display(Name = "Planned first day (optional)")]
    public DateOnly? PlannedStartOn { get; set; }

    [Display(Name = "Started on (optional)")]
    public DateOnly? StartedOn { get; set; }

    [Display(Name = "Completed on (optional)")]
    public DateOnly? CompletedOn { get; set; }

    [Display(Name = "Coaches, one a line")]
    public string? Lines { get; set; }

    [Display(Name = "Or a CSV file of them")]
    public IFormFile? File { get; set; }
}

internal sealed class CohortValidator : AbstractValidator<CohortForm>
{
    public const int MostBytes = 100 * 1024;

    public CohortValidator(UkClock clock)
    {
        RuleFor(f => f.Programme).NotNull().WithMessage("Select the programme");
        RuleFor(f => f.EnrolledOn).NotNull().WithMessage("Enter the date of booking").Must(Past).WithMessage("Booked on must be today or in the past");
        RuleFor(f => f.StartedOn).Must(Past).WithMessage("Started on must be today or in the past");
        RuleFor(f => f.CompletedOn).Must(Past).WithMessage("Completed on must be today or in the past");
        RuleFor(f => f.Lines).NotEmpty().When(f => f.File is null).WithMessage("Enter the coaches, one a line, or choose a file").MaximumLength(MostBytes).WithMessage("The list must be 100 KB or smaller");
        RuleFor(f => f.File).Must(f => f is null || f.Length is > 0 and <= MostBytes).WithMessage("The file must not be empty, and 100 KB or smaller");

        bool Past(DateOnly? date) => date is null || date <= clock.Today;
    }
}

/// <summary>What becomes of a line: a new record, the next step of one, nothing, or why not.</summary>
internal enum CohortEffect
{
    Refused,
    New,
    Further,
    Unchanged,
}

internal sealed record CohortRow(CohortLine Line, string? Name, string? Reference, CohortEffect Effect, string Sentence);

internal sealed record CohortPage(CohortForm Form, IReadOnlyList<ProgrammeChoice> Programmes, IReadOnlyList<CohortRow>? Rows) : IFormPage<CohortForm>
{
    public int Of(CohortEffect effect) => Rows?.Count(r => r.Effect == effect) ?? 0;
}

/// <summary>
/// The same training for many coaches. What would become of each line is shown first; nothing is stored until it is confirmed, and
/// a list that was stored before changes nothing.
/// </summary>
internal sealed class EnterCohort(HwbcDbContext db, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<CohortPage>> OpenAsync(CohortForm? form, CancellationToken cancellation)
    {
        var programmes = await ListProgrammes.Ordered(db.Programmes.AsNoTracking().Where(p => p.VoidedOn == null && p.RetiredOn == null))
            .Select(p => new ProgrammeChoice(p.RecordId, p.Title, p.Provider!.Name, p.Days, p.HasAssessment, p.ValidityMonths)).ToListAsync(cancellation);
        var plan = form is { Programme: not null, EnrolledOn: not null, Lines: not null } ? await PlanAsync(form, cancellation) : null;
        return new CohortPage(form ?? new CohortForm(), programmes, plan?.ConvertAll(p => p.Row));
    }

    public async Task<Result<Done>> SaveAsync(CohortForm form, CancellationToken cancellation)
    {
        if (form.File is { } file)
        {
            using var reader = new StreamReader(file.OpenReadStream(), Encoding.UTF8);
            form.Lines = await reader.ReadToEndAsync(cancellation);
            form.File = null;
        }

        if (!await db.Programmes.AnyAsync(p => p.RecordId == form.Programme && p.VoidedOn == null && p.RetiredOn == null, cancellation))
            return new RuleError(nameof(form.Programme), "Select the programme");
        var plan = await PlanAsync(form, cancellation);
        if (plan.Count is 0 or > CohortLines.Most)
            return new RuleError(nameof(form.Lines), plan.Count == 0 ? "Enter the coaches, one a line" : $"Enter {CohortLines.Most} coaches or fewer at a time");
        var refused = plan.Count(p => p.Row.Effect == CohortEffect.Refused);
        if (refused > 0)
            return new RuleError(nameof(form.Lines), $"{Words.Count(refused, "line cannot", "lines cannot")} be stored. Put them right below, or take them out");
        var shown = Shown(form, plan);
        if (form.Confirmed != shown)
        {
            form.Confirmed = shown;
            return new ConfirmFirst();
        }

        return await StoreAsync(form, plan.FindAll(p => p.Version is not null), cancellation);
    }

    private async Task<Result<Done>> StoreAsync(CohortForm form, List<Planned> changes, CancellationToken cancellation)
    {
        var done = new Done("/training/cohorts", changes.Count == 0 ? "Nothing had changed: all of it was recorded before." : $"{Words.Count(changes.Count, "training record is", "training records are")} stored. Those that are complete wait to be checked.");
        return await change.SaveEachAsync(changes, planned =>
        {
            db.Add(planned.Before is null ? change.First(planned.Version!) : change.Next(planned.Before, planned.Version!));
            return new AuditCommand("training.cohort", planned.Version!.CoachId);
        }, form, done, (planned, sentence) => new RuleError(nameof(form.Lines), $"Line {planned.Row.Line.Number}: {sentence}"), cancellation);
    }

    private async Task<List<Planned>> PlanAsync(CohortForm form, CancellationToken cancellation)
    {
        var lines = CohortLines.Read(form.Lines!);
        if (lines.Count > CohortLines.Most)
            return lines.Select(l => new Planned(new CohortRow(l, null, null, CohortEffect.Refused, "The list is too long"), null, null)).ToList();
        var today = signedIn.Person.Today;
        var pcnIds = signedIn.Person.Pcns.Where(p => signedIn.Person.MayAt(Operation.EnterCohorts, p.Id)).Select(p => p.Id).ToList();
        var coaches = await db.Coaches.AsNoTracking().Where(c => c.Posts.Any(p => p.VoidedOn == null && pcnIds.Contains(p.PcnId) && (p.EndDate == null || p.EndDate >= today)))
            .Select(c => new Known(c.Id, c.Person!.Reference, c.Person.Name, c.WorkEmail)).ToListAsync(cancellation);
        var programme = await db.Programmes.AsNoTracking().Where(p => p.RecordId == form.Programme && p.VoidedOn == null).Select(p => new { p.Id, p.ValidityMonths, p.HasAssessment }).SingleOrDefaultAsync(cancellation);
        var before = (await db.Training.Where(t => t.VoidedOn == null && t.ProgrammeVersion!.RecordId == form.Programme).ToListAsync(cancellation)).ToLookup(t => t.CoachId);
        var seen = new HashSet<Guid>();
        return lines.Select(line =>
        {
            Planned Refused(string why, Known? coach = null) => new(new CohortRow(line, coach?.Name, coach?.Reference, CohortEffect.Refused, why), null, null);
            if (line.Fault is { } fault)
                return Refused(fault);
            var fits = coaches.FindAll(c => c.Is(line.Who));
            if (fits.Count != 1)
                return Refused(fits.Count == 0 ? "No coach at your PCNs has this reference, email or name" : "Several coaches have this name: write the reference");
            var coach = fits[0];
            if (!seen.Add(coach.Id))
                return Refused("This coach stands in the list twice", coach);
            var row = new TrainingVersion
            {
                ItemId = FactChange.NewItemId("training"), CoachId = coach.Id, ProgrammeVersionId = programme!.Id, EnrolledOn = form.EnrolledOn!.Value, BookingReference = line.BookingReference, PlannedStartOn = form.PlannedStartOn,
                StartedOn = line.StartedOn ?? form.StartedOn, CompletedOn = line.CompletedOn ?? form.CompletedOn, AssessmentPassedOn = line.AssessmentPassedOn,
            };
            row.ExpiresOn = row.CompletedOn is { } completed && programme.ValidityMonths is { } months ? completed.AddMonths(months).AddDays(-1) : null;
            if (Fault(row, programme.HasAssessment) is { } wrong)
                return Refused(wrong, coach);
            var stored = before[coach.Id].FirstOrDefault(t => t.EnrolledOn == row.EnrolledOn);
            if (stored is null)
                return new Planned(new CohortRow(line, coach.Name, coach.Reference, CohortEffect.New, "A new record"), null, row);
            if (Same(stored, row))
                return new Planned(new CohortRow(line, coach.Name, coach.Reference, CohortEffect.Unchanged, "Recorded before: nothing changes"), null, null);
            return Adds(stored, row) ? new Planned(new CohortRow(line, coach.Name, coach.Reference, CohortEffect.Further, "The record is taken further"), stored, row)
                : Refused("Other dates are recorded for this booking: put the record itself right", coach);
        }).ToList();
    }

    private string? Fault(TrainingVersion row, bool hasAssessment)
    {
        if (new[] { row.StartedOn, row.CompletedOn, row.AssessmentPassedOn }.Any(d => d > clock.Today))
            return "A date is in the future";
        if (row.StartedOn < row.EnrolledOn || row.CompletedOn < (row.StartedOn ?? row.EnrolledOn) || row.AssessmentPassedOn < row.CompletedOn)
            return "The dates do not follow each other: booked, started, completed, assessment passed";
        if (row.AssessmentPassedOn is not null && (row.CompletedOn is null || !hasAssessment))
            return row.CompletedOn is null ? "An assessment is passed after the course is complete: write when it was" : "This programme has no assessment";
        return null;
    }

    private static bool Same(TrainingVersion stored, TrainingVersion row) =>
        (stored.StartedOn, stored.CompletedOn, stored.AssessmentPassedOn) == (row.StartedOn, row.CompletedOn, row.AssessmentPassedOn) && (row.BookingReference is null || stored.BookingReference == row.BookingReference);

    /// <summary>Whether a line only adds to what is recorded, and nobody has checked it yet.</summary>
    private static bool Adds(TrainingVersion stored, TrainingVersion row)
    {
        static bool Keeps(DateOnly? before, DateOnly? after) => before is null || before == after;
        if (stored.VerificationOutcome is not null || stored.WithdrawnOn is not null || !Keeps(stored.StartedOn, row.StartedOn) || !Keeps(stored.CompletedOn, row.CompletedOn) || !Keeps(stored.AssessmentPassedOn, row.AssessmentPassedOn))
            return false;
        row.BookingReference ??= stored.BookingReference;
        row.PlannedStartOn ??= stored.PlannedStartOn;
        row.ExpiresOn ??= stored.ExpiresOn;
        return true;
    }

    private static string Shown(CohortForm form, List<Planned> plan) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{form.Programme} {form.EnrolledOn} {form.PlannedStartOn} {form.StartedOn} {form.CompletedOn}\n{string.Join('\n', plan.Select(p => $"{p.Row.Reference} {p.Row.Effect} {p.Row.Line}"))}")));

    private sealed record Planned(CohortRow Row, TrainingVersion? Before, TrainingVersion? Version);

    private sealed record Known(Guid Id, string Reference, string Name, string? WorkEmail)
    {
        public bool Is(string written) => string.Equals(Reference, written, StringComparison.OrdinalIgnoreCase) || string.Equals(Name, written, StringComparison.OrdinalIgnoreCase) || string.Equals(WorkEmail, written, StringComparison.OrdinalIgnoreCase);
    }
}
