using System.Globalization;
using HwbcPortal.Web.Infrastructure.Files;

namespace HwbcPortal.Web.Features.WorkforceReturn;

/// <summary>A line of a list of staff.</summary>
/// <param name="Number">Its number in the file, from 1.</param>
/// <param name="Name">The name as it stands there.</param>
/// <param name="Pcn">The PCN as it stands there; null where the list has no such column.</param>
/// <param name="Hours">Hours a week; null where the list has none, or they cannot be read.</param>
internal sealed record StaffLine(int Number, string Name, string? Pcn, decimal? Hours);

/// <summary>
/// Reads a list of staff as CSV, by its headings: no layout of the claims portal's or the workforce return's download was found
/// published, so the headings that such lists have are understood, whatever their order.
/// </summary>
internal static class StaffList
{
    public const int MostBytes = 1024 * 1024;

    /// <summary>Two lists; one that is a little too large is still told so by its own sentence.</summary>
    public const int MostPosted = 4 * MostBytes;
    public const int MostLines = 5000;

    private const decimal WholeTime = Domain.Claims.ClaimMonth.WholeTimeHours;

    // What is more than a week has is no number of hours.
    private const decimal MostHours = 168;

    private static readonly string[] FullName = ["name", "fullname", "staffname", "employeename", "staffmember", "coach"];
    private static readonly string[] FirstName = ["firstname", "forename", "forenames", "givenname"];
    private static readonly string[] LastName = ["lastname", "surname", "familyname"];
    private static readonly string[] PcnColumn = ["pcn", "pcncode", "pcnodscode", "pcnname", "network", "organisationcode", "odscode"];
    private static readonly string[] HoursColumn = ["hours", "hoursperweek", "hoursaweek", "contractedhours", "contractedweeklyhours", "weeklyhours", "contractedhoursperweek"];
    private static readonly string[] WteColumn = ["wte", "fte", "wholetimeequivalent", "fulltimeequivalent", "contractedfte", "contractedwte"];
    private static readonly string[] RoleColumn = ["role", "jobrole", "staffrole", "arrsrole", "jobtitle", "position"];

    /// <summary>The lines of a file, or why it cannot be compared. A list with a column of roles is cut down to coaches: how many were left out is told.</summary>
    public static (IReadOnlyList<StaffLine> Lines, int Others, string? Fault) Read(byte[] bytes)
    {
        if (bytes is [(byte)'P', (byte)'K', ..])
            return ([], 0, "is a ZIP or Excel file. Save it as CSV, and choose that");
        using var csv = CsvText.Reader(CsvText.Of(bytes));
        var lines = new List<(StaffLine Line, bool IsCoach)>();
        string[]? headings = null;
        var (full, first, last, pcn, hours, wte, role) = (-1, -1, -1, -1, -1, -1, -1);
        while (csv.Read())
        {
            var row = csv.Parser.Record!;
            if (headings is null)
            {
                headings = Array.ConvertAll(row, Letters);
                (full, first, last, pcn, hours, wte, role) = (At(FullName), At(FirstName), At(LastName), At(PcnColumn), At(HoursColumn), At(WteColumn), At(RoleColumn));
                if (full < 0 && (first < 0 || last < 0))
                    return ([], 0, "has no column of names. Its first line must have \"Name\", or \"First name\" and \"Surname\"");
                if (hours < 0 && wte < 0)
                    return ([], 0, "has no column of hours. Its first line must have \"Hours\" or \"WTE\"");
                continue;
            }

            var name = full >= 0 ? Cell(full) : $"{Cell(first)} {Cell(last)}".Trim();
            if (string.IsNullOrWhiteSpace(name))
                continue;
            if (lines.Count == MostLines)
                return ([], 0, string.Create(CultureInfo.InvariantCulture, $"must have {MostLines:N0} lines or fewer"));
            var worked = Number(Cell(hours), MostHours) ?? (Number(Cell(wte), MostHours / WholeTime) is { } part ? part * WholeTime : null);
            lines.Add((new StaffLine(csv.Parser.RawRow, name, Cell(pcn), worked), role < 0 || IsCoach(Cell(role))));

            string? Cell(int at) => at >= 0 && at < row.Length && row[at].Trim() is { Length: > 0 } text ? text : null;
        }

        if (lines.Count == 0)
            return ([], 0, "has nobody in it");
        var coaches = lines.FindAll(l => l.IsCoach).ConvertAll(l => l.Line);
        return coaches.Count == 0 ? ([], 0, "has no health and wellbeing coach in its column of roles") : (coaches, lines.Count - coaches.Count, null);

        int At(string[] names) => Array.FindIndex(headings!, names.Contains);
    }

    /// <summary>The PCN's name in short, to hold against a column: "Riverside Primary Care Network" and "Riverside PCN" are one.</summary>
    public static string Place(string name) => Letters(name.Replace("Primary Care Network", "", StringComparison.OrdinalIgnoreCase).Replace("PCN", "", StringComparison.OrdinalIgnoreCase));

    /// <summary>A name without its order, capitals, accents of writing and titles: "KHAN, Ms Aisha" and "Aisha Khan" are one.</summary>
    public static string Key(string name) => string.Join(' ', name.Split([' ', ',', '.', '\t', '\u00A0'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(p => Letters(p.Normalize(System.Text.NormalizationForm.FormD)))
        .Where(p => p is not ("mr" or "mrs" or "ms" or "miss" or "mx" or "dr" or "prof")).Order(StringComparer.Ordinal));

    // "Health & Well-being Coach" is one too.
    private static bool IsCoach(string? role) => Letters(role ?? "") is var letters && letters.Contains("wellbeing", StringComparison.Ordinal) && letters.Contains("coach", StringComparison.Ordinal);

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static decimal? Number(string? text, decimal most) => decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= most ? number : null;
}
