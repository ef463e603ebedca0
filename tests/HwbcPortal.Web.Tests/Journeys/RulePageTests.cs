using System.Net;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>The rules by contract year: what is seen, what is not, and where somebody read it.</summary>
public sealed class RulePageTests
{
    [Fact]
    public async Task Rules_stand_by_year_and_two_years_side_by_side()
    {
        await using var running = await Running.StartAsync();
        using var viewer = await running.Portal.SignedInAsync("viewer");
        var now = await viewer.GetAsync("/rules");
        Assert.Contains("Contract year 2026/27, from 1 April 2026", now.Text, StringComparison.Ordinal);
        Assert.Equal(22, now.Rows.Count);
        Assert.All(now.Rows, r => Assert.Equal(r.TextContent.Contains("Network Contract", StringComparison.Ordinal), r.TextContent.Contains("Check the contract text", StringComparison.Ordinal)));
        Assert.DoesNotContain("Add the paragraph", now.Text, StringComparison.Ordinal);

        var compared = await viewer.GetAsync("/rules?year=des-2023-24&with=des-2022-23");
        var difference = compared.Document.QuerySelector("main table tbody")!.QuerySelectorAll("tr");
        Assert.Equal(["TRN-02", "A booked course alone is to be looked at", "no", "yes"], Assert.Single(difference).QuerySelectorAll("td,th").Select(c => System.Text.RegularExpressions.Regex.Replace(c.TextContent, @"^\s*(Rule|What|2022/23|2023/24)\s+", "").Trim()));
        Assert.Contains("whether the contract does was not seen", (await viewer.GetAsync("/rules?year=des-2026-27&with=des-2025-26")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await viewer.GetAsync("/rules?year=des-2031-32")).Status);
    }

    [Fact]
    public async Task An_administrator_says_where_they_read_it()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var admin = await portal.SignedInAsync("admin");
        var page = await admin.GetAsync("/rules/SUP-01/paragraph?year=des-2025-26");
        Assert.Equal(["Enter the paragraph, as it stands in the text"], (await admin.PostAsync(page)).Errors);
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.PostAsync(page, ("Form.Paragraph", "Annex B, made-up paragraph"))).Status);
        using var viewer = await portal.SignedInAsync("viewer");
        string Row(Page rules) => rules.Rows.Single(r => r.TextContent.Contains("SUP-01", StringComparison.Ordinal)).TextContent;
        var row = Row(await viewer.GetAsync("/rules?year=des-2025-26"));
        Assert.Contains("Annex B, made-up paragraph, as ", row, StringComparison.Ordinal);
        Assert.DoesNotContain("Check the contract text", row, StringComparison.Ordinal);
        // Of that year alone.
        Assert.Contains("Check the contract text", Row(await viewer.GetAsync("/rules")), StringComparison.Ordinal);
        // Whoever had the page open before is told.
        var stale = await admin.PostAsync(page, ("Form.Key", Guid.NewGuid().ToString()), ("Form.Paragraph", "Another"));
        Assert.Equal(HttpStatusCode.Conflict, stale.Status);
        // The page does not show what the other wrote, so saving it again would be no answer.
        Assert.Equal(["Somebody else changed this while you had it open. Open it again to see what it says now; what you typed stands here until then."], stale.Errors);
        await admin.PostAsync(await admin.GetAsync("/rules/SUP-01/paragraph?year=des-2025-26"), ("Form.Remove", "true"));
        Assert.Contains("Check the contract text", Row(await viewer.GetAsync("/rules?year=des-2025-26")), StringComparison.Ordinal);
        Assert.Equal(1, await portal.DbAsync(db => db.RuleReferences.CountAsync()));
    }

    [Fact]
    public async Task The_sheet_for_practices_says_who_takes_referrals_and_nothing_else()
    {
        await using var running = await Running.StartAsync();
        using var manager = await running.Portal.SignedInAsync("manager");
        var sheet = await manager.GetAsync("/referrals?pcn=U90001");
        Assert.Equal(["Grace Lin", "Owen Price", "Sam Patel", "Tom Reed"], sheet.Rows.Select(r => System.Text.RegularExpressions.Regex.Replace(r.QuerySelector("td,th")!.TextContent, @"^\s*Name\s+", "").Trim()));
        Assert.Contains("Away until 14 December", sheet.Text, StringComparison.Ordinal);
        Assert.Contains("Takes referrals for now On conditions: ask the PCN manager", sheet.Text, StringComparison.Ordinal);
        // Nothing of those who do not, and no reasons.
        foreach (var word in new[] { "Aisha", "Nina", "paused", "HWBC-", "Joint sessions" })
            Assert.DoesNotContain(word, sheet.Text, StringComparison.Ordinal);
    }
}
