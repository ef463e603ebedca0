using System.Net;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>The register of those who support coaches: who they are, for how many they have time, and when they may supervise.</summary>
public sealed class SupervisorRegisterTests
{
    [Fact]
    public async Task Somebody_from_outside_is_entered_with_their_eligibility_and_can_be_named()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var manager = await portal.SignedInAsync("manager");
        var add = await manager.GetAsync("/supervisors/new");
        Assert.Equal(["Enter the person's full name", "Select the profession"], (await manager.PostAsync(add)).Errors);
        Assert.Contains("Coaches must be between 1 and 100", (await manager.PostAsync(add, ("Form.Name", "Ola Berg"), ("Form.Profession", "HealthCoach"), ("Form.CapacityCoaches", "0"))).Errors);
        var made = await manager.PostAsync(add, ("Form.Name", "Ola Berg"), ("Form.Profession", "HealthCoach"), ("Form.Organisation", "A coaching company"), ("Form.CapacityCoaches", "3"), ("Form.CapacityHours", "4.5"));
        Assert.Equal(HttpStatusCode.SeeOther, made.Status);
        var url = made.Response.Headers.Location!.OriginalString;
        var page = await manager.GetAsync(url);
        Assert.Contains("3 coaches, 4.5 hours a month", page.Text, StringComparison.Ordinal);
        Assert.Contains("No period is recorded, so no session with them counts", page.Text, StringComparison.Ordinal);

