using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Checks;
using HwbcPortal.Web.Features.Policies;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Declarations;

internal sealed class DeclarationForm : PortalForm
{
    /// <summary>The digest of what was looked at.</summary>
    public string? Seen { get; set; }

    [Display(Name = "As what do you sign?")]
    public string? Role { get; set; }

    [Display(Name = "Do you declare it?")]
    public bool Declares { get; set; }
}

internal sealed class DeclarationValidator : AbstractValidator<DeclarationForm>
{
    public DeclarationValidator()
    {
        RuleFor(f => f.Role).NotEmpty().WithMessage("Enter as what you sign").MaximumLength(200).WithMessage("As what you sign must be 200 characters or fewer");
        RuleFor(f => f.Declares).Equal(true).WithMessage("Tick that you declare it");
    }
}

/// <summary>A declaration in a list.</summary>
internal sealed record DeclarationRow(Guid Id, string Reference, int ContractYear, DateOnly SignedOn, string SignedName, string SignedRole, DateTime? VoidedUtc, string? VoidReason);

internal sealed record DeclarationPage(DeclarationForm Form, ShownPcn Shown, int Year, DateOnly Today, DeclarationRow? Standing, DeclarationContent Content, IReadOnlyList<DeclarationRow> Earlier, bool MaySign, string SignsAs) : IFormPage<DeclarationForm>
{
    public PcnName Pcn => Shown.Pcn;
}

