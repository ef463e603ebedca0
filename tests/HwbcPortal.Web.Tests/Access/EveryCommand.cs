using System.Net;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Audit;
using HwbcPortal.Web.Tests.Evidence;
using HwbcPortal.Web.Tests.Hosting;
using HwbcPortal.Web.Tests.Journeys;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Access;

/// <summary>Every command that changes something, sent one after the other through its form as somebody would: afterwards the record has a row of each kind.</summary>
internal sealed class EveryCommand(PortalFixture portal, Matrix matrix)
{
    /// <summary>One post: the endpoint, what it must write on the chain, and what is filled in; the rest stands in the page's own form.</summary>
    public sealed record Step(string Endpoint, string[] Commands, (string Name, string? Value)[] Values)
    {
        public string? Who { get; init; }

        public string? Path { get; init; }

        /// <summary>The page on which its form stands, where that has another address.</summary>
        public string? Page { get; init; }

        /// <summary>Files for the page's field of files.</summary>
        public string? FileField { get; init; }

        public (string Name, byte[] Content)? File { get; init; }
    }

    /// <summary>Sends all of them; each must write on the audit chain what it is said to.</summary>
    /// <param name="besides">What is posted with a form besides, at each sending.</param>
    /// <returns>The steps, each with the kinds of rows that it changed, and the commands that were written.</returns>
    public async Task<(IReadOnlyList<(Step Step, IReadOnlyList<string> Entities)> Steps, HashSet<string> Commands)> DriveAsync(Func<Step, IHtmlFormElement, IEnumerable<(string Name, string? Value)>>? besides = null)
    {
        var rows = Matrix.Rows.ToDictionary(r => r.Endpoint, StringComparer.Ordinal);
        // What paths name is there before the first step.
        await matrix.FilledAsync("{file}{claim}{request}{cpd}{session}{booking}{agreement}{cover}{invited}");
        var visitors = new Dictionary<string, Visitor>(StringComparer.Ordinal);
        var (done, seen, wrong) = (new List<(Step, IReadOnlyList<string>)>(), new HashSet<string>(StringComparer.Ordinal), new List<string>());
        foreach (var step in await StepsAsync())
        {
            var who = step.Who ?? rows[step.Endpoint].Who.FirstOrDefault("coach");
            if (!visitors.TryGetValue(who, out var visitor))
                visitors[who] = visitor = await portal.SignedInAsync(who);
            var path = await matrix.FilledAsync(await NamedAsync(step.Path ?? rows[step.Endpoint].Path));
            var values = new List<(string Name, string? Value)>();
            foreach (var (name, value) in step.Values)
                values.Add((name, value is null ? null : await NamedAsync(value)));
            // What reading the form writes is not the command's.
            var page = await visitor.GetAsync(step.Page is null ? path : await matrix.FilledAsync(await NamedAsync(step.Page)));
            var last = await portal.DbAsync(db => db.AuditEntries.MaxAsync(e => e.Sequence));
            var said = await SendAsync(visitor, page, step with { Values = [.. values] }, path, besides);
            var entries = await portal.DbAsync(db => db.AuditEntries.Where(e => e.Sequence > last).OrderBy(e => e.Sequence).Select(e => new { e.Command, e.Actor, Rows = e.Changes.Select(c => c.Entity).ToList() }).ToListAsync());
            seen.UnionWith(entries.Select(e => e.Command));
            done.Add((step, entries.SelectMany(e => e.Rows).Distinct().ToList()));
            if (!step.Commands.SequenceEqual(entries.Select(e => e.Command)))
                wrong.Add($"{step.Endpoint} ({path}) as {who}: {string.Join(", ", entries.Select(e => e.Command))} instead of {string.Join(", ", step.Commands)}; {said}");
            // What is between two people says that it was done, and nothing of what it says.
            wrong.AddRange(entries.Where(e => e.Rows.Count == 0 && !CommandWords.BetweenTwo.Contains(e.Command)).Select(e => $"{step.Endpoint}: {e.Command} has no rows"));
        }

        foreach (var visitor in visitors.Values)
            visitor.Dispose();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        return (done, seen);
    }

