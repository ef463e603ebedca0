using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HwbcPortal.Domain.Compliance;
using Outcome = HwbcPortal.Domain.Compliance.Outcome;

namespace HwbcPortal.Domain.Tests.Compliance;

/// <summary>What the evaluator says about time, against asking it day by day.</summary>
public class ThroughTimeProperties
{
    private static readonly ComplianceEvaluator Evaluator = ComplianceEvaluator.Default;

    [Fact]
    public void Timeline_and_standing_segments_equal_asking_each_day() => ForSeeds(400, seed =>
    {
        var file = RandomFiles.Of(seed);
        var (from, to) = (RandomFiles.Centre.AddDays(-60), RandomFiles.Centre.AddDays(100));
        var timeline = Timeline.Build(file, "U10001", from, to);
        var standings = StandingSegments.Build(file, "U10001", from, to);
        Assert.Equal((from, to), (timeline[0].From, timeline[^1].To));
        Assert.All(timeline.Zip(timeline.Skip(1)), p => Assert.True(p.First.To.AddDays(1) == p.Second.From && (p.First with { From = p.Second.From, To = p.Second.To }) != p.Second));
        Assert.All(standings.Zip(standings.Skip(1)), p => Assert.Equal(p.First.To.AddDays(1), p.Second.From));
        for (var day = from; day <= to; day = day.AddDays(1))
        {
            var decision = Evaluator.Evaluate(file, "U10001", day);
            var answers = (decision.Referrals, decision.Arrs, decision.Standing, decision.PcnStanding);
            var segment = timeline.Single(s => s.From <= day && day <= s.To);
            Assert.Equal(answers, (segment.Referrals, segment.Arrs, segment.Standing, segment.PcnStanding));
            var standing = standings.Single(s => s.From <= day && day <= s.To);
            Assert.Equal(answers, (standing.Referrals, standing.Arrs, standing.Standing, standing.PcnStanding));
            Assert.Equal(decision.Away, standing.Away);
            if (decision.Referrals != Referrals.NotInPost)
            {
                var supervision = decision.Findings.Single(f => f.Rule == "SUP-02");
                Assert.Equal((supervision.Outcome, supervision.Code), (standing.Supervision.Outcome, standing.Supervision.Code));
                Assert.Equal(decision.Findings.Where(f => f.Outcome == Outcome.NotMet && f.Effects.Contains(Effect.BlocksReferrals)).Select(f => new RuleAnswer(f.Rule, f.Code)), standing.Blocking);
                // A fresh look from this day gives the same row as the long one.
                Assert.Equal(standing with { From = day, To = day, Blocking = [] }, StandingSegments.Build(file, "U10001", day, day)[0] with { Blocking = [] });
            }
        }
    });

    [Fact]
    public void HoldsThrough_notMetFrom_and_validThrough_equal_walking_the_days() => ForSeeds(60, seed =>
    {
        var file = RandomFiles.Of(seed);
        var day = RandomFiles.Centre;
        var walk = Enumerable.Range(0, 401).Select(n => Evaluator.Evaluate(file, "U10001", day.AddDays(n))).ToList();
        var now = walk[0];
        foreach (var finding in now.Findings)
        {
            var change = walk.FindIndex(d => d.Findings.FirstOrDefault(f => f.Rule == finding.Rule) is not { } f || f.Outcome != finding.Outcome || f.Code != finding.Code);
            Assert.Equal((finding.Rule, change < 0 ? (DateOnly?)null : day.AddDays(change - 1)), (finding.Rule, finding.HoldsThrough));
            var late = walk.FindIndex(1, d => d.Findings.FirstOrDefault(f => f.Rule == finding.Rule) is { } f && d.Referrals != Referrals.NotInPost && (f.Underlying?.Outcome ?? f.Outcome) == Outcome.NotMet);
            var isNow = (finding.Underlying?.Outcome ?? finding.Outcome) == Outcome.NotMet;
            Assert.Equal((finding.Rule, isNow || late < 0 ? (DateOnly?)null : day.AddDays(late)), (finding.Rule, finding.NotMetFrom));
        }

        var other = walk.FindIndex(d => Said(d) != Said(now));
        Assert.Equal(other < 0 ? (DateOnly?)null : day.AddDays(other - 1), now.ValidThrough);

        static string Said(Decision d) => $"{d.Referrals} {d.Arrs} {d.Standing} {d.PcnStanding} {string.Join(' ', d.Findings.Select(f => $"{f.Rule}:{f.Outcome}:{f.Code}"))}";
    });

    [Fact]
    public void What_is_written_is_read_as_the_same_file() => ForSeeds(3000, seed =>
    {
        var file = RandomFiles.Of(seed);
        var text = Written(file);
        var read = CoachFileJson.Read(text);
        Assert.Null(read.Refusal);
        Assert.Equal(Encoding.UTF8.GetString(text), Encoding.UTF8.GetString(Written(read.File!)));
    });

