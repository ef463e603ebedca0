using HwbcPortal.Data.Entities;

namespace HwbcPortal.Web.Infrastructure.Security;

/// <summary>What can be done. Every endpoint asks for one of these, or stands on the list of public ones.</summary>
internal enum Operation
{
    /// <summary>Be signed in, whoever one is.</summary>
    UsePortal,

    /// <summary>Read the list of coaches with their answers.</summary>
    ReadReadiness,

    /// <summary>Read a coach's clearance, supervision and history.</summary>
    ReadCoach,

    /// <summary>Read a coach's training.</summary>
    ReadTraining,

    /// <summary>Add a coach, or a post of a coach.</summary>
    AddCoach,

    /// <summary>End a post.</summary>
    EndPost,

    /// <summary>Record training.</summary>
    RecordTraining,

    /// <summary>Enter a cohort: the same training for many coaches.</summary>
    EnterCohorts,

    /// <summary>Verify or reject a certificate.</summary>
    VerifyTraining,

    /// <summary>Read and record one's own training.</summary>
    RecordOwnTraining,

    /// <summary>Open evidence: of those whose training one reads, and one's own.</summary>
    ReadEvidence,

    /// <summary>Read the programme register.</summary>
    ReadProgrammes,

    /// <summary>Keep the programme register: programmes and when they were accredited.</summary>
    KeepProgrammes,

    /// <summary>Name a supervisor, clinician or line manager.</summary>
    NamePeople,

    /// <summary>Write and confirm what one has agreed with a coach whom one supports.</summary>
    AgreeOnSupervision,

    /// <summary>Keep the supervisor register.</summary>
    KeepSupervisors,

    /// <summary>Record time away.</summary>
    RecordAbsence,

    /// <summary>Record a check.</summary>
    RecordCheck,

    /// <summary>Send a certificate of mandatory training, or ask to have something on one's own record looked at.</summary>
    AskForCheck,

    /// <summary>Record that one has read what the role is and is not, and the code of conduct.</summary>
    AcknowledgeScope,

    /// <summary>Keep one's own log of continuing professional development.</summary>
    LogOwnCpd,

    /// <summary>Sign the year's declaration of the role requirements, and void it.</summary>
    Declare,

    /// <summary>Write, publish and end a PCN's local policy.</summary>
    KeepPolicies,

    /// <summary>See what a policy would do at all PCNs, in numbers.</summary>
    LookEverywhere,

    /// <summary>Read which months can be claimed, what they cost and the caps: costs are money about a person.</summary>
    ReadClaims,

    /// <summary>Enter what a coach cost in a month.</summary>
    RecordCosts,

    /// <summary>Keep the reimbursement caps.</summary>
    KeepCaps,

    /// <summary>Answer what a coach asked.</summary>
    AnswerRequests,

    /// <summary>Keep a PCN's own list of subjects of training.</summary>
    KeepSubjects,

    /// <summary>Pause referrals and lift a pause.</summary>
    PauseReferrals,

    /// <summary>Clear a coach for a time on conditions, exempt one from a rule, and end both.</summary>
    MakeExceptions,

    /// <summary>Log supervision.</summary>
    LogSupervision,

    /// <summary>Put a session right, or take it back: a supervisor their own, a manager any at their PCN.</summary>
    CorrectSessions,

    /// <summary>Enter a session late, with a reason, for whoever held it.</summary>
    EnterLateSession,

    /// <summary>Read and answer a concern that reached the managers of a PCN.</summary>
    ReadConcerns,

    /// <summary>Set goals and note how they go: a coach their own, a supervisor those of whom they support.</summary>
    SetGoals,

    /// <summary>Review a coach's tier of practice.</summary>
    ReviewTier,

    /// <summary>Read one's own supervision, and say whether a session was so.</summary>
    ConfirmSupervision,

    /// <summary>Read one's own status.</summary>
    ReadOwnStatus,

    /// <summary>Make PCNs, name them and the organisations around them, and take their files from the ODS.</summary>
    KeepPcns,

    /// <summary>Record which practices belong to a PCN, who commissions it and who employs its coaches, and its area for reimbursement.</summary>
    KeepPlaces,

