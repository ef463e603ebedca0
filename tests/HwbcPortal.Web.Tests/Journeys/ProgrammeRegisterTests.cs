using System.Net;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>The programme register, as a hub lead keeps it and as clearance follows it.</summary>
public sealed class ProgrammeRegisterTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    [Fact]
    public async Task A_programme_is_added_found_accredited_and_no_longer_offered()
    {
        using var hub = await portal.SignedInAsync("hub");
        var refused = await hub.PostAsync(await hub.GetAsync("/programmes/new"), ("Form.Title", "Coaching well"), ("Form.Days", "4.3"));
        Assert.Contains("Length in days must be in whole or half days", refused.Errors);
        Assert.Contains("Enter the provider", refused.Errors);
        var added = await hub.PostAsync(await hub.GetAsync("/programmes/new"), ("Form.Title", "Coaching well"), ("Form.Provider", "North College"), ("Form.Kind", "HealthCoaching"), ("Form.Days", "4"), ("Form.HasAssessment", "false"), ("Form.ValidityMonths", "36"));
        Assert.Equal(HttpStatusCode.SeeOther, added.Status);
        var home = added.Response.Headers.Location!.ToString();
        Assert.Contains("this programme clears nobody", (await hub.GetAsync(home)).Text, StringComparison.Ordinal);

        // A window is shown with what it changes before it is stored.
        (string, string?)[] window = [.. ManagerJourneyTests.Date("From", 1, 1, 2024), ("Form.LookedUpAt", "The institute's list of programmes")];
        var shown = await hub.PostAsync(await hub.GetAsync($"{home}/accreditations/new"), window);
        Assert.Equal(HttpStatusCode.OK, shown.Status);
        Assert.Contains("Nobody gains or loses clearance.", shown.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("1 window", (await hub.GetAsync(home)).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await hub.PostAsync(shown)).Status);
        var page = await hub.GetAsync(home);
        Assert.Contains("1 January 2024", page.Text, StringComparison.Ordinal);
        Assert.Contains("24 November 2026 by Farah Aziz", page.Text, StringComparison.Ordinal);

        Assert.Single((await hub.GetAsync("/programmes?q=coaching+w&kind=HealthCoaching")).Rows);
        Assert.Single((await hub.GetAsync("/programmes?q=north")).Rows);
        Assert.Empty((await hub.GetAsync("/programmes?q=%25")).Rows);
        using var manager = await portal.SignedInAsync("manager");
        Assert.Contains("Coaching well", (await manager.GetAsync("/coaches/HWBC-000014/training/new")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await hub.PostAsync(await hub.GetAsync($"{home}/retire"), ("Form.Reason", "No longer run"))).Status);
        Assert.DoesNotContain("Coaching well", (await manager.GetAsync("/coaches/HWBC-000014/training/new")).Text, StringComparison.Ordinal);
        Assert.Empty((await hub.GetAsync("/programmes?q=north")).Rows);
        Assert.Contains("Not offered since 24 November 2026", (await hub.GetAsync("/programmes?q=north&retired=true")).Text, StringComparison.Ordinal);
        Assert.Contains("1 January 2024", (await hub.GetAsync(home)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shorter_window_shows_whom_it_would_no_longer_clear_and_clears_them_no_longer()
    {
        var four = await portal.DbAsync(db => db.Programmes.Where(p => p.Title == "Health coaching, four days (sample)" && p.VoidedOn == null).Select(p => p.RecordId).SingleAsync());
        using var hub = await portal.SignedInAsync("hub");
        var home = $"/programmes/{four}";
        var change = (await hub.GetAsync(home)).Document.QuerySelectorAll("main table a").Single().GetAttribute("href")!;
        (string, string?)[] ended = [.. ManagerJourneyTests.Date("To", 31, 12, 2021), ("Form.Reason", "The list says so"), ("Form.LookedUpAt", "The institute's list of programmes")];
        var shown = await hub.PostAsync(await hub.GetAsync(change), ended);
        Assert.Contains("No longer cleared", shown.Text, StringComparison.Ordinal);
        // Named where the hub lead reads readiness; at Harbour nobody was cleared by it.
        Assert.Contains("Grace Lin (HWBC-000011) at Riverside PCN", shown.Text, StringComparison.Ordinal);
        Assert.Contains("Tom Reed (HWBC-000012) at Riverside PCN", shown.Text, StringComparison.Ordinal);
        using var manager = await portal.SignedInAsync("manager");
        Assert.Contains("Cleared to take referrals", (await manager.GetAsync("/coaches/HWBC-000012")).Text, StringComparison.Ordinal);

        // Another answer than the one that was shown is shown again.
        var other = await hub.PostAsync(shown, ManagerJourneyTests.Date("To", 30, 6, 2021));
        Assert.Equal(HttpStatusCode.OK, other.Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await hub.PostAsync(other)).Status);
        Assert.Contains("Not cleared yet", (await manager.GetAsync("/coaches/HWBC-000012")).Text, StringComparison.Ordinal);
        Assert.Contains("Course was not accredited", (await manager.GetAsync("/readiness?q=Tom")).Text, StringComparison.Ordinal);
        // What was known before is not rewritten.
        Assert.Equal(2, await portal.DbAsync(db => db.Accreditations.CountAsync(a => db.Programmes.Any(p => p.Id == a.ProgrammeVersionId && p.RecordId == four))));
    }

    [Fact]
    public async Task A_changed_length_is_shown_first_and_keeps_the_windows_and_the_records()
    {
        var two = await portal.DbAsync(db => db.Programmes.Where(p => p.Title == "Health coaching, four days with portfolio (sample)" && p.VoidedOn == null).Select(p => p.RecordId).SingleAsync());
        using var admin = await portal.SignedInAsync("admin");
        var form = await admin.GetAsync($"/programmes/{two}/edit");
        var other = await admin.GetAsync($"/programmes/{two}/edit");
        var shown = await admin.PostAsync(form, ("Form.Days", "1"), ("Form.Reason", "It was entered wrongly"));
        Assert.Contains("No longer cleared", shown.Text, StringComparison.Ordinal);
        Assert.Contains("Sam Patel", shown.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.PostAsync(shown)).Status);
        var page = await admin.GetAsync($"/programmes/{two}");
        Assert.Contains("1 April 2021", page.Text, StringComparison.Ordinal);
        Assert.Contains("It was entered wrongly", page.Text, StringComparison.Ordinal);
        Assert.Contains("1 days", (await admin.GetAsync("/coaches/HWBC-000016/training?pcn=U90001")).Text.Replace("1 day", "1 days", StringComparison.Ordinal), StringComparison.Ordinal);
        // Somebody who had the form open is told.
        Assert.Equal(HttpStatusCode.Conflict, (await admin.PostAsync(other, ("Form.Title", "Another title"), ("Form.Reason", "x"))).Status);
    }
}
