using System.Net;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Infrastructure.Security;
using HwbcPortal.Web.Tests.Hosting;
using HwbcPortal.Web.Tests.Journeys;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HwbcPortal.Web.Tests.Calendar;

/// <summary>A supervisor books, moves and calls off; the coach and both calendars follow.</summary>
public sealed class BookingTests
{
    private const string Aisha = "/supervision/book?coach=HWBC-000014";

    [Fact]
    public async Task A_session_is_booked_moved_and_called_off_and_the_event_keeps_its_identity()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var supervisor = await portal.SignedInAsync("supervisor");
        using var coach = await portal.SignedInAsync("coach");
        Assert.Contains("Nothing is booked yet. Book a session with Aisha Khan", (await supervisor.GetAsync("/supervision")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await supervisor.PostAsync(await supervisor.GetAsync(Aisha), [("Form.Time", "2:30pm"), ("Form.Format", "InPerson"), .. ManagerJourneyTests.Date("Date", 17, 12, 2026)])).Status);
        // Of two the earlier is the next.
        Assert.Equal(HttpStatusCode.SeeOther, (await supervisor.PostAsync(await supervisor.GetAsync(Aisha), ManagerJourneyTests.Date("Date", 18, 12, 2026))).Status);
        var home = await supervisor.GetAsync("/supervision");
        Assert.Contains("You meet next on 17 December 2026 at 2:30pm.", home.Text, StringComparison.Ordinal);
        var mine = await coach.GetAsync("/me/supervision");
        Assert.Contains("Booked (2)", mine.Text, StringComparison.Ordinal);
        Assert.Contains("17 December 2026 at 2:30pm, 60 minutes with Rachel Bell, in person", mine.Text, StringComparison.Ordinal);
        var add = mine.Document.QuerySelectorAll("main a").First(a => a.TextContent.StartsWith("Add to calendar", StringComparison.Ordinal)).GetAttribute("href")!;
        var change = home.Document.QuerySelectorAll("main a").First(a => a.TextContent.StartsWith("Change", StringComparison.Ordinal)).GetAttribute("href")!;

        var file = await coach.Client.GetAsync(new Uri(add, UriKind.Relative));
        Assert.Equal("text/calendar; charset=utf-8", file.Content.Headers.ContentType!.ToString());
        Assert.Equal(("attachment", "supervision-2026-12-17.ics"), (file.Content.Headers.ContentDisposition!.DispositionType, file.Content.Headers.ContentDisposition.FileName));
        Assert.Contains("no-store", file.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        var reads = await OtherParser.PrepareAsync();
        var uid = $"{add.Split('/')[3]}@hwbc-portal";
        await HoldsAsync("2026-12-17T14:30:00+00:00", "2026-12-17T15:30:00+00:00", 0, "CONFIRMED", "In person");

        // What says the same is no change; what says otherwise is the next version of the same record.
        Assert.Equal(HttpStatusCode.SeeOther, (await supervisor.PostAsync(await supervisor.GetAsync(change))).Status);
        await HoldsAsync("2026-12-17T14:30:00+00:00", "2026-12-17T15:30:00+00:00", 0, "CONFIRMED", "In person");
        Assert.Contains("You have booked 18 December 2026 with Aisha Khan already", (await supervisor.PostAsync(await supervisor.GetAsync(change), ManagerJourneyTests.Date("Date", 18, 12, 2026))).Errors);
        var stale = await supervisor.GetAsync(change);
        portal.Time.Now = portal.Time.Now.AddMinutes(5);
        Assert.Equal(HttpStatusCode.SeeOther, (await supervisor.PostAsync(await supervisor.GetAsync(change), [("Form.Time", "9.15"), ("Form.Minutes", "90"), ("Form.Format", "Phone"), .. ManagerJourneyTests.Date("Date", 1, 7, 2027)])).Status);
        await HoldsAsync("2027-07-01T08:15:00+00:00", "2027-07-01T09:45:00+00:00", 1, "CONFIRMED", "Phone");
        Assert.Equal(HttpStatusCode.Conflict, (await supervisor.PostAsync(stale, ("Form.Minutes", "30"))).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await supervisor.PostAsync(await supervisor.GetAsync(change), ("Form.Time", ""))).Status);
        await HoldsAsync("2027-07-01", "2027-07-02", 2, "CONFIRMED", "Phone");
        Assert.Equal(HttpStatusCode.SeeOther, (await supervisor.PostAsync(await supervisor.GetAsync(change), ("Form.CalledOff", "ByCoach"))).Status);
        await HoldsAsync("2027-07-01", "2027-07-02", 3, "CANCELLED", "Phone");
        Assert.Equal(HttpStatusCode.NotFound, (await supervisor.GetAsync(change)).Status);
        Assert.Contains("Booked (1)", (await coach.GetAsync("/me/supervision")).Text, StringComparison.Ordinal);
        var versions = await portal.DbAsync(db => db.Sessions.Where(s => s.RecordId == Guid.Parse(add.Split('/', StringSplitOptions.None)[3])).OrderBy(s => s.RecordedUtc).ThenBy(s => s.Id).Select(s => new { s.Outcome, s.CancelledBy, s.VoidedOn }).ToListAsync());
        Assert.Equal([SessionOutcome.Booked, SessionOutcome.Booked, SessionOutcome.Booked, SessionOutcome.Cancelled], versions.Select(v => v.Outcome));
        Assert.Equal(SessionParty.Coach, versions[^1].CancelledBy);
        Assert.Equal(1, versions.Count(v => v.VoidedOn is null));

