namespace HwbcPortal.Web.Infrastructure.Components;

/// <summary>An action at a row or a card: a link with what it is about for those who do not see the row.</summary>
internal sealed record RowAction(string Text, string Href, string? Hidden = null);

/// <summary>A row of a summary list.</summary>
internal sealed record SummaryRow(Content Key, Content Value, IReadOnlyList<RowAction> Actions);

/// <summary>A step of a task list; one without an address has nothing that can be done now.</summary>
internal sealed record TaskRow(Content Name, string? Href, Content? Hint, Content Status);

/// <summary>A column of a table: its heading, and the address that sorts by it.</summary>
/// <param name="Text">The heading.</param>
/// <param name="Href">Sorts by this column; null when it cannot be sorted by.</param>
/// <param name="IsSorted">Whether the rows stand in its order.</param>
public sealed record Column(string Text, string? Href = null, bool IsSorted = false)
{
    /// <summary>A column that cannot be sorted by.</summary>
    public static implicit operator Column(string text) => new(text);
}

/// <summary>Parts of a page as nhsuk-frontend marks them up: its fixtures hold them.</summary>
internal static class Blocks
{
    public static Markup Tag(string? text, string? colour, bool border = true, string? classes = null) => new Markup().Element("strong", TagClass(colour, border, classes), t => t.Text(text));

    public static Attributes TagClass(string? colour, bool border = true, string? classes = null) =>
        Attributes.Class("nhsuk-tag", string.IsNullOrEmpty(colour) ? null : $"nhsuk-tag--{colour}", border ? null : "nhsuk-tag--no-border", classes);

    public static Attributes ButtonOf(string? href, string? variant, bool small, bool preventsDoubleClick) => href is null
        ? Attributes.Class("nhsuk-button", Variant(variant), small ? "nhsuk-button--small" : null).Add("data-module", "nhsuk-button").Add("type", "submit").Add("data-prevent-double-click", preventsDoubleClick ? "true" : null)
        : Attributes.Class("nhsuk-button", Variant(variant), small ? "nhsuk-button--small" : null).Add("data-module", "nhsuk-button").Add("href", href).Add("role", "button").Add("draggable", "false");

    public static Markup BackLink(Content text, string href) => new Markup().Element("a", Attributes.Class("nhsuk-back-link").Add("href", href), a => a.Content(text));

    public static Markup Inset(Content content) => new Markup().Element("div", Attributes.Class("nhsuk-inset-text"), d => Paragraph(d.Element("span", Attributes.Class("nhsuk-u-visually-hidden"), s => s.Text("Information: ")), content));

    public static Markup Warning(string heading, Content content) => new Markup().Element("div", Attributes.Class("nhsuk-card nhsuk-card--warning"), card => card.Element("div", Attributes.Class("nhsuk-card__content"), inner =>
        Paragraph(inner.Element("h3", Attributes.Class("nhsuk-card__heading"), h =>
        {
            if (heading.Contains("important", StringComparison.OrdinalIgnoreCase))
                h.Text(heading);
            else
                h.Element("span", Attributes.Of(("role", "text")), s => s.Element("span", Attributes.Class("nhsuk-u-visually-hidden"), v => v.Text("Important: ")).Text(heading));
        }), content, "nhsuk-card__description")));

    public static Markup Details(Content summary, Content content, bool open = false) => new Markup().Element("details", Attributes.Class("nhsuk-details").Add("open", open), d => d
        .Element("summary", Attributes.Class("nhsuk-details__summary"), s => s.Element("span", Attributes.Class("nhsuk-details__summary-text"), t => t.Content(summary)))
        .Element("div", Attributes.Class("nhsuk-details__text"), t => t.Content(content)));

