using System.Net;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>A coach's log of continuing professional development.</summary>
public sealed class CpdTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    [Fact]
    public async Task A_coach_logs_hours_with_a_reflection_that_is_theirs_alone_and_sees_the_year_against_what_the_PCN_hopes_for()
    {
        const string Secret = "I was impatient with the group and want to listen longer.";
        using var coach = await portal.SignedInAsync("coach");
        var form = await coach.GetAsync("/me/cpd/new");
        Assert.Equal(["Enter the hours", "Enter what it was"], (await coach.PostAsync(form)).Errors);
        Assert.Contains("Hours must be in quarters: 0.25, 0.5, 0.75, 1", (await coach.PostAsync(form, ("Form.Hours", "1.3"), ("Form.What", "x"))).Errors);
        Assert.Contains("Hours must be between 0.25 and 24", (await coach.PostAsync(form, ("Form.Hours", "25"), ("Form.What", "x"))).Errors);
        Assert.Contains("Date must be today or in the past", (await coach.PostAsync(form, [.. ManagerJourneyTests.Date("On", 25, 11, 2026), ("Form.Hours", "1"), ("Form.What", "x")])).Errors);
        Assert.Equal(HttpStatusCode.SeeOther, (await coach.PostAsync(form, ("Form.Hours", "1.5"), ("Form.What", "Peer group"), ("Form.Reflection", Secret))).Status);
        // The last day of a year and the first of the next are two years.
        foreach (var (day, month, what) in new[] { (31, 3, "A book on habits"), (1, 4, "A webinar") })
            Assert.Equal(HttpStatusCode.SeeOther, (await coach.PostAsync(await coach.GetAsync("/me/cpd/new"), [.. ManagerJourneyTests.Date("On", day, month, 2026), ("Form.Hours", "2.25"), ("Form.What", what)])).Status);
        var log = await coach.GetAsync("/me/cpd");
        Assert.Contains("3.75 hours logged", log.Text, StringComparison.Ordinal);
        Assert.Contains(Secret, log.Text, StringComparison.Ordinal);
        Assert.Equal(2, log.Rows.Count);
        Assert.Contains("A book on habits", Assert.Single((await coach.GetAsync("/me/cpd?year=2025")).Rows).TextContent, StringComparison.Ordinal);
        Assert.Contains("April 2026 to March 2027", (await coach.GetAsync("/me/cpd?year=1900")).Title, StringComparison.Ordinal);

        using var manager = await portal.SignedInAsync("manager");
        Assert.Contains("Hours must be between 1 and 500", (await manager.PostAsync(await manager.GetAsync("/training/cpd-target?pcn=U90001"), ("Form.Names", "true"), ("Form.Hours", "0"))).Errors);
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(await manager.GetAsync("/training/cpd-target?pcn=U90001"), ("Form.Names", "true"), ("Form.Hours", "30"))).Status);
        Assert.Contains("Riverside PCN hopes for 30 hours in a year from April", (await manager.GetAsync("/training/subjects")).Text, StringComparison.Ordinal);
        var bar = (await coach.GetAsync("/me/cpd")).Document.QuerySelector("progress")!;
        Assert.Equal(("3.75", "30", "3.75 hours of the 30 hours that Riverside PCN hopes for"), (bar.GetAttribute("value"), bar.GetAttribute("max"), bar.GetAttribute("aria-label")));

        var seen = await manager.GetAsync("/coaches/HWBC-000014/development");
        Assert.Contains("Peer group", seen.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, seen.Document.Body!.InnerHtml, StringComparison.Ordinal);
        var history = (await manager.GetAsync("/coaches/HWBC-000014/history")).Text;
        Assert.Contains("Logged development", history, StringComparison.Ordinal);
        Assert.DoesNotContain("impatient", history, StringComparison.Ordinal);
        Assert.False(await portal.DbAsync(db => db.AuditChanges.AnyAsync(c => c.Content!.Contains("impatient"))));

        // A change, another window that is too late, and out of the log.
        var entry = log.Rows[0].QuerySelector("a")!.GetAttribute("href")!;
        var (one, two) = (await coach.GetAsync(entry), await coach.GetAsync(entry));
        Assert.Equal(HttpStatusCode.SeeOther, (await coach.PostAsync(one, ("Form.Hours", "2"))).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await coach.PostAsync(two, ("Form.Hours", "3"))).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await coach.PostAsync(await coach.GetAsync(entry), ("Form.Remove", "true"))).Status);
        Assert.Single((await coach.GetAsync("/me/cpd")).Rows);
        Assert.Equal(HttpStatusCode.NotFound, (await coach.GetAsync(entry)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await manager.GetAsync(entry)).Status);
    }
}
