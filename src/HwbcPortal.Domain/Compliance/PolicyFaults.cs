namespace HwbcPortal.Domain.Compliance;

/// <summary>Where a local policy would take away from the national rules, or go beyond what section 4 lets it set.</summary>
internal static class PolicyFaults
{
    public static IEnumerable<CoachFileRefusal> Loosening(CoachFile file)
    {
        for (var i = 0; i < file.LocalPolicies.Count; i++)
        {
            var policy = file.LocalPolicies[i];
            var packs = RulePacks.InForce(policy.From, policy.To ?? DateOnly.MaxValue).ToList();
            foreach (var (rule, effects) in policy.Effects)
            {
                var path = CoachFileValidator.Path("localPolicies", i, $"effects.{rule}");
                if (RuleCodes.Untouchable.Contains(rule))
                    yield return Loosens(path, $"The effects of {rule} are national and stay as they are.");
                else if (packs.Any(p => p.EffectsOf(rule).Except(effects).Any()))
                    yield return Loosens(path, $"A local policy keeps every effect that the national rules give {rule}.");
                else if (packs.Any(p => effects.Except(p.EffectsOf(rule)).Any(e => e is not (Effect.BlocksReferrals or Effect.Warns))))
                    yield return Loosens(path, "A local policy can add that a rule blocks referrals or warns, and nothing else.");
            }

            foreach (var fault in policy.Parameters is { } values ? OfParameters(values, i, packs) : [])
                yield return fault;
        }
    }

    private static IEnumerable<CoachFileRefusal> OfParameters(PolicyParameters v, int index, List<RulePack> packs)
    {
        foreach (var (name, given, sentence) in new (string, bool, string)[]
        {
            ("fourDayCourseDays", v.FourDayCourseDays is not null, "The length of a route A course is national."),
            ("twoDayCourseDays", v.TwoDayCourseDays is not null, "The length of a route B course is national."),
            ("maxAfcBand", v.MaxAfcBand is not null, "The highest band is national."),
            ("acceptEnrolled", v.AcceptEnrolled is true, "A local policy can set this to false only."),
            ("enrolledIsQuery", v.EnrolledIsQuery is false, "A local policy can set this to true only."),
            ("startDays", v.StartDays is not null, "The first days of each rule are national."),
        })
        {
            if (given)
                yield return Loosens(CoachFileValidator.Path("localPolicies", index, $"parameters.{name}"), sentence);
        }

        foreach (var number in PolicyNumber.All)
        {
            if (number.Of(v) is { } set && (set < number.Least || set > number.Most))
                yield return Loosens(CoachFileValidator.Path("localPolicies", index, $"parameters.{number.Name}"), $"A local policy can set {number.Least} to {number.Most} {number.Unit}.");
        }

        foreach (var (rule, months) in v.CheckValidityMonths ?? new Dictionary<string, int>())
        {
            var most = packs.Select(p => PolicyNumber.MostMonths(rule, p)).DefaultIfEmpty(PolicyNumber.LongestMonths).Min();
            if (months < 1 || months > most)
                yield return Loosens(CoachFileValidator.Path("localPolicies", index, $"parameters.checkValidityMonths.{rule}"), $"A local policy can set 1 to {most} months for {rule}.");
        }
    }

    private static CoachFileRefusal Loosens(string path, string sentence) => new("PolicyLoosens", path, sentence);
}
