using System.Buffers.Binary;
using System.Net;
using AngleSharp.Html.Dom;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Account;
using HwbcPortal.Web.Features.Evidence;
using HwbcPortal.Web.Tests.Calendar;
using HwbcPortal.Web.Tests.Evidence;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Access;

/// <summary>Requirements of the baseline (docs/asvs.csv) that no other test is about.</summary>
public sealed class BaselineTests
{
    [Fact]
    public async Task Every_page_of_somebody_signed_in_offers_signing_out()
    {
        await using var running = await Running.StartAsync();
        foreach (var who in new[] { "manager", "coach", "supervisor", "admin" })
        {
            using var visitor = await running.Portal.SignedInAsync(who);
            var pages = await Crawler.OneOfEachAsync(visitor);
            Assert.True(pages.Count > 5, $"{who}: {pages.Count} pages");
            Assert.Equal([], pages.Where(p => p.Document.QuerySelector("form[action='/account/sign-out'] button") is null).Select(p => p.Address.PathAndQuery));
        }
    }

    /// <summary>What somebody typed is text, also where it looks like an address; links lead within the portal, and from pages about rules to their sources.</summary>
    [Fact]
    public async Task No_link_leads_to_what_somebody_typed()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await portal.DbAsync(db => db.Accreditations.ExecuteUpdateAsync(u => u.SetProperty(a => a.LookedUpAt, "javascript:alert(1)")));
        await portal.DbAsync(db => db.People.Where(p => p.Reference == "HWBC-000011").ExecuteUpdateAsync(u => u.SetProperty(p => p.Name, "https://typed.example/")));
        await portal.DbAsync(db => db.Pcns.Where(p => p.Code == "U90001").ExecuteUpdateAsync(u => u.SetProperty(p => p.Name, "data:text/html,typed")));
        var seen = false;
        foreach (var who in new[] { "manager", "admin" })
        {
            using var visitor = await portal.SignedInAsync(who);
            foreach (var page in await Crawler.VisitAsync(visitor, "/", "/programmes"))
            {
                seen |= page.Text.Contains("javascript:alert(1)", StringComparison.Ordinal);
                var leading = page.Document.QuerySelectorAll("[href],[src],[action],[formaction]").SelectMany(e => new[] { e.GetAttribute("href"), e.GetAttribute("src"), e.GetAttribute("action"), e.GetAttribute("formaction") }).OfType<string>()
                    .Where(a => a.Length > 0 && a[0] is not ('/' or '#' or '?') && !a.StartsWith("data:image/png;base64,", StringComparison.Ordinal)).Where(a => !(page.Address.AbsolutePath.StartsWith("/rules", StringComparison.Ordinal) && a.StartsWith("https://", StringComparison.Ordinal)));
                Assert.Equal([], leading.Select(a => $"{page.Address.PathAndQuery}: {a}"));
            }
        }

