using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Audit;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.People;

/// <summary>A role of somebody, of any time.</summary>
/// <param name="Id">The role.</param>
/// <param name="Name">What it is called, with its PCN.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day; null while it goes on.</param>
/// <param name="GivenBy">Who gave it; null: it came with the installation or an import.</param>
/// <param name="MayEnd">Whether this reader may end it.</param>
internal sealed record RoleRow(Guid Id, string Name, DateOnly From, DateOnly? To, string? GivenBy, bool MayEnd)
{
    public StatusTag Status(DateOnly today) => To < today ? new("Ended", "grey") : From > today ? new($"Starts {Words.DayMonth(From)}", "blue") : To is { } to ? new($"Until {Words.DayMonth(to)}", "yellow") : new("Holds", "green");
}

/// <param name="Name">The person's name.</param>
/// <param name="Reference">Their public reference.</param>
/// <param name="UserId">The account.</param>
/// <param name="Email">The address that they sign in with.</param>
/// <param name="State">How the account stands.</param>
/// <param name="ClosedUtc">When it was closed.</param>
/// <param name="InvitedBy">Who invited them; null: nobody did.</param>
/// <param name="InvitedUtc">When the account was made.</param>
/// <param name="Organisation">Where a supervisor works.</param>
/// <param name="Coaches">Whom they are named for, of those whom the reader sees.</param>
/// <param name="IsCoach">Whether the reader sees a coach record of theirs.</param>
/// <param name="Today">Today.</param>
/// <param name="Roles">Their roles that the reader sees, of every time.</param>
/// <param name="History">What was done to the account and to the roles that the reader sees.</param>
/// <param name="ResetAsked">A reset of the second step that waits.</param>
/// <param name="IsSelf">Whether it is the reader.</param>
/// <param name="MayClose">Whether the reader may deactivate accounts.</param>
/// <param name="MayReset">Whether the reader may ask for a reset, and there is something to reset.</param>
internal sealed record PersonPage(string Name, string Reference, Guid UserId, string Email, AccountState State, DateTime? ClosedUtc, string? InvitedBy, DateTime? InvitedUtc, string? Organisation, IReadOnlyList<(string Name, string Reference)> Coaches, bool IsCoach,
    DateOnly Today, IReadOnlyList<RoleRow> Roles, RecordHistory History, ResetAsked? ResetAsked, bool IsSelf, bool MayClose, bool MayReset)
{
    public string Url => PeopleAccess.Url(Reference);
}

/// <summary>A reset that waits for a second person.</summary>
internal sealed record ResetAsked(Guid Id, string By, DateTime AskedUtc, bool IsMine, bool MayDecide);

