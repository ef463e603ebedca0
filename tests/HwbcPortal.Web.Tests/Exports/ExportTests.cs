using System.Globalization;
using System.IO.Compression;
using System.Text;
using HwbcPortal.Web.Infrastructure.Exports;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

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

    /// <summary>Coaches and PCNs whose names are payloads, as the portal itself sends them.</summary>
    [Fact]
    public async Task T40_names_that_are_payloads_are_text_in_what_is_downloaded()
    {
        if (!await OtherSheetParser.PrepareAsync())
            return;
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var manager = await portal.SignedInAsync("manager");
        string[] references = ["HWBC-000011", "HWBC-000012", "HWBC-000013", "HWBC-000014", "HWBC-000016", "HWBC-000017"];
        for (var n = 0; n < Payloads.Length; n += references.Length)
        {
            await portal.DbAsync(async db =>
            {
                foreach (var (reference, payload) in references.Zip(Payloads[n..(n + references.Length)]))
                    await db.People.Where(p => p.Reference == reference).ExecuteUpdateAsync(u => u.SetProperty(p => p.Name, payload));
                return await db.Pcns.Where(p => p.Code == "U90001").ExecuteUpdateAsync(u => u.SetProperty(p => p.Name, Payloads[n]));
            });
            var csv = await OtherSheetParser.ReadCsvAsync(await manager.Client.GetByteArrayAsync(new Uri("/requirements/claims.csv?month=2026-10", UriKind.Relative)));
            Assert.Equal(8, csv.Count);
            Assert.Equal([], csv.SelectMany(r => r).Select(c => c.Text).Where(IsLive));
            var sheets = await OtherSheetParser.ReadExcelAsync(await manager.Client.GetByteArrayAsync(new Uri("/requirements/claims.xlsx?month=2026-10", UriKind.Relative)));
            Assert.Equal([], sheets.SelectMany(s => s).SelectMany(r => r).Where(c => c.Type == "f"));
            Assert.Equal(Payloads[n..(n + references.Length)].Select(Lines).Order(StringComparer.Ordinal), sheets[0].Skip(1).Select(r => r[0].Text).Where(t => t != "Priya Shah").Order(StringComparer.Ordinal));
        }
    }

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
