using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.People;

/// <summary>
/// Resets of a second step that wait for a second person. Another administrator decides; only where there is none, a manager of a PCN
/// that the person belongs to. Neither who asked nor whom it is about ever does.
/// </summary>
internal sealed class FactorResets(HwbcDbContext db, PeopleAccess access, SignedIn signedIn, UkClock clock) : IUseCase
{
    /// <summary>How long one waits; after that it has to be asked for anew.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>Those that wait: not decided, not too old, and both accounts are open.</summary>
    public IQueryable<FactorReset> Open()
    {
        var since = clock.UtcNow - Longest;
        return db.FactorResets.Where(r => r.State == FactorResetState.Asked && r.AskedUtc > since
            && db.Users.Any(u => u.Id == r.UserId && u.DeactivatedUtc == null) && db.Users.Any(u => u.PersonId == r.AskedById && u.DeactivatedUtc == null));
    }

    /// <summary>Those that wait for this reader.</summary>
    public IQueryable<FactorReset> ToDecide()
    {
        var (me, person, today) = (signedIn.Person.UserId, signedIn.Person.PersonId, clock.Today);
        var others = Open().Where(r => r.UserId != me && r.AskedById != person);
        if (signedIn.Person.IsAdministrator)
            return others;
        var belonging = access.Belonging();
        return others.Where(r => belonging.Any(u => u.Id == r.UserId)
            && !db.Users.Any(u => u.Id != r.UserId && u.PersonId != r.AskedById && u.DeactivatedUtc == null && u.PasswordHash != null
                && u.Memberships.Any(m => m.Role == PortalRole.Administrator && m.From <= today && (m.To == null || m.To >= today))));
    }

    /// <summary>How many wait for this reader.</summary>
    public Task<int> WaitingAsync(CancellationToken cancellation) => ToDecide().CountAsync(cancellation);
}
