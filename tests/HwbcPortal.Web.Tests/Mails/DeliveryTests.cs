using System.Net;
using System.Net.Sockets;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Mails;
using HwbcPortal.Web.Infrastructure.Hosting;
using HwbcPortal.Web.Infrastructure.Mail;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace HwbcPortal.Web.Tests.Mails;

/// <summary>What becomes of planned mails, with a real mail server and with none.</summary>
public sealed class DeliveryTests
{
    private const string Secret = "She doubts whether she belongs here.";
    private static readonly DateOnly Tuesday = new(2026, 11, 24);

    [Fact]
    public async Task Planned_mails_reach_their_people_over_SMTP_once_and_the_outbox_page_says_so()
    {
        await using var smtpd = await Smtpd.PrepareAsync();
        if (smtpd is null)
            return;
        await smtpd.StartAsync();
        await using var running = await Running.StartAsync(smtpd.Settings);
        var portal = running.Portal;
        await portal.SafeguardingHoldsUntilAsync(new DateOnly(2026, 12, 20));
        await portal.PlanAsync(Tuesday);
        await portal.DeliverAsync();
        await portal.DeliverAsync();

        var mails = smtpd.Mails();
        Assert.Equal([("coach@demo.test", "Safeguarding adults training: in date until 20 December 2026"), ("supervisor@demo.test", "Supervision to come by 30 November")], mails.Select(m => (m.To, m.Subject)));
        Assert.All(mails, m => Assert.Equal("portal@example.test", m.From));
        Assert.Contains("Auto-Submitted: auto-generated", mails[0].Headers, StringComparison.Ordinal);
        Assert.StartsWith("Hello Aisha Khan,\n\nThis is in date at Riverside PCN until 20 December 2026: Safeguarding adults training.\n", mails[0].Body, StringComparison.Ordinal);
        Assert.Contains("https://portal.example.test/me\n", mails[0].Body, StringComparison.Ordinal);
        Assert.StartsWith("Hello Rachel Bell,\n\nNovember 2026 ends on 30 November. This supervision is still to come:\n\n- Aisha Khan, Riverside PCN: 30 of 60 minutes\n", mails[1].Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Grace Lin", mails[1].Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Owen Price", mails[1].Body, StringComparison.Ordinal);
        Assert.EndsWith("You get this because you supervise coaches. To choose which mails you get: https://portal.example.test/account/mail\n", mails[1].Body.TrimEnd() + "\n", StringComparison.Ordinal);

        using var admin = await portal.SignedInAsync("admin");
        var page = await admin.GetAsync("/outbox");
        Assert.Equal(2, page.Rows.Count);
        Assert.Contains("2 new mails for 24 November 2026.", page.Text, StringComparison.Ordinal);
        Assert.Contains("12:00pm on 24 November 2026. Nothing was waiting.", page.Text, StringComparison.Ordinal);
        Assert.Contains("Rachel Bell", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("@demo.test", page.Text, StringComparison.Ordinal);
        Assert.Equal(2, (await admin.GetAsync("/outbox?state=Sent")).Rows.Count);
        Assert.Contains("No mail stands so. Show all", (await admin.GetAsync("/outbox?state=Waiting")).Text, StringComparison.Ordinal);
        using var manager = await portal.SignedInAsync("manager");
        Assert.Equal(HttpStatusCode.Forbidden, (await manager.GetAsync("/outbox")).Status);
        using var coach = await portal.SignedInAsync("coach");
        Assert.Contains("12:00pm on 24 November 2026", (await coach.GetAsync("/account/mail")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_mail_server_is_down_mails_wait_longer_and_longer_and_come_once_when_it_is_back()
    {
        await using var smtpd = await Smtpd.PrepareAsync();
        if (smtpd is null)
            return;
        await using var running = await Running.StartAsync(smtpd.Settings);
        var portal = running.Portal;
        await portal.PlanAsync(Tuesday);
        await portal.DeliverAsync();
        await portal.DeliverAsync();
        var mail = Assert.Single(await portal.OutboxAsync());
        Assert.Equal((MailState.Waiting, 1, "The mail server could not be reached."), (mail.State, mail.Tries, mail.Fault));
        Assert.Equal(portal.Time.Now.UtcDateTime + MailDelivery.Pauses[0], mail.NextTryUtc);

        portal.Time.Now += MailDelivery.Pauses[0];
        await portal.DeliverAsync();
        mail = Assert.Single(await portal.OutboxAsync());
        Assert.Equal((2, portal.Time.Now.UtcDateTime + MailDelivery.Pauses[1]), (mail.Tries, mail.NextTryUtc));

        await smtpd.StartAsync();
        await portal.DeliverAsync();
        Assert.Empty(smtpd.Mails());
        portal.Time.Now += MailDelivery.Pauses[1];
        await portal.DeliverAsync();
        await portal.DeliverAsync();
        Assert.Single(smtpd.Mails());
        mail = Assert.Single(await portal.OutboxAsync());
        Assert.Equal((MailState.Sent, 3, null), (mail.State, mail.Tries, mail.Fault));
    }

    [Fact]
    public async Task After_the_last_pause_a_mail_is_tried_once_more_and_then_given_up()
    {
        await using var smtpd = await Smtpd.PrepareAsync();
        if (smtpd is null)
            return;
        await using var running = await Running.StartAsync(smtpd.Settings);
        var portal = running.Portal;
        await portal.PlanAsync(Tuesday);
        foreach (var pause in MailDelivery.Pauses)
        {
            await portal.DeliverAsync();
            Assert.Equal(MailState.Waiting, (await portal.OutboxAsync()).Single().State);
            portal.Time.Now += pause;
        }

        await portal.DeliverAsync();
        var mail = Assert.Single(await portal.OutboxAsync());
        Assert.Equal((MailState.GivenUp, 6), (mail.State, mail.Tries));
        await smtpd.StartAsync();
        portal.Time.Now += TimeSpan.FromDays(1);
        await portal.DeliverAsync();
        Assert.Empty(smtpd.Mails());
        using var admin = await portal.SignedInAsync("admin");
        Assert.Contains("Given up", Assert.Single((await admin.GetAsync("/outbox?state=GivenUp")).Rows).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_takes_the_connection_and_says_nothing_is_waited_for_only_so_long()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var settings = new MailSettings("127.0.0.1", ((IPEndPoint)silent.LocalEndpoint).Port, false, "portal@example.test", null, null, "https://portal.example.test", false);
        var outbox = new SmtpOutbox(settings, NullLogger<SmtpOutbox>.Instance) { Longest = TimeSpan.FromMilliseconds(200) };
        var fault = await Assert.ThrowsAsync<MailNotSentException>(() => outbox.SendAsync(new Mail("coach@demo.test", "Subject", "Body"), CancellationToken.None));
        Assert.True(fault.IsSilence);
        Assert.Null(fault.InnerException);
    }

    [Fact]
    public async Task A_mail_that_several_deliver_at_once_is_sent_once()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await portal.PlanAsync(new DateOnly(2026, 11, 30));
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(portal.DeliverAsync)));
        Assert.All(await portal.OutboxAsync(), m => Assert.Equal((MailState.Sent, 1), (m.State, m.Tries)));
        Assert.Equal(4, portal.Files().Count);
    }

    [Fact]
    public async Task A_session_that_is_logged_between_planning_and_sending_leaves_nothing_to_say()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await portal.OnlyAishaIsSupervisedAsync();
        await portal.PlanAsync(Tuesday);
        Assert.Equal(MailKind.MonthEnds, Assert.Single(await portal.OutboxAsync()).Kind);
        using var supervisor = await portal.SignedInAsync("supervisor");
        Assert.Equal(HttpStatusCode.SeeOther, (await supervisor.PostAsync(await supervisor.GetAsync($"/supervision/log?coach={Told.Aisha}"), ("Form.When", "Today"), ("Form.Minutes", "30"))).Status);
        await portal.DeliverAsync();
        Assert.Equal(MailState.Dropped, Assert.Single(await portal.OutboxAsync()).State);
        Assert.Empty(portal.Files());
    }

    [Fact]
    public async Task What_is_renewed_between_planning_and_sending_is_not_told_and_what_came_to_the_next_threshold_is_told_by_that()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await portal.OnlyAishaIsSupervisedAsync();
        await portal.SafeguardingHoldsUntilAsync(new DateOnly(2026, 12, 14));
        var day = new DateOnly(2026, 11, 20);
        await portal.PlanAsync(day);
        // Nothing was delivered for three weeks.
        await portal.PlanAsync(new DateOnly(2026, 12, 9));
        await portal.DeliverAsync();
        Assert.Equal([("30", MailState.Dropped), ("7", MailState.Sent)], (await portal.OutboxAsync()).Where(m => m.Kind == MailKind.Expiry).Select(m => (m.Fact.Split(':')[^1], m.State)));

        await using var other = await Running.StartAsync();
        await other.Portal.SafeguardingHoldsUntilAsync(new DateOnly(2026, 12, 14));
        await other.Portal.PlanAsync(day);
        await other.Portal.SafeguardingHoldsUntilAsync(new DateOnly(2029, 11, 20));
        await other.Portal.DeliverAsync();
        Assert.Equal(MailState.Dropped, Assert.Single(await other.Portal.OutboxAsync()).State);
    }

