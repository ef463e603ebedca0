using System.Net;
using HwbcPortal.Web.Tests.Hosting;

namespace HwbcPortal.Web.Tests.Data;

/// <summary>How many commands a page sends, whatever the rows.</summary>
public sealed class QueryCountTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    [Theory]
    [InlineData("manager", "/readiness", 6)]
    [InlineData("manager", "/readiness?q=a&sort=due&due=true", 6)]
    [InlineData("admin", "/readiness", 6)]
    [InlineData("manager", "/coaches/HWBC-000014", 18)]
    [InlineData("manager", "/coaches/HWBC-000011", 18)]
    [InlineData("manager", "/coaches/HWBC-000014/supervision", 18)]
    [InlineData("manager", "/coaches/HWBC-000014/training", 18)]
    [InlineData("manager", "/requirements/claims?month=2026-10", 25)]
    [InlineData("admin", "/requirements/claims?pcn=U90001&month=2026-10", 25)]
    [InlineData("supervisor", "/supervision", 6)]
    [InlineData("manager", "/people?q=a&role=Manager", 6)]
    [InlineData("admin", "/people?state=Active", 6)]
    [InlineData("admin", "/audit?about=a&who=a&from=2026-01-01&pcn=U90001", 6)]
    [InlineData("coach", "/me/readers", 6)]
    [InlineData("manager", "/policies", 9)]
    [InlineData("manager", "/pcns/U90001", 6)]
    [InlineData("manager", "/coaches/HWBC-000014/history", 9)]
    [InlineData("admin", "/requirements/caps", 6)]
    [InlineData("admin", "/privacy/retention", 14)]
    [InlineData("coach", "/rules", 6)]
    [InlineData("coach", "/about/access", 0)]
    [InlineData("manager", "/empty", 0)]
    public async Task A_page_sends_at_most(string who, string path, int most)
    {
        using var visitor = await portal.SignedInAsync(who);
        await visitor.GetAsync("/empty");
        portal.Queries.Reset();
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(path)).Status);
        Assert.InRange(portal.Queries.Commands, 0, most);
    }
}
