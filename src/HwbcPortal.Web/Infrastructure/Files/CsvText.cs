using System.Text;

namespace HwbcPortal.Web.Infrastructure.Files;

/// <summary>The text of a CSV file as it comes from a spreadsheet: UTF-8, with or without its mark, or as Excel on an English Windows writes it.</summary>
internal static class CsvText
{
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
