namespace HwbcPortal.Domain.Compliance;

// The zero of each is the safe one: what a forgotten assignment leaves can never clear anybody.

/// <summary>What a programme is.</summary>
public enum ProgrammeKind
{
    /// <summary>Anything else.</summary>
    Other,

    /// <summary>Health coaching skills.</summary>
    HealthCoaching,

    /// <summary>E-learning.</summary>
    ELearning,

    /// <summary>A refresher.</summary>
    Refresher,

    /// <summary>Patient activation.</summary>
    PatientActivation,

    /// <summary>Safeguarding.</summary>
    Safeguarding,
}

/// <summary>Why somebody is away; never health.</summary>
public enum AbsenceReason
{
    /// <summary>Anything else.</summary>
    Other,

    /// <summary>Leave.</summary>
    Leave,

    /// <summary>Secondment.</summary>
    Secondment,
}

/// <summary>What a check of a certificate found.</summary>
public enum VerificationOutcome
{
    /// <summary>It does not hold.</summary>
    Rejected,

    /// <summary>It holds.</summary>
    Verified,
}

/// <summary>A decision about previous experience.</summary>
public enum PriorExperienceDecision
{
    /// <summary>Not accepted.</summary>
    Declined,

    /// <summary>Accepted.</summary>
    Accepted,
}

/// <summary>A supporter's profession.</summary>
public enum Profession
{
    /// <summary>Anything else.</summary>
    Other,

    /// <summary>Health coach.</summary>
    HealthCoach,

    /// <summary>General practitioner.</summary>
    GP,

    /// <summary>Advanced practitioner.</summary>
    AdvancedPractitioner,

    /// <summary>Another senior clinician.</summary>
    SeniorClinician,

    /// <summary>Manager.</summary>
    Manager,
}

/// <summary>Grounds on which somebody may supervise health coaching.</summary>
public enum EligibilityBasis
{
    /// <summary>A PCI-accredited programme; the tier decides.</summary>
    PciAccreditedProgramme,

    /// <summary>An equivalent that an administrator recorded.</summary>
    RecordedEquivalent,
}

/// <summary>In which way somebody supports a coach.</summary>
public enum AssignmentKind
{
    /// <summary>Line management.</summary>
    LineManagement,

    /// <summary>Health coaching supervision.</summary>
    HealthCoaching,

    /// <summary>Clinical or professional supervision by a named clinician.</summary>
    ClinicalProfessional,

    /// <summary>Day-to-day clinic or practice supervision.</summary>
    ClinicPractice,

    /// <summary>Educational supervision.</summary>
    Educational,
}

/// <summary>What kind of supervision a session was.</summary>
public enum SessionKind
{
    /// <summary>Line management.</summary>
    LineManagement,

    /// <summary>Health coaching, one to one.</summary>
    HealthCoachingIndividual,

    /// <summary>Health coaching in a group.</summary>
    HealthCoachingGroup,

    /// <summary>Clinical or professional.</summary>
    ClinicalProfessional,

    /// <summary>Clinic or practice.</summary>
    ClinicPractice,

    /// <summary>Educational.</summary>
    Educational,
}

/// <summary>Whether a session took place.</summary>
public enum SessionOutcome
{
    /// <summary>The coach did not attend.</summary>
    DidNotAttend,

    /// <summary>It was cancelled.</summary>
    Cancelled,

    /// <summary>It is booked.</summary>
    Booked,

    /// <summary>It was held.</summary>
    Held,
}
