using System.Net;
using AngleSharp.Html.Dom;
using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Tests.Hosting;
using HwbcPortal.Web.Tests.Mails;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Access;

/// <summary>Who has an account, what they may do and when, and who says so.</summary>
public sealed class PeopleTests
{
    private const string Aisha = "/people/HWBC-000014";

    [Fact]
    public async Task A_manager_sees_the_people_of_their_own_PCNs_and_an_administrator_all()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var manager = await portal.SignedInAsync("manager");
        var list = await manager.GetAsync("/people");
        // In post, named for a coach, with a role there: each is the PCN's.
        foreach (var name in new[] { "Aisha Khan", "Rachel Bell", "Leo Grant", "Farah Aziz", "Daniel Moss", "Priya Shah" })
            Assert.Contains(name, list.Text, StringComparison.Ordinal);
        Assert.Equal(6, list.Rows.Count);
        Assert.DoesNotContain("Joan Webb", list.Text, StringComparison.Ordinal);
        // A supervisor's role reaches beyond the PCN: who supervises here no longer is named no longer.
        var supervises = await portal.DbAsync(db => db.Memberships.Where(m => db.Users.Any(u => u.Id == m.UserId && u.Email == "supervisor@demo.test")).Select(m => m.Id).SingleAsync());
        Assert.Equal(HttpStatusCode.Forbidden, (await manager.GetAsync($"/people/P-000002/roles/{supervises}/end")).Status);
        // Of somebody who manages another PCN too, that is the other PCN's business.
        Assert.DoesNotContain("Hillside", (await manager.GetAsync("/people/P-000001")).Text, StringComparison.Ordinal);
        Assert.Contains("Leo Grant", Assert.Single((await manager.GetAsync("/people?q=grant")).Rows).TextContent, StringComparison.Ordinal);
        Assert.Contains("Farah Aziz", Assert.Single((await manager.GetAsync("/people?role=HubLead&pcn=U90001&state=Active")).Rows).TextContent, StringComparison.Ordinal);
        Assert.Contains("Nobody fits these filters", (await manager.GetAsync("/people?q=Webb")).Text, StringComparison.Ordinal);
        using var admin = await portal.SignedInAsync("admin");
        Assert.Equal(8, (await admin.GetAsync("/people")).Rows.Count);
        Assert.Contains("Hillside", (await admin.GetAsync("/people/P-000001")).Text, StringComparison.Ordinal);
        Assert.Contains("This is you", (await manager.GetAsync("/people/HWBC-000018")).Text, StringComparison.Ordinal);
    }

    /// <summary>A role opens nothing before its first day and nothing after its last.</summary>
    [Fact]
    public async Task A_role_holds_from_its_first_day_through_its_last_and_no_longer()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var manager = await portal.SignedInAsync("manager");
        await SavedAsync(manager, $"{Aisha}/roles/new", [("Form.Role", "Viewer"), ("Form.Pcn", "U90001"), .. Day("From", 2026, 12, 1), .. Day("To", 2026, 12, 3), ("Form.Reason", "Helps with the audit")]);
        var page = await manager.GetAsync(Aisha);
        foreach (var words in new[] { "Reads Riverside", "Starts 1 December", "Priya Shah", "Helps with the audit" })
            Assert.Contains(words, page.Text, StringComparison.Ordinal);
        foreach (var (day, opens) in new[] { ("2026-11-30", false), ("2026-12-01", true), ("2026-12-03", true), ("2026-12-04", false) })
        {
            // A quarter of an hour before midnight in London, and after it.
            portal.Time.Now = DateTimeOffset.Parse($"{day}T23:45:00Z", System.Globalization.CultureInfo.InvariantCulture);
            using var aisha = await portal.SignedInAsync("coach");
            Assert.Equal((day, opens ? HttpStatusCode.OK : HttpStatusCode.Forbidden), (day, (await aisha.GetAsync("/readiness")).Status));
            portal.Time.Now += TimeSpan.FromMinutes(20);
            var next = DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture).AddDays(1);
            Assert.Equal(next >= new DateOnly(2026, 12, 1) && next <= new DateOnly(2026, 12, 3) ? HttpStatusCode.OK : HttpStatusCode.Forbidden, (await aisha.GetAsync("/readiness")).Status);
        }
    }

    [Fact]
    public async Task A_role_ends_on_a_day_at_once_or_before_it_began_with_a_reason_and_one_entry_each()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var manager = await portal.SignedInAsync("manager");
        using var viewer = await portal.SignedInAsync("viewer");
        var end = (await manager.GetAsync("/people/P-000007")).Document.QuerySelector("main a[href$='/end']")!.GetAttribute("href")!;
        var empty = await manager.PostAsync(await manager.GetAsync(end), [.. Day("LastDay", null, null, null)]);
        Assert.Equal(["Enter the last day", "Enter why it ends"], empty.Errors);
        Assert.Equal(["Last day must be yesterday or later: the days before that are past"], (await manager.PostAsync(await manager.GetAsync(end), [.. Day("LastDay", 2026, 11, 22), ("Form.Reason", "x")])).Errors);
        Assert.Contains("looks like an NHS number", (await manager.PostAsync(await manager.GetAsync(end), ("Form.Reason", "For 943 476 5919"))).Errors[0], StringComparison.Ordinal);
        // Two windows: the second is told.
        var second = await manager.GetAsync(end);
        await SavedAsync(manager, end, [.. Day("LastDay", 2026, 11, 24), ("Form.Reason", "The audit is over")]);
        Assert.Equal(HttpStatusCode.Conflict, (await manager.PostAsync(second, [.. Day("LastDay", 2026, 12, 24), ("Form.Reason", "x")])).Status);
        Assert.Equal(HttpStatusCode.OK, (await viewer.GetAsync("/readiness")).Status);
        // To end it is not to have it for longer.
        Assert.Equal(["Last day must be 24 November 2026, its last day so far, or earlier. To have it for longer, the role is given again"], (await manager.PostAsync(await manager.GetAsync(end), [.. Day("LastDay", 2026, 11, 25), ("Form.Reason", "x")])).Errors);
        await SavedAsync(manager, end, [.. Day("LastDay", 2026, 11, 23), ("Form.Reason", "At once")]);
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.GetAsync("/readiness")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await manager.GetAsync(end)).Status);

        await SavedAsync(manager, "/people/P-000007/roles/new", [("Form.Role", "Viewer"), ("Form.Pcn", "U90001"), .. Day("From", 2027, 1, 4)]);
        var later = (await manager.GetAsync("/people/P-000007")).Document.QuerySelector("main a[href$='/end']")!.GetAttribute("href")!;
        await SavedAsync(manager, later, [.. Day("LastDay", 2026, 11, 24), ("Form.Reason", "Not needed after all")]);
        Assert.Equal(1, await portal.DbAsync(db => db.Memberships.CountAsync(m => db.Users.Any(u => u.Id == m.UserId && u.Email == "viewer@demo.test"))));
        var entries = await portal.DbAsync(db => db.AuditEntries.Where(e => e.Command.StartsWith("role.")).OrderBy(e => e.Sequence).Select(e => new { e.Command, e.Actor, Reason = e.Changes.Max(c => c.Content) }).ToListAsync());
        Assert.Equal(["role.end", "role.end", "role.add", "role.take-back"], entries.Select(e => e.Command));
        Assert.All(entries, e => Assert.Equal("HWBC-000018", e.Actor));
        Assert.Contains("The audit is over", entries[0].Reason, StringComparison.Ordinal);
    }

    /// <summary>Who is a hub lead at all an administrator says; a PCN says whether it lets them read.</summary>
    [Fact]
    public async Task Whoever_is_no_hub_lead_any_more_is_none_for_the_PCNs_that_let_them_read_either()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var admin = await portal.SignedInAsync("admin");
        using var hub = await portal.SignedInAsync("hub");
        await SavedAsync(admin, "/people/P-000006/roles/new", [("Form.Role", "HubLead"), .. Day("From", 2026, 11, 24)]);
        await portal.DbAsync(async db =>
        {
            db.Add(new Membership { Role = PortalRole.HubLead, From = new DateOnly(2027, 1, 4), PcnId = await db.Pcns.Where(p => p.Code == "U90003").Select(p => p.Id).SingleAsync(), UserId = await db.Users.Where(u => u.Email == "hub@demo.test").Select(u => u.Id).SingleAsync() });
            return await db.SaveChangesAsync();
        });
        Assert.Equal(HttpStatusCode.OK, (await hub.GetAsync("/readiness")).Status);
        var general = await portal.DbAsync(db => db.Memberships.Where(m => m.Role == PortalRole.HubLead && m.PcnId == null && db.Users.Any(u => u.Id == m.UserId && u.Email == "hub@demo.test")).Select(m => m.Id).SingleAsync());
        Assert.Contains("What PCNs let them read ends on that day too.", (await admin.GetAsync($"/people/P-000006/roles/{general}/end")).Text, StringComparison.Ordinal);
        await SavedAsync(admin, $"/people/P-000006/roles/{general}/end", [.. Day("LastDay", 2026, 11, 24), ("Form.Reason", "They left the hub")]);
        Assert.Equal([new DateOnly(2026, 11, 24), new DateOnly(2026, 11, 24), new DateOnly(2026, 11, 24)], await portal.DbAsync(db => db.Memberships.Where(m => db.Users.Any(u => u.Id == m.UserId && u.Email == "hub@demo.test")).Select(m => m.To!.Value).ToListAsync()));
        var entry = await portal.DbAsync(db => db.AuditEntries.Include(e => e.Changes).SingleAsync(e => e.Command == "role.end"));
        Assert.Equal(["Changed", "Changed", "Changed", "Removed"], entry.Changes.Where(c => c.Entity == nameof(Membership)).Select(c => c.Kind).Order(StringComparer.Ordinal));
        portal.Time.Now += TimeSpan.FromDays(1);
        using var after = await portal.SignedInAsync("hub");
        Assert.Equal(HttpStatusCode.Forbidden, (await after.GetAsync("/readiness")).Status);
    }

    [Theory]
    [InlineData("Administrator", "U90001", "Select a role that you can give")]
    [InlineData("HubLead", "U90001", "Select a role that you can give")]
    [InlineData("Manager", "U90003", "Select the PCN")]
    [InlineData("Manager", "U90002", "Select the PCN")]
    [InlineData("Viewer", "", "Select the PCN")]
    public async Task A_manager_gives_roles_at_their_own_PCNs_and_makes_no_administrator_and_no_hub_lead(string role, string pcn, string error)
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var manager = await portal.SignedInAsync("manager");
        var before = await portal.DbAsync(db => db.Memberships.CountAsync());
        Assert.Equal([error], (await manager.PostAsync(await manager.GetAsync($"{Aisha}/roles/new"), ("Form.Role", role), ("Form.Pcn", pcn))).Errors);
        Assert.Equal([error], (await manager.PostAsync(await manager.GetAsync("/people/new"), ("Form.Role", role), ("Form.Pcn", pcn), ("Form.Name", "New Person"), ("Form.Email", "new@example.test"))).Errors);
        Assert.Equal(before, await portal.DbAsync(db => db.Memberships.CountAsync()));
    }

    [Fact]
    public async Task An_address_that_is_known_gets_the_role_and_somebody_elses_coach_cannot_be_invited()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var manager = await portal.SignedInAsync("manager.harbour");
        Assert.Equal(HttpStatusCode.NotFound, (await manager.GetAsync("/people/P-000007")).Status);
        var form = await manager.GetAsync("/people/new");
        // Whose address it is, is not told to whoever does not know; a wrong guess is counted, and a right one is not.
        var guess = await manager.PostAsync(form, ("Form.Role", "Viewer"), ("Form.Name", "Leo"), ("Form.Email", "viewer@demo.test"));
        Assert.Equal(["There is an account with this email address, and its name is another one. Ask the person how it stands on their account page"], guess.Errors);
        Assert.DoesNotContain("P-000007", guess.Document.Body!.InnerHtml, StringComparison.Ordinal);
        for (var n = 0; n < 2; n++)
            Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(form, ("Form.Role", "Viewer"), ("Form.Name", "leo grant"), ("Form.Email", "viewer@demo.test"))).Status);
        for (var n = 2; n <= 11; n++)
            Assert.Equal(n == 11 ? "You have tried ten that did not fit. Try again in an hour" : guess.Errors[0], Assert.Single((await manager.PostAsync(await manager.GetAsync("/people/new"), ("Form.Role", "Viewer"), ("Form.Name", "Grace"), ("Form.Email", "coach@demo.test"))).Errors));
        var page = await manager.GetAsync("/people/P-000007");
        Assert.Contains("Reads Harbour", Assert.Single(page.Document.QuerySelectorAll("main table")[0].QuerySelectorAll("tbody tr")).TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Riverside", page.Text, StringComparison.Ordinal);
        Assert.Equal(["Nobody has the reference HWBC-000012"], (await manager.PostAsync(await manager.GetAsync("/people/new?reference=HWBC-000012"), ("Form.Email", "sam@example.test"))).Errors);
        // Whoever left is not theirs to invite any more: an account would open what was said between two people since.
        await portal.DbAsync(db => db.Posts.Where(p => p.Coach!.Person!.Reference == "HWBC-000021" && p.VoidedOn == null).ExecuteUpdateAsync(u => u.SetProperty(p => p.StartDate, new DateOnly(2026, 1, 5)).SetProperty(p => p.EndDate, new DateOnly(2026, 11, 23))));
        var left = await manager.GetAsync("/people/new?reference=HWBC-000021");
        Assert.Equal(["Nobody has the reference HWBC-000021"], (await manager.PostAsync(left, ("Form.Email", "jon@example.test"))).Errors);
        await portal.DbAsync(db => db.Posts.Where(p => p.Coach!.Person!.Reference == "HWBC-000021" && p.VoidedOn == null).ExecuteUpdateAsync(u => u.SetProperty(p => p.EndDate, new DateOnly(2026, 11, 24))));
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(left, ("Form.Email", "jon@example.test"))).Status);
        // One's own address is one's own account.
        Assert.Equal(HttpStatusCode.Forbidden, (await manager.PostAsync(await manager.GetAsync("/people/new"), ("Form.Role", "Viewer"), ("Form.Name", "Me"), ("Form.Email", "manager.harbour@demo.test"))).Status);
        Assert.Equal(4, (await manager.PostAsync(await manager.GetAsync("/people/new"), [.. Day("From", null, null, null), ("Form.Pcn", "")])).Errors.Count);
    }

    /// <summary>T05: as every mix of roles, nobody gives themselves a role, ends one, closes their account, or resets their second step.</summary>
    [Theory]
    [InlineData("Manager")]
    [InlineData("Manager Coach Supervisor")]
    [InlineData("Administrator")]
    [InlineData("Manager Coach Supervisor HubLead Viewer Administrator")]
    public async Task T05_nobody_grants_or_approves_themselves(string roles)
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        var reset = await portal.DbAsync(async db =>
        {
            var user = await db.Users.SingleAsync(u => u.Email == "manager@demo.test");
            var pcn = await db.Pcns.Where(p => p.Code == "U90001").Select(p => p.Id).SingleAsync();
            db.RemoveRange(await db.Memberships.Where(m => m.UserId == user.Id).ToListAsync());
            db.AddRange(roles.Split(' ').Select(Enum.Parse<PortalRole>).Select(r => new Membership { UserId = user.Id, Role = r, PcnId = r is PortalRole.Manager or PortalRole.Viewer or PortalRole.HubLead ? pcn : null, From = new DateOnly(2026, 1, 1) }));
            var asked = new FactorReset { UserId = user.Id, AskedById = await db.People.Where(p => p.Reference == "P-000004").Select(p => p.Id).SingleAsync(), AskedUtc = portal.Time.Now.UtcDateTime, IdentityCheck = "x" };
            db.Add(asked);
            await db.SaveChangesAsync();
            return asked.Id;
        });
        using var self = await portal.SignedInAsync("manager");
        await portal.DbAsync(async db => db.Add(new Authenticator { UserId = await db.Users.Where(u => u.Email == "manager@demo.test").Select(u => u.Id).SingleAsync(), ProtectedSecret = "x", ConfirmedUtc = portal.Time.Now.UtcDateTime }) is not null && await db.SaveChangesAsync() > 0);
        var role = await portal.DbAsync(db => db.Memberships.Where(m => db.Users.Any(u => u.Id == m.UserId && u.Email == "manager@demo.test")).Select(m => m.Id).FirstAsync());
        var page = await self.GetAsync("/people/HWBC-000018");
        Assert.Contains("This is you", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(page.Document.QuerySelectorAll("main a"), a => a.GetAttribute("href")!.StartsWith("/people/HWBC-000018/", StringComparison.Ordinal));
        var before = await CountAsync(portal);
        var borrowed = (IHtmlFormElement)(await self.FollowAsync("/account/forgotten-password")).Document.QuerySelector("main form[method=post]")!;
        foreach (var (path, fields) in new (string, (string, string?)[])[]
        {
            ("/people/HWBC-000018/roles/new", [("Form.Role", "Viewer"), ("Form.Pcn", "U90001"), .. Day("From", 2026, 11, 24)]), ($"/people/HWBC-000018/roles/{role}/end", [.. Day("LastDay", 2026, 11, 23), ("Form.Reason", "x")]),
            ("/people/HWBC-000018/deactivate", [("Form.Reason", "x")]), ("/people/HWBC-000018/reset", [("Form.IdentityCheck", "It is me")]), ($"/people/resets/{reset}", [("Form.Decision", "Approve")]),
        })
        {
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, (await self.GetAsync(path)).Status));
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, (await self.PostFormAsync(borrowed, new Uri(portal.Address, path), [("Form.Key", Guid.NewGuid().ToString()), .. fields])).Status));
        }

        Assert.Equal(before, await CountAsync(portal));
    }

    [Fact]
    public async Task A_deactivated_account_is_signed_out_at_once_and_can_be_reactivated()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var admin = await portal.SignedInAsync("admin");
        using var aisha = await portal.SignedInAsync("coach");
        Assert.Equal(HttpStatusCode.OK, (await aisha.GetAsync("/me")).Status);
        Assert.Equal(["Enter why"], (await admin.PostAsync(await admin.GetAsync($"{Aisha}/deactivate"))).Errors);
        await SavedAsync(admin, $"{Aisha}/deactivate", [("Form.Reason", "Her laptop was stolen")]);
        Assert.Equal(HttpStatusCode.Redirect, (await aisha.GetAsync("/me")).Status);
        Assert.Equal(SessionEnd.AccountClosed, await portal.DbAsync(db => db.SignInSessions.Where(s => db.Users.Any(u => u.Id == s.UserId && u.Email == "coach@demo.test")).Select(s => s.End).SingleAsync()));
        using (var again = portal.Visitor())
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await again.PostAsync(await again.GetAsync("/account/sign-in"), ("Form.Email", "coach@demo.test"), ("Form.Password", PortalFixture.Password))).Status);
        var page = await admin.GetAsync(Aisha);
        foreach (var words in new[] { "Deactivated", "Her laptop was stolen", "Reactivate the account" })
            Assert.Contains(words, page.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await admin.GetAsync($"{Aisha}/roles/new")).Status);
        await SavedAsync(admin, $"{Aisha}/reactivate", [("Form.Reason", "She has a new one")]);
        // What was open before stays over.
        Assert.Equal(HttpStatusCode.Redirect, (await aisha.GetAsync("/me")).Status);
        using var back = await portal.SignedInAsync("coach");
        Assert.Equal(HttpStatusCode.OK, (await back.GetAsync("/me")).Status);
        Assert.Equal((1, 1), await portal.DbAsync(async db => (await db.AuditEntries.CountAsync(e => e.Command == "account.close"), await db.AuditEntries.CountAsync(e => e.Command == "account.reopen"))));
    }

    [Fact]
    public async Task The_last_administrator_stays()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await portal.AddAccountAsync("admin.two", "P-000096", PortalRole.Administrator);
        await portal.AddAccountAsync("admin.invited", "P-000098", PortalRole.Administrator, password: null);
        using var admin = await portal.SignedInAsync("admin");
        using var two = await portal.SignedInAsync("admin.two");
        // One of two goes; the other one has a last day then, and nobody is left for the day after it.
        var end = (await admin.GetAsync("/people/P-000096")).Document.QuerySelector("main a[href$='/end']")!.GetAttribute("href")!;
        await SavedAsync(admin, end, [.. Day("LastDay", 2026, 12, 31), ("Form.Reason", "For the move only")]);
        var own = (await two.GetAsync("/people/P-000004")).Document.QuerySelector("main a[href$='/end']")!.GetAttribute("href")!;
        foreach (var path in new[] { "/people/P-000004/deactivate", own })
        {
            var refused = await two.PostAsync(await two.GetAsync(path), [("Form.Reason", "x"), .. Day("LastDay", 2026, 12, 1)]);
            Assert.Equal((path, HttpStatusCode.UnprocessableEntity), (path, refused.Status));
            Assert.Contains("Nobody else is an administrator without a last day", Assert.Single(refused.Errors), StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/people")).Status);
        Assert.Null(await portal.DbAsync(db => db.Users.Where(u => u.Email == "admin@demo.test").Select(u => u.DeactivatedUtc).SingleAsync()));
    }

    [Fact]
    public async Task A_second_step_is_reset_by_two_others_and_set_up_anew()
    {
        await using var running = await Running.StartAskingAsync();
        var portal = running.Portal;
        await portal.AddAccountAsync("admin.two", "P-000096", PortalRole.Administrator);
        using var admin = await WithAppAsync(portal, "admin");
        using var two = await WithAppAsync(portal, "admin.two");
        using var manager = await WithAppAsync(portal, "manager");
        using var aisha = portal.Visitor();
        Assert.Equal(HttpStatusCode.Forbidden, (await admin.GetAsync($"{Aisha}/reset")).Status);
        var (_, codes) = await aisha.SetUpAppAsync("coach@demo.test", PortalFixture.Password, portal.Time.Now.UtcDateTime);
        await portal.WaitAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(["Enter how you made sure that it is they"], (await admin.PostAsync(await admin.GetAsync($"{Aisha}/reset"))).Errors);
        await SavedAsync(admin, $"{Aisha}/reset", [("Form.IdentityCheck", "Called back on the PCN's number")]);
        Assert.Contains("Aisha Khan", Assert.Single((await admin.GetAsync("/people?state=LockedOut")).Rows).TextContent, StringComparison.Ordinal);
        var id = await portal.DbAsync(db => db.FactorResets.Select(r => r.Id).SingleAsync());
        // Who asked does not decide, nor a manager while there is another administrator.
        Assert.Equal(HttpStatusCode.Forbidden, (await admin.GetAsync($"/people/resets/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await manager.GetAsync($"/people/resets/{id}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await aisha.GetAsync("/me")).Status);

        // Half way with the password: it ends there too.
        using var half = portal.Visitor();
        await half.PostAsync(await half.GetAsync("/account/sign-in"), ("Form.Email", "coach@demo.test"), ("Form.Password", PortalFixture.Password));
        Assert.Contains("Aisha Khan", (await two.GetAsync("/people/resets")).Text, StringComparison.Ordinal);
        Assert.Equal(["Select whether it is to be reset"], (await two.PostAsync(await two.GetAsync($"/people/resets/{id}"))).Errors);
        Assert.Equal(["Enter why you refuse"], (await two.PostAsync(await two.GetAsync($"/people/resets/{id}"), ("Form.Decision", "Refuse"))).Errors);
        await SavedAsync(two, $"/people/resets/{id}", [("Form.Decision", "Approve")]);
        Assert.Equal(HttpStatusCode.Redirect, (await aisha.GetAsync("/me")).Status);
        Assert.Equal("/account/sign-in", (await half.GetAsync("/account/set-up")).Response.Headers.Location!.ToString());
        Assert.Equal((0, 0), await portal.DbAsync(async db => (await db.Authenticators.CountAsync(a => db.Users.Any(u => u.Id == a.UserId && u.Email == "coach@demo.test")), await db.RecoveryCodes.CountAsync(a => db.Users.Any(u => u.Id == a.UserId && u.Email == "coach@demo.test")))));
        Assert.Equal(SessionEnd.Recovered, await portal.DbAsync(db => db.SignInSessions.Where(s => db.Users.Any(u => u.Id == s.UserId && u.Email == "coach@demo.test")).Select(s => s.End).SingleAsync()));
        Assert.Equal(10, codes.Count);
        Assert.Equal(HttpStatusCode.NotFound, (await two.GetAsync($"/people/resets/{id}")).Status);

        await portal.Services.AccountMailsAsync();
        var mail = Assert.Single(portal.Files());
        Assert.Equal(("coach@demo.test", "Your second step was reset"), (mail.To, mail.Subject));
        Assert.Contains("Alex Morgan asked", mail.Body, StringComparison.Ordinal);
        using var anew = portal.Visitor();
        await anew.SetUpAppAsync("coach@demo.test", PortalFixture.Password, portal.Time.Now.UtcDateTime);
        Assert.Equal(HttpStatusCode.OK, (await anew.GetAsync("/me")).Status);
    }

    [Fact]
    public async Task Where_there_is_one_administrator_a_manager_of_the_PCN_decides_within_a_day()
    {
        await using var running = await Running.StartAskingAsync();
        var portal = running.Portal;
        using (var aisha = await WithAppAsync(portal, "coach"))
        using (var rachel = await WithAppAsync(portal, "hub"))
            Assert.Equal(HttpStatusCode.OK, (await aisha.GetAsync("/me")).Status);
        using var admin = await WithAppAsync(portal, "admin");
        using var manager = await WithAppAsync(portal, "manager");
        using var harbour = await WithAppAsync(portal, "manager.harbour");
        await SavedAsync(admin, $"{Aisha}/reset", [("Form.IdentityCheck", "By video")]);
        var id = await portal.DbAsync(db => db.FactorResets.Select(r => r.Id).SingleAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await harbour.GetAsync($"/people/resets/{id}")).Status);
        await SavedAsync(manager, $"/people/resets/{id}", [("Form.Decision", "Refuse"), ("Form.Reason", "She was here a moment ago")]);
        Assert.Equal((FactorResetState.Refused, 1), await portal.DbAsync(async db => (await db.FactorResets.Select(r => r.State).SingleAsync(), await db.Authenticators.CountAsync(a => db.Users.Any(u => u.Id == a.UserId && u.Email == "coach@demo.test")))));

        // Asked anew, taken back; asked anew, too old after a day.
        await SavedAsync(admin, $"{Aisha}/reset", [("Form.IdentityCheck", "By video")]);
        var page = await admin.GetAsync(Aisha);
        var back = (IHtmlFormElement)page.Document.QuerySelector("main form[action$='/take-back']")!;
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.PostFormAsync(back, page.Address)).Status);
        await SavedAsync(admin, $"{Aisha}/reset", [("Form.IdentityCheck", "By video")]);
        var last = await portal.DbAsync(db => db.FactorResets.Where(r => r.State == FactorResetState.Asked).Select(r => r.Id).SingleAsync());
        await portal.WaitAsync(TimeSpan.FromMinutes(10));
        var form = await manager.GetAsync($"/people/resets/{last}");
        Assert.Equal(HttpStatusCode.OK, form.Status);
        await portal.DbAsync(db => db.FactorResets.Where(r => r.Id == last).ExecuteUpdateAsync(u => u.SetProperty(r => r.AskedUtc, portal.Time.Now.UtcDateTime.AddHours(-24))));
        Assert.Equal(HttpStatusCode.NotFound, (await manager.PostAsync(form, ("Form.Decision", "Approve"))).Status);
        Assert.Equal(1, await portal.DbAsync(db => db.Authenticators.CountAsync(a => db.Users.Any(u => u.Id == a.UserId && u.Email == "coach@demo.test"))));
    }

    private static async Task<Visitor> WithAppAsync(PortalFixture portal, string name)
    {
        var visitor = portal.Visitor();
        await visitor.SetUpAppAsync($"{name}@demo.test", PortalFixture.Password, portal.Time.Now.UtcDateTime);
        return visitor;
    }

    private static async Task SavedAsync(Visitor visitor, string path, (string, string?)[] values)
    {
        var answer = await visitor.PostAsync(await visitor.GetAsync(path), values);
        Assert.Equal((path, HttpStatusCode.SeeOther, ""), (path, answer.Status, string.Join(" | ", answer.Errors)));
    }

    private static (string, string?)[] Day(string field, int? year, int? month, int? day) => [($"Form.{field}.Day", $"{day}"), ($"Form.{field}.Month", $"{month}"), ($"Form.{field}.Year", $"{year}")];

    private static Task<string> CountAsync(PortalFixture portal) => portal.DbAsync(async db => string.Join(' ', await db.Memberships.CountAsync(), await db.Memberships.CountAsync(m => m.To != null), await db.Users.CountAsync(u => u.DeactivatedUtc != null), await db.Authenticators.CountAsync(), await db.FactorResets.CountAsync(), await db.FactorResets.CountAsync(r => r.State != FactorResetState.Asked)));
}
