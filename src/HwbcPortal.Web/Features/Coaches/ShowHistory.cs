using HwbcPortal.Data;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Coaches;

/// <summary>One command on the record: who, when, what, and why where a reason was given.</summary>
internal sealed record HistoryRow(DateTime AtUtc, string By, string What, string? Reason, IReadOnlyList<FieldChange> Changes);

internal sealed record HistoryPage(SeenCoach Coach, CoachTabs Tabs, IReadOnlyList<HistoryRow> Rows, bool HasMore);

/// <summary>What was changed on a coach's record, the newest first. What another PCN did is said without its details.</summary>
internal sealed class ShowHistory(HwbcDbContext db, CoachAccess access, SignedIn signedIn) : IUseCase
{
    private const int Most = 100;

    public async Task<Result<HistoryPage>> HandleAsync(string reference, string? pcn, CancellationToken cancellation)
    {
        var found = await access.FindAsync(reference, Operation.ReadCoach, pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var coach = found.Value!;
        var person = signedIn.Person;
        var entries = await db.AuditEntries.AsNoTracking().Where(e => e.CoachId == coach.Id).OrderByDescending(e => e.Sequence).Take(Most + 1)
            .Select(e => new { e.Sequence, e.AtUtc, e.Actor, e.Command, e.PcnId, Name = db.People.Where(p => p.Reference == e.Actor).Select(p => p.Name).FirstOrDefault() }).ToListAsync(cancellation);
        // An import stores a whole file: what it held is on the other pages.
        var told = entries.Where(e => e.Command != "import").Select(e => e.Sequence).ToList();
        var contents = (await db.AuditChanges.AsNoTracking().Where(c => told.Contains(c.EntrySequence) && c.Content != null).OrderBy(c => c.Id).Select(c => new { c.EntrySequence, c.Kind, c.Content }).ToListAsync(cancellation)).ToLookup(c => c.EntrySequence);
        var replaced = contents.SelectMany(g => g).Select(c => RecordedChanges.Replaced(c.Content!)).OfType<string>().Distinct().ToList();
        var before = await db.AuditChanges.AsNoTracking().Where(c => c.Kind == "Added" && replaced.Contains(c.Key)).Select(c => new { c.Key, c.Content }).ToDictionaryAsync(c => c.Key, c => c.Content, cancellation);
        var rows = entries.Take(Most).Select(e =>
        {
            var elsewhere = e.PcnId is { } id && !person.IsAdministrator && person.Pcns.All(p => p.Id != id);
            if (elsewhere)
                return new HistoryRow(e.AtUtc, "Somebody at another PCN", "Recorded something at another PCN", null, []);
            var changes = contents[e.Sequence].Where(c => c.Kind == "Added").SelectMany(c => RecordedChanges.Of(c.Content!, RecordedChanges.Replaced(c.Content!) is { } key ? before.GetValueOrDefault(key) : null)).ToList();
            return new HistoryRow(e.AtUtc, e.Name ?? (e.Actor == "import" ? "Import of a coach file" : e.Actor), What(e.Command), contents[e.Sequence].Select(c => RecordedChanges.Reason(c.Content!)).FirstOrDefault(r => r is not null), changes);
        }).ToList();
        return new HistoryPage(coach, CoachTabs.For(coach, person, "History"), rows, entries.Count > Most);
    }

    internal static string What(string command) => command switch
    {
        "import" => "Stored a coach file",
        "coach.add" => "Added the coach",
        "post.end" => "Ended a post",
        "training.record" => "Recorded training",
        "training.update" => "Updated a training record",
        "training.cohort" => "Recorded training with a cohort",
        "experience.claim" => "Described previous experience",
        "experience.accept" => "Accepted previous experience",
        "experience.decline" => "Did not accept previous experience",
        "evidence.add" => "Added evidence",
        "evidence.take-back" => "Took a file back",
        "evidence.scan" => "Scanned a file",
        "evidence.read" => "Opened a file of evidence",
        "evidence.read-all" => "Downloaded all files of evidence",
        "me.data-export" => "Downloaded all that is held on them",
        "person.anonymise" => "Made the record anonymous",
        "training.correct" => "Put a training record right",
        "training.remove" => "Took a training record back",
        "training.attendance" => "Recorded a day of a course",
        "training.attendance.take-back" => "Took back a day of a course",
        "training.verify" => "Checked a certificate",
        "training.reject" => "Returned a certificate",
        "person.end" => "Ended an arrangement",
        "cover.arrange" => "Arranged cover",
        "cover.end" => "Ended cover",
        "agreement.write" => "Wrote a supervision agreement",
        "agreement.confirm" => "Confirmed a supervision agreement",
        "person.name" => "Named somebody to support the coach",
        "check.record" => "Recorded a check",
        "scope.acknowledge" => "Acknowledged scope and code of conduct",
        "dbs.read" => "Read a DBS decision",
        "declaration.sign" => "Signed the year's declaration",
        "declaration.void" => "Voided the year's declaration",
        "cost.record" => "Entered what a month cost",
        "cost.remove" => "Took out what a month cost",
        "check.remove" => "Took a check back",
        "cpd.add" => "Logged development",
        "cpd.change" => "Changed an entry of the development log",
        "cpd.remove" => "Took an entry out of the development log",
        "absence.record" => "Recorded time away",
        "absence.change" => "Changed time away",
        "absence.remove" => "Took a period of time away back",
        "supervision.correct" => "Put a session right",
        "supervision.remove" => "Took a session back",
        "supervision.late" => "Entered a session late",
        "supervision.group" => "Logged a group session",
        "tier.review" => "Reviewed the tier of practice",
        "concern.read" => "Read a concern",
        "concern.answer" => "Answered a concern",
        "concern.share" => "Let a concern go to the managers",
        "concern.keep" => "Kept a concern between the two",
        "supervision.confirm" => "Confirmed a session",
        "supervision.dispute" => "Said that a session was otherwise",
        "check.ask" => "Asked for a check",
        "check.answer" => "Answered what the coach asked",
        "referrals.pause" => "Paused referrals",
        "referrals.resume" => "Lifted a pause of referrals",
        "provisional.grant" => "Cleared for now, on conditions",
        "provisional.end" => "Ended a clearance for now",
        "exemption.grant" => "Exempted from a rule",
        "exemption.end" => "Ended an exemption",
        "supervision.log" => "Logged supervision",
        "supervision.book" => "Booked supervision",
        "supervision.move" => "Changed a booked session",
        "supervision.call-off" => "Called a booked session off",
        _ => command,
    };
}
