using System.Net;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>An exception carries a name, a condition and an end, and is over by itself on that end.</summary>
public sealed class ExceptionTests
{
    private const string Sam = "/coaches/HWBC-000016";

    [Fact]
    public async Task A_clearance_for_now_is_refused_where_it_clears_nobody_and_ends_by_itself()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var manager = await portal.SignedInAsync("manager");
        // Sam Patel waits for an assessment and is cleared for now until 29 December.
        var page = await manager.GetAsync($"{Sam}/provisionals/new?pcn=U90001");
        Assert.Contains("Can be bridged", page.Text, StringComparison.Ordinal);
        Assert.Contains("Sam Patel is cleared for now on 1 December 2026 already. End that clearance first, or begin after it", (await manager.PostAsync(page, Grant("2026-12-01", "2026-12-20"))).Errors);
        Assert.Contains("First day must be today or later: nobody is cleared for days that are past", (await manager.PostAsync(page, Grant("2026-11-23", "2026-12-20"))).Errors);

        var list = await manager.GetAsync("/exceptions?pcn=U90001");
        Assert.Contains("Joint sessions with Grace Lin until the portfolio is passed", list.Text, StringComparison.Ordinal);
        var end = await manager.GetAsync(list.Document.QuerySelectorAll("a").First(a => a.GetAttribute("href")!.Contains("/provisionals/", StringComparison.Ordinal)).GetAttribute("href")!);
        Assert.Contains("Last day must be 23 November 2026 or later: the days before that are past", (await manager.PostAsync(end, [("Form.Reason", "They could not meet"), .. Day("LastDay", "2026-11-22")])).Errors);
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(end, [("Form.Reason", "They could not meet"), .. Day("LastDay", "2026-11-24")])).Status);
        // What was so until today stays so.
        Assert.Contains("Cleared for now, on conditions", (await manager.GetAsync($"{Sam}?at=2026-11-24")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Cleared for now, on conditions", (await manager.GetAsync($"{Sam}?at=2026-11-25")).Document.QuerySelector(".app-statuses")!.TextContent, StringComparison.Ordinal);

        // 25 November and 90 days is 23 February.
        Assert.Contains("A provisional clearance must end within 90 days of its first day.", (await manager.PostAsync(page, Grant("2026-11-25", "2027-02-24"))).Errors);
        Assert.NotNull((await manager.PostAsync(page, Grant("2026-11-25", "2027-02-24"))).Document.QuerySelector("input[name='Form.To.Day'][aria-describedby], fieldset[aria-describedby*='To']"));
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(page, Grant("2026-11-25", "2027-02-23"))).Status);
        Assert.Contains("23 February 2027", (await manager.GetAsync("/exceptions")).Text, StringComparison.Ordinal);
        Assert.Contains("Cleared for now, on conditions", (await manager.GetAsync($"{Sam}/history")).Text, StringComparison.Ordinal);

        portal.Time.Now = new DateTimeOffset(2027, 2, 23, 12, 0, 0, TimeSpan.Zero);
        using var last = await portal.SignedInAsync("manager");
        Assert.Contains("Cleared for now", (await last.GetAsync(Sam)).Document.QuerySelector(".app-statuses")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Ends today", (await last.GetAsync("/exceptions")).Text, StringComparison.Ordinal);
        portal.Time.Now = portal.Time.Now.AddDays(1);
        using var after = await portal.SignedInAsync("manager");
        Assert.Contains("Not cleared yet", (await after.GetAsync(Sam)).Document.QuerySelector(".app-statuses")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Nobody is cleared for now, on conditions.", (await after.GetAsync("/exceptions")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_bridged_is_said()
    {
        await using var running = await Running.StartAsync();
        using var manager = await running.Portal.SignedInAsync("manager");
        foreach (var (coach, sentence) in new[]
        {
            ("HWBC-000014", "It would not clear Aisha Khan on 24 November 2026: qualifying health coaching training cannot be bridged"), ("HWBC-000017", "Nina Cole's referrals are paused on 24 November 2026. A clearance lifts no pause"),
            ("HWBC-000011", "Grace Lin is cleared on 24 November 2026: nothing stands in the way"), ("HWBC-000015", "Ben Ode is not in post at Riverside PCN on 24 November 2026"),
        })
        {
            Assert.Contains(sentence, (await manager.PostAsync(await manager.GetAsync($"/coaches/{coach}/provisionals/new?pcn=U90001"), Grant("2026-11-24", "2026-12-20"))).Errors);
        }

        // Priya Shah is a manager and a coach.
        Assert.Equal(HttpStatusCode.Forbidden, (await manager.GetAsync("/coaches/HWBC-000018/provisionals/new")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await manager.GetAsync("/coaches/HWBC-000018/exemptions/new")).Status);
    }

    [Fact]
    public async Task An_exemption_keeps_what_is_under_it_and_is_over_on_its_end()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var manager = await portal.SignedInAsync("manager");
        var page = await manager.GetAsync("/coaches/HWBC-000014/exemptions/new?pcn=U90001&rule=EMP-02");
        foreach (var rule in new[] { "TRN-01", "FTP-01", "POST-01", "TRN-02", "ARR-01" })
        {
            Assert.DoesNotContain(page.Document.QuerySelectorAll("option"), o => o.GetAttribute("value") == rule);
            var refused = await manager.PostAsync(page, Exempt(rule, "2026-11-24", "2026-12-24"));
            Assert.Contains($"Nobody can be exempted from {rule}.", refused.Errors);
            Assert.NotNull(refused.Document.QuerySelector("select[aria-describedby]"));
        }

        Assert.Contains("First day must be within a year", (await manager.PostAsync(page, Exempt("EMP-02", "9999-06-01", "9999-07-01"))).Errors);
        Assert.Contains("Last day must be within a year of the first day", (await manager.PostAsync(page, Exempt("EMP-02", "2026-11-24", "2027-11-24"))).Errors);
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(page, Exempt("EMP-02", "2026-11-24", "2026-12-24"))).Status);
        Assert.Contains("Aisha Khan is exempt from this rule on some of these days already. End that exemption first, or begin after it", (await manager.PostAsync(await manager.GetAsync("/coaches/HWBC-000014/exemptions/new?pcn=U90001"), Exempt("EMP-02", "2026-12-24", "2027-01-24"))).Errors);

        string Row(Page coach) => coach.Document.QuerySelectorAll("main table tbody tr").Single(r => r.TextContent.Contains("EMP-02", StringComparison.Ordinal)).TextContent;
        var now = Row(await manager.GetAsync("/coaches/HWBC-000014"));
        Assert.Contains("Exempt", now, StringComparison.Ordinal);
        Assert.Contains("So without the exemption", now, StringComparison.Ordinal);
        Assert.Contains("Exempt", Row(await manager.GetAsync("/coaches/HWBC-000014?at=2026-12-24")), StringComparison.Ordinal);
        portal.Time.Now = new DateTimeOffset(2026, 12, 25, 12, 0, 0, TimeSpan.Zero);
        using var after = await portal.SignedInAsync("manager");
        Assert.DoesNotContain("Exempt", Row(await after.GetAsync("/coaches/HWBC-000014")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_not_begun_leaves_nothing_and_a_second_end_is_told()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var manager = await portal.SignedInAsync("manager");
        await manager.PostAsync(await manager.GetAsync("/coaches/HWBC-000014/exemptions/new?pcn=U90001"), Exempt("SUP-05", "2027-01-04", "2027-02-04"));
        var record = await portal.DbAsync(db => db.Exemptions.Select(e => e.RecordId).SingleAsync());
        var end = await manager.GetAsync($"/coaches/HWBC-000014/exemptions/{record}/end?pcn=U90001");
        Assert.Contains("Last day must be before 4 February 2027, when it ends anyway", (await manager.PostAsync(end, [("Form.Reason", "Not needed"), .. Day("LastDay", "2027-02-04")])).Errors);
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(end, [("Form.Reason", "Not needed"), .. Day("LastDay", "2026-11-24")])).Status);
        Assert.Contains("Nobody is exempt from a rule.", (await manager.GetAsync("/exceptions")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await manager.GetAsync($"/coaches/HWBC-000014/exemptions/{record}/end?pcn=U90001")).Status);
    }

    [Fact]
    public async Task A_pause_nags_from_its_review_on_and_its_reason_stays_with_the_PCN_that_made_it()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using (var manager = await portal.SignedInAsync("manager"))
            await manager.PostAsync(await manager.GetAsync("/coaches/HWBC-000011/pause?pcn=U90001"), [("Form.Reason", "A complaint is looked into"), .. Day("From", "2026-11-24"), .. Day("ReviewOn", "2026-12-01")]);
        portal.Time.Now = new DateTimeOffset(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);
        using var on = await portal.SignedInAsync("manager");
        Assert.Contains("Review today", (await on.GetAsync("/exceptions?pcn=U90001")).Text, StringComparison.Ordinal);
        portal.Time.Now = portal.Time.Now.AddDays(1);
        using var after = await portal.SignedInAsync("manager");
        var own = (await after.GetAsync("/exceptions?pcn=U90001")).Text;
        Assert.Contains("Review overdue", own, StringComparison.Ordinal);
        Assert.Contains("A complaint is looked into", own, StringComparison.Ordinal);
        await portal.AddAccountAsync("hill", "P-000097", HwbcPortal.Data.Entities.PortalRole.Manager, "U90002");
        using var hill = await portal.SignedInAsync("hill");
        var others = (await hill.GetAsync("/exceptions?pcn=U90002")).Text;
        Assert.Contains("Ask Riverside PCN about the reason", others, StringComparison.Ordinal);
        Assert.DoesNotContain("A complaint is looked into", others, StringComparison.Ordinal);
    }

    private static (string, string?)[] Grant(string from, string to) => [.. Day("From", from), .. Day("To", to), ("Form.Conditions", "Sees people together with Grace Lin")];

    private static (string, string?)[] Exempt(string rule, string from, string to) => [("Form.Rule", rule), .. Day("From", from), .. Day("To", to), ("Form.Reason", "The course of this winter is full")];

    private static (string, string?)[] Day(string field, string date)
    {
        var day = DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture);
        return [($"Form.{field}.Day", $"{day.Day}"), ($"Form.{field}.Month", $"{day.Month}"), ($"Form.{field}.Year", $"{day.Year}")];
    }
}
