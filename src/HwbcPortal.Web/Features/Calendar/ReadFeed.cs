using HwbcPortal.Data;
using HwbcPortal.Data.Tenancy;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Calendar;

/// <summary>Answers a calendar program that knows an address: it reads as the person whose address it is, and that person's own sessions alone.</summary>
internal sealed class ReadFeed(HwbcDbContext db, CalendarSessions sessions, SignedInReader people, Caller caller) : IUseCase
{
    public async Task<Result<byte[]>> HandleAsync(string secret, CancellationToken cancellation)
    {
        var digest = FeedSecret.DigestOf(secret);
        var userId = await db.CalendarFeeds.Where(f => f.SecretDigest == digest && f.RevokedUtc == null).Select(f => (Guid?)f.UserId).SingleOrDefaultAsync(cancellation);
        // Unknown, revoked, or of an account that was closed: the same answer.
        if (userId is not { } id || await people.ReadAsync(id, cancellation) is not { } person)
            return new NotFoundError();
        // Whoever is signed in in this browser: the address says whose sessions these are.
        person.ReadsBy(caller);
        return CalendarText.Write(await sessions.AllAsync(person, cancellation), "Supervision");
    }
}
