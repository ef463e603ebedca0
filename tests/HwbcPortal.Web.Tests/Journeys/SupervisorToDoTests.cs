using System.Net;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>What waits for a supervisor is gone when it is done; what a manager must know of their supervisors is there in time.</summary>
public sealed class SupervisorToDoTests
{
    [Fact]
    public async Task The_list_names_what_waits_and_empties_when_it_is_done()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var supervisor = await portal.SignedInAsync("supervisor");
        await supervisor.PostAsync(await supervisor.GetAsync("/supervision/log?coach=HWBC-000014"), ("Form.When", "Today"), ("Form.Minutes", "20"), ("Form.Actions[0].Text", "Ask for a room"), ("Form.Actions[0].Owner", "Supervisor"), ("Form.Actions[0].DueOn.Day", "8"), ("Form.Actions[0].DueOn.Month", "12"), ("Form.Actions[0].DueOn.Year", "2026"),
            ("Form.NextOn.Day", "30"), ("Form.NextOn.Month", "11"), ("Form.NextOn.Year", "2026"));
        var first = (await supervisor.GetAsync("/supervision")).Text;
        Assert.DoesNotContain("Ask for a room", first, StringComparison.Ordinal);
        Assert.DoesNotContain("has not confirmed", first, StringComparison.Ordinal);
        Assert.Contains("Write down what you and Aisha Khan agreed", first, StringComparison.Ordinal);

