using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure.Components;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace HwbcPortal.Web.Infrastructure.TagHelpers;

/// <summary>The list of what is to be put right, each entry a link to its field. The layout puts it first in main.</summary>
[HtmlTargetElement("nhs-error-summary", TagStructure = TagStructure.WithoutEndTag)]
public sealed class NhsErrorSummaryTagHelper : TagHelper
{
    /// <summary>The page.</summary>
    [ViewContext, HtmlAttributeNotBound]
    public required ViewContext ViewContext { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        var state = ViewContext.ModelState;
        if (state.IsValid)
            return;
        var fields = FieldsOnPage.Of(ViewContext);
        var errors = state.SelectMany(e => e.Value!.Errors.Take(1).Select(x => (e.Key, x.ErrorMessage)))
            .Select(e => (e.ErrorMessage, Place: fields.FindIndex(f => string.Equals(f.Name, e.Key, StringComparison.OrdinalIgnoreCase)))).OrderBy(e => e.Place).ToList();
        output.Content.SetHtmlContent(Summary.Errors(errors.Select(e => (e.ErrorMessage, e.Place < 0 ? null : fields[e.Place].Id))));
    }
}

/// <summary>A status in words, with its colour.</summary>
[HtmlTargetElement("nhs-tag")]
public sealed class NhsTagTagHelper : TagHelper
{
    /// <summary>The design system's colour.</summary>
    public string? Colour { get; set; }

    /// <summary>The words.</summary>
    public string? Text { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "strong";
        output.TagMode = TagMode.StartTagAndEndTag;
        Blocks.TagClass(Colour).CopyTo(output.Attributes);
        if (Text is not null)
            output.Content.SetContent(Text);
    }
}

/// <summary>A button, or a link that looks like one.</summary>
[HtmlTargetElement("nhs-button")]
public sealed class NhsButtonTagHelper : TagHelper
{
    /// <summary>secondary, warning or reverse.</summary>
    public string? Variant { get; set; }

    /// <summary>Where a link leads.</summary>
    public string? Href { get; set; }

    /// <summary>Smaller.</summary>
    public bool Small { get; set; }

    /// <summary>May be pressed again within a second: a device answers faster, and the form's script sees to double clicks.</summary>
    public bool Again { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = Href is null ? "button" : "a";
        output.TagMode = TagMode.StartTagAndEndTag;
        Blocks.ButtonOf(Href, Variant, Small, preventsDoubleClick: !Again).CopyTo(output.Attributes);
    }
}

/// <summary>A form that changes something: it posts, with its key and the antiforgery token, and leaves checking to the server.</summary>
[HtmlTargetElement("nhs-form")]
public sealed class NhsFormTagHelper(Microsoft.AspNetCore.Antiforgery.IAntiforgery antiforgery) : TagHelper
{
    /// <summary>The form's key; null for a form without one.</summary>
    public Guid? Key { get; set; }

    /// <summary>What has been shown of the form's consequences; null while nothing was.</summary>
    public string? Confirmed { get; set; }

    /// <summary>Where it posts to; null: to the page's own address.</summary>
    public string? Action { get; set; }

    /// <summary>The page.</summary>
    [ViewContext, HtmlAttributeNotBound]
    public required ViewContext ViewContext { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "form";
        output.Attributes.SetAttribute("method", "post");
        output.Attributes.SetAttribute("novalidate", null);
        if (Action is not null)
            output.Attributes.SetAttribute("action", Action);
        // What is shown again was typed: a session that ends meanwhile keeps it.
        if (HttpMethods.IsPost(ViewContext.HttpContext.Request.Method))
            output.Attributes.SetAttribute("data-typed", "");
        var tokens = antiforgery.GetAndStoreTokens(ViewContext.HttpContext);
        var hidden = new Markup().Element("input", Components.Attributes.Of(("type", "hidden"), ("name", tokens.FormFieldName), ("value", tokens.RequestToken)));
        if (Key is { } key)
            hidden.Element("input", Components.Attributes.Of(("type", "hidden"), ("name", $"Form.{nameof(PortalForm.Key)}"), ("value", key)));
        if (ProvedLatelyAttribute.FieldOf(ViewContext.HttpContext) is { } opened)
            hidden.Element("input", Components.Attributes.Of(("type", "hidden"), ("name", ProvedLatelyAttribute.Field), ("value", opened)));
        if (!string.IsNullOrEmpty(Confirmed))
            hidden.Element("input", Components.Attributes.Of(("type", "hidden"), ("name", $"Form.{nameof(PortalForm.Confirmed)}"), ("value", Confirmed)));
        output.PreContent.SetHtmlContent(hidden);
    }
}

/// <summary>Pages of a list: numbers around the current one, first and last always.</summary>
[HtmlTargetElement("nhs-pagination", TagStructure = TagStructure.WithoutEndTag)]
public sealed class NhsPaginationTagHelper : TagHelper
{
    /// <summary>The current page, from 1.</summary>
    public int Page { get; set; }

    /// <summary>How many there are.</summary>
    public int Pages { get; set; }

    /// <summary>The address of a page.</summary>
    public required Func<int, string> Url { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        if (Pages > 1)
            output.Content.SetHtmlContent(Summary.Pagination(Page, Pages, Url));
    }
}
