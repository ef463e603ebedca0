using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Concerns;

/// <summary>The coach says whether something about their wellbeing goes to the managers. A no is final; the supervisor can ask again in another session.</summary>
internal sealed class DecideOnConcern(HwbcDbContext db, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<Done>> HandleAsync(Guid id, bool passOn, CancellationToken cancellation)
    {
        if (signedIn.Person.OwnCoachId is not { } coachId)
            return new ForbiddenError("You have no coach record yet. Ask your manager to add you.");
        if (await db.SupervisionConcerns.SingleOrDefaultAsync(c => c.Id == id && c.CoachId == coachId && c.Kind == ConcernKind.Wellbeing, cancellation) is not { } concern)
            return new NotFoundError();
        var done = new Done("/me/supervision", passOn ? "The managers of your PCN can read it now." : "It stays between you and your supervisor.");
        // A second press, or a second window: what was decided first holds.
        if (concern.ReachedManagerUtc is not null || concern.DeclinedUtc is not null)
            return done with { Message = concern.ReachedManagerUtc is not null ? "The managers of your PCN can read it already." : "You have said that it stays between you and your supervisor." };
        if (passOn)
            concern.ReachedManagerUtc = clock.UtcNow;
        else
            concern.DeclinedUtc = clock.UtcNow;
        return await change.SaveAsync(new AuditCommand(passOn ? "concern.share" : "concern.keep", coachId, concern.PcnId), [], new AnswerConcernForm(), done, _ => "", cancellation);
    }
}
