using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace HwbcPortal.Web.Tests.Browser;

/// <summary>Every page in a real browser, wide and on a phone.</summary>
public sealed class BrowserTests(PortalFixture portal, Chromium chromium) : IClassFixture<PortalFixture>, IClassFixture<Chromium>
{
    /// <summary>Pages and states that no link of the demo leads to; the others are found by following links.</summary>
    private static readonly (string Who, string[] Paths)[] Pages =
    [
        ("", ["/account/sign-in", "/account/forgotten-password", "/account/choose-password", "/account/sign-in?left=true", "/nowhere"]),
        ("manager", ["/readiness?q=nobody", "/readiness?referrals=Left", "/readiness?at=2026-12-15&due=true", "/coaches/HWBC-000011", "/coaches/HWBC-000015", "/coaches/HWBC-000017", "/coaches/HWBC-000014?at=2026-10-01",
            "/coaches/HWBC-000014/people/new?kind=LineManagement", "/coaches/HWBC-000018/pause", "/coaches/HWBC-000021", "/pcns"]),
        ("supervisor", ["/me"]),
        ("coach", ["/account/nothing-yet", "/error/500"]),
        ("viewer", []),
        ("hub", ["/coaches/HWBC-000017?pcn=U90001"]),
        ("admin", []),
    ];

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Every_page_is_accessible_fits_and_talks_to_nobody_else(int width)
    {
        var wrong = new List<string>();
        var titles = new Dictionary<string, string>(StringComparer.Ordinal);
        var built = new HashSet<string>(StringComparer.Ordinal);
        // In the demo everybody has a password: the list of people has a button for those who do not.
        if (!await portal.DbAsync(db => db.Users.AnyAsync(u => u.PasswordHash == null)))
            await portal.AddAccountAsync("invited", "P-000093", PortalRole.Viewer, password: null);
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
                await page.SignInAsync(who);
            foreach (var path in await EveryPathAsync(who, paths))
            {
                await page.GotoAsync(path);
                titles[$"{who}{path}"] = await page.TitleAsync();
                // The same page for another person is looked at again where it is built otherwise.
                if (!built.Add(await page.EvaluateAsync<string>("[...document.body.querySelectorAll('*')].map(e => e.tagName + '.' + e.className + (e.getAttribute('role') ?? '')).join(' ')")))
                    continue;
                if (await Chromium.AxeAsync(page) is { Length: > 0 } violations)
                    wrong.Add($"{who} {path}: {violations}");
                if (await page.SidewaysAsync() > 0)
                    wrong.Add($"{who} {path} scrolls sideways");
                if (width == 390)
                {
                    await page.SetViewportSizeAsync(320, 844);
                    if (await page.SidewaysAsync() > 0)
                        wrong.Add($"{who} {path} scrolls sideways at 320 px");
                    await page.SetViewportSizeAsync(390, 844);
                }

                if (await page.Locator("h1").CountAsync() != 1)
                    wrong.Add($"{who} {path} has no single h1");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(titles.Count >= 60, $"{titles.Count} pages");
        Assert.All(titles, t => Assert.EndsWith(" – Health and wellbeing coaches", t.Value, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task A_page_with_errors_is_accessible_and_its_summary_leads_to_the_fields(int width)
    {
        await using var context = await ContextAsync(width);
        var page = await context.NewPageAsync();
        await page.SignInAsync("manager");
        var forms = 0;
        foreach (var path in await EveryPathAsync("manager", []))
        {
            await page.GotoAsync(path);
            // A button that asks for nothing has nothing to be wrong.
            var buttons = page.Locator("main form[method=post]:has(input:not([type=hidden]), select, textarea) button.nhsuk-button");
            if (await buttons.CountAsync() == 0)
                continue;
            forms++;
            await page.EvaluateAsync("document.querySelectorAll('main form details').forEach(e => { e.open = true })");
            foreach (var field in await page.Locator("main form[method=post] input[type=text], main form[method=post] textarea").AllAsync())
                await field.FillAsync("");
            // An answer that was given before is taken out too, as only a program could: the page must have words for it all the same.
            await page.EvaluateAsync("document.querySelectorAll('main form[method=post] input:checked').forEach(e => { e.checked = false })");
            await buttons.First.ClickAsync();
            Assert.StartsWith("Error: ", await page.TitleAsync(), StringComparison.Ordinal);
            Assert.Equal("", await Chromium.AxeAsync(page));
            await page.Locator(".nhsuk-error-summary__list a").First.ClickAsync();
            Assert.Contains(await page.EvaluateAsync<string>("document.activeElement.tagName"), new[] { "INPUT", "SELECT", "TEXTAREA" });
        }

        Assert.True(forms >= 9, $"{forms} forms");
    }

    [Fact]
    public async Task What_is_wrong_with_a_page_is_found()
    {
        await using var context = await ContextAsync(390);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/account/sign-in");
        await page.EvaluateAsync("document.querySelector('label[for=Form-Email]').remove()");
        Assert.StartsWith("label: ", await Chromium.AxeAsync(page), StringComparison.Ordinal);
    }

    /// <summary>The main job in a browser, from the new coach to the cleared one, the logged hour and the coach's own page.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_main_job_is_done_with_JavaScript_and_without(bool javaScript)
    {
        var name = javaScript ? "Ida Marsh" : "Una Marsh";
        await using var context = await ContextAsync(1280, javaScript);
        var page = await context.NewPageAsync();
        await page.SignInAsync("manager");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a coach" }).ClickAsync();
        await page.GetByLabel("Full name").FillAsync(name);
        await page.DateAsync("First day in post", 1, 10, 2026);
        await page.GetByLabel("Hours a week").FillAsync("30");
        await page.GetByLabel("band").SelectOptionAsync("5");
        await page.GetByLabel("Yes", new() { Exact = true }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the coach" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Not cleared yet");

        await page.GetByRole(AriaRole.Button, new() { Name = "Record training" }).ClickAsync();
        await page.GetByLabel("Programme").SelectOptionAsync(new SelectOptionValue { Label = (await page.Locator("option", new() { HasTextString = "Health coaching, four days (sample)" }).First.TextContentAsync())! });
        await page.DateAsync("Booked on", 2, 10, 2026);
        await page.DateAsync("Started on", 12, 10, 2026);
        await page.DateAsync("Completed on", 30, 10, 2026);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the training" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Check the certificate" }).First.ClickAsync();
        await page.GetByLabel("It holds: verified").CheckAsync();
        await page.GetByLabel("I saw the certificate").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the check" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Cleared to take referrals");

        await page.GetByRole(AriaRole.Link, new() { Name = "Readiness", Exact = true }).First.ClickAsync();
        await page.GetByLabel("Name or reference").FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Assertions.Expect(page.Locator("tbody").First).ToContainTextAsync("Cleared to take referrals");

        await using var phone = await ContextAsync(390, javaScript);
        var hers = await phone.NewPageAsync();
        await hers.SignInAsync("supervisor");
        // Each run logs with somebody else: the same day with the same coach is asked about.
        var coach = javaScript ? "Nina Cole" : "Marcus Hill";
        await hers.GetByRole(AriaRole.Button, new() { Name = $"Log supervision with {coach}" }).ClickAsync();
        await hers.GetByLabel("Today,", new() { Exact = false }).CheckAsync();
        await hers.GetByRole(AriaRole.Button, new() { Name = "Save and finish" }).ClickAsync();
        await Assertions.Expect(hers.Locator("main")).ToContainTextAsync($"60 minutes on 24 November 2026 is recorded for {coach}");

        await using var own = await ContextAsync(390, javaScript);
        var mine = await own.NewPageAsync();
        await mine.SignInAsync("coach");
        await Assertions.Expect(mine.Locator("main")).ToContainTextAsync("Your training");
    }

    [Fact]
    public async Task A_supervisor_logs_the_hour_with_a_thumb_in_at_most_8_taps()
    {
        await using var context = await ContextAsync(390);
        var page = await context.NewPageAsync();
        await page.SignInAsync("supervisor");
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
        await page.SignInAsync("manager");
        foreach (var path in new[] { "/readiness", "/coaches/HWBC-000012", "/coaches/HWBC-000012/pause" })
        {
            await page.GotoAsync(path);
            Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, path);
        }
    }

    /// <summary>One page of each shape that links lead to, and those that are named.</summary>
    private async Task<IReadOnlyList<string>> EveryPathAsync(string who, IReadOnlyList<string> named)
    {
        if (who.Length == 0)
            return named;
        using var visitor = await portal.SignedInAsync(who);
        return [.. (await Crawler.OneOfEachAsync(visitor)).Select(p => p.Address.PathAndQuery), .. named];
    }

    private Task<IBrowserContext> ContextAsync(int width, bool javaScript = true) => chromium.ContextAsync(portal, width, javaScript);
}