        // The history says what was done, and what changed.
        using var manager = await portal.SignedInAsync("manager");
        var history = (await manager.GetAsync("/coaches/HWBC-000014/history")).Text;
        foreach (var words in new[] { "Booked supervision", "Changed a booked session", "Called a booked session off", "2:30pm", "Called off by" })
            Assert.Contains(words, history, StringComparison.Ordinal);

        // Whose it was is kept when the supervisor calls off, too, and of a day that has passed.
        var second = (await supervisor.GetAsync("/supervision")).Document.QuerySelectorAll("main a").First(a => a.TextContent.StartsWith("Change", StringComparison.Ordinal)).GetAttribute("href")!;
        portal.Time.Now = portal.Time.Now.AddDays(40);
        using var later = await portal.SignedInAsync("supervisor");
        Assert.Contains("Date must be today or later", (await later.PostAsync(await later.GetAsync(second))).Errors);
        Assert.Equal(HttpStatusCode.SeeOther, (await later.PostAsync(await later.GetAsync(second), ("Form.CalledOff", "BySupervisor"))).Status);
        Assert.Equal(1, await portal.DbAsync(db => db.Sessions.CountAsync(s => s.CancelledBy == SessionParty.Supervisor && s.VoidedOn == null && s.Outcome == SessionOutcome.Cancelled && s.Date == new DateOnly(2026, 12, 18))));

