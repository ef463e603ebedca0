using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Access;

/// <summary>A form that is sent after its session was over.</summary>
public sealed class KeptFormTests
{
    private const string Pause = "/coaches/HWBC-000011/pause";
    private const string Typed = "The team agreed on <b>this</b> & that";

    [Fact]
    public async Task What_was_typed_comes_back_after_signing_in_and_is_saved_when_it_is_saved()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var manager = await portal.SignedInAsync("manager");
        var form = await manager.GetAsync(Pause);
        var before = await portal.TablesAsync();
        await portal.WaitAsync(SignInSessions.LongestIdle);
        var sent = await manager.PostAsync(form, ("Form.Reason", Typed), ("Form.From", "2026-11-24"), ("Form.ReviewOn", "2026-12-20"));
        Assert.Equal(HttpStatusCode.Redirect, sent.Status);
        var signIn = await manager.FollowAsync(sent.Response.Headers.Location!.ToString());
        Assert.Contains("What you typed is kept", signIn.Text, StringComparison.Ordinal);
        Assert.Equal(["KeptForms"], Changed(before, await portal.TablesAsync()));
        Assert.DoesNotContain("agreed", (await portal.DbAsync(db => db.KeptForms.SingleAsync())).ProtectedFields, StringComparison.Ordinal);

