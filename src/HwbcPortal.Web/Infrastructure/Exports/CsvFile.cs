using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace HwbcPortal.Web.Infrastructure.Exports;

/// <summary>A sheet as RFC 4180 has it: UTF-8 with its mark, CRLF, every text in quotes, and no text that a spreadsheet would run.</summary>
internal static class CsvFile
{
    // What a spreadsheet takes for the beginning of a formula, full width too.
    private const string Live = "=+-@\0\t\r\n＝＋－＠";

    public static byte[] Write(Sheet sheet)
    {
        using var content = new MemoryStream();
        // In quotes a field stays one field, even where a spreadsheet splits at semicolons.
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\r\n", ShouldQuote = _ => true };
        using (var csv = new CsvWriter(new StreamWriter(content, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)), configuration))
        {
            foreach (var name in sheet.Columns.Concat(sheet.About.Select(a => a.Name)))
                csv.WriteField(Neutral(name));
            csv.NextRecord();
            foreach (var row in sheet.Rows)
            {
                foreach (var cell in row.Concat(sheet.About.Select(a => a.Value)))
                    csv.WriteField(Of(cell));
                csv.NextRecord();
            }
        }

        return content.ToArray();
    }

    /// <summary>A text that a spreadsheet shows and does not run: an apostrophe before what begins like a formula, behind what is not seen too.</summary>
    public static string Neutral(string text)
    {
        var seen = 0;
        while (seen < text.Length - 1 && (char.IsWhiteSpace(text[seen]) || char.IsControl(text[seen]) || char.GetUnicodeCategory(text[seen]) == UnicodeCategory.Format))
            seen++;
        return text.Length > 0 && (Live.Contains(text[0], StringComparison.Ordinal) || Live.Contains(text[seen], StringComparison.Ordinal)) ? "'" + text : text;
    }

    private static string Of(Cell cell) => cell switch
    {
        Cell.Number number => number.Value.ToString("0.####", CultureInfo.InvariantCulture),
        Cell.Money money => money.Value.ToString("0.00", CultureInfo.InvariantCulture),
        Cell.Date date => date.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Cell.Text text => Neutral(text.Value),
        _ => throw new InvalidOperationException($"{cell} has no text."),
    };
}
