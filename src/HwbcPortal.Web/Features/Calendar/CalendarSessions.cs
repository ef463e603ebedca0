using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Calendar;

/// <summary>Reads sessions for the calendar of one of the two people who meet; nobody else's are among them, whatever else the person sees.</summary>
internal sealed class CalendarSessions(HwbcDbContext db, UkClock clock) : IUseCase
{
    private const int DaysBack = 90;
    private const int DaysAhead = 400;

    /// <summary>What a calendar holds of this person's sessions: what was booked or held, and what was called off or taken back since.</summary>
    public Task<List<CalendarEvent>> AllAsync(SignedInPerson person, CancellationToken cancellation)
    {
        var (from, to) = (clock.Today.AddDays(-DaysBack), clock.Today.AddDays(DaysAhead));
        return EventsAsync(Newest(person).Where(s => s.Date >= from && s.Date <= to
            && (s.Outcome == SessionOutcome.Booked || s.Outcome == SessionOutcome.Held || db.Sessions.Any(b => b.RecordId == s.RecordId && b.Outcome == SessionOutcome.Booked))), person, cancellation);
    }

    /// <summary>One session of this person's; null when there is none of that record.</summary>
    public async Task<CalendarEvent?> OneAsync(SignedInPerson person, Guid recordId, CancellationToken cancellation) =>
        (await EventsAsync(Newest(person).Where(s => s.RecordId == recordId), person, cancellation)).SingleOrDefault();

    /// <summary>The newest version of each record: what nothing replaces. It is void where the record was taken back.</summary>
    private IQueryable<SessionVersion> Newest(SignedInPerson person)
    {
        var self = person.PersonId;
        return db.Sessions.AsNoTracking().Where(s => (s.CoachId == self || s.SupervisorVersion!.PersonId == self) && !db.Sessions.Any(n => n.ReplacesId == s.Id));
    }

    private async Task<List<CalendarEvent>> EventsAsync(IQueryable<SessionVersion> sessions, SignedInPerson person, CancellationToken cancellation)
    {
        var rows = await sessions.OrderBy(s => s.Date).ThenBy(s => s.StartsAt).ThenBy(s => s.RecordId)
            .Select(s => new
            {
                s.RecordId, s.Date, s.StartsAt, s.Minutes, s.Format, s.Outcome, s.CoachId, s.RecordedUtc, IsTakenBack = s.VoidedOn != null, Coach = s.Coach!.Person!.Name, Supervisor = s.SupervisorVersion!.Name,
                Versions = db.Sessions.Count(v => v.RecordId == s.RecordId),
            }).ToListAsync(cancellation);
        // Taking a record back makes no version of its own: it is a change all the same, and told as one.
        return rows.ConvertAll(s => new CalendarEvent(s.RecordId, s.Date, s.StartsAt, s.Minutes, s.CoachId == person.PersonId ? s.Supervisor : s.Coach, s.Format is { } format ? Words.Of(format) : null,
            s.IsTakenBack || s.Outcome == SessionOutcome.Cancelled, s.Versions - 1 + (s.IsTakenBack ? 1 : 0), s.RecordedUtc));
    }
}
