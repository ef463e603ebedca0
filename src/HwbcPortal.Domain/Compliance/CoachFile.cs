namespace HwbcPortal.Domain.Compliance;

/// <summary>The portable record of one coach: what the evaluator reads, what a coach can download, what the database is read into.</summary>
public sealed record CoachFile
{
    /// <summary>The schema that this program reads and writes.</summary>
    public const string CurrentSchema = "hwbc-coach-file/1";

    /// <summary>Who the file is about.</summary>
    public required Coach Coach { get; init; }

    /// <summary>Posts at PCNs.</summary>
    public IReadOnlyList<Post> Posts { get; init; } = [];

    /// <summary>Periods away, never with a health reason.</summary>
    public IReadOnlyList<Absence> Absences { get; init; } = [];

    /// <summary>The programmes that the training names, with their accreditation windows.</summary>
    public IReadOnlyList<Programme> Programmes { get; init; } = [];

    /// <summary>Training, from booking to verification.</summary>
    public IReadOnlyList<Training> Training { get; init; } = [];

    /// <summary>Decisions about previous experience (route B).</summary>
    public IReadOnlyList<PriorExperience> PriorExperience { get; init; } = [];

    /// <summary>The people that assignments and sessions name, with their eligibility.</summary>
    public IReadOnlyList<Supervisor> Supervisors { get; init; } = [];

    /// <summary>Who supports the coach, in which way and when.</summary>
    public IReadOnlyList<Assignment> Assignments { get; init; } = [];

    /// <summary>Supervision sessions, held or not.</summary>
    public IReadOnlyList<Session> Sessions { get; init; } = [];

    /// <summary>Dated confirmations of check rules, ARR-02, ARR-03 and local rules.</summary>
    public IReadOnlyList<Check> Checks { get; init; } = [];

    /// <summary>Pauses of referrals.</summary>
    public IReadOnlyList<Suspension> Suspensions { get; init; } = [];

    /// <summary>Provisional clearances.</summary>
    public IReadOnlyList<Provisional> Provisionals { get; init; } = [];

    /// <summary>Exemptions from a rule.</summary>
    public IReadOnlyList<Exemption> Exemptions { get; init; } = [];

    /// <summary>Local policies of the PCNs concerned.</summary>
    public IReadOnlyList<LocalPolicy> LocalPolicies { get; init; } = [];

    /// <summary>
    /// What had happened by the end of a day's month, as it is known now: training, previous experience, sessions, absences and pauses that came later are left out with all their versions.
    /// Of the days up to its end the rules answer as of the whole file, but for what is due soon: a month that goes on is judged by what comes later in it too.
    /// </summary>
    /// <param name="day">The day.</param>
    public CoachFile Until(DateOnly day)
    {
        var last = Days.LastOfMonth(day);
        return this with
        {
            Coach = Coach.TierReviewedOn > last ? Coach with { TierReviewedOn = null } : Coach,
            Absences = Begun(Absences, a => a.From),
            Training = Begun(Training, t => t.EnrolledOn),
            PriorExperience = Begun(PriorExperience, x => x.DecidedOn),
            Sessions = Begun(Sessions, s => s.Date),
            Suspensions = Begun(Suspensions, s => s.From),
        };

        List<T> Begun<T>(IReadOnlyList<T> facts, Func<T, DateOnly> on)
            where T : Fact
        {
            var byId = facts.ToDictionary(f => f.Id, StringComparer.Ordinal);
            var begun = facts.Where(f => on(f) <= last).Select(First).ToHashSet(StringComparer.Ordinal);
            return facts.Where(f => begun.Contains(First(f))).ToList();

            string First(T fact) => fact.Replaces is { } before ? First(byId[before]) : fact.Id;
        }
    }
}

/// <summary>A dated statement that is never changed in place: a later version voids it and names it in <see cref="Replaces"/>.</summary>
public abstract record Fact
{
    /// <summary>The item's id, unique in its file.</summary>
    public required string Id { get; init; }

    /// <summary>The day from which the fact was known; null: always.</summary>
    public DateOnly? RecordedOn { get; init; }

    /// <summary>The day from which the fact no longer counts; null: it still does.</summary>
    public DateOnly? VoidedOn { get; init; }

    /// <summary>The id of the version before this one.</summary>
    public string? Replaces { get; init; }
}

/// <summary>Who the file is about.</summary>
public sealed record Coach
{
    /// <summary>The coach's public reference, HWBC-nnnnnn.</summary>
    public required string Reference { get; init; }

    /// <summary>The coach's name.</summary>
    public required string Name { get; init; }

