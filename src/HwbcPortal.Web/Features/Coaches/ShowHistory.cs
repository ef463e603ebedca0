using HwbcPortal.Web.Features.Audit;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;

namespace HwbcPortal.Web.Features.Coaches;

internal sealed record HistoryPage(SeenCoach Coach, CoachTabs Tabs, RecordHistory History);

/// <summary>What was changed on a coach's record, the newest first.</summary>
internal sealed class ShowHistory(CoachAccess access, ReadHistory history, SignedIn signedIn) : IUseCase
{
    public async Task<Result<HistoryPage>> HandleAsync(string reference, string? pcn, CancellationToken cancellation)
    {
        var found = await access.FindAsync(reference, Operation.ReadCoach, pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var coach = found.Value!;
        return new HistoryPage(coach, CoachTabs.For(coach, signedIn.Person, "History"), await history.OfCoachAsync(coach, cancellation));
    }
}
