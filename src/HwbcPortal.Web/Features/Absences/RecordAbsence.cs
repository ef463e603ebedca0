using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Features.Supervision;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Absences;

internal sealed class AbsenceForm : PortalForm
{
    /// <summary>The version that was looked at; null for a new period.</summary>
    public Guid? Seen { get; set; }

    [Display(Name = "First day away")]
    public DateOnly? From { get; set; }

    [Display(Name = "Last day away (optional)")]
    public DateOnly? To { get; set; }

    [Display(Name = "Why are they away?")]
    public AbsenceReason? Reason { get; set; }

    [Display(Name = "This period was recorded by mistake")]
    public bool Remove { get; set; }

    [Display(Name = "Why is it changed?")]
    public string? Change { get; set; }
}

internal sealed class AbsenceValidator : AbstractValidator<AbsenceForm>
{
    public AbsenceValidator()
    {
        RuleFor(f => f.From).NotNull().WithMessage("Enter the first day away");
        RuleFor(f => f.To).Must((f, to) => to is null || f.From is null || to >= f.From).WithMessage("Last day away must be the first day or later");
        RuleFor(f => f.Reason).NotNull().WithMessage("Select why they are away").IsInEnum().WithMessage("Select why they are away");
        RuleFor(f => f.Change).NotEmpty().When(f => f.Seen is not null).WithMessage("Enter why it is changed").MaximumLength(500).WithMessage("Why it is changed must be 500 characters or fewer");
    }
}

internal sealed record AbsencePage(AbsenceForm Form, SeenCoach Coach, IReadOnlyList<MonthChange>? Changes) : IFormPage<AbsenceForm>;

/// <summary>
/// Records a period away, changes it or takes it back. The clock of supervision stops meanwhile. Where a month that is over says
/// something else by it, that is shown before it is stored: the past is not rewritten in silence.
/// </summary>
internal sealed class RecordAbsence(HwbcDbContext db, CoachAccess access, CoachFileReader reader, FactChange change, UkClock clock) : IUseCase
{
    public async Task<Result<AbsencePage>> OpenAsync(string reference, string? pcn, Guid? recordId, AbsenceForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(reference, pcn, recordId, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (coach, before) = found.Value;
        form ??= before is null ? new AbsenceForm() : new AbsenceForm { Seen = before.Id, From = before.From, To = before.To, Reason = before.Reason };
        return new AbsencePage(form, coach, form.Confirmed is null || form.From is null ? null : await ChangesAsync(coach, before, form, cancellation));
    }

    public async Task<Result<Done>> SaveAsync(string reference, string? pcn, Guid? recordId, AbsenceForm form, CancellationToken cancellation)
    {
        var found = await FindAsync(reference, pcn, recordId, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (coach, before) = found.Value;
        if (before is not null && before.Id != form.Seen)
            return new StaleError();
        var removes = before is not null && form.Remove;
        var others = await db.Absences.Where(a => a.CoachId == coach.Id && a.VoidedOn == null && (before == null || a.RecordId != before.RecordId)).ToListAsync(cancellation);
        if (!removes && others.Find(a => (form.To is null || a.From <= form.To) && (a.To is null || a.To >= form.From)) is { } other)
            return new RuleError(nameof(form.From), $"{Words.Date(other.From)} to {Words.Date(other.To, "an open end")} is recorded already. Change that period instead");
        var shown = $"{form.From:yyyy-MM-dd} {form.To:yyyy-MM-dd} {removes}";
        if (form.Confirmed != shown && (await ChangesAsync(coach, before, form, cancellation)).Count > 0)
        {
            form.Confirmed = shown;
            return new ConfirmFirst();
        }

        if (removes)
        {
            before!.VoidedOn = clock.Today;
        }
        else
        {
            var row = new AbsenceVersion { ItemId = FactChange.NewItemId("absence"), CoachId = coach.Id, From = form.From!.Value, To = form.To, Reason = form.Reason!.Value, VersionReason = before is null ? null : form.Change?.Trim() };
            db.Add(before is null ? change.First(row) : change.Next(before, row));
        }

        return await change.SaveAsync(new AuditCommand(before is null ? "absence.record" : removes ? "absence.remove" : "absence.change", coach.Id, coach.Pcn.Id, before is null ? null : form.Change?.Trim()), [coach.Id], form,
            new Done($"/coaches/{coach.Reference}/supervision?pcn={coach.Pcn.Code}", removes ? "The period is taken back. The history keeps it." : $"Time away of {coach.Name} is recorded {(form.To is { } to ? $"from {Words.Date(form.From!.Value)} to {Words.Date(to)}" : $"from {Words.Date(form.From!.Value)} on")}."),
            path => FactChange.FieldOf(path, ("from", nameof(form.From)), ("to", nameof(form.To))), cancellation);
    }

    /// <summary>The months that are over and would say something else, at each of the coach's PCNs that the reader sees.</summary>
    private async Task<IReadOnlyList<MonthChange>> ChangesAsync(SeenCoach coach, AbsenceVersion? before, AbsenceForm form, CancellationToken cancellation)
    {
        var file = (await reader.ReadAsync(coach.Id, cancellation))!;
        var absences = file.Absences.Where(a => a.Id != before?.ItemId).ToList();
        // The versions before the one that is looked at stay void; without it nothing refers to them.
        if (!form.Remove)
            absences.Add(new Absence { Id = "preview", From = form.From!.Value, To = form.To, Reason = form.Reason ?? AbsenceReason.Other });
        return LedgerImpact.Of(file, file with { Absences = absences }, coach.Pcns, clock.Today).ToList();
    }

    private async Task<Result<(SeenCoach Coach, AbsenceVersion? Before)>> FindAsync(string reference, string? pcn, Guid? recordId, CancellationToken cancellation)
    {
        var coach = await access.FindAsync(reference, Operation.RecordAbsence, pcn, cancellation);
        if (coach.Failure is { } failure)
            return failure;
        if (recordId is null)
            return (coach.Value!, null);
        return await db.Absences.SingleOrDefaultAsync(a => a.CoachId == coach.Value!.Id && a.RecordId == recordId && a.VoidedOn == null, cancellation) is { } before ? (coach.Value!, before) : new NotFoundError();
    }
}
