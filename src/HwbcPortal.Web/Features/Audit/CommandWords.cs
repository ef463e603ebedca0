using System.Collections.Frozen;

namespace HwbcPortal.Web.Features.Audit;

/// <summary>What each command of the audit is called in plain English: what somebody did, in one place.</summary>
internal static class CommandWords
{
    /// <summary>Every command that the portal records, by its name.</summary>
    public static readonly FrozenDictionary<string, string> All = new Dictionary<string, string>
    {
        // Accounts and signing in.
        ["account.add"] = "Made an account",
        ["account.close"] = "Deactivated an account",
        ["account.details"] = "Changed their own name or how to reach them",
        ["account.first"] = "Made the first administrator",
        ["account.invite"] = "Invited somebody again",
        ["account.passkey"] = "Added a passkey",
        ["account.passkey-remove"] = "Removed a passkey",
        ["account.password"] = "Chose a password",
        ["account.recovery-codes"] = "Made new recovery codes",
        ["account.reopen"] = "Reactivated an account",
        ["account.second-factor"] = "Set up an authenticator app",
        ["account.second-step"] = "Gave their second factor again",
        ["account.session-end"] = "Ended sessions of their own",
        ["account.sign-in"] = "Signed in",
        ["account.sign-out"] = "Signed out",
        ["factor.approve"] = "Approved that a second step is reset",
        ["factor.ask"] = "Asked for a second step to be reset",
        ["factor.refuse"] = "Refused that a second step is reset",
        ["factor.take-back"] = "Took back asking for a second step to be reset",
        ["keys.renew"] = "Renewed the keys of the portal",
        ["me.data-export"] = "Took away all that is held on them",
        ["notice.accept"] = "Read the privacy notice",
        ["role.add"] = "Gave somebody a role",
        ["role.end"] = "Ended a role",
        ["role.take-back"] = "Took a role back",
        ["calendar.make"] = "Made an address for their calendar",
        ["calendar.stop"] = "Stopped the address of their calendar",
        ["mail.choose"] = "Chose which mails they get",

        // Coaches and their posts.
        ["absence.change"] = "Changed time away",
        ["absence.record"] = "Recorded time away",
        ["absence.remove"] = "Took a period of time away back",
        ["coach.add"] = "Added the coach",
        ["coach.look-up"] = "Looked the coach up, to take the record over",
        ["coach.take-over"] = "Took the record over from another PCN",
        ["cost.record"] = "Entered what a month cost",
        ["cost.remove"] = "Took out what a month cost",
        ["exemption.end"] = "Ended an exemption",
        ["exemption.grant"] = "Exempted from a rule",
        ["import"] = "Stored a coach file",
        ["person.anonymise"] = "Made the record of a leaver anonymous",
        ["post.end"] = "Ended a post",
        ["provisional.end"] = "Ended a clearance for now",
        ["provisional.grant"] = "Cleared for now, on conditions",
        ["referrals.pause"] = "Paused referrals",
        ["referrals.resume"] = "Lifted a pause of referrals",
        ["tier.review"] = "Reviewed the tier of practice",

        // Training and evidence.
        ["cpd.add"] = "Logged development",
        ["cpd.change"] = "Changed an entry of the development log",
        ["cpd.remove"] = "Took an entry out of the development log",
        ["evidence.add"] = "Added evidence",
        ["evidence.read"] = "Opened a file of evidence",
        ["evidence.read-all"] = "Downloaded all files of evidence",
        ["evidence.scan"] = "Scanned a file",
        ["evidence.take-back"] = "Took a file back",
        ["experience.accept"] = "Accepted previous experience",
        ["experience.claim"] = "Described previous experience",
        ["experience.decline"] = "Did not accept previous experience",
        ["training.attendance"] = "Recorded a day of a course",
        ["training.attendance.take-back"] = "Took back a day of a course",
        ["training.cohort"] = "Recorded training with a cohort",
        ["training.correct"] = "Put a training record right",
        ["training.record"] = "Recorded training",
        ["training.reject"] = "Returned a certificate",
        ["training.remove"] = "Took a training record back",
        ["training.update"] = "Updated a training record",
        ["training.verify"] = "Checked a certificate",

        // Checks and requirements.
        ["check.answer"] = "Answered what the coach asked",
        ["check.ask"] = "Asked for a check",
        ["check.record"] = "Recorded a check",
        ["check.remove"] = "Took a check back",
        ["dbs.read"] = "Read a DBS decision",
        ["declaration.sign"] = "Signed the year's declaration",
        ["declaration.void"] = "Voided the year's declaration",
        ["scope.acknowledge"] = "Acknowledged scope and code of conduct",

        // Supervision.
        ["action.done"] = "Ticked off an action",
        ["action.reopen"] = "Opened an action again",
        ["agreement.confirm"] = "Confirmed a supervision agreement",
        ["agreement.write"] = "Wrote a supervision agreement",
        ["concern.answer"] = "Answered a concern",
        ["concern.keep"] = "Kept a concern between the two",
        ["concern.read"] = "Read a concern",
        ["concern.share"] = "Let a concern go to the managers",
        ["cover.arrange"] = "Arranged cover",
        ["cover.end"] = "Ended cover",
        ["goal.agree"] = "Agreed to a goal",
        ["goal.progress"] = "Noted how a goal goes",
        ["goal.set"] = "Set a goal",
        ["notes.read"] = "Read notes of supervision",
        ["person.end"] = "Ended an arrangement",
        ["person.name"] = "Named somebody to support the coach",
        ["supervision.book"] = "Booked supervision",
        ["supervision.call-off"] = "Called a booked session off",
        ["supervision.confirm"] = "Confirmed a session",
        ["supervision.correct"] = "Put a session right",
        ["supervision.dispute"] = "Said that a session was otherwise",
        ["supervision.group"] = "Logged a group session",
        ["supervision.late"] = "Entered a session late",
        ["supervision.log"] = "Logged supervision",
        ["supervision.move"] = "Changed a booked session",
        ["supervision.remove"] = "Took a session back",

        // Registers.
        ["accreditation.add"] = "Recorded an accreditation",
        ["accreditation.change"] = "Changed an accreditation",
        ["accreditation.withdraw"] = "Withdrew an accreditation",
        ["eligibility.add"] = "Recorded that somebody may supervise",
        ["eligibility.change"] = "Changed from when somebody may supervise",
        ["eligibility.withdraw"] = "Recorded that somebody may supervise no longer",
        ["programme.add"] = "Added a programme",
        ["programme.change"] = "Changed a programme",
        ["programme.offer"] = "Offered a retired programme again",
        ["programme.retire"] = "Retired a programme",
        ["programme.samples"] = "Stored the sample programmes",
        ["supervisor.add"] = "Added a supervisor to the register",
        ["supervisor.away"] = "Recorded when a supervisor is away",
        ["supervisor.change"] = "Changed a supervisor's entry",

        // PCNs, their policies and what is claimed.
        ["cap.record"] = "Recorded a reimbursement cap",
        ["cap.void"] = "Took a reimbursement cap back",
        ["claims.export"] = "Took the list of claims out",
        ["pcn.add"] = "Added a PCN",
        ["pcn.change"] = "Changed a PCN",
        ["pcn.cpd-target"] = "Set how much development a year is asked for",
        ["pcn.import"] = "Took in a file of the ODS",
        ["place.add"] = "Added an organisation to a PCN",
        ["place.end"] = "Ended an organisation's place at a PCN",
        ["place.name"] = "Renamed an organisation",
        ["place.take-back"] = "Took an organisation's place at a PCN back",
        ["policy.discard"] = "Threw a draft of the local policy away",
        ["policy.draft"] = "Drafted the local policy",
        ["policy.end"] = "Ended the local policy",
        ["policy.publish"] = "Published the local policy",
        ["retention.erase"] = "Erased what was past its time",
        ["retention.set"] = "Set how long something is kept",
        ["rule.refer"] = "Recorded where a rule stands in the contract",
        ["subject.add"] = "Added a subject of training",
        ["subject.change"] = "Changed a subject of training",
        ["subject.stop"] = "Stopped asking for a subject of training",

        ["audit.export"] = "Took a list of the audit out",
        ["demo"] = "Stored the demo",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What a coach and a supervisor do between the two (ADR 15): no manager's page tells of it.</summary>
    public static readonly FrozenSet<string> BetweenTwo = FrozenSet.Create(StringComparer.Ordinal, "action.done", "action.reopen", "concern.keep", "goal.agree", "goal.progress", "goal.set", "notes.read");

    /// <summary>What no PCN's page tells of: what is between the two, and that somebody was looked up to be taken over, who may look for another post and has not said so.</summary>
    public static readonly FrozenSet<string> Untold = BetweenTwo.Append("coach.look-up").ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Commands that look at somebody's record and change nothing: the person sees who did.</summary>
    public static readonly FrozenSet<string> Reads = FrozenSet.Create(StringComparer.Ordinal, "coach.look-up", "concern.read", "dbs.read", "evidence.read", "evidence.read-all", "notes.read");

    /// <summary>Whether the reason that is kept with a command says why; of a read or of a file that was taken in it says what.</summary>
    public static bool AsksWhy(string command) => !Reads.Contains(command) && command != "pcn.import";

    /// <summary>What somebody did, in words; a command of another version of the portal by its name.</summary>
    public static string Of(string command) => All.GetValueOrDefault(command, command);
}
