namespace HwbcPortal.Data.Entities;

/// <summary>Something that a coach did for their continuing professional development. The coach's own log: it decides nothing.</summary>
public sealed class CpdEntry : IDatedOfCoach
{
    DateOnly IDatedOfCoach.Day => On;

    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <inheritdoc/>
    public Guid CoachId { get; set; }

    /// <summary>The day.</summary>
    public DateOnly On { get; set; }

    /// <summary>Hours, in quarters.</summary>
    public decimal Hours { get; set; }

    /// <summary>What it was.</summary>
    public required string What { get; set; }

    /// <summary>What the coach takes from it: read by the coach alone, and in no audit entry.</summary>
    public string? Reflection { get; set; }

    /// <summary>When it was taken out of the log, UTC; null while it is in it.</summary>
    public DateTime? RemovedUtc { get; set; }

    /// <summary>Changes with every change; two windows that save at once are told.</summary>
    public Guid Version { get; set; } = Guid.NewGuid();
}
