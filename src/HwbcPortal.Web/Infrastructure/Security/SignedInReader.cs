using System.Collections.Concurrent;
using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Data.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Infrastructure.Security;

/// <summary>
/// Reads who somebody is and what they may do. Kept for a minute of the same day, since roles begin and end with days, and forgotten at
/// once when this process changes an account, a membership or an assignment: what was taken away is gone with the next request.
/// </summary>
internal sealed class SignedInReader(UkClock clock, IServiceScopeFactory scopes)
{
    // A session is still to be logged in the first days after an assignment ended.
    private const int DaysAfterAssignment = 31;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<Guid, (DateTime ReadUtc, DateOnly Day, int Changes, SignedInPerson? Person)> _kept = new();
    private int _changes;

    /// <summary>The person of an account, or null when it was closed or is not there.</summary>
    public async ValueTask<SignedInPerson?> ReadAsync(Guid userId, CancellationToken cancellation)
    {
        var now = clock.UtcNow;
        var today = DateOnly.FromDateTime(UkClock.ToLondon(now));
        var changes = Volatile.Read(ref _changes);
        if (_kept.TryGetValue(userId, out var kept) && kept.Changes == changes && now - kept.ReadUtc < Kept && now >= kept.ReadUtc && kept.Day == today)
            return kept.Person;
        var person = await LoadAsync(userId, today, cancellation);
        _kept[userId] = (now, today, changes, person);
        return person;
    }

    /// <summary>Forgets everybody: what somebody may do has changed.</summary>
    public void Forget()
    {
        // First the number: whoever is being read in this moment was read before the change, and is not kept as if it had not been made.
        Interlocked.Increment(ref _changes);
        _kept.Clear();
    }

    private async Task<SignedInPerson?> LoadAsync(Guid userId, DateOnly today, CancellationToken cancellation)
    {
        var recently = today.AddDays(-DaysAfterAssignment);
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().BecomeSystem("sign-in");
        var db = scope.ServiceProvider.GetRequiredService<HwbcDbContext>();
        var user = await db.Users.Where(u => u.Id == userId && u.DeactivatedUtc == null)
            .Select(u => new { u.PersonId, u.Person!.Reference, u.Person.Name, IsCoach = db.Coaches.Any(c => c.Id == u.PersonId) })
            .SingleOrDefaultAsync(cancellation);
        if (user is null)
            return null;

        var memberships = await db.Memberships.Where(m => m.UserId == userId && m.From <= today && (m.To == null || m.To >= today))
            .Select(m => new { m.Role, m.PcnId, m.Pcn!.Code, m.Pcn.Name }).ToListAsync(cancellation);
        var supported = await db.Assignments
            .Where(a => a.SupervisorVersion!.PersonId == user.PersonId && a.CoachId != user.PersonId && a.VoidedOn == null && a.From <= today && (a.To == null || a.To >= recently)
                // Who is named at a PCN is named as long as the coach works there, whether or not somebody ended it.
                && db.Posts.Any(p => p.CoachId == a.CoachId && p.PcnId == a.PcnId && p.VoidedOn == null && (p.EndDate == null || p.EndDate >= recently)))
            .Select(a => a.CoachId)
            // Whoever covers sees the coach meanwhile, as if named.
            .Union(db.SupervisionCovers.Where(c => c.PersonId == user.PersonId && c.CoachId != user.PersonId && c.TakenBackUtc == null && c.From <= today && c.To >= recently
                && db.Posts.Any(p => p.CoachId == c.CoachId && p.PcnId == c.PcnId && p.VoidedOn == null && (p.EndDate == null || p.EndDate >= recently))).Select(c => c.CoachId))
            .ToListAsync(cancellation);
        // A supervisor's and a coach's reach comes from the record, whichever PCN gave the role: it opens no PCN.
        var roles = memberships.GroupBy(m => m.Role).ToDictionary(g => g.Key,
            g => (IReadOnlyList<PcnName>)g.Where(m => m.PcnId != null && g.Key is not (PortalRole.Coach or PortalRole.Supervisor)).Select(m => new PcnName(m.PcnId!.Value, m.Code, m.Name)).ToList());
        return new SignedInPerson
        {
            UserId = userId,
            PersonId = user.PersonId,
            Reference = user.Reference,
            Name = user.Name,
            Today = today,
            Roles = roles,
            OwnCoachId = user.IsCoach ? user.PersonId : null,
            SupportedCoachIds = roles.ContainsKey(PortalRole.Supervisor) ? supported : [],
        };
    }
}
