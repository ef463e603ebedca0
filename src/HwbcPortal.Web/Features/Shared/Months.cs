using System.Globalization;

namespace HwbcPortal.Web.Features.Shared;

/// <summary>Months, by their first day and as they stand in an address.</summary>
internal static class Months
{
    /// <summary>The first day of a day's month.</summary>
    public static DateOnly First(DateOnly day) => new(day.Year, day.Month, 1);

    /// <summary>How a month stands in an address: 2026-11.</summary>
    public static string Name(DateOnly month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>The first day of a month that an address names; null when it names none.</summary>
    public static DateOnly? Of(string? name) => DateOnly.TryParseExact($"{name}-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month) ? month : null;
}
