using System.Linq.Expressions;
using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Audit;

/// <summary>One command on a record: who, when, what, why where a reason was given, and what it changed.</summary>
/// <param name="Entry">Its place in the audit, for whoever reads that; null for the others.</param>
/// <param name="AtUtc">When.</param>
/// <param name="By">Who.</param>
/// <param name="What">What was done.</param>
/// <param name="Reason">Why, or what was read.</param>
/// <param name="Changes">What it says since.</param>
/// <param name="IsErased">Whether the personal part of it was erased.</param>
internal sealed record HistoryRow(long? Entry, DateTime AtUtc, string By, string What, string? Reason, IReadOnlyList<FieldChange> Changes, bool IsErased);

/// <summary>What was done to a record, the newest first.</summary>
/// <param name="Rows">The commands.</param>
/// <param name="HasMore">Whether there were earlier ones.</param>
/// <param name="Audit">Where all of it stands, for whoever reads the audit; null for the others.</param>
internal sealed record RecordHistory(IReadOnlyList<HistoryRow> Rows, bool HasMore, string? Audit);

/// <summary>
/// A record's own history out of the audit. Of an entry it tells the rows of this record alone. What another PCN did is said without its
/// details, and what was done about a coach is explained on the coach's record alone.
/// </summary>
internal sealed class ReadHistory(HwbcDbContext db, SignedIn signedIn) : IUseCase
{
    public const int Most = 100;

    private static readonly IReadOnlyDictionary<string, string> NoNames = new Dictionary<string, string>();

    /// <summary>What was done about a coach; of rows that belong to another record it says nothing, and of what was done after the coach left only what was done at the reader's own PCNs, or by the reader.</summary>
    public Task<RecordHistory> OfCoachAsync(SeenCoach coach, CancellationToken cancellation)
    {
        var (coachId, self, pcnIds) = (coach.Id, signedIn.Person.Reference, signedIn.Person.Pcns.Select(p => p.Id).ToArray());
        var entries = db.AuditEntries.Where(e => e.CoachId == coachId);
        if (coach.Until is { } last)
        {
            var after = UkClock.ToUtc(last.AddDays(1), TimeOnly.MinValue);
            entries = entries.Where(e => e.AtUtc < after || e.Actor == self || (e.PcnId != null && pcnIds.Contains(e.PcnId.Value)));
        }

        var (untold, others) = (CommandWords.Untold.ToArray(), RecordedChanges.OtherRecords);
        return ReadAsync(entries.Where(e => !untold.Contains(e.Command)), c => !others.Contains(c.Entity), coachId, NoNames, $"/audit?about={Uri.EscapeDataString(coach.Reference)}", cancellation);
    }

    /// <summary>What was done to rows of a record.</summary>
    /// <param name="entities">The kinds of its rows, that of the record itself first.</param>
    /// <param name="keys">Their keys.</param>
    /// <param name="named">What keys are called.</param>
    /// <param name="audit">Where all of it stands in the audit.</param>
    /// <param name="cancellation">Stops the queries.</param>
    public Task<RecordHistory> OfAsync(IReadOnlyList<string> entities, IEnumerable<Guid> keys, IReadOnlyDictionary<string, string>? named, string audit, CancellationToken cancellation)
    {
        var texts = keys.Select(k => k.ToString()).ToList();
        return OfAsync(c => texts.Contains(c.Key) && entities.Contains(c.Entity), named, audit, cancellation);
    }

    public Task<RecordHistory> OfAsync(Expression<Func<AuditChange, bool>> rows, IReadOnlyDictionary<string, string>? named, string audit, CancellationToken cancellation)
    {
        var entries = db.AuditChanges.Where(rows).Select(c => c.EntrySequence);
        return ReadAsync(db.AuditEntries.Where(e => entries.Contains(e.Sequence)), rows, null, named ?? NoNames, audit, cancellation);
    }

