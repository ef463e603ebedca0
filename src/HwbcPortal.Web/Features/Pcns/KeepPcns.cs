using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Pcns;

internal sealed class PcnForm : PortalForm
{
    [Display(Name = "ODS code")]
    public string? Code { get; set; }

    [Display(Name = "Name")]
    public string? Name { get; set; }

    [Display(Name = "Area for reimbursement")]
    public CapArea? CapArea { get; set; }

    [Display(Name = "Who coaches call with a concern, and how (optional)")]
    public string? ConcernContact { get; set; }
}

internal sealed class PcnValidator : AbstractValidator<PcnForm>
{
    public PcnValidator()
    {
        RuleFor(f => f.Code).NotEmpty().WithMessage("Enter the ODS code").Must(c => c is null || RuleCodes.IsPcn(c.Trim().ToUpperInvariant())).WithMessage("ODS code must be U and five numbers, like U12345");
        RuleFor(f => f.Name).NotEmpty().WithMessage("Enter the name of the PCN").MaximumLength(200).WithMessage("Name must be 200 characters or fewer");
        RuleFor(f => f.CapArea).NotNull().WithMessage("Select the area").IsInEnum().WithMessage("Select the area");
        RuleFor(f => f.ConcernContact).MaximumLength(500).WithMessage("Who coaches call must be 500 characters or fewer").HasNoNhsNumber();
    }
}

internal sealed record PcnFormPage(PcnForm Form) : IFormPage<PcnForm>;

internal sealed record PcnRow(string Code, string Name, int Coaches);

internal sealed record PcnListPage(IReadOnlyList<PcnRow> Rows, bool MayMake);

/// <summary>Makes PCNs, and lists those that somebody reads.</summary>
internal sealed class KeepPcns(HwbcDbContext db, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<PcnListPage> ListAsync(CancellationToken cancellation)
    {
        var person = signedIn.Person;
        var pcns = db.Pcns.AsNoTracking();
        if (!person.IsAdministrator)
        {
            var own = person.Pcns.Where(p => person.MayAt(Operation.ReadReadiness, p.Id)).Select(p => p.Id).ToList();
            pcns = pcns.Where(p => own.Contains(p.Id));
        }

        // As many as the list behind the link has: it is read from the same standings.
        var today = clock.Today;
        var rows = await pcns.OrderBy(p => p.Name).ThenBy(p => p.Code)
            .Select(p => new PcnRow(p.Code, p.Name, db.Standings.Count(s => s.PcnId == p.Id && s.From <= today && s.To >= today && (s.Referrals != Referrals.NotInPost || s.StartsOn != null)))).ToListAsync(cancellation);
        return new PcnListPage(rows, person.MayAnywhere(Operation.KeepPcns));
    }

    public async Task<Result<Done>> AddAsync(PcnForm form, CancellationToken cancellation)
    {
        var code = form.Code!.Trim().ToUpperInvariant();
        if (await db.Pcns.Where(p => p.Code == code).Select(p => p.Name).SingleOrDefaultAsync(cancellation) is { } name)
            return new RuleError(nameof(form.Code), $"{code} is {name} already");
        if (await db.Organisations.Where(o => o.Code == code && o.Kind != OrganisationKind.Employer).Select(o => new { o.Kind, o.Name }).FirstOrDefaultAsync(cancellation) is { } other)
            return new RuleError(nameof(form.Code), $"{code} is recorded as {PlaceWords.Article(other.Kind)} {PlaceWords.One(other.Kind)} here: {other.Name}");
        var pcn = new Pcn { Code = code, Name = form.Name!.Trim(), CapArea = form.CapArea!.Value, ConcernContact = string.IsNullOrWhiteSpace(form.ConcernContact) ? null : form.ConcernContact.Trim() };
        db.Add(pcn);
        return await change.SaveAsync(new AuditCommand("pcn.add", PcnId: pcn.Id), [], form, new Done("/pcns", $"{pcn.Name} is added."), _ => nameof(form.Code), cancellation);
    }
}
