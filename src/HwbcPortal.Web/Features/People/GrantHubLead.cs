using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.People;

internal sealed class HubLeadForm : PortalForm
{
    [Display(Name = "Hub lead")]
    public string? HubLead { get; set; }

    [Display(Name = "PCN")]
    public string? Pcn { get; set; }

    [Display(Name = "First day")]
    public DateOnly? From { get; set; }

    [Display(Name = "Last day (optional)")]
    public DateOnly? To { get; set; }

    [Display(Name = "Why (optional)")]
    public string? Reason { get; set; }
}

internal sealed class HubLeadValidator : AbstractValidator<HubLeadForm>
{
    public HubLeadValidator(UkClock clock)
    {
        RuleFor(f => f.HubLead).NotEmpty().WithMessage("Select the hub lead");
        RuleFor(f => f.Pcn).NotEmpty().WithMessage("Select the PCN");
        RuleFor(f => f.From).IsAFirstDay(clock);
        RuleFor(f => f.To).IsALastDay(f => f.From);
        RuleFor(f => f.Reason).MaximumLength(500).WithMessage("Why must be 500 characters or fewer").HasNoNhsNumber();
    }
}

/// <summary>A PCN that a hub lead reads, or has read, or will.</summary>
internal sealed record HubLeadGrant(Guid Id, string Name, string Reference, string Pcn, DateOnly From, DateOnly? To, bool MayEnd)
{
    public StatusTag Status(DateOnly today) => new RoleRow(Id, Pcn, From, To, null, MayEnd).Status(today, isOpen: true);

    public string EndUrl => $"{PeopleAccess.Url(Reference)}/roles/{Id}/end";
}

internal sealed record HubLeadsPage(HubLeadForm Form, DateOnly Today, IReadOnlyList<HubLeadGrant> Grants, IReadOnlyList<(string Name, string Reference)> HubLeads, IReadOnlyList<PcnName> Pcns) : IFormPage<HubLeadForm>;

/// <summary>
/// Which hub leads read a PCN's readiness and training: a manager of the PCN lets them, for as long as they say. Who is a hub lead at
/// all an administrator says.
/// </summary>
internal sealed class GrantHubLead(HwbcDbContext db, PeopleAccess access, GrantRole grant, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<HubLeadsPage>> OpenAsync(HubLeadForm? form, CancellationToken cancellation)
    {
        var (today, me) = (clock.Today, signedIn.Person.UserId);
        var pcns = await access.PcnsAsync(cancellation);
        var visible = pcns.Select(p => p.Id).ToList();
        var grants = await db.Memberships.AsNoTracking().Where(m => m.Role == PortalRole.HubLead && m.PcnId != null && visible.Contains(m.PcnId.Value))
            .Join(db.Users, m => m.UserId, u => u.Id, (m, u) => new { m.Id, u.Person!.Name, u.Person.Reference, Pcn = m.Pcn!.Name, m.From, m.To, IsSelf = u.Id == me })
            .OrderBy(g => g.Name).ThenBy(g => g.Pcn).ThenByDescending(g => g.From).ThenBy(g => g.Id).ToListAsync(cancellation);
        var leads = await HubLeads().AsNoTracking().OrderBy(u => u.Person!.Name).ThenBy(u => u.Id).Select(u => new { u.Person!.Name, u.Person.Reference }).ToListAsync(cancellation);
        return new HubLeadsPage(form ?? new HubLeadForm { From = today, Pcn = pcns.Count == 1 ? pcns[0].Code : null }, today,
            grants.ConvertAll(g => new HubLeadGrant(g.Id, g.Name, g.Reference, g.Pcn, g.From, g.To, !g.IsSelf && (g.To is null || g.To >= today))), leads.ConvertAll(l => (l.Name, l.Reference)), pcns);
    }

    public async Task<Result<Done>> SaveAsync(HubLeadForm form, CancellationToken cancellation)
    {
        if (form.HubLead == signedIn.Person.Reference)
            return new ForbiddenError(PeopleAccess.NotOneself);
        if (await HubLeads().Include(u => u.Person).Include(u => u.Memberships).SingleOrDefaultAsync(u => u.Person!.Reference == form.HubLead, cancellation) is not { } user)
            return new RuleError(nameof(form.HubLead), "Select the hub lead");
        if ((await access.PcnsAsync(cancellation)).FirstOrDefault(p => p.Code == form.Pcn) is not { } pcn)
            return new RuleError(nameof(form.Pcn), "Select the PCN");
        var saved = await grant.GiveAsync(user, PortalRole.HubLead, pcn, form.From!.Value, form.To, form.Reason, form, nameof(form.HubLead), cancellation);
        return saved.Failure is null ? new Done("/people/hub-leads", $"{user.Person!.Name} reads readiness and training of {pcn.Name} {RoleWords.Days(form.From.Value, form.To)}.") : saved;
    }

    /// <summary>Open accounts of hub leads, oneself apart.</summary>
    private IQueryable<PortalUser> HubLeads()
    {
        var (today, me) = (clock.Today, signedIn.Person.UserId);
        return db.Users.Where(u => u.Id != me && u.DeactivatedUtc == null && u.Memberships.Any(m => m.Role == PortalRole.HubLead && (m.To == null || m.To >= today)));
    }
}
