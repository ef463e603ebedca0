using System.Globalization;

namespace HwbcPortal.Web.Features.Shared;

/// <summary>A contract year, from 1 April: what it is called, and which one a day lies in.</summary>
internal static class ContractYears
{
    /// <summary>The calendar year in which a day's contract year begins.</summary>
    public static int Of(DateOnly day) => day.Month >= 4 ? day.Year : day.Year - 1;

    /// <summary>"2026/27".</summary>
    public static string Name(int year) => string.Create(CultureInfo.InvariantCulture, $"{year}/{(year + 1) % 100:00}");
}
