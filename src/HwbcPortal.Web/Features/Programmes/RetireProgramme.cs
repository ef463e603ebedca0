using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Programmes;

internal sealed class RetireForm : PortalForm
{
    [Display(Name = "Why?")]
    public string? Reason { get; set; }
}

internal sealed class RetireValidator : AbstractValidator<RetireForm>
{
    public RetireValidator() => RuleFor(f => f.Reason).NotEmpty().WithMessage("Enter why").MaximumLength(500).WithMessage("Why must be 500 characters or fewer");
}

internal sealed record RetirePage(RetireForm Form, Guid RecordId, string Title, bool IsRetired) : IFormPage<RetireForm>;

/// <summary>Takes a programme out of the choices for new records, or offers it again. What was recorded stands, and so do its answers.</summary>
internal sealed class RetireProgramme(HwbcDbContext db, FactChange change, CoachFileReader reader, UkClock clock) : IUseCase
{
    public async Task<Result<RetirePage>> OpenAsync(Guid recordId, RetireForm? form, CancellationToken cancellation)
    {
        var programme = await FindAsync(recordId, cancellation);
        return programme is null ? new NotFoundError() : new RetirePage(form ?? new RetireForm(), recordId, programme.Title, programme.RetiredOn is not null);
    }

    public async Task<Result<Done>> SaveAsync(Guid recordId, RetireForm form, CancellationToken cancellation)
    {
        var before = await FindAsync(recordId, cancellation);
        if (before is null)
            return new NotFoundError();
        var retires = before.RetiredOn is null;
        var row = change.Next(before, new ProgrammeVersion
        {
            ItemId = FactChange.NewItemId("programme"), Title = before.Title, ProviderId = before.ProviderId, Kind = before.Kind, Days = before.Days, Hours = before.Hours, HasAssessment = before.HasAssessment,
            ValidityMonths = before.ValidityMonths, IsSample = before.IsSample, RetiredOn = retires ? clock.Today : null, VersionReason = form.Reason!.Trim(),
        });
        db.Add(row);
        await KeepProgramme.CopyWindowsAsync(db, change, before.Id, row.Id, cancellation);
        var coaches = (await reader.TrainingInAsync(recordId, cancellation)).Select(t => t.CoachId).Distinct().ToList();
        return await change.SaveAsync(new AuditCommand(retires ? "programme.retire" : "programme.offer", Reason: row.VersionReason), coaches, form,
            new Done($"/programmes/{recordId}", retires ? $"{before.Title} is no longer offered. What was recorded stands." : $"{before.Title} is offered again."), _ => nameof(form.Reason), cancellation);
    }

    private Task<ProgrammeVersion?> FindAsync(Guid recordId, CancellationToken cancellation) => db.Programmes.SingleOrDefaultAsync(p => p.RecordId == recordId && p.VoidedOn == null, cancellation);
}
