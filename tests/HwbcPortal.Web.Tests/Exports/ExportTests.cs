using System.Globalization;
using System.IO.Compression;
using System.Text;
using HwbcPortal.Web.Infrastructure.Exports;
using HwbcPortal.Web.Infrastructure.Security;
using HwbcPortal.Web.Tests.Access;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HwbcPortal.Web.Tests.Exports;

/// <summary>What leaves the portal as a sheet runs nothing in a spreadsheet, and is read by others as it was meant.</summary>
public sealed class ExportTests
{
    private static readonly string[] Payloads =
    [
        "=1+1", "+1+1", "-1+1", "@SUM(A1:A9)", "\t=1+1", "\r=1+1", "\n=1+1", "\r\n=1+1", "＝1+1", "＋1+1", "－1+1", "＠SUM(A1)", " =1+1", "\u00a0=1+1", "\u200b=1+1", "\ufeff=1+1",
        "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://example.test\",\"here\")", "=WEBSERVICE(\"http://example.test\")", "-2+3+cmd|' /C calc'!A0", "=1\";=2", "\"=1+1\",=1+1", ";=1+1", "=\"a\nb\"",
    ];

    [Fact]
    public async Task T40_24_payloads_in_every_column_are_read_back_as_text()
    {
        if (!await OtherSheetParser.PrepareAsync())
            return;
        Assert.Equal(24, Payloads.Length);
        // Every payload in every place that a text can stand: a column's name, a cell, what is said about the list.
        var sheet = new Sheet("Payloads", Payloads, Payloads.Select((_, n) => (IReadOnlyList<Cell>)Payloads.Select((_, m) => Cell.Of(Payloads[(n + m) % Payloads.Length])).ToList()).ToList(), Payloads.Select(p => (p, Cell.Of(p))).ToList());
        var rows = await OtherSheetParser.ReadCsvAsync(CsvFile.Write(sheet));
        Assert.Equal(25, rows.Count);
        Assert.All(rows, r => Assert.Equal(48, r.Count));
        Assert.Equal([], rows.SelectMany(r => r).Select(c => c.Text).Where(IsLive));
        // What is put before a text is all that changes.
        Assert.Equal(Payloads, rows[1].Take(24).Select(c => c.Text.StartsWith('\'') ? c.Text[1..] : c.Text));

        var file = ExcelFile.Write(sheet);
        var sheets = await OtherSheetParser.ReadExcelAsync(file);
        Assert.All(sheets.SelectMany(s => s).SelectMany(r => r), c => Assert.Equal("s", c.Type));
        Assert.Equal(25, sheets[0].Count);
        Assert.Equal(24, sheets[1].Count);
        Assert.Equal(Payloads.Select(Lines), sheets[0][1].Select(c => c.Text));
        Assert.DoesNotContain("<x:f", Parts(file), StringComparison.Ordinal);
        Assert.DoesNotContain("<f", Parts(file), StringComparison.Ordinal);
    }

