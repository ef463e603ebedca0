using System.Net;
using System.Net.Sockets;
using AngleSharp.Html.Dom;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Mails;
using HwbcPortal.Web.Tests.Calendar;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HwbcPortal.Web.Tests.Mails;

/// <summary>Links to choose a password: asked for on the sign-in page, and invitations.</summary>
public sealed class AccountMailTests
{
    // Nothing listens on the port that nobody may use.
    private static readonly (string, string?)[] Down = Server(1);

    /// <summary>Whichever mail is being sent, no request waits for it.</summary>
    [Theory]
    [InlineData(MailKind.ChoosePassword)]
    [InlineData(MailKind.Invitation)]
    public async Task While_a_silent_mail_server_holds_the_connection_a_forgotten_password_is_answered_alike_and_accounts_are_made(MailKind first)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var running = await Running.StartAsync(Server(((IPEndPoint)silent.LocalEndpoint).Port));
        var portal = running.Portal;
        using var admin = await portal.SignedInAsync("admin");
        using var visitor = portal.Visitor();
        Assert.Equal(HttpStatusCode.SeeOther, (first == MailKind.Invitation ? await AddAsync(admin, "ada@example.test") : await AskAsync(visitor, "coach@demo.test")).Status);
        using var held = await silent.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromSeconds(60));
        // Ends when the portal stops waiting for the server's first word.
        var end = held.GetStream().ReadAsync(new byte[1]).AsTask();

        var known = await AskAsync(visitor, "supervisor@demo.test");
        var told = await MessageAsync(visitor, known);
        Assert.Contains("If there is an account with that address, a link to choose a new password is on its way.", told, StringComparison.Ordinal);
        var unknown = await AskAsync(visitor, "nobody@demo.test");
        Assert.Equal((HttpStatusCode.SeeOther, known.Response.Headers.Location), (unknown.Status, unknown.Response.Headers.Location));
        Assert.Equal(told, await MessageAsync(visitor, unknown));
        Assert.Equal(HttpStatusCode.SeeOther, (await AddAsync(admin)).Status);
        Assert.False(end.IsCompleted);

        // What was asked for meanwhile is stored and waits its turn.
        await portal.Services.GetRequiredService<AccountMails>().PlanAsync(CancellationToken.None);
        Assert.Equal([(first, 1), (MailKind.ChoosePassword, 0), (MailKind.Invitation, 0)], (await portal.OutboxAsync()).Select(m => (m.Kind, m.Tries)).OrderByDescending(m => m.Tries).ThenBy(m => m.Kind));
        Assert.False(end.IsCompleted);
    }

    [Fact]
    public async Task The_link_that_was_asked_for_comes_afterwards_and_works_and_stands_in_no_log_no_table_and_no_audit_entry()
    {
        await using var smtpd = await Smtpd.PrepareAsync();
        if (smtpd is null)
            return;
        await smtpd.StartAsync();
        await using var running = await Running.StartAsync([.. smtpd.Settings, ("Serilog:Using:0", "HwbcPortal.Web.Tests"), ("Serilog:WriteTo:0:Name", "Keeping"), ("Serilog:MinimumLevel:Default", "Debug"), ("Serilog:MinimumLevel:Override:Microsoft.AspNetCore", "Debug")]);
        var portal = running.Portal;
        await portal.AddAccountAsync("unlogged.person", "P-000095", PortalRole.Viewer);
        var entries = await portal.DbAsync(db => db.AuditEntries.CountAsync());
        using var visitor = portal.Visitor();
        // A name that is not the portal's is not answered; the link has the one that was set.
        visitor.Client.DefaultRequestHeaders.Host = "elsewhere.example";
        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await visitor.GetAsync("/account/forgotten-password")).Status);
        visitor.Client.DefaultRequestHeaders.Host = null;
        await AskAsync(visitor, " Unlogged.Person@demo.test ");
        await AskAsync(visitor, "unlogged.nobody@demo.test");
        await portal.Services.AccountMailsAsync();

        var mail = Assert.Single(smtpd.Mails());
        Assert.Equal(("unlogged.person@demo.test", "Choose a new password"), (mail.To, mail.Subject));
        Assert.StartsWith("Hello unlogged.person,\n\nSomebody, probably you, asked", mail.Body, StringComparison.Ordinal);
        Assert.Contains("\nhttps://portal.example.test/account/choose-password?user=", mail.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("/account/mail", mail.Body, StringComparison.Ordinal);
        var link = mail.PasswordLink();
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.PostAsync(await visitor.GetAsync(link), ("Form.Password", "velvet-harbour-otter-17"))).Status);
        await visitor.SignInAsync("unlogged.person@demo.test", "velvet-harbour-otter-17");

        var code = link[(link.IndexOf("code=", StringComparison.Ordinal) + 5)..];
        Assert.Contains(KeptLog.Lines, l => l.Contains("&code=***", StringComparison.Ordinal));
        Assert.All([code, "unlogged.person@", "unlogged.nobody@"], secret => Assert.DoesNotContain(KeptLog.Lines, l => l.Contains(secret, StringComparison.OrdinalIgnoreCase)));
        var row = Assert.Single(await portal.OutboxAsync());
        Assert.Equal((MailKind.ChoosePassword, MailState.Sent, 1, null), (row.Kind, row.State, row.Tries, row.Fault));
        Assert.Matches($"^password:{row.UserId}:[0-9a-f-]{{36}}$", row.Fact);
        // Choosing is on the chain, asking is not: nobody is known to have asked.
        Assert.Equal(["account.password", "account.sign-in"], await portal.DbAsync(db => db.AuditEntries.OrderBy(e => e.Sequence).Skip(entries).Select(e => e.Command).ToListAsync()));
        Assert.False(await portal.DbAsync(db => db.AuditChanges.AnyAsync(c => c.Content!.Contains(code) || c.Entity == nameof(OutboxMail))));

        using var admin = await portal.SignedInAsync("admin");
        var page = await admin.GetAsync("/outbox");
        Assert.Contains("Link to choose a password", Assert.Single(page.Rows).TextContent, StringComparison.Ordinal);
        Assert.Contains("12:00pm on 24 November 2026. 1 sent.", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("@demo.test", page.Text, StringComparison.Ordinal);
        Assert.Contains("Link to choose a password", (await visitor.GetAsync("/account/mail")).Rows.Single().TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_account_gets_no_link_whether_closed_before_it_was_asked_for_or_since()
    {
        await using var smtpd = await Smtpd.PrepareAsync();
        if (smtpd is null)
            return;
        await using var running = await Running.StartAsync(smtpd.Settings);
        var portal = running.Portal;
        await portal.CloseAccountAsync("viewer");
        using var visitor = portal.Visitor();
        await AskAsync(visitor, "viewer@demo.test");
        await AskAsync(visitor, "coach@demo.test");
        await portal.Services.AccountMailsAsync();
        Assert.Equal((MailState.Waiting, 1, "The mail server could not be reached."), Of(Assert.Single(await portal.OutboxAsync())));
        await portal.CloseAccountAsync("coach");
        await smtpd.StartAsync();
        portal.Time.Now += MailDelivery.Pauses[0];
        await portal.Services.AccountMailsAsync();
        Assert.Equal(MailState.Dropped, Assert.Single(await portal.OutboxAsync()).State);
        Assert.Empty(smtpd.Mails());
    }

    [Fact]
    public async Task A_link_that_could_not_be_sent_within_an_hour_is_not_sent_and_of_several_the_last_is()
    {
        await using var smtpd = await Smtpd.PrepareAsync();
        if (smtpd is null)
            return;
        await using var running = await Running.StartAsync(smtpd.Settings);
        var portal = running.Portal;
        using var visitor = portal.Visitor();
        await AskAsync(visitor, "coach@demo.test");
        await AskAsync(visitor, "supervisor@demo.test");
        await portal.Services.AccountMailsAsync();
        portal.Time.Now += TimeSpan.FromMinutes(1);
        await AskAsync(visitor, "supervisor@demo.test");
        await portal.Services.AccountMailsAsync();
        // The server is back before the time of the next try comes: the portal may look by itself at any moment.
        await smtpd.StartAsync();
        portal.Time.Now += TimeSpan.FromMinutes(58);
        await portal.Services.AccountMailsAsync();
        Assert.Equal(["coach@demo.test", "supervisor@demo.test"], smtpd.Mails().Select(m => m.To));
        Assert.Equal([(MailState.Dropped, 1), (MailState.Sent, 2), (MailState.Sent, 2)], (await portal.OutboxAsync()).Select(m => (m.State, m.Tries)).OrderBy(m => m.Tries));

        await smtpd.StopAsync();
        await AskAsync(visitor, "manager@demo.test");
        await portal.Services.AccountMailsAsync();
        await smtpd.StartAsync();
        portal.Time.Now += TimeSpan.FromHours(1);
        await portal.Services.AccountMailsAsync();
        Assert.Equal((MailState.Dropped, 1, "The mail server could not be reached."), Of((await portal.OutboxAsync()).MaxBy(m => m.PlannedUtc)!));
        Assert.Equal(2, smtpd.Mails().Count);
    }

    [Fact]
    public async Task An_invitation_is_tried_until_the_mail_server_is_back_and_its_link_chooses_the_first_password()
    {
        await using var smtpd = await Smtpd.PrepareAsync();
        if (smtpd is null)
            return;
        await using var running = await Running.StartAsync(smtpd.Settings);
        var portal = running.Portal;
        using (var admin = await portal.SignedInAsync("admin"))
        {
            Assert.Contains("Mo Manager has an account. The mail to choose a password is on its way. \"Mail\" shows whether it went.", await MessageAsync(admin, await AddAsync(admin)), StringComparison.Ordinal);
            await portal.Services.AccountMailsAsync();
            var row = Assert.Single((await admin.GetAsync("/outbox?state=Waiting")).Rows).TextContent;
            Assert.All(["Mo Manager", "Invitation", "The mail server could not be reached."], word => Assert.Contains(word, row, StringComparison.Ordinal));
        }

        // Two hours and a half later, and the process may have started anew since: nothing of the mail is in its memory.
        foreach (var pause in MailDelivery.Pauses.Take(2))
        {
            portal.Time.Now += pause;
            await portal.Services.AccountMailsAsync();
        }

        Assert.Equal((MailState.Waiting, 3, "The mail server could not be reached."), Of(Assert.Single(await portal.OutboxAsync())));
        await smtpd.StartAsync();
        portal.Time.Now += MailDelivery.Pauses[2];
        await portal.Services.AccountMailsAsync();
        Assert.Equal((MailState.Sent, 4, null), Of(Assert.Single(await portal.OutboxAsync())));
        var mail = Assert.Single(smtpd.Mails());
        Assert.Equal(("mo@example.test", "Your account"), (mail.To, mail.Subject));
        Assert.StartsWith("Hello Mo Manager,\n\nYou have an account", mail.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("/account/mail", mail.Body, StringComparison.Ordinal);
        using var mo = portal.Visitor();
        Assert.Equal(HttpStatusCode.SeeOther, (await mo.PostAsync(await mo.GetAsync(mail.PasswordLink()), ("Form.Password", "velvet-harbour-otter-17"))).Status);
        await mo.SignInAsync("mo@example.test", "velvet-harbour-otter-17");

        var audit = await portal.DbAsync(db => db.AuditEntries.Where(e => e.Command == "account.add").SelectMany(e => e.Changes).Where(c => c.Entity == nameof(OutboxMail)).Select(c => c.Content!).SingleAsync());
        Assert.DoesNotContain("mo@example.test", audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invitation_is_sent_again_to_whoever_has_no_password_once_a_press_and_to_nobody_else()
    {
        await using var running = await Running.StartAsync(Down);
        var portal = running.Portal;
        using var admin = await portal.SignedInAsync("admin");
        await AddAsync(admin);
        await portal.Services.AccountMailsAsync();
        portal.Time.Now += TimeSpan.FromMinutes(1);
        var page = await admin.GetAsync("/people");
        var button = (IHtmlFormElement)Assert.Single(page.Document.QuerySelectorAll("main form[method=post]"));
        Assert.Contains("Send the invitation again: Mo Manager", button.TextContent, StringComparison.Ordinal);
        var again = await admin.PostFormAsync(button, page.Address);
        Assert.Contains("The invitation to Mo Manager is on its way.", await MessageAsync(admin, again), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.PostFormAsync(button, page.Address)).Status);
        await portal.Services.AccountMailsAsync();
        // Tried at once, without waiting for the first one's next try; that one is not needed any more when its time comes.
        Assert.Equal([1, 1], (await portal.OutboxAsync()).Select(m => m.Tries));
        portal.Time.Now += MailDelivery.Pauses[0];
        await portal.Services.AccountMailsAsync();
        Assert.Equal([(MailState.Dropped, 1), (MailState.Waiting, 2)], (await portal.OutboxAsync()).OrderBy(m => m.PlannedUtc).Select(m => (m.State, m.Tries)));
        var entry = await portal.DbAsync(db => db.AuditEntries.Include(e => e.Changes).SingleAsync(e => e.Command == "account.invite"));
        var mo = (await portal.OutboxAsync())[0].UserId;
        Assert.Contains(mo.ToString(), Assert.Single(entry.Changes).Content, StringComparison.Ordinal);

        // What cannot be stored since something else came first is said on a page: a button has no form to show again.
        var anothers = Guid.NewGuid();
        await portal.DbAsync(async db => db.Add(new FormReceipt { Key = anothers, UserId = await db.Users.Where(u => u.Email == "coach@demo.test").Select(u => u.Id).SingleAsync(), AcceptedUtc = portal.Time.Now.UtcDateTime, Location = "/me" }) is not null && await db.SaveChangesAsync() > 0);
        var refused = await admin.PostFormAsync(button, page.Address, ("Form.Key", anothers.ToString()));
        Assert.Equal((HttpStatusCode.Conflict, "Somebody else changed this"), (refused.Status, refused.Document.QuerySelector("h1")?.TextContent));

        async Task<HttpStatusCode> InviteAsync(Guid id) => (await admin.AskAsync("POST", $"/people/{id}/invite")).StatusCode;
        Assert.Equal(HttpStatusCode.NotFound, await InviteAsync(Guid.NewGuid()));
        Assert.Equal(HttpStatusCode.NotFound, await InviteAsync(await portal.DbAsync(db => db.Users.Where(u => u.Email == "coach@demo.test").Select(u => u.Id).SingleAsync())));
        // Once they have a password, the invitation that still waits is not needed either.
        await portal.DbAsync(db => db.Users.Where(u => u.Id == mo).ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordHash, "chosen")));
        Assert.Equal(HttpStatusCode.NotFound, await InviteAsync(mo));
        Assert.Empty((await admin.GetAsync("/people")).Document.QuerySelectorAll("main form[method=post]"));
        portal.Time.Now += MailDelivery.Pauses[1];
        await portal.Services.AccountMailsAsync();
        Assert.Equal([MailState.Dropped, MailState.Dropped], (await portal.OutboxAsync()).Select(m => m.State));

        var closed = await portal.AddAccountAsync("closed", "P-000094", PortalRole.Viewer, password: null);
        await portal.CloseAccountAsync("closed");
        using var later = await portal.SignedInAsync("admin");
        Assert.Equal(HttpStatusCode.NotFound, (await later.AskAsync("POST", $"/people/{closed}/invite")).StatusCode);
    }

    [Fact]
    public async Task So_many_askings_wait_and_no_more_and_those_that_wait_when_the_portal_stops_are_stored()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        // One that does not run: what is asked for waits.
        using var mails = ActivatorUtilities.CreateInstance<AccountMails>(portal.Services);
        for (var i = 0; i < 999; i++)
            mails.Ask("nobody@demo.test");
        mails.Ask("coach@demo.test");
        mails.Ask("supervisor@demo.test");
        await mails.StopAsync(CancellationToken.None);
        var mail = Assert.Single(await portal.OutboxAsync());
        Assert.Equal(await portal.DbAsync(db => db.Users.Where(u => u.Email == "coach@demo.test").Select(u => u.Id).SingleAsync()), mail.UserId);
        // The next that runs finds it.
        await portal.Services.AccountMailsAsync();
        Assert.Equal("coach@demo.test", Assert.Single(portal.Files()).To);
    }

    [Fact]
    public async Task Who_asks_too_often_is_answered_alike_and_gets_no_more_mails()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var visitor = portal.Visitor();
        for (var i = 0; i < 7; i++)
            Assert.Equal(HttpStatusCode.SeeOther, (await AskAsync(visitor, "coach@demo.test")).Status);
        await portal.Services.AccountMailsAsync();
        Assert.Equal(5, portal.Files().Count);
    }

    [Fact]
    public async Task Where_mails_about_what_is_due_are_switched_off_a_link_comes_and_they_stay()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await portal.PlanAsync(new DateOnly(2026, 11, 24));
        using var visitor = portal.Visitor();
        await AskAsync(visitor, "coach@demo.test");
        await portal.Services.AccountMailsAsync();
        Assert.Equal("Choose a new password", Assert.Single(portal.Files()).Subject);
        Assert.Equal([(MailKind.MonthEnds, MailState.Waiting), (MailKind.ChoosePassword, MailState.Sent)], (await portal.OutboxAsync()).Select(m => (m.Kind, m.State)).Order());
        await portal.DeliverAsync();
        Assert.Contains(portal.Files(), m => m.To == "supervisor@demo.test");
    }

    private static (string, string?)[] Server(int port) => [("Mail:Smtp", $"127.0.0.1:{port}"), ("Mail:From", "portal@example.test"), ("Mail:PublicUrl", "https://portal.example.test"), ("Mail:Tls", "false")];

    private static async Task<Page> AskAsync(Visitor visitor, string address) => await visitor.PostAsync(await visitor.GetAsync("/account/forgotten-password"), ("Form.Email", address));

    private static async Task<Page> AddAsync(Visitor admin, string address = "mo@example.test") =>
        await admin.PostAsync(await admin.GetAsync("/people/new"), ("Form.Role", "Manager"), ("Form.Pcn", "U90001"), ("Form.Name", "Mo Manager"), ("Form.Email", address));

    private static async Task<string> MessageAsync(Visitor visitor, Page posted) => (await visitor.GetAsync(posted.Response.Headers.Location!.ToString())).Document.QuerySelector(".nhsuk-notification-banner")?.TextContent.Trim() ?? "";

    private static (MailState, int, string?) Of(OutboxMail mail) => (mail.State, mail.Tries, mail.Fault);
}
