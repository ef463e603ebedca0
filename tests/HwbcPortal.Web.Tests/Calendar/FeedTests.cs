using System.Net;
using System.Text;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Tests.Hosting;
using HwbcPortal.Web.Tests.Journeys;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Calendar;

/// <summary>A private address shows somebody's own sessions, until it is revoked.</summary>
public sealed class FeedTests
{
    private const string Note = "She doubts whether she belongs here.";

    [Fact]
    public async Task A_feed_holds_the_persons_own_sessions_and_nothing_of_what_was_said()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var supervisor = await portal.SignedInAsync("supervisor");
        await supervisor.PostAsync(await supervisor.GetAsync("/supervision/log?coach=HWBC-000014"), ("Form.When", "Today"), ("Form.Notes", Note), ("Form.Themes", "Caseload"), ("Form.Actions[0].Text", "Read the guide on boundaries"));
        await supervisor.PostAsync(await supervisor.GetAsync("/supervision/book?coach=HWBC-000018"), [("Form.Time", "10am"), .. ManagerJourneyTests.Date("Date", 3, 12, 2026)]);
        await supervisor.PostAsync(await supervisor.PostAsync(await supervisor.GetAsync("/supervision/book?coach=HWBC-000014"), [("Form.Time", "14:30"), ("Form.Repeats", "Monthly"), .. ManagerJourneyTests.Date("Date", 17, 11, 2027)]));
        // Called off: booked first, it stays and is cancelled; never booked, it was never there.
        var booked = (await supervisor.GetAsync("/supervision")).Document.QuerySelectorAll("main a").Where(a => a.TextContent.StartsWith("Change", StringComparison.Ordinal)).Select(a => a.GetAttribute("href")!).Single(h => h.EndsWith("HWBC-000014", StringComparison.Ordinal));
        await supervisor.PostAsync(await supervisor.GetAsync(booked), ("Form.CalledOff", "ByCoach"));
        await supervisor.PostAsync(await supervisor.GetAsync("/supervision/log?coach=HWBC-000014"), ("Form.When", "Yesterday"), ("Form.Outcome", "Cancelled"));
        await supervisor.PostAsync(await supervisor.GetAsync("/supervision/log?coach=HWBC-000014"), ("Form.When", "Yesterday"), ("Form.Outcome", "DidNotAttend"));
        if (!await OtherParser.PrepareAsync())
            return;