    /// <summary>Every text of the record is a payload, one after the other, in every file that the portal itself sends.</summary>
    [Fact]
    public async Task T40_texts_of_the_record_that_are_payloads_are_text_in_every_file_that_is_downloaded()
    {
        if (!await OtherSheetParser.PrepareAsync())
            return;
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await new EveryCommand(portal, new Matrix(portal)).DriveAsync();
        // What was done before, and not that it is taken out here.
        var audit = $"/audit.csv?before={await portal.DbAsync(db => db.AuditEntries.MaxAsync(e => e.Sequence)) + 1}";
        var exports = Matrix.Rows.Where(r => r.Method == "GET" && (r.Endpoint.EndsWith(".csv", StringComparison.Ordinal) || r.Endpoint.EndsWith(".xlsx", StringComparison.Ordinal))).Select(r => (Path: r.Path == "/audit.csv" ? audit : r.Path, Who: r.Who.First())).ToList();
        Assert.True(exports.Count >= 3, $"{exports.Count} exports");
        var visitors = new Dictionary<string, Visitor>(StringComparer.Ordinal);
        foreach (var who in exports.Select(e => e.Who).Distinct())
            visitors[who] = await portal.SignedInAsync(who);
        var (columns, planted, cells) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal), 0);
        foreach (var payload in Payloads)
        {
            await Planted.EverywhereAsync(portal, payload);
            portal.Services.GetRequiredService<SignedInReader>().Forget();
            // What somebody looked for stands in the file too.
            foreach (var (path, who) in exports.Append(($"{audit}&who={Uri.EscapeDataString(payload)}", "admin")))
            {
                var bytes = await visitors[who].Client.GetByteArrayAsync(new Uri(path, UriKind.Relative));
                var isCsv = path.Contains(".csv", StringComparison.Ordinal);
                var sheets = isCsv ? [await OtherSheetParser.ReadCsvAsync(bytes)] : await OtherSheetParser.ReadExcelAsync(bytes);
                if (isCsv)
                {
                    Assert.Equal([], sheets.SelectMany(s => s).SelectMany(r => r).Select(c => c.Text).Where(IsLive));
                }
                else
                {
                    Assert.Equal([], sheets.SelectMany(s => s).SelectMany(r => r).Where(c => c.Type == "f").Select(c => c.Text));
                    Assert.DoesNotContain("<f", Parts(bytes), StringComparison.Ordinal);
                    Assert.DoesNotContain("<x:f", Parts(bytes), StringComparison.Ordinal);
                }

                foreach (var (sheet, rows) in sheets.Index())
                {
                    // A workbook's second sheet has no heads: it says what the first is about.
                    foreach (var (n, name) in rows[0].Select((c, n) => sheet == 0 ? c.Text : n == 0 ? "What is said" : "Of what the list is").Index())
                    {
                        columns.Add($"{path.Split('?')[0]} {name}");
                        if (rows.Skip(sheet == 0 ? 1 : 0).Any(r => r.Count > n && r[n].Text.Contains((isCsv ? payload : Lines(payload)).Trim(), StringComparison.Ordinal)))
                            planted.Add($"{path.Split('?')[0]} {name}: {payload}");
                    }

                    cells += rows.Sum(r => r.Count);
                }
            }
        }

        foreach (var visitor in visitors.Values)
            visitor.Dispose();
        // Each column in which somebody's words can stand had each of them; the rest is what the portal makes itself: numbers, days, codes and words of its own.
        Assert.Equal([], columns.Where(c => !Made.Contains(c[(c.IndexOf(' ', StringComparison.Ordinal) + 1)..])).SelectMany(c => Payloads.Select(p => $"{c}: {p}")).Except(planted));
        Proof.Holds("T40", "formulas in every text of the record, read back from every column of every export by another parser", $"{Payloads.Length} payloads x {columns.Count} columns, {cells:N0} cells", "0 live");
    }

    /// <summary>Columns of what the portal makes itself; a month's reasons are those of national rules, in the portal's words.</summary>
    private static readonly HashSet<string> Made = new(StringComparer.Ordinal)
    {
        "Reference", "Post", "Hours a week", "WTE", "Days in post", "Days of the month", "Role requirements", "Result", "Reasons", "Cap a year", "The cap is", "At most", "Actual cost", "Claimable at most", "Over the cap",
        "Month", "As at", "As known on", "Area", "Area and ICB", "What this is", "What is said", "Entry", "When", "What",
    };

    [Theory]
    [InlineData("\0", "'\0")]
    [InlineData("\0text", "'\0text")]
    [InlineData("text\0", "text\0")]
    [InlineData("", "")]
    public void A_null_character_in_front_is_text(string text, string neutral) => Assert.Equal(neutral, CsvFile.Neutral(text));

    [Fact]
    public async Task Numbers_money_and_days_are_what_they_are()
    {
        if (!await OtherSheetParser.PrepareAsync())
            return;
        var sheet = new Sheet("A name that is longer than a sheet's name: may be [at] most?", ["Text", "Number", "Money", "Date", "Nothing", "Each", "All one"],
            [[Cell.Of("Zoë, \"Zo\"\r\nReed\u0001"), new Cell.Number(0.5333m), new Cell.Money(1_234.5m), new Cell.Date(new DateOnly(2028, 2, 29)), Cell.Of((decimal?)null), Cell.Each([30, 22.5m], "0.##"), Cell.Each([30, 30], "0.##")]], [("As at", new Cell.Date(new DateOnly(2026, 11, 24)))]);
        var file = ExcelFile.Write(sheet);
        var sheets = await OtherSheetParser.ReadExcelAsync(file);
        Assert.Equal(["s Zoë, \"Zo\"\nReed\ufffd", "n 0.5333", "n 1234.5", "d 2028-02-29", "s ", "s 30; 22.5", "n 30"], sheets[0][1].Select(c => $"{c.Type} {c.Text}"));
        Assert.Equal(["s As at", "d 2026-11-24"], sheets[1][0].Select(c => $"{c.Type} {c.Text}"));
        Assert.Equal(31, ExcelFile.NameOf(sheet.Name).Length);
        Assert.Contains("A name that is longer than a sh", Parts(file), StringComparison.Ordinal);

        var written = Encoding.UTF8.GetString(CsvFile.Write(sheet with { Rows = [[Cell.Of("Zoë, \"Zo\""), .. sheet.Rows[0].Skip(1)]] }));
        Assert.Equal("\ufeff\"Text\",\"Number\",\"Money\",\"Date\",\"Nothing\",\"Each\",\"All one\",\"As at\"\r\n\"Zoë, \"\"Zo\"\"\",\"0.5333\",\"1234.50\",\"2028-02-29\",\"\",\"30; 22.5\",\"30\",\"2026-11-24\"\r\n", written);
    }

    /// <summary>Whether a spreadsheet would run it: what is not seen at its beginning is passed over.</summary>
    private static bool IsLive(string text)
    {
        var seen = text.SkipWhile(c => char.IsWhiteSpace(c) || char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format).FirstOrDefault();
        return "=+-@＝＋－＠".Contains(seen, StringComparison.Ordinal) || (text.Length > 0 && text[0] is '\t' or '\r' or '\n');
    }

    /// <summary>As a workbook ends its lines.</summary>
    private static string Lines(string text) => text.ReplaceLineEndings("\n");

    private static string Parts(byte[] file)
    {
        using var zip = new ZipArchive(new MemoryStream(file));
        return string.Concat(zip.Entries.Where(e => e.FullName.StartsWith("xl/", StringComparison.Ordinal) && !e.FullName.EndsWith("styles.xml", StringComparison.Ordinal)).Select(e => new StreamReader(e.Open()).ReadToEnd()));
    }
}
