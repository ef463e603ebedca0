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

    // So that an option which is lost is noticed.
    private const int Least = 227;

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
            ("date-input", ["id", "hint", "errorMessage", "fieldset", "day", "month", "year", "values"], DateInput),
            ("file-upload", [.. FieldOptions, "multiple"], o => FieldOf(o) is { } field ? Fields.FileUpload(field, multiple: Is(o, "multiple")) : null),
            ("button", ["text", "variant", "small", "href", "preventDoubleClick"], Button),
            ("tag", ["text", "colour", "border", "classes"], Tag),
            ("back-link", ["text", "href"], o => o.TryGetProperty("href", out _) ? Blocks.BackLink(Text(o, "text") ?? "Back", Text(o, "href")!) : null),
            ("inset-text", ["text", "html"], o => Blocks.Inset(ContentOf(o)!)),
            ("warning-callout", ["heading", "text", "html"], o => Text(o, "heading") is { } heading && ContentOf(o) is { } content ? Blocks.Warning(heading, content) : null),
            ("details", ["summary", "text", "html", "open"], o => HeadingOf(o, "summary") is { } summary ? Blocks.Details(summary, ContentOf(o)!, Is(o, "open")) : null),
            ("notification-banner", ["heading", "text", "html", "variant"], Banner),
            ("panel", ["heading", "text", "html", "variant"], Panel),
            ("card", ["heading", "description", "descriptionHtml", "href", "clickable"], Card),
            ("summary-list", ["rows", "border", "lastRowBorder"], SummaryList),
            ("task-list", ["idPrefix", "items"], TaskList),
            ("tables", ["caption", "head", "rows", "responsive", "firstCellIsHeader"], Table),
            ("pagination", ["previous", "next", "items"], Pagination),
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
        Assert.True(matched >= Least, string.Join('\n', report));
    }

    private static Markup? DateInput(JsonElement o)
    {
        if (FieldOf(o) is not { } field || !o.TryGetProperty("id", out _) || new[] { "day", "month", "year" }.Any(p => o.TryGetProperty(p, out var part) && !Only(part, "value", "error")))
            return null;
        string? Value(string part) => o.TryGetProperty(part, out var p) ? Text(p, "value") : o.TryGetProperty("values", out var values) ? Text(values, part) : null;
        var marked = new[] { "day", "month", "year" }.Where(p => o.TryGetProperty(p, out var part) && Is(part, "error")).ToList();
        // Parts in error without a sentence are not a state that a page of ours can be in.
        return marked.Count > 0 && field.Error is null ? null
            : Fields.DateInput(field, Value("day"), Value("month"), Value("year"), part => field.HasError && (marked.Count == 0 || marked.Contains(part.ToLowerInvariant())));
    }

    private static Markup? Button(JsonElement o)
    {
        if (o.TryGetProperty("preventDoubleClick", out var prevents) && prevents.ValueKind != JsonValueKind.True)
            return null;
        var href = Text(o, "href");
        return new Markup().Element(href is null ? "button" : "a", Blocks.ButtonOf(href, Text(o, "variant"), Is(o, "small"), Is(o, "preventDoubleClick")), b => b.Text(Text(o, "text")));
    }

    private static Markup? Tag(JsonElement o) => o.TryGetProperty("colour", out var colour) && (colour.ValueKind != JsonValueKind.String || o.TryGetProperty("classes", out _)) ? null
        : Blocks.Tag(Text(o, "text"), Text(o, "colour"), !o.TryGetProperty("border", out var border) || border.GetBoolean(), Text(o, "classes"));

    private static Markup? Banner(JsonElement o) => (o.TryGetProperty("heading", out var given) && HeadingOf(o, "heading") is null) || (Text(o, "variant") ?? "success") != "success" || (ContentOf(o) is null && given.ValueKind == JsonValueKind.Undefined)
        ? null : Blocks.Banner(HeadingOf(o, "heading"), ContentOf(o), Text(o, "variant") == "success");

    private static Markup? Panel(JsonElement o) => o.GetProperty("heading") is var h && Only(h, "text", "size") && (Text(o, "variant") ?? "interruption") == "interruption" && ContentOf(o) is { } content
        ? Blocks.Panel(Text(o, "heading")!, content, Text(o, "variant") is not null, Member(h, "size")) : null;

    private static Markup? Card(JsonElement o)
    {
        if (!o.TryGetProperty("heading", out var h) || !Only(h, "text", "size") || (o.TryGetProperty("href", out _) && !Is(o, "clickable")))
            return null;
        var content = Text(o, "descriptionHtml") is { } html ? new Content(Html: html) : (Content?)Text(o, "description");
        return content is null ? null : Blocks.Card(Text(o, "heading"), content, Text(o, "href"), size: Member(h, "size"));
    }

    private static Markup? SummaryList(JsonElement o)
    {
        var rows = new List<SummaryRow>();
        foreach (var row in o.GetProperty("rows").EnumerateArray())
        {
            if (row.ValueKind != JsonValueKind.Object || !Only(row, "key", "value", "actions") || !Only(row.GetProperty("key"), "text", "html") || !Only(row.GetProperty("value"), "text", "html") || CellOf(row, "key") is not { } key || CellOf(row, "value") is not { } value)
                return null;
            var actions = new List<RowAction>();
            if (row.TryGetProperty("actions", out var given))
            {
                if (given.ValueKind != JsonValueKind.Object || !Only(given, "items"))
                    return null;
                foreach (var action in given.GetProperty("items").EnumerateArray().Where(a => a.ValueKind == JsonValueKind.Object))
                {
                    if (!Only(action, "text", "href", "visuallyHiddenText"))
                        return null;
                    actions.Add(new RowAction(Text(action, "text")!, Text(action, "href")!, Text(action, "visuallyHiddenText")));
                }
            }

            rows.Add(new SummaryRow(key, value, actions));
        }

        return Blocks.SummaryList(rows, !o.TryGetProperty("border", out var b) || b.GetBoolean(), !o.TryGetProperty("lastRowBorder", out var l) || l.GetBoolean());
    }

    private static Markup? TaskList(JsonElement o)
    {
        var rows = new List<TaskRow>();
        foreach (var item in o.GetProperty("items").EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || CellOf(item, "heading") is not { } name || !item.TryGetProperty("status", out var status) || status.ValueKind != JsonValueKind.Object || !Only(status, "tag", "text"))
                return null;
            var shown = status.TryGetProperty("tag", out var tag) ? new Content(Html: new Markup().Element("strong",
                Blocks.TagClass(tag.TryGetProperty("colour", out var c) ? (c.ValueKind == JsonValueKind.False ? "no-colour" : c.GetString()) : null, !tag.TryGetProperty("border", out var b) || b.GetBoolean(), Text(tag, "classes")), t => t.Text(Text(tag, "text"))).ToString()) : Text(status, "text");
            rows.Add(new TaskRow(name, Text(item, "href"), Text(item, "hint"), shown!));
        }

        return Blocks.TaskList(Text(o, "idPrefix") ?? "task-list", rows);
    }

    private static Markup? Table(JsonElement o)
    {
        if (!o.TryGetProperty("caption", out var caption) || !Only(caption, "text", "size") || !o.TryGetProperty("head", out var head)
            || head.EnumerateArray().Any(h => h.ValueKind != JsonValueKind.Object || !Only(h, "text"))
            || o.GetProperty("rows").EnumerateArray().Any(r => r.ValueKind != JsonValueKind.Array || r.EnumerateArray().Any(c => c.ValueKind != JsonValueKind.Object || !Only(c, "text", "html"))))
            return null;
        var columns = head.EnumerateArray().Select(h => new Column(Text(h)!)).ToList();
        var responsive = Is(o, "responsive");
        return Blocks.Table(Text(caption)!, columns, body =>
        {
            foreach (var row in o.GetProperty("rows").EnumerateArray())
            {
                body.Element("tr", Blocks.RowOf(responsive), r =>
                {
                    var i = 0;
                    foreach (var cell in row.EnumerateArray())
                        r.Cell(Member(cell, "html") is { } html ? new Content(Html: html) : Text(cell)!, responsive ? columns[i].Text : null, i++ == 0 && Is(o, "firstCellIsHeader"));
                });
            }
        }, responsive, Member(caption, "size"));
    }

    private static Markup? Pagination(JsonElement o)
    {
        if (!o.TryGetProperty("items", out var items) || new[] { "previous", "next" }.Any(d => o.TryGetProperty(d, out var link) && !Only(link, "href")))
            return null;
        var numbers = items.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.Object && i.TryGetProperty("number", out _)).ToList();
        var current = numbers.Find(i => Is(i, "current")).GetProperty("number").GetInt32();
        // Ours shows the pages beside the current one, the first and the last.
        if (numbers.Any(n => Math.Abs(n.GetProperty("number").GetInt32() - current) > 1 && n.GetProperty("number").GetInt32() != 1 && n.GetProperty("number").GetInt32() != numbers[^1].GetProperty("number").GetInt32()))
            return null;
        return Summary.Pagination(current, numbers[^1].GetProperty("number").GetInt32(), n => $"#/section/{n}");
    }

    private static Content? ContentOf(JsonElement o) => Member(o, "html") is { } html ? new Content(Html: html) : Member(o, "text");

    private static Content? HeadingOf(JsonElement o, string name) => !o.TryGetProperty(name, out var h) ? null
        : !Only(h, "text", "html") ? null : CellOf(o, name);

    private static Content? CellOf(JsonElement o, string name) => !o.TryGetProperty(name, out var v) ? null : Member(v, "html") is { } html ? new Content(Html: html) : Text(v);

    /// <summary>Text, or an object with none but these members.</summary>
    private static bool Only(JsonElement o, params string[] members) => o.ValueKind switch
    {
        JsonValueKind.String => true,
        JsonValueKind.Object => o.EnumerateObject().All(p => members.Contains(p.Name)),
        _ => false,
    };

    private static bool Is(JsonElement o, string name) => o.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.True;

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
