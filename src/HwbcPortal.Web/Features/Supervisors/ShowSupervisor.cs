using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Audit;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Supervisors;

/// <summary>A period of eligibility, with what shows it and who recorded it.</summary>
internal sealed record EligibilityRow(Guid RecordId, DateOnly From, DateOnly? To, int? Tier, EligibilityBasis Basis, string? Evidence, string? RecordedBy, DateOnly? RecordedOn)
{
    /// <summary>Whether it is one by which somebody supervises health coaching, by the national figures.</summary>
    public bool Suffices => Tier >= 3 || Basis == EligibilityBasis.RecordedEquivalent;
}

/// <summary>A coach for whom the person is named.</summary>
internal sealed record NamedFor(string Reference, string Name, string PcnCode, string PcnName, AssignmentKind Kind, DateOnly From, DateOnly? To);

internal sealed record SupervisorPage(SupervisorVersion Supervisor, string Reference, IReadOnlyList<EligibilityRow> Eligibility, IReadOnlyList<NamedFor> Coaches, DateOnly Today, bool MayKeep, RecordHistory History);

/// <summary>An entry of the register as it stands.</summary>
internal sealed class ShowSupervisor(HwbcDbContext db, SupervisorRegister register, ReadHistory history, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<SupervisorPage>> HandleAsync(Guid recordId, CancellationToken cancellation)
    {
        var today = clock.Today;
        var supervisor = await register.Entries().AsNoTracking().Include(s => s.Person).SingleOrDefaultAsync(s => s.RecordId == recordId, cancellation);
        if (supervisor is null)
            return new NotFoundError();
        var eligibility = await db.Eligibility.AsNoTracking().Where(e => e.SupervisorVersionId == supervisor.Id && e.VoidedOn == null).OrderByDescending(e => e.From).ThenBy(e => e.Id)
            .Select(e => new EligibilityRow(e.RecordId, e.From, e.To, e.Tier, e.Basis, e.Evidence, e.RecordedBy!.Name, e.RecordedOn)).ToListAsync(cancellation);
        // The tenancy filter leaves the coaches of PCNs that the reader sees.
        var coaches = await db.Assignments.AsNoTracking().Where(a => a.VoidedOn == null && a.SupervisorVersion!.RecordId == recordId && (a.To == null || a.To >= today)).OrderBy(a => a.Coach!.Person!.Name).ThenBy(a => a.Kind).ThenBy(a => a.Id)
            .Select(a => new NamedFor(a.Coach!.Person!.Reference, a.Coach.Person.Name, a.Pcn!.Code, a.Pcn.Name, a.Kind, a.From, a.To)).ToListAsync(cancellation);
        var mayKeep = signedIn.Person.MayAnywhere(Operation.KeepSupervisors) && supervisor.PersonId != signedIn.Person.PersonId;
        var rows = RecordRows.OfSupervisor(db, recordId);
        // When somebody is away is read by those who may open that page.
        if (mayKeep)
            rows = rows.Concat(db.SupervisorAbsences.Where(a => a.PersonId == supervisor.PersonId).Select(a => a.Id));
        return new SupervisorPage(supervisor, supervisor.Person!.Reference, eligibility, coaches, today, mayKeep,
            await history.OfAsync([nameof(SupervisorVersion), nameof(EligibilityVersion), nameof(SupervisorAbsence)], await rows.ToListAsync(cancellation), null, $"/audit?record={recordId}", cancellation));
    }
}