    public static Markup Banner(Content? heading, Content? content, bool success) => new Markup().Element("div",
        Attributes.Class("nhsuk-notification-banner", success ? "nhsuk-notification-banner--success" : null).Add("data-module", "nhsuk-notification-banner").Add("role", success ? "alert" : "region").Add("aria-labelledby", "nhsuk-notification-banner-title"), b => b
            .Element("div", Attributes.Class("nhsuk-notification-banner__header"), h => h.Element("h2", Attributes.Class("nhsuk-notification-banner__title").Add("id", "nhsuk-notification-banner-title"), t => t.Text(success ? "Success" : "Important")))
            .Element("div", Attributes.Class("nhsuk-notification-banner__content"), c =>
            {
                if (heading is not null)
                    c.Element("h3", Attributes.Class("nhsuk-notification-banner__heading"), h => h.Content(heading));
                Paragraph(c, content, "nhsuk-notification-banner__heading");
            }));

    public static Markup Panel(string heading, Content content, bool interrupts = false, string? size = null) => new Markup().Element("div", Attributes.Class("nhsuk-panel", interrupts ? "nhsuk-panel--interruption" : null), p => p
        .Element("h1", Attributes.Class("nhsuk-panel__heading", size is null ? null : $"nhsuk-panel__heading--{size}"), h => h.Text(heading))
        .Element("div", Attributes.Class("nhsuk-panel__body"), b => b.Content(content)));

    public static Markup TaskList(string idPrefix, IReadOnlyList<TaskRow> rows) => new Markup().Element("ul", Attributes.Class("nhsuk-task-list"), list =>
    {
        for (var i = 0; i < rows.Count; i++)
        {
            var (row, id) = (rows[i], $"{idPrefix}-{i + 1}");
            list.Element("li", Attributes.Class("nhsuk-task-list__item", row.Href is null ? null : "nhsuk-task-list__item--with-link"), item => item
                .Element("div", Attributes.Class("nhsuk-task-list__name-and-hint"), n =>
                {
                    if (row.Href is null)
                        n.Element("div", Attributes.Of(), d => d.Content(row.Name));
                    else
                        n.Element("a", Attributes.Class("nhsuk-task-list__link nhsuk-link").Add("href", row.Href).Add("aria-describedby", Attributes.Classes(row.Hint is null ? null : $"{id}-hint", $"{id}-status")), a => a.Content(row.Name));
                    if (row.Hint is not null)
                        n.Element("div", Attributes.Class("nhsuk-task-list__hint").Add("id", $"{id}-hint"), h => h.Content(row.Hint));
                })
                .Element("div", Attributes.Class("nhsuk-task-list__status").Add("id", $"{id}-status"), s => s.Content(row.Status)));
        }
    });

    public static Markup SummaryList(IReadOnlyList<SummaryRow> rows, bool border = true, bool lastRowBorder = true)
    {
        var anyActions = rows.Any(r => r.Actions.Count > 0);
        return new Markup().Element("dl", Attributes.Class("nhsuk-summary-list", border ? null : "nhsuk-summary-list--no-border", lastRowBorder ? null : "nhsuk-summary-list--no-last-row-border"), list =>
        {
            foreach (var row in rows)
            {
                list.Element("div", Attributes.Class("nhsuk-summary-list__row", anyActions && row.Actions.Count == 0 ? "nhsuk-summary-list__row--no-actions" : null), r =>
                {
                    r.Element("dt", Attributes.Class("nhsuk-summary-list__key"), k => k.Content(row.Key)).Element("dd", Attributes.Class("nhsuk-summary-list__value"), v => v.Content(row.Value));
                    if (row.Actions.Count == 1)
                        r.Element("dd", Attributes.Class("nhsuk-summary-list__actions"), a => Action(a, row.Actions[0]));
                    else if (row.Actions.Count > 1)
                        r.Element("dd", Attributes.Class("nhsuk-summary-list__actions"), a => a.Element("ul", Attributes.Class("nhsuk-summary-list__actions-list"), l =>
                        {
                            foreach (var action in row.Actions)
                                l.Element("li", Attributes.Class("nhsuk-summary-list__actions-list-item"), li => Action(li, action));
                        }));
                });
            }
        });
    }

