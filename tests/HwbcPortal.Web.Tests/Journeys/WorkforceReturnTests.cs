using System.Net;
using System.Text;
using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.WorkforceReturn;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>What is to be entered in the month's workforce return, that it was, and two lists held against ours.</summary>
public sealed class WorkforceReturnTests
{
    private const string Address = "/requirements/return?pcn=U90001";

    [Fact]
    public async Task A_change_is_open_until_it_is_ticked_off_and_one_that_comes_later_is_open_again()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await portal.DbAsync(db => db.Checks.Where(c => c.Rule == "ARR-03").ExecuteDeleteAsync());
        using var manager = await portal.SignedInAsync("manager");
        // Tom Reed leaves on the 27th.
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(await manager.GetAsync("/coaches/HWBC-000012/posts/" + await PostAsync(portal, "HWBC-000012") + "/end?pcn=U90001"), [("Form.Reason", "LeftRole"), .. ManagerJourneyTests.Date("LastDay", 27, 11, 2026)])).Status);
        var page = await manager.GetAsync(Address);
        Assert.Contains("Leaver, 27 November 2026 (last day)", Choice(page, "HWBC-000012"), StringComparison.Ordinal);
        Assert.Contains("Nothing changed", Choice(page, "HWBC-000014"), StringComparison.Ordinal);
        // Priya Shah is a coach here too: another manager looks at hers.
        Assert.Null(page.Document.QuerySelector("input[name='Form.Coaches'][value='HWBC-000018']"));
        Assert.Contains("Nobody confirms their own record", page.Text, StringComparison.Ordinal);
        Assert.Equal(["Tick who stands in the return as they do here"], (await manager.PostAsync(page)).Errors);
        Assert.Equal(["Tick who stands in the return as they do here"], (await manager.PostAsync(page, ("Form.Coaches", "HWBC-000018"))).Errors);
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(page, ("Form.Coaches", "HWBC-000012"), ("Form.Coaches", "HWBC-000014"), ("Form.Note", "NWRS of November"))).Status);
        page = await manager.GetAsync(Address);
        Assert.Null(page.Document.QuerySelector("input[name='Form.Coaches'][value='HWBC-000014']"));
        Assert.Contains(page.Rows, r => r.TextContent.Contains("Tom Reed", StringComparison.Ordinal) && r.TextContent.Contains("Leaver, 27 November 2026", StringComparison.Ordinal) && r.TextContent.Contains("Priya Shah", StringComparison.Ordinal));
        // It is the check that the rule asks for.
        Assert.Contains("NWRS of November", (await manager.GetAsync("/coaches/HWBC-000014/checks?pcn=U90001")).Text, StringComparison.Ordinal);
        Assert.Equal("InReturn", await portal.SystemAsync(async services =>
        {
            var id = await services.GetRequiredService<HwbcDbContext>().People.Where(p => p.Reference == "HWBC-000014").Select(p => p.Id).SingleAsync();
            return ComplianceEvaluator.Default.Evaluate((await services.GetRequiredService<CoachFileReader>().ReadAsync(id))!, "U90001", new DateOnly(2026, 11, 24)).Findings.Single(f => f.Rule == "ARR-03").Code;
        }));

        // Hours that are put right afterwards are open again.
        await portal.DbAsync(async db =>
        {
            var before = await db.Posts.SingleAsync(p => p.Coach!.Person!.Reference == "HWBC-000014" && p.VoidedOn == null);
            before.VoidedOn = new DateOnly(2026, 11, 24);
            db.Add(new PostVersion { RecordId = before.RecordId, ReplacesId = before.Id, ItemId = "put-right", CoachId = before.CoachId, PcnId = before.PcnId, StartDate = before.StartDate, HoursPerWeek = 22.5m, AfcBand = before.AfcBand, ArrsFunded = before.ArrsFunded, RecordedOn = new DateOnly(2026, 11, 24) });
            db.Command = new HwbcPortal.Data.Auditing.AuditCommand("test");
            return await db.SaveChangesAsync();
        });
        Assert.Contains("30 hours a week, now 22.5 hours", Choice(await manager.GetAsync(Address), "HWBC-000014"), StringComparison.Ordinal);

        // A page that was open before does not tick off what it did not show.
        Assert.Equal(HttpStatusCode.Conflict, (await manager.PostAsync(page, ("Form.Coaches", "HWBC-000014"))).Status);

        // The month before is read only, a viewer ticks nothing off, and another PCN's is none of theirs.
        Assert.Null((await manager.GetAsync($"{Address}&month=2026-10")).Document.QuerySelector("main form[method=post]"));
        using var viewer = await portal.SignedInAsync("viewer");
        Assert.Null((await viewer.GetAsync(Address)).Document.QuerySelector("main form[method=post]"));
        using var harbour = await portal.SignedInAsync("manager.harbour");
        Assert.Equal(HttpStatusCode.NotFound, (await harbour.GetAsync(Address)).Status);

        // In the month to come everybody is to be looked at anew.
        portal.Time.Now = new DateTimeOffset(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);
        using var later = await portal.SignedInAsync("manager");
        var december = await later.GetAsync(Address);
        Assert.Contains("Starter, 1 December 2026: starts with", Choice(december, "HWBC-000015"), StringComparison.Ordinal);
        Assert.Null(december.Document.QuerySelector("input[name='Form.Coaches'][value='HWBC-000012']"));
        // Nobody ticked off the correction in November: it is still to be entered.
        Assert.Contains("30 hours a week, now 22.5 hours", Choice(december, "HWBC-000014"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await later.PostAsync(december, ("Form.Coaches", "HWBC-000014"))).Status);
        Assert.Contains((await later.GetAsync(Address)).Rows, r => r.TextContent.Contains("Aisha Khan", StringComparison.Ordinal));
        portal.Time.Now = new DateTimeOffset(2027, 1, 1, 12, 0, 0, TimeSpan.Zero);
        using var january = await portal.SignedInAsync("manager");
        Assert.Contains("Nothing changed, 22.5 hours a week", Choice(await january.GetAsync(Address), "HWBC-000014"), StringComparison.Ordinal);
    }

    [Theory]
    // A post that begins, and one that begins when another ended the day before.
    [InlineData("a 2026-11-02 - 30", "Starter 2026-11-02")]
    [InlineData("a 2026-01-05 2026-11-01 30|b 2026-11-02 - 30", "")]
    [InlineData("a 2026-01-05 2026-11-01 30|b 2026-11-02 - 24", "Changed 2026-11-02")]
    [InlineData("a 2026-01-05 2026-10-31 30|b 2026-11-02 - 30", "Starter 2026-11-02")] // a day between
    [InlineData("a 2026-01-05 2026-11-30 30", "Leaver 2026-11-30")]
    [InlineData("a 2026-01-05 2026-10-31 30", "")] // left before the month
    [InlineData("a 2026-01-05 2026-12-01 30", "")] // leaves after it
    [InlineData("a 2026-12-01 - 30", "")]
    // Known late: recorded in the month, so before it.
    [InlineData("a 2026-10-05 - 30 2026-11-03", "Starter 2026-10-05")]
    [InlineData("a 2026-01-05 2026-10-20 30 2026-11-03", "Starter 2026-01-05,Leaver 2026-10-20")]
    [InlineData("a 2026-01-05 - 30 2026-10-31", "")]
    public void Changes_belong_to_the_month_of_their_day_or_to_that_in_which_they_were_recorded(string posts, string expected)
    {
        var versions = posts.Split('|').Select(p => p.Split(' ')).Select(p =>
        {
            var version = new PostVersion { ItemId = p[0], CoachId = Guid.Empty, StartDate = Date(p[1]), EndDate = p[2] == "-" ? null : Date(p[2]), HoursPerWeek = int.Parse(p[3], System.Globalization.CultureInfo.InvariantCulture), AfcBand = 5, RecordedOn = p.Length > 4 ? Date(p[4]) : null };
            version.RecordId = version.Id;
            return version;
        }).ToList();
        Assert.Equal(expected, string.Join(',', PostChange.Of(versions).Where(c => c.IsOf(new DateOnly(2026, 11, 1))).Select(c => $"{c.Kind} {c.On:yyyy-MM-dd}")));
    }

    [Fact]
    public void An_end_that_is_recorded_makes_a_leaver_and_no_starter_and_what_was_put_right_or_taken_back_is_said()
    {
        // Within one millisecond keys have no order.
        Guid before = Guid.CreateVersion7(DateTimeOffset.UtcNow.AddMinutes(-1)), after = Guid.CreateVersion7(DateTimeOffset.UtcNow.AddMinutes(1));
        var first = new PostVersion { ItemId = "a", StartDate = Date("2026-01-05"), HoursPerWeek = 30, AfcBand = 5, RecordedOn = Date("2026-01-05"), VoidedOn = Date("2026-11-10") };
        first.RecordId = first.Id;
        var ended = new PostVersion { ItemId = "a2", RecordId = first.Id, ReplacesId = first.Id, StartDate = first.StartDate, EndDate = Date("2026-10-30"), HoursPerWeek = 30, AfcBand = 5, RecordedOn = Date("2026-11-10") };
        Assert.Equal([(ChangeKind.Leaver, Date("2026-10-30"), ended.Id)], InNovember(first, ended));

        var corrected = new PostVersion { ItemId = "a3", RecordId = first.Id, ReplacesId = first.Id, StartDate = Date("2026-01-12"), HoursPerWeek = 24, AfcBand = 4, RecordedOn = Date("2026-11-10") };
        var change = Assert.Single(PostChange.Of([first, corrected]), c => c.Kind == ChangeKind.PutRight);
        Assert.Equal("put right here: first day 5 January 2026, now 12 January 2026, 30 hours a week, now 24 hours, band 5, now 4", change.Words);
        Assert.True(change.IsOf(Date("2026-11-01")));

        Assert.Equal([(ChangeKind.PutRight, Date("2026-11-10"), first.Id)], InNovember(first));
        // A tick of the day on which it was taken back, or of one before, may not have seen it.
        var gone = PostChange.Of([first]).Single();
        Assert.Equal([false, false, true], new[] { 9, 10, 11 }.Select(day => gone.IsSeenBy(after, new DateOnly(2026, 11, day))));

        // A last day in November that is known in October is no part of October's return: a tick of that month has not seen it.
        var known = new PostVersion { ItemId = "a5", StartDate = Date("2026-01-05"), EndDate = Date("2026-11-27"), HoursPerWeek = 30, AfcBand = 5, RecordedOn = Date("2026-10-05") };
        var leaver = PostChange.Of([known]).Single(c => c.Kind == ChangeKind.Leaver);
        Assert.Equal([false, true, true], new[] { "2026-10-31", "2026-11-01", "2026-12-01" }.Select(day => leaver.IsSeenBy(after, Date(day))));
        Assert.False(leaver.IsSeenBy(before, Date("2026-12-01")));
        // One that is known late, in the month in which it was recorded.
        var late = PostChange.Of([ended]).Single(c => c.Kind == ChangeKind.Leaver);
        Assert.Equal([false, true], new[] { "2026-10-31", "2026-11-01" }.Select(day => late.IsSeenBy(after, Date(day))));

        // An end that moves has been entered before.
        var moved = new PostVersion { ItemId = "a4", RecordId = first.Id, ReplacesId = ended.Id, StartDate = first.StartDate, EndDate = Date("2027-02-28"), HoursPerWeek = 30, AfcBand = 5, RecordedOn = Date("2026-11-20") };
        ended.VoidedOn = Date("2026-11-20");
        Assert.Contains(PostChange.Of([first, ended, moved]), c => c.Words == "put right here: last day 30 October 2026, now 28 February 2027" && c.IsOf(Date("2026-11-01")));
        // An end at the end of time ends nothing.
        Assert.DoesNotContain(PostChange.Of([new PostVersion { ItemId = "b", StartDate = Date("2026-11-02"), EndDate = DateOnly.MaxValue, HoursPerWeek = 30 }, new PostVersion { ItemId = "c", StartDate = Date("2025-11-02"), HoursPerWeek = 30 }]), c => c.Kind == ChangeKind.Leaver);

        static IEnumerable<(ChangeKind, DateOnly, Guid)> InNovember(params PostVersion[] versions) => PostChange.Of(versions).Where(c => c.IsOf(Date("2026-11-01"))).Select(c => (c.Kind, c.On, c.Version));
    }

    [Fact]
    public async Task Two_lists_are_held_against_ours_by_name_PCN_and_hours()
    {
        await using var running = await Running.StartAsync();
        using var manager = await running.Portal.SignedInAsync("manager");
        const string Compare = "/requirements/return/compare?pcn=U90001";
        Assert.Equal(["Choose one list or both"], (await SendAsync(manager, Compare)).Errors);
        foreach (var (text, sentence) in new[]
        {
            ("PK\u0003\u0004", "The list of the claims portal is a ZIP or Excel file. Save it as CSV, and choose that"), ("Employee,Hours\nAisha Khan,30\n", "The list of the claims portal has no column of names. Its first line must have \"Name\", or \"First name\" and \"Surname\""),
            ("Name,PCN\nAisha Khan,U90001\n", "The list of the claims portal has no column of hours. Its first line must have \"Hours\" or \"WTE\""), ("Name,Hours\n", "The list of the claims portal has nobody in it"),
        })
        {
            var refused = await SendAsync(manager, Compare, ("Form.Claims", text));
            Assert.Equal([sentence], refused.Errors);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        }

        // A list with roles, of several PCNs, with a mark, semicolons, titles and another order of names; and one of WTE with surnames.
        const string Claims = "\uFEFFStaff name;Role;PCN code;Contracted hours\r\n\"KHAN, Ms Aisha\";Health and Wellbeing Coach;U90001;30\r\nTom Reed;Health & Wellbeing Coach;U90001;20\r\nGrace Lin;Health and Wellbeing Coach;U90001;15\r\nZoë O'Neill;Health and Wellbeing Coach;U90001;37.5\r\n"
            + "Pat Pharmacist;Clinical Pharmacist;U90001;37.5\r\nSomebody Else;Health and Wellbeing Coach;U90003;30\r\nOwen Price;Health and Wellbeing Coach;U90001;30\r\nOwen Price;Health and Wellbeing Coach;U90001;30\r\n";
        const string Return = "First name,Surname,WTE\nAisha,Khan,0.80\nTom,Reed,\nZoe,ONeill,1.0\n";
        var compared = await SendAsync(manager, Compare, ("Form.Claims", Claims), ("Form.Return", Return));
        Assert.Equal(HttpStatusCode.OK, compared.Status);
        var rows = compared.Rows.Select(r => System.Text.RegularExpressions.Regex.Replace(r.TextContent, @"\s+", " ").Trim()).ToList();
        string Of(string name) => Assert.Single(rows, r => r.Contains(name, StringComparison.Ordinal));
        Assert.EndsWith("Agrees", Of("Aisha Khan"), StringComparison.Ordinal);
        Assert.Contains("20 hours on the list of the claims portal. No hours on the list of the workforce return", Of("Tom Reed"), StringComparison.Ordinal);
        Assert.Contains("More than once on the list of the claims portal: lines 8 and 9", Of("Owen Price"), StringComparison.Ordinal);
        Assert.Contains("Not on the list of the workforce return", Of("Grace Lin"), StringComparison.Ordinal);
        Assert.Contains("Not in post here", Of("Zoë O'Neill"), StringComparison.Ordinal);
        Assert.Contains("Not on the list of the claims portal. Not on the list of the workforce return", Of("Nina Cole"), StringComparison.Ordinal);
        Assert.DoesNotContain(rows, r => r.Contains("Pharmacist", StringComparison.Ordinal) || r.Contains("Somebody Else", StringComparison.Ordinal) || r.Contains("Zoe ONeill", StringComparison.Ordinal));
        Assert.Contains("1 line names another PCN and was left out.", compared.Text, StringComparison.Ordinal);
        Assert.Contains("1 line has another role and was left out.", compared.Text, StringComparison.Ordinal);
        Assert.Equal(["The list of the workforce return names nobody of Riverside PCN (U90001). Its PCNs are \"U90003\""], (await SendAsync(manager, Compare, ("Form.Return", "Name,PCN,Hours\nSomebody Else,U90003,30\n"))).Errors);
        Assert.Equal(["The list of the workforce return has no health and wellbeing coach in its column of roles"], (await SendAsync(manager, Compare, ("Form.Return", "Name,Role,Hours\nPat,Pharmacist,30\n"))).Errors);
        Assert.Contains("No hours on the list of the workforce return", (await SendAsync(manager, Compare, ("Form.Return", "Name,PCN,WTE\nAisha Khan,Riverside Primary Care Network,79228162514264337593543950335\n"))).Text, StringComparison.Ordinal);
        // Nothing of it is kept.
        Assert.DoesNotContain("O'Neill", (await manager.GetAsync(Compare)).Text, StringComparison.Ordinal);
        Assert.Equal(0, await running.Portal.DbAsync(db => db.AuditChanges.CountAsync(c => c.Content!.Contains("Neill"))));
    }

    [Theory]
    [InlineData("KHAN, Ms Aisha", "Aisha Khan")]
    [InlineData("O’Neill  Zoë", "zoe oneill")]
    [InlineData("Anne-Marie Smith", "Annemarie SMITH")]
    public void Names_are_the_same_whatever_their_order_and_writing(string one, string other) => Assert.Equal(StaffList.Key(other), StaffList.Key(one));

    private static string Choice(Page page, string reference) => page.Document.QuerySelector($"input[name='Form.Coaches'][value='{reference}']")?.ParentElement!.TextContent ?? throw new InvalidOperationException($"{reference} cannot be ticked: {page.Text}");

    private static async Task<string> PostAsync(PortalFixture portal, string reference) => (await portal.DbAsync(db => db.Posts.Where(p => p.Coach!.Person!.Reference == reference && p.VoidedOn == null).Select(p => p.RecordId).SingleAsync())).ToString();

    private static async Task<Page> SendAsync(Visitor visitor, string path, params (string Field, string Text)[] files) =>
        await visitor.SendFilesAsync(await visitor.GetAsync(path), [.. files.Select(f => (f.Field, "list.csv", Encoding.UTF8.GetBytes(f.Text)))]);

    private static DateOnly Date(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
