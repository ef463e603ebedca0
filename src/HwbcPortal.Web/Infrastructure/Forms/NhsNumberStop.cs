using FluentValidation;
using HwbcPortal.Domain.People;

namespace HwbcPortal.Web.Infrastructure.Forms;

/// <summary>Stops a text that seems to hold an NHS number: nothing about patients belongs into the portal.</summary>
internal static class NhsNumberStop
{
    /// <param name="rule">The rule of a text.</param>
    /// <param name="unless">Whether somebody has said that it is something else; null: nobody is asked.</param>
    public static IRuleBuilderOptions<T, string?> HasNoNhsNumber<T>(this IRuleBuilder<T, string?> rule, Func<T, bool>? unless = null) =>
        rule.Must((form, text) => unless?.Invoke(form) == true || NhsNumber.In(text) is null).WithMessage((_, text) => Sentence(text));

    /// <summary>What is said of a text.</summary>
    public static string Sentence(string? text) => $"\"{NhsNumber.In(text)}\" looks like an NHS number. Take it out: nothing about patients belongs here";
}
