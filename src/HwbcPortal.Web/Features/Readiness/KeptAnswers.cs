using System.Collections.Concurrent;
using HwbcPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Readiness;

/// <summary>
/// What was read for lists, kept until anything is recorded. Every change of facts lengthens the audit's chain in its own
/// transaction, so an answer that was read at the same length is still right, whichever process made the change; standings that
/// are extended for a new day change no fact, so whoever extends them says so. Who may ask is checked before: a key names all
/// that the answer depends on, the PCN first.
/// </summary>
internal sealed class KeptAnswers
{
    private const int Most = 500;
    private readonly ConcurrentDictionary<object, (long Chain, int Extension, object Answer)> _kept = new();
    private int _extension;

    /// <summary>The standings were extended: what was read before, or is being read now, is not kept.</summary>
    public void StandingsExtended() => Interlocked.Increment(ref _extension);

    /// <summary>The answer to a question, read anew if anything was recorded since it was kept.</summary>
    /// <param name="db">The record.</param>
    /// <param name="key">All that the answer depends on besides the record.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="cancellation">Stops the queries.</param>
    public async Task<T> GetAsync<T>(HwbcDbContext db, object key, Func<Task<T>> read, CancellationToken cancellation) where T : notnull
    {
        // Both are read before the answer: what is recorded in between makes it old, never wrong.
        var extension = Volatile.Read(ref _extension);
        var chain = await db.AuditHeads.Select(h => h.Sequence).SingleAsync(cancellation);
        if (_kept.TryGetValue(key, out var kept) && kept.Chain == chain && kept.Extension == extension)
            return (T)kept.Answer;
        var answer = await read();
        if (_kept.Count > Most)
            _kept.Clear();
        _kept[key] = (chain, extension, answer);
        return answer;
    }
}
