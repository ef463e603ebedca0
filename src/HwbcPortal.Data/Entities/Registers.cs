using HwbcPortal.Domain.Compliance;

namespace HwbcPortal.Data.Entities;

/// <summary>A version of a training programme, an entry of the register that all PCNs share. See <see cref="Programme"/>.</summary>
public sealed class ProgrammeVersion : FactVersion, IRegisterVersion
{
    /// <summary>What the programme is.</summary>
    public ProgrammeKind Kind { get; set; }

    /// <summary>Title.</summary>
    public required string Title { get; set; }

    /// <summary>The provider.</summary>
    public Guid ProviderId { get; set; }

    /// <summary>The provider.</summary>
    public Provider? Provider { get; set; }

    /// <summary>Length in days.</summary>
    public decimal Days { get; set; }

    /// <summary>Whether it ends with an assessment.</summary>
    public bool HasAssessment { get; set; }

    /// <summary>Taught hours, where the provider gives them.</summary>
    public decimal? Hours { get; set; }

    /// <summary>How many months a certificate holds from its completion; null: it does not expire.</summary>
    public int? ValidityMonths { get; set; }

    /// <summary>The day from which the programme is no longer offered for new records; what was recorded stands.</summary>
    public DateOnly? RetiredOn { get; set; }

    /// <summary>A sample that came with the product, to be replaced by the real register.</summary>
    public bool IsSample { get; set; }

    /// <inheritdoc/>
    public string? ContentDigest { get; set; }

    /// <summary>Accreditation windows, all versions.</summary>
    public List<AccreditationVersion> Accreditations { get; } = [];
}

/// <summary>A version of an accreditation window. See <see cref="Accreditation"/>.</summary>
public sealed class AccreditationVersion : FactVersion
{
    /// <summary>The version of the programme that it belongs to.</summary>
    public Guid ProgrammeVersionId { get; set; }

    /// <summary>First day.</summary>
    public DateOnly From { get; set; }

    /// <summary>Last day.</summary>
    public DateOnly? To { get; set; }

    /// <summary>The day on which somebody looked the accreditation up.</summary>
    public DateOnly? LookedUpOn { get; set; }

    /// <summary>Who looked it up.</summary>
    public Guid? LookedUpById { get; set; }

    /// <summary>Who looked it up.</summary>
    public Person? LookedUpBy { get; set; }

    /// <summary>Where it was looked up: a page's address, a letter.</summary>
    public string? LookedUpAt { get; set; }
}

/// <summary>A version of an entry of the supervisor register that all PCNs share. See <see cref="Supervisor"/>.</summary>
public sealed class SupervisorVersion : FactVersion, IRegisterVersion
{
    /// <summary>The person.</summary>
    public Guid PersonId { get; set; }

    /// <summary>The person.</summary>
    public Person? Person { get; set; }

    /// <summary>The name as it stood in the register.</summary>
    public required string Name { get; set; }

    /// <summary>Profession.</summary>
    public Profession Profession { get; set; }

    /// <summary>Where the person works; it may be outside the PCN.</summary>
    public string? Organisation { get; set; }

    /// <summary>How many coaches the person can supervise; null: nobody has said.</summary>
    public int? CapacityCoaches { get; set; }

    /// <summary>Hours a month that the person has for supervision; null: nobody has said.</summary>
    public decimal? CapacityHours { get; set; }

    /// <inheritdoc/>
    public string? ContentDigest { get; set; }

    /// <summary>Eligibility, all versions.</summary>
    public List<EligibilityVersion> Eligibility { get; } = [];
}

/// <summary>A version of a period of eligibility. See <see cref="Eligibility"/>.</summary>
public sealed class EligibilityVersion : FactVersion
{
    /// <summary>The version of the supervisor that it belongs to.</summary>
    public Guid SupervisorVersionId { get; set; }

    /// <summary>First day.</summary>
    public DateOnly From { get; set; }

    /// <summary>Last day.</summary>
    public DateOnly? To { get; set; }

    /// <summary>Tier of practice.</summary>
    public int? Tier { get; set; }

    /// <summary>Grounds.</summary>
    public EligibilityBasis Basis { get; set; }

    /// <summary>What shows it: a certificate's number, a letter, the page that was looked up.</summary>
    public string? Evidence { get; set; }
}

/// <summary>A version of a PCN's local policy. See <see cref="LocalPolicy"/>.</summary>
public sealed class LocalPolicyVersion : FactVersion, IPcnOwned
{
    /// <inheritdoc/>
    public Guid PcnId { get; set; }

    /// <summary>The PCN.</summary>
    public Pcn? Pcn { get; set; }

    /// <summary>First day.</summary>
    public DateOnly From { get; set; }

    /// <summary>Last day.</summary>
    public DateOnly? To { get; set; }

    /// <summary>Effects, parameters and rules in the form of the coach file.</summary>
    public required string ContentJson { get; set; }
}

/// <summary>
/// The id under which a coach's file named an item that it shares with others (a programme, a supervisor, a fact of the PCN).
/// It lets what was imported be read back with its own ids.
/// </summary>
public sealed class SharedItemName : ICoachOwned
{
    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <inheritdoc/>
    public Guid CoachId { get; set; }

    /// <summary>The id in that coach's file.</summary>
    public required string ItemId { get; set; }

    /// <summary>The record of the shared item.</summary>
    public Guid RecordId { get; set; }

    /// <summary>The version of the shared item.</summary>
    public Guid VersionId { get; set; }

    /// <summary>Its place in the list.</summary>
    public int Position { get; set; }
}

/// <summary>An entry of a register that all PCNs share.</summary>
internal interface IRegisterVersion
{
    /// <summary>On a first version: a digest of all that the entry says, by which an import finds it; null on later ones.</summary>
    string? ContentDigest { get; set; }
}
