namespace HwbcPortal.Domain.Compliance.Rules;

/// <summary>When the first days of a post end for a rule.</summary>
internal static class FirstDays
{
    /// <summary>Every day on which first days can end: counted from each post's start and records' start, and from each policy's.</summary>
    public static IEnumerable<DateOnly> Turns(EvaluationContext context, string rule)
    {
        var key = RuleCodes.IsLocal(rule) ? "LOC" : rule;
        foreach (var days in context.RulesThroughTime.Select(r => r.Rules.Values.StartDays.GetValueOrDefault(key)).Where(d => d > 0).Distinct())
        {
            foreach (var post in context.Posts)
            {
                yield return Days.Plus(post.StartDate, days);
                if (post.RecordsFrom is { } kept)
                    yield return Days.Plus(kept, days);
            }

            foreach (var policy in context.Policies)
                yield return Days.Plus(policy.From, days);
        }
    }
}
