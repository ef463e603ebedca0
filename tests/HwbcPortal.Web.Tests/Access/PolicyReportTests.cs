using System.Net;
using System.Net.Http.Headers;
using System.Text;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.About;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Access;

/// <summary>What browsers report that they blocked.</summary>
public sealed class PolicyReportTests(PortalFixture portal) : IClassFixture<PortalFixture>, IAsyncLifetime
{
    private const string Older = "application/csp-report";
    private const string Newer = "application/reports+json";

    public Task InitializeAsync() => portal.DbAsync(db => db.PolicyReports.ExecuteDeleteAsync());

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Both_forms_are_counted_without_queries_and_ids_and_an_administrator_reads_them()
    {
        const string Page = "https://portal.example/coaches/HWBC-000014/training/0197d1a4-0000-7000-8000-000000000000/verify?q=Khan#x";
        await SendAsync(Older, $$$"""{"csp-report":{"document-uri":"{{{Page}}}","violated-directive":"script-src-elem 'self'","blocked-uri":"https://user:word@evil.example/x/Aisha?name=Khan"}}""");
        await SendAsync(Newer, $$$"""[{"type":"csp-violation","body":{"documentURL":"{{{Page}}}","effectiveDirective":"script-src-elem","blockedURL":"https://evil.example/x/Aisha"}},{"type":"deprecation","body":{}}]""");
        await SendAsync(Newer, """[{"type":"csp-violation","body":{"documentURL":"https://portal.example/calendar/aVerySecretWord.ics","effectiveDirective":"style-src","blockedURL":"inline"}}]""");
        var rows = await RowsAsync();
        Assert.Equal([("script-src-elem", "https://evil.example/x/{id}", "/coaches/{id}/training/{id}/verify", 2), ("style-src", "inline", "/calendar/{id}", 1)], rows.Select(r => (r.Directive, r.Blocked, r.Page, r.Count)));

        using var admin = await portal.SignedInAsync("admin");
        var page = await admin.GetAsync("/about/policy-reports");
        Assert.Equal(2, page.Rows.Count);
        Assert.Contains("https://evil.example/x/{id}", page.Text, StringComparison.Ordinal);
        Assert.Contains("What browsers blocked", (await admin.GetAsync("/pcns")).Document.QuerySelector("footer a[href='/about/policy-reports']")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Older, "{")]
    [InlineData(Older, "[1,null,\"x\",{}]")]
    [InlineData(Older, """{"csp-report":{"document-uri":"javascript:1","effective-directive":"script-src","blocked-uri":"inline"}}""")]
    [InlineData(Older, """{"csp-report":{"document-uri":"https://x/","effective-directive":"<b>","blocked-uri":"inline"}}""")]
    [InlineData("text/plain", """{"csp-report":{"document-uri":"https://x/","effective-directive":"script-src","blocked-uri":"inline"}}""")]
    public async Task What_is_no_report_is_passed_over(string type, string body)
    {
        await SendAsync(type, body);
        Assert.Empty(await RowsAsync());
    }

    [Fact]
    public async Task A_body_that_is_too_long_is_not_read_and_the_list_is_never_longer_than_it_may_be()
    {
        await SendAsync(Older, Report("script-src", "https://x/") + new string(' ', CollectReports.MostBytes));
        Assert.Empty(await RowsAsync());
        await SendAsync(Older, (Report("script-src", "https://x/") + new string(' ', CollectReports.MostBytes))[..CollectReports.MostBytes]);
        Assert.Single(await RowsAsync());
        await portal.DbAsync(async db =>
        {
            db.AddRange(Enumerable.Range(1, CollectReports.MostRows - 1).Select(n => new PolicyReport { Directive = "x", Blocked = "x", Page = "/", Digest = $"{n}" }));
            return await db.SaveChangesAsync();
        });
        await SendAsync(Older, Report("style-src", "https://x/"));
        await SendAsync(Older, Report("script-src", "https://x/"));
        var rows = await RowsAsync();
        Assert.Equal(CollectReports.MostRows, rows.Count);
        Assert.Equal(2, rows.Single(r => r.Directive == "script-src").Count);
    }

    [Fact]
    public async Task Pages_say_where_to_report()
    {
        using var visitor = portal.Visitor();
        var headers = (await visitor.GetAsync("/account/sign-in")).Response.Headers;
        Assert.Contains("report-uri /csp-report; report-to csp", headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("csp=\"/csp-report\"", headers.GetValues("Reporting-Endpoints").Single());
    }

    private static string Report(string directive, string page) => $$$"""{"csp-report":{"document-uri":"{{{page}}}","effective-directive":"{{{directive}}}","blocked-uri":"inline"}}""";

    private async Task SendAsync(string type, string body)
    {
        using var visitor = portal.Visitor();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        Assert.Equal(HttpStatusCode.NoContent, (await visitor.Client.PostAsync(new Uri("/csp-report", UriKind.Relative), content)).StatusCode);
    }

    private Task<List<PolicyReport>> RowsAsync() => portal.DbAsync(db => db.PolicyReports.OrderBy(r => r.Directive).ToListAsync());
}
