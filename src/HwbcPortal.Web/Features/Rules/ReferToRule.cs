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

namespace HwbcPortal.Web.Features.Rules;

internal sealed class ReferenceForm : PortalForm
{
    /// <summary>What stood there when the page was opened; null: nothing.</summary>
    public Guid? Seen { get; set; }

    [Display(Name = "Paragraph")]
    public string? Paragraph { get; set; }

    [Display(Name = "Take it out")]
    public bool Remove { get; set; }
}

internal sealed class ReferenceValidator : AbstractValidator<ReferenceForm>
{
    public ReferenceValidator() => RuleFor(f => f.Paragraph).NotEmpty().When(f => !f.Remove).WithMessage("Enter the paragraph, as it stands in the text").MaximumLength(200).WithMessage("Paragraph must be 200 characters or fewer");
}

internal sealed record ReferencePage(ReferenceForm Form, RuleDescription Rule, RulePack Pack) : IFormPage<ReferenceForm>;

/// <summary>Where a rule stands in a contract year's text: entered by an administrator who has the text before them. It decides nothing.</summary>
internal sealed class ReferToRule(HwbcDbContext db, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<ReferencePage>> OpenAsync(string id, string? year, ReferenceForm? form, CancellationToken cancellation)
    {
        if (Find(id, year) is not var (rule, pack))
            return new NotFoundError();
        var now = await Standing(rule.Id, pack.Name).AsNoTracking().SingleOrDefaultAsync(cancellation);
        return new ReferencePage(form ?? new ReferenceForm { Seen = now?.Id, Paragraph = now?.Paragraph }, rule, pack);
    }

    public async Task<Result<Done>> SaveAsync(string id, string? year, ReferenceForm form, CancellationToken cancellation)
    {
        if (Find(id, year) is not var (rule, pack))
            return new NotFoundError();
        var now = await Standing(rule.Id, pack.Name).SingleOrDefaultAsync(cancellation);
        if (now?.Id != form.Seen)
            return new StaleError();
        if (now is not null)
            now.ReplacedUtc = clock.UtcNow;
        if (!form.Remove)
            db.Add(new RuleReference { Rule = rule.Id, Pack = pack.Name, Paragraph = form.Paragraph!.Trim(), ReadById = signedIn.Person.PersonId, EnteredUtc = clock.UtcNow });
        return await change.SaveAsync(new AuditCommand("rule.refer"), [], form, new Done($"/rules?year={pack.Name}", form.Remove ? $"The paragraph of {rule.Id} is taken out." : $"The paragraph of {rule.Id} is recorded for {ContractYears.Name(pack.From.Year)}."), _ => nameof(form.Paragraph), cancellation);
    }

    private IQueryable<RuleReference> Standing(string rule, string pack) => db.RuleReferences.Where(r => r.Rule == rule && r.Pack == pack && r.ReplacedUtc == null);

    private (RuleDescription Rule, RulePack Pack)? Find(string id, string? year)
    {
        var rule = RuleCatalogue.Rules.FirstOrDefault(r => r.Id == id);
        var pack = year is null ? RulePacks.On(clock.Today) : RulePacks.All.FirstOrDefault(p => p.Name == year);
        return rule is null || pack is null ? null : (rule, pack);
    }
}
