using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Mails;

/// <summary>A coach at a PCN, for whom an account's person is the health coaching supervisor.</summary>
internal sealed record SupervisedCoach(Guid UserId, PcnName Pcn, CoachFile File);

/// <summary>Whom supervisors are named for, with what the ledger reads of each: a few queries a PCN.</summary>
internal sealed class SupervisedCoaches(HwbcDbContext db, CoachFileReader reader)
{
    /// <summary>The coaches of those who get a kind of mail.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="today">The day on which they get it.</param>
    /// <param name="named">The day on which they are named.</param>
    /// <param name="userId">One account; null for all.</param>
    /// <param name="cancellation">Stops the queries.</param>
    public async Task<IReadOnlyList<SupervisedCoach>> ReadAsync(MailKind kind, DateOnly today, DateOnly named, Guid? userId, CancellationToken cancellation)
    {
        var users = Recipients.Of(db, kind, today);
        if (userId is { } one)
            users = users.Where(u => u.Id == one);
        var pairs = await db.Assignments.Where(a => a.VoidedOn == null && a.Kind == AssignmentKind.HealthCoaching && a.From <= named && (a.To == null || a.To >= named))
            .Join(users, a => a.SupervisorVersion!.PersonId, u => u.PersonId, (a, u) => new { UserId = u.Id, u.PersonId, a.CoachId, a.PcnId, a.Pcn!.Code, a.Pcn.Name })
            .Where(p => p.CoachId != p.PersonId).Distinct().ToListAsync(cancellation);
        var coaches = new List<SupervisedCoach>();
        foreach (var at in pairs.GroupBy(p => new PcnName(p.PcnId, p.Code, p.Name)))
        {
            var files = await reader.ReadSupervisionAsync(at.Key.Id, at.Select(p => p.CoachId).Distinct().ToList(), cancellation);
            coaches.AddRange(at.Select(p => new SupervisedCoach(p.UserId, at.Key, files[p.CoachId])));
        }

        return coaches;
    }
}
