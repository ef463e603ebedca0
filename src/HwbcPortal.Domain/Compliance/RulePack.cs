using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HwbcPortal.Domain.Compliance;

/// <summary>What the Network Contract DES asks in one contract year: which rules, with which effects and parameters.</summary>
public sealed record RulePack
{
    /// <summary>The pack's name, such as des-2026-27.</summary>
    public required string Name { get; init; }

    /// <summary>Its first day, a 1 April.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Whether the wording of that year's Annex B for this role was seen; where not, the contract text is to be checked.</summary>
    public required bool WordingSeen { get; init; }

    /// <summary>The effects of each rule.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<Effect>> Effects { get; init; }

    /// <summary>The values that the rules use.</summary>
    public required RuleParameters Parameters { get; init; }

    /// <summary>A rule's effects.</summary>
    /// <param name="rule">The rule's code.</param>
    public IReadOnlyList<Effect> EffectsOf(string rule) => Effects[rule];
}

/// <summary>The values that the rules use; section 4 of the rules says what each means.</summary>
public sealed record RuleParameters
{
    /// <summary>Least days of a route A programme.</summary>
    public required int FourDayCourseDays { get; init; }

    /// <summary>Least days of a route B programme.</summary>
    public required int TwoDayCourseDays { get; init; }

    /// <summary>Highest reimbursable band.</summary>
    public required int MaxAfcBand { get; init; }

    /// <summary>Whether an enrolled coach counts for the role requirements.</summary>
    public required bool AcceptEnrolled { get; init; }

    /// <summary>Whether enrolment alone is a query.</summary>
    public required bool EnrolledIsQuery { get; init; }

    /// <summary>Days past the planned start after which an enrolment no longer counts.</summary>
    public required int StaleEnrolmentDays { get; init; }

    /// <summary>Months from its start after which unfinished training no longer counts.</summary>
    public required int StaleTrainingMonths { get; init; }

    /// <summary>Attended minutes a month.</summary>
    public required int SupervisionMinutes { get; init; }

    /// <summary>Most group minutes that count towards a month.</summary>
    public required int GroupMinutesCounted { get; init; }

    /// <summary>Fewer days in post and not absent excuse the month.</summary>
    public required int MinDaysForMonth { get; init; }

    /// <summary>Days into the next month before a short month is missed.</summary>
    public required int LateEntryDays { get; init; }

    /// <summary>Last days of a month in which an unmet month is due soon.</summary>
    public required int DueSoonLastDays { get; init; }

    /// <summary>Missed months in a row that are a lapse.</summary>
    public required int EscalateAfterMissedMonths { get; init; }

    /// <summary>Least tier of a health coaching supervisor.</summary>
    public required int SupervisorMinTier { get; init; }

    /// <summary>Days of look-ahead for what is due soon.</summary>
    public required int DueSoonDays { get; init; }

    /// <summary>By rule (LOC for local ones): days from a post's start in which something not yet there is not overdue.</summary>
    public required IReadOnlyDictionary<string, int> StartDays { get; init; }

    /// <summary>By rule: months for which a check holds when it names no end.</summary>
    public required IReadOnlyDictionary<string, int> CheckValidityMonths { get; init; }
}

/// <summary>The packs that come with the program, as data.</summary>
public static class RulePacks
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() }, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>Every pack, the oldest first.</summary>
    public static IReadOnlyList<RulePack> All { get; } = Load();

    /// <summary>The first pack: nothing can be evaluated before it.</summary>
    public static RulePack First => All[0];

    /// <summary>The pack in force on a day; the newest stays in force.</summary>
    /// <param name="day">The day.</param>
    /// <exception cref="NoRulePackException">The day is before the first pack.</exception>
    public static RulePack On(DateOnly day) => All.LastOrDefault(p => p.From <= day) ?? throw new NoRulePackException(day);

    internal static IEnumerable<RulePack> InForce(DateOnly from, DateOnly to) =>
        All.Where((p, i) => p.From <= to && (i + 1 == All.Count || All[i + 1].From > from));

    private static List<RulePack> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames().Where(n => n.StartsWith("RulePacks/", StringComparison.Ordinal)).Select(name =>
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            return JsonSerializer.Deserialize<RulePack>(stream, Json)!;
        }).OrderBy(p => p.From).ToList();
    }
}

/// <summary>There were no rules on that day.</summary>
/// <param name="day">The day that was asked about.</param>
public sealed class NoRulePackException(DateOnly day) : Exception($"NoRulePack: the rules begin on {RulePacks.First.From:yyyy-MM-dd}; {day:yyyy-MM-dd} is before them.")
{
    /// <summary>The day that was asked about.</summary>
    public DateOnly Day { get; } = day;
}
