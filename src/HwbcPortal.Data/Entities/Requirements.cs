namespace HwbcPortal.Data.Entities;

/// <summary>
/// A year's declaration that a PCN meets the role requirements, frozen as it was signed. It is reopened by voiding it with a reason;
/// the next one is another row.
/// </summary>
public sealed class Declaration : IPcnOwned
{
    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <inheritdoc/>
    public Guid PcnId { get; set; }

    /// <summary>The year in which the contract year begins: 2026 for 1 April 2026 to 31 March 2027.</summary>
    public int ContractYear { get; set; }

    /// <summary>What people call it by, such as U12345-2026-1.</summary>
    public required string Reference { get; set; }

    /// <summary>The day as which the findings stand, in London.</summary>
    public DateOnly SignedOn { get; set; }

    /// <summary>When it was signed, UTC.</summary>
    public DateTime SignedUtc { get; set; }

    /// <summary>Who signed it.</summary>
    public Guid SignedById { get; set; }

    /// <summary>The name under it, as it was then.</summary>
    public required string SignedName { get; set; }

    /// <summary>As what they signed, in their own words.</summary>
    public required string SignedRole { get; set; }

    /// <summary>Coaches, findings, rule pack and local policy as they stood.</summary>
    public required string ContentJson { get; set; }

    /// <summary>When it was voided, UTC; null while it holds.</summary>
    public DateTime? VoidedUtc { get; set; }

    /// <summary>Who voided it.</summary>
    public Guid? VoidedById { get; set; }

    /// <summary>Who voided it.</summary>
    public Person? VoidedBy { get; set; }

    /// <summary>Why it was voided.</summary>
    public string? VoidReason { get; set; }
}

/// <summary>An area whose reimbursement caps differ.</summary>
public enum CapArea
{
    /// <summary>England outside London.</summary>
    England,

    /// <summary>Outer London.</summary>
    OuterLondon,

    /// <summary>Inner London.</summary>
    InnerLondon,
}

/// <summary>How sure a cap is.</summary>
public enum CapStatus
{
    /// <summary>It was published.</summary>
    Published,

    /// <summary>It is somebody's estimate and is never shown without that word.</summary>
    Estimate,
}

/// <summary>
/// The most that is reimbursed in a year for one whole-time coach. A cap that is published again for the same first day is another row:
/// what was known before stays known (<see cref="RecordedOn"/>).
/// </summary>
public sealed class ReimbursementCap
{
    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>Where it holds.</summary>
    public CapArea Area { get; set; }

    /// <summary>First day.</summary>
    public DateOnly From { get; set; }

    /// <summary>Last day; null: until further notice.</summary>
    public DateOnly? To { get; set; }

    /// <summary>Pounds a year for 37.5 hours a week.</summary>
    public decimal Annual { get; set; }

    /// <summary>How sure it is.</summary>
    public CapStatus Status { get; set; }

    /// <summary>Where it was read.</summary>
    public required string Source { get; set; }

    /// <summary>The day from which it was known here.</summary>
    public DateOnly RecordedOn { get; set; }

    /// <summary>When it was stored, UTC; of two of one day the later counts.</summary>
    public DateTime RecordedUtc { get; set; }

    /// <summary>Who recorded it.</summary>
    public Guid RecordedById { get; set; }

    /// <summary>Who recorded it.</summary>
    public Person? RecordedBy { get; set; }

    /// <summary>The day from which it counts no longer, because it should never have been here.</summary>
    public DateOnly? VoidedOn { get; set; }

    /// <summary>Why it was taken back.</summary>
    public string? VoidReason { get; set; }
}

/// <summary>What a coach in fact cost a PCN in a month, where somebody entered it. Another amount is another row.</summary>
public sealed class ActualCost : ICoachOwned, IPcnOwned
{
    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <inheritdoc/>
    public Guid CoachId { get; set; }

    /// <inheritdoc/>
    public Guid PcnId { get; set; }

    /// <summary>The first day of the month.</summary>
    public DateOnly Month { get; set; }

    /// <summary>Pounds, with on-costs.</summary>
    public decimal Amount { get; set; }

    /// <summary>When it was entered, UTC.</summary>
    public DateTime EnteredUtc { get; set; }

    /// <summary>Who entered it.</summary>
    public Guid EnteredById { get; set; }

    /// <summary>When another amount took its place, UTC; null while it counts.</summary>
    public DateTime? ReplacedUtc { get; set; }
}

/// <summary>Where in a contract year's text a rule stands, as an administrator read it there.</summary>
public sealed class RuleReference
{
    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>The rule's code.</summary>
    public required string Rule { get; set; }

