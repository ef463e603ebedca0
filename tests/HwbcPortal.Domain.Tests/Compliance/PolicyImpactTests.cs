using HwbcPortal.Domain.Compliance;
using Outcome = HwbcPortal.Domain.Compliance.Outcome;

namespace HwbcPortal.Domain.Tests.Compliance;

/// <summary>What a policy would do, against evaluating each day twice.</summary>
public sealed class PolicyImpactTests
{
    private const string Pcn = "U10001";
    private static readonly (DateOnly From, DateOnly To) Days = (RandomFiles.Centre, RandomFiles.Centre.AddDays(92));

    [Fact]
    public void Runs_and_items_equal_evaluating_every_day_twice()
    {
        var (changed, added, dropped) = (0, 0, 0);
        // A random file seldom clears anybody: those that do on some day of these are looked for.
        var clear = Enumerable.Range(0, 3000).Where(n => Timeline.Build(RandomFiles.Of(n), Pcn, Days.From, Days.To).Any(t => t.Referrals == Referrals.Cleared)).Take(50).ToList();
        Parallel.ForEach(clear.Concat(Enumerable.Range(0, 40)).Distinct(), seed =>
        {
            var file = RandomFiles.Of(seed);
            var after = file with { LocalPolicies = PolicyImpact.Replaced(file.LocalPolicies, Planned(seed)) };
            var impact = PolicyImpact.Of(file, after, Pcn, Days.From, Days.To);
            var (seenAdded, seenDropped) = (new Dictionary<string, DateOnly>(), new Dictionary<string, DateOnly>());
            for (var day = Days.From; day <= Days.To; day = day.AddDays(1))
            {
                var (was, will) = (ComplianceEvaluator.Default.Evaluate(file, Pcn, day), ComplianceEvaluator.Default.Evaluate(after, Pcn, day));
                var run = impact.Runs.SingleOrDefault(r => r.Before.From <= day && day <= r.Before.To);
                Assert.Equal(Answers(was) != Answers(will), run is not null);
                if (run is not null)
                {
                    Assert.Equal((run.Before.From, run.Before.To), (run.After.From, run.After.To));
                    Assert.Equal((Answers(was), Answers(will)), (Answers(run.Before), Answers(run.After)));
                }

                foreach (var finding in will.Findings.Where(IsOpen).Where(f => !was.Findings.Any(x => x.Rule == f.Rule && IsOpen(x) && (Blocks(x) || !Blocks(f)))))
                    seenAdded.TryAdd(finding.Rule, day);
                foreach (var finding in was.Findings.Where(IsOpen).Where(f => !will.Findings.Any(x => x.Rule == f.Rule && IsOpen(x))))
                    seenDropped.TryAdd(finding.Rule, day);
            }

            Assert.Equal(seenAdded.OrderBy(a => a.Key, StringComparer.Ordinal), impact.Added.Select(a => KeyValuePair.Create(a.Rule, a.From)).OrderBy(a => a.Key, StringComparer.Ordinal));
            Assert.Equal(seenDropped.OrderBy(a => a.Key, StringComparer.Ordinal), impact.Dropped.Select(a => KeyValuePair.Create(a.Rule, a.From)).OrderBy(a => a.Key, StringComparer.Ordinal));
            Interlocked.Add(ref changed, impact.Runs.Count);
            Interlocked.Add(ref added, impact.Added.Count);
            Interlocked.Add(ref dropped, impact.Dropped.Count);
        });
        Assert.True(changed > 30 && added > 50 && dropped > 0, $"{changed} runs, {added} added, {dropped} dropped: too few to hold anything.");
    }

    [Theory]
    [InlineData("2026-05-31", null, "2026-05-31")] // ended the day before already
    [InlineData(null, null, "2026-05-31")] // open: ends the day before
    [InlineData("2026-06-01", null, "2026-05-31")] // would have ended on the first day
    [InlineData(null, "2026-06-02", null)] // voided: stays as it was
    public void The_one_that_covers_the_first_day_ends_the_day_before(string? to, string? voided, string? expected)
    {
        var standing = new LocalPolicy { Id = "lp1", Pcn = Pcn, From = new DateOnly(2026, 4, 1), To = Date(to), VoidedOn = Date(voided) };
        var policies = PolicyImpact.Replaced([standing, standing with { Id = "lp2", Pcn = "U20002" }], new LocalPolicy { Id = "new", Pcn = Pcn, From = new DateOnly(2026, 6, 1) });
        Assert.Equal(Date(expected), policies.Single(p => p.Id == "lp1").To);
        // Another PCN's stays as it is.
        Assert.Equal(Date(to), policies.Single(p => p.Id == "lp2").To);
        Assert.Null(Fault(policies));
    }

    [Theory]
    [InlineData(null, "2026-08-31")] // without an end: up to the next
    [InlineData("2026-08-30", "2026-08-30")]
    [InlineData("2026-08-31", "2026-08-31")]
    [InlineData("2026-09-01", "2026-08-31")] // it would overlap, which publishing refuses
    public void One_that_begins_later_stays_and_bounds_the_new_one(string? to, string expected)
    {
        var policies = PolicyImpact.Replaced([new LocalPolicy { Id = "later", Pcn = Pcn, From = new DateOnly(2026, 9, 1) }], new LocalPolicy { Id = "new", Pcn = Pcn, From = new DateOnly(2026, 6, 1), To = Date(to) });
        Assert.Equal(Date(expected), policies.Single(p => p.Id == "new").To);
        Assert.Equal(new DateOnly(2026, 9, 1), policies.Single(p => p.Id == "later").From);
        Assert.Null(Fault(policies));
    }