    /// <summary>Tier of practice, 1 to 4; null when it was not recorded.</summary>
    public int? Tier { get; init; }

    /// <summary>The day on which the tier was last reviewed.</summary>
    public DateOnly? TierReviewedOn { get; init; }
}

/// <summary>A post at a PCN.</summary>
public sealed record Post : Fact
{
    /// <summary>The PCN's code, U and five digits.</summary>
    public required string Pcn { get; init; }

    /// <summary>First day in post.</summary>
    public required DateOnly StartDate { get; init; }

    /// <summary>Last day in post; null while it goes on.</summary>
    public DateOnly? EndDate { get; init; }

    /// <summary>Contracted hours a week, 0 to 60.</summary>
    public required decimal HoursPerWeek { get; init; }

    /// <summary>Agenda for Change band, 1 to 9.</summary>
    public required int AfcBand { get; init; }

    /// <summary>Whether the post is claimed under the Additional Roles Reimbursement Scheme.</summary>
    public required bool ArrsFunded { get; init; }

    /// <summary>The day from which the PCN keeps this post's records here; null: from its start.</summary>
    public DateOnly? RecordsFrom { get; init; }

    /// <summary>The employing organisation, where it is not the PCN.</summary>
    public string? Employer { get; init; }
}

/// <summary>A period away from work.</summary>
public sealed record Absence : Fact
{
    /// <summary>First day away.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Last day away; null while it goes on.</summary>
    public DateOnly? To { get; init; }

    /// <summary>Why, never health.</summary>
    public required AbsenceReason Reason { get; init; }
}

/// <summary>A training programme with its accreditation windows.</summary>
public sealed record Programme : Fact
{
    /// <summary>What the programme is.</summary>
    public required ProgrammeKind Kind { get; init; }

    /// <summary>The programme's title.</summary>
    public required string Title { get; init; }

    /// <summary>Who gives it.</summary>
    public required string Provider { get; init; }

    /// <summary>Length in days, 0.5 to 20.</summary>
    public required decimal Days { get; init; }

    /// <summary>Whether it ends with an assessment.</summary>
    public required bool HasAssessment { get; init; }

    /// <summary>When it was accredited by the Personalised Care Institute.</summary>
    public IReadOnlyList<Accreditation> Accreditations { get; init; } = [];
}

/// <summary>A window in which a programme was accredited.</summary>
public sealed record Accreditation : Fact
{
    /// <summary>First day.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Last day; null while it goes on.</summary>
    public DateOnly? To { get; init; }
}

/// <summary>A coach's way through a programme.</summary>
public sealed record Training : Fact
{
    /// <summary>The id of the programme.</summary>
    public required string Programme { get; init; }

    /// <summary>The day of booking.</summary>
    public required DateOnly EnrolledOn { get; init; }

    /// <summary>The provider's booking reference.</summary>
    public string? BookingReference { get; init; }

    /// <summary>The day on which it should start.</summary>
    public DateOnly? PlannedStartOn { get; init; }

    /// <summary>The day on which it started.</summary>
    public DateOnly? StartedOn { get; init; }

    /// <summary>The day on which the taught part was complete.</summary>
    public DateOnly? CompletedOn { get; init; }

    /// <summary>The day on which the assessment was passed.</summary>
    public DateOnly? AssessmentPassedOn { get; init; }

    /// <summary>The day on which the coach withdrew.</summary>
    public DateOnly? WithdrawnOn { get; init; }

    /// <summary>The certificate's last day; null: it does not expire.</summary>
    public DateOnly? ExpiresOn { get; init; }

    /// <summary>What the check of the certificate found.</summary>
    public Verification? Verification { get; init; }
}

/// <summary>What a check of a certificate found.</summary>
public sealed record Verification
{
    /// <summary>The finding.</summary>
    public required VerificationOutcome Outcome { get; init; }

    /// <summary>The day of the check.</summary>
    public required DateOnly On { get; init; }

    /// <summary>The reference of whoever checked; never the coach.</summary>
    public required string By { get; init; }
}

/// <summary>A decision about previous experience.</summary>
public sealed record PriorExperience : Fact
{
    /// <summary>The decision.</summary>
    public required PriorExperienceDecision Decision { get; init; }

    /// <summary>The day of the decision.</summary>
    public required DateOnly DecidedOn { get; init; }

    /// <summary>The reference of whoever decided; never the coach.</summary>
    public required string DecidedBy { get; init; }
}

/// <summary>Somebody who supports coaches: a supervisor, a clinician, a line manager.</summary>
public sealed record Supervisor : Fact
{
    /// <summary>The person's one reference.</summary>
    public required string Person { get; init; }

