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
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Programmes;

internal sealed class ProgrammeForm : PortalForm
{
    /// <summary>The version that was looked at; null for a new programme.</summary>
    public Guid? Seen { get; set; }

    [Display(Name = "Title")]
    public string? Title { get; set; }

    [Display(Name = "Provider")]
    public string? Provider { get; set; }

    [Display(Name = "Kind")]
    public ProgrammeKind? Kind { get; set; }

    [Display(Name = "Length in days")]
    public decimal? Days { get; set; }

    [Display(Name = "Taught hours (optional)")]
    public decimal? Hours { get; set; }

    [Display(Name = "Does it end with an assessment?")]
    public bool? HasAssessment { get; set; }

    [Display(Name = "Months for which a certificate holds (optional)")]
    public int? ValidityMonths { get; set; }

    [Display(Name = "Why is it changed?")]
    public string? Reason { get; set; }
}

internal sealed class ProgrammeValidator : AbstractValidator<ProgrammeForm>
{
    public ProgrammeValidator()
    {
        RuleFor(f => f.Title).NotEmpty().WithMessage("Enter the title").MaximumLength(200).WithMessage("Title must be 200 characters or fewer");
        RuleFor(f => f.Provider).NotEmpty().WithMessage("Enter the provider").MaximumLength(200).WithMessage("Provider must be 200 characters or fewer");
        RuleFor(f => f.Kind).NotNull().WithMessage("Select the kind").IsInEnum().WithMessage("Select the kind");
        RuleFor(f => f.Days).NotNull().WithMessage("Enter the length in days").InclusiveBetween(0.5m, 20m).WithMessage("Length in days must be between 0.5 and 20")
            .Must(d => d is null || d * 2 == decimal.Truncate(d.Value * 2)).WithMessage("Length in days must be in whole or half days");
        RuleFor(f => f.Hours).InclusiveBetween(0.5m, 500m).WithMessage("Taught hours must be between 0.5 and 500");
        RuleFor(f => f.HasAssessment).NotNull().WithMessage("Select yes if it ends with an assessment");
        RuleFor(f => f.ValidityMonths).InclusiveBetween(1, 120).WithMessage("Months must be between 1 and 120");
        RuleFor(f => f.Reason).NotEmpty().When(f => f.Seen is not null).WithMessage("Enter why it is changed").MaximumLength(500).WithMessage("Why it is changed must be 500 characters or fewer");
    }
}

internal sealed record ProgrammeFormPage(ProgrammeForm Form, Guid? RecordId, IReadOnlyList<string> Providers, ClearanceImpact? Impact) : IFormPage<ProgrammeForm>;

/// <summary>Adds a programme, or changes what it says: a next version with copies of its windows. Who gains or loses clearance is shown first. A sample under another title and provider is the real programme.</summary>
internal sealed class KeepProgramme(HwbcDbContext db, FactChange change, CoachFileReader reader, ProgrammeImpact impact) : IUseCase
{
    public async Task<Result<ProgrammeFormPage>> OpenAsync(Guid? recordId, ProgrammeForm? form, CancellationToken cancellation)
    {
        var before = recordId is null ? null : await BeforeAsync(recordId.Value, cancellation);
        if (recordId is not null && before is null)
            return new NotFoundError();
        form ??= before is null ? new ProgrammeForm() : new ProgrammeForm
        {
            Seen = before.Id, Title = before.Title, Provider = before.Provider!.Name, Kind = before.Kind, Days = before.Days, Hours = before.Hours, HasAssessment = before.HasAssessment, ValidityMonths = before.ValidityMonths,
        };
        var providers = await db.Providers.OrderBy(p => p.Name).Select(p => p.Name).ToListAsync(cancellation);
        return new ProgrammeFormPage(form, recordId, providers, before is null || form is not { Confirmed: not null, Kind: not null, Days: not null, HasAssessment: not null } ? null : await ImpactAsync(before, form, cancellation));
    }

