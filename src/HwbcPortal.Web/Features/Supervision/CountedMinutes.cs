using HwbcPortal.Domain.Compliance;
using HwbcPortal.Domain.Supervision;
using HwbcPortal.Web.Features.Shared;

namespace HwbcPortal.Web.Features.Supervision;

/// <summary>Says what a session that was just stored adds to its month, and why where it adds nothing.</summary>
internal static class CountedMinutes
{
    /// <param name="file">The coach's file with the session.</param>
    /// <param name="pcn">The PCN's code.</param>
    /// <param name="itemId">The session's id in the file.</param>
    /// <param name="today">Today.</param>
    public static string Of(CoachFile file, string pcn, string itemId, DateOnly today)
    {
        var session = file.Sessions.Single(s => s.Id == itemId);
        if (MonthOf(file, pcn, session.Date, today) is not { } after)
            return "";
        var before = MonthOf(file with { Sessions = file.Sessions.Where(s => s.Id != itemId).ToList() }, pcn, session.Date, today);
        var sum = $" {Words.Month(after.Month)}: {after.Minutes} of {after.Required} minutes.";
        // Allowed, and told: whoever is not eligible on the day has held a session that does not count.
        if (session.Outcome != SessionOutcome.Held || session.Kind is not (SessionKind.HealthCoachingIndividual or SessionKind.HealthCoachingGroup) || after.Minutes > before?.Minutes)
            return sum;
        return sum + (session.Kind == SessionKind.HealthCoachingGroup ? " Group minutes do not count further towards this month." : " It does not count towards the month: by the register the supervisor may not supervise health coaching on that day. A manager keeps the register.");
    }

    public static SupervisionMonth? MonthOf(CoachFile file, string pcn, DateOnly date, DateOnly today) => SupervisionLedger.Months(file, pcn, today).FirstOrDefault(m => m.Month.Year == date.Year && m.Month.Month == date.Month);
}
