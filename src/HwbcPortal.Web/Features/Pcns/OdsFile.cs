using System.Globalization;
using HwbcPortal.Web.Infrastructure.Files;

namespace HwbcPortal.Web.Features.Pcns;

/// <summary>A line of a file of the ODS, as far as it is taken.</summary>
internal sealed record OdsLine(int Number)
{
    /// <summary>The PCN; null on a line about a practice alone.</summary>
    public string? Pcn { get; init; }

    public string? PcnName { get; init; }

    /// <summary>Whether it names the PCN, if it is one, and says no more: what is not kept here is not added by it.</summary>
    public bool IsNameOnly { get; init; }

    /// <summary>The PCN's sub-ICB location now: the files give it no days.</summary>
    public string? SubIcb { get; init; }

    public string? SubIcbName { get; init; }

    /// <summary>The day on which the PCN closed; null: it is open.</summary>
    public DateOnly? Closed { get; init; }

    public string? Practice { get; init; }

    public string? PracticeName { get; init; }

    /// <summary>First day of the practice at the PCN.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day of the practice at the PCN.</summary>
    public DateOnly? To { get; init; }

    /// <summary>What cannot be read; null when all can.</summary>
    public string? Fault { get; init; }
}

/// <summary>
/// Reads the files that the ODS publishes about PCNs, with a heading row or without: PCN details (epcn), PCN core partner details
/// (epcncorepartnerdetails), and the standard layout of 27 columns, in which practices come (epraccur).
/// </summary>
internal static class OdsFile
{
    public const int MostBytes = 5 * 1024 * 1024;
    public const int MostLines = 50_000;

    // What the file calls them, letters and digits alone, in the order in which they stand where there is no heading.
    private static readonly string[] Details = ["pcncode", "pcnname", "currentsubicblocationcode", "subicblocation", "opendate", "closedate", "addressline1", "addressline2", "addressline3", "addressline4", "addressline5", "postcode"];
    private static readonly string[] Partners =
    [
        "partnerorganisationcode", "partnername", "practiceparentsubicblocationcode", "practiceparentsubicblocationname", "pcncode", "pcnname", "pcnparentsubicblocationcode", "pcnparentsubicblocationname",
        "practicetopcnrelationshipstartdate", "practicetopcnrelationshipenddate", "practicesubicbandpcnsubicbmatch",
    ];

    // Every cell is looked up among the columns: the widest of these files has less than half as many.
    private const int MostColumns = 60;
    private const int StandardColumns = 27;
    private const string GpPractice = "4";
    private static readonly string[] DateFormats = ["yyyyMMdd", "yyyy-MM-dd", "d/M/yyyy"];

    /// <summary>The lines of a file, or why it cannot be read here.</summary>
    public static (IReadOnlyList<OdsLine> Lines, string? Fault) Read(byte[] bytes)
    {
        if (bytes is [(byte)'P', (byte)'K', ..])
            return ([], "This is a ZIP or Excel file. Unpack it, or save it as CSV, and choose that");
        using var csv = CsvText.Reader(CsvText.Of(bytes), anyDelimiter: false);
        var lines = new List<OdsLine>();
        Func<string[], int, OdsLine>? read = null;
        while (csv.Read())
        {
            var (row, number) = (csv.Parser.Record!, csv.Parser.RawRow);
            if (read is null)
            {
                (read, var isHeading) = row.Length > MostColumns ? (null, false) : LayoutOf(row);
                if (read is null)
                    return ([], "This file is not one of those that can be read here: its first line is not a heading of theirs, and has another number of columns");
                if (isHeading)
                    continue;
            }

            if (lines.Count == MostLines)
                return ([], string.Create(CultureInfo.InvariantCulture, $"The file must have {MostLines:N0} lines or fewer"));
            lines.Add(read(row, number));
        }

        return lines.Count == 0 ? ([], "There is no line in the file") : (lines, null);
    }

