using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.People;

/// <summary>
/// Whose accounts somebody keeps: an administrator all, a manager those of their own PCNs. An account is a PCN's when it has or had
/// a role there, when its person is in post there or named for a coach there, or when a manager of the PCN entered them as a supervisor.
/// </summary>
internal sealed class PeopleAccess(HwbcDbContext db, SignedIn signedIn, WrongReferences wrong, UkClock clock) : IUseCase
{
    /// <summary>What is said where somebody tries to change what they themselves may do.</summary>
    public const string NotOneself = "Nobody changes their own account here. Ask another manager of your PCN, or an administrator.";

    /// <summary>The PCNs whose managers' rights the person has; an administrator's are all, and not listed.</summary>
    public IReadOnlyList<PcnName> OwnPcns => signedIn.Person.Roles.GetValueOrDefault(PortalRole.Manager) ?? [];

    private List<Guid> OwnPcnIds => OwnPcns.Select(p => p.Id).ToList();

    /// <summary>The accounts that the person keeps.</summary>
    public IQueryable<PortalUser> Accounts() => Of(isEarlierToo: true);

    /// <summary>Those of them that belong to one of the person's PCNs today or later.</summary>
    public IQueryable<PortalUser> Belonging() => Of(isEarlierToo: false);

    private IQueryable<PortalUser> Of(bool isEarlierToo)
    {
        if (signedIn.Person.IsAdministrator)
            return db.Users;
        var (pcnIds, today) = (OwnPcnIds, clock.Today);
        return db.Users.Where(u => u.Memberships.Any(m => m.PcnId != null && pcnIds.Contains(m.PcnId.Value) && (isEarlierToo || m.To == null || m.To >= today))
            || db.Posts.Any(p => p.CoachId == u.PersonId && p.VoidedOn == null && pcnIds.Contains(p.PcnId) && (p.EndDate == null || p.EndDate >= today))
            || db.Assignments.Any(a => a.SupervisorVersion!.PersonId == u.PersonId && a.VoidedOn == null && pcnIds.Contains(a.PcnId) && (a.To == null || a.To >= today))
            || db.Supervisors.Any(s => s.PersonId == u.PersonId && s.VoidedOn == null && db.Users.Any(by => by.PersonId == s.RecordedById && by.Memberships.Any(m => m.Role == PortalRole.Manager && m.PcnId != null && pcnIds.Contains(m.PcnId.Value)))));
    }

    /// <summary>An account that the person keeps, with its person and roles; somebody else's is not there.</summary>
    public async Task<Result<PortalUser>> FindAsync(string reference, CancellationToken cancellation)
    {
        // A reference that an imported file gave can hold a slash, which stays encoded in a path.
        var plain = reference.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        return await Accounts().Include(u => u.Person).Include(u => u.Memberships).ThenInclude(m => m.Pcn).SingleOrDefaultAsync(u => u.Person!.Reference == plain, cancellation) is { } user ? user : new NotFoundError();
    }

    /// <summary>
    /// What is said to whoever gives the address of an account that they do not keep, and another name than its own: whose it is, is told
    /// to those who know. Wrong names are counted with the references that do not fit.
    /// </summary>
    public async Task<RuleError?> NameMissesAsync(PortalUser user, string? name, string field, CancellationToken cancellation)
    {
        var me = signedIn.Person.UserId;
        if (await Accounts().AnyAsync(u => u.Id == user.Id, cancellation))
            return null;
        if (!wrong.Counts(me))
            return new RuleError(field, "You have tried ten that did not fit. Try again in an hour");
        if (!string.Equals(user.Person!.Name, name?.Trim(), StringComparison.OrdinalIgnoreCase))
            return new RuleError(field, "There is an account with this email address, and its name is another one. Ask the person how it stands on their account page");
        wrong.TakeBack(me);
        return null;
    }

    /// <summary>The same of somebody else than oneself, for a change.</summary>
    public async Task<Result<PortalUser>> FindOtherAsync(string reference, CancellationToken cancellation)
    {
        var found = await FindAsync(reference, cancellation);
        return found.Value?.Id == signedIn.Person.UserId ? new ForbiddenError(NotOneself) : found;
    }

    /// <summary>Whether the person sees a role of somebody: those at other PCNs are those PCNs' business.</summary>
    public bool Sees(Membership role) => signedIn.Person.IsAdministrator || role.PcnId is not { } pcnId || OwnPcns.Any(p => p.Id == pcnId);

