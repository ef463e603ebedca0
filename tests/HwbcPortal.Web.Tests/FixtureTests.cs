using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using HwbcPortal.Web.Infrastructure.Components;

namespace HwbcPortal.Web.Tests;

/// <summary>
/// Our markup against nhsuk-frontend's own fixtures: for each component that we write, every fixture whose options we have is
/// rendered and compared element by element. Options that we do not have are named; a fixture with one of them counts as not matched.
/// </summary>
public sealed class FixtureTests
{
    private static readonly string Components = Path.Combine(Repository.Root, "src", "HwbcPortal.Web", "node_modules", "nhsuk-frontend", "dist", "nhsuk", "components");
    private static readonly string[] FieldOptions = ["id", "name", "idPrefix", "label", "hint", "errorMessage", "fieldset", "value"];

    [Fact]
    public void Supported_fixtures_match_and_the_count_is_printed()
    {
        var report = new List<string>();
        var wrong = new List<string>();
        var (matched, all) = (0, 0);
        foreach (var (component, options, render) in new (string, string[], Func<JsonElement, Markup?>)[]
        {
            ("input", [.. FieldOptions, "type", "inputmode", "autocomplete", "width", "spellcheck", "prefix", "suffix"], Input),
            ("textarea", [.. FieldOptions, "rows", "autocomplete", "spellcheck"], Textarea),
            ("select", [.. FieldOptions, "items"], Select),
            ("radios", [.. FieldOptions, "items", "small", "inline"], o => Choices(o, radios: true)),
            ("checkboxes", [.. FieldOptions, "items", "small"], o => Choices(o, radios: false)),
            ("error-summary", ["titleText", "heading", "errorList"], ErrorSummary),
        })
        {
            using var fixtures = JsonDocument.Parse(File.ReadAllText(Path.Combine(Components, component, "fixtures.json")));
            var count = 0;
            var total = 0;
            foreach (var fixture in fixtures.RootElement.GetProperty("fixtures").EnumerateArray())
            {
                total++;
                // A call block is a way to write templates in the package's own language.
                if (fixture.GetProperty("name").GetString()!.Contains("call block", StringComparison.Ordinal))
                    continue;
                var given = fixture.GetProperty("context");
                if (given.EnumerateObject().Any(p => !options.Contains(p.Name)) || render(given) is not { } ours)
                    continue;
                if (Normal(ours.ToString()) == Normal(fixture.GetProperty("html").GetString()!))
                    count++;
                else
                    wrong.Add($"{component} / {fixture.GetProperty("name").GetString()}\n  ours   {Normal(ours.ToString())}\n  theirs {Normal(fixture.GetProperty("html").GetString()!)}");
            }

            report.Add($"{component}: {count} of {total} fixtures match");
            matched += count;
            all += total;
        }

        report.Add($"{matched} of {all} fixtures match; the others use options that the portal does not have");
        Directory.CreateDirectory(Path.Combine(Repository.Root, "TestResults"));
        File.WriteAllLines(Path.Combine(Repository.Root, "TestResults", "fixtures.txt"), report);
        Assert.Equal([], wrong);
        Assert.True(matched >= 97, string.Join('\n', report));
    }

    private static Markup? Input(JsonElement o) => FieldOf(o) is { } field && Plain(o, "prefix") && Plain(o, "suffix")
        ? Fields.Input(field, Text(o, "value"), Text(o, "type") ?? "text", Text(o, "inputmode"), Text(o, "autocomplete"), Text(o, "width"), o.TryGetProperty("spellcheck", out var s) ? s.GetBoolean() : null, Text(o, "prefix"), Text(o, "suffix")) : null;

    private static Markup? Textarea(JsonElement o) => FieldOf(o) is { } field
        ? Fields.Textarea(field, Text(o, "value"), o.TryGetProperty("rows", out var r) ? int.Parse(r.ToString()) : 5, Text(o, "autocomplete"), o.TryGetProperty("spellcheck", out var s) ? s.GetBoolean() : null) : null;

    private static Markup? Select(JsonElement o) => FieldOf(o) is { } field && Items(o, "text", "value", "selected") is { } items
        ? Fields.Select(field, items.Select(i => new Choice(Text(i, "value")!, Text(i, "text")!, IsChecked: i.TryGetProperty("selected", out var s) ? s.GetBoolean() : Text(o, "value") is { } v && v == Text(i, "value")))) : null;

