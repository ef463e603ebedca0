using Deque.AxeCore.Commons;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.Playwright;

namespace HwbcPortal.Web.Tests.Browser;

/// <summary>One Chromium for the browser tests: the one of CHROME_PATH, of the usual places, or one that is installed now.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] UsualPlaces =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable", "/snap/bin/chromium", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            @"C:\Program Files\Google\Chrome\Application\chrome.exe", @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe"];

    private static readonly Lazy<string> AxeScript = new(() => new BundledAxeScriptProvider().GetScript());

    private IPlaywright? _playwright;

    public IBrowser Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var path = Find();
        if (path is null)
        {
            await InstallAsync();
            path = Find();
        }

        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = path,
            // As root Chromium runs without its sandbox only; it opens nothing here but the portal under test.
            Args = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        });
    }

    public async Task DisposeAsync()
    {
        if (Browser is not null)
            await Browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>
    /// What axe finds on a page, one line a violation; empty is good. The pages have no frames, so axe runs in the page itself: the
    /// library's own way opens another page for each result, and that takes several times as long.
    /// </summary>
    public static async Task<string> AxeAsync(IPage page)
    {
        // A page that is still on its way has no main part yet. Asked of the page itself: the event of its loading can come before
        // Playwright listens for it.
        await page.WaitForFunctionAsync("() => document.readyState === 'complete'");
        await page.EvaluateAsync(AxeScript.Value);
        return await page.EvaluateAsync<string>("""
            async () => {
              const result = await axe.run(document, { resultTypes: ['violations'], runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] } });
              return result.violations.map(v => `${v.id}: ${v.nodes.slice(0, 3).map(n => n.html).join(' | ')}`).join('\n');
            }
            """);
    }

    private static string? Find() => Environment.GetEnvironmentVariable("CHROME_PATH") is { Length: > 0 } given ? given : UsualPlaces.FirstOrDefault(File.Exists);

    private static async Task InstallAsync()
    {
        if (DebianPackages.CanInstall)
        {
            await DebianPackages.InstallAsync("Chromium", "chromium");
        }
        else
        {
            await Console.Error.WriteLineAsync("No Chromium was found; installing Playwright's own.");
            if (Microsoft.Playwright.Program.Main(["install", "chromium"]) != 0)
                throw new InvalidOperationException("Chromium could not be installed. Install it, or set CHROME_PATH.");
        }
    }
}