/// <summary>
/// The year's declaration of a PCN: every coach whose post the scheme funds with what stands and what is open, signed by a manager,
/// and frozen. Nobody is declared for whom a requirement of the scheme is not met, and nobody declares for their own post.
/// </summary>
internal sealed class SignDeclaration(HwbcDbContext db, CoachFileReader reader, PcnChoice choice, LocalPolicyChange policy, PcnPlaces places, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    private const string Declared = "ARR-02";

    public async Task<Result<DeclarationPage>> OpenAsync(string? pcnCode, DeclarationForm? form, CancellationToken cancellation)
    {
        var shown = await choice.ForAsync(Operation.ReadCoach, pcnCode, cancellation);
        if (shown.Failure is { } failure)
            return failure;
        var (pcn, today) = (shown.Value!.Pcn, clock.Today);
        var year = ContractYears.Of(today);
        var rows = await db.Declarations.AsNoTracking().Where(d => d.PcnId == pcn.Id).OrderByDescending(d => d.SignedUtc).Select(d => new DeclarationRow(d.Id, d.Reference, d.ContractYear, d.SignedOn, d.SignedName, d.SignedRole, d.VoidedUtc, d.VoidReason)).ToListAsync(cancellation);
        var standing = rows.Find(d => d.ContractYear == year && d.VoidedUtc is null);
        var content = await ContentAsync(pcn, cancellation);
        form ??= new DeclarationForm();
        // Refused or new: what is signed is what stands on the page now.
        form.Seen = content.Digest;
        return new DeclarationPage(form, shown.Value, year, today, standing, content, rows.FindAll(d => d != standing), signedIn.Person.MayAt(Operation.Declare, pcn.Id), signedIn.Person.Name);
    }

    public async Task<Result<Done>> SaveAsync(string? pcnCode, DeclarationForm form, CancellationToken cancellation)
    {
        var shown = await choice.ForAsync(Operation.Declare, pcnCode, cancellation);
        if (shown.Failure is { } failure)
            return failure;
        var (pcn, today, person) = (shown.Value!.Pcn, clock.Today, signedIn.Person);
        var year = ContractYears.Of(today);
        if (await db.Declarations.Where(d => d.PcnId == pcn.Id && d.ContractYear == year && d.VoidedUtc == null).Select(d => d.Reference).SingleOrDefaultAsync(cancellation) is { } standing)
            return new RuleError("", $"{standing} is signed for {ContractYears.Name(year)} already. Void it first, with a reason");
        var content = await ContentAsync(pcn, cancellation);
        if (content.Coaches.Count == 0)
            return new RuleError("", $"Nobody's post at {pcn.Name} is funded by the scheme: there is nothing to declare");
        if (content.Digest != form.Seen)
            return new StaleError();
        var number = await db.Declarations.CountAsync(d => d.PcnId == pcn.Id && d.ContractYear == year, cancellation) + 1;
        var declaration = new Declaration
        {
            PcnId = pcn.Id, ContractYear = year, Reference = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{pcn.Code}-{year}-{number}"), SignedOn = today, SignedUtc = clock.UtcNow, SignedById = person.PersonId,
            SignedName = person.Name, SignedRole = form.Role!.Trim(), ContentJson = content.Write(),
        };
        db.Add(declaration);
        var declared = content.Coaches.Where(c => c.IsDeclared).Select(c => c.Reference).ToList();
        var coaches = await db.Coaches.Where(c => declared.Contains(c.Person!.Reference)).Select(c => c.Id).ToListAsync(cancellation);
        foreach (var coach in coaches)
            db.Add(change.First(new CheckVersion { ItemId = FactChange.NewItemId("check"), CoachId = coach, PcnId = pcn.Id, Rule = Declared, On = today, ById = person.PersonId, DeclarationId = declaration.Id }));
        return await change.SaveAsync(new AuditCommand("declaration.sign", PcnId: pcn.Id), coaches, form, new Done($"/requirements/declaration/{declaration.Id}", $"{declaration.Reference} is signed."), _ => nameof(form.Role), cancellation);
    }

    private async Task<DeclarationContent> ContentAsync(PcnName pcn, CancellationToken cancellation)
    {
        var (today, self) = (clock.Today, signedIn.Person.Reference);
        var funded = await db.Posts.AsNoTracking().Where(p => p.PcnId == pcn.Id && p.VoidedOn == null && p.ArrsFunded && p.StartDate <= today && (p.EndDate == null || p.EndDate >= today)).Select(p => p.CoachId).Distinct().ToListAsync(cancellation);
        var files = (await reader.ReadAsync(funded, cancellation)).Values.OrderBy(f => f.Coach.Reference, StringComparer.Ordinal).ToList();
        var coaches = files.ConvertAll(file =>
        {
            var decision = ComplianceEvaluator.Default.Evaluate(file, pcn.Code, today);
            var post = new SeenFacts(file).Posts.Where(p => p.Pcn == pcn.Code && p.StartDate <= today && (p.EndDate is null || p.EndDate >= today)).OrderBy(p => p.Id, StringComparer.Ordinal).First();
            return new DeclaredCoach(file.Coach.Reference, file.Coach.Name, post.HoursPerWeek, post.AfcBand, decision.Arrs, decision.Arrs != Arrs.NotReady && file.Coach.Reference != self, Findings(file).FindAll(f => !CheckRules.IsOfPcn(f.Rule)));
        }).OrderBy(c => c.Name, StringComparer.OrdinalIgnoreCase).ThenBy(c => c.Reference, StringComparer.Ordinal).ToList();
        return new DeclarationContent(today, RulePacks.On(today).Name, await policy.InForceAsync(pcn.Id, cancellation), files.Count == 0 ? [] : Findings(files[0] with { Exemptions = [] }).FindAll(f => CheckRules.IsOfPcn(f.Rule)), coaches, await places.IcbOnAsync(pcn.Id, today, cancellation));

        // A duty of the PCN has one answer, whoever the coach, exemptions of one coach aside; the declaration's own rule is not declared on.
        List<DeclaredFinding> Findings(CoachFile file) => ComplianceEvaluator.Default.Evaluate(file, pcn.Code, today).Findings.Where(f => f.Rule != Declared).Select(f => new DeclaredFinding(f.Rule, f.Title, f.Outcome, f.Code, f.Effects, f.Reason)).ToList();
    }
}
