using System.Net;
using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Tests.Calendar;
using HwbcPortal.Web.Tests.Access;
using HwbcPortal.Web.Tests.Hosting;
using HwbcPortal.Web.Tests.Mails;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>People who work beyond one PCN: supervisors of other organisations, hub leads, and coaches who move.</summary>
public sealed class MovingTests
{
    private const string Address = "sam.stone@example.test";

    [Fact]
    public async Task A_supervisor_of_another_organisation_sees_whom_they_are_named_for_and_no_list()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var harbour = await portal.SignedInAsync("manager.harbour");
        var form = await harbour.GetAsync("/people/new/supervisor");
        Assert.Equal(["Enter the person's full name", "Enter the organisation that they work for", "Select the profession", "Enter the email address"], (await harbour.PostAsync(form, ("Form.Entry", "new"))).Errors);
        var invited = await harbour.PostAsync(form, ("Form.Entry", "new"), ("Form.Name", "Sam Stone"), ("Form.Organisation", "Stone Coaching Ltd"), ("Form.Profession", "HealthCoach"), ("Form.Email", Address));
        Assert.Equal(HttpStatusCode.SeeOther, invited.Status);
        var page = await harbour.GetAsync(invited.Response.Headers.Location!.ToString());
        foreach (var words in new[] { "Stone Coaching Ltd", "Supervisor for Harbour", "Invited, not registered yet", "By Joan Webb" })
            Assert.Contains(words, page.Text, StringComparison.Ordinal);

