using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using HwbcPortal.Web.Tests.Cli;

namespace HwbcPortal.Web.Tests.Browser;

/// <summary>A rule's answer as `evaluate` wrote it.</summary>
internal sealed record FileFinding(string Rule, string Outcome, string Code, string Reason);

/// <summary>What `evaluate` answers of a coach file for a PCN on a day.</summary>
internal sealed partial record FileAnswer(string Referrals, string Arrs, string Standing, string PcnStanding, bool Away, IReadOnlyList<FileFinding> Findings)
{
    public const string Riverside = "U90001";

    public FileFinding Supervision => Findings.Single(f => f.Rule == "SUP-02");

    /// <summary>The minutes that the sentence about monthly supervision names, and of how many; null where it names none.</summary>
    public string? Minutes => MinutesOf().Match(Supervision.Reason) is { Success: true } match ? match.Value : null;

    public static async Task<FileAnswer> OfAsync(string file, DateOnly asOf)
    {
        var (code, output, error) = await Executable.RunAsync(file, "evaluate", "--as-of", asOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), "--pcn", Riverside);
        Assert.Equal((0, ""), (code, error));
        using var json = JsonDocument.Parse(output);
        var root = json.RootElement;
        string Of(JsonElement element, string name) => element.GetProperty(name).GetString()!;
        return new FileAnswer(Of(root, "referrals"), Of(root, "arrs"), Of(root, "standing"), Of(root, "pcnStanding"), root.GetProperty("away").GetBoolean(),
            root.GetProperty("findings").EnumerateArray().Select(f => new FileFinding(Of(f, "rule"), Of(f, "outcome"), Of(f, "code"), Of(f, "reason"))).ToList());
    }

    [GeneratedRegex("[0-9]+ of [0-9]+ minutes")]
    private static partial Regex MinutesOf();
}
