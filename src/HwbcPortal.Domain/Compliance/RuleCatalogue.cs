using System.Globalization;

namespace HwbcPortal.Domain.Compliance;

/// <summary>A national rule as it is described to people.</summary>
/// <param name="Id">The code, such as SUP-02.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Subject">Whose fact it is.</param>
/// <param name="Owner">Who acts next.</param>
/// <param name="Basis">What it rests on.</param>
/// <param name="Source">Where it comes from.</param>
public sealed record RuleDescription(string Id, string Title, Subject Subject, Owner Owner, Basis Basis, Source Source);

/// <summary>A value that rules use, with what it means.</summary>
/// <param name="Name">Its name in the coach file, such as supervisionMinutes.</param>
/// <param name="Title">What it means, in a few words.</param>
/// <param name="Rules">The rules that use it; none: all of them.</param>
/// <param name="Value">The value in a pack, as people read it.</param>
public sealed record ParameterDescription(string Name, string Title, IReadOnlyList<string> Rules, Func<RuleParameters, string> Value);

/// <summary>A thing that two rule packs say differently.</summary>
/// <param name="Rule">The rule; null for a value that all rules use.</param>
/// <param name="What">What differs.</param>
/// <param name="Before">In the one pack; null: it does not have the rule.</param>
/// <param name="After">In the other; null: it does not have the rule.</param>
public sealed record PackDifference(string? Rule, string What, string? Before, string? After);

/// <summary>What the rules and the values of a rule pack are called, and where two packs differ. Nothing is decided here.</summary>
public static class RuleCatalogue
{
    private const string StartDays = "startDays";
    private const string CheckValidityMonths = "checkValidityMonths";

    /// <summary>Every national rule, in the order of section 5 of the rules.</summary>
    public static IReadOnlyList<RuleDescription> Rules { get; } = Compliance.Rules.AllRules.InOrder.Select(r => new RuleDescription(r.Id, r.Title, r.Subject, r.Owner, r.Basis, r.Source)).ToList();

    /// <summary>Every value, in the order of section 4 of the rules; those that a rule has for itself stand once a rule.</summary>
    public static IReadOnlyList<ParameterDescription> Parameters { get; } =
    [
        new("fourDayCourseDays", "Least days of a course that qualifies by itself", ["TRN-01", "TRN-02"], p => Days(p.FourDayCourseDays)),
        new("twoDayCourseDays", "Least days of a course with previous experience", ["TRN-01", "TRN-02"], p => Days(p.TwoDayCourseDays)),
        new("maxAfcBand", "Highest band that is reimbursed", ["ARR-01"], p => $"band {p.MaxAfcBand}"),
        new("acceptEnrolled", "A booked course counts", ["TRN-02"], p => YesNo(p.AcceptEnrolled)),
        new("enrolledIsQuery", "A booked course alone is to be looked at", ["TRN-02"], p => YesNo(p.EnrolledIsQuery)),
        new("staleEnrolmentDays", "A booking counts no longer so long after the planned start", ["TRN-02"], p => Days(p.StaleEnrolmentDays)),
        new("staleTrainingMonths", "Unfinished training counts no longer so long after its start", ["TRN-02"], p => Months(p.StaleTrainingMonths)),
        new("supervisionMinutes", "Attended minutes a month", ["SUP-02"], p => $"{p.SupervisionMinutes} minutes"),
        new("groupMinutesCounted", "Most group minutes that count towards a month", ["SUP-02"], p => $"{p.GroupMinutesCounted} minutes"),
        new("minDaysForMonth", "Fewer days in post and not away excuse the month", ["SUP-02"], p => Days(p.MinDaysForMonth)),
        new("lateEntryDays", "Days into the next month before a short month is missed", ["SUP-02"], p => Days(p.LateEntryDays)),
        new("dueSoonLastDays", "Last days of a month in which an unmet month is due soon", ["SUP-02"], p => Days(p.DueSoonLastDays)),
        new("escalateAfterMissedMonths", "Missed months in a row that are overdue", ["SUP-02"], p => Months(p.EscalateAfterMissedMonths)),
        new("supervisorMinTier", "Least tier of a health coaching supervisor", ["SUP-01", "SUP-02", "SUP-05"], p => $"tier {p.SupervisorMinTier}"),
        new("dueSoonDays", "How far ahead something is due soon", [], p => Days(p.DueSoonDays)),
        .. RulePacks.All.SelectMany(p => Own(p.Parameters)).DistinctBy(p => (p.Name, p.Rules[0])).OrderBy(p => p.Name != StartDays).ThenBy(p => p.Rules[0], StringComparer.Ordinal),
    ];

    /// <summary>Where the second pack differs from the first: effects and values, in the order of the rules.</summary>
    /// <param name="first">A pack.</param>
    /// <param name="second">Another.</param>
    public static IReadOnlyList<PackDifference> Differences(RulePack first, RulePack second)
    {
        var order = RuleCodes.All.ToList();
        var effects = first.Effects.Keys.Union(second.Effects.Keys).OrderBy(r => order.Contains(r) ? order.IndexOf(r) : int.MaxValue).ThenBy(r => r, StringComparer.Ordinal)
            .Select(rule => new PackDifference(rule, "Effects", EffectsOf(first, rule), EffectsOf(second, rule)));
        var values = Parameters.Where(p => p.Name is not (StartDays or CheckValidityMonths)).Select(p => new PackDifference(p.Rules.Count == 0 ? null : p.Rules[0], p.Title, p.Value(first.Parameters), p.Value(second.Parameters)));
        // Of what rules have for themselves a pack may name rules that no pack of the program does.
        var each = Parameters.Where(p => p.Name is StartDays or CheckValidityMonths).Concat(Own(first.Parameters)).Concat(Own(second.Parameters)).DistinctBy(p => (p.Name, p.Rules[0])).OrderBy(p => p.Name != StartDays).ThenBy(p => p.Rules[0], StringComparer.Ordinal)
            .Select(p => new PackDifference(p.Rules[0], p.Title, p.Value(first.Parameters), p.Value(second.Parameters)));
        return effects.Concat(values).Concat(each).Where(d => d.Before != d.After).ToList();
    }

    /// <summary>An effect, as people read it.</summary>
    public static string Of(Effect effect) => effect switch
    {
        Effect.BlocksReferrals => "in the way of referrals",
        Effect.AffectsArrs => "counts for the role requirements",
        Effect.Warns => "warns",
        _ => "informs",
    };

    /// <summary>A rule's effects, as people read them.</summary>
    public static string Of(IEnumerable<Effect> effects) => string.Join(", ", effects.Select(Of));

    private static string? EffectsOf(RulePack pack, string rule) => pack.Effects.TryGetValue(rule, out var effects) ? Of(effects) : null;

    private static IEnumerable<ParameterDescription> Own(RuleParameters values) =>
        values.StartDays.Keys.Select(rule => new ParameterDescription(StartDays, "First days of a post in which it is not overdue", [rule], p => p.StartDays.TryGetValue(rule, out var days) ? Days(days) : "none"))
            .Concat(values.CheckValidityMonths.Keys.Select(rule => new ParameterDescription(CheckValidityMonths, "How long a check holds when it names no end", [rule], p => p.CheckValidityMonths.TryGetValue(rule, out var months) ? Months(months) : "none")));

    private static string Days(int days) => days == 1 ? "1 day" : string.Create(CultureInfo.InvariantCulture, $"{days} days");

    private static string Months(int months) => months == 1 ? "1 month" : string.Create(CultureInfo.InvariantCulture, $"{months} months");

    private static string YesNo(bool value) => value ? "yes" : "no";
}
