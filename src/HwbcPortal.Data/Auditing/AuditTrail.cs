using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HwbcPortal.Data.Entities;
using HwbcPortal.Data.Tenancy;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace HwbcPortal.Data.Auditing;

/// <summary>What is being done, in the words of the audit.</summary>
/// <param name="Name">Such as "training.verify".</param>
/// <param name="CoachId">The coach concerned.</param>
/// <param name="PcnId">The PCN concerned.</param>
/// <param name="Reason">Why, where a reason was asked for; of a read what was read.</param>
public sealed record AuditCommand(string Name, Guid? CoachId = null, Guid? PcnId = null, string? Reason = null);

/// <summary>Writes one entry a command, with its rows, onto the hash chain.</summary>
internal static class AuditTrail
{
    /// <summary>Hexadecimal digits of a salt.</summary>
    internal const int SaltLength = 32;

    // Worked out from facts, bookkeeping of the portal itself, or (notes, actions, drafts, goals) read by two people only.
    private static readonly HashSet<Type> Unaudited =
        [typeof(CoachStanding), typeof(FormReceipt), typeof(ReferenceSeries), typeof(SharedItemName), typeof(SessionNote), typeof(SupervisionAction), typeof(SessionDraft), typeof(Goal), typeof(GoalProgress), typeof(JobRun), typeof(KeptForm), typeof(PolicyReport), typeof(IdentityPasskeyData), typeof(AuditEntry), typeof(AuditChange), typeof(AuditHead)];

    // Of these the trail says by an entry without rows that something was done, and nothing of what it says.
    private static readonly HashSet<Type> BetweenTwo = [typeof(SessionNote), typeof(SupervisionAction), typeof(Goal), typeof(GoalProgress)];

    // Secrets, what is the coach's alone, and counters that change at every sign-in.
    private static readonly HashSet<string> Unrecorded =
        ["PasswordHash", "SecurityStamp", "ConcurrencyStamp", "AccessFailedCount", "LockoutEnd", "PrivateReason", "Reflection", "Concern", "ConcernAnswer", "SecretDigest", "KeyDigest", "CodeDigest", "ProtectedSecret", "LastStep", "SeenUtc", "Value", "RecordedUtc", "ContentDigest", "CredentialId"];

    public static List<(EntityEntry Entry, AuditChange Change)> Collect(HwbcDbContext db)
    {
        var changes = new List<(EntityEntry, AuditChange)>();
        foreach (var entry in db.ChangeTracker.Entries())
        {
            if (entry.State is EntityState.Unchanged or EntityState.Detached || Unaudited.Contains(entry.Metadata.ClrType))
                continue;
            // A mail that somebody's command sends is part of it; those that the portal plans by itself are bookkeeping too.
            if (entry.Entity is OutboxMail && db.Command is null)
                continue;

            var content = Describe(entry, db.Command?.Reason);
            if (content is null)
                continue;

            changes.Add((entry, Sealed(NameOf(entry.Metadata.ClrType), string.Join('/', entry.Metadata.FindPrimaryKey()!.Properties.Select(p => KeyOf(entry.Property(p.Name).CurrentValue))),
                entry.State switch { EntityState.Added => "Added", EntityState.Deleted => "Removed", _ => "Changed" }, content)));
        }

        return changes;
    }

    /// <summary>Whether something is changed that two people alone read.</summary>
    public static bool ChangesWhatIsBetweenTwo(HwbcDbContext db) => db.ChangeTracker.Entries().Any(e => e.State is not (EntityState.Unchanged or EntityState.Detached) && BetweenTwo.Contains(e.Metadata.ClrType));

    /// <summary>What was read, where a read says more than its command; no row has changed.</summary>
    public static IEnumerable<AuditChange> Read(AuditCommand read) => read.Reason is { } reason ? [Sealed("Read", read.Name, "Read", JsonSerializer.Serialize(new { reason }, Json))] : [];

    /// <summary>That something was erased, and of whom: the rows themselves are gone, and what they said stands nowhere.</summary>
    public static IEnumerable<AuditChange> Erased(AuditCommand erasure, Guid? personId) => [Sealed("Erasure", personId?.ToString() ?? erasure.Name, "Removed", JsonSerializer.Serialize(new { reason = erasure.Reason }, Json))];

