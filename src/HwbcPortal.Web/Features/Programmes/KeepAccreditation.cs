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
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Programmes;

internal sealed class AccreditationForm : PortalForm
{
    /// <summary>The version that was looked at; null for a new window.</summary>
    public Guid? Seen { get; set; }

    [Display(Name = "Accredited from")]
    public DateOnly? From { get; set; }

    [Display(Name = "Accredited until (optional)")]
    public DateOnly? To { get; set; }

    [Display(Name = "When did you look it up?")]
    public DateOnly? LookedUpOn { get; set; }

    [Display(Name = "Where did you look it up?")]
    public string? LookedUpAt { get; set; }

    [Display(Name = "Why is it changed?")]
    public string? Reason { get; set; }

    [Display(Name = "This window was entered by mistake")]
    public bool Withdraw { get; set; }
}

internal sealed class AccreditationValidator : AbstractValidator<AccreditationForm>
{
    public AccreditationValidator(UkClock clock)
    {
        RuleFor(f => f.From).NotNull().WithMessage("Enter the first day of the accreditation");
        RuleFor(f => f.To).Must((f, to) => to is null || f.From is null || to >= f.From).WithMessage("Accredited until must be the first day or later");
        RuleFor(f => f.LookedUpOn).NotNull().WithMessage("Enter when you looked it up").Must(d => d is null || d <= clock.Today).WithMessage("When you looked it up must be today or in the past");
        RuleFor(f => f.LookedUpAt).NotEmpty().WithMessage("Enter where you looked it up").MaximumLength(500).WithMessage("Where you looked it up must be 500 characters or fewer");
        RuleFor(f => f.Reason).NotEmpty().When(f => f.Seen is not null).WithMessage("Enter why it is changed").MaximumLength(500).WithMessage("Why it is changed must be 500 characters or fewer");
    }
}

internal sealed record AccreditationPage(AccreditationForm Form, Guid RecordId, Guid? WindowId, string Title, ClearanceImpact? Impact) : IFormPage<AccreditationForm>;

/// <summary>Adds a window of accreditation, changes one or takes one back. Who gains or loses clearance is always shown before it is stored.</summary>
internal sealed class KeepAccreditation(HwbcDbContext db, FactChange change, CoachFileReader reader, ProgrammeImpact impact, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<AccreditationPage>> OpenAsync(Guid recordId, Guid? windowId, AccreditationForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(recordId, windowId, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (programme, before) = found.Value;
        form ??= before is null ? new AccreditationForm { LookedUpOn = clock.Today } : new AccreditationForm { Seen = before.Id, From = before.From, To = before.To, LookedUpOn = clock.Today, LookedUpAt = before.LookedUpAt };
        return new AccreditationPage(form, recordId, windowId, programme.Title, form.Confirmed is null || form.From is null ? null : await ImpactAsync(programme, before, form, cancellation));
    }

    public async Task<Result<Done>> SaveAsync(Guid recordId, Guid? windowId, AccreditationForm form, CancellationToken cancellation)
    {
        var found = await FindAsync(recordId, windowId, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (programme, before) = found.Value;
        if (before is not null && before.Id != form.Seen)
            return new StaleError();
        if (form.Confirmed != Shown(form))
        {
            form.Confirmed = Shown(form);
            return new ConfirmFirst();
        }

        if (before is not null && form.Withdraw)
        {
            before.VoidedOn = clock.Today;
        }
        else
        {
            var row = new AccreditationVersion
            {
                ItemId = FactChange.NewItemId("accreditation"), ProgrammeVersionId = programme.Id, From = form.From!.Value, To = form.To, LookedUpOn = form.LookedUpOn, LookedUpById = signedIn.Person.PersonId,
                LookedUpAt = form.LookedUpAt!.Trim(), VersionReason = before is null ? null : form.Reason?.Trim(),
            };
            db.Add(before is null ? change.First(row) : change.Next(before, row));
        }

        var coaches = (await reader.TrainingInAsync(recordId, cancellation)).Select(t => t.CoachId).Distinct().ToList();
        var command = before is null ? "accreditation.add" : form.Withdraw ? "accreditation.withdraw" : "accreditation.change";
        return await change.SaveAsync(new AuditCommand(command, Reason: before is null ? null : form.Reason?.Trim()), coaches, form, new Done($"/programmes/{recordId}", $"The accreditation of {programme.Title} is recorded."), _ => nameof(form.From), cancellation);
    }

    private async Task<Result<(ProgrammeVersion Programme, AccreditationVersion? Before)>> FindAsync(Guid recordId, Guid? windowId, CancellationToken cancellation)
    {
        var programme = await db.Programmes.SingleOrDefaultAsync(p => p.RecordId == recordId && p.VoidedOn == null, cancellation);
        var window = windowId is null || programme is null ? null : await db.Accreditations.SingleOrDefaultAsync(a => a.ProgrammeVersionId == programme.Id && a.RecordId == windowId && a.VoidedOn == null, cancellation);
        if (programme is null || (windowId is not null && window is null))
            return new NotFoundError();
        // The demo's samples came with windows, for coaches who are fictional too. A sample without one gets none: it would clear real people.
        return programme.IsSample && window is null && !await db.Accreditations.AnyAsync(a => a.ProgrammeVersionId == programme.Id, cancellation)
            ? new ForbiddenError("A sample has no accreditation. Add the real programme to the register, or change this one into it: give it the real title and provider.") : (programme, window);
    }

    private async Task<ClearanceImpact> ImpactAsync(ProgrammeVersion programme, AccreditationVersion? before, AccreditationForm form, CancellationToken cancellation)
    {
        var windows = (await db.Accreditations.AsNoTracking().Where(a => a.ProgrammeVersionId == programme.Id && a.VoidedOn == null).ToListAsync(cancellation)).Where(a => a.RecordId != before?.RecordId).Select(a => (a.From, a.To)).ToList();
        if (!form.Withdraw)
            windows.Add((form.From!.Value, form.To));
        return await impact.OfAsync(programme.RecordId, p => p with { Accreditations = windows.Select((w, i) => new Accreditation { Id = $"preview-{i}", From = w.From, To = w.To }).ToList() }, cancellation);
    }

    private static string Shown(AccreditationForm form) => form.Withdraw ? "withdrawn" : $"{form.From:yyyy-MM-dd} {form.To:yyyy-MM-dd}";
}
