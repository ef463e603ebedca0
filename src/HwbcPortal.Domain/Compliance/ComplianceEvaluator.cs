namespace HwbcPortal.Domain.Compliance;

/// <summary>The one pure function that decides everything the portal says about a coach. It reads no clock, no database and no request.</summary>
public sealed class ComplianceEvaluator
{
    /// <summary>How far ahead a decision looks, in days.</summary>
    internal const int HorizonDays = 400;

    private readonly IReadOnlyList<RulePack> _packs;
    private readonly IReadOnlyList<IRule> _rules;

    internal ComplianceEvaluator(IReadOnlyList<RulePack> packs, IReadOnlyList<IRule> rules)
    {
        _packs = packs;
        _rules = rules;
    }

    /// <summary>The evaluator with the rules and packs of this program.</summary>
    public static ComplianceEvaluator Default { get; } = new(RulePacks.All, Rules.AllRules.InOrder);

    /// <summary>Answers for one coach at one PCN on one date.</summary>
    /// <param name="file">A file that the validator accepted.</param>
    /// <param name="pcn">The PCN's code; the coach need not have a post there.</param>
    /// <param name="asOf">The date, from 1 April 2020.</param>
    /// <param name="knownAt">The day whose knowledge is used; null: what is known now.</param>
    /// <exception cref="NoRulePackException">The date is before the first rule pack.</exception>
    public Decision Evaluate(CoachFile file, string pcn, DateOnly asOf, DateOnly? knownAt = null)
    {
        RequirePack(asOf);
        var context = ContextOf(file, pcn, knownAt);
        var horizon = Days.Plus(asOf, HorizonDays);
        var courses = new Courses(context, _rules, asOf, horizon);
        DateOnly? firstChange = null;
        var findings = new List<Finding>(_rules.Count);
        foreach (var course in courses.On(asOf))
        {
            var changes = course.FirstChange(asOf, horizon);
            if (changes is not null && !(firstChange <= changes))
                firstChange = changes;
            findings.Add(FindingOf(courses, course, asOf, horizon, changes));
        }

        var answers = courses.AnswersOn(asOf);
        return new Decision
        {
            Reference = file.Coach.Reference,
            Pcn = pcn,
            AsOf = asOf,
            KnownAt = knownAt,
            RulePack = context.RulesOn(asOf).Pack.Name,
            Referrals = answers.Referrals,
            Arrs = answers.Arrs,
            Standing = answers.Standing,
            PcnStanding = answers.PcnStanding,
            Away = context.IsAway(asOf),
            ValidThrough = ValidThrough(courses, answers, findings, asOf, firstChange, horizon),
            Findings = findings,
        };
    }

    /// <summary>Whether a provisional clearance can stand in for what stands in the way of referrals.</summary>
    /// <param name="file">The file that was evaluated.</param>
    /// <param name="pcn">The PCN.</param>
    /// <param name="day">The date that was asked about.</param>
    /// <param name="finding">A finding of that date that blocks referrals.</param>
    public bool MayBridge(CoachFile file, string pcn, DateOnly day, Finding finding) => Courses.MayBridge(finding.Rule, finding.Code, ContextOf(file, pcn, null).RulesOn(day));

    internal EvaluationContext ContextOf(CoachFile file, string pcn, DateOnly? knownAt) => new(file, pcn, knownAt, _packs, _rules);

    internal Courses CoursesOf(CoachFile file, string pcn, DateOnly from, DateOnly to, DateOnly? knownAt)
    {
        RequirePack(from);
        return new Courses(ContextOf(file, pcn, knownAt), _rules, from, to);
    }

    private void RequirePack(DateOnly day)
    {
        if (day < _packs[0].From)
            throw new NoRulePackException(day);
    }

    private static Finding FindingOf(Courses courses, RuleCourse course, DateOnly day, DateOnly horizon, DateOnly? changes)
    {
        var final = course.On(day)!.Value;
        var context = courses.Context;
        var notMetFrom = final.Own.Outcome == Outcome.NotMet || course.NextNotMet(day) is not { } next || next > horizon || course.Rule == "POST-01" ? (DateOnly?)null : next;
        return new Finding
        {
            Rule = course.Rule,
            Title = context.RulesOn(day).Local(course.Rule)?.Title ?? course.National.Title,
            Outcome = final.Outcome,
            Code = final.Code,
            Effects = courses.EffectsOf(course, day, final),
            Subject = course.National.Subject,
            Owner = course.National.Owner,
            Basis = course.National.Basis,
            Evidence = final.Own.Evidence,
            Underlying = final.Underlying,
            HoldsThrough = changes is { } day2 ? Days.Plus(day2, -1) : null,
            NotMetFrom = notMetFrom,
            Reason = final.Code == Answer.FaultCode ? "This rule could not be worked out. Until it can, referrals are not cleared." : course.National.Reason(context, day, final.Own),
        };
    }

    private static DateOnly? ValidThrough(Courses courses, Answers answers, List<Finding> findings, DateOnly asOf, DateOnly? firstChange, DateOnly horizon)
    {
        var last = firstChange is { } change ? Days.Plus(change, -1) : horizon;
        foreach (var day in courses.AnswerTurns().Where(d => d > asOf && d <= last).Order())
        {
            // A rule of a policy that begins is a change too, though no finding of today's changed.
            if (courses.AnswersOn(day) != answers || courses.On(day).Count() != findings.Count)
                return Days.Plus(day, -1);
        }

        return firstChange is null ? null : last;
    }
}
