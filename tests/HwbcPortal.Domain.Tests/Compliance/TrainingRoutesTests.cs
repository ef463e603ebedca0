using HwbcPortal.Domain.Compliance;
using Outcome = HwbcPortal.Domain.Compliance.Outcome;

namespace HwbcPortal.Domain.Tests.Compliance;

/// <summary>The routes explain TRN-01 and decide nothing.</summary>
public class TrainingRoutesTests
{
    [Fact]
    public void A_route_whose_steps_are_all_done_is_the_one_that_the_rule_names()
    {
        var (a, b, none) = (0, 0, 0);
        for (var seed = 0; seed < 3000; seed++)
        {
            var file = RandomFiles.Of(seed);
            var decision = ComplianceEvaluator.Default.Evaluate(file, "U10001", RandomFiles.Centre);
            if (decision.Referrals == Referrals.NotInPost)
                continue;
            var finding = decision.Findings.Single(f => f.Rule == "TRN-01");
            var routes = TrainingRoutes.Of(file, "U10001", RandomFiles.Centre);
            var (four, two) = (routes.FourDays.All(s => s.State == RouteStepState.Done), routes.TwoDays.All(s => s.State == RouteStepState.Done));
            // The look-ahead turns Met into due soon and keeps the code.
            Assert.Equal(finding.Outcome is Outcome.Met or Outcome.DueSoon ? finding.Code : "none", four ? "RouteA" : two ? "RouteB" : "none");
            (a, b, none) = (a + (four ? 1 : 0), b + (!four && two ? 1 : 0), none + (four || two ? 0 : 1));
        }

        Assert.True(a > 20 && b > 5 && none > 20, $"{a} by route A, {b} by route B, {none} by neither");
    }
}
