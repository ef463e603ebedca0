using HwbcPortal.Domain.Compliance;

namespace HwbcPortal.Data.Entities;

/// <summary>A version of a post. See <see cref="Post"/>.</summary>
public sealed class PostVersion : CoachFactVersion, IPcnOwned
{
    /// <inheritdoc/>
    public Guid PcnId { get; set; }

    /// <summary>The PCN.</summary>
    public Pcn? Pcn { get; set; }

    /// <summary>First day in post.</summary>
    public DateOnly StartDate { get; set; }

    /// <summary>Last day in post.</summary>
    public DateOnly? EndDate { get; set; }

    /// <summary>Contracted hours a week.</summary>
    public decimal HoursPerWeek { get; set; }

    /// <summary>Agenda for Change band.</summary>
    public int AfcBand { get; set; }

    /// <summary>Whether the post is claimed under the scheme.</summary>
    public bool ArrsFunded { get; set; }

    /// <summary>The day from which the PCN keeps records here.</summary>
    public DateOnly? RecordsFrom { get; set; }

    /// <summary>The employing organisation, where it is not the PCN.</summary>
    public string? Employer { get; set; }
}

/// <summary>A version of an absence. See <see cref="Absence"/>.</summary>
public sealed class AbsenceVersion : CoachFactVersion, IDatedOfCoach
{
    DateOnly IDatedOfCoach.Day => From;

    DateOnly IDatedOfCoach.LastDay => To ?? DateOnly.MaxValue;

    /// <summary>First day away.</summary>
    public DateOnly From { get; set; }

    /// <summary>Last day away.</summary>
    public DateOnly? To { get; set; }

    /// <summary>Why, never health.</summary>
    public AbsenceReason Reason { get; set; }
}

/// <summary>A version of a training record. See <see cref="Training"/>.</summary>
public sealed class TrainingVersion : CoachFactVersion, IDatedOfCoach
{
    DateOnly IDatedOfCoach.Day => EnrolledOn;

    /// <summary>The version of the programme that was named; it means the newest.</summary>
    public Guid ProgrammeVersionId { get; set; }

    /// <summary>The programme.</summary>
    public ProgrammeVersion? ProgrammeVersion { get; set; }

    /// <summary>The day of booking.</summary>
    public DateOnly EnrolledOn { get; set; }

    /// <summary>The provider's booking reference.</summary>
    public string? BookingReference { get; set; }

    /// <summary>The day on which it should start.</summary>
    public DateOnly? PlannedStartOn { get; set; }

    /// <summary>The day on which it started.</summary>
    public DateOnly? StartedOn { get; set; }

    /// <summary>The day on which the taught part was complete.</summary>
    public DateOnly? CompletedOn { get; set; }

    /// <summary>The day on which the assessment was passed.</summary>
    public DateOnly? AssessmentPassedOn { get; set; }

    /// <summary>The day on which the coach withdrew.</summary>
    public DateOnly? WithdrawnOn { get; set; }

    /// <summary>The certificate's last day.</summary>
    public DateOnly? ExpiresOn { get; set; }

    /// <summary>What the check of the certificate found; null while it was not checked.</summary>
    public VerificationOutcome? VerificationOutcome { get; set; }

    /// <summary>The day of the check.</summary>
    public DateOnly? VerifiedOn { get; set; }

    /// <summary>Who checked.</summary>
    public Guid? VerifiedById { get; set; }

    /// <summary>Who checked.</summary>
    public Person? VerifiedBy { get; set; }

    /// <summary>How it was checked.</summary>
    public VerificationMethod? VerificationMethod { get; set; }

    /// <summary>Where this version corrects the one before: why.</summary>
    public CorrectionReason? Correction { get; set; }

    /// <summary>A next version that says the same and was not checked.</summary>
    /// <param name="itemId">Its id in the coach file.</param>
    public TrainingVersion Unchecked(string itemId) => new()
    {
        ItemId = itemId, CoachId = CoachId, ProgrammeVersionId = ProgrammeVersionId, EnrolledOn = EnrolledOn, BookingReference = BookingReference, PlannedStartOn = PlannedStartOn, StartedOn = StartedOn,
        CompletedOn = CompletedOn, AssessmentPassedOn = AssessmentPassedOn, WithdrawnOn = WithdrawnOn, ExpiresOn = ExpiresOn,
    };
}

/// <summary>How a certificate was checked.</summary>
public enum VerificationMethod
{
    /// <summary>The certificate itself was seen.</summary>
    SawCertificate,

    /// <summary>The provider confirmed it.</summary>
    ProviderConfirmed,

    /// <summary>The institute's page was looked up.</summary>
    PciPageLookedUp,
}

/// <summary>Why something that was recorded is put right.</summary>
public enum CorrectionReason
{
    /// <summary>A slip of the hand.</summary>
    EnteredWrongly,

