using System.Net;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>What is logged of a session, for whom, and what the coach says of it.</summary>
public sealed class LoggingTests
{
    private const string Secret = "She doubts whether she belongs here.";

    [Fact]
    public async Task Notes_themes_and_actions_are_read_by_the_two_and_nobody_else()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var supervisor = await portal.SignedInAsync("supervisor");
        var form = await supervisor.GetAsync("/supervision/log?coach=HWBC-000014");
        var saved = await supervisor.PostAsync(form, ("Form.When", "Today"), ("Form.Minutes", "30"), ("Form.Notes", Secret), ("Form.Themes", "Caseload"), ("Form.Themes", "Wellbeing"), ("Form.Actions[0].Text", "Read the guide on boundaries"), ("Form.Actions[0].Owner", "Coach"),
            ("Form.Actions[0].DueOn.Day", "1"), ("Form.Actions[0].DueOn.Month", "12"), ("Form.Actions[0].DueOn.Year", "2026"), ("Form.Actions[1].Text", "Ask the practice for a room"), ("Form.Actions[1].Owner", "Supervisor"), ("Form.NextOn.Day", "17"), ("Form.NextOn.Month", "12"), ("Form.NextOn.Year", "2026"));
        Assert.Equal(HttpStatusCode.SeeOther, saved.Status);
        Assert.Contains("November 2026: 60 of 60 minutes. You meet again on 17 December 2026.", (await supervisor.GetAsync("/supervision")).Text, StringComparison.Ordinal);
        Assert.Equal(1, await portal.DbAsync(db => db.Sessions.CountAsync(s => s.Outcome == SessionOutcome.Booked && s.Date == new DateOnly(2026, 12, 17))));

        using var coach = await portal.SignedInAsync("coach");
        var mine = await coach.GetAsync("/me/supervision");
        foreach (var words in new[] { Secret, "Caseload, The coach's wellbeing", "Read the guide on boundaries", "You, by 1 December 2026", "Ask the practice for a room" })
            Assert.Contains(words, mine.Text, StringComparison.Ordinal);

        // Not the manager, not the viewer, not the administrator, and not somebody else who supports her.
        await portal.AddAccountAsync("lee", "P-000003", PortalRole.Supervisor);
        foreach (var (who, paths) in new[]
        {
            ("manager", new[] { "/coaches/HWBC-000014/supervision", "/coaches/HWBC-000014/history", "/coaches/HWBC-000014", "/supervision/ledger" }), ("viewer", ["/coaches/HWBC-000014/supervision", "/coaches/HWBC-000014/history"]),
            ("admin", ["/coaches/HWBC-000014/supervision", "/coaches/HWBC-000014/history"]), ("lee", ["/supervision", "/supervision/log?coach=HWBC-000014"]),
        })
        {
            using var visitor = await portal.SignedInAsync(who);
            foreach (var path in paths)
            {
                var html = (await visitor.GetAsync(path)).Document.Body!.InnerHtml;
                Assert.All(new[] { "doubts", "Caseload, The", "boundaries", "for a room" }, word => Assert.DoesNotContain(word, html, StringComparison.Ordinal));
            }
        }

        // Nor does the audit hold them, nor the coach file.
        Assert.False(await portal.DbAsync(db => db.AuditChanges.AnyAsync(c => c.Content!.Contains("doubts") || c.Content.Contains("boundaries"))));
        Assert.DoesNotContain("doubts", await coach.Client.GetStringAsync(new Uri("/me/record", UriKind.Relative)), StringComparison.Ordinal);

