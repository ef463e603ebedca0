using System.Linq.Expressions;
using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;

namespace HwbcPortal.Web.Features.Supervisors;

/// <summary>
/// The supervisor register as a person may read it. It is shared by all PCNs, but a manager reads of it the people of their own
/// PCNs, those whom coaches there have had, and whom their PCNs have entered: to be named is to see the coach.
/// </summary>
internal sealed class SupervisorRegister(HwbcDbContext db, SignedIn signedIn) : IUseCase
{
    /// <summary>Whether a period covers a day and suffices for health coaching by the national figures: tier 3 or 4, or a recorded equivalent.</summary>
    public static Expression<Func<EligibilityVersion, bool>> EligibleOn(DateOnly day) =>
        e => e.VoidedOn == null && e.From <= day && (e.To == null || e.To >= day) && (e.Tier >= 3 || e.Basis == EligibilityBasis.RecordedEquivalent);

    /// <summary>The entries as they stand.</summary>
    public IQueryable<SupervisorVersion> Entries()
    {
        var standing = db.Supervisors.Where(s => s.VoidedOn == null);
        if (signedIn.Person.IsAdministrator)
            return standing;
        var pcnIds = signedIn.Person.Pcns.Select(p => p.Id).ToList();
        return standing.Where(s => db.Assignments.Any(a => pcnIds.Contains(a.PcnId) && a.SupervisorVersion!.RecordId == s.RecordId)
            || db.Memberships.Any(m => m.PcnId != null && pcnIds.Contains(m.PcnId.Value) && db.Users.Any(u => u.Id == m.UserId && (u.PersonId == s.PersonId || u.PersonId == s.RecordedById))));
    }
}
