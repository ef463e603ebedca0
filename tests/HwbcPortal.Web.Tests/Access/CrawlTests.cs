using System.Net;
using System.Security.Cryptography;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Access;

/// <summary>What holds on every page that links lead to, as everybody who can sign in.</summary>
public sealed class CrawlTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    private static readonly string[] Everybody = ["coach", "supervisor", "manager", "manager.two", "manager.harbour", "viewer", "hub", "admin"];

    // Read logs, session renewal and standings may change when a page is read (T02); nothing else.
    private static readonly string[] MayChange = ["CoachStandings"];

    [Fact]
    public async Task T02_no_GET_changes_anything_and_no_link_is_dead()
    {
        using var signedOut = portal.Visitor();
        var visitors = new List<(string Who, Visitor Visitor)> { ("nobody", signedOut) };
        foreach (var who in Everybody)
            visitors.Add((who, await portal.SignedInAsync(who)));
        var before = await TablesAsync();
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
        var after = await TablesAsync();
        Assert.Equal([], before.Keys.Where(t => before[t] != after[t] && !MayChange.Contains(t)));
    }

    /// <summary>T50: whatever is typed, the answer is a page with a sentence, never a fault.</summary>
    [Fact]
    public async Task T50_every_form_takes_200_random_inputs_without_a_fault()
    {
        const int Inputs = 200;
        var wrong = new List<string>();
        var forms = 0;
        foreach (var who in Everybody)
        {
            using var visitor = await portal.SignedInAsync(who);
            var pages = (await Crawler.VisitAsync(visitor, "/")).Where(p => p.Status == HttpStatusCode.OK && p.Document.QuerySelector("main form[method=post]") is not null)
                .GroupBy(p => Shape(p.Address.AbsolutePath)).Select(g => g.First()).ToList();
            foreach (var page in pages.Where(p => Seen.Add(Shape(p.Address.AbsolutePath))))
            {
                forms++;
                var random = new Random(Shape(page.Address.AbsolutePath).Length * 7919);
                for (var n = 0; n < Inputs; n++)
                {
                    var form = page.Document.QuerySelector<IHtmlFormElement>("main form[method=post]")!;
                    var answer = await visitor.PostFormAsync(form, page.Address, [.. Random(form, random)]);
                    if ((int)answer.Status >= 500)
                        wrong.Add($"{who} {page.Address.PathAndQuery}, input {n}: {(int)answer.Status}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(20)));
        Assert.True(forms >= 10, $"{forms} forms");
    }

    private HashSet<string> Seen { get; } = new(StringComparer.Ordinal);

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

    /// <summary>An address without what differs from coach to coach.</summary>
    private static string Shape(string path) => System.Text.RegularExpressions.Regex.Replace(path, "[0-9a-f]{8}-[0-9a-f-]{27}|HWBC-[0-9]{6}|[A-Z]{3,4}-[0-9]{2}", "*");

    private Task<Dictionary<string, string>> TablesAsync() => portal.DbAsync(async db =>
    {
        var digests = new Dictionary<string, string>(StringComparer.Ordinal);
        var connection = db.Database.GetDbConnection();
        await db.Database.OpenConnectionAsync();
        foreach (var table in db.Model.GetEntityTypes().Select(t => t.GetTableName()!).Distinct())
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"SELECT * FROM \"{table}\"";
            await using var reader = await command.ExecuteReaderAsync();
            var rows = new List<string>();
            while (await reader.ReadAsync())
                rows.Add(string.Join('\t', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i).ToString())));
            digests[table] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', rows.Order(StringComparer.Ordinal)))));
        }

        return digests;
    });
}
