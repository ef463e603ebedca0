namespace HwbcPortal.Web.Infrastructure;

/// <summary>Why a use case did not do what it was asked. Each is an answer for people; bugs throw.</summary>
internal abstract record Failure;

/// <summary>It is not there, or not for this person to know of.</summary>
internal sealed record NotFoundError : Failure;

/// <summary>This person may see it and may not do this.</summary>
/// <param name="Sentence">What to do instead.</param>
internal sealed record ForbiddenError(string Sentence) : Failure;

/// <summary>A rule of the record refuses it.</summary>
/// <param name="Field">The form's field; empty for the whole form.</param>
/// <param name="Sentence">How to put it right.</param>
internal sealed record RuleError(string Field, string Sentence) : Failure;

/// <summary>It has consequences that are shown first; the form is shown with them, to be confirmed.</summary>
internal sealed record ConfirmFirst : Failure;

/// <summary>Somebody else changed the same thing first.</summary>
internal sealed record StaleError : Failure;

/// <summary>A value, or why there is none.</summary>
internal readonly record struct Result<T>
{
    private Result(T? value, Failure? failure) => (Value, Failure) = (value, failure);

    /// <summary>The value; only where there is no failure.</summary>
    public T? Value { get; }

    /// <summary>Why there is no value.</summary>
    public Failure? Failure { get; }

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Failure failure) => new(default, failure);
}

/// <summary>A form was stored: where to go next, and what to say there.</summary>
internal sealed record Done(string Location, string Message);
