using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>What a coach brings, and what a supervisor states.</summary>
public sealed class SheetAndStatementTests
{
    [Fact]
    public async Task A_coach_prints_one_page_to_bring()
    {
        await using var running = await Running.StartAsync();
        using var supervisor = await running.Portal.SignedInAsync("supervisor");
        await supervisor.PostAsync(await supervisor.GetAsync("/supervision/log?coach=HWBC-000014"), ("Form.When", "Today"), ("Form.Notes", "Not for paper"), ("Form.Actions[0].Text", "Read the guide"), ("Form.Actions[0].Owner", "Coach"), ("Form.NextOn.Day", "17"), ("Form.NextOn.Month", "12"), ("Form.NextOn.Year", "2026"));
        using var coach = await running.Portal.SignedInAsync("coach");
        var sheet = await coach.GetAsync("/me/supervision/sheet");
        foreach (var words in new[] { "Read the guide (I)", "17 December 2026, 60 minutes with Rachel Bell", "November 2026", "90 of 60" })
            Assert.Contains(words, sheet.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Not for paper", sheet.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_adds_up_by_PCN_counts_a_group_once_and_stays_after_the_arrangement_ended()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        var (first, last) = (new DateOnly(2025, 6, 1), new DateOnly(2025, 6, 30));
        await portal.DbAsync(async db =>
        {
            var rachel = await db.Supervisors.FirstAsync(s => s.Name == "Rachel Bell" && s.VoidedOn == null);
            var coaches = await db.Coaches.Where(c => c.Person!.Reference == "HWBC-000011" || c.Person.Reference == "HWBC-000012").OrderBy(c => c.Person!.Reference).Select(c => c.Id).ToListAsync();
            var n = 0;
            foreach (var (coach, day, minutes, kind, outcome) in new[]
            {
                (0, first, 60, SessionKind.HealthCoachingIndividual, SessionOutcome.Held), (1, last, 45, SessionKind.HealthCoachingIndividual, SessionOutcome.Held), (0, first.AddDays(9), 90, SessionKind.HealthCoachingGroup, SessionOutcome.Held),
                (1, first.AddDays(9), 90, SessionKind.HealthCoachingGroup, SessionOutcome.Held), (1, first.AddDays(3), 60, SessionKind.HealthCoachingIndividual, SessionOutcome.DidNotAttend),
                (0, first.AddDays(-1), 30, SessionKind.HealthCoachingIndividual, SessionOutcome.Held), (0, last.AddDays(1), 30, SessionKind.HealthCoachingIndividual, SessionOutcome.Held), (0, first.AddDays(4), 60, SessionKind.HealthCoachingIndividual, SessionOutcome.Cancelled),
            })
            {
                var row = new SessionVersion { ItemId = $"statement-{n++}", CoachId = coaches[coach], Date = day, Minutes = minutes, Kind = kind, Outcome = outcome, SupervisorVersionId = rachel.Id };
                row.RecordId = row.Id;
                db.Add(row);
            }

            foreach (var named in await db.Assignments.Where(a => a.SupervisorVersion!.RecordId == rachel.RecordId && coaches.Contains(a.CoachId)).ToListAsync())
                named.VoidedOn = new DateOnly(2026, 11, 1);
            // What the demo has of these weeks is not counted here.
            await db.Sessions.Where(s => s.Date >= first && s.Date <= last && s.VoidedOn == null).ExecuteUpdateAsync(u => u.SetProperty(s => s.VoidedOn, last));
            return await db.SaveChangesAsync();
        });
        using var supervisor = await portal.SignedInAsync("supervisor");
        var page = await supervisor.GetAsync("/supervision/statement?from=2025-06-01&to=2025-06-30");
        var total = page.Rows[^1].QuerySelectorAll("td,th").Select(c => System.Text.RegularExpressions.Regex.Match(c.TextContent.Trim(), @"[\d.]+( hours?)?$").Value).ToList();
        // 60 + 45 + 90 once: 195 minutes in three sessions; one not attended.
        Assert.Equal(["2", "3", "195", "3.25 hours", "1"], total[1..]);
        Assert.DoesNotContain("HWBC-000011", page.Text, StringComparison.Ordinal);
        Assert.Contains("The first day must be the last day or earlier", (await supervisor.GetAsync("/supervision/statement?from=2025-07-01&to=2025-06-30")).Text, StringComparison.Ordinal);
        // A date that is none gives no figures, and is said by its name.
        var refused = await supervisor.GetAsync("/supervision/statement?from.Day=31&from.Month=6&from.Year=2025&to=2025-07-01");
        Assert.Equal(["First day must be a real date"], refused.Errors);
        Assert.DoesNotContain("Supervision that was held", refused.Text, StringComparison.Ordinal);
        // Nobody else's.
        await portal.AddAccountAsync("lee", "P-000003", PortalRole.Supervisor);
        using var lee = await portal.SignedInAsync("lee");
        Assert.Contains("No session with you is recorded", (await lee.GetAsync("/supervision/statement?from=2025-06-01&to=2025-06-30")).Text, StringComparison.Ordinal);
    }
}