        var signedIn = await manager.PostAsync(signIn, ("Form.Email", "manager@demo.test"), ("Form.Password", PortalFixture.Password));
        var page = await manager.FollowAsync(signedIn.Response.Headers.Location!.ToString());
        Assert.Contains("Go on where you were", page.Title, StringComparison.Ordinal);
        Assert.Equal("no-store", page.Response.Headers.CacheControl!.ToString());
        before = await portal.TablesAsync();
        var back = await manager.PostAsync(page);
        Assert.Equal(HttpStatusCode.OK, back.Status);
        Assert.Contains("not saved yet", back.Text, StringComparison.Ordinal);
        Assert.Equal(Typed, ((IHtmlTextAreaElement)back.Document.QuerySelector("[name='Form.Reason']")!).Value);
        Assert.Equal([], Changed(before, await portal.TablesAsync()));
        Assert.Null(back.Document.QuerySelector("[name='Form.Restored']"));

        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(back)).Status);
        Assert.Contains(await portal.DbAsync(db => db.Suspensions.AsNoTracking().ToListAsync()), p => p.PrivateReason == Typed);
        // Kept once more, and saved already: it leads where saving it led.
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(page)).Status);

        using var another = await portal.SignedInAsync("manager.two");
        Assert.Equal(HttpStatusCode.NotFound, (await another.GetAsync(page.Address.PathAndQuery)).Status);
        await portal.WaitAsync(KeptForms.Longest);
        using var later = await portal.SignedInAsync("manager");
        Assert.Equal(HttpStatusCode.NotFound, (await later.GetAsync(page.Address.PathAndQuery)).Status);
    }

    /// <summary>What is kept is what the person sent from the portal's own page, in a session that ran out.</summary>
    [Fact]
    public async Task Nothing_is_kept_of_a_session_that_somebody_ended_of_another_site_of_buttons_and_of_passwords()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await EndedAsync("signed out", async v => Assert.Equal(HttpStatusCode.SeeOther, (await v.AskAsync("POST", "/account/sign-out")).StatusCode));
        await EndedAsync("another password", _ => portal.ChoosePasswordAsync("manager", "velvet-harbour-otter-17"), "velvet-harbour-otter-18");
        await EndedAsync("longer ago than a day", _ => portal.WaitAsync(KeptForms.Longest), "velvet-harbour-otter-17");

        using var manager = portal.Visitor();
        await manager.SignInAsync("manager@demo.test", "velvet-harbour-otter-17");
        using var viewer = await portal.SignedInAsync("viewer");
        var anothers = (await viewer.GetAsync("/account/password")).Document.QuerySelector("main input[name=RequestToken]")!.GetAttribute("value");
        var form = await manager.GetAsync(Pause);
        var password = await manager.GetAsync("/account/password");
        var data = await manager.GetAsync("/me/data");
        await portal.WaitAsync(SignInSessions.LongestIdle);
        foreach (var (page, values) in new (Page, (string, string?)[])[]
        {
            (form, [("RequestToken", null), ("Form.Reason", Typed)]), (form, [("RequestToken", anothers), ("Form.Reason", Typed)]), (form, [.. CrawlTests.FormOf(form)!.QuerySelectorAll("[name]").Select(e => e.GetAttribute("name")!).Where(n => n is not ("RequestToken" or "Form.Key")).Select(n => (n, (string?)""))]), (form, [("Form.Reason", new string('x', 100_001))]),
            (password, [("Form.Now", "velvet-harbour-otter-17"), ("Form.Password", "velvet-harbour-otter-19")]),
            // A window whose session is over sends by itself; a password alone is nothing to go on with.
            (data, [("Form.Password", "velvet-harbour-otter-17"), ("Form.Restored", "true")]),
        })
        {
            var answer = await manager.PostAsync(page, values);
            Assert.Equal(HttpStatusCode.Redirect, answer.Status);
            Assert.DoesNotContain("continue", answer.Response.Headers.Location!.ToString(), StringComparison.Ordinal);
        }

        Assert.Empty(await portal.DbAsync(db => db.KeptForms.ToListAsync()));
        // Five of somebody's at most, the last ones.
        for (var n = 0; n < 7; n++)
        {
            await portal.WaitAsync(TimeSpan.FromMinutes(1));
            Assert.Contains("continue", (await manager.PostAsync(form, ("Form.Reason", Typed))).Response.Headers.Location!.ToString(), StringComparison.Ordinal);
        }

        var kept = await portal.DbAsync(db => db.KeptForms.AsNoTracking().Select(k => k.KeptUtc).ToListAsync());
        Assert.Equal([.. Enumerable.Range(0, 5).Select(n => portal.Time.Now.UtcDateTime.AddMinutes(-n))], kept.OrderDescending());

        async Task EndedAsync(string why, Func<Visitor, Task> end, string password = PortalFixture.Password)
        {
            using var visitor = portal.Visitor();
            await visitor.SignInAsync("manager@demo.test", password == "velvet-harbour-otter-18" ? PortalFixture.Password : password);
            var page = await visitor.GetAsync(Pause);
            await end(visitor);
            var answer = await visitor.PostAsync(page, ("Form.Reason", Typed));
            Assert.True(answer.Status is HttpStatusCode.Redirect or HttpStatusCode.BadRequest, why);
            Assert.Empty(await portal.DbAsync(db => db.KeptForms.ToListAsync()));
        }
    }

    /// <summary>Every form: as it was typed, whatever was typed, and nothing is saved.</summary>
    [Fact]
    public async Task Every_form_comes_back_as_it_was_typed_and_saves_nothing()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        var wrong = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var who in CrawlTests.Everybody)
        {
            using var visitor = await portal.SignedInAsync(who);
            var pages = (await Crawler.OneOfEachAsync(visitor)).Where(CrawlTests.HasForm).Where(p => !p.Address.AbsolutePath.StartsWith("/account/", StringComparison.Ordinal) && seen.Add(Crawler.Shape(p.Address.AbsolutePath))).ToList();
            var before = await portal.TablesAsync();
            foreach (var page in pages)
            {
                var form = CrawlTests.FormOf(page)!;
                var typed = form.QuerySelectorAll("input[type=text],textarea,input:not([type])").Select((e, n) => (Name: e.GetAttribute("name")!, Value: (string?)$"Typed {n}")).Where(t => t.Name is not null).DistinctBy(t => t.Name).ToList();
                var answer = await visitor.PostFormAsync(form, page.Address, [.. typed, ("Form.Restored", "true")]);
                if (answer.Status != HttpStatusCode.OK || !answer.Text.Contains("It is not saved yet", StringComparison.Ordinal))
                    wrong.Add($"{who} {page.Address.PathAndQuery}: {(int)answer.Status}");
                var shown = answer.Document.QuerySelectorAll("main input,main textarea").Select(e => e is IHtmlTextAreaElement t ? t.Value : ((IHtmlInputElement)e).Value).ToHashSet(StringComparer.Ordinal);
                foreach (var (name, value) in typed.Where(t => !shown.Contains(t.Value!)))
                    wrong.Add($"{who} {page.Address.PathAndQuery}: {name} is lost");
            }

            wrong.AddRange(Changed(before, await portal.TablesAsync()).Select(t => $"{who}: {t} changed"));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static IEnumerable<string> Changed(Dictionary<string, string> before, Dictionary<string, string> after) => before.Keys.Where(t => before[t] != after[t]).Where(t => t is not ("SignInSessions" or "AuditEntries" or "AuditChanges" or "AuditHeads"));
}
