using HwbcPortal.Domain.Compliance;

namespace HwbcPortal.Data.Seeding;

/// <summary>Tells one fictional coach's story as a coach file, with dates counted from today.</summary>
internal sealed class Story
{
    /// <summary>Somebody who manages and checks, and has no coach record.</summary>
    public const string Checker = "P-000001";

    private const string Bell = "P-000002";
    private const string Lee = "P-000003";
    private const string Manager = "HWBC-000018";
    private readonly DateOnly _today;
    private readonly List<Post> _posts = [];
    private readonly List<Training> _training = [];
    private readonly List<PriorExperience> _priorExperience = [];
    private readonly List<Assignment> _assignments = [];
    private readonly List<Session> _sessions = [];
    private readonly List<Check> _checks = [];
    private readonly List<Absence> _absences = [];
    private readonly List<Suspension> _suspensions = [];
    private readonly List<Provisional> _provisionals = [];
    private readonly HashSet<string> _programmes = [];
    private readonly Coach _coach;

    public Story(int number, string name, DateOnly today, int? tier = null)
    {
        _today = today;
        _coach = new Coach { Reference = $"HWBC-{number:000000}", Name = name, Tier = tier };
    }

    public Story Post(string pcn, DateOnly from, decimal hours = 30, DateOnly? to = null, bool arrs = true, int band = 5)
    {
        _posts.Add(new Post { Id = $"post-{_posts.Count + 1}", Pcn = pcn, StartDate = from, EndDate = to, HoursPerWeek = hours, AfcBand = band, ArrsFunded = arrs });
        return this;
    }

    /// <summary>A course: booked, started and completed as far as given, and checked on a day.</summary>
    public Story Course(string programme, DateOnly enrolled, DateOnly? started = null, DateOnly? completed = null, DateOnly? verified = null, DateOnly? assessed = null, DateOnly? rejected = null, DateOnly? planned = null)
    {
        _programmes.Add(programme);
        _training.Add(new Training
        {
            Id = $"training-{_training.Count + 1}", Programme = programme, EnrolledOn = enrolled, BookingReference = $"BK-{_coach.Reference[^3..]}", PlannedStartOn = planned ?? started, StartedOn = started,
            CompletedOn = completed, AssessmentPassedOn = assessed,
            Verification = verified is { } yes ? new Verification { Outcome = VerificationOutcome.Verified, On = yes, By = Checker }
                : rejected is { } no ? new Verification { Outcome = VerificationOutcome.Rejected, On = no, By = Checker } : null,
        });
        return this;
    }

    public Story Experience(PriorExperienceDecision decision, DateOnly on)
    {
        _priorExperience.Add(new PriorExperience { Id = $"experience-{_priorExperience.Count + 1}", Decision = decision, DecidedOn = on, DecidedBy = Checker });
        return this;
    }

    /// <summary>Supervisor, clinician and line manager at a PCN.</summary>
    public Story People(string pcn, DateOnly from, bool supervisor = true)
    {
        if (supervisor)
            Assigned(AssignmentKind.HealthCoaching, pcn, "bell", from);
        Assigned(AssignmentKind.ClinicalProfessional, pcn, "lee", from);
        if (_coach.Reference != Manager)
            Assigned(AssignmentKind.LineManagement, pcn, "shah", from);
        return this;
    }

    /// <summary>An hour in each of the months before this one, but for the last few.</summary>
    public Story Supervised(int months, int missedLast = 0)
    {
        for (var back = months; back > missedLast; back--)
            Session(new DateOnly(_today.Year, _today.Month, 1).AddMonths(-back).AddDays(11), 60);
        return this;
    }

    public Story Session(DateOnly date, int minutes, SessionKind kind = SessionKind.HealthCoachingIndividual, SessionOutcome outcome = SessionOutcome.Held)
    {
        _sessions.Add(new Session { Id = $"session-{_sessions.Count + 1:000}", Date = date, Minutes = minutes, Kind = kind, Supervisor = "bell", Outcome = outcome });
        return this;
    }

    public Story Checks(string pcn, DateOnly on, params ReadOnlySpan<string> rules)
    {
        foreach (var rule in rules)
            _checks.Add(new Check { Id = $"check-{_checks.Count + 1:000}", Rule = rule, Pcn = pcn, On = on, By = Checker });
        return this;
    }

    public Story Away(DateOnly from, DateOnly to)
    {
        _absences.Add(new Absence { Id = "away-1", From = from, To = to, Reason = AbsenceReason.Leave });
        return this;
    }

    public Story Paused(DateOnly from, DateOnly review)
    {
        _suspensions.Add(new Suspension { Id = "pause-1", From = from, ReviewOn = review, By = Checker });
        return this;
    }

    public Story Provisional(string pcn, DateOnly from, DateOnly to, string conditions)
    {
        _provisionals.Add(new Provisional { Id = "provisional-1", Pcn = pcn, From = from, To = to, ApprovedBy = Checker, Conditions = conditions });
        return this;
    }

    public CoachFile File()
    {
        var named = _assignments.Select(a => a.Supervisor).Concat(_sessions.Select(s => s.Supervisor)).ToHashSet();
        return new CoachFile
        {
            Coach = _coach, Posts = _posts, Training = _training, PriorExperience = _priorExperience, Assignments = _assignments, Sessions = _sessions, Checks = _checks, Absences = _absences,
            Suspensions = _suspensions, Provisionals = _provisionals,
            Programmes = Programmes().Where(p => _programmes.Contains(p.Id)).ToList(),
            Supervisors = Supervisors().Where(s => named.Contains(s.Id)).ToList(),
        };
    }

    private void Assigned(AssignmentKind kind, string pcn, string supervisor, DateOnly from) =>
        _assignments.Add(new Assignment { Id = $"named-{_assignments.Count + 1}", Kind = kind, Pcn = pcn, Supervisor = supervisor, From = from });

    private static IEnumerable<Programme> Programmes()
    {
        yield return Programme("four", "Health coaching, four days (sample)", 4, false);
        yield return Programme("four-portfolio", "Health coaching, four days with portfolio (sample)", 4, true);
        yield return Programme("two", "Health coaching skills, two days (sample)", 2, false);
    }

    private static Programme Programme(string id, string title, decimal days, bool assessed) => new()
    {
        Id = id, Kind = ProgrammeKind.HealthCoaching, Title = title, Provider = "Sample Provider", Days = days, HasAssessment = assessed,
        Accreditations = [new Accreditation { Id = $"{id}-window", From = new DateOnly(2021, 4, 1) }],
    };

    private static IEnumerable<Supervisor> Supervisors()
    {
        yield return new Supervisor
        {
            Id = "bell", Person = Bell, Name = "Rachel Bell", Profession = Profession.HealthCoach,
            Eligibility = [new Eligibility { Id = "bell-eligible", From = new DateOnly(2022, 1, 1), Tier = 3, Basis = EligibilityBasis.PciAccreditedProgramme }],
        };
        yield return new Supervisor { Id = "lee", Person = Lee, Name = "Dr Hannah Lee", Profession = Profession.GP };
        yield return new Supervisor { Id = "shah", Person = Manager, Name = "Priya Shah", Profession = Profession.Manager };
    }
}
