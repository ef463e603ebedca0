using System.Globalization;
using System.Text.Json;

namespace HwbcPortal.Domain.Compliance;

/// <summary>Writes a coach file in the order of section 3 of the rules; what is absent or empty is left out.</summary>
internal static class CoachFileWriter
{
    public static void Write(Utf8JsonWriter json, CoachFile file)
    {
        json.WriteStartObject();
        json.WriteString("schema"u8, CoachFile.CurrentSchema);
        json.WriteStartObject("coach"u8);
        json.WriteString("reference"u8, file.Coach.Reference);
        json.WriteString("name"u8, file.Coach.Name);
        Whole(json, "tier"u8, file.Coach.Tier);
        Day(json, "tierReviewedOn"u8, file.Coach.TierReviewedOn);
        json.WriteEndObject();
        List(json, "posts"u8, file.Posts, static (json, f) =>
        {
            json.WriteString("pcn"u8, f.Pcn);
            Day(json, "startDate"u8, f.StartDate);
            Day(json, "endDate"u8, f.EndDate);
            json.WriteNumber("hoursPerWeek"u8, Plain(f.HoursPerWeek));
            json.WriteNumber("afcBand"u8, f.AfcBand);
            json.WriteBoolean("arrsFunded"u8, f.ArrsFunded);
            Day(json, "recordsFrom"u8, f.RecordsFrom);
            Text(json, "employer"u8, f.Employer);
        });
        List(json, "absences"u8, file.Absences, static (json, f) =>
        {
            Day(json, "from"u8, f.From);
            Day(json, "to"u8, f.To);
            json.WriteString("reason"u8, f.Reason.ToString());
        });
        List(json, "programmes"u8, file.Programmes, static (json, f) =>
        {
            json.WriteString("kind"u8, f.Kind.ToString());
            json.WriteString("title"u8, f.Title);
            json.WriteString("provider"u8, f.Provider);
            json.WriteNumber("days"u8, Plain(f.Days));
            json.WriteBoolean("hasAssessment"u8, f.HasAssessment);
            List(json, "accreditations"u8, f.Accreditations, static (json, c) =>
            {
                Day(json, "from"u8, c.From);
                Day(json, "to"u8, c.To);
            });
        });
        List(json, "training"u8, file.Training, static (json, f) =>
        {
            json.WriteString("programme"u8, f.Programme);
            Day(json, "enrolledOn"u8, f.EnrolledOn);
            Text(json, "bookingReference"u8, f.BookingReference);
            Day(json, "plannedStartOn"u8, f.PlannedStartOn);
            Day(json, "startedOn"u8, f.StartedOn);
            Day(json, "completedOn"u8, f.CompletedOn);
            Day(json, "assessmentPassedOn"u8, f.AssessmentPassedOn);
            Day(json, "withdrawnOn"u8, f.WithdrawnOn);
            Day(json, "expiresOn"u8, f.ExpiresOn);
            Verification(json, f.Verification);
        });
        List(json, "priorExperience"u8, file.PriorExperience, static (json, f) =>
        {
            json.WriteString("decision"u8, f.Decision.ToString());
            Day(json, "decidedOn"u8, f.DecidedOn);
            json.WriteString("decidedBy"u8, f.DecidedBy);
        });
        List(json, "supervisors"u8, file.Supervisors, static (json, f) =>
        {
            json.WriteString("person"u8, f.Person);
            json.WriteString("name"u8, f.Name);
            json.WriteString("profession"u8, f.Profession.ToString());
            List(json, "eligibility"u8, f.Eligibility, static (json, c) =>
            {
                Day(json, "from"u8, c.From);
                Day(json, "to"u8, c.To);
                Whole(json, "tier"u8, c.Tier);
                json.WriteString("basis"u8, c.Basis.ToString());
            });
        });
        List(json, "assignments"u8, file.Assignments, static (json, f) =>
        {
            json.WriteString("kind"u8, f.Kind.ToString());
            json.WriteString("pcn"u8, f.Pcn);
            json.WriteString("supervisor"u8, f.Supervisor);
            Day(json, "from"u8, f.From);
            Day(json, "to"u8, f.To);
        });
        List(json, "sessions"u8, file.Sessions, static (json, f) =>
        {
            Day(json, "date"u8, f.Date);
            json.WriteNumber("minutes"u8, f.Minutes);
            json.WriteString("kind"u8, f.Kind.ToString());
            json.WriteString("supervisor"u8, f.Supervisor);
            json.WriteString("outcome"u8, f.Outcome.ToString());
        });
        List(json, "checks"u8, file.Checks, static (json, f) =>
        {
            json.WriteString("check"u8, f.Rule);
            json.WriteString("pcn"u8, f.Pcn);
            Day(json, "on"u8, f.On);
            Day(json, "validUntil"u8, f.ValidUntil);
            Text(json, "by"u8, f.By);
        });
        List(json, "suspensions"u8, file.Suspensions, static (json, f) =>
        {
            Day(json, "from"u8, f.From);
            Day(json, "reviewOn"u8, f.ReviewOn);
            Day(json, "liftedOn"u8, f.LiftedOn);
            json.WriteString("by"u8, f.By);
        });
        List(json, "provisionals"u8, file.Provisionals, static (json, f) =>
        {
            json.WriteString("pcn"u8, f.Pcn);
            Day(json, "from"u8, f.From);
            Day(json, "to"u8, f.To);
            json.WriteString("approvedBy"u8, f.ApprovedBy);
            Text(json, "conditions"u8, f.Conditions);
        });
        List(json, "exemptions"u8, file.Exemptions, static (json, f) =>
        {
            json.WriteString("pcn"u8, f.Pcn);
            json.WriteString("rule"u8, f.Rule);
            Day(json, "from"u8, f.From);
            Day(json, "to"u8, f.To);
            json.WriteString("reason"u8, f.Reason);
            json.WriteString("approvedBy"u8, f.ApprovedBy);
        });
        List(json, "localPolicies"u8, file.LocalPolicies, LocalPolicy);
        json.WriteEndObject();
    }

