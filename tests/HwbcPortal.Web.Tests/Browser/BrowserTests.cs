using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace HwbcPortal.Web.Tests.Browser;

/// <summary>Every page in a real browser, wide and on a phone.</summary>
public sealed class BrowserTests(PortalFixture portal, Chromium chromium) : IClassFixture<PortalFixture>, IClassFixture<Chromium>
{
    private static readonly (string Who, string[] Paths)[] Pages =
    [
        ("", ["/account/sign-in", "/account/forgotten-password", "/account/forgotten-password/sent", "/account/choose-password", "/account/signed-out", "/nowhere"]),
        ("manager", ["/readiness", "/readiness?q=nobody", "/readiness?referrals=Left", "/readiness?at=2026-12-15&due=true", "/coaches/HWBC-000014", "/coaches/HWBC-000011", "/coaches/HWBC-000015", "/coaches/HWBC-000017", "/coaches/HWBC-000014?at=2026-10-01",
            "/coaches/HWBC-000014/training", "/coaches/HWBC-000012/supervision", "/coaches/HWBC-000014/history", "/coaches/new", "/coaches/HWBC-000014/people/new?kind=HealthCoaching", "/coaches/HWBC-000014/people/new?kind=LineManagement",
            "/coaches/HWBC-000014/checks/new?rule=EMP-02", "/coaches/HWBC-000014/pause", "/coaches/HWBC-000014/training/new", "/coaches/HWBC-000018/pause", "/me", "/rules", "/rules/SUP-02", "/rules/TRN-01", "/pcns"]),
        ("supervisor", ["/supervision", "/supervision/log?coach=HWBC-000014"]),
        ("coach", ["/me"]),
        ("hub", ["/readiness", "/coaches/HWBC-000017/training?pcn=U90001"]),
        ("admin", ["/readiness", "/pcns", "/pcns/new", "/people", "/people/new"]),
    ];

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Every_page_is_accessible_fits_and_talks_to_nobody_else(int width)
    {
        var wrong = new List<string>();
        var titles = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (who, paths) in Pages)
        {
            await using var context = await ContextAsync(width);
            var page = await context.NewPageAsync();
            page.Request += (_, request) =>
            {
                if (!request.Url.StartsWith(portal.Address.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
                    wrong.Add($"{page.Url} asks {request.Url}");
            };
            page.Console += (_, message) =>
            {
                if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal) || message.Text.Contains("TrustedHTML", StringComparison.Ordinal))
                    wrong.Add($"{page.Url}: {message.Text}");
            };
            if (who.Length > 0)
                await SignInAsync(page, who);
            foreach (var path in paths)
            {
                await page.GotoAsync(path);
                if (await Chromium.AxeAsync(page) is { Length: > 0 } violations)
                    wrong.Add($"{who} {path}: {violations}");
                if (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") > 0)
                    wrong.Add($"{who} {path} scrolls sideways");
                if (await page.Locator("h1").CountAsync() != 1)
                    wrong.Add($"{who} {path} has no single h1");
                titles[$"{who}{path}"] = await page.TitleAsync();
            }
        }

        Assert.Equal([], wrong);
        Assert.All(titles, t => Assert.EndsWith(" – Health and wellbeing coaches", t.Value, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task A_page_with_errors_is_accessible_and_its_summary_leads_to_the_fields(int width)
    {
        await using var context = await ContextAsync(width);
        var page = await context.NewPageAsync();
        await SignInAsync(page, "manager");
        foreach (var path in new[] { "/coaches/new", "/coaches/HWBC-000014/training/new", "/coaches/HWBC-000014/pause" })
        {
            await page.GotoAsync(path);
            foreach (var field in await page.Locator("main form[method=post] input[type=text], main form[method=post] textarea").AllAsync())
                await field.FillAsync("");
            await page.Locator("main form[method=post] button.nhsuk-button").ClickAsync();
            Assert.StartsWith("Error: ", await page.TitleAsync(), StringComparison.Ordinal);
            Assert.Equal("", await Chromium.AxeAsync(page));
            await page.Locator(".nhsuk-error-summary__list a").First.ClickAsync();
            Assert.Contains(await page.EvaluateAsync<string>("document.activeElement.tagName"), new[] { "INPUT", "SELECT", "TEXTAREA" });
        }
    }

    [Fact]
    public async Task A_supervisor_logs_the_hour_with_a_thumb_in_at_most_8_taps()
    {
        await using var context = await ContextAsync(390);
        var page = await context.NewPageAsync();
        await SignInAsync(page, "supervisor");
        var taps = 0;
        async Task Tap(ILocator target)
        {
            taps++;
            await target.ClickAsync();
        }

        await Tap(page.GetByRole(AriaRole.Button, new() { Name = "Log supervision with Sam Patel" }));
        await Tap(page.GetByLabel("Today,", new() { Exact = false }));
        await Tap(page.GetByRole(AriaRole.Button, new() { Name = "Save and finish" }));
        Assert.EndsWith("/supervision", page.Url, StringComparison.Ordinal);
        Assert.Contains("60 minutes on 24 November 2026 is recorded for Sam Patel", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        Assert.True(taps <= 8, $"{taps} taps");
    }

    [Fact]
    public async Task A_long_name_breaks_no_page()
    {
        await portal.DbAsync(async db =>
        {
            (await db.People.SingleAsync(p => p.Reference == "HWBC-000012")).Name = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh-Cholmondeley " + new string('W', 60);
            return await db.SaveChangesAsync();
        });
        await using var context = await ContextAsync(390);
        var page = await context.NewPageAsync();
        await SignInAsync(page, "manager");
        foreach (var path in new[] { "/readiness", "/coaches/HWBC-000012", "/coaches/HWBC-000012/pause" })
        {
            await page.GotoAsync(path);
            Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, path);
        }
    }

    private Task<IBrowserContext> ContextAsync(int width) => chromium.Browser.NewContextAsync(new BrowserNewContextOptions
    {
        BaseURL = portal.Address.ToString(),
        ViewportSize = new ViewportSize { Width = width, Height = width == 390 ? 844 : 900 },
    });

    private static async Task SignInAsync(IPage page, string who)
    {
        await page.GotoAsync("/account/sign-in");
        await page.GetByLabel("Email address").FillAsync($"{who}@demo.test");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(PortalFixture.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }
}
