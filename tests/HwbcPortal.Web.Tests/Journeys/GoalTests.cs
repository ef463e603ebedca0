using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>Goals are set by two, noted in sessions and looked at again; a plan is theirs alone.</summary>
public sealed class GoalTests
{
    private const string OfAisha = "/supervision/coaches/HWBC-000014/goals";

    [Fact]
    public async Task One_writes_it_and_the_other_agrees_to_what_they_read()
    {
        await using var running = await Running.StartAsync();
        using var supervisor = await running.Portal.SignedInAsync("supervisor");
        using var coach = await running.Portal.SignedInAsync("coach");
        await AddAsync(supervisor, OfAisha, "Lead a group");
        Assert.DoesNotContain("I agree", (await supervisor.GetAsync(OfAisha)).Text, StringComparison.Ordinal);
        Assert.Contains("A goal waits for your yes", (await coach.GetAsync("/me/supervision")).Text, StringComparison.Ordinal);
        Assert.Contains("Your goals (1)", (await coach.GetAsync("/me")).Text, StringComparison.Ordinal);

        // What was read is not what stands there now: nobody has agreed to that.
        var read = await coach.GetAsync("/me/goals");
        var id = await running.Portal.DbAsync(db => db.Goals.Select(g => g.Id).SingleAsync());
        await supervisor.PostAsync(await supervisor.GetAsync($"{OfAisha}/{id}/edit"), ("Form.Measure", "Four groups are held"));
        await coach.PostFormAsync(Agree(read), read.Address);
        var again = await coach.GetAsync("/me/goals");
        Assert.Contains("It was changed since you read it", again.Text, StringComparison.Ordinal);
        Assert.Contains("Not agreed yet", again.Text, StringComparison.Ordinal);
        await coach.PostFormAsync(Agree(again), again.Address);
        Assert.Contains("Written by Rachel Bell, agreed by Aisha Khan", (await supervisor.GetAsync(OfAisha)).Text, StringComparison.Ordinal);

        // Pressed twice it is agreed once, and nothing else is said.
        await coach.PostFormAsync(Agree(again), again.Address);
        Assert.Contains("You have agreed.", (await coach.GetAsync("/me/goals")).Text, StringComparison.Ordinal);

        // A change is agreed on anew, by the other of the two.
        await coach.PostAsync(await coach.GetAsync($"/me/goals/{id}/edit"), ("Form.Text", "Lead a group alone"));
        var version = await running.Portal.DbAsync(db => db.Goals.Select(g => g.Version).SingleAsync());
        using (var own = await coach.Client.PostAsync(new Uri($"/me/goals/{id}/agree", UriKind.Relative), new FormUrlEncodedContent([new("seen", version.ToString()), new("RequestToken", again.Document.QuerySelector("main input[name=RequestToken]")!.GetAttribute("value")!)])))
            Assert.Equal(HttpStatusCode.Forbidden, own.StatusCode);
        Assert.Contains("Aisha Khan wrote 1 goal for you to agree on", (await supervisor.GetAsync("/supervision")).Text, StringComparison.Ordinal);
        var plan = await supervisor.GetAsync(OfAisha);
        await supervisor.PostFormAsync(Agree(plan), plan.Address);
        Assert.DoesNotContain("for you to agree on", (await supervisor.GetAsync("/supervision")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_who_change_it_at_once_are_told()
    {
        await using var running = await Running.StartAsync();
        using var supervisor = await running.Portal.SignedInAsync("supervisor");
        using var coach = await running.Portal.SignedInAsync("coach");
        await AddAsync(coach, "/me/goals", "Lead a group");
        var id = await running.Portal.DbAsync(db => db.Goals.Select(g => g.Id).SingleAsync());
        var (one, other) = (await coach.GetAsync($"/me/goals/{id}"), await supervisor.GetAsync($"{OfAisha}/{id}"));
        Assert.Equal(HttpStatusCode.SeeOther, (await coach.PostAsync(one, ("Form.Text", "The first is held"))).Status);
        var late = await supervisor.PostAsync(other, ("Form.Text", "The room is booked"));
        Assert.Equal(HttpStatusCode.Conflict, late.Status);
        Assert.Contains("The room is booked", late.Document.QuerySelector("textarea")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("The first is held", late.Text, StringComparison.Ordinal);
        // Having read that, they save again.
        Assert.Equal(HttpStatusCode.SeeOther, (await supervisor.PostAsync(late)).Status);
        // A change of the words too, with what they say now above.
        var edit = await supervisor.GetAsync($"{OfAisha}/{id}/edit");
        await coach.PostAsync(await coach.GetAsync($"/me/goals/{id}/edit"), ("Form.Text", "Lead two groups"));
        var refused = await supervisor.PostAsync(edit, ("Form.Text", "Lead a group alone"));
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Contains("It says now: Lead two groups", refused.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await supervisor.PostAsync(refused)).Status);
    }

    [Fact]
    public async Task A_note_on_what_was_changed_or_closed_meanwhile_is_kept_and_closes_nothing()
    {
        await using var running = await Running.StartAsync();
        using var supervisor = await running.Portal.SignedInAsync("supervisor");
        using var coach = await running.Portal.SignedInAsync("coach");
        await AddAsync(supervisor, OfAisha, "Lead a group");
        await AddAsync(supervisor, OfAisha, "Keep a diary");
        var ids = await running.Portal.DbAsync(db => db.Goals.OrderBy(g => g.Text).Select(g => g.Id).ToListAsync());
        var (diary, group) = (ids[0], ids[1]);
        var log = await supervisor.GetAsync("/supervision/log?coach=HWBC-000014");
        await coach.PostAsync(await coach.GetAsync($"/me/goals/{group}/edit"), ("Form.Text", "Lead four groups alone"));
        await coach.PostAsync(await coach.GetAsync($"/me/goals/{diary}"), ("Form.Text", "Every day since June"), ("Form.State", "Reached"));
        // Refused first: the note on the closed one is still in the form.
        var again = await supervisor.PostAsync(log, ("Form.When", "Today"), ("Form.Minutes", "0"), ($"Form.Goals[{group}].Reached", "true"), ($"Form.Goals[{diary}].Text", "It helps"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.Status);
        Assert.Equal("It helps", again.Document.QuerySelector($"textarea[name='Form.Goals[{diary}].Text']")!.TextContent.Trim());
        Assert.Equal(HttpStatusCode.SeeOther, (await supervisor.PostAsync(again, ("Form.Minutes", "20"))).Status);
        Assert.Contains("A goal was changed while you wrote", (await supervisor.GetAsync("/supervision")).Text, StringComparison.Ordinal);
        Assert.Equal(GoalState.Open, await running.Portal.DbAsync(db => db.Goals.Where(g => g.Id == group).Select(g => g.State).SingleAsync()));
        Assert.True(await running.Portal.DbAsync(db => db.GoalProgress.AnyAsync(p => p.GoalId == diary && p.Text == "It helps")));
    }

    [Fact]
    public async Task What_is_no_goal_in_the_form_of_a_session_is_left_out()
    {
        await using var running = await Running.StartAsync();
        using var supervisor = await running.Portal.SignedInAsync("supervisor");
        var page = await supervisor.GetAsync("/supervision/log?coach=HWBC-000014");
        await supervisor.PostFormAsync(Draft(page.Document.QuerySelector<IHtmlFormElement>("main form[data-draft]")!), page.Address, ($"Form.Goals[{Guid.NewGuid()}]", "x"), ("Form.Goals[abc].Text", "x"));
        var draft = await supervisor.GetAsync("/supervision/log?coach=HWBC-000014");
        Assert.Equal(HttpStatusCode.OK, draft.Status);
        var form = draft.Document.QuerySelector<IHtmlFormElement>("main form[data-draft]")!;
        Assert.Equal(HttpStatusCode.SeeOther, (await supervisor.PostFormAsync(form, draft.Address, ("Form.When", "Today"), ("Form.Minutes", "20"), ($"Form.Goals[{Guid.NewGuid()}]", "x"), ("Form.Goals[abc].Text", "x"), ($"Form.Goals[{Guid.NewGuid()}].Text", "Nobody's"))).Status);
        Assert.Equal(0, await running.Portal.DbAsync(db => db.GoalProgress.CountAsync()));
    }

    [Fact]
    public async Task Progress_is_noted_in_a_session_and_stands_in_the_plan_and_on_the_sheet()
    {
        await using var running = await Running.StartAsync();
        using var supervisor = await running.Portal.SignedInAsync("supervisor");
        using var coach = await running.Portal.SignedInAsync("coach");
        await AddAsync(supervisor, OfAisha, "Lead a group");
        await AddAsync(coach, "/me/goals", "A course in motivational interviewing", "Training");
        var (goal, training) = await running.Portal.DbAsync(async db => (await db.Goals.Where(g => g.Kind == GoalKind.Goal).Select(g => g.Id).SingleAsync(), await db.Goals.Where(g => g.Kind == GoalKind.Training).Select(g => g.Id).SingleAsync()));
        var sheet = await coach.GetAsync("/me/supervision/sheet");
        Assert.Contains("My goals Lead a group", sheet.Text, StringComparison.Ordinal);
        Assert.Contains("Training I want A course in motivational interviewing", sheet.Text, StringComparison.Ordinal);

        // What was typed comes back with the draft; a number that looks like a patient's is stopped beside its field.
        var log = await supervisor.GetAsync("/supervision/log?coach=HWBC-000014");
        var typed = log.Document.QuerySelector<IHtmlFormElement>("main form[data-draft]")!;
        await supervisor.PostFormAsync(Draft(typed), log.Address, ($"Form.Goals[{goal}].Text", "Two groups are held"));
        var draft = await supervisor.GetAsync("/supervision/log?coach=HWBC-000014");
        Assert.Equal("Two groups are held", draft.Document.QuerySelector($"textarea[name='Form.Goals[{goal}].Text']")!.TextContent.Trim());
        var form = draft.Document.QuerySelector<IHtmlFormElement>("main form[data-draft]")!;
        var stopped = await supervisor.PostFormAsync(form, draft.Address, ("Form.When", "Today"), ($"Form.Goals[{goal}].Text", "With 943 476 5919"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, stopped.Status);
        Assert.Contains(stopped.Errors, e => e.Contains("looks like an NHS number", StringComparison.Ordinal));
        Assert.NotNull(stopped.Document.QuerySelector($"textarea[name='Form.Goals[{goal}].Text'][aria-describedby]"));
        var saved = await supervisor.PostFormAsync(form, draft.Address, ("Form.When", "Today"), ("Form.Minutes", "20"), ($"Form.Goals[{goal}].Text", "Two groups are held"), ($"Form.Goals[{training}].Reached", "true"));
        Assert.Equal(HttpStatusCode.SeeOther, saved.Status);

        var plan = await coach.GetAsync("/me/goals");
        Assert.Contains("Two groups are held Rachel Bell, 24 November 2026", plan.Text, StringComparison.Ordinal);
        Assert.Contains("Reached or given up (1)", plan.Text, StringComparison.Ordinal);
        Assert.Contains("No training is wanted now", plan.Text, StringComparison.Ordinal);
        Assert.Equal(await running.Portal.DbAsync(db => db.Sessions.Where(s => s.Minutes == 20 && s.Date == new DateOnly(2026, 11, 24)).Select(s => (Guid?)s.RecordId).SingleAsync()), await running.Portal.DbAsync(db => db.GoalProgress.Select(p => p.SessionRecordId).SingleAsync()));
        // A closed one is not changed any more.
        Assert.Equal(HttpStatusCode.NotFound, (await coach.GetAsync($"/me/goals/{training}/edit")).Status);
    }

    [Fact]
    public async Task The_day_to_look_at_it_again_is_told_on_that_day_until_it_was_done()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using (var supervisor = await portal.SignedInAsync("supervisor"))
            await AddAsync(supervisor, OfAisha, "Lead a group");
        await portal.DbAsync(db => db.Goals.ExecuteUpdateAsync(u => u.SetProperty(g => g.AgreedById, g => g.CoachId).SetProperty(g => g.ReviewOn, new DateOnly(2026, 11, 26))));
        portal.Time.Now = portal.Time.Now.AddDays(1);
        using var before = await portal.SignedInAsync("supervisor");
        Assert.DoesNotContain("The day to look at", (await before.GetAsync("/supervision")).Text, StringComparison.Ordinal);
        portal.Time.Now = portal.Time.Now.AddDays(1);
        using var on = await portal.SignedInAsync("supervisor");
        Assert.Contains("The day to look at 1 goal of Aisha Khan again has come", (await on.GetAsync("/supervision")).Text, StringComparison.Ordinal);
        var id = await portal.DbAsync(db => db.Goals.Select(g => g.Id).SingleAsync());
        var page = await on.GetAsync($"{OfAisha}/{id}");
        var refused = await on.PostAsync(page, ("Form.Text", "Two are held"), ("Form.ReviewOn.Day", "26"), ("Form.ReviewOn.Month", "11"), ("Form.ReviewOn.Year", "2026"));
        Assert.Contains("When you look at it again must be after today", refused.Errors);
        await on.PostAsync(page, ("Form.Text", "Two are held"), ("Form.ReviewOn.Day", "27"), ("Form.ReviewOn.Month", "11"), ("Form.ReviewOn.Year", "2026"));
        Assert.DoesNotContain("The day to look at", (await on.GetAsync("/supervision")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_is_read_by_the_coach_and_who_supports_them_and_stands_in_no_audit()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var coach = await portal.SignedInAsync("coach");
        await AddAsync(coach, "/me/goals", "Speak up in meetings");
        using var manager = await portal.SignedInAsync("manager");
        Assert.Equal(HttpStatusCode.Forbidden, (await manager.GetAsync(OfAisha)).Status);
        foreach (var path in new[] { "/coaches/HWBC-000014", "/coaches/HWBC-000014/development", "/coaches/HWBC-000014/history", "/me/goals" })
            Assert.DoesNotContain("Speak up", (await manager.GetAsync(path)).Text, StringComparison.Ordinal);
        await portal.AddAccountAsync("lee", "P-000099", PortalRole.Supervisor);
        using var stranger = await portal.SignedInAsync("lee");
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(OfAisha)).Status);
        Assert.False(await portal.DbAsync(db => db.AuditChanges.AnyAsync(c => c.Content!.Contains("Speak up"))));
    }

    [Fact]
    public async Task A_plan_has_twenty_open_lines_at_most()
    {
        await using var running = await Running.StartAsync();
        await running.Portal.DbAsync(async db =>
        {
            var coach = await db.Coaches.Where(c => c.Person!.Reference == "HWBC-000014").Select(c => c.Id).SingleAsync();
            db.AddRange(Enumerable.Range(1, 19).Select(n => new Goal { CoachId = coach, Text = $"Goal {n}", Measure = "Seen", ReviewOn = new DateOnly(2027, 2, 1), WrittenById = coach }));
            return await db.SaveChangesAsync();
        });
        using var visitor = await running.Portal.SignedInAsync("coach");
        await AddAsync(visitor, "/me/goals", "The twentieth");
        var refused = await visitor.PostAsync(await visitor.GetAsync("/me/goals/new"), ("Form.Text", "One more"), ("Form.Measure", "Seen"), ("Form.ReviewOn.Day", "1"), ("Form.ReviewOn.Month", "2"), ("Form.ReviewOn.Year", "2027"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("20 open lines already", refused.Text, StringComparison.Ordinal);
    }

    private static async Task AddAsync(Visitor visitor, string home, string text, string kind = "Goal")
    {
        var saved = await visitor.PostAsync(await visitor.GetAsync($"{home}/new"), ("Form.Kind", kind), ("Form.Text", text), ("Form.Measure", "Three are held"), ("Form.ReviewOn.Day", "1"), ("Form.ReviewOn.Month", "2"), ("Form.ReviewOn.Year", "2027"));
        Assert.Equal(HttpStatusCode.SeeOther, saved.Status);
    }

    private static IHtmlFormElement Agree(Page plan) => plan.Document.QuerySelectorAll<IHtmlFormElement>("main form").Single(f => f.GetAttribute("action")!.EndsWith("/agree", StringComparison.Ordinal));

    /// <summary>What the page posts by itself while somebody types.</summary>
    private static IHtmlFormElement Draft(IHtmlFormElement form)
    {
        form.SetAttribute("action", form.GetAttribute("data-draft")!);
        return form;
    }
}
