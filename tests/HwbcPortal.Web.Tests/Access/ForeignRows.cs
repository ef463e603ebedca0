using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure.Security;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HwbcPortal.Web.Tests.Access;

/// <summary>T04: what another PCN has is not there, by any address, and whether it is there makes no difference to anything that is shown.</summary>
public sealed partial class AccessTests
{
    // What belongs to no PCN, or to all: rules and programmes.
    private static readonly Regex Shared = new("^[A-Z]* ?(error|rules|programmes|calendar)/|^GET training/queue/several$", RegexOptions.NonBacktracking);

    // A new key each time; and how many coaches a supervisor has wherever they are, which says whether they have time for one more.
    private static readonly Regex Drawn = new("enter: [A-Z2-7 ]+ Code|Coaches in all [0-9]+", RegexOptions.NonBacktracking);

    private static readonly Regex Guids = new("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.NonBacktracking);

    /// <summary>People of Harbour PCN (U90003), or of none: the demo's other PCNs are foreign to all of them.</summary>
    private static readonly (string Name, string Reference, PortalRole Role, string? Pcn)[] Strangers =
    [
        ("manager.harbour", "", PortalRole.Manager, "U90003"), ("viewer.harbour", "P-000901", PortalRole.Viewer, "U90003"), ("hub.harbour", "P-000902", PortalRole.HubLead, "U90003"),
        ("coach.harbour", "HWBC-000021", PortalRole.Coach, null), ("supervisor.none", "P-000903", PortalRole.Supervisor, null),
    ];

    [Fact]
    public async Task T04_a_foreign_id_is_not_there_on_any_route_and_foreign_rows_make_no_difference_to_any_page_list_count_export_or_search()
    {
        // A portal of its own: in the end the other PCNs' rows are taken out of it.
        await using var own = await Running.StartAsync();
        await new AccessTests(own.Portal).AskForForeignRowsAsync();
    }

    private async Task AskForForeignRowsAsync()
    {
        foreach (var (name, reference, role, pcn) in Strangers.Where(s => s.Reference.Length > 0))
            await portal.AddAccountAsync(name, reference, role, pcn);
        var withIds = Matrix.Rows.Where(r => !Shared.IsMatch(r.Endpoint) && (r.Endpoint.Contains('{', StringComparison.Ordinal) || r.Path.Contains('?', StringComparison.Ordinal))).ToList();
        var visitors = new List<(string Name, Visitor Visitor)>();
        foreach (var (name, _, _, _) in Strangers)
            visitors.Add((name, await portal.SignedInAsync(name)));
        var wrong = new List<string>();
        var asked = Actions().ToDictionary(Name, e => e.Metadata.GetMetadata<RequiresAttribute>()?.Operation);
        var (byRole, beside) = (0, 0);
        // Rachel Bell works for both PCNs: of the register, somebody whom one of them alone knows.
        var una = await _matrix.UnaAsync();
        foreach (var row in withIds)
        {
            var path = await FilledAsync(row.Path.StartsWith("/supervisors/", StringComparison.Ordinal) ? row.Path.Replace("{supervisor}", una.Entry, StringComparison.Ordinal).Replace("{eligibility}", una.Period, StringComparison.Ordinal) : row.Path);
            var nothing = Unknown(path);
            // A foreign key beside one's own: a record of another PCN's coach under the page of a coach of this one.
            var mixed = Guids.IsMatch(path) && Mine(path) is var own && own != path ? own : null;
            foreach (var ((name, visitor), stranger) in visitors.Zip(Strangers))
            {
                var (answer, text) = await AnswerAsync(visitor, row.Method, path);
                // Whoever's role does not do it at all is told so whatever is asked for (what is under /me is done by coaches); to everybody else it is not there.
                var forbids = (asked[row.Endpoint] is { } operation && !AccessTable.Allowed[stranger.Role].Contains(operation)) || (path.StartsWith("/me/", StringComparison.Ordinal) && stranger.Role != PortalRole.Coach);
                byRole += forbids ? 1 : 0;
                if (answer.StatusCode != (forbids ? HttpStatusCode.Forbidden : HttpStatusCode.NotFound) && !(answer.StatusCode == HttpStatusCode.Redirect && Word(answer) == "sign-in"))
                    wrong.Add($"{row.Endpoint} ({path}) as {name}: {(int)answer.StatusCode}{(forbids ? ", by role" : "")}");
                var (other, words) = await AnswerAsync(visitor, row.Method, nothing);
                if (answer.StatusCode != other.StatusCode || text != words)
                    wrong.Add($"{row.Endpoint} as {name}: {path} is {(int)answer.StatusCode}, {nothing} is {(int)other.StatusCode}: {Difference(text, words)}");
                if (mixed is not null)
                {
                    beside++;
                    var ((between, words1), (known, words2)) = (await AnswerAsync(visitor, row.Method, mixed), await AnswerAsync(visitor, row.Method, Guids.Replace(mixed, _ => Guid.NewGuid().ToString())));
                    if (between.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.Forbidden) || between.StatusCode != known.StatusCode || words1 != words2)
                        wrong.Add($"{row.Endpoint} ({mixed}) as {name}: {(int)between.StatusCode}, and {(int)known.StatusCode} where nothing has the id: {Difference(words1, words2)}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));

        var before = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var (name, visitor) in visitors)
            before[name] = await SeenAsync(visitor);
        var taken = await TakeForeignRowsOutAsync();
        foreach (var (name, visitor) in visitors)
        {
            var after = await SeenAsync(visitor);
            wrong.AddRange(before[name].Keys.Union(after.Keys).Where(p => before[name].GetValueOrDefault(p) != after.GetValueOrDefault(p)).Select(p => $"{name} {p}: {Difference(before[name].GetValueOrDefault(p), after.GetValueOrDefault(p))}"));
            visitor.Dispose();
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Proof.Holds("T04", "foreign ids on every route, answered as an id that nothing has, and beside one's own coach; pages, lists, counts, exports and searches with and without foreign rows", $"{withIds.Count} routes x {Strangers.Length}, {byRole} closed to the role, {beside} beside one's own; {before.Sum(b => b.Value.Count)} pages, {taken:N0} rows", "0 there, 0 differ");
    }

    /// <summary>The answer, and what it says but for what was asked for.</summary>
    private static async Task<(HttpResponseMessage Answer, string Text)> AnswerAsync(Visitor visitor, string method, string path)
    {
        var answer = await visitor.AskAsync(method, path);
        var body = await answer.Content.ReadAsStringAsync();
        using var document = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(body);
        return (answer, $"{answer.Content.Headers.ContentType} {answer.Headers.Location?.OriginalString.Split('?')[0]} {Regex.Replace($"{document.Title} {document.Body?.TextContent}", "\\s+", " ")} {string.Join(' ', answer.Headers.Select(h => h.Key).Order(StringComparer.Ordinal))}");
    }

    /// <summary>The same address with keys that nothing has.</summary>
    private static string Unknown(string path) => Guids.Replace(Regex.Replace(Regex.Replace(Regex.Replace(path, "HWBC-[0-9]{6}", "HWBC-999999"), "P-[0-9]{6}", "P-999999"), "U9[0-9]{4}", "U99999"), _ => Guid.NewGuid().ToString());

    /// <summary>The same address with a coach and a PCN of the strangers' own before whatever else it names.</summary>
    private static string Mine(string path) => Regex.Replace(Regex.Replace(path, "HWBC-[0-9]{6}", "HWBC-000021"), "U9[0-9]{4}", "U90003");

    /// <summary>Everything that somebody reaches by links, files too, and each list searched for what others have.</summary>
    private static async Task<IReadOnlyDictionary<string, string>> SeenAsync(Visitor visitor)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        // Whom a PCN could let read it: the hub leads of the whole installation, by their names.
        foreach (var page in (await Crawler.VisitAsync(visitor, "/", "/readiness", "/readiness?pcn=U90001", "/requirements?pcn=U90001", "/supervision/ledger?pcn=U90002")).Where(p => p.Address.AbsolutePath != "/people/hub-leads"))
        {
            seen[page.Address.PathAndQuery] = await TextAsync(page);
            if (page.Document.QuerySelector("main form[method=get] input[name=q],main form:not([method]) input[name=q]") is not null && page.Address.Query.Length == 0)
            {
                foreach (var word in new[] { "Khan", "a", "HWBC-0000", "Riverside" })
                    seen[$"{page.Address.AbsolutePath}?q={word}"] = await TextAsync(await visitor.GetAsync($"{page.Address.AbsolutePath}?q={word}"));
            }
        }

        return seen;
    }

    private static async Task<string> TextAsync(Page page)
    {
        if (page.Response.Content.Headers.ContentType?.MediaType is null or "text/html")
            return $"{(int)page.Status} {Drawn.Replace(page.Text, "")}";
        return Read(await page.Response.Content.ReadAsByteArrayAsync());
    }

    /// <summary>The text of what was sent, of a workbook too.</summary>
    internal static string Read(byte[] bytes)
    {
        if (bytes is not [(byte)'P', (byte)'K', ..])
            return Encoding.UTF8.GetString(bytes);
        using var workbook = new ZipArchive(new MemoryStream(bytes));
        return string.Join('\n', workbook.Entries.Where(e => e.FullName.Contains("sheet", StringComparison.Ordinal) || e.FullName.Contains("Strings", StringComparison.Ordinal)).Select(e => new StreamReader(e.Open()).ReadToEnd()));
    }

    private static string Difference(string? before, string? after)
    {
        if (before is null || after is null)
            return before is null ? "is new" : "is gone";
        var at = before.Zip(after).TakeWhile(c => c.First == c.Second).Count();
        return $"…{before[Math.Max(0, at - 40)..Math.Min(before.Length, at + 60)]}… / …{after[Math.Max(0, at - 40)..Math.Min(after.Length, at + 60)]}…";
    }

    /// <summary>Every row of a PCN other than Harbour, or of a coach who has no post there; the trail stays, since nothing may be taken out of it.</summary>
    private async Task<int> TakeForeignRowsOutAsync()
    {
        var taken = await portal.DbAsync(async db =>
        {
            var home = await db.Pcns.Where(p => p.Code == "U90003").Select(p => p.Id).SingleAsync();
            var mine = await db.Posts.Where(p => p.PcnId == home).Select(p => p.CoachId).Distinct().ToListAsync();
            await db.Database.OpenConnectionAsync();
            var connection = db.Database.GetDbConnection();
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA foreign_keys = OFF";
            await command.ExecuteNonQueryAsync();
            var count = 0;
            foreach (var type in db.Model.GetEntityTypes().Where(t => !t.ClrType.Name.StartsWith("Audit", StringComparison.Ordinal) && t.GetTableName() is not null))
            {
                foreach (var (column, kept) in new[] { ("PcnId", $"'{home.ToString().ToUpperInvariant()}'"), ("CoachId", string.Join(',', mine.Select(m => $"'{m.ToString().ToUpperInvariant()}'"))) }.Where(c => type.FindProperty(c.Item1) is not null))
                {
                    command.CommandText = $"DELETE FROM \"{type.GetTableName()}\" WHERE \"{column}\" IS NOT NULL AND \"{column}\" NOT IN ({kept})";
                    count += await command.ExecuteNonQueryAsync();
                }
            }

            return count;
        });
        portal.Services.GetRequiredService<SignedInReader>().Forget();
        return taken;
    }
}
