using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Features.Supervisors;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Supervision;

/// <summary>Something that waits for a supervisor; it is gone when it is done.</summary>
internal sealed record ToDo(string Text, string Action, string Url);

/// <summary>What waits for a supervisor beside the hours of the month: sessions to log or to talk about, actions, agreements, their own eligibility.</summary>
internal sealed class SupervisorToDo(HwbcDbContext db, SignedIn signedIn, UkClock clock) : IUseCase
{
    private const int DaysBeforeAction = 7;
    private const int DaysUnconfirmed = 14;
    private const int DaysBeforeEligibilityEnds = 60;

    public async Task<IReadOnlyList<ToDo>> ListAsync(CancellationToken cancellation)
    {
        var (self, coaches, today) = (signedIn.Person.PersonId, signedIn.Person.SupportedCoachIds, clock.Today);
        var (oldest, unconfirmed, soon, horizon) = (today.AddDays(-SessionDays.MostDaysAgo), today.AddDays(-DaysUnconfirmed), today.AddDays(DaysBeforeAction), today.AddDays(DaysBeforeEligibilityEnds));
        var list = new List<ToDo>();
        var sessions = await db.Sessions.AsNoTracking().Where(s => s.VoidedOn == null && coaches.Contains(s.CoachId) && s.SupervisorVersion!.PersonId == self && s.Date >= oldest && s.Date <= today && s.RecordedById != null)
            .Select(s => new { s.RecordId, s.Date, s.Outcome, s.RecordedOn, s.Coach!.Person!.Reference, s.Coach.Person.Name, Said = db.SessionConfirmations.Where(c => c.SessionRecordId == s.RecordId).Select(c => (bool?)c.IsConfirmed).FirstOrDefault() })
            .Where(s => (s.Outcome == SessionOutcome.Booked && s.Date < today) || s.Said == false || ((s.Outcome == SessionOutcome.Held || s.Outcome == SessionOutcome.DidNotAttend) && s.Said == null && s.RecordedOn < unconfirmed))
            .OrderBy(s => s.Date).ThenBy(s => s.RecordId).ToListAsync(cancellation);
        list.AddRange(sessions.Select(s => (s.Outcome, s.Said) switch
        {
            (SessionOutcome.Booked, _) => new ToDo($"{Words.Date(s.Date)} with {s.Name} was booked: say how it went", "Log it", $"/supervision/log?coach={s.Reference}"),
            (_, false) => new ToDo($"{s.Name} says that {Words.Date(s.Date)} was otherwise", "Look at it", $"/supervision/coaches/{s.Reference}"),
            _ => new ToDo($"{s.Name} has not confirmed {Words.Date(s.Date)}: remind them when you meet", "Look at it", $"/supervision/coaches/{s.Reference}"),
        }));
        list.AddRange((await db.SupervisionActions.AsNoTracking().Where(a => a.SupervisorId == self && coaches.Contains(a.CoachId) && a.Owner == ActionOwner.Supervisor && a.DoneUtc == null && a.DueOn <= soon).OrderBy(a => a.DueOn).ThenBy(a => a.Id)
            .Select(a => new { a.Text, a.DueOn, Reference = db.People.Where(p => p.Id == a.CoachId).Select(p => p.Reference).First() }).ToListAsync(cancellation))
            .Select(a => new ToDo($"{a.Text}, by {Words.Date(a.DueOn!.Value)}", "Look at it", $"/supervision/coaches/{a.Reference}")));
        var agreements = await db.Assignments.AsNoTracking().Where(a => a.VoidedOn == null && coaches.Contains(a.CoachId) && a.Kind == AssignmentKind.HealthCoaching && a.SupervisorVersion!.PersonId == self && a.From <= today && (a.To == null || a.To >= today)).OrderBy(a => a.Coach!.Person!.Name).ThenBy(a => a.Id)
            .Select(a => new
            {
                a.RecordId, a.CoachId, a.Coach!.Person!.Name, a.Coach.Person.Reference, a.Coach.Tier, a.Coach.TierReviewedOn, FirstDay = a.Coach.Posts.Where(p => p.VoidedOn == null).Min(p => (DateOnly?)p.StartDate),
                InPost = a.Coach.Posts.Any(p => p.VoidedOn == null && p.PcnId == a.PcnId && p.StartDate <= today && (p.EndDate == null || p.EndDate >= today)),
                ToAgree = db.Goals.Count(g => g.CoachId == a.CoachId && g.State == GoalState.Open && g.AgreedById == null && g.WrittenById == a.CoachId), ToReview = db.Goals.Count(g => g.CoachId == a.CoachId && g.State == GoalState.Open && g.AgreedById != null && g.ReviewOn <= today),
                ReviewOn = db.SupervisionAgreements.Where(g => g.AssignmentRecordId == a.RecordId && g.ReplacedUtc == null).Select(g => (DateOnly?)g.ReviewOn).FirstOrDefault(),
            }).ToListAsync(cancellation);
        list.AddRange(agreements.Where(a => a.ReviewOn < today).Select(a => new ToDo($"Look at the agreement with {a.Name} again", "Look at it", $"/supervision/agreements/{a.RecordId}")));
        // Two PCNs of one coach are one coach here.
        foreach (var a in agreements.DistinctBy(a => a.CoachId))
        {
            var plan = $"/supervision/coaches/{a.Reference}/goals";
            if (a.ToAgree > 0)
                list.Add(new ToDo($"{a.Name} wrote {Words.Count(a.ToAgree, "goal", "goals")} for you to agree on", "Read it", plan));
            if (a.ToReview > 0)
                list.Add(new ToDo($"The day to look at {Words.Count(a.ToReview, "goal", "goals")} of {a.Name} again has come", "Look at it", plan));
            if (agreements.Exists(x => x.CoachId == a.CoachId && x.InPost) && a.FirstDay is { } first && TierReviews.Due(a.Tier, a.TierReviewedOn, first, today) is { } due)
                list.Add(new ToDo($"The {due.Months}-month review of {a.Name}'s tier has been due since {Words.Date(due.On)}", "Record it", $"/coaches/{a.Reference}/tier"));
        }

        // Whoever begins with the portal has none yet: one line, not one a coach above the hours of the month.
        if (agreements.FindAll(a => a.ReviewOn is null) is [var unwritten, .. var others])
            list.Add(new ToDo($"Write down what you and {unwritten.Name} agreed about how you work together{(others.Count == 0 ? "" : $", then the same with {Words.Count(others.Count, "other", "others")}")}", "Write it", $"/supervision/agreements/{unwritten.RecordId}"));
        var (now, then) = (SupervisorRegister.EligibleOn(today), SupervisorRegister.EligibleOn(horizon));
        if (await db.Supervisors.AsNoTracking().Where(s => s.PersonId == self && s.VoidedOn == null && s.Eligibility.AsQueryable().Any(now) && !s.Eligibility.AsQueryable().Any(then)).Select(s => s.Eligibility.AsQueryable().Where(now).Max(e => e.To)).FirstOrDefaultAsync(cancellation) is { } ends)
            list.Add(new ToDo($"By the register you may supervise health coaching until {Words.Date(ends)}. Send a manager what shows that it goes on", "Why", "/rules/SUP-01"));
        return list;
    }
}
