using System.Net;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Pcns;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>Practices, ICB and hosting employer of a PCN, each with its days.</summary>
public sealed class PcnPlaceTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    [Theory]
    [InlineData(OrganisationKind.Practice, "L81008", true)]
    [InlineData(OrganisationKind.Practice, "U12345", true)]
    [InlineData(OrganisationKind.Practice, "81008L", false)]
    [InlineData(OrganisationKind.Practice, "L8100", false)]
    [InlineData(OrganisationKind.Practice, "L8100８", false)]
    [InlineData(OrganisationKind.Practice, "LL1008", false)]
    [InlineData(OrganisationKind.Icb, "QNQ", true)]
    [InlineData(OrganisationKind.Icb, "QZ1", true)]
    [InlineData(OrganisationKind.Icb, "06L", false)]
    [InlineData(OrganisationKind.Icb, "QNQQ", false)]
    [InlineData(OrganisationKind.Icb, "Q-Q", false)]
    [InlineData(OrganisationKind.SubIcbLocation, "06L", true)]
    [InlineData(OrganisationKind.SubIcbLocation, "D4U1Y", true)]
    [InlineData(OrganisationKind.SubIcbLocation, "QNQ", false)]
    [InlineData(OrganisationKind.SubIcbLocation, "D4U1", false)]
    [InlineData(OrganisationKind.SubIcbLocation, "U12345", false)]
    [InlineData(OrganisationKind.Employer, "RX1", true)]
    [InlineData(OrganisationKind.Employer, "L81008", true)]
    [InlineData(OrganisationKind.Employer, "L810081", false)]
    public void A_code_fits_its_kind_or_does_not(OrganisationKind kind, string code, bool fits) => Assert.Equal(fits, OdsCodes.Fits(kind, code));

    [Fact]
    public async Task A_report_of_March_names_the_ICB_that_ended_with_it_and_one_of_April_the_next()
    {
        await using var running = await Running.StartAsync();
        using var harbour = await running.Portal.SignedInAsync("manager.harbour");
        Assert.Contains("No ICB recorded.", (await harbour.GetAsync("/pcns/U90003")).Text, StringComparison.Ordinal);
        await AddAsync(harbour, "U90003", "Icb", "qz8", "Demo Former ICB", (1, 7, 2022), (31, 3, 2026));
        await AddAsync(harbour, "U90003", "Icb", "QZ9", "Demo Next ICB", (1, 4, 2026), null);
        // Rachel Bell supervises at Harbour and reads no PCN's places: her statement names the ICB all the same.
        await running.Portal.DbAsync(async db =>
        {
            var rachel = await db.Supervisors.FirstAsync(s => s.Name == "Rachel Bell" && s.VoidedOn == null);
            var ivy = await db.Coaches.SingleAsync(c => c.Person!.Reference == "HWBC-000022");
            foreach (var day in new[] { new DateOnly(2026, 3, 17), new DateOnly(2026, 4, 14) })
            {
                var row = new SessionVersion { ItemId = $"icb-{day:yyyyMMdd}", CoachId = ivy.Id, Date = day, Minutes = 60, Kind = HwbcPortal.Domain.Compliance.SessionKind.HealthCoachingIndividual, Outcome = HwbcPortal.Domain.Compliance.SessionOutcome.Held, SupervisorVersionId = rachel.Id };
                row.RecordId = row.Id;
                db.Add(row);
            }

            return await db.SaveChangesAsync();
        });
        using var supervisor = await running.Portal.SignedInAsync("supervisor");
        var march = Row(await supervisor.GetAsync("/supervision/statement?from=2026-03-01&to=2026-03-31"));
        Assert.Contains("Demo Former ICB (QZ8)", march, StringComparison.Ordinal);
        Assert.DoesNotContain("QZ9", march, StringComparison.Ordinal);
        var april = Row(await supervisor.GetAsync("/supervision/statement?from=2026-04-01&to=2026-04-30"));
        Assert.Contains("Demo Next ICB (QZ9)", april, StringComparison.Ordinal);
        Assert.DoesNotContain("QZ8", april, StringComparison.Ordinal);
        Assert.Contains("Demo Former ICB (QZ8) to 31 March 2026, Demo Next ICB (QZ9) from 1 April 2026", Row(await supervisor.GetAsync("/supervision/statement?from=2026-03-01&to=2026-04-30")), StringComparison.Ordinal);

        Assert.Contains("Demo Former ICB (QZ8) to 31 March 2026, Demo Next ICB (QZ9) from 1 April 2026.", (await harbour.GetAsync("/supervision/ledger")).Text, StringComparison.Ordinal);
        var then = await harbour.GetAsync("/pcns/U90003?on=2026-03-31");
        Assert.Contains("Demo Former ICB", then.Rows[0].TextContent, StringComparison.Ordinal);
        Assert.Single(then.Rows);
        Assert.Contains("Demo Next ICB", (await harbour.GetAsync("/pcns/U90003?on=2026-04-01")).Rows[0].TextContent, StringComparison.Ordinal);
        // Before either, nothing is guessed; a day that is none is said to be none.
        Assert.Contains("No ICB recorded for this day.", (await harbour.GetAsync("/pcns/U90003?on=2022-06-30")).Text, StringComparison.Ordinal);
        Assert.Equal(["Day must be a real date"], (await harbour.GetAsync("/pcns/U90003?on=2026-02-30")).Errors);

        static string Row(Page page) => page.Rows.Single(r => r.TextContent.Contains("Harbour PCN", StringComparison.Ordinal)).TextContent;
    }

    [Fact]
    public async Task What_a_code_is_elsewhere_it_is_not_here()
    {
        using var manager = await portal.SignedInAsync("manager");
        await RefusedAsync(manager, "Practice", "U90002", "Code: U90002 is a PCN here, and no practice");
        await RefusedAsync(manager, "SubIcbLocation", "QZ1", "Code: ODS code must be three or five letters and numbers, like 06L or D4U1Y, and not an ICB's");
        await RefusedAsync(manager, "Icb", "L81008", "Code: ODS code must be Q and two letters or numbers, like QNQ");
        await RefusedAsync(manager, "Practice", "L8100", "Code: ODS code must be a letter and five numbers, like L81008");
        // By its shape it can be either: then somebody says which.
        var asked = await RefusedAsync(manager, "Practice", "U77777", "IsPractice: U77777 looks like the code of a PCN. Put it right, or tick that it is a practice's");
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(asked, ("Form.IsPractice", "true"))).Status);
        using var admin = await portal.SignedInAsync("admin");
        var pcn = await admin.PostAsync(await admin.GetAsync("/pcns/new"), ("Form.Code", "U77777"), ("Form.Name", "Seventh PCN"), ("Form.CapArea", "England"));
        Assert.Equal(["U77777 is recorded as a practice here: Some place"], pcn.Errors);
        // An employer may be a practice.
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(await manager.GetAsync("/pcns/U90001/places/new?kind=Employer"), [("Form.Code", "Z90001"), ("Form.Name", "Bridge Street Surgery"), .. ManagerJourneyTests.Date("From", 1, 1, 2026)])).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await manager.GetAsync("/pcns/U90001/places/new?kind=Trust")).Status);
    }

    [Fact]
    public async Task Days_do_not_run_into_each_other_and_another_PCN_stays_unnamed_to_who_does_not_see_it()
    {
        await using var running = await Running.StartAsync();
        using var manager = await running.Portal.SignedInAsync("manager");
        await RefusedAsync(manager, "Icb", "QZ5", "From: Demo North ICB (QZ1) commissions this PCN from 1 April 2026. End it first, or enter other days");
        await RefusedAsync(manager, "SubIcbLocation", "06L", "From: Demo North ICB, Riverside (Z9Z1Z) is the sub-ICB location of this PCN from 1 July 2019. End it first, or enter other days");
        await RefusedAsync(manager, "Practice", "Z90001", "From: Bridge Street Surgery (Z90001) is a member practice here from 1 July 2019. End it first, or enter other days");
        await RefusedAsync(manager, "Practice", "Z90004", "From: Hilltop Surgery (Z90004) is a member of another PCN on these days. It has to end there first");
        using var two = await running.Portal.SignedInAsync("manager.two");
        await RefusedAsync(two, "Practice", "Z90004", "From: Hilltop Surgery (Z90004) is a member of Hillside PCN from 1 July 2019. End it there first, or enter other days");
        var wrong = await manager.PostAsync(await manager.GetAsync("/pcns/U90001/places/new?kind=Employer"), [("Form.Name", "Demo Host"), .. ManagerJourneyTests.Date("From", 2, 11, 2026), .. ManagerJourneyTests.Date("To", 1, 11, 2026)]);
        Assert.Equal(["Last day must be the first day or later"], wrong.Errors);

        // It ends at the one, on a day that is not before its first, and begins at the other; the name that is known stays.
        var end = await EndOfAsync(two, "U90002", "Z90004");
        Assert.Equal(["Last day must be 1 July 2019 or later: that is the first day"], (await two.PostAsync(end, ManagerJourneyTests.Date("LastDay", 30, 6, 2019))).Errors);
        Assert.Equal(HttpStatusCode.SeeOther, (await two.PostAsync(end, ManagerJourneyTests.Date("LastDay", 31, 10, 2026))).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await two.PostAsync(end, ManagerJourneyTests.Date("LastDay", 31, 10, 2026))).Status);
        await AddAsync(manager, "U90001", "Practice", "Z90004", "Other words", (1, 11, 2026), null);
        Assert.Contains("Hilltop Surgery (Z90004) is a member practice here from 1 November 2026.", (await manager.GetAsync("/pcns/U90001")).Text, StringComparison.Ordinal);
        Assert.Contains("Hilltop Surgery", (await manager.GetAsync("/referrals?pcn=U90001")).Text, StringComparison.Ordinal);
        // A longer last day would run into what came after.
        var longer = await two.PostAsync(await EndOfAsync(two, "U90002", "Z90004"), ManagerJourneyTests.Date("LastDay", 30, 11, 2026));
        Assert.Equal(["Hilltop Surgery (Z90004) is a member of Riverside PCN from 1 November 2026. End it there first, or enter other days"], longer.Errors);
    }

    [Fact]
    public async Task What_was_recorded_by_mistake_is_taken_back_and_of_two_at_once_the_second_is_told()
    {
        await using var running = await Running.StartAsync();
        using var manager = await running.Portal.SignedInAsync("manager");
        using var two = await running.Portal.SignedInAsync("manager.two");
        var (end, link) = (await EndOfAsync(two, "U90001", "Z90002"), (await EndOfAsync(manager, "U90001", "Z90002")).Address.AbsolutePath.Replace("/end", "/take-back", StringComparison.Ordinal));
        var back = await manager.GetAsync(link);
        Assert.Equal(["Select why it does not belong here"], (await manager.PostAsync(back)).Errors);
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(back, ("Form.Reason", "EnteredWrongly"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await two.PostAsync(end, ManagerJourneyTests.Date("LastDay", 31, 10, 2026))).Status);
        Assert.Contains("Mill Lane Medical Centre is taken back.", (await manager.GetAsync("/pcns/U90001")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Mill Lane", (await manager.GetAsync("/pcns/U90001?on=2024-01-01")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Mill Lane", (await manager.GetAsync("/referrals?pcn=U90001")).Text, StringComparison.Ordinal);
        var wrongIcb = (await EndOfAsync(manager, "U90001", "QZ1")).Address.AbsolutePath.Replace("/end", "/take-back", StringComparison.Ordinal);
        Assert.Contains("QZ1", (await manager.GetAsync("/supervision/ledger?pcn=U90001")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(await manager.GetAsync(wrongIcb), ("Form.Reason", "EnteredWrongly"))).Status);
        Assert.DoesNotContain("QZ1", (await manager.GetAsync("/supervision/ledger?pcn=U90001")).Text, StringComparison.Ordinal);
        await AddAsync(manager, "U90001", "Icb", "QZ1", "", (1, 4, 2026), null);
        // Another change of the same PCN meanwhile: look again.
        var icb = await EndOfAsync(two, "U90001", "QZ1");
        await AddAsync(manager, "U90001", "Practice", "Z90009", "New Surgery", (1, 11, 2026), null);
        var told = await two.PostAsync(icb, ManagerJourneyTests.Date("LastDay", 31, 12, 2026));
        Assert.Equal(HttpStatusCode.Conflict, told.Status);
        Assert.Contains("Something changed here meanwhile. Now Demo North ICB (QZ1) commissions this PCN from 1 April 2026.", told.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await two.PostAsync(told)).Status);
        Assert.True(await running.Portal.DbAsync(db => db.AuditChanges.AnyAsync(c => c.Entity == "PcnOrganisation" && c.Content!.Contains("It was entered wrongly"))));
    }

    [Fact]
    public async Task A_manager_sets_area_and_contact_and_an_administrator_names()
    {
        await using var running = await Running.StartAsync();
        using var manager = await running.Portal.SignedInAsync("manager");
        var edit = await manager.GetAsync("/pcns/U90001/edit");
        Assert.Null(edit.Document.QuerySelector("[name='Form.Name']"));
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(edit, ("Form.CapArea", "InnerLondon"), ("Form.ConcernContact", "the duty GP, 01632 960 009"), ("Form.Name", "Stolen PCN"))).Status);
        var page = await manager.GetAsync("/pcns/U90001");
        Assert.Contains("Inner London", page.Text, StringComparison.Ordinal);
        Assert.Contains("01632 960 009", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Stolen PCN", page.Text, StringComparison.Ordinal);
        using var viewer = await running.Portal.SignedInAsync("viewer");
        var read = await viewer.GetAsync("/pcns/U90001");
        Assert.Contains("Bridge Street Surgery", read.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(read.Document.QuerySelectorAll("main a"), a => a.GetAttribute("href")!.Contains("/places/", StringComparison.Ordinal));

        using var admin = await running.Portal.SignedInAsync("admin");
        Assert.Equal(["Enter the name of the PCN"], (await admin.PostAsync(await admin.GetAsync("/pcns/U90001/edit"), ("Form.Name", " "))).Errors);
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.PostAsync(await admin.GetAsync("/pcns/U90001/edit"), ("Form.Name", "Riverbank PCN"))).Status);
        var name = await admin.GetAsync((await EndOfAsync(admin, "U90001", "Z90001")).Address.AbsolutePath.Replace("/end", "/name", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.PostAsync(name, ("Form.Name", "Bridge Road Surgery"))).Status);
        var renamed = (await manager.GetAsync("/pcns/U90001")).Text;
        Assert.Contains("Riverbank PCN", renamed, StringComparison.Ordinal);
        Assert.Contains("Bridge Road Surgery", renamed, StringComparison.Ordinal);
        Assert.Single((await manager.GetAsync("/pcns")).Rows);
    }

    [Fact]
    public async Task A_form_that_is_shown_again_for_a_mistake_still_knows_what_was_looked_at()
    {
        await using var running = await Running.StartAsync();
        using var manager = await running.Portal.SignedInAsync("manager");
        using var two = await running.Portal.SignedInAsync("manager.two");
        using var admin = await running.Portal.SignedInAsync("admin");
        var wrong = await manager.PostAsync(await manager.GetAsync("/pcns/U90001/edit"), ("Form.ConcernContact", "Patient 943 476 5919"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.DoesNotContain("changed meanwhile", wrong.Text, StringComparison.Ordinal);
        // Somebody else saves: now it is said, with what was saved, on whichever page comes first.
        Assert.Equal(HttpStatusCode.SeeOther, (await two.PostAsync(await two.GetAsync("/pcns/U90001/edit"), ("Form.CapArea", "OuterLondon"), ("Form.ConcernContact", "the duty GP, 01632 960 002"))).Status);
        foreach (var (contact, status) in new[] { ("Patient 943 476 5919", HttpStatusCode.UnprocessableEntity), ("the desk, 01632 960 003", HttpStatusCode.Conflict) })
        {
            var said = await manager.PostAsync(wrong, ("Form.ConcernContact", contact));
            Assert.Equal(status, said.Status);
            Assert.Contains("It was changed meanwhile. Now it says: Riverside PCN; Outer London; coaches call the duty GP, 01632 960 002.", said.Text, StringComparison.Ordinal);
            Assert.Equal(contact, said.Document.QuerySelector("[name='Form.ConcernContact']")!.GetAttribute("value"));
        }

        Assert.Contains("01632 960 002", (await manager.GetAsync("/pcns/U90001")).Text, StringComparison.Ordinal);
        var again = await manager.PostAsync(wrong, ("Form.ConcernContact", "the desk, 01632 960 003"));
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(again)).Status);
        Assert.Contains("01632 960 003", (await manager.GetAsync("/pcns/U90001")).Text, StringComparison.Ordinal);

        // A place's last day, its being taken back and its name, the same.
        var end = await EndOfAsync(manager, "U90001", "Z90001");
        var (back, name) = (await manager.GetAsync(end.Address.AbsolutePath.Replace("/end", "/take-back", StringComparison.Ordinal)), await admin.GetAsync(end.Address.AbsolutePath.Replace("/end", "/name", StringComparison.Ordinal)));
        var (early, none, empty) = (await manager.PostAsync(end, ManagerJourneyTests.Date("LastDay", 30, 6, 2019)), await manager.PostAsync(back), await admin.PostAsync(name, ("Form.Name", "")));
        Assert.All([early, none, empty], p => Assert.Equal(HttpStatusCode.UnprocessableEntity, p.Status));
        Assert.Equal(HttpStatusCode.SeeOther, (await two.PostAsync(await EndOfAsync(two, "U90001", "Z90001"), ManagerJourneyTests.Date("LastDay", 31, 12, 2026))).Status);
        Page[] told = [await manager.PostAsync(early, ManagerJourneyTests.Date("LastDay", 30, 11, 2026)), await manager.PostAsync(none, ("Form.Reason", "EnteredWrongly")), await admin.PostAsync(empty, ("Form.Name", "Bridge Road Surgery"))];
        Assert.All(told, p => Assert.Equal(HttpStatusCode.Conflict, p.Status));
        Assert.All(told, p => Assert.Contains("Now Bridge Street Surgery (Z90001) is a member practice here from 1 July 2019 to 31 December 2026.", p.Text, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.PostAsync(told[2])).Status);
    }

    [Fact]
    public async Task A_PCN_is_added_with_its_area_and_nothing_about_patients_and_is_listed_with_the_coaches_behind_its_link()
    {
        await using var running = await Running.StartAsync();
        using var admin = await running.Portal.SignedInAsync("admin");
        var add = await admin.GetAsync("/pcns/new");
        Assert.Empty(add.Document.QuerySelectorAll("main input[type=radio][checked]"));
        Assert.Equal(["Enter the ODS code", "Enter the name of the PCN", "Select the area"], (await admin.PostAsync(add)).Errors);
        Assert.Contains("looks like an NHS number", Assert.Single((await admin.PostAsync(add, ("Form.Code", "U77001"), ("Form.Name", "London PCN"), ("Form.CapArea", "InnerLondon"), ("Form.ConcernContact", "About 943 476 5919"))).Errors), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.PostAsync(add, ("Form.Code", "U77001"), ("Form.Name", "London PCN"), ("Form.CapArea", "InnerLondon"))).Status);
        Assert.Contains("Inner London", (await admin.GetAsync("/pcns/U77001")).Text, StringComparison.Ordinal);
        var back = await admin.GetAsync((await EndOfAsync(admin, "U90001", "Z90001")).Address.AbsolutePath.Replace("/end", "/take-back", StringComparison.Ordinal));
        Assert.Contains("looks like an NHS number", Assert.Single((await admin.PostAsync(back, ("Form.Reason", "Other"), ("Form.Note", "About 943 476 5919"))).Errors), StringComparison.Ordinal);

        // Somebody who has left is not counted: the list behind the link has no row for them.
        using (var manager = await running.Portal.SignedInAsync("manager"))
        {
            var coach = await manager.GetAsync("/coaches/HWBC-000012?pcn=U90001");
            var end = await manager.GetAsync(coach.Document.QuerySelectorAll("main a").Select(a => a.GetAttribute("href")!).First(h => h.Contains("/posts/", StringComparison.Ordinal) && h.EndsWith("/end", StringComparison.Ordinal)));
            Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(end, [("Form.Reason", "LeftRole"), .. ManagerJourneyTests.Date("LastDay", 20, 11, 2026)])).Status);
        }

        foreach (var row in (await admin.GetAsync("/pcns")).Rows)
        {
            var link = row.QuerySelectorAll("a")[1];
            Assert.Equal((link.TextContent, link.FirstChild!.TextContent.Trim()), (link.TextContent, (await admin.GetAsync(link.GetAttribute("href")!)).Rows.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }
    }

    [Fact]
    public async Task A_declaration_keeps_the_ICB_of_its_day()
    {
        await using var running = await Running.StartAsync();
        using var manager = await running.Portal.SignedInAsync("manager.two");
        var signed = await manager.PostAsync(await manager.GetAsync("/requirements/declaration?pcn=U90001"), ("Form.Role", "Manager"), ("Form.Declares", "true"));
        Assert.Equal(HttpStatusCode.SeeOther, signed.Status);
        await manager.PostAsync(await EndOfAsync(manager, "U90001", "QZ1"), ManagerJourneyTests.Date("LastDay", 1, 11, 2026));
        Assert.Contains("Commissioned by Demo North ICB (QZ1) on that day.", (await manager.GetAsync(signed.Response.Headers.Location!.ToString())).Text, StringComparison.Ordinal);
    }

    private static async Task AddAsync(Visitor visitor, string pcn, string kind, string code, string name, (int Day, int Month, int Year) from, (int Day, int Month, int Year)? to)
    {
        var form = await visitor.GetAsync($"/pcns/{pcn}/places/new?kind={kind}");
        (string, string?)[] last = to is { } t ? ManagerJourneyTests.Date("To", t.Day, t.Month, t.Year) : [];
        var added = await visitor.PostAsync(form, [("Form.Code", code), ("Form.Name", name), .. ManagerJourneyTests.Date("From", from.Day, from.Month, from.Year), .. last]);
        Assert.True(added.Status == HttpStatusCode.SeeOther, string.Join(", ", added.Errors));
    }

    /// <summary>A place of Riverside's from November 2026 on is refused with one sentence at one field.</summary>
    private static async Task<Page> RefusedAsync(Visitor visitor, string kind, string code, string expected)
    {
        var page = await visitor.PostAsync(await visitor.GetAsync($"/pcns/U90001/places/new?kind={kind}"), [("Form.Code", code), ("Form.Name", "Some place"), .. ManagerJourneyTests.Date("From", 1, 11, 2026)]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        var (field, sentence) = (expected.Split(": ")[0], expected[(expected.IndexOf(": ", StringComparison.Ordinal) + 2)..]);
        Assert.Equal([sentence], page.Errors);
        Assert.StartsWith($"#Form-{field}", page.Document.QuerySelector(".nhsuk-error-summary__list a")!.GetAttribute("href"), StringComparison.OrdinalIgnoreCase);
        return page;
    }

    private static async Task<Page> EndOfAsync(Visitor visitor, string pcn, string code)
    {
        var row = (await visitor.GetAsync($"/pcns/{pcn}")).Document.QuerySelectorAll("main table tbody tr").First(r => r.TextContent.Contains(code, StringComparison.Ordinal));
        return await visitor.GetAsync(row.QuerySelectorAll("a").Select(a => a.GetAttribute("href")!).First(h => h.EndsWith("/end", StringComparison.Ordinal)));
    }
}
