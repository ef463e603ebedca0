using System.Net;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>The year's declaration: what stands is signed, frozen, and reopened only by voiding.</summary>
public sealed class DeclarationTests
{
    private static readonly (string, string?)[] Signed = [("Form.Role", "PCN manager"), ("Form.Declares", "true")];

    [Fact]
    public async Task It_is_frozen_as_it_stood_and_declares_nobody_who_lacks_something_nor_oneself()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await portal.DbAsync(db => db.Checks.Where(c => c.Rule == "ARR-02").ExecuteUpdateAsync(u => u.SetProperty(c => c.VoidedOn, new DateOnly(2026, 10, 1))));
        // Nina Cole's training was never verified: a requirement of the scheme is not met.
        await portal.DbAsync(db => db.Training.Where(t => t.Coach!.Person!.Reference == "HWBC-000017").ExecuteUpdateAsync(u => u.SetProperty(t => t.VoidedOn, new DateOnly(2026, 10, 1))));
        using var manager = await portal.SignedInAsync("manager");
        var page = await manager.GetAsync("/requirements/declaration?pcn=U90001");
        Assert.Contains("Not declared: a requirement of the scheme is not met.", page.Text, StringComparison.Ordinal);
        Assert.Contains("Not declared: nobody declares for their own post.", page.Text, StringComparison.Ordinal);
        Assert.Equal(["Enter as what you sign", "Tick that you declare it"], (await manager.PostAsync(page)).Errors);
        var signed = await manager.PostAsync(page, Signed);
        Assert.Equal(HttpStatusCode.SeeOther, signed.Status);
        var frozen = await manager.FollowAsync(signed.Response.Headers.Location!.OriginalString);
        Assert.Contains("Declaration U90001-2026-1", frozen.Text, StringComparison.Ordinal);
        Assert.Contains("Signed by Priya Shah, PCN manager", frozen.Text, StringComparison.Ordinal);
        Assert.Contains("des-2026-27", frozen.Text, StringComparison.Ordinal);
        var declared = await portal.DbAsync(db => db.Checks.Where(c => c.DeclarationId != null && c.VoidedOn == null).Select(c => c.Coach!.Person!.Reference).OrderBy(r => r).ToListAsync());
        Assert.Contains("HWBC-000011", declared);
        Assert.DoesNotContain("HWBC-000017", declared);
        Assert.DoesNotContain("HWBC-000018", declared);
        Assert.Contains("Met", Row(await manager.GetAsync("/coaches/HWBC-000011?pcn=U90001")), StringComparison.Ordinal);
        Assert.DoesNotContain("Met", Row(await manager.GetAsync("/coaches/HWBC-000017?pcn=U90001")), StringComparison.Ordinal);

        // Nor alone, afterwards.
        var alone = await manager.PostAsync(await manager.GetAsync("/requirements/checks/record?pcn=U90001&rule=ARR-02"), ("Form.Coaches", "HWBC-000017"));
        Assert.Contains("A requirement of the scheme is not met for Nina Cole: nobody is declared who lacks one", alone.Errors);

        // What is recorded afterwards changes nothing of it.
        var before = Says(await manager.GetAsync(frozen.Address.PathAndQuery));
        await portal.DbAsync(db => db.Assignments.Where(a => a.Coach!.Person!.Reference == "HWBC-000011").ExecuteUpdateAsync(u => u.SetProperty(a => a.VoidedOn, new DateOnly(2026, 11, 24))));
        Assert.Equal(before, Says(await manager.GetAsync(frozen.Address.PathAndQuery)));
        Assert.Contains("No one", (await manager.GetAsync("/coaches/HWBC-000011?pcn=U90001")).Text, StringComparison.Ordinal);

        // One a year: from the page that was open before, too.
        var again = await manager.PostAsync(page, [.. Signed, ("Form.Key", Guid.NewGuid().ToString())]);
        Assert.Contains("U90001-2026-1 is signed for 2026/27 already. Void it first, with a reason", again.Errors);

