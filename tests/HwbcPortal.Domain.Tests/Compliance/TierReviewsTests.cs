using HwbcPortal.Domain.Compliance;

namespace HwbcPortal.Domain.Tests.Compliance;

public sealed class TierReviewsTests
{
    [Theory]
    [InlineData(1, null, "2026-03-10", "2026-09-09", 0)]
    [InlineData(1, null, "2026-03-10", "2026-09-10", 6)]
    [InlineData(1, null, "2026-03-10", "2027-03-09", 6)]
    [InlineData(1, null, "2026-03-10", "2027-03-10", 12)]
    // The last day of a month that has no such day, in a leap year and in another.
    [InlineData(1, null, "2027-08-31", "2028-02-28", 0)]
    [InlineData(1, null, "2027-08-31", "2028-02-29", 6)]
    [InlineData(1, null, "2026-08-31", "2027-02-28", 6)]
    // A review on the day counts, one of the day before does not, one that is still to come neither.
    [InlineData(1, "2026-09-10", "2026-03-10", "2026-09-10", 0)]
    [InlineData(1, "2026-09-09", "2026-03-10", "2026-09-10", 6)]
    [InlineData(1, "2026-09-12", "2026-03-10", "2026-09-11", 6)]
    [InlineData(1, "2027-03-09", "2026-03-10", "2027-03-10", 12)]
    [InlineData(1, "2027-03-10", "2026-03-10", "2030-01-01", 0)]
    [InlineData(2, null, "2026-03-10", "2030-01-01", 0)]
    [InlineData(null, null, "2026-03-10", "2030-01-01", 0)]
    public void A_review_is_due_after_6_and_after_12_months(int? tier, string? reviewed, string first, string day, int months) =>
        Assert.Equal(months, TierReviews.Due(tier, reviewed is null ? null : DateOnly.Parse(reviewed, System.Globalization.CultureInfo.InvariantCulture), DateOnly.Parse(first, System.Globalization.CultureInfo.InvariantCulture), DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture))?.Months ?? 0);
}
