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
    public async Task Another_PCNs_certificates_are_not_in_it()
    {
        using var harbour = await portal.SignedInAsync("manager.harbour");
        Assert.Contains("Nothing waits for you", (await harbour.GetAsync("/training/queue")).Text, StringComparison.Ordinal);
    }
}
