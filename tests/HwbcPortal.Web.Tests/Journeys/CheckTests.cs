using System.Net;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>Dated checks: for one coach or several, with who, when and a note; a DBS decision without its certificate.</summary>
public sealed class CheckTests
{
    [Fact]
    public async Task A_check_for_several_is_recorded_for_each_and_never_for_oneself()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var manager = await portal.SignedInAsync("manager");
        var page = await manager.GetAsync("/requirements/checks/record?pcn=U90001&rule=EMP-04");
        // Priya Shah records it, and is a coach too.
        Assert.DoesNotContain(page.Document.QuerySelectorAll("main input[type=checkbox]"), b => b.GetAttribute("value") == "HWBC-000018");
        Assert.DoesNotContain(page.Document.QuerySelectorAll("option"), o => o.GetAttribute("value") == "EMP-01");
        Assert.Contains("Select the coaches for whom it is recorded", (await manager.PostAsync(page, ("Form.Coaches", "HWBC-000018"))).Errors);
        Assert.Contains("The date of the check must be today or in the past", (await manager.PostAsync(page, [("Form.Coaches", "HWBC-000014"), .. Day("On", 25)])).Errors);
        // Of another PCN: not on the list, so not recorded.
        var saved = await manager.PostAsync(page, ("Form.Coaches", "HWBC-000014"), ("Form.Coaches", "HWBC-000021"), ("Form.Coaches", "HWBC-000015"), ("Form.Note", "Seen in the induction folder"));
        Assert.Equal(HttpStatusCode.SeeOther, saved.Status);
        Assert.Contains("Induction complete is recorded for 2 coaches.", (await manager.GetAsync("/requirements/checks?pcn=U90001")).Text, StringComparison.Ordinal);
        Assert.Equal(["HWBC-000014", "HWBC-000015"], await portal.DbAsync(db => db.Checks.Where(c => c.Rule == "EMP-04" && c.Note == "Seen in the induction folder").Select(c => c.Coach!.Person!.Reference).OrderBy(r => r).ToListAsync()));
        var of = await manager.GetAsync("/coaches/HWBC-000014/checks?pcn=U90001");
        Assert.Contains("Seen in the induction folder", of.Text, StringComparison.Ordinal);
        Assert.Contains("Recorded a check", (await manager.GetAsync("/coaches/HWBC-000015/history")).Text, StringComparison.Ordinal);
        // Pressed twice it is recorded once.
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(page, ("Form.Coaches", "HWBC-000014"))).Status);
        Assert.Equal(2, await portal.DbAsync(db => db.Checks.CountAsync(c => c.Rule == "EMP-04" && c.On == new DateOnly(2026, 11, 24))));
    }

    [Fact]
    public async Task A_duty_of_the_PCN_is_recorded_once_for_all_its_coaches()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var manager = await portal.SignedInAsync("manager");
        await portal.DbAsync(db => db.Checks.Where(c => c.Rule == "PCN-02").ExecuteUpdateAsync(u => u.SetProperty(c => c.VoidedOn, new DateOnly(2026, 11, 1))));
        var before = await manager.GetAsync("/requirements/checks?pcn=U90001");
        // A page beyond all pages is the first.
        foreach (var page in new[] { "2", "85899347", "171798693", "-1" })
            Assert.Equal(before.Rows.Count, (await manager.GetAsync($"/requirements/checks?pcn=U90001&page={page}")).Rows.Count);
        Assert.Contains("Referral process confirmed", before.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(await manager.GetAsync("/requirements/checks/record?pcn=U90001&rule=PCN-02"))).Status);
        Assert.Equal(1, await portal.DbAsync(db => db.Checks.CountAsync(c => c.Rule == "PCN-02" && c.VoidedOn == null && c.CoachId == null)));
        // For whoever recorded it and is a coach too it does not count: nobody confirms anything of their own file.
        foreach (var (coach, answer) in new[] { ("HWBC-000011", "Met"), ("HWBC-000014", "Met"), ("HWBC-000018", "Not recorded here yet") })
        {
            var row = (await manager.GetAsync($"/coaches/{coach}?pcn=U90001")).Document.QuerySelectorAll("main table tbody tr").Single(r => r.TextContent.Contains("PCN-02", StringComparison.Ordinal));
            Assert.True(row.TextContent.Contains(answer, StringComparison.Ordinal), $"{coach}: {System.Text.RegularExpressions.Regex.Replace(row.TextContent, @"\s+", " ")}");
        }
    }

    [Fact]
    public async Task A_DBS_decision_is_read_by_managers_alone_and_each_reading_is_recorded()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var manager = await portal.SignedInAsync("manager");
        var page = await manager.GetAsync("/coaches/HWBC-000015/checks/dbs?pcn=U90001");
        Assert.Equal(["Select the level of the certificate", "Enter what was decided", "Enter who decided"], (await manager.PostAsync(page)).Errors);
        (string, string?)[] filled = [("Form.Level", "Enhanced"), ("Form.CertificateNumber", "0012 3456 7890"), .. Day("IssuedOn", 10), ("Form.Decision", "Suitable for the post"), ("Form.DecidedBy", "Jo Field, practice manager")];
        Assert.Contains("Certificate number must be 12 numbers, as on the certificate", (await manager.PostAsync(page, [.. filled.Where(f => f.Item1 != "Form.CertificateNumber"), ("Form.CertificateNumber", "00123456789")])).Errors);
        Assert.Contains("Decided on must be the day of issue or later", (await manager.PostAsync(page, [.. filled, .. Day("On", 9)])).Errors);
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(page, filled)).Status);

        var list = await manager.GetAsync("/coaches/HWBC-000015/checks?pcn=U90001");
        Assert.DoesNotContain("001234567890", list.Text, StringComparison.Ordinal);
        var dbs = list.Document.QuerySelectorAll("main a").Single(a => a.GetAttribute("href")!.Contains("/dbs?", StringComparison.Ordinal) && a.TextContent.StartsWith("Read the decision", StringComparison.Ordinal)).GetAttribute("href")!;
        Assert.Equal(0, await ReadsAsync(portal));
        Assert.Contains("001234567890", (await manager.GetAsync(dbs)).Text, StringComparison.Ordinal);
        Assert.Equal(1, await ReadsAsync(portal));
        Assert.Contains("Read a DBS decision", (await manager.GetAsync("/coaches/HWBC-000015/history")).Text, StringComparison.Ordinal);
        using var viewer = await portal.SignedInAsync("viewer");
        // Nor by the way of what was recorded: the trail does not say what the decision says.
        var history = (await viewer.GetAsync("/coaches/HWBC-000015/history?pcn=U90001")).Text;
        Assert.Contains("Recorded a check", history, StringComparison.Ordinal);
        foreach (var words in new[] { "Suitable for the post", "001234567890", "Jo Field" })
        {
            Assert.DoesNotContain(words, history, StringComparison.Ordinal);
            Assert.False(await portal.DbAsync(db => db.AuditChanges.AnyAsync(c => c.Content!.Contains(words))));
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.GetAsync(dbs)).Status);
        Assert.DoesNotContain("Read the decision", (await viewer.GetAsync("/coaches/HWBC-000015/checks?pcn=U90001")).Text, StringComparison.Ordinal);
        Assert.Equal(1, await ReadsAsync(portal));

        // A level for which there is no certificate has no number.
        await manager.PostAsync(await manager.GetAsync("/coaches/HWBC-000015/checks/dbs?pcn=U90001"), ("Form.Level", "NoneNeeded"), ("Form.CertificateNumber", "1"), ("Form.Decision", "No contact with people alone"), ("Form.DecidedBy", "Jo Field"));
        Assert.Equal(1, await portal.DbAsync(db => db.Checks.CountAsync(c => c.Dbs != null && c.Dbs.CertificateNumber == null)));
    }

    [Fact]
    public async Task A_coach_acknowledges_the_scope_of_the_role_themselves_and_nothing_else()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await portal.DbAsync(db => db.Checks.Where(c => c.Rule == "ROL-01").ExecuteUpdateAsync(u => u.SetProperty(c => c.VoidedOn, new DateOnly(2026, 11, 1))));
        using var coach = await portal.SignedInAsync("coach");
        Assert.Contains("Read and record it", (await coach.GetAsync("/me")).Text, StringComparison.Ordinal);
        var page = await coach.GetAsync("/me/scope");
        Assert.Equal(["Tick that you have read it and work by it"], (await coach.PostAsync(page)).Errors);
        Assert.Equal(HttpStatusCode.SeeOther, (await coach.PostAsync(page, ("Form.Agrees", "true"))).Status);
        Assert.DoesNotContain("Read and record it", (await coach.GetAsync("/me")).Text, StringComparison.Ordinal);
        using var manager = await portal.SignedInAsync("manager");
        Assert.Contains("Acknowledged scope and code of conduct", (await manager.GetAsync("/coaches/HWBC-000014/history")).Text, StringComparison.Ordinal);
    }

    private static Task<int> ReadsAsync(PortalFixture portal) => portal.DbAsync(db => db.AuditEntries.CountAsync(a => a.Command == "dbs.read"));

    private static (string, string?)[] Day(string field, int day) => [($"Form.{field}.Day", $"{day}"), ($"Form.{field}.Month", "11"), ($"Form.{field}.Year", "2026")];
}
