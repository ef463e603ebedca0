using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Supervision;

/// <summary>Ticks one of the coach's own actions off, or opens it again.</summary>
internal sealed class TickAction(HwbcDbContext db, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<Done>> HandleAsync(Guid id, CancellationToken cancellation)
    {
        if (signedIn.Person.OwnCoachId is not { } coachId)
            return new ForbiddenError("You have no coach record yet. Ask your manager to add you.");
        if (await db.SupervisionActions.SingleOrDefaultAsync(a => a.Id == id && a.CoachId == coachId && a.Owner == ActionOwner.Coach, cancellation) is not { } action)
            return new NotFoundError();
        action.DoneUtc = action.DoneUtc is null ? clock.UtcNow : null;
        await db.SaveChangesAsync(cancellation);
        return new Done("/me/supervision", action.DoneUtc is null ? "It is open again." : "It is done.");
    }
}
