using System.Globalization;
using System.Net;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Claims;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Mails;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Hosting;
using HwbcPortal.Web.Tests.Hosting;
using HwbcPortal.Web.Tests.Mails;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HwbcPortal.Web.Tests.Calendar;

/// <summary>T65: the last moment of a day and the first of the next one, at month ends, the leap day, clock changes, the year's and the contract year's end.</summary>
public sealed class BoundaryDaysTests
{
    // An instant, and the day that it is in London.
    private static readonly (string Utc, string Day)[] Instants =
    [
        ("2026-01-31T23:59:59Z", "2026-01-31"), ("2026-02-01T00:00:00Z", "2026-02-01"), ("2026-02-28T23:59:59Z", "2026-02-28"), ("2026-03-01T00:00:00Z", "2026-03-01"),
        ("2028-02-28T23:59:59Z", "2028-02-28"), ("2028-02-29T00:00:00Z", "2028-02-29"), ("2028-02-29T23:59:59Z", "2028-02-29"), ("2028-03-01T00:00:00Z", "2028-03-01"),
        // Summer time begins on 29 March 2026 at 1:00 and ends on 25 October at 2:00.
        ("2026-03-28T23:59:59Z", "2026-03-28"), ("2026-03-29T00:00:00Z", "2026-03-29"), ("2026-03-29T00:59:59Z", "2026-03-29"), ("2026-03-29T01:00:00Z", "2026-03-29"), ("2026-03-29T22:59:59Z", "2026-03-29"), ("2026-03-29T23:00:00Z", "2026-03-30"),
        ("2026-10-24T22:59:59Z", "2026-10-24"), ("2026-10-24T23:00:00Z", "2026-10-25"), ("2026-10-25T00:59:59Z", "2026-10-25"), ("2026-10-25T01:00:00Z", "2026-10-25"), ("2026-10-25T23:59:59Z", "2026-10-25"), ("2026-10-26T00:00:00Z", "2026-10-26"),
        ("2026-03-31T22:59:59Z", "2026-03-31"), ("2026-03-31T23:00:00Z", "2026-04-01"), ("2026-06-30T22:59:59Z", "2026-06-30"), ("2026-06-30T23:00:00Z", "2026-07-01"),
        ("2026-12-31T23:59:59Z", "2026-12-31"), ("2027-01-01T00:00:00Z", "2027-01-01"),
    ];

    // What a clock in London shows, and when that is.
    private static readonly (string Shown, string Utc)[] Clocks =
    [
        ("2026-03-29 00:59", "2026-03-29T00:59:00Z"), ("2026-03-29 01:00", "2026-03-29T01:00:00Z"), ("2026-03-29 01:30", "2026-03-29T01:30:00Z"), ("2026-03-29 02:00", "2026-03-29T01:00:00Z"),
        ("2026-10-25 00:59", "2026-10-24T23:59:00Z"), ("2026-10-25 01:00", "2026-10-25T00:00:00Z"), ("2026-10-25 01:59", "2026-10-25T00:59:00Z"), ("2026-10-25 02:00", "2026-10-25T02:00:00Z"),
        ("2026-12-31 23:59", "2026-12-31T23:59:00Z"), ("2028-02-29 00:00", "2028-02-29T00:00:00Z"), ("2026-06-30 23:59", "2026-06-30T22:59:00Z"), ("2026-07-01 00:00", "2026-06-30T23:00:00Z"),
    ];

    // A post's first or last day in a month, the days that are claimed and a twelfth of 45,000 by them.
    private static readonly (string Start, string? End, string Month, int Days, string Most)[] Claims =
    [
        ("2026-01-01", null, "2026-02-01", 28, "3750.00"), ("2026-01-01", null, "2028-02-01", 29, "3750.00"), ("2028-02-29", null, "2028-02-01", 1, "129.31"), ("2026-01-01", "2028-02-28", "2028-02-01", 28, "3620.69"),
        ("2026-01-01", "2026-03-31", "2026-03-01", 31, "3750.00"), ("2026-03-31", null, "2026-03-01", 1, "120.97"), ("2026-10-25", null, "2026-10-01", 7, "846.77"), ("2026-12-31", null, "2026-12-01", 1, "120.97"), ("2026-01-01", "2027-01-01", "2027-01-01", 1, "120.97"),
    ];

    private static readonly (string Day, string Pack)[] Packs = [("2026-03-31", "des-2025-26"), ("2026-04-01", "des-2026-27")];

