using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Supervision;

/// <summary>When supervisor and coach meet next.</summary>
internal sealed record NextMeeting(Guid RecordId, DateOnly Date, TimeOnly? StartsAt);

/// <summary>One of the supervisor's coaches, with this month's minutes.</summary>
internal sealed record MyCoachRow(string Reference, string Name, string PcnName, CoachStanding Standing)
{
    /// <summary>The next session that this supervisor booked; null when none is.</summary>
    public NextMeeting? Next { get; init; }

    /// <summary>The month still wants minutes of this supervisor's time.</summary>
    public bool IsDue => !Standing.Away && Standing.Referrals != Referrals.NotInPost && Standing.SupervisionMinutes < Standing.SupervisionRequired;

    /// <summary>What earlier months leave to do, which this month's minutes do not tell; null: nothing.</summary>
    /// <param name="today">Today.</param>
    public string? Earlier(DateOnly today) => Standing.SupervisionCode switch
    {
        "LateEntryOpen" => $"{Words.Month(today.AddMonths(-1))} can still be completed: log what was held",
        "MonthMissed" => "An earlier month stayed below the hour",
        _ => null,
    };

    public StatusTag Status => Standing switch
    {
        { Referrals: Referrals.NotInPost, StartsOn: { } starts } => new($"Starts {Words.DayMonth(starts)}", "blue"),
        { Referrals: Referrals.NotInPost } => new("Not in post", "grey"),
        { Away: true, AwayUntil: { } until } => new($"Away until {Words.DayMonth(until)}", "grey"),
        { Away: true } => new("Away", "grey"),
        { SupervisionOutcome: Outcome.NotMet } => new("Overdue", "orange"),
        _ when Standing.SupervisionMinutes >= Standing.SupervisionRequired => new("Done this month", "green"),
        { SupervisionOutcome: Outcome.DueSoon } => new("Due", "yellow"),
        _ => new("To do this month", "blue"),
    };
}

internal sealed record MyCoachesPage(DateOnly Today, IReadOnlyList<MyCoachRow> Due, IReadOnlyList<MyCoachRow> Done, IReadOnlyList<ToDo> ToDo);

/// <summary>The supervisor's home: who still has this month's hour to come, then the others.</summary>
internal sealed class ListMyCoaches(HwbcDbContext db, SupervisorToDo toDo, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<MyCoachesPage>> HandleAsync(CancellationToken cancellation)
    {
        var today = clock.Today;
        var personId = signedIn.Person.PersonId;
        var coaches = signedIn.Person.SupportedCoachIds;
        var rows = await db.Standings.AsNoTracking()
            .Where(s => coaches.Contains(s.CoachId) && s.From <= today && s.To >= today && (s.Referrals != Referrals.NotInPost || s.StartsOn != null)
                && (db.Assignments.Any(a => a.CoachId == s.CoachId && a.PcnId == s.PcnId && a.VoidedOn == null && a.SupervisorVersion!.PersonId == personId && a.Kind == AssignmentKind.HealthCoaching && (a.To == null || a.To >= today))
                    || db.SupervisionCovers.Any(c => c.CoachId == s.CoachId && c.PcnId == s.PcnId && c.TakenBackUtc == null && c.PersonId == personId && c.From <= today && c.To >= today)))
            .OrderBy(s => s.Coach!.Person!.Name).ThenBy(s => s.Id)
            .Select(s => new MyCoachRow(s.Coach!.Person!.Reference, s.Coach.Person.Name, s.Pcn!.Name, s)).ToListAsync(cancellation);
        var booked = await db.OwnBookings(personId).Where(s => coaches.Contains(s.CoachId) && s.Date >= today).OrderBy(s => s.Date).ThenBy(s => s.StartsAt).ThenBy(s => s.RecordId)
            .Select(s => new { s.CoachId, s.RecordId, s.Date, s.StartsAt }).ToListAsync(cancellation);
        var next = booked.GroupBy(b => b.CoachId).ToDictionary(g => g.Key, g => g.Select(b => new NextMeeting(b.RecordId, b.Date, b.StartsAt)).First());
        rows = rows.ConvertAll(r => r with { Next = next.GetValueOrDefault(r.Standing.CoachId) });
        return new MyCoachesPage(today, rows.FindAll(r => r.IsDue), rows.FindAll(r => !r.IsDue), await toDo.ListAsync(cancellation));
    }
}