    [Theory]
    [InlineData("", "none 06-01 -")]
    [InlineData("04-01 -", "- 04-01 05-31|over 06-01 -")]
    [InlineData("04-01 06-30", "- 04-01 05-31|over 06-01 06-30|none 07-01 -")]
    [InlineData("04-01 05-31", "- 04-01 05-31|none 06-01 -")]
    [InlineData("06-01 -", "over 06-01 -")]
    [InlineData("04-01 06-30,07-01 08-31,10-01 -", "- 04-01 05-31|over 06-01 06-30|over 07-01 08-31|none 09-01 09-30|over 10-01 -")]
    public void What_is_laid_over_all_policies_covers_every_day_from_its_first(string standing, string expected)
    {
        var policies = standing.Split(',', StringSplitOptions.RemoveEmptyEntries).Select((p, i) => new LocalPolicy { Id = $"lp{i}", Pcn = Pcn, From = Day(p[..5])!.Value, To = Day(p[6..]), Parameters = new PolicyParameters { DueSoonDays = 10 } }).ToList();
        var laid = PolicyImpact.Laid(policies, Pcn, new DateOnly(2026, 6, 1), p => new LocalPolicy { Id = "new", Pcn = Pcn, From = new DateOnly(2026, 6, 1), Parameters = (p?.Parameters ?? new PolicyParameters()) with { SupervisionMinutes = 90 } });
        Assert.Equal(expected, string.Join('|', laid.OrderBy(p => p.From).Select(p => $"{(p.Parameters!.SupervisionMinutes is null ? "-" : p.Parameters.DueSoonDays is null ? "none" : "over")} {p.From:MM-dd} {(p.To is { } to ? $"{to:MM-dd}" : "-")}")));
        Assert.Null(Fault(laid));

        static DateOnly? Day(string text) => text == "-" ? null : Date($"2026-{text}");
    }

    [Theory]
    [InlineData("staleEnrolmentDays", 0, 28)]
    [InlineData("staleTrainingMonths", 1, 12)]
    [InlineData("supervisionMinutes", 60, 240)]
    [InlineData("groupMinutesCounted", 0, 60)]
    [InlineData("minDaysForMonth", 1, 15)]
    [InlineData("lateEntryDays", 0, 7)]
    [InlineData("dueSoonLastDays", 0, 28)]
    [InlineData("escalateAfterMissedMonths", 1, 2)]
    [InlineData("supervisorMinTier", 3, 4)]
    [InlineData("dueSoonDays", 0, 120)]
    public void Each_number_is_refused_beyond_what_a_local_policy_may_set_beside_its_name(string name, int least, int most)
    {
        var number = PolicyNumber.All.Single(n => n.Name == name);
        foreach (var (value, isRefused) in new[] { (least - 1, true), (least, false), (most, false), (most + 1, true) })
        {
            var faults = CoachFileValidator.FaultsOf(new LocalPolicy { Id = "lp1", Pcn = Pcn, From = new DateOnly(2026, 6, 1), Parameters = number.With(new PolicyParameters(), value) });
            Assert.Equal(isRefused ? [("PolicyLoosens", $"$.localPolicies[0].parameters.{name}")] : Array.Empty<(string, string)>(), faults.Select(f => (f.Code, f.Path)));
        }

        Assert.Equal(PolicyNumber.All.Count, PolicyNumber.All.Select(n => n.Name).Distinct().Count());
    }

    private static LocalPolicy Planned(int seed)
    {
        var pack = RulePacks.On(Days.From);
        IReadOnlyList<Effect> Blocking(string rule) => [.. pack.EffectsOf(rule).Append(Effect.BlocksReferrals).Distinct().Order()];
        return new LocalPolicy
        {
            Id = "planned", Pcn = Pcn, From = Days.From.AddDays(seed % 40), To = seed % 3 == 0 ? Days.From.AddDays(60) : null,
            Effects = (seed % 4) switch { 0 => new() { ["EMP-02"] = Blocking("EMP-02") }, 1 or 2 => new() { ["SUP-02"] = Blocking("SUP-02"), ["EMP-01"] = Blocking("EMP-01") }, _ => new Dictionary<string, IReadOnlyList<Effect>>() },
            Parameters = (seed % 5) switch { 0 => new() { SupervisionMinutes = 90 }, 1 => new() { CheckValidityMonths = new Dictionary<string, int> { ["EMP-02"] = 6 } }, 2 => new() { DueSoonDays = 60 }, _ => null },
            Rules = seed % 2 == 0 ? [new LocalRule { Rule = "LOC-05", Title = "Moving and handling", Effects = [Effect.BlocksReferrals] }] : [],
        };
    }

    private static CoachFileRefusal? Fault(IReadOnlyList<LocalPolicy> policies) => CoachFileValidator.Validate(new CoachFile { Coach = new Coach { Reference = "-", Name = "-" }, LocalPolicies = policies });

    private static bool IsOpen(Finding finding) => finding.Outcome is Outcome.NotMet or Outcome.DueSoon && finding.Effects.Any(e => e != Effect.Informs);

    private static bool Blocks(Finding finding) => finding.Outcome == Outcome.NotMet && finding.Effects.Contains(Effect.BlocksReferrals);

    private static (Referrals, Arrs, Standing, Standing) Answers(Decision d) => (d.Referrals, d.Arrs, d.Standing, d.PcnStanding);

    private static (Referrals, Arrs, Standing, Standing) Answers(TimelineSegment s) => (s.Referrals, s.Arrs, s.Standing, s.PcnStanding);

    private static DateOnly? Date(string? text) => text is null ? null : DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