    private static AuditChange Sealed(string entity, string key, string kind, string content)
    {
        var salt = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SaltLength / 2));
        return new AuditChange { Entity = entity, Key = key, Kind = kind, Content = content, Salt = salt, Digest = DigestOf(salt, content) };
    }

    public static async Task AppendAsync(HwbcDbContext db, Caller caller, AuditCommand command, IEnumerable<AuditChange> changes, DateTime now, CancellationToken cancellation)
    {
        // The update locks the one row until the transaction ends: entries are appended one after the other, whatever the database.
        await db.AuditHeads.ExecuteUpdateAsync(u => u.SetProperty(h => h.Sequence, h => h.Sequence + 1), cancellation);
        var head = await db.AuditHeads.AsNoTracking().SingleAsync(cancellation);
        var entry = new AuditEntry
        {
            Sequence = head.Sequence,
            AtUtc = now,
            UserId = caller.UserId,
            Actor = caller.Actor,
            Command = command.Name,
            CoachId = command.CoachId,
            PcnId = command.PcnId,
            PreviousHash = head.Hash,
            Hash = "",
        };
        entry.Changes.AddRange(changes);
        entry.Hash = HashOf(entry);
        db.AuditEntries.Add(entry);
        await db.AuditHeads.ExecuteUpdateAsync(u => u.SetProperty(h => h.Hash, entry.Hash), cancellation);
    }

    /// <summary>The hash that an entry must have.</summary>
    internal static string HashOf(AuditEntry entry)
    {
        var text = new StringBuilder();
        text.Append(entry.Sequence).Append('\n').Append(entry.AtUtc.ToString("O", System.Globalization.CultureInfo.InvariantCulture)).Append('\n')
            .Append(entry.UserId).Append('\n').Append(entry.Actor).Append('\n').Append(entry.Command).Append('\n')
            .Append(entry.CoachId).Append('\n').Append(entry.PcnId).Append('\n').Append(entry.PreviousHash).Append('\n');
        foreach (var change in entry.Changes.OrderBy(c => c.Entity, StringComparer.Ordinal).ThenBy(c => c.Key, StringComparer.Ordinal).ThenBy(c => c.Digest, StringComparer.Ordinal))
            text.Append(change.Entity).Append('\t').Append(change.Key).Append('\t').Append(change.Kind).Append('\t').Append(change.Digest).Append('\n');
        return Sha256(text.ToString());
    }

    /// <summary>The digest that a change must have until it is erased.</summary>
    internal static string DigestOf(string salt, string content) => Sha256(salt + content);

    // The one entity that is Identity's own, with a key that is as long as the device likes.
    private static string NameOf(Type entity) => entity == typeof(IdentityUserPasskey<Guid>) ? "Passkey" : entity.Name;

    private static string? KeyOf(object? key) => key is byte[] bytes ? Convert.ToHexStringLower(SHA256.HashData(bytes)) : key?.ToString();

    private static string? Describe(EntityEntry entry, string? reason)
    {
        var before = new Dictionary<string, object?>();
        var after = new Dictionary<string, object?>();
        foreach (var property in entry.Properties)
        {
            var name = property.Metadata.Name;
            // Of a DBS decision the trail says that it was recorded, never what it says: who reads it is recorded, and the trail is read more widely.
            if (Unrecorded.Contains(name) || (entry.Metadata.ClrType == typeof(DbsDecision) && name is not (nameof(DbsDecision.CheckId) or nameof(DbsDecision.PcnId))) || (entry.State == EntityState.Modified && !property.IsModified))
                continue;
            if (entry.State != EntityState.Added && property.OriginalValue is not null)
                before[name] = property.OriginalValue;
            if (entry.State != EntityState.Deleted && property.CurrentValue is not null)
                after[name] = property.CurrentValue;
        }

        if (before.Count == 0 && after.Count == 0)
            return null;

        return JsonSerializer.Serialize(new { before, after, reason }, Json);
    }

    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull, Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() } };

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
