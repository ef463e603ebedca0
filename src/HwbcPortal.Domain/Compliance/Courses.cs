namespace HwbcPortal.Domain.Compliance;

/// <summary>The four answers.</summary>
internal readonly record struct Answers(Referrals Referrals, Arrs Arrs, Standing Standing, Standing PcnStanding)
{
    public static readonly Answers NotInPost = new(Referrals.NotInPost, Arrs.NotApplicable, Standing.NotApplicable, Standing.NotApplicable);
}

/// <summary>All rules of one coach at one PCN through a period, and the four answers of any of its days.</summary>
internal sealed class Courses
{
    // No look-ahead reaches further (section 4: at most 120 days).
    private const int LongestLookAhead = 120;
    private readonly List<RuleCourse> _courses = [];

    public Courses(EvaluationContext context, IReadOnlyList<IRule> rules, DateOnly from, DateOnly to)
    {
        Context = context;
        From = from;
        var sight = Days.Plus(to, LongestLookAhead);
        CommonTurns = CommonTurnsOf(context).Where(d => d > from && d <= sight).Distinct().Order().ToList();
        foreach (var rule in rules)
            _courses.Add(new RuleCourse(context, rule.Id, rule, from, sight, CommonTurns));
        foreach (var code in context.Policies.SelectMany(p => p.Rules).Select(r => r.Rule).Distinct().Order(StringComparer.Ordinal))
            _courses.Add(new RuleCourse(context, code, null, from, sight, CommonTurns));
    }

    public EvaluationContext Context { get; }

    public DateOnly From { get; }

    /// <summary>The days on which posts, packs or policies change.</summary>
    public IReadOnlyList<DateOnly> CommonTurns { get; }

    /// <summary>The rules that answer on a day, in their order: POST-01 alone when it is not met.</summary>
    public IEnumerable<RuleCourse> On(DateOnly day) => Context.InPost(day) ? _courses.Where(c => c.Own(day) is not null) : _courses.Take(1);

    /// <summary>A rule's course.</summary>
    public RuleCourse Of(string rule) => _courses.First(c => c.Rule == rule);

    public IEnumerable<RuleCourse> All => _courses;

    /// <summary>A rule's effects on a day; a rule that threw blocks besides.</summary>
    public IReadOnlyList<Effect> EffectsOf(RuleCourse course, DateOnly day, Final final)
    {
        var effects = Context.RulesOn(day).EffectsOf(course.Rule);
        return final.Code == Answer.FaultCode && !effects.Contains(Effect.BlocksReferrals) ? [Effect.BlocksReferrals, .. effects] : effects;
    }

    /// <summary>The four answers on a day (section 6).</summary>
    public Answers AnswersOn(DateOnly day)
    {
        if (Context.PostOn(day) is not { } post)
            return Answers.NotInPost;
        var rules = Context.RulesOn(day);
        bool suspended = false, blocked = false, bridged = true, notReady = false, query = false;
        var coach = Standing.Good;
        var pcn = Standing.Good;
        foreach (var course in On(day))
        {
            var final = course.On(day)!.Value;
            var notMet = final.Outcome == Outcome.NotMet;
            var dueSoon = final.Outcome == Outcome.DueSoon;
            if (!notMet && !dueSoon)
                continue;
            var effects = EffectsOf(course, day, final);
            if (course.Rule == "FTP-01")
                suspended |= notMet;
            else if (notMet && effects.Contains(Effect.BlocksReferrals))
                (blocked, bridged) = (true, bridged && MayBridge(course.Rule, final.Code, rules));

            if (effects.Contains(Effect.AffectsArrs))
            {
                var counts = notMet && final.Code is not ("DueAfterStart" or "SupervisorNotEligible" or "BandAboveScheme");
                notReady |= counts;
                query |= !counts;
            }

            var warns = effects.Contains(Effect.Warns);
            var standing = notMet && warns && final.Code != "DueAfterStart" ? Standing.Lapsed
                : (notMet && warns) || (dueSoon && (warns || effects.Contains(Effect.BlocksReferrals))) ? Standing.DueSoon : Standing.Good;
            if (course.National.Subject == Subject.Coach)
                coach = Worse(coach, standing);
            else
                pcn = Worse(pcn, standing);
        }

        var referrals = suspended ? Referrals.Suspended : !blocked ? Referrals.Cleared : bridged && HasProvisional(day) ? Referrals.ProvisionallyCleared : Referrals.NotCleared;
        var arrs = !post.ArrsFunded ? Arrs.NotApplicable : notReady ? Arrs.NotReady : query ? Arrs.Query : Arrs.Ready;
        return new Answers(referrals, arrs, coach, pcn);
    }

    /// <summary>Days on which one of the four answers can change although no finding does.</summary>
    public IEnumerable<DateOnly> AnswerTurns()
    {
        foreach (var day in CommonTurns)
            yield return day;
        foreach (var provisional in Context.Seen.Provisionals.Where(p => p.Pcn == Context.Pcn))
        {
            yield return provisional.From;
            yield return Days.Plus(provisional.To!.Value, 1);
        }
    }

    private static IEnumerable<DateOnly> CommonTurnsOf(EvaluationContext context)
    {
        foreach (var post in context.Posts)
        {
            yield return post.StartDate;
            if (post.EndDate is { } end)
                yield return Days.Plus(end, 1);
        }

        foreach (var (from, _) in context.RulesThroughTime)
            yield return from;
    }

    private static Standing Worse(Standing a, Standing b) => (Standing)Math.Min((int)a, (int)b);

    public static bool MayBridge(string rule, string code, EffectiveRules rules) =>
        code != Answer.FaultCode && (rule == "TRN-01" ? code == "AwaitingAssessment" : rules.IsBlockingByPolicy(rule));

    private bool HasProvisional(DateOnly day) => Context.Seen.Provisionals.Any(p => p.Pcn == Context.Pcn && Days.Covers(p.From, p.To, day));
}