    /// <summary>Sends a step's form, and again where its consequences are shown first.</summary>
    private static async Task<string> SendAsync(Visitor visitor, Page page, Step step, string path, Func<Step, IHtmlFormElement, IEnumerable<(string Name, string? Value)>>? besides)
    {
        var form = page.Document.QuerySelectorAll<IHtmlFormElement>("main form[method=post]").FirstOrDefault(f => (f.GetAttribute("action") is { Length: > 0 } action ? action : page.Address.AbsolutePath).Split('?')[0] == path.Split('?')[0]);
        if (page.Status != HttpStatusCode.OK || form is null)
            return $"no form: {(int)page.Status} {page.Title}";
        var more = besides is null ? [] : besides(step, form).ToList();
        if (step.File is { } file)
            page = await visitor.SendFilesAsync(page, [(step.FileField!, file.Name, file.Content)], [.. step.Values.Concat(more).Select(v => (v.Name, v.Value!))]);
        else
            page = await visitor.PostFormAsync(form, page.Address, [.. step.Values, .. more]);
        for (var shown = 0; page.Status == HttpStatusCode.OK && shown < 2; shown++)
            page = await visitor.PostFormAsync(page.Document.QuerySelector<IHtmlFormElement>("main form[method=post]")!, page.Address, [.. more]);
        return $"{(int)page.Status} {string.Join("; ", page.Errors)}";
    }

    private static Step One(string endpoint, string command, params (string Name, string? Value)[] values) => new(endpoint, [command], values);

    private static (string, string?) Of(string field, string? value) => ($"Form.{field}", value);

    private static (string, string?)[] Day(string field, int day, int month, int year) => ManagerJourneyTests.Date(field, day, month, year).Select(v => (v.Item1, (string?)v.Item2)).ToArray();

