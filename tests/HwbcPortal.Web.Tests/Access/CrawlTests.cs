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

    private static readonly string[] ReadLog = ["audit.export", "claims.export", "concern.read", "dbs.read", "evidence.read", "evidence.read-all", "notes.read"];

    [Fact]
    public async Task T02_no_GET_changes_anything_and_no_link_is_dead()
    {
        // A portal of its own, with something behind each address.
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        var matrix = new Matrix(portal);
        var paths = new List<string>();
        foreach (var row in Matrix.Rows.Where(r => r.Method == "GET"))
            paths.Add(await matrix.FilledAsync(row.Path));
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
            // And each address that there is, whether a link leads there or not, and whether it is theirs or not.
            foreach (var path in paths)
                dead.AddRange(await visitor.GetAsync(path) is var page && (int)page.Status >= 500 ? [$"{who}: {path} is {(int)page.Status}"] : []);
            count += paths.Count;
        }

        Assert.True(dead.Count == 0, string.Join('\n', dead));
        Assert.Equal([], Changed(before, await portal.TablesAsync()));
        // What the read log says is what was read, never a row that became another.
        Assert.Equal(["Read"], await portal.DbAsync(db => db.AuditEntries.Where(e => e.Sequence > last).SelectMany(e => e.Changes).Select(c => c.Kind).Distinct().ToListAsync()));
        Assert.Equal(ReadLog, await portal.DbAsync(db => db.AuditEntries.Where(e => e.Sequence > last).Select(e => e.Command).Distinct().OrderBy(c => c).ToListAsync()));
        var half = await HalfWayAsync();
        Proof.Holds("T02", "each address, and every page that links lead to, as everybody, signed out and half way in; rows of all tables compared", $"{visitors.Count + 2} principals, {paths.Count} addresses, {count + half} pages", "0 changed but the read log");
    }

    /// <summary>The pages between a password and a second step change nothing either; who has one already, and who has none.</summary>
    private static async Task<int> HalfWayAsync()
    {
        await using var running = await Running.StartAskingAsync();
        using (var first = running.Portal.Visitor())
            await first.SetUpAppAsync("viewer@demo.test", PortalFixture.Password, running.Portal.Time.Now.UtcDateTime);
        using var withApp = running.Portal.Visitor();
        using var without = running.Portal.Visitor();
        await withApp.SignInAsync("viewer@demo.test", PortalFixture.Password);
        await without.SignInAsync("manager@demo.test", PortalFixture.Password);
        var before = await running.Portal.TablesAsync();
        var (seen, count) = (0, 0);
        foreach (var row in Matrix.Rows.Where(r => r.Method == "GET" && !r.Path.Contains('{', StringComparison.Ordinal)))
        {
            foreach (var visitor in new[] { withApp, without })
            {
                seen += (await visitor.GetAsync(row.Path)).Status == HttpStatusCode.OK ? 1 : 0;
                count++;
            }
        }

        // Of each: what is public, and their own two pages.
        Assert.True(seen >= 4, $"{seen} pages");
        Assert.Equal([], Changed(before, await running.Portal.TablesAsync()));
        return count;
    }

    private static IEnumerable<string> Changed(Dictionary<string, string> before, Dictionary<string, string> after) => before.Keys.Where(t => before[t] != after[t] && !MayChange.Contains(t));

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
}
