using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.People;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Claims;

internal sealed class CostForm : PortalForm
{
    /// <summary>The amount that stood when the page was opened; null: none.</summary>
    public Guid? Seen { get; set; }

    [Display(Name = "What the month cost")]
    public string? Amount { get; set; }

    [Display(Name = "Remove the amount")]
    public bool Remove { get; set; }
}

internal sealed class CostValidator : AbstractValidator<CostForm>
{
    public CostValidator() => RuleFor(f => f.Amount).Cascade(CascadeMode.Stop).NotEmpty().WithMessage("Enter what the month cost, in pounds and pence")
        .Must(a => ClaimWords.Pounds(a) is not null).WithMessage("What the month cost must be pounds and pence, like 3,512.40")
        .Must(a => ClaimWords.Pounds(a) is >= 0.01m and <= 99_999.99m).WithMessage("What the month cost must be between £0.01 and £99,999.99").When(f => !f.Remove);
}

/// <param name="Now">What stands, in a sentence, where it is not what was looked at.</param>
internal sealed record CostPage(CostForm Form, SeenCoach Coach, DateOnly Month, string? Now) : IFormPage<CostForm>;

/// <summary>What a coach cost in a month that is over. Another amount takes the place of the one before, which stays known.</summary>
internal sealed class RecordCost(HwbcDbContext db, CoachAccess access, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<CostPage>> OpenAsync(string? reference, string? pcn, string? monthName, CostForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(reference, pcn, monthName, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (coach, month) = found.Value;
        var now = await Standing(coach, month).AsNoTracking().SingleOrDefaultAsync(cancellation);
        form ??= new CostForm { Seen = now?.Id, Amount = now is null ? null : ClaimWords.Money(now.Amount) };
        var other = form.Seen == now?.Id ? null : now is null ? "No amount stands there now." : $"It says {ClaimWords.Money(now.Amount)} now.";
        // Shown beside it, what stands is what was looked at.
        form.Seen = now?.Id;
        return new CostPage(form, coach, month, other);
    }

    public async Task<Result<Done>> SaveAsync(string? reference, string? pcn, string? monthName, CostForm form, CancellationToken cancellation)
    {
        var found = await FindAsync(reference, pcn, monthName, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (coach, month) = found.Value;
        var now = await Standing(coach, month).SingleOrDefaultAsync(cancellation);
        if (now?.Id != form.Seen)
            return new StaleError();
        if (now is not null)
            now.ReplacedUtc = clock.UtcNow;
        var amount = form.Remove ? null : ClaimWords.Pounds(form.Amount);
        if (amount is { } pounds)
            db.Add(new ActualCost { CoachId = coach.Id, PcnId = coach.Pcn.Id, Month = month, Amount = pounds, EnteredUtc = clock.UtcNow, EnteredById = signedIn.Person.PersonId });
        return await change.SaveAsync(new AuditCommand(amount is null ? "cost.remove" : "cost.record", coach.Id, coach.Pcn.Id), [], form,
            new Done(new ClaimsQuery { Pcn = coach.Pcn.Code, Month = Months.Name(month) }.Url(), amount is { } entered ? $"{coach.Name} cost {ClaimWords.Money(entered)} in {Words.Month(month)}." : $"What {coach.Name} cost in {Words.Month(month)} is removed."), _ => nameof(form.Amount), cancellation);
    }

    private IQueryable<ActualCost> Standing(SeenCoach coach, DateOnly month) => db.ActualCosts.Where(c => c.CoachId == coach.Id && c.PcnId == coach.Pcn.Id && c.Month == month && c.ReplacedUtc == null);

    private async Task<Result<(SeenCoach Coach, DateOnly Month)>> FindAsync(string? reference, string? pcn, string? monthName, CancellationToken cancellation)
    {
        if (reference is null || pcn is null || Months.Of(monthName) is not { } month || month < ClaimsQuery.Earliest || month > clock.Today)
            return new NotFoundError();
        var found = await access.FindAsync(reference, Operation.RecordCosts, pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var coach = found.Value!;
        var end = month.AddMonths(1).AddDays(-1);
        if (!coach.Posts.Any(p => p.Pcn.Id == coach.Pcn.Id && p.ArrsFunded && p.StartDate <= end && !(p.EndDate < month)))
            return new NotFoundError();
        if (SelfDealing.Forbids(signedIn.Person.Reference, coach.Reference))
            return new ForbiddenError("Nobody enters what they cost themselves. Ask another manager of your PCN.");
        return end < clock.Today ? (coach, month) : new ForbiddenError($"{Words.Month(month)} is not over yet. What it cost is entered from {Words.Date(end.AddDays(1))}.");
    }
}