    /// <summary>The person's name.</summary>
    public required string Name { get; init; }

    /// <summary>The person's profession.</summary>
    public required Profession Profession { get; init; }

    /// <summary>When the person may supervise health coaching, and on what grounds.</summary>
    public IReadOnlyList<Eligibility> Eligibility { get; init; } = [];
}

/// <summary>A period in which a person may supervise health coaching.</summary>
public sealed record Eligibility : Fact
{
    /// <summary>First day.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Last day; null while it goes on.</summary>
    public DateOnly? To { get; init; }

    /// <summary>Tier of practice, 1 to 4; null when it was not recorded.</summary>
    public int? Tier { get; init; }

    /// <summary>The grounds.</summary>
    public required EligibilityBasis Basis { get; init; }
}

/// <summary>Somebody named to support the coach.</summary>
public sealed record Assignment : Fact
{
    /// <summary>In which way.</summary>
    public required AssignmentKind Kind { get; init; }

    /// <summary>For the post at which PCN.</summary>
    public required string Pcn { get; init; }

    /// <summary>The id of the supervisor.</summary>
    public required string Supervisor { get; init; }

    /// <summary>First day.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Last day; null while it goes on.</summary>
    public DateOnly? To { get; init; }
}

/// <summary>A supervision session.</summary>
public sealed record Session : Fact
{
    /// <summary>The day of the session.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>Minutes, 1 to 480.</summary>
    public required int Minutes { get; init; }

    /// <summary>What kind of supervision it was.</summary>
    public required SessionKind Kind { get; init; }

    /// <summary>The id of the supervisor.</summary>
    public required string Supervisor { get; init; }

    /// <summary>Whether it took place.</summary>
    public required SessionOutcome Outcome { get; init; }
}

/// <summary>A dated confirmation of a rule that asks for one.</summary>
public sealed record Check : Fact
{
    /// <summary>The rule's code.</summary>
    public required string Rule { get; init; }

    /// <summary>The PCN for which it was confirmed.</summary>
    public required string Pcn { get; init; }

    /// <summary>The day of the confirmation.</summary>
    public required DateOnly On { get; init; }

    /// <summary>The last day on which it holds; null: none was named.</summary>
    public DateOnly? ValidUntil { get; init; }

    /// <summary>The reference of whoever confirmed it; the coach only for ROL-01.</summary>
    public string? By { get; init; }
}

/// <summary>A pause of referrals. It holds at every PCN and never ends by itself.</summary>
public sealed record Suspension : Fact
{
    /// <summary>First day.</summary>
    public required DateOnly From { get; init; }

    /// <summary>The day on which it is to be reviewed.</summary>
    public required DateOnly ReviewOn { get; init; }

    /// <summary>The first day on which it no longer holds; null while it does.</summary>
    public DateOnly? LiftedOn { get; init; }

    /// <summary>The reference of whoever paused referrals.</summary>
    public required string By { get; init; }
}

/// <summary>A provisional clearance; it has an end and stands beside the result, never in its place.</summary>
public sealed record Provisional : Fact
{
    /// <summary>At which PCN.</summary>
    public required string Pcn { get; init; }

    /// <summary>First day.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Last day, at most 90 days after the first; a file in which it is absent is refused.</summary>
    public DateOnly? To { get; init; }

    /// <summary>The reference of whoever approved it; never the coach.</summary>
    public required string ApprovedBy { get; init; }

    /// <summary>On what conditions.</summary>
    public string? Conditions { get; init; }
}

/// <summary>An exemption from a rule; the finding keeps what is under it.</summary>
public sealed record Exemption : Fact
{
    /// <summary>At which PCN.</summary>
    public required string Pcn { get; init; }

    /// <summary>From which rule.</summary>
    public required string Rule { get; init; }

    /// <summary>First day.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Last day; null: no end was given.</summary>
    public DateOnly? To { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>The reference of whoever approved it; never the coach.</summary>
    public required string ApprovedBy { get; init; }
}

/// <summary>What a PCN asks beyond the national rules, in a period. It can tighten, never loosen.</summary>
public sealed record LocalPolicy : Fact
{
    /// <summary>Whose policy.</summary>
    public required string Pcn { get; init; }

    /// <summary>First day.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Last day; null while it goes on.</summary>
    public DateOnly? To { get; init; }

    /// <summary>Rules whose effects are given anew.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Effect>> Effects { get; init; } = new Dictionary<string, IReadOnlyList<Effect>>();

    /// <summary>Values that replace the pack's.</summary>
    public PolicyParameters? Parameters { get; init; }

