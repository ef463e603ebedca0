using System.Net;
using AngleSharp.Html.Dom;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>A training record through its whole life, by coach, hub lead and manager.</summary>
public sealed class TrainingLifeTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    [Fact]
    public async Task A_coach_adds_a_course_day_by_day_until_all_are_done_and_a_manager_checks_it()
    {
        using var coach = await portal.SignedInAsync("coach");
        var programme = await ProgrammeAsync("Health coaching, four days with portfolio (sample)");
        var added = await coach.PostAsync(await coach.GetAsync("/me/training/new"), [("Form.Programme", programme), .. ManagerJourneyTests.Date("EnrolledOn", 1, 11, 2026)]);
        Assert.Equal("/me/training", added.Response.Headers.Location!.ToString());
        var days = Link(await coach.GetAsync("/me/training"), "Days attended of Health coaching, four days with portfolio");
        foreach (var (day, part, says) in new[] { (16, "1", "1 day of 4 days done"), (17, "0.5", "1.5 days of 4 days done"), (18, "1", "2.5 days of 4 days done"), (19, "1", "3.5 days of 4 days done") })
        {
            Assert.Equal(HttpStatusCode.SeeOther, (await AddDayAsync(coach, days, day, part)).Status);
            Assert.Contains(says, (await coach.GetAsync(days)).Text, StringComparison.Ordinal);
        }

        // More than the course has, a day twice, a day to come.
        Assert.Contains("3.5 days of 4 days are done: this would be more than the course has", (await AddDayAsync(coach, days, 20, "1")).Errors);
        Assert.Contains("16 November 2026 is recorded already", (await AddDayAsync(coach, days, 16, "0.5")).Errors);
        Assert.Contains("The day must be today or in the past", (await AddDayAsync(coach, days, 25, "0.5")).Errors);
        Assert.Contains("3.5 of 4 days done, half a day to go", (await coach.GetAsync("/me/training")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await AddDayAsync(coach, days, 20, "0.5")).Status);

        // The last day is offered as the day of completion; the first was its start.
        var complete = await coach.GetAsync(Link(await coach.GetAsync("/me/training"), "Record the completion"));
        Assert.Equal("16", complete.Document.QuerySelector("[name='Form.StartedOn.Day']")!.GetAttribute("value"));
        Assert.Equal("20", complete.Document.QuerySelector("[name='Form.CompletedOn.Day']")!.GetAttribute("value"));
        Assert.Equal(HttpStatusCode.SeeOther, (await coach.PostAsync(complete)).Status);
        Assert.Contains("Waiting for a check", (await coach.GetAsync("/me/training")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await coach.GetAsync(days)).Status);
        // A coach has no page to check it on.
        Assert.Equal(HttpStatusCode.Forbidden, (await coach.GetAsync((await portal.DbAsync(db => db.Training.Where(t => t.Coach!.Person!.Reference == "HWBC-000014").Select(t => t.RecordId).FirstAsync())).ToString("D").Insert(0, "/coaches/HWBC-000014/training/") + "/verify")).Status);
    }

    [Fact]
    public async Task A_day_is_taken_back_and_several_courses_never_add_up()
    {
        using var hub = await portal.SignedInAsync("hub");
        var home = "/coaches/HWBC-000019/training";
        foreach (var title in new[] { "Health coaching skills, two days (sample)", "Health coaching, four days with portfolio (sample)" })
            Assert.Equal(HttpStatusCode.SeeOther, (await hub.PostAsync(await hub.GetAsync($"{home}/new?pcn=U90002"), [("Form.Programme", await ProgrammeAsync(title)), .. ManagerJourneyTests.Date("EnrolledOn", 5, 11, 2026)])).Status);
        var two = Link(await hub.GetAsync($"{home}?pcn=U90002"), "Days attended of Health coaching skills, two days");
        await AddDayAsync(hub, two, 10, "1");
        await AddDayAsync(hub, two, 11, "1");
        var list = await hub.GetAsync($"{home}?pcn=U90002");
        Assert.Contains("All 2 days done", list.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("of 4 days done", list.Text, StringComparison.Ordinal);
        var page = await hub.GetAsync(two);
        var back = (IHtmlFormElement)page.Document.QuerySelectorAll("main form[method=post]")[0];
        Assert.Equal(HttpStatusCode.SeeOther, (await hub.PostFormAsync(back, page.Address)).Status);
        Assert.Contains("1 of 2 days done, 1 day to go", (await hub.GetAsync($"{home}?pcn=U90002")).Text, StringComparison.Ordinal);
        // A hub lead records, and does not check.
        using var manager = await portal.SignedInAsync("manager.two");
        Assert.DoesNotContain("Check the certificate", list.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_register_gives_the_expiry_and_another_is_asked_about()
    {
        using var hub = await portal.SignedInAsync("hub");
        var added = await hub.PostAsync(await hub.GetAsync("/programmes/new"), ("Form.Title", "Renewed yearly"), ("Form.Provider", "South College"), ("Form.Kind", "Refresher"), ("Form.Days", "1"), ("Form.HasAssessment", "false"), ("Form.ValidityMonths", "12"));
        var programme = added.Response.Headers.Location!.ToString().Split('/')[^1];
        using var manager = await portal.SignedInAsync("manager");
        (string, string?)[] facts = [("Form.Programme", programme), .. ManagerJourneyTests.Date("EnrolledOn", 1, 2, 2024), .. ManagerJourneyTests.Date("CompletedOn", 29, 2, 2024)];
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(await manager.GetAsync("/coaches/HWBC-000011/training/new?pcn=U90001"), facts)).Status);
        Assert.Contains("27 February 2025", (await manager.GetAsync("/coaches/HWBC-000011/training?pcn=U90001")).Text, StringComparison.Ordinal);
        var asked = await manager.PostAsync(await manager.GetAsync("/coaches/HWBC-000012/training/new?pcn=U90001"), [.. facts, .. ManagerJourneyTests.Date("ExpiresOn", 1, 3, 2026)]);
        Assert.Contains("By the register the certificate expires on 27 February 2025. Enter that date, or tick that the certificate says otherwise", asked.Errors);
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(asked, ("Form.ExpiryDiffers", "true"))).Status);
        Assert.Contains("1 March 2026", (await manager.GetAsync("/coaches/HWBC-000012/training?pcn=U90001")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_recorded_is_put_right_with_a_reason_and_what_does_not_belong_is_taken_back()
    {
        using var manager = await portal.SignedInAsync("manager");
        var home = "/coaches/HWBC-000017/training?pcn=U90001";
        Assert.Contains("Checked", (await manager.GetAsync(home)).Text, StringComparison.Ordinal);
        var form = await manager.GetAsync(Link(await manager.GetAsync(home), "Update of Health coaching"));
        var open = await manager.GetAsync(Link(await manager.GetAsync(home), "Update of Health coaching"));
        var asked = await manager.PostAsync(form, ManagerJourneyTests.Date("CompletedOn", 1, 9, 2025));
        Assert.Contains("You change what was recorded before. Select why", asked.Errors);
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(asked, ("Form.Correction", "EvidenceSaysOtherwise"))).Status);
        // A verified fact that changed needs a new check.
        Assert.Contains("Waiting for a check", (await manager.GetAsync(home)).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, (await manager.PostAsync(open, [("Form.Correction", "Other"), .. ManagerJourneyTests.Date("CompletedOn", 2, 9, 2025)])).Status);

        var remove = await manager.GetAsync(Link(await manager.GetAsync(home), "It does not belong here"));
        Assert.Contains("Say why in a note", (await manager.PostAsync(remove, ("Form.Reason", "Other"))).Errors);
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(remove, ("Form.Reason", "WrongPerson"))).Status);
        Assert.Contains("No training is recorded here yet.", (await manager.GetAsync(home)).Text, StringComparison.Ordinal);
        // The history tells what it said before, and what was known then still gives the old answer.
        var history = (await manager.GetAsync("/coaches/HWBC-000017/history?pcn=U90001")).Text;
        Assert.Matches("Completed on: before, [0-9]+ [A-Z][a-z]+ 2025 now, 1 September 2025", history);
        Assert.Contains("Why it was put right: now, Evidence says otherwise", history, StringComparison.Ordinal);
        var asKnown = await manager.GetAsync("/coaches/HWBC-000017?pcn=U90001&knownOn=2026-11-23");
        Assert.Contains("This is what was known on 23 November 2026", asKnown.Text, StringComparison.Ordinal);
        Assert.Contains("The four-day course is complete and was checked", asKnown.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("The four-day course is complete and was checked", (await manager.GetAsync("/coaches/HWBC-000017?pcn=U90001")).Text, StringComparison.Ordinal);
        Assert.Contains("Took a training record back", history, StringComparison.Ordinal);
        Assert.Contains("It is somebody else's", history, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_returned_certificate_is_answered_on_the_same_record()
    {
        using var manager = await portal.SignedInAsync("manager.two");
        var list = "/coaches/HWBC-000020/training?pcn=U90002";
        Assert.Contains("Returned", (await manager.GetAsync(list)).Text, StringComparison.Ordinal);
        await portal.AddAccountAsync("coach.returned", "HWBC-000020", PortalRole.Coach);
        using var coach = await portal.SignedInAsync("coach.returned");
        var form = await coach.GetAsync(Link(await coach.GetAsync("/me/training"), "Update of Health coaching"));
        Assert.Contains("The certificate was returned", form.Text, StringComparison.Ordinal);
        Assert.Contains("The certificate was returned. Say what you did about it: the manager reads it", (await coach.PostAsync(form)).Errors);
        Assert.Equal(HttpStatusCode.SeeOther, (await coach.PostAsync(form, ("Form.Answer", "The provider sent a new one"))).Status);
        var page = await manager.GetAsync(list);
        Assert.Contains("Waiting for a check", page.Text, StringComparison.Ordinal);
        Assert.Contains("The provider sent a new one", page.Text, StringComparison.Ordinal);
    }

    private Task<string> ProgrammeAsync(string title) => portal.DbAsync(async db => (await db.Programmes.Where(p => p.Title == title && p.VoidedOn == null).Select(p => p.RecordId).SingleAsync()).ToString());

    private static async Task<Page> AddDayAsync(Visitor visitor, string path, int day, string part)
    {
        var page = await visitor.GetAsync(path);
        var form = (IHtmlFormElement)page.Document.QuerySelectorAll("main form[method=post]")[^1];
        return await visitor.PostFormAsync(form, page.Address, [("Form.Days", part), .. ManagerJourneyTests.Date("On", day, 11, 2026)]);
    }

    private static string Link(Page page, string text) => page.Document.QuerySelectorAll("main a").First(a => a.TextContent.StartsWith(text, StringComparison.Ordinal)).GetAttribute("href")!;
}
