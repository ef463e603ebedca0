using System.Net;
using System.Text;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Tests.Hosting;
using HwbcPortal.Web.Tests.Mails;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>A supervisor, a coach and the people around them.</summary>
public sealed class OtherJourneyTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    [Fact]
    public async Task A_supervisor_logs_this_months_hour_and_the_coach_sees_it_and_the_notes_go_nowhere_else()
    {
        using var supervisor = await portal.SignedInAsync("supervisor");
        var mine = await supervisor.FollowAsync("/");
        Assert.Contains("My coaches", mine.Title, StringComparison.Ordinal);
        Assert.Contains("30 of 60 minutes in November 2026", mine.Text, StringComparison.Ordinal);
        var form = await supervisor.GetAsync("/supervision/log?coach=HWBC-000014");
        Assert.Equal("60", form.Document.QuerySelector("[name='Form.Minutes']")!.GetAttribute("value"));
        var logged = await supervisor.PostAsync(form, ("Form.When", "Today"), ("Form.Minutes", "30"), ("Form.Notes", "We spoke about boundaries."));
        Assert.Equal(HttpStatusCode.SeeOther, logged.Status);
        Assert.Contains("60 of 60 minutes", (await supervisor.GetAsync("/supervision")).Text, StringComparison.Ordinal);

        using var coach = await portal.SignedInAsync("coach");
        Assert.Contains("24 November 2026, 30 minutes with Rachel Bell", (await coach.FollowAsync("/")).Text, StringComparison.Ordinal);
        using var manager = await portal.SignedInAsync("manager");
        var ledger = await manager.GetAsync("/coaches/HWBC-000014/supervision");
        Assert.Contains("60 of 60", ledger.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("boundaries", ledger.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("boundaries", (await manager.GetAsync("/coaches/HWBC-000014/history")).Text, StringComparison.Ordinal);
        Assert.False(await portal.DbAsync(db => db.AuditChanges.AnyAsync(c => c.Content!.Contains("boundaries"))));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("481")]
    [InlineData("")]
    public async Task Minutes_outside_1_to_480_are_refused_in_words(string minutes)
    {
        using var supervisor = await portal.SignedInAsync("supervisor");
        var refused = await supervisor.PostAsync(await supervisor.GetAsync("/supervision/log?coach=HWBC-000016"), ("Form.When", "Today"), ("Form.Minutes", minutes));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains(refused.Errors, e => e.Contains("inutes", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_future_session_is_refused()
    {
        using var supervisor = await portal.SignedInAsync("supervisor");
        var refused = await supervisor.PostAsync(await supervisor.GetAsync("/supervision/log?coach=HWBC-000016"), [("Form.When", "Another"), .. ManagerJourneyTests.Date("Date", 25, 11, 2026)]);
        Assert.Contains("Date of session must be today or in the past", refused.Errors);
    }

    [Fact]
    public async Task A_coach_sees_why_they_are_not_cleared_and_downloads_a_record_that_decides_the_same()
    {
        using var coach = await portal.SignedInAsync("coach");
        var me = await coach.FollowAsync("/");
        Assert.Contains("You are not cleared to take referrals at Riverside PCN yet.", me.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Tom Reed", me.Text, StringComparison.Ordinal);
        var bytes = await coach.Client.GetByteArrayAsync(new Uri("/me/record", UriKind.Relative));
        var read = CoachFileJson.Read(bytes);
        Assert.Null(read.Refusal);
        Assert.Equal(Referrals.NotCleared, ComplianceEvaluator.Default.Evaluate(read.File!, "U90001", new DateOnly(2026, 11, 24)).Referrals);
        Assert.DoesNotContain("Tom Reed", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_password_unknown_account_and_throttled_try_get_the_same_words_and_a_right_one_gets_in_after_the_wait()
    {
        using var visitor = portal.Visitor();
        async Task<string> Try(string email, string password)
        {
            var page = await visitor.PostAsync(await visitor.GetAsync("/account/sign-in"), ("Form.Email", email), ("Form.Password", password));
            return page.Status == HttpStatusCode.SeeOther ? "in" : page.Errors[0];
        }

        var unknown = await Try("nobody@demo.test", PortalFixture.Password);
        for (var i = 0; i < 6; i++)
            Assert.Equal(unknown, await Try("hub@demo.test", "wrong-wrong-wrong"));
        Assert.Equal(unknown, await Try("hub@demo.test", PortalFixture.Password));
        portal.Time.Now += TimeSpan.FromMinutes(16);
        Assert.Equal("in", await Try("hub@demo.test", PortalFixture.Password));
    }

    [Fact]
    public async Task A_forgotten_password_is_chosen_anew_with_a_link_that_works_once()
    {
        using var visitor = portal.Visitor();
        var sent = await visitor.PostAsync(await visitor.GetAsync("/account/forgotten-password"), ("Form.Email", "manager.harbour@demo.test"));
        var unknown = await visitor.PostAsync(await visitor.GetAsync("/account/forgotten-password"), ("Form.Email", "nobody@demo.test"));
        Assert.Equal(sent.Response.Headers.Location, unknown.Response.Headers.Location);
        await portal.Services.AccountMailsAsync();
        var link = Assert.Single(portal.Files()).PasswordLink();
        var page = await visitor.GetAsync(link);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await visitor.PostAsync(page, ("Form.Password", "short"))).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.PostAsync(page, ("Form.Password", "velvet-harbour-otter-17"))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await visitor.PostAsync(page, ("Form.Password", "copper-lantern-meadow-3"))).Status);
        await visitor.SignInAsync("manager.harbour@demo.test", "velvet-harbour-otter-17");
    }

    [Fact]
    public async Task A_copied_cookie_of_a_closed_account_is_nobody()
    {
        using var viewer = await portal.SignedInAsync("manager.two");
        Assert.Equal(HttpStatusCode.OK, (await viewer.GetAsync("/readiness")).Status);
        await portal.DbAsync(async db =>
        {
            var user = await db.Users.SingleAsync(u => u.Email == "manager.two@demo.test");
            user.DeactivatedUtc = new DateTime(2026, 11, 24, 12, 0, 0, DateTimeKind.Utc);
            return await db.SaveChangesAsync();
        });
        portal.Time.Now += TimeSpan.FromMinutes(2);
        Assert.Equal(HttpStatusCode.Redirect, (await viewer.GetAsync("/readiness")).Status);
    }
}
