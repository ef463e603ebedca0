using System.Collections.Frozen;
using System.Reflection;
using System.Text.RegularExpressions;
using Markdig;
using Microsoft.AspNetCore.Html;

namespace HwbcPortal.Web.Features.Rules;

/// <summary>A rule's page: docs/rules/ID.md, as it is in the repository, turned into HTML once.</summary>
internal sealed record RulePage(string Id, string Title, IHtmlContent Body);

/// <summary>The pages of the rules, built into the program so that they cannot drift from it.</summary>
internal static partial class RulePages
{
    private static readonly Lazy<FrozenDictionary<string, RulePage>> Pages = new(Load);

    public static IReadOnlyList<RulePage> All => [.. Pages.Value.Values.OrderBy(p => Order(p.Id)).ThenBy(p => p.Id, StringComparer.Ordinal)];

    /// <summary>The page of a rule; a PCN's own rules (LOC-01 to LOC-99) share one.</summary>
    public static RulePage? Find(string id) => Pages.Value.GetValueOrDefault(LocalRule().IsMatch(id) ? "LOC" : id);

    private static FrozenDictionary<string, RulePage> Load()
    {
        var pipeline = new MarkdownPipelineBuilder().UsePipeTables().DisableHtml().Build();
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames().Where(n => n.StartsWith("rules/", StringComparison.Ordinal)).Select(name =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            var text = reader.ReadToEnd();
            var id = Path.GetFileNameWithoutExtension(name);
            var title = Heading().Match(text).Groups[1].Value.Trim();
            var html = Markdown.ToHtml(Heading().Replace(text, "", 1), pipeline);
            return new RulePage(id, title, new HtmlString(Styled(html)));
        }).ToFrozenDictionary(p => p.Id, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Plain Markdown carries no classes; the design system's are put on here. The text is ours, from the repository.</summary>
    private static string Styled(string html) => Numbered(MarkdownLink().Replace(html, "href=\"/rules/$1\"")
        .Replace("<h2>", "<h2 class=\"nhsuk-heading-m\">", StringComparison.Ordinal)
        .Replace("<h3>", "<h3 class=\"nhsuk-heading-s\">", StringComparison.Ordinal)
        .Replace("<ul>", "<ul class=\"nhsuk-list nhsuk-list--bullet\">", StringComparison.Ordinal)
        .Replace("<ol>", "<ol class=\"nhsuk-list nhsuk-list--number\">", StringComparison.Ordinal)
        .Replace("<table>", "<div class=\"app-wide-table\" tabindex=\"0\" role=\"region\" aria-label=\"Table\"><table class=\"nhsuk-table\">", StringComparison.Ordinal)
        .Replace("</table>", "</table></div>", StringComparison.Ordinal)
        .Replace("<thead>", "<thead class=\"nhsuk-table__head\">", StringComparison.Ordinal)
        .Replace("<tbody>", "<tbody class=\"nhsuk-table__body\">", StringComparison.Ordinal)
        .Replace("<th>", "<th class=\"nhsuk-table__header\" scope=\"col\">", StringComparison.Ordinal)
        .Replace("<td>", "<td class=\"nhsuk-table__cell\">", StringComparison.Ordinal));

    /// <summary>Each table scrolls in a region of its own, and regions are told apart by their names.</summary>
    private static string Numbered(string html)
    {
        var number = 0;
        return TableLabel().Replace(html, _ => $"aria-label=\"Table {++number}\"");
    }

    private static int Order(string id) => Array.FindIndex(["POST", "FTP", "TRN", "SUP", "ARR", "PCN", "ROL", "EMP", "TIER", "LOC"], p => id.StartsWith(p, StringComparison.Ordinal));

    [GeneratedRegex("^LOC-[0-9]{2}$", RegexOptions.IgnoreCase)]
    private static partial Regex LocalRule();

    [GeneratedRegex("^# (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("aria-label=\"Table\"")]
    private static partial Regex TableLabel();

    [GeneratedRegex("href=\"(?:\\./)?([A-Z]+(?:-[0-9]{2})?)\\.md\"")]
    private static partial Regex MarkdownLink();
}
