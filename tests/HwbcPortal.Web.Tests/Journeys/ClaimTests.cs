using System.Globalization;
using System.Net;
using System.Numerics;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Tests.Exports;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>Claim readiness by month: evidence, every figure of which is worked out a second time here, in whole pence and day by day.</summary>
public sealed partial class ClaimTests
{
    private const string October = "/requirements/claims?pcn=U90001&month=2026-10";
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A figure of the page, as it was worked out here.</summary>
    private sealed record Worked(string Reference, string Name, string[] Posts, string[] Runs, string Result, (DateOnly On, string Reason)[] Lacks, long? MostPence, long? CostPence, bool IsEstimate)
    {
        public long? LowerPence => MostPence is { } most && CostPence is { } cost ? Math.Min(most, cost) : null;

        public long? ClaimablePence => Result == "Ready to claim" ? LowerPence : null;

        public long? OverPence => CostPence > MostPence ? CostPence - MostPence : null;
    }

    [Fact]
    public async Task Every_figure_is_reproduced_by_an_independent_calculation()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await PrepareAsync(portal);
        using var manager = await portal.SignedInAsync("manager");
        foreach (var (month, known) in new (string, DateOnly?)[] { ("2026-10", null), ("2026-10", new(2026, 11, 10)), ("2026-09", null), ("2026-11", null), ("2026-10", new(2026, 10, 15)), ("2026-04", null) })
        {
            var worked = await WorkAsync(portal, month, known);
            var query = $"?pcn=U90001&month={month}{(known is { } day ? $"&known={day:yyyy-MM-dd}" : "")}";
            var page = await manager.GetAsync($"/requirements/claims{query}");
            Compare(page, worked, month);
            await CompareAsync(manager, query, worked);
            foreach (var link in page.Document.QuerySelectorAll("main p.nhsuk-u-font-weight-bold a"))
                Assert.Equal(int.Parse(link.TextContent), (await manager.GetAsync(link.GetAttribute("href")!)).Rows.Count);
        }

        // A cap that ends within the month: of all of them one has a cap on all their days.
        await portal.DbAsync(db => db.ReimbursementCaps.ExecuteUpdateAsync(u => u.SetProperty(c => c.To, new DateOnly(2026, 10, 20))));
        var partly = await WorkAsync(portal, "2026-10", null);
        Assert.Single(partly, w => w.MostPence is not null);
        var ended = await manager.GetAsync(October);
        Compare(ended, partly, "2026-10");
        Assert.Contains("for the 1 with a cap.", ended.Text, StringComparison.Ordinal);
        Assert.DoesNotContain($"for all {partly.Count}", ended.Text, StringComparison.Ordinal);
        await portal.DbAsync(db => db.ReimbursementCaps.ExecuteUpdateAsync(u => u.SetProperty(c => c.To, (DateOnly?)null)));

