namespace HwbcPortal.Data.Entities;

/// <summary>One command that changed something: who, when, what, why. Entries form a hash chain.</summary>
public sealed class AuditEntry
{
    /// <summary>Place in the chain, from 1 without gaps.</summary>
    public long Sequence { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTime AtUtc { get; set; }

    /// <summary>The account; null for a command of the system.</summary>
    public Guid? UserId { get; set; }

    /// <summary>The actor's public reference, or the name of the system's command.</summary>
    public required string Actor { get; set; }

    /// <summary>What was done, such as "training.verify".</summary>
    public required string Command { get; set; }

    /// <summary>The coach concerned.</summary>
    public Guid? CoachId { get; set; }

    /// <summary>The PCN concerned.</summary>
    public Guid? PcnId { get; set; }

    /// <summary>The hash of the entry before; the first has 64 zeros.</summary>
    public required string PreviousHash { get; set; }

    /// <summary>SHA-256 over the entry, the digests of its changes and the hash before, in hexadecimal.</summary>
    public required string Hash { get; set; }

    /// <summary>What changed.</summary>
    public List<AuditChange> Changes { get; } = [];
}

/// <summary>One row that a command changed. Its content can be erased for a leaver; the chain holds its digest, so that it then verifies as erased.</summary>
public sealed class AuditChange
{
    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>The entry.</summary>
    public long EntrySequence { get; set; }

    /// <summary>What kind of row.</summary>
    public required string Entity { get; set; }

    /// <summary>Its key.</summary>
    public required string Key { get; set; }

    /// <summary>Added, Changed or Removed.</summary>
    public required string Kind { get; set; }

    /// <summary>The values before and after and the reason, as JSON; null when it was erased.</summary>
    public string? Content { get; set; }

    /// <summary>Random, so that an erased content cannot be guessed from its digest; erased with it.</summary>
    public string? Salt { get; set; }

    /// <summary>SHA-256 over salt and content, in hexadecimal.</summary>
    public required string Digest { get; set; }
}

/// <summary>The end of the chain: one row, locked by whoever appends.</summary>
public sealed class AuditHead
{
    /// <summary>Always 1.</summary>
    public int Id { get; set; }

    /// <summary>The last entry's place.</summary>
    public long Sequence { get; set; }

    /// <summary>The last entry's hash.</summary>
    public required string Hash { get; set; }
}
