using System.Globalization;
using HwbcPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Data.Auditing;

/// <summary>What was looked at on the audit chain, and what is wrong with it.</summary>
/// <param name="Entries">How many entries.</param>
/// <param name="Changes">How many changes they have.</param>
/// <param name="Erased">How many of those were erased.</param>
/// <param name="First">The first entry's place; 0 without entries.</param>
/// <param name="Last">The last entry's place.</param>
/// <param name="Hash">The hash at the end of the chain: kept elsewhere, it also shows a chain that was made anew.</param>
/// <param name="Faults">How many faults.</param>
/// <param name="Told">The first of them in words.</param>
public sealed record ChainReport(long Entries, long Changes, long Erased, long First, long Last, string Hash, int Faults, IReadOnlyList<string> Told);

/// <summary>Walks the audit chain from its first entry to its head, some entries at a time, and says what does not agree.</summary>
public sealed class ChainVerifier(HwbcDbContext db)
{
    private const int Batch = 500;
    private const int MostTold = 20;
    private readonly List<string> _told = [];
    private int _faults;
    private long _entries, _changes, _erased, _first, _last;

    // What the next entry must name; null after an entry that cannot be read.
    private string? _hash = new('0', 64);

    /// <summary>Verifies all of it.</summary>
    public async Task<ChainReport> VerifyAsync(CancellationToken cancellation)
    {
        while (true)
        {
            // The head is read first: whatever is appended meanwhile is in the batch.
            var head = await db.AuditHeads.AsNoTracking().SingleOrDefaultAsync(cancellation);
            var from = _last;
            var batch = await ReadAsync(db.AuditEntries.Where(e => e.Sequence > from).OrderBy(e => e.Sequence).Take(Batch), cancellation);
            var spelt = await SpeltAsync(from, cancellation);
            if (batch is { Count: 0 })
            {
                await EndAsync(head, cancellation);
                return new ChainReport(_entries, _changes, _erased, _first, _last, _hash ?? "", _faults, _told);
            }

            // One of them cannot be read: each by itself tells which.
            foreach (var place in batch is not null ? [] : await db.AuditEntries.Where(e => e.Sequence > from).OrderBy(e => e.Sequence).Take(Batch).Select(e => e.Sequence).ToListAsync(cancellation))
            {
                if (await ReadAsync(db.AuditEntries.Where(e => e.Sequence == place), cancellation) is [var entry])
                    Look(entry, spelt);
                else
                    Unreadable(place);
            }

            batch?.ForEach(entry => Look(entry, spelt));
        }
    }

    private static async Task<List<AuditEntry>?> ReadAsync(IQueryable<AuditEntry> entries, CancellationToken cancellation)
    {
        try
        {
            return await entries.AsNoTracking().Include(e => e.Changes).ToListAsync(cancellation);
        }
        catch (Exception fault) when (fault is FormatException or InvalidCastException or InvalidOperationException or ArgumentException or OverflowException)
        {
            // A value that no longer is of its kind, such as a date with a letter in it.
            return null;
        }
    }

    /// <summary>
    /// SQLite keeps moments and keys as texts, and some texts are read as the same one ("2026-11.24", a key in small letters): how each stands there.
    /// SQL Server has kinds of their own for them, of which there is one way to write each.
    /// </summary>
    private async Task<Dictionary<long, Spelt>?> SpeltAsync(long from, CancellationToken cancellation) => !db.Database.IsSqlite() ? null
        : await db.Database.SqlQuery<Spelt>($"""SELECT "Sequence", CAST("AtUtc" AS TEXT) AS "AtUtc", CAST("UserId" AS TEXT) AS "UserId", CAST("CoachId" AS TEXT) AS "CoachId", CAST("PcnId" AS TEXT) AS "PcnId" FROM "AuditEntries" WHERE "Sequence" > {from} ORDER BY "Sequence" LIMIT {Batch}""").ToDictionaryAsync(s => s.Sequence, cancellation);

    private void Look(AuditEntry entry, Dictionary<long, Spelt>? spelt)
    {
        Follow(entry.Sequence);
        if (spelt is not null && spelt.GetValueOrDefault(entry.Sequence) != Spelt.As(entry))
            Fault(entry.Sequence, "is not as it was written: its moment or a key in it is spelt otherwise");
        if (_hash is not null && entry.PreviousHash != _hash)
            Fault(entry.Sequence, "does not follow from the entry before it");
        if (entry.Hash != AuditTrail.HashOf(entry))
            Fault(entry.Sequence, "is not what was written: its hash is of something else");
        foreach (var change in entry.Changes)
        {
            _changes++;
            if (change is { Content: null, Salt: null })
                _erased++;
            else if (change.Content is null || change.Salt is null)
                Fault(entry.Sequence, $"has half of what it says about {change.Entity} {change.Key}: its content or its salt is gone");
            // The digest is of both, one after the other: where the one ends and the other begins is known by the salt's length.
            else if (change.Salt.Length != AuditTrail.SaltLength || change.Digest != AuditTrail.DigestOf(change.Salt, change.Content))
                Fault(entry.Sequence, $"has another content of {change.Entity} {change.Key} than was written");
        }

        _hash = entry.Hash;
    }

    private void Unreadable(long place)
    {
        Follow(place);
        Fault(place, "cannot be read: a value in it is not of its kind");
        _hash = null;
    }

    private void Follow(long place)
    {
        if (place != _last + 1)
            Fault(place, $"comes after {_last.ToString(CultureInfo.InvariantCulture)}: what was between them is missing");
        _entries++;
        _first = _entries == 1 ? place : _first;
        _last = place;
    }

    private async Task EndAsync(AuditHead? head, CancellationToken cancellation)
    {
        if (head is null)
            Fault(_last, "is the last one, and the row that says where the chain ends is missing");
        else if (head.Sequence != _last)
            Fault(_last, string.Create(CultureInfo.InvariantCulture, $"is the last one, but the chain ended with {head.Sequence}"));
        else if (_hash is not null && head.Hash != _hash)
            Fault(_last, "is the last one, but its hash is not that of the end of the chain");
        foreach (var place in await db.AuditChanges.Where(c => !db.AuditEntries.Any(e => e.Sequence == c.EntrySequence)).Select(c => c.EntrySequence).Distinct().OrderBy(s => s).Take(MostTold).ToListAsync(cancellation))
            Fault(place, "is missing, but not what it changed");
    }

    private void Fault(long place, string what)
    {
        _faults++;
        if (_told.Count < MostTold)
            _told.Add(string.Create(CultureInfo.InvariantCulture, $"Entry {place} {what}."));
    }

    /// <summary>How the moment and the keys of an entry stand in a database that keeps them as texts.</summary>
    private sealed record Spelt(long Sequence, string AtUtc, string? UserId, string? CoachId, string? PcnId)
    {
        public static Spelt As(AuditEntry entry) => new(entry.Sequence, entry.AtUtc.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture), Key(entry.UserId), Key(entry.CoachId), Key(entry.PcnId));

        private static string? Key(Guid? key) => key?.ToString().ToUpperInvariant();
    }
}
