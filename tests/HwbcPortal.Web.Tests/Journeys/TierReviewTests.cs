using System.Net;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>A review of a tier is asked for in time, recorded by somebody else, and read by the coach.</summary>
public sealed class TierReviewTests
{
    [Fact]
    public async Task It_is_asked_for_from_its_day_until_it_is_recorded()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        // 24 May and 6 months is 24 November, today.
        await StartsAsync(portal, new DateOnly(2026, 5, 25));
        using var supervisor = await portal.SignedInAsync("supervisor");
        Assert.DoesNotContain("review of Aisha Khan's tier has been due", (await supervisor.GetAsync("/supervision")).Text, StringComparison.Ordinal);
        await StartsAsync(portal, new DateOnly(2026, 5, 24));
        Assert.Contains("The 6-month review of Aisha Khan's tier has been due since 24 November 2026", (await supervisor.GetAsync("/supervision")).Text, StringComparison.Ordinal);
        Assert.Contains("6-month review due since 24 November 2026", (await supervisor.GetAsync("/supervision/coaches/HWBC-000014")).Text, StringComparison.Ordinal);

        var page = await supervisor.GetAsync("/coaches/HWBC-000014/tier");
        Assert.Contains("Enter what was found: the tier changes", (await supervisor.PostAsync(page, ("Form.Tier", "2"))).Errors);
        Assert.Contains("Day of the review must be 24 May 2026, the first day in post, or later", (await supervisor.PostAsync(page, ("Form.Tier", "1"), ("Form.On.Day", "23"), ("Form.On.Month", "5"), ("Form.On.Year", "2026"))).Errors);
        Assert.Contains("Day of the review must be today or in the past", (await supervisor.PostAsync(page, ("Form.Tier", "1"), ("Form.On.Day", "25"), ("Form.On.Month", "11"), ("Form.On.Year", "2026"))).Errors);
        Assert.Equal(HttpStatusCode.SeeOther, (await supervisor.PostAsync(page, ("Form.Tier", "1"), ("Form.Finding", "Ready for harder work by spring"))).Status);
        Assert.DoesNotContain("review of Aisha Khan's tier has been due", (await supervisor.GetAsync("/supervision")).Text, StringComparison.Ordinal);

        using var coach = await portal.SignedInAsync("coach");
        var plan = (await coach.GetAsync("/me/goals")).Text;
        Assert.Contains("24 November 2026: Stays at tier 1", plan, StringComparison.Ordinal);
        Assert.Contains("Ready for harder work by spring", plan, StringComparison.Ordinal);
        using var manager = await portal.SignedInAsync("manager");
        Assert.Contains("Stays at tier 1", (await manager.GetAsync("/coaches/HWBC-000014/development")).Text, StringComparison.Ordinal);
        Assert.Contains("Reviewed the tier of practice", (await manager.GetAsync("/coaches/HWBC-000014/history")).Text, StringComparison.Ordinal);
        Assert.Contains("Day of the review must be 24 November 2026, the day of the last review, or later", (await manager.PostAsync(await manager.GetAsync("/coaches/HWBC-000014/tier"), ("Form.On.Day", "23"))).Errors);
    }

    [Fact]
    public async Task What_came_of_it_is_what_the_decision_says_and_two_at_once_are_told()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await StartsAsync(portal, new DateOnly(2026, 5, 24));
        using var manager = await portal.SignedInAsync("manager");
        using var supervisor = await portal.SignedInAsync("supervisor");
        var finding = (await manager.GetAsync("/coaches/HWBC-000014")).Text;
        Assert.Contains("Tier 1; the 6-month review has been due since 24 November 2026.", finding, StringComparison.Ordinal);
        var (one, other) = (await manager.GetAsync("/coaches/HWBC-000014/tier"), await supervisor.GetAsync("/coaches/HWBC-000014/tier"));
        var saved = await manager.PostAsync(one, ("Form.Tier", "2"), ("Form.Finding", "Leads groups alone"));
        Assert.Equal("/coaches/HWBC-000014/development?pcn=U90001", saved.Response.Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.Conflict, (await supervisor.PostAsync(other, ("Form.Tier", "1"))).Status);
        Assert.DoesNotContain("review has been due", (await manager.GetAsync("/coaches/HWBC-000014")).Text, StringComparison.Ordinal);
        Assert.Contains("From tier 1 to tier 2", (await supervisor.GetAsync("/supervision/coaches/HWBC-000014/goals")).Text, StringComparison.Ordinal);
        // Priya Shah is a manager and a coach: her own is somebody else's to review.
        Assert.Equal(HttpStatusCode.Forbidden, (await manager.GetAsync("/coaches/HWBC-000018/tier")).Status);
        Assert.DoesNotContain("Record a review", (await manager.GetAsync("/coaches/HWBC-000018/development")).Text, StringComparison.Ordinal);
    }

    private static Task<int> StartsAsync(PortalFixture portal, DateOnly day) => portal.DbAsync(async db =>
    {
        var id = await db.Coaches.Where(c => c.Person!.Reference == "HWBC-000014").Select(c => c.Id).SingleAsync();
        await db.Coaches.Where(c => c.Id == id).ExecuteUpdateAsync(u => u.SetProperty(c => c.Tier, 1).SetProperty(c => c.TierReviewedOn, (DateOnly?)null));
        return await db.Posts.Where(p => p.CoachId == id).ExecuteUpdateAsync(u => u.SetProperty(p => p.StartDate, day));
    });
}