        // The administrator and the manager see all of the PCN on other pages; their calendars hold what is theirs. Priya Shah manages, and is a coach.
        foreach (var (who, reference) in new[] { ("coach", "HWBC-000014"), ("supervisor", "P-000002"), ("manager", "HWBC-000018") })
        {
            using var visitor = await portal.SignedInAsync(who);
            var address = await MakeAsync(visitor);
            using var program = portal.Visitor();
            var response = await program.Client.GetAsync(address);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("text/calendar; charset=utf-8", response.Content.Headers.ContentType!.ToString());
            Assert.Equal(["no-store", "private"], response.Headers.CacheControl!.ToString().Split(", ").Order(StringComparer.Ordinal));
            var content = await response.Content.ReadAsByteArrayAsync();
            CalendarTextTests.Lines(content);
            var text = Encoding.UTF8.GetString(content).Replace("\r\n ", "", StringComparison.Ordinal);
            foreach (var word in new[] { "doubts", "Caseload", "boundaries", "HWBC-0", "P-0000", "DESCRIPTION", "ATTENDEE", "ORGANIZER" })
                Assert.DoesNotContain(word, text, StringComparison.Ordinal);
            var events = await OtherParser.ReadAsync(content);
            var expected = await portal.DbAsync(async db => (await db.Sessions.Where(s => s.VoidedOn == null && (s.Coach!.Person!.Reference == reference || s.SupervisorVersion!.Person!.Reference == reference)).Select(s => new { s.RecordId, s.Date, s.Outcome, s.ReplacesId }).ToListAsync())
                .Where(s => s.Date >= new DateOnly(2026, 8, 26) && s.Date <= new DateOnly(2027, 12, 29) && (s.Outcome is SessionOutcome.Held or SessionOutcome.Booked || s.ReplacesId is not null)).Select(s => $"{s.RecordId}@hwbc-portal").Order(StringComparer.Ordinal).ToList());
            Assert.NotEmpty(expected);
            Assert.Equal(expected, events.Select(e => e.Uid).Order(StringComparer.Ordinal));
            Assert.All(events, e => Assert.Matches(who == "supervisor" ? "^Supervision with (?!Rachel Bell)" : "^Supervision with Rachel Bell$", e.Summary));
            if (who == "coach")
                Assert.Equal(["2027-11-17T14:30:00+00:00 1 CANCELLED", "2027-12-15T14:30:00+00:00 0 CONFIRMED"], events.Where(e => e.Start.StartsWith("2027-1", StringComparison.Ordinal)).Select(e => $"{e.Start} {e.Sequence} {e.Status}"));
            // What nobody changed is the same text, byte for byte: who is signed in in the browser that asks makes no difference.
            Assert.Equal(content, await supervisor.Client.GetByteArrayAsync(address));
        }
    }

    [Fact]
    public async Task An_address_is_shown_once_and_stops_at_once_when_it_is_replaced_stopped_or_the_account_is_closed()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var coach = await portal.SignedInAsync("coach");
        using var program = portal.Visitor();
        var empty = await coach.GetAsync("/account/calendar");
        Assert.Null(empty.Document.QuerySelector("form[action='/account/calendar/stop']"));
        Assert.Equal(["Select that you pass the address on to nobody"], (await coach.PostAsync(empty)).Errors);
        Assert.Equal(0, await portal.DbAsync(db => db.CalendarFeeds.CountAsync()));

        var first = await MakeAsync(coach);
        Assert.DoesNotContain(first.AbsolutePath, (await coach.GetAsync("/account/calendar")).Document.Body!.InnerHtml, StringComparison.Ordinal);
        Assert.Equal(43, first.AbsolutePath.Length - "/calendar/.ics".Length);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(first));
        var second = await MakeAsync(coach);
        Assert.NotEqual(first, second);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (await StatusAsync(first), await StatusAsync(second)));

        // One form posted twice, in the same moment too, makes one address.
        var form = await coach.GetAsync("/account/calendar");
        await Task.WhenAll(coach.PostAsync(form, ("Form.KeepsItPrivate", "true")), coach.PostAsync(form, ("Form.KeepsItPrivate", "true")));
        await coach.PostAsync(form, ("Form.KeepsItPrivate", "true"));
        Assert.Equal((3, 1), (await portal.DbAsync(db => db.CalendarFeeds.CountAsync()), await portal.DbAsync(db => db.CalendarFeeds.CountAsync(f => f.RevokedUtc == null))));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(second));

        var third = await MakeAsync(coach);
        var page = await coach.GetAsync("/account/calendar");
        await coach.PostFormAsync((AngleSharp.Html.Dom.IHtmlFormElement)page.Document.QuerySelector("form[action='/account/calendar/stop']")!, page.Address);
        Assert.Contains("Your address has stopped.", (await coach.GetAsync("/account/calendar")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(third));

        var fourth = await MakeAsync(coach);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(fourth));
        await portal.CloseAccountAsync("coach");
        // Unknown, replaced, stopped, of a closed account, or no secret at all: one answer, to the letter.
        var answers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var address in new[] { first, second, third, fourth, new Uri(portal.Address, $"/calendar/{new string('A', 43)}.ics"), new Uri(portal.Address, "/calendar/x.ics") })
        {
            var answer = await program.Client.GetAsync(address);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            answers.Add($"{answer.Content.Headers} {answer.Headers.CacheControl} {(await program.GetAsync(address.ToString())).Text}");
        }

        Assert.Single(answers);

        async Task<HttpStatusCode> StatusAsync(Uri address) => (await program.Client.GetAsync(address)).StatusCode;
    }

    [Fact]
    public async Task The_secret_stands_in_no_log_no_table_and_no_audit_entry()
    {
        await using var running = await Running.StartAsync(("Serilog:Using:0", "HwbcPortal.Web.Tests"), ("Serilog:WriteTo:0:Name", "Keeping"), ("Serilog:MinimumLevel:Default", "Debug"), ("Serilog:MinimumLevel:Override:Microsoft.AspNetCore", "Debug"));
        var portal = running.Portal;
        using var coach = await portal.SignedInAsync("coach");
        var address = await MakeAsync(coach);
        var secret = address.Segments[^1].Replace(".ics", "", StringComparison.Ordinal);
        using var program = portal.Visitor();
        Assert.Equal(HttpStatusCode.OK, (await program.Client.GetAsync(address)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await program.Client.GetAsync(new Uri(address.ToString().Replace("/calendar/", "/%63Alendar/", StringComparison.Ordinal)))).StatusCode);
        Assert.Contains(KeptLog.Lines, l => l.Contains("GET", StringComparison.Ordinal) && l.Contains("/calendar/***", StringComparison.Ordinal));
        Assert.DoesNotContain(KeptLog.Lines, l => l.Contains(secret, StringComparison.Ordinal));

        var digest = Features.Calendar.FeedSecret.DigestOf(secret);
        Assert.Equal(digest, await portal.DbAsync(db => db.CalendarFeeds.Select(f => f.SecretDigest).SingleAsync()));
        var audit = await portal.DbAsync(db => db.AuditChanges.Where(c => c.Entity == "CalendarFeed").Select(c => c.Content!).ToListAsync());
        Assert.Single(audit);
        Assert.False(await portal.DbAsync(db => db.AuditChanges.AnyAsync(c => c.Content!.Contains(secret) || c.Content.Contains(digest))));
        Assert.False(await portal.DbAsync(db => db.FormReceipts.AnyAsync(r => r.Location.Contains(secret))));
        Assert.Equal(["calendar.make"], await portal.DbAsync(db => db.AuditEntries.Where(e => e.Command.StartsWith("calendar.")).Select(e => e.Command).ToListAsync()));
    }

    [Fact]
    public async Task Somebody_without_sessions_is_told_so()
    {
        await using var running = await Running.StartAsync();
        using var viewer = await running.Portal.SignedInAsync("viewer");
        var page = await viewer.GetAsync("/account/calendar");
        Assert.Equal(HttpStatusCode.Forbidden, page.Status);
        Assert.Contains("Only people who are supervised or supervise have sessions.", page.Text, StringComparison.Ordinal);
    }

    /// <summary>Makes an address as the page has it, and reads it where it is shown.</summary>
    private static async Task<Uri> MakeAsync(Visitor visitor)
    {
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.PostAsync(await visitor.GetAsync("/account/calendar"), ("Form.KeepsItPrivate", "true"))).Status);
        var page = await visitor.GetAsync("/account/calendar");
        return new Uri(page.Document.QuerySelectorAll("main strong").Single(s => s.TextContent.EndsWith(".ics", StringComparison.Ordinal)).TextContent);
    }
}
