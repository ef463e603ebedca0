using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Features.Tiers;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Cpd;

/// <summary>An entry as the log shows it; the reflection on the coach's own page alone.</summary>
internal sealed record CpdRow(Guid Id, DateOnly On, decimal Hours, string What, string? Reflection);

/// <summary>A year of the log.</summary>
internal sealed record CpdPanel(CpdYear Year, IReadOnlyList<CpdYear> Years, IReadOnlyList<CpdRow> Rows, IReadOnlyList<CpdBar> Bars);

internal sealed record MyCpdPage(string Name, string Reference, CpdPanel Log);

internal sealed record DevelopmentPage(SeenCoach Coach, CoachTabs Tabs, CpdPanel Log, TierPanel Tier, bool MayReviewTier);

/// <summary>A coach's log of continuing professional development: their own, and without its reflections their manager's.</summary>
internal sealed class CpdLog(HwbcDbContext db, CoachAccess access, CoachFileReader reader, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<MyCpdPage>> MineAsync(int? year, CancellationToken cancellation)
    {
        if (signedIn.Person.OwnCoachId is not { } coachId)
            return new ForbiddenError("You have no coach record yet. Ask your manager to add you.");
        var today = clock.Today;
        var pcns = await db.Pcns.AsNoTracking().Where(p => p.CpdHoursAYear != null && db.Posts.Any(x => x.CoachId == coachId && x.PcnId == p.Id && x.VoidedOn == null && (x.EndDate == null || x.EndDate >= today)))
            .OrderBy(p => p.Name).Select(p => new PcnTarget(p.Name, p.CpdHoursAYear)).ToListAsync(cancellation);
        return new MyCpdPage(signedIn.Person.Name, signedIn.Person.Reference, await PanelAsync(coachId, year, pcns, withReflection: true, cancellation));
    }

    public async Task<Result<DevelopmentPage>> OfCoachAsync(string reference, string? pcn, int? year, CancellationToken cancellation)
    {
        var found = await access.FindAsync(reference, Operation.ReadCoach, pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var coach = found.Value!;
        var target = await db.Pcns.AsNoTracking().Where(p => p.Id == coach.Pcn.Id && p.CpdHoursAYear != null).Select(p => new PcnTarget(p.Name, p.CpdHoursAYear)).ToListAsync(cancellation);
        return new DevelopmentPage(coach, CoachTabs.For(coach, signedIn.Person, "Development"), await PanelAsync(coach.Id, year, target, withReflection: false, cancellation),
            await TierPanel.OfAsync(db, coach.Id, coach.SeenOf((await reader.ReadAsync(coach.Id, cancellation))!), clock.Today, cancellation), !coach.HasLeft && signedIn.Person.CanDo(Operation.ReviewTier, coach.Id, coach.Pcn.Id));
    }

    private async Task<CpdPanel> PanelAsync(Guid coachId, int? asked, List<PcnTarget> targets, bool withReflection, CancellationToken cancellation)
    {
        var now = CpdYear.Of(clock.Today);
        var entries = db.Cpd.AsNoTracking().Where(c => c.CoachId == coachId && c.RemovedUtc == null);
        var first = await entries.MinAsync(c => (DateOnly?)c.On, cancellation) is { } day ? CpdYear.Of(day) : now;
        var years = Enumerable.Range(first.Year, now.Year - first.Year + 1).Reverse().Select(y => new CpdYear(y)).ToList();
        var year = asked is { } y && years.Contains(new CpdYear(y)) ? new CpdYear(y) : now;
        var (from, to) = (year.From, year.To);
        var rows = await entries.Where(c => c.On >= from && c.On <= to).OrderByDescending(c => c.On).ThenByDescending(c => c.Id)
            .Select(c => new CpdRow(c.Id, c.On, c.Hours, c.What, withReflection ? c.Reflection : null)).ToListAsync(cancellation);
        var hours = rows.Sum(r => r.Hours);
        return new CpdPanel(year, years, rows, targets.Count == 0 ? [new CpdBar(hours, null, null)] : targets.ConvertAll(t => new CpdBar(hours, t.Hours, t.Name)));
    }

    private sealed record PcnTarget(string Name, decimal? Hours);
}