        await portal.Services.AccountMailsAsync();
        using var sam = portal.Visitor();
        Assert.Equal(HttpStatusCode.SeeOther, (await sam.PostAsync(await sam.GetAsync(Assert.Single(portal.Files()).PasswordLink()), ("Form.Password", "velvet-harbour-otter-17"))).Status);
        await sam.SignInAsync(Address, "velvet-harbour-otter-17");
        var home = await sam.GetAsync("/supervision");
        Assert.Equal(HttpStatusCode.OK, home.Status);
        Assert.DoesNotContain("Harbour", home.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Jon Frost", home.Text, StringComparison.Ordinal);
        foreach (var path in new[] { "/readiness", "/people", "/pcns", "/coaches/HWBC-000021", "/supervisors" })
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, (await sam.GetAsync(path)).Status));
        Assert.Contains((await sam.GetAsync("/supervision/log?coach=HWBC-000021")).Status, new[] { HttpStatusCode.NotFound, HttpStatusCode.Forbidden });

        await NameAsync(harbour, "HWBC-000021");
        Assert.Contains("HWBC-000021", (await sam.GetAsync("/supervision/log?coach=HWBC-000021")).Document.Body!.InnerHtml, StringComparison.Ordinal);
        Assert.DoesNotContain("HWBC-000022", (await sam.GetAsync("/supervision")).Document.Body!.InnerHtml, StringComparison.Ordinal);

        // Another PCN invites the same person: one account, one entry, a role of its own, and neither sees what the other gave.
        using var riverside = await portal.SignedInAsync("manager");
        Assert.Empty((await riverside.GetAsync("/people?q=Stone")).Rows);
        Assert.Equal(HttpStatusCode.SeeOther, (await riverside.PostAsync(await riverside.GetAsync("/people/new/supervisor"), ("Form.Entry", "new"), ("Form.Name", "S Stone"), ("Form.Organisation", "Stone"), ("Form.Profession", "HealthCoach"), ("Form.Email", Address))).Status);
        Assert.Equal((1, 1, 2), await portal.DbAsync(async db => (await db.Supervisors.CountAsync(s => s.Name == "Sam Stone" && s.VoidedOn == null), await db.Users.CountAsync(u => u.Email == Address), await db.Memberships.CountAsync(m => m.Role == PortalRole.Supervisor && m.PcnId != null))));
        var row = Assert.Single((await riverside.GetAsync("/people?q=Stone")).Rows);
        Assert.Contains("Supervisor for Riverside", row.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Harbour", row.TextContent, StringComparison.Ordinal);
        await NameAsync(riverside, "HWBC-000012");
        Assert.Equal(HttpStatusCode.Forbidden, (await sam.GetAsync("/readiness")).Status);
        Assert.Equal(HttpStatusCode.OK, (await sam.GetAsync("/supervision/log?coach=HWBC-000012")).Status);
    }

    [Fact]
    public async Task A_PCN_lets_a_hub_lead_read_it_for_a_time()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var hub = await portal.SignedInAsync("hub");
        using var harbour = await portal.SignedInAsync("manager.harbour");
        Assert.Equal(HttpStatusCode.NotFound, (await hub.GetAsync("/readiness?pcn=U90003")).Status);
        var form = await harbour.GetAsync("/people/hub-leads");
        Assert.Contains("No hub lead reads", form.Text, StringComparison.Ordinal);
        Assert.Equal(["Select the hub lead"], (await harbour.PostAsync(form, ("Form.HubLead", ""))).Errors);
        // Whoever is no hub lead is not made one, and another PCN is not opened.
        Assert.Equal(["Select the hub lead"], (await harbour.PostAsync(form, ("Form.HubLead", "P-000007"))).Errors);
        Assert.Equal(["Select the PCN"], (await harbour.PostAsync(form, ("Form.HubLead", "P-000006"), ("Form.Pcn", "U90001"))).Errors);
        Assert.Equal(HttpStatusCode.SeeOther, (await harbour.PostAsync(form, ("Form.HubLead", "P-000006"), ("Form.Reason", "The cohort of January"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await hub.GetAsync("/readiness?pcn=U90003")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await hub.GetAsync("/coaches/HWBC-000021?pcn=U90003")).Status);
        Assert.Equal([$"Farah Aziz has this role from 24 November 2026"], (await harbour.PostAsync(await harbour.GetAsync("/people/hub-leads"), ("Form.HubLead", "P-000006"))).Errors);

        var end = Assert.Single((await harbour.GetAsync("/people/hub-leads")).Rows).QuerySelector("a[href$='/end']")!.GetAttribute("href")!;
        Assert.Equal(HttpStatusCode.SeeOther, (await harbour.PostAsync(await harbour.GetAsync(end), ("Form.LastDay.Day", "23"), ("Form.Reason", "The cohort is entered"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await hub.GetAsync("/readiness?pcn=U90003")).Status);
        Assert.Equal(HttpStatusCode.OK, (await hub.GetAsync("/readiness?pcn=U90001")).Status);
    }

    [Fact]
    public async Task A_coach_who_moves_takes_their_record_along_and_the_old_PCN_sees_it()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var harbour = await portal.SignedInAsync("manager.harbour");
        Assert.Equal(HttpStatusCode.NotFound, (await harbour.GetAsync("/coaches/HWBC-000014")).Status);
        var form = await harbour.GetAsync("/coaches/take-over");
        Assert.Equal(7, (await harbour.PostAsync(form)).Errors.Count);
        var values = Values("HWBC-000014", "aisha khan");
        // Who does not know the name is told nothing about whose reference it is.
        var unknown = (await harbour.PostAsync(form, [.. values.Where(v => v.Item1 != "Form.Reference"), ("Form.Reference", "HWBC-999999")])).Errors;
        Assert.Equal(unknown, (await harbour.PostAsync(form, [.. values.Where(v => v.Item1 != "Form.Name"), ("Form.Name", "Nina Cole")])).Errors);
        Assert.StartsWith("No coach has this reference and this name", Assert.Single(unknown), StringComparison.Ordinal);

        var shown = await harbour.PostAsync(form, values);
        Assert.Equal(HttpStatusCode.OK, shown.Status);
        foreach (var words in new[] { "What changes", "In post at Riverside", "from 1 December 2026: 30 hours a week", "keeps what it recorded", "Nothing is saved yet" })
            Assert.Contains(words, shown.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await harbour.GetAsync("/coaches/HWBC-000014")).Status);
        // Something else than what was shown is shown again.
        Assert.Equal(HttpStatusCode.OK, (await harbour.PostAsync(shown, ("Form.HoursPerWeek", "37.5"))).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await harbour.PostAsync(shown)).Status);

        Assert.Equal(HttpStatusCode.OK, (await harbour.GetAsync("/coaches/HWBC-000014/training")).Status);
        Assert.Contains("Starts 1 December", (await harbour.GetAsync("/coaches/HWBC-000014")).Text, StringComparison.Ordinal);
        // What is Riverside's own stays there.
        Assert.Equal(HttpStatusCode.NotFound, (await harbour.GetAsync("/coaches/HWBC-000014?pcn=U90001")).Status);
        using var riverside = await portal.SignedInAsync("manager");
        Assert.Contains("In post at Harbour", (await riverside.GetAsync("/coaches/HWBC-000014")).Text, StringComparison.Ordinal);
        Assert.Contains("Took the record over: the coach comes to another PCN", (await riverside.GetAsync("/coaches/HWBC-000014/history")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("She signed with us", (await riverside.GetAsync("/coaches/HWBC-000014/history")).Text, StringComparison.Ordinal);
        using var aisha = await portal.SignedInAsync("coach");
        Assert.Contains("Harbour", (await aisha.GetAsync("/me")).Text, StringComparison.Ordinal);
        Assert.Equal(1, await portal.DbAsync(db => db.AuditEntries.CountAsync(e => e.Command == "coach.take-over")));
        // A second time she is there already; and nobody takes themselves over.
        Assert.EndsWith("already", Assert.Single((await harbour.PostAsync(await harbour.GetAsync("/coaches/take-over"), values)).Errors), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await riverside.PostAsync(await riverside.GetAsync("/coaches/take-over"), [.. values.Skip(2), ("Form.Reference", "HWBC-000018"), ("Form.Name", "Priya Shah")])).Status);
    }

    [Fact]
    public async Task Whoever_looks_a_coach_up_is_recorded_the_coach_sees_it_and_their_PCN_does_not()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var harbour = await portal.SignedInAsync("manager.harbour");
        var form = await harbour.GetAsync("/coaches/take-over");
        Assert.Contains("sees that you did", form.Text, StringComparison.Ordinal);
        await harbour.PostAsync(form, Values("HWBC-000014", "Nina Cole"));
        Assert.Equal([], await LooksAsync());
        var shown = await harbour.PostAsync(form, Values("HWBC-000014", "Aisha Khan"));
        Assert.Contains("In post at Riverside", shown.Text, StringComparison.Ordinal);
        // Another look, another entry.
        Assert.Equal(HttpStatusCode.OK, (await harbour.PostAsync(shown, ("Form.HoursPerWeek", "37.5"))).Status);
        Assert.Equal(["P-000005", "P-000005"], await LooksAsync());

        using var aisha = await portal.SignedInAsync("coach");
        foreach (var path in new[] { "/me/readers", "/me/data" })
            Assert.Contains("Looked the coach up, to take the record over", (await aisha.GetAsync(path)).Text, StringComparison.Ordinal);
        Assert.Contains("Joan Webb, P-000005", (await aisha.GetAsync("/me/readers")).Text, StringComparison.Ordinal);
        Assert.Contains("Posts at other PCNs, for Harbour", (await aisha.GetAsync("/me/readers")).Text, StringComparison.Ordinal);
        using var admin = await portal.SignedInAsync("admin");
        Assert.Equal(2, (await admin.GetAsync("/audit?command=coach.look-up")).Rows.Count);
        using var riverside = await portal.SignedInAsync("manager");
        var history = (await riverside.GetAsync("/coaches/HWBC-000014/history")).Text;
        Assert.DoesNotContain("Looked the coach up", history, StringComparison.Ordinal);
        Assert.DoesNotContain("at another PCN", history, StringComparison.Ordinal);

        Task<List<string>> LooksAsync() => portal.DbAsync(db => db.AuditEntries.Where(e => e.Command == "coach.look-up" && db.Pcns.Any(p => p.Id == e.PcnId && p.Code == "U90003")).Select(e => e.Actor).ToListAsync());
    }

    [Fact]
    public async Task Ten_references_that_do_not_fit_are_answered_in_an_hour_and_no_more_whoever_they_name()
    {
        await using var running = await Running.StartAsync(("Serilog:Using:0", "HwbcPortal.Web.Tests"), ("Serilog:WriteTo:0:Name", "Keeping"), ("Serilog:MinimumLevel:Default", "Information"));
        var portal = running.Portal;
        using var harbour = await portal.SignedInAsync("manager.harbour");
        var form = await harbour.GetAsync("/coaches/take-over");
        for (var tried = 0; tried < 10; tried++)
        {
            Assert.StartsWith("No coach has this reference", Assert.Single((await harbour.PostAsync(form, Values($"HWBC-00001{tried}", "Somebody Else"))).Errors), StringComparison.Ordinal);
            await portal.WaitAsync(TimeSpan.FromMinutes(1));
            // A right one is answered, and frees none of the wrong ones.
            if (tried == 8)
                Assert.Equal(HttpStatusCode.OK, (await harbour.PostAsync(form, Values("HWBC-000014", "Aisha Khan"))).Status);
        }

        const string Stopped = "You have tried ten references that did not fit. Try again in an hour, or ask the coach for their account page";
        var looked = false;
        portal.Queries.WhileNextRead("People", () => Task.FromResult(looked = true));
        foreach (var (reference, name) in new[] { ("HWBC-000014", "Aisha Khan"), ("HWBC-000011", "Somebody Else") })
            Assert.Equal([Stopped], (await harbour.PostAsync(form, Values(reference, name))).Errors);
        Assert.False(looked);
        Assert.Equal(1, await portal.DbAsync(db => db.AuditEntries.CountAsync(e => e.Command == "coach.look-up")));
        // The log says which account it was, and of nobody whom it named.
        var account = (await portal.DbAsync(db => db.Users.Where(u => u.Email == "manager.harbour@demo.test").Select(u => u.Id).SingleAsync())).ToString();
        var lines = KeptLog.Lines.Where(l => l.Contains("Taking a coach over", StringComparison.Ordinal) && l.Contains(account, StringComparison.Ordinal)).ToList();
        Assert.Equal((10, 2), (lines.Count(l => l.Contains("was refused", StringComparison.Ordinal)), lines.Count(l => l.Contains("was not looked at", StringComparison.Ordinal))));
        Assert.All(["Somebody Else", "Aisha", "HWBC-0000"], named => Assert.DoesNotContain(lines, l => l.Contains(named, StringComparison.Ordinal)));
        // Somebody else is not kept waiting by it.
        using var riverside = await portal.SignedInAsync("manager");
        Assert.Equal(HttpStatusCode.OK, (await riverside.PostAsync(await riverside.GetAsync("/coaches/take-over"), Values("HWBC-000021", "Jon Frost"))).Status);

        // The first was an hour ago when the clock says so, and the tries that were not looked at made nobody wait longer.
        await portal.WaitAsync(TimeSpan.FromMinutes(50) - TimeSpan.FromSeconds(1));
        using var waits = await portal.SignedInAsync("manager.harbour");
        form = await waits.GetAsync("/coaches/take-over");
        Assert.Equal([Stopped], (await waits.PostAsync(form, Values("HWBC-000014", "Aisha Khan"))).Errors);
        await portal.WaitAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await waits.PostAsync(form, Values("HWBC-000014", "Aisha Khan"))).Status);
    }

    [Fact]
    public async Task A_PCN_that_a_coach_has_left_sees_and_records_what_happened_up_to_the_end_of_that_month_and_nothing_later()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var riverside = await portal.SignedInAsync("manager");
        using var harbour = await portal.SignedInAsync("manager.harbour");
        var over = await harbour.PostAsync(await harbour.GetAsync("/coaches/take-over"), [("Form.Reference", "HWBC-000014"), ("Form.Name", "Aisha Khan"), .. Day("StartDate", 1, 11), ("Form.HoursPerWeek", "30"), ("Form.AfcBand", "5"), ("Form.ArrsFunded", "true"), ("Form.Reason", "She signed with us")]);
        Assert.Equal(HttpStatusCode.SeeOther, (await harbour.PostAsync(over)).Status);
        await AwayAsync(harbour, "U90003", Day("From", 9, 11), Day("To", 11, 11));
        await AwayAsync(harbour, "U90003", Day("From", 23, 11), Day("To", 27, 11));
        await AwayAsync(harbour, "U90003", Day("From", 26, 10), Day("To", 27, 10));
        var four = await portal.DbAsync(db => db.Programmes.Where(p => p.VoidedOn == null && p.Days == 2).Select(p => p.RecordId).FirstAsync());
        Assert.Equal(HttpStatusCode.SeeOther, (await harbour.PostAsync(await harbour.GetAsync("/coaches/HWBC-000014/training/new?pcn=U90003"), [("Form.Programme", four.ToString()), ("Form.BookingReference", "NOVEMBER-7"), .. Day("EnrolledOn", 10, 11)])).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await harbour.PostAsync(await harbour.GetAsync("/coaches/HWBC-000014/pause?pcn=U90003"), [("Form.Reason", "A concern is looked into"), .. Day("From", 24, 11), .. Day("ReviewOn", 1, 12)])).Status);

        // While she works there too all of it is seen.
        foreach (var (path, words) in new[] { ("supervision", "9 November"), ("supervision", "3 November"), ("training", "NOVEMBER-7"), ("", "paused") })
            Assert.Contains(words, (await riverside.GetAsync($"/coaches/HWBC-000014/{path}?pcn=U90001")).Text, StringComparison.Ordinal);
        var post = await portal.DbAsync(db => db.Posts.Where(p => p.Coach!.Person!.Reference == "HWBC-000014" && p.Pcn!.Code == "U90001" && p.VoidedOn == null).Select(p => p.RecordId).SingleAsync());
        Assert.Equal(HttpStatusCode.SeeOther, (await riverside.PostAsync(await riverside.GetAsync($"/coaches/HWBC-000014/posts/{post}/end?pcn=U90001"), [.. Day("LastDay", 20, 10), ("Form.Reason", "MovedPcn")])).Status);

        foreach (var path in new[] { "", "supervision", "training", "development", "history" })
        {
            var page = await riverside.GetAsync($"/coaches/HWBC-000014/{path}?pcn=U90001");
            Assert.Equal((path, HttpStatusCode.OK), (path, page.Status));
            Assert.Contains("Aisha Khan has left. You see what began up to 31 October 2026, as it is known today, and nothing that began later", page.Text, StringComparison.Ordinal);
            foreach (var words in new[] { "9 November", "3 November", "NOVEMBER-7", "paused", "Harbour", "another PCN" })
                Assert.True(!page.Text.Contains(words, StringComparison.Ordinal), $"{path}: {words}");
        }

        // What began in the month of her last day stays, whoever recorded it; and so does what is put right or found out later.
        Assert.Contains("26 October", (await riverside.GetAsync("/coaches/HWBC-000014/supervision?pcn=U90001")).Text, StringComparison.Ordinal);
        await AwayAsync(riverside, "U90001", Day("From", 12, 10), Day("To", 13, 10));
        Assert.Contains("12 October", (await harbour.GetAsync("/coaches/HWBC-000014/supervision?pcn=U90003")).Text, StringComparison.Ordinal);
        var late = await riverside.PostAsync(await riverside.GetAsync("/coaches/HWBC-000014/absences/new?pcn=U90001"), [.. Day("From", 1, 11), .. Day("To", 2, 11), ("Form.Reason", "Leave")]);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "They have left your PCN. What happened after 31 October 2026 is recorded where they work now"), (late.Status, Assert.Single(late.Errors)));

        var open = await riverside.PostAsync(await riverside.GetAsync("/coaches/HWBC-000014/absences/new?pcn=U90001"), [.. Day("From", 30, 10), .. Day("To", 1, 11), ("Form.Reason", "Leave")]);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "They have left your PCN. What happened after 31 October 2026 is recorded where they work now"), (open.Status, Assert.Single(open.Errors)));
        Assert.Equal(HttpStatusCode.SeeOther, (await riverside.PostAsync(await riverside.GetAsync("/coaches/HWBC-000014/absences/new?pcn=U90001"), [.. Day("From", 31, 10), .. Day("To", 31, 10), ("Form.Reason", "Leave")])).Status);
        // A later last day would open what came since.
        var longer = await riverside.PostAsync(await riverside.GetAsync($"/coaches/HWBC-000014/posts/{post}/end?pcn=U90001"), [.. Day("LastDay", 20, 12), ("Form.Reason", "MovedPcn")]);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "Aisha Khan left on 20 October 2026 and works elsewhere. A later last day cannot be entered. If they come back, take their record over"), (longer.Status, Assert.Single(longer.Errors)));
        // Nor is what came later opened by being named: who supervises at a PCN does so while the coach works there.
        using var rachel = await portal.SignedInAsync("supervisor");
        Assert.Equal(HttpStatusCode.NotFound, (await rachel.GetAsync("/supervision/coaches/HWBC-000014")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await rachel.GetAsync("/supervision/log?coach=HWBC-000014")).Status);

        // The new PCN and she herself see all of it, and the pause holds.
        foreach (var (path, words) in new[] { ("supervision", "9 November"), ("supervision", "3 November"), ("training", "NOVEMBER-7"), ("", "paused") })
            Assert.Contains(words, (await harbour.GetAsync($"/coaches/HWBC-000014/{path}?pcn=U90003")).Text, StringComparison.Ordinal);
        using var aisha = await portal.SignedInAsync("coach");
        Assert.Contains("NOVEMBER-7", (await aisha.GetAsync("/me/training")).Text, StringComparison.Ordinal);
        Assert.Equal([Domain.Compliance.Referrals.Suspended], await portal.DbAsync(db => db.Standings.Where(s => s.Coach!.Person!.Reference == "HWBC-000014" && s.Pcn!.Code == "U90003" && s.From == new DateOnly(2026, 11, 24)).Select(s => s.Referrals).ToListAsync()));

        // Nor do the old PCN's lists know of it.
        Assert.All(await portal.DbAsync(db => db.Standings.Where(s => s.Coach!.Person!.Reference == "HWBC-000014" && s.Pcn!.Code == "U90001").ToListAsync()), s => Assert.Equal((false, null), (s.Away, s.AwayUntil)));

        static async Task AwayAsync(Visitor manager, string pcn, (string, string?)[] from, (string, string?)[] to)
        {
            var answer = await manager.PostAsync(await manager.GetAsync($"/coaches/HWBC-000014/absences/new?pcn={pcn}"), [.. from, .. to, ("Form.Reason", "Leave")]);
            // A month that is over is shown first.
            if (answer.Status == HttpStatusCode.OK)
                answer = await manager.PostAsync(answer);
            Assert.Equal((HttpStatusCode.SeeOther, ""), (answer.Status, string.Join(" | ", answer.Errors)));
        }

        static (string, string?)[] Day(string field, int day, int month) => [($"Form.{field}.Day", $"{day}"), ($"Form.{field}.Month", $"{month}"), ($"Form.{field}.Year", "2026")];
    }

    [Fact]
    public async Task A_PCN_that_a_coach_has_left_keeps_its_own_and_decides_nothing_any_more()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var riverside = await portal.SignedInAsync("manager");
        var matrix = new Matrix(portal);
        var pages = new List<(string Page, string Path)>();
        foreach (var row in Matrix.Rows.Where(r => r.Method == "GET" && r.Path.StartsWith("/coaches/HWBC-000014", StringComparison.Ordinal)))
            pages.Add((row.Path["/coaches/HWBC-000014".Length..].Split('?')[0], await matrix.FilledAsync(row.Path)));
        foreach (var (page, path) in pages)
            Assert.Equal((page, HttpStatusCode.OK), (page, (await riverside.GetAsync(path)).Status));
        await portal.DbAsync(async db =>
        {
            foreach (var post in await db.Posts.Where(p => p.Coach!.Person!.Reference == "HWBC-000014" && p.VoidedOn == null).ToListAsync())
            {
                post.EndDate = new DateOnly(2026, 11, 23);
                db.AddRange(Pause("pause-own", post.CoachId, post.PcnId), Pause("pause-of-a-file", post.CoachId, null));
            }

            return await db.SaveChangesAsync();

            SuspensionVersion Pause(string item, Guid coachId, Guid? pcnId)
            {
                var pause = new SuspensionVersion { ItemId = item, CoachId = coachId, From = new DateOnly(2026, 11, 2), ReviewOn = new DateOnly(2026, 12, 1), ById = db.People.Where(p => p.Reference == "HWBC-000018").Select(p => p.Id).Single(), MadeByPcnId = pcnId };
                pause.RecordId = pause.Id;
                return pause;
            }
        });
        // A pause of its own it lifts; one that came from a file is lifted where she works.
        foreach (var (item, status) in new[] { ("pause-own", HttpStatusCode.OK), ("pause-of-a-file", HttpStatusCode.Forbidden) })
            Assert.Equal((item, status), (item, (await riverside.GetAsync($"/coaches/HWBC-000014/pauses/{await portal.DbAsync(db => db.Suspensions.Where(s => s.ItemId == item).Select(s => s.RecordId).SingleAsync())}/lift?pcn=U90001")).Status));
        var closed = new List<string>();
        foreach (var (page, path) in pages)
        {
            if ((await riverside.GetAsync(path)).Status is var status && status != HttpStatusCode.OK)
                closed.Add($"{page} {(int)status}");
        }

        Assert.Equal(["/covers/new 403", "/pause 403", "/people/new 403", "/tier 403", "/training/experience/new 403", "/training/experience/{claim}/assess 403", "/training/experience/{claim}/evidence 403",
            "/training/new 403", "/training/{training}/evidence 403", "/training/{training}/remove 403", "/training/{training}/update 403", "/training/{training}/verify 403"], closed.Order(StringComparer.Ordinal));
        Assert.Contains("No subject is asked for today", (await riverside.GetAsync("/coaches/HWBC-000014/training")).Text, StringComparison.Ordinal);
        // What is not open is not offered.
        foreach (var path in new[] { "", "/people", "/training", "/development", "/supervision" })
        {
            var offered = (await riverside.GetAsync($"/coaches/HWBC-000014{path}")).Document.QuerySelectorAll("main a[href], main form[action]").Select(e => e.GetAttribute("href") ?? e.GetAttribute("action")!).Where(a => closed.Exists(c => a.Split('?')[0].EndsWith($"HWBC-000014{c.Split(' ')[0]}", StringComparison.Ordinal) || (c.Contains("/training/{", StringComparison.Ordinal) && System.Text.RegularExpressions.Regex.IsMatch(a, "/training/[0-9a-f-]{36}/(evidence|remove|update|verify)"))));
            Assert.Equal([], offered);
        }

        var cohort = await riverside.GetAsync("/training/cohorts");
        var four = await portal.DbAsync(db => db.Programmes.Where(p => p.VoidedOn == null && p.Days == 4).Select(p => p.RecordId).FirstAsync());
        (string, string?)[] lines = [("Form.Programme", four.ToString()), ("Form.EnrolledOn.Day", "1"), ("Form.EnrolledOn.Month", "11"), ("Form.EnrolledOn.Year", "2026"), ("Form.Lines", "HWBC-000014,B1")];
        Assert.Contains("No coach at your PCNs has this reference", (await riverside.PostAsync(cohort, lines)).Text, StringComparison.Ordinal);

        // One that begins again tomorrow decides today.
        await portal.DbAsync(async db =>
        {
            db.Posts.Add(new PostVersion { ItemId = "post-again", CoachId = await db.Coaches.Where(c => c.Person!.Reference == "HWBC-000014").Select(c => c.Id).SingleAsync(), PcnId = await db.Pcns.Where(p => p.Code == "U90001").Select(p => p.Id).SingleAsync(), StartDate = new DateOnly(2026, 11, 25), HoursPerWeek = 30, AfcBand = 5, ArrsFunded = true });
            return await db.SaveChangesAsync();
        });
        foreach (var (page, path) in pages)
            Assert.Equal((page, HttpStatusCode.OK), (page, (await riverside.GetAsync(path)).Status));
        Assert.DoesNotContain("No coach at your PCNs has this reference", (await riverside.PostAsync(await riverside.GetAsync("/training/cohorts"), lines)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_puts_their_own_name_right_and_reads_their_roles()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var aisha = await portal.SignedInAsync("coach");
        Assert.Contains("Coach, from 24 November 2025", (await aisha.GetAsync("/account")).Text, StringComparison.Ordinal);
        Assert.Equal(["Enter your full name", "Enter an email address in the form name@example.nhs.uk"], (await aisha.PostAsync(await aisha.GetAsync("/account/details"), ("Form.Name", " "), ("Form.WorkEmail", "x"))).Errors);
        Assert.Equal(["Full name must be 200 characters or fewer"], (await aisha.PostAsync(await aisha.GetAsync("/account/details"), ("Form.Name", new string('n', 201)))).Errors);
        var second = await aisha.GetAsync("/account/details");
        // Nothing that the form does not show is changed with it.
        Assert.Equal(HttpStatusCode.SeeOther, (await aisha.PostAsync(await aisha.GetAsync("/account/details"), ("Form.Name", "Aisha Khan-Reed"), ("Form.WorkEmail", "aisha@example.test"), ("Form.Reference", "HWBC-000011"), ("Form.PersonId", Guid.NewGuid().ToString()), ("Form.Email", "other@example.test"))).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await aisha.PostAsync(second, ("Form.Name", "Somebody Else"))).Status);
        using var manager = await portal.SignedInAsync("manager");
        Assert.Contains("Aisha Khan-Reed", (await manager.GetAsync("/readiness?q=Khan-Reed")).Text, StringComparison.Ordinal);
        Assert.Equal(("HWBC-000014", "coach@demo.test"), await portal.DbAsync(async db => (await db.People.Where(p => p.Name == "Aisha Khan-Reed").Select(p => p.Reference).SingleAsync(), await db.Users.Where(u => u.Person!.Name == "Aisha Khan-Reed").Select(u => u.Email!).SingleAsync())));
        Assert.Equal(1, await portal.DbAsync(db => db.AuditEntries.CountAsync(e => e.Command == "account.details")));
    }

    private static (string, string?)[] Values(string reference, string name) =>
        [("Form.Reference", reference), ("Form.Name", name), ("Form.StartDate.Day", "1"), ("Form.StartDate.Month", "12"), ("Form.StartDate.Year", "2026"), ("Form.HoursPerWeek", "30"), ("Form.AfcBand", "5"), ("Form.ArrsFunded", "true"), ("Form.Reason", "She signed with us")];

    private static async Task NameAsync(Visitor manager, string coach)
    {
        var page = await manager.GetAsync($"/coaches/{coach}/people/new?kind=ClinicalProfessional");
        var sam = page.Document.QuerySelectorAll("main label").Single(l => l.TextContent.Contains("Sam Stone", StringComparison.Ordinal)).GetAttribute("for");
        var answer = await manager.PostAsync(page, ("Form.Supervisor", page.Document.GetElementById(sam!)!.GetAttribute("value")));
        Assert.Equal((HttpStatusCode.SeeOther, ""), (answer.Status, string.Join(" | ", answer.Errors)));
    }
}