    public async Task<List<Step>> StepsAsync()
    {
        var four = (await portal.DbAsync(db => db.Programmes.Where(p => p.Days == 4 && !p.HasAssessment && p.VoidedOn == null).Select(p => p.RecordId).FirstAsync())).ToString();
        var png = ("own.png", SampleFiles.Png(9));
        await portal.AddAccountAsync("admin.two", "P-000096", PortalRole.Administrator);
        return
        [
            // What is kept for a time: nothing is past it yet, and nobody who left is.
            One("POST privacy/retention/{kind}", "retention.set", Of("Months", "12"), Of("Source", "Our schedule, line 4")),
            new("POST privacy/retention", [], []), new("POST privacy/leavers/{reference}", [], [Of("Reason", "Now")]),

            // Training and evidence.
            One("POST coaches/{reference}/training/{recordId:guid}/attendances", "training.attendance", [.. Day("On", 16, 11, 2026), Of("Days", "1")]),
            One("POST coaches/{reference}/training/{recordId:guid}/attendances", "training.attendance.take-back", Of("TakeBack", "{attendance}")),
            One("POST coaches/{reference}/training/new", "training.record", [Of("Programme", four), .. Day("EnrolledOn", 1, 10, 2026), .. Day("StartedOn", 5, 10, 2026), .. Day("CompletedOn", 20, 10, 2026)]) with { Path = "/coaches/HWBC-000015/training/new" },
            One("POST me/training/new", "training.record", [Of("Programme", four), .. Day("EnrolledOn", 1, 11, 2026)]),
            One("POST me/training/{recordId:guid}/evidence", "evidence.add") with { FileField = "Form.Files", File = png },
            One("POST coaches/{reference}/training/{recordId:guid}/evidence", "evidence.add") with { FileField = "Form.Files", File = ("other.png", SampleFiles.Png(3)) },
            One("POST me/training/{recordId:guid}/evidence", "evidence.take-back", Of("TakeBack", "{own file}")),
            One("POST me/training/{recordId:guid}/attendances", "training.attendance", [.. Day("On", 2, 11, 2026), Of("Days", "1")]) with { Path = "/me/training/{own training}/attendances" },
            One("POST me/training/{recordId:guid}/update", "training.update", [.. Day("StartedOn", 2, 11, 2026)]) with { Path = "/me/training/{own training}/update" },
            One("POST coaches/{reference}/training/{recordId:guid}/update", "training.correct", [Of("BookingReference", "B-7"), Of("Correction", "EvidenceSaysOtherwise")]),
            One("POST coaches/{reference}/training/{recordId:guid}/verify", "training.reject", Of("Outcome", "Rejected"), Of("Method", "SawCertificate"), Of("Reason", "The name is cut off")) with { Path = "/coaches/HWBC-000018/training/{waiting}/verify", Who = "manager.two" },
            One("POST coaches/{reference}/training/{recordId:guid}/evidence", "evidence.add") with { Path = "/coaches/HWBC-000015/training/{new training}/evidence", FileField = "Form.Files", File = ("new.png", SampleFiles.Png(10)) },
            One("POST training/queue/several", "training.verify", Of("Holds", "{new training}"), Of("Method", "SawCertificate")) with { Path = "/training/queue/several?id={new training}", Who = "manager.two" },
            new("POST training/cohorts", ["training.cohort", "training.cohort"], [Of("Programme", four), .. Day("EnrolledOn", 1, 11, 2026), Of("Lines", "HWBC-000011,B1\nHWBC-000012,B2")]),
            One("POST me/training/experience/new", "experience.claim", [Of("Employer", "Leisure Trust"), Of("Description", "Two years of coaching"), .. Day("From", 1, 4, 2022), .. Day("To", 31, 3, 2024)]),
            One("POST coaches/{reference}/training/experience/new", "experience.claim", [Of("Employer", "Sports Trust"), Of("Description", "A year of coaching"), .. Day("From", 1, 4, 2021), .. Day("To", 31, 3, 2022)]),
            One("POST me/training/experience/{claimId:guid}/evidence", "evidence.add") with { FileField = "Form.Files", File = ("letter.png", SampleFiles.Png(4)) },
            One("POST coaches/{reference}/training/experience/{claimId:guid}/evidence", "evidence.add") with { FileField = "Form.Files", File = ("letter-2.png", SampleFiles.Png(5)) },
            One("POST coaches/{reference}/training/experience/{claimId:guid}/assess", "experience.accept", Of("Decision", "Accepted"), Of("Reason", "Two years of it"), Of("Criteria", "Conversations")),
            One("POST coaches/{reference}/training/experience/{claimId:guid}/assess", "experience.decline", Of("Decision", "Declined"), Of("Reason", "The reference was withdrawn")),

            // What the coach asks and logs.
            One("POST me/requests/new", "check.ask", Of("About", "Something else"), Of("Text", "Look at my record")),
            One("POST me/requests/{id:guid}/evidence", "evidence.add") with { FileField = "Form.Files", File = ("asked.png", SampleFiles.Png(6)) },
            One("POST requests/{id:guid}", "check.answer", Of("Outcome", "Stays"), Of("Answer", "It is there already")),
            One("POST me/cpd/new", "cpd.add", Of("Hours", "1.5"), Of("What", "Peer group")),
            One("POST me/cpd/{id:guid}", "cpd.change", Of("Hours", "2")) with { Path = "/me/cpd/{own cpd}" },
            One("POST me/cpd/{id:guid}", "cpd.remove", Of("Remove", "true")) with { Path = "/me/cpd/{own cpd}" },
            One("POST me/scope", "scope.acknowledge", Of("Agrees", "true")),

            // Checks and exceptions.
            One("POST coaches/{reference}/checks/new", "check.record", [Of("Rule", "EMP-05"), .. Day("On", 1, 11, 2026)]),
            One("POST coaches/{reference}/checks/dbs", "check.record", [Of("Level", "NoneNeeded"), Of("Decision", "No contact with people alone"), Of("DecidedBy", "Jo Field"), .. Day("On", 1, 11, 2026)]),
            One("POST coaches/{reference}/checks/{recordId:guid}/evidence", "evidence.add") with { FileField = "Form.Files", File = ("check.png", SampleFiles.Png(7)) },
            One("POST coaches/{reference}/checks/{recordId:guid}/remove", "check.remove", Of("Reason", "EnteredWrongly")),
            new("POST requirements/checks/record", ["check.record", "check.record"], [Of("Coaches", "HWBC-000014"), Of("Coaches", "HWBC-000012"), .. Day("On", 2, 11, 2026)]) { Path = "/requirements/checks/record?pcn=U90001&rule=EMP-04" },
            One("POST coaches/{reference}/provisionals/{recordId:guid}/end", "provisional.end", [.. Day("LastDay", 24, 11, 2026), Of("Reason", "No longer needed")]) with { Path = "/coaches/HWBC-000016/provisionals/{sams provisional}/end" },
            One("POST coaches/{reference}/provisionals/new", "provisional.grant", [.. Day("From", 25, 11, 2026), .. Day("To", 20, 12, 2026), Of("Conditions", "Sits in with somebody")]) with { Path = "/coaches/HWBC-000016/provisionals/new" },
            One("POST coaches/{reference}/exemptions/new", "exemption.grant", [Of("Rule", "SUP-05"), .. Day("From", 4, 1, 2027), .. Day("To", 4, 2, 2027), Of("Reason", "No group")]),
            One("POST coaches/{reference}/exemptions/{recordId:guid}/end", "exemption.end", [.. Day("LastDay", 30, 11, 2026), Of("Reason", "There is a group")]),
            One("POST coaches/{reference}/pause", "referrals.pause", [Of("Reason", "A concern is looked into"), .. Day("From", 24, 11, 2026), .. Day("ReviewOn", 1, 12, 2026)]) with { Path = "/coaches/HWBC-000011/pause" },
            One("POST coaches/{reference}/pauses/{recordId:guid}/lift", "referrals.resume", Of("Reason", "Talked through")),
            One("POST coaches/{reference}/absences/new", "absence.record", [.. Day("From", 1, 12, 2026), .. Day("To", 5, 12, 2026), Of("Reason", "Leave")]) with { Path = "/coaches/HWBC-000011/absences/new" },
            One("POST coaches/{reference}/absences/{recordId:guid}", "absence.change", Of("Reason", "Other"), Of("Change", "It is not leave")),
            One("POST coaches/{reference}/absences/{recordId:guid}", "absence.remove", Of("Remove", "true"), Of("Change", "It was another's")),
            One("POST coaches/{reference}/tier", "tier.review", [Of("Tier", "2"), Of("Finding", "She leads groups"), .. Day("On", 24, 11, 2026)]),

            // Supervision, and what is between two people.
            One("POST supervision/log", "supervision.log", Of("When", "Today"), Of("Minutes", "30"), Of("Notes", "Between us"), Of("Actions[0].Text", "Read the guide"), Of("Concern", "Gives advice on diets"), Of("ToldCoach", "true"), Of("Wellbeing", "She works too late")),
            new("POST supervision/group", ["supervision.group", "supervision.group"], [Of("When", "Today"), Of("There", "HWBC-000014"), Of("There", "HWBC-000016")]),
            One("POST me/supervision/{recordId:guid}", "supervision.dispute", Of("WasSo", "false"), Of("Comment", "It was half an hour")),
            One("POST me/supervision/{recordId:guid}", "supervision.confirm", Of("WasSo", "true")),
            One("POST me/supervision/actions/{id:guid}", "action.done") with { Page = "/me/supervision" },
            One("POST me/supervision/actions/{id:guid}", "action.reopen") with { Page = "/me/supervision" },
            One("POST supervision/actions/{id:guid}/done", "action.done") with { Page = "/supervision/coaches/HWBC-000014" },
            One("POST me/supervision/concerns/{id:guid}/keep", "concern.keep") with { Page = "/me/supervision" },
            One("POST me/supervision/concerns/{id:guid}/share", "concern.share") with { Path = "/me/supervision/concerns/{second concern}/share", Page = "/me/supervision" },
            One("POST concerns/{id:guid}", "concern.answer", Of("Answer", "We talk")) ,
            One("POST coaches/{reference}/sessions/new", "supervision.late", [Of("Supervisor", "{rachel}"), .. Day("Date", 12, 11, 2026), Of("Kind", "Educational"), Of("Reason", "Held by phone")]),
            One("POST coaches/{reference}/sessions/{recordId:guid}/correct", "supervision.correct", Of("Minutes", "15"), Of("Reason", "EnteredWrongly")) with { Who = "supervisor" },
            One("POST coaches/{reference}/sessions/{recordId:guid}/correct", "supervision.remove", Of("Remove", "true"), Of("Reason", "RecordedTwice")) with { Who = "supervisor" },
            One("POST supervision/book", "supervision.book", [.. Day("Date", 3, 12, 2026)]),
            One("POST supervision/booked/{recordId:guid}", "supervision.move", Of("Time", "9.15"), Of("Minutes", "90")),
            One("POST supervision/booked/{recordId:guid}", "supervision.call-off", Of("CalledOff", "ByCoach")),
            One("POST supervision/agreements/{recordId:guid}", "agreement.write", Of("Purpose", "To reflect"), Of("Structure", "One to one"), Of("Place", "By video")),
            One("POST me/agreements/{id:guid}/confirm", "agreement.confirm") with { Path = "/me/agreements/{new agreement}/confirm", Page = "/me/agreements" },
            One("POST me/goals/new", "goal.set", [Of("Kind", "Goal"), Of("Text", "Lead groups"), Of("Measure", "Three groups"), .. Day("ReviewOn", 1, 2, 2027)]),
            One("POST supervision/coaches/{reference}/goals/new", "goal.set", [Of("Kind", "Goal"), Of("Text", "Keep a diary"), Of("Measure", "Each week"), .. Day("ReviewOn", 1, 2, 2027)]),
            One("POST me/goals/{id:guid}/edit", "goal.set", Of("Text", "Lead two groups")),
            One("POST supervision/coaches/{reference}/goals/{id:guid}/edit", "goal.set", Of("Text", "Lead three groups")),
            One("POST me/goals/{id:guid}/agree", "goal.agree") with { Path = "/me/goals/{the supervisor's goal}/agree", Page = "/me/goals" },
            One("POST supervision/coaches/{reference}/goals/{id:guid}/agree", "goal.agree") with { Path = "/supervision/coaches/HWBC-000014/goals/{the coach's goal}/agree", Page = "/supervision/coaches/HWBC-000014/goals" },
            One("POST me/goals/{id:guid}", "goal.progress", Of("Text", "Every day")),
            One("POST supervision/coaches/{reference}/goals/{id:guid}", "goal.progress", Of("Text", "It goes well")),
            One("POST coaches/{reference}/covers/{id:guid}/end", "cover.end") with { Page = "/coaches/HWBC-000014/people" },
            One("POST supervision/away", "supervisor.away", [.. Day("From", 1, 3, 2027), .. Day("To", 5, 3, 2027)]),
            One("POST supervision/away/{id:guid}/take-back", "supervisor.away") with { Page = "/supervision/away" },
            One("POST supervisors/{recordId:guid}/away", "supervisor.away", [.. Day("From", 1, 4, 2026), .. Day("To", 5, 4, 2026)]),
            One("POST supervisors/{recordId:guid}/away/{id:guid}/take-back", "supervisor.away") with { Page = "/supervisors/{rachel}/away" },

            // Registers.
            One("POST supervisors/new", "supervisor.add", Of("Name", "Una Guide"), Of("Profession", "HealthCoach")),
            One("POST supervisors/{recordId:guid}/edit", "supervisor.change", Of("Organisation", "Demo Trust")),
            One("POST supervisors/{recordId:guid}/eligibility/new", "eligibility.add", [Of("Basis", "RecordedEquivalent"), .. Day("From", 1, 11, 2026), Of("Evidence", "A letter")]) with { Path = "/supervisors/{una}/eligibility/new" },
            One("POST supervisors/{recordId:guid}/eligibility/{periodId:guid}", "eligibility.change", Of("Evidence", "Another letter"), Of("Reason", "The letter came")) with { Path = "/supervisors/{una}/eligibility/{unas eligibility}" },
            One("POST coaches/{reference}/covers/new", "cover.arrange", [Of("Supervisor", "{una}"), .. Day("From", 1, 12, 2026), .. Day("To", 20, 12, 2026)]),
            One("POST supervisors/{recordId:guid}/eligibility/{periodId:guid}", "eligibility.withdraw", Of("Withdraw", "true"), Of("Reason", "It was another's")) with { Path = "/supervisors/{una}/eligibility/{unas eligibility}" },
            One("POST programmes/new", "programme.add", Of("Title", "Coaching well"), Of("Provider", "North College"), Of("Kind", "HealthCoaching"), Of("Days", "4"), Of("HasAssessment", "false"), Of("ValidityMonths", "36")),
            One("POST programmes/{recordId:guid}/edit", "programme.change", Of("Title", "Coaching better"), Of("Reason", "Renamed")) with { Path = "/programmes/{real}/edit" },
            One("POST programmes/{recordId:guid}/accreditations/new", "accreditation.add", [.. Day("From", 1, 1, 2026), .. Day("LookedUpOn", 20, 11, 2026), Of("LookedUpAt", "The institute's page")]) with { Path = "/programmes/{real}/accreditations/new" },
            One("POST programmes/{recordId:guid}/accreditations/{windowId:guid}", "accreditation.change", [.. Day("To", 1, 1, 2028), Of("Reason", "It has an end")]) with { Path = "/programmes/{real}/accreditations/{real window}" },
            One("POST programmes/{recordId:guid}/accreditations/{windowId:guid}", "accreditation.withdraw", Of("Withdraw", "true"), Of("Reason", "It was another's")) with { Path = "/programmes/{real}/accreditations/{real window}" },
            One("POST programmes/{recordId:guid}/retire", "programme.retire", Of("Reason", "No longer run")) with { Path = "/programmes/{real}/retire" },
            One("POST programmes/{recordId:guid}/retire", "programme.offer", Of("Reason", "It is run again")) with { Path = "/programmes/{real}/retire" },
            One("POST rules/{id}/paragraph", "rule.refer", Of("Paragraph", "Annex B, 3.2")),

            // PCNs.
            One("POST pcns/new", "pcn.add", Of("Code", "U12345"), Of("Name", "Meadow PCN"), Of("CapArea", "England")),
            One("POST pcns/{code}/edit", "pcn.change", Of("ConcernContact", "the duty GP")),
            One("POST pcns/{code}/places/new", "place.add", [Of("Code", "Z90012"), Of("Name", "New Surgery"), .. Day("From", 1, 4, 2025)]),
            One("POST pcns/{code}/places/{id:guid}/name", "place.name", Of("Name", "Demo Northern ICB")),
            One("POST pcns/{code}/places/{id:guid}/end", "place.end", [.. Day("LastDay", 31, 12, 2026)]) with { Path = "/pcns/U90001/places/{new place}/end" },
            One("POST pcns/{code}/places/{id:guid}/take-back", "place.take-back", Of("Reason", "EnteredWrongly")) with { Path = "/pcns/U90001/places/{new place}/take-back" },
            One("POST pcns/import", "pcn.import", ("Form.Scope", "Kept"), ("Form.AsOf", "2026-11-24")) with { FileField = "Form.File", File = ("file.csv", Encoding.UTF8.GetBytes(PcnImportTests.Heading + "Z90013,MARSH SURGERY,,,U90001,RIVERSIDE PCN,,,20250401,,Y\n")) },
            One("POST training/cpd-target", "pcn.cpd-target", Of("Names", "true"), Of("Hours", "30")),
            One("POST training/subjects/new", "subject.add", Of("Title", "Lone working"), Of("Effect", "Warns"), Of("Reason", "Home visits")),
            One("POST training/subjects/{rule}", "subject.change", Of("Title", "Fire and safety"), Of("Reason", "Renamed")),
            One("POST training/subjects/{rule}", "subject.stop", Of("Stop", "true"), Of("Reason", "Part of another one")),
            One("POST policies/draft", "policy.draft", Of("Blocks", "EMP-05")),
            One("POST policies/draft/discard", "policy.discard") with { Page = "/policies?pcn=U90001" },
            One("POST policies/publish", "policy.publish", Of("Reason", "Agreed by the board")) with { Page = "/policies/preview{draft}?pcn=U90001" },
            One("POST policies/{recordId:guid}/end", "policy.end", [.. Day("LastDay", 24, 12, 2026), Of("Reason", "No longer needed")]) with { Path = "/policies/{newest policy}/end?pcn=U90001" },
            One("POST requirements/caps/new", "cap.record", [Of("Area", "England"), .. Day("From", 1, 4, 2027), Of("Annual", "43000"), Of("Status", "Published"), Of("Source", "A letter of the ICB")]),
            One("POST requirements/caps/{id:guid}/void", "cap.void", Of("Reason", "It was for another role")) with { Path = "/requirements/caps/{new cap}/void" },
            One("POST requirements/claims/cost", "cost.record", Of("Amount", "2600")),
            One("POST requirements/claims/cost", "cost.remove", Of("Remove", "true")),
            One("POST requirements/return", "check.record", Of("Coaches", "HWBC-000014")) ,
            One("POST requirements/declaration", "declaration.sign", Of("Role", "PCN manager"), Of("Declares", "true")) with { Path = "/requirements/declaration?pcn=U90001" },
            One("POST requirements/declaration/{id:guid}/void", "declaration.void", Of("Reason", "Signed too early")) with { Path = "/requirements/declaration/{new declaration}/void" },

            // Accounts.
            One("POST people/new", "account.add", Of("Role", "Manager"), Of("Pcn", "U90001"), Of("Name", "Mo Manager"), Of("Email", "mo@example.nhs.uk")),
            One("POST people/{id:guid}/invite", "account.invite") with { Page = "/people/P-000093" },
            One("POST account/mail", "mail.choose", Of("Expiry", "false")),
            One("POST account/calendar", "calendar.make", Of("KeepsItPrivate", "true")),
            One("POST account/calendar/stop", "calendar.stop") with { Page = "/account/calendar" },

            One("POST account/details", "account.details", Of("WorkEmail", "aisha.khan@example.nhs.uk")),
            One("POST privacy/accept", "notice.accept"),
            One("POST people/new/supervisor", "account.add", Of("Entry", "new"), Of("Name", "Gill Guide"), Of("Organisation", "Demo Trust"), Of("Profession", "HealthCoach"), Of("Email", "gill@example.nhs.uk")),
            One("POST people/hub-leads", "role.add", Of("HubLead", "{hub}"), Of("Pcn", "U90003"), Of("Reason", "They joined the hub")) with { Who = "manager.harbour" },
            One("POST people/{reference}/roles/new", "role.add", [Of("Role", "Viewer"), Of("Pcn", "U90001"), .. Day("From", 1, 12, 2026), Of("Reason", "Helps with the lists")]),
            One("POST people/{reference}/roles/{id:guid}/end", "role.take-back", Of("Reason", "It was another's")) with { Path = "/people/HWBC-000014/roles/{later role}/end" },
            One("POST people/{reference}/roles/{id:guid}/end", "role.end", [.. Day("LastDay", 30, 11, 2026), Of("Reason", "Moves on")]),
            One("POST people/{reference}/deactivate", "account.close", Of("Reason", "Left")) with { Path = "/people/{withApp}/deactivate" },
            One("POST people/{reference}/reactivate", "account.reopen", Of("Reason", "Came back")),
            One("POST people/{reference}/reset", "factor.ask", Of("IdentityCheck", "Called back")) with { Path = "/people/{with another app}/reset" },
            One("POST people/resets/{id:guid}", "factor.approve", Of("Decision", "Approve")) with { Who = "admin.two" },
            One("POST people/resets/{id:guid}", "factor.refuse", Of("Decision", "Refuse"), Of("Reason", "It was not they")) with { Who = "admin.two", Path = "/people/resets/{another reset}" },
            One("POST people/resets/{id:guid}/take-back", "factor.take-back") with { Who = "admin", Path = "/people/resets/{third reset}/take-back", Page = "/people/P-000199" },
            new Step("POST coaches/take-over", ["coach.look-up", "coach.take-over"], [Of("Reference", "HWBC-000012"), Of("Name", "Tom Reed"), .. Day("StartDate", 1, 12, 2026), Of("HoursPerWeek", "30"), Of("AfcBand", "5"), Of("ArrsFunded", "true"), Of("Reason", "He signed with us")]) with { Who = "manager.harbour" },

            // What ends things comes last.
            One("POST coaches/new", "coach.add", [Of("Name", "Zara Quinn"), Of("HoursPerWeek", "30"), Of("AfcBand", "5"), Of("ArrsFunded", "true"), .. Day("StartDate", 1, 10, 2026)]),
            One("POST coaches/{reference}/people/new", "person.name", [Of("Supervisor", "{hannah}"), .. Day("From", 24, 11, 2026)]) with { Path = "/coaches/HWBC-000011/people/new?kind=Educational" },
            One("POST coaches/{reference}/people/{recordId:guid}/end", "person.end", [.. Day("LastDay", 30, 11, 2026), Of("Reason", "Other"), Of("Note", "Moves on")]),
            One("POST coaches/{reference}/training/{recordId:guid}/remove", "training.remove", Of("Reason", "WrongPerson")) with { Path = "/coaches/HWBC-000015/training/{new training}/remove" },
            One("POST coaches/{reference}/posts/{recordId:guid}/end", "post.end", [.. Day("LastDay", 23, 11, 2026), Of("Reason", "LeftRole")]),
        ];
    }