        // Next time the writer finds what was noted, and ticks off what is done.
        var next = await supervisor.GetAsync("/supervision/log?coach=HWBC-000014");
        Assert.Contains(Secret, next.Text, StringComparison.Ordinal);
        Assert.Contains("2 actions are open from last time", next.Text, StringComparison.Ordinal);
        var done = next.Document.QuerySelector("input[name='Form.Done']")!.GetAttribute("value");
        Assert.Equal(HttpStatusCode.SeeOther, (await supervisor.PostAsync(next, ("Form.When", "Yesterday"), ("Form.Done", done))).Status);
        Assert.Contains("1 action is open from last time", (await supervisor.GetAsync("/supervision/log?coach=HWBC-000014")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_booked_session_becomes_the_one_that_was_held_and_the_same_meeting_is_not_two()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var supervisor = await portal.SignedInAsync("supervisor");
        Assert.Contains("Next session must be after today", (await supervisor.PostAsync(await supervisor.GetAsync("/supervision/log?coach=HWBC-000016"), ("Form.When", "Today"), ("Form.NextOn.Day", "24"), ("Form.NextOn.Month", "11"), ("Form.NextOn.Year", "2026"))).Errors);
        await supervisor.PostAsync(await supervisor.GetAsync("/supervision/log?coach=HWBC-000016"), ("Form.When", "Yesterday"), ("Form.Minutes", "20"), ("Form.NextOn.Day", "26"), ("Form.NextOn.Month", "11"), ("Form.NextOn.Year", "2026"));
        portal.Time.Now = portal.Time.Now.AddDays(2);
        using var later = await portal.SignedInAsync("supervisor");
        var form = await later.GetAsync("/supervision/log?coach=HWBC-000016");
        Assert.Contains("Yes, the one booked for 26 November 2026", form.Text, StringComparison.Ordinal);
        Assert.Equal("Today", form.Document.QuerySelector("input[name='Form.When'][checked]")!.GetAttribute("value"));
        Assert.Equal(HttpStatusCode.SeeOther, (await later.PostAsync(form, ("Form.Minutes", "40"))).Status);
        var versions = await portal.DbAsync(db => db.Sessions.Where(s => s.Coach!.Person!.Reference == "HWBC-000016" && s.Date == new DateOnly(2026, 11, 26)).OrderBy(s => s.RecordedUtc).Select(s => new { s.Outcome, s.VoidedOn, s.ReplacesId }).ToListAsync());
        Assert.Equal([(SessionOutcome.Booked, false), (SessionOutcome.Held, true)], versions.Select(v => (v.Outcome, v.VoidedOn is null)));

        // The same day again is asked about first: who, how long; saved again, it is another session.
        var second = await later.PostAsync(await later.GetAsync("/supervision/log?coach=HWBC-000016"), ("Form.When", "Today"), ("Form.Minutes", "15"));
        Assert.Equal(HttpStatusCode.OK, second.Status);
        Assert.Contains("40 minutes with Rachel Bell", second.Text, StringComparison.Ordinal);
        Assert.Equal(1, await HeldAsync(portal, 26));
        Assert.Equal(HttpStatusCode.SeeOther, (await later.PostAsync(second)).Status);
        Assert.Equal(2, await HeldAsync(portal, 26));
        // A double click makes one record.
        Assert.Equal(HttpStatusCode.SeeOther, (await later.PostAsync(second)).Status);
        Assert.Equal(2, await HeldAsync(portal, 26));
    }

    [Theory]
    [InlineData("Form.Notes", "Her patient is 943 476 5919.", "\"943 476 5919\" looks like an NHS number. Take it out: nothing about patients belongs here")]
    [InlineData("Form.Actions[0].Text", "Ring 9434765919", "\"9434765919\" looks like an NHS number. Take it out: nothing about patients belongs here")]
    [InlineData("Form.Minutes", "0", "Minutes must be between 1 and 480")]
    [InlineData("Form.Minutes", "481", "Minutes must be between 1 and 480")]
    [InlineData("Form.Themes", "Gossip", "Select from the list what it was about")]
    [InlineData("Form.Date.Day", "25", "Date of session must be today or in the past")]
    public async Task What_cannot_be_logged_is_said_and_nothing_is_lost(string field, string value, string sentence)
    {
        await using var running = await Running.StartAsync();
        using var supervisor = await running.Portal.SignedInAsync("supervisor");
        (string, string?)[] filled = field.StartsWith("Form.Date", StringComparison.Ordinal) ? [("Form.When", "Another"), ("Form.Date.Month", "11"), ("Form.Date.Year", "2026"), (field, value)] : [("Form.When", "Today"), (field, value)];
        var answer = await supervisor.PostAsync(await supervisor.GetAsync("/supervision/log?coach=HWBC-000014"), filled);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains(sentence, answer.Errors);
        if (field.Contains("Notes", StringComparison.Ordinal) || field.Contains("Text", StringComparison.Ordinal))
        {
            Assert.Contains(value, answer.Document.Body!.InnerHtml, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.SeeOther, (await supervisor.PostAsync(answer, ("Form.NotNhsNumber", "true"))).Status);
        }
    }

    [Fact]
    public async Task An_old_session_is_for_the_manager_and_one_that_does_not_count_is_told_why()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var supervisor = await portal.SignedInAsync("supervisor");
        var form = await supervisor.GetAsync("/supervision/log?coach=HWBC-000014");
        Assert.Contains("A session of more than 60 days ago is recorded by the coach's manager, with a reason", (await supervisor.PostAsync(form, [("Form.When", "Another"), .. ManagerJourneyTests.Date("Date", 24, 9, 2026)])).Errors);
        // On the sixtieth day it is still the supervisor's.
        Assert.Equal(HttpStatusCode.SeeOther, (await supervisor.PostAsync(form, [("Form.When", "Another"), .. ManagerJourneyTests.Date("Date", 25, 9, 2026)])).Status);
        await portal.DbAsync(async db =>
        {
            foreach (var period in await db.Eligibility.Where(e => db.Supervisors.Any(s => s.Id == e.SupervisorVersionId && s.Name == "Rachel Bell")).ToListAsync())
                period.VoidedOn = new DateOnly(2026, 11, 1);
            return await db.SaveChangesAsync();
        });
        await supervisor.PostAsync(await supervisor.GetAsync("/supervision/log?coach=HWBC-000014"), ("Form.When", "Today"));
        Assert.Contains("It does not count towards the month: by the register the supervisor may not supervise health coaching on that day.", (await supervisor.GetAsync("/supervision")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_coach_confirms_or_says_what_was_otherwise_and_all_three_see_it()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var supervisor = await portal.SignedInAsync("supervisor");
        using var coach = await portal.SignedInAsync("coach");
        using var manager = await portal.SignedInAsync("manager");
        await supervisor.PostAsync(await supervisor.GetAsync("/supervision/log?coach=HWBC-000014"), ("Form.When", "Today"), ("Form.Minutes", "45"));
        await supervisor.PostAsync(await supervisor.GetAsync("/supervision/log?coach=HWBC-000014"), ("Form.When", "Yesterday"), ("Form.Outcome", "DidNotAttend"));
        Assert.Contains("Not confirmed yet", (await manager.GetAsync("/coaches/HWBC-000014/supervision")).Text, StringComparison.Ordinal);
        var mine = await coach.GetAsync("/me/supervision");
        Assert.Contains("For you to confirm (2)", mine.Text, StringComparison.Ordinal);
        // One tap confirms.
        var tap = (AngleSharp.Html.Dom.IHtmlFormElement)mine.Document.QuerySelector("main form[method=post]")!;
        Assert.Equal(HttpStatusCode.SeeOther, (await coach.PostFormAsync(tap, mine.Address)).Status);
        var other = await coach.GetAsync((await coach.GetAsync("/me/supervision")).Document.QuerySelectorAll("main a").Single(a => a.TextContent.StartsWith("Comment", StringComparison.Ordinal)).GetAttribute("href")!);
        Assert.Contains("Say what was otherwise: your supervisor and your manager read it", (await coach.PostAsync(other, ("Form.WasSo", "false"))).Errors);
        Assert.Equal(HttpStatusCode.SeeOther, (await coach.PostAsync(other, ("Form.WasSo", "false"), ("Form.Comment", "I was there for half an hour."))).Status);
        var seen = (await manager.GetAsync("/coaches/HWBC-000014/supervision")).Text;
        Assert.Contains("Confirmed by the coach", seen, StringComparison.Ordinal);
        Assert.Contains("Otherwise, says the coach: I was there for half an hour.", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("For you to confirm", (await coach.GetAsync("/me/supervision")).Text, StringComparison.Ordinal);
        // After 14 days without a word it is said since when.
        await supervisor.PostAsync(await supervisor.GetAsync("/supervision/log?coach=HWBC-000014"), ("Form.When", "Today"), ("Form.Kind", "Educational"), ("Form.Confirmed", "2026-11-24"));
        foreach (var (days, since) in new[] { (14, false), (1, true) })
        {
            portal.Time.Now = portal.Time.Now.AddDays(days);
            using var laterManager = await portal.SignedInAsync("manager");
            using var laterCoach = await portal.SignedInAsync("coach");
            Assert.Equal(since, (await laterManager.GetAsync("/coaches/HWBC-000014/supervision")).Text.Contains("Not confirmed since 24 November 2026", StringComparison.Ordinal));
            Assert.Equal(since, (await laterCoach.GetAsync("/me/supervision")).Text.Contains("your supervisor and manager see that it is not confirmed", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_draft_comes_back_after_signing_out_and_is_gone_when_the_session_is_saved()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var otherDevice = await portal.SignedInAsync("supervisor");
        using (var supervisor = await portal.SignedInAsync("supervisor"))
        {
            var form = await supervisor.GetAsync("/supervision/log?coach=HWBC-000014");
            var kept = await supervisor.PostFormAsync((AngleSharp.Html.Dom.IHtmlFormElement)form.Document.QuerySelector("form[data-draft]")!, new Uri(portal.Address, "/supervision/draft?coach=HWBC-000014"), ("Form.When", "Yesterday"), ("Form.Minutes", "55"), ("Form.Notes", "Half a thought"), ("Form.Actions[0].Text", "Think on"));
            Assert.Equal("12:00pm", kept.Text);
            // The same account on another device has it at once.
            Assert.Contains("Half a thought", (await otherDevice.GetAsync("/supervision/log?coach=HWBC-000014")).Text, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.SeeOther, (await supervisor.PostFormAsync((AngleSharp.Html.Dom.IHtmlFormElement)form.Document.QuerySelector("form[action='/account/sign-out']")!, form.Address)).Status);
            Assert.Contains("/account/sign-in", (await supervisor.GetAsync("/supervision/log?coach=HWBC-000014")).Response.Headers.Location!.OriginalString, StringComparison.Ordinal);
        }

        using var later = await portal.SignedInAsync("supervisor");
        var back = await later.GetAsync("/supervision/log?coach=HWBC-000014");
        Assert.Contains("Here is what you typed, kept at 12:00pm on 24 November 2026", back.Text, StringComparison.Ordinal);
        Assert.Contains("Half a thought", back.Text, StringComparison.Ordinal);
        Assert.Equal("55", back.Document.QuerySelector("input[name='Form.Minutes']")!.GetAttribute("value"));
        Assert.Equal("Think on", back.Document.QuerySelector("input[name='Form.Actions[0].Text']")!.GetAttribute("value"));
        // The next day "yesterday" is another date: the day that was meant comes back, not its word.
        portal.Time.Now = portal.Time.Now.AddDays(1);
        using (var nextDay = await portal.SignedInAsync("supervisor"))
        {
            var dated = await nextDay.GetAsync("/supervision/log?coach=HWBC-000014");
            Assert.Equal("Another", dated.Document.QuerySelector("input[name='Form.When'][checked]")!.GetAttribute("value"));
            Assert.Equal(["23", "11", "2026"], new[] { "Day", "Month", "Year" }.Select(p => dated.Document.QuerySelector($"input[name='Form.Date.{p}']")!.GetAttribute("value")));
        }

        portal.Time.Now = portal.Time.Now.AddDays(-1);
        // It is nobody else's, and another coach's page does not have it.
        Assert.DoesNotContain("Half a thought", (await later.GetAsync("/supervision/log?coach=HWBC-000016")).Text, StringComparison.Ordinal);
        Assert.False(await portal.DbAsync(db => db.AuditChanges.AnyAsync(c => c.Content!.Contains("Half a thought"))));
        var save = (AngleSharp.Html.Dom.IHtmlFormElement)back.Document.QuerySelector("form[data-draft]")!;
        Assert.Equal(HttpStatusCode.SeeOther, (await later.PostFormAsync(save, back.Address)).Status);
        Assert.Equal(0, await portal.DbAsync(db => db.SessionDrafts.CountAsync()));
        // What the page sends after it was saved does not bring the draft back.
        await later.PostFormAsync(save, new Uri(portal.Address, "/supervision/draft?coach=HWBC-000014"));
        Assert.Equal(0, await portal.DbAsync(db => db.SessionDrafts.CountAsync()));
    }

    private static Task<int> HeldAsync(PortalFixture portal, int day) => portal.DbAsync(db => db.Sessions.CountAsync(s => s.Coach!.Person!.Reference == "HWBC-000016" && s.VoidedOn == null && s.Outcome == SessionOutcome.Held && s.Date == new DateOnly(2026, 11, day)));

    [Fact]
    public async Task Of_32_who_log_at_once_nobodys_session_is_lost()
    {
        await using var running = await Running.StartAsync();
        using var supervisor = await running.Portal.SignedInAsync("supervisor");
        var page = await supervisor.GetAsync("/supervision/log?coach=HWBC-000014");
        var days = Enumerable.Range(1, 32).Select(n => new DateOnly(2026, 11, 24).AddDays(-n)).ToList();
        var saved = await Task.WhenAll(days.Select(day => supervisor.PostAsync(page, ("Form.Key", Guid.NewGuid().ToString()), ("Form.When", "Another"), ("Form.Date.Day", $"{day.Day}"), ("Form.Date.Month", $"{day.Month}"), ("Form.Date.Year", $"{day.Year}"),
            ("Form.Minutes", "7"), ("Form.Confirmed", $"{day:yyyy-MM-dd}"), ("Form.Notes", $"Of {day:yyyy-MM-dd}"))));
        Assert.All(saved, p => Assert.Equal(HttpStatusCode.SeeOther, p.Status));
        Assert.Equal(days.Order(), await running.Portal.DbAsync(db => db.Sessions.Where(s => s.Minutes == 7).Select(s => s.Date).OrderBy(d => d).ToListAsync()));
        // Each with what belongs to it: its note, and its entry of the audit.
        Assert.Equal(32, await running.Portal.DbAsync(db => db.Sessions.CountAsync(s => s.Minutes == 7 && db.SessionNotes.Any(n => n.SessionRecordId == s.RecordId))));
        Assert.Equal(32, await running.Portal.DbAsync(db => db.AuditEntries.CountAsync(a => a.Command == "supervision.log")));
    }

    [Fact]
    public async Task A_next_session_on_a_day_away_is_asked_about_and_a_booked_day_is_not_booked_twice()
    {
        await using var running = await Running.StartAsync();
        using var supervisor = await running.Portal.SignedInAsync("supervisor");
        // Owen Price is away until 14 December.
        (string, string?)[] Next(int day) => [("Form.When", "Today"), ("Form.Outcome", "DidNotAttend"), ("Form.NextOn.Day", $"{day}"), ("Form.NextOn.Month", "12"), ("Form.NextOn.Year", "2026")];
        var page = await supervisor.GetAsync("/supervision/log?coach=HWBC-000013");
        var asked = await supervisor.PostAsync(page, Next(14));
        Assert.Equal(HttpStatusCode.OK, asked.Status);
        Assert.Contains("Monday 14 December 2026: Owen Price is away", asked.Text, StringComparison.Ordinal);
        Assert.Equal(0, await running.Portal.DbAsync(db => db.Sessions.CountAsync(s => s.Date == new DateOnly(2026, 12, 14))));
        // Another day is another question; the day after the last asks none.
        Assert.Equal(HttpStatusCode.OK, (await supervisor.PostAsync(asked, Next(11))).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await supervisor.PostAsync(asked, Next(15))).Status);
        var again = await supervisor.PostAsync(await supervisor.GetAsync("/supervision/log?coach=HWBC-000013"), Next(15));
        Assert.Contains("You have booked 15 December 2026 with Owen Price already", again.Errors);
    }
}
