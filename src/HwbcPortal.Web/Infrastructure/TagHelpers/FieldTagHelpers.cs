using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using HwbcPortal.Web.Infrastructure.Components;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace HwbcPortal.Web.Infrastructure.TagHelpers;

/// <summary>What the field tag helpers share: the bound member, its words, and what was typed last.</summary>
public abstract class NhsFieldTagHelper : TagHelper
{
    /// <summary>The bound member.</summary>
    [HtmlAttributeName("asp-for")]
    public required ModelExpression For { get; set; }

    /// <summary>The label or legend; else the member's display name.</summary>
    public string? Label { get; set; }

    /// <summary>s, m, l or xl.</summary>
    public string? LabelSize { get; set; }

    /// <summary>Whether the label is the page's heading.</summary>
    public bool PageHeading { get; set; }

    /// <summary>A hint under the label.</summary>
    public string? Hint { get; set; }

    /// <summary>The name that the field posts under; else the bound member's.</summary>
    public string? FieldName { get; set; }

    /// <summary>The page.</summary>
    [ViewContext, HtmlAttributeNotBound]
    public required ViewContext ViewContext { get; set; }

    internal string Name => FieldName ?? ViewContext.ViewData.TemplateInfo.GetFullHtmlFieldName(For.Name);

    internal string Id => TagBuilder.CreateSanitizedId(Name, "-");

    internal string? Error => ViewContext.ModelState.TryGetValue(Name, out var entry) && entry.Errors.Count > 0 ? entry.Errors[0].ErrorMessage : null;

    internal string? Typed(string? member = null)
    {
        var key = member is null ? Name : $"{Name}.{member}";
        if (ViewContext.ModelState.TryGetValue(key, out var entry) && entry.AttemptedValue is not null)
            return entry.AttemptedValue;
        return member is null ? Convert.ToString(For.Model, CultureInfo.InvariantCulture) : null;
    }

    internal Field Field(string? linkTo = null)
    {
        // The error summary stands before the form and is written after it: it lists the fields in the order in which they were met.
        FieldsOnPage.Of(ViewContext).Add((Name, linkTo ?? Id));
        return new Field { Id = Id, Name = Name, Label = new Content(Label ?? For.Metadata.DisplayName ?? For.Name), LabelSize = LabelSize, IsPageHeading = PageHeading, Hint = Hint, Error = Error };
    }

    internal static void Write(TagHelperOutput output, Markup markup)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(markup);
    }
}

/// <summary>One line of text.</summary>
[HtmlTargetElement("nhs-input", TagStructure = TagStructure.WithoutEndTag)]
public sealed class NhsInputTagHelper : NhsFieldTagHelper
{
    /// <summary>The input's type.</summary>
    public string Type { get; set; } = "text";

    /// <summary>The keyboard that a phone shows.</summary>
    public string? Inputmode { get; set; }

    /// <summary>What the browser may fill in.</summary>
    public string? Autocomplete { get; set; }

    /// <summary>2, 3, 4, 5, 10, 20 or 30 characters.</summary>
    public string? Width { get; set; }

    /// <summary>Text after the field, such as a unit.</summary>
    public string? Suffix { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output) =>
        Write(output, Fields.Input(Field(), Type == "password" ? null : Typed(), Type, Inputmode, Autocomplete, Width, Type is "email" or "password" ? false : null, suffix: Suffix));
}

/// <summary>A file to upload.</summary>
[HtmlTargetElement("nhs-file-upload", TagStructure = TagStructure.WithoutEndTag)]
public sealed class NhsFileUploadTagHelper : NhsFieldTagHelper
{
    /// <summary>The kinds of file that the device offers.</summary>
    public string? Accept { get; set; }

    /// <summary>Whether several may be chosen.</summary>
    public bool Multiple { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output) => Write(output, Fields.FileUpload(Field(), Accept, Multiple, enhanced: false));
}

/// <summary>Several lines of text.</summary>
[HtmlTargetElement("nhs-textarea", TagStructure = TagStructure.WithoutEndTag)]
public sealed class NhsTextareaTagHelper : NhsFieldTagHelper
{
    /// <summary>Visible lines.</summary>
    public int Rows { get; set; } = 5;

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output) => Write(output, Fields.Textarea(Field(), Typed(), Rows));
}

/// <summary>A list to choose from.</summary>
[HtmlTargetElement("nhs-select", TagStructure = TagStructure.WithoutEndTag)]
public sealed class NhsSelectTagHelper : NhsFieldTagHelper
{
    /// <summary>The choices.</summary>
    [HtmlAttributeName("asp-items")]
    public IEnumerable<SelectListItem>? Items { get; set; }

    /// <summary>The first entry, which chooses nothing.</summary>
    public string? Empty { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var choices = ChoiceItems.Of(this, Items);
        Write(output, Fields.Select(Field(), Empty is null ? choices : [new Choice("", Empty, IsChecked: choices.TrueForAll(c => !c.IsChecked)), .. choices]));
    }
}

