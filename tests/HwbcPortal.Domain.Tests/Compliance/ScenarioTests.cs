using System.Text;
using System.Text.Json;
using HwbcPortal.Domain.Compliance;

namespace HwbcPortal.Domain.Tests.Compliance;

/// <summary>The worked cases of the rules, as they are.</summary>
public class ScenarioTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Scenarios");

    public static TheoryData<string> Cases() => new(Directory.GetFiles(Folder, "??-*.json").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal)!);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Decides_as_worked(string name)
    {
        using var scenario = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, name + ".json")));
        var root = scenario.RootElement;
        var known = root.GetProperty("knownAt");
        var decision = ComplianceEvaluator.Default.Evaluate(FileOf(root.GetProperty("file")), root.GetProperty("pcn").GetString()!, Date(root.GetProperty("asOf")),
            known.ValueKind == JsonValueKind.Null ? null : Date(known));
        Assert.Equal("", DecisionComparison.Differences(root.GetProperty("expect"), decision));
    }

    [Fact]
    public void There_are_82_cases() => Assert.Equal(82, Directory.GetFiles(Folder, "??-*.json").Length);

    [Fact]
    public void Bulk_files_decide_as_worked()
    {
        var files = File.ReadAllLines(Path.Combine(Folder, "bulk-files.jsonl"));
        var differences = new StringBuilder();
        var count = 0;
        foreach (var line in File.ReadLines(Path.Combine(Folder, "bulk-decisions.jsonl")))
        {
            using var expected = JsonDocument.Parse(line);
            var number = expected.RootElement.GetProperty("line").GetInt32();
            var read = CoachFileJson.Read(Encoding.UTF8.GetBytes(files[number - 1]));
            Assert.NotNull(read.File);
            var pcn = expected.RootElement.GetProperty("pcn").GetString()!;
            var decision = ComplianceEvaluator.Default.Evaluate(read.File, pcn, new DateOnly(2026, 11, 22));
            var different = DecisionComparison.Differences(expected.RootElement, decision);
            if (different.Length > 0)
                differences.AppendLine($"line {number} {pcn}:").AppendLine(different);
            count++;
        }

        Assert.Equal("", differences.ToString());
        Assert.Equal(196, count);
    }

    [Fact]
    public void Timelines_are_as_worked()
    {
        using var timelines = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "timelines.json")));
        foreach (var timeline in timelines.RootElement.EnumerateArray())
        {
            using var scenario = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, timeline.GetProperty("scenario").GetString() + ".json")));
            var segments = Timeline.Build(FileOf(scenario.RootElement.GetProperty("file")), timeline.GetProperty("pcn").GetString()!, Date(timeline.GetProperty("from")), Date(timeline.GetProperty("to")));
            var expected = timeline.GetProperty("segments").EnumerateArray()
                .Select(s => string.Join(' ', new[] { "from", "to", "referrals", "arrs", "standing", "pcnStanding" }.Select(m => s.GetProperty(m).GetString())));
            Assert.Equal(expected, segments.Select(s => $"{s.From:yyyy-MM-dd} {s.To:yyyy-MM-dd} {s.Referrals} {s.Arrs} {s.Standing} {s.PcnStanding}"));
        }
    }

    [Fact]
    public void Refusals_have_their_codes()
    {
        using var refusals = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "refusals.json")));
        var given = refusals.RootElement.EnumerateArray().Select(r => CoachFileJson.Read(Encoding.UTF8.GetBytes(r.GetProperty("file").GetRawText())).Refusal?.Code);
        Assert.Equal(refusals.RootElement.EnumerateArray().Select(r => r.GetProperty("code").GetString()), given);
    }

    internal static CoachFile FileOf(JsonElement file)
    {
        var read = CoachFileJson.Read(Encoding.UTF8.GetBytes(file.GetRawText()));
        Assert.Null(read.Refusal);
        return read.File!;
    }

    private static DateOnly Date(JsonElement date) => DateOnly.ParseExact(date.GetString()!, "yyyy-MM-dd");
}
