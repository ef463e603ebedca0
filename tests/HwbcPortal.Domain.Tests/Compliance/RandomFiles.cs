using HwbcPortal.Domain.Compliance;

namespace HwbcPortal.Domain.Tests.Compliance;

/// <summary>Valid coach files at random: one seed, one file. They are dense around <see cref="Centre"/>, where the questions are asked.</summary>
internal sealed class RandomFiles
{
    public static readonly DateOnly Centre = new(2026, 7, 1);
    private static readonly string[] Pcns = ["U10001", "U10002"];
    private static readonly string[] CheckRules = [.. RuleCodes.Checks, "ARR-02", "ARR-03", "LOC-01", "LOC-02"];
    private readonly Random _random;
    private int _id;

    private RandomFiles(int seed) => _random = new Random(seed);

    /// <summary>The file of a seed; it is one that the validator accepts.</summary>
    public static CoachFile Of(int seed)
    {
        var maker = new RandomFiles(seed);
        var file = maker.Make();
        // Two versions of a period may overlap, and that is for the validator to refuse; such a seed gives its file without policies and second posts.
        if (CoachFileValidator.Validate(file) is not null)
            file = file with { LocalPolicies = [], Posts = [.. file.Posts.Take(1).Select(p => p with { Replaces = null, VoidedOn = null })] };
        return CoachFileValidator.Validate(file) is null ? file : throw new InvalidOperationException($"seed {seed}: {CoachFileValidator.Validate(file)}");
    }

    private CoachFile Make()
    {
        var programmes = Several(0, 3, () => new Programme
        {
            Id = Id("g"), Kind = _random.Next(5) == 0 ? One<ProgrammeKind>() : ProgrammeKind.HealthCoaching, Title = "Course", Provider = "Provider", Days = Of(4m, 4m, 2m, 3m, 1m), HasAssessment = Coin(),
            Accreditations = Versions(Several(0, 2, () => new Accreditation { Id = Id("a"), From = Day(-900, -200), To = Maybe(() => Day(-100, 200)) })),
        });
        var supervisors = Several(0, 3, () => new Supervisor
        {
            Id = Id("s"), Person = Of("P-000001", "P-000002", "HWBC-000001"), Name = "Somebody", Profession = One<Profession>(),
            Eligibility = Versions(Several(0, 2, () => new Eligibility { Id = Id("e"), From = Day(-600, 0), To = Maybe(() => Day(30, 200)), Tier = Maybe(() => _random.Next(1, 5)), Basis = One<EligibilityBasis>() })),
        });
        var (programmeVersions, supervisorVersions) = (Versions(programmes), Versions(supervisors));
        return new CoachFile
        {
            Coach = new Coach { Reference = "HWBC-000001", Name = "Sample", Tier = Maybe(() => _random.Next(1, 5)), TierReviewedOn = Maybe(() => Day(-200, 100)) },
            Posts = Posts(),
            Absences = Versions(Several(0, 2, () => Period(-120, 90, (from, to) => new Absence { Id = Id("ab"), From = from, To = to, Reason = One<AbsenceReason>() }))),
            Programmes = programmeVersions,
            Training = programmeVersions.Count == 0 ? [] : Versions(Several(0, 3, () => Training(programmeVersions))),
            PriorExperience = Versions(Several(0, 2, () => new PriorExperience { Id = Id("x"), Decision = One<PriorExperienceDecision>(), DecidedOn = Day(-300, 60), DecidedBy = Person() })),
            Supervisors = supervisorVersions,
            Assignments = supervisorVersions.Count == 0 ? [] : Versions(Several(0, 5, () => Period(-400, 100, (from, to) => new Assignment { Id = Id("as"), Kind = One<AssignmentKind>(), Pcn = Of(Pcns), Supervisor = Of([.. supervisorVersions]).Id, From = from, To = to }))),
            Sessions = supervisorVersions.Count == 0 ? [] : Versions(Several(0, 14, () => new Session
            {
                Id = Id("ss"), Date = Day(-300, 60), Minutes = Of(60, 60, 30, 45, 90), Kind = Coin() ? SessionKind.HealthCoachingIndividual : One<SessionKind>(), Supervisor = Of([.. supervisorVersions]).Id,
                Outcome = Coin() ? SessionOutcome.Held : One<SessionOutcome>(),
            })),
            Checks = Versions(Several(0, 12, () => new Check { Id = Id("c"), Rule = Of(CheckRules), Pcn = Of(Pcns), On = Day(-400, 60), ValidUntil = Maybe(() => Day(61, 300)), By = Maybe(Person) })),
            Suspensions = _random.Next(6) == 0 ? Versions(Several(1, 1, () => Period(-60, 60, (from, to) => new Suspension { Id = Id("su"), From = from, ReviewOn = from.AddDays(14), LiftedOn = to, By = Person() }))) : [],
            Provisionals = Versions(Several(0, 2, () => Period(-60, 60, (from, _) => new Provisional { Id = Id("pr"), Pcn = Of(Pcns), From = from, To = from.AddDays(_random.Next(91)), ApprovedBy = Person() }))),
            Exemptions = Versions(Several(0, 3, () => Period(-200, 100, (from, to) => new Exemption { Id = Id("ex"), Pcn = Of(Pcns), Rule = Of([.. RuleCodes.All.Except(RuleCodes.NotExemptible), "LOC-01"]), From = from, To = to, Reason = "Because", ApprovedBy = Person() }))),
            LocalPolicies = Policies(),
        };
    }