    /// <summary>The rule pack's name, such as des-2026-27.</summary>
    public required string Pack { get; set; }

    /// <summary>The paragraph, such as "Annex B, B8.2".</summary>
    public required string Paragraph { get; set; }

    /// <summary>Who read it.</summary>
    public Guid ReadById { get; set; }

    /// <summary>Who read it.</summary>
    public Person? ReadBy { get; set; }

    /// <summary>When it was entered, UTC.</summary>
    public DateTime EnteredUtc { get; set; }

    /// <summary>When it was replaced or taken out, UTC; null while it stands.</summary>
    public DateTime? ReplacedUtc { get; set; }
}

/// <summary>A local policy that is being prepared; one a PCN. It says nothing until it is published.</summary>
public sealed class PolicyDraft : IPcnOwned
{
    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <inheritdoc/>
    public Guid PcnId { get; set; }

    /// <summary>Effects, parameters and rules in the form of the coach file.</summary>
    public required string ContentJson { get; set; }

    /// <summary>When it was saved last, UTC.</summary>
    public DateTime SavedUtc { get; set; }

    /// <summary>Who saved it last.</summary>
    public Guid SavedById { get; set; }

    /// <summary>Who saved it last.</summary>
    public Person? SavedBy { get; set; }

    /// <summary>Changes with every change; two people who edit at once are told.</summary>
    public Guid Version { get; set; } = Guid.NewGuid();
}

/// <summary>What an organisation is. The shapes of ODS codes overlap: a code is known by its kind, not by its shape.</summary>
public enum OrganisationKind
{
    /// <summary>A GP practice: a letter and five digits.</summary>
    Practice,

    /// <summary>An Integrated Care Board: Q and two characters.</summary>
    Icb,

    /// <summary>A sub-ICB location: three or five characters.</summary>
    SubIcbLocation,

    /// <summary>An organisation that employs coaches; it may have no ODS code.</summary>
    Employer,
}

/// <summary>An organisation beside the PCNs: a practice, an Integrated Care Board, an employer.</summary>
public sealed class Organisation
{
    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>What it is.</summary>
    public OrganisationKind Kind { get; set; }

    /// <summary>Its ODS code; null for an employer without one.</summary>
    public string? Code { get; set; }

    /// <summary>Its name.</summary>
    public required string Name { get; set; }

    /// <summary>Changes with every change; two people who edit at once are told.</summary>
    public Guid Version { get; set; } = Guid.NewGuid();
}

/// <summary>That an organisation belongs to a PCN in its kind for a time: a practice is a member, an ICB commissions, an employer hosts.</summary>
public sealed class PcnOrganisation : IPcnOwned
{
    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <inheritdoc/>
    public Guid PcnId { get; set; }

    /// <summary>The PCN.</summary>
    public Pcn? Pcn { get; set; }

    /// <summary>The organisation.</summary>
    public Guid OrganisationId { get; set; }

    /// <summary>The organisation.</summary>
    public Organisation? Organisation { get; set; }

    /// <summary>First day.</summary>
    public DateOnly From { get; set; }

    /// <summary>Last day; null while it goes on.</summary>
    public DateOnly? To { get; set; }

    /// <summary>When it was taken back, UTC, because it should never have been here; null while it counts.</summary>
    public DateTime? TakenBackUtc { get; set; }
}

/// <summary>The level of a DBS certificate.</summary>
public enum DbsLevel
{
    /// <summary>Basic.</summary>
    Basic,

    /// <summary>Standard.</summary>
    Standard,

    /// <summary>Enhanced.</summary>
    Enhanced,

    /// <summary>Enhanced with barred lists.</summary>
    EnhancedWithBarredLists,

    /// <summary>The employer decided that the role asks for none.</summary>
    NoneNeeded,
}

/// <summary>What was decided on a DBS certificate, read by the managers of the PCN alone. The certificate itself is never kept.</summary>
public sealed class DbsDecision : IPcnOwned
{
    /// <inheritdoc/>
    public Guid PcnId { get; set; }

    /// <summary>The version of the check that it belongs to.</summary>
    public Guid CheckId { get; set; }

    /// <summary>The certificate's level.</summary>
    public DbsLevel Level { get; set; }

    /// <summary>The certificate's number; null where none was needed.</summary>
    public string? CertificateNumber { get; set; }

    /// <summary>The day on which it was issued; null where none was needed.</summary>
    public DateOnly? IssuedOn { get; set; }

    /// <summary>What was decided, in words.</summary>
    public required string Decision { get; set; }

    /// <summary>Who decided, as the employer names them.</summary>
    public required string DecidedBy { get; set; }
}
