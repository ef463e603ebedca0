using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Goals;

internal sealed class GoalForm : PortalForm
{
    /// <summary>The version that was looked at; null for a new goal.</summary>
    public Guid? Seen { get; set; }

    [Display(Name = "What is it?")]
    public GoalKind? Kind { get; set; }

    [Display(Name = "What is to be reached?")]
    public string? Text { get; set; }

    [Display(Name = "How will you know?")]
    public string? Measure { get; set; }

    [Display(Name = "When do you look at it again?")]
    public DateOnly? ReviewOn { get; set; }
}

internal sealed class GoalValidator : AbstractValidator<GoalForm>
{
    public GoalValidator(UkClock clock)
    {
        RuleFor(f => f.Kind).NotNull().WithMessage("Select whether it is a goal or training").IsInEnum().WithMessage("Select whether it is a goal or training");
        RuleFor(f => f.Text).NotEmpty().WithMessage("Enter what is to be reached").MaximumLength(500).WithMessage("What is to be reached must be 500 characters or fewer").HasNoNhsNumber();
        RuleFor(f => f.Measure).NotEmpty().WithMessage("Enter how you will know").MaximumLength(500).WithMessage("How you will know must be 500 characters or fewer").HasNoNhsNumber();
        RuleFor(f => f.ReviewOn).IsReviewDay(clock);
    }
}

/// <summary>The day on which a goal is looked at again.</summary>
internal static class ReviewDay
{
    public static void IsReviewDay<T>(this IRuleBuilder<T, DateOnly?> rule, UkClock clock, Func<T, bool>? when = null) => rule
        .Must((form, d) => d is not null || when?.Invoke(form) == false).WithMessage("Enter when you look at it again")
        .Must((form, d) => d is null || d > clock.Today || when?.Invoke(form) == false).WithMessage("When you look at it again must be after today")
        .Must((form, d) => d is null || d <= clock.Today.AddYears(2) || when?.Invoke(form) == false).WithMessage("When you look at it again must be within two years");
}

/// <param name="Form">The form.</param>
/// <param name="Owner">Whose plan it is.</param>
/// <param name="Now">What the goal says now, where somebody changed it since it was looked at; else null.</param>
internal sealed record GoalPage(GoalForm Form, GoalOwner Owner, GoalForm? Now = null) : IFormPage<GoalForm>;

/// <summary>Writes a goal into the plan, or changes one. One of the two writes it, the other agrees; a change is agreed on anew.</summary>
internal sealed class SetGoal(HwbcDbContext db, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    private const int MostOpen = 20;

    public async Task<Result<GoalPage>> OpenAsync(Result<GoalOwner> owner, Guid? id, GoalForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(owner, id, cancellation);
        if (found.Failure is { } failure)
            return failure;
        if (found.Value is not { } goal)
            return new GoalPage(form ?? new GoalForm { Kind = GoalKind.Goal }, owner.Value!);
        var now = new GoalForm { Seen = goal.Version, Kind = goal.Kind, Text = goal.Text, Measure = goal.Measure, ReviewOn = goal.ReviewOn };
        if (form is null)
            return new GoalPage(now, owner.Value!);
        // What it says now stands above the form: saved again, that is what was looked at.
        var changed = form.Seen != goal.Version;
        form.Seen = goal.Version;
        return new GoalPage(form, owner.Value!, changed ? now : null);
    }

    public async Task<Result<Done>> SaveAsync(Result<GoalOwner> owner, Guid? id, GoalForm form, CancellationToken cancellation)
    {
        var found = await FindAsync(owner, id, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (coach, goal) = (owner.Value!, found.Value);
        if (goal is not null && goal.Version != form.Seen)
            return new StaleError();
        if (goal is null && await db.Goals.CountAsync(g => g.CoachId == coach.CoachId && g.State == GoalState.Open, cancellation) >= MostOpen)
            return new RuleError("", $"{coach.Plan} has {MostOpen} open lines already. Say of one of them that it is reached or given up, then add this one.");
        if (goal is null)
            db.Add(goal = new Goal { CoachId = coach.CoachId, Text = "", Measure = "" });
        (goal.Kind, goal.Text, goal.Measure, goal.ReviewOn) = (form.Kind!.Value, form.Text!.Trim(), form.Measure!.Trim(), form.ReviewOn!.Value);
        (goal.WrittenById, goal.WrittenUtc, goal.AgreedById, goal.Version) = (signedIn.Person.PersonId, clock.UtcNow, null, Guid.NewGuid());
        return await change.SaveAsync(new AuditCommand("goal.set", coach.CoachId), [], form,
            new Done(coach.Home, coach.IsOwn ? "It is in your plan. It stands when somebody who supports you agrees." : $"It is in {coach.Name}'s plan. It stands when {coach.Name} agrees."), _ => nameof(form.Text), cancellation);
    }

    /// <summary>The other of the two agrees to what they read.</summary>
    public async Task<Result<Done>> AgreeAsync(Result<GoalOwner> owner, Guid id, Guid? seen, CancellationToken cancellation)
    {
        var found = await FindAsync(owner, id, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (coach, goal) = (owner.Value!, found.Value!);
        if (coach.IsOwn == (goal.WrittenById == goal.CoachId))
            return new ForbiddenError("One of you writes it, the other agrees.");
        var changed = new Done(coach.Home, "It was changed since you read it. Read what it says now, then agree.");
        if (goal.AgreedById is { } already)
            return new Done(coach.Home, already == signedIn.Person.PersonId ? "You have agreed." : "It is agreed already.");
        if (goal.Version != seen)
            return changed;
        (goal.AgreedById, goal.Version) = (signedIn.Person.PersonId, Guid.NewGuid());
        var saved = await change.SaveAsync(new AuditCommand("goal.agree", coach.CoachId), [], new GoalForm(), new Done(coach.Home, "You have agreed."), _ => "", cancellation);
        return saved.Failure is StaleError ? changed : saved;
    }

    /// <summary>The goal while it is open; null for a new one.</summary>
    private async Task<Result<Goal?>> FindAsync(Result<GoalOwner> owner, Guid? id, CancellationToken cancellation)
    {
        if (owner.Failure is { } failure)
            return failure;
        if (id is null)
            return (Goal?)null;
        var coachId = owner.Value!.CoachId;
        return await db.Goals.SingleOrDefaultAsync(g => g.Id == id && g.CoachId == coachId && g.State == GoalState.Open, cancellation) is { } goal ? goal : new NotFoundError();
    }
}
