using System.Collections.Concurrent;

namespace HwbcPortal.Domain.Compliance.Rules;

/// <summary>
/// The rules that ask for a dated check at this PCN: TRN-03 (while TRN-01 is not met), PCN-01, PCN-02, ROL-01, EMP-01 to EMP-05
/// and a PCN's own LOC rules. One class with data.
/// </summary>
internal sealed class CheckRule(string id, string title, Subject subject, Owner owner, Basis basis, Source source) : IRule
{
    private static readonly ConcurrentDictionary<string, CheckRule> Locals = new(StringComparer.Ordinal);

    public string Id => id;

    public string Title => title;

    public Subject Subject => subject;

    public Owner Owner => owner;

    public Basis Basis => basis;

    public Source Source => source;

    /// <summary>The rule of a local code; its title is the policy's.</summary>
    public static CheckRule Local(string code) => Locals.GetOrAdd(code, c => new CheckRule(c, c, Subject.Coach, Owner.Coach, Basis.LocalPolicy, Source.Local));

    public Answer Check(EvaluationContext context, DateOnly day)
    {
        if (id == "TRN-03" && context.Own("TRN-01", day)!.Outcome == Outcome.Met)
            return Answer.NotApplicable("Trained");
        var months = ValidityMonths(context.RulesOn(day), id);
        Check? best = null;
        DateOnly? bestEnd = null;
        var any = false;
        foreach (var check in Recorded(context).Where(c => c.On <= day))
        {
            any = true;
            var end = LastDay(check, months);
            if (end < day)
                continue;
            if (best is null || EndsLater(end, bestEnd) || (end == bestEnd && (check.On > best.On || (check.On == best.On && string.CompareOrdinal(check.Id, best.Id) < 0))))
                (best, bestEnd) = (check, end);
        }

        if (best is not null)
            return Answer.Met("Confirmed", best.Id);
        return Answer.NotMet(any ? "Expired" : context.InFirstDays(id, day) ? "DueAfterStart" : "Missing");
    }

    public IEnumerable<DateOnly> Turns(EvaluationContext context, DateOnly from, DateOnly to)
    {
        if (id == "TRN-03")
        {
            foreach (var day in TrainingOn.Turns(context))
                yield return day;
        }

        var validities = context.RulesThroughTime.Where(r => !RuleCodes.IsLocal(id) || r.Rules.Local(id) is not null).Select(r => ValidityMonths(r.Rules, id)).Distinct().ToList();
        foreach (var check in Recorded(context))
        {
            yield return check.On;
            foreach (var months in validities)
            {
                if (LastDay(check, months) is { } end)
                    yield return Days.Plus(end, 1);
            }
        }

        foreach (var day in FirstDays.Turns(context, id))
            yield return day;
    }

    public string Reason(EvaluationContext context, DateOnly day, Answer answer)
    {
        if (answer.Code == "Trained")
            return "Training is complete, so no support has to be planned.";
        var check = answer.Evidence.Count > 0 ? Recorded(context).FirstOrDefault(c => c.Id == answer.Evidence[0]) : null;
        return answer.Code switch
        {
            "Confirmed" when LastDay(check!, ValidityMonths(context.RulesOn(day), id)) is { } end => $"Recorded on {Sentences.Date(check!.On)}; it holds until {Sentences.Date(end)}.",
            "Confirmed" => $"Recorded on {Sentences.Date(check!.On)}.",
            "Expired" => $"What was recorded on {Sentences.Date(Recorded(context).Where(c => c.On <= day).Max(c => c.On))} no longer holds.",
            "DueAfterStart" => "Not recorded here yet; it is to be done in the first days of the post.",
            _ => "Not recorded here yet.",
        };
    }

    private static bool EndsLater(DateOnly? end, DateOnly? than) => than is not null && (end is null || end > than);

    private IEnumerable<Check> Recorded(EvaluationContext context) => context.Seen.Checks.Where(c => c.Rule == id && c.Pcn == context.Pcn);

    /// <summary>How many months a check of a rule holds; null: as long as its own end says.</summary>
    internal static int? ValidityMonths(EffectiveRules rules, string rule) =>
        RuleCodes.IsLocal(rule) ? rules.Local(rule)!.ValidityMonths : rules.Values.CheckValidityMonths.TryGetValue(rule, out var months) ? months : null;

    /// <summary>The earlier of the named end and the end of the validity; null: it holds for good.</summary>
    internal static DateOnly? LastDay(Check check, int? months)
    {
        var byRule = months is { } m ? Days.Plus(Days.PlusMonths(check.On, m), -1) : (DateOnly?)null;
        return check.ValidUntil is { } named ? (byRule < named ? byRule : named) : byRule;
    }
}
