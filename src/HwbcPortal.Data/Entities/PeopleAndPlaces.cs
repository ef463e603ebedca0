namespace HwbcPortal.Data.Entities;

/// <summary>Somebody whom the record names. One person has one public reference everywhere.</summary>
public sealed class Person
{
    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>HWBC-nnnnnn for whoever has a coach record, else P-nnnnnn or the text that an imported file gave.</summary>
    public required string Reference { get; set; }

    /// <summary>The person's name.</summary>
    public required string Name { get; set; }

    /// <summary>When the name and all that says who it is were taken out, UTC; null while it is known.</summary>
    public DateTime? AnonymisedUtc { get; set; }

    /// <summary>Changes with every change; two people who edit at once are told.</summary>
    public Guid Version { get; set; } = Guid.NewGuid();
}

/// <summary>A coach: a person with a coach record. The key is the person's.</summary>
public sealed class CoachRecord
{
    /// <summary>The person's key.</summary>
    public Guid Id { get; set; }

    /// <summary>The person.</summary>
    public Person? Person { get; set; }

    /// <summary>Tier of practice, 1 to 4; null when it was not recorded.</summary>
    public int? Tier { get; set; }

    /// <summary>The day on which the tier was last reviewed.</summary>
    public DateOnly? TierReviewedOn { get; set; }

    /// <summary>Where the coach can be written to about work; null when not recorded.</summary>
    public string? WorkEmail { get; set; }

    /// <summary>Changes with every change; two people who edit at once are told.</summary>
    public Guid Version { get; set; } = Guid.NewGuid();

    /// <summary>The coach's posts, all versions.</summary>
    public List<PostVersion> Posts { get; } = [];
}

/// <summary>A Primary Care Network: a tenant.</summary>
public sealed class Pcn
{
    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>ODS code: U and five digits.</summary>
    public required string Code { get; set; }

    /// <summary>Name.</summary>
    public required string Name { get; set; }

    /// <summary>Who coaches call first with a concern, and how; shown to coaches.</summary>
    public string? ConcernContact { get; set; }

    /// <summary>The area whose reimbursement caps hold.</summary>
    public CapArea CapArea { get; set; }

    /// <summary>Hours of continuing professional development that the PCN hopes for in a year from April; null: it names none. No national figure was found.</summary>
    public decimal? CpdHoursAYear { get; set; }

    /// <summary>Changes with every change; two people who edit at once are told.</summary>
    public Guid Version { get; set; } = Guid.NewGuid();
}

/// <summary>An organisation that gives training programmes.</summary>
public sealed class Provider
{
    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>Name; unique.</summary>
    public required string Name { get; set; }
}
