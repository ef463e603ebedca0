using System.Collections.Frozen;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure.Security;

namespace HwbcPortal.Web.Features.About;

/// <summary>What can be done in the portal, in plain English, in groups: one place.</summary>
internal static class AccessWords
{
    /// <summary>The groups in their order, each with its operations in theirs.</summary>
    public static readonly IReadOnlyList<(string Group, IReadOnlyList<(Operation Operation, string Words)> Operations)> Groups =
    [
        ("For everybody", [(Operation.UsePortal, "Sign in, keep one's own account, and read the rules and this page")]),
        ("One's own record",
        [
            (Operation.ReadOwnStatus, "Read one's own status and record, and who looked at it"), (Operation.RecordOwnTraining, "Record one's own training and send its evidence"), (Operation.AskForCheck, "Send a certificate of mandatory training, or ask for a check"),
            (Operation.AcknowledgeScope, "Record that one has read the scope of the role and the code of conduct"), (Operation.LogOwnCpd, "Keep one's own development log"), (Operation.ConfirmSupervision, "Read one's own supervision, and say whether a session was so"),
        ]),
        ("Coaches",
        [
            (Operation.ReadReadiness, "Read the list of coaches and who may take referrals"), (Operation.ReadCoach, "Read a coach's clearance, supervision ledger and history"), (Operation.AddCoach, "Add a coach, or another post of one"), (Operation.EndPost, "End a post"), (Operation.RecordAbsence, "Record time away"),
            (Operation.PauseReferrals, "Pause referrals and lift a pause"), (Operation.MakeExceptions, "Clear for now on conditions, exempt from a rule, and end both"),
        ]),
        ("Training and evidence",
        [
            (Operation.ReadTraining, "Read a coach's training"), (Operation.RecordTraining, "Record a coach's training"), (Operation.EnterCohorts, "Enter the same training for many coaches"), (Operation.VerifyTraining, "Check a certificate, and assess previous experience"), (Operation.ReadEvidence, "Open files of evidence: of whose training one reads, and one's own"),
            (Operation.ReadProgrammes, "Read the register of programmes"), (Operation.KeepProgrammes, "Keep the register of programmes"),
        ]),
        ("Supervision",
        [
            (Operation.LogSupervision, "Log and book supervision of a coach whom one supports"), (Operation.CorrectSessions, "Put a session right: a supervisor their own, a manager any at their PCN"), (Operation.EnterLateSession, "Enter a session late, for whoever held it"), (Operation.AgreeOnSupervision, "Write down what one has agreed with a coach"),
            (Operation.SetGoals, "Set goals and note how they go: a coach their own, a supervisor those of whom they support"), (Operation.ReviewTier, "Review a coach's tier of practice"), (Operation.ReadConcerns, "Read and answer a concern that reached the managers"), (Operation.NamePeople, "Name a supervisor, clinician or line manager, and arrange cover"), (Operation.KeepSupervisors, "Keep the register of supervisors"),
        ]),
        ("Checks and what a PCN asks for",
        [
            (Operation.RecordCheck, "Record a check"), (Operation.AnswerRequests, "Answer what a coach asked"), (Operation.KeepSubjects, "Keep the PCN's list of subjects of training"), (Operation.KeepPolicies, "Write, publish and end the PCN's local policy"), (Operation.LookEverywhere, "See what a policy would do at all PCNs, in numbers"),
            (Operation.Declare, "Sign the year's declaration of the role requirements, and void it"),
        ]),
        ("Claims", [(Operation.ReadClaims, "Read which months can be claimed, what they cost, and the caps"), (Operation.RecordCosts, "Enter what a coach cost in a month"), (Operation.KeepCaps, "Keep the reimbursement caps")]),
        ("The installation",
        [
            (Operation.KeepPcns, "Add and name PCNs, and take in files of the ODS"), (Operation.KeepPlaces, "Record a PCN's practices, ICB, employer and area"), (Operation.KeepRuleReferences, "Record where a rule stands in the contract"), (Operation.KeepPeople, "Invite people and say what they may do: a manager at their own PCNs"), (Operation.CloseAccounts, "Close and open accounts, and ask for a second step to be reset"),
            (Operation.ReadOutbox, "Read which mails were planned and what became of them"), (Operation.ReadAudit, "Search the audit: who did what, when and why"), (Operation.KeepRetention, "Say how long data is kept, erase what is past its time, and make leavers anonymous"), (Operation.ReadPolicyReports, "Read what browsers blocked"),
        ]),
    ];

    /// <summary>Where each role reaches.</summary>
    public static readonly IReadOnlyList<(PortalRole Role, string Name, string Reach)> Roles =
    [
        (PortalRole.Coach, "Coach", "Their own record, and nobody else's."),
        (PortalRole.Supervisor, "Supervisor", "The coaches whom they are named for or cover, and until 31 days after."),
        (PortalRole.Manager, "PCN manager", "The coaches of their PCN. Notes of supervision never."),
        (PortalRole.Viewer, "PCN viewer", "The coaches of their PCN, to read."),
        (PortalRole.HubLead, "Hub lead", "The PCNs that gave them access. Supervision only as one figure for five coaches or more; pauses and notes never."),
        (PortalRole.Administrator, "Administrator", "The whole installation. Pages never show them notes of supervision."),
    ];

    /// <summary>What can be reached without signing in, by method and route.</summary>
    public static readonly FrozenDictionary<string, string> Public = new Dictionary<string, string>
    {
        ["GET account/sign-in"] = "The page to sign in",
        ["POST account/sign-in"] = "Signing in",
        ["GET privacy"] = "The privacy notice",
        ["GET account/forgotten-password"] = "The page to ask for a link to choose a password",
        ["POST account/forgotten-password"] = "Asking for that link",
        ["GET account/choose-password"] = "The page to choose a password, with a link from a mail",
        ["POST account/choose-password"] = "Choosing it",
        ["GET calendar/{secret}.ics"] = "One's own calendar, for a program that has its secret address",
        ["GET first-run"] = "The page to make the first administrator, while there is none",
        ["POST first-run"] = "Making the first administrator, with the token from the console",
        ["POST csp-report"] = "What browsers report that they blocked",
        [" error/{status:int}"] = "The pages of errors",
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
