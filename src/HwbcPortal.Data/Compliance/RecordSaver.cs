using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Data.Tenancy;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Domain.People;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Data.Compliance;

/// <summary>How a change to the record ended.</summary>
public abstract record SaveOutcome
{
    /// <summary>It is stored, with its audit entry and the standings that follow from it.</summary>
    public sealed record Saved : SaveOutcome;

    /// <summary>The coach file would be refused with it; nothing is stored.</summary>
    public sealed record Refused(CoachFileRefusal Refusal) : SaveOutcome;

    /// <summary>It would clear whoever does it for referrals; nothing is stored.</summary>
    public sealed record ClearsOneself : SaveOutcome;

    /// <summary>It happened after the coach had left the PCNs of whoever records it; nothing is stored.</summary>
    /// <param name="Last">The last day of which they record something.</param>
    public sealed record AfterLeaving(DateOnly Last) : SaveOutcome;

    /// <summary>Somebody else changed the same thing first; nothing is stored.</summary>
    public sealed record Stale : SaveOutcome;

    /// <summary>The same form was accepted before; nothing is stored again.</summary>
    public sealed record Repeated(string Location) : SaveOutcome;
}

/// <summary>
/// Stores a change of facts: rows, audit entry, the check by the same code that refuses coach files, and the standings that
/// follow, all in one transaction or not at all. Nobody is cleared by what they change themselves, whichever change it is.
/// </summary>
public sealed class RecordSaver(HwbcDbContext db, CoachFileReader reader, StandingWriter standings, Caller caller)
{
    /// <summary>Stores what was added to the context.</summary>
    /// <param name="command">What is being done, for the audit.</param>
    /// <param name="coachIds">The coaches whose answers can change.</param>
    /// <param name="today">The day from which standings are written.</param>
    /// <param name="receipt">The form's key, so that the same form makes one record.</param>
    /// <param name="cancellation">Stops the commands; nothing is stored then.</param>
    public async Task<SaveOutcome> SaveAsync(AuditCommand command, IReadOnlyCollection<Guid> coachIds, DateOnly today, FormReceipt? receipt, CancellationToken cancellation = default)
    {
        if (receipt is not null && await db.FormReceipts.Where(r => r.Key == receipt.Key && r.UserId == receipt.UserId).Select(r => r.Location).SingleOrDefaultAsync(cancellation) is { } before)
        {
            await EndAsync();
            return new SaveOutcome.Repeated(before);
        }

        if (await LeftBeforeAsync(cancellation) is { } last)
        {
            db.ChangeTracker.Clear();
            return new SaveOutcome.AfterLeaving(last);
        }

        db.Command = command;
        // A use case that had to write before (a reference to give out) has begun the transaction and ends it: but a repeated form ends it here.
        await using var own = db.Database.CurrentTransaction is null ? await db.Database.BeginTransactionAsync(cancellation) : null;
        var self = caller.PersonId is { } person && coachIds.Contains(person) ? await reader.ReadAsync(person, cancellation) : null;
        try
        {
            if (receipt is not null)
                db.FormReceipts.Add(receipt);
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateConcurrencyException)
        {
            // What is read to show the form again is what is stored.
            db.ChangeTracker.Clear();
            return new SaveOutcome.Stale();
        }
        catch (DbUpdateException fault) when (UniqueViolation.Is(fault))
        {
            await EndAsync();
            db.ChangeTracker.Clear();
            var location = receipt is null ? null : await db.FormReceipts.Where(r => r.Key == receipt.Key && r.UserId == receipt.UserId).Select(r => r.Location).SingleOrDefaultAsync(cancellation);
            return location is null ? new SaveOutcome.Stale() : new SaveOutcome.Repeated(location);
        }

        foreach (var coachId in coachIds)
        {
            var file = await reader.ReadAsync(coachId, cancellation) ?? throw new InvalidOperationException($"No coach {coachId}.");
            if (CoachFileValidator.Validate(file) is { } refusal)
                return new SaveOutcome.Refused(refusal);
            if (self is not null && coachId == caller.PersonId && SelfDealing.Clears(self, file, today))
            {
                db.ChangeTracker.Clear();
                return new SaveOutcome.ClearsOneself();
            }

            await standings.WriteAsync(coachId, file, today, cancellation);
        }

        if (own is not null)
            await own.CommitAsync(cancellation);
        return new SaveOutcome.Saved();

        Task EndAsync() => db.Database.CurrentTransaction?.RollbackAsync(cancellation) ?? Task.CompletedTask;
    }

    /// <summary>The last day of which the caller sees what happened, where something later is to be stored: what they would not see they do not record.</summary>
    private async Task<DateOnly?> LeftBeforeAsync(CancellationToken cancellation)
    {
        if (caller.SeesAll)
            return null;
        foreach (var rows in db.ChangeTracker.Entries<IDatedOfCoach>().Where(e => e.State == EntityState.Added).Select(e => e.Entity).Where(r => !caller.CoachIds.Contains(r.CoachId)).GroupBy(r => r.CoachId))
        {
            if (await db.SeenUntilAsync(rows.Key, cancellation) is { } last && rows.Any(r => r.LastDay > last))
                return last;
        }

        return null;
    }
}
