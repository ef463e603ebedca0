using System.Net;
using HwbcPortal.Web.Infrastructure.Hosting;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace HwbcPortal.Web.Tests.Privacy;

/// <summary>The privacy notice: read by anybody, shown once a version to whoever signs in, and nothing typed is lost by it.</summary>
public sealed class NoticeTests
{
    [Fact]
    public async Task The_notice_is_read_signed_out_and_says_what_is_not_settled_yet()
    {
        await using var running = await Running.StartAsync();
        using var visitor = running.Portal.Visitor();
        var page = await visitor.GetAsync("/privacy");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("Version 1 of 1 November 2026", page.Text, StringComparison.Ordinal);
        Assert.Contains("This notice is not complete", page.Text, StringComparison.Ordinal);
        Assert.Contains("[Not settled yet", page.Text, StringComparison.Ordinal);
        Assert.Equal("/privacy", (await visitor.GetAsync("/account/sign-in")).Document.QuerySelector("footer a")!.GetAttribute("href"));
        Assert.Equal(0, await running.Portal.DbAsync(db => db.NoticeAcceptances.CountAsync()));

        await using var settled = await Running.StartAsync(("Privacy:Controllers", "Riverside Health Ltd"), ("Privacy:Contact", "privacy@riverside.example"));
        using var reader = settled.Portal.Visitor();
        var whole = await reader.GetAsync("/privacy");
        Assert.Contains("Riverside Health Ltd", whole.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("not complete", whole.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_shown_once_before_the_first_page_and_again_when_it_changes()
    {
        await using var running = await Running.StartWithNoticeAsync();
        using var coach = await running.Portal.SignedInAsync("coach");
        var asked = await coach.GetAsync("/me/training?show=all");
        Assert.Equal("/privacy/accept?returnUrl=%2Fme%2Ftraining%3Fshow%3Dall", asked.Response.Headers.Location!.ToString());
        var page = await coach.GetAsync(asked.Response.Headers.Location.ToString());
        Assert.Equal("What we hold about you", page.Document.QuerySelector("h1")!.TextContent);
        // Signing out and one's account are not held back, and the notice itself can be read.
        foreach (var path in new[] { "/account", "/privacy" })
            Assert.Equal(HttpStatusCode.OK, (await coach.GetAsync(path)).Status);

        var on = await coach.PostAsync(page);
        Assert.Equal((HttpStatusCode.SeeOther, "/me/training?show=all"), (on.Status, on.Response.Headers.Location!.ToString()));
        Assert.Equal(HttpStatusCode.OK, (await coach.GetAsync("/me/training?show=all")).Status);
        // Another window still shows the button: one row a person and version.
        Assert.Equal(HttpStatusCode.SeeOther, (await coach.PostAsync(page)).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await coach.PostAsync(await coach.GetAsync("/privacy/accept"))).Status);
        Assert.Equal(["1"], await running.Portal.DbAsync(db => db.NoticeAcceptances.Select(a => a.Version).ToListAsync()));
        Assert.Equal(1, await running.Portal.DbAsync(db => db.AuditEntries.CountAsync(e => e.Command == "notice.accept")));

        // The same database under the next version, as after a restart with other settings.
        await using var changed = await Running.StartWithNoticeAsync(("Privacy:Version", "2"), ("Privacy:From", "2026-11-20"));
        await changed.Portal.DbAsync(async db =>
        {
            db.Add(new HwbcPortal.Data.Entities.NoticeAcceptance { UserId = await db.Users.Where(u => u.Email == "coach@demo.test").Select(u => u.Id).SingleAsync(), Version = "1", AcceptedUtc = changed.Portal.Time.Now.UtcDateTime });
            return await db.SaveChangesAsync();
        });
        using var again = await changed.Portal.SignedInAsync("coach");
        var next = await again.FollowAsync("/me");
        Assert.Contains("has changed since you read it last. This is version 1-2 of 20 November 2026", next.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_is_sent_is_stored_and_the_next_page_asks()
    {
        await using var running = await Running.StartWithNoticeAsync();
        using var coach = await running.Portal.SignedInAsync("coach");
        // The page was opened under the version before: its form is let through as it is.
        var page = await coach.GetAsync("/privacy/accept");
        var token = page.Document.QuerySelector("main input[name=RequestToken]")!.GetAttribute("value")!;
        using var content = new FormUrlEncodedContent([new("RequestToken", token), new("Form.On.Day", "20"), new("Form.On.Month", "11"), new("Form.On.Year", "2026"), new("Form.Hours", "2"), new("Form.What", "Read about listening")]);
        var sent = await coach.Client.PostAsync(new Uri("/me/cpd/new", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        Assert.Equal(1, await running.Portal.DbAsync(db => db.Cpd.CountAsync(c => c.What == "Read about listening")));
        Assert.StartsWith("/privacy/accept", (await coach.GetAsync(sent.Headers.Location!.ToString())).Response.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_leads_to_no_other_site()
    {
        await using var running = await Running.StartWithNoticeAsync();
        using var coach = await running.Portal.SignedInAsync("coach");
        var on = await coach.PostAsync(await coach.GetAsync("/privacy/accept?returnUrl=//evil.example/"));
        Assert.Equal("/", on.Response.Headers.Location!.ToString());
    }

    [Theory]
    [InlineData("2", null, "belong together")]
    [InlineData("2", "20 November", "It is a date, like 2027-01-15")]
    [InlineData("a-version-that-is-too-long", "2026-11-20", "at most 18 characters")]
    public void Settings_that_cannot_be_used_are_refused_in_a_sentence(string version, string? from, string sentence)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Privacy:Version"] = version, ["Privacy:From"] = from }).Build();
        Assert.Contains(sentence, Assert.Throws<StartRefusedException>(() => PrivacySettings.From(settings)).Message, StringComparison.Ordinal);
    }
}
