using HwbcPortal.Web.Infrastructure.Components;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace HwbcPortal.Web.Infrastructure.TagHelpers;

/// <summary>
/// What the tag helpers around content share: they write markup in the place of their own element. A view that gives null to one
/// of their texts gives an empty text: both mean that there is none.
/// </summary>
public abstract class NhsBlockTagHelper : TagHelper
{
    internal static void Write(TagHelperOutput output, Markup markup)
    {
        output.TagName = null;
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Content.SetHtmlContent(markup);
    }

    internal static async Task<Content> ChildAsync(TagHelperOutput output) => new(Html: (await output.GetChildContentAsync()).GetContent().Trim());
}

/// <summary>Where one came from.</summary>
[HtmlTargetElement("nhs-back-link")]
public sealed class NhsBackLinkTagHelper : NhsBlockTagHelper
{
    /// <summary>The address.</summary>
    public required string Href { get; set; }

    /// <inheritdoc/>
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output) => Write(output, Blocks.BackLink(await ChildAsync(output), Href));
}

/// <summary>Something worth knowing beside the text.</summary>
[HtmlTargetElement("nhs-inset-text")]
public sealed class NhsInsetTextTagHelper : NhsBlockTagHelper
{
    /// <inheritdoc/>
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output) => Write(output, Blocks.Inset(await ChildAsync(output)));
}

/// <summary>Something that must not be overlooked.</summary>
[HtmlTargetElement("nhs-warning-callout")]
public sealed class NhsWarningCalloutTagHelper : NhsBlockTagHelper
{
    /// <summary>The heading.</summary>
    public required string Heading { get; set; }

    /// <inheritdoc/>
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output) => Write(output, Blocks.Warning(Heading, await ChildAsync(output)));
}

/// <summary>Text that is opened by who wants it.</summary>
[HtmlTargetElement("nhs-details")]
public sealed class NhsDetailsTagHelper : NhsBlockTagHelper
{
    /// <summary>The line that opens it.</summary>
    public required string Summary { get; set; }

    /// <summary>Whether it is open at first.</summary>
    public bool Open { get; set; }

    /// <inheritdoc/>
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output) => Write(output, Blocks.Details(Summary, await ChildAsync(output), Open));
}

/// <summary>What has just happened, or what is important on this page.</summary>
[HtmlTargetElement("nhs-notification-banner")]
public sealed class NhsNotificationBannerTagHelper : NhsBlockTagHelper
{
    /// <summary>The one sentence.</summary>
    public required string Text { get; set; }

    /// <summary>Whether something succeeded.</summary>
    public bool Success { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output) => Write(output, Blocks.Banner(null, Text, Success));
}

/// <summary>The end of a journey, or a stop before something risky.</summary>
[HtmlTargetElement("nhs-panel")]
public sealed class NhsPanelTagHelper : NhsBlockTagHelper
{
    /// <summary>The page's heading.</summary>
    public required string Heading { get; set; }

    /// <summary>Whether it is a stop.</summary>
    public bool Interrupts { get; set; }

    /// <inheritdoc/>
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output) => Write(output, Blocks.Panel(Heading, await ChildAsync(output), Interrupts, "l"));
}

/// <summary>A box with a heading.</summary>
[HtmlTargetElement("nhs-card")]
public sealed class NhsCardTagHelper : NhsBlockTagHelper
{
    /// <summary>The heading.</summary>
    public string? Heading { get; set; }

    /// <summary>Its level, 2 to 4.</summary>
    public int Level { get; set; } = 3;

    /// <summary>A tag beside the heading.</summary>
    public string? Tag { get; set; }

    /// <summary>The tag's colour.</summary>
    public string? TagColour { get; set; }

    /// <inheritdoc/>
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var heading = new Markup().Text(Heading);
        if (!string.IsNullOrEmpty(Tag))
            heading.Text(" ").Content(new Content(Html: Blocks.Tag(Tag, TagColour).ToString()));
        Write(output, Blocks.Card(Heading is null ? null : new Content(Html: heading.ToString()), await ChildAsync(output), level: Level, size: "s"));
    }
}

/// <summary>Facts, one a row.</summary>
[HtmlTargetElement("nhs-summary-list"), RestrictChildren("nhs-row")]
public sealed class NhsSummaryListTagHelper : NhsBlockTagHelper
{
    internal const string Rows = "nhs-summary-rows";

    /// <inheritdoc/>
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var rows = new List<SummaryRow>();
        context.Items[Rows] = rows;
        await output.GetChildContentAsync();
        Write(output, Blocks.SummaryList(rows));
    }
}

/// <summary>A fact of a summary list.</summary>
[HtmlTargetElement("nhs-row", ParentTag = "nhs-summary-list")]
public sealed class NhsRowTagHelper : NhsBlockTagHelper
{
    /// <summary>What it is.</summary>
    public required string Key { get; set; }

