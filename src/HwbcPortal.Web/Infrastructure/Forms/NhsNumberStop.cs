using System.Reflection;
using FluentValidation;
using HwbcPortal.Domain.People;

namespace HwbcPortal.Web.Infrastructure.Forms;

/// <summary>
/// Stops a text that seems to hold an NHS number: nothing about patients belongs into the portal. Every text of every form is looked at,
/// whether its validator says so or not; what can hold no text is named here.
/// </summary>
internal static class NhsNumberStop
{
    /// <summary>Fields of a closed kind: codes, references, addresses, amounts, and secrets, which are never said again. Some numbers of the kind that they hold look like an NHS number by chance.</summary>
    public static readonly IReadOnlySet<string> Closed = new HashSet<string>(StringComparer.Ordinal)
    {
        "Confirmed", "Seen", "Draft", "Change", "Email", "WorkEmail", "Password", "Now", "Credential", "State", "Code", "Token", "Secret", "Reference", "Pcn", "Rule", "Time", "Annual", "Amount", "CertificateNumber", "BookingReference", "Content",
    };

    /// <param name="rule">The rule of a text.</param>
    /// <param name="unless">Whether somebody has said that it is something else; null: nobody is asked.</param>
    public static IRuleBuilderOptions<T, string?> HasNoNhsNumber<T>(this IRuleBuilder<T, string?> rule, Func<T, bool>? unless = null) =>
        rule.Must((form, text) => unless?.Invoke(form) == true || NhsNumber.In(text) is null).WithMessage((_, text) => Sentence(text));

    /// <summary>What is said of a text.</summary>
    public static string Sentence(string? text) => $"\"{NhsNumber.In(text)}\" looks like an NHS number. Take it out: nothing about patients belongs here";

    /// <summary>The form's texts by name.</summary>
    public static IEnumerable<PropertyInfo> Texts(Type form) => form.GetProperties().Where(p => p is { PropertyType: var type, CanWrite: true } && type == typeof(string) && !Closed.Contains(p.Name));

    /// <summary>The texts that seem to hold one, those in the form's lists too, unless somebody has said that it is something else.</summary>
    public static IEnumerable<(string Field, string Sentence)> In(PortalForm form) => form is IMayHoldNumbers { NotNhsNumber: true } ? [] : In(form, "");

    private static IEnumerable<(string Field, string Sentence)> In(object holder, string prefix) => Texts(holder.GetType()).Select(p => (p.Name, Text: (string?)p.GetValue(holder))).Where(t => NhsNumber.In(t.Text) is not null).Select(t => (prefix + t.Name, Sentence(t.Text)))
        .Concat(holder.GetType().GetProperties().Where(IsList).SelectMany(p => Items(p.GetValue(holder)).SelectMany(i => In(i.Item, $"{prefix}{p.Name}[{i.Key}]."))));

    /// <summary>Lists and dictionaries of parts of a form.</summary>
    private static bool IsList(PropertyInfo property) => property is { CanWrite: true, PropertyType.IsGenericType: true } && property.PropertyType.GetGenericArguments()[^1] is { IsClass: true } part && part.Assembly == typeof(PortalForm).Assembly;

    private static IEnumerable<(object? Key, object Item)> Items(object? list) => list switch
    {
        System.Collections.IDictionary named => named.Keys.Cast<object>().Where(k => named[k] is not null).Select(k => ((object?)k, named[k]!)),
        System.Collections.IEnumerable all => all.Cast<object?>().Select((item, i) => (Key: (object?)i, item)).Where(i => i.item is not null).Select(i => (i.Key, i.item!)),
        _ => [],
    };
}

/// <summary>A form on which somebody can say that what looks like an NHS number is something else.</summary>
internal interface IMayHoldNumbers
{
    bool NotNhsNumber { get; }
}