    private static void LocalPolicy(Utf8JsonWriter json, LocalPolicy f)
    {
        json.WriteString("pcn"u8, f.Pcn);
        Day(json, "from"u8, f.From);
        Day(json, "to"u8, f.To);
        if (f.Effects.Count > 0)
        {
            json.WriteStartObject("effects"u8);
            foreach (var (rule, effects) in f.Effects)
                Effects(json, rule, effects);
            json.WriteEndObject();
        }

        if (f.Parameters is { } values)
            Parameters(json, values);
        if (f.Rules.Count == 0)
            return;
        json.WriteStartArray("rules"u8);
        foreach (var rule in f.Rules)
        {
            json.WriteStartObject();
            json.WriteString("rule"u8, rule.Rule);
            json.WriteString("title"u8, rule.Title);
            Whole(json, "validityMonths"u8, rule.ValidityMonths);
            Effects(json, "effects", rule.Effects);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Parameters(Utf8JsonWriter json, PolicyParameters values)
    {
        json.WriteStartObject("parameters"u8);
        Whole(json, "fourDayCourseDays"u8, values.FourDayCourseDays);
        Whole(json, "twoDayCourseDays"u8, values.TwoDayCourseDays);
        Whole(json, "maxAfcBand"u8, values.MaxAfcBand);
        Flag(json, "acceptEnrolled"u8, values.AcceptEnrolled);
        Flag(json, "enrolledIsQuery"u8, values.EnrolledIsQuery);
        Whole(json, "staleEnrolmentDays"u8, values.StaleEnrolmentDays);
        Whole(json, "staleTrainingMonths"u8, values.StaleTrainingMonths);
        Whole(json, "supervisionMinutes"u8, values.SupervisionMinutes);
        Whole(json, "groupMinutesCounted"u8, values.GroupMinutesCounted);
        Whole(json, "minDaysForMonth"u8, values.MinDaysForMonth);
        Whole(json, "lateEntryDays"u8, values.LateEntryDays);
        Whole(json, "dueSoonLastDays"u8, values.DueSoonLastDays);
        Whole(json, "escalateAfterMissedMonths"u8, values.EscalateAfterMissedMonths);
        Whole(json, "supervisorMinTier"u8, values.SupervisorMinTier);
        Whole(json, "dueSoonDays"u8, values.DueSoonDays);
        NumbersByRule(json, "startDays"u8, values.StartDays);
        NumbersByRule(json, "checkValidityMonths"u8, values.CheckValidityMonths);
        json.WriteEndObject();
    }

    private static void NumbersByRule(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyDictionary<string, int>? numbers)
    {
        if (numbers is null)
            return;
        json.WriteStartObject(name);
        foreach (var (rule, number) in numbers)
            json.WriteNumber(rule, number);
        json.WriteEndObject();
    }

    private static void Effects(Utf8JsonWriter json, string name, IReadOnlyList<Effect> effects)
    {
        json.WriteStartArray(name);
        foreach (var effect in effects)
            json.WriteStringValue(effect.ToString());
        json.WriteEndArray();
    }

    private static void Verification(Utf8JsonWriter json, Verification? verification)
    {
        if (verification is null)
            return;
        json.WriteStartObject("verification"u8);
        json.WriteString("outcome"u8, verification.Outcome.ToString());
        Day(json, "on"u8, verification.On);
        json.WriteString("by"u8, verification.By);
        json.WriteEndObject();
    }

    private static void List<T>(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<T> facts, Action<Utf8JsonWriter, T> content)
        where T : Fact
    {
        if (facts.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (var fact in facts)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, fact.Id);
            content(json, fact);
            Day(json, "recordedOn"u8, fact.RecordedOn);
            Day(json, "voidedOn"u8, fact.VoidedOn);
            Text(json, "replaces"u8, fact.Replaces);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>30 and 30.0 are one number and are written alike; the division takes the zeros at the end away.</summary>
    private static decimal Plain(decimal value) => value / 1.0000000000000000000000000000m;

    private static void Text(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    private static void Whole(Utf8JsonWriter json, ReadOnlySpan<byte> name, int? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
    }

    private static void Flag(Utf8JsonWriter json, ReadOnlySpan<byte> name, bool? value)
    {
        if (value is { } flag)
            json.WriteBoolean(name, flag);
    }

    private static void Day(Utf8JsonWriter json, ReadOnlySpan<byte> name, DateOnly? value)
    {
        if (value is { } day)
            json.WriteString(name, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }
}
