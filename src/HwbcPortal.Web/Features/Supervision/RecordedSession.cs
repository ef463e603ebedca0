using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;

namespace HwbcPortal.Web.Features.Supervision;

/// <summary>When a session was recorded: first, whatever was put right later. A correction takes no label away.</summary>
/// <param name="FirstOn">The day on which it was first recorded as held, cancelled or not attended; null where the file does not say.</param>
/// <param name="CorrectedOn">The day of the newest correction; null when there is none.</param>
/// <param name="DeclaredOn">The day on which the PCN had declared or returned the session's month before it was recorded; null when it had not.</param>
internal sealed record RecordedSession(DateOnly? FirstOn, DateOnly? CorrectedOn, DateOnly? DeclaredOn)
{
    // Within a week the entry is no news; the month takes late entries as long by default.
    private const int DaysUnlabelled = 7;

    /// <summary>Reads it off a coach file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="session">The version that counts.</param>
    /// <param name="pcn">The PCN's code.</param>
    public static RecordedSession Of(CoachFile file, Session session, string? pcn)
    {
        var first = session;
        var corrected = false;
        while (first.Replaces is { } id && file.Sessions.FirstOrDefault(s => s.Id == id) is { Outcome: not SessionOutcome.Booked } before)
            (first, corrected) = (before, true);
        var declared = first.RecordedOn is { } on ? file.Checks.Where(c => c.VoidedOn is null && c.Pcn == pcn && c.On >= session.Date && c.On < on && Covers(c, session.Date)).Select(c => (DateOnly?)c.On).Min() : null;
        return new RecordedSession(first.RecordedOn, corrected ? session.RecordedOn : null, declared);
    }

    /// <summary>The labels that it carries, for a session of a day.</summary>
    public IEnumerable<string> Labels(DateOnly date)
    {
        if (FirstOn is { } on && on > date.AddDays(DaysUnlabelled))
            yield return $"Recorded {on.DayNumber - date.DayNumber} days after the session";
        if (DeclaredOn is { } declared)
            yield return $"Recorded after the month was declared on {Words.Date(declared)}";
        if (CorrectedOn is { } corrected)
            yield return $"Put right on {Words.Date(corrected)}";
    }

    // A declaration is made for the contract year, from April; a workforce return for the month.
    private static bool Covers(Check check, DateOnly date) => check.Rule switch
    {
        "ARR-02" => YearOf(check.On) == YearOf(date),
        "ARR-03" => (check.On.Year, check.On.Month) == (date.Year, date.Month),
        _ => false,
    };

    private static int YearOf(DateOnly day) => day.Month >= 4 ? day.Year : day.Year - 1;
}