        // Voided it stays readable, and the year is open again.
        var number = frozen.Address.AbsolutePath;
        Assert.Equal(["Enter why it is voided: it stays with the declaration"], (await manager.PostAsync(await manager.GetAsync($"{number}/void"))).Errors);
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(await manager.GetAsync($"{number}/void"), ("Form.Reason", "Signed too early"))).Status);
        Assert.DoesNotContain("Met", Row(await manager.GetAsync("/coaches/HWBC-000012?pcn=U90001")), StringComparison.Ordinal);
        var old = await manager.GetAsync(number);
        Assert.Contains("Signed too early", old.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await manager.GetAsync($"{number}/void")).Status);
        await manager.PostAsync(await manager.GetAsync("/requirements/declaration?pcn=U90001"), Signed);
        Assert.Equal(["U90001-2026-1", "U90001-2026-2"], await portal.DbAsync(db => db.Declarations.Select(d => d.Reference).OrderBy(r => r).ToListAsync()));
    }

    [Fact]
    public async Task What_changed_since_it_was_looked_at_is_shown_before_it_is_signed()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var manager = await portal.SignedInAsync("manager");
        var page = await manager.GetAsync("/requirements/declaration?pcn=U90001");
        await portal.DbAsync(db => db.Checks.Where(c => c.Rule == "PCN-02").ExecuteUpdateAsync(u => u.SetProperty(c => c.VoidedOn, new DateOnly(2026, 11, 24))));
        var stale = await manager.PostAsync(page, Signed);
        Assert.Equal(HttpStatusCode.Conflict, stale.Status);
        Assert.Equal(0, await portal.DbAsync(db => db.Declarations.CountAsync()));
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(stale, ("Form.Declares", "true"))).Status);
    }

    [Fact]
    public async Task A_duty_of_the_PCN_is_not_in_place_because_one_coach_is_exempt()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await portal.DbAsync(async db =>
        {
            await db.Checks.Where(c => c.Rule == "PCN-02").ExecuteUpdateAsync(u => u.SetProperty(c => c.VoidedOn, new DateOnly(2026, 11, 1)));
            // Grace Lin stands first by reference, Aisha Khan by name: whoever is asked first, the answer is the PCN's.
            var (pcn, by) = (await db.Pcns.Where(p => p.Code == "U90001").Select(p => p.Id).SingleAsync(), await db.People.Where(p => p.Reference == "HWBC-000018").Select(p => p.Id).SingleAsync());
            foreach (var coach in await db.Coaches.Where(c => c.Person!.Reference == "HWBC-000011" || c.Person.Reference == "HWBC-000014").Select(c => c.Id).ToListAsync())
            {
                var exemption = new HwbcPortal.Data.Entities.ExemptionVersion { ItemId = $"exempt-{coach:N}", CoachId = coach, PcnId = pcn, Rule = "PCN-02", Reason = "Works elsewhere", From = new DateOnly(2026, 11, 1), To = new DateOnly(2026, 12, 31), ApprovedById = by };
                exemption.RecordId = exemption.Id;
                db.Add(exemption);
            }

            return await db.SaveChangesAsync();
        });
        using var manager = await portal.SignedInAsync("manager");
        foreach (var path in new[] { "/requirements/declaration?pcn=U90001", "/requirements/checks?pcn=U90001" })
        {
            var duty = (await manager.GetAsync(path)).Document.QuerySelectorAll("main .nhsuk-summary-list__row").Single(r => r.TextContent.Contains("Referral process confirmed", StringComparison.Ordinal)).TextContent;
            Assert.Contains("Not recorded here yet", duty, StringComparison.Ordinal);
            Assert.DoesNotContain("In place", duty, StringComparison.Ordinal);
            Assert.DoesNotContain("Exempt", duty, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Of_two_who_sign_at_once_one_has_signed_and_the_other_is_told()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var one = await portal.SignedInAsync("manager");
        using var two = await portal.SignedInAsync("manager.two");
        var pages = new[] { (Who: one, Page: await one.GetAsync("/requirements/declaration?pcn=U90001")), (Who: two, Page: await two.GetAsync("/requirements/declaration?pcn=U90001")) };
        var answers = await Task.WhenAll(pages.Select(p => p.Who.PostAsync(p.Page, Signed)));
        Assert.Single(answers, a => a.Status == HttpStatusCode.SeeOther);
        Assert.Single(answers, a => a.Status is HttpStatusCode.UnprocessableEntity or HttpStatusCode.Conflict);
        Assert.Equal(1, await portal.DbAsync(db => db.Declarations.CountAsync()));
    }

    [Fact]
    public async Task A_new_contract_year_asks_anew_and_the_old_one_stays()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using (var manager = await portal.SignedInAsync("manager"))
            await manager.PostAsync(await manager.GetAsync("/requirements/declaration?pcn=U90001"), Signed);
        portal.Time.Now = new DateTimeOffset(2027, 3, 31, 12, 0, 0, TimeSpan.Zero);
        using (var last = await portal.SignedInAsync("manager"))
            Assert.Contains("U90001-2026-1 was signed on 24 November 2026", (await last.GetAsync("/requirements/declaration?pcn=U90001")).Text, StringComparison.Ordinal);
        portal.Time.Now = portal.Time.Now.AddDays(1);
        using var first = await portal.SignedInAsync("manager");
        var page = await first.GetAsync("/requirements/declaration?pcn=U90001");
        Assert.Contains("Declaration of the role requirements, 2027/28", page.Text, StringComparison.Ordinal);
        Assert.Contains("U90001-2026-1, 2026/27, signed on 24 November 2026", page.Text, StringComparison.Ordinal);
        Assert.Contains("Sign as Priya Shah", page.Text, StringComparison.Ordinal);
        // The PCN next door sees nothing of it.
        await portal.AddAccountAsync("hill", "P-000097", HwbcPortal.Data.Entities.PortalRole.Manager, "U90002");
        using var hill = await portal.SignedInAsync("hill");
        var id = await portal.DbAsync(db => db.Declarations.Select(d => d.Id).SingleAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await hill.GetAsync($"/requirements/declaration/{id}")).Status);
        Assert.DoesNotContain("U90001", (await hill.GetAsync("/requirements/declaration")).Text, StringComparison.Ordinal);
    }

    private static string Row(Page coach) => coach.Document.QuerySelectorAll("main table tbody tr").Single(r => r.TextContent.Contains("ARR-02", StringComparison.Ordinal)).QuerySelectorAll("td,th")[1].TextContent;

    private static string Says(Page page) => page.Document.QuerySelector("main")!.TextContent;
}
