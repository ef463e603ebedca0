namespace HwbcPortal.Web.Infrastructure.Components;

/// <summary>What every form field has: a name, an id, words, and perhaps a hint and an error that are tied to it.</summary>
internal sealed record Field
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required Content Label { get; init; }

    /// <summary>s, m, l or xl; null: as body text.</summary>
    public string? LabelSize { get; init; }

    public string? LabelClasses { get; init; }

    /// <summary>Whether the label (or legend) is the page's heading.</summary>
    public bool IsPageHeading { get; init; }

    public Content? Hint { get; init; }

    public string? Error { get; init; }

    public bool HasError => Error is not null;

    public string? DescribedBy => Attributes.Classes(Hint is null ? null : $"{Id}-hint", HasError ? $"{Id}-error" : null) is { Length: > 0 } ids ? ids : null;
}

/// <summary>The parts that fields share, as nhsuk-frontend marks them up.</summary>
internal static class FieldParts
{
    public static Markup Group(Field field, Action<Markup> content, string? classes = null, string? module = null) => new Markup()
        .Element("div", Attributes.Class("nhsuk-form-group", field.HasError ? "nhsuk-form-group--error" : null, classes).Add("data-module", module), content);

    public static Markup Label(this Markup html, Field field)
    {
        void Element(Markup inner) => inner.Element("label", Attributes.Class("nhsuk-label", field.LabelSize is { } size ? $"nhsuk-label--{size}" : null, field.LabelClasses).Add("for", field.Id), l => l.Content(field.Label));
        if (field.IsPageHeading)
            html.Element("h1", Attributes.Class("nhsuk-label-wrapper"), Element);
        else
            Element(html);
        return html;
    }

    public static Markup HintAndError(this Markup html, Field field)
    {
        if (field.Hint is { IsEmpty: false } hint)
            html.Element("div", Attributes.Class("nhsuk-hint").Add("id", $"{field.Id}-hint"), h => h.Content(hint));
        if (field.Error is { } error)
        {
            html.Element("span", Attributes.Class("nhsuk-error-message").Add("id", $"{field.Id}-error"),
                e => e.Element("span", Attributes.Class("nhsuk-u-visually-hidden"), v => v.Text("Error: ")).Text(error));
        }

        return html;
    }

    public static Markup Fieldset(this Markup html, Field field, Action<Markup> content, string? role = null) =>
        html.Element("fieldset", Attributes.Class("nhsuk-fieldset").Add("role", role).Add("aria-describedby", field.DescribedBy), f =>
        {
            f.Element("legend", Attributes.Class("nhsuk-fieldset__legend", field.LabelSize is { } size ? $"nhsuk-fieldset__legend--{size}" : null, field.LabelClasses), l =>
            {
                if (field.IsPageHeading)
                    l.Element("h1", Attributes.Class("nhsuk-fieldset__heading"), h => h.Content(field.Label));
                else
                    l.Content(field.Label);
            });
            content(f);
        });
}
