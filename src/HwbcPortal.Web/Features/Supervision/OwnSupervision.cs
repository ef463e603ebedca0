using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Supervision;

/// <summary>What is somebody's own as a supervisor: the entry of the register under which they log and book, and what they have booked.</summary>
internal static class OwnSupervision
{
    /// <summary>The entry of this person that the coach's assignments name, else the newest; null when the person is not in the register.</summary>
    public static Task<Guid?> OwnEntryAsync(this HwbcDbContext db, Guid personId, Guid coachId, CancellationToken cancellation) =>
        db.Supervisors.Where(s => s.PersonId == personId && s.VoidedOn == null)
            .OrderByDescending(s => db.Assignments.Any(a => a.CoachId == coachId && a.VoidedOn == null && a.SupervisorVersion!.RecordId == s.RecordId)).ThenByDescending(s => s.RecordedUtc)
            .Select(s => (Guid?)s.Id).FirstOrDefaultAsync(cancellation);

    /// <summary>What this person has booked with coaches and not logged.</summary>
    public static IQueryable<SessionVersion> OwnBookings(this HwbcDbContext db, Guid personId) =>
        db.Sessions.Where(s => s.VoidedOn == null && s.Outcome == SessionOutcome.Booked && s.SupervisorVersion!.PersonId == personId);
}
