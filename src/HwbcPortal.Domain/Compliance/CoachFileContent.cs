namespace HwbcPortal.Domain.Compliance;

/// <summary>What a coach file holds: section 3 of the rules, member by member.</summary>
internal ref partial struct CoachFileParser
{
    private static CoachFile File(ref CoachFileParser p)
    {
        var given = p.Object();
        Coach? coach = null;
        var file = new CoachFile { Coach = null! };
        while (p.Member(given, out var member))
        {
            switch (member)
            {
                case "schema": p.Schema(); break;
                case "coach": coach = Coach(ref p); break;
                case "posts": file = file with { Posts = p.List(ReadPost) }; break;
                case "absences": file = file with { Absences = p.List(ReadAbsence) }; break;
                case "programmes": file = file with { Programmes = p.List(ReadProgramme) }; break;
                case "training": file = file with { Training = p.List(ReadTraining) }; break;
                case "priorExperience": file = file with { PriorExperience = p.List(ReadPriorExperience) }; break;
                case "supervisors": file = file with { Supervisors = p.List(ReadSupervisor) }; break;
                case "assignments": file = file with { Assignments = p.List(ReadAssignment) }; break;
                case "sessions": file = file with { Sessions = p.List(ReadSession) }; break;
                case "checks": file = file with { Checks = p.List(ReadCheck) }; break;
                case "suspensions": file = file with { Suspensions = p.List(ReadSuspension) }; break;
                case "provisionals": file = file with { Provisionals = p.List(ReadProvisional) }; break;
                case "exemptions": file = file with { Exemptions = p.List(ReadExemption) }; break;
                case "localPolicies": file = file with { LocalPolicies = p.List(ReadLocalPolicy) }; break;
                default: throw p.Unknown();
            }
        }

        p.Require(given, "schema", "coach");
        return file with { Coach = coach! };
    }

    private readonly void Schema()
    {
        // Another schema is found before anything else is said of the text; here it can only be a value of the right one.
        _ = Text();
    }

    private static Coach Coach(ref CoachFileParser p)
    {
        var given = p.Object();
        string reference = "", name = "";
        int? tier = null;
        DateOnly? reviewed = null;
        while (p.Member(given, out var member))
        {
            switch (member)
            {
                case "reference": reference = p.Text(); break;
                case "name": name = p.Text(); break;
                case "tier": tier = p.OptionalWhole(); break;
                case "tierReviewedOn": reviewed = p.OptionalDate(); break;
                default: throw p.Unknown();
            }
        }

        p.Require(given, "reference", "name");
        return new Coach { Reference = reference, Name = name, Tier = tier, TierReviewedOn = reviewed };
    }

    private static Post ReadPost(ref CoachFileParser p)
    {
        var given = p.Object();
        var fact = new FactMembers();
        string pcn = "";
        DateOnly startDate = default;
        DateOnly? endDate = null;
        decimal hoursPerWeek = default;
        int afcBand = default;
        bool arrsFunded = default;
        DateOnly? recordsFrom = null;
        string? employer = null;
        while (p.Member(given, out var member))
        {
            switch (member)
            {
                case "pcn": pcn = p.Text(); break;
                case "startDate": startDate = p.Date(); break;
                case "endDate": endDate = p.OptionalDate(); break;
                case "hoursPerWeek": hoursPerWeek = p.Number(); break;
                case "afcBand": afcBand = p.Whole(); break;
                case "arrsFunded": arrsFunded = p.Flag(); break;
                case "recordsFrom": recordsFrom = p.OptionalDate(); break;
                case "employer": employer = p.OptionalText(); break;
                default: p.FactMember(member, ref fact); break;
            }
        }

        p.Require(given, "id", "pcn", "startDate", "hoursPerWeek", "afcBand", "arrsFunded");
        return new Post
        {
            Id = fact.Id, RecordedOn = fact.RecordedOn, VoidedOn = fact.VoidedOn, Replaces = fact.Replaces,
            Pcn = pcn, StartDate = startDate, EndDate = endDate, HoursPerWeek = hoursPerWeek, AfcBand = afcBand, ArrsFunded = arrsFunded, RecordsFrom = recordsFrom, Employer = employer,
        };
    }

    private static Absence ReadAbsence(ref CoachFileParser p)
    {
        var given = p.Object();
        var fact = new FactMembers();
        DateOnly first = default;
        DateOnly? last = null;
        AbsenceReason reason = default;
        while (p.Member(given, out var member))
        {
            switch (member)
            {
                case "from": first = p.Date(); break;
                case "to": last = p.OptionalDate(); break;
                case "reason": reason = p.Choice<AbsenceReason>(); break;
                default: p.FactMember(member, ref fact); break;
            }
        }

        p.Require(given, "id", "from", "reason");
        return new Absence
        {
            Id = fact.Id, RecordedOn = fact.RecordedOn, VoidedOn = fact.VoidedOn, Replaces = fact.Replaces,
            From = first, To = last, Reason = reason,
        };
    }

    private static Programme ReadProgramme(ref CoachFileParser p)
    {
        var given = p.Object();
        var fact = new FactMembers();
        ProgrammeKind kind = default;
        string title = "";
        string provider = "";
        decimal days = default;
        bool hasAssessment = default;
        IReadOnlyList<Accreditation> accreditations = [];
        while (p.Member(given, out var member))
        {
            switch (member)
            {
                case "kind": kind = p.Choice<ProgrammeKind>(); break;
                case "title": title = p.Text(); break;
                case "provider": provider = p.Text(); break;
                case "days": days = p.Number(); break;
                case "hasAssessment": hasAssessment = p.Flag(); break;
                case "accreditations": accreditations = p.List(ReadAccreditation); break;
                default: p.FactMember(member, ref fact); break;
            }
        }

        p.Require(given, "id", "kind", "title", "provider", "days", "hasAssessment");
        return new Programme
        {
            Id = fact.Id, RecordedOn = fact.RecordedOn, VoidedOn = fact.VoidedOn, Replaces = fact.Replaces,
            Kind = kind, Title = title, Provider = provider, Days = days, HasAssessment = hasAssessment, Accreditations = accreditations,
        };
    }

    private static Accreditation ReadAccreditation(ref CoachFileParser p)
    {
        var given = p.Object();
        var fact = new FactMembers();
        DateOnly first = default;
        DateOnly? last = null;
        while (p.Member(given, out var member))
        {
            switch (member)
            {
                case "from": first = p.Date(); break;
                case "to": last = p.OptionalDate(); break;
                default: p.FactMember(member, ref fact); break;
            }
        }

        p.Require(given, "id", "from");
        return new Accreditation
        {
            Id = fact.Id, RecordedOn = fact.RecordedOn, VoidedOn = fact.VoidedOn, Replaces = fact.Replaces,
            From = first, To = last,
        };
    }

    private static Training ReadTraining(ref CoachFileParser p)
    {
        var given = p.Object();
        var fact = new FactMembers();
        string programme = "";
        DateOnly enrolledOn = default;
        string? bookingReference = null;
        DateOnly? plannedStartOn = null;
        DateOnly? startedOn = null;
        DateOnly? completedOn = null;
        DateOnly? assessmentPassedOn = null;
        DateOnly? withdrawnOn = null;
        DateOnly? expiresOn = null;
        Verification? verification = null;
        while (p.Member(given, out var member))
        {
            switch (member)
            {
                case "programme": programme = p.Text(); break;
                case "enrolledOn": enrolledOn = p.Date(); break;
                case "bookingReference": bookingReference = p.OptionalText(); break;
                case "plannedStartOn": plannedStartOn = p.OptionalDate(); break;
                case "startedOn": startedOn = p.OptionalDate(); break;
                case "completedOn": completedOn = p.OptionalDate(); break;
                case "assessmentPassedOn": assessmentPassedOn = p.OptionalDate(); break;
                case "withdrawnOn": withdrawnOn = p.OptionalDate(); break;
                case "expiresOn": expiresOn = p.OptionalDate(); break;
                case "verification": verification = p.IsNull ? null : ReadVerification(ref p); break;
                default: p.FactMember(member, ref fact); break;
            }
        }

        p.Require(given, "id", "programme", "enrolledOn");
        return new Training
        {
            Id = fact.Id, RecordedOn = fact.RecordedOn, VoidedOn = fact.VoidedOn, Replaces = fact.Replaces,
            Programme = programme, EnrolledOn = enrolledOn, BookingReference = bookingReference, PlannedStartOn = plannedStartOn, StartedOn = startedOn, CompletedOn = completedOn, AssessmentPassedOn = assessmentPassedOn, WithdrawnOn = withdrawnOn, ExpiresOn = expiresOn, Verification = verification,
        };
    }

    private static PriorExperience ReadPriorExperience(ref CoachFileParser p)
    {
        var given = p.Object();
        var fact = new FactMembers();
        PriorExperienceDecision decision = default;
        DateOnly decidedOn = default;
        string decidedBy = "";
        while (p.Member(given, out var member))
        {
            switch (member)
            {
                case "decision": decision = p.Choice<PriorExperienceDecision>(); break;
                case "decidedOn": decidedOn = p.Date(); break;
                case "decidedBy": decidedBy = p.Text(); break;
                default: p.FactMember(member, ref fact); break;
            }
        }

        p.Require(given, "id", "decision", "decidedOn", "decidedBy");
        return new PriorExperience
        {
            Id = fact.Id, RecordedOn = fact.RecordedOn, VoidedOn = fact.VoidedOn, Replaces = fact.Replaces,
            Decision = decision, DecidedOn = decidedOn, DecidedBy = decidedBy,
        };
    }

    private static Supervisor ReadSupervisor(ref CoachFileParser p)
    {
        var given = p.Object();
        var fact = new FactMembers();
        string person = "";
        string name = "";
        Profession profession = default;
        IReadOnlyList<Eligibility> eligibility = [];
        while (p.Member(given, out var member))
        {
            switch (member)
            {
                case "person": person = p.Text(); break;
                case "name": name = p.Text(); break;
                case "profession": profession = p.Choice<Profession>(); break;
                case "eligibility": eligibility = p.List(ReadEligibility); break;
                default: p.FactMember(member, ref fact); break;
            }
        }

        p.Require(given, "id", "person", "name", "profession");
        return new Supervisor
        {
            Id = fact.Id, RecordedOn = fact.RecordedOn, VoidedOn = fact.VoidedOn, Replaces = fact.Replaces,
            Person = person, Name = name, Profession = profession, Eligibility = eligibility,
        };
    }

    private static Eligibility ReadEligibility(ref CoachFileParser p)
    {
        var given = p.Object();
        var fact = new FactMembers();
        DateOnly first = default;
        DateOnly? last = null;
        int? tier = null;
        EligibilityBasis basis = default;
        while (p.Member(given, out var member))
        {
            switch (member)
            {
                case "from": first = p.Date(); break;
                case "to": last = p.OptionalDate(); break;
                case "tier": tier = p.OptionalWhole(); break;
                case "basis": basis = p.Choice<EligibilityBasis>(); break;
                default: p.FactMember(member, ref fact); break;
            }
        }

        p.Require(given, "id", "from", "basis");
        return new Eligibility
        {
            Id = fact.Id, RecordedOn = fact.RecordedOn, VoidedOn = fact.VoidedOn, Replaces = fact.Replaces,
            From = first, To = last, Tier = tier, Basis = basis,
        };
    }

    private static Assignment ReadAssignment(ref CoachFileParser p)
    {
        var given = p.Object();
        var fact = new FactMembers();
        AssignmentKind kind = default;
        string pcn = "";
        string supervisor = "";
        DateOnly first = default;
        DateOnly? last = null;
        while (p.Member(given, out var member))
        {
            switch (member)
            {
                case "kind": kind = p.Choice<AssignmentKind>(); break;
                case "pcn": pcn = p.Text(); break;
                case "supervisor": supervisor = p.Text(); break;
                case "from": first = p.Date(); break;
                case "to": last = p.OptionalDate(); break;
                default: p.FactMember(member, ref fact); break;
            }
        }

        p.Require(given, "id", "kind", "pcn", "supervisor", "from");
        return new Assignment
        {
            Id = fact.Id, RecordedOn = fact.RecordedOn, VoidedOn = fact.VoidedOn, Replaces = fact.Replaces,
            Kind = kind, Pcn = pcn, Supervisor = supervisor, From = first, To = last,
        };
    }

    private static Session ReadSession(ref CoachFileParser p)
    {
        var given = p.Object();
        var fact = new FactMembers();
        DateOnly date = default;
        int minutes = default;
        SessionKind kind = default;
        string supervisor = "";
        SessionOutcome outcome = default;
        while (p.Member(given, out var member))
        {
            switch (member)
            {
                case "date": date = p.Date(); break;
                case "minutes": minutes = p.Whole(); break;
                case "kind": kind = p.Choice<SessionKind>(); break;
                case "supervisor": supervisor = p.Text(); break;
                case "outcome": outcome = p.Choice<SessionOutcome>(); break;
                default: p.FactMember(member, ref fact); break;
            }
        }

        p.Require(given, "id", "date", "minutes", "kind", "supervisor", "outcome");
        return new Session
        {
            Id = fact.Id, RecordedOn = fact.RecordedOn, VoidedOn = fact.VoidedOn, Replaces = fact.Replaces,
            Date = date, Minutes = minutes, Kind = kind, Supervisor = supervisor, Outcome = outcome,
        };
    }

    private static Check ReadCheck(ref CoachFileParser p)
    {
        var given = p.Object();
        var fact = new FactMembers();
        string rule = "";
        string pcn = "";
        DateOnly day = default;
        DateOnly? validUntil = null;
        string? person = null;
        while (p.Member(given, out var member))
        {
            switch (member)
            {
                case "check": rule = p.RuleCode(RuleCodes.IsCheckable); break;
                case "pcn": pcn = p.Text(); break;
                case "on": day = p.Date(); break;
                case "validUntil": validUntil = p.OptionalDate(); break;
                case "by": person = p.OptionalText(); break;
                default: p.FactMember(member, ref fact); break;
            }
        }

        p.Require(given, "id", "check", "pcn", "on");
        return new Check
        {
            Id = fact.Id, RecordedOn = fact.RecordedOn, VoidedOn = fact.VoidedOn, Replaces = fact.Replaces,
            Rule = rule, Pcn = pcn, On = day, ValidUntil = validUntil, By = person,
        };
    }

    private static Suspension ReadSuspension(ref CoachFileParser p)
    {
        var given = p.Object();
        var fact = new FactMembers();
        DateOnly first = default;
        DateOnly reviewOn = default;
        DateOnly? liftedOn = null;
        string person = "";
        while (p.Member(given, out var member))
        {
            switch (member)
            {
                case "from": first = p.Date(); break;
                case "reviewOn": reviewOn = p.Date(); break;
                case "liftedOn": liftedOn = p.OptionalDate(); break;
                case "by": person = p.Text(); break;
                default: p.FactMember(member, ref fact); break;
            }
        }

        p.Require(given, "id", "from", "reviewOn", "by");
        return new Suspension
        {
            Id = fact.Id, RecordedOn = fact.RecordedOn, VoidedOn = fact.VoidedOn, Replaces = fact.Replaces,
            From = first, ReviewOn = reviewOn, LiftedOn = liftedOn, By = person,
        };
    }

    private static Provisional ReadProvisional(ref CoachFileParser p)
    {
        var given = p.Object();
        var fact = new FactMembers();
        string pcn = "";
        DateOnly first = default;
        DateOnly? last = null;
        string approvedBy = "";
        string? conditions = null;
        while (p.Member(given, out var member))
        {
            switch (member)
            {
                case "pcn": pcn = p.Text(); break;
                case "from": first = p.Date(); break;
                case "to": last = p.OptionalDate(); break;
                case "approvedBy": approvedBy = p.Text(); break;
                case "conditions": conditions = p.OptionalText(); break;
                default: p.FactMember(member, ref fact); break;
            }
        }

        p.Require(given, "id", "pcn", "from", "approvedBy");
        return new Provisional
        {
            Id = fact.Id, RecordedOn = fact.RecordedOn, VoidedOn = fact.VoidedOn, Replaces = fact.Replaces,
            Pcn = pcn, From = first, To = last, ApprovedBy = approvedBy, Conditions = conditions,
        };
    }

    private static Exemption ReadExemption(ref CoachFileParser p)
    {
        var given = p.Object();
        var fact = new FactMembers();
        string pcn = "";
        string rule = "";
        DateOnly first = default;
        DateOnly? last = null;
        string reason = "";
        string approvedBy = "";
        while (p.Member(given, out var member))
        {
            switch (member)
            {
                case "pcn": pcn = p.Text(); break;
                case "rule": rule = p.RuleCode(c => RuleCodes.All.Contains(c) || RuleCodes.IsLocal(c)); break;
                case "from": first = p.Date(); break;
                case "to": last = p.OptionalDate(); break;
                case "reason": reason = p.Text(); break;
                case "approvedBy": approvedBy = p.Text(); break;
                default: p.FactMember(member, ref fact); break;
            }
        }

        p.Require(given, "id", "pcn", "rule", "from", "reason", "approvedBy");
        return new Exemption
        {
            Id = fact.Id, RecordedOn = fact.RecordedOn, VoidedOn = fact.VoidedOn, Replaces = fact.Replaces,
            Pcn = pcn, Rule = rule, From = first, To = last, Reason = reason, ApprovedBy = approvedBy,
        };
    }

    private static LocalPolicy ReadLocalPolicy(ref CoachFileParser p)
    {
        var given = p.Object();
        var fact = new FactMembers();
        string pcn = "";
        DateOnly first = default;
        DateOnly? last = null;
        IReadOnlyDictionary<string, IReadOnlyList<Effect>> effects = NoEffects;
        PolicyParameters? parameters = null;
        IReadOnlyList<LocalRule> rules = [];
        while (p.Member(given, out var member))
        {
            switch (member)
            {
                case "pcn": pcn = p.Text(); break;
                case "from": first = p.Date(); break;
                case "to": last = p.OptionalDate(); break;
                case "effects": effects = p.IsNull ? NoEffects : PolicyEffects(ref p); break;
                case "parameters": parameters = p.IsNull ? null : Parameters(ref p); break;
                case "rules": rules = p.List(ReadLocalRule); break;
                default: p.FactMember(member, ref fact); break;
            }
        }

        p.Require(given, "id", "pcn", "from");
        return new LocalPolicy
        {
            Id = fact.Id, RecordedOn = fact.RecordedOn, VoidedOn = fact.VoidedOn, Replaces = fact.Replaces,
            Pcn = pcn, From = first, To = last, Effects = effects, Parameters = parameters, Rules = rules,
        };
    }

    private static Verification ReadVerification(ref CoachFileParser p)
    {
        var given = p.Object();
        VerificationOutcome outcome = default;
        DateOnly day = default;
        var person = "";
        while (p.Member(given, out var member))
        {
            switch (member)
            {
                case "outcome": outcome = p.Choice<VerificationOutcome>(); break;
                case "on": day = p.Date(); break;
                case "by": person = p.Text(); break;
                default: throw p.Unknown();
            }
        }

        p.Require(given, "outcome", "on", "by");
        return new Verification { Outcome = outcome, On = day, By = person };
    }

    private static LocalRule ReadLocalRule(ref CoachFileParser p)
    {
        var given = p.Object();
        string rule = "", title = "";
        int? months = null;
        IReadOnlyList<Effect> effects = [];
        while (p.Member(given, out var member))
        {
            switch (member)
            {
                case "rule": rule = p.RuleCode(RuleCodes.IsLocal); break;
                case "title": title = p.Text(); break;
                case "validityMonths": months = p.OptionalWhole(); break;
                case "effects": effects = Effects(ref p, ofLocalRule: true); break;
                default: throw p.Unknown();
            }
        }

        p.Require(given, "rule", "title");
        return new LocalRule { Rule = rule, Title = title, ValidityMonths = months, Effects = effects };
    }

    private static PolicyParameters Parameters(ref CoachFileParser p)
    {
        var given = p.Object();
        var values = new PolicyParameters();
        while (p.Member(given, out var name))
        {
            values = name switch
            {
                "fourDayCourseDays" => values with { FourDayCourseDays = p.OptionalWhole() },
                "twoDayCourseDays" => values with { TwoDayCourseDays = p.OptionalWhole() },
                "maxAfcBand" => values with { MaxAfcBand = p.OptionalWhole() },
                "staleEnrolmentDays" => values with { StaleEnrolmentDays = p.OptionalWhole() },
                "staleTrainingMonths" => values with { StaleTrainingMonths = p.OptionalWhole() },
                "supervisionMinutes" => values with { SupervisionMinutes = p.OptionalWhole() },
                "groupMinutesCounted" => values with { GroupMinutesCounted = p.OptionalWhole() },
                "minDaysForMonth" => values with { MinDaysForMonth = p.OptionalWhole() },
                "lateEntryDays" => values with { LateEntryDays = p.OptionalWhole() },
                "dueSoonLastDays" => values with { DueSoonLastDays = p.OptionalWhole() },
                "escalateAfterMissedMonths" => values with { EscalateAfterMissedMonths = p.OptionalWhole() },
                "supervisorMinTier" => values with { SupervisorMinTier = p.OptionalWhole() },
                "dueSoonDays" => values with { DueSoonDays = p.OptionalWhole() },
                "acceptEnrolled" => values with { AcceptEnrolled = p.OptionalFlag() },
                "enrolledIsQuery" => values with { EnrolledIsQuery = p.OptionalFlag() },
                "startDays" => values with { StartDays = p.IsNull ? null : NumbersByRule(ref p, c => RuleCodes.All.Contains(c) || c == "LOC") },
                "checkValidityMonths" => values with { CheckValidityMonths = p.IsNull ? null : NumbersByRule(ref p, RuleCodes.Checks.Contains) },
                _ => throw p.Unknown(),
            };
        }

        return values;
    }

    private static Dictionary<string, int> NumbersByRule(ref CoachFileParser p, Func<string, bool> isKey)
    {
        var given = p.Object();
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        while (p.Member(given, out var name))
        {
            if (!isKey(name))
                throw p.Unknown();
            numbers[name] = p.Whole();
        }

        return numbers;
    }

    private static Dictionary<string, IReadOnlyList<Effect>> PolicyEffects(ref CoachFileParser p)
    {
        var given = p.Object();
        var effects = new Dictionary<string, IReadOnlyList<Effect>>(StringComparer.Ordinal);
        while (p.Member(given, out var name))
        {
            if (!RuleCodes.All.Contains(name))
                throw p.Unknown();
            effects[name] = Effects(ref p, ofLocalRule: false);
        }

        return effects;
    }

    private static List<Effect> Effects(ref CoachFileParser p, bool ofLocalRule)
    {
        var effects = new List<Effect>();
        p.List((ref CoachFileParser inner) =>
        {
            var effect = inner.Choice<Effect>();
            if (effects.Contains(effect))
                throw inner.Fault("Give each effect once.");
            if (ofLocalRule && effect == Effect.AffectsArrs)
                throw inner.Fault("Give one of: BlocksReferrals, Warns, Informs. A local rule cannot affect the role requirements.");
            effects.Add(effect);
            return effect;
        });
        return effects;
    }

    private static readonly IReadOnlyDictionary<string, IReadOnlyList<Effect>> NoEffects = new Dictionary<string, IReadOnlyList<Effect>>();

    private readonly string RuleCode(Func<string, bool> isOne)
    {
        var code = Text();
        return isOne(code) ? code : throw Fault("Give the code of a rule that can stand here.");
    }

    private readonly void FactMember(string name, ref FactMembers fact)
    {
        switch (name)
        {
            case "id": fact.Id = Text(); break;
            case "recordedOn": fact.RecordedOn = OptionalDate(); break;
            case "voidedOn": fact.VoidedOn = OptionalDate(); break;
            case "replaces": fact.Replaces = OptionalText(); break;
            default: throw Unknown();
        }
    }

    private struct FactMembers()
    {
        public string Id = "";
        public DateOnly? RecordedOn;
        public DateOnly? VoidedOn;
        public string? Replaces;
    }
}
