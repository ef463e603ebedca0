using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Shared;

/// <summary>Who is in post at a PCN, or will be.</summary>
internal static class PcnCoaches
{
    // From the posts of the PCN to the people: the other way round every coach would be looked at.
    public static IQueryable<Person> Of(HwbcDbContext db, Guid pcnId, DateOnly today) =>
        db.People.AsNoTracking().Where(c => db.Posts.Where(p => p.VoidedOn == null && p.PcnId == pcnId && (p.EndDate == null || p.EndDate >= today)).Select(p => p.CoachId).Contains(c.Id));
}
