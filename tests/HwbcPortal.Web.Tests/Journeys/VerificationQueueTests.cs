using System.Net;
using HwbcPortal.Web.Tests.Evidence;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>The queue of certificates, as a manager works it down.</summary>
public sealed class VerificationQueueTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    [Fact]
    public async Task A_manager_works_the_queue_down_with_the_evidence_beside_the_facts()
    {
        using var coach = await portal.SignedInAsync("coach");
        await coach.UploadAsync(await EvidenceTests.PathAsync(portal), ("photo.jpg", SampleFiles.Jpeg()));
        using var manager = await portal.SignedInAsync("manager");
        var queue = await manager.GetAsync("/training/queue");
        // Her own certificate is not in it: another manager has it in theirs.
        Assert.Single(queue.Rows);
        Assert.Contains("Aisha Khan", queue.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Priya Shah HWBC", queue.Text, StringComparison.Ordinal);
        Assert.Single((await manager.GetAsync("/training/queue?files=true&q=khan")).Rows);
        Assert.Contains("No certificate fits these filters", (await manager.GetAsync("/training/queue?files=false")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await manager.GetAsync("/training/queue?pcn=U90003")).Status);

        using var two = await portal.SignedInAsync("manager.two");
        var both = await two.GetAsync("/training/queue");
        Assert.Equal(["Aisha Khan", "Priya Shah"], both.Rows.Select(r => r.QuerySelector("a")!.TextContent).Order(StringComparer.Ordinal));
        var check = await two.GetAsync(both.Rows[0].QuerySelectorAll("a")[^1].GetAttribute("href")!);
        Assert.Contains("Save and go to the next", check.Text, StringComparison.Ordinal);
        Assert.Contains("Select how you checked it", (await two.PostAsync(check, ("Form.Outcome", "Verified"))).Errors);
        var seen = 0;
        while (check.Document.QuerySelector("main form[method=post]") is not null)
        {
            if (check.Text.Contains("Check Aisha Khan's certificate", StringComparison.Ordinal))
                Assert.Equal(HttpStatusCode.OK, (await two.GetAsync(check.Document.QuerySelector("img")!.GetAttribute("src")!)).Status);
            check = await two.FollowAsync((await two.PostAsync(check, ("Form.Outcome", "Verified"), ("Form.Method", "ProviderConfirmed"))).Response.Headers.Location!.ToString());
            seen++;
        }

        Assert.Equal(2, seen);
        Assert.Equal("/training/queue", check.Address.AbsolutePath);
        Assert.Contains("Nothing waits for you", check.Text, StringComparison.Ordinal);
        Assert.Contains("the provider confirmed it", (await manager.GetAsync("/coaches/HWBC-000014/training")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_are_verified_together_after_a_tick_for_each_and_the_others_stay()
    {
        await using var running = await Running.StartAsync();
        var own = running.Portal;
        using var coach = await own.SignedInAsync("coach");
        await coach.UploadAsync(await EvidenceTests.PathAsync(own), ("photo.jpg", SampleFiles.Jpeg()));
        using var two = await own.SignedInAsync("manager.two");
        var queue = await two.GetAsync("/training/queue");
        var ids = queue.Document.QuerySelectorAll("input[name=id]").Select(i => i.GetAttribute("value")!).ToList();
        Assert.Equal(2, ids.Count);
        var page = await two.GetAsync($"/training/queue/several?id={ids[0]}&id={ids[1]}");
        var ticks = page.Document.QuerySelectorAll("input[type=checkbox]").ToDictionary(b => b.Closest(".nhsuk-card")!.QuerySelector("h2")!.TextContent.Trim(), b => b.GetAttribute("value"));
        Assert.Equal(["Aisha Khan", "Priya Shah"], ticks.Keys.Order(StringComparer.Ordinal));

        // No tick, no method, a day before the course was complete: refused, and nothing is stored.
        Assert.Contains("Tick each certificate that you have looked at and that holds", (await two.PostAsync(page, ("Form.Method", "SawCertificate"))).Errors);
        Assert.Contains("Select how you checked them", (await two.PostAsync(page, ("Form.Holds", ticks["Aisha Khan"]))).Errors);
        (string, string?)[] early = ManagerJourneyTests.Date("On", 1, 11, 2026);
        Assert.Contains("Aisha Khan completed the course on 12 November 2026", (await two.PostAsync(page, [("Form.Holds", ticks["Aisha Khan"]), ("Form.Method", "SawCertificate"), .. early])).Errors[0], StringComparison.Ordinal);
        // A certificate that is not here cannot have been seen here.
        var unseen = await two.PostAsync(page, ("Form.Holds", ticks["Aisha Khan"]), ("Form.Holds", ticks["Priya Shah"]), ("Form.Method", "SawCertificate"));
        Assert.Contains("There is no file of Priya Shah's that you could have seen here. Check that one by itself", unseen.Errors);
        Assert.Equal(2, unseen.Document.QuerySelectorAll("input[type=checkbox][checked]").Length);
        Assert.Equal(2, (await two.GetAsync("/training/queue")).Rows.Count);

        Assert.Equal(HttpStatusCode.SeeOther, (await two.PostAsync(page, ("Form.Holds", ticks["Aisha Khan"]), ("Form.Method", "SawCertificate"))).Status);
        Assert.Equal("Priya Shah", Assert.Single((await two.GetAsync("/training/queue")).Rows).QuerySelector("a")!.TextContent);
        Assert.Contains("Checked a certificate", (await two.GetAsync("/coaches/HWBC-000014/history")).Text, StringComparison.Ordinal);
        Assert.Contains("Cleared to take referrals", (await two.GetAsync("/readiness?q=Aisha&pcn=U90001")).Rows.Single().TextContent, StringComparison.Ordinal);
        // What was checked meanwhile is not checked again: the page says so and shows what still waits.
        var late = await two.PostAsync(page, ("Form.Key", Guid.NewGuid().ToString()), ("Form.Holds", ticks["Aisha Khan"]), ("Form.Holds", ticks["Priya Shah"]), ("Form.Method", "ProviderConfirmed"));
        Assert.Equal(HttpStatusCode.Conflict, late.Status);
        Assert.Single(late.Document.QuerySelectorAll("input[type=checkbox]"));

        // Priya Shah's own is neither shown to her nor taken from her.
        using var priya = await own.SignedInAsync("manager");
        Assert.Contains("None of these waits for you any more", (await priya.GetAsync($"/training/queue/several?id={ids[0]}&id={ids[1]}")).Text, StringComparison.Ordinal);
        var borrowed = await priya.GetAsync("/coaches/HWBC-000011/pause");
        var form = (AngleSharp.Html.Dom.IHtmlFormElement)borrowed.Document.QuerySelector("main form[method=post]")!;
        var forced = await priya.PostFormAsync(form, new Uri(own.Address, "/training/queue/several"), ("Form.Holds", ticks["Priya Shah"]), ("Form.Shown", ticks["Priya Shah"]), ("Form.Method", "ProviderConfirmed"), ("Form.On.Day", "24"), ("Form.On.Month", "11"), ("Form.On.Year", "2026"));
        Assert.Equal(HttpStatusCode.Conflict, forced.Status);
        Assert.Single((await two.GetAsync("/training/queue")).Rows);
    }

    [Fact]
    public async Task Another_PCNs_certificates_are_not_in_it()
    {
        using var harbour = await portal.SignedInAsync("manager.harbour");
        Assert.Contains("Nothing waits for you", (await harbour.GetAsync("/training/queue")).Text, StringComparison.Ordinal);
    }
}
