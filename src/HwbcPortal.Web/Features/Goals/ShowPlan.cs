using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Web.Features.Tiers;
using HwbcPortal.Web.Infrastructure;

namespace HwbcPortal.Web.Features.Goals;

internal sealed record PlanPage(GoalOwner Owner, DateOnly Today, IReadOnlyList<GoalRow> Goals, TierPanel Tier);

/// <summary>A coach's development plan, to work on and to print: goals, training that is wanted, the tier and its reviews.</summary>
internal sealed class ShowPlan(HwbcDbContext db, CoachFileReader reader, UkClock clock) : IUseCase
{
    public async Task<Result<PlanPage>> HandleAsync(Result<GoalOwner> owner, CancellationToken cancellation)
    {
        if (owner.Failure is { } failure)
            return failure;
        var coach = owner.Value!;
        var file = (await reader.ReadAsync(coach.CoachId, cancellation))!;
        return new PlanPage(coach, clock.Today, await GoalRow.ListAsync(db, coach.CoachId, cancellation), await TierPanel.OfAsync(db, coach.CoachId, file, clock.Today, cancellation));
    }
}
