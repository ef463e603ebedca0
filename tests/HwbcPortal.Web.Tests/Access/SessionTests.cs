using System.Net;
using AngleSharp.Html.Dom;
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
    /// <summary>Every way in which a session ends, each by the page on which it is done, and what shows that the copy worked until then.</summary>
    [Fact]
    public async Task T13_a_copied_cookie_is_not_accepted_once_its_session_has_ended()
    {
        await using var running = await Running.StartAskingAsync();
        var portal = running.Portal;
        await portal.AddAccountAsync("admin.two", "P-000096", PortalRole.Administrator);
        await portal.AddAccountAsync("aisha.two", "P-000097", PortalRole.Viewer, "U90001");
        await portal.AddAccountAsync("leaver", "P-000098", PortalRole.Viewer, "U90001");
        var secrets = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var ways = new (string Name, string Who, Func<Visitor, Task> End)[]
        {
            ("signed out", "manager", async visitor => Assert.Equal(HttpStatusCode.SeeOther, (await visitor.AskAsync("POST", "/account/sign-out")).StatusCode)),
            ("another password by a link", "coach", _ => portal.ChoosePasswordAsync("coach", "velvet-harbour-otter-17")),
            ("another password of one's own, on another device", "manager.two", async _ =>
            {
                using var device = await SignedInAsync("manager.two");
                await DoneAsync(device, "/account/password", ("Form.Now", PortalFixture.Password), ("Form.Password", "velvet-harbour-otter-18"));
                Assert.Equal(HttpStatusCode.OK, (await device.GetAsync("/rules")).Status);
            }),
            ("another app, on another device", "manager.harbour", async _ =>
            {
                using var device = await SignedInAsync("manager.harbour");
                var page = await device.GetAsync("/account/authenticator");
                var secret = OtherTotp.FromBase32(page.Document.QuerySelector(".app-key")!.TextContent);
                var done = await device.PostAsync(page, ("Form.Password", PortalFixture.Password), ("Form.Code", OtherTotp.Code(secret, portal.Time.Now.UtcDateTime)));
                Assert.True(done.Status == HttpStatusCode.SeeOther, string.Join(" | ", done.Errors));
            }),
            ("ended on another device", "viewer", async _ =>
            {
                using var device = await SignedInAsync("viewer");
                var page = await device.GetAsync("/account");
                // The one that has no other: this device's own is not offered.
                Assert.Equal(HttpStatusCode.SeeOther, (await device.PostFormAsync((IHtmlFormElement)page.Document.QuerySelector("main form[action^='/account/sessions/'][action$='/end']")!, page.Address)).Status);
                Assert.Equal(HttpStatusCode.OK, (await device.GetAsync("/rules")).Status);
            }),
            ("all others ended on another device", "hub", async _ =>
            {
                using var third = await SignedInAsync("hub");
                using var device = await SignedInAsync("hub");
                var page = await device.GetAsync("/account");
                Assert.Equal(HttpStatusCode.SeeOther, (await device.PostFormAsync((IHtmlFormElement)page.Document.QuerySelector("main form[action='/account/sessions/end-others']")!, page.Address)).Status);
                Assert.Equal(HttpStatusCode.OK, (await device.GetAsync("/rules")).Status);
            }),
            ("a closed account", "supervisor", async _ =>
            {
                using var admin = await SignedInAsync("admin");
                await DoneAsync(admin, "/people/P-000002/deactivate", ("Form.Reason", "She left"));
            }),
            ("a second step that was reset by two administrators", "aisha.two", async _ =>
            {
                using var asks = await SignedInAsync("admin");
                await DoneAsync(asks, "/people/P-000097/reset", ("Form.IdentityCheck", "Called back on the PCN's number"));
                using var approves = await SignedInAsync("admin.two");
                await DoneAsync(approves, $"/people/resets/{await portal.DbAsync(db => db.FactorResets.Select(r => r.Id).SingleAsync())}", ("Form.Decision", "Approve"));
            }),
            ("unused for 30 minutes", "admin", _ => portal.WaitAsync(SignInSessions.LongestIdle)),
            ("12 hours, in use all the time", "admin.two", async visitor =>
            {
                for (var waited = TimeSpan.Zero; waited < SignInSessions.Longest; waited += TimeSpan.FromMinutes(20))
                {
                    Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/rules")).Status);
                    await portal.WaitAsync(TimeSpan.FromMinutes(20));
                }
            }),
        };
        // Who has no role left is signed in, and does nothing: the copy no more than they.
        using var left = await SignedInAsync("leaver");
        using var copy = left.Copy();
        Assert.Equal(HttpStatusCode.OK, (await copy.GetAsync("/readiness")).Status);
        var role = await portal.DbAsync(db => db.Memberships.Where(m => db.Users.Any(u => u.Id == m.UserId && u.Email == "leaver@demo.test")).Select(m => m.Id).SingleAsync());
        using (var admin = await SignedInAsync("admin"))
            await DoneAsync(admin, $"/people/P-000098/roles/{role}/end", ("Form.Reason", "She left"), ("Form.LastDay.Day", "23"), ("Form.LastDay.Month", "11"), ("Form.LastDay.Year", "2026"));
        foreach (var one in new[] { left, copy })
        {
            foreach (var path in new[] { "/readiness", "/coaches/HWBC-000014", "/programmes", "/me" })
                Assert.True((await one.GetAsync(path)).Status is HttpStatusCode.Forbidden or HttpStatusCode.NotFound, path);
        }

        foreach (var (name, who, end) in ways)
        {
            using var visitor = await SignedInAsync(who);
            using var thief = visitor.Copy();
            Assert.Equal(HttpStatusCode.OK, (await thief.GetAsync("/rules")).Status);
            await end(visitor);
            foreach (var path in new[] { "/rules", "/readiness", "/me", "/account", "/rules" })
                Assert.True((await thief.GetAsync(path)).Status == HttpStatusCode.Redirect, $"{name}: {path} as {who}");
        }

        Proof.Holds("T13", "a copied cookie after sign-out, another password or app, ended elsewhere, a closed account, a reset by two, 30 minutes idle, 12 hours; and one of somebody whose last role has ended", $"{ways.Length} ways x 5 pages, 4 pages without a role", "0 accepted");

        // Signs in with the app, which is set up the first time. A code works once: each is another half minute's.
        async Task<Visitor> SignedInAsync(string name)
        {
            await portal.WaitAsync(TimeSpan.FromSeconds(90));
            var visitor = portal.Visitor();
            if (!secrets.TryGetValue(name, out var secret))
            {
                (secrets[name], _) = await visitor.SetUpAppAsync($"{name}@demo.test", PortalFixture.Password, portal.Time.Now.UtcDateTime);
                return visitor;
            }

            await visitor.SignInAsync($"{name}@demo.test", PortalFixture.Password);
            Assert.Equal(HttpStatusCode.SeeOther, (await visitor.PostAsync(await visitor.GetAsync("/account/second-step"), ("Form.Code", OtherTotp.Code(secret, portal.Time.Now.UtcDateTime)))).Status);
            return visitor;
        }

        static async Task DoneAsync(Visitor visitor, string path, params (string, string?)[] values)
        {
            var answer = await visitor.PostAsync(await visitor.GetAsync(path), values);
            Assert.True(answer.Status == HttpStatusCode.SeeOther, $"{path}: {answer.Status} {string.Join(" | ", answer.Errors)}");
        }
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
