namespace HwbcPortal.Domain.Compliance;

/// <summary>What a rule answers on a day, before the look-ahead and exemptions.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Code">The code.</param>
/// <param name="Evidence">The ids of the facts used.</param>
internal sealed record Answer(Outcome Outcome, string Code, IReadOnlyList<string> Evidence)
{
    /// <summary>What a rule that threw has answered.</summary>
    public const string FaultCode = "RuleFault";

    public static Answer Met(string code, params string[] evidence) => new(Outcome.Met, code, evidence);

    public static Answer DueSoon(string code, params string[] evidence) => new(Outcome.DueSoon, code, evidence);

    public static Answer NotMet(string code, params string[] evidence) => new(Outcome.NotMet, code, evidence);

    public static Answer NotApplicable(string code) => new(Outcome.NotApplicable, code, []);
}

/// <summary>One coach at one PCN with what is known: the facts, the rules of each day, and every answer given so far.</summary>
internal sealed class EvaluationContext
{
    private readonly List<(DateOnly From, EffectiveRules Rules)> _rules = [];
    private readonly Dictionary<(string Rule, DateOnly Day), Answer?> _answers = [];
    private readonly Dictionary<DateOnly, Stretch?> _stretches = [];
    private readonly Dictionary<string, IReadOnlyList<Eligibility>> _eligibility = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<Accreditation>> _windows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IRule> _byId;

    public EvaluationContext(CoachFile file, string pcn, DateOnly? knownAt, IReadOnlyList<RulePack> packs, IReadOnlyList<IRule> rules)
    {
        Seen = new SeenFacts(file, knownAt);
        Pcn = pcn;
        _byId = rules.ToDictionary(r => r.Id, StringComparer.Ordinal);
        Posts = Seen.Posts.Where(p => p.Pcn == pcn).OrderBy(p => p.StartDate).ThenBy(p => p.Id, StringComparer.Ordinal).ToList();
        Policies = Seen.LocalPolicies.Where(p => p.Pcn == pcn).OrderBy(p => p.Id, StringComparer.Ordinal).ToList();
        Packs = packs;
        var turns = packs.Select(p => p.From).Concat(Policies.Select(p => p.From)).Concat(Policies.Where(p => p.To is not null).Select(p => Days.Plus(p.To!.Value, 1)));
        foreach (var day in turns.Where(d => d >= packs[0].From).Distinct().Order())
            _rules.Add((day, new EffectiveRules(packs.Last(p => p.From <= day), Policies.FirstOrDefault(p => Days.Covers(p.From, p.To, day)))));
        Supervision = new Supervision.SupervisionMonths(this);
    }

    public SeenFacts Seen { get; }

    public string Pcn { get; }

    /// <summary>The posts here, the earliest first.</summary>
    public IReadOnlyList<Post> Posts { get; }

    public IReadOnlyList<LocalPolicy> Policies { get; }

    public IReadOnlyList<RulePack> Packs { get; }

    public Supervision.SupervisionMonths Supervision { get; }

    /// <summary>The days on which pack or policy change, with what is in force from each.</summary>
    public IReadOnlyList<(DateOnly From, EffectiveRules Rules)> RulesThroughTime => _rules;

    /// <summary>Pack and policy of a day; of a day before the first pack, those of its first day (a month before it can still be looked back at).</summary>
    public EffectiveRules RulesOn(DateOnly day)
    {
        for (var i = _rules.Count - 1; i > 0; i--)
        {
            if (_rules[i].From <= day)
                return _rules[i].Rules;
        }

        return _rules[0].Rules;
    }

    /// <summary>The post here that covers the day; of several the one with the lowest id.</summary>
    public Post? PostOn(DateOnly day)
    {
        Post? found = null;
        foreach (var post in Posts)
        {
            if (Days.Covers(post.StartDate, post.EndDate, day) && (found is null || string.CompareOrdinal(post.Id, found.Id) < 0))
                found = post;
        }

        return found;
    }

    public bool InPost(DateOnly day) => PostOn(day) is not null;

    /// <summary>The run of days up to this one on each of which a post here covers the day; null when none covers it.</summary>
    public Stretch? StretchTo(DateOnly day)
    {
        if (_stretches.TryGetValue(day, out var known))
            return known;
        return _stretches[day] = InPost(day) ? Stretch.To(day, Posts) : null;
    }

