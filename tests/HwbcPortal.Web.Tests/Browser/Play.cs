using HwbcPortal.Web.Infrastructure.Hosting;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Playwright;

namespace HwbcPortal.Web.Tests.Browser;

/// <summary>Three people and a calendar: each in a browser of their own, the supervisor and the coach on phones.</summary>
internal sealed class Play : IAsyncDisposable
{
    public const string Aisha = "/coaches/HWBC-000014?pcn=U90001";
    private readonly Chromium _chromium;
    private readonly List<(string Who, IPage Page)> _people = [];

    private Play(Chromium chromium, PortalFixture portal) => (_chromium, Portal) = (chromium, portal);

    public PortalFixture Portal { get; }

    public IPage Supervisor => _people[0].Page;

    public IPage Coach => _people[1].Page;

    public IPage Manager => _people[2].Page;

    public DateOnly Today => DateOnly.FromDateTime(Portal.Time.Now.Date);

    public static async Task<Play> BeginAsync(Chromium chromium, PortalFixture portal)
    {
        var play = new Play(chromium, portal);
        await play.SomebodyAsync("supervisor");
        await play.SomebodyAsync("coach");
        await play.SomebodyAsync("manager", 1280);
        return play;
    }

    /// <summary>Somebody comes in, with a browser of their own.</summary>
    public async Task<IPage> SomebodyAsync(string who, int width = 390)
    {
        var page = await (await _chromium.ContextAsync(Portal, width)).NewPageAsync();
        _people.Add((who, page));
        return page;
    }

    /// <summary>A day begins: the night has done its work, and everybody signs in.</summary>
    public async Task OnAsync(DateOnly day)
    {
        Portal.Time.Now = new DateTimeOffset(day, new TimeOnly(12, 0), TimeSpan.Zero);
        await Portal.Services.GetServices<IHostedService>().OfType<NightlyStandings>().Single().ExtendAsync(day.AddDays(92), CancellationToken.None);
        await Task.WhenAll(_people.Select(async p =>
        {
            await p.Page.Context.ClearCookiesAsync();
            await p.Page.SignInAsync(p.Who);
            await Assertions.Expect(p.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" })).ToBeVisibleAsync();
        }));
    }

    /// <summary>The coach's row on the PCN's ledger, while the manager looks at it.</summary>
    public async Task<string[]> LedgerAsync() => (await Manager.RowsAsync("coach")).Single(r => r[0] == "Aisha Khan");

    /// <summary>Reads what the pages say today, and takes the coach's own file.</summary>
    public async Task<(PagesSay Said, string File)> ReadAsync()
    {
        var (manager, coach, supervisor) = (AsManagerAsync(), AsCoachAsync(), AsSupervisorAsync());
        await Task.WhenAll(manager, coach, supervisor);
        var (own, file) = await coach;
        return ((await manager)(own, await supervisor), file);
    }

    /// <summary>Today's file, through the executable, says what is expected and what the pages say. The manager is on the PCN's ledger afterwards, the supervisor on their list.</summary>
    /// <param name="supervision">The code of monthly supervision.</param>
    /// <param name="referrals">May the coach take referrals?</param>
    /// <param name="standing">Is the coach's part up to date?</param>
    public async Task ComparesAsync(string supervision, string referrals, string standing)
    {
        var (said, file) = await ReadAsync();
        var answer = await FileAnswer.OfAsync(file, Today);
        Assert.Equal((supervision, referrals, standing), (answer.Supervision.Code, answer.Referrals, answer.Standing));
        var wrong = said.Against(answer);
        Assert.True(wrong.Count == 0, $"On {Today:d MMMM yyyy}:\n{string.Join('\n', wrong)}");
    }

    private async Task<Func<string, string, PagesSay>> AsManagerAsync()
    {
        await Manager.GotoAsync(Aisha);
        var (statuses, rules) = (await Manager.Locator(".app-statuses li").AllInnerTextsAsync(), await Manager.RowsAsync("rules"));
        await Manager.FollowAsync("Supervision", exact: true);
        var ledger = await Manager.RowsAsync("at Riverside PCN");
        await Manager.GotoAsync("/readiness");
        var readiness = (await Manager.RowsAsync("coaches")).Single(r => r[0].StartsWith("Aisha Khan", StringComparison.Ordinal));
        await Manager.GotoAsync("/supervision/ledger");
        var cell = (await LedgerAsync())[^2];
        return (own, supervisor) => new PagesSay { Statuses = statuses, Rules = rules, Ledger = ledger, Readiness = readiness, Cell = cell, Own = own, Supervisor = supervisor };
    }

    private async Task<(string Own, string File)> AsCoachAsync()
    {
        await Coach.GotoAsync("/me");
        // What others do for the coach is folded away, and there all the same.
        var own = await Coach.Locator("main").TextContentAsync();
        var download = await Coach.RunAndWaitForDownloadAsync(() => Coach.FollowAsync("Download your record"));
        Assert.Equal("HWBC-000014.json", download.SuggestedFilename);
        return (own!, await File.ReadAllTextAsync(await download.PathAsync()));
    }

    private async Task<string> AsSupervisorAsync()
    {
        await Supervisor.GotoAsync("/supervision");
        return await Supervisor.GetByRole(AriaRole.Listitem).Filter(new() { Has = Supervisor.GetByRole(AriaRole.Button, new() { Name = "Log supervision with Aisha Khan" }) })
            .EvaluateAsync<string>("row => `${row.parentElement.previousElementSibling.innerText}: ${row.innerText}`");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, page) in _people)
            await page.Context.DisposeAsync();
    }
}
