using HwbcPortal.Domain.Claims;
using HwbcPortal.Domain.Compliance;

namespace HwbcPortal.Domain.Tests.Claims;

/// <summary>What a month can be claimed at most, worked by hand.</summary>
public sealed class ClaimMonthTests
{
    private static readonly DateOnly Recorded = new(2020, 4, 1);

    [Theory]
    // A whole month: 45,000 / 12 = 3,750.
    [InlineData("2026-11", "2026-01-01", null, 37.5, 45_000, 30, "3750.00")]
    [InlineData("2026-11", "2026-01-01", null, 30, 45_000, 30, "3000.00")]
    // Domain 6.1: 49,967 / 12 = 4,163.9166…
    [InlineData("2026-11", "2026-01-01", null, 37.5, 49_967, 30, "4163.92")]
    // The first and the last day alone: 3,750 / 30, 3,750 / 31 = 120.967…
    [InlineData("2026-11", "2026-01-01", "2026-11-01", 37.5, 45_000, 1, "125.00")]
    [InlineData("2026-10", "2026-10-31", null, 37.5, 45_000, 1, "120.97")]
    // Mid-month: 3,750 x 16 / 30, and 3,750 x 14 / 30.
    [InlineData("2026-11", "2026-11-15", null, 37.5, 45_000, 16, "2000.00")]
    [InlineData("2026-11", "2026-01-01", "2026-11-14", 37.5, 45_000, 14, "1750.00")]
    // February: 3,750 x 14 / 28 and x 14 / 29 = 1,810.344…
    [InlineData("2026-02", "2026-02-15", null, 37.5, 45_000, 14, "1875.00")]
    [InlineData("2028-02", "2028-02-16", null, 37.5, 45_000, 14, "1810.34")]
    [InlineData("2028-02", "2028-02-29", null, 37.5, 45_000, 1, "129.31")]
    // Half a penny: 0.06 / 12 = 0.005, away from zero.
    [InlineData("2026-11", "2026-01-01", null, 37.5, 0.06, 30, "0.01")]
    // 45,000.06 / 12 = 3,750.005.
    [InlineData("2026-11", "2026-01-01", null, 37.5, 45_000.06, 30, "3750.01")]
    // 20 hours are 0.5333… of whole time: 45,000 x 20 / 450 = 2,000 to the penny all the same.
    [InlineData("2026-11", "2026-01-01", null, 20, 45_000, 30, "2000.00")]
    public void The_most_is_a_twelfth_by_whole_time_by_days(string month, string start, string? end, double hours, double annual, int days, string most)
    {
        var claim = Month(month, [Post("a", start, end, (decimal)hours)], Cap("2020-04-01", (decimal)annual));
        Assert.Equal(days, claim.Days);
        Assert.Equal(decimal.Parse(most), claim.Most);
    }

    [Fact]
    public void Each_day_has_its_own_cap_and_the_sum_is_rounded_once()
    {
        // 0.05 x 10 / (12 x 30) + 0.07 x 20 / (12 x 30) = 1.9 / 360 = 0.00527…: a penny, though neither part is one.
        var claim = Month("2026-11", [Post("a", "2026-01-01", null, 37.5m)], Cap("2026-04-01", 0.05m), Cap("2026-11-11", 0.07m));
        Assert.Equal(["2026-11-01 2026-11-10 10", "2026-11-11 2026-11-30 20"], claim.Parts.Select(p => $"{p.From:yyyy-MM-dd} {p.To:yyyy-MM-dd} {p.Days}"));
        Assert.Equal(0.01m, claim.Most);
    }

    [Fact]
    public void Hours_change_by_a_second_post()
    {
        // 45,000 / 12 x (30 / 37.5 x 14 + 15 / 37.5 x 16) / 30 = 3,750 x 17.6 / 30.
        var claim = Month("2026-11", [Post("a", "2026-01-01", "2026-11-14", 30), Post("b", "2026-11-15", null, 15)], Cap("2026-04-01", 45_000));
        Assert.Equal(2_200m, claim.Most);
        Assert.Equal(2, claim.Parts.Count);
    }

    [Fact]
    public void Days_between_two_posts_and_days_of_a_post_that_is_not_funded_do_not_count()
    {
        var claim = Month("2026-11", [Post("a", "2026-01-01", "2026-11-05", 37.5m), Post("b", "2026-11-11", "2026-11-20", 37.5m) with { ArrsFunded = false }, Post("c", "2026-11-26", null, 37.5m)], Cap("2026-04-01", 45_000));
        Assert.Equal(10, claim.Days);
        Assert.Equal(1_250m, claim.Most);
    }