    private static Markup? Choices(JsonElement o, bool radios)
    {
        if (FieldOf(o) is not { } field || !o.TryGetProperty("fieldset", out _) || !o.TryGetProperty("name", out _) || Items(o, "text", "value", "hint", "checked") is not { } items || items.Exists(i => !Plain(i, "hint")))
            return null;
        return Fields.Choices(field, items.ConvertAll(i => new Choice(Text(i, "value")!, Text(i, "text")!, Text(i, "hint"), i.TryGetProperty("checked", out var c) ? c.GetBoolean() : Text(o, "value") is { } v && v == Text(i, "value"))), radios,
            o.TryGetProperty("small", out var s) && s.GetBoolean(), o.TryGetProperty("inline", out var n) && n.GetBoolean());
    }

    private static Markup? ErrorSummary(JsonElement o) =>
        (Text(o, "titleText") ?? Text(o, "heading")) == "There is a problem" && o.TryGetProperty("errorList", out var list) && list.EnumerateArray().All(e => e.ValueKind == JsonValueKind.Object && e.EnumerateObject().All(p => p.Name is "text" or "href") && (!e.TryGetProperty("href", out var h) || h.GetString()!.StartsWith('#')))
            ? Summary.Errors(list.EnumerateArray().Select(e => (Text(e, "text")!, Text(e, "href")?[1..]))) : null;

    private static Field? FieldOf(JsonElement o)
    {
        var words = o.TryGetProperty("label", out var label) ? label : o.TryGetProperty("fieldset", out var fieldset) && fieldset.ValueKind == JsonValueKind.Object && fieldset.EnumerateObject().All(p => p.Name == "legend") ? fieldset.GetProperty("legend") : default;
        if (words.ValueKind == JsonValueKind.Undefined || !Plain(o, "hint") || !Plain(o, "errorMessage"))
            return null;
        if (words.ValueKind == JsonValueKind.Object && words.EnumerateObject().Any(p => p.Name is not ("text" or "heading" or "size" or "classes" or "isPageHeading") || (p.Name == "heading" && p.Value.ValueKind != JsonValueKind.String)))
            return null;
        var id = Text(o, "id") ?? Text(o, "idPrefix") ?? Text(o, "name");
        return id is null ? null : new Field
        {
            Id = id, Name = Text(o, "name") ?? "", Label = Member(words, "heading") ?? Text(words)!, LabelSize = Member(words, "size"), LabelClasses = Member(words, "classes"),
            IsPageHeading = Member(words, "heading") is not null || (words.ValueKind == JsonValueKind.Object && words.TryGetProperty("isPageHeading", out var h) && h.GetBoolean()), Hint = Text(o, "hint"), Error = Text(o, "errorMessage"),
        };
    }

    private static List<JsonElement>? Items(JsonElement o, params string[] options)
    {
        var items = o.GetProperty("items").EnumerateArray().ToList();
        return items.TrueForAll(i => i.ValueKind == JsonValueKind.Object && i.EnumerateObject().All(p => options.Contains(p.Name)) && i.TryGetProperty("value", out _)) ? items : null;
    }

    private static bool Plain(JsonElement o, string name) => !o.TryGetProperty(name, out var v) || v.ValueKind == JsonValueKind.String || (v.ValueKind == JsonValueKind.Object && v.EnumerateObject().All(p => p.Name == "text"));

    private static string? Text(JsonElement o, string name) => o.TryGetProperty(name, out var v) ? Text(v) : null;

    private static string? Text(JsonElement v) => v.ValueKind switch { JsonValueKind.Object => Member(v, "text"), JsonValueKind.Null or JsonValueKind.Undefined => null, _ => v.ToString() };

    private static string? Member(JsonElement o, string name) => o.ValueKind == JsonValueKind.Object && o.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.String ? v.GetString() : null;

    /// <summary>Markup without what does not matter: the order of attributes and white space.</summary>
    private static string Normal(string html) => string.Concat(new HtmlParser().ParseFragment(html, null!).Select(Normal));

    private static string Normal(INode node) => node switch
    {
        IElement e => $"<{e.LocalName}{string.Concat(e.Attributes.OrderBy(a => a.Name, StringComparer.Ordinal).Select(a => $" {a.Name}=\"{string.Join(' ', a.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))}\""))}>{string.Concat(e.ChildNodes.Select(Normal))}</{e.LocalName}>",
        IText t => string.Join(' ', t.Text.Split([' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries)),
        IDocument d => Normal(d.Body!),
        _ => "",
    };
}
