using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Domain.Supervision;
using HwbcPortal.Web.Features.Goals;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Supervision;

/// <summary>What runs out or is open, and by when; null: it is open now.</summary>
internal sealed record ComingUp(string Title, string Reason, DateOnly? By);

internal sealed record PreparationPage(string Name, string Reference, DateOnly Today, IReadOnlyList<(PcnName Pcn, IReadOnlyList<SupervisionMonth> Months, List<ComingUp> ComingUp)> Pcns, IReadOnlyList<OpenAction> Actions, IReadOnlyList<MyBooking> Booked, IReadOnlyList<GoalRow> Goals);

/// <summary>One page to print and bring to supervision: what is open, what runs out, the months so far, when the two meet.</summary>
internal sealed class PreparationSheet(HwbcDbContext db, CoachFileReader reader, SignedIn signedIn, UkClock clock) : IUseCase
{
    private const int DaysAhead = 90;

    public async Task<Result<PreparationPage>> HandleAsync(CancellationToken cancellation)
    {
        if (signedIn.Person.OwnCoachId is not { } coachId || await reader.ReadAsync(coachId, cancellation) is not { } file)
            return new ForbiddenError("You have no coach record yet. Ask your manager to add you.");
        var today = clock.Today;
        var codes = file.Posts.Where(p => p.VoidedOn is null && p.StartDate <= today && (p.EndDate is null || p.EndDate >= today)).Select(p => p.Pcn).Distinct().ToList();
        var pcns = await db.Pcns.AsNoTracking().Where(p => codes.Contains(p.Code)).OrderBy(p => p.Name).Select(p => new PcnName(p.Id, p.Code, p.Name)).ToListAsync(cancellation);
        return new PreparationPage(file.Coach.Name, file.Coach.Reference, today,
            pcns.ConvertAll(p => (p, (IReadOnlyList<SupervisionMonth>)SupervisionLedger.Months(file, p.Code, today).TakeLast(12).ToList(), ComingUpAt(file, p.Code, today))),
            await OpenAction.Of(db.SupervisionActions.AsNoTracking().Where(a => a.CoachId == coachId)).ToListAsync(cancellation),
            await ShowMySupervision.BookedFrom(db, coachId, today).Take(3).ToListAsync(cancellation), await GoalRow.OpenAsync(db, coachId, cancellation));
    }

    /// <summary>Of the coach's own part: what is open, then what runs out within three months, the soonest first.</summary>
    private static List<ComingUp> ComingUpAt(CoachFile file, string pcn, DateOnly today) => ComplianceEvaluator.Default.Evaluate(file, pcn, today).Findings
        .Where(f => f.Owner == Owner.Coach && (f.Outcome is Outcome.NotMet or Outcome.DueSoon || f.NotMetFrom <= today.AddDays(DaysAhead)))
        .OrderBy(f => f.NotMetFrom ?? DateOnly.MinValue).Select(f => new ComingUp(f.Title, f.Reason, f.NotMetFrom)).ToList();
}
