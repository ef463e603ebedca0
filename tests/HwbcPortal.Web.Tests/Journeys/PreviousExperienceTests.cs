using System.Net;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Tests.Evidence;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>Route B: a two-day course and previous experience that somebody else accepted.</summary>
public sealed class PreviousExperienceTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    [Fact]
    public async Task A_coach_describes_it_and_shows_it_a_manager_accepts_it_and_the_coach_is_cleared()
    {
        await portal.AddAccountAsync("coach.two", "HWBC-000021", PortalRole.Coach);
        using var coach = await portal.SignedInAsync("coach.two");
        var mine = await coach.GetAsync("/me/training");
        Assert.Contains("With a two-day course and previous experience", mine.Text, StringComparison.Ordinal);
        Assert.Contains("To be described, with evidence, and accepted by a manager.", mine.Text, StringComparison.Ordinal);
        var form = await coach.GetAsync("/me/training/experience/new");
        var refused = await coach.PostAsync(form, [("Form.Employer", "Leisure Trust"), .. ManagerJourneyTests.Date("From", 1, 4, 2022), .. ManagerJourneyTests.Date("To", 1, 3, 2022)]);
        Assert.Contains("The last day must be the first day or later", refused.Errors);
        Assert.Contains("Say what was done there", refused.Errors);
        var made = await coach.PostAsync(form, [("Form.Employer", "Leisure Trust"), ("Form.Description", "One to one coaching for two years"), .. ManagerJourneyTests.Date("From", 1, 4, 2022), .. ManagerJourneyTests.Date("To", 31, 3, 2024)]);
        Assert.Equal(HttpStatusCode.SeeOther, (await coach.UploadAsync(made.Response.Headers.Location!.ToString(), ("reference.pdf", SampleFiles.Pdf()))).Status);
        Assert.Contains("Waiting for a decision", (await coach.GetAsync("/me/training")).Text, StringComparison.Ordinal);

        using var manager = await portal.SignedInAsync("manager.harbour");
        var list = await manager.GetAsync("/coaches/HWBC-000021/training");
        var assess = await manager.GetAsync(list.Document.QuerySelectorAll("a").First(a => a.TextContent.StartsWith("Assess it", StringComparison.Ordinal)).GetAttribute("href")!);
        Assert.Contains("reference.pdf", assess.Text, StringComparison.Ordinal);
        Assert.Contains("nothing is accepted without it", (await manager.PostAsync(assess, ("Form.Decision", "Accepted"), ("Form.Reason", "Two years of it"))).Errors[0], StringComparison.Ordinal);
        Assert.Contains("Not cleared yet", (await manager.GetAsync("/coaches/HWBC-000021")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(assess, ("Form.Decision", "Accepted"), ("Form.Reason", "Two years of it"), ("Form.Criteria", "Conversations"))).Status);
        Assert.Contains("Cleared to take referrals", (await manager.GetAsync("/coaches/HWBC-000021")).Text, StringComparison.Ordinal);
        var after = (await coach.GetAsync("/me/training")).Text;
        Assert.Contains("Accepted on 24 November 2026 by Joan Webb.", after, StringComparison.Ordinal);
        Assert.Contains("Coaching or behaviour change conversations, one to one", after, StringComparison.Ordinal);

        // A later decision counts instead; what it was decided on stays.
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(await manager.GetAsync(assess.Address.ToString()), ("Form.Decision", "Declined"), ("Form.Reason", "The reference was withdrawn"))).Status);
        Assert.Contains("Not cleared yet", (await manager.GetAsync("/coaches/HWBC-000021")).Text, StringComparison.Ordinal);
        Assert.Contains("It was decided on these files", (await coach.PostAsync(await coach.GetAsync(made.Response.Headers.Location!.ToString()), ("Form.TakeBack", (await portal.DbAsync(db => db.Evidence.Select(f => f.Id).FirstAsync())).ToString()))).Errors[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task T05_nobody_accepts_their_own_experience()
    {
        using var manager = await portal.SignedInAsync("manager");
        await manager.PostAsync(await manager.GetAsync("/me/training/experience/new"), [("Form.Employer", "Own"), ("Form.Description", "Own"), .. ManagerJourneyTests.Date("From", 1, 4, 2022)]);
        var claim = await portal.DbAsync(db => db.ExperienceClaims.Where(c => c.Employer == "Own").Select(c => c.Id).SingleAsync());
        Assert.Equal(HttpStatusCode.Forbidden, (await manager.GetAsync($"/coaches/HWBC-000018/training/experience/{claim}/assess?pcn=U90001")).Status);
        Assert.DoesNotContain("Assess it", (await manager.GetAsync("/coaches/HWBC-000018/training?pcn=U90001")).Text, StringComparison.Ordinal);
        using var other = await portal.SignedInAsync("manager.two");
        Assert.Contains("Assess it", (await other.GetAsync("/coaches/HWBC-000018/training?pcn=U90001")).Text, StringComparison.Ordinal);
    }
}
