using HwbcPortal.Data;
using HwbcPortal.Web.Features.Audit;
using HwbcPortal.Web.Features.Coaches;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Me;

/// <summary>Somebody who looked at one's record.</summary>
internal sealed record ReaderRow(DateTime AtUtc, string Name, string What, string? Which);

/// <summary><c>Older</c>: where the next page begins; null at the end. <c>KeptSinceUtc</c>: the day of the oldest entry that is kept; null without one.</summary>
internal sealed record ReadersPage(IReadOnlyList<ReaderRow> Rows, bool IsFirst, long? Older, DateTime? KeptSinceUtc);

/// <summary>Who looked at a person's record, when, and at what; what they looked at themselves is left out.</summary>
internal sealed class ListReaders(HwbcDbContext db, SignedIn signedIn) : IUseCase
{
    private const int PageSize = 50;

    public async Task<Result<ReadersPage>> HandleAsync(long? before, CancellationToken cancellation)
    {
        if (signedIn.Person.OwnCoachId is not { } coachId)
            return new ForbiddenError("You have no coach record yet. Ask your manager to add you.");
        var (self, reads) = (signedIn.Person.Reference, CommandWords.Reads.ToArray());
        // A list of claims names everybody who was in post at the PCN in its month, and a list of the audit may name anybody.
        var pcns = db.Posts.Where(p => p.CoachId == coachId).Select(p => p.PcnId);
        var entries = await db.AuditEntries.AsNoTracking().Where(e => e.Actor != self && (before == null || e.Sequence < before)
                && ((e.CoachId == coachId && reads.Contains(e.Command)) || e.Command == "audit.export" || (e.Command == "claims.export" && e.PcnId != null && pcns.Contains(e.PcnId.Value))))
            .OrderByDescending(e => e.Sequence).Take(PageSize + 1)
            .Select(e => new
            {
                e.Sequence, e.AtUtc, e.Actor, e.Command, Name = db.People.Where(p => p.Reference == e.Actor).Select(p => p.Name).FirstOrDefault(), Pcn = db.Pcns.Where(p => p.Id == e.PcnId).Select(p => p.Name).FirstOrDefault(),
                Content = e.Changes.OrderBy(c => c.Id).Select(c => c.Content).FirstOrDefault(),
            }).ToListAsync(cancellation);
        var kept = await db.AuditEntries.OrderBy(e => e.Sequence).Select(e => (DateTime?)e.AtUtc).FirstOrDefaultAsync(cancellation);
        return new ReadersPage(entries.Take(PageSize).Select(e => new ReaderRow(e.AtUtc, e.Name is null ? e.Actor : $"{e.Name}, {e.Actor}", e.Command == "claims.export" ? $"Took a list of claims of {e.Pcn} out that can name you" : e.Command == "audit.export" ? "Took a list of what was done out that can name you" : CommandWords.Of(e.Command),
            // What was asked of the audit may name somebody else.
            e.Command != "audit.export" && e.Content is { } content ? RecordedChanges.Reason(content) : null)).ToList(), before is null, entries.Count > PageSize ? entries[PageSize - 1].Sequence : null, kept);
    }
}
