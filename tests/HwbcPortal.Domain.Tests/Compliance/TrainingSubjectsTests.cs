using HwbcPortal.Domain.Compliance;
using Outcome = HwbcPortal.Domain.Compliance.Outcome;

namespace HwbcPortal.Domain.Tests.Compliance;

/// <summary>Mandatory and local training, as pages show it.</summary>
public class TrainingSubjectsTests
{
    [Fact]
    public void They_read_posts_checks_exemptions_and_policies_and_nothing_else()
    {
        var seen = new HashSet<(Outcome, string)>();
        for (var seed = 0; seed < 3000; seed++)
        {
            var file = RandomFiles.Of(seed);
            var less = new CoachFile
            {
                Coach = new Coach { Reference = file.Coach.Reference, Name = file.Coach.Name }, Posts = [.. file.Posts.Where(p => p.Pcn == "U10001")], Checks = [.. file.Checks.Where(c => c.Pcn == "U10001")],
                Exemptions = [.. file.Exemptions.Where(e => e.Pcn == "U10001")], LocalPolicies = [.. file.LocalPolicies.Where(p => p.Pcn == "U10001")],
            };
            // A version that replaces one of the other PCN's cannot be read alone.
            if (CoachFileValidator.Validate(less) is not null)
                continue;
            var full = TrainingSubjects.Of(file, "U10001", RandomFiles.Centre);
            Assert.Equal(full, TrainingSubjects.Of(less, "U10001", RandomFiles.Centre));
            seen.UnionWith(full.Select(s => (s.Outcome, s.Code)));
        }

        foreach (var expected in new[] { (Outcome.Met, "Confirmed"), (Outcome.DueSoon, "Confirmed"), (Outcome.NotMet, "Expired"), (Outcome.NotMet, "Missing"), (Outcome.NotMet, "DueAfterStart") })
            Assert.Contains(expected, seen);
    }

    // Safeguarding holds for 36 months, or until the day that the check names when that is earlier; a PCN's own subject as its policy says.
    [Theory]
    [InlineData("EMP-02", "2023-12-01", null, "2026-11-30", "DueSoon")]
    [InlineData("EMP-02", "2023-11-01", null, "2026-10-31", "NotMet")]
    [InlineData("EMP-05", "2026-01-01", "2026-11-10", "2026-11-10", "DueSoon")]
    [InlineData("EMP-05", "2020-02-29", "2030-01-01", "2023-02-27", "NotMet")]
    [InlineData("LOC-01", "2026-01-31", null, "2027-01-30", "Met")]
    [InlineData("LOC-02", "2015-01-31", null, null, "Met")]
    public void A_check_holds_until_the_earlier_of_its_own_end_and_the_interval(string rule, string on, string? until, string? lastDay, string outcome)
    {
        var file = new CoachFile
        {
            Coach = new Coach { Reference = "HWBC-000001", Name = "Sample" },
            Posts = [new Post { Id = "p1", Pcn = "U10001", StartDate = new DateOnly(2026, 1, 5), HoursPerWeek = 30, AfcBand = 5, ArrsFunded = true }],
            Checks = [new Check { Id = "c1", Rule = rule, Pcn = "U10001", On = DateOnly.Parse(on), ValidUntil = until is null ? null : DateOnly.Parse(until), By = "P-000001" }],
            LocalPolicies = [new LocalPolicy { Id = "lp1", Pcn = "U10001", From = new DateOnly(2025, 4, 1), Rules = [Local("LOC-01", "Fire safety", 12), Local("LOC-02", "Welcome day", null)] }],
        };
        var subjects = TrainingSubjects.Of(file, "U10001", new DateOnly(2026, 11, 1));
        Assert.Equal(["Safeguarding adults", "Safeguarding children", "Fire safety", "Welcome day"], subjects.Select(s => s.Title));
        var subject = subjects.Single(s => s.Rule == rule);
        Assert.Equal((lastDay is null ? null : DateOnly.Parse(lastDay), "c1", Enum.Parse<Outcome>(outcome)), (subject.LastDay, subject.CheckId, subject.Outcome));
    }

    [Fact]
    public void What_is_to_do_after_starting_says_by_when()
    {
        var file = new CoachFile
        {
            Coach = new Coach { Reference = "HWBC-000001", Name = "Sample" },
            Posts = [new Post { Id = "p1", Pcn = "U10001", StartDate = new DateOnly(2026, 11, 2), HoursPerWeek = 30, AfcBand = 5, ArrsFunded = true }],
        };
        Assert.Equal(new DateOnly(2026, 12, 1), TrainingSubjects.Of(file, "U10001", new DateOnly(2026, 11, 2))[0].DueBy);
        Assert.Null(TrainingSubjects.Of(file, "U10001", new DateOnly(2026, 12, 2))[0].DueBy);
    }

    private static LocalRule Local(string rule, string title, int? months) => new() { Rule = rule, Title = title, ValidityMonths = months, Effects = [Effect.Warns] };
}
