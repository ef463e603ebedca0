using HwbcPortal.Data.Compliance;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;

namespace HwbcPortal.Web.Features.Policies;

/// <summary>One thing that a local policy says.</summary>
/// <param name="Key">What it is about: two policies that say it otherwise have the same key.</param>
/// <param name="Rule">The rule; null: all of them.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Says">What the policy says of it.</param>
/// <param name="ByDefault">What holds by default; null: nothing, it is the PCN's own.</param>
internal sealed record PolicyLine(string Key, string? Rule, string Title, string Says, string? ByDefault);

/// <summary>A line that a change adds, takes away or says otherwise.</summary>
internal sealed record PolicyChange(PolicyLine Line, string? Before, string? After);

/// <summary>A local policy in words.</summary>
internal static class PolicyWords
{
    /// <summary>The usual choices: a DBS decision and safeguarding stand in the way of referrals.</summary>
    public static IReadOnlyList<string> UsualRules { get; } = ["EMP-01", "EMP-02", "EMP-05"];

    /// <summary>A policy with the usual choices besides what it says already.</summary>
    public static LocalPolicyContent WithUsual(LocalPolicyContent content, RulePack pack)
    {
        var effects = new Dictionary<string, IReadOnlyList<Effect>>(content.Effects ?? new Dictionary<string, IReadOnlyList<Effect>>());
        foreach (var rule in UsualRules)
            effects[rule] = [.. new[] { Effect.BlocksReferrals }.Union(effects.GetValueOrDefault(rule) ?? pack.EffectsOf(rule)).Order()];
        return content with { Effects = effects };
    }

    /// <summary>A policy laid over another: its effects besides, its values in their place, and those of its own rules that the other has not under the same name, under codes that are free.</summary>
    public static LocalPolicyContent Besides(LocalPolicyContent standing, LocalPolicyContent added)
    {
        var effects = (standing.Effects ?? new Dictionary<string, IReadOnlyList<Effect>>()).Concat(added.Effects ?? new Dictionary<string, IReadOnlyList<Effect>>()).GroupBy(e => e.Key)
            .ToDictionary(g => g.Key, g => (IReadOnlyList<Effect>)[.. g.SelectMany(e => e.Value).Distinct().Order()]);
        var values = (standing.Parameters, added.Parameters) switch
        {
            (null, var set) => set,
            (var was, null) => was,
            ({ } was, { } set) => PolicyNumber.All.Aggregate(was, (p, n) => n.Of(set) is { } value ? n.With(p, value) : p) with
            {
                AcceptEnrolled = set.AcceptEnrolled ?? was.AcceptEnrolled,
                EnrolledIsQuery = set.EnrolledIsQuery ?? was.EnrolledIsQuery,
                CheckValidityMonths = (was.CheckValidityMonths ?? new Dictionary<string, int>()).Where(m => set.CheckValidityMonths?.ContainsKey(m.Key) != true).Concat(set.CheckValidityMonths ?? new Dictionary<string, int>()).ToDictionary(),
            },
        };
        var rules = (standing.Rules ?? []).ToList();
        foreach (var rule in (added.Rules ?? []).Where(r => !rules.Exists(x => string.Equals(x.Title, r.Title, StringComparison.OrdinalIgnoreCase))).ToList())
        {
            if (rules.TrueForAll(r => r.Rule != rule.Rule))
                rules.Add(rule);
            else if (RuleCodes.FirstFreeLocal([.. rules.Select(r => r.Rule)]) is { } code)
                rules.Add(rule with { Rule = code });
        }

        return new LocalPolicyContent(effects, values, rules);
    }

    /// <summary>What a policy says beyond the rules, in the order of the rules.</summary>
    public static IReadOnlyList<PolicyLine> Lines(LocalPolicyContent content, RulePack pack)
    {
        var lines = new List<PolicyLine>();
        foreach (var (rule, effects) in content.Effects ?? new Dictionary<string, IReadOnlyList<Effect>>())
        {
            if (effects.Except(pack.EffectsOf(rule)).Any())
                lines.Add(new PolicyLine($"effects {rule}", rule, RuleCodes.TitleOf(rule) ?? rule, RuleCatalogue.Of(effects), RuleCatalogue.Of(pack.EffectsOf(rule))));
        }

        if (content.Parameters is { } set)
        {
            var laid = set.Over(pack.Parameters);
            lines.AddRange(RuleCatalogue.Parameters.Where(p => p.Name != "checkValidityMonths" && p.Value(laid) != p.Value(pack.Parameters))
                .Select(p => new PolicyLine(p.Name, p.Rules.Count == 1 ? p.Rules[0] : null, p.Title, p.Value(laid), p.Value(pack.Parameters))));
            lines.AddRange((set.CheckValidityMonths ?? new Dictionary<string, int>()).Where(m => pack.Parameters.CheckValidityMonths.GetValueOrDefault(m.Key) != m.Value)
                .Select(m => new PolicyLine($"months {m.Key}", m.Key, $"{RuleCodes.TitleOf(m.Key)}: how long it holds", Months(m.Value), pack.Parameters.CheckValidityMonths.TryGetValue(m.Key, out var national) ? Months(national) : "no end")));
        }

        var order = RuleCodes.All.ToList();
        return
        [
            .. lines.OrderBy(l => l.Rule is null ? int.MaxValue : order.IndexOf(l.Rule)),
            .. (content.Rules ?? []).OrderBy(r => r.Rule, StringComparer.Ordinal).Select(r => new PolicyLine(r.Rule, r.Rule, r.Title, $"{(r.ValidityMonths is { } months ? $"holds {Months(months)}" : "holds without end")}, {RuleCatalogue.Of(r.Effects)}", null)),
        ];
    }

    /// <summary>Where the second policy says something else than the first.</summary>
    public static IReadOnlyList<PolicyChange> Changes(LocalPolicyContent before, LocalPolicyContent after, RulePack pack)
    {
        var (was, will) = (Lines(before, pack), Lines(after, pack));
        return [.. will.Concat(was).DistinctBy(l => l.Key).Select(l =>
        {
            var (old, now) = (was.FirstOrDefault(x => x.Key == l.Key), will.FirstOrDefault(x => x.Key == l.Key));
            // A rule of the PCN's own can be called otherwise: then both names are said.
            var renamed = old is not null && now is not null && old.Title != now.Title;
            return new PolicyChange(l, renamed ? $"{old!.Title}: {old.Says}" : old?.Says ?? l.ByDefault, renamed ? $"{now!.Title}: {now.Says}" : now?.Says ?? l.ByDefault);
        }).Where(c => c.Before != c.After)];
    }

    /// <summary>"12 months".</summary>
    private static string Months(int months) => Words.Count(months, "month", "months");
}
