using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Access;

/// <summary>What holds on every page that links lead to, as everybody who can sign in.</summary>
public sealed class CrawlTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    internal static readonly string[] Everybody = ["coach", "supervisor", "manager", "manager.two", "manager.harbour", "viewer", "hub", "admin"];

    // Read logs, session renewal and standings may change when a page is read (T02); nothing else.
    private static readonly string[] MayChange = ["CoachStandings", "AuditEntries", "AuditChanges", "AuditHead"];

    private static readonly string[] ReadLog = ["audit.export", "claims.export"];

    [Fact]
    public async Task T02_no_GET_changes_anything_and_no_link_is_dead()
    {
        using var signedOut = portal.Visitor();
        var visitors = new List<(string Who, Visitor Visitor)> { ("nobody", signedOut) };
        foreach (var who in Everybody)
            visitors.Add((who, await portal.SignedInAsync(who)));
        var before = await portal.TablesAsync();
        var last = await portal.DbAsync(db => db.AuditEntries.MaxAsync(e => e.Sequence));
        var dead = new List<string>();
        var count = 0;
        foreach (var (who, visitor) in visitors)
        {
            var pages = await Crawler.VisitAsync(visitor, "/");
            count += pages.Count;
            dead.AddRange(pages.Where(p => (int)p.Status >= 400).Select(p => $"{who}: {p.Address.PathAndQuery} is {(int)p.Status}"));
            visitor.Dispose();
        }

        Assert.True(dead.Count == 0, string.Join('\n', dead));
        Assert.True(count > 200, $"{count} pages");
        var after = await portal.TablesAsync();
        Assert.Equal([], before.Keys.Where(t => before[t] != after[t] && !MayChange.Contains(t)));
        // What the read log says is what was read, never a row that became another.
        Assert.Equal(["Read"], await portal.DbAsync(db => db.AuditEntries.Where(e => e.Sequence > last).SelectMany(e => e.Changes).Select(c => c.Kind).Distinct().ToListAsync()));
        Assert.Equal(ReadLog, await portal.DbAsync(db => db.AuditEntries.Where(e => e.Sequence > last).Select(e => e.Command).Distinct().OrderBy(c => c).ToListAsync()));
        Proof.Holds("T02", "every page that links lead to, as everybody and signed out; rows of all tables compared", $"{visitors.Count} principals, {count} pages", "0 changed but the read log");
    }

    /// <summary>T50: whatever is typed, the answer is a page with a sentence, never a fault.</summary>
    [Fact]
    public async Task T50_every_form_takes_200_random_inputs_without_a_fault()
    {
        const int Inputs = 200;
        var wrong = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var forms = 0;
        foreach (var who in Everybody)
        {
            using var visitor = await portal.SignedInAsync(who);
            var pages = (await Crawler.OneOfEachAsync(visitor)).Where(HasForm);
            foreach (var page in pages.Where(p => seen.Add(Crawler.Shape(p.Address.AbsolutePath))))
            {
                forms++;
                var random = new Random(Crawler.Shape(page.Address.AbsolutePath).Length * 7919);
                for (var n = 0; n < Inputs; n++)
                {
                    var form = FormOf(page)!;
                    var answer = await visitor.PostFormAsync(form, page.Address, [.. Random(form, random)]);
                    if ((int)answer.Status >= 500)
                        wrong.Add($"{who} {page.Address.PathAndQuery}, input {n}: {(int)answer.Status}");
                }
            }
        }

        var signedOut = await SignedOutAsync(Inputs, wrong);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(20)));
        Assert.True(forms >= 10, $"{forms} forms");
        Proof.Holds("T50", "every form, of somebody signed out and half way in too, with random inputs", $"{forms + signedOut} forms x {Inputs} inputs", "0 faults");
    }

    /// <summary>The forms of whoever is not signed in, and of whoever has given a password and nothing else; a portal of its own, since its patience ends.</summary>
    private static async Task<int> SignedOutAsync(int inputs, List<string> wrong)
    {
        await using var running = await Running.StartAskingAsync();
        var manager = await running.Portal.DbAsync(db => db.Users.Where(u => u.Email == "manager@demo.test").Select(u => u.Id).SingleAsync());
        using var nobody = running.Portal.Visitor();
        using var halfWay = running.Portal.Visitor();
        using var hasApp = running.Portal.Visitor();
        await halfWay.SignInAsync("manager@demo.test", PortalFixture.Password);
        using (var first = running.Portal.Visitor())
            await first.SetUpAppAsync("viewer@demo.test", PortalFixture.Password, running.Portal.Time.Now.UtcDateTime);
        await hasApp.SignInAsync("viewer@demo.test", PortalFixture.Password);
        (Visitor Visitor, string Path)[] pages =
        [
            (halfWay, "/account/set-up"), (halfWay, "/account/set-up/passkey"), (hasApp, "/account/second-step"), (hasApp, "/account/second-step/recovery"),
            (nobody, "/account/sign-in"), (nobody, "/account/forgotten-password"), (nobody, $"/account/choose-password?user={manager}&code=x"),
        ];
        foreach (var (visitor, path) in pages)
        {
            var page = await visitor.GetAsync(path);
            var form = FormOf(page)!;
            var random = new Random(path.Length * 7919);
            for (var n = 0; n < inputs; n++)
            {
                var answer = await visitor.PostFormAsync(form, page.Address, [.. Random(form, random)]);
                if ((int)answer.Status >= 500)
                    wrong.Add($"{path}, input {n}: {(int)answer.Status}");
            }
        }

        return pages.Length;
    }

    /// <summary>Every form, posted with nothing filled in: what is missing is said in a summary whose links lead to the fields.</summary>
    [Fact]
    public async Task A_form_that_is_refused_says_in_a_summary_what_to_do_and_each_entry_leads_to_its_field()
    {
        var wrong = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var who in Everybody)
        {
            using var visitor = await portal.SignedInAsync(who);
            foreach (var page in (await Crawler.OneOfEachAsync(visitor)).Where(HasForm).Where(p => seen.Add(Crawler.Shape(p.Address.AbsolutePath))))
            {
                var form = FormOf(page)!;
                // Choices are left out, as a browser leaves them, and fields are empty; the form's key stays.
                var emptied = form.QuerySelectorAll("input[name],select[name],textarea[name]").Where(e => e.GetAttribute("type") != "hidden").Select(e => e.GetAttribute("name")!).Distinct().Select(n => (n, (string?)null)).ToArray();
                var answer = await visitor.PostFormAsync(form, page.Address, emptied);
                var links = answer.Document.QuerySelectorAll(".nhsuk-error-summary__list a").Select(a => a.GetAttribute("href")![1..]).ToList();
                if (answer.Status != HttpStatusCode.UnprocessableEntity || !answer.Title.StartsWith("Error: ", StringComparison.Ordinal) || answer.Errors.Count == 0)
                    wrong.Add($"{who} {page.Address.PathAndQuery}: {(int)answer.Status} {answer.Title}");
                if (links.Count != answer.Errors.Count || links.Any(id => answer.Document.GetElementById(id) is null))
                    wrong.Add($"{who} {page.Address.PathAndQuery}: {string.Join(", ", answer.Errors)} lead to {string.Join(", ", links)}");
                if (answer.Document.QuerySelectorAll("main .nhsuk-error-message").Length < answer.Errors.Count)
                    wrong.Add($"{who} {page.Address.PathAndQuery}: a sentence is not beside its field");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(seen.Count >= 10, $"{seen.Count} forms");
    }

    internal static bool HasForm(Page page) => FormOf(page) is not null;

    /// <summary>The page's form; a button that asks for nothing is none.</summary>
    internal static IHtmlFormElement? FormOf(Page page) => page.Document.QuerySelectorAll<IHtmlFormElement>("main form[method=post]").FirstOrDefault(f => f.QuerySelector("input:not([type=hidden]),select,textarea") is not null);

    private static readonly string[] Texts =
    [
        "", " ", "0", "-1", "1", "60", "481", "999999999999999999999", "1e9", "NaN", "true", "Today", "Another", "Held", "31", "29", "2", "2026", "0000", "10000", "2026-02-30", "<script>alert(1)</script>", "'; DROP TABLE People; --",
        "%00", "\u202e", "😀😀", "\r\n\r\n", "../../etc/passwd", "=1+1", "HWBC-000014", "U90001", "00000000-0000-0000-0000-000000000000", "{0}", "ß", "İ", "Ａ",
    ];

    private static IEnumerable<(string, string?)> Random(IHtmlFormElement form, Random random)
    {
        foreach (var name in form.QuerySelectorAll("input[name],select[name],textarea[name]").Select(e => e.GetAttribute("name")!).Distinct().Where(n => n != "RequestToken"))
        {
            // Most fields something odd, some as they stand, some left out.
            switch (random.Next(10))
            {
                case < 6:
                    yield return (name, random.Next(12) == 0 ? new string('x', random.Next(1, 6000)) : Texts[random.Next(Texts.Length)]);
                    break;
                case < 7:
                    yield return (name, null);
                    break;
            }
        }
    }
}
