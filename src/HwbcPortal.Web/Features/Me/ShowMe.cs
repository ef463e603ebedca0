using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Domain.Supervision;
using HwbcPortal.Web.Features.Requests;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Features.Supervision;
using HwbcPortal.Web.Features.Training;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Me;

/// <summary>A coach's own status at one PCN. <c>Sent</c>: the subjects of training whose certificate waits for a manager.</summary>
internal sealed record MyStatus(PcnName Pcn, string? ConcernContact, Decision Decision, Finding? NextStep, IReadOnlySet<string> Sent, IReadOnlyList<SupervisionMonth> Months, IReadOnlyList<(AssignmentKind Kind, string Name)> People, Provisional? Provisional)
{
    /// <summary>What the coach can do themselves, the pressing first.</summary>
    public IEnumerable<Finding> Mine => Decision.Findings.Where(f => f.Owner == Owner.Coach && f.Outcome is Outcome.NotMet or Outcome.DueSoon && f.Effects.Any(e => e != Effect.Informs));

    public IEnumerable<Finding> InTheWay => Decision.Findings.Where(f => f.Outcome == Outcome.NotMet && f.Effects.Contains(Effect.BlocksReferrals));

    /// <summary>What others are doing for the coach.</summary>
    public IEnumerable<Finding> WithOthers => Decision.Findings.Where(f => f.Owner != Owner.Coach && f.Outcome is Outcome.NotMet or Outcome.DueSoon && f.Effects.Any(e => e != Effect.Informs) && !f.Effects.Contains(Effect.BlocksReferrals));
}

internal sealed record MyPage(string Name, string Reference, DateOnly Today, IReadOnlyList<MyStatus> Statuses, IReadOnlyList<TrainingRow> Training, IReadOnlyList<SessionRow> Sessions)
{
    /// <summary>Sessions that wait for the coach's word.</summary>
    public required IReadOnlyList<MySessionRow> ToConfirm { get; init; }

    /// <summary>When the coach meets a supervisor next; null while nothing is booked.</summary>
    public required MyBooking? Next { get; init; }

    /// <summary>How many lines of the coach's plan are open.</summary>
    public required int OpenGoals { get; init; }
}

/// <summary>The coach's own page: cleared or not and why, what is next, training, supervision; nothing of anybody else.</summary>
internal sealed class ShowMe(HwbcDbContext db, CoachFileReader reader, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<MyPage>> HandleAsync(CancellationToken cancellation)
    {
        if (signedIn.Person.OwnCoachId is not { } coachId || await reader.ReadAsync(coachId, cancellation) is not { } file)
            return new ForbiddenError("You have no coach record yet. Ask your manager to add you.");
        var today = clock.Today;
        var seen = new SeenFacts(file);
        var codes = seen.Posts.Where(p => p.EndDate is null || p.EndDate >= today.AddDays(-90)).Select(p => p.Pcn).Distinct().ToList();
        var pcns = await db.Pcns.AsNoTracking().Where(p => codes.Contains(p.Code)).OrderBy(p => p.Name).Select(p => new { p.Id, p.Code, p.Name, p.ConcernContact }).ToListAsync(cancellation);
        var sent = await ListRequests.SentAsync(db, coachId, cancellation);
        var statuses = pcns.ConvertAll(p => StatusAt(file, seen, new PcnName(p.Id, p.Code, p.Name), p.ConcernContact, sent[p.Id].ToHashSet(StringComparer.Ordinal), today));
        return new MyPage(file.Coach.Name, file.Coach.Reference, today, statuses, await ListTraining.RowsAsync(db, coachId, cancellation), ShowLedger.Sessions(file, null))
        {
            ToConfirm = await ShowMySupervision.WaitingAsync(db, coachId, cancellation),
            Next = await ShowMySupervision.BookedFrom(db, coachId, today).FirstOrDefaultAsync(cancellation),
            OpenGoals = await db.Goals.CountAsync(g => g.CoachId == coachId && g.State == GoalState.Open, cancellation),
        };
    }

    private static MyStatus StatusAt(CoachFile file, SeenFacts seen, PcnName pcn, string? contact, IReadOnlySet<string> sent, DateOnly today)
    {
        var starts = seen.Posts.Where(p => p.Pcn == pcn.Code && p.StartDate > today).Select(p => (DateOnly?)p.StartDate).Min();
        var decision = ComplianceEvaluator.Default.Evaluate(file, pcn.Code, today);
        // Before the first day the coach is told what that day will ask for.
        var asked = decision.Referrals == Referrals.NotInPost && starts is { } first ? ComplianceEvaluator.Default.Evaluate(file, pcn.Code, first) : decision;
        var people = seen.Assignments.Where(a => a.Pcn == pcn.Code && a.From <= today && (a.To is null || a.To >= today)).OrderBy(a => a.Kind == AssignmentKind.HealthCoaching ? 0 : 1).ThenBy(a => a.Kind)
            .Select(a => (a.Kind, seen.Supervisor(a.Supervisor)?.Name ?? "Not known")).ToList();
        var next = asked.Findings.FirstOrDefault(f => f.Outcome == Outcome.NotMet && f.Effects.Contains(Effect.BlocksReferrals))
            ?? asked.Findings.Where(f => f.Owner == Owner.Coach && f.Outcome is Outcome.NotMet or Outcome.DueSoon && f.Effects.Any(e => e != Effect.Informs)).OrderBy(f => f.Outcome).ThenBy(f => f.NotMetFrom ?? DateOnly.MaxValue).FirstOrDefault();
        return new MyStatus(pcn, contact, asked, next, sent, SupervisionLedger.Months(file, pcn.Code, today).TakeLast(12).ToList(), people,
            asked.Referrals == Referrals.ProvisionallyCleared ? seen.Provisionals.FirstOrDefault(p => p.Pcn == pcn.Code && p.From <= asked.AsOf && p.To >= asked.AsOf) : null);
    }
}