        // Seven days before the action's day; the booked day is past.
        portal.Time.Now = portal.Time.Now.AddDays(7);
        using var week = await portal.SignedInAsync("supervisor");
        var page = await week.GetAsync("/supervision");
        Assert.Contains("Ask for a room, by 8 December 2026", page.Text, StringComparison.Ordinal);
        Assert.Contains("30 November 2026 with Aisha Khan was booked: say how it went", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("has not confirmed", page.Text, StringComparison.Ordinal);
        var file = await week.GetAsync("/supervision/coaches/HWBC-000014");
        await week.PostFormAsync((AngleSharp.Html.Dom.IHtmlFormElement)file.Document.QuerySelectorAll("main form").Single(f => f.GetAttribute("action")!.EndsWith("/done", StringComparison.Ordinal)), file.Address);
        await week.PostAsync(await week.GetAsync("/supervision/log?coach=HWBC-000014"), ("Form.Outcome", "CancelledByCoach"));
        var done = (await week.GetAsync("/supervision")).Text;
        Assert.DoesNotContain("Ask for a room", done, StringComparison.Ordinal);
        Assert.DoesNotContain("was booked: say how it went", done, StringComparison.Ordinal);

        // The fifteenth day after it was recorded, not the fourteenth.
        portal.Time.Now = portal.Time.Now.AddDays(7);
        using var fourteenth = await portal.SignedInAsync("supervisor");
        Assert.DoesNotContain("has not confirmed", (await fourteenth.GetAsync("/supervision")).Text, StringComparison.Ordinal);
        portal.Time.Now = portal.Time.Now.AddDays(1);
        using var fifteenth = await portal.SignedInAsync("supervisor");
        Assert.Contains("Aisha Khan has not confirmed 24 November 2026", (await fifteenth.GetAsync("/supervision")).Text, StringComparison.Ordinal);
        using var coach = await portal.SignedInAsync("coach");
        var record = await portal.DbAsync(db => db.Sessions.Where(s => s.Date == new DateOnly(2026, 11, 24) && s.RecordedById != null).Select(s => s.RecordId).SingleAsync());
        await coach.PostAsync(await coach.GetAsync($"/me/supervision/{record}"), ("Form.WasSo", "false"), ("Form.Comment", "It was half an hour"));
        Assert.Contains("Aisha Khan says that 24 November 2026 was otherwise", (await fifteenth.GetAsync("/supervision")).Text, StringComparison.Ordinal);
        // November is over: what it says then is shown first.
        var shown = await fifteenth.PostAsync(await fifteenth.GetAsync($"/coaches/HWBC-000014/sessions/{record}/correct"), ("Form.Minutes", "30"), ("Form.Reason", "EnteredWrongly"));
        await fifteenth.PostAsync(shown);
        Assert.DoesNotContain("24 November 2026", (await fifteenth.GetAsync("/supervision")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_of_ones_own_eligibility_is_told_60_days_before()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await portal.DbAsync(db => db.Eligibility.Where(e => db.Supervisors.Any(s => s.Id == e.SupervisorVersionId && s.PersonId == db.People.First(p => p.Reference == "P-000002").Id)).ExecuteUpdateAsync(u => u.SetProperty(e => e.To, new DateOnly(2027, 1, 23))));
        using var supervisor = await portal.SignedInAsync("supervisor");
        // 24 November and 60 days is 23 January: on that day it still holds.
        Assert.DoesNotContain("you may supervise health coaching until", (await supervisor.GetAsync("/supervision")).Text, StringComparison.Ordinal);
        await portal.DbAsync(db => db.Eligibility.Where(e => e.To == new DateOnly(2027, 1, 23)).ExecuteUpdateAsync(u => u.SetProperty(e => e.To, new DateOnly(2027, 1, 22))));
        Assert.Contains("you may supervise health coaching until 22 January 2027", (await supervisor.GetAsync("/supervision")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lone_supervisor_who_goes_away_is_seen_until_cover_is_arranged()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var supervisor = await portal.SignedInAsync("supervisor");
        Assert.Contains("Enter the first day away", (await supervisor.PostAsync(await supervisor.GetAsync("/supervision/away"))).Errors);
        Assert.Equal(HttpStatusCode.SeeOther, (await supervisor.PostAsync(await supervisor.GetAsync("/supervision/away"), [.. Day("From", new DateOnly(2026, 12, 3)), .. Day("To", new DateOnly(2026, 12, 20))])).Status);
        Assert.Contains("is recorded already", Assert.Single((await supervisor.PostAsync(await supervisor.GetAsync("/supervision/away"), Day("From", new DateOnly(2026, 12, 20)))).Errors), StringComparison.Ordinal);

        using var manager = await portal.SignedInAsync("manager");
        var ledger = await manager.GetAsync("/supervision/ledger");
        Assert.Contains("and nobody else does", ledger.Text, StringComparison.Ordinal);
        Assert.Contains("is away from 3 December 2026 to 20 December 2026", ledger.Text, StringComparison.Ordinal);
        Assert.Contains("Arrange cover for Aisha Khan", ledger.Text, StringComparison.Ordinal);
        await portal.DbAsync(async db =>
        {
            var post = await db.Posts.FirstAsync(p => p.Coach!.Person!.Reference == "HWBC-000014" && p.VoidedOn == null);
            db.Add(new SupervisionCover { CoachId = post.CoachId, PcnId = post.PcnId, PersonId = await db.People.Where(p => p.Reference == "P-000003").Select(p => p.Id).SingleAsync(), From = new DateOnly(2026, 12, 10), To = new DateOnly(2026, 12, 12) });
            return await db.SaveChangesAsync();
        });
        Assert.DoesNotContain("Arrange cover for Aisha Khan", (await manager.GetAsync("/supervision/ledger")).Text, StringComparison.Ordinal);
        // More coaches than there is time for.
        await portal.DbAsync(db => db.Supervisors.Where(s => s.Name == "Rachel Bell" && s.VoidedOn == null).ExecuteUpdateAsync(u => u.SetProperty(s => s.CapacityCoaches, 2)));
        Assert.Contains("More than there is time for", (await manager.GetAsync("/supervision/ledger")).Text, StringComparison.Ordinal);
        await supervisor.PostFormAsync((AngleSharp.Html.Dom.IHtmlFormElement)(await supervisor.GetAsync("/supervision/away")).Document.QuerySelector("main form[action$='/take-back']")!, new Uri(portal.Address, "/supervision/away"));
        Assert.DoesNotContain("is away from", (await manager.GetAsync("/supervision/ledger")).Text, StringComparison.Ordinal);
    }

    private static (string, string?)[] Day(string field, DateOnly day) => [($"Form.{field}.Day", $"{day.Day}"), ($"Form.{field}.Month", $"{day.Month}"), ($"Form.{field}.Year", $"{day.Year}")];
}
