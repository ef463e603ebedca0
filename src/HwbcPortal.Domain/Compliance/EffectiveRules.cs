namespace HwbcPortal.Domain.Compliance;

/// <summary>The pack of a day with the PCN's local policy of that day laid over it.</summary>
internal sealed class EffectiveRules
{
    private readonly LocalPolicy? _policy;
    private readonly RuleParameters _values;

    public EffectiveRules(RulePack pack, LocalPolicy? policy)
    {
        Pack = pack;
        _policy = policy;
        _values = policy?.Parameters is { } set ? set.Over(pack.Parameters) : pack.Parameters;
    }

    public RulePack Pack { get; }

    public RuleParameters Values => _values;

    /// <summary>The PCN's own rules, in the order of their codes.</summary>
    public IEnumerable<LocalRule> LocalRules => _policy is null || _policy.Rules.Count == 0 ? [] : _policy.Rules.OrderBy(r => r.Rule, StringComparer.Ordinal);

    /// <summary>The first day of the local policy; only where there is one.</summary>
    public DateOnly PolicyFrom => _policy!.From;

    public LocalRule? Local(string rule) => _policy?.Rules.FirstOrDefault(r => r.Rule == rule);

    public IReadOnlyList<Effect> EffectsOf(string rule) =>
        _policy is null ? Pack.EffectsOf(rule) : Local(rule) is { } local ? local.Effects : _policy.Effects.TryGetValue(rule, out var given) ? given : Pack.EffectsOf(rule);

    /// <summary>Whether the rule blocks referrals because a PCN made it so, not because the pack does.</summary>
    public bool IsBlockingByPolicy(string rule) => RuleCodes.IsLocal(rule) || !Pack.EffectsOf(rule).Contains(Effect.BlocksReferrals);
}
