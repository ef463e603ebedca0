using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Data.Compliance;

/// <summary>
/// Writes down what the evaluator answers about a coach for the next 92 days, in the caller's transaction. It lifts the
/// tenancy filter: a fact of the coach can change the answer at every PCN where the coach has a post.
/// </summary>
public sealed class StandingWriter(HwbcDbContext db)
{
    /// <summary>How far ahead lists can look, in days from the day of writing.</summary>
    public const int DaysAhead = 92;

    /// <summary>Writes a coach's standings anew.</summary>
    /// <param name="coachId">The coach.</param>
    /// <param name="file">The coach's file as it now is.</param>
    /// <param name="today">The first day.</param>
    /// <param name="cancellation">Stops the commands.</param>
    public async Task WriteAsync(Guid coachId, CoachFile file, DateOnly today, CancellationToken cancellation = default)
    {
        await db.Standings.IgnoreQueryFilters([HwbcDbContext.TenancyFilter]).Where(s => s.CoachId == coachId).ExecuteDeleteAsync(cancellation);
        var codes = file.Posts.Where(p => p.VoidedOn is null).Select(p => p.Pcn).Distinct().ToList();
        var pcns = await db.Pcns.Where(p => codes.Contains(p.Code)).ToDictionaryAsync(p => p.Code, p => p.Id, cancellation);
        foreach (var code in codes)
        {
            // Lists of a PCN that the coach has left tell nothing of later days either.
            var ends = file.Posts.Where(p => p.VoidedOn is null && p.Pcn == code).Select(p => p.EndDate).ToList();
            var seen = ends.All(e => e < today) ? file.Until(ends.Max()!.Value) : file;
            foreach (var segment in StandingSegments.Build(seen, code, today, today.AddDays(DaysAhead)))
                db.Standings.Add(Row(coachId, pcns[code], file.Coach.Name, segment));
        }

        await db.SaveChangesAsync(cancellation);
    }

    private static CoachStanding Row(Guid coachId, Guid pcnId, string name, StandingSegment segment) => new()
    {
        CoachId = coachId,
        PcnId = pcnId,
        SortName = name,
        From = segment.From,
        To = segment.To,
        Referrals = segment.Referrals,
        Arrs = segment.Arrs,
        Standing = segment.Standing,
        PcnStanding = segment.PcnStanding,
        Away = segment.Away,
        AwayUntil = segment.AwayUntil,
        PostCode = segment.PostCode,
        StartsOn = segment.StartsOn,
        LeftOn = segment.LeftOn,
        WeeklyMinutes = (int)Math.Round(segment.HoursPerWeek * 60),
        Blocking = string.Join(' ', segment.Blocking.Select(b => $"{b.Rule}:{b.Code}")),
        OpenCount = segment.OpenCount,
        NextRule = segment.Next?.Rule,
        NextCode = segment.Next?.Code,
        NextDueBy = segment.Next?.DueBy,
        SupervisionOutcome = segment.Supervision.Outcome,
        SupervisionCode = segment.Supervision.Code,
        SupervisionMinutes = segment.Supervision.Minutes,
        SupervisionRequired = segment.Supervision.Required,
        SupervisorName = segment.SupervisorName,
    };
}
