using HwbcPortal.Domain.Compliance;

namespace HwbcPortal.Domain.Tests.Compliance;

public sealed class RuleCatalogueTests
{
    [Fact]
    public void Every_rule_and_every_value_of_a_pack_is_described()
    {
        Assert.Equal(RuleCodes.All, RuleCatalogue.Rules.Select(r => r.Id));
        var described = RuleCatalogue.Parameters.Select(p => p.Name).Distinct().Order();
        var names = typeof(RuleParameters).GetProperties().Where(p => p.Name != "EqualityContract").Select(p => char.ToLowerInvariant(p.Name[0]) + p.Name[1..]).Order();
        Assert.Equal(names, described);
    }

    [Fact]
    public void The_packs_of_the_program_differ_where_guidance_changed() =>
        Assert.Equal([new PackDifference("TRN-02", "A booked course alone is to be looked at", "no", "yes")], RuleCatalogue.Differences(RulePacks.On(new DateOnly(2023, 3, 31)), RulePacks.On(new DateOnly(2023, 4, 1))));

    [Fact]
    public void A_made_up_pack_is_told_apart_by_effects_values_and_rules()
    {
        var pack = RulePacks.On(new DateOnly(2026, 11, 24));
        Assert.Empty(RuleCatalogue.Differences(pack, pack with { Name = "the same", WordingSeen = true }));
        var effects = new Dictionary<string, IReadOnlyList<Effect>>(pack.Effects) { ["SUP-02"] = [Effect.Warns, Effect.AffectsArrs], ["NEW-01"] = [Effect.Informs] };
        effects.Remove("TIER-01");
        var madeUp = pack with
        {
            Name = "made-up", From = new DateOnly(2031, 4, 1), Effects = effects,
            Parameters = pack.Parameters with { SupervisionMinutes = 90, DueSoonDays = 1, CheckValidityMonths = new Dictionary<string, int>(pack.Parameters.CheckValidityMonths) { ["EMP-02"] = 1, ["EMP-03"] = 12 } },
        };
        Assert.Equal(
        [
            new PackDifference("SUP-02", "Effects", "warns", "warns, counts for the role requirements"), new PackDifference("TIER-01", "Effects", "informs", null), new PackDifference("NEW-01", "Effects", null, "informs"),
            new PackDifference("SUP-02", "Attended minutes a month", "60 minutes", "90 minutes"), new PackDifference(null, "How far ahead something is due soon", "30 days", "1 day"),
            new PackDifference("EMP-02", "How long a check holds when it names no end", "36 months", "1 month"), new PackDifference("EMP-03", "How long a check holds when it names no end", "none", "12 months"),
        ], RuleCatalogue.Differences(pack, madeUp));
    }
}