    /// <summary>The roles that the person can give somebody.</summary>
    /// <param name="isHubLead">Whether they are a hub lead already: a PCN lets a hub lead read it, and makes nobody one.</param>
    public IReadOnlyList<PortalRole> Grantable(bool isHubLead)
    {
        if (signedIn.Person.IsAdministrator)
            return Enum.GetValues<PortalRole>();
        PortalRole[] roles = [PortalRole.Viewer, PortalRole.Coach, PortalRole.Supervisor, PortalRole.Manager];
        return isHubLead ? [.. roles, PortalRole.HubLead] : roles;
    }

    /// <summary>Whether the person can end a role: a manager those at their own PCNs. A coach's and a supervisor's reach beyond one PCN, and end with their posts and assignments.</summary>
    public bool MayEnd(Membership role) => signedIn.Person.IsAdministrator || (role.PcnId is { } pcnId && OwnPcns.Any(p => p.Id == pcnId));

    /// <summary>The PCNs at which the person can give roles.</summary>
    public async Task<IReadOnlyList<PcnName>> PcnsAsync(CancellationToken cancellation) =>
        signedIn.Person.IsAdministrator ? await db.Pcns.AsNoTracking().OrderBy(p => p.Name).Select(p => new PcnName(p.Id, p.Code, p.Name)).ToListAsync(cancellation) : OwnPcns;

    /// <summary>The PCN of a role that is given. A supervisor's is the one that invited them, and opens nothing there.</summary>
    /// <returns>Whether one is needed and was not chosen, and the PCN; null: the role is of none.</returns>
    public async Task<(bool IsMissing, PcnName? Pcn)> PcnOfAsync(PortalRole role, string? code, CancellationToken cancellation)
    {
        var takesOne = role is PortalRole.Manager or PortalRole.Viewer || (role is PortalRole.HubLead or PortalRole.Supervisor && (!signedIn.Person.IsAdministrator || !string.IsNullOrEmpty(code)));
        var pcn = takesOne ? (await PcnsAsync(cancellation)).FirstOrDefault(p => p.Code == code) : null;
        return (takesOne && pcn is null, pcn);
    }

    /// <summary>The page of a person.</summary>
    public static string Url(string reference) => $"/people/{Uri.EscapeDataString(reference)}";
}

/// <summary>There is always somebody who runs the installation: an open account with a password that is an administrator from a day on, without a last one.</summary>
internal sealed class Administrators(HwbcDbContext db) : IUseCase
{
    public const string Sentence = "Nobody else is an administrator without a last day. Make somebody else one first, and wait until they have signed in";

    /// <summary>Whether one is left; asked again inside the transaction after saving, where the audit's lock lets one after the other.</summary>
    public Task<bool> RemainAsync(DateOnly from, CancellationToken cancellation) =>
        db.Users.AnyAsync(u => u.DeactivatedUtc == null && u.PasswordHash != null && u.Memberships.Any(m => m.Role == PortalRole.Administrator && m.From <= from && m.To == null), cancellation);
}

/// <summary>What roles are called.</summary>
internal static class RoleWords
{
    public static string Of(PortalRole role, string? pcn) => role switch
    {
        PortalRole.Administrator => "Administrator",
        PortalRole.HubLead => pcn is null ? "Hub lead" : $"Hub lead for {pcn}",
        PortalRole.Manager => $"Manager of {pcn}",
        PortalRole.Viewer => $"Reads {pcn}",
        PortalRole.Supervisor => pcn is null ? "Supervisor" : $"Supervisor for {pcn}",
        _ => "Coach",
    };

    /// <summary>A role as it is chosen.</summary>
    public static string Choice(PortalRole role) => role switch
    {
        PortalRole.HubLead => "Hub lead, reads a PCN's readiness and training",
        PortalRole.Manager => "Manager of a PCN",
        PortalRole.Viewer => "Reads a PCN",
        PortalRole.Supervisor => "Supervisor, for the coaches whom they are named for",
        PortalRole.Coach => "Coach, for their own record",
        _ => "Administrator",
    };

    /// <summary>"from 1 December 2026", "from 1 December 2026 to 31 January 2027".</summary>
    public static string Days(DateOnly from, DateOnly? to) => $"from {Shared.Words.Date(from)}{(to is { } last ? $" to {Shared.Words.Date(last)}" : "")}";
}
