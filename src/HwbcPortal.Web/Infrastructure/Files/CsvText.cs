using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace HwbcPortal.Web.Infrastructure.Files;

/// <summary>The text of a CSV file as it comes from a spreadsheet: UTF-8, with or without its mark, or as Excel on an English Windows writes it.</summary>
internal static class CsvText
{
    /// <summary>Reads it line by line, headings as any other line. A list that somebody made may have semicolons or tabs in the place of commas.</summary>
    /// <param name="text">The text.</param>
    /// <param name="anyDelimiter">Whether it is looked which of them it has.</param>
    public static CsvReader Reader(string text, bool anyDelimiter = true) => new(new StringReader(text), new CsvConfiguration(CultureInfo.InvariantCulture)
    {
        HasHeaderRecord = false, TrimOptions = TrimOptions.Trim, BadDataFound = null, IgnoreBlankLines = true, DetectDelimiter = anyDelimiter, DetectDelimiterValues = [",", ";", "\t"],
    });

    public static string Of(byte[] bytes)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString(bytes);
        }
    }
}
