using HwbcPortal.Data;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Evidence;
using HwbcPortal.Web.Features.Shared;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Training;

/// <summary>A decision about previous experience.</summary>
internal sealed record ExperienceDecision(bool Accepted, DateOnly On, string By, string? Criteria, string? Reason);

/// <summary>Previous experience as it was described, with its newest decision.</summary>
internal sealed record ClaimRow(Guid Id, DateOnly From, DateOnly? To, string Employer, string Description, ExperienceDecision? Decision, IReadOnlyList<EvidenceRow> Files)
{
    public StatusTag Status => Decision switch
    {
        null => new("Waiting for a decision", "yellow"),
        { Accepted: true } => new("Accepted", "green"),
        _ => new("Not accepted", "orange"),
    };
}

/// <summary>The two routes to clearance side by side, and the previous experience that one of them rests on.</summary>
internal sealed record RoutesPanel(TrainingRoutes Routes, IReadOnlyList<ClaimRow> Claims, string Home, string Query, bool MayRecord, bool MayAssess)
{
    public static string Words(RouteStepState state) => state switch { RouteStepState.Done => "Done", RouteStepState.Waiting => "Waiting for a manager", RouteStepState.UnderWay => "Under way", _ => "Still needed" };

    public static string? Colour(RouteStepState state) => state switch { RouteStepState.Done => null, RouteStepState.Waiting => "yellow", RouteStepState.UnderWay => "blue", _ => "grey" };

    /// <summary>The claims of a coach, the newest first, each with its newest decision.</summary>
    public static async Task<IReadOnlyList<ClaimRow>> ClaimsAsync(HwbcDbContext db, Guid coachId, ILookup<Guid, EvidenceRow> files, CancellationToken cancellation)
    {
        var claims = await db.ExperienceClaims.AsNoTracking().Where(c => c.CoachId == coachId).OrderByDescending(c => c.MadeUtc).ToListAsync(cancellation);
        if (claims.Count == 0)
            return [];
        var decisions = await db.PriorExperience.AsNoTracking().Where(d => d.CoachId == coachId && d.VoidedOn == null && d.ClaimId != null).OrderByDescending(d => d.DecidedOn).ThenByDescending(d => d.ItemId)
            .Select(d => new { d.ClaimId, Decision = new ExperienceDecision(d.Decision == PriorExperienceDecision.Accepted, d.DecidedOn, d.DecidedBy!.Name, d.Criteria, d.VersionReason) }).ToListAsync(cancellation);
        return claims.ConvertAll(c => new ClaimRow(c.Id, c.From, c.To, c.Employer, c.Description, decisions.Find(d => d.ClaimId == c.Id)?.Decision, files[c.Id].ToList()));
    }
}