    [Fact]
    public void What_will_never_be_recorded_later_is_known_on_the_last_day_as_now() => ForSeeds(1000, seed =>
    {
        // On a day after every recording and voiding, what was known is what is known.
        var file = RandomFiles.Of(seed);
        var (a, b) = (Evaluator.Evaluate(file, "U10001", RandomFiles.Centre), Evaluator.Evaluate(file, "U10001", RandomFiles.Centre, new DateOnly(2030, 1, 1)));
        Assert.Equal((a.Referrals, a.Arrs, a.Standing, a.PcnStanding, a.ValidThrough), (b.Referrals, b.Arrs, b.Standing, b.PcnStanding, b.ValidThrough));
        Assert.Equal(a.Findings.Select(f => (f.Rule, f.Outcome, f.Code, f.HoldsThrough)), b.Findings.Select(f => (f.Rule, f.Outcome, f.Code, f.HoldsThrough)));
    });

    [Fact]
    public void What_happened_until_a_months_end_answers_for_each_day_before_it_as_the_whole_file() => ForSeeds(1500, seed =>
    {
        var file = RandomFiles.Of(seed);
        foreach (var left in new[] { RandomFiles.Centre.AddDays(-40), RandomFiles.Centre, RandomFiles.Centre.AddDays(seed % 60) })
        {
            var (until, last) = (file.Until(left), new DateOnly(left.Year, left.Month, 1).AddMonths(1).AddDays(-1));
            Assert.Null(CoachFileValidator.Validate(until));
            Assert.All(until.Sessions, s => Assert.Contains(s, file.Sessions));
            foreach (var (day, known) in new (DateOnly, DateOnly?)[] { (last, null), (last.AddDays(-1), null), (last.AddDays(-seed % 90), null), (last, last), (last.AddDays(-30), last.AddDays(20)) })
                Assert.Equal(Said(Evaluator.Evaluate(file, "U10001", day, known)), Said(Evaluator.Evaluate(until, "U10001", day, known)));
        }

        // "Due soon" looks ahead, and what comes later is not known here.
        static string Said(Decision d) => $"{d.Referrals} {d.Arrs} {d.Standing} {d.PcnStanding} {string.Join(' ', d.Findings.Select(f => $"{f.Rule}:{(f.Outcome == Outcome.DueSoon ? Outcome.Met : f.Outcome)}:{f.Code}:{string.Join(',', f.Evidence)}"))}";
    });

    [Fact]
    public void What_began_later_is_left_out_with_all_its_versions_and_a_date_that_was_put_right_keeps_both()
    {
        var last = new DateOnly(2026, 3, 31);
        Session On(string id, DateOnly date, string? replaces = null, DateOnly? voided = null) => new() { Id = id, Date = date, Minutes = 60, Kind = SessionKind.HealthCoachingIndividual, Supervisor = "s", Outcome = SessionOutcome.Held, Replaces = replaces, VoidedOn = voided };
        var file = new CoachFile
        {
            Coach = new Coach { Reference = "HWBC-000001", Name = "Sample" },
            Sessions =
            [
                On("before", last.AddDays(-1)), On("on", last), On("after", last.AddDays(1)),
                On("later1", last.AddDays(2), voided: last.AddDays(9)), On("later2", last.AddDays(3), "later1"),
                On("moved-out1", last, voided: last.AddDays(9)), On("moved-out2", last.AddDays(1), "moved-out1"),
                On("moved-in1", last.AddDays(1), voided: last.AddDays(9)), On("moved-in2", last, "moved-in1"),
            ],
            Absences = [new Absence { Id = "a", From = last, Reason = AbsenceReason.Leave }, new Absence { Id = "b", From = last.AddDays(1), Reason = AbsenceReason.Leave }],
            Suspensions = [new Suspension { Id = "p", From = last, ReviewOn = last.AddDays(30), By = "P-000001" }, new Suspension { Id = "q", From = last.AddDays(1), ReviewOn = last.AddDays(30), By = "P-000001" }],
            PriorExperience = [new PriorExperience { Id = "x", Decision = PriorExperienceDecision.Accepted, DecidedOn = last, DecidedBy = "P-000001" }, new PriorExperience { Id = "y", Decision = PriorExperienceDecision.Accepted, DecidedOn = last.AddDays(1), DecidedBy = "P-000001" }],
            Training = [new Training { Id = "t", Programme = "g", EnrolledOn = last, CompletedOn = last.AddDays(20) }, new Training { Id = "u", Programme = "g", EnrolledOn = last.AddDays(1) }],
        };
        foreach (var (reviewed, kept) in new[] { (last, last), (last.AddDays(1), (DateOnly?)null) })
            Assert.Equal(kept, (file with { Coach = file.Coach with { TierReviewedOn = reviewed } }).Until(last).Coach.TierReviewedOn);
        var seen = file.Until(last);
        Assert.Equal(["before", "on", "moved-out1", "moved-out2", "moved-in1", "moved-in2"], seen.Sessions.Select(s => s.Id));
        Assert.Equal(["a", "p", "x", "t"], seen.Absences.Select(a => a.Id).Concat(seen.Suspensions.Select(s => s.Id)).Concat(seen.PriorExperience.Select(x => x.Id)).Concat(seen.Training.Select(t => t.Id)));
    }

    internal static void ForSeeds(int count, Action<int> holds) => FsCheck.Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(count).WithParallelRunConfig(new ParallelRunConfig(Environment.ProcessorCount)),
        Prop.ForAll(Gen.Choose(1, int.MaxValue - 1).ToArbitrary(), holds));

    private static byte[] Written(CoachFile file)
    {
        using var stream = new MemoryStream();
        CoachFileJson.Write(stream, file);
        return stream.ToArray();
    }
}
