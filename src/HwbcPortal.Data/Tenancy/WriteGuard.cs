using HwbcPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Data.Tenancy;

/// <summary>The third layer of tenancy: whatever a handler forgot, a row of another PCN is not written.</summary>
internal static class WriteGuard
{
    public static async Task CheckAsync(HwbcDbContext db, Caller caller, CancellationToken cancellation)
    {
        if (caller.SeesAll)
            return;

        var coaches = new HashSet<Guid>();
        foreach (var entry in db.ChangeTracker.Entries())
        {
            // Standings are worked out from facts that this guard has already let through, at every PCN of the coach.
            if (entry.State is EntityState.Unchanged or EntityState.Detached || entry.Entity is CoachStanding)
                continue;

            if (entry.Entity is IPcnOwned owned)
            {
                // A check is the PCN's or a coach's: of their own a coach makes one, that they know the scope of the role.
                var ofCoach = (owned is ICoachOwned { CoachId: var id } && caller.CoachIds.Contains(id)) || (owned is CheckVersion { CoachId: { } own, Rule: "ROL-01" } && own == caller.PersonId);
                if (!ofCoach && !caller.PcnIds.Contains(owned.PcnId))
                    throw new TenancyViolationException($"{entry.Metadata.ClrType.Name}: a row of a PCN that {caller.Actor} does not see.");
            }
            else if (entry.Entity is ICoachOwned row)
            {
                coaches.Add(row.CoachId);
            }
            else if (entry.Entity is CoachRecord coach)
            {
                coaches.Add(coach.Id);
            }
        }

        coaches.ExceptWith(caller.CoachIds);
        coaches.ExceptWith(db.ChangeTracker.Entries<PostVersion>().Where(e => caller.PcnIds.Contains(e.Entity.PcnId)).Select(e => e.Entity.CoachId).ToList());
        if (coaches.Count == 0)
            return;

        var ids = coaches.ToList();
        var seen = await db.Posts.Where(p => ids.Contains(p.CoachId) && p.VoidedOn == null).Select(p => p.CoachId).Distinct().ToListAsync(cancellation);
        coaches.ExceptWith(seen);
        if (coaches.Count > 0)
            throw new TenancyViolationException($"A row of a coach whom {caller.Actor} does not see.");
    }
}
