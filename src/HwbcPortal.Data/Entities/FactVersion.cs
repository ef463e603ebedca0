namespace HwbcPortal.Data.Entities;

/// <summary>
/// One immutable version of a fact. A milestone or a correction is a new row that voids the one before and names it in
/// <see cref="ReplacesId"/>; nothing but <see cref="VoidedOn"/> is ever set on a row that stands. A record is known by its
/// first version: <see cref="RecordId"/> is that version's id in every later one.
/// </summary>
public abstract class FactVersion
{
    /// <summary>The version's own key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>The key that stays through all versions: the first version's id.</summary>
    public Guid RecordId { get; set; }

    /// <summary>The version before this one. Unique: of two people who change a record at once, one wins and the other is told.</summary>
    public Guid? ReplacesId { get; set; }

    /// <summary>The item's id in the coach file.</summary>
    public required string ItemId { get; set; }

    /// <summary>The item's place in its list of the coach file.</summary>
    public int Position { get; set; }

    /// <summary>The day from which the fact was known; null: always.</summary>
    public DateOnly? RecordedOn { get; set; }

    /// <summary>The day from which the fact no longer counts.</summary>
    public DateOnly? VoidedOn { get; set; }

    /// <summary>Who recorded this version; null for an import.</summary>
    public Guid? RecordedById { get; set; }

    /// <summary>When this version was stored, UTC.</summary>
    public DateTime RecordedUtc { get; set; }

    /// <summary>Why this version was recorded, where a reason was asked for.</summary>
    public string? VersionReason { get; set; }

    /// <summary>Who recorded this version.</summary>
    public Person? RecordedBy { get; set; }
}

/// <summary>A version of a fact that belongs to one coach.</summary>
public abstract class CoachFactVersion : FactVersion, ICoachOwned
{
    /// <inheritdoc/>
    public Guid CoachId { get; set; }

    /// <summary>The coach.</summary>
    public CoachRecord? Coach { get; set; }
}

/// <summary>A row about one coach: seen by whoever sees the coach.</summary>
public interface ICoachOwned
{
    /// <summary>The coach.</summary>
    Guid CoachId { get; }
}

/// <summary>What happened to a coach on a day: a PCN that the coach has left sees what happened up to the end of that month.</summary>
public interface IDatedOfCoach : ICoachOwned
{
    /// <summary>The day on which it happened, or began.</summary>
    DateOnly Day { get; }

    /// <summary>The last day of which it says something.</summary>
    DateOnly LastDay => Day;
}

/// <summary>A row of one PCN (a tenant): seen by whoever sees the PCN, or the coach it is about.</summary>
public interface IPcnOwned
{
    /// <summary>The PCN.</summary>
    Guid PcnId { get; }
}