    /// <summary>Say where a rule stands in a contract year's text.</summary>
    KeepRuleReferences,

    /// <summary>Invite people and say what they may do: a manager at their own PCNs.</summary>
    KeepPeople,

    /// <summary>Deactivate and reactivate accounts, and ask for a second step to be reset.</summary>
    CloseAccounts,

    /// <summary>Read which mails were planned and what became of them.</summary>
    ReadOutbox,

    /// <summary>Say how long data is kept, erase what is past its time, and make leavers anonymous.</summary>
    KeepRetention,

    /// <summary>Search the audit: who did what, when and why, with the values before and after.</summary>
    ReadAudit,

    /// <summary>Read what browsers reported that the content security policy blocked.</summary>
    ReadPolicyReports,
}

/// <summary>Who may do what: the one table. Where (which PCN, which coach) comes from the person's memberships and the record.</summary>
internal static class AccessTable
{
    public static readonly IReadOnlyDictionary<PortalRole, IReadOnlySet<Operation>> Allowed = new Dictionary<PortalRole, IReadOnlySet<Operation>>
    {
        [PortalRole.Viewer] = Set(Operation.ReadReadiness, Operation.ReadCoach, Operation.ReadTraining, Operation.ReadEvidence, Operation.ReadProgrammes),
        [PortalRole.Coach] = Set(Operation.ReadOwnStatus, Operation.RecordOwnTraining, Operation.AskForCheck, Operation.AcknowledgeScope, Operation.LogOwnCpd, Operation.ConfirmSupervision, Operation.SetGoals, Operation.ReadEvidence),
        [PortalRole.Supervisor] = Set(Operation.LogSupervision, Operation.AgreeOnSupervision, Operation.SetGoals, Operation.ReviewTier, Operation.CorrectSessions),
        [PortalRole.Manager] = Set(Operation.ReadReadiness, Operation.ReadCoach, Operation.ReadTraining, Operation.AddCoach, Operation.EndPost, Operation.RecordTraining, Operation.EnterCohorts,
            Operation.VerifyTraining, Operation.NamePeople, Operation.KeepSupervisors, Operation.RecordAbsence, Operation.CorrectSessions, Operation.EnterLateSession, Operation.ReadConcerns, Operation.ReviewTier, Operation.RecordCheck, Operation.Declare, Operation.KeepPolicies, Operation.ReadClaims, Operation.RecordCosts, Operation.AnswerRequests, Operation.KeepSubjects, Operation.KeepPlaces, Operation.PauseReferrals, Operation.MakeExceptions, Operation.ReadEvidence, Operation.ReadProgrammes, Operation.KeepPeople),
        [PortalRole.HubLead] = Set(Operation.ReadReadiness, Operation.ReadTraining, Operation.RecordTraining, Operation.EnterCohorts, Operation.ReadEvidence, Operation.ReadProgrammes, Operation.KeepProgrammes),
        [PortalRole.Administrator] = Set(Operation.ReadReadiness, Operation.ReadCoach, Operation.ReadTraining, Operation.KeepPcns, Operation.KeepPlaces, Operation.KeepRuleReferences, Operation.LookEverywhere, Operation.ReadClaims, Operation.KeepCaps, Operation.KeepPeople, Operation.CloseAccounts, Operation.ReadOutbox, Operation.ReadAudit, Operation.KeepRetention, Operation.ReadPolicyReports, Operation.KeepSupervisors, Operation.ReadEvidence, Operation.ReadProgrammes, Operation.KeepProgrammes),
    };

    /// <summary>What nobody does on their own file, whatever their roles.</summary>
    public static readonly IReadOnlySet<Operation> NeverOnOneself = new HashSet<Operation> { Operation.VerifyTraining, Operation.RecordCheck, Operation.RecordCosts, Operation.AnswerRequests, Operation.PauseReferrals, Operation.MakeExceptions, Operation.LogSupervision, Operation.AgreeOnSupervision, Operation.CorrectSessions, Operation.EnterLateSession, Operation.ReadConcerns, Operation.ReviewTier };

    private static HashSet<Operation> Set(params Operation[] operations) => [Operation.UsePortal, .. operations];
}
