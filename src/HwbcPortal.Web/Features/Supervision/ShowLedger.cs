using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Domain.Supervision;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Supervision;

/// <summary>A session as a manager sees it: that it was, when, how long, which kind, and by whom. What was said is not here.</summary>
internal sealed record SessionRow(Session Session, string Supervisor, bool IsLate);

internal sealed record LedgerPage(SeenCoach Coach, CoachTabs Tabs, IReadOnlyList<SupervisionMonth> Months, IReadOnlyList<SessionRow> Sessions, IReadOnlyList<AbsenceRow> Absences, bool MayLog, bool MayRecordAbsence);

/// <summary>A period away.</summary>
internal sealed record AbsenceRow(Guid RecordId, DateOnly From, DateOnly? To, AbsenceReason Reason);

/// <summary>The months of a coach at a PCN: a row for each before anyone logs.</summary>
internal sealed class ShowLedger(HwbcDbContext db, CoachAccess access, CoachFileReader reader, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<LedgerPage>> HandleAsync(string reference, string? pcn, CancellationToken cancellation)
    {
        var found = await access.FindAsync(reference, Operation.ReadCoach, pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var coach = found.Value!;
        var file = (await reader.ReadAsync(coach.Id, cancellation))!;
        return new LedgerPage(coach, CoachTabs.For(coach, signedIn.Person, "Supervision"), SupervisionLedger.Months(file, coach.Pcn.Code, clock.Today).Reverse().ToList(), Sessions(file),
            await db.Absences.AsNoTracking().Where(a => a.CoachId == coach.Id && a.VoidedOn == null).OrderByDescending(a => a.From).Select(a => new AbsenceRow(a.RecordId, a.From, a.To, a.Reason)).ToListAsync(cancellation),
            signedIn.Person.MayFor(Operation.LogSupervision, coach.Id, []), signedIn.Person.MayFor(Operation.RecordAbsence, coach.Id, [coach.Pcn.Id]));
    }

    internal static IReadOnlyList<SessionRow> Sessions(CoachFile file)
    {
        var seen = new SeenFacts(file);
        return seen.Sessions.OrderByDescending(s => s.Date).ThenBy(s => s.Id, StringComparer.Ordinal)
            .Select(s => new SessionRow(s, seen.Supervisor(s.Supervisor)?.Name ?? "Not known", s.RecordedOn is { } on && on > s.Date.AddDays(7))).ToList();
    }
}