        async Task HoldsAsync(string start, string end, int sequence, string status, string location)
        {
            foreach (var (visitor, name) in new[] { (coach, "Rachel Bell"), (supervisor, "Aisha Khan") })
            {
                var content = await visitor.Client.GetByteArrayAsync(new Uri(add, UriKind.Relative));
                CalendarTextTests.Lines(content);
                if (!reads)
                    continue;
                var one = Assert.Single(await OtherParser.ReadAsync(content));
                Assert.Equal((uid, start, end, sequence, status, $"Supervision with {name}", location), (one.Uid, one.Start, one.End, one.Sequence, one.Status, one.Summary, one.Location));
                Assert.Equal(["DTEND", "DTSTAMP", "DTSTART", "LAST-MODIFIED", "LOCATION", "SEQUENCE", "STATUS", "SUMMARY", "UID"], one.Names);
            }
        }
    }

    [Fact]
    public async Task A_held_session_stays_and_one_that_was_taken_back_is_cancelled()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var supervisor = await portal.SignedInAsync("supervisor");
        await supervisor.PostAsync(await supervisor.GetAsync(Aisha), [("Form.Time", "11:00"), .. ManagerJourneyTests.Date("Date", 24, 11, 2026)]);
        var recordId = await portal.DbAsync(db => db.Sessions.Where(s => s.Outcome == SessionOutcome.Booked && s.Date == new DateOnly(2026, 11, 24)).Select(s => s.RecordId).SingleAsync());
        Assert.Equal(HttpStatusCode.SeeOther, (await supervisor.PostAsync(await supervisor.GetAsync("/supervision/log?coach=HWBC-000014"))).Status);
        if (!await OtherParser.PrepareAsync())
            return;
        Assert.Equal((1, "CONFIRMED"), await StateAsync());
        await portal.DbAsync(db => db.Sessions.Where(s => s.RecordId == recordId && s.VoidedOn == null).ExecuteUpdateAsync(u => u.SetProperty(s => s.VoidedOn, new DateOnly(2026, 11, 24))));
        Assert.Equal((2, "CANCELLED"), await StateAsync());

        async Task<(int, string)> StateAsync()
        {
            var one = Assert.Single(await OtherParser.ReadAsync(await supervisor.Client.GetByteArrayAsync(new Uri($"/supervision/sessions/{recordId}/calendar", UriKind.Relative))));
            return (one.Sequence, one.Status);
        }
    }

    [Fact]
    public async Task A_series_is_shown_first_then_stored_once_as_one_entry()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await portal.DbAsync(async db =>
        {
            var coachId = await db.Coaches.Where(c => c.Person!.Reference == "HWBC-000014").Select(c => c.Id).SingleAsync();
            foreach (var (item, from, to, isVoid) in new[] { ("away-a", new DateOnly(2027, 1, 20), (DateOnly?)new DateOnly(2027, 1, 21), false), ("away-b", new DateOnly(2027, 11, 1), null, false), ("away-c", new DateOnly(2027, 3, 1), new DateOnly(2027, 3, 31), true) })
            {
                var away = new AbsenceVersion { ItemId = item, CoachId = coachId, From = from, To = to, VoidedOn = isVoid ? new DateOnly(2026, 11, 24) : null };
                away.RecordId = away.Id;
                db.Add(away);
            }

            return await db.SaveChangesAsync();
        });
        using var supervisor = await portal.SignedInAsync("supervisor");
        // One of the twelve is booked already.
        await supervisor.PostAsync(await supervisor.GetAsync(Aisha), ManagerJourneyTests.Date("Date", 18, 2, 2027));
        var before = await EntriesAsync();
        var shown = await supervisor.PostAsync(await supervisor.GetAsync(Aisha), [("Form.Time", "14:30"), ("Form.Repeats", "Monthly"), .. ManagerJourneyTests.Date("Date", 17, 12, 2026)]);
        Assert.Equal(HttpStatusCode.OK, shown.Status);
        Assert.Contains("Check the days: the third Thursday of each month", shown.Text, StringComparison.Ordinal);
        Assert.Equal(
            ["Thursday 17 December 2026", "Thursday 21 January 2027: Aisha Khan is away. It is left out", "Thursday 18 February 2027: booked already, it stays as it is", "Thursday 18 March 2027", "Thursday 15 April 2027", "Thursday 20 May 2027", "Thursday 17 June 2027",
                "Thursday 15 July 2027", "Thursday 19 August 2027", "Thursday 16 September 2027", "Thursday 21 October 2027", "Thursday 18 November 2027: Aisha Khan is away. It is left out"],
            shown.Document.QuerySelectorAll("main ol li").Select(l => l.TextContent.Trim()));
        Assert.Equal((1, before), (await BookedAsync(), await EntriesAsync()));

        Assert.Equal(HttpStatusCode.SeeOther, (await supervisor.PostAsync(shown)).Status);
        Assert.Equal((10, before + 1), (await BookedAsync(), await EntriesAsync()));
        Assert.Contains("9 sessions with Aisha Khan are booked, from 17 December 2026 to 21 October 2027. 1 day was booked already. 2 days are left out: Aisha Khan is away.", (await supervisor.GetAsync("/supervision")).Text, StringComparison.Ordinal);
        // A double click makes one set, at once or one after the other.
        Assert.Equal(HttpStatusCode.SeeOther, (await supervisor.PostAsync(shown)).Status);
        var again = await supervisor.PostAsync(await supervisor.GetAsync(Aisha), [("Form.Repeats", "Monthly"), .. ManagerJourneyTests.Date("Date", 3, 12, 2026)]);
        Assert.All(await Task.WhenAll(supervisor.PostAsync(again), supervisor.PostAsync(again)), p => Assert.Equal(HttpStatusCode.SeeOther, p.Status));
        // From 3 December on the twelfth day, 4 November 2027, is one of those away.
        Assert.Equal((21, before + 2), (await BookedAsync(), await EntriesAsync()));

        // What is booked already and what is left out leave nothing; then all are booked.
        Assert.Contains("None of these days is left to book: Aisha Khan is away", (await supervisor.PostAsync(await supervisor.GetAsync(Aisha), [("Form.Repeats", "Monthly"), .. ManagerJourneyTests.Date("Date", 17, 12, 2026)])).Errors);
        Assert.Contains("You have booked 18 February 2027 with Aisha Khan already", (await supervisor.PostAsync(await supervisor.GetAsync(Aisha), ManagerJourneyTests.Date("Date", 18, 2, 2027))).Errors);
        // Another day than those that were shown is shown first; so is a single one on which the coach is away.
        var moved = await supervisor.PostAsync(await supervisor.PostAsync(await supervisor.GetAsync(Aisha), [("Form.Repeats", "Monthly"), .. ManagerJourneyTests.Date("Date", 4, 12, 2026)]), ManagerJourneyTests.Date("Date", 11, 12, 2026));
        Assert.Equal(HttpStatusCode.OK, moved.Status);
        Assert.Contains("second Friday", moved.Text, StringComparison.Ordinal);
        var away = await supervisor.PostAsync(await supervisor.GetAsync(Aisha), ManagerJourneyTests.Date("Date", 20, 1, 2027));
        Assert.Contains("Wednesday 20 January 2027: Aisha Khan is away", away.Text, StringComparison.Ordinal);
        Assert.Equal(21, await BookedAsync());
        Assert.Equal(HttpStatusCode.SeeOther, (await supervisor.PostAsync(away)).Status);
        Assert.Equal(22, await BookedAsync());
        // Left out of a series, a day can be booked by itself; the rest of the series is booked then.
        foreach (var (day, month) in new[] { (21, 1), (18, 11) })
            Assert.Equal(HttpStatusCode.SeeOther, (await supervisor.PostAsync(await supervisor.PostAsync(await supervisor.GetAsync(Aisha), ManagerJourneyTests.Date("Date", day, month, 2027)))).Status);
        Assert.Contains("You have booked all of these days with Aisha Khan already", (await supervisor.PostAsync(await supervisor.GetAsync(Aisha), [("Form.Repeats", "Monthly"), .. ManagerJourneyTests.Date("Date", 17, 12, 2026)])).Errors);

        Task<int> BookedAsync() => portal.DbAsync(db => db.Sessions.CountAsync(s => s.Coach!.Person!.Reference == "HWBC-000014" && s.Outcome == SessionOutcome.Booked && s.VoidedOn == null));
        Task<int> EntriesAsync() => portal.DbAsync(db => db.AuditEntries.CountAsync(e => e.Command == "supervision.book"));
    }

    [Theory]
    [InlineData(What.Post, 20, 5, null)]
    [InlineData(What.Post, 21, 5, "Friday 21 May 2027: Aisha Khan's post ends on 20 May 2027")]
    [InlineData(What.NextPost, 21, 5, null)]
    [InlineData(What.LaterPost, 21, 5, "Friday 21 May 2027: Aisha Khan's post ends on 20 May 2027")]
    [InlineData(What.LaterPost, 22, 5, null)]
    [InlineData(What.Arrangement, 20, 5, null)]
    [InlineData(What.Arrangement, 21, 5, "Friday 21 May 2027: you support Aisha Khan until 20 May 2027")]
    [InlineData(What.Cover, 21, 5, null)]
    [InlineData(What.Cover, 22, 5, "Saturday 22 May 2027: you support Aisha Khan until 21 May 2027")]
    [InlineData(What.Away, 19, 5, null)]
    [InlineData(What.Away, 20, 5, "Thursday 20 May 2027: Aisha Khan is away")]
    [InlineData(What.Away, 22, 5, "Saturday 22 May 2027: Aisha Khan is away")]
    [InlineData(What.Away, 23, 5, null)]
    [InlineData(What.OwnAway, 19, 5, null)]
    [InlineData(What.OwnAway, 20, 5, "Thursday 20 May 2027: you are away")]
    [InlineData(What.OwnAway, 22, 5, "Saturday 22 May 2027: you are away")]
    [InlineData(What.OwnAway, 23, 5, null)]
    public async Task A_day_that_something_speaks_against_is_asked_about_when_booked_and_when_moved(What what, int day, int month, string? sentence)
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await RecordAsync(portal, what);
        using var supervisor = await portal.SignedInAsync("supervisor");
        Assert.Equal(HttpStatusCode.SeeOther, (await supervisor.PostAsync(await supervisor.GetAsync(Aisha), ManagerJourneyTests.Date("Date", 1, 12, 2026))).Status);
        var move = (await supervisor.GetAsync("/supervision")).Document.QuerySelectorAll("main a").Select(a => a.GetAttribute("href")!).First(h => h.StartsWith("/supervision/booked/", StringComparison.Ordinal) && h.EndsWith("HWBC-000014", StringComparison.Ordinal));
        foreach (var (path, button) in new[] { (move, "Confirm and save"), (Aisha, "Confirm and book") })
        {
            var before = await OnAsync();
            var answer = await supervisor.PostAsync(await supervisor.GetAsync(path), ManagerJourneyTests.Date("Date", day, month, 2027));
            if (sentence is not null)
            {
                Assert.Equal(HttpStatusCode.OK, answer.Status);
                Assert.Equal(sentence, answer.Document.QuerySelector("#asked")!.TextContent);
                Assert.Equal(button, answer.Document.QuerySelector("main form[method=post] button")!.TextContent.Trim());
                Assert.Equal(before, await OnAsync());
                // The same form with a day that nothing speaks against asks no more.
                Assert.Null((await supervisor.PostAsync(answer, [("Form.Minutes", "0"), .. ManagerJourneyTests.Date("Date", 2, 12, 2026)])).Document.QuerySelector("#asked"));
                answer = await supervisor.PostAsync(answer);
            }

            Assert.Equal(HttpStatusCode.SeeOther, answer.Status);
            Assert.Equal(before + 1, await OnAsync());
            Assert.Contains($"You meet Aisha Khan on {day} May 2027.", (await supervisor.GetAsync("/supervision")).Text, StringComparison.Ordinal);
            // It gives its day to the one that is booked next.
            if (path == move)
                await supervisor.PostAsync(await supervisor.GetAsync(move), ("Form.CalledOff", "ByCoach"));
        }

        Task<int> OnAsync() => portal.DbAsync(db => db.Sessions.CountAsync(s => s.Coach!.Person!.Reference == "HWBC-000014" && s.Outcome == SessionOutcome.Booked && s.VoidedOn == null && s.Date == new DateOnly(2027, month, day)));
    }

    [Theory]
    [InlineData(What.Post, "Aisha Khan's post ends on 20 May 2027")]
    [InlineData(What.Arrangement, "you support Aisha Khan until 20 May 2027")]
    public async Task A_series_ends_with_the_post_and_with_the_arrangement(What what, string against)
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await RecordAsync(portal, what);
        using var supervisor = await portal.SignedInAsync("supervisor");
        var shown = await supervisor.PostAsync(await supervisor.GetAsync(Aisha), [("Form.Repeats", "Monthly"), .. ManagerJourneyTests.Date("Date", 17, 12, 2026)]);
        var days = shown.Document.QuerySelectorAll("main ol li").Select(l => l.TextContent.Trim()).ToList();
        // The sixth, 20 May, is the last day; the six after it are left out.
        Assert.Equal("Thursday 20 May 2027", days[5]);
        Assert.All(days[..6], d => Assert.DoesNotContain("left out", d, StringComparison.Ordinal));
        Assert.All(days[6..], d => Assert.EndsWith($" 2027: {against}. It is left out", d, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.SeeOther, (await supervisor.PostAsync(shown)).Status);
        Assert.Contains($"6 sessions with Aisha Khan are booked, from 17 December 2026 to 20 May 2027. 6 days are left out: {against}.", (await supervisor.GetAsync("/supervision")).Text, StringComparison.Ordinal);
        Assert.Equal(6, await BookedAsync());
        // Of a series that begins later nothing is left.
        Assert.Equal([$"None of these days is left to book: {against}"], (await supervisor.PostAsync(await supervisor.GetAsync(Aisha), [("Form.Repeats", "Monthly"), .. ManagerJourneyTests.Date("Date", 21, 5, 2027)])).Errors);
        Assert.Equal(6, await BookedAsync());

        Task<int> BookedAsync() => portal.DbAsync(db => db.Sessions.CountAsync(s => s.Coach!.Person!.Reference == "HWBC-000014" && s.Outcome == SessionOutcome.Booked && s.VoidedOn == null));
    }

    /// <summary>What is recorded: each ends on 20 May 2027, or is from 20 to 22 May.</summary>
    public enum What
    {
        Post,
        NextPost,
        LaterPost,
        Arrangement,
        Cover,
        Away,
        OwnAway,
    }

    private static Task<int> RecordAsync(PortalFixture portal, What what) => portal.DbAsync(async db =>
    {
        var (first, last) = (new DateOnly(2027, 5, 20), new DateOnly(2027, 5, 22));
        var coachId = await db.Coaches.Where(c => c.Person!.Reference == "HWBC-000014").Select(c => c.Id).SingleAsync();
        var supervisorId = await db.People.Where(p => p.Reference == "P-000002").Select(p => p.Id).SingleAsync();
        if (what is What.Post or What.NextPost or What.LaterPost)
        {
            var post = await db.Posts.SingleAsync(p => p.CoachId == coachId && p.VoidedOn == null);
            post.EndDate = first;
            if (what != What.Post)
            {
                var next = new PostVersion { ItemId = "next", CoachId = coachId, PcnId = await db.Pcns.Where(p => p.Code == "U90002").Select(p => p.Id).SingleAsync(), StartDate = what == What.NextPost ? first.AddDays(1) : last, HoursPerWeek = 30, AfcBand = 5, ArrsFunded = true };
                next.RecordId = next.Id;
                db.Add(next);
            }
        }

        if (what is What.Arrangement or What.Cover)
        {
            foreach (var named in await db.Assignments.Where(a => a.CoachId == coachId && a.VoidedOn == null && a.SupervisorVersion!.PersonId == supervisorId).ToListAsync())
                named.To = first;
        }

        var pcnId = await db.Pcns.Where(p => p.Code == "U90001").Select(p => p.Id).SingleAsync();
        if (what == What.Cover)
            db.AddRange(new SupervisionCover { CoachId = coachId, PcnId = pcnId, PersonId = supervisorId, From = first, To = last.AddDays(-1) }, new SupervisionCover { CoachId = coachId, PcnId = pcnId, PersonId = supervisorId, From = first, To = last.AddDays(9), TakenBackUtc = portal.Time.Now.UtcDateTime });
        var away = new AbsenceVersion { ItemId = "away", CoachId = coachId, From = first, To = last };
        away.RecordId = away.Id;
        if (what == What.Away)
            db.Add(away);
        if (what == What.OwnAway)
            db.AddRange(new SupervisorAbsence { PersonId = supervisorId, From = first, To = last }, new SupervisorAbsence { PersonId = supervisorId, From = first.AddDays(-9), To = null, TakenBackUtc = portal.Time.Now.UtcDateTime });
        return await db.SaveChangesAsync();
    });

    [Theory]
    [InlineData("23", "11", "2026", "", "60", "Date must be today or later")]
    [InlineData("25", "11", "2027", "", "60", "Date must be within a year")]
    [InlineData("31", "12", "9999", "", "60", "Date must be within a year")]
    [InlineData("", "", "", "", "60", "Enter the date")]
    [InlineData("17", "12", "2026", "25:00", "60", "Time must be written like 14:30 or 2:30pm")]
    [InlineData("17", "12", "2026", "", "481", "Minutes must be between 1 and 480")]
    [InlineData("17", "12", "2026", "", "0", "Minutes must be between 1 and 480")]
    public async Task What_cannot_be_booked_is_said(string day, string month, string year, string time, string minutes, string sentence)
    {
        await using var running = await Running.StartAsync();
        using var supervisor = await running.Portal.SignedInAsync("supervisor");
        foreach (var repeats in new[] { "Once", "Monthly" })
        {
            var refused = await supervisor.PostAsync(await supervisor.GetAsync(Aisha), ("Form.Date.Day", day), ("Form.Date.Month", month), ("Form.Date.Year", year), ("Form.Time", time), ("Form.Minutes", minutes), ("Form.Repeats", repeats), ("Form.Confirmed", "x"));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
            Assert.Equal([sentence], refused.Errors);
        }
    }

    [Fact]
    public async Task Anothers_booking_is_not_there_and_nobody_books_their_own()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var supervisor = await portal.SignedInAsync("supervisor");
        await supervisor.PostAsync(await supervisor.GetAsync(Aisha), ManagerJourneyTests.Date("Date", 17, 12, 2026));
        var recordId = await portal.DbAsync(db => db.Sessions.Where(s => s.Date == new DateOnly(2026, 12, 17)).Select(s => s.RecordId).SingleAsync());
        // Somebody else who supports the same coach sees the coach, and may book a session of their own; a manager sees the ledger.
        await portal.AddAccountAsync("lee", "P-000003", PortalRole.Supervisor);
        using var lee = await portal.SignedInAsync("lee");
        Assert.Equal(HttpStatusCode.OK, (await lee.GetAsync(Aisha)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await lee.GetAsync($"/supervision/booked/{recordId}?coach=HWBC-000014")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await lee.GetAsync($"/supervision/sessions/{recordId}/calendar")).Status);
        var own = await supervisor.GetAsync($"/supervision/booked/{recordId}?coach=HWBC-000014");
        Assert.Equal(HttpStatusCode.OK, own.Status);
        var borrowed = (AngleSharp.Html.Dom.IHtmlFormElement)(await lee.GetAsync(Aisha)).Document.QuerySelector("main form[method=post]")!;
        Assert.Equal(HttpStatusCode.NotFound, (await lee.PostFormAsync(borrowed, own.Address, ("Form.Seen", own.Document.QuerySelector("input[name='Form.Seen']")!.GetAttribute("value")), ("Form.CalledOff", "ByCoach"))).Status);
        // The record under another coach's address is not there either.
        Assert.Equal(HttpStatusCode.NotFound, (await supervisor.GetAsync($"/supervision/booked/{recordId}?coach=HWBC-000016")).Status);
        Assert.Equal(1, await portal.DbAsync(db => db.Sessions.CountAsync(s => s.RecordId == recordId)));
        Assert.Contains("Nothing is booked yet.", (await lee.GetAsync("/supervision")).Text + (await supervisor.GetAsync("/supervision")).Text, StringComparison.Ordinal);

        // Aisha Khan's supervisor who is a coach too, and stands in the register.
        await portal.AddAccountAsync("owen", "HWBC-000013", PortalRole.Supervisor);
        await portal.SystemAsync(async services =>
        {
            var db = services.GetRequiredService<HwbcPortal.Data.HwbcDbContext>();
            var user = await db.Users.SingleAsync(u => u.Email == "owen@demo.test");
            var pcnId = await db.Pcns.Where(p => p.Code == "U90001").Select(p => p.Id).SingleAsync();
            db.RemoveRange(await db.Memberships.Where(m => m.UserId == user.Id).ToListAsync());
            var entry = new SupervisorVersion { ItemId = "owen", PersonId = user.PersonId, Name = "Owen Price" };
            entry.RecordId = entry.Id;
            var booked = new SessionVersion { ItemId = "owen", CoachId = user.PersonId, SupervisorVersionId = entry.Id, Date = new DateOnly(2026, 12, 17), Minutes = 60, Outcome = SessionOutcome.Booked };
            booked.RecordId = booked.Id;
            var named = new AssignmentVersion { ItemId = "owen", CoachId = await db.Coaches.Where(c => c.Person!.Reference == "HWBC-000014").Select(c => c.Id).SingleAsync(), PcnId = pcnId, Kind = AssignmentKind.HealthCoaching, SupervisorVersionId = entry.Id, From = new DateOnly(2026, 1, 1) };
            named.RecordId = named.Id;
            db.AddRange(new Membership { UserId = user.Id, Role = PortalRole.Supervisor, PcnId = pcnId, From = new DateOnly(2026, 1, 1) }, entry, booked, named);
            await db.SaveChangesAsync();
            services.GetRequiredService<SignedInReader>().Forget();
            return booked.RecordId;
        });
        var self = await portal.DbAsync(db => db.Sessions.Where(s => s.ItemId == "owen").Select(s => s.RecordId).SingleAsync());
        using var owen = await portal.SignedInAsync("owen");
        Assert.Equal(HttpStatusCode.OK, (await owen.GetAsync(Aisha)).Status);
        foreach (var path in new[] { "/supervision/book?coach=HWBC-000013", $"/supervision/booked/{self}?coach=HWBC-000013" })
        {
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, (await owen.GetAsync(path)).Status));
            var form = (AngleSharp.Html.Dom.IHtmlFormElement)(await owen.GetAsync(Aisha)).Document.QuerySelector("main form[method=post]")!;
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, (await owen.PostFormAsync(form, new Uri(portal.Address, path), [("Form.CalledOff", "No"), .. ManagerJourneyTests.Date("Date", 1, 2, 2027)])).Status));
        }
    }
}
