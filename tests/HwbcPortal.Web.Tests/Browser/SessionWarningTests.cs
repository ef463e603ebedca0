using HwbcPortal.Data;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace HwbcPortal.Web.Tests.Browser;

/// <summary>The warning before a session ends, with the browser's clock and the portal's moved together.</summary>
public sealed class SessionWarningTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Pause = "/coaches/HWBC-000011/pause";

    [Fact]
    public async Task A_session_warns_after_25_minutes_in_every_window_goes_on_when_one_stays_and_loses_nothing_when_not()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        var page = await (await chromium.ContextAsync(portal, 390)).NewPageAsync();
        await page.Clock.InstallAsync();
        await page.SignInAsync("manager");
        var other = await page.Context.NewPageAsync();
        await page.GotoAsync(Pause);
        await other.GotoAsync("/rules");

        await OnAsync(24);
        await WarnedAsync(page, false);
        await OnAsync(1);
        await WarnedAsync(page, true);
        await Assertions.Expect(page.GetByRole(AriaRole.Alertdialog)).ToContainTextAsync("signed out in 5 minutes");
        Assert.Equal("", await Chromium.AxeAsync(page));
        await WarnedAsync(other, true);
        await OnAsync(4);
        await Assertions.Expect(page.GetByRole(AriaRole.Alertdialog)).ToContainTextAsync("1 minute");
        await page.PressAsync("Stay signed in");
        await WarnedAsync(page, false);
        await WarnedAsync(other, false);

        // It did go on, on the server: six minutes later it is open still.
        await OnAsync(6);
        Assert.DoesNotContain("sign-in", (await page.Context.APIRequest.GetAsync("/rules")).Url, StringComparison.Ordinal);
        await page.GetByLabel("Why").First.FillAsync("Typed and not saved");
        Assert.Contains("Priya Shah", await page.ContentAsync(), StringComparison.Ordinal);
        // Without a connection nothing of the page is left but that one is signed out; with one, what was typed is kept on the server.
        await page.Context.SetOfflineAsync(true);
        await OnAsync(30);
        await Assertions.Expect(page.GetByRole(AriaRole.Alertdialog)).ToContainTextAsync("You are signed out");
        Assert.Equal("", await Chromium.AxeAsync(page));
        Assert.Equal("You are signed out", await page.TitleAsync());
        foreach (var told in new[] { "Pause", "Typed and not saved", "Priya Shah", "HWBC-" })
            Assert.DoesNotContain(told, await page.ContentAsync(), StringComparison.Ordinal);
        await page.Keyboard.PressAsync("Escape");
        await WarnedAsync(page, true);
        await page.Context.SetOfflineAsync(false);
        await OnAsync(1);
        await page.SaysAsync("What you typed is kept");
        await other.SaysAsync("Your session was over");
        Assert.EndsWith("returnUrl=%2Frules", other.Url, StringComparison.Ordinal);
        Assert.Equal("", await Chromium.AxeAsync(other));
        // Nobody comes back to what was on the screen.
        await page.GoBackAsync();
        await page.SaysAsync("Sign in");
        await page.GoForwardAsync();
        await page.SaysAsync("What you typed is kept");
        await page.SignInHereAsync("manager");
        Assert.Equal("", await Chromium.AxeAsync(page));
        await page.PressAsync("Show what I typed");
        await page.SaysAsync("It is not saved yet");
        Assert.Equal("Typed and not saved", await page.Locator("textarea[name='Form.Reason']").InputValueAsync());

        async Task OnAsync(int minutes)
        {
            await portal.WaitAsync(TimeSpan.FromMinutes(minutes));
            await page.Clock.FastForwardAsync($"{minutes:00}:00");
        }
    }

    /// <summary>What a window has when its session is over: what was chosen, what was sent and refused, and a form that nobody touched, of which nothing is kept.</summary>
    [Fact]
    public async Task A_window_whose_session_is_over_keeps_what_was_typed_or_refused_and_nothing_else()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        var page = await (await chromium.ContextAsync(portal, 1280)).NewPageAsync();
        await page.Clock.InstallAsync();
        await page.SignInAsync("manager");
        await page.GotoAsync(Pause);
        var refused = await page.Context.NewPageAsync();
        await refused.GotoAsync("/coaches/HWBC-000014/absences/new");
        await refused.Locator("input[type=radio]").First.CheckAsync();
        await refused.Locator("main form button[type=submit]").First.ClickAsync();
        await refused.SaysAsync("There is a problem");
        // Beside the form stand buttons that are forms of their own: none of them is sent in its place.
        var days = await new Access.Matrix(portal).FilledAsync(Access.Matrix.Rows.Single(r => r.Endpoint == "POST coaches/{reference}/training/{recordId:guid}/attendances").Path);
        var among = await page.Context.NewPageAsync();
        await among.GotoAsync(days);
        await DayAsync(among, "16");
        await SaveAsync("Take back");
        await DayAsync(among, "40");
        await SaveAsync("There is a problem");
        var another = await page.Context.NewPageAsync();
        await another.GotoAsync(days);
        await DayAsync(another, "17");
        var details = await page.Context.NewPageAsync();
        await details.GotoAsync("/account/details");
        await details.Locator("main form input:not([type=hidden])").First.FillAsync("Priya Shah-Jones");
        var chosen = await page.Context.NewPageAsync();
        await chosen.GotoAsync("/coaches/HWBC-000014/absences/new");
        await chosen.Locator("input[type=radio]").Last.CheckAsync();

        await portal.WaitAsync(TimeSpan.FromMinutes(31));
        await page.Clock.FastForwardAsync("31:00");
        await page.SaysAsync("Your session was over");
        await refused.SaysAsync("What you typed is kept");
        await chosen.SaysAsync("What you typed is kept");
        await among.SaysAsync("What you typed is kept");
        await another.SaysAsync("What you typed is kept");
        await details.SaysAsync("What you typed is kept");
        var kept = await KeptAsync();
        Assert.Equal(new[] { "/account/details", "/coaches/HWBC-000014/absences/new", "/coaches/HWBC-000014/absences/new", days.Split('?')[0], days.Split('?')[0] }.Order(StringComparer.Ordinal), kept.Select(k => k.Path.Split('?')[0]).Order(StringComparer.Ordinal));
        Assert.Equal(["17", "40"], Days(kept));

        // Shown again it has no error, nor was it touched: it is kept once more, and none of the buttons in its place.
        await another.SignInHereAsync("manager");
        await another.PressAsync("Show what I typed");
        await another.SaysAsync("It is not saved yet");
        await portal.WaitAsync(TimeSpan.FromMinutes(31));
        await page.Clock.FastForwardAsync("31:00");
        await another.SaysAsync("What you typed is kept");
        // The last five of them are kept: one of those of before, all of the same moment, has given way.
        var last = Days(await KeptAsync()).ToList();
        Assert.Contains("17", last);
        Assert.All(last, Assert.NotNull);

        IEnumerable<string?> Days(List<KeptFields> all) => all.Where(k => k.Path.StartsWith(days.Split('?')[0], StringComparison.Ordinal)).Select(k => k.Fields.Where(f => f.Key == "Form.On.Day").Select(f => f.Value.ToString()).SingleOrDefault()).Order(StringComparer.Ordinal);

        Task<List<KeptFields>> KeptAsync() => portal.SystemAsync(async services =>
        {
            var forms = new List<KeptFields>();
            foreach (var form in await services.GetRequiredService<HwbcDbContext>().KeptForms.Select(k => new { k.Id, k.UserId }).ToListAsync())
                forms.Add((await services.GetRequiredService<KeptForms>().ReadAsync(form.Id, form.UserId, CancellationToken.None))!);
            return forms;
        });

        async Task DayAsync(IPage on, string day)
        {
            await on.Locator("input[name='Form.On.Day']").FillAsync(day);
            await on.Locator("input[name='Form.On.Month']").FillAsync("11");
            await on.Locator("input[name='Form.On.Year']").FillAsync("2026");
            await on.Locator("input[name='Form.Days']").First.CheckAsync();
        }

        async Task SaveAsync(string says)
        {
            await among.PressAsync("Save the day");
            await among.SaysAsync(says);
        }
    }

    [Fact]
    public async Task The_last_minutes_of_twelve_hours_are_said_and_cannot_be_put_off()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        var page = await (await chromium.ContextAsync(portal, 1280)).NewPageAsync();
        await page.Clock.InstallAsync();
        await page.SignInAsync("manager");
        for (var waited = TimeSpan.Zero; waited < SignInSessions.Longest - TimeSpan.FromMinutes(20); waited += TimeSpan.FromMinutes(20))
        {
            await portal.WaitAsync(TimeSpan.FromMinutes(20));
            await page.GotoAsync("/rules");
        }

        await portal.WaitAsync(TimeSpan.FromMinutes(16));
        await page.Clock.FastForwardAsync("16:00");
        await Assertions.Expect(page.GetByRole(AriaRole.Alertdialog)).ToContainTextAsync("Twelve hours after signing in a session ends, in 4 minutes");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Stay signed in" })).ToHaveCountAsync(0);
        Assert.Equal("", await Chromium.AxeAsync(page));
    }

    private static Task WarnedAsync(IPage page, bool warned) => Assertions.Expect(page.GetByRole(AriaRole.Alertdialog)).ToHaveCountAsync(warned ? 1 : 0);
}
