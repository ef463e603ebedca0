using System.Globalization;
using System.Text.Json.Nodes;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.Playwright;

namespace HwbcPortal.Web.Tests.Browser;

/// <summary>
/// Supervisor, coach and manager through a month, a missed month, a leave and a cover, each in a browser of their own. On every day
/// the coach's own file goes through the executable, and what it answers is held against what the pages say.
/// </summary>
public sealed class SupervisionJourneyTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task A_month_a_missed_month_a_leave_and_a_cover_are_the_same_on_the_pages_and_in_the_coachs_own_file()
    {
        await using var running = await Running.StartAsync();
        await using var play = await Play.BeginAsync(chromium, running.Portal);
        await AMonthAsync(play);
        await AMissedMonthAsync(play);
        await ALeaveAsync(play);
        await ACoverAsync(play);
    }

    private static async Task AMonthAsync(Play play)
    {
        var (supervisor, coach, manager) = (play.Supervisor, play.Coach, play.Manager);
        await play.OnAsync(new DateOnly(2026, 11, 24));
        // Aisha Khan has half an hour in November. What is not supervision is put in order first, so that her part hangs on it alone.
        await manager.GetByRole(AriaRole.Link, new() { Name = "Certificates" }).ClickAsync();
        await manager.FollowAsync(": Aisha Khan");
        await manager.GetByLabel("It holds: verified").CheckAsync();
        await manager.GetByLabel("I saw the certificate").CheckAsync();
        await manager.PressAsync("Save and go to the next");
        await manager.SaysAsync("Nothing waits for you");
        foreach (var title in new[] { "Safeguarding adults training in date", "Safeguarding children training in date", "Fire safety" })
        {
            await manager.GotoAsync(Play.Aisha);
            await manager.FollowAsync($": {title}");
            await manager.PressAsync("Save the check");
            await manager.SaysAsync($"{title} is recorded for Aisha Khan");
        }

        await play.ComparesAsync("DueThisMonth", "Cleared", "DueSoon");

        // On the phone: booked for the day after next.
        await supervisor.GotoAsync("/supervision");
        await supervisor.FollowAsync("Book a session with Aisha Khan");
        await supervisor.DateAsync("Date", 26, 11, 2026);
        await supervisor.GetByLabel("Time (optional)").FillAsync("2:30pm");
        await supervisor.PressAsync("Book");
        await supervisor.SaysAsync("You meet Aisha Khan on 26 November 2026 at 2:30pm.");
        Assert.Equal(0, await supervisor.SidewaysAsync());
        await play.ComparesAsync("Booked", "Cleared", "Good");

        await play.OnAsync(new DateOnly(2026, 11, 26));
        await supervisor.PressAsync("Log supervision with Aisha Khan");
        await Assertions.Expect(supervisor.GetByLabel("Yes, the one booked for 26 November 2026")).ToBeCheckedAsync();
        await supervisor.PressAsync("Save and finish");
        await supervisor.SaysAsync("60 minutes on 26 November 2026 is recorded for Aisha Khan. November 2026: 90 of 60 minutes.");

        // One tap.
        await coach.GotoAsync("/me");
        await coach.PressAsync("Confirm 26 November 2026");
        await coach.SaysAsync("26 November 2026 with Rachel Bell is confirmed.");
        Assert.Equal(0, await coach.SidewaysAsync());

        await manager.FollowAsync("Aisha Khan", exact: true);
        await manager.FollowAsync("Supervision", exact: true);
        Assert.Equal(["November 2026", "90 of 60", "Done"], (await manager.RowsAsync("months at Riverside PCN"))[0]);
        Assert.Contains("Confirmed by the coach", (await manager.RowsAsync("what was said stays between"))[0]);
        await manager.GetByRole(AriaRole.Link, new() { Name = "Ledger", Exact = true }).ClickAsync();
        Assert.Equal("90 done", (await play.LedgerAsync())[^2]);
        await play.ComparesAsync("UpToDate", "Cleared", "Good");

        // The comparison finds what is otherwise: a session that is not in the file, and the answer of another day.
        var (said, file) = await play.ReadAsync();
        var less = JsonNode.Parse(file)!;
        var sessions = less["sessions"]!.AsArray();
        sessions.Remove(sessions.Single(s => (string)s!["date"]! == "2026-11-26" && (string)s["outcome"]! == "Held"));
        foreach (var other in new[] { await FileAnswer.OfAsync(less.ToJsonString(), play.Today), await FileAnswer.OfAsync(file, play.Today.AddMonths(1)) })
            Assert.Contains(said.Against(other), d => d.StartsWith("SUP-02", StringComparison.Ordinal));
    }

    private static async Task AMissedMonthAsync(Play play)
    {
        var (supervisor, coach, manager) = (play.Supervisor, play.Coach, play.Manager);
        // Nobody logs in December. From the 25th it is due.
        await play.OnAsync(new DateOnly(2026, 12, 28));
        await play.ComparesAsync("DueThisMonth", "Cleared", "DueSoon");
        Assert.Equal("0 of 60 due", (await play.LedgerAsync())[^2]);

        // Until the 7th day of January it can still be completed.
        await play.OnAsync(new DateOnly(2027, 1, 7));
        await play.ComparesAsync("LateEntryOpen", "Cleared", "DueSoon");
        Assert.Equal("0 of 60 late entry open", (await play.LedgerAsync())[^3]);
        await supervisor.SaysAsync("December 2026 can still be completed: log what was held");

        // A month alone takes no clearance away: she is cleared, and her part is due.
        await play.OnAsync(new DateOnly(2027, 1, 8));
        await play.ComparesAsync("MonthMissed", "Cleared", "DueSoon");
        await manager.GetByLabel("Coaches", new() { Exact = true }).SelectOptionAsync("With a month to look at");
        await manager.PressAsync("Show");
        Assert.Equal("0 of 60 missed", (await play.LedgerAsync())[^3]);
        await supervisor.GotoAsync("/supervision");
        await supervisor.FollowAsync("Aisha Khan", exact: true);
        await supervisor.SaysAsync("0 of 60 missed");
        Assert.Equal(0, await supervisor.SidewaysAsync());
        await coach.GotoAsync("/me/supervision");
        await coach.SaysAsync("0 of 60 missed");
    }

    private static async Task ALeaveAsync(Play play)
    {
        var manager = play.Manager;
        // The first day is mistyped and would excuse December: that is shown, and nothing is stored.
        await manager.GotoAsync(Play.Aisha);
        await manager.FollowAsync("Supervision", exact: true);
        await manager.PressAsync("Record time away");
        await manager.DateAsync("First day away", 9, 12, 2026);
        await manager.DateAsync("Last day away", 31, 1, 2027);
        await manager.GetByLabel("Leave", new() { Exact = true }).CheckAsync();
        await manager.PressAsync("Save");
        await manager.SaysAsync("This changes what past months say");
        await manager.SaysAsync("December 2026 at Riverside PCN: from \"No session, 0 of 60 minutes\" to \"Excused: away\"");
        await manager.DateAsync("First day away", 9, 1, 2027);
        await manager.PressAsync("Confirm and save");
        await manager.SaysAsync("Time away of Aisha Khan is recorded from 9 January 2027 to 31 January 2027.");
        Assert.Equal([["January 2027", "0 of 60", "Excused: away"], ["December 2026", "0 of 60", "No session"]], (await manager.RowsAsync("months at Riverside PCN"))[..2]);
        await play.ComparesAsync("MonthMissed", "Cleared", "DueSoon");

        await play.OnAsync(new DateOnly(2027, 1, 18));
        await play.ComparesAsync("Absent", "Cleared", "Good");
        Assert.Equal("leave", (await play.LedgerAsync())[^2]);
        await play.Supervisor.SaysAsync("Away until 31 January");

        // Back, and December still counts.
        await play.OnAsync(new DateOnly(2027, 2, 1));
        await play.ComparesAsync("MonthMissed", "Cleared", "DueSoon");
    }

    private static async Task ACoverAsync(Play play)
    {
        var (supervisor, manager) = (play.Supervisor, play.Manager);
        await supervisor.GotoAsync("/supervision");
        await supervisor.FollowAsync("Say when you are away");
        await supervisor.DateAsync("First day away", 8, 2, 2027);
        await supervisor.DateAsync("Last day away", 28, 2, 2027);
        await supervisor.PressAsync("Save");
        await supervisor.SaysAsync("You are away from 8 February 2027 to 28 February 2027.");

        // Nobody else may supervise yet: somebody from outside comes into the register.
        await manager.GotoAsync("/supervision/ledger");
        await manager.SaysAsync("is away from 8 February 2027 to 28 February 2027. Nobody covers then for");
        await manager.FollowAsync("Look for a second supervisor");
        await manager.PressAsync("Add somebody");
        await manager.GetByLabel("Full name").FillAsync("Ines Okoro");
        await manager.GetByLabel("Profession").SelectOptionAsync("Health coach");
        await manager.PressAsync("Save");
        await manager.SaysAsync("Ines Okoro is in the register.");
        var reference = (await manager.Locator("h1 .app-reference").InnerTextAsync()).Trim();
        await manager.PressAsync("Add a period");
        await manager.GetByLabel("A recorded equivalent").CheckAsync();
        await manager.DateAsync("Eligible from", 1, 9, 2026);
        await manager.GetByLabel("What shows it?").FillAsync("A letter of the institute");
        await manager.PressAsync("Save");
        await manager.SaysAsync("When Ines Okoro may supervise health coaching is recorded.");
        await manager.GetByRole(AriaRole.Link, new() { Name = "Ledger", Exact = true }).ClickAsync();
        await manager.FollowAsync("Arrange cover for Aisha Khan");
        // Whoever is away is no choice; their days stand in the form.
        Assert.Equal(["Ines Okoro"], await manager.GetByRole(AriaRole.Group, new() { Name = "Who covers?" }).Locator("label").AllInnerTextsAsync());
        await manager.PressAsync("Arrange cover");
        await manager.SaysAsync("Select who covers");
        Assert.Equal("", await Chromium.AxeAsync(manager));
        await manager.GetByLabel("Ines Okoro").CheckAsync();
        await manager.PressAsync("Arrange cover");
        await manager.SaysAsync("Ines Okoro covers for Aisha Khan from 8 February 2027 to 28 February 2027.");
        await manager.GotoAsync("/supervision/ledger");
        await Assertions.Expect(manager.Locator("main").GetByRole(AriaRole.Link, new() { Name = "Arrange cover for Grace Lin" })).ToBeVisibleAsync();
        await Assertions.Expect(manager.Locator("main").GetByRole(AriaRole.Link, new() { Name = "Arrange cover for Aisha Khan" })).ToBeHiddenAsync();

        // The day before it begins she sees nobody; then she has Aisha Khan, and her hour counts.
        await play.Portal.AddAccountAsync("ines", reference, PortalRole.Supervisor);
        var ines = await play.SomebodyAsync("ines");
        await play.OnAsync(new DateOnly(2027, 2, 7));
        await ines.SaysAsync("You supervise nobody's health coaching now.");
        await play.OnAsync(new DateOnly(2027, 2, 10));
        await ines.PressAsync("Log supervision with Aisha Khan");
        await ines.GetByLabel("Yesterday,", new() { Exact = false }).CheckAsync();
        await ines.PressAsync("Save and finish");
        await ines.SaysAsync("60 minutes on 9 February 2027 is recorded for Aisha Khan. February 2027: 60 of 60 minutes.");
        await play.ComparesAsync("UpToDate", "Cleared", "Good");
        Assert.Equal("60 done", (await play.LedgerAsync())[^2]);

        await play.Coach.GotoAsync("/me");
        await play.Coach.PressAsync("Confirm 9 February 2027");
        await play.Coach.SaysAsync("9 February 2027 with Ines Okoro is confirmed.");

        // On the last day she still has her, the day after no more.
        await play.OnAsync(new DateOnly(2027, 2, 28));
        await ines.SaysAsync("60 of 60 minutes in February 2027");
        await play.OnAsync(new DateOnly(2027, 3, 1));
        await ines.SaysAsync("You supervise nobody's health coaching now.");
        await Assertions.Expect(ines.Locator("main")).Not.ToContainTextAsync("Aisha Khan");
        await play.ComparesAsync("OnTrack", "Cleared", "Good");

        // Every month of the ledger, as the file answers for its last day.
        var (_, file) = await play.ReadAsync();
        await manager.GotoAsync(Play.Aisha);
        await manager.FollowAsync("Supervision", exact: true);
        var months = await manager.RowsAsync("months at Riverside PCN");
        Assert.Equal(["March 2027", "February 2027", "January 2027", "December 2026", "November 2026", "October 2026", "September 2026"], months.Select(m => m[0]));
        foreach (var month in months[1..])
            Assert.Empty(PagesSay.AgainstClosed(month, await FileAnswer.OfAsync(file, DateOnly.ParseExact(month[0], "MMMM yyyy", CultureInfo.InvariantCulture).AddMonths(1).AddDays(-1))));

        // For 31 days a session of hers can still be logged; then the address leads nowhere either.
        Assert.Equal(200, (await ines.GotoAsync("/supervision/log?coach=HWBC-000014"))!.Status);
        await play.OnAsync(new DateOnly(2027, 4, 1));
        Assert.Equal(404, (await ines.GotoAsync("/supervision/log?coach=HWBC-000014"))!.Status);
        await play.ComparesAsync("LateEntryOpen", "Cleared", "DueSoon");
    }
}