    private List<Post> Posts()
    {
        var posts = new List<Post>();
        foreach (var pcn in Pcns)
        {
            var from = Day(-400, 40);
            for (var i = _random.Next(0, 4); i > 0; i--)
            {
                var to = i == 1 && Coin() ? (DateOnly?)null : from.AddDays(_random.Next(10, 200));
                posts.Add(new Post { Id = Id("p"), Pcn = pcn, StartDate = from, EndDate = to, HoursPerWeek = Of(30m, 37.5m, 7.5m), AfcBand = _random.Next(4, 8), ArrsFunded = _random.Next(4) > 0, RecordsFrom = _random.Next(4) == 0 ? from.AddDays(_random.Next(0, 90)) : null });
                if (to is null)
                    break;
                from = to.Value.AddDays(Of(1, 1, 20, 60));
            }
        }

        return Dated(posts);
    }

    private Training Training(IReadOnlyList<Programme> programmes)
    {
        var day = Day(-400, 20);
        DateOnly? Later() => _random.Next(4) == 0 ? null : day = day.AddDays(_random.Next(0, 60));
        var training = new Training { Id = Id("t"), Programme = Of([.. programmes]).Id, EnrolledOn = day, BookingReference = Maybe(() => "B"), PlannedStartOn = Maybe(() => day.AddDays(20)), StartedOn = Later(), CompletedOn = Later() };
        return training with
        {
            AssessmentPassedOn = Later(), WithdrawnOn = _random.Next(8) == 0 ? Day(-60, 60) : null, ExpiresOn = _random.Next(5) == 0 ? Day(-60, 200) : null,
            Verification = _random.Next(3) == 0 ? null : new Verification { Outcome = _random.Next(4) == 0 ? VerificationOutcome.Rejected : VerificationOutcome.Verified, On = day.AddDays(_random.Next(-5, 20)), By = Person() },
        };
    }