    [Fact]
    public async Task A_mail_is_not_sent_to_an_account_that_was_closed_or_lost_its_role_or_does_without_it_meanwhile()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await portal.PlanAsync(new DateOnly(2026, 11, 30));
        Assert.Equal(4, (await portal.OutboxAsync()).Count);
        using var supervisor = await portal.SignedInAsync("supervisor");
        var choice = await supervisor.GetAsync("/account/mail");
        Assert.Equal(HttpStatusCode.SeeOther, (await supervisor.PostAsync(choice, ("Form.MonthEnds", "false"))).Status);
        await portal.CloseAccountAsync("manager");
        await portal.DbAsync(db => db.Memberships.Where(m => m.UserId == db.Users.Single(u => u.Email == "manager.harbour@demo.test").Id).ExecuteUpdateAsync(u => u.SetProperty(m => m.To, new DateOnly(2026, 11, 29))));
        await portal.DeliverAsync();
        Assert.Equal(["manager.two@demo.test"], portal.Files().Select(m => m.To));
        Assert.Equal([MailState.Sent, MailState.Dropped, MailState.Dropped, MailState.Dropped], (await portal.OutboxAsync()).Select(m => m.State).Order().ToList());
    }

    [Fact]
    public async Task Whoever_covers_that_day_is_told_of_whom_they_cover_and_whoever_is_covered_for_is_told_who_does()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await portal.AddAccountAsync("ben", "P-000077", PortalRole.Supervisor);
        await portal.AddAccountAsync("late", "P-000078", PortalRole.Supervisor);
        await portal.AddAccountAsync("brief", "P-000079", PortalRole.Supervisor);
        await portal.AddCoverAsync("P-000077", Tuesday.AddDays(1), new DateOnly(2026, 11, 30));
        var late = await portal.AddCoverAsync("P-000078", Tuesday.AddDays(1), new DateOnly(2026, 12, 20));
        await portal.AddCoverAsync("P-000079", Tuesday.AddDays(2), new DateOnly(2026, 11, 29));
        // The day before it begins, those who are named alone.
        await portal.PlanAsync(Tuesday);
        await portal.DeliverAsync();
        Assert.Equal("supervisor@demo.test", Assert.Single(portal.Files()).To);
        Assert.DoesNotContain("cover", portal.Files()[0].Body, StringComparison.Ordinal);

        await portal.PlanAsync(Tuesday.AddDays(1));
        // Taken back between planning and sending: nothing is told of a coach whom one sees no more.
        await portal.DbAsync(db => db.SupervisionCovers.Where(c => c.Id == late).ExecuteUpdateAsync(u => u.SetProperty(c => c.TakenBackUtc, portal.Time.Now.UtcDateTime)));
        using (var other = await portal.SignedInAsync("late"))
            Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/supervision/log?coach={Told.Aisha}")).Status);
        await portal.DeliverAsync();
        Assert.Equal([MailState.Dropped, MailState.Sent, MailState.Sent], (await portal.OutboxAsync()).Where(m => m.Kind == MailKind.MonthEnds).Select(m => m.State).OrderBy(s => s.ToString(), StringComparer.Ordinal));
        var told = portal.Files().Single(m => m.To == "ben@demo.test");
        Assert.Contains("This supervision is still to come:\n\n- Aisha Khan, Riverside PCN (cover: you): 30 of 60 minutes\n\nLog", told.Body, StringComparison.Ordinal);
        using (var ben = await portal.SignedInAsync("ben"))
            Assert.Equal(HttpStatusCode.OK, (await ben.GetAsync($"/supervision/log?coach={Told.Aisha}")).Status);

        // Cover to the month's last day: they enter what was held in it, and so does whoever is named.
        await portal.PlanAsync(new DateOnly(2026, 12, 2));
        await portal.DeliverAsync();
        var ended = portal.Files().Where(m => m.Subject == "Supervision in November 2026: enter what was held").ToDictionary(m => m.To, m => m.Body);
        Assert.Equal(["ben@demo.test", "supervisor@demo.test"], ended.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("logged for:\n\n- Aisha Khan, Riverside PCN (cover: you): 30 of 60 minutes, open until 7 December\n\nIf", ended["ben@demo.test"], StringComparison.Ordinal);
        Assert.Contains("- Aisha Khan, Riverside PCN (cover: ben): 30 of 60 minutes, open until 7 December\n", ended["supervisor@demo.test"], StringComparison.Ordinal);
        using (var ben = await portal.SignedInAsync("ben"))
            Assert.Equal(HttpStatusCode.OK, (await ben.GetAsync($"/supervision/log?coach={Told.Aisha}")).Status);
    }

    [Fact]
    public async Task No_mail_holds_a_note_a_reason_or_a_token_and_each_says_how_to_stop_it()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await portal.SafeguardingHoldsUntilAsync(new DateOnly(2026, 12, 20));
        using (var supervisor = await portal.SignedInAsync("supervisor"))
            Assert.Equal(HttpStatusCode.SeeOther, (await supervisor.PostAsync(await supervisor.GetAsync("/supervision/log?coach=HWBC-000016"), ("Form.When", "Today"), ("Form.Minutes", "20"), ("Form.Notes", Secret))).Status);
        using (var coach = await portal.SignedInAsync("coach"))
            Assert.Equal(HttpStatusCode.SeeOther, (await coach.PostAsync(await coach.GetAsync("/me/requests/new"), ("Form.About", "Something else"), ("Form.Text", Secret))).Status);
        await portal.PlanAsync(new DateOnly(2026, 11, 30));
        await portal.DeliverAsync();
        await portal.PlanAsync(new DateOnly(2026, 12, 2));
        await portal.DeliverAsync();
        var mails = portal.Files();
        Assert.Equal(["Enter", "Supervision", "This", "What"], mails.Select(m => m.Subject.StartsWith("Supervision in", StringComparison.Ordinal) ? "Enter" : m.Subject.Contains("in date", StringComparison.Ordinal) ? "This" : m.Subject.Split(' ')[0]).Distinct().Order(StringComparer.Ordinal));
        foreach (var mail in mails)
        {
            Assert.All(["doubts", "record keeping", "Joint sessions", "token", "code="], word => Assert.DoesNotContain(word, mail.Body, StringComparison.OrdinalIgnoreCase));
            Assert.Contains("/account/mail", mail.Body, StringComparison.Ordinal);
        }

        var ended = mails.Single(m => m.Subject == "Supervision in November 2026: enter what was held").Body;
        Assert.Contains("- Aisha Khan, Riverside PCN: 30 of 60 minutes, open until 7 December\n", ended, StringComparison.Ordinal);
        var digest = mails.First(m => m.To == "manager@demo.test").Body;
        Assert.Contains("Riverside PCN\n\n- 1 certificate to check: ", digest, StringComparison.Ordinal);
        Assert.Contains("- 1 request to answer: ", digest, StringComparison.Ordinal);
        Assert.Contains("/readiness?pcn=U90001&referrals=NotCleared", digest, StringComparison.Ordinal);
        Assert.All(["Aisha", "Tom", "Nina"], name => Assert.DoesNotContain(name, digest, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_count_of_a_digest_is_a_link_to_as_many_rows()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await portal.PlanAsync(new DateOnly(2026, 11, 30));
        await portal.DeliverAsync();
        var counts = 0;
        foreach (var mail in portal.Files().Where(m => m.Subject == "What is due this week"))
        {
            using var manager = await portal.SignedInAsync(mail.To.Split('@')[0]);
            foreach (var line in mail.Body.Split('\n').Where(l => l.StartsWith("- ", StringComparison.Ordinal) && !l.Contains("request", StringComparison.Ordinal)))
            {
                var count = int.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
                var path = new Uri(line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..]).PathAndQuery;
                Assert.Equal(count, (await manager.GetAsync(path)).Rows.Count);
                counts++;
            }
        }

        Assert.True(counts >= 4, $"{counts} counts");
    }

    [Fact]
    public async Task A_choice_of_mails_is_kept_and_audited_and_offers_what_fits_the_roles()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var manager = await portal.SignedInAsync("manager");
        var page = await manager.GetAsync("/account/mail");
        Assert.Equal(["Form.Digest", "Form.Expiry"], page.Document.QuerySelectorAll("main input[type=radio]").Select(r => r.GetAttribute("name")!).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(["Select whether you want \"Something runs out\"", "Select whether you want \"What is due this week\""], (await manager.PostAsync(page, ("Form.Digest", null), ("Form.Expiry", null))).Errors);
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(page, ("Form.Digest", "false"))).Status);
        page = await manager.GetAsync("/account/mail");
        Assert.Equal(["false", "true"], page.Document.QuerySelectorAll("main input[type=radio][checked]").OrderBy(r => r.GetAttribute("name"), StringComparer.Ordinal).Select(r => r.GetAttribute("value")!));
        Assert.Equal(1, await portal.DbAsync(db => db.AuditEntries.CountAsync(e => e.Command == "mail.choose")));
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(page, ("Form.Digest", "true"))).Status);
        Assert.False(await portal.DbAsync(db => db.MailOptOuts.AnyAsync()));
        using var viewer = await portal.SignedInAsync("viewer");
        Assert.Contains("sends no mail about what is due to your roles", (await viewer.GetAsync("/account/mail")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mail:Smtp is \"mail\". It is a host and a port, like localhost:25.", "Mail:Smtp=mail")]
    [InlineData("Mail:Smtp is set, and Mail:From is not. Set it to the address that mails come from.", "Mail:Smtp=mail:25")]
    [InlineData("Mail:From is \"nobody\". It is an email address, like portal@example.nhs.uk.", "Mail:From=nobody")]
    [InlineData("Mail:Smtp is set, and Mail:PublicUrl is not. Set it to the address under which people open the portal: links in mails begin with it.", "Mail:Smtp=mail:25", "Mail:From=p@example.test")]
    [InlineData("Mail:PublicUrl is \"portal\". It is the address under which people open the portal, like https://portal.example.nhs.uk.", "Mail:PublicUrl=portal")]
    [InlineData("Mail:User and Mail:Password belong together. Set both, or neither.", "Mail:Smtp=mail:25", "Mail:From=p@example.test", "Mail:PublicUrl=https://p.test", "Mail:User=u")]
    [InlineData("Mail:Password would travel where it can be read, since Mail:Tls is false. Set Mail:Tls to true.", "Mail:Smtp=mail:25", "Mail:From=p@example.test", "Mail:PublicUrl=https://p.test", "Mail:User=u", "Mail:Password=pw-of-mail", "Mail:Tls=false")]
    [InlineData("Mail:Tls is \"maybe\". It can be true or false.", "Mail:Smtp=mail:25", "Mail:From=p@example.test", "Mail:PublicUrl=https://p.test", "Mail:Tls=maybe")]
    public void Settings_that_cannot_work_are_a_sentence_at_start(string sentence, params string[] settings) =>
        Assert.Equal(sentence, Assert.Throws<StartRefusedException>(() => PortalSettings.From(Configuration(settings))).Message);

    [Theory]
    [InlineData("http://localhost:5080", "")]
    [InlineData("http://127.0.0.1:7000", "urls=http://127.0.0.1:7000/;https://localhost:7001")]
    [InlineData("http://localhost:80", "urls=http://*:80")]
    [InlineData("https://localhost", "urls=https://+")]
    [InlineData("http://localhost:5080", "urls=http://0.0.0.0:5080")]
    [InlineData("http://localhost:5080", "urls=http://[::]:5080")]
    [InlineData("https://p.test", "urls=http://*:80", "Mail:PublicUrl=https://p.test/")]
    public void Links_begin_with_what_is_set_or_else_with_the_first_address_that_is_served(string begin, params string[] settings) =>
        Assert.Equal(begin, PortalSettings.From(Configuration(settings.Where(s => s.Length > 0).ToArray())).Mail.PublicUrl);

    [Fact]
    public void Settings_never_write_the_password()
    {
        var settings = PortalSettings.From(Configuration("Mail:Smtp=mail:25", "Mail:From=p@example.test", "Mail:PublicUrl=https://p.test/", "Mail:User=u", "Mail:Password=pw-of-mail"));
        Assert.Equal(("pw-of-mail", true, "https://p.test"), (settings.Mail.Password, settings.Mail.Tls, settings.Mail.PublicUrl));
        Assert.DoesNotContain("pw-of-mail", settings.ToString(), StringComparison.Ordinal);
    }

    private static IConfiguration Configuration(params string[] settings) => new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => s.Split('=', 2)).Select(s => KeyValuePair.Create(s[0], (string?)s[1]))).Build();
}