    /// <summary>The evidence says otherwise.</summary>
    EvidenceSaysOtherwise,

    /// <summary>It was recorded for the wrong person.</summary>
    WrongPerson,

    /// <summary>It was recorded twice.</summary>
    RecordedTwice,

    /// <summary>Another reason, told in words.</summary>
    Other,
}

/// <summary>A day, or half of one, that a coach attended of a course. The days of one record add up; those of several courses never do.</summary>
public sealed class TrainingAttendance : IDatedOfCoach
{
    DateOnly IDatedOfCoach.Day => On;

    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <inheritdoc/>
    public Guid CoachId { get; set; }

    /// <summary>The training record, whichever its version.</summary>
    public Guid TrainingRecordId { get; set; }

    /// <summary>The day.</summary>
    public DateOnly On { get; set; }

    /// <summary>0.5 or 1.</summary>
    public decimal Days { get; set; }

    /// <summary>Who recorded it.</summary>
    public Guid RecordedById { get; set; }

    /// <summary>When it was recorded, UTC.</summary>
    public DateTime RecordedUtc { get; set; }

    /// <summary>When it was taken back, UTC; null while it counts.</summary>
    public DateTime? TakenBackUtc { get; set; }
}

/// <summary>A version of a decision about previous experience. See <see cref="PriorExperience"/>.</summary>
public sealed class PriorExperienceVersion : CoachFactVersion, IDatedOfCoach
{
    DateOnly IDatedOfCoach.Day => DecidedOn;

    /// <summary>The decision.</summary>
    public PriorExperienceDecision Decision { get; set; }

    /// <summary>The day of the decision.</summary>
    public DateOnly DecidedOn { get; set; }

    /// <summary>Who decided.</summary>
    public Guid DecidedById { get; set; }

    /// <summary>Who decided.</summary>
    public Person? DecidedBy { get; set; }

    /// <summary>What was assessed; null for an imported decision.</summary>
    public Guid? ClaimId { get; set; }

    /// <summary>The criteria that were found met, by their codes with a blank between.</summary>
    public string? Criteria { get; set; }
}

/// <summary>
/// Previous experience as a coach or manager describes it, to be assessed. The coach file holds the decisions alone; what they
/// were made on stands here and in the evidence.
/// </summary>
public sealed class ExperienceClaim : IDatedOfCoach
{
    DateOnly IDatedOfCoach.Day => DateOnly.FromDateTime(MadeUtc);

    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <inheritdoc/>
    public Guid CoachId { get; set; }

    /// <summary>First day.</summary>
    public DateOnly From { get; set; }

    /// <summary>Last day; null while it goes on.</summary>
    public DateOnly? To { get; set; }

    /// <summary>Where.</summary>
    public required string Employer { get; set; }

    /// <summary>What was done there.</summary>
    public required string Description { get; set; }

    /// <summary>Who described it.</summary>
    public Guid MadeById { get; set; }

    /// <summary>Who described it.</summary>
    public Person? MadeBy { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTime MadeUtc { get; set; }
}

/// <summary>A version of an assignment. See <see cref="Assignment"/>.</summary>
public sealed class AssignmentVersion : CoachFactVersion, IPcnOwned
{
    /// <inheritdoc/>
    public Guid PcnId { get; set; }

    /// <summary>The PCN.</summary>
    public Pcn? Pcn { get; set; }

    /// <summary>In which way the coach is supported.</summary>
    public AssignmentKind Kind { get; set; }

    /// <summary>The version of the supervisor that was named; it means the newest.</summary>
    public Guid SupervisorVersionId { get; set; }

    /// <summary>The supervisor.</summary>
    public SupervisorVersion? SupervisorVersion { get; set; }

    /// <summary>First day.</summary>
    public DateOnly From { get; set; }

    /// <summary>Last day.</summary>
    public DateOnly? To { get; set; }

    /// <summary>A next version that ends on a day.</summary>
    /// <param name="itemId">Its id in the coach file.</param>
    /// <param name="last">The last day.</param>
    /// <param name="reason">Why.</param>
    public AssignmentVersion Until(string itemId, DateOnly last, string reason) =>
        new() { ItemId = itemId, CoachId = CoachId, PcnId = PcnId, Kind = Kind, SupervisorVersionId = SupervisorVersionId, From = From, To = last, VersionReason = reason };
}

/// <summary>A version of a supervision session. See <see cref="Session"/>. Its notes are kept apart (<see cref="SessionNote"/>).</summary>
public sealed class SessionVersion : CoachFactVersion, IDatedOfCoach
{
    DateOnly IDatedOfCoach.Day => Date;

    /// <summary>The day of the session.</summary>
    public DateOnly Date { get; set; }

    /// <summary>Minutes.</summary>
    public int Minutes { get; set; }

    /// <summary>What kind of supervision it was.</summary>
    public SessionKind Kind { get; set; }

