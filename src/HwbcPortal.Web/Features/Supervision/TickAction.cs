using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Supervision;

/// <summary>Ticks off what was agreed: a coach their own, which they can open again; a supervisor what they agreed on.</summary>
internal sealed class TickAction(HwbcDbContext db, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<Done>> HandleAsync(Guid id, CancellationToken cancellation)
    {
        if (signedIn.Person.OwnCoachId is not { } coachId)
            return new ForbiddenError("You have no coach record yet. Ask your manager to add you.");
        if (await db.SupervisionActions.SingleOrDefaultAsync(a => a.Id == id && a.CoachId == coachId && a.Owner == ActionOwner.Coach, cancellation) is not { } action)
            return new NotFoundError();
        action.DoneUtc = action.DoneUtc is null ? clock.UtcNow : null;
        db.Command = new AuditCommand(action.DoneUtc is null ? "action.reopen" : "action.done", coachId);
        await db.SaveChangesAsync(cancellation);
        return new Done("/me/supervision", action.DoneUtc is null ? "It is open again." : "It is done.");
    }

    /// <summary>Ticks an action off that the supervisor agreed on, whosever it is.</summary>
    public async Task<Result<Done>> AsSupervisorAsync(Guid id, CancellationToken cancellation)
    {
        var (self, coaches) = (signedIn.Person.PersonId, signedIn.Person.SupportedCoachIds);
        if (await db.SupervisionActions.SingleOrDefaultAsync(a => a.Id == id && a.SupervisorId == self && coaches.Contains(a.CoachId), cancellation) is not { } action)
            return new NotFoundError();
        action.DoneUtc ??= clock.UtcNow;
        db.Command = new AuditCommand("action.done", action.CoachId);
        await db.SaveChangesAsync(cancellation);
        return new Done($"/supervision/coaches/{await db.People.Where(p => p.Id == action.CoachId).Select(p => p.Reference).SingleAsync(cancellation)}", "It is done.");
    }
}