    /// <summary>Puts the key of what a step before has made in the place of its name.</summary>
    private async Task<string> NamedAsync(string text)
    {
        if (!text.Contains('{', StringComparison.Ordinal))
            return text;
        const string Aisha = "HWBC-000014";
        if (text.Contains("{with another app}", StringComparison.Ordinal))
            text = text.Replace("{with another app}", await matrix.WithAppAsync("another.app", "P-000198"), StringComparison.Ordinal);
        if (text.Contains("{another reset}", StringComparison.Ordinal) || text.Contains("{third reset}", StringComparison.Ordinal))
        {
            await matrix.WithAppAsync("to.reset.too", "P-000199");
            var reset = await portal.DbAsync(async db =>
            {
                var asked = new FactorReset { UserId = await db.Users.Where(u => u.Person!.Reference == "P-000199").Select(u => u.Id).SingleAsync(), AskedById = await db.People.Where(p => p.Reference == "P-000004").Select(p => p.Id).SingleAsync(), AskedUtc = portal.Time.Now.UtcDateTime, IdentityCheck = "Called back" };
                db.Add(asked);
                await db.SaveChangesAsync();
                return asked.Id.ToString();
            });
            text = text.Replace("{another reset}", reset, StringComparison.Ordinal).Replace("{third reset}", reset, StringComparison.Ordinal);
        }

        if (text == "{hub}")
            return await portal.DbAsync(db => db.Users.Where(u => u.Email == "hub@demo.test").Select(u => u.Person!.Reference).SingleAsync());
        foreach (var (name, find) in new (string, Func<HwbcDbContext, IQueryable<Guid?>>)[]
        {
            ("{own file}", db => db.Evidence.Where(f => f.FileName == "own.png").Select(f => (Guid?)f.Id)), ("{own training}", db => db.Training.Where(t => t.Coach!.Person!.Reference == Aisha && t.VoidedOn == null && t.EnrolledOn == new DateOnly(2026, 11, 1) && t.BookingReference == null).Select(t => (Guid?)t.RecordId)),
            ("{new training}", db => db.Training.Where(t => t.Coach!.Person!.Reference == "HWBC-000015" && t.VoidedOn == null && t.CompletedOn == new DateOnly(2026, 10, 20)).Select(t => (Guid?)t.RecordId)), ("{attendance}", db => db.Attendances.Where(a => a.On == new DateOnly(2026, 11, 16)).Select(a => (Guid?)a.Id)),
            ("{waiting}", db => db.Training.Where(t => t.Coach!.Person!.Reference == "HWBC-000018" && t.VoidedOn == null && t.CompletedOn != null && t.VerificationOutcome == null).Select(t => (Guid?)t.RecordId)), ("{own cpd}", db => db.Cpd.Where(c => c.What == "Peer group").Select(c => (Guid?)c.Id)),
            ("{rachel}", db => db.Supervisors.Where(v => v.Name == "Rachel Bell" && v.VoidedOn == null).Select(v => (Guid?)v.RecordId)), ("{hannah}", db => db.Supervisors.Where(v => v.Name == "Dr Hannah Lee" && v.VoidedOn == null).Select(v => (Guid?)v.RecordId)), ("{una}", db => db.Supervisors.Where(v => v.Name == "Una Guide" && v.VoidedOn == null).Select(v => (Guid?)v.RecordId)),
            ("{unas eligibility}", db => db.Eligibility.Where(e => e.VoidedOn == null && db.Supervisors.Any(v => v.Id == e.SupervisorVersionId && v.Name == "Una Guide")).Select(e => (Guid?)e.RecordId)),
            ("{real}", db => db.Programmes.Where(p => p.Provider!.Name == "North College" && p.VoidedOn == null).Select(p => (Guid?)p.RecordId)), ("{real window}", db => db.Accreditations.Where(a => a.VoidedOn == null && db.Programmes.Any(p => p.Id == a.ProgrammeVersionId && p.Provider!.Name == "North College")).Select(a => (Guid?)a.RecordId)),
            ("{second concern}", db => db.SupervisionConcerns.Where(c => c.Concern == "She works too late").Select(c => (Guid?)c.Id)), ("{new agreement}", db => db.SupervisionAgreements.Where(a => a.ReplacedUtc == null).Select(a => (Guid?)a.Id)),
            ("{sams provisional}", db => db.Provisionals.Where(p => p.Coach!.Person!.Reference == "HWBC-000016" && p.VoidedOn == null).Select(p => (Guid?)p.RecordId)),
            ("{later role}", db => db.Memberships.Where(m => m.Role == PortalRole.Viewer && m.From == new DateOnly(2026, 12, 1)).Select(m => (Guid?)m.Id)),
            ("{new place}", db => db.PcnOrganisations.Where(o => o.Organisation!.Code == "Z90012").Select(o => (Guid?)o.Id)), ("{newest policy}", db => db.LocalPolicies.Where(p => p.Pcn!.Code == "U90001" && p.VoidedOn == null).OrderByDescending(p => p.From).ThenByDescending(p => p.Id).Select(p => (Guid?)p.RecordId)),
            ("{new cap}", db => db.ReimbursementCaps.Where(c => c.Source == "A letter of the ICB").Select(c => (Guid?)c.Id)), ("{new declaration}", db => db.Declarations.Where(d => d.Reference == "U90001-2026-1").Select(d => (Guid?)d.Id)),
            ("{the supervisor's goal}", db => db.Goals.Where(g => g.Text == "Keep a diary").Select(g => (Guid?)g.Id)),
            ("{the coach's goal}", db => db.Goals.Where(g => g.Measure == "Three groups" && g.AgreedById == null && g.WrittenById == g.CoachId).Select(g => (Guid?)g.Id)),
        })
        {
            if (text.Contains(name, StringComparison.Ordinal))
                text = text.Replace(name, (await portal.DbAsync(db => find(db).FirstOrDefaultAsync())).ToString(), StringComparison.Ordinal);
        }

        return text;
    }
}