    /// <summary>The version of the supervisor that was named; it means the newest.</summary>
    public Guid SupervisorVersionId { get; set; }

    /// <summary>The supervisor.</summary>
    public SupervisorVersion? SupervisorVersion { get; set; }

    /// <summary>Whether it took place.</summary>
    public SessionOutcome Outcome { get; set; }

    /// <summary>How the two met; null for what came from a file.</summary>
    public SessionFormat? Format { get; set; }

    /// <summary>When it begins, by the clock in London; null when no time was agreed. The rules know days alone.</summary>
    public TimeOnly? StartsAt { get; set; }

    /// <summary>Who called it off; null where nobody did or nobody said.</summary>
    public SessionParty? CancelledBy { get; set; }
}

/// <summary>A version of a check. PCN-01 and PCN-02 are the PCN's and name no coach; the others are the coach's. See <see cref="Check"/>.</summary>
public sealed class CheckVersion : FactVersion, IPcnOwned
{
    /// <summary>The coach; null for a duty of the PCN.</summary>
    public Guid? CoachId { get; set; }

    /// <summary>The coach.</summary>
    public CoachRecord? Coach { get; set; }

    /// <inheritdoc/>
    public Guid PcnId { get; set; }

    /// <summary>The PCN.</summary>
    public Pcn? Pcn { get; set; }

    /// <summary>The rule's code.</summary>
    public required string Rule { get; set; }

    /// <summary>The day of the confirmation.</summary>
    public DateOnly On { get; set; }

    /// <summary>The last day on which it holds.</summary>
    public DateOnly? ValidUntil { get; set; }

    /// <summary>Who confirmed it.</summary>
    public Guid? ById { get; set; }

    /// <summary>Who confirmed it.</summary>
    public Person? By { get; set; }

    /// <summary>What was seen, or where it is kept; read by whoever reads the check.</summary>
    public string? Note { get; set; }

    /// <summary>The declaration with which it was recorded (ARR-02); null for others.</summary>
    public Guid? DeclarationId { get; set; }

    /// <summary>What was decided on a DBS certificate (EMP-01); null for others.</summary>
    public DbsDecision? Dbs { get; set; }
}

/// <summary>A version of a pause of referrals. See <see cref="Suspension"/>.</summary>
public sealed class SuspensionVersion : CoachFactVersion, IDatedOfCoach
{
    DateOnly IDatedOfCoach.Day => From;

    /// <summary>First day.</summary>
    public DateOnly From { get; set; }

    /// <summary>The day of review.</summary>
    public DateOnly ReviewOn { get; set; }

    /// <summary>The first day on which it no longer holds.</summary>
    public DateOnly? LiftedOn { get; set; }

    /// <summary>Who paused referrals.</summary>
    public Guid ById { get; set; }

    /// <summary>Who paused referrals.</summary>
    public Person? By { get; set; }

    /// <summary>The PCN whose manager paused referrals, and whose managers alone read the reason; null for what came from a file.</summary>
    public Guid? MadeByPcnId { get; set; }

    /// <summary>The PCN whose manager paused referrals.</summary>
    public Pcn? MadeByPcn { get; set; }

    /// <summary>Why; read by the managers of the PCN that made it.</summary>
    public string? PrivateReason { get; set; }
}

/// <summary>A version of a provisional clearance. See <see cref="Provisional"/>.</summary>
public sealed class ProvisionalVersion : CoachFactVersion, IPcnOwned
{
    /// <inheritdoc/>
    public Guid PcnId { get; set; }

    /// <summary>The PCN.</summary>
    public Pcn? Pcn { get; set; }

    /// <summary>First day.</summary>
    public DateOnly From { get; set; }

    /// <summary>Last day.</summary>
    public DateOnly To { get; set; }

    /// <summary>Who approved it.</summary>
    public Guid ApprovedById { get; set; }

    /// <summary>Who approved it.</summary>
    public Person? ApprovedBy { get; set; }

    /// <summary>On what conditions.</summary>
    public string? Conditions { get; set; }
}

/// <summary>A version of an exemption. See <see cref="Exemption"/>.</summary>
public sealed class ExemptionVersion : CoachFactVersion, IPcnOwned
{
    /// <inheritdoc/>
    public Guid PcnId { get; set; }

    /// <summary>The PCN.</summary>
    public Pcn? Pcn { get; set; }

    /// <summary>The rule's code.</summary>
    public required string Rule { get; set; }

    /// <summary>First day.</summary>
    public DateOnly From { get; set; }

    /// <summary>Last day.</summary>
    public DateOnly? To { get; set; }

    /// <summary>Why.</summary>
    public required string Reason { get; set; }

    /// <summary>Who approved it.</summary>
    public Guid ApprovedById { get; set; }

    /// <summary>Who approved it.</summary>
    public Person? ApprovedBy { get; set; }
}