        // What the world was made for is in it.
        var october = await WorkAsync(portal, "2026-10", null);
        Assert.Equal(["Ready to claim", "Query", "Not ready"], october.Select(w => w.Result).Distinct().OrderBy(r => r switch { "Query" => 1, "Not ready" => 2, _ => 0 }));
        Assert.Contains(october, w => w.Posts.Length == 4);
        Assert.Contains(october, w => w.Posts.SequenceEqual(["30 hours, 0.8 WTE", "20 days of 31, from 1 October to 20 October"]));
        Assert.Contains(october, w => w.OverPence > 0);
        Assert.Contains(october, w => w.CostPence < w.MostPence);
        Assert.Contains(october, w => w.LowerPence is not null && w.ClaimablePence is null);
        Assert.Contains(october, w => w.Lacks.DistinctBy(l => l.On).Count() > 1);
        Assert.All(october, w => Assert.True(w.IsEstimate));
        Assert.All(await WorkAsync(portal, "2026-10", new DateOnly(2026, 11, 10)), w => Assert.False(w.IsEstimate));
    }

    /// <summary>Worked by hand, not by any program: 46,000 / 12 x 22.5 / 37.5 = 2,300; 45,000 / 12 x 0.6 = 2,250; Tom Reed whole-time 3,833.33 and 3,750; Sam Patel's 20 of 31 days at 30 hours.</summary>
    [Fact]
    public async Task A_restated_cap_counts_from_its_day_and_the_answer_before_it_stays()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await PrepareAsync(portal);
        using var manager = await portal.SignedInAsync("manager");
        var now = await manager.GetAsync(October);
        Assert.Contains("At most £2,300.00 (estimate)", Row(now, "Grace Lin"), StringComparison.Ordinal);
        Assert.Contains("At most £1,978.49 (estimate)", Row(now, "Sam Patel"), StringComparison.Ordinal);
        Assert.Contains("£46,000.00 (estimate) ÷ 12 × 22.5 hours ÷ 37.5 × 31 of 31 days", Row(now, "Grace Lin"), StringComparison.Ordinal);
        var before = await manager.GetAsync(October + "&known=2026-11-19");
        Assert.Contains("At most £2,250.00", Row(before, "Grace Lin"), StringComparison.Ordinal);
        Assert.DoesNotContain("estimate", before.Text, StringComparison.Ordinal);
        Assert.Contains("as known on 19 November 2026", before.Text, StringComparison.Ordinal);
        Assert.Contains("Area and ICB as they are recorded today", before.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("as they are recorded today", now.Text, StringComparison.Ordinal);
        Assert.Contains("A twelfth of the cap, by hours of 37.5 and days: how the national portal works it out was not found published. Your ICB decides.", now.Text, StringComparison.Ordinal);
        Assert.Contains("(estimate)", (await manager.GetAsync(October + "&known=2026-11-20")).Text, StringComparison.Ordinal);
        // Over the cap: 4,345.33 of 3,833.33. Under it the cost is what can be claimed, and it rests on the estimate too.
        Assert.Contains("£512.00 (estimate) over the cap", Row(now, "Tom Reed"), StringComparison.Ordinal);
        Assert.Contains("Claimable at most £3,833.33 (estimate)", Row(now, "Tom Reed"), StringComparison.Ordinal);
        Assert.Contains("Claimable at most £2,100.10 (estimate)", Row(now, "Grace Lin"), StringComparison.Ordinal);
        // Entered on 20 November: not known before.
        Assert.DoesNotContain("Cost", Row(before, "Tom Reed"), StringComparison.Ordinal);

        using var admin = await portal.SignedInAsync("admin");
        var caps = await admin.GetAsync("/requirements/caps");
        Assert.Contains("Restated on 20 November 2026", caps.Text, StringComparison.Ordinal);
        Assert.Equal("£45,000.00", caps.Document.QuerySelector("main del")!.TextContent);
        Assert.Contains("letter of the ICB", caps.Text, StringComparison.Ordinal);
        Assert.Contains("Riverside PCN counts as England outside London (set it). Every PCN that was taken from a file counts so until its area is set.", (await admin.GetAsync(October)).Text, StringComparison.Ordinal);

        // Taken back, the earlier record counts again; as known on a day before it still says what it said.
        var restated = caps.Rows.First(r => r.TextContent.Contains("£46,000.00", StringComparison.Ordinal)).QuerySelector("a")!.GetAttribute("href")!;
        Assert.Equal(["Enter why it should not be here"], (await admin.PostAsync(await admin.GetAsync(restated))).Errors);
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.PostAsync(await admin.GetAsync(restated), ("Form.Reason", "It was for another role"))).Status);
        Assert.Contains("At most £2,250.00", Row(await manager.GetAsync(October), "Grace Lin"), StringComparison.Ordinal);
        Assert.Contains("At most £2,300.00 (estimate)", Row(await manager.GetAsync(October + "&known=2026-11-23"), "Grace Lin"), StringComparison.Ordinal);
        Assert.Contains("Taken back on 24 November 2026: It was for another role", (await manager.GetAsync("/requirements/caps")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync(restated)).Status);
    }

    [Fact]
    public async Task Each_of_three_records_says_when_the_next_took_its_place_and_one_that_was_superseded_goes_without_changing_what_counts()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await portal.DbAsync(db => db.ReimbursementCaps.ExecuteDeleteAsync());
        foreach (var (day, pounds) in new[] { (20, "45,000"), (22, "46,000"), (24, "47,000") })
        {
            portal.Time.Now = new DateTimeOffset(2026, 11, day, 9, 0, 0, TimeSpan.Zero);
            using var recorder = await portal.SignedInAsync("admin");
            Assert.Equal(HttpStatusCode.SeeOther, (await RecordCapAsync(recorder, "2026-04-01", null, pounds, "Published")).Status);
        }

        using var admin = await portal.SignedInAsync("admin");
        var caps = await admin.GetAsync("/requirements/caps");
        Assert.Equal(["Restates the earlier figure", "Restated on 24 November 2026", "Restated on 22 November 2026"], caps.Rows.Select(Became));
        var middle = await admin.GetAsync(caps.Rows[1].QuerySelector("a")!.GetAttribute("href")!);
        Assert.Contains("It was restated on 24 November 2026: nothing changes for what counts now.", middle.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("an earlier record for the same first day counts again", middle.Text, StringComparison.Ordinal);
        var before = Row(await admin.GetAsync(October), "Tom Reed");
        var then = Row(await admin.GetAsync(October + "&known=2026-11-23"), "Tom Reed");
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.PostAsync(middle, ("Form.Reason", "It was for another role"))).Status);
        caps = await admin.GetAsync("/requirements/caps");
        Assert.Contains("What counts stays.", caps.Text, StringComparison.Ordinal);
        Assert.Equal(["Restates the earlier figure", "Taken back on 24 November 2026: It was for another role", "Restated on 24 November 2026"], caps.Rows.Select(Became));
        Assert.Equal(before, Row(await admin.GetAsync(October), "Tom Reed"));
        Assert.Equal(then, Row(await admin.GetAsync(October + "&known=2026-11-23"), "Tom Reed"));
        Assert.Contains("an earlier record for the same first day counts again", (await admin.GetAsync(caps.Rows[0].QuerySelector("a")!.GetAttribute("href")!)).Text, StringComparison.Ordinal);

        static string Became(IElement row) => Spaces().Replace(row.QuerySelectorAll("td")[4].QuerySelector(".app-secondary")!.TextContent, " ").Trim();
    }

    [Fact]
    public async Task What_a_month_cost_is_offered_from_the_day_after_its_last()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        portal.Time.Now = new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
        using (var manager = await portal.SignedInAsync("manager"))
        {
            var last = await manager.GetAsync("/requirements/claims?pcn=U90001&month=2026-11");
            Assert.Empty(last.Document.QuerySelectorAll("main a[href*='/claims/cost']"));
            Assert.Contains("What the month cost is entered when it is over.", last.Text, StringComparison.Ordinal);
        }

        portal.Time.Now = portal.Time.Now.AddDays(1);
        using (var manager = await portal.SignedInAsync("manager"))
        {
            var over = await manager.GetAsync("/requirements/claims?pcn=U90001&month=2026-11");
            var links = over.Document.QuerySelectorAll("main a[href*='/claims/cost']").Select(a => a.GetAttribute("href")!).ToList();
            Assert.NotEmpty(links);
            Assert.DoesNotContain("What the month cost is entered when it is over.", over.Text, StringComparison.Ordinal);
            foreach (var link in links)
                Assert.Equal(HttpStatusCode.OK, (await manager.GetAsync(link)).Status);
        }
    }

    [Fact]
    public async Task The_same_form_many_times_at_once_makes_one_record_and_gives_no_number_to_nobody()
    {
        await using var running = await Running.StartAsync();
        using var manager = await running.Portal.SignedInAsync("manager");
        (string, string?)[] Coach(string name) => [("Form.Pcn", "U90001"), ("Form.Name", name), .. ManagerJourneyTests.Date("StartDate", 2, 11, 2026), ("Form.HoursPerWeek", "37.5"), ("Form.AfcBand", "5"), ("Form.ArrsFunded", "True")];
        var form = await manager.GetAsync("/coaches/new?pcn=U90001");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => manager.PostAsync(form, Coach("Once Only"))));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.SeeOther, a.Status));
        var first = Assert.Single(answers.Select(a => a.Response.Headers.Location!.ToString()).Distinct());
        var second = (await manager.PostAsync(await manager.GetAsync("/coaches/new?pcn=U90001"), Coach("The Next"))).Response.Headers.Location!.ToString();
        Assert.Equal(1, int.Parse(second[^6..], CultureInfo.InvariantCulture) - int.Parse(first[^6..], CultureInfo.InvariantCulture));

        using var admin = await running.Portal.SignedInAsync("admin");
        var cap = await admin.GetAsync("/requirements/caps/new");
        var caps = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => admin.PostAsync(cap, ("Form.Area", "England"), ("Form.From.Day", "1"), ("Form.From.Month", "11"), ("Form.From.Year", "2026"), ("Form.Annual", "12,345"), ("Form.Status", "Estimate"), ("Form.Source", "A guess"))));
        Assert.All(caps, a => Assert.Equal(HttpStatusCode.SeeOther, a.Status));
        Assert.Equal(1, await running.Portal.DbAsync(db => db.ReimbursementCaps.CountAsync(c => c.Annual == 12_345m)));
    }

    [Fact]
    public async Task A_cap_that_overlaps_is_refused_beside_its_field_and_an_open_one_ends_by_itself()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await portal.DbAsync(db => db.ReimbursementCaps.ExecuteDeleteAsync());
        using var admin = await portal.SignedInAsync("admin");
        Task<Page> Record(string from, string? to, string pounds) => RecordCapAsync(admin, from, to, pounds, "Published");
        Assert.Equal(["Select the area", "Enter the first day", "Enter the pounds a year", "Select how sure it is", "Enter where you read it"], (await admin.PostAsync(await admin.GetAsync("/requirements/caps/new"))).Errors);
        Assert.Equal(HttpStatusCode.SeeOther, (await Record("2025-04-01", "2026-03-31", "43,352")).Status);

        var later = await Record("2026-03-31", null, "45000");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, later.Status);
        Assert.Equal(["It overlaps the cap from 1 April 2025 to 31 March 2026. Let it begin later, or record that one again with an earlier last day"], later.Errors);
        Assert.Contains("It overlaps the cap", later.Document.QuerySelector(".nhsuk-form-group--error")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("First day", later.Document.QuerySelector(".nhsuk-form-group--error")!.TextContent, StringComparison.Ordinal);
        var earlier = await Record("2024-10-01", "2025-04-01", "42437");
        Assert.Equal(["It overlaps the cap from 1 April 2025 to 31 March 2026. Let it end by 31 March 2025, or leave the last day out"], earlier.Errors);
        Assert.Contains("Last day", earlier.Document.QuerySelector(".nhsuk-form-group--error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(1, await portal.DbAsync(db => db.ReimbursementCaps.CountAsync()));

        Assert.Equal(HttpStatusCode.SeeOther, (await Record("2024-10-01", null, "42437")).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await Record("2026-04-01", null, "45000")).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await Record("2026-10-16", null, "46000")).Status);
        Assert.Equal(["16 October 2026 – Until further notice", "1 April 2026 – 15 October 2026", "1 April 2025 – 31 March 2026", "1 October 2024 – 31 March 2025"],
            (await admin.GetAsync("/requirements/caps")).Rows.Select(r => $"{Cell(r, 0)} – {Cell(r, 1)}"));
        // The cap changes within October: 3,750 x 15 / 31 + 3,833.33… x 16 / 31, whole-time.
        using var manager = await portal.SignedInAsync("manager");
        Assert.Contains("At most £3,793.01", Row(await manager.GetAsync(October), "Tom Reed"), StringComparison.Ordinal);
        // A month for which nothing is recorded says so, and has no sum.
        var none = await manager.GetAsync("/requirements/claims?pcn=U90001&month=2026-09");
        Assert.DoesNotContain("No cap is recorded", none.Text, StringComparison.Ordinal);
        await portal.DbAsync(db => db.ReimbursementCaps.Where(c => c.From < new DateOnly(2026, 10, 16)).ExecuteUpdateAsync(u => u.SetProperty(c => c.VoidedOn, new DateOnly(2026, 11, 24))));
        var partly = await manager.GetAsync(October);
        Assert.Contains("No cap is recorded from 1 October to 15 October", Row(partly, "Tom Reed"), StringComparison.Ordinal);
        Assert.DoesNotContain("At most", Row(partly, "Tom Reed"), StringComparison.Ordinal);
        Assert.Contains("No cap is recorded for England outside London on some of these days", partly.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Together at most", partly.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_month_cost_is_entered_to_the_penny_by_another_and_when_it_is_over()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var manager = await portal.SignedInAsync("manager");
        const string Cost = "/requirements/claims/cost?pcn=U90001&month=2026-10&coach=HWBC-000017";
        var form = await manager.GetAsync(Cost);
        Assert.Equal(["Enter what the month cost, in pounds and pence"], (await manager.PostAsync(form)).Errors);
        foreach (var wrong in new[] { "3512.405", "3,51", "about 3000", "-1", "1e3", "3 512", "££5", "3,512.4.0", "٣" })
            Assert.Equal(["What the month cost must be pounds and pence, like 3,512.40"], (await manager.PostAsync(form, ("Form.Amount", wrong))).Errors);
        foreach (var far in new[] { "0", "0.00", "100,000", "999999999" })
            Assert.Equal(["What the month cost must be between £0.01 and £99,999.99"], (await manager.PostAsync(form, ("Form.Amount", far))).Errors);
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(form, ("Form.Amount", " £2,512.4 "))).Status);
        Assert.Contains("Cost £2,512.40", Row(await manager.GetAsync(October), "Nina Cole"), StringComparison.Ordinal);
        Assert.Equal([2512.40m], await StandingAsync());

        // Another amount takes its place; who looked at the first one is told.
        using var other = await portal.SignedInAsync("manager.two");
        var old = await other.GetAsync(Cost);
        Assert.Equal("£2,512.40", old.Document.QuerySelector("#Form-Amount")!.GetAttribute("value"));
        await manager.PostAsync(await manager.GetAsync(Cost), ("Form.Amount", "2600"));
        var stale = await other.PostAsync(old, ("Form.Amount", "1"));
        Assert.Equal(HttpStatusCode.Conflict, stale.Status);
        Assert.Equal([2600m], await StandingAsync());
        // It says what stands, keeps what was typed, and can be saved then.
        Assert.Contains("It says £2,600.00 now.", stale.Text, StringComparison.Ordinal);
        Assert.Equal("1", stale.Document.QuerySelector("#Form-Amount")!.GetAttribute("value"));
        Assert.Equal(HttpStatusCode.SeeOther, (await other.PostAsync(stale, ("Form.Amount", "2600"))).Status);
        Assert.Equal([2600m], await StandingAsync());
        Assert.Equal(3, await portal.DbAsync(db => db.ActualCosts.CountAsync(c => db.People.Any(p => p.Id == c.CoachId && p.Reference == "HWBC-000017"))));
        // Two at once from the same page: one has entered it.
        var pages = new[] { (Who: manager, Page: await manager.GetAsync(Cost)), (Who: other, Page: await other.GetAsync(Cost)) };
        var answers = await Task.WhenAll(pages.Select((p, n) => p.Who.PostAsync(p.Page, ("Form.Amount", $"{2700 + n}"))));
        Assert.Single(answers, a => a.Status == HttpStatusCode.SeeOther);
        Assert.Single(await StandingAsync());
        // The other, who was told, saves then; and where it was removed meanwhile that is said.
        var told = Array.FindIndex(answers, a => a.Status == HttpStatusCode.Conflict);
        Assert.Contains($"It says £{2701 - told:N0}.00 now.", answers[told].Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await pages[told].Who.PostAsync(answers[told])).Status);
        var removed = await other.GetAsync(Cost);
        // Taken out.
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(await manager.GetAsync(Cost), ("Form.Remove", "true"))).Status);
        Assert.Empty(await StandingAsync());
        Assert.Contains("No amount stands there now.", (await other.PostAsync(removed, ("Form.Amount", "5"))).Text, StringComparison.Ordinal);
        // The database lets one stand, whoever writes.
        var one = await portal.DbAsync(db => db.ActualCosts.AsNoTracking().FirstAsync(c => db.People.Any(p => p.Id == c.CoachId && p.Reference == "HWBC-000017")));
        await Assert.ThrowsAsync<DbUpdateException>(() => portal.DbAsync(db =>
        {
            for (var n = 0; n < 2; n++)
                db.Add(new ActualCost { CoachId = one.CoachId, PcnId = one.PcnId, Month = one.Month, Amount = n, EnteredUtc = one.EnteredUtc, EnteredById = one.EnteredById });
            return db.SaveChangesAsync();
        }));
        var history = await manager.GetAsync("/coaches/HWBC-000017/history?pcn=U90001");
        Assert.Contains("Entered what a month cost", history.Text, StringComparison.Ordinal);
        Assert.Contains("Took out what a month cost", history.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("2512", history.Text, StringComparison.Ordinal);

        // Not one's own, not while the month runs, not where there was no funded post, not elsewhere.
        Assert.DoesNotContain("the cost", Row(await manager.GetAsync(October), "Priya Shah"), StringComparison.Ordinal);
        Assert.Contains("Nobody enters what they cost themselves", (await manager.GetAsync(Cost.Replace("000017", "000018", StringComparison.Ordinal))).Text, StringComparison.Ordinal);
        Assert.Contains("November 2026 is not over yet", (await manager.GetAsync(Cost.Replace("2026-10", "2026-11", StringComparison.Ordinal))).Text, StringComparison.Ordinal);
        foreach (var path in new[] { Cost.Replace("2026-10", "9999-12", StringComparison.Ordinal), Cost.Replace("2026-10", "2026-12", StringComparison.Ordinal), Cost.Replace("2026-10", "2020-03", StringComparison.Ordinal), Cost.Replace("2026-10", "2020-10", StringComparison.Ordinal), Cost.Replace("000017", "000020", StringComparison.Ordinal), Cost.Replace("U90001", "U90003", StringComparison.Ordinal), "/requirements/claims?pcn=U90003", "/requirements/claims.csv?pcn=U90003", "/requirements/claims.xlsx?pcn=U90003" })
            Assert.Equal((path, HttpStatusCode.NotFound), (path, (await manager.GetAsync(path)).Status));

        Task<List<decimal>> StandingAsync() => portal.DbAsync(db => db.ActualCosts.Where(c => c.ReplacedUtc == null).Where(c => db.People.Any(p => p.Id == c.CoachId && p.Reference == "HWBC-000017")).Select(c => c.Amount).ToListAsync());
    }

    [Fact]
    public async Task The_page_says_what_is_lacking_where_it_is_put_right_and_what_it_is_not()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await PrepareAsync(portal);
        using var manager = await portal.SignedInAsync("manager");
        var page = await manager.GetAsync(October);
        Assert.Contains("It submits nothing: claims are made in the national portal, and the Integrated Care Board decides on them.", page.Text, StringComparison.Ordinal);
        var nina = Row(page, "Nina Cole");
        Assert.Contains("Not ready", nina, StringComparison.Ordinal);
        Assert.Contains("On 31 October: Training condition of the role requirements:", nina, StringComparison.Ordinal);
        var link = page.Rows.Single(r => r.TextContent.Contains("Nina Cole", StringComparison.Ordinal)).QuerySelector(".app-reasons a")!.GetAttribute("href")!;
        Assert.Equal(HttpStatusCode.OK, (await manager.GetAsync(link)).Status);
        // Who left stays in their months, and in no other.
        Assert.Contains("20 days of 31, from 1 October to 20 October", Row(page, "Sam Patel"), StringComparison.Ordinal);
        Assert.DoesNotContain(" Sam Patel", (await manager.GetAsync("/requirements/claims?pcn=U90001&month=2026-11")).Text, StringComparison.Ordinal);
        // The month that runs.
        var november = await manager.GetAsync("/requirements/claims?pcn=U90001");
        Assert.Contains("To 24 November so far", november.Text, StringComparison.Ordinal);
        Assert.Contains("What the month cost is entered when it is over.", november.Text, StringComparison.Ordinal);
        Assert.Empty(november.Document.QuerySelectorAll("main a[href*='/claims/cost']"));
        // Bad input.
        foreach (var (month, sentence) in new[] { ("2026-12", "December 2026 has not begun"), ("2020-03", "since April 2020"), ("2026-13", "like 2026-11"), ("x", "like 2026-11") })
        {
            var wrong = await manager.GetAsync($"/requirements/claims?month={month}");
            Assert.Contains(sentence, wrong.Text, StringComparison.Ordinal);
            Assert.Contains("Claims, November 2026", wrong.Text, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.Redirect, (await manager.GetAsync($"/requirements/claims.csv?month={month}")).Status);
        }

        Assert.Contains("What will be known on 25 November 2026 is not known yet", (await manager.GetAsync(October + "&known=2026-11-25")).Text, StringComparison.Ordinal);
        Assert.Contains("must be a real date", (await manager.GetAsync(October + "&known.Day=31&known.Month=2&known.Year=2026")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await manager.GetAsync("/requirements/claims.xlsx?known=2026-02-31")).Status);
        // A post that the scheme does not fund is named and not counted; a viewer has no such tab.
        using var harbour = await portal.SignedInAsync("manager.harbour");
        var unfunded = await harbour.GetAsync("/requirements/claims?month=2026-11");
        Assert.Contains("In post, not funded by the scheme: Jon Frost.", unfunded.Text, StringComparison.Ordinal);
        Assert.Empty(unfunded.Rows);
        Assert.Contains("Ivy Stone", (await harbour.GetAsync("/requirements/claims?month=2026-10")).Rows.Single().TextContent, StringComparison.Ordinal);
        using var viewer = await portal.SignedInAsync("viewer");
        Assert.DoesNotContain("/requirements/claims", (await viewer.GetAsync("/requirements/declaration?pcn=U90001")).Document.Body!.InnerHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_download_is_an_attachment_that_nobody_keeps_and_is_recorded()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var manager = await portal.SignedInAsync("manager");
        foreach (var (ending, type) in new[] { ("csv", "text/csv"), ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet") })
        {
            var response = (await manager.GetAsync($"/requirements/claims.{ending}?pcn=U90001&month=2026-10")).Response;
            Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
            Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
            Assert.Equal($"claims-2026-10.{ending}", response.Content.Headers.ContentDisposition.FileName);
            Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        }

        await manager.GetAsync("/requirements/claims.csv?pcn=U90001&month=2026-10&known=2026-11-10&show=open");
        await manager.GetAsync("/requirements/claims.csv?pcn=U90001&month=2026-10&show=" + new string('x', 3000));
        var exports = await portal.DbAsync(db => db.AuditEntries.Where(e => e.Command == "claims.export").OrderBy(e => e.Sequence).SelectMany(e => e.Changes).Select(c => c.Content!).ToListAsync());
        Assert.Equal(["October 2026; Everybody; CSV", "October 2026; Everybody; XLSX", "October 2026, as known on 10 November 2026; Something is lacking or to be looked at; CSV", "October 2026; Something else; CSV"], exports.Select(e => System.Text.Json.JsonDocument.Parse(e).RootElement.GetProperty("reason").GetString()));
        // What cannot be read as a day is said on the page that the download leads to.
        var wrong = await manager.FollowAsync("/requirements/claims.csv?pcn=U90001&month=2026-10&known=2026-02-31");
        Assert.Contains("must be a real date", wrong.Text, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Repeat("HWBC-000018", 4), await portal.DbAsync(db => db.AuditEntries.Where(e => e.Command == "claims.export" && e.PcnId != null).Select(e => e.Actor).ToListAsync()));
    }

    /// <summary>
    /// October 2026 at Riverside with a leaver, two posts one after the other, somebody who lacks training, a starter (the demo's), a cap
    /// that was recorded on 1 April and restated as an estimate on 20 November, and costs over and under it.
    /// </summary>
    private static async Task PrepareAsync(PortalFixture portal)
    {
        await portal.DbAsync(async db =>
        {
            await db.ReimbursementCaps.ExecuteDeleteAsync();
            await db.ActualCosts.ExecuteDeleteAsync();
            await db.Posts.Where(p => p.Coach!.Person!.Reference == "HWBC-000016").ExecuteUpdateAsync(u => u.SetProperty(p => p.EndDate, new DateOnly(2026, 10, 20)));
            await db.Training.Where(t => t.Coach!.Person!.Reference == "HWBC-000017").ExecuteUpdateAsync(u => u.SetProperty(t => t.VoidedOn, new DateOnly(2026, 10, 1)));
            var owen = await db.Posts.SingleAsync(p => p.Coach!.Person!.Reference == "HWBC-000013");
            owen.EndDate = new DateOnly(2026, 10, 14);
            var second = new PostVersion { ItemId = "post-2", CoachId = owen.CoachId, PcnId = owen.PcnId, StartDate = new DateOnly(2026, 10, 15), HoursPerWeek = 20, AfcBand = 5, ArrsFunded = true };
            second.RecordId = second.Id;
            db.Add(second);
            return await db.SaveChangesAsync();
        });
        portal.Time.Now = new DateTimeOffset(2026, 10, 2, 9, 0, 0, TimeSpan.Zero);
        using (var admin = await portal.SignedInAsync("admin"))
            Assert.Equal(HttpStatusCode.SeeOther, (await RecordCapAsync(admin, "2026-04-01", null, "£45,000", "Published")).Status);
        portal.Time.Now = new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
        using (var admin = await portal.SignedInAsync("admin"))
            Assert.Equal(HttpStatusCode.SeeOther, (await RecordCapAsync(admin, "2026-04-01", null, "46,000.00", "Estimate")).Status);
        using (var other = await portal.SignedInAsync("manager.two"))
        {
            foreach (var (reference, amount) in new[] { ("HWBC-000012", "4,345.33"), ("HWBC-000011", "£2,100.10"), ("HWBC-000013", "0.01"), ("HWBC-000017", "3,000.00") })
                Assert.Equal(HttpStatusCode.SeeOther, (await other.PostAsync(await other.GetAsync($"/requirements/claims/cost?pcn=U90001&month=2026-10&coach={reference}"), ("Form.Amount", amount))).Status);
        }

        portal.Time.Now = Now;
    }

    private static async Task<Page> RecordCapAsync(Visitor admin, string from, string? to, string pounds, string status)
    {
        static (string, string?)[] Day(string field, string? day) => day is null ? [] : [($"Form.{field}.Day", day[8..]), ($"Form.{field}.Month", day[5..7]), ($"Form.{field}.Year", day[..4])];
        return await admin.PostAsync(await admin.GetAsync("/requirements/caps/new"), [("Form.Area", "England"), .. Day("From", from), .. Day("To", to), ("Form.Annual", pounds), ("Form.Status", status), ("Form.Source", "A letter of the ICB")]);
    }

    /// <summary>
    /// The month worked out from the rows of the database: states by the evaluator, a day at a time; money in whole pence over one
    /// denominator, as integers.
    /// </summary>
    private static Task<List<Worked>> WorkAsync(PortalFixture portal, string month, DateOnly? known) => portal.SystemAsync(async services =>
    {
        var db = services.GetRequiredService<HwbcPortal.Data.HwbcDbContext>();
        var first = DateOnly.Parse($"{month}-01");
        var (last, today) = (first.AddMonths(1).AddDays(-1), DateOnly.FromDateTime(portal.Time.Now.UtcDateTime));
        var length = last.Day;
        last = last < today ? last : today;
        var asKnown = known ?? today;
        bool Seen(DateOnly? recorded, DateOnly? voided) => !(recorded > asKnown) && !(voided <= asKnown);
        var caps = await db.ReimbursementCaps.Where(c => c.Area == CapArea.England).ToListAsync();
        var costs = await db.ActualCosts.Where(c => c.Month == first).ToListAsync();
        var posts = (await db.Posts.Include(p => p.Coach!.Person).Where(p => p.Pcn!.Code == "U90001" && p.ArrsFunded).ToListAsync()).Where(p => Seen(p.RecordedOn, p.VoidedOn)).ToList();
        var worked = new List<Worked>();
        foreach (var coach in posts.GroupBy(p => p.CoachId))
        {
            var file = (await services.GetRequiredService<CoachFileReader>().ReadAsync(coach.Key))!;
            var days = Enumerable.Range(0, last.Day).Select(n => first.AddDays(n)).Select(d => (Day: d, Post: coach.SingleOrDefault(p => p.StartDate <= d && (p.EndDate is null || p.EndDate >= d)))).Where(d => d.Post is not null).ToList();
            if (days.Count == 0)
                continue;
            var decisions = days.ConvertAll(d => ComplianceEvaluator.Default.Evaluate(file, "U90001", d.Day, known));
            // Pence a year x hundredths of hours, over 12 x 3,750 hundredths x days of the month.
            BigInteger? sum = 0;
            var estimate = false;
            foreach (var (day, post) in days)
            {
                var cap = caps.Where(c => c.From <= day && (c.To is null || c.To >= day) && Seen(c.RecordedOn, c.VoidedOn)).MaxBy(c => (c.From, c.RecordedUtc));
                estimate |= cap?.Status == CapStatus.Estimate;
                sum = cap is null ? null : sum + ((BigInteger)(cap.Annual * 100) * (BigInteger)(post!.HoursPerWeek * 100));
            }

            BigInteger below = 12 * 3_750 * length;
            var cost = costs.SingleOrDefault(c => c.CoachId == coach.Key && Seen(DateOnly.FromDateTime(c.EnteredUtc), c.ReplacedUtc is { } r ? DateOnly.FromDateTime(r) : (DateOnly?)null));
            // The last day of each run that is not ready; a rule once, on the latest of them.
            var open = decisions.Where((d, n) => d.Arrs != Arrs.Ready && (n + 1 == decisions.Count || decisions[n + 1].Arrs != d.Arrs || decisions[n + 1].AsOf != d.AsOf.AddDays(1)))
                .SelectMany(d => d.Findings.Where(f => f.Effects.Contains(Effect.AffectsArrs) && f.Outcome is Outcome.NotMet or Outcome.DueSoon).Select(f => (On: d.AsOf, f.Rule, Reason: $"{f.Title}: {f.Reason}"))).ToList();
            worked.Add(new Worked(coach.First().Coach!.Person!.Reference, coach.First().Coach!.Person!.Name,
                days.GroupBy(d => d.Post!).SelectMany(g => new[] { $"{g.Key.HoursPerWeek:0.##} hours, {g.Key.HoursPerWeek / 37.5m:0.0###} WTE", g.Count() == length ? $"All {length} days" : $"{g.Count()} {(g.Count() == 1 ? "day" : "days")} of {length}, {Period(g.First().Day, g.Last().Day)}" }).ToArray(),
                Runs(decisions).ToArray(), decisions.TrueForAll(d => d.Arrs == Arrs.Ready) ? "Ready to claim" : decisions.TrueForAll(d => d.Arrs == Arrs.NotReady) ? "Not ready" : "Query",
                open.Where(o => !open.Exists(later => later.Rule == o.Rule && later.On > o.On)).Select(o => (o.On, o.Reason)).ToArray(),
                sum is { } s ? (long)(((2 * s) + below) / (2 * below)) : null, cost is null ? null : (long)(cost.Amount * 100), estimate));
        }

        return worked.OrderBy(w => w.Name, StringComparer.OrdinalIgnoreCase).ToList();
    });

    private static IEnumerable<string> Runs(List<Decision> decisions)
    {
        for (var i = 0; i < decisions.Count;)
        {
            var end = i;
            while (end + 1 < decisions.Count && decisions[end + 1].Arrs == decisions[i].Arrs && decisions[end + 1].AsOf == decisions[end].AsOf.AddDays(1))
                end++;
            yield return $"{(decisions[i].Arrs == Arrs.Ready ? "Requirements met" : decisions[i].Arrs == Arrs.Query ? "To look at" : "Not met")} {Period(decisions[i].AsOf, decisions[end].AsOf)}";
            i = end + 1;
        }
    }

    private static void Compare(Page page, List<Worked> worked, string month)
    {
        Assert.Equal(worked.Select(w => w.Reference), page.Rows.Select(r => Reference().Match(r.TextContent).Value));
        foreach (var w in worked)
        {
            var row = page.Rows.Single(r => r.TextContent.Contains(w.Reference, StringComparison.Ordinal));
            var cells = row.QuerySelectorAll("td").ToList();
            Assert.Equal(w.Posts, Lines(cells[1], ".app-line, .app-secondary"));
            Assert.Equal([.. w.Runs, .. w.Lacks.Select(l => $"On {l.On.ToString("d MMMM", CultureInfo.InvariantCulture)}:").Distinct()], Lines(cells[2], "span.app-secondary"));
            Assert.Equal(w.Result, cells[2].QuerySelector(".nhsuk-tag")!.TextContent.Trim());
            Assert.All(w.Lacks.Zip(Lines(cells[2], "li")), p => Assert.StartsWith(p.First.Reason, p.Second, StringComparison.Ordinal));
            Assert.Equal(w.Lacks.Length, cells[2].QuerySelectorAll("li").Length);
            string?[] money =
            [
                w.MostPence is { } most ? $"At most {Money(most, w.IsEstimate)}" : null, w.CostPence is { } cost ? $"Cost {Money(cost, false)}" : null, w.ClaimablePence is { } claimable ? $"Claimable at most {Money(claimable, w.IsEstimate)}" : null,
                w.ClaimablePence is null && w.LowerPence is { } lower ? $"The lower of cost and cap: {Money(lower, w.IsEstimate)} – not claimable as it stands" : null, w.OverPence is { } over ? $"{Money(over, w.IsEstimate)} over the cap" : null,
            ];
            Assert.Equal(money.OfType<string>(), Lines(cells[3], ".app-line").Where(l => !l.StartsWith("No cap", StringComparison.Ordinal)));
        }

        var ready = worked.FindAll(w => w.Result == "Ready to claim");
        if (worked.Count > 0)
            Assert.Contains($"{ready.Count} of {worked.Count} claimable", page.Text, StringComparison.Ordinal);
        var isReady = ready.Count == 1 ? "the 1 who is ready" : $"the {ready.Count} who are ready";
        foreach (var (all, with, of) in new[] { (isReady, $"with a cap of {isReady}", ready), ($"all {worked.Count}", "with a cap", worked) })
        {
            // Who has no cap is in no sum, and no sentence says so.
            var counting = of.FindAll(w => w.MostPence is not null);
            if (counting.Count > 0)
                Assert.Contains($"Together at most {Money(counting.Sum(w => w.LowerPence ?? w.MostPence!.Value), counting.Exists(w => w.IsEstimate))} for {(counting.Count == of.Count ? all : $"the {counting.Count} {with}")}.", page.Text, StringComparison.Ordinal);
        }

        Assert.Contains(DateOnly.Parse($"{month}-01").ToString("MMMM yyyy", CultureInfo.InvariantCulture), page.Title, StringComparison.Ordinal);
    }

    /// <summary>The downloads hold the same.</summary>
    private static async Task CompareAsync(Visitor manager, string query, List<Worked> worked)
    {
        if (!await OtherSheetParser.PrepareAsync())
            return;
        var csv = await OtherSheetParser.ReadCsvAsync(await manager.Client.GetByteArrayAsync(new Uri($"/requirements/claims.csv{query}", UriKind.Relative)));
        var sheets = await OtherSheetParser.ReadExcelAsync(await manager.Client.GetByteArrayAsync(new Uri($"/requirements/claims.xlsx{query}", UriKind.Relative)));
        foreach (var (rows, isCsv) in new[] { (csv, true), (sheets[0], false) })
        {
            var heading = rows[0].Select(c => c.Text).ToList();
            string Of(List<ParsedCell> row, string column) => row[heading.IndexOf(column)].Text;
            Assert.Equal(worked.Select(w => w.Reference), rows.Skip(1).Select(r => Of(r, "Reference")));
            foreach (var (w, row) in worked.Zip(rows.Skip(1)))
            {
                Assert.Equal((w.Name, string.Join("; ", w.Runs), w.Result), (Of(row, "Coach"), Of(row, "Role requirements"), Of(row, "Result")));
                foreach (var (column, pence) in new[] { ("At most", w.MostPence), ("Actual cost", w.CostPence), ("Claimable at most", w.ClaimablePence), ("Over the cap", w.OverPence) })
                {
                    Assert.Equal(pence / 100m, Of(row, column) is { Length: > 0 } text ? decimal.Parse(text, CultureInfo.InvariantCulture) : (decimal?)null);
                    Assert.Equal(isCsv || pence is null ? "s" : "n", row[heading.IndexOf(column)].Type);
                }

                Assert.Equal(w.MostPence is null ? "Not recorded" : w.IsEstimate ? "Estimate" : "Published", Of(row, "The cap is"));
                Assert.All(w.Lacks, l => Assert.Contains($"(on {l.On.ToString("d MMMM", CultureInfo.InvariantCulture)}): {l.Reason[(l.Reason.IndexOf(": ", StringComparison.Ordinal) + 2)..]}", Of(row, "Reasons"), StringComparison.Ordinal));
            }
        }

        if (worked.Count > 0)
            Assert.Equal("2026-11-24", csv[1][csv[0].FindIndex(c => c.Text == "As at")].Text);
        Assert.Contains(sheets[1], r => r[0].Text == "What this is" && r[1].Text.Contains("It submits nothing", StringComparison.Ordinal));
    }

    private static string Money(long pence, bool isEstimate) => string.Create(CultureInfo.InvariantCulture, $"£{pence / 100:N0}.{pence % 100:00}{(isEstimate ? " (estimate)" : "")}");

    private static string Period(DateOnly from, DateOnly to) => from == to ? $"on {from.ToString("d MMMM", CultureInfo.InvariantCulture)}" : $"from {from.ToString("d MMMM", CultureInfo.InvariantCulture)} to {to.ToString("d MMMM", CultureInfo.InvariantCulture)}";

    private static IEnumerable<string> Lines(IElement cell, string which) => cell.QuerySelectorAll(which).Where(e => e.Closest("details") is null).Select(e => Spaces().Replace(e.TextContent, " ").Trim());

    private static string Row(Page page, string name) => Spaces().Replace(page.Rows.Single(r => r.TextContent.Contains(name, StringComparison.Ordinal)).TextContent, " ");

    private static string Cell(IElement row, int n) => Spaces().Replace(row.QuerySelectorAll("td")[n].QuerySelector("span:last-child")!.TextContent, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex("HWBC-[0-9]{6}")]
    private static partial Regex Reference();
}
