using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Goals;

/// <summary>What was noted about a goal.</summary>
internal sealed record ProgressRow(Guid GoalId, string Text, string By, DateTime WrittenUtc);

/// <summary>A line of a development plan: a goal or training that is wanted, with what was noted about it, the newest first.</summary>
internal sealed record GoalRow(Guid Id, Guid CoachId, GoalKind Kind, string Text, string Measure, DateOnly ReviewOn, GoalState State, Guid WrittenById, string WrittenBy, string? AgreedBy, DateTime? ClosedUtc, Guid Version)
{
    public IReadOnlyList<ProgressRow> Progress { get; init; } = [];

    public bool IsOpen => State == GoalState.Open;

    /// <summary>The coach wrote it, and nobody who supports them has agreed.</summary>
    public bool WaitsForSupporter => IsOpen && AgreedBy is null && WrittenById == CoachId;

    /// <summary>Somebody who supports the coach wrote it, and the coach has not agreed.</summary>
    public bool WaitsForCoach => IsOpen && AgreedBy is null && WrittenById != CoachId;

    public StatusTag Status(DateOnly today) => State switch
    {
        GoalState.Reached => new("Reached", "green"),
        GoalState.Dropped => new("Given up", "grey"),
        _ when AgreedBy is null => new("Not agreed yet", "yellow"),
        _ when ReviewOn <= today => new("To look at again", "yellow"),
        _ => new("Open", "blue"),
    };

    /// <summary>A coach's plan: what is open in the order in which it is looked at again, then what is closed.</summary>
    public static async Task<List<GoalRow>> ListAsync(HwbcDbContext db, Guid coachId, CancellationToken cancellation)
    {
        var rows = await Of(db, db.Goals.AsNoTracking().Where(g => g.CoachId == coachId)).ToListAsync(cancellation);
        var progress = (await db.GoalProgress.AsNoTracking().Where(p => p.CoachId == coachId).OrderByDescending(p => p.WrittenUtc).ThenByDescending(p => p.Id)
            .Select(p => new ProgressRow(p.GoalId, p.Text, db.People.Where(x => x.Id == p.AuthorId).Select(x => x.Name).First(), p.WrittenUtc)).ToListAsync(cancellation)).ToLookup(p => p.GoalId);
        return rows.ConvertAll(r => r with { Progress = progress[r.Id].ToList() });
    }

    /// <summary>What is open of a coach's plan, without what was noted.</summary>
    public static Task<List<GoalRow>> OpenAsync(HwbcDbContext db, Guid coachId, CancellationToken cancellation) =>
        Of(db, db.Goals.AsNoTracking().Where(g => g.CoachId == coachId && g.State == GoalState.Open)).ToListAsync(cancellation);

    private static IQueryable<GoalRow> Of(HwbcDbContext db, IQueryable<Goal> goals) => goals.OrderBy(g => g.State != GoalState.Open).ThenByDescending(g => g.ClosedUtc).ThenBy(g => g.ReviewOn).ThenBy(g => g.Id)
        .Select(g => new GoalRow(g.Id, g.CoachId, g.Kind, g.Text, g.Measure, g.ReviewOn, g.State, g.WrittenById, db.People.Where(p => p.Id == g.WrittenById).Select(p => p.Name).First(), db.People.Where(p => p.Id == g.AgreedById).Select(p => p.Name).FirstOrDefault(), g.ClosedUtc, g.Version));
}
