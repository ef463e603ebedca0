using HwbcPortal.Data;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Features.Supervision;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Calendar;

/// <summary>A day on which two people would meet, and what the record says of it.</summary>
/// <param name="Date">The day.</param>
/// <param name="IsBooked">This person has booked the coach on it already.</param>
/// <param name="Against">Why the two would not meet on it, as words after a colon; null: nothing speaks against it.</param>
internal sealed record MeetingDay(DateOnly Date, bool IsBooked, string? Against)
{
    /// <summary>"Thursday 21 January 2027: Aisha Khan is away".</summary>
    public string Sentence => $"{Date.DayOfWeek} {Words.Date(Date)}{(IsBooked ? ": booked already, it stays as it is" : Against is { } against ? $": {against}" : "")}";

    /// <summary>What a form keeps of the days that were shown, so that others are shown before they are saved.</summary>
    public static string Shown(IEnumerable<MeetingDay> days) => string.Join(' ', days.Where(d => !d.IsBooked).Select(d => $"{d.Date:yyyy-MM-dd}{(d.Against is null ? "" : "*")}"));
}

/// <summary>Holds days that somebody means to meet a coach on against what is booked, the coach's posts, the arrangement between the two and their absences.</summary>
internal sealed class MeetingDays(HwbcDbContext db, SignedIn signedIn, UkClock clock) : IUseCase
{
    private sealed record Period(DateOnly From, DateOnly? To)
    {
        public bool Covers(DateOnly day) => From <= day && (To is null || To >= day);
    }

    /// <param name="coach">The coach.</param>
    /// <param name="days">The days, in order.</param>
    /// <param name="moved">The record of a booked session that is moved: it stands in no other's way.</param>
    /// <param name="cancellation">Stops the queries.</param>
    public async Task<IReadOnlyList<MeetingDay>> ReadAsync(SeenCoach coach, IReadOnlyList<DateOnly> days, Guid? moved, CancellationToken cancellation)
    {
        var (person, first, last) = (signedIn.Person, days[0], days[^1]);
        var self = person.PersonId;
        var booked = await db.OwnBookings(self).Where(s => s.CoachId == coach.Id && s.RecordId != moved && s.Date >= first && s.Date <= last).Select(s => s.Date).ToListAsync(cancellation);
        var away = await db.Absences.Where(a => a.CoachId == coach.Id && a.VoidedOn == null && a.From <= last && (a.To == null || a.To >= first)).Select(a => new Period(a.From, a.To)).ToListAsync(cancellation);
        var ownAway = await db.SupervisorAbsences.Where(a => a.PersonId == self && a.TakenBackUtc == null && a.From <= last && (a.To == null || a.To >= first)).Select(a => new Period(a.From, a.To)).ToListAsync(cancellation);
        var posts = coach.Posts.Select(p => new Period(p.StartDate, p.EndDate)).ToList();
        var support = await SupportAsync(person, coach, cancellation);
        return days.Select(d => new MeetingDay(d, booked.Contains(d),
            Beside(posts, d) is { } post ? Post(coach.Name, post, d)
            : Beside(support, d) is { } supported ? Support(coach.Name, supported, d)
            : away.Exists(a => a.Covers(d)) ? $"{coach.Name} is away"
            : ownAway.Exists(a => a.Covers(d)) ? "you are away" : null)).ToList();
    }

    /// <summary>When this person is named for the coach or covers; nothing of somebody who supervises a whole PCN.</summary>
    private async Task<List<Period>> SupportAsync(SignedInPerson person, SeenCoach coach, CancellationToken cancellation)
    {
        if (person.MayAt(Operation.LogSupervision, coach.Pcn.Id))
            return [];
        var self = person.PersonId;
        var named = await db.Assignments.Where(a => a.CoachId == coach.Id && a.VoidedOn == null && a.SupervisorVersion!.PersonId == self).Select(a => new Period(a.From, a.To)).ToListAsync(cancellation);
        var covers = await db.SupervisionCovers.Where(c => c.CoachId == coach.Id && c.TakenBackUtc == null && c.PersonId == self).Select(c => new Period(c.From, c.To)).ToListAsync(cancellation);
        return [.. named, .. covers];
    }

    /// <summary>Of a day that no period covers: the last one that ended before it, else the first to begin after it. Null where one covers it, or there is none.</summary>
    private static Period? Beside(List<Period> periods, DateOnly day) =>
        periods.Exists(p => p.Covers(day)) ? null : periods.Where(p => p.To < day).MaxBy(p => p.To) ?? periods.MinBy(p => p.From);

    private string Post(string name, Period post, DateOnly day) =>
        post.To is { } end && end < day ? $"{name}'s post {(end < clock.Today ? "ended" : "ends")} on {Words.Date(end)}" : $"{name}'s post starts on {Words.Date(post.From)}";

    private string Support(string name, Period support, DateOnly day) =>
        support.To is { } end && end < day ? $"you {(end < clock.Today ? "supported" : "support")} {name} until {Words.Date(end)}" : $"you support {name} from {Words.Date(support.From)}";
}
