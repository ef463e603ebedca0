using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Audit;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Rules;

/// <summary>Where a rule stands in a year's text, as somebody read it.</summary>
internal sealed record ReadParagraph(string Paragraph, string By, DateTime EnteredUtc);

/// <summary>A rule in a contract year.</summary>
/// <param name="Rule">What it is.</param>
/// <param name="Effects">What it does in that year.</param>
/// <param name="Values">The values that it uses in that year.</param>
/// <param name="Paragraph">Where an administrator read it; null: nobody has entered that.</param>
internal sealed record YearRule(RuleDescription Rule, string Effects, IReadOnlyList<(string Title, string Value)> Values, ReadParagraph? Paragraph);

internal sealed record RulesPage(RulePack Pack, IReadOnlyList<RulePack> Packs, IReadOnlyList<YearRule> Rules, IReadOnlyList<(string Title, string Value)> OfAll, RulePack? With, IReadOnlyList<PackDifference> Differences, bool MayRefer, RecordHistory History);

/// <summary>Every national rule in a contract year, with its basis, source, effects and values; and what another year says differently.</summary>
internal sealed class ListRules(HwbcDbContext db, ReadHistory history, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<RulesPage>> HandleAsync(string? year, string? with, CancellationToken cancellation)
    {
        var packs = RulePacks.All;
        var pack = year is null ? RulePacks.On(clock.Today) : packs.FirstOrDefault(p => p.Name == year);
        var other = with is null ? null : packs.FirstOrDefault(p => p.Name == with);
        if (pack is null || (with is not null && other is null))
            return new NotFoundError();
        var name = pack.Name;
        var read = await db.RuleReferences.AsNoTracking().Where(r => r.Pack == name && r.ReplacedUtc == null).Select(r => new { r.Rule, Row = new ReadParagraph(r.Paragraph, r.ReadBy!.Name, r.EnteredUtc) }).ToDictionaryAsync(r => r.Rule, r => r.Row, cancellation);
        var entered = await db.RuleReferences.AsNoTracking().Where(r => r.Pack == name).Select(r => new { r.Id, r.Rule }).ToListAsync(cancellation);
        var rules = RuleCatalogue.Rules.Where(r => pack.Effects.ContainsKey(r.Id)).Select(r => new YearRule(r, RuleCatalogue.Of(pack.EffectsOf(r.Id)),
            RuleCatalogue.Parameters.Where(p => p.Rules.Contains(r.Id)).Select(p => (p.Title, p.Value(pack.Parameters))).ToList(), read.GetValueOrDefault(r.Id))).ToList();
        return new RulesPage(pack, packs.Reverse().ToList(), rules, RuleCatalogue.Parameters.Where(p => p.Rules.Count == 0).Select(p => (p.Title, p.Value(pack.Parameters))).ToList(),
            other, other is null ? [] : RuleCatalogue.Differences(other, pack), signedIn.Person.MayAnywhere(Operation.KeepRuleReferences),
            await history.OfAsync([nameof(RuleReference)], entered.Select(r => r.Id), entered.ToDictionary(r => r.Id.ToString(), r => r.Rule), "/audit?command=rule.refer", cancellation));
    }
}
