namespace HwbcPortal.Domain.Compliance;

/// <summary>When a tier 1 coach is looked at again: 6 and 12 months after the first day in post (rule TIER-01). No tier changes by itself.</summary>
public static class TierReviews
{
    /// <summary>The review that is due on a day: how many months after the first day it falls (6 or 12), and its day; null when none is due.</summary>
    /// <param name="tier">The coach's tier, 1 to 4; null when none is recorded.</param>
    /// <param name="reviewedOn">The day of the last review; null when there was none.</param>
    /// <param name="firstDay">The first day of the coach's first post, at any PCN.</param>
    /// <param name="day">The day that is asked about.</param>
    public static (int Months, DateOnly On)? Due(int? tier, DateOnly? reviewedOn, DateOnly firstDay, DateOnly day)
    {
        if (tier != 1)
            return null;
        foreach (var months in (int[])[12, 6])
        {
            var on = Days.PlusMonths(firstDay, months);
            if (day >= on && !(reviewedOn >= on && reviewedOn <= day))
                return (months, on);
        }

        return null;
    }
}
