using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure.Hosting;
using HwbcPortal.Web.Tests.Evidence;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Access;

/// <summary>T50: whatever is sent, by whichever form, nothing breaks.</summary>
public sealed class RandomInputTests
{
    /// <summary>What no form of a page sends, and why; a journey of its own tries each.</summary>
    private static readonly Dictionary<string, string> WithoutForm = new(StringComparer.Ordinal)
    {
        [" error/{status:int}"] = "a page", ["POST csp-report"] = "a browser's own words (`Access/PolicyReportTests`)", ["POST account/stay"] = "a script's, without a field", ["POST account/sign-out"] = "a button of the page's head, without a field",
    };

    /// <summary>The forms of whoever has no session yet, no account, or a passkey: in portals that ask for the second step.</summary>
    private static readonly string[] WithoutSession =
    [
        "POST account/sign-in", "POST account/forgotten-password", "POST account/choose-password", "POST account/set-up", "POST account/set-up/passkey", "POST account/second-step", "POST account/second-step/recovery",
        "POST account/second-step/again", "POST account/second-step/again/recovery", "POST account/passkeys/{id}/remove", "POST first-run",
    ];

    /// <summary>T50: whatever is typed, the answer is a page with a sentence, never a fault.</summary>
    [Fact]
    public async Task T50_every_form_takes_200_random_inputs_without_a_fault()
    {
        const int Inputs = 200;
        // A portal of its own, with something behind each address; what is typed changes it.
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        var matrix = new Matrix(portal);
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in Matrix.Rows)
            paths[row.Endpoint] = await matrix.FilledAsync(row.Path);
        var visitors = new Dictionary<string, Visitor>(StringComparer.Ordinal);
        foreach (var who in Matrix.Rows.SelectMany(r => r.Who).Distinct())
            visitors[who] = await portal.SignedInAsync(who);
        await portal.AddAccountAsync("admin.two", "P-000096", PortalRole.Administrator);
        visitors["admin.two"] = await portal.SignedInAsync("admin.two");
        // Somebody who could cover for a supervisor.
        await matrix.UnaAsync();
        await PrepareAsync(portal, visitors["manager"], visitors["coach"]);
        var posts = Matrix.Rows.Where(r => r.Method != "GET").ToList();
        var own = await portal.DbAsync(db => db.Training.Where(t => t.Coach!.Person!.Reference == "HWBC-000014" && t.VoidedOn == null && t.CompletedOn == null).Select(t => t.RecordId).FirstAsync());
        // Each address as everybody who may ask it; what ends an account, a post or a role comes last.
        var asked = Matrix.Rows.Where(r => r.Method == "GET").OrderBy(r => r.Endpoint.Contains("/posts/", StringComparison.Ordinal)).ThenBy(r => r.Endpoint.StartsWith("GET people", StringComparison.Ordinal)).SelectMany(r => r.Who.Select(who => (Who: who, Path: paths[r.Endpoint]))).ToList();
        asked.InsertRange(0, [("manager", "/policies/preview?pcn=U90001"), ("manager", "/coaches/HWBC-000014/covers/new"), ("admin", "/people/P-000197"), ("admin.two", await matrix.FilledAsync("/people/resets/{reset}")), ("coach", $"/me/training/{own}/attendances")]);
        // All of them are opened before the first is sent: what is sent takes others away.
        var (seen, forms) = (new HashSet<string>(StringComparer.Ordinal), new List<(string Who, IHtmlFormElement Form, Uri Address)>());
        foreach (var (who, path) in asked)
        {
            var page = await visitors[who].GetAsync(path);
            foreach (var form in page.Document.QuerySelectorAll<IHtmlFormElement>("form").Where(f => f.GetAttribute("action") != "/account/sign-out"))
            {
                var action = form.GetAttribute("action") is { Length: > 0 } to ? new Uri(page.Address, to) : page.Address;
                // What a form sends by itself, while somebody writes, goes to another address.
                forms.AddRange((form.GetAttribute("data-draft") is { } draft ? new[] { action, new Uri(page.Address, draft) } : [action])
                    .Where(a => seen.Add($"{form.Method} {Crawler.Shape(a.AbsolutePath)} {string.Join(' ', Names(form))}")).Select(a => (who, form, a)));
            }
        }

