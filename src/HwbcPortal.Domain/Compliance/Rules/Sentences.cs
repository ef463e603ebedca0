using System.Globalization;

namespace HwbcPortal.Domain.Compliance.Rules;

/// <summary>How dates and counts read in a reason.</summary>
internal static class Sentences
{
    public static string Date(DateOnly date) => date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    public static string Month(DateOnly date) => date.ToString("MMMM", CultureInfo.InvariantCulture);

    public static string Count(int n, string one, string many) => n == 1 ? $"1 {one}" : $"{n} {many}";
}