/// <summary>One person's account: what they may do, where and when, who gave it, and what was done to it.</summary>
internal sealed class ShowPerson(HwbcDbContext db, PeopleAccess access, FactorResets resets, ReadHistory history, SecondFactorPolicy second, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<PersonPage>> HandleAsync(string reference, CancellationToken cancellation)
    {
        var found = await access.FindAsync(reference, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (user, today, reader) = (found.Value!, clock.Today, signedIn.Person);
        var roles = user.Memberships.Where(access.Sees).OrderBy(m => m.To < today).ThenByDescending(m => m.From).ThenByDescending(m => m.Id).ToList();
        var open = await resets.Open().Where(r => r.UserId == user.Id).OrderBy(r => r.AskedUtc).Select(r => new { r.Id, r.AskedById, r.AskedBy!.Name, r.AskedUtc }).FirstOrDefaultAsync(cancellation);
        var hasSecondStep = await db.Authenticators.AnyAsync(a => a.UserId == user.Id && a.ConfirmedUtc != null, cancellation) || await db.UserPasskeys.AnyAsync(p => p.UserId == user.Id, cancellation);
        var flags = new AccountFlags(user.DeactivatedUtc is not null, user.PasswordHash is not null, hasSecondStep, open is not null);

        // Who invited them, and who gave which role, whenever that was.
        var keys = roles.Select(r => r.Id).Append(user.Id).ToList();
        var texts = keys.ConvertAll(k => k.ToString());
        var made = await db.AuditChanges.AsNoTracking().Where(c => texts.Contains(c.Key) && c.Kind == "Added" && (c.Entity == nameof(PortalUser) || c.Entity == nameof(Membership)))
            .Join(db.AuditEntries, c => c.EntrySequence, e => e.Sequence, (c, e) => new { c.Key, e.AtUtc, By = db.People.Where(p => p.Reference == e.Actor).Select(p => p.Name).FirstOrDefault() }).ToDictionaryAsync(m => m.Key, cancellation);
        var invited = made.GetValueOrDefault(user.Id.ToString());
        keys.AddRange(await db.FactorResets.Where(r => r.UserId == user.Id).Select(r => r.Id).ToListAsync(cancellation));
        keys.Add(user.PersonId);
        var named = roles.ToDictionary(r => r.Id.ToString(), r => RoleWords.Of(r.Role, r.Pcn?.Name));
        foreach (var (key, role) in await TakenBackAsync(user.Id, cancellation))
        {
            keys.Add(Guid.Parse(key));
            named[key] = role;
        }

        return new PersonPage(user.Person!.Name, user.Person.Reference, user.Id, user.Email!, flags.State(second.IsAsked), user.DeactivatedUtc, invited?.By, invited?.AtUtc,
            await db.Supervisors.Where(s => s.PersonId == user.PersonId && s.VoidedOn == null).OrderByDescending(s => s.Id).Select(s => s.Organisation).FirstOrDefaultAsync(cancellation),
            await CoachesAsync(user.PersonId, today, cancellation), await db.Coaches.AnyAsync(c => c.Id == user.PersonId, cancellation), today,
            roles.ConvertAll(r => new RoleRow(r.Id, RoleWords.Of(r.Role, r.Pcn?.Name), r.From, r.To, made.GetValueOrDefault(r.Id.ToString())?.By, user.Id != reader.UserId && !(r.To < today) && access.MayEnd(r))),
            await history.OfAsync([nameof(PortalUser), nameof(Person), nameof(Membership), nameof(FactorReset)], keys, named, $"/audit?about={Uri.EscapeDataString(user.Person.Reference)}", cancellation),
            open is null ? null : new ResetAsked(open.Id, open.Name, open.AskedUtc, open.AskedById == reader.PersonId, await resets.ToDecide().AnyAsync(r => r.Id == open.Id, cancellation)),
            user.Id == reader.UserId, reader.MayAnywhere(Operation.CloseAccounts), reader.MayAnywhere(Operation.CloseAccounts) && hasSecondStep && open is null);
    }

    /// <summary>Roles that were taken back before they began: their rows are gone, and the audit alone tells of them.</summary>
    private async Task<IEnumerable<(string Key, string Role)>> TakenBackAsync(Guid userId, CancellationToken cancellation)
    {
        var (text, isAdministrator, own) = (userId.ToString(), signedIn.Person.IsAdministrator, access.OwnPcns.Select(p => p.Id).ToList());
        var gone = await db.AuditEntries.AsNoTracking().Where(e => e.Command == "role.take-back" && (e.PcnId == null || isAdministrator || own.Contains(e.PcnId.Value)))
            .Join(db.AuditChanges.Where(c => c.Entity == nameof(Membership) && c.Kind == "Removed" && c.Content!.Contains(text)), e => e.Sequence, c => c.EntrySequence, (e, c) => new { c.Key, c.Content, Pcn = db.Pcns.Where(p => p.Id == e.PcnId).Select(p => p.Name).FirstOrDefault() }).ToListAsync(cancellation);
        return gone.Select(g => (g.Key, RoleWords.Of(Enum.Parse<PortalRole>(RecordedChanges.Text(g.Content, "before", nameof(Membership.Role))!), g.Pcn)));
    }

    private async Task<IReadOnlyList<(string Name, string Reference)>> CoachesAsync(Guid personId, DateOnly today, CancellationToken cancellation)
    {
        var named = db.Assignments.Where(a => a.SupervisorVersion!.PersonId == personId && a.VoidedOn == null && a.From <= today && (a.To == null || a.To >= today)).Select(a => a.CoachId);
        return (await db.Coaches.AsNoTracking().Where(c => named.Contains(c.Id)).OrderBy(c => c.Person!.Name).ThenBy(c => c.Id).Select(c => new { c.Person!.Name, c.Person.Reference }).ToListAsync(cancellation)).ConvertAll(c => (c.Name, c.Reference));
    }
}