    private async Task<RecordHistory> ReadAsync(IQueryable<AuditEntry> entries, Expression<Func<AuditChange, bool>> rows, Guid? coachId, IReadOnlyDictionary<string, string> named, string audit, CancellationToken cancellation)
    {
        var (person, readsAudit) = (signedIn.Person, signedIn.Person.MayAnywhere(Operation.ReadAudit));
        var read = await entries.AsNoTracking().OrderByDescending(e => e.Sequence).Take(Most + 1)
            .Select(e => new { e.Sequence, e.AtUtc, e.Actor, e.Command, e.CoachId, e.PcnId, Name = db.People.Where(p => p.Reference == e.Actor).Select(p => p.Name).FirstOrDefault() }).ToListAsync(cancellation);
        // An import stores a whole file: what it held is on the other pages.
        var sequences = read.Take(Most).Where(e => e.Command != "import").Select(e => e.Sequence).ToList();
        var changes = (await db.AuditChanges.AsNoTracking().Where(rows).Where(c => sequences.Contains(c.EntrySequence)).OrderBy(c => c.Id).Select(c => new { c.EntrySequence, Row = new StoredRow(c.Entity, c.Key, c.Kind, c.Content) }).ToListAsync(cancellation))
            .ToLookup(c => c.EntrySequence, c => c.Row);
        var told = read.Take(Most).Select(e =>
        {
            // Where the record itself gets a next version its parts are copied to it: they say nothing new.
            var all = changes[e.Sequence].ToList();
            var renewed = all.Find(r => r.Entity is nameof(ProgrammeVersion) or nameof(SupervisorVersion) && RecordedChanges.Replaced(r) is not null)?.Entity;
            return (Entry: e, Rows: renewed is null ? all : all.FindAll(r => r.Entity == renewed));
        }).ToList();
        var earlier = told.SelectMany(t => t.Rows).Select(EarlierOf).OfType<string>().Distinct().ToList();
        var before = earlier.Count == 0 ? [] : await db.AuditChanges.AsNoTracking().Where(c => c.Kind == "Added" && earlier.Contains(c.Key)).Select(c => new { c.Key, c.Content }).ToDictionaryAsync(c => c.Key, c => c.Content, cancellation);
        var history = told.ConvertAll(t =>
        {
            var e = t.Entry;
            if (e.PcnId is { } id && !person.IsAdministrator && person.Pcns.All(p => p.Id != id))
                return new HistoryRow(null, e.AtUtc, "Somebody at another PCN", e.Command == "coach.take-over" ? "Took the record over: the coach comes to another PCN" : "Recorded something at another PCN", null, [], false);
            var replaced = t.Rows.Select(RecordedChanges.Replaced).ToHashSet();
            var facts = t.Rows.FindAll(r => r.Kind != "Read" && r.Content is not null && !(RecordedChanges.IsTakenBack(r) && replaced.Contains(r.Key)));
            var reason = coachId is null && e.CoachId is not null ? null : t.Rows.Select(r => r.Content is { } content ? RecordedChanges.Reason(content) : null).FirstOrDefault(r => r is not null);
            return new HistoryRow(readsAudit ? e.Sequence : null, e.AtUtc, e.Name ?? (e.Actor == "import" ? "Import of a coach file" : "The portal"), CommandWords.Of(e.Command),
                reason is null || !CommandWords.AsksWhy(e.Command) ? reason : $"Why: {reason}", facts.SelectMany(r => RecordedChanges.Of(r, EarlierOf(r) is { } key ? before.GetValueOrDefault(key) : null, named)).ToList(), t.Rows.Exists(r => r.Content is null));
        });
        return new RecordHistory(history, read.Count > Most, readsAudit ? audit : null);
    }

    private static string? EarlierOf(StoredRow row) => RecordedChanges.IsTakenBack(row) ? row.Key : RecordedChanges.Replaced(row);
}
