using System.Text.RegularExpressions;

namespace HwbcPortal.Domain.People;

/// <summary>Finds what looks like an NHS number in free text: ten digits, perhaps in groups, with the right check digit (modulus 11). The portal holds no patient data.</summary>
public static partial class NhsNumber
{
    /// <summary>The first that a text holds, as it is written there; null: none.</summary>
    /// <param name="text">Any text, or none.</param>
    public static string? In(string? text) => text is null ? null : Candidate().Matches(text).Select(m => m.Value).FirstOrDefault(IsOne);

    private static bool IsOne(string written)
    {
        var sum = 0;
        var at = 0;
        var last = 0;
        foreach (var digit in written.Where(char.IsAsciiDigit).Select(c => c - '0'))
        {
            if (at < 9)
                sum += digit * (10 - at);
            else
                last = digit;
            at++;
        }

        return at == 10 && (11 - (sum % 11)) % 11 == last && (11 - (sum % 11)) != 10;
    }

    // Three, three and four digits, or ten in a row; never a part of a longer number. What is pasted has spaces and dashes of every kind.
    [GeneratedRegex(@"(?<![0-9])[0-9]{3}[\t\p{Zs}\p{Pd}.]{0,3}[0-9]{3}[\t\p{Zs}\p{Pd}.]{0,3}[0-9]{4}(?![0-9])")]
    private static partial Regex Candidate();
}
