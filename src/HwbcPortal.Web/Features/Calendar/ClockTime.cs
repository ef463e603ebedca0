using System.Globalization;
using System.Text.RegularExpressions;

namespace HwbcPortal.Web.Features.Calendar;

/// <summary>A time of day as people write it: 14:30, 14.30, 1430, 2:30pm, 2pm.</summary>
internal static partial class ClockTime
{
    /// <summary>Reads a time; false when it is none. No text is no time.</summary>
    public static bool TryRead(string? text, out TimeOnly? time)
    {
        time = null;
        if (string.IsNullOrWhiteSpace(text))
            return true;
        if (Written().Match(text.Trim()) is not { Success: true } match)
            return false;
        var hour = int.Parse(match.Groups["hour"].Value, CultureInfo.InvariantCulture);
        var minute = match.Groups["minute"] is { Success: true } m ? int.Parse(m.Value, CultureInfo.InvariantCulture) : 0;
        var half = match.Groups["half"].Value.ToLowerInvariant();
        // "9" alone could be either half of the day; "14pm" is none.
        if (minute > 59 || (half.Length == 0 ? hour > 23 || !match.Groups["minute"].Success : hour is < 1 or > 12))
            return false;
        time = new TimeOnly(half switch { "am" => hour % 12, "pm" => hour % 12 + 12, _ => hour }, minute);
        return true;
    }

    [GeneratedRegex(@"^(?:(?<hour>[0-9]{1,2})(?:[:.](?<minute>[0-9]{2}))?|(?<hour>[0-9]{2})(?<minute>[0-9]{2}))\s*(?<half>am|pm)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Written();
}
