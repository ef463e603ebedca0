using System.Net;
using AngleSharp.Dom;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.About;
using HwbcPortal.Web.Features.Audit;
using HwbcPortal.Web.Infrastructure.Security;
using HwbcPortal.Web.Tests.Evidence;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HwbcPortal.Web.Tests.Access;

/// <summary>The audit as an administrator reads it, who looked at one's record, and the page of who may do what.</summary>
public sealed class AuditPagesTests
{
    private const string Secret = "She thinks of leaving";

    [Fact]
    public async Task A_coach_sees_who_read_their_evidence_and_notes_once_a_view_and_not_what_they_read_themselves()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var coach = await portal.SignedInAsync("coach");
        using var supervisor = await portal.SignedInAsync("supervisor");
        using var manager = await portal.SignedInAsync("manager");
        Assert.Contains("Nobody else has looked at any of it yet. ", (await coach.GetAsync("/me/readers")).Text, StringComparison.Ordinal);

        await supervisor.PostAsync(await supervisor.GetAsync("/supervision/log?coach=HWBC-000014"), ("Form.When", "Today"), ("Form.Notes", Secret));
        Assert.Equal(0, await ReadsAsync());
        // A form that is refused shows what it showed before: one view.
        var form = await supervisor.GetAsync("/supervision/log?coach=HWBC-000014");
        Assert.Contains(Secret, form.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await supervisor.PostAsync(form, ("Form.When", null))).Status);
        Assert.Equal(1, await ReadsAsync());
        await supervisor.GetAsync("/supervision/coaches/HWBC-000014");
        Assert.Equal(2, await ReadsAsync());
        await coach.GetAsync("/me/supervision");
        Assert.Equal(3, await ReadsAsync());
        // A page without notes is no reading of notes.
        await supervisor.GetAsync("/supervision/coaches/HWBC-000016");
        await coach.GetAsync("/me");
        Assert.Equal(3, await ReadsAsync());

        var training = await portal.DbAsync(db => db.Training.Where(t => t.Coach!.Person!.Reference == "HWBC-000014").Select(t => t.RecordId).FirstAsync());
        await coach.UploadAsync($"/me/training/{training}/evidence", ("certificate.png", SampleFiles.Png()));
        var file = await portal.DbAsync(db => db.Evidence.Select(f => f.Id).SingleAsync());
        await coach.GetAsync($"/evidence/{file}");
        await manager.GetAsync($"/evidence/{file}");
        await manager.GetAsync("/requirements/claims.csv?pcn=U90001");
        using var elsewhere = await portal.SignedInAsync("manager.harbour");
        await elsewhere.GetAsync("/requirements/claims.csv?pcn=U90003");
        using var admin = await portal.SignedInAsync("admin");
        await admin.GetAsync("/audit.csv?about=HWBC-000012");

        var page = await coach.GetAsync((await coach.GetAsync("/me")).Document.QuerySelectorAll("main a").Single(a => a.TextContent == "Who looked at your record").GetAttribute("href")!);
        var rows = page.Rows.Select(r => System.Text.RegularExpressions.Regex.Replace(string.Join(" | ", r.QuerySelectorAll("td").Select(c => c.TextContent.Trim())), @"\s+", " ")).ToList();
        Assert.Equal(5, rows.Count);
        Assert.Contains("Took a list of what was done out that can name you", rows[0], StringComparison.Ordinal);
        Assert.DoesNotContain("HWBC-000012", rows[0], StringComparison.Ordinal);
        rows.RemoveAt(0);
        Assert.Contains("Priya Shah, HWBC-000018", rows[0], StringComparison.Ordinal);
        Assert.Contains("Took a list of claims of Riverside PCN out that can name you", rows[0], StringComparison.Ordinal);
        Assert.Contains("Opened a file of evidence", rows[1], StringComparison.Ordinal);
        Assert.Contains("certificate.png", rows[1], StringComparison.Ordinal);
        Assert.All(rows[2..], r => Assert.Contains("Rachel Bell, P-000002", r, StringComparison.Ordinal));
        Assert.All(rows[2..], r => Assert.Contains("Read notes of supervision", r, StringComparison.Ordinal));
        Assert.Contains("This is kept since 24 November 2026.", page.Text, StringComparison.Ordinal);
        // Managers do not learn from a history who reads notes.
        Assert.DoesNotContain("Read notes", (await manager.GetAsync("/coaches/HWBC-000014/history")).Text, StringComparison.Ordinal);

        // An administrator finds the entries, and nowhere what was noted.
        var found = await admin.GetAsync("/audit?about=HWBC-000014&who=Rachel");
        Assert.Equal(["Read notes of supervision", "Read notes of supervision", "Logged supervision"], found.Rows.Select(r => CommandWords.All.Values.Single(w => r.QuerySelectorAll("td")[3].TextContent.Trim().EndsWith(w, StringComparison.Ordinal))));
        foreach (var path in found.Document.QuerySelectorAll("main tbody a").Select(a => a.GetAttribute("href")!).Append("/audit.csv?about=HWBC-000014").Append("/audit"))
        {
            using var answer = await admin.Client.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.DoesNotContain(Secret, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Task<int> ReadsAsync() => portal.DbAsync(db => db.AuditEntries.CountAsync(e => e.Command == "notes.read"));
    }

    [Fact]
    public async Task An_administrator_searches_the_audit_reads_an_entry_with_before_and_after_and_takes_a_page_out()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var admin = await portal.SignedInAsync("admin");
        await admin.PostAsync(await admin.GetAsync("/pcns/U90001/edit"), ("Form.Name", "Riverbank PCN"));

        // Pages of fifty by their places in the chain: all of it, each entry once.
        var seen = new List<long>();
        for (string? next = "/audit"; next is not null;)
        {
            var page = await admin.GetAsync(next);
            Assert.InRange(page.Rows.Count, 1, AuditQuery.PageSize);
            seen.AddRange(page.Rows.Select(r => long.Parse(r.QuerySelector("a")!.GetAttribute("href")!["/audit/".Length..], System.Globalization.CultureInfo.InvariantCulture)));
            next = page.Document.QuerySelectorAll("main a").FirstOrDefault(a => a.TextContent == "Show older entries")?.GetAttribute("href");
        }

        var last = await portal.DbAsync(db => db.AuditEntries.MaxAsync(e => e.Sequence));
        Assert.Equal(Enumerable.Range(1, (int)last).Select(n => (long)n).Reverse(), seen);

        foreach (var (query, count) in new (string, Func<IQueryable<AuditEntry>, IQueryable<AuditEntry>>)[]
        {
            ("?command=pcn.change", e => e.Where(x => x.Command == "pcn.change")), ("?who=P-000004", e => e.Where(x => x.Actor == "P-000004")), ("?who=demo", e => e.Where(x => x.Actor == "demo")), ("?pcn=U90001", e => e.Where(x => x.Command == "pcn.change")),
            ("?from=2026-11-25", e => e.Where(x => false)), ("?from=2026-11-24&to=2026-11-24&command=account.sign-in", e => e.Where(x => x.Command == "account.sign-in")), ("?about=100%25", e => e.Where(x => false)),
        })
            Assert.Equal((query, Math.Min(AuditQuery.PageSize, await portal.DbAsync(db => count(db.AuditEntries).CountAsync()))), (query, (await admin.GetAsync($"/audit{query}")).Rows.Count));
        Assert.Contains("No entry fits.", (await admin.GetAsync("/audit?from=2026-11-25")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync("/audit/999999")).Status);

        var entry = await admin.GetAsync((await admin.GetAsync("/audit?command=pcn.change")).Rows.Single().QuerySelector("a")!.GetAttribute("href")!);
        Assert.Contains("Before Riverside PCN After Riverbank PCN", entry.Text, StringComparison.Ordinal);
        await portal.DbAsync(db => db.AuditChanges.Where(c => db.AuditEntries.Any(e => e.Sequence == c.EntrySequence && e.Command == "pcn.change")).ExecuteUpdateAsync(u => u.SetProperty(c => c.Content, (string?)null).SetProperty(c => c.Salt, (string?)null)));
        var erased = await admin.GetAsync(entry.Address.AbsolutePath);
        Assert.Contains("The personal part of this was erased.", erased.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Riverside", erased.Document.QuerySelector("main")!.TextContent, StringComparison.Ordinal);

        // Somebody without a coach record: their account and its roles.
        await admin.PostAsync(await admin.GetAsync("/people/P-000007/deactivate"), ("Form.Reason", "Left"));
        foreach (var about in new[] { "P-000007", "Leo Gra" })
            Assert.Single((await admin.GetAsync($"/audit?command=account.close&about={about}")).Rows);
        Assert.Empty((await admin.GetAsync("/audit?command=account.close&about=P-000002")).Rows);

        using var csv = await admin.Client.GetAsync(new Uri("/audit.csv?command=pcn.change", UriKind.Relative));
        var text = await csv.Content.ReadAsStringAsync();
        Assert.Contains("\"Changed a PCN\"", text, StringComparison.Ordinal);
        Assert.Equal(3, text.Split("\r\n").Length);
        Assert.Contains("Changed a PCN; 1 entry", (await admin.GetAsync((await admin.GetAsync("/audit?command=audit.export")).Rows.Single().QuerySelector("a")!.GetAttribute("href")!)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_chain_is_verified_by_night_and_the_audit_says_what_was_found()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var admin = await portal.SignedInAsync("admin");
        Assert.Contains("that has not been done yet", (await admin.GetAsync("/audit")).Text, StringComparison.Ordinal);
        var nightly = portal.Services.GetServices<IHostedService>().OfType<NightlyVerifying>().Single();
        await nightly.RunAsync(CancellationToken.None);
        Assert.Contains("and none was changed, taken out or cut off", (await admin.GetAsync("/audit")).Text, StringComparison.Ordinal);
        await portal.DbAsync(db => db.AuditEntries.Where(e => e.Sequence == 3).ExecuteUpdateAsync(u => u.SetProperty(e => e.Command, "pcn.change")));
        await nightly.RunAsync(CancellationToken.None);
        var page = await admin.GetAsync("/audit");
        Assert.DoesNotContain("none was changed", page.Text, StringComparison.Ordinal);
        Assert.Contains("1 fault. Run the command audit verify", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_do_what_is_the_table_that_decides()
    {
        await using var running = await Running.StartAsync();
        using var coach = await running.Portal.SignedInAsync("coach");
        var operations = AccessWords.Groups.SelectMany(g => g.Operations).ToList();
        Assert.Equal(Enum.GetValues<Operation>().Order(), operations.Select(o => o.Operation).Order());
        Assert.Equal(operations.Count, operations.Select(o => o.Words).Distinct().Count());
        Assert.Equal(Enum.GetValues<PortalRole>().Order(), AccessWords.Roles.Select(r => r.Role).Order());

        var page = await coach.GetAsync("/about/access");
        Assert.Equal(operations.Count, page.Rows.Count);
        foreach (var (row, (operation, words)) in page.Rows.Zip(operations))
        {
            var cells = row.QuerySelectorAll("td");
            Assert.Contains(words, cells[0].TextContent, StringComparison.Ordinal);
            Assert.Equal(AccessTable.NeverOnOneself.Contains(operation), cells[0].TextContent.Contains("Never on one's own record", StringComparison.Ordinal));
            var may = AccessWords.Roles.Where(r => AccessTable.Allowed[r.Role].Contains(operation)).Select(r => r.Name).ToList();
            Assert.EndsWith(may.Count == AccessWords.Roles.Count ? "Everybody" : string.Join(", ", may), cells[1].TextContent.Trim(), StringComparison.Ordinal);
        }

        // By role it is that role's set, by word what says the word.
        foreach (var role in AccessTable.Allowed.Keys)
            Assert.Equal(AccessTable.Allowed[role].Count, (await coach.GetAsync($"/about/access?role={role}")).Rows.Count);
        Assert.Equal(operations.Count(o => o.Words.Contains("session", StringComparison.OrdinalIgnoreCase)), (await coach.GetAsync("/about/access?q=session")).Rows.Count);
        Assert.Equal(AccessWords.Public.Count, page.Document.QuerySelectorAll("main .nhsuk-list--bullet li").Length);
        Assert.All(AccessWords.Public.Values, w => Assert.Contains(w, page.Text, StringComparison.Ordinal));
    }
}
