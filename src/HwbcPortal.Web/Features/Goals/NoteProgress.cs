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

internal sealed class ProgressForm : PortalForm
{
    /// <summary>The version that was looked at.</summary>
    public Guid Seen { get; set; }

    [Display(Name = "What is new?")]
    public string? Text { get; set; }

    [Display(Name = "How does it stand?")]
    public GoalState? State { get; set; }

    [Display(Name = "When do you look at it again?")]
    public DateOnly? ReviewOn { get; set; }
}

internal sealed class ProgressValidator : AbstractValidator<ProgressForm>
{
    public ProgressValidator(UkClock clock)
    {
        RuleFor(f => f.Text).NotEmpty().WithMessage("Enter what is new").MaximumLength(500).WithMessage("What is new must be 500 characters or fewer").HasNoNhsNumber();
        RuleFor(f => f.State).NotNull().WithMessage("Select how it stands").IsInEnum().WithMessage("Select how it stands");
        RuleFor(f => f.ReviewOn).IsReviewDay(clock, f => f.State is null or GoalState.Open);
    }
}

internal sealed record ProgressPage(ProgressForm Form, GoalOwner Owner, GoalRow Goal, DateOnly Today) : IFormPage<ProgressForm>;

/// <summary>Looks at a goal again: what is new, whether it goes on, and until when.</summary>
internal sealed class NoteProgress(HwbcDbContext db, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<ProgressPage>> OpenAsync(Result<GoalOwner> owner, Guid id, ProgressForm? form, CancellationToken cancellation)
    {
        if (owner.Failure is { } failure)
            return failure;
        var today = clock.Today;
        if ((await GoalRow.ListAsync(db, owner.Value!.CoachId, cancellation)).Find(g => g.Id == id && g.IsOpen) is not { } goal)
            return new NotFoundError();
        // The page shows the goal as it is: saved again, that is what was looked at.
        if (form is not null)
            form.Seen = goal.Version;
        return new ProgressPage(form ?? new ProgressForm { Seen = goal.Version, State = GoalState.Open, ReviewOn = goal.ReviewOn > today ? goal.ReviewOn : null }, owner.Value, goal, today);
    }

    public async Task<Result<Done>> SaveAsync(Result<GoalOwner> owner, Guid id, ProgressForm form, CancellationToken cancellation)
    {
        if (owner.Failure is { } failure)
            return failure;
        var coach = owner.Value!;
        if (await db.Goals.SingleOrDefaultAsync(g => g.Id == id && g.CoachId == coach.CoachId && g.State == GoalState.Open, cancellation) is not { } goal)
            return new NotFoundError();
        if (goal.Version != form.Seen)
            return new StaleError();
        Note(db, goal, null, form.Text, form.State!.Value, form.ReviewOn, signedIn.Person.PersonId, clock.UtcNow);
        return await change.SaveAsync(new AuditCommand("goal.progress", coach.CoachId), [], form,
            new Done(coach.Home, goal.State switch { GoalState.Reached => "It is reached. Well done.", GoalState.Dropped => "It is given up.", _ => "What is new is noted." }), _ => nameof(form.Text), cancellation);
    }

    /// <summary>Notes what is new of a goal, in a session or outside of one; a goal that is closed meanwhile keeps the note.</summary>
    public static void Note(HwbcDbContext db, Goal goal, Guid? sessionRecordId, string? text, GoalState state, DateOnly? reviewOn, Guid authorId, DateTime nowUtc)
    {
        if (!string.IsNullOrWhiteSpace(text))
            db.Add(new GoalProgress { CoachId = goal.CoachId, GoalId = goal.Id, SessionRecordId = sessionRecordId, AuthorId = authorId, Text = text.Trim(), WrittenUtc = nowUtc });
        if (goal.State != GoalState.Open)
            return;
        (goal.State, goal.ClosedUtc, goal.Version) = (state, state == GoalState.Open ? null : nowUtc, Guid.NewGuid());
        if (state == GoalState.Open && reviewOn is { } day)
            goal.ReviewOn = day;
    }
}
