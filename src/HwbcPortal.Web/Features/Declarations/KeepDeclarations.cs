using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Audit;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Declarations;

internal sealed class VoidForm : PortalForm
{
    [Display(Name = "Why is it voided?")]
    public string? Reason { get; set; }
}

internal sealed class VoidValidator : AbstractValidator<VoidForm>
{
    public VoidValidator() => RuleFor(f => f.Reason).NotEmpty().WithMessage("Enter why it is voided: it stays with the declaration").MaximumLength(500).WithMessage("Why it is voided must be 500 characters or fewer").HasNoNhsNumber();
}

/// <summary>A declaration as it was signed.</summary>
internal sealed record FrozenPage(Declaration Declaration, string Pcn, string PcnCode, string? VoidedBy, DeclarationContent Content, bool MayVoid, RecordHistory History);

internal sealed record VoidPage(VoidForm Form, Declaration Declaration, string Pcn, int Coaches, bool IsOver) : IFormPage<VoidForm>;

/// <summary>Declarations that were signed: to read and print as they were, and to void with a reason.</summary>
internal sealed class KeepDeclarations(HwbcDbContext db, FactChange change, ReadHistory history, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<FrozenPage>> ReadAsync(Guid id, CancellationToken cancellation)
    {
        var found = await db.Declarations.AsNoTracking().Where(d => d.Id == id).Select(d => new { Row = d, Pcn = db.Pcns.First(p => p.Id == d.PcnId), VoidedBy = d.VoidedBy!.Name }).SingleOrDefaultAsync(cancellation);
        if (found is null || !signedIn.Person.MayAt(Operation.ReadCoach, found.Pcn.Id))
            return new NotFoundError();
        return new FrozenPage(found.Row, found.Pcn.Name, found.Pcn.Code, found.VoidedBy, DeclarationContent.Read(found.Row.ContentJson), found.Row.VoidedUtc is null && signedIn.Person.MayAt(Operation.Declare, found.Pcn.Id),
            await history.OfAsync([nameof(Declaration)], [id], null, $"/audit?pcn={found.Pcn.Code}", cancellation));
    }

    public async Task<Result<VoidPage>> OpenAsync(Guid id, VoidForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(id, cancellation);
        return found.Failure is { } failure ? failure
            : new VoidPage(form ?? new VoidForm(), found.Value!, await db.Pcns.Where(p => p.Id == found.Value!.PcnId).Select(p => p.Name).SingleAsync(cancellation), await db.Checks.CountAsync(c => c.DeclarationId == id && c.VoidedOn == null, cancellation), found.Value!.ContractYear != ContractYears.Of(clock.Today));
    }

    public async Task<Result<Done>> VoidAsync(Guid id, VoidForm form, CancellationToken cancellation)
    {
        var found = await FindAsync(id, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var declaration = found.Value!;
        (declaration.VoidedUtc, declaration.VoidedById, declaration.VoidReason) = (clock.UtcNow, signedIn.Person.PersonId, form.Reason!.Trim());
        var checks = await db.Checks.Where(c => c.DeclarationId == id && c.VoidedOn == null).ToListAsync(cancellation);
        foreach (var check in checks)
            check.VoidedOn = clock.Today;
        var code = await db.Pcns.Where(p => p.Id == declaration.PcnId).Select(p => p.Code).SingleAsync(cancellation);
        return await change.SaveAsync(new AuditCommand("declaration.void", PcnId: declaration.PcnId, Reason: declaration.VoidReason), checks.Select(c => c.CoachId!.Value).Distinct().ToList(), form,
            new Done($"/requirements/declaration?pcn={code}", $"{declaration.Reference} is voided. It stays readable{(declaration.ContractYear == ContractYears.Of(clock.Today) ? ", and the year is open again" : "")}."), _ => nameof(form.Reason), cancellation);
    }

    private async Task<Result<Declaration>> FindAsync(Guid id, CancellationToken cancellation)
    {
        if (await db.Declarations.SingleOrDefaultAsync(d => d.Id == id && d.VoidedUtc == null, cancellation) is not { } declaration)
            return new NotFoundError();
        return signedIn.Person.MayAt(Operation.Declare, declaration.PcnId) ? declaration : new ForbiddenError("A declaration is voided by a manager of the PCN.");
    }
}
