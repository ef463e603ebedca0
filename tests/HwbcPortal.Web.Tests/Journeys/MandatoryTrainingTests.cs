using System.Net;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Tests.Evidence;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>Safeguarding and a PCN's own subjects: asked for, sent, recorded, shown coach by subject.</summary>
public sealed class MandatoryTrainingTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    private static readonly DateOnly Today = new(2026, 11, 24);

    [Fact]
    public async Task A_PCN_asks_for_a_subject_from_today_changes_it_and_asks_for_it_no_longer()
    {
        await using var running = await Running.StartAsync();
        var own = running.Portal;
        using var manager = await own.SignedInAsync("manager");
        var add = await manager.GetAsync("/training/subjects/new");
        Assert.Contains("Enter the subject", (await manager.PostAsync(add, ("Form.Reason", "Decided by the board"))).Errors);
        Assert.Contains("Fire safety is on the list already", (await manager.PostAsync(add, ("Form.Title", "fire Safety"), ("Form.Reason", "x"))).Errors.Select(e => e.Replace("fire Safety", "Fire safety", StringComparison.Ordinal)));
        // That a subject stands in the way of referrals is not decided here.
        Assert.Contains("Select what it is when somebody is not up to date", (await manager.PostAsync(add, ("Form.Title", "Infection prevention"), ("Form.Effect", "BlocksReferrals"), ("Form.Reason", "x"))).Errors);
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(add, ("Form.Title", "Infection prevention"), ("Form.Months", "12"), ("Form.Effect", "Warns"), ("Form.Reason", "Decided by the board"))).Status);
        Assert.Contains("Infection prevention LOC-03", (await manager.GetAsync("/training/subjects")).Text, StringComparison.Ordinal);

        // From today on, not before: the policy that was in force ends yesterday, and the answer for last week stays what it was.
        var policies = await own.DbAsync(db => db.LocalPolicies.Where(p => p.VoidedOn == null).OrderBy(p => p.From).Select(p => new { p.From, p.To, p.ContentJson }).ToListAsync());
        Assert.Equal([(Today.AddDays(-21), (DateOnly?)Today.AddDays(-1)), (Today, null)], policies.Select(p => (p.From, p.To)));
        var file = await FileAsync(own, "HWBC-000012");
        Assert.DoesNotContain(TrainingSubjects.Of(file, "U90001", Today.AddDays(-7)), s => s.Rule == "LOC-03");
        Assert.Contains(TrainingSubjects.Of(file, "U90001", Today.AddDays(-7)), s => s.Rule == "LOC-01");
        var subject = TrainingSubjects.Of(file, "U90001", Today).Single(s => s.Rule == "LOC-03");
        Assert.Equal(("DueAfterStart", (DateOnly?)Today.AddDays(29)), (subject.Code, subject.DueBy));
        Assert.Contains("To do by 23 December 2026", (await manager.GetAsync("/coaches/HWBC-000012/training")).Text, StringComparison.Ordinal);

        // A second change on the same day, to the same policy; safeguarding sooner than the national figure, never later.
        var safeguarding = await manager.GetAsync("/training/subjects/EMP-02");
        Assert.Contains("Enter 1 to 36 months: 36 is the national figure, and a PCN may ask for it sooner", (await manager.PostAsync(safeguarding, ("Form.Months", "37"), ("Form.Reason", "x"))).Errors);
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(safeguarding, ("Form.Months", "6"), ("Form.Reason", "Sooner"))).Status);
        Assert.Equal("Expired", TrainingSubjects.Of(await FileAsync(own, "HWBC-000012"), "U90001", Today).Single(s => s.Rule == "EMP-02").Code);
        Assert.Equal("Confirmed", TrainingSubjects.Of(await FileAsync(own, "HWBC-000012"), "U90001", Today.AddDays(-7)).Single(s => s.Rule == "EMP-02").Code);
        // The list behind the answers has followed.
        Assert.Contains("Overdue", (await manager.GetAsync("/readiness?q=Tom")).Text, StringComparison.Ordinal);
        // Whoever had the page open before is told.
        Assert.Equal(HttpStatusCode.Conflict, (await manager.PostAsync(add, ("Form.Key", Guid.NewGuid().ToString()), ("Form.Title", "Manual handling"), ("Form.Effect", "Warns"), ("Form.Reason", "x"))).Status);

        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(await manager.GetAsync("/training/subjects/LOC-03"), ("Form.Stop", "true"), ("Form.Reason", "Part of another one"))).Status);
        Assert.DoesNotContain("Infection prevention", (await manager.GetAsync("/training/matrix")).Document.QuerySelector("main table")!.TextContent, StringComparison.Ordinal);
        // Its code is not given again: what was recorded under it stays what it was.
        await manager.PostAsync(await manager.GetAsync("/training/subjects/new"), ("Form.Title", "Manual handling"), ("Form.Effect", "Informs"), ("Form.Reason", "New"));
        Assert.Contains("Manual handling LOC-04", (await manager.GetAsync("/training/subjects")).Text, StringComparison.Ordinal);
        Assert.Contains("Added", string.Join(' ', await own.DbAsync(db => db.AuditChanges.Where(c => c.Entity == "LocalPolicyVersion").Select(c => c.Kind).ToListAsync())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_matrix_says_in_words_how_each_coach_stands()
    {
        using var hub = await portal.SignedInAsync("hub");
        var page = await hub.GetAsync("/training/matrix?pcn=U90001");
        Assert.Equal(["Coach", "Safeguarding adults", "Safeguarding children", "Fire safety (local policy)", "Information governance (local policy)"], page.Document.QuerySelectorAll("thead th").Select(h => h.TextContent.Trim()));
        string Cell(string name, int column) => System.Text.RegularExpressions.Regex.Replace(page.Rows.Single(r => r.TextContent.Contains(name, StringComparison.Ordinal)).QuerySelectorAll("td")[column].TextContent, @"\s+", " ").Trim();
        Assert.Equal("Fire safety (local policy) Up to date until 13 November 2027", Cell("Grace Lin", 3));
        Assert.Equal("Fire safety (local policy) To do by 2 December 2026", Cell("Tom Reed", 3));
        Assert.Equal("Safeguarding adults Not recorded here yet", Cell("Aisha Khan", 1));
        Assert.Contains("Starts 1 December", page.Text, StringComparison.Ordinal);
        // A hub lead reads, and records no checks.
        Assert.DoesNotContain("Record it", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Jon Frost", page.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await hub.GetAsync("/training/matrix?pcn=U90003")).Status);
        using var manager = await portal.SignedInAsync("manager");
        var acting = await manager.GetAsync("/training/matrix");
        Assert.Equal(8, acting.Rows.Count);
        // Nobody is led to a check of their own.
        Assert.DoesNotContain(acting.Document.QuerySelectorAll("main a"), a => a.GetAttribute("href")!.Contains("HWBC-000018/checks", StringComparison.Ordinal));
        Assert.Contains(acting.Document.QuerySelectorAll("main a"), a => a.GetAttribute("href")!.Contains("HWBC-000014/checks", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_check_is_recorded_with_what_shows_it_read_at_its_PCN_alone_and_taken_back_with_a_reason()
    {
        await using var running = await Running.StartAsync();
        var own = running.Portal;
        using var manager = await own.SignedInAsync("manager");
        // Grace Lin works at two PCNs; this certificate is Riverside's matter.
        var recorded = await manager.PostAsync(await manager.GetAsync("/coaches/HWBC-000011/checks/new?rule=LOC-01&pcn=U90001"));
        Assert.Equal(HttpStatusCode.SeeOther, recorded.Status);
        var evidence = recorded.Response.Headers.Location!.OriginalString;
        Assert.EndsWith("/evidence?pcn=U90001", evidence, StringComparison.Ordinal);
        Assert.Contains("Evidence: Fire safety (local policy), 24 November 2026", (await manager.GetAsync(evidence)).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.UploadAsync(evidence, ("fire.png", SampleFiles.Png()))).Status);
        var id = await own.DbAsync(db => db.Evidence.Select(f => f.Id).SingleAsync());
        Assert.Contains("fire.png", (await manager.GetAsync("/coaches/HWBC-000011/training?pcn=U90001")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await manager.GetAsync($"/evidence/{id}")).Status);
        await own.AddAccountAsync("hillside", "P-000092", PortalRole.Manager);
        await own.DbAsync(async db =>
        {
            var membership = await db.Memberships.SingleAsync(m => db.Users.Any(u => u.Id == m.UserId && u.Email == "hillside@demo.test"));
            membership.PcnId = await db.Pcns.Where(p => p.Code == "U90002").Select(p => p.Id).SingleAsync();
            return await db.SaveChangesAsync();
        });
        using var hillside = await own.SignedInAsync("hillside");
        Assert.Equal(HttpStatusCode.OK, (await hillside.GetAsync("/coaches/HWBC-000011/training?pcn=U90002")).Status);
        Assert.DoesNotContain("fire.png", (await hillside.GetAsync("/coaches/HWBC-000011/training?pcn=U90002")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await hillside.GetAsync($"/evidence/{id}")).Status);
        // What the file is called, and that somebody read it, is told where it is read.
        Assert.Contains("fire.png", (await manager.GetAsync("/coaches/HWBC-000011/history?pcn=U90001")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("fire.png", (await hillside.GetAsync("/coaches/HWBC-000011/history?pcn=U90002")).Text, StringComparison.Ordinal);

        var check = evidence.Split('/')[4];
        Assert.Equal(HttpStatusCode.NotFound, (await hillside.GetAsync($"/coaches/HWBC-000011/checks/{check}/remove?pcn=U90002")).Status);
        var remove = await manager.GetAsync($"/coaches/HWBC-000011/checks/{check}/remove?pcn=U90001");
        Assert.Contains("Say why in a note", (await manager.PostAsync(remove, ("Form.Reason", "Other"))).Errors);
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(remove, ("Form.Reason", "WrongPerson"))).Status);
        var history = (await manager.GetAsync("/coaches/HWBC-000011/history?pcn=U90001")).Text;
        Assert.Contains("Took a check back", history, StringComparison.Ordinal);
        Assert.Contains("It is somebody else's", history, StringComparison.Ordinal);
        // What other checks rest on has no files here: a DBS certificate is never kept.
        var dbs = await own.DbAsync(db => db.Checks.Where(c => c.Coach!.Person!.Reference == "HWBC-000012" && c.Rule == "EMP-01").Select(c => c.RecordId).SingleAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await manager.GetAsync($"/coaches/HWBC-000012/checks/{dbs}/evidence")).Status);
        Assert.Equal(HttpStatusCode.OK, (await manager.GetAsync($"/coaches/HWBC-000012/checks/{dbs}/remove")).Status);
    }

    [Fact]
    public async Task A_coach_sends_a_certificate_a_manager_returns_it_and_records_the_next()
    {
        await using var running = await Running.StartAsync();
        var own = running.Portal;
        using var coach = await own.SignedInAsync("coach");
        Assert.Contains((await coach.GetAsync("/me")).Document.QuerySelectorAll("main a"), a => a.GetAttribute("href") == "/me/requests/new?about=EMP-02&pcn=U90001");
        var form = await coach.GetAsync("/me/requests/new?about=EMP-02&pcn=U90001");
        Assert.Contains("Enter when you did the training", (await coach.PostAsync(form)).Errors);
        Assert.Contains("When you did the training must be today or in the past", (await coach.PostAsync(form, Done(25, 11, 2026))).Errors);
        var sent = await coach.PostAsync(form, Done(20, 11, 2026));
        Assert.Equal(HttpStatusCode.SeeOther, sent.Status);
        await coach.UploadAsync(sent.Response.Headers.Location!.OriginalString, ("adults.png", SampleFiles.Png()));

        Assert.Contains("You sent it: a manager looks at it", (await coach.GetAsync("/me")).Text, StringComparison.Ordinal);

        using var manager = await own.SignedInAsync("manager");
        using var harbour = await own.SignedInAsync("manager.harbour");
        Assert.Contains("Answer what Aisha Khan asks", (await manager.GetAsync("/readiness")).Text, StringComparison.Ordinal);
        var waiting = await manager.GetAsync("/requests");
        var link = waiting.Document.QuerySelector("main table a")!.GetAttribute("href")!;
        Assert.Equal(HttpStatusCode.NotFound, (await harbour.GetAsync(link)).Status);
        Assert.Contains("Nothing waits for you", (await harbour.GetAsync("/requests")).Text, StringComparison.Ordinal);
        var file = await own.DbAsync(db => db.Evidence.Select(f => f.Id).SingleAsync());
        Assert.Equal(HttpStatusCode.OK, (await manager.GetAsync($"/evidence/{file}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await harbour.GetAsync($"/evidence/{file}")).Status);
        var answer = await manager.GetAsync(link);
        Assert.Contains("Say why: the coach reads it", (await manager.PostAsync(answer, ("Form.Outcome", "Stays"))).Errors);
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(answer, ("Form.Outcome", "Stays"), ("Form.Answer", "This is level 1. We ask for level 2."))).Status);
        var mine = await coach.GetAsync("/me/requests");
        Assert.Contains("This is level 1. We ask for level 2.", mine.Text, StringComparison.Ordinal);
        Assert.Contains("Returned", mine.Text, StringComparison.Ordinal);
        // What was decided on stays: nothing is added to it.
        Assert.Equal(HttpStatusCode.NotFound, (await coach.GetAsync(sent.Response.Headers.Location.OriginalString)).Status);

        var again = await coach.PostAsync(await coach.GetAsync("/me/requests/new?about=EMP-02"), Done(22, 11, 2026));
        await coach.UploadAsync(again.Response.Headers.Location!.OriginalString, ("level-2.png", SampleFiles.Png()));
        var next = (await manager.GetAsync("/requests")).Document.QuerySelector("main table a")!.GetAttribute("href")!;
        using var other = await own.SignedInAsync("manager.two");
        var (one, two) = (await manager.GetAsync(next), await other.GetAsync(next));
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(one, ("Form.Outcome", "PutRight"))).Status);
        // Of two managers at once one wins, and the other is told.
        var late = await other.PostAsync(two, ("Form.Outcome", "Stays"), ("Form.Answer", "No"));
        Assert.Equal(HttpStatusCode.Conflict, late.Status);
        Assert.Contains("Somebody else changed this", late.Errors[0], StringComparison.Ordinal);
        Assert.Equal(1, await own.DbAsync(db => db.Checks.CountAsync(c => c.Rule == "EMP-02" && c.Coach!.Person!.Reference == "HWBC-000014")));
        var training = await coach.GetAsync("/me/training");
        Assert.Contains("Up to date until 21 November 2029", training.Text, StringComparison.Ordinal);
        // What showed it goes with the check.
        Assert.Contains(training.Document.QuerySelectorAll("#subjects ~ * .app-files a"), a => a.TextContent == "level-2.png");
        var files = await manager.GetAsync($"/coaches/HWBC-000014/checks/{await own.DbAsync(db => db.Checks.Where(c => c.Rule == "EMP-02" && c.Coach!.Person!.Reference == "HWBC-000014").Select(c => c.RecordId).SingleAsync())}/evidence?pcn=U90001");
        Assert.Contains("level-2.png", files.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Take a file back", files.Text, StringComparison.Ordinal);
        Assert.Contains("Recorded", (await coach.GetAsync("/me/requests")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Answer what", (await manager.GetAsync("/readiness")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_coach_asks_to_have_something_put_right_and_nobody_answers_their_own()
    {
        await using var running = await Running.StartAsync();
        var own = running.Portal;
        using var manager = await own.SignedInAsync("manager");
        var form = await manager.GetAsync("/me/requests/new");
        Assert.Contains("Select what it is about", (await manager.PostAsync(form, ("Form.Text", "x"))).Errors);
        Assert.Contains("Select what it is about", (await manager.PostAsync(form, ("Form.About", "Anything at all"), ("Form.Text", "x"))).Errors);
        Assert.Contains("Say what is to be looked at", (await manager.PostAsync(form, ("Form.About", "My supervision"))).Errors);
        Assert.Equal(HttpStatusCode.NotFound, (await manager.GetAsync("/me/requests/new?pcn=U90003")).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(form, ("Form.About", "My post: hours, dates, band"), ("Form.Text", "I work 15 hours since October."))).Status);
        var id = await own.DbAsync(db => db.CheckRequests.Select(r => r.Id).SingleAsync());
        Assert.Empty((await manager.GetAsync("/requests")).Rows);
        Assert.DoesNotContain("Answer what", (await manager.GetAsync("/readiness")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await manager.GetAsync($"/requests/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await manager.GetAsync($"/me/requests/{id}/evidence")).Status);

        using var other = await own.SignedInAsync("manager.two");
        var answer = await other.GetAsync($"/requests/{id}");
        Assert.Contains("I work 15 hours since October.", answer.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await other.PostAsync(answer, ("Form.Outcome", "PutRight"), ("Form.Answer", "Changed to 15 hours."))).Status);
        Assert.Contains("Changed to 15 hours.", (await manager.GetAsync("/me/requests")).Text, StringComparison.Ordinal);
        Assert.Equal(0, await own.DbAsync(db => db.Checks.CountAsync(c => c.RecordedOn == Today)));
    }

    private static (string, string?)[] Done(int day, int month, int year) => ManagerJourneyTests.Date("DoneOn", day, month, year);

    private static Task<CoachFile> FileAsync(PortalFixture portal, string reference) => portal.SystemAsync(async services =>
        (await services.GetRequiredService<CoachFileReader>().ReadAsync(await services.GetRequiredService<HwbcPortal.Data.HwbcDbContext>().Coaches.Where(c => c.Person!.Reference == reference).Select(c => c.Id).SingleAsync()))!);
}
