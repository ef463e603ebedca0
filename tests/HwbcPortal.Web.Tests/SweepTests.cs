using System.Text.RegularExpressions;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Audit;
using HwbcPortal.Web.Features.Rules;

namespace HwbcPortal.Web.Tests;

/// <summary>What holds for the sources as a whole.</summary>
public sealed partial class SweepTests
{
    [Fact]
    public void Nothing_but_the_clock_reads_the_time()
    {
        var offending = Sources("*.cs").Where(f => SystemClock().IsMatch(f.Text)).Select(f => f.Path);
        Assert.Equal([], offending);
    }

    [Fact]
    public void Pages_have_no_inline_style_and_no_inline_handler_and_one_inline_script()
    {
        Assert.Equal([], Sources("*.cshtml").Where(f => InlineStyleOrHandler().IsMatch(f.Text)).Select(f => f.Path));
        Assert.Equal(["_Layout.cshtml"], Sources("*.cshtml").Where(f => f.Text.Contains("<script>", StringComparison.Ordinal)).Select(f => Path.GetFileName(f.Path)));
    }

    [Fact]
    public void The_domain_references_nothing() =>
        Assert.DoesNotContain(typeof(ComplianceEvaluator).Assembly.GetReferencedAssemblies(), a => a.Name!.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal) || a.Name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));

    [Fact]
    public void Every_rule_has_a_page_with_the_fixed_headings_and_every_code_that_the_worked_cases_give()
    {
        Assert.Equal(RuleCodes.All.Append("LOC").Order(StringComparer.Ordinal), RulePages.All.Select(p => p.Id).Order(StringComparer.Ordinal));
        var codes = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Scenarios"), "*.json*").SelectMany(f => CodeOfRule().Matches(File.ReadAllText(f))).Select(m => (Rule: m.Groups[1].Value, Code: m.Groups[2].Value)).Distinct().ToList();
        Assert.True(codes.Count > 60);
        foreach (var id in RuleCodes.All.Append("LOC"))
        {
            var text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "rules", $"{id}.md"));
            foreach (var heading in new[] { "What is asked", "Where it comes from", "What the portal checks", "What counts as evidence", "What is left to people", "What each answer means", "How to put it right" })
                Assert.Contains($"## {heading}\n", text, StringComparison.Ordinal);
            foreach (var (_, code) in codes.Where(c => c.Rule == id || (id == "LOC" && c.Rule.StartsWith("LOC-", StringComparison.Ordinal))))
                Assert.True(text.Contains($"| {code} |", StringComparison.Ordinal), $"{id}.md does not say what {code} means");
        }
    }

    /// <summary>What the source records on the audit chain has its words, and no words are left of what it no longer records.</summary>
    [Fact]
    public void Every_command_of_the_audit_has_its_words()
    {
        var recorded = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (path, text) in Sources("*.cs").Where(f => !f.Path.EndsWith("AuditTrail.cs", StringComparison.Ordinal)))
        {
            foreach (Match made in MakesCommand().Matches(text))
            {
                // A name that is worked out before stands among the file's own texts.
                var names = CommandName().Matches(made.Groups[1].Value.Contains('"', StringComparison.Ordinal) ? made.Groups[1].Value : text).Select(m => m.Groups[1].Value).ToList();
                Assert.True(names.Count > 0, $"{path}: {made.Value}");
                recorded.UnionWith(names);
            }
        }

        Assert.True(recorded.Count > 90, $"{recorded.Count} commands");
        Assert.Equal(CommandWords.All.Keys.Order(StringComparer.Ordinal), recorded.Order(StringComparer.Ordinal));
        Assert.All(CommandWords.All.Values, w => Assert.Matches("^[A-Z][a-z][^.]{2,60}$", w));
        Assert.Equal(CommandWords.All.Count, CommandWords.All.Values.Distinct().Count());
    }

    private static IEnumerable<(string Path, string Text)> Sources(string pattern) => Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), pattern, SearchOption.AllDirectories)
        .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal) && !f.Contains("node_modules", StringComparison.Ordinal)).Select(f => (f, File.ReadAllText(f)));

    [GeneratedRegex(@"DateTime(Offset)?\.(Now|UtcNow|Today)")]
    private static partial Regex SystemClock();

    [GeneratedRegex(@"\sstyle=""|\son[a-z]+=""")]
    private static partial Regex InlineStyleOrHandler();

    [GeneratedRegex(@"new AuditCommand\(([^,;]*?)(?:, |\)(?!\w))")]
    private static partial Regex MakesCommand();

    [GeneratedRegex(@"(?<![$=+] ?)""((?:[a-z]+(?:-[a-z]+)*\.)+[a-z]+(?:-[a-z]+)*|demo|import)""")]
    private static partial Regex CommandName();

    [GeneratedRegex(@"""rule"":\s*""([A-Z]+-[0-9]+)"",\s*""outcome"":\s*""[A-Za-z]+"",\s*""code"":\s*""([A-Za-z0-9]+)""")]
    private static partial Regex CodeOfRule();
}
