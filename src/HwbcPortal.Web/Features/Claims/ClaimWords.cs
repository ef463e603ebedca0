using System.Globalization;
using System.Text.RegularExpressions;
using HwbcPortal.Domain.Claims;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;

namespace HwbcPortal.Web.Features.Claims;

/// <summary>Claims in words, and pounds as they are written and read.</summary>
internal static partial class ClaimWords
{
    public static StatusTag Of(ClaimState state) => state switch
    {
        ClaimState.Ready => new("Ready to claim", "green"),
        ClaimState.Query => new("Query", "yellow"),
        _ => new("Not ready", "orange"),
    };

    /// <summary>"Requirements met from 1 November to 12 November".</summary>
    public static string Of(ClaimRun run) => $"{run.Arrs switch { Arrs.Ready => "Requirements met", Arrs.Query => "To look at", _ => "Not met" }} {Period(run.From, run.To)}";

    /// <summary>"from 1 November to 12 November"; "on 1 November".</summary>
    public static string Period(DateOnly from, DateOnly to) => from == to ? $"on {Words.DayMonth(from)}" : $"from {Words.DayMonth(from)} to {Words.DayMonth(to)}";

    /// <summary>"£1,234.56".</summary>
    public static string Money(decimal pounds) => string.Create(CultureInfo.InvariantCulture, $"£{pounds:N2}");

    /// <summary>"£1,234.56 (estimate)": what rests on an estimate is never shown without that word.</summary>
    public static string Money(decimal pounds, bool isEstimate) => isEstimate ? $"{Money(pounds)} (estimate)" : Money(pounds);

    public static string Wte(decimal hoursPerWeek) => ClaimMonth.Wte(hoursPerWeek).ToString("0.0###", CultureInfo.InvariantCulture) + " WTE";

    /// <summary>The pounds that somebody wrote, to the penny: "3512.4", "£3,512.40". Null: it cannot be read so.</summary>
    public static decimal? Pounds(string? written) => written is not null && Written().Match(written.Trim()) is { Success: true } match
        ? decimal.Parse(match.Groups[1].Value.Replace(",", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) : null;

    // At most nine digits: whatever is typed, a decimal holds it. Commas stand before three digits or nowhere.
    [GeneratedRegex(@"^£?\s*((?:[0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,2})(?:\.[0-9]{1,2})?)$", RegexOptions.CultureInvariant)]
    private static partial Regex Written();
}