    /// <summary>The PCN's own check rules.</summary>
    public IReadOnlyList<LocalRule> Rules { get; init; } = [];
}

/// <summary>A check rule of a PCN's own.</summary>
public sealed record LocalRule
{
    /// <summary>Its code, LOC-01 to LOC-99.</summary>
    public required string Rule { get; init; }

    /// <summary>What it is about.</summary>
    public required string Title { get; init; }

    /// <summary>Months for which a check holds; null: no end.</summary>
    public int? ValidityMonths { get; init; }

    /// <summary>What it does when it is not met.</summary>
    public required IReadOnlyList<Effect> Effects { get; init; }
}

/// <summary>The parameters that a local policy sets; null where it leaves the pack's value. Section 4 of the rules says which may be set, and how far.</summary>
public sealed record PolicyParameters
{
    /// <summary>Least days of a route A programme.</summary>
    public int? FourDayCourseDays { get; init; }

    /// <summary>Least days of a route B programme.</summary>
    public int? TwoDayCourseDays { get; init; }

    /// <summary>Highest reimbursable band.</summary>
    public int? MaxAfcBand { get; init; }

    /// <summary>Whether an enrolled coach counts for the role requirements.</summary>
    public bool? AcceptEnrolled { get; init; }

    /// <summary>Whether enrolment alone is a query.</summary>
    public bool? EnrolledIsQuery { get; init; }

    /// <summary>Days past the planned start after which an enrolment no longer counts.</summary>
    public int? StaleEnrolmentDays { get; init; }

    /// <summary>Months from its start after which unfinished training no longer counts.</summary>
    public int? StaleTrainingMonths { get; init; }

    /// <summary>Attended minutes a month.</summary>
    public int? SupervisionMinutes { get; init; }

    /// <summary>Most group minutes that count towards a month.</summary>
    public int? GroupMinutesCounted { get; init; }

    /// <summary>Fewer days in post and not absent excuse the month.</summary>
    public int? MinDaysForMonth { get; init; }

    /// <summary>Days into the next month before a short month is missed.</summary>
    public int? LateEntryDays { get; init; }

    /// <summary>Last days of a month in which an unmet month is due soon.</summary>
    public int? DueSoonLastDays { get; init; }

    /// <summary>Missed months in a row that are a lapse.</summary>
    public int? EscalateAfterMissedMonths { get; init; }

    /// <summary>Least tier of a health coaching supervisor.</summary>
    public int? SupervisorMinTier { get; init; }

    /// <summary>Days of look-ahead for what is due soon.</summary>
    public int? DueSoonDays { get; init; }

    /// <summary>By rule: days from a post's start in which something not yet there is not overdue.</summary>
    public IReadOnlyDictionary<string, int>? StartDays { get; init; }

    /// <summary>By rule: months for which a check holds when it names no end.</summary>
    public IReadOnlyDictionary<string, int>? CheckValidityMonths { get; init; }

    /// <summary>A pack's values with these in the place of those that they set.</summary>
    /// <param name="pack">The pack's values.</param>
    public RuleParameters Over(RuleParameters pack) => pack with
    {
        AcceptEnrolled = AcceptEnrolled ?? pack.AcceptEnrolled,
        EnrolledIsQuery = EnrolledIsQuery ?? pack.EnrolledIsQuery,
        StaleEnrolmentDays = StaleEnrolmentDays ?? pack.StaleEnrolmentDays,
        StaleTrainingMonths = StaleTrainingMonths ?? pack.StaleTrainingMonths,
        SupervisionMinutes = SupervisionMinutes ?? pack.SupervisionMinutes,
        GroupMinutesCounted = GroupMinutesCounted ?? pack.GroupMinutesCounted,
        MinDaysForMonth = MinDaysForMonth ?? pack.MinDaysForMonth,
        LateEntryDays = LateEntryDays ?? pack.LateEntryDays,
        DueSoonLastDays = DueSoonLastDays ?? pack.DueSoonLastDays,
        EscalateAfterMissedMonths = EscalateAfterMissedMonths ?? pack.EscalateAfterMissedMonths,
        SupervisorMinTier = SupervisorMinTier ?? pack.SupervisorMinTier,
        DueSoonDays = DueSoonDays ?? pack.DueSoonDays,
        CheckValidityMonths = CheckValidityMonths is { Count: > 0 } months
            ? pack.CheckValidityMonths.Where(p => !months.ContainsKey(p.Key)).Concat(months).ToDictionary(p => p.Key, p => p.Value)
            : pack.CheckValidityMonths,
    };
}