        var period = await manager.GetAsync($"{url}/eligibility/new");
        Assert.Contains("Select the tier", (await manager.PostAsync(period, [.. Day("From", 1, 6, 2026), ("Form.Basis", "PciAccreditedProgramme"), ("Form.Evidence", "x")])).Errors);
        Assert.Contains("Say what shows it: a certificate, a letter, a page", (await manager.PostAsync(period, [.. Day("From", 1, 6, 2026), ("Form.Basis", "RecordedEquivalent")])).Errors);
        Assert.Contains("Eligible until must be the first day or later", (await manager.PostAsync(period, [.. Day("From", 1, 6, 2026), .. Day("To", 31, 5, 2026), ("Form.Basis", "RecordedEquivalent"), ("Form.Evidence", "x")])).Errors);
        // Nobody's months turn: it is stored at once.
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(period, [.. Day("From", 1, 6, 2026), .. Day("To", 31, 12, 2026), ("Form.Basis", "PciAccreditedProgramme"), ("Form.Tier", "4"), ("Form.Evidence", "Certificate 77")])).Status);
        Assert.Contains("An accredited programme, tier 4", (await manager.GetAsync(url)).Text, StringComparison.Ordinal);
        Assert.Contains("Eligible until 31 December 2026", Row(await manager.GetAsync("/supervisors"), "Ola Berg"), StringComparison.Ordinal);
        Assert.Single((await manager.GetAsync("/supervisors?q=coaching+company&eligible=true")).Rows);
        Assert.Empty((await manager.GetAsync("/supervisors?q=Berg&eligible=false")).Rows);

        // The next version of the entry keeps its periods, and the old one's do not stand twice.
        var edit = await manager.GetAsync($"{url}/edit");
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(edit, ("Form.CapacityCoaches", "5"))).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await manager.PostAsync(edit, ("Form.Key", Guid.NewGuid().ToString()), ("Form.CapacityCoaches", "6"))).Status);
        Assert.Contains("Certificate 77", (await manager.GetAsync(url)).Text, StringComparison.Ordinal);

        // Named for a coach, and then read at that coach's PCN; another PCN does not know the entry.
        var name = await manager.GetAsync("/coaches/HWBC-000015/people/new?kind=HealthCoaching&pcn=U90001");
        Assert.Contains("Ola Berg", name.Text, StringComparison.Ordinal);
        var option = (await portal.DbAsync(db => db.Supervisors.Where(s => s.Name == "Ola Berg" && s.VoidedOn == null).Select(s => s.Id).SingleAsync())).ToString();
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(name, [.. Day("From", 1, 12, 2026), ("Form.Supervisor", option)])).Status);
        Assert.Contains("Ben Ode", (await manager.GetAsync(url)).Text, StringComparison.Ordinal);
        using var harbour = await portal.SignedInAsync("manager.harbour");
        Assert.Equal(HttpStatusCode.NotFound, (await harbour.GetAsync(url)).Status);
        Assert.DoesNotContain("Ola Berg", (await harbour.GetAsync("/supervisors")).Text, StringComparison.Ordinal);
        // Somebody shared is seen, the coaches of other PCNs with them are not.
        var bell = (await harbour.GetAsync("/supervisors?q=Bell")).Document.QuerySelector("main table a")!.GetAttribute("href")!;
        var shared = await harbour.GetAsync(bell);
        Assert.Contains("Jon Frost", shared.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Grace Lin", shared.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eligibility_is_judged_on_the_day_of_the_session_and_months_that_would_turn_are_shown_first()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var manager = await portal.SignedInAsync("manager");
        var url = (await manager.GetAsync("/supervisors?q=Bell")).Document.QuerySelector("main table a")!.GetAttribute("href")!;
        var change = await manager.GetAsync((await manager.GetAsync(url)).Document.QuerySelectorAll("main a").Single(a => a.TextContent.StartsWith("Change the period", StringComparison.Ordinal)).GetAttribute("href")!);
        (string, string?)[] until = [.. Day("To", 31, 8, 2026), ("Form.Evidence", "The institute's page"), ("Form.Reason", "The certificate ended")];
        var shown = await manager.PostAsync(change, until);
        Assert.Equal(HttpStatusCode.OK, shown.Status);
        Assert.Contains("Grace Lin, October 2026 at Riverside PCN: from \"Done\" to \"No session, 0 of 60 minutes\"", shown.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Grace Lin, August 2026", shown.Text, StringComparison.Ordinal);
        // Coaches of other PCNs are a number.
        Assert.DoesNotContain("Jon Frost", shown.Text, StringComparison.Ordinal);
        Assert.Contains("at PCNs that you do not read", shown.Text, StringComparison.Ordinal);
        Assert.Contains("60 done", Ledger(await manager.GetAsync("/supervision/ledger"), "Grace Lin"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(shown)).Status);
        Assert.Contains("0 of 60 missed", Ledger(await manager.GetAsync("/supervision/ledger"), "Grace Lin"), StringComparison.Ordinal);
        // The list behind the answers has followed, at every PCN.
        Assert.True(await portal.DbAsync(db => db.Standings.Where(s => s.Coach!.Person!.Reference == "HWBC-000011" && s.From <= new DateOnly(2026, 11, 24) && s.To >= new DateOnly(2026, 11, 24)).AllAsync(s => s.SupervisionOutcome == Outcome.NotMet)));
    }

    [Fact]
    public async Task Nobody_says_of_themselves_that_they_may_supervise()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var manager = await portal.SignedInAsync("manager");
        var own = await portal.DbAsync(db => db.Supervisors.Where(s => s.Name == "Priya Shah" && s.VoidedOn == null).Select(s => s.RecordId).FirstAsync());
        var page = await manager.GetAsync($"/supervisors/{own}");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.DoesNotContain("Add a period", page.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await manager.GetAsync($"/supervisors/{own}/eligibility/new")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await manager.GetAsync($"/supervisors/{own}/edit")).Status);
        using var other = await portal.SignedInAsync("manager.two");
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync($"/supervisors/{own}/eligibility/new")).Status);
        // A viewer reads and keeps nothing.
        using var viewer = await portal.SignedInAsync("viewer");
        Assert.DoesNotContain("Add somebody", (await viewer.GetAsync("/supervisors")).Text, StringComparison.Ordinal);
    }

    private static string Row(Page page, string name) => page.Rows.Single(r => r.TextContent.Contains(name, StringComparison.Ordinal)).TextContent;

    private static string Ledger(Page page, string name) => System.Text.RegularExpressions.Regex.Replace(page.Document.QuerySelectorAll(".app-ledger tbody tr").Single(r => r.TextContent.Contains(name, StringComparison.Ordinal)).QuerySelectorAll("td")[11].TextContent, @"\s+", " ").Trim();

    private static (string, string?)[] Day(string field, int day, int month, int year) => ManagerJourneyTests.Date(field, day, month, year);
}