    /// <summary>The words of its action, such as "Change".</summary>
    public string? Action { get; set; }

    /// <summary>Where the action leads.</summary>
    public string? ActionHref { get; set; }

    /// <inheritdoc/>
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var value = await ChildAsync(output);
        ((List<SummaryRow>)context.Items[NhsSummaryListTagHelper.Rows]).Add(new SummaryRow(Key, value, string.IsNullOrEmpty(Action) ? [] : [new RowAction(Action, ActionHref!, Wording.Inside(Key))]));
        output.SuppressOutput();
    }
}

/// <summary>Steps, each with its status in words, and a link where something can be done.</summary>
[HtmlTargetElement("nhs-task-list"), RestrictChildren("nhs-task")]
public sealed class NhsTaskListTagHelper : NhsBlockTagHelper
{
    internal const string Rows = "nhs-tasks";

    /// <summary>What the ids of its parts begin with.</summary>
    public required string Id { get; set; }

    /// <inheritdoc/>
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var rows = new List<TaskRow>();
        context.Items[Rows] = rows;
        await output.GetChildContentAsync();
        Write(output, Blocks.TaskList(Id, rows));
    }
}

/// <summary>A step of a task list; its content is a hint.</summary>
[HtmlTargetElement("nhs-task", ParentTag = "nhs-task-list")]
public sealed class NhsTaskTagHelper : NhsBlockTagHelper
{
    /// <summary>What is to be done.</summary>
    public required string Name { get; set; }

    /// <summary>Where it is done; null where nothing can be done now.</summary>
    public string? Href { get; set; }

    /// <summary>The status in words.</summary>
    public required string Status { get; set; }

    /// <summary>The colour of the status; null for plain words.</summary>
    public string? StatusColour { get; set; }

    /// <inheritdoc/>
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var hint = await ChildAsync(output);
        var status = string.IsNullOrEmpty(StatusColour) ? new Content(Status) : new Content(Html: Blocks.Tag(Status, StatusColour).ToString());
        ((List<TaskRow>)context.Items[NhsTaskListTagHelper.Rows]).Add(new TaskRow(Name, Href, hint.IsEmpty ? null : hint, status));
        output.SuppressOutput();
    }
}

/// <summary>A table; on a phone its rows stand as cards, each cell with its column's heading.</summary>
/// <remarks>Rows and cells are written around their content as it comes: a list's many cells are not gathered as texts first.</remarks>
[HtmlTargetElement("nhs-table"), RestrictChildren("nhs-tr")]
public sealed class NhsTableTagHelper : TagHelper
{
    internal const string State = "nhs-table";

    /// <summary>What the table shows: always there, perhaps unseen.</summary>
    public required string Caption { get; set; }

    /// <summary>Whether the caption is for those alone who do not see the page.</summary>
    public bool HideCaption { get; set; }

    /// <summary>The columns.</summary>
    public required IReadOnlyList<Column> Columns { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        context.Items[State] = new Cells(Columns);
        output.TagName = "table";
        output.TagMode = TagMode.StartTagAndEndTag;
        Blocks.TableOf(responsive: true).CopyTo(output.Attributes);
        output.PreContent.SetHtmlContent(new Markup().TableHead(Caption, Columns, responsive: true, hidesCaption: HideCaption).Opened("tbody", Blocks.Body));
        output.PostContent.SetHtmlContent("</tbody>");
    }

    /// <summary>Tells each cell of a row its column.</summary>
    internal sealed class Cells(IReadOnlyList<Column> columns)
    {
        private int _next;

        public void NewRow() => _next = 0;

        public Column Take() => columns[_next++];
    }
}

/// <summary>A row of a table.</summary>
[HtmlTargetElement("nhs-tr", ParentTag = "nhs-table"), RestrictChildren("nhs-td")]
public sealed class NhsTableRowTagHelper : TagHelper
{
    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ((NhsTableTagHelper.Cells)context.Items[NhsTableTagHelper.State]).NewRow();
        output.TagName = "tr";
        Blocks.RowOf(responsive: true).CopyTo(output.Attributes);
    }
}

/// <summary>A cell, under the column of its place in the row.</summary>
[HtmlTargetElement("nhs-td", ParentTag = "nhs-tr")]
public sealed class NhsTableCellTagHelper : TagHelper
{
    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var column = ((NhsTableTagHelper.Cells)context.Items[NhsTableTagHelper.State]).Take();
        output.TagName = "td";
        Blocks.CellOf(responsive: true, isHeader: false).CopyTo(output.Attributes);
        // One element beside the heading: on a phone the two stand side by side.
        output.PreContent.SetHtmlContent(Blocks.CellHeading(new Markup(), column.Text).Opened("span", Blocks.Plain));
        output.PostContent.SetHtmlContent("</span>");
    }
}
