using System.Net;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure.Security;
using HwbcPortal.Web.Tests.Hosting;
using HwbcPortal.Web.Tests.Mails;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HwbcPortal.Web.Tests.Access;

/// <summary>T13: a session lives on the server; a copied cookie is worth nothing once it has ended, whatever ended it.</summary>
public sealed class SessionTests
{
    /// <summary>Every way in which a session ends, and what shows that the copy worked until then.</summary>
    [Fact]
    public async Task T13_a_copied_cookie_is_not_accepted_once_its_session_has_ended()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        var ways = new (string Name, Func<Visitor, Task> End)[]
        {
            ("signed out", async visitor => Assert.Equal(HttpStatusCode.SeeOther, (await visitor.AskAsync("POST", "/account/sign-out")).StatusCode)),
            ("another password", _ => portal.ChoosePasswordAsync("coach", "velvet-harbour-otter-17")),
            ("closed account", _ => portal.CloseAccountAsync("supervisor")),
            ("unused for 30 minutes", _ => portal.WaitAsync(SignInSessions.LongestIdle)),
            ("12 hours, in use all the time", async visitor =>
            {
                for (var waited = TimeSpan.Zero; waited < SignInSessions.Longest; waited += TimeSpan.FromMinutes(20))
                {
                    Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/rules")).Status);
                    await portal.WaitAsync(TimeSpan.FromMinutes(20));
                }
            }),
        };
        string[] who = ["manager", "coach", "supervisor", "viewer", "hub"];
        foreach (var ((name, end), one) in ways.Zip(who))
        {
            using var visitor = await portal.SignedInAsync(one);
            using var thief = visitor.Copy();
            Assert.Equal(HttpStatusCode.OK, (await thief.GetAsync("/rules")).Status);
            await end(visitor);
            foreach (var path in new[] { "/rules", "/readiness", "/me", "/rules" })
                Assert.True((await thief.GetAsync(path)).Status == HttpStatusCode.Redirect, $"{name}: {path} as {one}");
        }

        Proof.Holds("T13", "a copied cookie after sign-out, password change, closing, 30 minutes idle, 12 hours", $"{ways.Length} ways x 4 pages", "0 accepted");
    }

    /// <summary>The boundaries of both limits, to the minute.</summary>
    [Fact]
    public async Task A_session_holds_until_its_last_minute_and_use_extends_it()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var visitor = await portal.SignedInAsync("manager");
        await portal.WaitAsync(TimeSpan.FromMinutes(29));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/rules")).Status);
        await portal.WaitAsync(TimeSpan.FromMinutes(29));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/rules")).Status);
        await portal.WaitAsync(TimeSpan.FromMinutes(30));
        Assert.Equal(HttpStatusCode.Redirect, (await visitor.GetAsync("/rules")).Status);
    }

    /// <summary>Answers of the database are kept for a minute: not one that was true when it was read and is so no longer when it arrives.</summary>
    [Fact]
    public async Task What_ends_in_the_moment_in_which_it_is_read_has_ended_for_the_next_request()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var visitor = await portal.SignedInAsync("manager");
        using var copy = visitor.Copy();
        portal.Services.GetRequiredService<SignInSessions>().Forget();
        portal.Queries.WhileNextRead("SignInSessions", async () => Assert.Equal(HttpStatusCode.SeeOther, (await copy.AskAsync("POST", "/account/sign-out")).StatusCode));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/rules")).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await visitor.GetAsync("/rules")).Status);

        using var viewer = await portal.SignedInAsync("viewer");
        Assert.Equal(HttpStatusCode.OK, (await viewer.GetAsync("/readiness")).Status);
        var people = portal.Services.GetRequiredService<SignedInReader>();
        people.Forget();
        portal.Queries.WhileNextRead("Memberships", async () =>
        {
            await portal.DbAsync(db => db.Memberships.Where(m => db.Users.Any(u => u.Id == m.UserId && u.Email == "viewer@demo.test")).ExecuteUpdateAsync(u => u.SetProperty(m => m.To, new DateOnly(2026, 11, 23))));
            people.Forget();
        });
        Assert.Equal(HttpStatusCode.OK, (await viewer.GetAsync("/readiness")).Status);
        Assert.NotEqual(HttpStatusCode.OK, (await viewer.GetAsync("/readiness")).Status);
    }

    [Fact]
    public async Task Who_signs_in_where_somebody_is_signed_in_does_not_go_on_in_their_session()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var visitor = portal.Visitor();
        await visitor.SignInAsync("manager@demo.test", PortalFixture.Password);
        using var copy = visitor.Copy();
        // A form of another page that is open: its token is good for whoever is signed in.
        var open = await visitor.GetAsync("/account/forgotten-password");
        var form = (AngleSharp.Html.Dom.IHtmlFormElement)open.Document.QuerySelector("main form[method=post]")!;
        var answer = await visitor.PostFormAsync(form, new Uri(open.Address, "/account/sign-in"), ("Form.Email", "coach@demo.test"), ("Form.Password", PortalFixture.Password));
        Assert.Equal((HttpStatusCode.SeeOther, "/account/sign-in"), (answer.Status, answer.Response.Headers.Location!.ToString()));
        Assert.Contains("Priya Shah was signed in here, and is signed out now", (await visitor.GetAsync("/account/sign-in")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await visitor.GetAsync("/rules")).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await copy.GetAsync("/rules")).Status);
    }

    [Fact]
    public async Task A_session_survives_a_restart_and_its_row_holds_no_key()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var visitor = await portal.SignedInAsync("manager");
        portal.ForgetSessions();
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/rules")).Status);
        var session = await portal.DbAsync(db => db.SignInSessions.SingleAsync(s => s.EndedUtc == null));
        Assert.Equal((SecondFactor.None, 64), (session.Factor, session.KeyDigest.Length));
        Assert.DoesNotContain(visitor.Cookies, c => c.Value.Contains(session.KeyDigest, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(["account.sign-in"], await portal.DbAsync(db => db.AuditEntries.Where(a => a.UserId == session.UserId && a.Command.StartsWith("account.sign")).Select(a => a.Command).ToListAsync()));
    }
}