    /// <summary>A table. A responsive one stands as cards on a phone: each cell then carries its column's heading.</summary>
    public static Markup Table(Content caption, IReadOnlyList<Column> columns, Action<Markup> rows, bool responsive, string? captionSize = null, bool hidesCaption = false) => new Markup()
        .Element("table", TableOf(responsive), t => t.TableHead(caption, columns, responsive, captionSize, hidesCaption).Element("tbody", Body, rows));

    public static Markup TableHead(this Markup table, Content caption, IReadOnlyList<Column> columns, bool responsive, string? captionSize = null, bool hidesCaption = false) => table
        .Element("caption", Attributes.Class("nhsuk-table__caption", captionSize is null ? null : $"nhsuk-table__caption--{captionSize}", hidesCaption ? "nhsuk-u-visually-hidden" : null), c => c.Content(caption))
        .Element("thead", Attributes.Class("nhsuk-table__head").Add("role", responsive ? "rowgroup" : null), h => h.Element("tr", RowOf(responsive), r =>
        {
            foreach (var column in columns)
            {
                r.Element("th", Attributes.Class("nhsuk-table__header").Add("scope", "col").Add("role", responsive ? "columnheader" : null).Add("aria-sort", column.Href is null ? null : column.IsSorted ? "ascending" : "none"), th =>
                {
                    if (column.Href is { } href)
                        th.Element("a", Attributes.Of(("href", href)), a => a.Text(column.Text));
                    else
                        th.Text(column.Text);
                });
            }
        }));

    public static Attributes TableOf(bool responsive) => Attributes.Class("nhsuk-table", responsive ? "nhsuk-table--responsive" : null).Add("role", responsive ? "table" : null);

    public static readonly Attributes Body = Attributes.Class("nhsuk-table__body");

    public static readonly Attributes Plain = Attributes.Of();

    public static Attributes RowOf(bool responsive) => Attributes.Class("nhsuk-table__row").Add("role", responsive ? "row" : null);

    public static Markup Cell(this Markup row, Content content, string? heading, bool isHeader = false) => row
        .Element(isHeader ? "th" : "td", CellOf(heading is not null, isHeader), c => CellHeading(c, heading).Content(content));

    public static Attributes CellOf(bool responsive, bool isHeader) => Attributes.Class(isHeader ? "nhsuk-table__header" : "nhsuk-table__cell").Add("scope", isHeader ? "row" : null).Add("role", responsive ? (isHeader ? "rowheader" : "cell") : null);

    public static Markup CellHeading(Markup cell, string? heading) =>
        heading is null ? cell : cell.Element("span", Attributes.Class("nhsuk-table__heading").Add("aria-hidden", "true"), s => s.Text(heading + " "));

    public static Markup Card(Content? heading, Content? content, string? href = null, int level = 2, string? size = null) => new Markup().Element("div", Attributes.Class("nhsuk-card", href is null ? null : "nhsuk-card--clickable"), card => card
        .Element("div", Attributes.Class("nhsuk-card__content"), inner =>
        {
            if (heading is not null)
            {
                inner.Element($"h{level}", Attributes.Class("nhsuk-card__heading", size is null ? null : $"nhsuk-heading-{size}"), h =>
                {
                    if (href is null)
                        h.Content(heading);
                    else
                        h.Element("a", Attributes.Class("nhsuk-card__link").Add("href", href), a => a.Content(heading));
                });
            }

            Paragraph(inner, content, "nhsuk-card__description");
        }));

    private static Markup Action(Markup html, RowAction action) => html.Element("a", Attributes.Class("nhsuk-link").Add("href", action.Href), a =>
    {
        a.Text(action.Text);
        if (action.Hidden is { } hidden)
            a.Element("span", Attributes.Class("nhsuk-u-visually-hidden"), s => s.Text(" " + hidden));
    });

    private static Markup Paragraph(Markup html, Content? content, string? classes = null)
    {
        if (content?.Html is not null)
            return html.Content(content);
        return content is null ? html : html.Element("p", Attributes.Of(("class", classes)), p => p.Content(content));
    }

    private static string? Variant(string? variant) => string.IsNullOrEmpty(variant) ? null : $"nhsuk-button--{variant}";
}
