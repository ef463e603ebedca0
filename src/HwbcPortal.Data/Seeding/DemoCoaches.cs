using HwbcPortal.Domain.Compliance;

namespace HwbcPortal.Data.Seeding;

/// <summary>Twelve fictional coaches at three fictional PCNs, in every state that there is.</summary>
internal static class DemoCoaches
{
    public const string Riverside = "U90001";
    public const string Hillside = "U90002";
    public const string Harbour = "U90003";

    public static IReadOnlyList<(string Code, string Name, string Contact)> Pcns { get; } =
    [
        (Riverside, "Riverside PCN", "the duty GP, 01632 960 001"), (Hillside, "Hillside PCN", "the duty GP, 01632 960 002"), (Harbour, "Harbour PCN", "the duty GP, 01632 960 003"),
    ];

    private static readonly string[] OwnChecks = ["ROL-01", "EMP-01", "EMP-02", "EMP-03", "EMP-04", "EMP-05"];

    public static IEnumerable<CoachFile> All(DateOnly today)
    {
        var month = new DateOnly(today.Year, today.Month, 1);
        var year = today.AddYears(-1);
        DateOnly Ago(int days) => today.AddDays(-days);
        DateOnly LastMonth(int day) => month.AddMonths(-1).AddDays(day - 1);

        // Cleared, and nothing open; works in two PCNs.
        yield return new Story(11, "Grace Lin", today, tier: 2).Post(Riverside, year, 22.5m).Post(Hillside, Ago(200), 7.5m)
            .Course("four", year.AddDays(5), year.AddDays(20), year.AddDays(40), year.AddDays(45)).People(Riverside, year).People(Hillside, Ago(200)).Supervised(11).Session(today.Day > 2 ? month.AddDays(1) : today, 60)
            .Session(LastMonth(20), 90, SessionKind.HealthCoachingGroup)
            .Checks(Riverside, Ago(120), [.. OwnChecks, "PCN-01", "PCN-02", "ARR-02"]).Checks(Riverside, Ago(10), "LOC-01", "LOC-02").Checks(Riverside, LastMonth(25), "ARR-03").Checks(Riverside, today, "ARR-03")
            .Checks(Hillside, Ago(120), [.. OwnChecks, "PCN-01", "PCN-02", "ARR-02"]).Checks(Hillside, LastMonth(25), "ARR-03").File();

        // Cleared; two months without supervision.
        yield return new Story(12, "Tom Reed", today, tier: 1).Post(Riverside, Ago(420), 37.5m).Course("four", Ago(410), Ago(400), Ago(380), Ago(378)).People(Riverside, Ago(420)).Supervised(11, missedLast: 3)
            .Checks(Riverside, Ago(300), OwnChecks).Checks(Riverside, LastMonth(25), "ARR-03").File();

        // Cleared by way of a two-day course and previous experience; away.
        yield return new Story(13, "Owen Price", today).Post(Riverside, Ago(300), 15).Course("two", Ago(290), Ago(280), Ago(279), Ago(270)).Experience(PriorExperienceDecision.Accepted, Ago(275))
            .People(Riverside, Ago(300)).Supervised(8).Away(Ago(6), today.AddDays(20)).Checks(Riverside, Ago(200), OwnChecks).Checks(Riverside, LastMonth(25), "ARR-03").File();

        // The four-day course is complete; the certificate waits to be checked.
        yield return new Story(14, "Aisha Khan", today, tier: 1).Post(Riverside, Ago(75)).Course("four", Ago(70), Ago(40), Ago(12)).People(Riverside, Ago(75))
            .Session(LastMonth(14), 60).Session(today.Day > 3 ? month.AddDays(2) : today, 30).Checks(Riverside, Ago(60), "ROL-01", "EMP-01", "EMP-03", "EMP-04", "ARR-02").Checks(Riverside, LastMonth(25), "ARR-03").File();

        // Starts next month; nobody is named yet.
        yield return new Story(15, "Ben Ode", today).Post(Riverside, month.AddMonths(1), 22.5m).Course("four", Ago(10), planned: today.AddDays(20)).People(Riverside, month.AddMonths(1), supervisor: false).File();

        // The portfolio is not passed yet; cleared for now, on conditions.
        yield return new Story(16, "Sam Patel", today, tier: 1).Post(Riverside, Ago(150)).Course("four-portfolio", Ago(140), Ago(100), Ago(40), Ago(30)).People(Riverside, Ago(150)).Supervised(4)
            .Provisional(Riverside, Ago(25), today.AddDays(35), "Joint sessions with Grace Lin until the portfolio is passed").Checks(Riverside, Ago(130), OwnChecks).Checks(Riverside, LastMonth(25), "ARR-03").File();

        // Cleared but for a pause of referrals.
        yield return new Story(17, "Nina Cole", today).Post(Riverside, Ago(500), 30).Course("four", Ago(490), Ago(480), Ago(460), Ago(455)).People(Riverside, Ago(500)).Supervised(12)
            .Paused(Ago(9), today.AddDays(5)).Checks(Riverside, Ago(300), OwnChecks).Checks(Riverside, LastMonth(25), "ARR-03").File();

        // A manager who is a coach too: somebody else checks this certificate.
        yield return new Story(18, "Priya Shah", today).Post(Riverside, Ago(45), 7.5m, band: 6).Course("four", Ago(44), Ago(30), Ago(8)).People(Riverside, Ago(45)).Session(LastMonth(16), 60).Checks(Riverside, Ago(30), "ROL-01").File();

        // A course is booked.
        yield return new Story(19, "Lea Novak", today, tier: 1).Post(Hillside, Ago(20), 30).Course("four", Ago(15), planned: today.AddDays(25)).People(Hillside, Ago(20)).File();

        // The certificate was looked at and returned.
        yield return new Story(20, "Marcus Hill", today).Post(Hillside, Ago(240), 37.5m).Course("four", Ago(230), Ago(200), Ago(180), rejected: Ago(150)).People(Hillside, Ago(240)).Supervised(7)
            .Checks(Hillside, Ago(200), OwnChecks).Checks(Hillside, LastMonth(25), "ARR-03").File();

        // Two days alone do not qualify; the post is not funded by the scheme.
        yield return new Story(21, "Jon Frost", today).Post(Harbour, Ago(100), 18.75m, arrs: false).Course("two", Ago(95), Ago(60), Ago(59), Ago(50)).People(Harbour, Ago(100)).Supervised(2).File();

        // Left; the record is kept.
        yield return new Story(22, "Ivy Stone", today).Post(Harbour, Ago(700), 30, to: Ago(35)).Course("four", Ago(690), Ago(680), Ago(660), Ago(650)).People(Harbour, Ago(700)).Supervised(12, missedLast: 2).File();
    }
}
