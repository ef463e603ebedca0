using HwbcPortal.Domain.Claims;

namespace HwbcPortal.Domain.Tests.Claims;

/// <summary>Which cap holds on a day, as known on a day.</summary>
public sealed class CapsTests
{
    private static readonly DateOnly April = new(2025, 4, 1);

    [Fact]
    public void A_restatement_counts_from_the_day_on_which_it_was_recorded_and_both_answers_stay()
    {
        Cap[] caps = [Of(April, null, 43_352, recorded: new(2025, 4, 1)), Of(April, null, 44_939, recorded: new(2025, 8, 1))];
        Assert.Null(Annual(caps, April, known: new(2025, 3, 31)));
        Assert.Equal(43_352, Annual(caps, April, known: new(2025, 7, 31)));
        Assert.Equal(44_939, Annual(caps, April, known: new(2025, 8, 1)));
        Assert.Equal(44_939, Annual(caps, April));
        Assert.Equal(44_939, Annual([caps[1], caps[0]], April));
    }

    [Fact]
    public void Of_two_recorded_on_one_day_the_later_counts() =>
        Assert.Equal(2, Annual([Of(April, null, 2, new(2025, 4, 1), hour: 15), Of(April, null, 1, new(2025, 4, 1), hour: 9)], April));

    [Fact]
    public void A_restatement_replaces_the_last_day_too() =>
        Assert.Null(Annual([Of(April, null, 1, new(2025, 4, 1)), Of(April, new(2025, 9, 30), 2, new(2025, 8, 1))], new(2025, 10, 1)));

    [Theory]
    [InlineData("2024-09-30", 1)]
    [InlineData("2024-10-01", 2)]
    [InlineData("2025-03-31", 2)]
    [InlineData("2025-04-01", null)]
    [InlineData("2023-06-30", null)]
    public void An_open_cap_ends_the_day_before_the_next_begins_whichever_was_recorded_first(string day, int? annual)
    {
        Cap[] caps = [Of(new(2023, 7, 1), null, 1, new(2026, 1, 1)), Of(new(2024, 10, 1), new(2025, 3, 31), 2, new(2025, 1, 1))];
        Assert.Equal(annual, Annual(caps, DateOnly.Parse(day)));
        Assert.Equal(new DateOnly(2024, 9, 30), new Caps(caps).LastDayOf(caps[0]));
        Assert.Equal(new DateOnly(2025, 3, 31), new Caps(caps).LastDayOf(caps[1]));
    }

    [Fact]
    public void As_known_before_the_next_was_recorded_the_open_one_goes_on() =>
        Assert.Equal(1, Annual([Of(new(2023, 7, 1), null, 1, new(2023, 7, 1)), Of(April, null, 2, new(2025, 5, 1))], April, known: new(2025, 4, 30)));

    [Fact]
    public void One_that_was_taken_back_gives_way_to_the_record_before_it_and_stays_known_as_it_was()
    {
        Cap[] caps = [Of(April, null, 1, new(2025, 4, 1)), Of(April, null, 2, new(2025, 8, 1)) with { VoidedOn = new(2025, 9, 1) }];
        Assert.Equal(1, Annual(caps, April));
        Assert.Equal(2, Annual(caps, April, known: new(2025, 8, 31)));
        Assert.Equal(1, Annual(caps, April, known: new(2025, 9, 1)));
    }

    [Fact]
    public void Where_taking_back_lets_two_overlap_the_one_that_begins_later_counts() =>
        Assert.Equal(3, Annual([Of(April, new(2026, 3, 31), 1, new(2025, 4, 1)), Of(April, new(2025, 9, 30), 2, new(2025, 8, 1)) with { VoidedOn = new(2025, 11, 1) }, Of(new(2025, 10, 1), null, 3, new(2025, 10, 1))], new(2025, 10, 1)));

    [Theory]
    // Another first day within one that ends, to its last day.
    [InlineData("2025-04-02", null, true)]
    [InlineData("2026-03-31", null, true)]
    [InlineData("2026-04-01", null, false)]
    // An earlier one that reaches into it; an open one ends by itself.
    [InlineData("2024-04-01", "2025-04-01", true)]
    [InlineData("2024-04-01", "2025-03-31", false)]
    [InlineData("2024-04-01", null, false)]
    // The same first day restates.
    [InlineData("2025-04-01", "2027-03-31", false)]
    public void A_cap_overlaps_one_that_ends(string from, string? to, bool overlaps)
    {
        var caps = new Caps([Of(April, new(2026, 3, 31), 1, April)]);
        Assert.Equal(overlaps, caps.OverlapOf(DateOnly.Parse(from), to is null ? null : DateOnly.Parse(to)) is not null);
    }

    [Fact]
    public void A_later_cap_does_not_overlap_an_open_one() => Assert.Null(new Caps([Of(April, null, 1, April)]).OverlapOf(new(2025, 10, 1), new(2026, 3, 31)));

    private static decimal? Annual(Cap[] caps, DateOnly day, DateOnly? known = null) => new Caps(caps, known).On(day)?.Annual;

    private static Cap Of(DateOnly from, DateOnly? to, decimal annual, DateOnly recorded, int hour = 9) => new(from, to, annual, false, recorded, recorded.ToDateTime(new TimeOnly(hour, 0), DateTimeKind.Utc));
}