    // From seven in the morning in London people are written to, on the days on which the clocks change too.
    private static readonly (string Utc, bool Writes)[] Mornings =
    [
        ("2026-10-24T05:59:59Z", false), ("2026-10-24T06:00:00Z", true), ("2026-10-24T23:00:00Z", false), ("2026-10-25T00:30:00Z", false), ("2026-10-25T01:30:00Z", false), ("2026-10-25T06:59:59Z", false), ("2026-10-25T07:00:00Z", true),
        ("2027-03-27T06:59:59Z", false), ("2027-03-27T07:00:00Z", true), ("2027-03-28T01:00:00Z", false), ("2027-03-28T05:59:59Z", false), ("2027-03-28T06:00:00Z", true), ("2026-12-31T23:59:59Z", true), ("2027-01-01T00:00:00Z", false),
    ];

    // A mail that could not be sent just before the clocks change is tried again when five minutes are over, not an hour sooner or later.
    private static readonly string[] Waits = ["2027-03-28T00:57:30Z", "2027-10-31T00:57:30Z", "2027-10-31T01:57:30Z", "2026-12-31T23:57:30Z", "2028-02-28T23:57:30Z"];

    // Somebody logs a session of today, a minute before midnight in London and at midnight.
    private static readonly (string Utc, string Day)[] Logged =
    [
        ("2026-11-30T23:59:00Z", "2026-11-30"), ("2026-12-01T00:00:00Z", "2026-12-01"), ("2026-12-31T23:59:00Z", "2026-12-31"), ("2027-01-01T00:00:00Z", "2027-01-01"),
        ("2027-03-27T23:59:00Z", "2027-03-27"), ("2027-03-28T00:00:00Z", "2027-03-28"), ("2027-03-28T22:59:00Z", "2027-03-28"), ("2027-03-28T23:00:00Z", "2027-03-29"),
        ("2027-10-30T22:59:00Z", "2027-10-30"), ("2027-10-30T23:00:00Z", "2027-10-31"), ("2027-10-31T23:59:00Z", "2027-10-31"), ("2027-11-01T00:00:00Z", "2027-11-01"),
        ("2028-02-28T23:59:00Z", "2028-02-28"), ("2028-02-29T00:00:00Z", "2028-02-29"), ("2028-02-29T23:59:00Z", "2028-02-29"), ("2028-03-01T00:00:00Z", "2028-03-01"),
    ];

    // A viewer's role with a first or a last day, a second to midnight in London and at midnight, in winter, in summer and where the clocks change.
    private static readonly (string? From, string? To, string Utc, bool Holds)[] Roles =
    [
        ("2027-02-01", null, "2027-01-31T23:59:59Z", false), ("2027-02-01", null, "2027-02-01T00:00:00Z", true), (null, "2027-01-31", "2027-01-31T23:59:59Z", true), (null, "2027-01-31", "2027-02-01T00:00:00Z", false),
        ("2027-03-28", null, "2027-03-27T23:59:59Z", false), ("2027-03-28", null, "2027-03-28T00:00:00Z", true), (null, "2027-03-28", "2027-03-28T22:59:59Z", true), (null, "2027-03-28", "2027-03-28T23:00:00Z", false),
        ("2027-07-01", null, "2027-06-30T22:59:59Z", false), ("2027-07-01", null, "2027-06-30T23:00:00Z", true), (null, "2027-06-30", "2027-06-30T22:59:59Z", true), (null, "2027-06-30", "2027-06-30T23:00:00Z", false),
        ("2027-10-31", null, "2027-10-30T22:59:59Z", false), ("2027-10-31", null, "2027-10-30T23:00:00Z", true), (null, "2027-10-31", "2027-10-31T23:59:59Z", true), (null, "2027-10-31", "2027-11-01T00:00:00Z", false),
    ];

    [Fact]
    public async Task T65_every_boundary_of_the_calendar_falls_on_its_own_day()
    {
        Assert.Equal(Instants.Select(i => i.Day), Instants.Select(i => Written(new UkClock(new FixedTime(Instant(i.Utc))).Today)));
        Assert.Equal(Clocks.Select(c => Instant(c.Utc).UtcDateTime), Clocks.Select(c => UkClock.ToUtc(Date(c.Shown[..10]), TimeOnly.Parse(c.Shown[11..], CultureInfo.InvariantCulture))));
        Assert.Equal(Claims.Select(c => (c.Days, c.Most)), Claims.Select(c => Claimed(Date(c.Start), c.End is null ? null : Date(c.End), Date(c.Month))));
        Assert.Equal(Packs.Select(p => p.Pack), Packs.Select(p => RulePacks.On(Date(p.Day)).Name));
        Assert.Equal(Mornings.Select(m => m.Writes), Mornings.Select(m => Nudging.IsLateEnough(Instant(m.Utc).UtcDateTime)));
        await LogAtMidnightAsync();
        await UseRolesAtMidnightAsync();
        Proof.Holds("T65", "month ends, leap day, clock changes, midnight, year and contract year: clock, calendar, claims, packs, logging and its month, mornings, a role's first and last day", $"{Instants.Length + Clocks.Length + Claims.Length + Packs.Length + Mornings.Length + (2 * Logged.Length) + Roles.Length} rows", "each on its own day");
    }

