using System.Net;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>Sessions put right, entered late, held in a group, and what a supervisor raises with them.</summary>
public sealed class SessionCorrectionTests
{
    private const string Aisha = "/coaches/HWBC-000014";

    [Fact]
    public async Task A_correction_voids_and_replaces_shows_months_that_turn_and_asks_the_coach_anew()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var supervisor = await portal.SignedInAsync("supervisor");
        await supervisor.PostAsync(await supervisor.GetAsync("/supervision/log?coach=HWBC-000014"), [("Form.When", "Another"), .. Day("Date", new DateOnly(2026, 11, 2)), ("Form.Minutes", "60")]);
        var record = await portal.DbAsync(db => db.Sessions.Where(s => s.Date == new DateOnly(2026, 11, 2) && s.RecordedById != null).Select(s => s.RecordId).SingleAsync());
        using var coach = await portal.SignedInAsync("coach");
        await coach.PostAsync(await coach.GetAsync($"/me/supervision/{record}"), ("Form.WasSo", "true"));

        var form = await supervisor.GetAsync($"{Aisha}/sessions/{record}/correct");
        Assert.Contains("Select why it is put right", (await supervisor.PostAsync(form)).Errors);
        Assert.Equal(HttpStatusCode.SeeOther, (await supervisor.PostAsync(form, ("Form.Minutes", "45"), ("Form.Reason", "EnteredWrongly"))).Status);
        var versions = await portal.DbAsync(db => db.Sessions.Where(s => s.RecordId == record).OrderBy(s => s.RecordedUtc).Select(s => new { s.Minutes, s.VoidedOn, s.VersionReason }).ToListAsync());
        Assert.Equal([(60, true), (45, false)], versions.Select(v => (v.Minutes, v.VoidedOn is not null)));
        Assert.Equal("It was entered wrongly", versions[1].VersionReason);
        // What was confirmed was something else: asked anew. The first entry was 22 days late, and stays so.
        var mine = await coach.GetAsync("/me/supervision");
        Assert.Contains("For you to confirm (1)", mine.Text, StringComparison.Ordinal);
        using var manager = await portal.SignedInAsync("manager");
        var ledger = await manager.GetAsync($"{Aisha}/supervision");
        Assert.Contains("Recorded 22 days after the session", ledger.Text, StringComparison.Ordinal);
        Assert.Contains("Put right on 24 November 2026", ledger.Text, StringComparison.Ordinal);
        // The same form again makes nothing new; the other window is told.
        Assert.Equal(HttpStatusCode.SeeOther, (await supervisor.PostAsync(form, ("Form.Minutes", "45"), ("Form.Reason", "EnteredWrongly"))).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await supervisor.PostAsync(form, ("Form.Key", Guid.NewGuid().ToString()), ("Form.Minutes", "50"), ("Form.Reason", "EnteredWrongly"))).Status);

        // A month that is over and would turn is shown before anything is stored, and taken back it is not met any more.
        var past = await portal.DbAsync(db => db.Sessions.Where(s => s.Coach!.Person!.Reference == "HWBC-000014" && s.VoidedOn == null && s.Outcome == SessionOutcome.Held && s.Date < new DateOnly(2026, 11, 1)).OrderByDescending(s => s.Date).Select(s => new { s.RecordId, s.Date }).FirstAsync());
        var remove = await manager.PostAsync(await manager.GetAsync($"{Aisha}/sessions/{past.RecordId}/correct"), ("Form.Remove", "true"), ("Form.Reason", "RecordedTwice"));
        Assert.Equal(HttpStatusCode.OK, remove.Status);
        Assert.Contains("This changes what past months say", remove.Text, StringComparison.Ordinal);
        Assert.True(await portal.DbAsync(db => db.Sessions.AnyAsync(s => s.RecordId == past.RecordId && s.VoidedOn == null)));
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(remove)).Status);
        Assert.False(await portal.DbAsync(db => db.Sessions.AnyAsync(s => s.RecordId == past.RecordId && s.VoidedOn == null)));
        Assert.Contains("It was recorded twice", (await manager.GetAsync($"{Aisha}/history")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_supervisor_and_the_coach_themselves_put_nothing_right()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        var record = await portal.DbAsync(db => db.Sessions.Where(s => s.Coach!.Person!.Reference == "HWBC-000014" && s.VoidedOn == null && s.SupervisorVersion!.Name == "Rachel Bell").Select(s => s.RecordId).FirstAsync());
        await portal.AddAccountAsync("lee", "P-000003", PortalRole.Supervisor);
        using var lee = await portal.SignedInAsync("lee");
        Assert.Equal(HttpStatusCode.NotFound, (await lee.GetAsync($"{Aisha}/sessions/{record}/correct")).Status);
        // Priya Shah manages Riverside and is a coach there.
        var own = await portal.DbAsync(db => db.Sessions.Where(s => s.Coach!.Person!.Reference == "HWBC-000018" && s.VoidedOn == null).Select(s => s.RecordId).FirstOrDefaultAsync());
        using var manager = await portal.SignedInAsync("manager");
        Assert.Equal(HttpStatusCode.Forbidden, (await manager.GetAsync($"/coaches/HWBC-000018/sessions/{own}/correct")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await manager.GetAsync("/coaches/HWBC-000018/sessions/new")).Status);
    }

    [Fact]
    public async Task After_60_days_a_manager_enters_a_session_with_a_reason()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var manager = await portal.SignedInAsync("manager");
        var form = await manager.GetAsync($"{Aisha}/sessions/new");
        var rachel = form.Document.GetElementById(form.Document.QuerySelectorAll("main label").First(l => l.TextContent.Contains("Rachel Bell", StringComparison.Ordinal)).GetAttribute("for")!)!.GetAttribute("value");
        (string, string?)[] entry = [("Form.Supervisor", rachel), .. Day("Date", new DateOnly(2026, 9, 24)), ("Form.Kind", "ClinicalProfessional")];
        Assert.Contains("Say why it is entered now, and what shows that it was held", (await manager.PostAsync(form, entry)).Errors);
        var saved = await manager.PostAsync(form, [.. entry, ("Form.Reason", "Her diary shows the hour")]);
        Assert.Equal(HttpStatusCode.SeeOther, saved.Status);
        Assert.Contains("Recorded 61 days after the session", (await manager.GetAsync($"{Aisha}/supervision")).Text, StringComparison.Ordinal);
        Assert.Contains("Her diary shows the hour", (await manager.GetAsync($"{Aisha}/history")).Text, StringComparison.Ordinal);
        using var coach = await portal.SignedInAsync("coach");
        Assert.Contains("24 September 2026", (await coach.GetAsync("/me/supervision")).Document.QuerySelector(".app-actions-list")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Date of session must be today or in the past", (await manager.PostAsync(await manager.GetAsync($"{Aisha}/sessions/new"), [("Form.Supervisor", rachel), .. Day("Date", new DateOnly(2026, 11, 25)), ("Form.Kind", "Educational"), ("Form.Reason", "x")])).Errors);
    }

    [Fact]
    public async Task A_session_after_the_declaration_keeps_its_label_when_it_is_put_right()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await portal.DbAsync(async db =>
        {
            var post = await db.Posts.FirstAsync(p => p.Coach!.Person!.Reference == "HWBC-000014" && p.VoidedOn == null);
            var check = new CheckVersion { ItemId = "declared", CoachId = post.CoachId, PcnId = post.PcnId, Rule = "ARR-03", On = new DateOnly(2026, 11, 20), RecordedOn = new DateOnly(2026, 11, 20) };
            check.RecordId = check.Id;
            db.Add(check);
            return await db.SaveChangesAsync();
        });
        using var supervisor = await portal.SignedInAsync("supervisor");
        foreach (var day in new[] { 20, 21 })
            await supervisor.PostAsync(await supervisor.GetAsync("/supervision/log?coach=HWBC-000014"), [("Form.When", "Another"), .. Day("Date", new DateOnly(2026, 11, day)), ("Form.Minutes", "10")]);
        // The day itself was declared, the day after was not yet held then.
        async Task<int> LabelledAsync()
        {
            using var manager = await portal.SignedInAsync("manager");
            return (await manager.GetAsync($"{Aisha}/supervision")).Document.QuerySelectorAll("td .app-secondary").Count(e => e.TextContent.Contains("Recorded after the month was declared on 20 November 2026", StringComparison.Ordinal));
        }

        Assert.Equal(1, await LabelledAsync());
        var record = await portal.DbAsync(db => db.Sessions.Where(s => s.Date == new DateOnly(2026, 11, 20) && s.RecordedById != null).Select(s => s.RecordId).SingleAsync());
        await supervisor.PostAsync(await supervisor.GetAsync($"{Aisha}/sessions/{record}/correct"), ("Form.Minutes", "15"), ("Form.Reason", "EnteredWrongly"));
        Assert.Equal(1, await LabelledAsync());
    }

    [Fact]
    public async Task A_concern_about_practice_reaches_the_manager_only_when_the_coach_was_told()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var supervisor = await portal.SignedInAsync("supervisor");
        var form = await supervisor.GetAsync("/supervision/log?coach=HWBC-000014");
        var refused = await supervisor.PostAsync(form, ("Form.When", "Today"), ("Form.Concern", "Gives advice on diets"));
        Assert.Contains("Tell the coach and tick this", Assert.Single(refused.Errors), StringComparison.Ordinal);
        Assert.Equal(0, await portal.DbAsync(db => db.SupervisionConcerns.CountAsync()));
        Assert.Equal(HttpStatusCode.SeeOther, (await supervisor.PostAsync(refused, ("Form.ToldCoach", "true"))).Status);

        using var coach = await portal.SignedInAsync("coach");
        Assert.Contains("Gives advice on diets", (await coach.GetAsync("/me/supervision")).Text, StringComparison.Ordinal);
        using var manager = await portal.SignedInAsync("manager");
        var home = await manager.GetAsync("/readiness");
        Assert.DoesNotContain("diets", home.Text, StringComparison.Ordinal);
        var link = home.Document.QuerySelectorAll("main a").Single(a => a.GetAttribute("href")!.StartsWith("/concerns/", StringComparison.Ordinal)).GetAttribute("href")!;
        var concern = await manager.GetAsync(link);
        Assert.Contains("Gives advice on diets", concern.Text, StringComparison.Ordinal);
        Assert.Contains("Read a concern", (await manager.GetAsync($"{Aisha}/history")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(concern, ("Form.Answer", "We go through the code of conduct together"))).Status);
        Assert.Contains("We go through the code of conduct together", (await coach.GetAsync("/me/supervision")).Text, StringComparison.Ordinal);
        Assert.Contains("We go through the code of conduct together", (await supervisor.GetAsync("/supervision/coaches/HWBC-000014")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/concerns/", (await manager.GetAsync("/readiness")).Document.Body!.InnerHtml, StringComparison.Ordinal);
        // Not the viewer, not the administrator, not another supervisor of hers; and no words in the audit.
        await portal.AddAccountAsync("lee", "P-000003", PortalRole.Supervisor);
        foreach (var (who, status) in new[] { ("viewer", HttpStatusCode.Forbidden), ("admin", HttpStatusCode.Forbidden), ("lee", HttpStatusCode.Forbidden), ("manager.harbour", HttpStatusCode.NotFound) })
        {
            using var visitor = await portal.SignedInAsync(who);
            Assert.Equal(status, (await visitor.GetAsync(link)).Status);
        }

        using var other = await portal.SignedInAsync("lee");
        Assert.DoesNotContain("diets", (await other.GetAsync("/supervision/coaches/HWBC-000014")).Text, StringComparison.Ordinal);
        Assert.False(await portal.DbAsync(db => db.AuditChanges.AnyAsync(c => c.Content!.Contains("diets") || c.Content.Contains("conduct together"))));
    }

    [Theory]
    [InlineData("share", true)]
    [InlineData("keep", false)]
    public async Task Wellbeing_goes_nowhere_without_the_coachs_yes(string answer, bool reaches)
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var supervisor = await portal.SignedInAsync("supervisor");
        await supervisor.PostAsync(await supervisor.GetAsync("/supervision/log?coach=HWBC-000014"), ("Form.When", "Today"), ("Form.Wellbeing", "She works too late"));
        var id = await portal.DbAsync(db => db.SupervisionConcerns.Select(c => c.Id).SingleAsync());
        using var manager = await portal.SignedInAsync("manager");
        Assert.Equal(HttpStatusCode.NotFound, (await manager.GetAsync($"/concerns/{id}")).Status);
        Assert.DoesNotContain("/concerns/", (await manager.GetAsync("/readiness")).Document.Body!.InnerHtml, StringComparison.Ordinal);
        using var coach = await portal.SignedInAsync("coach");
        var page = await coach.GetAsync("/me/supervision");
        Assert.Contains("It goes nowhere without your yes", page.Text, StringComparison.Ordinal);
        // What asks something of the coach stands before what tells them something.
        Assert.Equal(["For you to confirm (1)", "For you to decide (1)", "Booked (0)"], page.Document.QuerySelectorAll("main h2").Select(h => h.TextContent).Take(3));
        var form = page.Document.QuerySelectorAll("main form").Single(f => f.GetAttribute("action")!.EndsWith($"/{id}/{answer}", StringComparison.Ordinal));
        await coach.PostFormAsync((AngleSharp.Html.Dom.IHtmlFormElement)form, page.Address);
        Assert.Equal(reaches ? HttpStatusCode.OK : HttpStatusCode.NotFound, (await manager.GetAsync($"/concerns/{id}")).Status);
        var decided = await coach.GetAsync("/me/supervision");
        Assert.DoesNotContain("For you to decide", decided.Text, StringComparison.Ordinal);
        Assert.Contains(reaches ? "passed it on to the managers of your PCN, as you agreed" : "asked to pass it on to the managers of your PCN, and you said no", decided.Text, StringComparison.Ordinal);
        // What was decided first holds, whatever is pressed in another window.
        var opposite = page.Document.QuerySelectorAll("main form").Single(f => f.GetAttribute("action")!.EndsWith($"/{id}/{(reaches ? "keep" : "share")}", StringComparison.Ordinal));
        await coach.PostFormAsync((AngleSharp.Html.Dom.IHtmlFormElement)opposite, page.Address);
        Assert.Equal(reaches ? HttpStatusCode.OK : HttpStatusCode.NotFound, (await manager.GetAsync($"/concerns/{id}")).Status);
    }

    [Fact]
    public async Task A_group_session_is_logged_once_for_everybody_who_was_there()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var supervisor = await portal.SignedInAsync("supervisor");
        var form = await supervisor.GetAsync("/supervision/group");
        Assert.Contains("Select who was there", (await supervisor.PostAsync(form, ("Form.When", "Today"))).Errors);
        // Somebody who is not theirs cannot be slipped in, and then nobody is recorded.
        Assert.Contains("Select who was there", (await supervisor.PostAsync(form, ("Form.When", "Today"), ("Form.There", "HWBC-000014"), ("Form.There", "HWBC-000031"))).Errors);
        Assert.Equal(0, await TodayAsync());
        (string, string?)[] there = [("Form.When", "Today"), ("Form.There", "HWBC-000014"), ("Form.There", "HWBC-000016")];
        Assert.Equal(HttpStatusCode.SeeOther, (await supervisor.PostAsync(form, there)).Status);
        Assert.Equal(2, await TodayAsync());
        // A double click makes one record each; the same group again is asked about.
        Assert.Equal(HttpStatusCode.SeeOther, (await supervisor.PostAsync(form, there)).Status);
        Assert.Equal(2, await TodayAsync());
        var again = await supervisor.PostAsync(await supervisor.GetAsync("/supervision/group"), there);
        Assert.Equal(HttpStatusCode.OK, again.Status);
        Assert.Contains("Aisha Khan: 60 minutes with Rachel Bell", again.Text, StringComparison.Ordinal);
        Assert.Equal(2, await TodayAsync());

        Task<int> TodayAsync() => portal.DbAsync(db => db.Sessions.CountAsync(s => s.Kind == SessionKind.HealthCoachingGroup && s.Date == new DateOnly(2026, 11, 24)));
    }

    private static (string, string?)[] Day(string field, DateOnly day) => [($"Form.{field}.Day", $"{day.Day}"), ($"Form.{field}.Month", $"{day.Month}"), ($"Form.{field}.Year", $"{day.Year}")];
}