    private List<LocalPolicy> Policies()
    {
        if (Coin())
            return [];
        var from = Day(-300, 60);
        return Dated([new LocalPolicy
        {
            Id = Id("lp"), Pcn = Of(Pcns), From = from, To = Maybe(() => from.AddDays(_random.Next(30, 300))),
            Effects = Coin() ? new Dictionary<string, IReadOnlyList<Effect>> { [Of("SUP-02", "EMP-01", "EMP-02", "PCN-01", "SUP-03")] = [Effect.Warns, Effect.BlocksReferrals] } : new Dictionary<string, IReadOnlyList<Effect>>(),
            Parameters = Coin() ? new PolicyParameters
            {
                DueSoonDays = Maybe(() => _random.Next(0, 121)), SupervisionMinutes = Maybe(() => _random.Next(60, 120)), GroupMinutesCounted = Maybe(() => _random.Next(0, 61)), LateEntryDays = Maybe(() => _random.Next(0, 8)),
                EscalateAfterMissedMonths = Maybe(() => _random.Next(1, 3)), SupervisorMinTier = Maybe(() => _random.Next(3, 5)), MinDaysForMonth = Maybe(() => _random.Next(1, 16)), DueSoonLastDays = Maybe(() => _random.Next(0, 29)),
                StaleTrainingMonths = Maybe(() => _random.Next(1, 13)), StaleEnrolmentDays = Maybe(() => _random.Next(0, 29)), CheckValidityMonths = Coin() ? new Dictionary<string, int> { ["EMP-02"] = _random.Next(1, 37), ["EMP-01"] = _random.Next(1, 61) } : null,
            } : null,
            Rules = Coin() ? [new LocalRule { Rule = "LOC-01", Title = "Fire safety", ValidityMonths = Maybe(() => _random.Next(1, 61)), Effects = [One(Effect.BlocksReferrals, Effect.Warns, Effect.Informs)] }] : [],
        }]);
    }

    /// <summary>Some items get a later version that voids them, some a day of recording.</summary>
    private List<T> Versions<T>(List<T> facts)
        where T : Fact
    {
        var all = new List<T>();
        foreach (var fact in Dated(facts))
        {
            if (_random.Next(5) > 0)
            {
                all.Add(fact);
                continue;
            }

            var day = Day(-200, 30);
            all.Add(fact with { VoidedOn = day });
            if (Coin())
                all.Add(Renamed(fact with { RecordedOn = day, Replaces = fact.Id }));
        }

        return all;
    }

    private T Renamed<T>(T fact)
        where T : Fact => (T)(fact switch
        {
            // What stands inside gets ids of its own: an id occurs once in a file.
            Programme p => p with { Id = Id("v"), Accreditations = [.. p.Accreditations.Where(a => a.Replaces is null).Select(a => a with { Id = Id("v") })] },
            Supervisor s => s with { Id = Id("v"), Eligibility = [.. s.Eligibility.Where(e => e.Replaces is null).Select(e => e with { Id = Id("v") })] },
            _ => (Fact)(fact with { Id = Id("v") }),
        });

    private List<T> Dated<T>(List<T> facts)
        where T : Fact => facts.ConvertAll(f => _random.Next(4) == 0 ? (T)(f with { RecordedOn = Day(-300, 30) }) : f);

    private T Period<T>(int from, int to, Func<DateOnly, DateOnly?, T> make)
    {
        var first = Day(from, to);
        return make(first, Maybe(() => first.AddDays(_random.Next(0, 200))));
    }

    private string Id(string prefix) => $"{prefix}{++_id}";

    private string Person() => Of("P-000007", "P-000008", "P-000007", "HWBC-000001");

    private DateOnly Day(int from, int to) => Centre.AddDays(_random.Next(from, to + 1));

    private bool Coin() => _random.Next(2) == 0;

    private T? Maybe<T>(Func<T> make)
        where T : struct => Coin() ? make() : null;

    private string? Maybe(Func<string> make) => Coin() ? make() : null;

    private T Of<T>(params T[] items) => items[_random.Next(items.Length)];

    private T One<T>(params T[] items)
        where T : struct, Enum => items.Length > 0 ? Of(items) : Of(Enum.GetValues<T>());

    private List<T> Several<T>(int least, int most, Func<T> make) => Enumerable.Range(0, _random.Next(least, most + 1)).Select(_ => make()).ToList();
}
