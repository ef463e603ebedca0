using HwbcPortal.Domain.Compliance;

namespace HwbcPortal.Domain.People;

/// <summary>Nobody verifies, accepts, supervises or approves themselves, whatever their roles. Pages, handlers and rules ask here.</summary>
public static class SelfDealing
{
    // What a coach alone can record of themselves, and the rules take from them: that they have read the scope and the code.
    private const string OwnRule = "ROL-01";

    /// <summary>Whether an act on a coach's file by this person would be one on their own.</summary>
    /// <param name="actor">The reference of whoever acts.</param>
    /// <param name="coach">The coach's reference.</param>
    public static bool Forbids(string actor, string coach) => string.Equals(actor, coach, StringComparison.Ordinal);

    /// <summary>
    /// Whether a change would clear its own author for referrals, at any PCN, from a day on for as long as a decision looks ahead. The
    /// change need not be one of the file: whoever keeps a register or a policy can clear themselves by it.
    /// </summary>
    /// <param name="before">The author's own coach file.</param>
    /// <param name="after">The same file with the change.</param>
    /// <param name="from">The first day.</param>
    public static bool Clears(CoachFile before, CoachFile after, DateOnly from)
    {
        var was = before with { Checks = [.. before.Checks.Where(c => c.Rule != OwnRule), .. after.Checks.Where(c => c.Rule == OwnRule)] };
        return after.Posts.Select(p => p.Pcn).Distinct(StringComparer.Ordinal).Any(pcn => PolicyImpact.Of(was, after, pcn, from, Days.Plus(from, ComplianceEvaluator.HorizonDays)).GainsClearance);
    }
}
