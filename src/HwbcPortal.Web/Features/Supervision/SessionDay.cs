using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Web.Infrastructure;

namespace HwbcPortal.Web.Features.Supervision;

/// <summary>When a session was.</summary>
internal enum SessionDay
{
    [Display(Name = "Today")]
    Today,

    [Display(Name = "Yesterday")]
    Yesterday,

    [Display(Name = "Another date")]
    Another,
}

/// <summary>A form that asks when a session was.</summary>
internal interface ISessionDayForm
{
    SessionDay? When { get; }

    /// <summary>The day, where it was neither today nor yesterday.</summary>
    DateOnly? Date { get; }
}

/// <summary>The day that such a form means, and what it may be.</summary>
internal static class SessionDays
{
    /// <summary>Older sessions are recorded by the coach's manager, who says why.</summary>
    public const int MostDaysAgo = 60;

    /// <summary>The day that is meant; null while none was given.</summary>
    public static DateOnly? DayOn(this ISessionDayForm form, DateOnly today) => form.When switch { SessionDay.Today => today, SessionDay.Yesterday => today.AddDays(-1), _ => form.Date };

    public static void AsksForDay<T>(this AbstractValidator<T> validator, UkClock clock) where T : ISessionDayForm
    {
        validator.RuleFor(f => f.When).NotNull().WithMessage("Select when the session was").IsInEnum().WithMessage("Select when the session was");
        validator.RuleFor(f => f.Date).NotNull().WithMessage("Enter the date of the session").Must(d => d is null || d <= clock.Today).WithMessage("Date of session must be today or in the past")
            .Must(d => d is null || d >= clock.Today.AddDays(-MostDaysAgo)).WithMessage($"A session of more than {MostDaysAgo} days ago is recorded by the coach's manager, with a reason").When(f => f.When == SessionDay.Another);
    }
}
