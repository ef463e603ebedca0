using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Exports;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Audit;

/// <summary>An entry of the audit in a list.</summary>
internal sealed record AuditRow(long Sequence, DateTime AtUtc, string Actor, string? ActorName, string Command, string? CoachName, string? CoachReference, string? PcnName)
{
    public string Who => ActorName is null ? Actor : $"{ActorName}, {Actor}";

    public string? Coach => CoachName is null ? null : $"{CoachName}, {CoachReference}";
}

/// <param name="Query">What was asked for.</param>
/// <param name="Rows">A page of entries.</param>
/// <param name="Older">Where the next page begins; null at the end.</param>
/// <param name="Pcns">The PCNs that can be asked for.</param>
/// <param name="Verified">When the chain was verified last, and what was found; null: not yet.</param>
internal sealed record AuditPage(AuditQuery Query, IReadOnlyList<AuditRow> Rows, long? Older, IReadOnlyList<PcnName> Pcns, JobRun? Verified);

/// <summary>Searches the audit, the newest first, fifty at a time by their places in the chain.</summary>
internal sealed class SearchAudit(HwbcDbContext db) : IUseCase
{
    // Of a name that very many have the coaches are found, and the accounts of some.
    private const int MostKeys = 500;

    private static readonly string[] Columns = ["Entry", "When", "Who", "What", "Coach", "PCN"];

    public async Task<Result<AuditPage>> HandleAsync(AuditQuery query, CancellationToken cancellation)
    {
        var rows = await (await EntriesAsync(query, cancellation)).OrderByDescending(e => e.Sequence).Take(AuditQuery.PageSize + 1)
            .Select(e => new AuditRow(e.Sequence, e.AtUtc, e.Actor, db.People.Where(p => p.Reference == e.Actor).Select(p => p.Name).FirstOrDefault(), e.Command,
                db.People.Where(p => p.Id == e.CoachId).Select(p => p.Name).FirstOrDefault(), db.People.Where(p => p.Id == e.CoachId).Select(p => p.Reference).FirstOrDefault(), db.Pcns.Where(p => p.Id == e.PcnId).Select(p => p.Name).FirstOrDefault()))
            .ToListAsync(cancellation);
        var pcns = await db.Pcns.AsNoTracking().OrderBy(p => p.Name).Select(p => new PcnName(p.Id, p.Code, p.Name)).ToListAsync(cancellation);
        return new AuditPage(query, rows.Take(AuditQuery.PageSize).ToList(), rows.Count > AuditQuery.PageSize ? rows[AuditQuery.PageSize - 1].Sequence : null, pcns,
            await db.JobRuns.AsNoTracking().SingleOrDefaultAsync(r => r.Name == NightlyVerifying.Job, cancellation));
    }

    /// <summary>What is on the page, as a sheet. That it was taken out is an entry itself.</summary>
    public async Task<Result<Sheet>> ExportAsync(AuditQuery query, CancellationToken cancellation)
    {
        var read = await HandleAsync(query, cancellation);
        if (read.Failure is { } failure)
            return failure;
        var page = read.Value!;
        var filters = Filters(query, page.Pcns).Select(f => f.Text).ToList();
        var asked = filters.Count == 0 ? "Everything" : string.Join("; ", filters);
        await db.RecordReadAsync(new AuditCommand("audit.export", Reason: $"{asked}; {Words.Count(page.Rows.Count, "entry", "entries")}"), cancellation);
        return new Sheet("Audit", Columns, page.Rows.Select(r => (IReadOnlyList<Cell>)[new Cell.Number(r.Sequence), Cell.Of(Words.Instant(r.AtUtc)), Cell.Of(r.Who), Cell.Of(CommandWords.Of(r.Command)), Cell.Of(r.Coach), Cell.Of(r.PcnName)]).ToList(), [("Asked for", Cell.Of(asked))]);
    }

