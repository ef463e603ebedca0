using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;

namespace HwbcPortal.Web.Features.Calendar;

/// <summary>When two people mean to meet, for how long and how.</summary>
internal abstract class MeetingForm : PortalForm
{
    [Display(Name = "Date")]
    public DateOnly? Date { get; set; }

    [Display(Name = "Time (optional)")]
    public string? Time { get; set; }

    [Display(Name = "How long?")]
    public int? Minutes { get; set; } = 60;

    [Display(Name = "How?")]
    public SessionFormat? Format { get; set; } = SessionFormat.Video;

    /// <summary>The time that is meant; null when there is none.</summary>
    public TimeOnly? StartsAt() => ClockTime.TryRead(Time, out var time) ? time : null;

    /// <summary>Whether its days are shown to be confirmed. A date that was refused has none: it may be one from which no twelve months can be counted.</summary>
    public bool ShowsDays(UkClock clock) => Confirmed is not null && Date >= clock.Today && Date <= clock.Today.AddYears(1);
}

internal abstract class MeetingValidator<T> : AbstractValidator<T> where T : MeetingForm
{
    protected void Meeting(UkClock clock)
    {
        RuleFor(f => f.Date).NotNull().WithMessage("Enter the date").Must(d => d is null || d >= clock.Today).WithMessage("Date must be today or later")
            .Must(d => d is null || d <= clock.Today.AddYears(1)).WithMessage("Date must be within a year");
        RuleFor(f => f.Time).Must(t => ClockTime.TryRead(t, out _)).WithMessage("Time must be written like 14:30 or 2:30pm");
        RuleFor(f => f.Minutes).NotNull().WithMessage("Enter how many minutes it takes").InclusiveBetween(1, 480).WithMessage("Minutes must be between 1 and 480");
        RuleFor(f => f.Format).NotNull().WithMessage("Select how you meet").IsInEnum().WithMessage("Select how you meet");
    }
}
