using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace HwbcPortal.Web.Infrastructure.Components;

/// <summary>Writes HTML in which every value is encoded; only what was markup before stays markup.</summary>
internal sealed class Markup : IHtmlContent
{
    private static readonly HashSet<string> Void = ["input", "br", "hr", "img"];
    private readonly StringBuilder _html = new();

    /// <summary>Opens an element, puts the content in, closes it.</summary>
    public Markup Element(string name, Attributes attributes, Action<Markup>? content = null)
    {
        Opened(name, attributes);
        if (Void.Contains(name))
            return this;
        content?.Invoke(this);
        _html.Append("</").Append(name).Append('>');
        return this;
    }

    /// <summary>Opens an element whose content and end somebody else writes.</summary>
    public Markup Opened(string name, Attributes attributes)
    {
        _html.Append('<').Append(name);
        attributes.WriteTo(_html);
        _html.Append('>');
        return this;
    }

    /// <summary>Encoded text.</summary>
    public Markup Text(string? text)
    {
        if (text is not null)
            _html.Append(HtmlEncoder.Default.Encode(text));
        return this;
    }

    /// <summary>Markup as it is, or else text.</summary>
    public Markup Content(Content? content)
    {
        if (content?.Html is { } html)
            _html.Append(html);
        else
            Text(content?.Text);
        return this;
    }

    public void WriteTo(TextWriter writer, HtmlEncoder encoder) => writer.Write(_html);

    public override string ToString() => _html.ToString();
}

/// <summary>Text, or markup that was made safely elsewhere.</summary>
internal sealed record Content(string? Text = null, string? Html = null)
{
    public bool IsEmpty => string.IsNullOrEmpty(Text) && string.IsNullOrEmpty(Html);

    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    public static implicit operator Content?(string? text) => text is null ? null : new Content(text);
}

/// <summary>Attributes in order. Null and false are left out, true stands without a value.</summary>
internal sealed class Attributes
{
    private readonly List<(string Name, string? Value)> _items = [];

    public static Attributes Of(params ReadOnlySpan<(string Name, object? Value)> items)
    {
        var attributes = new Attributes();
        foreach (var (name, value) in items)
            attributes.Add(name, value);
        return attributes;
    }

    public static Attributes Class(params ReadOnlySpan<string?> classes) => new Attributes().Add("class", Classes(classes));

    public static string Classes(params ReadOnlySpan<string?> classes)
    {
        var text = new StringBuilder();
        foreach (var name in classes)
        {
            if (!string.IsNullOrEmpty(name))
                text.Append(text.Length == 0 ? "" : " ").Append(name);
        }

        return text.ToString();
    }

    public Attributes Add(string name, object? value)
    {
        if (value is not (null or false))
            _items.Add((name, value is true ? null : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)));
        return this;
    }

    /// <summary>Sets them on an element that a tag helper keeps.</summary>
    public void CopyTo(Microsoft.AspNetCore.Razor.TagHelpers.TagHelperAttributeList target)
    {
        foreach (var (name, value) in _items)
            target.SetAttribute(name, value);
    }

    public void WriteTo(StringBuilder html)
    {
        foreach (var (name, value) in _items)
        {
            html.Append(' ').Append(name);
            if (value is not null)
                html.Append("=\"").Append(HtmlEncoder.Default.Encode(value)).Append('"');
        }
    }
}