    /// <summary>Whether an absence covers the day.</summary>
    public bool IsAway(DateOnly day) => Seen.Absences.Any(a => Days.Covers(a.From, a.To, day));

    /// <summary>Whether a supervisor may supervise health coaching on a day.</summary>
    public bool IsEligible(string supervisor, DateOnly day, int minTier)
    {
        if (!_eligibility.TryGetValue(supervisor, out var periods))
            _eligibility[supervisor] = periods = Seen.NewestOf(Seen.Supervisor(supervisor)!.Eligibility);
        foreach (var period in periods)
        {
            if (Days.Covers(period.From, period.To, day) && (period.Tier >= minTier || period.Basis == EligibilityBasis.RecordedEquivalent))
                return true;
        }

        return false;
    }

    public IReadOnlyList<Eligibility> EligibilityOf(string supervisor)
    {
        _ = IsEligible(supervisor, DateOnly.MinValue, 0);
        return _eligibility[supervisor];
    }

    /// <summary>The windows in which a programme was accredited.</summary>
    public IReadOnlyList<Accreditation> WindowsOf(string programme)
    {
        if (!_windows.TryGetValue(programme, out var windows))
            _windows[programme] = windows = Seen.NewestOf(Seen.Programme(programme)!.Accreditations);
        return windows;
    }

    /// <summary>Whether a programme is accredited on a day.</summary>
    public bool IsAccredited(string programme, DateOnly day) => WindowsOf(programme).Any(w => Days.Covers(w.From, w.To, day));

    /// <summary>Whether a day is among the first of the post, in which something not yet there is not overdue.</summary>
    public bool InFirstDays(string rule, DateOnly day)
    {
        if (StretchTo(day) is not { } stretch)
            return false;
        var rules = RulesOn(day);
        var local = RuleCodes.IsLocal(rule);
        if (!rules.Values.StartDays.TryGetValue(local ? "LOC" : rule, out var days))
            return false;
        var beginning = local && rules.PolicyFrom > stretch.Beginning ? rules.PolicyFrom : stretch.Beginning;
        return day < Days.Plus(beginning, days);
    }

    /// <summary>A rule's own answer on a day, worked out once; null when the rule is not one of that day's.</summary>
    public Answer? Own(string rule, DateOnly day)
    {
        if (_answers.TryGetValue((rule, day), out var known))
            return known;
        return _answers[(rule, day)] = Ask(rule, day);
    }

    private Answer? Ask(string rule, DateOnly day)
    {
        var local = RuleCodes.IsLocal(rule);
        if (local && RulesOn(day).Local(rule) is null)
            return null;
        try
        {
            return local ? Rules.CheckRule.Local(rule).Check(this, day) : _byId[rule].Check(this, day);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // A rule that cannot answer never clears anybody.
            return Answer.NotMet(Answer.FaultCode);
        }
    }
}

/// <summary>A run of days in post without a gap.</summary>
/// <param name="From">Its first day.</param>
/// <param name="RecordsFrom">The latest day that its posts give as the first of the records here; null: none gives one.</param>
internal sealed record Stretch(DateOnly From, DateOnly? RecordsFrom)
{
    /// <summary>The later of the first day and that from which records are kept.</summary>
    public DateOnly Beginning => RecordsFrom > From ? RecordsFrom.Value : From;

    public static Stretch To(DateOnly day, IReadOnlyList<Post> posts)
    {
        var from = day;
        for (var grew = true; grew;)
        {
            grew = false;
            foreach (var post in posts)
            {
                // A post that covers the first day so far, or the day before it, takes the run back to its own start.
                if (post.StartDate < from && (post.EndDate is null || post.EndDate >= Days.Plus(from, -1)))
                {
                    from = post.StartDate;
                    grew = true;
                }
            }
        }

        DateOnly? records = null;
        foreach (var post in posts)
        {
            if (post.StartDate <= day && (post.EndDate is null || post.EndDate >= from) && post.RecordsFrom is { } kept && !(records >= kept))
                records = kept;
        }

        return new Stretch(from, records);
    }
}
