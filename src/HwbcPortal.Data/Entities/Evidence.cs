namespace HwbcPortal.Data.Entities;

/// <summary>
/// A file that shows something of a coach: a certificate, a letter. The content is on the disk under a random name; the row
/// says what it is of. A file that is replaced stays, since a decision may have rested on it.
/// </summary>
public sealed class EvidenceFile : ICoachOwned
{
    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <inheritdoc/>
    public Guid CoachId { get; set; }

    /// <summary>The kind of record that it shows.</summary>
    public EvidenceSubject Subject { get; set; }

    /// <summary>The record, whichever its version.</summary>
    public Guid RecordId { get; set; }

    /// <summary>The name that it was given by whoever chose it.</summary>
    public required string FileName { get; set; }

    /// <summary>What it is, by its content.</summary>
    public required string MediaType { get; set; }

    /// <summary>Its length in bytes as stored.</summary>
    public long Length { get; set; }

    /// <summary>SHA-256 of what was sent, in hexadecimal.</summary>
    public required string Sha256 { get; set; }

    /// <summary>The random name on the disk.</summary>
    public required string StorageName { get; set; }

    /// <summary>Whether it was scanned, and whether it counts.</summary>
    public EvidenceState State { get; set; }

    /// <summary>The file that it takes the place of.</summary>
    public Guid? ReplacesId { get; set; }

    /// <summary>Who sent it.</summary>
    public Guid UploadedById { get; set; }

    /// <summary>Who sent it.</summary>
    public Person? UploadedBy { get; set; }

    /// <summary>When it was sent, UTC.</summary>
    public DateTime UploadedUtc { get; set; }

    /// <summary>When it was taken back, UTC; null while it stands.</summary>
    public DateTime? TakenBackUtc { get; set; }
}

/// <summary>What evidence is of.</summary>
public enum EvidenceSubject
{
    /// <summary>A training record.</summary>
    Training,

    /// <summary>Previous experience.</summary>
    PriorExperience,

    /// <summary>A check.</summary>
    Check,

    /// <summary>Something that a coach asks a manager to look at.</summary>
    Request,
}

/// <summary>Whether a file counts as evidence.</summary>
public enum EvidenceState
{
    /// <summary>Not scanned: kept apart, and no evidence until it is.</summary>
    Quarantined,

    /// <summary>Not scanned, and taken because the deployment says so.</summary>
    AcceptedUnscanned,

    /// <summary>Scanned, and nothing was found.</summary>
    Clean,

    /// <summary>Scanned after it was taken, and something was found: its content is gone.</summary>
    Infected,
}
