using System.Text;

namespace HwbcPortal.Web.Infrastructure.Files;

/// <summary>The text of a CSV file as it comes from a spreadsheet: UTF-8, with or without its mark, or what an older program wrote.</summary>
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
            return Encoding.Latin1.GetString(bytes);
        }
    }
}
