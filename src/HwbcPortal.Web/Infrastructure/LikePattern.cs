namespace HwbcPortal.Web.Infrastructure;

/// <summary>What somebody typed, as a pattern for LIKE in which nothing of it is a wildcard on either database.</summary>
internal static class LikePattern
{
    public const string Escape = "\\";

    public static string Containing(string typed) => $"%{typed.Trim().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal)}%";
}
