using System.Globalization;
using System.Text.RegularExpressions;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.Playwright;

namespace HwbcPortal.Web.Tests.Browser;

/// <summary>
/// The manager in a browser: the April declaration, a policy that does what its preview said, and each exception through its end
/// date with the clock moved.
/// </summary>
public sealed partial class RequirementJourneyTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Sam = "/coaches/HWBC-000016?pcn=U90001";
    private const string Grace = "/coaches/HWBC-000011?pcn=U90001";

    [Fact]
    public async Task The_April_declaration_is_signed_frozen_printed_and_reopened_by_voiding()
    {
        await using var running = await Running.StartAsync();
        await using var play = await Play.BeginAsync(chromium, running.Portal);
        var manager = play.Manager;
        // The year ends; what was declared for it is over on 1 April.
        await play.OnAsync(new DateOnly(2027, 3, 31));
        Assert.Equal("Met", await RuleAsync(manager, Grace, "ARR-02"));
        await play.OnAsync(new DateOnly(2027, 4, 6));
        Assert.Equal("Due soon", await RuleAsync(manager, Grace, "ARR-02"));
        await manager.FollowAsync("Sign the declaration");
        await manager.SaysAsync("Declaration of the role requirements, 2027/28");
        await manager.SaysAsync("Not declared: nobody declares for their own post.");
        await manager.PressAsync("Sign the declaration");
        await manager.SaysAsync("Enter as what you sign");
        await manager.GetByLabel("As what do you sign?").FillAsync("PCN manager, on behalf of the clinical director");
        await manager.Locator("input[name='Form.Declares'][type=checkbox]").CheckAsync();
        await manager.PressAsync("Sign the declaration");
        await manager.SaysAsync("U90001-2027-1 is signed.");
        await manager.SaysAsync("Signed by Priya Shah, PCN manager, on behalf of the clinical director");
        await manager.SaysAsync("des-2026-27");
        var frozen = manager.Url;

        // On paper there is the declaration and nothing of the portal around it.
        await manager.EmulateMediaAsync(new() { Media = Media.Print });
        await Assertions.Expect(manager.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        Assert.Equal(0, await manager.Locator("header nav, main button, footer").Filter(new() { Visible = true }).CountAsync());
        await manager.EmulateMediaAsync(new() { Media = Media.Screen });

        Assert.Equal("Met", await RuleAsync(manager, Grace, "ARR-02"));
        // Aisha Khan sees her own part of it.
        await play.Coach.GotoAsync("/me");
        Assert.DoesNotContain("Role requirements declared", await play.Coach.Locator("main").InnerTextAsync(), StringComparison.Ordinal);

        await manager.GotoAsync(frozen);
        await manager.FollowAsync("Void");
        await manager.GetByLabel("Why is it voided?").FillAsync("Signed before the return was in");
        await manager.PressAsync("Void the declaration");
        await manager.SaysAsync("voided");
        Assert.Equal("Due soon", await RuleAsync(manager, Grace, "ARR-02"));
        await manager.GotoAsync("/requirements/declaration?pcn=U90001");
        await manager.GetByLabel("As what do you sign?").FillAsync("PCN manager");
        await manager.Locator("input[name='Form.Declares'][type=checkbox]").CheckAsync();
        await manager.PressAsync("Sign the declaration");
        await manager.SaysAsync("U90001-2027-2 is signed.");
        Assert.Equal("Met", await RuleAsync(manager, Grace, "ARR-02"));
    }

    [Fact]
    public async Task A_policy_does_to_everybody_what_its_preview_said()
    {
        await using var running = await Running.StartAsync();
        await using var play = await Play.BeginAsync(chromium, running.Portal);
        var manager = play.Manager;
        await play.OnAsync(new DateOnly(2026, 11, 24));
        await manager.GetByRole(AriaRole.Link, new() { Name = "Requirements" }).ClickAsync();
        await manager.FollowAsync("Local policy");
        await manager.PressAsync("Look at the usual choices");
        await Assertions.Expect(manager.GetByLabel("DBS decision recorded (EMP-01)").First).ToBeCheckedAsync();
        await manager.Locator("input[name='Form.Rules[2].Title']").FillAsync("Moving and handling");
        await manager.Locator("select[name='Form.Rules[2].Effect']").SelectOptionAsync("It stands in the way of referrals");
        await manager.PressAsync("Save and see whom it would affect");
        await manager.DateAsync("First day", 1, 12, 2026);
        await manager.PressAsync("Look at these days");
        await manager.SaysAsync("Publish from 1 December 2026");
        var foretold = (await manager.RowsAsync("of 8")).Select(r => new Foretold(r[0], Change().Matches(r[1]).Select(m => (Date(m.Groups[1].Value), m.Groups[2].Success ? Date(m.Groups[2].Value) : DateOnly.MaxValue, m.Groups[3].Value.Trim(), m.Groups[4].Value.Trim())).ToList())).ToList();
        Assert.Contains(foretold, f => f.Changes.Any(c => c.Before == "Cleared to take referrals"));
        await manager.GetByLabel("Why?").FillAsync("Home visits begin");
        await manager.PressAsync("Publish from 1 December 2026");
        await manager.SaysAsync("The policy is published and holds from 1 December 2026.");

        // The day before everything is as it was; from the first day on each page says what was foretold.
        foreach (var day in new[] { new DateOnly(2026, 11, 30), new DateOnly(2026, 12, 1), new DateOnly(2026, 12, 28) })
        {
            await play.OnAsync(day);
            foreach (var (coach, changes) in foretold)
            {
                var reference = Reference().Match(coach).Value;
                await manager.GotoAsync($"/coaches/{reference}?pcn=U90001");
                var says = await manager.Locator(".app-statuses li").First.InnerTextAsync();
                foreach (var (from, to, before, after) in changes)
                {
                    if (from <= day && day <= to)
                        Assert.True(says == after, $"{coach} on {day}: {says} instead of {after}");
                    else if (day < from && from == new DateOnly(2026, 12, 1))
                        Assert.True(says == before, $"{coach} on {day}: {says} instead of {before}");
                }

                // Who starts later is asked for nothing yet.
                if (!says.StartsWith("Starts", StringComparison.Ordinal))
                    Assert.Equal(day >= new DateOnly(2026, 12, 1), (await manager.RowsAsync("rules")).Any(r => r[0].Contains("LOC-03", StringComparison.Ordinal)));
            }
        }
    }

    [Fact]
    public async Task Each_exception_is_over_after_its_last_day_but_for_a_pause_which_nags()
    {
        await using var running = await Running.StartAsync();
        await using var play = await Play.BeginAsync(chromium, running.Portal);
        var manager = play.Manager;
        await play.OnAsync(new DateOnly(2026, 11, 24));
        // Sam Patel is cleared for now until 29 December. That ends today, and a new one begins.
        await manager.GotoAsync("/exceptions?pcn=U90001");
        await manager.FollowAsync(": Cleared for now, Sam Patel");
        await manager.GetByLabel("Why does it end?").FillAsync("Other conditions");
        await manager.PressAsync("End it");
        await manager.SaysAsync("ends on 24 November 2026");
        await manager.GotoAsync("/coaches/HWBC-000016/provisionals/new?pcn=U90001");
        await manager.DateAsync("First day", 25, 11, 2026);
        await manager.DateAsync("Last day", 24, 2, 2027);
        await manager.GetByLabel("On what conditions?").FillAsync("Sees people with Dr Lee next door");
        await manager.PressAsync("Clear for now");
        await manager.SaysAsync("A provisional clearance must end within 90 days of its first day.");
        await manager.DateAsync("Last day", 18, 12, 2026);
        await manager.PressAsync("Clear for now");
        await manager.SaysAsync("Sam Patel");

        await manager.GotoAsync("/coaches/HWBC-000014/exemptions/new?pcn=U90001");
        await manager.GetByLabel("From which rule?").SelectOptionAsync("EMP-02");
        await manager.DateAsync("First day", 24, 11, 2026);
        await manager.DateAsync("Last day", 18, 12, 2026);
        await manager.GetByLabel("Why?").FillAsync("The course is full until then");
        await manager.PressAsync("Exempt");
        await manager.SaysAsync("Aisha Khan");

        await manager.GotoAsync("/coaches/HWBC-000011/pause?pcn=U90001");
        await manager.DateAsync("Paused from", 24, 11, 2026);
        await manager.DateAsync("To be reviewed on", 18, 12, 2026);
        await manager.GetByLabel("Why are referrals paused?").FillAsync("A complaint is looked into");
        await manager.PressAsync("Pause referrals");
        await manager.SaysAsync("Grace Lin");

        // The last day: all three hold, and the list says that they end.
        await play.OnAsync(new DateOnly(2026, 12, 18));
        Assert.Equal("Cleared for now, on conditions", await StatusAsync(manager, Sam));
        Assert.Equal("Exempt", await RuleAsync(manager, Play.Aisha, "EMP-02"));
        Assert.Equal("Referrals paused", await StatusAsync(manager, Grace));
        await manager.GotoAsync("/exceptions?pcn=U90001");
        Assert.Equal(2, await manager.GetByText("Ends today").CountAsync());
        await manager.SaysAsync("Review today");

        // The day after: two are over by themselves, the pause is not.
        await play.OnAsync(new DateOnly(2026, 12, 19));
        Assert.Equal("Not cleared yet", await StatusAsync(manager, Sam));
        Assert.NotEqual("Exempt", await RuleAsync(manager, Play.Aisha, "EMP-02"));
        Assert.Equal("Referrals paused", await StatusAsync(manager, Grace));
        await manager.GotoAsync("/exceptions?pcn=U90001");
        await manager.SaysAsync("Nobody is cleared for now, on conditions.");
        await manager.SaysAsync("Nobody is exempt from a rule.");
        await manager.SaysAsync("Review overdue");
        await manager.GotoAsync("/readiness?pcn=U90001");
        await manager.SaysAsync("Review the pause of Grace Lin's referrals");
        // Practices are told today's answer, and no reason.
        await manager.GotoAsync("/referrals?pcn=U90001");
        Assert.DoesNotContain("Sam Patel", await manager.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("complaint", await manager.Locator("main").InnerTextAsync(), StringComparison.Ordinal);

        // It ends when somebody lifts it.
        await manager.GotoAsync("/exceptions?pcn=U90001");
        await manager.FollowAsync(": Referrals paused, Grace Lin");
        await manager.DateAsync("First day without the pause", 19, 12, 2026);
        await manager.GetByLabel("Why is the pause lifted?").FillAsync("Nothing was found");
        await manager.PressAsync("Lift the pause");
        Assert.Equal("Cleared to take referrals", await StatusAsync(manager, Grace));
    }

    /// <summary>The first thing that a coach's page says: may they take referrals.</summary>
    private static async Task<string> StatusAsync(IPage page, string coach)
    {
        await page.GotoAsync(coach);
        return await page.Locator(".app-statuses li").First.InnerTextAsync();
    }

    /// <summary>What a coach's page answers of a rule.</summary>
    private static async Task<string> RuleAsync(IPage page, string coach, string rule)
    {
        await page.GotoAsync(coach);
        return (await page.RowsAsync("rules")).Single(r => r[0].Contains(rule, StringComparison.Ordinal))[1];
    }

    private static DateOnly Date(string words) => DateOnly.Parse(words, CultureInfo.InvariantCulture);

    private sealed record Foretold(string Coach, IReadOnlyList<(DateOnly From, DateOnly To, string Before, string After)> Changes);

    [GeneratedRegex(@"HWBC-\d{6}")]
    private static partial Regex Reference();

    // Of the answer about referrals alone: the others are named before their words.
    [GeneratedRegex(@"(\d+ \w+ \d{4})(?: to (\d+ \w+ \d{4})| on): ((?:Cleared|Not cleared|Referrals paused)[^:→]*?) → ((?:Cleared|Not cleared|Referrals paused)[a-z, ]*)")]
    private static partial Regex Change();
}
