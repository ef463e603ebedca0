using HwbcPortal.Data;
using HwbcPortal.Web.Features.Audit;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Coaches;

/// <summary>One command on the record: who, when, what, and why where a reason was given.</summary>
internal sealed record HistoryRow(DateTime AtUtc, string By, string What, string? Reason, IReadOnlyList<FieldChange> Changes);

internal sealed record HistoryPage(SeenCoach Coach, CoachTabs Tabs, IReadOnlyList<HistoryRow> Rows, bool HasMore);

/// <summary>What was changed on a coach's record, the newest first. What another PCN did is said without its details.</summary>
internal sealed class ShowHistory(HwbcDbContext db, CoachAccess access, SignedIn signedIn) : IUseCase
{
    private const int Most = 100;

    public async Task<Result<HistoryPage>> HandleAsync(string reference, string? pcn, CancellationToken cancellation)
    {
        var found = await access.FindAsync(reference, Operation.ReadCoach, pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var coach = found.Value!;
        var person = signedIn.Person;
        var between = CommandWords.BetweenTwo.ToArray();
        var entries = await db.AuditEntries.AsNoTracking().Where(e => e.CoachId == coach.Id && !between.Contains(e.Command)).OrderByDescending(e => e.Sequence).Take(Most + 1)
            .Select(e => new { e.Sequence, e.AtUtc, e.Actor, e.Command, e.PcnId, Name = db.People.Where(p => p.Reference == e.Actor).Select(p => p.Name).FirstOrDefault() }).ToListAsync(cancellation);
        // An import stores a whole file: what it held is on the other pages.
        var told = entries.Where(e => e.Command != "import").Select(e => e.Sequence).ToList();
        var contents = (await db.AuditChanges.AsNoTracking().Where(c => told.Contains(c.EntrySequence) && c.Content != null).OrderBy(c => c.Id).Select(c => new { c.EntrySequence, c.Kind, c.Content }).ToListAsync(cancellation)).ToLookup(c => c.EntrySequence);
        var replaced = contents.SelectMany(g => g).Select(c => RecordedChanges.Replaced(c.Content!)).OfType<string>().Distinct().ToList();
        var before = await db.AuditChanges.AsNoTracking().Where(c => c.Kind == "Added" && replaced.Contains(c.Key)).Select(c => new { c.Key, c.Content }).ToDictionaryAsync(c => c.Key, c => c.Content, cancellation);
        var rows = entries.Take(Most).Select(e =>
        {
            var elsewhere = e.PcnId is { } id && !person.IsAdministrator && person.Pcns.All(p => p.Id != id);
            if (elsewhere)
                return new HistoryRow(e.AtUtc, "Somebody at another PCN", e.Command == "coach.take-over" ? "Took the record over: the coach comes to another PCN" : "Recorded something at another PCN", null, []);
            var changes = contents[e.Sequence].Where(c => c.Kind == "Added").SelectMany(c => RecordedChanges.Of(c.Content!, RecordedChanges.Replaced(c.Content!) is { } key ? before.GetValueOrDefault(key) : null)).ToList();
            return new HistoryRow(e.AtUtc, e.Name ?? (e.Actor == "import" ? "Import of a coach file" : e.Actor), CommandWords.Of(e.Command), contents[e.Sequence].Select(c => RecordedChanges.Reason(c.Content!)).FirstOrDefault(r => r is not null), changes);
        }).ToList();
        return new HistoryPage(coach, CoachTabs.For(coach, person, "History"), rows, entries.Count > Most);
    }
}
