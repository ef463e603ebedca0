using System.Globalization;
using System.Net;
using HwbcPortal.Domain.Claims;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

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

    // Somebody logs a session of today, a minute before midnight in London and at midnight.
    private static readonly (string Utc, string Day)[] Logged =
    [
        ("2026-11-30T23:59:00Z", "2026-11-30"), ("2026-12-01T00:00:00Z", "2026-12-01"), ("2026-12-31T23:59:00Z", "2026-12-31"), ("2027-01-01T00:00:00Z", "2027-01-01"),
        ("2027-03-27T23:59:00Z", "2027-03-27"), ("2027-03-28T00:00:00Z", "2027-03-28"), ("2027-03-28T22:59:00Z", "2027-03-28"), ("2027-03-28T23:00:00Z", "2027-03-29"),
        ("2027-10-30T22:59:00Z", "2027-10-30"), ("2027-10-30T23:00:00Z", "2027-10-31"), ("2027-10-31T23:59:00Z", "2027-10-31"), ("2027-11-01T00:00:00Z", "2027-11-01"),
        ("2028-02-28T23:59:00Z", "2028-02-28"), ("2028-02-29T00:00:00Z", "2028-02-29"), ("2028-02-29T23:59:00Z", "2028-02-29"), ("2028-03-01T00:00:00Z", "2028-03-01"),
    ];

    [Fact]
    public async Task T65_every_boundary_of_the_calendar_falls_on_its_own_day()
    {
        Assert.Equal(Instants.Select(i => i.Day), Instants.Select(i => Written(new UkClock(new FixedTime(Instant(i.Utc))).Today)));
        Assert.Equal(Clocks.Select(c => Instant(c.Utc).UtcDateTime), Clocks.Select(c => UkClock.ToUtc(Date(c.Shown[..10]), TimeOnly.Parse(c.Shown[11..], CultureInfo.InvariantCulture))));
        Assert.Equal(Claims.Select(c => (c.Days, c.Most)), Claims.Select(c => Claimed(Date(c.Start), c.End is null ? null : Date(c.End), Date(c.Month))));
        Assert.Equal(Packs.Select(p => p.Pack), Packs.Select(p => RulePacks.On(Date(p.Day)).Name));
        await LogAtMidnightAsync();
        Proof.Holds("T65", "month ends, leap day, clock changes, midnight, year and contract year: clock, calendar, claims, packs, logging", $"{Instants.Length + Clocks.Length + Claims.Length + Packs.Length + Logged.Length} rows", "each on its own day");
    }

    private static async Task LogAtMidnightAsync()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        foreach (var (utc, day) in Logged)
        {
            portal.Time.Now = Instant(utc);
            using var supervisor = await portal.SignedInAsync("supervisor");
            var page = await supervisor.PostAsync(await supervisor.GetAsync("/supervision/log?coach=HWBC-000014"), ("Form.When", "Today"), ("Form.Minutes", "20"), ("Form.Notes", $"At {utc}"));
            // Another meeting of the same day is asked about first.
            if (page.Status == HttpStatusCode.OK)
                page = await supervisor.PostAsync(page);
            Assert.True(page.Status == HttpStatusCode.SeeOther, $"{utc}: {page.Status} {string.Join(' ', page.Errors)}");
            var stored = await portal.DbAsync(db => db.Sessions.Where(s => s.RecordId == db.SessionNotes.Where(n => n.Text == $"At {utc}").Select(n => n.SessionRecordId).Single()).Select(s => s.Date).SingleAsync());
            Assert.Equal((utc, day), (utc, Written(stored)));
        }
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
