using HwbcPortal.Domain.Compliance.Rules;

namespace HwbcPortal.Domain.Compliance;

/// <summary>How a coach stands with a subject of mandatory or local training.</summary>
/// <param name="Rule">EMP-02, EMP-05 or the code of a PCN's own rule.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Outcome">The rule's answer.</param>
/// <param name="Code">The answer's code, from section 5 of the rules.</param>
/// <param name="CheckId">The check that the answer rests on: the one that holds, or the last that ended; null: none is recorded.</param>
/// <param name="On">The day of that check.</param>
/// <param name="LastDay">The last day on which it holds; null: no end.</param>
/// <param name="DueBy">For what is to be done in the first days of a post: the last of them.</param>
/// <param name="Blocks">Whether the PCN made it a condition of taking referrals.</param>
/// <param name="Informs">Whether it is for information alone.</param>
public sealed record TrainingSubject(string Rule, string Title, Outcome Outcome, string Code, string? CheckId, DateOnly? On, DateOnly? LastDay, DateOnly? DueBy, bool Blocks, bool Informs);

/// <summary>
/// Mandatory and local training: safeguarding, and what a PCN asks for besides, each a check with an end. Nobody prescribes the
/// list: the rules read safeguarding as local policy, and a PCN's own subjects are rules of its own.
/// </summary>
public static class TrainingSubjects
{
    /// <summary>Safeguarding adults.</summary>
    public const string SafeguardingAdults = "EMP-02";

    /// <summary>Safeguarding children.</summary>
    public const string SafeguardingChildren = "EMP-05";

    /// <summary>Whether a rule is a subject of training.</summary>
    public static bool Is(string rule) => rule is SafeguardingAdults or SafeguardingChildren || RuleCodes.IsLocal(rule);

    /// <summary>The subjects of a coach at a PCN on a day. They read posts, checks, exemptions and local policies of the file, and nothing else.</summary>
    /// <param name="file">A file that the validator accepted.</param>
    /// <param name="pcn">The PCN.</param>
    /// <param name="day">The day, from the first rule pack on.</param>
    public static IReadOnlyList<TrainingSubject> Of(CoachFile file, string pcn, DateOnly day)
    {
        var context = ComplianceEvaluator.Default.ContextOf(file, pcn, null);
        return ComplianceEvaluator.Default.Evaluate(file, pcn, day).Findings.Where(f => Is(f.Rule)).Select(f =>
        {
            var months = CheckRule.ValidityMonths(context.RulesOn(day), f.Rule);
            var recorded = context.Seen.Checks.Where(c => c.Rule == f.Rule && c.Pcn == pcn && c.On <= day).ToList();
            var check = f.Evidence.Count > 0 ? recorded.Find(c => c.Id == f.Evidence[0]) : recorded.OrderByDescending(c => CheckRule.LastDay(c, months) ?? DateOnly.MaxValue).ThenByDescending(c => c.On).ThenBy(c => c.Id, StringComparer.Ordinal).FirstOrDefault();
            return new TrainingSubject(f.Rule, TitleOf(f.Rule) ?? f.Title, f.Outcome, f.Code, check?.Id, check?.On, check is null ? null : CheckRule.LastDay(check, months), f.Code == "DueAfterStart" ? f.HoldsThrough : null,
                f.Effects.Contains(Effect.BlocksReferrals), f.Effects.All(e => e == Effect.Informs));
        }).ToList();
    }

    /// <summary>What a national subject is called; null for a PCN's own, which its policy names.</summary>
    public static string? TitleOf(string rule) => rule switch
    {
        SafeguardingAdults => "Safeguarding adults",
        SafeguardingChildren => "Safeguarding children",
        _ => null,
    };
}
