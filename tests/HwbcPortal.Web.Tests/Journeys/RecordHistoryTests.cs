using System.Net;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>Each record tells on its own page who changed what, when and why, and what it was before.</summary>
public sealed class RecordHistoryTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    [Fact]
    public async Task A_programme_tells_its_changes_and_those_of_its_windows()
    {
        using var hub = await portal.SignedInAsync("hub");
        var added = await hub.PostAsync(await hub.GetAsync("/programmes/new"), ("Form.Title", "Coaching well"), ("Form.Provider", "North College"), ("Form.Kind", "HealthCoaching"), ("Form.Days", "4"), ("Form.HasAssessment", "false"));
        var home = added.Response.Headers.Location!.ToString();
        await SavedAsync(hub, $"{home}/accreditations/new", [.. Date("From", 1, 1, 2024), ("Form.LookedUpAt", "The institute's list")]);
        await SavedAsync(hub, $"{home}/edit", ("Form.Days", "4.5"), ("Form.Provider", "South College"), ("Form.Reason", "The provider's letter"));
        var window = (await hub.GetAsync(home)).Document.QuerySelector("main table a[href*='/accreditations/']")!.GetAttribute("href")!;
        await SavedAsync(hub, window, [.. Date("To", 31, 12, 2025), ("Form.Reason", "The list says so")]);
        await SavedAsync(hub, window, ("Form.Withdraw", "true"), ("Form.Reason", "It was another's"));
        await SavedAsync(hub, $"{home}/retire", ("Form.Reason", "No longer run"));
        string[] said =
        [
            "Retired a programme|Why: No longer run|Not offered since: now, 24 November 2026",
            "Withdrew an accreditation|Why: It was another's|Accredited from: before, 1 January 2024 now, taken out|Accredited until: before, 31 December 2025 now, taken out|Looked up on: before, 24 November 2026 now, taken out|Looked up at: before, The institute's list now, taken out",
            "Changed an accreditation|Why: The list says so|Accredited until: now, 31 December 2025",
            "Changed a programme|Why: The provider's letter|Provider: before, North College now, South College|Length in days: before, 4 now, 4.5",
            "Recorded an accreditation|Accredited from: now, 1 January 2024|Looked up on: now, 24 November 2026|Looked up at: now, The institute's list",
            "Added a programme|Title: now, Coaching well|Provider: now, North College|Kind: now, Health coaching|Length in days: now, 4|Ends with an assessment: now, No|Sample: now, No",
        ];
        // The register is everybody's who reads it.
        using var manager = await portal.SignedInAsync("manager");
        foreach (var visitor in new[] { hub, manager })
        {
            var page = await visitor.GetAsync(home);
            Assert.Equal(said, Told(page));
            Assert.All(Rows(page), r => Assert.Matches("^[0-9:]+pm on 24 November 2026 \\| Farah Aziz \\| ", r));
            Assert.DoesNotContain("/audit", page.Document.Body!.InnerHtml, StringComparison.Ordinal);
        }

        // An administrator finds the same in the audit, each entry and all of them.
        using var admin = await portal.SignedInAsync("admin");
        var links = (await admin.GetAsync(home)).Document.QuerySelectorAll("main details a").Select(a => a.GetAttribute("href")!).ToList();
        Assert.Equal(said.Length + 1, links.Count);
        var all = await admin.GetAsync(links[^1]);
        Assert.Equal(links[..^1], all.Rows.Select(r => r.QuerySelector("a")!.GetAttribute("href")!));
        Assert.Contains("One record", all.Text, StringComparison.Ordinal);
        Assert.Empty((await admin.GetAsync("/audit?record=nothing")).Rows);
    }

    [Fact]
    public async Task A_PCN_tells_its_own_places_and_nothing_of_another_PCN()
    {
        await using var running = await Running.StartAsync();
        using var manager = await running.Portal.SignedInAsync("manager");
        using var harbour = await running.Portal.SignedInAsync("manager.harbour");
        using var admin = await running.Portal.SignedInAsync("admin");
        await SavedAsync(manager, "/pcns/U90001/edit", ("Form.ConcernContact", "the duty nurse"));
        await SavedAsync(manager, "/pcns/U90001/places/new?kind=Employer", [("Form.Code", ""), ("Form.Name", "Shared Employer"), .. Date("From", 1, 4, 2025)]);
        await SavedAsync(harbour, "/pcns/U90003/places/new?kind=Employer", [("Form.Code", ""), ("Form.Name", "Shared Employer"), .. Date("From", 1, 5, 2025)]);
        var place = await running.Portal.DbAsync(db => db.PcnOrganisations.Where(o => o.Organisation!.Name == "Shared Employer" && o.Pcn!.Code == "U90001").Select(o => o.Id).SingleAsync());
        await SavedAsync(admin, $"/pcns/U90001/places/{place}/name", ("Form.Name", "Everybody's Employer"));
        await SavedAsync(manager, $"/pcns/U90001/places/{place}/end", Date("LastDay", 31, 12, 2026));
        await SavedAsync(manager, $"/pcns/U90001/places/{place}/take-back", ("Form.Reason", "Other"), ("Form.Note", "It never signed"));
        await SavedAsync(manager, "/training/cpd-target?pcn=U90001", ("Form.Names", "true"), ("Form.Hours", "30"));
        string[] said =
        [
            "Priya Shah|Set how much development a year is asked for|Hours of development a year: now, 30",
            "Priya Shah|Took an organisation's place at a PCN back|Why: Another reason: It never signed|Everybody's Employer, taken back at: now, 12:00pm on 24 November 2026",
            "Priya Shah|Ended an organisation's place at a PCN|Everybody's Employer, last day: now, 31 December 2026",
            "Alex Morgan|Renamed an organisation|Everybody's Employer, name: before, Shared Employer now, Everybody's Employer",
            "Priya Shah|Added an organisation to a PCN|Everybody's Employer, first day: now, 1 April 2025",
        ];
        using var viewer = await running.Portal.SignedInAsync("viewer");
        foreach (var visitor in new[] { manager, viewer, admin })
        {
            var page = await visitor.GetAsync("/pcns/U90001");
            Assert.Equal(said, ToldBy(page).Take(5));
            Assert.Matches("^Priya Shah\\|Changed a PCN\\|Whom coaches call with a concern: before, .* now, the duty nurse$", ToldBy(page).ElementAt(5));
            Assert.DoesNotContain("1 May 2025", page.Text, StringComparison.Ordinal);
        }

        // The other PCN has the new name, and none of the rest.
        var theirs = await harbour.GetAsync("/pcns/U90003");
        Assert.Equal([said[3], "Joan Webb|Added an organisation to a PCN|Everybody's Employer, first day: now, 1 May 2025"], ToldBy(theirs).Take(2));
        Assert.DoesNotContain("Priya Shah", theirs.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await harbour.GetAsync("/pcns/U90001")).Status);
        Assert.Empty(Rows(await manager.GetAsync("/pcns/U90001?on=2026-01-01")));
    }

    [Fact]
    public async Task A_person_tells_what_was_done_to_the_account_and_of_another_PCN_only_that_something_was()
    {
        await using var running = await Running.StartAsync();
        using var manager = await running.Portal.SignedInAsync("manager");
        using var harbour = await running.Portal.SignedInAsync("manager.harbour");
        using var admin = await running.Portal.SignedInAsync("admin");
        await SavedAsync(harbour, "/people/new", ("Form.Role", "Viewer"), ("Form.Pcn", "U90003"), ("Form.Name", "Vera View"), ("Form.Email", "vera@example.nhs.uk"), ("Form.Reason", "Reads for the harbour"));
        var reference = await running.Portal.DbAsync(db => db.People.Where(p => p.Name == "Vera View").Select(p => p.Reference).SingleAsync());
        var home = $"/people/{reference}";
        await SavedAsync(admin, $"{home}/roles/new", [("Form.Role", "Viewer"), ("Form.Pcn", "U90001"), .. Date("From", 24, 11, 2026), ("Form.Reason", "Helps with the lists")]);
        await SavedAsync(manager, $"{home}/roles/new", [("Form.Role", "Manager"), ("Form.Pcn", "U90001"), .. Date("From", 1, 12, 2026), ("Form.Reason", "Stands in")]);
        var role = await running.Portal.DbAsync(db => db.Memberships.Where(m => m.From == new DateOnly(2026, 12, 1)).Select(m => m.Id).SingleAsync());
        await SavedAsync(manager, $"{home}/roles/{role}/end", ("Form.Reason", "It was another's"));
        await SavedAsync(admin, $"{home}/deactivate", ("Form.Reason", "Lost the laptop"));
        string[] seen =
        [
            "Alex Morgan|Deactivated an account|Why: Lost the laptop|Deactivated at: now, 12:00pm on 24 November 2026",
            "Priya Shah|Took a role back|Why: It was another's|Manager of Riverside PCN, first day: before, 1 December 2026 now, taken out",
            "Priya Shah|Gave somebody a role|Why: Stands in|Manager of Riverside PCN, first day: now, 1 December 2026",
            "Alex Morgan|Gave somebody a role|Why: Helps with the lists|Reads Riverside PCN, first day: now, 24 November 2026",
        ];
        var page = await manager.GetAsync(home);
        Assert.Equal([.. seen, "Somebody at another PCN|Recorded something at another PCN"], ToldBy(page));
        Assert.DoesNotContain("Harbour", page.Text, StringComparison.Ordinal);
        // Of the harbour only what was done there, and what was done to the account.
        var theirs = ToldBy(await harbour.GetAsync(home));
        Assert.Equal(seen[0], theirs[0]);
        Assert.Equal(2, theirs.Count);
        Assert.Matches("^Joan Webb\\|Made an account\\|", theirs[1]);
        Assert.Equal(5, ToldBy(await admin.GetAsync(home)).Count);
    }

    [Fact]
    public async Task Whoever_may_supervise_tells_it_and_when_they_are_away_is_for_those_who_keep_it()
    {
        var record = await portal.DbAsync(db => db.Supervisors.Where(s => s.Person!.Reference == "P-000003" && s.VoidedOn == null).Select(s => s.RecordId).SingleAsync());
        var home = $"/supervisors/{record}";
        using var manager = await portal.SignedInAsync("manager");
        await SavedAsync(manager, $"{home}/edit", ("Form.CapacityCoaches", "7"));
        await SavedAsync(manager, $"{home}/eligibility/new", [("Form.Basis", "RecordedEquivalent"), .. Date("From", 1, 11, 2027), ("Form.Evidence", "A letter")]);
        await SavedAsync(manager, $"{home}/away", Date("From", 1, 4, 2027));
        string[] said =
        [
            "Priya Shah|Recorded when a supervisor is away|First day away: now, 1 April 2027",
            "Priya Shah|Recorded that somebody may supervise|May supervise from: now, 1 November 2027|Grounds: now, Recorded equivalent|What shows it: now, A letter",
            "Priya Shah|Changed a supervisor's entry|Has time for coaches: now, 7",
        ];
        Assert.Equal(said, ToldBy(await manager.GetAsync(home)).Take(3));
        using var viewer = await portal.SignedInAsync("viewer");
        Assert.Equal(said[1..], ToldBy(await viewer.GetAsync(home)).Take(2));
    }

    [Fact]
    public async Task What_was_done_about_a_coach_is_explained_on_the_coachs_record_alone_and_what_was_erased_is_said_to_be()
    {
        var (record, person) = await portal.DbAsync(db => db.Supervisors.Where(s => s.Person!.Reference == "P-000002" && s.VoidedOn == null).Select(s => new ValueTuple<Guid, Guid>(s.RecordId, s.PersonId)).SingleAsync());
        await portal.DbAsync(async db =>
        {
            db.Add(new SupervisorAbsence { PersonId = person, From = new DateOnly(2027, 6, 1) });
            db.Command = new AuditCommand("person.end", await db.Coaches.Where(c => c.Person!.Reference == "HWBC-000014").Select(c => c.Id).SingleAsync(), Reason: "Aisha asked for somebody else");
            return await db.SaveChangesAsync();
        });
        using var admin = await portal.SignedInAsync("admin");
        Assert.Equal("The portal|Ended an arrangement|First day away: now, 1 June 2027", ToldBy(await admin.GetAsync($"/supervisors/{record}"))[0]);
        Assert.DoesNotContain("1 June 2027", (await admin.GetAsync("/coaches/HWBC-000014/history")).Text, StringComparison.Ordinal);
        await portal.DbAsync(db => db.AuditChanges.Where(c => c.Entity == nameof(SupervisorAbsence) && c.Content!.Contains("2027-06-01")).ExecuteUpdateAsync(u => u.SetProperty(c => c.Content, (string?)null).SetProperty(c => c.Salt, (string?)null)));
        Assert.Equal("The portal|Ended an arrangement|What it said of a person was erased", ToldBy(await admin.GetAsync($"/supervisors/{record}"))[0]);
    }

    [Fact]
    public async Task What_holds_everywhere_tells_who_said_so()
    {
        using var admin = await portal.SignedInAsync("admin");
        await SavedAsync(admin, "/privacy/retention/Drafts", ("Form.Months", "9"), ("Form.Source", "Our schedule, line 4"));
        await SavedAsync(admin, "/privacy/retention/Drafts", ("Form.Months", "12"));
        Assert.Equal(
        [
            "Alex Morgan|Set how long something is kept|Drafts of sessions that nobody finished, months: before, 9 now, 12",
            "Alex Morgan|Set how long something is kept|Drafts of sessions that nobody finished, months: now, 9|Drafts of sessions that nobody finished, where that stands: now, Our schedule, line 4",
        ], ToldBy(await admin.GetAsync("/privacy/retention")));

        await SavedAsync(admin, "/requirements/caps/new", [("Form.Area", "InnerLondon"), .. Date("From", 1, 4, 2027), ("Form.Annual", "43000"), ("Form.Status", "Published"), ("Form.Source", "A letter")]);
        var cap = await portal.DbAsync(db => db.ReimbursementCaps.Where(c => c.Source == "A letter").Select(c => c.Id).SingleAsync());
        await SavedAsync(admin, $"/requirements/caps/{cap}/void", ("Form.Reason", "It was for another role"));
        using var manager = await portal.SignedInAsync("manager");
        Assert.Equal(
        [
            "Alex Morgan|Took a reimbursement cap back|Why: It was for another role|Inner London from 1 April 2027, taken back on: now, 24 November 2026",
            "Alex Morgan|Recorded a reimbursement cap|Inner London from 1 April 2027, first day: now, 1 April 2027|Inner London from 1 April 2027, pounds a year: now, 43000|Inner London from 1 April 2027, how sure it is: now, Published|Inner London from 1 April 2027, source: now, A letter",
        ], ToldBy(await manager.GetAsync("/requirements/caps")).Take(2));

        await SavedAsync(admin, "/rules/TRN-01/paragraph", ("Form.Paragraph", "Annex B, 3.2"));
        using var coach = await portal.SignedInAsync("coach");
        Assert.Equal(["Alex Morgan|Recorded where a rule stands in the contract|TRN-01, paragraph: now, Annex B, 3.2"], ToldBy(await coach.GetAsync("/rules")));
    }

    [Fact]
    public async Task What_a_PCN_asks_checks_and_declares_is_told_to_its_readers_alone()
    {
        await using var running = await Running.StartAsync();
        using var manager = await running.Portal.SignedInAsync("manager.two");
        await SavedAsync(manager, "/training/subjects/new?pcn=U90001", ("Form.Title", "Lone working"), ("Form.Effect", "Warns"), ("Form.Reason", "Home visits"));
        await SavedAsync(manager, "/requirements/checks/record?pcn=U90001&rule=PCN-01", Date("On", 2, 11, 2026));
        var signed = await manager.PostAsync(await manager.GetAsync("/requirements/declaration?pcn=U90001"), ("Form.Role", "Manager"), ("Form.Declares", "true"));
        var declaration = signed.Response.Headers.Location!.ToString();
        await SavedAsync(manager, $"{declaration}/void", ("Form.Reason", "Signed too early"));
        using var viewer = await running.Portal.SignedInAsync("viewer");
        using var harbour = await running.Portal.SignedInAsync("manager.harbour");
        foreach (var (path, first) in new[]
        {
            ("/policies?pcn=U90001", "Added a subject of training|Why: Home visits|"), ("/requirements/checks?pcn=U90001", "Recorded a check|"), (declaration, "Voided the year's declaration|Why: Signed too early|Voided at: now, 12:00pm on 24 November 2026"),
        })
        {
            foreach (var visitor in new[] { manager, viewer })
                Assert.StartsWith(first, Told(await visitor.GetAsync(path))[0], StringComparison.Ordinal);
            Assert.Contains((await harbour.GetAsync(path)).Status, new[] { HttpStatusCode.NotFound, HttpStatusCode.Forbidden });
        }

        foreach (var path in new[] { "/policies", "/requirements/checks", "/pcns/U90003" })
            Assert.DoesNotContain(Rows(await harbour.GetAsync(path)), r => !r.Contains(" | The portal | ", StringComparison.Ordinal));
        // Nor to somebody who reads both, on the other's page.
        using var admin = await running.Portal.SignedInAsync("admin");
        foreach (var path in new[] { "/policies?pcn=U90003", "/requirements/checks?pcn=U90003" })
            Assert.DoesNotContain(Rows(await admin.GetAsync(path)), r => !r.Contains(" | The portal | ", StringComparison.Ordinal));
    }

    private static (string, string?)[] Date(string field, int day, int month, int year) => ManagerJourneyTests.Date(field, day, month, year);

    /// <summary>Sends a form until it is stored: what it shows first is confirmed.</summary>
    private static async Task SavedAsync(Visitor visitor, string path, params (string Name, string? Value)[] values)
    {
        var answer = await visitor.PostAsync(await visitor.GetAsync(path), values);
        if (answer.Status == HttpStatusCode.OK)
            answer = await visitor.PostAsync(answer);
        Assert.True(answer.Status == HttpStatusCode.SeeOther, $"{path}: {answer.Status} {string.Join("; ", answer.Errors)}");
    }

    /// <summary>Who did what, a line each: the lines of a cell are parted by bars.</summary>
    private static List<string> ToldBy(Page page) => Cells(page).Select(c => $"{c[1]}|{c[2]}").ToList();

    private static List<string> Told(Page page) => Cells(page).Select(c => c[2]).ToList();

    private static List<string> Rows(Page page) => Cells(page).Select(c => string.Join(" | ", c)).ToList();

    private static IEnumerable<string[]> Cells(Page page)
    {
        foreach (var heading in page.Document.QuerySelectorAll("main details .nhsuk-table__heading").ToList())
            heading.Remove();
        foreach (var line in page.Document.QuerySelectorAll("main details td .app-secondary").Where(l => !l.TextContent.StartsWith('|')))
            line.TextContent = $"|{line.TextContent}";
        return page.Document.QuerySelectorAll("main details").Where(d => d.QuerySelector("summary")!.TextContent.Trim() == "Who changed what").SelectMany(d => d.QuerySelectorAll("tbody tr"))
            .Select(r => r.QuerySelectorAll("td").Select(c => string.Join('|', c.TextContent.Split('|').Select(t => System.Text.RegularExpressions.Regex.Replace(t, @"\s+", " ").Trim()))).ToArray());
    }
}