    public async Task<Result<Done>> SaveAsync(Guid? recordId, ProgrammeForm form, CancellationToken cancellation)
    {
        var before = recordId is null ? null : await BeforeAsync(recordId.Value, cancellation);
        if (recordId is not null && before is null)
            return new NotFoundError();
        if (before is not null && before.Id != form.Seen)
            return new StaleError();
        if (before is not null && form.Confirmed != Shown(form))
        {
            // What decides (kind, days, assessment) can change answers: those are shown before anything is stored.
            var decides = (before.Kind, before.Days, before.HasAssessment) != (form.Kind!.Value, form.Days!.Value, form.HasAssessment!.Value);
            if (decides && await ImpactAsync(before, form, cancellation) is { IsNone: false })
            {
                form.Confirmed = Shown(form);
                return new ConfirmFirst();
            }
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var name = form.Provider!.Trim();
        var provider = await db.Providers.SingleOrDefaultAsync(p => p.Name == name, cancellation);
        if (provider is null)
            db.Add(provider = new Provider { Name = name });
        var row = new ProgrammeVersion
        {
            ItemId = FactChange.NewItemId("programme"), Title = form.Title!.Trim(), ProviderId = provider.Id, Kind = form.Kind!.Value, Days = form.Days!.Value, Hours = form.Hours,
            HasAssessment = form.HasAssessment!.Value, ValidityMonths = form.ValidityMonths, IsSample = before is { IsSample: true } && (before.Title == form.Title!.Trim() || before.Provider!.Name == name), RetiredOn = before?.RetiredOn, VersionReason = before is null ? null : form.Reason?.Trim(),
        };
        db.Add(before is null ? change.First(row) : change.Next(before, row));
        if (before is not null)
            await CopyWindowsAsync(db, change, before.Id, row.Id, cancellation);
        var coaches = before is null ? [] : (await reader.TrainingInAsync(before.RecordId, cancellation)).Select(t => t.CoachId).Distinct().ToList();
        var saved = await change.SaveAsync(new AuditCommand(before is null ? "programme.add" : "programme.change", Reason: row.VersionReason), coaches, form,
            new Done($"/programmes/{row.RecordId}", before is null ? $"{row.Title} is in the register. Add when it was accredited." : $"{row.Title} is changed."), _ => nameof(form.Title), cancellation);
        return await change.CommitAsync(saved, cancellation);
    }

    /// <summary>A new version of a programme has windows of its own: those that stood, with who looked them up.</summary>
    internal static async Task CopyWindowsAsync(HwbcDbContext db, FactChange change, Guid from, Guid to, CancellationToken cancellation)
    {
        foreach (var window in await db.Accreditations.AsNoTracking().Where(a => a.ProgrammeVersionId == from && a.VoidedOn == null).OrderBy(a => a.From).ToListAsync(cancellation))
        {
            db.Add(change.First(new AccreditationVersion
            {
                ItemId = FactChange.NewItemId("accreditation"), ProgrammeVersionId = to, From = window.From, To = window.To, LookedUpOn = window.LookedUpOn, LookedUpById = window.LookedUpById, LookedUpAt = window.LookedUpAt,
            }));
        }
    }

    private Task<ProgrammeVersion?> BeforeAsync(Guid recordId, CancellationToken cancellation) =>
        db.Programmes.Include(p => p.Provider).SingleOrDefaultAsync(p => p.RecordId == recordId && p.VoidedOn == null, cancellation);

    private Task<ClearanceImpact> ImpactAsync(ProgrammeVersion before, ProgrammeForm form, CancellationToken cancellation) =>
        impact.OfAsync(before.RecordId, p => p with { Kind = form.Kind!.Value, Days = form.Days!.Value, HasAssessment = form.HasAssessment!.Value }, cancellation);

    private static string Shown(ProgrammeForm form) => $"{form.Kind} {form.Days:0.0} {form.HasAssessment}";
}
