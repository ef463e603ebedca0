using HwbcPortal.Domain.Compliance;

namespace HwbcPortal.Benchmarks;

/// <summary>Coach files as PCNs have them after some years: seeded, valid, most of them in good order.</summary>
internal sealed class CoachFiles(int seed, int pcns, int months, DateOnly today)
{
    private static readonly string[] First = ["Aisha", "Ben", "Cara", "Dev", "Ella", "Finn", "Grace", "Hugo", "Isla", "Jack", "Kira", "Leo", "Maya", "Noah", "Olive", "Priya", "Rosa", "Sam", "Tara", "Zane"];
    private static readonly string[] Last = ["Adams", "Bell", "Clarke", "Davies", "Evans", "Foster", "Green", "Hall", "Iqbal", "Jones", "Khan", "Lewis", "Moore", "Novak", "Owen", "Patel", "Reed", "Shah", "Turner", "Wood"];
    private static readonly string[] Checks = ["ROL-01", "EMP-01", "EMP-02", "EMP-03", "EMP-04", "EMP-05"];

    /// <summary>The file of a number, from 0.</summary>
    public CoachFile Of(int number)
    {
        var random = new Random(HashCode.Combine(seed, number));
        var pcn = $"U{10_000 + (number % pcns)}";
        var start = today.AddMonths(-months).AddDays(-random.Next(0, 20));
        var sessions = new List<Session>();
        for (var back = months; back >= 0; back--)
        {
            // Most months have their hour, some two halves, some none.
            var date = new DateOnly(today.Year, today.Month, 1).AddMonths(-back).AddDays(random.Next(0, 20));
            if (date > today || random.Next(20) == 0)
                continue;
            var halves = random.Next(4) == 0;
            for (var half = 0; half < (halves ? 2 : 1); half++)
                sessions.Add(new Session { Id = $"ss{sessions.Count + 1:000}", Date = date.AddDays(half), Minutes = halves ? 30 : 60, Kind = SessionKind.HealthCoachingIndividual, Supervisor = "s1", Outcome = SessionOutcome.Held });
        }

        var completed = start.AddDays(20);
        return new CoachFile
        {
            Coach = new Coach { Reference = $"HWBC-{number + 1:000000}", Name = $"{First[random.Next(First.Length)]} {Last[random.Next(Last.Length)]}", Tier = random.Next(1, 4) },
            Posts = [new Post { Id = "p1", Pcn = pcn, StartDate = start, HoursPerWeek = random.Next(2, 6) * 7.5m, AfcBand = 5, ArrsFunded = random.Next(5) > 0 }],
            Programmes = [new Programme { Id = "prog1", Kind = ProgrammeKind.HealthCoaching, Title = "Four-day course", Provider = $"Provider {number % 20}", Days = 4, HasAssessment = false, Accreditations = [new Accreditation { Id = "acc1", From = new DateOnly(2021, 1, 1) }] }],
            Training = [new Training { Id = "t1", Programme = "prog1", EnrolledOn = start, StartedOn = start.AddDays(10), CompletedOn = completed, Verification = random.Next(10) == 0 ? null : new Verification { Outcome = VerificationOutcome.Verified, On = completed.AddDays(3), By = $"P-{number % pcns:000000}" } }],
            Supervisors = [new Supervisor { Id = "s1", Person = $"P-{500_000 + (number / 8):000000}", Name = $"Supervisor {number / 8}", Profession = Profession.HealthCoach, Eligibility = [new Eligibility { Id = "el1", From = new DateOnly(2021, 1, 1), Tier = 3, Basis = EligibilityBasis.PciAccreditedProgramme }] }],
            Assignments = [new Assignment { Id = "a1", Kind = AssignmentKind.HealthCoaching, Pcn = pcn, Supervisor = "s1", From = start }, new Assignment { Id = "a2", Kind = AssignmentKind.LineManagement, Pcn = pcn, Supervisor = "s1", From = start }],
            Sessions = sessions,
            Checks = [.. Checks.Where(_ => random.Next(8) > 0).Select((rule, i) => new Check { Id = $"c{i}", Rule = rule, Pcn = pcn, On = start.AddDays(14), By = "P-000001" })],
            Absences = random.Next(6) == 0 ? [new Absence { Id = "ab1", From = today.AddDays(-40), To = today.AddDays(-20), Reason = AbsenceReason.Leave }] : [],
            Suspensions = random.Next(50) == 0 ? [new Suspension { Id = "su1", From = today.AddDays(-5), ReviewOn = today.AddDays(10), By = "P-000001" }] : [],
        };
    }
}
