using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Tiers;

internal sealed class TierForm : PortalForm
{
    /// <summary>The version of the coach's record that was looked at.</summary>
    public Guid Seen { get; set; }

    [Display(Name = "Day of the review")]
    public DateOnly? On { get; set; }

    [Display(Name = "Tier from now on")]
    public int? Tier { get; set; }

    [Display(Name = "What was found? (optional)")]
    public string? Finding { get; set; }
}

internal sealed class TierValidator : AbstractValidator<TierForm>
{
    public TierValidator(UkClock clock)
    {
        RuleFor(f => f.On).NotNull().WithMessage("Enter the day of the review").Must(d => d is null || d <= clock.Today).WithMessage("Day of the review must be today or in the past");
        RuleFor(f => f.Tier).NotNull().WithMessage("Select the tier").InclusiveBetween(1, 4).WithMessage("Tier must be between 1 and 4");
        RuleFor(f => f.Finding).MaximumLength(2000).WithMessage("What was found must be 2,000 characters or fewer").HasNoNhsNumber();
    }
}

internal sealed record ReviewTierPage(TierForm Form, SeenCoach Coach, TierPanel Tier, string Home) : IFormPage<TierForm>;

/// <summary>Records that a coach's tier was reviewed, and what came of it. What the tiers above the first ask for is for those who review: no source that we have seen lays it down.</summary>
internal sealed class ReviewTier(HwbcDbContext db, CoachAccess access, CoachFileReader reader, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<ReviewTierPage>> OpenAsync(string reference, string? pcn, TierForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(reference, pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (coach, record) = found.Value;
        var file = (await reader.ReadAsync(coach.Id, cancellation))!;
        return new ReviewTierPage(form ?? new TierForm { Seen = record.Version, On = clock.Today, Tier = record.Tier }, coach, await TierPanel.OfAsync(db, coach.Id, file, clock.Today, cancellation), Home(coach));
    }

    public async Task<Result<Done>> SaveAsync(string reference, string? pcn, TierForm form, CancellationToken cancellation)
    {
        var found = await FindAsync(reference, pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (coach, record) = found.Value;
        if (record.Version != form.Seen)
            return new StaleError();
        var first = TierPanel.FirstDay((await reader.ReadAsync(coach.Id, cancellation))!);
        if (form.On < first)
            return new RuleError(nameof(form.On), coach.Posts.Any(p => p.StartDate == first) ? $"Day of the review must be {Words.Date(first.Value)}, the first day in post, or later" : "Day of the review must be on the first day in post or later");
        if (form.On < record.TierReviewedOn)
            return new RuleError(nameof(form.On), $"Day of the review must be {Words.Date(record.TierReviewedOn.Value)}, the day of the last review, or later");
        if (form.Tier != record.Tier && record.Tier is not null && string.IsNullOrWhiteSpace(form.Finding))
            return new RuleError(nameof(form.Finding), "Enter what was found: the tier changes");
        db.Add(new TierReview { CoachId = coach.Id, On = form.On!.Value, TierBefore = record.Tier, TierAfter = form.Tier!.Value, Finding = string.IsNullOrWhiteSpace(form.Finding) ? null : form.Finding.Trim(), ById = signedIn.Person.PersonId });
        (record.Tier, record.TierReviewedOn, record.Version) = (form.Tier, form.On, Guid.NewGuid());
        return await change.SaveAsync(new AuditCommand("tier.review", coach.Id, coach.Pcn.Id), [coach.Id], form, new Done(Home(coach), $"The review of {coach.Name}'s tier is recorded: tier {form.Tier}."), path => FactChange.FieldOf(path, ("tier", nameof(form.Tier)), ("tierReviewedOn", nameof(form.On))), cancellation);
    }

    /// <summary>A manager came from the coach's pages, a supervisor from their own.</summary>
    private string Home(SeenCoach coach) => signedIn.Person.CanDo(Operation.ReadCoach, coach.Id, coach.Pcn.Id) ? $"/coaches/{coach.Reference}/development?pcn={coach.Pcn.Code}" : $"/supervision/coaches/{coach.Reference}";

    private async Task<Result<(SeenCoach Coach, CoachRecord Record)>> FindAsync(string reference, string? pcn, CancellationToken cancellation)
    {
        var found = await access.FindAsync(reference, Operation.ReviewTier, pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var coach = found.Value!;
        return signedIn.Person.CanDo(Operation.ReviewTier, coach.Id, coach.Pcn.Id) ? (coach, await db.Coaches.SingleAsync(c => c.Id == coach.Id, cancellation)) : new ForbiddenError("Nobody reviews their own tier. Ask your supervisor or another manager of your PCN.");
    }
}
