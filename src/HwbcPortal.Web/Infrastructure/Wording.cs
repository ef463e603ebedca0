namespace HwbcPortal.Web.Infrastructure;

/// <summary>Words inside a sentence.</summary>
internal static class Wording
{
    /// <summary>A title as it stands inside a sentence: names in it keep their capitals, and so does what is written in capitals, such as DBS.</summary>
    public static string Inside(string title) => title.Length == 0 || (title.Length > 1 && char.IsUpper(title[1])) ? title : char.ToLowerInvariant(title[0]) + title[1..];
}