    [Fact]
    public void While_a_month_runs_only_its_days_so_far_count() =>
        Assert.Equal(3_000m, new ClaimMonth(new(2026, 11, 1), new(2026, 11, 24), [Post("a", "2026-01-01", null, 37.5m)], new Caps([Cap("2026-04-01", 45_000)])).Most);

    [Fact]
    public void A_day_without_a_cap_leaves_no_sum()
    {
        var claim = Month("2026-11", [Post("a", "2026-01-01", null, 37.5m)], Cap("2026-11-02", 45_000));
        Assert.Null(claim.Most);
        Assert.Equal([(new DateOnly(2026, 11, 1), new DateOnly(2026, 11, 1))], claim.WithoutCap.Select(p => (p.From, p.To)));
        Assert.Null(Month("2026-10", [], Cap("2026-04-01", 45_000)).Most);
    }

    [Fact]
    public void A_sum_rests_on_an_estimate_when_one_of_its_days_does()
    {
        var posts = new[] { Post("a", "2026-01-01", null, 37.5m) };
        Assert.True(Month("2026-11", posts, Cap("2026-04-01", 1), Cap("2026-11-30", 1) with { IsEstimate = true }).IsEstimate);
        Assert.False(Month("2026-11", posts, Cap("2026-04-01", 1), Cap("2026-12-01", 1) with { IsEstimate = true }).IsEstimate);
    }

    [Theory]
    [InlineData("3000", "2999.99", "2999.99")]
    [InlineData("3000", "3000.01", "3000")]
    [InlineData("3000", null, null)]
    [InlineData(null, "3000", null)]
    public void The_lower_of_cost_and_cap_needs_both(string? most, string? cost, string? lower) => Assert.Equal(Of(lower), ClaimMonth.Lower(Of(most), Of(cost)));

    [Theory]
    [InlineData("Ready", ClaimState.Ready)]
    [InlineData("NotApplicable Ready Ready", ClaimState.Ready)]
    [InlineData("Ready NotReady", ClaimState.Query)]
    [InlineData("NotReady Query", ClaimState.Query)]
    [InlineData("Query", ClaimState.Query)]
    [InlineData("NotReady NotApplicable NotReady", ClaimState.NotReady)]
    [InlineData("NotApplicable", ClaimState.NotReady)]
    public void A_month_is_ready_when_every_day_in_post_is_and_not_ready_when_none_is(string days, ClaimState state)
    {
        var segments = days.Split(' ').Select((d, n) => new TimelineSegment(new DateOnly(2026, 11, 1).AddDays(n), new DateOnly(2026, 11, 1).AddDays(n), Referrals.Cleared, Enum.Parse<Arrs>(d), Standing.Good, Standing.Good));
        Assert.Equal(state, ClaimMonth.StateOf(ClaimMonth.Runs(segments)));
    }

    [Fact]
    public void Runs_join_segments_that_differ_in_something_else_and_not_across_days_out_of_post()
    {
        TimelineSegment Segment(int from, int to, Arrs arrs, Referrals referrals) => new(new(2026, 11, from), new(2026, 11, to), referrals, arrs, Standing.Good, Standing.Good);
        var runs = ClaimMonth.Runs([Segment(1, 3, Arrs.Ready, Referrals.Cleared), Segment(4, 6, Arrs.Ready, Referrals.Suspended), Segment(7, 8, Arrs.NotApplicable, Referrals.NotInPost), Segment(9, 9, Arrs.Ready, Referrals.Cleared)]);
        Assert.Equal(["1-6", "9-9"], runs.Select(r => $"{r.From.Day}-{r.To.Day}"));
    }

    private static decimal? Of(string? number) => number is null ? null : decimal.Parse(number);

    private static ClaimMonth Month(string month, Post[] posts, params Cap[] caps)
    {
        var first = DateOnly.Parse($"{month}-01");
        return new ClaimMonth(first, first.AddMonths(1).AddDays(-1), posts, new Caps(caps));
    }

    private static Cap Cap(string from, decimal annual) => new(DateOnly.Parse(from), null, annual, false, Recorded, Recorded.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc));

    private static Post Post(string id, string start, string? end, decimal hours) => new() { Id = id, Pcn = "U12345", StartDate = DateOnly.Parse(start), EndDate = end is null ? null : DateOnly.Parse(end), HoursPerWeek = hours, AfcBand = 5, ArrsFunded = true };
}
