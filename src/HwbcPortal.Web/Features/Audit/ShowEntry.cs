using System.Text.Json;
using HwbcPortal.Data;
using HwbcPortal.Web.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Audit;

/// <summary>One row that a command changed. <c>Fields</c>: null where the personal part was erased.</summary>
internal sealed record ChangedRow(string Entity, string Key, string Kind, IReadOnlyList<FieldChange>? Fields);

internal sealed record EntryPage(AuditRow Entry, IReadOnlyList<string> Reasons, IReadOnlyList<ChangedRow> Rows, string Hash);

/// <summary>An entry of the audit: who did what, when, why, and each row before and after.</summary>
internal sealed class ShowEntry(HwbcDbContext db) : IUseCase
{
    private const int LongestValue = 500;

    public async Task<Result<EntryPage>> HandleAsync(long sequence, CancellationToken cancellation)
    {
        if (await db.AuditEntries.AsNoTracking().Include(e => e.Changes).SingleOrDefaultAsync(e => e.Sequence == sequence, cancellation) is not { } entry)
            return new NotFoundError();
        var people = await db.People.AsNoTracking().Where(p => p.Reference == entry.Actor || p.Id == entry.CoachId).Select(p => new { p.Id, p.Reference, p.Name }).ToListAsync(cancellation);
        var pcn = await db.Pcns.AsNoTracking().Where(p => p.Id == entry.PcnId).Select(p => p.Name).FirstOrDefaultAsync(cancellation);
        var coach = people.Find(p => p.Id == entry.CoachId);
        return new EntryPage(new AuditRow(entry.Sequence, entry.AtUtc, entry.Actor, people.Find(p => p.Reference == entry.Actor)?.Name, entry.Command, coach?.Name, coach?.Reference, pcn),
            entry.Changes.Where(c => c.Content is not null).Select(c => RecordedChanges.Reason(c.Content!)).OfType<string>().Distinct().ToList(),
            entry.Changes.Where(c => c.Kind != "Read").OrderBy(c => c.Id).Select(c => new ChangedRow(RecordedChanges.Spaced(c.Entity), c.Key, c.Kind, c.Content is { } content ? Fields(content) : null)).ToList(), entry.Hash);
    }

    private static List<FieldChange> Fields(string content)
    {
        using var json = JsonDocument.Parse(content);
        var (before, after) = (Values(json.RootElement, "before"), Values(json.RootElement, "after"));
        return before.Keys.Union(after.Keys).Order(StringComparer.Ordinal).Select(name => new FieldChange(RecordedChanges.Spaced(name), before.GetValueOrDefault(name), after.GetValueOrDefault(name))).ToList();
    }

    private static Dictionary<string, string> Values(JsonElement root, string name) =>
        root.TryGetProperty(name, out var values) ? values.EnumerateObject().ToDictionary(p => p.Name, p => Cut(RecordedChanges.Words(p.Value)), StringComparer.Ordinal) : [];

    private static string Cut(string text) => text.Length <= LongestValue ? text : $"{text[..LongestValue]}…";
}
