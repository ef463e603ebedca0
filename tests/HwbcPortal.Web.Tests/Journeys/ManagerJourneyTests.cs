using System.Net;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>A manager's day, through the front door and without JavaScript.</summary>
public sealed class ManagerJourneyTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    internal static (string, string?)[] Date(string field, int day, int month, int year) =>
        [($"Form.{field}.Day", $"{day}"), ($"Form.{field}.Month", $"{month}"), ($"Form.{field}.Year", $"{year}")];

    [Fact]
    public async Task Adds_a_coach_records_and_verifies_a_four_day_course_and_sees_the_coach_cleared()
    {
        using var manager = await portal.SignedInAsync("manager");
        var added = await manager.PostAsync(await manager.GetAsync("/coaches/new"), [("Form.Name", "Zara Quinn"), ("Form.HoursPerWeek", "30"), ("Form.AfcBand", "5"), ("Form.ArrsFunded", "true"), .. Date("StartDate", 1, 10, 2026)]);
        Assert.Equal(HttpStatusCode.SeeOther, added.Status);
        var home = added.Response.Headers.Location!.ToString();
        var coach = await manager.GetAsync(home);
        Assert.Contains("Not cleared yet", coach.Text, StringComparison.Ordinal);
        Assert.Contains("No qualifying course is recorded here yet.", coach.Text, StringComparison.Ordinal);

        var form = await manager.GetAsync($"{home}/training/new");
        var programme = form.Document.QuerySelectorAll("option").First(o => o.TextContent.StartsWith("Health coaching, four days (sample)", StringComparison.Ordinal)).GetAttribute("value");
        var recorded = await manager.PostAsync(form, [("Form.Programme", programme), .. Date("EnrolledOn", 2, 10, 2026), .. Date("StartedOn", 12, 10, 2026), .. Date("CompletedOn", 30, 10, 2026)]);
        Assert.Equal(HttpStatusCode.SeeOther, recorded.Status);
        var list = await manager.GetAsync($"{home}/training");
        Assert.Contains("Waiting for a check", list.Text, StringComparison.Ordinal);
        Assert.Contains("has not been checked", (await manager.GetAsync(home)).Text, StringComparison.Ordinal);

        var verify = list.Document.QuerySelectorAll("a").First(a => a.TextContent.StartsWith("Check the certificate", StringComparison.Ordinal)).GetAttribute("href")!;
        var verified = await manager.PostAsync(await manager.GetAsync(verify), ("Form.Outcome", "Verified"), ("Form.Method", "SawCertificate"));
        Assert.Equal(HttpStatusCode.SeeOther, verified.Status);
        var cleared = await manager.GetAsync(home);
        Assert.Contains("Cleared to take referrals", cleared.Text, StringComparison.Ordinal);

        var readiness = await manager.GetAsync("/readiness?q=zara");
        Assert.Contains("Cleared to take referrals", readiness.Document.QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);
        var history = await manager.GetAsync($"{home}/history");
        Assert.Contains("Checked a certificate", history.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_form_says_what_to_do_beside_the_field_and_loses_nothing()
    {
        using var manager = await portal.SignedInAsync("manager");
        var refused = await manager.PostAsync(await manager.GetAsync("/coaches/new"), ("Form.Name", ""), ("Form.StartDate.Day", "31"), ("Form.StartDate.Month", "2"), ("Form.StartDate.Year", "2026"), ("Form.Employer", "Riverside Federation"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.StartsWith("Error: ", refused.Title, StringComparison.Ordinal);
        Assert.Contains("Enter the coach's full name", refused.Errors);
        Assert.Contains("First day in post must be a real date", refused.Errors);
        Assert.Equal("31", refused.Document.QuerySelector("[name='Form.StartDate.Day']")!.GetAttribute("value"));
        Assert.Equal("Riverside Federation", refused.Document.QuerySelector("[name='Form.Employer']")!.GetAttribute("value"));
        foreach (var link in refused.Document.QuerySelectorAll(".nhsuk-error-summary__list a"))
            Assert.NotNull(refused.Document.GetElementById(link.GetAttribute("href")![1..]));
    }

    [Fact]
    public async Task The_same_form_posted_twice_makes_one_record()
    {
        using var manager = await portal.SignedInAsync("manager");
        var form = await manager.GetAsync("/coaches/new");
        (string, string?)[] values = [("Form.Name", "Double Click"), ("Form.HoursPerWeek", "30"), ("Form.AfcBand", "5"), ("Form.ArrsFunded", "true"), .. Date("StartDate", 1, 10, 2026)];
        var first = await manager.PostAsync(form, values);
        var second = await manager.PostAsync(form, [.. values, ("Form.SameName", "true")]);
        Assert.Equal(first.Response.Headers.Location, second.Response.Headers.Location);
        Assert.Equal(1, await portal.DbAsync(db => db.People.CountAsync(p => p.Name == "Double Click")));
    }

    [Fact]
    public async Task Two_people_who_check_one_certificate_at_once_one_wins_and_the_other_is_told()
    {
        using var one = await portal.SignedInAsync("manager");
        using var two = await portal.SignedInAsync("manager.two");
        var list = await one.GetAsync("/coaches/HWBC-000014/training");
        var verify = list.Document.QuerySelectorAll("a").First(a => a.TextContent.StartsWith("Check the certificate", StringComparison.Ordinal)).GetAttribute("href")!;
        var (first, second) = (await one.GetAsync(verify), await two.GetAsync(verify));
        Assert.Equal(HttpStatusCode.SeeOther, (await one.PostAsync(first, ("Form.Outcome", "Verified"), ("Form.Method", "SawCertificate"))).Status);
        // A double click is no conflict with oneself.
        Assert.Equal(HttpStatusCode.SeeOther, (await one.PostAsync(first, ("Form.Outcome", "Verified"), ("Form.Method", "SawCertificate"))).Status);
        var told = await two.PostAsync(second, ("Form.Outcome", "Rejected"), ("Form.Reason", "Not legible"));
        Assert.Equal(HttpStatusCode.Conflict, told.Status);
        Assert.Contains("Somebody else changed this", told.Errors[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Referrals_are_paused_with_a_reason_that_a_viewer_does_not_read_and_taken_up_again()
    {
        using var manager = await portal.SignedInAsync("manager");
        using var viewer = await portal.SignedInAsync("viewer");
        var home = "/coaches/HWBC-000012?pcn=U90001";
        Assert.Contains("1 referrals paused", (await manager.GetAsync("/readiness")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(await manager.GetAsync("/coaches/HWBC-000012/pause"), ("Form.Reason", "A concern to be talked through"))).Status);
        var paused = await manager.GetAsync(home);
        Assert.Contains("Referrals paused", paused.Text, StringComparison.Ordinal);
        Assert.Contains("A concern to be talked through", paused.Text, StringComparison.Ordinal);
        // The list was read before and is read anew.
        Assert.Contains("2 referrals paused", (await manager.GetAsync("/readiness")).Text, StringComparison.Ordinal);
        var seen = await viewer.GetAsync(home);
        Assert.Contains("Referrals paused", seen.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("A concern to be talked through", seen.Text, StringComparison.Ordinal);
        var lift = paused.Document.QuerySelectorAll("a").First(a => a.TextContent == "Lift the pause").GetAttribute("href")!;
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(await manager.GetAsync(lift), ("Form.Reason", "Talked through"))).Status);
        Assert.Contains("Cleared to take referrals", (await manager.GetAsync(home)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_leaver_is_under_a_filter_and_keeps_the_record()
    {
        using var manager = await portal.SignedInAsync("manager");
        var home = await manager.GetAsync("/coaches/HWBC-000013?pcn=U90001");
        var end = home.Document.QuerySelectorAll("a").First(a => a.TextContent.StartsWith("End", StringComparison.Ordinal)).GetAttribute("href")!;
        var refused = await manager.PostAsync(await manager.GetAsync(end), [("Form.Reason", "LeftRole"), .. Date("LastDay", 1, 1, 2020)]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(await manager.GetAsync(end), [("Form.Reason", "LeftRole"), .. Date("LastDay", 23, 11, 2026)])).Status);
        Assert.DoesNotContain("Owen Price", (await manager.GetAsync("/readiness")).Document.QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Owen Price", (await manager.GetAsync("/readiness?referrals=Left")).Document.QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("to 23 November 2026", (await manager.GetAsync("/coaches/HWBC-000013?pcn=U90001")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_a_supervisor_who_is_not_listed_and_records_a_check_of_the_PCN_for_all_its_coaches()
    {
        using var manager = await portal.SignedInAsync("manager");
        var form = await manager.GetAsync("/coaches/HWBC-000015/people/new?kind=HealthCoaching");
        var named = await manager.PostAsync(form, [("Form.Supervisor", Guid.Empty.ToString()), ("Form.Name", "Morgan Vale"), ("Form.Profession", "HealthCoach"), ("Form.Basis", "PciAccreditedProgramme"), ("Form.Tier", "3"),
            .. Date("EligibleFrom", 1, 1, 2026), .. Date("From", 24, 11, 2026)]);
        Assert.Equal(HttpStatusCode.SeeOther, named.Status);
        Assert.Contains("Morgan Vale", (await manager.GetAsync("/coaches/HWBC-000015")).Text, StringComparison.Ordinal);

        var check = await manager.PostAsync(await manager.GetAsync("/coaches/HWBC-000014/checks/new?rule=PCN-02"), []);
        Assert.Equal(HttpStatusCode.SeeOther, check.Status);
        Assert.Equal(1, await portal.DbAsync(db => db.Checks.CountAsync(c => c.Rule == "PCN-02" && c.CoachId == null && c.On == new DateOnly(2026, 11, 24))));
    }
}
