using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Arrangements;

/// <summary>An agreement as the coach sees it.</summary>
internal sealed record MyAgreement(AgreementRow Agreement, string Supervisor, AssignmentKind Kind);

internal sealed record MyAgreementsPage(IReadOnlyList<MyAgreement> Agreements, DateOnly Today);

/// <summary>What the coach has agreed with the people who support them: to read, and to confirm.</summary>
internal sealed class MyAgreements(HwbcDbContext db, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<MyAgreementsPage>> HandleAsync(CancellationToken cancellation)
    {
        if (signedIn.Person.OwnCoachId is not { } coachId)
            return new ForbiddenError("You have no coach record yet. Ask your manager to add you.");
        var (rows, today) = (await AgreementRow.Of(db.SupervisionAgreements.AsNoTracking().Where(a => a.CoachId == coachId)).ToListAsync(cancellation), clock.Today);
        var named = await db.Assignments.AsNoTracking().Where(a => a.CoachId == coachId && a.VoidedOn == null && (a.To == null || a.To >= today)).Select(a => new { a.RecordId, a.Kind, a.SupervisorVersion!.Name }).ToDictionaryAsync(a => a.RecordId, cancellation);
        return new MyAgreementsPage(rows.Where(r => named.ContainsKey(r.AssignmentRecordId)).Select(r => new MyAgreement(r, named[r.AssignmentRecordId].Name, named[r.AssignmentRecordId].Kind)).ToList(), today);
    }

    public async Task<Result<Done>> ConfirmAsync(Guid id, CancellationToken cancellation)
    {
        if (signedIn.Person.OwnCoachId is not { } coachId)
            return new ForbiddenError("You have no coach record yet. Ask your manager to add you.");
        if (await db.SupervisionAgreements.SingleOrDefaultAsync(a => a.Id == id && a.CoachId == coachId && a.ReplacedUtc == null, cancellation) is not { } agreement)
            return new NotFoundError();
        agreement.CoachConfirmedUtc ??= clock.UtcNow;
        return await change.SaveAsync(new AuditCommand("agreement.confirm", coachId, agreement.PcnId), [], new AgreementForm(), new Done("/me/agreements", "You have confirmed the agreement."), _ => "", cancellation);
    }
}
