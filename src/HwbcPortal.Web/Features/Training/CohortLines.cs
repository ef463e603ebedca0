using System.Globalization;
using System.Text;
using CsvHelper;
using HwbcPortal.Web.Infrastructure.Files;

namespace HwbcPortal.Web.Features.Training;

/// <summary>A line of a cohort's list as it was written.</summary>
/// <param name="Number">Its number, from 1; the heading counts.</param>
/// <param name="Who">A reference, a work email or a full name.</param>
/// <param name="BookingReference">The provider's reference; null when the line has none.</param>
/// <param name="StartedOn">A date of its own; null: the cohort's.</param>
/// <param name="CompletedOn">A date of its own; null: the cohort's.</param>
/// <param name="AssessmentPassedOn">A date of its own; null: the cohort's.</param>
/// <param name="Fault">What cannot be read; null when all can.</param>
internal sealed record CohortLine(int Number, string Who, string? BookingReference, DateOnly? StartedOn, DateOnly? CompletedOn, DateOnly? AssessmentPassedOn, string? Fault);

/// <summary>Reads a list that was pasted or sent as CSV: one coach a line, and perhaps dates of their own behind commas.</summary>
internal static class CohortLines
{
    /// <summary>The most lines of a list.</summary>
    public const int Most = 1000;

    /// <summary>The columns, which a first line may name.</summary>
    public static readonly string[] Columns = ["coach", "booking reference", "started on", "completed on", "assessment passed on"];

    /// <summary>A file to begin with: the columns, and nobody yet.</summary>
    public static readonly byte[] Template = [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes($"{string.Join(',', Columns)}\r\n")];

    private static readonly string[] DateFormats = ["yyyy-MM-dd", "d/M/yyyy", "dd/MM/yyyy", "d MMMM yyyy", "d MMM yyyy"];

    public static IReadOnlyList<CohortLine> Read(string text)
    {
        var lines = new List<CohortLine>();
        using var csv = CsvText.Reader(text);
        while (csv.Read())
        {
            var number = csv.Parser.RawRow;
            string? Field(int index) => csv.TryGetField<string>(index, out var value) && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
            var who = Field(0);
            if (who is null || (lines.Count == 0 && who.Equals(Columns[0], StringComparison.OrdinalIgnoreCase)))
                continue;
            string? fault = null;
            DateOnly? Date(int index)
            {
                if (Field(index) is not { } written)
                    return null;
                if (DateOnly.TryParseExact(written, DateFormats, CultureInfo.GetCultureInfo("en-GB"), DateTimeStyles.None, out var date))
                    return date;
                fault ??= $"\"{written}\" is no date. Write it like 2026-11-24 or 24/11/2026";
                return null;
            }

            var line = new CohortLine(number, who, Field(1), Date(2), Date(3), Date(4), null);
            lines.Add(line with { Fault = fault });
        }

        return lines;
    }
}
