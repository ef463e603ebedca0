using System.Globalization;
using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure.Components;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Readiness;

/// <summary>The working time that is cleared on a day if nothing is done until then.</summary>
/// <param name="On">The day.</param>
/// <param name="Coaches">How many coaches are cleared.</param>
/// <param name="WeeklyMinutes">Their contracted minutes a week.</param>
internal sealed record ForecastWeek(DateOnly On, int Coaches, long WeeklyMinutes)
{
    /// <summary>The figures of the chart.</summary>
    public static Markup Table(IReadOnlyList<ForecastWeek> weeks) => Blocks.Table("Cleared working time by week", ["Week from", "Coaches", "WTE"], body =>
    {
        foreach (var week in weeks)
        {
            body.Element("tr", Blocks.RowOf(responsive: false), row => row.Cell(Words.Date(week.On), null).Cell(week.Coaches.ToString(CultureInfo.InvariantCulture), null).Cell(Words.Wte(week.WeeklyMinutes), null));
        }
    }, responsive: false, hidesCaption: true);
}

/// <summary>The next 90 days week by week, from the standings.</summary>
internal sealed class Forecast(HwbcDbContext db)
{
    public async Task<IReadOnlyList<ForecastWeek>> WeeksAsync(Guid pcnId, DateOnly today, CancellationToken cancellation)
    {
        var rows = await db.Standings.Where(s => s.PcnId == pcnId && s.To >= today && (s.Referrals == Referrals.Cleared || s.Referrals == Referrals.ProvisionallyCleared))
            .Select(s => new { s.From, s.To, s.WeeklyMinutes }).ToListAsync(cancellation);
        return Enumerable.Range(0, (StandingWriter.DaysAhead / 7) + 1).Select(week => today.AddDays(7 * week)).Select(day =>
        {
            var cleared = rows.Where(r => r.From <= day && r.To >= day).ToList();
            return new ForecastWeek(day, cleared.Count, cleared.Sum(r => (long)r.WeeklyMinutes));
        }).ToList();
    }
}