        Assert.Equal([], posts.Where(p => !forms.Exists(f => f.Form.Method == "post" && p.Takes(f.Address.AbsolutePath))).Select(p => p.Endpoint).Except(WithoutForm.Keys).Except(WithoutSession));
        var (wrong, saved) = (new List<string>(), new HashSet<IHtmlFormElement>());
        foreach (var (who, form, address) in forms)
        {
            var random = new Random(address.AbsolutePath.Length * 7919);
            for (var n = 0; n < Inputs; n++)
            {
                var status = await SendAsync(visitors[who], form, address, random);
                if (status == HttpStatusCode.SeeOther)
                    saved.Add(form);
                // Whoever is signed in no more shows nothing of a form.
                if ((int)status >= 500 || (n == 0 && status == HttpStatusCode.Redirect))
                    wrong.Add($"{who} {form.Method} {address.PathAndQuery}, input {n}: {(int)status}");
            }
        }

        foreach (var visitor in visitors.Values)
            visitor.Dispose();
        var signedOut = await SignedOutAsync(Inputs, wrong);
        Assert.Equal(WithoutSession.Order(StringComparer.Ordinal), signedOut.Select(p => $"POST {p.Split('?')[0][1..]}").Order(StringComparer.Ordinal));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(20)));
        Assert.True(saved.Count >= 70, $"{saved.Count} of {forms.Count} forms were saved");
        Proof.Holds("T50", "every form of every address, for files and searches too, of somebody signed out and half way in too, with random inputs", $"{seen.Count + signedOut.Count} forms x {Inputs} inputs, {saved.Count} saved among them", "0 faults");
    }

    /// <summary>What makes some forms be there: a draft that changes something, somebody who left long ago, something whose time is over.</summary>
    private static async Task PrepareAsync(PortalFixture portal, Visitor manager, Visitor coach)
    {
        var draft = await manager.GetAsync("/policies/draft?pcn=U90001");
        var blocks = draft.Document.QuerySelectorAll<IHtmlFormElement>("main form[method=post]").First(f => f.QuerySelector("[name='Form.Blocks']") is not null);
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostFormAsync(blocks, draft.Address, ("Form.Blocks", "EMP-05"))).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await coach.PostAsync(await coach.GetAsync("/account/calendar"), ("Form.KeepsItPrivate", "true"))).Status);
        var programme = await portal.DbAsync(db => db.Programmes.Where(p => p.Days == 4 && !p.HasAssessment && p.VoidedOn == null).Select(p => p.RecordId).FirstAsync());
        await coach.PostAsync(await coach.GetAsync("/me/training/new"), ("Form.Programme", programme.ToString()), ("Form.EnrolledOn", "2026-11-01"));
        await portal.DbAsync(db => db.Posts.Where(p => p.Coach!.Person!.Reference == "HWBC-000021").ExecuteUpdateAsync(u => u.SetProperty(p => p.StartDate, new DateOnly(2008, 1, 7)).SetProperty(p => p.EndDate, new DateOnly(2009, 1, 7))));
        await portal.DbAsync(async db => db.Add(new SessionDraft { UserId = await db.Users.Where(u => u.Email == "supervisor@demo.test").Select(u => u.Id).SingleAsync(), CoachId = await db.People.Where(p => p.Reference == "HWBC-000014").Select(p => p.Id).SingleAsync(), ContentJson = "{}", SavedUtc = portal.Time.Now.UtcDateTime }) is not null && await db.SaveChangesAsync() > 0);
        await portal.DbAsync(async db => db.Add(new FormReceipt { Key = Guid.NewGuid(), UserId = await db.Users.Select(u => u.Id).FirstAsync(), AcceptedUtc = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc), Location = "/" }) is not null && await db.SaveChangesAsync() > 0);
    }

    private static IEnumerable<string> Names(IHtmlFormElement form) => form.QuerySelectorAll("input[name],select[name],textarea[name]").Select(e => e.GetAttribute("name")!).Distinct();

    /// <summary>Sends something odd as the form would: in the address, as fields, or with a file.</summary>
    private static async Task<HttpStatusCode> SendAsync(Visitor visitor, IHtmlFormElement form, Uri action, Random random)
    {
        if (form.Method != "post")
            return (await visitor.GetAsync($"{action.AbsolutePath}?{string.Join('&', Random(form, random).Select(v => $"{Uri.EscapeDataString(v.Item1)}={Uri.EscapeDataString(v.Item2 ?? "")}"))}")).Status;
        if (form.QuerySelector("input[type=file]") is not IHtmlInputElement file)
            return (await visitor.PostFormAsync(form, action, [.. Random(form, random)])).Status;
        using var content = new MultipartFormDataContent { { new StringContent(form.QuerySelector("input[name=RequestToken]")!.GetAttribute("value")!), "RequestToken" } };
        foreach (var (name, value) in Random(form, random).Where(v => v.Item1 != file.Name && v.Item2 is not null))
            content.Add(new StringContent(value!), name);
        var bytes = random.Next(4) switch { 0 => [], 1 => SampleFiles.Png(random.Next()), _ => new byte[random.Next(2000)] };
        if (random.Next(5) > 0)
            content.Add(new ByteArrayContent(bytes), file.Name!, Texts[random.Next(Texts.Length)] is { Length: > 0 } text && !text.Any(char.IsControl) ? $"{text}.png" : "x");
        using var answer = await visitor.Client.PostAsync(action, content);
        return answer.StatusCode;
    }

    /// <summary>The forms of whoever is not signed in, and of whoever has given a password and nothing else; a portal of its own, since its patience ends.</summary>
    private static async Task<IReadOnlyList<string>> SignedOutAsync(int inputs, List<string> wrong)
    {
        await using var running = await Running.StartAskingAsync();
        var manager = await running.Portal.DbAsync(db => db.Users.Where(u => u.Email == "manager@demo.test").Select(u => u.Id).SingleAsync());
        using var nobody = running.Portal.Visitor();
        using var halfWay = running.Portal.Visitor();
        using var hasApp = running.Portal.Visitor();
        await halfWay.SignInAsync("manager@demo.test", PortalFixture.Password);
        using var first = running.Portal.Visitor();
        await first.SetUpAppAsync("viewer@demo.test", PortalFixture.Password, running.Portal.Time.Now.UtcDateTime);
        await hasApp.SignInAsync("viewer@demo.test", PortalFixture.Password);
        byte[] credential = [1, 2, 3];
        await running.Portal.DbAsync(async db =>
        {
            db.UserPasskeys.Add(new IdentityUserPasskey<Guid>
            {
                UserId = await db.Users.Where(u => u.Email == "viewer@demo.test").Select(u => u.Id).SingleAsync(), CredentialId = credential,
                Data = new IdentityPasskeyData { Name = "Phone", PublicKey = [1], CreatedAt = running.Portal.Time.Now, Transports = [], AttestationObject = [1], ClientDataJson = [1] },
            });
            return await db.SaveChangesAsync();
        });
        await using var without = await Running.StartAskingAsync();
        using var console = new StringWriter();
        await without.Portal.DbAsync(db => db.Database.ExecuteSqlRawAsync("PRAGMA foreign_keys=OFF; DELETE FROM Users"));
        await FirstRun.AnnounceAsync(without.Portal.Services, console, CancellationToken.None);
        var token = console.ToString().Split('\n').Select(l => l.Trim()).Single(l => l.Length == 32);
        using var founder = without.Portal.Visitor();
        (Visitor Visitor, string Path)[] pages =
        [
            (founder, "/first-run"), (first, $"/account/passkeys/{WebEncoders.Base64UrlEncode(credential)}/remove"),
            (halfWay, "/account/set-up"), (halfWay, "/account/set-up/passkey"), (hasApp, "/account/second-step"), (hasApp, "/account/second-step/recovery"), (first, "/account/second-step/again"), (first, "/account/second-step/again/recovery"),
            (nobody, "/account/sign-in"), (nobody, "/account/forgotten-password"), (nobody, $"/account/choose-password?user={manager}&code=x"),
        ];
        foreach (var (visitor, path) in pages)
        {
            var page = await visitor.GetAsync(path);
            var form = CrawlTests.FormOf(page)!;
            var random = new Random(path.Length * 7919);
            for (var n = 0; n < inputs; n++)
            {
                // Without the token nothing else of the first run is looked at.
                var answer = await visitor.PostFormAsync(form, page.Address, [.. Random(form, random).Where(v => v.Item1 != "Form.Token" || n % 2 == 0), .. path == "/first-run" && n % 2 > 0 ? [("Form.Token", token)] : Array.Empty<(string, string?)>()]);
                if ((int)answer.Status >= 500)
                    wrong.Add($"{path}, input {n}: {(int)answer.Status}");
            }
        }

        return [.. pages.Select(p => p.Path.Replace(WebEncoders.Base64UrlEncode(credential), "{id}", StringComparison.Ordinal))];
    }

    private static readonly string[] Texts =
    [
        "", " ", "0", "-1", "1", "60", "481", "999999999999999999999", "1e9", "NaN", "true", "Today", "Another", "Held", "31", "29", "2", "2026", "0000", "10000", "2026-02-30", "<script>alert(1)</script>", "'; DROP TABLE People; --",
        "%00", "\u202e", "😀😀", "\r\n\r\n", "../../etc/passwd", "=1+1", "HWBC-000014", "U90001", "00000000-0000-0000-0000-000000000000", "{0}", "ß", "İ", "Ａ",
    ];

    /// <summary>Three times of four everything is odd; in between the form is filled in as somebody would, with a key of its own, and a field or two are odd, so that what stores it is reached too.</summary>
    private static IEnumerable<(string, string?)> Random(IHtmlFormElement form, Random random)
    {
        if (random.Next(4) > 0)
            return Names(form).Where(n => n != "RequestToken").SelectMany(n => Odd(n, random));
        var values = Filled(form).ToDictionary(v => v.Name, v => (string?)v.Value, StringComparer.Ordinal);
        if (form.QuerySelector("[name='Form.Key']") is not null)
            values["Form.Key"] = Guid.NewGuid().ToString();
        var visible = form.QuerySelectorAll("input[name]:not([type=hidden]),select[name],textarea[name]").Select(e => e.GetAttribute("name")!).Distinct().ToList();
        for (var n = random.Next(3); n > 0 && visible.Count > 0; n--)
        {
            foreach (var (name, value) in Odd(visible[random.Next(visible.Count)], random))
                values[name] = value;
        }

        return values.Select(v => (v.Key, v.Value));
    }

    /// <summary>Most fields something odd, some as they stand, some left out.</summary>
    private static IEnumerable<(string Name, string? Value)> Odd(string name, Random random) => random.Next(10) switch
    {
        < 6 => [(name, random.Next(12) == 0 ? new string('x', random.Next(1, 6000)) : Texts[random.Next(Texts.Length)])],
        < 7 => [(name, null)],
        _ => [],
    };

    /// <summary>What somebody would enter, by the kind of field; what stands there already stays.</summary>
    private static IEnumerable<(string Name, string Value)> Filled(IHtmlFormElement form)
    {
        foreach (var field in form.QuerySelectorAll("input[name],textarea[name],select[name]").GroupBy(f => f.GetAttribute("name")!).Select(g => g.First()))
        {
            var name = field.GetAttribute("name")!;
            var value = field switch
            {
                IHtmlInputElement { Type: "hidden" or "file" or "password" } => null,
                IHtmlInputElement { Type: "radio" or "checkbox" } box => form.QuerySelectorAll<IHtmlInputElement>($"[name='{name}']").Any(b => b.IsChecked) ? null : box.Value,
                IHtmlSelectElement select => string.IsNullOrEmpty(select.Value) ? select.Options.Select(o => o.Value).FirstOrDefault(v => v.Length > 0) : null,
                IHtmlInputElement { Value.Length: > 0 } or IHtmlTextAreaElement { Value.Length: > 0 } => null,
                _ when name.EndsWith(".Day", StringComparison.Ordinal) => "24",
                _ when name.EndsWith(".Month", StringComparison.Ordinal) => "11",
                _ when name.EndsWith(".Year", StringComparison.Ordinal) => "2026",
                IHtmlInputElement { Type: "date" } => "2026-11-24",
                IHtmlInputElement { Type: "email" } => "somebody.new@example.test",
                _ when field.GetAttribute("inputmode") is "numeric" or "decimal" => "1",
                _ => "Some words",
            };
            if (value is not null)
                yield return (name, value);
        }
    }
}
