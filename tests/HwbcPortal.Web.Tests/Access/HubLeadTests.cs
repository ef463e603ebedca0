using System.Net;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Access;

/// <summary>What a hub lead is told: readiness and training, of supervision only for all together, of pauses nothing.</summary>
public sealed class HubLeadTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    [Fact]
    public async Task A_hub_lead_sees_no_pause_and_no_one_coachs_supervision()
    {
        using var hub = await portal.SignedInAsync("hub");
        var page = await hub.GetAsync("/readiness?pcn=U90001");
        Assert.Contains("Nina Cole", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("paused", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("minutes in", page.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await hub.GetAsync("/coaches/HWBC-000017?pcn=U90001")).Status);
        Assert.Equal(HttpStatusCode.OK, (await hub.GetAsync("/coaches/HWBC-000017/training?pcn=U90001")).Status);
    }

    [Fact]
    public async Task A_hub_lead_is_told_of_supervision_for_all_together_and_not_that_it_stands_in_somebodys_way()
    {
        await portal.DbAsync(db => db.Standings.Where(s => s.Coach!.Person!.Reference == "HWBC-000012").ExecuteUpdateAsync(u => u.SetProperty(s => s.Referrals, Referrals.NotCleared).SetProperty(s => s.Blocking, "SUP-02:SupervisionLapsed")));
        using var hub = await portal.SignedInAsync("hub");
        var page = await hub.GetAsync("/readiness?pcn=U90001&at=2026-11-24&due=true&supervision=true&sort=due");
        Assert.Contains("Supervision of all 7 coaches in post together", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Monthly supervision", page.Text, StringComparison.Ordinal);
        Assert.Equal(8, page.Rows.Count);
        // Two coaches: too few to speak of together.
        Assert.DoesNotContain("in post together", (await hub.GetAsync("/readiness?pcn=U90002")).Text, StringComparison.Ordinal);
        using var manager = await portal.SignedInAsync("manager");
        Assert.Contains("Monthly supervision", (await manager.GetAsync("/readiness?at=2026-11-26&q=Reed")).Text, StringComparison.Ordinal);
    }

    /// <summary>What lies between the figures of two days would tell of one coach.</summary>
    [Fact]
    public async Task A_hub_lead_is_told_of_supervision_for_today_alone()
    {
        using var hub = await portal.SignedInAsync("hub");
        Assert.Contains("up to date, or still in time, for ", (await hub.GetAsync("/readiness?pcn=U90001")).Text, StringComparison.Ordinal);
        foreach (var day in new[] { "2026-11-25", "2026-11-26", "2026-12-24", "2027-02-01" })
        {
            var page = await hub.GetAsync($"/readiness?pcn=U90001&at={day}");
            Assert.DoesNotContain("in post together", page.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("still in time", page.Text, StringComparison.Ordinal);
            Assert.Contains("Supervision is told for today alone.", page.Text, StringComparison.Ordinal);
        }

        // A day that is not shown is answered with today, and too few coaches have no figure on any day.
        Assert.Contains("in post together", (await hub.GetAsync("/readiness?pcn=U90001&at=2026-11-23")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Supervision is told", (await hub.GetAsync("/readiness?pcn=U90002&at=2026-11-26")).Text, StringComparison.Ordinal);
        using var manager = await portal.SignedInAsync("manager");
        var own = (await manager.GetAsync("/readiness?at=2026-11-26")).Text;
        Assert.DoesNotContain("Supervision is told", own, StringComparison.Ordinal);
        Assert.Contains("supervision overdue", own, StringComparison.Ordinal);
    }
}