    /// <summary>What narrows the list, in words, each with the query that does without it.</summary>
    public static IEnumerable<(string Text, AuditQuery Without)> Filters(AuditQuery query, IReadOnlyList<PcnName> pcns)
    {
        if (!string.IsNullOrWhiteSpace(query.Who))
            yield return ($"By “{query.Who.Trim()}”", query with { Who = null });
        if (!string.IsNullOrWhiteSpace(query.About))
            yield return ($"About “{query.About.Trim()}”", query with { About = null });
        if (!string.IsNullOrWhiteSpace(query.Command))
            yield return (CommandWords.Of(query.Command), query with { Command = null });
        if (!string.IsNullOrWhiteSpace(query.Pcn))
            yield return (pcns.FirstOrDefault(p => p.Code == query.Pcn)?.Name ?? query.Pcn, query with { Pcn = null });
        if (!string.IsNullOrWhiteSpace(query.Record))
            yield return ("One record", query with { Record = null });
        if (query.From is { } from)
            yield return ($"From {Words.Date(from)}", query with { From = null });
        if (query.To is { } to)
            yield return ($"To {Words.Date(to)}", query with { To = null });
    }

    private async Task<IQueryable<AuditEntry>> EntriesAsync(AuditQuery query, CancellationToken cancellation)
    {
        var entries = db.AuditEntries.AsNoTracking();
        if (query.Before is { } before)
            entries = entries.Where(e => e.Sequence < before);
        if (!string.IsNullOrWhiteSpace(query.Who))
        {
            var (who, pattern) = (query.Who.Trim(), LikePattern.Containing(query.Who));
            entries = entries.Where(e => e.Actor == who || db.People.Any(p => p.Reference == e.Actor && EF.Functions.Like(p.Name, pattern, LikePattern.Escape)));
        }

        if (!string.IsNullOrWhiteSpace(query.About))
        {
            var (about, pattern) = (query.About.Trim(), LikePattern.Containing(query.About));
            // The coach of whom an entry is, or a row of the person, of their account or of a role of it that it changed.
            var people = db.People.Where(p => p.Reference == about || EF.Functions.Like(p.Name, pattern, LikePattern.Escape));
            var accounts = db.Users.Where(u => people.Any(p => p.Id == u.PersonId));
            var keys = await people.Select(p => p.Id).Concat(accounts.Select(u => u.Id)).Concat(db.Memberships.Where(m => accounts.Any(u => u.Id == m.UserId)).Select(m => m.Id)).Order().Take(MostKeys).ToListAsync(cancellation);
            var texts = keys.ConvertAll(k => k.ToString());
            entries = entries.Where(e => people.Any(p => p.Id == e.CoachId) || e.Changes.Any(c => texts.Contains(c.Key)));
        }

        if (!string.IsNullOrWhiteSpace(query.Command))
            entries = entries.Where(e => e.Command == query.Command);
        if (!string.IsNullOrWhiteSpace(query.Pcn))
            entries = entries.Where(e => db.Pcns.Any(p => p.Id == e.PcnId && p.Code == query.Pcn));
        if (!string.IsNullOrWhiteSpace(query.Record))
        {
            var keys = Guid.TryParse(query.Record, out var id) ? await RecordRows.OfProgramme(db, id).Concat(RecordRows.OfSupervisor(db, id)).ToListAsync(cancellation) : [];
            var texts = keys.ConvertAll(k => k.ToString());
            entries = entries.Where(e => e.Changes.Any(c => texts.Contains(c.Key)));
        }

        if (query.From is { } from)
        {
            var first = UkClock.ToUtc(from, TimeOnly.MinValue);
            entries = entries.Where(e => e.AtUtc >= first);
        }

        if (query.To is { } to && to < DateOnly.MaxValue)
        {
            var end = UkClock.ToUtc(to.AddDays(1), TimeOnly.MinValue);
            entries = entries.Where(e => e.AtUtc < end);
        }

        return entries;
    }
}
