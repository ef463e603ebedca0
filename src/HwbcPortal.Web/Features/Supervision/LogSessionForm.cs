using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Domain.People;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;

namespace HwbcPortal.Web.Features.Supervision;

/// <summary>What became of a session.</summary>
internal enum SessionResult
{
    [Display(Name = "Yes")]
    Held,

    [Display(Name = "Cancelled by the coach")]
    CancelledByCoach,

    [Display(Name = "Cancelled by the supervisor")]
    CancelledBySupervisor,

    [Display(Name = "The coach did not attend")]
    DidNotAttend,
}

/// <summary>What became of a session, as the record keeps it.</summary>
internal static class SessionResults
{
    public static (SessionOutcome Outcome, SessionParty? By) Kept(SessionResult result) => result switch
    {
        SessionResult.Held => (SessionOutcome.Held, null),
        SessionResult.CancelledByCoach => (SessionOutcome.Cancelled, SessionParty.Coach),
        SessionResult.CancelledBySupervisor => (SessionOutcome.Cancelled, SessionParty.Supervisor),
        _ => (SessionOutcome.DidNotAttend, null),
    };

    public static SessionResult? Of(SessionOutcome outcome, SessionParty? by) => (outcome, by) switch
    {
        (SessionOutcome.Held, _) => SessionResult.Held,
        (SessionOutcome.Cancelled, SessionParty.Coach) => SessionResult.CancelledByCoach,
        (SessionOutcome.Cancelled, SessionParty.Supervisor) => SessionResult.CancelledBySupervisor,
        (SessionOutcome.DidNotAttend, _) => SessionResult.DidNotAttend,
        _ => null,
    };
}

internal sealed class ActionForm
{
    [Display(Name = "What?")]
    public string? Text { get; set; }

    [Display(Name = "Whose is it?")]
    public ActionOwner? Owner { get; set; } = ActionOwner.Coach;

    [Display(Name = "By when? (optional)")]
    public DateOnly? DueOn { get; set; }
}

internal sealed class GoalNoteForm
{
    /// <summary>The version of the goal that was looked at.</summary>
    public Guid Seen { get; set; }

    [Display(Name = "What is new? (optional)")]
    public string? Text { get; set; }

    [Display(Name = "It is reached")]
    public bool Reached { get; set; }

    [Display(Name = "When do you look at it again?")]
    public DateOnly? ReviewOn { get; set; }

    public bool IsEmpty => string.IsNullOrWhiteSpace(Text) && !Reached && ReviewOn is null;
}

internal sealed class LogSessionForm : PortalForm, ISessionDayForm, IMayHoldNumbers
{
    public const int MostActions = 3;

    [Display(Name = "When?")]
    public SessionDay? When { get; set; }

    [Display(Name = "Date of session")]
    public DateOnly? Date { get; set; }

    [Display(Name = "Is it the one that was booked?")]
    public Guid? Booked { get; set; }

    [Display(Name = "How long?")]
    public int? Minutes { get; set; } = 60;

    [Display(Name = "What kind?")]
    public SessionKind? Kind { get; set; } = SessionKind.HealthCoachingIndividual;

    [Display(Name = "How?")]
    public SessionFormat? Format { get; set; } = SessionFormat.Video;

    [Display(Name = "Did it happen?")]
    public SessionResult? Outcome { get; set; } = SessionResult.Held;

    [Display(Name = "What was it about? (optional)")]
    public List<string>? Themes { get; set; }

    [Display(Name = "Notes (optional)")]
    public string? Notes { get; set; }

    [Display(Name = "It is not an NHS number")]
    public bool NotNhsNumber { get; set; }

    /// <summary>Actions of earlier sessions that are done.</summary>
    [Display(Name = "Which of these are done?")]
    public List<string>? Done { get; set; }

    /// <summary>What is agreed until next time.</summary>
    public List<ActionForm>? Actions { get; set; }

    /// <summary>What is new of the coach's goals, by their keys as the form names them.</summary>
    public Dictionary<string, GoalNoteForm?>? Goals { get; set; }

    /// <summary>What is new of goals; what is no key of one, or has no fields, is left out.</summary>
    public Dictionary<Guid, GoalNoteForm> GoalNotes() =>
        (Goals ?? []).Where(g => g.Value is not null && Guid.TryParse(g.Key, out _)).DistinctBy(g => Guid.Parse(g.Key)).ToDictionary(g => Guid.Parse(g.Key), g => g.Value!);

