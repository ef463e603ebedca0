using System.Net;
using System.Text;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Data;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Privacy;
using HwbcPortal.Web.Tests.Evidence;
using HwbcPortal.Web.Tests.Hosting;
using HwbcPortal.Web.Tests.Mails;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HwbcPortal.Web.Tests.Privacy;

/// <summary>A leaver's record is made anonymous: who it was stands nowhere on the disk afterwards, and the numbers are what they were.</summary>
public sealed class LeaverTests
{
    private const string Reference = "HWBC-000014";
    private static readonly string[] Traces = ["Aisha Khan", "coach@demo.test", "a.khan@practice.example", "khan-certificate", "doubts about the room"];

    [Fact]
    public async Task Name_address_account_notes_and_files_go_and_the_numbers_stay()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await FillAsync(portal);
        var before = await NumbersAsync(portal);
        Assert.All(Traces, t => Assert.NotEqual([], Found(portal, t)));
        await LeftAsync(portal, new DateOnly(2020, 11, 24));

        using var admin = await portal.SignedInAsync("admin");
        Assert.Contains("Aisha Khan", (await admin.GetAsync("/privacy/retention")).Text, StringComparison.Ordinal);
        var page = await admin.GetAsync($"/privacy/leavers/{Reference}");
        Assert.Equal("Leave the person's name out: the reason stays", (await admin.PostAsync(page, ("Form.Reason", "aisha khan left"))).Errors.Single());
        var shown = await admin.PostAsync(page, ("Form.Reason", "Six years are over"));
        Assert.Contains("This cannot be undone", shown.Text, StringComparison.Ordinal);
        Assert.NotEqual([], Found(portal, "Aisha Khan"));
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.PostAsync(shown)).Status);

        var left = Traces.SelectMany(t => Found(portal, t).Select(f => $"{t} in {f}")).ToList();
        Assert.Equal([], left);
        Assert.Equal(before, await NumbersAsync(portal));
        var report = await portal.DbAsync(db => new ChainVerifier(db).VerifyAsync(CancellationToken.None));
        Assert.Equal(0, report.Faults);
        Assert.True(report.Erased > 0);
        Assert.Equal(("Anonymous leaver", true), await portal.DbAsync(db => db.People.Where(p => p.Reference == Reference).Select(p => new ValueTuple<string, bool>(p.Name, p.AnonymisedUtc != null)).SingleAsync()));
        Assert.Equal(1, await portal.DbAsync(db => db.AuditEntries.CountAsync(e => e.Command == "person.anonymise")));
        // Pressed again it is done already; nobody signs in with the account; the pages of the record open.
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.PostAsync(shown)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync($"/privacy/leavers/{Reference}")).Status);
        using var gone = portal.Visitor();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await gone.PostAsync(await gone.GetAsync("/account/sign-in"), ("Form.Email", "coach@demo.test"), ("Form.Password", PortalFixture.Password))).Status);
        foreach (var tab in new[] { "", "/training", "/supervision", "/history" })
            Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync($"/coaches/{Reference}{tab}?pcn=U90001")).Status);
    }

    /// <summary>What somebody reads in that moment stays in the database's log while they read; the night writes it anew.</summary>
    [Fact]
    public async Task What_a_reader_kept_in_the_file_goes_by_night()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await FillAsync(portal);
        await LeftAsync(portal, new DateOnly(2020, 11, 24));
        using var admin = await portal.SignedInAsync("admin");
        var page = await admin.PostAsync(await admin.GetAsync($"/privacy/leavers/{Reference}"), ("Form.Reason", "Six years are over"));
        await using (var reader = new SqliteConnection($"Data Source={Path.Combine(portal.Folder, "hwbc.db")};Pooling=False"))
        {
            await reader.OpenAsync();
            await using var reading = reader.CreateCommand();
            reading.CommandText = "BEGIN; SELECT COUNT(*) FROM People";
            await reading.ExecuteScalarAsync();
            Assert.Equal(HttpStatusCode.SeeOther, (await admin.PostAsync(page)).Status);
            Assert.NotEqual([], Found(portal, "Aisha Khan"));
        }

        await portal.Services.GetRequiredService<NightlyErasing>().RunAsync(CancellationToken.None);
        Assert.Equal([], Traces.SelectMany(t => Found(portal, t).Select(f => $"{t} in {f}")).ToList());
    }

    [Fact]
    public async Task It_is_not_done_before_its_day_nor_to_somebody_with_a_post_or_a_role()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var admin = await portal.SignedInAsync("admin");
        await RefusedAsync("They are in post");
        // The last day is the clock's day: they are in post still.
        await LeftAsync(portal, new DateOnly(2026, 11, 24));
        await RefusedAsync("They are in post");
        await LeftAsync(portal, new DateOnly(2020, 11, 25));
        await RefusedAsync("The record is kept until 24 November 2026: 6 years from the last day here");
        await LeftAsync(portal, new DateOnly(2020, 11, 24));
        var role = new Membership { Role = PortalRole.Supervisor, From = new DateOnly(2019, 1, 1) };
        await portal.DbAsync(async db =>
        {
            role.UserId = await db.Users.Where(u => u.Email == "coach@demo.test").Select(u => u.Id).SingleAsync();
            db.Add(role);
            return await db.SaveChangesAsync();
        });
        await RefusedAsync("They have another role here still");
        await RoleEndsAsync(new DateOnly(2026, 11, 24));
        await RefusedAsync("They have another role here still");
        await RoleEndsAsync(new DateOnly(2020, 11, 25));
        await RefusedAsync("The record is kept until 24 November 2026: 6 years from the last day here");
        // Deactivating the account ends a role that goes on, on that day.
        await RoleEndsAsync(null);
        await ClosedAsync(portal, "coach@demo.test", new DateTime(2020, 11, 25, 12, 0, 0, DateTimeKind.Utc));
        await RefusedAsync("The record is kept until 24 November 2026");
        await ClosedAsync(portal, "coach@demo.test", new DateTime(2020, 11, 24, 12, 0, 0, DateTimeKind.Utc));
        Assert.DoesNotContain("It cannot be done now", (await admin.GetAsync($"/privacy/leavers/{Reference}")).Text, StringComparison.Ordinal);
        // A role that ended before is not made longer by it.
        await RoleEndsAsync(new DateOnly(2020, 11, 24));
        await ClosedAsync(portal, "coach@demo.test", portal.Time.Now.UtcDateTime);
        Assert.DoesNotContain("It cannot be done now", (await admin.GetAsync($"/privacy/leavers/{Reference}")).Text, StringComparison.Ordinal);
        Assert.Contains("Your own record is made anonymous by somebody else", (await admin.GetAsync("/privacy/leavers/P-000004")).Text, StringComparison.Ordinal);
        Assert.Contains("They have a role here still", (await admin.GetAsync("/privacy/leavers/P-000007")).Text, StringComparison.Ordinal);

        Task<int> RoleEndsAsync(DateOnly? last) => portal.DbAsync(db => db.Memberships.Where(m => m.Id == role.Id).ExecuteUpdateAsync(u => u.SetProperty(m => m.To, last)));

        async Task RefusedAsync(string why)
        {
            var page = await admin.GetAsync($"/privacy/leavers/{Reference}");
            Assert.Contains($"It cannot be done now. {why}", page.Text, StringComparison.Ordinal);
            Assert.Null(page.Document.QuerySelector("main form[method=post]"));
            // The form of another page, sent to this one.
            var other = await admin.GetAsync("/privacy/retention/Mails");
            var form = (AngleSharp.Html.Dom.IHtmlFormElement)other.Document.QuerySelector("main form[method=post]")!;
            var sent = await admin.PostFormAsync(form, page.Address, ("Form.Reason", "Now"));
            Assert.Equal((HttpStatusCode.UnprocessableEntity, true), (sent.Status, sent.Text.Contains(why, StringComparison.Ordinal)));
            Assert.Equal(0, await portal.DbAsync(db => db.People.CountAsync(p => p.AnonymisedUtc != null)));
        }
    }

    /// <summary>Who supervised is somebody without a coach record: who it was goes, and what coaches' answers rest on stays.</summary>
    [Fact]
    public async Task A_supervisor_who_left_goes_and_what_they_did_for_coaches_stays()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await FillAsync(portal);
        await portal.DbAsync(async db =>
        {
            var (person, register) = await db.Supervisors.Where(s => s.Person!.Reference == "P-000002").OrderBy(s => s.Id).Select(s => new ValueTuple<Guid, Guid>(s.PersonId, s.Id)).FirstAsync();
            db.Add(new Declaration { PcnId = await db.Pcns.Where(p => p.Code == "U90001").Select(p => p.Id).SingleAsync(), ContractYear = 2025, Reference = "D-2", SignedOn = new DateOnly(2025, 4, 2), SignedUtc = portal.Time.Now.UtcDateTime, SignedById = person, SignedName = "Rachel Bell", SignedRole = "Manager", ContentJson = "{}" });
            db.Add(new EligibilityVersion { ItemId = "e-bell", SupervisorVersionId = register, From = new DateOnly(2025, 1, 1), To = new DateOnly(2025, 2, 1), Basis = EligibilityBasis.RecordedEquivalent, Evidence = "Certificate Bell-4711" });
            db.Command = new AuditCommand("test.fill", Reason: "About Rachel Bell");
            return await db.SaveChangesAsync();
        });
        // An entry in which no name stands.
        await portal.DbAsync(async db => db.Add(new SupervisorAbsence { PersonId = await db.People.Where(p => p.Reference == "P-000002").Select(p => p.Id).SingleAsync(), From = new DateOnly(2026, 12, 1) }) is not null && await db.SaveChangesAsync() > 0);
        string[] traces = ["Rachel Bell", "supervisor@demo.test", "Bell-4711"];
        Assert.All(traces, t => Assert.NotEqual([], Found(portal, t)));

        using (var early = await portal.SignedInAsync("admin"))
            Assert.Contains("They have a role here still. End it first, or deactivate the account", (await early.GetAsync("/privacy/leavers/P-000002")).Text, StringComparison.Ordinal);
        await ClosedAsync(portal, "supervisor@demo.test", new DateTime(2026, 10, 30, 12, 0, 0, DateTimeKind.Utc));
        using (var early = await portal.SignedInAsync("admin"))
            Assert.Contains("They are named for a coach still", (await early.GetAsync("/privacy/leavers/P-000002")).Text, StringComparison.Ordinal);
        await portal.DbAsync(db => db.Assignments.Where(a => a.SupervisorVersion!.Person!.Reference == "P-000002" && (a.To == null || a.To > new DateOnly(2026, 10, 31))).ExecuteUpdateAsync(u => u.SetProperty(a => a.To, new DateOnly(2026, 10, 31))));
        // The session of 24 November was their last.
        var before = await NumbersAsync(portal);
        var notes = await portal.DbAsync(db => db.SessionNotes.CountAsync());
        portal.Time.Now = new DateTimeOffset(2032, 11, 23, 12, 0, 0, TimeSpan.Zero);
        using (var early = await portal.SignedInAsync("admin"))
        {
            Assert.Contains("The record is kept until 23 November 2032", (await early.GetAsync("/privacy/leavers/P-000002")).Text, StringComparison.Ordinal);
            Assert.DoesNotContain("Rachel Bell", (await early.GetAsync("/privacy/retention")).Text, StringComparison.Ordinal);
        }

        portal.Time.Now = new DateTimeOffset(2032, 11, 24, 12, 0, 0, TimeSpan.Zero);
        using var admin = await portal.SignedInAsync("admin");
        Assert.Contains("Rachel Bell", (await admin.GetAsync("/privacy/retention")).Text, StringComparison.Ordinal);
        var page = await admin.GetAsync("/privacy/leavers/P-000002");
        Assert.Contains("1 declaration signed", page.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.PostAsync(await admin.PostAsync(page, ("Form.Reason", "Six years are over")))).Status);

        Assert.Equal([], traces.SelectMany(t => Found(portal, t).Select(f => $"{t} in {f}")).ToList());
        Assert.Equal(before, await NumbersAsync(portal));
        Assert.Equal(notes, await portal.DbAsync(db => db.SessionNotes.CountAsync()));
        // When they were away went from the audit too.
        Assert.Equal([false], await portal.DbAsync(db => db.AuditChanges.Where(c => c.Entity == nameof(SupervisorAbsence)).Select(c => c.Content != null).ToListAsync()));
        Assert.Equal(("Anonymous leaver", 0), await portal.DbAsync(async db => (await db.Declarations.Where(d => d.Reference == "D-2").Select(d => d.SignedName).SingleAsync(), await db.SupervisorAbsences.CountAsync(a => db.People.Any(p => p.Id == a.PersonId && p.Reference == "P-000002")))));
        Assert.Equal(0, (await portal.DbAsync(db => new ChainVerifier(db).VerifyAsync(CancellationToken.None))).Faults);
        // That it was done is found under the reference, and is said of no coach.
        var entry = (await admin.GetAsync("/audit?about=P-000002&command=person.anonymise")).Rows.Single();
        Assert.DoesNotContain("Anonymous leaver", entry.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync("/people/P-000002")).Status);
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync($"/coaches/{Reference}/supervision?pcn=U90001")).Status);
    }

    /// <summary>A name and an address of before stand in what was frozen then, and in texts of others in letters of every size.</summary>
    [Fact]
    public async Task What_somebody_was_called_before_goes_too()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await FillAsync(portal);
        await portal.DbAsync(async db =>
        {
            (await db.People.SingleAsync(p => p.Reference == Reference)).Name = "Aisha Brontemire";
            (await db.Coaches.SingleAsync(c => c.Person!.Reference == Reference)).WorkEmail = "a.brontemire@practice.example";
            return await db.SaveChangesAsync();
        });
        await portal.DbAsync(async db =>
        {
            (await db.People.SingleAsync(p => p.Reference == Reference)).Name = "Aisha Khan";
            (await db.Coaches.SingleAsync(c => c.Person!.Reference == Reference)).WorkEmail = "a.khan@practice.example";
            (await db.Pcns.SingleAsync(p => p.Code == "U90003")).ConcernContact = "AISHA BRONTEMIRE or aisha khan";
            return await db.SaveChangesAsync();
        });
        string[] traces = [.. Traces, "Aisha Brontemire", "AISHA BRONTEMIRE", "aisha khan", "a.brontemire@practice.example"];
        Assert.All(traces, t => Assert.NotEqual([], Found(portal, t)));
        await LeftAsync(portal, new DateOnly(2020, 11, 24));
        using var admin = await portal.SignedInAsync("admin");
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.PostAsync(await admin.PostAsync(await admin.GetAsync($"/privacy/leavers/{Reference}"), ("Form.Reason", "Six years are over")))).Status);
        Assert.Equal([], traces.SelectMany(t => Found(portal, t).Select(f => $"{t} in {f}")).ToList());
        Assert.Equal("Anonymous leaver or Anonymous leaver", await portal.DbAsync(db => db.Pcns.Where(p => p.Code == "U90003").Select(p => p.ConcernContact).SingleAsync()));
    }

    /// <summary>Of two people of one name only what is the leaver's by its key loses the name.</summary>
    [Fact]
    public async Task Somebody_of_the_same_name_keeps_it()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await ClosedAsync(portal, "viewer@demo.test", new DateTime(2019, 3, 1, 12, 0, 0, DateTimeKind.Utc));
        await portal.DbAsync(async db =>
        {
            var pcn = await db.Pcns.Where(p => p.Code == "U90001").Select(p => p.Id).SingleAsync();
            var other = new Person { Reference = "P-000999", Name = "Leo Grant" };
            db.Add(other);
            var year = 2018;
            foreach (var by in new[] { await db.People.Where(p => p.Reference == "P-000007").Select(p => p.Id).SingleAsync(), other.Id })
                db.Add(new Declaration { PcnId = pcn, ContractYear = year++, Reference = $"D-{year}", SignedOn = new DateOnly(2019, 1, 1), SignedUtc = portal.Time.Now.UtcDateTime, SignedById = by, SignedName = "Leo Grant", SignedRole = "Manager", ContentJson = "{}" });
            return await db.SaveChangesAsync();
        });
        using var admin = await portal.SignedInAsync("admin");
        var page = await admin.GetAsync("/privacy/leavers/P-000007");
        Assert.Contains("Somebody else here has the same name", page.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.PostAsync(await admin.PostAsync(page, ("Form.Reason", "Six years are over")))).Status);
        Assert.Equal(["Anonymous leaver", "Leo Grant"], await portal.DbAsync(db => db.Declarations.Where(d => d.SignedRole == "Manager" && d.ContractYear < 2020).OrderBy(d => d.ContractYear).Select(d => d.SignedName).ToListAsync()));
        Assert.Equal("Leo Grant", await portal.DbAsync(db => db.People.Where(p => p.Reference == "P-000999").Select(p => p.Name).SingleAsync()));
    }

    private static Task<int> ClosedAsync(PortalFixture portal, string email, DateTime at) => portal.DbAsync(db => db.Users.Where(u => u.Email == email).ExecuteUpdateAsync(u => u.SetProperty(x => x.DeactivatedUtc, at)));

    /// <summary>Somebody has left traces everywhere: a file, a note, a goal, a mail, a declaration, a request, and the audit of all of it.</summary>
    private static async Task FillAsync(PortalFixture portal)
    {
        using var coach = await portal.SignedInAsync("coach");
        var record = await portal.DbAsync(db => db.Training.Where(t => t.Coach!.Person!.Reference == Reference && t.VoidedOn == null).Select(t => t.RecordId).FirstAsync());
        await coach.UploadAsync($"/me/training/{record}/evidence", ("khan-certificate.png", SampleFiles.Png()));
        using var supervisor = await portal.SignedInAsync("supervisor");
        await supervisor.PostAsync(await supervisor.GetAsync($"/supervision/log?coach={Reference}"), ("Form.When", "Today"), ("Form.Minutes", "30"), ("Form.Notes", "Aisha Khan has doubts about the room"));
        using var visitor = portal.Visitor();
        await visitor.PostAsync(await visitor.GetAsync("/account/forgotten-password"), ("Form.Email", "coach@demo.test"));
        await portal.Services.AccountMailsAsync();
        await portal.DbAsync(async db =>
        {
            var (coachId, pcn) = await db.Posts.Where(p => p.Coach!.Person!.Reference == Reference && p.VoidedOn == null).Select(p => new ValueTuple<Guid, Guid>(p.CoachId, p.PcnId)).FirstAsync();
            db.Add(new Declaration { PcnId = pcn, ContractYear = 2026, Reference = "D-1", SignedOn = new DateOnly(2026, 4, 2), SignedUtc = portal.Time.Now.UtcDateTime, SignedById = await db.People.Where(p => p.Reference == "HWBC-000018").Select(p => p.Id).SingleAsync(), SignedName = "Priya Shah", SignedRole = "Manager", ContentJson = """{"coaches":[{"name":"Aisha Khan"}]}""" });
            (await db.Coaches.SingleAsync(c => c.Id == coachId)).WorkEmail = "a.khan@practice.example";
            db.Add(new Goal { CoachId = coachId, Text = "Aisha Khan leads a group", Measure = "She does", ReviewOn = new DateOnly(2027, 1, 1), WrittenById = coachId });
            db.Add(new CheckRequest { CoachId = coachId, PcnId = pcn, About = "My name is Aisha Khan", AskedUtc = portal.Time.Now.UtcDateTime });
            db.Command = new AuditCommand("test.fill", coachId, pcn, "About Aisha Khan");
            return await db.SaveChangesAsync();
        });
    }

    private static Task<int> LeftAsync(PortalFixture portal, DateOnly last) => portal.DbAsync(db => db.Posts.Where(p => p.Coach!.Person!.Reference == Reference && p.VoidedOn == null)
        .ExecuteUpdateAsync(u => u.SetProperty(p => p.EndDate, last).SetProperty(p => p.StartDate, new DateOnly(2019, 1, 7))));

    /// <summary>Sessions, minutes, and what was answered at the end of each month, told apart from the name.</summary>
    private static Task<string> NumbersAsync(PortalFixture portal) => portal.SystemAsync(async services =>
    {
        var db = services.GetRequiredService<HwbcDbContext>();
        var id = await db.People.Where(p => p.Reference == Reference).Select(p => p.Id).SingleAsync();
        var file = (await services.GetRequiredService<CoachFileReader>().ReadAsync(id))!;
        var posts = file.Posts.Select(p => p with { StartDate = new DateOnly(2025, 1, 6), EndDate = null }).ToList();
        var months = Enumerable.Range(0, 14).Select(m => new DateOnly(2025, 10, 28).AddMonths(m)).Select(d => ComplianceEvaluator.Default.Evaluate(file with { Posts = posts }, "U90001", d)).Select(d => $"{d.AsOf:yyyy-MM} {d.Referrals} {d.Arrs} {d.Standing} {string.Join(',', d.Findings.Select(f => f.Code))}");
        return $"{file.Sessions.Count} {file.Sessions.Sum(s => s.Minutes)} {file.Training.Count} {file.Checks.Count} {await db.Cpd.Where(c => c.CoachId == id).SumAsync(c => (double)c.Hours)}\n{string.Join('\n', months)}";
    });

    /// <summary>The files under the data folder in whose bytes a text stands, in any case, UTF-8 or UTF-16.</summary>
    private static List<string> Found(PortalFixture portal, string text)
    {
        while (true)
        {
            try
            {
                return Directory.EnumerateFiles(portal.Folder, "*", SearchOption.AllDirectories).Where(path => Holds(path, text)).Select(path => Path.GetRelativePath(portal.Folder, path)).ToList();
            }
            catch (FileNotFoundException)
            {
                // SQLite has put its log into the database meanwhile, and deleted it: what stood in it is looked for anew.
            }
        }
    }

    private static bool Holds(string path, string text)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var content = new MemoryStream();
        file.CopyTo(content);
        var bytes = content.ToArray();
        return path.Contains(text, StringComparison.OrdinalIgnoreCase) || Encoding.Latin1.GetString(bytes).Contains(text, StringComparison.OrdinalIgnoreCase) || Encoding.Unicode.GetString(bytes).Contains(text, StringComparison.OrdinalIgnoreCase);
    }
}
