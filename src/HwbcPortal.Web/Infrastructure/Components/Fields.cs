namespace HwbcPortal.Web.Infrastructure.Components;

/// <summary>One of several choices.</summary>
internal sealed record Choice(string Value, Content Label, Content? Hint = null, bool IsChecked = false, string? ConditionalHtml = null);

/// <summary>Form fields as nhsuk-frontend marks them up: its fixtures hold them.</summary>
internal static class Fields
{
    /// <summary>One line of text.</summary>
    public static Markup Input(Field field, string? value, string type = "text", string? inputMode = null, string? autocomplete = null, string? width = null, bool? spellcheck = null, string? prefix = null, string? suffix = null) =>
        FieldParts.Group(field, g =>
        {
            g.Label(field).HintAndError(field);
            var attributes = Attributes.Class("nhsuk-input", field.HasError ? "nhsuk-input--error" : null, width is null ? null : $"nhsuk-input--width-{width}")
                .Add("id", field.Id).Add("name", field.Name).Add("type", type).Add("spellcheck", spellcheck is { } on ? (on ? "true" : "false") : null).Add("value", value)
                .Add("aria-describedby", field.DescribedBy).Add("autocomplete", autocomplete).Add("inputmode", inputMode);
            if (prefix is null && suffix is null)
            {
                g.Element("input", attributes);
                return;
            }

            g.Element("div", Attributes.Class("nhsuk-input-wrapper"), w =>
            {
                if (prefix is not null)
                    w.Element("div", Attributes.Class("nhsuk-input-wrapper__prefix").Add("aria-hidden", "true"), p => p.Text(prefix));
                w.Element("input", attributes);
                if (suffix is not null)
                    w.Element("div", Attributes.Class("nhsuk-input-wrapper__suffix").Add("aria-hidden", "true"), p => p.Text(suffix));
            });
        });

    /// <summary>A file from the device, or straight from a phone's camera.</summary>
    /// <param name="field">The field.</param>
    /// <param name="accept">The kinds of file that the device offers.</param>
    /// <param name="multiple">Whether several may be chosen.</param>
    /// <param name="enhanced">Whether the design system's script puts a drop area in its place: its button's name is not its visible text, which axe refuses.</param>
    public static Markup FileUpload(Field field, string? accept = null, bool multiple = false, bool enhanced = true) => FieldParts.Group(field, g => g.Label(field).HintAndError(field)
        .Element("input", Attributes.Class("nhsuk-file-upload__input").Add("id", field.Id).Add("name", field.Name).Add("type", "file")
            .Add("accept", accept).Add("multiple", multiple).Add("aria-describedby", field.DescribedBy)), "nhsuk-file-upload", enhanced ? "nhsuk-file-upload" : null);

    /// <summary>Several lines of text.</summary>
    public static Markup Textarea(Field field, string? value, int rows = 5, string? autocomplete = null, bool? spellcheck = null) => FieldParts.Group(field, g => g.Label(field).HintAndError(field)
        .Element("textarea", Attributes.Class("nhsuk-textarea", field.HasError ? "nhsuk-textarea--error" : null).Add("id", field.Id).Add("name", field.Name).Add("rows", rows)
            .Add("spellcheck", spellcheck is { } on ? (on ? "true" : "false") : null).Add("aria-describedby", field.DescribedBy).Add("autocomplete", autocomplete), t => t.Text(value)));

    /// <summary>A list to choose from.</summary>
    public static Markup Select(Field field, IEnumerable<Choice> choices) => FieldParts.Group(field, g => g.Label(field).HintAndError(field)
        .Element("select", Attributes.Class("nhsuk-select", field.HasError ? "nhsuk-select--error" : null).Add("id", field.Id).Add("name", field.Name).Add("aria-describedby", field.DescribedBy), s =>
        {
            foreach (var choice in choices)
                s.Element("option", Attributes.Of(("value", choice.Value), ("selected", choice.IsChecked)), o => o.Content(choice.Label));
        }));

    /// <summary>Radio buttons, or checkboxes.</summary>
    public static Markup Choices(Field field, IReadOnlyList<Choice> choices, bool radios, bool small = false, bool inline = false)
    {
        var block = radios ? "nhsuk-radios" : "nhsuk-checkboxes";
        return FieldParts.Group(field, g => g.Fieldset(field, f => f.HintAndError(field)
            .Element("div", Attributes.Class(block, small ? $"{block}--small" : null, inline ? $"{block}--inline" : null)
                .Add("data-module", block), list =>
            {
                for (var i = 0; i < choices.Count; i++)
                    Item(list, field, choices[i], i == 0 ? field.Id : $"{field.Id}-{i + 1}", block, radios ? "radio" : "checkbox");
            })));
    }

    /// <summary>A group of other fields or blocks under one legend.</summary>
    public static Markup Group(Field field, Content content) => FieldParts.Group(field, g => g.Fieldset(field, f => f.HintAndError(field).Content(content)));

    /// <summary>A date in three text fields.</summary>
    public static Markup DateInput(Field field, string? day, string? month, string? year, Func<string, bool> isInError) => FieldParts.Group(field, g => g.Fieldset(field, f => f.HintAndError(field)
        .Element("div", Attributes.Class("nhsuk-date-input").Add("id", field.Id), d =>
        {
            foreach (var (part, value, width) in new[] { ("Day", day, "2"), ("Month", month, "2"), ("Year", year, "4") })
            {
                var id = $"{field.Id}-{part.ToLowerInvariant()}";
                d.Element("div", Attributes.Class("nhsuk-date-input__item"), item => item.Element("div", Attributes.Class("nhsuk-form-group", isInError(part) ? "nhsuk-form-group--error" : null), inner =>
                {
                    inner.Element("label", Attributes.Class("nhsuk-label nhsuk-date-input__label").Add("for", id), l => l.Text(part));
                    inner.Element("input", Attributes.Class("nhsuk-input", isInError(part) ? "nhsuk-input--error" : null, $"nhsuk-input--width-{width}", "nhsuk-date-input__input")
                        .Add("id", id).Add("name", field.Name.Length == 0 ? part.ToLowerInvariant() : $"{field.Name}.{part}").Add("type", "text").Add("value", value).Add("inputmode", "numeric"));
                }));
            }
        }), role: "group"));

    private static void Item(Markup list, Field field, Choice choice, string id, string block, string type)
    {
        list.Element("div", Attributes.Class($"{block}__item"), item =>
        {
            item.Element("input", Attributes.Class($"{block}__input").Add("id", id).Add("name", field.Name).Add("type", type).Add("value", choice.Value).Add("checked", choice.IsChecked)
                .Add("data-aria-controls", choice.ConditionalHtml is null ? null : $"conditional-{id}").Add("aria-describedby", choice.Hint is null ? null : $"{id}-item-hint"));
            item.Element("label", Attributes.Class("nhsuk-label", $"{block}__label").Add("for", id), l => l.Content(choice.Label));
            if (choice.Hint is { } hint)
                item.Element("div", Attributes.Class("nhsuk-hint", $"{block}__hint").Add("id", $"{id}-item-hint"), h => h.Content(hint));
        });
        if (choice.ConditionalHtml is { } conditional)
        {
            list.Element("div", Attributes.Class($"{block}__conditional", choice.IsChecked ? null : $"{block}__conditional--hidden").Add("id", $"conditional-{id}"), c => c.Content(new Content(Html: conditional)));
        }
    }
}
