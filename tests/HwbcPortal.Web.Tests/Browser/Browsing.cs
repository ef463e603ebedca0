using HwbcPortal.Web.Tests.Hosting;
using Microsoft.Playwright;

namespace HwbcPortal.Web.Tests.Browser;

/// <summary>What people do on every page.</summary>
internal static class Browsing
{
    /// <summary>Somebody's browser: a desk's width, or a phone's.</summary>
    public static Task<IBrowserContext> ContextAsync(this Chromium chromium, PortalFixture portal, int width, bool javaScript = true) => chromium.Browser.NewContextAsync(new BrowserNewContextOptions
    {
        JavaScriptEnabled = javaScript,
        BaseURL = portal.Address.ToString(),
        ViewportSize = new ViewportSize { Width = width, Height = width == 390 ? 844 : 900 },
    });

    public static async Task SignInAsync(this IPage page, string who)
    {
        await page.GotoAsync("/account/sign-in");
        await page.SignInHereAsync(who);
    }

    /// <summary>Signs in on the page that asks for it, wherever that leads afterwards.</summary>
    public static async Task SignInHereAsync(this IPage page, string who)
    {
        await page.GetByLabel("Email address").FillAsync($"{who}@demo.test");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(PortalFixture.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    public static async Task DateAsync(this IPage page, string legend, int day, int month, int year)
    {
        var group = page.GetByRole(AriaRole.Group, new() { Name = legend });
        await group.GetByLabel("Day").FillAsync($"{day}");
        await group.GetByLabel("Month").FillAsync($"{month}");
        await group.GetByLabel("Year").FillAsync($"{year}");
    }

    /// <summary>Presses a button, or a link that looks like one.</summary>
    public static Task PressAsync(this IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name }).First.ClickAsync();

    /// <summary>Follows a link of the page itself, not of its header.</summary>
    public static Task FollowAsync(this IPage page, string name, bool exact = false) => page.Locator("main").GetByRole(AriaRole.Link, new() { Name = name, Exact = exact }).First.ClickAsync();

    /// <summary>Waits until the page says something.</summary>
    public static Task SaysAsync(this IPage page, string words) => Assertions.Expect(page.Locator("main")).ToContainTextAsync(words);

    /// <summary>The rows of the table with a caption, each the texts of its cells.</summary>
    public static Task<string[][]> RowsAsync(this IPage page, string caption) =>
        page.GetByRole(AriaRole.Table, new() { Name = caption }).First.EvaluateAsync<string[][]>("table => [...table.tBodies[0].rows].map(row => [...row.cells].map(cell => cell.innerText.replace(/\\s+/g, ' ').trim()))");

    /// <summary>How far the page goes beyond the window's width.</summary>
    public static Task<int> SidewaysAsync(this IPage page) => page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
}
