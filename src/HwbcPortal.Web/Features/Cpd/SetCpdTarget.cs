using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Cpd;

internal sealed class CpdTargetForm : PortalForm
{
    /// <summary>The version that was looked at.</summary>
    public Guid Seen { get; set; }

    [Display(Name = "Do you name hours?")]
    public bool? Names { get; set; }

    [Display(Name = "Hours in a year from April")]
    public decimal? Hours { get; set; }
}

internal sealed class CpdTargetValidator : AbstractValidator<CpdTargetForm>
{
    public CpdTargetValidator()
    {
        RuleFor(f => f.Names).NotNull().WithMessage("Select yes if you name hours");
        RuleFor(f => f.Hours).NotNull().When(f => f.Names == true).WithMessage("Enter the hours").InclusiveBetween(1, 500).WithMessage("Hours must be between 1 and 500");
    }
}

internal sealed record CpdTargetPage(CpdTargetForm Form, PcnName Pcn) : IFormPage<CpdTargetForm>;

/// <summary>The hours of development that a PCN hopes for. They are a hope: no rule asks for them, and nobody's clearance depends on them.</summary>
internal sealed class SetCpdTarget(HwbcDbContext db, FactChange change, SignedIn signedIn) : IUseCase
{
    public async Task<Result<CpdTargetPage>> OpenAsync(string? pcn, CpdTargetForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(pcn, cancellation);
        return found.Failure is { } failure ? failure : new CpdTargetPage(form ?? new CpdTargetForm { Seen = found.Value!.Version, Names = found.Value.CpdHoursAYear is null ? null : true, Hours = found.Value.CpdHoursAYear }, new PcnName(found.Value!.Id, found.Value.Code, found.Value.Name));
    }

    public async Task<Result<Done>> SaveAsync(string? pcn, CpdTargetForm form, CancellationToken cancellation)
    {
        var found = await FindAsync(pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var row = found.Value!;
        if (row.Version != form.Seen)
            return new StaleError();
        (row.CpdHoursAYear, row.Version) = (form.Names == true ? form.Hours : null, Guid.NewGuid());
        return await change.SaveAsync(new AuditCommand("pcn.cpd-target", PcnId: row.Id), [], form,
            new Done($"/training/subjects?pcn={row.Code}", row.CpdHoursAYear is { } hours ? $"{row.Name} hopes for {Words.Hours(hours)} a year." : $"{row.Name} names no hours of development."), _ => nameof(form.Hours), cancellation);
    }

    private async Task<Result<Data.Entities.Pcn>> FindAsync(string? code, CancellationToken cancellation)
    {
        var pcn = signedIn.Person.Pcns.FirstOrDefault(p => p.Code == code && signedIn.Person.MayAt(Operation.KeepSubjects, p.Id));
        return pcn is null ? new NotFoundError() : await db.Pcns.SingleAsync(p => p.Id == pcn.Id, cancellation);
    }
}