    private static (Func<string[], int, OdsLine>? Read, bool IsHeading) LayoutOf(string[] first)
    {
        var headings = Array.ConvertAll(first, Heading);
        if (headings.Contains("partnerorganisationcode") && headings.Contains("pcncode"))
            return (Partner(headings), true);
        if (headings.Contains("pcncode") && headings.Contains("pcnname"))
            return (Detail(headings), true);
        return first.Length switch
        {
            11 when OdsCodes.LooksLikePcn(first[4]) => (Partner(Partners), false),
            12 when OdsCodes.LooksLikePcn(first[0]) => (Detail(Details), false),
            StandardColumns when first[0].Length is > 0 and <= 8 => (Standard, false),
            _ => (null, false),
        };
    }

    private static Func<string[], int, OdsLine> Detail(string[] columns) => (row, number) =>
    {
        var cells = new Cells(columns, row);
        return new OdsLine(number) { Pcn = cells.Code("pcncode"), PcnName = cells["pcnname"], SubIcb = cells.Code("currentsubicblocationcode"), SubIcbName = cells["subicblocation"], Closed = cells.Date("closedate"), Fault = cells.Fault };
    };

    private static Func<string[], int, OdsLine> Partner(string[] columns) => (row, number) =>
    {
        var cells = new Cells(columns, row);
        var line = new OdsLine(number)
        {
            Pcn = cells.Code("pcncode"), PcnName = cells["pcnname"], SubIcb = cells.Code("pcnparentsubicblocationcode"), SubIcbName = cells["pcnparentsubicblocationname"],
            Practice = cells.Code("partnerorganisationcode"), PracticeName = cells["partnername"], From = cells.Date("practicetopcnrelationshipstartdate"), To = cells.Date("practicetopcnrelationshipenddate"),
        };
        return line with { Fault = cells.Fault ?? (line.Practice is null ? "There is no code of a practice" : line.From is null ? "There is no first day" : line.To < line.From ? "The last day is before the first" : null) };
    };

    /// <summary>The layout that all ODS files shared: what a line is says its prescribing setting, not the shape of its code. Without one, a code like a PCN's is that of a PCN only where one is kept.</summary>
    private static OdsLine Standard(string[] row, int number)
    {
        var cells = new Cells(["code", "name", "", "", "", "", "", "", "", "", "open", "close", "", "", "", "", "", "", "", "", "", "", "", "", "", "setting"], row);
        var (code, setting) = (cells.Code("code"), cells["setting"]);
        if (setting is not null)
            return setting == GpPractice ? new OdsLine(number) { Practice = code, PracticeName = cells["name"] } : new OdsLine(number);
        return OdsCodes.LooksLikePcn(code)
            ? new OdsLine(number) { Pcn = code, PcnName = cells["name"], IsNameOnly = true, Closed = cells.Date("close"), Fault = cells.Fault }
            : new OdsLine(number) { Fault = $"{code ?? "A line without a code"} is neither a PCN nor said to be a GP practice" };
    }

    private static string Heading(string cell)
    {
        // The spreadsheet and the export shorten differently.
        var letters = string.Concat(cell.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant().Replace("subicbloccode", "subicblocationcode", StringComparison.Ordinal).Replace("subicblocname", "subicblocationname", StringComparison.Ordinal);
        return letters == "subicblocationname" ? "subicblocation" : letters;
    }

    /// <summary>The cells of a line by their headings.</summary>
    private sealed class Cells(string[] columns, string[] row)
    {
        /// <summary>The first date that is not one, in a sentence.</summary>
        public string? Fault { get; private set; }

        public string? this[string heading] => Array.IndexOf(columns, heading) is var at and >= 0 && at < row.Length && !string.IsNullOrWhiteSpace(row[at]) ? row[at].Trim() : null;

        public string? Code(string heading) => OdsCodes.Normal(this[heading]);

        public DateOnly? Date(string heading)
        {
            if (this[heading] is not { } written)
                return null;
            if (DateOnly.TryParseExact(written, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
                return date;
            Fault ??= $"\"{written}\" is not a date";
            return null;
        }
    }
}