/// <summary>Radio buttons.</summary>
[HtmlTargetElement("nhs-radios", TagStructure = TagStructure.WithoutEndTag)]
public sealed class NhsRadiosTagHelper : NhsFieldTagHelper
{
    /// <summary>The choices; else the members of the enumeration, or yes and no.</summary>
    [HtmlAttributeName("asp-items")]
    public IEnumerable<SelectListItem>? Items { get; set; }

    /// <summary>Beside each other.</summary>
    public bool Inline { get; set; }

    /// <summary>Smaller.</summary>
    public bool Small { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output) =>
        Write(output, Fields.Choices(Field(), ChoiceItems.Of(this, Items), radios: true, Small, Inline));
}

/// <summary>One checkbox for a yes-or-no member.</summary>
[HtmlTargetElement("nhs-checkbox", TagStructure = TagStructure.WithoutEndTag)]
public sealed class NhsCheckboxTagHelper : NhsFieldTagHelper
{
    /// <summary>The words beside the box.</summary>
    public required string Text { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output) =>
        Write(output, Fields.Choices(Field(), [new Choice("true", Text, IsChecked: For.Model is true)], radios: false));
}

/// <summary>Checkboxes of which any number can be ticked.</summary>
[HtmlTargetElement("nhs-checkboxes", TagStructure = TagStructure.WithoutEndTag)]
public sealed class NhsCheckboxesTagHelper : NhsFieldTagHelper
{
    /// <summary>The choices.</summary>
    [HtmlAttributeName("asp-items")]
    public required IEnumerable<SelectListItem> Items { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var ticked = (For.Model as IEnumerable<string>)?.ToHashSet(StringComparer.Ordinal) ?? [];
        Write(output, Fields.Choices(Field(), Items.Select(i => new Choice(i.Value, i.Text, IsChecked: ticked.Contains(i.Value))).ToList(), radios: false));
    }
}

/// <summary>A group of blocks under one legend, with the error of the member that they post.</summary>
[HtmlTargetElement("nhs-fieldset")]
public sealed class NhsFieldsetTagHelper : NhsFieldTagHelper
{
    /// <inheritdoc/>
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var field = Field();
        Write(output, Fields.Group(field, new Content(Html: (await output.GetChildContentAsync()).GetContent())));
    }
}

/// <summary>A date in three text fields.</summary>
[HtmlTargetElement("nhs-date-input", TagStructure = TagStructure.WithoutEndTag)]
public sealed class NhsDateInputTagHelper : NhsFieldTagHelper
{
    /// <summary>The date that is shown where the bound member has none.</summary>
    public DateOnly? Value { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var date = For.Model as DateOnly? ?? Value;
        string? Part(string part, Func<DateOnly, int> of) => Typed(part) ?? (date is { } d ? of(d).ToString(CultureInfo.InvariantCulture) : null);
        var (day, month, year) = (Part("Day", d => d.Day), Part("Month", d => d.Month), Part("Year", d => d.Year));
        var missing = new[] { ("Day", day), ("Month", month), ("Year", year) }.Where(p => string.IsNullOrWhiteSpace(p.Item2)).Select(p => p.Item1).ToList();
        var wrong = missing.Count is > 0 and < 3 ? missing : ["Day", "Month", "Year"];
        Write(output, Fields.DateInput(Field($"{Id}-{wrong[0].ToLowerInvariant()}"), day, month, year, part => Error is not null && wrong.Contains(part)));
    }
}

/// <summary>Choices from a list, an enumeration, or yes and no.</summary>
internal static class ChoiceItems
{
    public static List<Choice> Of(NhsFieldTagHelper helper, IEnumerable<SelectListItem>? items)
    {
        var chosen = helper.Typed();
        var type = Nullable.GetUnderlyingType(helper.For.ModelExplorer.ModelType) ?? helper.For.ModelExplorer.ModelType;
        items ??= type.IsEnum ? Members(type) : type == typeof(bool) ? [new SelectListItem("Yes", "true"), new SelectListItem("No", "false")] : [];
        return items.Select(i => new Choice(i.Value, i.Text, IsChecked: string.Equals(i.Value, chosen, StringComparison.OrdinalIgnoreCase))).ToList();
    }

    private static IEnumerable<SelectListItem> Members(Type type) => type.GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => new SelectListItem(f.GetCustomAttribute<DisplayAttribute>()?.Name ?? f.Name, f.Name));
}

/// <summary>The fields of the page in the order in which they were written.</summary>
internal static class FieldsOnPage
{
    public static List<(string Name, string Id)> Of(ViewContext view)
    {
        if (view.HttpContext.Items[typeof(FieldsOnPage)] is List<(string, string)> fields)
            return fields;
        var made = new List<(string, string)>();
        view.HttpContext.Items[typeof(FieldsOnPage)] = made;
        return made;
    }
}
