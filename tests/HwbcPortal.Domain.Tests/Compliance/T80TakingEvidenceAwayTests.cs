using HwbcPortal.Domain.Compliance;
using HwbcPortal.Domain.Compliance.Rules;

namespace HwbcPortal.Domain.Tests.Compliance;

/// <summary>T80: taking evidence away never clears anybody; neither does a rule that throws.</summary>
public class T80TakingEvidenceAwayTests
{
    private const int Files = 100_000;

    private static readonly string[] Pcns = ["U10001", "U10002"];

    [Fact]
    public void Taking_evidence_away_never_turns_anything_else_into_cleared()
    {
        var (taken, asked, cleared, lost) = (0, 0, 0, 0);
        ThroughTimeProperties.ForSeeds(Files, seed =>
        {
            var file = RandomFiles.Of(seed);
            var day = RandomFiles.Centre.AddDays(new Random(seed).Next(-30, 60));
            var before = Pcns.Where(pcn => IsClear(Ask(file, pcn, day))).ToHashSet(StringComparer.Ordinal);
            Interlocked.Add(ref cleared, before.Count);
            foreach (var without in Without(file))
            {
                Interlocked.Increment(ref taken);
                foreach (var pcn in Pcns)
                {
                    Interlocked.Increment(ref asked);
                    if (IsClear(Ask(without, pcn, day)))
                        Assert.True(before.Contains(pcn), $"seed {seed}, {pcn}, {day:yyyy-MM-dd}");
                    else if (before.Contains(pcn))
                        Interlocked.Increment(ref lost);
                }
            }
        });
        // It would hold of files that nobody is cleared by, too.
        Assert.True(cleared > 20 && lost > 20, $"{cleared} of {Files * Pcns.Length} cleared, {lost} lost by a taking away");
        Proof.Holds("T80", "evidence taken away, whole with its versions: nobody becomes cleared", $"{Files:N0} random files, each thing of each: {taken:N0}; {cleared:N0} answers were cleared and {lost:N0} times one was lost", $"0 of {asked:N0} answers cleared by it");
    }

    /// <summary>The same taking away, with rules that forgive what is not there: each of them is caught, or the files would say nothing of its kind.</summary>
    [Fact]
    public void A_rule_that_forgives_what_is_not_there_is_caught()
    {
        var kinds = new Dictionary<string, Func<SeenFacts, bool>>(StringComparer.Ordinal)
        {
            ["training"] = f => f.Training.Count == 0, ["prior experience"] = f => f.PriorExperience.Count == 0, ["sessions"] = f => f.Sessions.Count == 0, ["checks"] = f => f.Checks.Count == 0,
            ["assignments"] = f => f.Assignments.Count == 0, ["eligibility"] = f => f.Assignments.Count > 0 && f.Assignments.All(a => f.Supervisor(a.Supervisor) is null or { Eligibility.Count: 0 }), ["provisionals"] = f => f.Provisionals.Count == 0, ["exemptions"] = f => f.Exemptions.Count == 0,
        };
        foreach (var (kind, isMissing) in kinds)
        {
            var forgiving = new ComplianceEvaluator(RulePacks.All, [.. AllRules.InOrder.Select(r => r.Id == "POST-01" ? r : new Otherwise(r, (context, _) => isMissing(context.Seen) ? Answer.Met("Forgiven") : null))]);
            var caught = Enumerable.Range(1, 3_000).Any(seed =>
            {
                var file = RandomFiles.Of(seed);
                return Without(file).Any(without => IsClear(Ask(without, "U10001", RandomFiles.Centre, forgiving)) && !IsClear(Ask(file, "U10001", RandomFiles.Centre, forgiving)));
            });
            Assert.True(caught, $"No file shows what comes of taking {kind} away");
        }
    }

