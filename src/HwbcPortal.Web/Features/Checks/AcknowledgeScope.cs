using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Rules;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Checks;

internal sealed class ScopeForm : PortalForm
{
    [Display(Name = "Have you read it?")]
    public bool Agrees { get; set; }
}

internal sealed class ScopeValidator : AbstractValidator<ScopeForm>
{
    public ScopeValidator() => RuleFor(f => f.Agrees).Equal(true).WithMessage("Tick that you have read it and work by it");
}

internal sealed record ScopePage(ScopeForm Form, RulePage Rule, IReadOnlyList<PcnName> Pcns, DateOnly? Last) : IFormPage<ScopeForm>;

/// <summary>The one check that coaches make themselves: that they have read what the role is and is not, and the code of conduct. It is recorded at each PCN of theirs.</summary>
internal sealed class AcknowledgeScope(HwbcDbContext db, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<ScopePage>> OpenAsync(ScopeForm? form, CancellationToken cancellation)
    {
        if (signedIn.Person.OwnCoachId is not { } coachId)
            return new ForbiddenError("You have no coach record yet. Ask your manager to add you.");
        return new ScopePage(form ?? new ScopeForm(), RulePages.Find(CheckRules.Scope)!, await PcnsAsync(coachId, cancellation), await db.Checks.Where(c => c.CoachId == coachId && c.Rule == CheckRules.Scope && c.VoidedOn == null).MaxAsync(c => (DateOnly?)c.On, cancellation));
    }

    public async Task<Result<Done>> SaveAsync(ScopeForm form, CancellationToken cancellation)
    {
        if (signedIn.Person.OwnCoachId is not { } coachId)
            return new ForbiddenError("You have no coach record yet. Ask your manager to add you.");
        var pcns = await PcnsAsync(coachId, cancellation);
        if (pcns.Count == 0)
            return new RuleError("", "You have no post at a PCN now.");
        foreach (var pcn in pcns)
            db.Add(change.First(new CheckVersion { ItemId = FactChange.NewItemId("check"), CoachId = coachId, PcnId = pcn.Id, Rule = CheckRules.Scope, On = clock.Today, ById = signedIn.Person.PersonId }));
        return await change.SaveAsync(new AuditCommand("scope.acknowledge", coachId), [coachId], form, new Done("/me", $"Recorded for {string.Join(" and ", pcns.Select(p => p.Name))}, {Words.Date(clock.Today)}."), _ => nameof(form.Agrees), cancellation);
    }

    /// <summary>Where the coach has a post, or will have one.</summary>
    private Task<List<PcnName>> PcnsAsync(Guid coachId, CancellationToken cancellation)
    {
        var today = clock.Today;
        return db.Pcns.AsNoTracking().Where(p => db.Posts.Any(x => x.CoachId == coachId && x.PcnId == p.Id && x.VoidedOn == null && (x.EndDate == null || x.EndDate >= today))).OrderBy(p => p.Name).Select(p => new PcnName(p.Id, p.Code, p.Name)).ToListAsync(cancellation);
    }
}
