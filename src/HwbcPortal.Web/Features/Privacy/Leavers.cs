using System.Globalization;
using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Privacy;

/// <summary>Somebody whose record can be made anonymous one day.</summary>
/// <param name="Id">The person.</param>
/// <param name="Reference">The person.</param>
/// <param name="Name">The person.</param>
/// <param name="IsCoach">Whether there is a coach record.</param>
/// <param name="LastDay">The last day of all that they did here; null: nothing has ended yet.</param>
/// <param name="Holds">What holds still, and what to do about it; null: they have left.</param>
internal sealed record Leaver(Guid Id, string Reference, string Name, bool IsCoach, DateOnly? LastDay, string? Holds)
{
    public bool HasLeftBefore(KeptFor kept, DateOnly today) => Holds is null && LastDay is { } last && kept.GoesOn(last, today);

    /// <summary>Why the record cannot be made anonymous today; null: it can.</summary>
    public string? WhyNot(KeptFor kept, DateOnly today) => Holds ?? (LastDay is not { } last ? "No day is known on which they left"
        : kept.GoesOn(last, today) ? null : string.Create(CultureInfo.InvariantCulture, $"The record is kept until {Words.Date(last.AddMonths(kept.Months).AddDays(-1))}: {kept.Time} from the last day here"));
}

/// <summary>
/// Who has left, and on which day: the last of their posts, roles, namings for a coach and of the sessions that they gave; where there
/// is none of these, the day on which the account was closed, or on which they came into the register of supervisors. The role of a
/// coach ends with the post, and an account that is deactivated ends its roles.
/// </summary>
internal sealed class Leavers(HwbcDbContext db, UkClock clock) : IUseCase
{
    /// <summary>Whose record's time is over; the one who left first, first.</summary>
    public async Task<List<Leaver>> DueAsync(KeptFor kept, CancellationToken cancellation)
    {
        var today = clock.Today;
        return (await ReadAsync(db.People, cancellation)).Where(l => l.HasLeftBefore(kept, today)).OrderBy(l => l.LastDay).ThenBy(l => l.Reference, StringComparer.Ordinal).ToList();
    }

    /// <summary>One person; null: nobody, or somebody who is anonymous already.</summary>
    public async Task<Leaver?> FindAsync(string reference, CancellationToken cancellation) => (await ReadAsync(db.People.Where(p => p.Reference == reference), cancellation)).SingleOrDefault();

    private async Task<List<Leaver>> ReadAsync(IQueryable<Person> people, CancellationToken cancellation)
    {
        var today = clock.Today;
        var known = people.Where(p => p.AnonymisedUtc == null);
        var persons = await known.AsNoTracking().Select(p => new { p.Id, p.Reference, p.Name, IsCoach = db.Coaches.Any(c => c.Id == p.Id) }).ToListAsync(cancellation);
        var posts = (await db.Posts.AsNoTracking().Where(p => p.VoidedOn == null && known.Any(k => k.Id == p.CoachId)).Select(p => new { p.CoachId, p.EndDate }).ToListAsync(cancellation)).ToLookup(p => p.CoachId, p => p.EndDate);
        var accounts = (await db.Users.AsNoTracking().Where(u => known.Any(k => k.Id == u.PersonId)).Select(u => new { u.PersonId, u.DeactivatedUtc, Roles = u.Memberships.Where(m => m.Role != PortalRole.Coach).Select(m => m.To).ToList() }).ToListAsync(cancellation))
            .ToDictionary(u => u.PersonId, u => (ClosedOn: u.DeactivatedUtc is { } closed ? DateOnly.FromDateTime(UkClock.ToLondon(closed)) : (DateOnly?)null, u.Roles));
        var named = (await db.Assignments.AsNoTracking().Where(a => a.VoidedOn == null && known.Any(k => k.Id == a.SupervisorVersion!.PersonId)).Select(a => new { a.SupervisorVersion!.PersonId, a.To }).ToListAsync(cancellation)).ToLookup(a => a.PersonId, a => a.To);
        var covers = (await db.SupervisionCovers.AsNoTracking().Where(c => c.TakenBackUtc == null && known.Any(k => k.Id == c.PersonId)).Select(c => new { c.PersonId, c.To }).ToListAsync(cancellation)).ToLookup(c => c.PersonId, c => (DateOnly?)c.To);
        var given = await db.Sessions.AsNoTracking().Where(s => s.VoidedOn == null && s.Outcome == SessionOutcome.Held && known.Any(k => k.Id == s.SupervisorVersion!.PersonId)).GroupBy(s => s.SupervisorVersion!.PersonId)
            .Select(g => new { g.Key, Last = g.Max(s => s.Date) }).ToDictionaryAsync(g => g.Key, g => g.Last, cancellation);
        var registered = await db.Supervisors.AsNoTracking().Where(s => s.RecordedOn != null && known.Any(k => k.Id == s.PersonId)).GroupBy(s => s.PersonId).Select(g => new { g.Key, Last = g.Max(s => s.RecordedOn) }).ToDictionaryAsync(g => g.Key, g => g.Last, cancellation);

        bool Goes(DateOnly? end) => end is null || end >= today;
        return persons.ConvertAll(person =>
        {
            var (ends, isNamed) = (posts[person.Id].ToList(), named[person.Id].Concat(covers[person.Id]).ToList());
            var (closedOn, roles) = accounts.TryGetValue(person.Id, out var account) ? account : (null, []);
            var holds = person.IsCoach && (ends.Count == 0 || ends.Exists(Goes)) ? "They are in post, or no post of theirs has ended. End the post first"
                : closedOn is null && roles.Exists(Goes) ? $"They have {(person.IsCoach ? "another" : "a")} role here still. End it first, or deactivate the account"
                : isNamed.Exists(Goes) ? "They are named for a coach still. Name somebody else first" : null;
            // A role without an end, or with one to come, ended when the account was deactivated.
            var rolesEnded = roles.Select(to => Goes(to) || to > closedOn ? closedOn : to);
            var lastDay = ends.Concat(rolesEnded).Concat(isNamed).Append(given.TryGetValue(person.Id, out var last) ? last : null).Max() ?? closedOn ?? registered.GetValueOrDefault(person.Id);
            return new Leaver(person.Id, person.Reference, person.Name, person.IsCoach, lastDay, holds);
        });
    }
}
