namespace HwbcPortal.Domain.Compliance;

/// <summary>A finding's outcome and code on a day, exemptions and look-ahead applied; what is under an exemption beside it.</summary>
internal readonly record struct Final(Outcome Outcome, string Code, Underlying? Underlying, Answer Own);

/// <summary>
/// One rule through time with no new fact: the runs on which its own answer stays, worked out on its turning dates alone, and from
/// them the final answer of any day.
/// </summary>
internal sealed class RuleCourse
{
    private readonly EvaluationContext _context;
    private readonly List<(DateOnly From, Answer? Own)> _runs = [];
    private readonly List<Exemption> _exemptions;
    private readonly bool _looksAhead;
    private readonly DateOnly _to;

    public RuleCourse(EvaluationContext context, string rule, IRule? national, DateOnly from, DateOnly to, IReadOnlyList<DateOnly> commonTurns)
    {
        _context = context;
        _to = to;
        Rule = rule;
        National = national ?? Rules.CheckRule.Local(rule);
        _looksAhead = National.LooksAhead;
        _exemptions = context.Seen.Exemptions.Where(e => e.Rule == rule && e.Pcn == context.Pcn).ToList();
        var always = rule == "POST-01";
        var days = new SortedSet<DateOnly>(commonTurns) { from };
        foreach (var day in National.Turns(context, from, to))
        {
            if (day > from && day <= to)
                days.Add(day);
        }

        foreach (var day in days)
        {
            var own = always || context.InPost(day) ? context.Own(rule, day) : null;
            if (_runs.Count == 0 || !Same(_runs[^1].Own, own))
                _runs.Add((day, own));
        }
    }

    public string Rule { get; }

    public IRule National { get; }

    /// <summary>The rule's own answer on a day; null when it gives none.</summary>
    public Answer? Own(DateOnly day) => _runs[RunOf(day)].Own;

    /// <summary>The answer on a day; null when the rule gives none.</summary>
    public Final? On(DateOnly day)
    {
        if (Own(day) is not { } own)
            return null;
        var outcome = own.Outcome;
        if (outcome == Outcome.Met && _looksAhead && NextNotMet(day) <= Days.Plus(day, _context.RulesOn(day).Values.DueSoonDays))
            outcome = Outcome.DueSoon;
        if (outcome is Outcome.NotMet or Outcome.DueSoon && own.Code != Answer.FaultCode && _exemptions.Any(e => Days.Covers(e.From, e.To, day)))
            return new Final(Outcome.Exempt, own.Code, new Underlying(outcome, own.Code), own);
        return new Final(outcome, own.Code, null, own);
    }

    /// <summary>The first later day on which the rule's own answer is that it is not met; null: none in sight.</summary>
    public DateOnly? NextNotMet(DateOnly day)
    {
        for (var i = RunOf(day); i < _runs.Count; i++)
        {
            if (_runs[i].Own is not { Outcome: Outcome.NotMet })
                continue;
            var end = i + 1 < _runs.Count ? Days.Plus(_runs[i + 1].From, -1) : _to;
            if (end > day)
                return _runs[i].From > day ? _runs[i].From : Days.Plus(day, 1);
        }

        return null;
    }

    /// <summary>Days on which the final answer can change, unordered.</summary>
    public IEnumerable<DateOnly> Turns()
    {
        foreach (var (from, own) in _runs)
        {
            yield return from;
            if (!_looksAhead || own is not { Outcome: Outcome.NotMet })
                continue;
            foreach (var (_, rules) in _context.RulesThroughTime)
                yield return Days.Plus(from, -rules.Values.DueSoonDays);
        }

        foreach (var exemption in _exemptions)
        {
            yield return exemption.From;
            if (exemption.To is { } end)
                yield return Days.Plus(end, 1);
        }

        if (_looksAhead)
        {
            foreach (var (from, _) in _context.RulesThroughTime)
                yield return from;
        }
    }

    /// <summary>The first day after another, up to a last one, on which outcome or code differ from those of that day; null: none.</summary>
    public DateOnly? FirstChange(DateOnly after, DateOnly last)
    {
        var now = On(after);
        DateOnly? first = null;
        foreach (var day in Turns().Where(d => d > after && d <= last).Order())
        {
            var then = On(day);
            if (then?.Outcome != now?.Outcome || then?.Code != now?.Code)
            {
                first = day;
                break;
            }
        }

        return first;
    }

    private static bool Same(Answer? a, Answer? b) => a?.Outcome == b?.Outcome && a?.Code == b?.Code && (a is null || a.Evidence.SequenceEqual(b!.Evidence));

    private int RunOf(DateOnly day)
    {
        int low = 0, high = _runs.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_runs[middle].From <= day)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }
}
