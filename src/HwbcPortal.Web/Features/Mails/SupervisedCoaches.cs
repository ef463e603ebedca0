using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Mails;

/// <summary>A coach at a PCN, for whom an account's person is the health coaching supervisor, or covers for whoever is.</summary>
/// <param name="UserId">The account.</param>
/// <param name="Pcn">The PCN.</param>
/// <param name="File">The coach.</param>
/// <param name="Cover">Who covers: the account's person as "you", first, and others by name.</param>
internal sealed record SupervisedCoach(Guid UserId, PcnName Pcn, CoachFile File, IReadOnlyList<string> Cover);

/// <summary>Whom supervisors are named for or cover, with what the ledger reads of each: a few queries, and a few a PCN.</summary>
internal sealed class SupervisedCoaches(HwbcDbContext db, CoachFileReader reader)
{
    /// <summary>The coaches of those who get a kind of mail.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="today">The day on which they get it.</param>
    /// <param name="named">The day on which they are named or cover: today, or lately enough that they see the coach still.</param>
    /// <param name="userId">One account; null for all.</param>
    /// <param name="cancellation">Stops the queries.</param>
    public async Task<IReadOnlyList<SupervisedCoach>> ReadAsync(MailKind kind, DateOnly today, DateOnly named, Guid? userId, CancellationToken cancellation)
    {
        var users = Recipients.Of(db, kind, today);
        if (userId is { } one)
            users = users.Where(u => u.Id == one);
        var covers = db.SupervisionCovers.Where(c => c.TakenBackUtc == null && c.From <= named && c.To >= named);
        var pairs = await db.Assignments.Where(a => a.VoidedOn == null && a.Kind == AssignmentKind.HealthCoaching && a.From <= named && (a.To == null || a.To >= named))
            .Select(a => new { a.SupervisorVersion!.PersonId, a.CoachId, a.PcnId })
            .Union(covers.Select(c => new { c.PersonId, c.CoachId, c.PcnId })).Where(p => p.CoachId != p.PersonId)
            .Join(users, p => p.PersonId, u => u.PersonId, (p, u) => new { UserId = u.Id, p.PersonId, p.CoachId, p.PcnId })
            .Join(db.Pcns, p => p.PcnId, n => n.Id, (p, n) => new { p.UserId, p.PersonId, p.CoachId, p.PcnId, n.Code, n.Name }).ToListAsync(cancellation);
        var covering = (await covers.OrderBy(c => c.Person!.Name).ThenBy(c => c.Id).Select(c => new { c.CoachId, c.PcnId, c.PersonId, c.Person!.Name }).ToListAsync(cancellation)).ToLookup(c => (c.CoachId, c.PcnId));
        var coaches = new List<SupervisedCoach>();
        foreach (var at in pairs.GroupBy(p => new PcnName(p.PcnId, p.Code, p.Name)))
        {
            var files = await reader.ReadSupervisionAsync(at.Key.Id, at.Select(p => p.CoachId).Distinct().ToList(), cancellation);
            coaches.AddRange(at.Select(p => new SupervisedCoach(p.UserId, at.Key, files[p.CoachId], covering[(p.CoachId, p.PcnId)].OrderBy(c => c.PersonId != p.PersonId).Select(c => c.PersonId == p.PersonId ? "you" : c.Name).ToList())));
        }

        return coaches;
    }
}