    [Fact]
    public void A_rule_that_throws_never_clears_and_can_be_neither_exempted_nor_bridged()
    {
        var broken = AllRules.InOrder.Select(thrown => new ComplianceEvaluator(RulePacks.All, [.. AllRules.InOrder.Select(r => r.Id == thrown.Id ? new Otherwise(r, (_, _) => throw new InvalidOperationException("broken on purpose")) : r)])).ToList();
        ThroughTimeProperties.ForSeeds(Files, seed =>
        {
            var day = RandomFiles.Centre.AddDays(new Random(seed).Next(-30, 60));
            Assert.False(IsClear(broken[seed % broken.Count].CoursesOf(RandomFiles.Of(seed), "U10001", day, day, null).AnswersOn(day).Referrals), $"seed {seed}, {AllRules.InOrder[seed % broken.Count].Id}");
        });
        foreach (var (thrown, evaluator) in AllRules.InOrder.Zip(broken))
        {
            // Without a post no other rule is asked.
            if (thrown.Id == "POST-01")
                continue;
            ThroughTimeProperties.ForSeeds(200, seed =>
            {
                var file = RandomFiles.Of(seed);
                if (!RuleCodes.NotExemptible.Contains(thrown.Id))
                    file = file with { Exemptions = [new Exemption { Id = "for-all", Pcn = "U10001", Rule = thrown.Id, From = new DateOnly(2020, 4, 1), Reason = "x", ApprovedBy = "P-000007" }] };
                var decision = evaluator.Evaluate(file, "U10001", RandomFiles.Centre);
                Assert.False(IsClear(decision.Referrals));
                if (decision.Findings.FirstOrDefault(f => f.Rule == thrown.Id) is { } finding)
                {
                    Assert.Equal((Outcome.NotMet, "RuleFault"), (finding.Outcome, finding.Code));
                    Assert.Contains(Effect.BlocksReferrals, finding.Effects);
                }
            });
        }

        Proof.Holds("T80 throwing", "a rule that throws clears nobody, and can be neither exempted nor bridged", $"{Files:N0} random files, each of {broken.Count} rules in turn; with exemptions {broken.Count - 1} rules x 200", "0 cleared");
    }

    private static Referrals Ask(CoachFile file, string pcn, DateOnly day, ComplianceEvaluator? evaluator = null) => (evaluator ?? ComplianceEvaluator.Default).CoursesOf(file, pcn, day, day, null).AnswersOn(day).Referrals;

    private static bool IsClear(Referrals referrals) => referrals is Referrals.Cleared or Referrals.ProvisionallyCleared;

    /// <summary>The file without one thing, whole with all its versions: each thing in turn.</summary>
    private static IEnumerable<CoachFile> Without(CoachFile file)
    {
        var takings = new List<Func<CoachFile>>();
        Each(file.Training, ids => file with { Training = Rest(file.Training, ids) });
        Each(file.Training, ids => file with { Training = [.. file.Training.Select(t => ids.Contains(t.Id) && t.Verification?.Outcome == VerificationOutcome.Verified ? t with { Verification = null } : t)] });
        Each([.. file.PriorExperience.Where(x => x.Decision == PriorExperienceDecision.Accepted)], ids => file with { PriorExperience = Rest(file.PriorExperience, ids) });
        Each(file.Sessions, ids => file with { Sessions = Rest(file.Sessions, ids) });
        Each(file.Checks, ids => file with { Checks = Rest(file.Checks, ids) });
        Each(file.Assignments, ids => file with { Assignments = Rest(file.Assignments, ids) });
        Each(file.Provisionals, ids => file with { Provisionals = Rest(file.Provisionals, ids) });
        Each(file.Exemptions, ids => file with { Exemptions = Rest(file.Exemptions, ids) });
        foreach (var supervisor in file.Supervisors)
            Each(supervisor.Eligibility, ids => file with { Supervisors = [.. file.Supervisors.Select(s => s == supervisor ? s with { Eligibility = Rest(s.Eligibility, ids) } : s)] });
        return takings.Select(take => take());

        void Each<T>(IReadOnlyList<T> facts, Func<HashSet<string>, CoachFile> without)
            where T : Fact
        {
            foreach (var first in facts.Where(f => f.Replaces is null || facts.All(o => o.Id != f.Replaces)))
            {
                var ids = new HashSet<string> { first.Id };
                for (var next = facts.FirstOrDefault(f => f.Replaces == first.Id); next is not null; next = facts.FirstOrDefault(f => f.Replaces == next.Id))
                    ids.Add(next.Id);
                takings.Add(() => without(ids));
            }
        }

        static List<T> Rest<T>(IReadOnlyList<T> facts, HashSet<string> ids)
            where T : Fact => [.. facts.Where(f => !ids.Contains(f.Id)).Select(f => f.Replaces is { } r && ids.Contains(r) ? (T)(f with { Replaces = null }) : f)];
    }

    /// <summary>A rule that answers otherwise where it is told to.</summary>
    private sealed class Otherwise(IRule rule, Func<EvaluationContext, DateOnly, Answer?> check) : IRule
    {
        public string Id => rule.Id;

        public string Title => rule.Title;

        public Subject Subject => rule.Subject;

        public Owner Owner => rule.Owner;

        public Basis Basis => rule.Basis;

        public Source Source => rule.Source;

        public bool LooksAhead => rule.LooksAhead;

        public Answer Check(EvaluationContext context, DateOnly day) => check(context, day) ?? rule.Check(context, day);

        public IEnumerable<DateOnly> Turns(EvaluationContext context, DateOnly from, DateOnly to) => rule.Turns(context, from, to);

        public string Reason(EvaluationContext context, DateOnly day, Answer answer) => rule.Reason(context, day, answer);
    }
}
