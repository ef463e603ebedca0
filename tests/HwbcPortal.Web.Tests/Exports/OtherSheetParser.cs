using System.Text.Json;
using HwbcPortal.Web.Tests.Hosting;

namespace HwbcPortal.Web.Tests.Exports;

/// <summary>A cell as somebody else's parser reads it.</summary>
/// <param name="Type">s for text, n for a number, d for a day, f for a formula; of CSV all are texts.</param>
/// <param name="Text">The value; a day as 2026-11-24.</param>
internal sealed record ParsedCell(string Type, string Text);

/// <summary>Python's own csv, strict, and Debian's python3-openpyxl.</summary>
internal static class OtherSheetParser
{
    private const string Csv =
        """
        import csv, io, json, sys
        data = sys.stdin.buffer.read()
        assert data.startswith(b"\xef\xbb\xbf")
        print(json.dumps([[[{"Type": "s", "Text": c} for c in row] for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)]]))
        """;

    private const string Excel =
        """
        import io, json, sys
        from openpyxl import load_workbook
        def text(c): return "" if c.value is None else c.value.date().isoformat() if c.is_date else str(c.value)
        def kind(c): return "s" if c.value is None else "d" if c.is_date else c.data_type
        print(json.dumps([[[{"Type": kind(c), "Text": text(c)} for c in row] for row in sheet.iter_rows()] for sheet in load_workbook(io.BytesIO(sys.stdin.buffer.read())).worksheets]))
        """;

    public static Task<bool> PrepareAsync() => DebianPython.PrepareAsync("python3-openpyxl", "openpyxl", "what spreadsheets read");

    /// <summary>The rows of a CSV file.</summary>
    public static async Task<List<List<ParsedCell>>> ReadCsvAsync(byte[] file) => (await ReadAsync(Csv, file))[0];

    /// <summary>The rows of each sheet of a workbook.</summary>
    public static Task<List<List<List<ParsedCell>>>> ReadExcelAsync(byte[] file) => ReadAsync(Excel, file);

    private static async Task<List<List<List<ParsedCell>>>> ReadAsync(string script, byte[] file) => JsonSerializer.Deserialize<List<List<List<ParsedCell>>>>(await DebianPython.RunAsync(script, file))!;
}