    [Display(Name = "Next session (optional)")]
    public DateOnly? NextOn { get; set; }

    [Display(Name = "A concern about practice (optional)")]
    public string? Concern { get; set; }

    [Display(Name = "Does the coach know?")]
    public bool ToldCoach { get; set; }

    [Display(Name = "Something about the coach's wellbeing to pass on (optional)")]
    public string? Wellbeing { get; set; }
}

internal sealed class LogSessionValidator : AbstractValidator<LogSessionForm>
{
    public LogSessionValidator(UkClock clock)
    {
        this.AsksForDay(clock);
        RuleFor(f => f.Minutes).NotNull().WithMessage("Enter how many minutes it took").InclusiveBetween(1, 480).WithMessage("Minutes must be between 1 and 480");
        RuleFor(f => f.Kind).NotNull().WithMessage("Select what kind of supervision it was").IsInEnum().WithMessage("Select what kind of supervision it was");
        RuleFor(f => f.Format).NotNull().WithMessage("Select how you met").IsInEnum().WithMessage("Select how you met");
        RuleFor(f => f.Outcome).NotNull().WithMessage("Select whether it happened").IsInEnum().WithMessage("Select whether it happened");
        RuleFor(f => f.Themes).Must(t => t is null || t.TrueForAll(c => SessionThemes.All.Any(k => k.Code == c))).WithMessage("Select from the list what it was about");
        RuleFor(f => f.Notes).MaximumLength(10_000).WithMessage("Notes must be 10,000 characters or fewer").HasNoNhsNumber(f => f.NotNhsNumber);
        RuleFor(f => f.Actions).Must(a => a is null || a.Count <= LogSessionForm.MostActions).WithMessage($"Enter {LogSessionForm.MostActions} actions or fewer");
        RuleForEach(f => f.Actions).ChildRules(action =>
        {
            action.RuleFor(a => a.Text).MaximumLength(500).WithMessage("What is to be done must be 500 characters or fewer");
            action.RuleFor(a => a.Owner).NotNull().WithMessage("Select whose it is").IsInEnum().WithMessage("Select whose it is");
            action.RuleFor(a => a.DueOn).Must(d => d is null || d >= clock.Today).WithMessage("By when must be today or later");
        });
        RuleFor(f => f.Actions).Custom((actions, context) =>
        {
            for (var i = 0; i < actions?.Count; i++)
            {
                if (!context.InstanceToValidate.NotNhsNumber && NhsNumber.In(actions[i].Text) is not null)
                    context.AddFailure($"Actions[{i}].Text", NhsNumberStop.Sentence(actions[i].Text));
            }
        });
        RuleFor(f => f).Custom((form, context) =>
        {
            foreach (var (id, note) in form.GoalNotes())
            {
                if (note.Text?.Length > 500)
                    context.AddFailure($"Goals[{id}].Text", "What is new must be 500 characters or fewer");
                else if (!context.InstanceToValidate.NotNhsNumber && NhsNumber.In(note.Text) is not null)
                    context.AddFailure($"Goals[{id}].Text", NhsNumberStop.Sentence(note.Text));
                if (note is { Reached: false, ReviewOn: { } day } && (day <= clock.Today || day > clock.Today.AddYears(2)))
                    context.AddFailure($"Goals[{id}].ReviewOn", "When you look at it again must be after today and within two years");
            }
        });
        RuleFor(f => f.Concern).MaximumLength(2000).WithMessage("The concern must be 2,000 characters or fewer").HasNoNhsNumber(f => f.NotNhsNumber);
        RuleFor(f => f.ToldCoach).Equal(true).When(f => !string.IsNullOrWhiteSpace(f.Concern)).WithMessage("A concern goes to the manager only when the coach knows of it. Tell the coach and tick this, or take the concern out");
        RuleFor(f => f.Wellbeing).MaximumLength(2000).WithMessage("What is passed on must be 2,000 characters or fewer").HasNoNhsNumber(f => f.NotNhsNumber);
        RuleFor(f => f.NextOn).Must(d => d is null || d > clock.Today).WithMessage("Next session must be after today").Must(d => d is null || d <= clock.Today.AddYears(1)).WithMessage("Next session must be within a year");
    }

}
