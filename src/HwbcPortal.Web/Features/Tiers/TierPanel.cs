using HwbcPortal.Data;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Tiers;

/// <summary>A review of the tier, as pages show it.</summary>
internal sealed record TierReviewRow(DateOnly On, int? Before, int After, string? Finding, string By)
{
    public string Outcome => Before == After ? $"Stays at tier {After}" : Before is { } before ? $"From tier {before} to tier {After}" : $"Tier {After}";
}

/// <summary>A coach's tier of practice, the review that is due, and those that were.</summary>
/// <param name="Tier">1 to 4; null when none is recorded.</param>
/// <param name="ReviewedOn">The day of the last review.</param>
/// <param name="Due">The review that is due, in months after the first day, and since when.</param>
/// <param name="Reviews">The newest first.</param>
internal sealed record TierPanel(int? Tier, DateOnly? ReviewedOn, (int Months, DateOnly On)? Due, IReadOnlyList<TierReviewRow> Reviews)
{
    public StatusTag Status => Due is { } due ? new($"{due.Months}-month review due since {Words.Date(due.On)}", "yellow") : Tier is null ? new("Not recorded", "grey") : new("No review is due", "green");

    public static async Task<TierPanel> OfAsync(HwbcDbContext db, Guid coachId, CoachFile file, DateOnly today, CancellationToken cancellation) => new(file.Coach.Tier, file.Coach.TierReviewedOn, DueOn(file, today),
        await db.TierReviews.AsNoTracking().Where(r => r.CoachId == coachId).OrderByDescending(r => r.On).ThenByDescending(r => r.Id).Select(r => new TierReviewRow(r.On, r.TierBefore, r.TierAfter, r.Finding, r.By!.Name)).ToListAsync(cancellation));

    private static (int Months, DateOnly On)? DueOn(CoachFile file, DateOnly today) =>
        FirstDay(file) is { } first ? TierReviews.Due(file.Coach.Tier, file.Coach.TierReviewedOn, first, today) : null;

    /// <summary>The first day of the coach's first post; null without one.</summary>
    public static DateOnly? FirstDay(CoachFile file) => file.Posts.Where(p => p.VoidedOn is null).Select(p => (DateOnly?)p.StartDate).Min();
}
