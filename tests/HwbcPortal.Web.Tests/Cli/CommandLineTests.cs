using System.Text.Json;
using HwbcPortal.Web.Cli;
using HwbcPortal.Web.Tests.Hosting;

namespace HwbcPortal.Web.Tests.Cli;

/// <summary>The executable as a process, and its commands.</summary>
public sealed class CommandLineTests
{
    private static readonly string Bulk = Path.Combine(AppContext.BaseDirectory, "Scenarios", "bulk-files.jsonl");

    [Fact]
    public async Task Evaluate_answers_the_bulk_files_line_by_line_as_worked()
    {
        var (code, output, error) = await Executable.RunAsync(await File.ReadAllTextAsync(Bulk), "evaluate", "--as-of", "2026-11-22");
        Assert.Equal((0, ""), (code, error));
        var expected = await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "Scenarios", "bulk-decisions.jsonl"));
        var given = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expected.Length, given.Length);
        foreach (var (want, have) in expected.Zip(given))
        {
            using var w = JsonDocument.Parse(want);
            using var h = JsonDocument.Parse(have);
            foreach (var member in new[] { "line", "reference", "pcn", "asOf", "knownAt", "rulePack", "referrals", "arrs", "standing", "pcnStanding", "away", "validThrough" })
                Assert.True(JsonElement.DeepEquals(w.RootElement.GetProperty(member), h.RootElement.GetProperty(member)), $"{member} in {have[..120]}");
        }
    }

    [Fact]
    public async Task A_refused_line_is_told_and_the_rest_goes_on()
    {
        var first = (await File.ReadAllLinesAsync(Bulk))[0];
        var (code, output, _) = await Executable.RunAsync($"{first}\n\n{{\"schema\":1}}\n{first}", "evaluate", "--as-of", "2026-11-22", "--pcn", "U99999");
        Assert.Equal(CommandLine.SomeRefused, code);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("{\"line\":3,\"error\":{\"code\":\"Unreadable\",\"path\":\"$.schema\"", lines[1], StringComparison.Ordinal);
        Assert.Contains("\"line\":4,", lines[2], StringComparison.Ordinal);
        Assert.Contains("\"pcn\":\"U99999\"", lines[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evaluate")]
    [InlineData("evaluate", "--as-of", "22/11/2026")]
    [InlineData("evaluate", "--as-of", "2026-11-22", "--pcn", "12345")]
    [InlineData("evaluate", "--as-of", "2026-11-22", "--nonsense")]
    [InlineData("timeline", "--from", "2026-02-01", "--to", "2026-01-01")]
    public async Task Unusable_arguments_are_exit_code_2(params string[] args)
    {
        var (code, output, error) = await Executable.RunAsync("", args);
        Assert.Equal((2, ""), (code, output));
        Assert.NotEmpty(error);
    }

    [Fact]
    public async Task A_date_before_the_first_rule_pack_is_NoRulePack()
    {
        var (code, _, error) = await Executable.RunAsync("", "evaluate", "--as-of", "2020-03-31");
        Assert.Equal(2, code);
        Assert.Contains("NoRulePack", error, StringComparison.Ordinal);
        Assert.Equal(0, (await Executable.RunAsync("", "evaluate", "--as-of", "2020-04-01")).Code);
    }

    [Fact]
    public async Task Timeline_writes_segments_and_help_names_every_command()
    {
        var (code, output, _) = await Executable.RunAsync((await File.ReadAllLinesAsync(Bulk))[0], "timeline", "--from", "2026-01-01", "--to", "2026-12-31");
        Assert.Equal(0, code);
        Assert.Contains("\"segments\":[{\"from\":\"2026-01-01\"", output, StringComparison.Ordinal);
        var (_, help, _) = await Executable.RunAsync("", "--help");
        foreach (var command in new[] { "evaluate", "timeline", "import", "demo", "migrate", "backup", "restore" })
            Assert.Contains(command, help, StringComparison.Ordinal);
    }
}