        Assert.True(seen);
    }

    [Theory]
    [InlineData("https://elsewhere.example/")]
    [InlineData("//elsewhere.example/")]
    [InlineData("/\\elsewhere.example/")]
    [InlineData("\\\\elsewhere.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http:elsewhere.example")]
    public async Task After_signing_in_nobody_is_led_elsewhere(string where)
    {
        await using var running = await Running.StartAsync();
        using var visitor = running.Portal.Visitor();
        var page = await visitor.GetAsync($"/account/sign-in?returnUrl={Uri.EscapeDataString(where)}");
        var signedIn = await visitor.PostAsync(page, ("Form.Email", "manager@demo.test"), ("Form.Password", PortalFixture.Password));
        Assert.Equal((HttpStatusCode.SeeOther, "/"), (signedIn.Status, signedIn.Response.Headers.Location!.ToString()));
        // Somebody who is signed in already is led on at once.
        Assert.Equal("/", (await visitor.GetAsync(page.Address.PathAndQuery)).Response.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Every_kind_of_response_says_what_it_is()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var manager = await portal.SignedInAsync("manager");
        using var coach = await portal.SignedInAsync("coach");
        (string Kind, HttpResponseMessage Response)[] kinds =
        [
            ("text/html; charset=utf-8", (await manager.GetAsync("/readiness")).Response),
            ("text/html; charset=utf-8", (await manager.GetAsync("/nowhere")).Response),
            ("text/html; charset=utf-8", (await coach.GetAsync("/readiness")).Response),
            ("text/html; charset=utf-8", await manager.Client.PostAsync(new Uri("/account/sign-out", UriKind.Relative), null)),
            ("text/html; charset=utf-8", await manager.Client.PutAsync(new Uri("/readiness", UriKind.Relative), null)),
            ("text/css; charset=utf-8", (await manager.GetAsync("/css/site.css")).Response),
            ("text/javascript; charset=utf-8", (await manager.GetAsync("/js/site.js")).Response),
            ("image/svg+xml", (await manager.GetAsync("/favicon.svg")).Response),
            ("text/csv; charset=utf-8", (await manager.GetAsync("/requirements/claims.csv")).Response),
            ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (await manager.GetAsync("/requirements/claims.xlsx")).Response),
            ("application/json", (await coach.GetAsync("/me/record")).Response),
            ("application/zip", (await coach.GetAsync("/me/evidence")).Response),
        ];
        Assert.Equal(kinds.Select(k => $"{k.Response.RequestMessage!.RequestUri!.AbsolutePath} {k.Kind}"), kinds.Select(k => $"{k.Response.RequestMessage!.RequestUri!.AbsolutePath} {k.Response.Content.Headers.ContentType}"));
    }

    [Fact]
    public async Task Password_fields_are_hidden_and_take_what_is_pasted()
    {
        await using var running = await Running.StartAsync();
        using var manager = await running.Portal.SignedInAsync("manager");
        using var nobody = running.Portal.Visitor();
        foreach (var (visitor, path) in new[] { (nobody, "/account/sign-in"), (nobody, "/account/choose-password"), (manager, "/account/password"), (manager, "/account/authenticator"), (manager, "/account/passkeys/new"), (manager, "/account/recovery-codes") })
        {
            var fields = (await visitor.GetAsync(path)).Document.QuerySelectorAll("main input").OfType<IHtmlInputElement>().Where(i => i.Name!.EndsWith("Password", StringComparison.Ordinal) || i.Name == "Form.Now").ToList();
            Assert.NotEmpty(fields);
            Assert.All(fields, f => Assert.Equal("password", f.Type));
            Assert.All(fields, f => Assert.Contains(f.Autocomplete, new[] { "current-password", "new-password" }));
            Assert.All(fields, f => Assert.DoesNotContain(f.Attributes, a => a.Name is "maxlength" or "readonly" or "pattern" || a.Name.StartsWith("on", StringComparison.Ordinal)));
        }
    }

    /// <summary>Spaces at the ends, capitals, letters of other languages and the 80th character count.</summary>
    [Fact]
    public async Task A_password_is_taken_exactly_as_it_was_typed()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        const string typed = " Velvet hárbour 17 Otter ÞORN kettle marble orchid lantern meadow copper 98 final word ";
        Assert.True(typed.Length > 80);
        await portal.ChoosePasswordAsync("manager", typed);
        using var visitor = portal.Visitor();
        foreach (var other in new[] { typed.Trim(), typed.ToLowerInvariant(), typed[..72], typed + "x", typed.Replace('á', 'a') })
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await visitor.PostAsync(await visitor.GetAsync("/account/sign-in"), ("Form.Email", "manager@demo.test"), ("Form.Password", other))).Status);
        await portal.WaitAsync(TimeSpan.FromMinutes(16));
        await visitor.SignInAsync("manager@demo.test", typed);
    }

    /// <summary>As the framework writes it: format 1, HMAC-SHA-512, the rounds, a salt of 16 bytes. Nobody's password takes as long as somebody's.</summary>
    [Fact]
    public async Task A_password_is_stored_by_many_rounds_with_a_salt_of_its_own()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        // One chosen by way of a link, and one that the demo made of the same word as everybody's.
        await portal.ChoosePasswordAsync("manager", "velvet-harbour-otter-17");
        var stored = await portal.DbAsync(db => db.Users.Select(u => u.PasswordHash!).ToListAsync());
        Assert.Equal(stored.Count, stored.Distinct().Count());
        Assert.All(stored.Select(Convert.FromBase64String), h => Assert.Equal((1, 2u, 210_000u, 16u), (h[0], BinaryPrimitives.ReadUInt32BigEndian(h.AsSpan(1)), BinaryPrimitives.ReadUInt32BigEndian(h.AsSpan(5)), BinaryPrimitives.ReadUInt32BigEndian(h.AsSpan(9)))));
        var nobodys = (string)typeof(SignIn).GetField("NobodysHash", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!.GetValue(null)!;
        Assert.Equal(stored[0][..16], nobodys[..16]);
    }

    [Fact]
    public async Task A_link_to_choose_a_password_leaves_the_second_factor()
    {
        await using var running = await Running.StartAskingAsync();
        var portal = running.Portal;
        using var visitor = portal.Visitor();
        await visitor.SetUpAppAsync("manager@demo.test", PortalFixture.Password, portal.Time.Now.UtcDateTime);
        await portal.ChoosePasswordAsync("manager", "velvet-harbour-otter-17");
        using var other = portal.Visitor();
        var signedIn = await other.PostAsync(await other.GetAsync("/account/sign-in"), ("Form.Email", "manager@demo.test"), ("Form.Password", "velvet-harbour-otter-17"));
        Assert.Equal("/account/second-step", signedIn.Response.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.Redirect, (await other.GetAsync("/readiness")).Status);
    }

    [Fact]
    public async Task A_fault_says_nothing_of_its_inside()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var manager = await portal.SignedInAsync("manager");
        await portal.DbAsync(db => db.Database.ExecuteSqlRawAsync("ALTER TABLE \"CoachStandings\" RENAME TO \"Gone\""));
        var fault = await manager.GetAsync("/readiness");
        Assert.Equal(HttpStatusCode.InternalServerError, fault.Status);
        var body = await fault.Response.Content.ReadAsStringAsync();
        foreach (var inside in new[] { "Exception", "CoachStandings", "SQL", "   at ", "HwbcPortal.", ".cs:" })
            Assert.DoesNotContain(inside, body, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>By default, without asking for more: whose account it was, from where; and what somebody sends begins no line of its own.</summary>
    [Fact]
    public async Task What_is_refused_stands_in_the_log_and_forges_no_line()
    {
        await using var running = await Running.StartAsync(("Serilog:Using:0", "HwbcPortal.Web.Tests"), ("Serilog:WriteTo:0:Name", "Keeping"), ("Serilog:MinimumLevel:Default", "Information"));
        var portal = running.Portal;
        using var coach = await portal.SignedInAsync("coach");
        var account = await portal.DbAsync(db => db.Users.Where(u => u.Email == "coach@demo.test").Select(u => u.Id).SingleAsync());
        Assert.Equal(HttpStatusCode.Forbidden, (await coach.GetAsync("/outbox")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await coach.Client.PostAsync(new Uri("/account/sign-out", UriKind.Relative), null)).StatusCode);
        using var forged = new HttpRequestMessage(HttpMethod.Delete, new Uri("/forged%0D%0A2026-11-24T12:00:00 [ERR] forged%E2%80%A8line", UriKind.Relative));
        forged.Headers.Add("Sec-Fetch-Site", "cross-site");
        Assert.Equal(HttpStatusCode.Forbidden, (await coach.Client.SendAsync(forged)).StatusCode);
        using var nobody = portal.Visitor();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await nobody.PostAsync(await nobody.GetAsync("/account/sign-in"), ("Form.Email", "coach@demo.test"), ("Form.Password", "wrong-wrong-wrong"))).Status);
        Assert.Single(KeptLog.Lines, l => l.Contains("A sign-in was refused", StringComparison.Ordinal) && l.Contains(account.ToString(), StringComparison.Ordinal) && l.Contains("127.0.0.1", StringComparison.Ordinal) && !l.Contains("coach@", StringComparison.Ordinal));
        foreach (var told in new[] { "GET\" \"/outbox\" 403", "POST\" \"/account/sign-out\" 400", "/forged  2026-11-24T12:00:00 [ERR] forged line" })
            Assert.Single(KeptLog.Lines, l => l.Contains(told, StringComparison.Ordinal) && l.Contains("127.0.0.1", StringComparison.Ordinal) && !l.Any(c => c is '\n' or '\r' or '\u2028'));
        Assert.Contains(KeptLog.Lines, l => l.Contains("/outbox", StringComparison.Ordinal) && l.Contains(account.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_page_answers_TRACE()
    {
        await using var running = await Running.StartAsync();
        using var manager = await running.Portal.SignedInAsync("manager");
        foreach (var path in new[] { "/readiness", "/account/sign-in", "/css/site.css" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Trace, new Uri(path, UriKind.Relative));
            Assert.Equal(HttpStatusCode.MethodNotAllowed, (await manager.Client.SendAsync(request)).StatusCode);
        }
    }

    [Fact]
    public async Task A_coach_keeps_so_many_files_and_no_more()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var coach = await portal.SignedInAsync("coach");
        var path = await portal.DbAsync(db => db.Training.Where(t => t.Coach!.Person!.Reference == "HWBC-000014" && t.VoidedOn == null).Select(t => new { t.CoachId, t.RecordId }).FirstAsync());
        await portal.DbAsync(db =>
        {
            db.AddRange(Enumerable.Range(1, UploadEvidence.MostFilesOfCoach - 1).Select(n => new EvidenceFile
            {
                CoachId = path.CoachId, Subject = EvidenceSubject.Training, RecordId = Guid.NewGuid(), FileName = "small.png", MediaType = "image/png", Length = 1, Sha256 = new string('0', 64), StorageName = $"{n:x40}",
                State = EvidenceState.Clean, UploadedById = path.CoachId, UploadedUtc = portal.Time.Now.UtcDateTime,
            }));
            return db.SaveChangesAsync();
        });
        var page = $"/me/training/{path.RecordId}/evidence";
        Assert.Contains("There is no room", (await coach.UploadAsync(page, ("one.png", SampleFiles.Png()), ("two.png", SampleFiles.Png(9, 9)))).Errors[0], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await coach.UploadAsync(page, ("last.png", SampleFiles.Png()))).Status);
        Assert.Contains("There is no room", (await coach.UploadAsync(page, ("more.png", SampleFiles.Png(9, 9)))).Errors[0], StringComparison.Ordinal);
    }
}