    private static async Task LogAtMidnightAsync()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        foreach (var (utc, day) in Logged)
        {
            portal.Time.Now = Instant(utc);
            // As each night does: what lists read reaches that day.
            await portal.Services.GetServices<IHostedService>().OfType<NightlyStandings>().Single().ExtendAsync(Date(day), CancellationToken.None);
            using var supervisor = await portal.SignedInAsync("supervisor");
            using var manager = await portal.SignedInAsync("manager");
            var before = await InLedgerAsync(manager);
            var page = await supervisor.PostAsync(await supervisor.GetAsync("/supervision/log?coach=HWBC-000014"), ("Form.When", "Today"), ("Form.Minutes", "20"), ("Form.Notes", $"At {utc}"));
            // Another meeting of the same day is asked about first.
            if (page.Status == HttpStatusCode.OK)
                page = await supervisor.PostAsync(page);
            Assert.True(page.Status == HttpStatusCode.SeeOther, $"{utc}: {page.Status} {string.Join(' ', page.Errors)}");
            var stored = await portal.DbAsync(db => db.Sessions.Where(s => s.RecordId == db.SessionNotes.Where(n => n.Text == $"At {utc}").Select(n => n.SessionRecordId).Single()).Select(s => s.Date).SingleAsync());
            Assert.Equal((utc, day), (utc, Written(stored)));
            // It counts for the month of that day, which is the ledger's last.
            var month = Date(day).ToString("MMM", CultureInfo.InvariantCulture);
            Assert.Equal((utc, month, before.Minutes + 20), (utc, before.Month, (await InLedgerAsync(manager)).Minutes));
        }
    }

    /// <summary>One browser each, open over midnight: what somebody may do is kept for a minute, and no longer than the day.</summary>
    private static async Task UseRolesAtMidnightAsync()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        foreach (var (number, role) in Roles.GroupBy(r => (r.From, r.To)).Index())
        {
            var userId = await portal.AddAccountAsync($"midnight.{number}", $"P-00012{number}", PortalRole.Viewer, "U90001");
            await portal.DbAsync(db => db.Memberships.Where(m => m.UserId == userId).ExecuteUpdateAsync(u => u.SetProperty(m => m.From, Date(role.Key.From ?? "2026-01-01")).SetProperty(m => m.To, role.Key.To == null ? null : Date(role.Key.To))));
            portal.Time.Now = Instant(role.First().Utc);
            using var viewer = await portal.SignedInAsync($"midnight.{number}");
            foreach (var (from, to, utc, holds) in role)
            {
                portal.Time.Now = Instant(utc);
                Assert.Equal((from, to, utc, holds), (from, to, utc, (await viewer.GetAsync("/readiness?pcn=U90001")).Status == HttpStatusCode.OK));
            }
        }
    }

    /// <summary>The last month of a PCN's ledger, and Aisha Khan's minutes in it.</summary>
    private static async Task<(string Month, int Minutes)> InLedgerAsync(Visitor manager)
    {
        var ledger = (await manager.GetAsync("/supervision/ledger?pcn=U90001")).Document.QuerySelector(".app-ledger")!;
        var months = ledger.QuerySelectorAll("thead th").Select(h => h.TextContent.Trim()).ToList();
        var cell = ledger.QuerySelectorAll("tbody tr").Single(r => r.TextContent.Contains("Aisha Khan", StringComparison.Ordinal)).QuerySelectorAll("td")[months.Count - 2];
        return (months[^2][..3], int.Parse(System.Text.RegularExpressions.Regex.Match(cell.TextContent, @"([0-9]+)\s+(of|done)").Groups[1].Value, CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task T65_a_mail_that_waits_is_tried_again_after_its_pause_though_the_clocks_change_in_it()
    {
        foreach (var utc in Waits)
        {
            await using var running = await Running.StartAsync(("Mail:Smtp", "127.0.0.1:1"), ("Mail:From", "portal@example.test"), ("Mail:PublicUrl", "https://portal.example.test"));
            var portal = running.Portal;
            portal.Time.Now = Instant(utc);
            using (var visitor = portal.Visitor())
                await visitor.PostAsync(await visitor.GetAsync("/account/forgotten-password"), ("Form.Email", "coach@demo.test"));
            await portal.Services.AccountMailsAsync();
            await TriedAsync(1);
            portal.Time.Now += MailDelivery.Pauses[0] - TimeSpan.FromSeconds(1);
            await portal.Services.AccountMailsAsync();
            await TriedAsync(1);
            portal.Time.Now += TimeSpan.FromSeconds(1);
            await portal.Services.AccountMailsAsync();
            await TriedAsync(2);

            async Task TriedAsync(int times) => Assert.Equal((utc, times), (utc, Assert.Single(await portal.OutboxAsync()).Tries));
        }

        Proof.Holds("T65 mails", "a mail that waits over a clock change, midnight, the year's end and a leap day", $"{Waits.Length} waits", "tried after five minutes each");
    }

    [Fact]
    public async Task T65_a_policy_holds_from_its_first_day_to_its_last_and_a_declaration_is_of_the_day_and_year_on_which_it_is_signed()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using (var manager = await portal.SignedInAsync("manager"))
        {
            await manager.PostAsync(await manager.GetAsync("/policies/draft?pcn=U90001"), ("Form.Blocks", "EMP-02"));
            var preview = await manager.GetAsync("/policies/preview?pcn=U90001&Form.From=2027-03-28&Form.To=2027-10-31");
            Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostFormAsync((AngleSharp.Html.Dom.IHtmlFormElement)preview.Document.QuerySelector("main form[action^='/policies/publish']")!, preview.Address, ("Form.Reason", "For the summer"))).Status);
        }

        // The clocks change on its first day and on its last.
        (string Utc, bool Holds)[] policies =
        [
            ("2027-03-27T23:59:00Z", false), ("2027-03-28T00:00:00Z", true), ("2027-03-28T22:59:00Z", true), ("2027-03-28T23:00:00Z", true),
            ("2027-10-30T23:00:00Z", true), ("2027-10-31T01:30:00Z", true), ("2027-10-31T23:59:00Z", true), ("2027-11-01T00:00:00Z", false),
        ];
        foreach (var (utc, holds) in policies)
        {
            portal.Time.Now = Instant(utc);
            using var manager = await portal.SignedInAsync("manager");
            // The coach's page and the list, as they are opened in that moment.
            var inTheWay = (await manager.GetAsync("/coaches/HWBC-000014?pcn=U90001")).Document.QuerySelectorAll("main table tbody tr").Any(r => r.TextContent.Contains("EMP-02", StringComparison.Ordinal) && r.TextContent.Contains("In the way of referrals", StringComparison.Ordinal));
            Assert.Equal((utc, holds), (utc, inTheWay));
        }

        // An hour before and after midnight at the contract year's end, in summer time.
        (string Utc, string Signed, string Number)[] declarations = [("2028-03-31T22:59:00Z", "31 March 2028", "U90001-2027-1"), ("2028-03-31T23:00:00Z", "1 April 2028", "U90001-2028-1")];
        foreach (var (utc, day, number) in declarations)
        {
            portal.Time.Now = Instant(utc);
            using var manager = await portal.SignedInAsync("manager");
            var signed = await manager.PostAsync(await manager.GetAsync("/requirements/declaration?pcn=U90001"), ("Form.Role", "PCN manager"), ("Form.Declares", "true"));
            Assert.True(signed.Status == HttpStatusCode.SeeOther, $"{utc}: {signed.Status} {string.Join(' ', signed.Errors)}");
            var frozen = (await manager.FollowAsync(signed.Response.Headers.Location!.OriginalString)).Text;
            Assert.Contains($"Declaration {number}", frozen, StringComparison.Ordinal);
            Assert.Contains(day, frozen, StringComparison.Ordinal);
            Assert.All(await portal.DbAsync(db => db.Checks.Where(c => c.DeclarationId == db.Declarations.Single(d => d.Reference == number).Id).Select(c => c.On).ToListAsync()), on => Assert.Equal(day, on.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)));
        }

        Proof.Holds("T65 pages", "a policy at its first and last day, on which clocks change; a declaration at the contract year's end", $"{policies.Length + declarations.Length} instants", "each on its own day");
    }

    private static (int Days, string Most) Claimed(DateOnly start, DateOnly? end, DateOnly month)
    {
        var post = new Post { Id = "a", Pcn = "U12345", StartDate = start, EndDate = end, HoursPerWeek = ClaimMonth.WholeTimeHours, AfcBand = 5, ArrsFunded = true };
        var claim = new ClaimMonth(month, month.AddMonths(1).AddDays(-1), [post], new Caps([new Cap(new DateOnly(2020, 4, 1), null, 45_000, false, new DateOnly(2020, 4, 1), DateTime.UnixEpoch)]));
        return (claim.Days, claim.Most!.Value.ToString("0.00", CultureInfo.InvariantCulture));
    }

    private static DateTimeOffset Instant(string utc) => DateTimeOffset.Parse(utc, CultureInfo.InvariantCulture);

    private static DateOnly Date(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Written(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
