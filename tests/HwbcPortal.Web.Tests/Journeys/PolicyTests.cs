using System.Net;
using AngleSharp.Html.Dom;
using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Policies;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>A local policy: written as a draft, looked at with whom it would affect, published with a first day and a reason, ended.</summary>
public sealed class PolicyTests
{
    private const string Draft = "/policies/draft?pcn=U90001";
    private const string Preview = "/policies/preview?pcn=U90001";

    [Fact]
    public async Task What_the_preview_says_is_so_after_it_is_published()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var manager = await portal.SignedInAsync("manager");
        Assert.Contains("Look at the usual choices", (await manager.GetAsync("/policies?pcn=U90001")).Text, StringComparison.Ordinal);
        var draft = await manager.GetAsync($"{Draft}&usual=true");
        Assert.Equal(["EMP-01", "EMP-02", "EMP-05"], draft.Document.QuerySelectorAll("input[name='Form.Blocks'][checked]").Select(e => e.GetAttribute("value")));
        var saved = await manager.PostAsync(draft, [.. Ticked("EMP-01", "EMP-02", "EMP-05"), ("Form.Numbers[supervisionMinutes]", "90")]);
        Assert.Equal(HttpStatusCode.SeeOther, saved.Status);
        // Nothing holds yet.
        Assert.Contains("It says nothing until it is published.", (await manager.GetAsync("/policies?pcn=U90001")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("EMP-02", await InTheWay(manager, "HWBC-000014"));

        var preview = await manager.GetAsync($"{Preview}&Form.From=2026-12-01");
        Assert.Contains("Attended minutes a month (SUP-02) | 60 minutes | 90 minutes", Said(preview));
        var foretold = preview.Rows.Where(r => r.QuerySelector("a[href^='/coaches/']") is not null).ToDictionary(r => r.QuerySelector(".app-reference")!.TextContent, r => Squeezed(r.TextContent));
        Assert.Contains("in the way of referrals", foretold["HWBC-000014"], StringComparison.Ordinal);
        Assert.Equal(["Say why: it stays with the policy"], (await manager.PostFormAsync(Publish(preview), preview.Address)).Errors);
        var published = await manager.PostFormAsync(Publish(preview), preview.Address, ("Form.Reason", "Agreed by the board"));
        Assert.Equal(HttpStatusCode.SeeOther, published.Status);
        var list = await manager.GetAsync("/policies?pcn=U90001");
        Assert.Contains("1 December 2026 on, until further notice", list.Text, StringComparison.Ordinal);
        Assert.Contains("Agreed by the board", list.Text, StringComparison.Ordinal);
        Assert.Contains("Published the local policy", list.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Look at the usual choices", list.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("A draft is being written", list.Text, StringComparison.Ordinal);

        // Every coach's page of every day says what was foretold: evaluated by the page, day by day, not by the preview.
        var files = await FilesAsync(portal, "U90001");
        Assert.Equal(8, files.Count);
        foreach (var (reference, file) in files)
        {
            var before = file with { LocalPolicies = [.. file.LocalPolicies.Where(p => p.From < new DateOnly(2026, 12, 1)).Select(p => p with { To = null, VoidedOn = null })] };
            foreach (var day in Enumerable.Range(0, 93).Select(n => new DateOnly(2026, 12, 1).AddDays(n)))
            {
                var (was, will) = (ComplianceEvaluator.Default.Evaluate(before, "U90001", day), ComplianceEvaluator.Default.Evaluate(file, "U90001", day));
                if (was.Referrals == will.Referrals)
                    continue;
                Assert.True(foretold.TryGetValue(reference, out var said), $"{reference} on {day}");
                Assert.True(Runs(said!).Any(r => r.From <= day && day <= r.To), $"{reference}: {said} does not say {day}");
            }
        }

        // And the list of the day reads the same.
        var readiness = await manager.GetAsync("/readiness?pcn=U90001&at=2026-12-01");
        foreach (var row in readiness.Rows.Where(r => r.QuerySelector(".app-reference") is not null))
        {
            var reference = row.QuerySelector(".app-reference")!.TextContent;
            if (foretold.TryGetValue(reference, out var said) && said.Contains("Cleared to take referrals → Not cleared yet", StringComparison.Ordinal) && Runs(said).Any(r => r.From == new DateOnly(2026, 12, 1)))
                Assert.Contains("Not cleared yet", row.TextContent, StringComparison.Ordinal);
        }

        // What was so before its first day stays so.
        Assert.DoesNotContain("EMP-02", await InTheWay(manager, "HWBC-000014", "2026-11-30"));
        Assert.Contains("EMP-02", await InTheWay(manager, "HWBC-000014", "2026-12-01"));
    }

    [Fact]
    public async Task What_loosens_or_is_out_of_range_is_refused_beside_its_field()
    {
        await using var running = await Running.StartAsync();
        using var manager = await running.Portal.SignedInAsync("manager");
        var draft = await manager.GetAsync(Draft);
        foreach (var (field, value, sentence) in new[]
        {
            ("Form.Numbers[supervisionMinutes]", "45", "A local policy can set 60 to 240 minutes."), ("Form.Numbers[lateEntryDays]", "8", "A local policy can set 0 to 7 days."), ("Form.Numbers[supervisorMinTier]", "2", "A local policy can set 3 to 4 as the tier."),
            ("Form.Months[EMP-02]", "37", "A local policy can set 1 to 36 months for EMP-02."), ("Form.Months[EMP-03]", "61", "A local policy can set 1 to 60 months for EMP-03."), ("Form.Months[PCN-01]", "0", "A local policy can set 1 to 12 months for PCN-01."),
        })
        {
            var refused = await manager.PostAsync(draft, (field, value));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
            Assert.Equal([sentence], refused.Errors);
            var input = Assert.IsAssignableFrom<IHtmlInputElement>(refused.Document.QuerySelector($"input[name='{field}']"));
            Assert.Equal(value, input.Value);
            Assert.Contains(sentence, refused.Document.QuerySelector($"#{input.GetAttribute("aria-describedby")!.Split(' ')[^1].Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal)}")!.TextContent, StringComparison.Ordinal);
            Assert.True(refused.Document.QuerySelector($"details[open] input[name='{field}']") is not null, "The field stands where it is closed.");
        }

        Assert.Contains("Attended minutes a month must be a whole number", (await manager.PostAsync(draft, ("Form.Numbers[supervisionMinutes]", "ninety"))).Errors);
        // What a policy may not touch is not on offer, and is dropped when it is posted all the same.
        foreach (var rule in RuleCodes.Untouchable)
            Assert.DoesNotContain(draft.Document.QuerySelectorAll("input[name='Form.Blocks'],input[name='Form.Warns']"), e => e.GetAttribute("value") == rule);
        Assert.Contains("The effects of TRN-01 are national and stay as they are.", (await manager.PostAsync(draft, ("Form.Blocks", "TRN-02"), ("Form.Blocks", "TRN-01"), ("Form.Warns", "TRN-01"))).Errors);
        // A form that was cut off says nothing.
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await manager.PostAsync(draft, [.. draft.Document.QuerySelectorAll("main form input[name^='Form.Numbers']").Select(e => (e.GetAttribute("name")!, (string?)null))])).Status);
    }

    [Fact]
    public async Task A_rule_of_the_PCNs_own_has_a_code_that_is_never_given_twice_and_is_local_everywhere()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var manager = await portal.SignedInAsync("manager");
        var draft = await manager.GetAsync(Draft);
        Assert.Equal(["Enter what it is called"], (await manager.PostAsync(draft, ("Form.Rules[2].Months", "24"))).Errors);
        Assert.Equal(["Select what it is when somebody is not up to date"], (await manager.PostAsync(draft, ("Form.Rules[2].Title", "Moving and handling"))).Errors);
        Assert.Equal(["Two rules are called \"fire safety\". Give each a name of its own"], (await manager.PostAsync(draft, ("Form.Rules[2].Title", "fire safety"), ("Form.Rules[2].Effect", "Warns"))).Errors.Select(e => e.Replace("Fire", "fire", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(draft, ("Form.Rules[2].Title", "Moving and handling"), ("Form.Rules[2].Months", "24"), ("Form.Rules[2].Effect", "Blocks"), ("Form.Rules[1].Remove", "true"))).Status);
        var preview = await manager.GetAsync(Preview);
        Assert.Contains("Moving and handling (LOC-03) | Not asked for | holds 24 months, in the way of referrals", Said(preview));
        Assert.Contains("Information governance (LOC-02) | holds 12 months, informs | Asked for no longer", Said(preview));
        await manager.PostFormAsync(Publish(preview), preview.Address, ("Form.Reason", "Home visits begin"));

        var coach = await manager.GetAsync("/coaches/HWBC-000011?pcn=U90001");
        var row = coach.Document.QuerySelectorAll("main table tbody tr").Single(r => r.TextContent.Contains("LOC-03", StringComparison.Ordinal));
        Assert.Contains("Local policy", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("Not cleared yet", coach.Document.QuerySelector(".app-statuses")!.TextContent, StringComparison.Ordinal);
        // Recorded for everybody at once it clears again.
        var record = await manager.GetAsync("/requirements/checks/record?pcn=U90001&rule=LOC-03");
        Assert.Contains("Moving and handling (LOC-03, local policy)", record.Text, StringComparison.Ordinal);
        await manager.PostAsync(record, ("Form.Rule", "LOC-03"), ("Form.Coaches", "HWBC-000011"));
        Assert.Contains("Cleared to take referrals", (await manager.GetAsync("/coaches/HWBC-000011?pcn=U90001")).Document.QuerySelector(".app-statuses")!.TextContent, StringComparison.Ordinal);

        // Taken out, and another added: the code of the first is not given again.
        draft = await manager.GetAsync(Draft);
        await manager.PostAsync(draft, ("Form.Rules[1].Remove", "true"), ("Form.Rules[2].Title", "Lone working"), ("Form.Rules[2].Effect", "Warns"));
        Assert.Contains("Lone working (LOC-04)", (await manager.GetAsync(Preview)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_changed_since_it_was_looked_at_is_shown_before_it_is_published()
    {
        await using var running = await Running.StartAsync();
        using var manager = await running.Portal.SignedInAsync("manager");
        await manager.PostAsync(await manager.GetAsync(Draft), Ticked("EMP-02"));
        var preview = await manager.GetAsync(Preview);
        Assert.Contains("Aisha Khan HWBC-000014", preview.Text, StringComparison.Ordinal);
        // Meanwhile somebody records what is missing.
        await manager.PostAsync(await manager.GetAsync("/requirements/checks/record?pcn=U90001&rule=EMP-02"), ("Form.Coaches", "HWBC-000014"));
        var again = await manager.PostFormAsync(Publish(preview), preview.Address, ("Form.Reason", "Agreed by the board"));
        Assert.Equal(HttpStatusCode.OK, again.Status);
        Assert.DoesNotContain("Aisha Khan HWBC-000014", again.Text, StringComparison.Ordinal);
        Assert.Equal("Agreed by the board", again.Document.QuerySelector("textarea[name='Form.Reason']")!.TextContent.Trim());
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostFormAsync(Publish(again), again.Address)).Status);
        // Once.
        Assert.Equal(HttpStatusCode.NotFound, (await manager.GetAsync(Preview)).Status);
    }

    [Fact]
    public async Task Days_that_are_past_or_overlap_are_refused_and_two_who_write_see_each_other()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await portal.AddAccountAsync("mona.iqbal", "P-000077", PortalRole.Manager, "U90001");
        using var manager = await portal.SignedInAsync("manager");
        using var other = await portal.SignedInAsync("mona.iqbal");
        var (mine, theirs) = (await manager.GetAsync(Draft), await other.GetAsync(Draft));
        await other.PostAsync(theirs, Ticked("EMP-01"));
        var stale = await manager.PostAsync(mine, Ticked("EMP-05"));
        Assert.Equal(HttpStatusCode.Conflict, stale.Status);
        Assert.Equal(["Somebody else changed this while you had it open. Look at what it says now, then save again."], stale.Errors);
        Assert.Contains("mona.iqbal saved this", stale.Text, StringComparison.Ordinal);
        Assert.Contains("DBS decision recorded", stale.Document.QuerySelector("main dl")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["EMP-05"], stale.Document.QuerySelectorAll("input[name='Form.Blocks'][checked]").Select(e => e.GetAttribute("value")));
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(stale)).Status);

        var past = await manager.GetAsync($"{Preview}&Form.From=2026-11-23");
        Assert.Contains("First day must be 24 November 2026 or later: a policy does not judge the past", past.Text, StringComparison.Ordinal);
        // Whom today's would affect is shown, and it is not published in its place; posted all the same it is refused.
        Assert.Null(past.Document.QuerySelector("main form[action^='/policies/publish']"));
        var today = await manager.GetAsync(Preview);
        Assert.Contains("First day must be 24 November 2026 or later: a policy does not judge the past", (await manager.PostFormAsync(Publish(today), today.Address, ("Form.From", "2026-11-23"), ("Form.Reason", "For now"))).Errors);
        Assert.Contains("First day must be within two years", (await manager.GetAsync($"{Preview}&Form.From=9999-11-23")).Text, StringComparison.Ordinal);
        Assert.Contains("Last day must be the first day or later", (await manager.GetAsync($"{Preview}&Form.From=2026-12-02&Form.To=2026-12-01")).Text, StringComparison.Ordinal);
        var first = await manager.GetAsync($"{Preview}&Form.From=2027-01-01&Form.To=2027-03-31");
        Assert.Contains("which then ends on 31 December 2026", first.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostFormAsync(Publish(first), first.Address, ("Form.Reason", "For the winter"))).Status);

        // One that would run into it.
        await manager.PostAsync(await manager.GetAsync(Draft), Ticked("EMP-01"));
        var second = await manager.GetAsync($"{Preview}&Form.From=2026-12-01");
        Assert.Contains("A policy begins on 1 January 2027. Give this one a last day before that, or end that one first.", second.Text, StringComparison.Ordinal);
        var refused = await manager.PostFormAsync(Publish(second), second.Address, ("Form.Reason", "For now"));
        Assert.Equal(["Two local policies of one PCN overlap. End the one before the other begins."], refused.Errors);
        var bounded = await manager.GetAsync($"{Preview}&Form.From=2026-12-01&Form.To=2026-12-31");
        // The one that follows goes on in the preview as it will: nothing is said of days after.
        Assert.DoesNotContain("Give this one a last day", bounded.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("After 31 December 2026", bounded.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Said(bounded), r => r.Contains(" on: ", StringComparison.Ordinal) || r.Contains("2027", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostFormAsync(Publish(bounded), bounded.Address, ("Form.Reason", "For now"))).Status);
        var rows = await portal.DbAsync(db => db.LocalPolicies.Where(p => p.Pcn!.Code == "U90001" && p.VoidedOn == null).OrderBy(p => p.From).Select(p => new { p.From, p.To }).ToListAsync());
        Assert.Equal([("2026-11-03", "2026-11-30"), ("2026-12-01", "2026-12-31"), ("2027-01-01", "2027-03-31")], rows.Select(r => ($"{r.From:yyyy-MM-dd}", $"{r.To:yyyy-MM-dd}")));

        // Another PCN's manager sees nothing of it.
        using var harbour = await portal.SignedInAsync("manager.harbour");
        Assert.Equal(HttpStatusCode.NotFound, (await harbour.GetAsync("/policies?pcn=U90001")).Status);
        Assert.DoesNotContain("For the winter", (await harbour.GetAsync("/policies")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_ends_after_it_was_seen_who_gains_and_the_past_stays()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var manager = await portal.SignedInAsync("manager");
        await manager.PostAsync(await manager.GetAsync(Draft), Ticked("EMP-02"));
        var preview = await manager.GetAsync(Preview);
        await manager.PostFormAsync(Publish(preview), preview.Address, ("Form.Reason", "Agreed by the board"));
        await portal.DbAsync(db => db.Checks.Where(c => c.Rule == "EMP-02" && c.Coach!.Person!.Reference == "HWBC-000011").ExecuteDeleteAsync());
        portal.Time.Now = portal.Time.Now.AddDays(10);
        using var later = await portal.SignedInAsync("manager");
        var page = await later.FollowAsync((await later.GetAsync("/policies?pcn=U90001")).Document.QuerySelectorAll("main a").First(a => a.TextContent == "End this policy").GetAttribute("href")!);
        Assert.Contains("Last day must be 3 December 2026 or later: the days before that are past", (await later.PostAsync(page, [("Form.Reason", "Too strict"), .. Day("LastDay", "2026-12-02")])).Errors);
        var shown = await later.PostAsync(page, [("Form.Reason", "Too strict"), .. Day("LastDay", "2026-12-10")]);
        Assert.Equal(HttpStatusCode.OK, shown.Status);
        Assert.Contains("Safeguarding adults training in date (EMP-02) | in the way of referrals, warns | warns", Said(shown));
        Assert.Contains("11 December 2026 on: Not cleared yet → Cleared to take referrals", shown.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await later.PostAsync(shown)).Status);
        Assert.Contains("EMP-02", await InTheWay(later, "HWBC-000011", "2026-12-10"));
        Assert.DoesNotContain("EMP-02", await InTheWay(later, "HWBC-000011", "2026-12-11"));

        // One that has not begun does not begin.
        await later.PostAsync(await later.GetAsync(Draft), Ticked("EMP-05"));
        var next = await later.GetAsync($"{Preview}&Form.From=2027-02-01");
        await later.PostFormAsync(Publish(next), next.Address, ("Form.Reason", "Agreed by the board"));
        var record = await portal.DbAsync(db => db.LocalPolicies.Where(p => p.From == new DateOnly(2027, 2, 1)).Select(p => p.RecordId).SingleAsync());
        var end = await later.PostAsync(await later.GetAsync($"/policies/{record}/end?pcn=U90001"), [("Form.Reason", "Not needed"), .. Day("LastDay", "2026-12-04")]);
        Assert.Equal(HttpStatusCode.SeeOther, (await later.PostAsync(end)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await later.GetAsync($"/policies/{record}/end?pcn=U90001")).Status);
        Assert.DoesNotContain("1 February 2027 on", (await later.GetAsync("/policies?pcn=U90001")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_PCN_without_coaches_can_decide_first_and_a_draft_is_thrown_away()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await portal.DbAsync(async db =>
        {
            db.Pcns.Add(new Pcn { Code = "U90009", Name = "New PCN" });
            db.Command = new HwbcPortal.Data.Auditing.AuditCommand("test");
            return await db.SaveChangesAsync();
        });
        await portal.AddAccountAsync("noor.ali", "P-000078", PortalRole.Manager, "U90009");
        using var manager = await portal.SignedInAsync("noor.ali");
        Assert.Contains("/policies?pcn=U90009", (await manager.GetAsync("/readiness")).Document.QuerySelectorAll("main a").Select(a => a.GetAttribute("href")));
        var list = await manager.GetAsync("/policies");
        Assert.Contains("No local policy is in force", list.Text, StringComparison.Ordinal);
        await manager.PostAsync(await manager.GetAsync("/policies/draft?usual=true"));
        list = await manager.GetAsync("/policies");
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(list)).Status);
        Assert.DoesNotContain("A draft is being written", (await manager.GetAsync("/policies")).Text, StringComparison.Ordinal);
        await manager.PostAsync(await manager.GetAsync("/policies/draft?usual=true"));
        var preview = await manager.GetAsync("/policies/preview");
        Assert.Contains("Nobody is in post on these days.", preview.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostFormAsync(Publish(preview), preview.Address, ("Form.Reason", "From the beginning"))).Status);
        Assert.Contains("in the way of referrals, warns", (await manager.GetAsync("/policies")).Text, StringComparison.Ordinal);
        var standing = await portal.DbAsync(db => db.LocalPolicies.SingleAsync(p => p.Pcn!.Code == "U90009"));
        Assert.Equal(["EMP-01", "EMP-02", "EMP-05"], LocalPolicyContent.Read(standing.ContentJson).Effects!.Keys);
    }

    [Fact]
    public async Task An_administrator_sees_what_a_policy_would_do_everywhere_in_numbers_that_are_so()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var admin = await portal.SignedInAsync("admin");
        Assert.Contains("First day must be from 24 November 2026 on and within two years", (await admin.PostAsync(await admin.GetAsync("/policies/everywhere"), Day("From", "2026-11-23"))).Errors);
        await portal.DbAsync(db => db.Checks.Where(c => c.Rule == "EMP-02" && (c.Coach!.Person!.Reference == "HWBC-000011" || c.Coach.Person.Reference == "HWBC-000012")).ExecuteDeleteAsync());
        var begun = await admin.PostAsync(await admin.GetAsync("/policies/everywhere"), Day("From", "2026-12-01"));
        Assert.Equal(HttpStatusCode.SeeOther, begun.Status);
        var address = begun.Response.Headers.Location!.OriginalString;
        var user = await portal.DbAsync(db => db.Users.Where(u => u.Email == "admin@demo.test").Select(u => u.Id).SingleAsync());
        await portal.Services.GetRequiredService<ImpactRuns>().Find(Guid.Parse(address[(address.LastIndexOf('/') + 1)..]), user)!.Work;
        var page = await admin.GetAsync(address);
        var lose = new Dictionary<string, int>();
        foreach (var pcn in await portal.DbAsync(db => db.Pcns.Select(p => p.Code).ToListAsync()))
        {
            foreach (var (_, file) in await FilesAsync(portal, pcn))
            {
                var days = Enumerable.Range(0, 93).Select(n => new DateOnly(2026, 12, 1).AddDays(n)).ToList();
                if (!file.Posts.Any(p => p.Pcn == pcn && p.VoidedOn is null && p.StartDate <= days[^1] && (p.EndDate is null || p.EndDate >= days[0])))
                    continue;
                var standing = file.LocalPolicies.SingleOrDefault(p => p.Pcn == pcn);
                var strict = (standing ?? new LocalPolicy { Id = "x", Pcn = pcn, From = days[0] }) with { Id = "zz", From = days[0], Effects = new[] { "EMP-01", "EMP-02", "EMP-05" }.ToDictionary(r => r, _ => (IReadOnlyList<Effect>)[Effect.BlocksReferrals, Effect.Warns]) };
                var after = file with { LocalPolicies = [.. file.LocalPolicies.Select(p => p.Pcn == pcn ? p with { To = days[0].AddDays(-1) } : p), strict] };
                if (days.Any(d => ComplianceEvaluator.Default.Evaluate(file, pcn, d).Referrals is Referrals.Cleared or Referrals.ProvisionallyCleared && ComplianceEvaluator.Default.Evaluate(after, pcn, d).Referrals is not (Referrals.Cleared or Referrals.ProvisionallyCleared)))
                    lose[pcn] = lose.GetValueOrDefault(pcn) + 1;
            }
        }

        Assert.True(lose.Count > 0);
        Assert.Equal(lose.OrderBy(l => l.Key, StringComparer.Ordinal), page.Rows.Select(r => KeyValuePair.Create(r.QuerySelector(".app-reference")!.TextContent, int.Parse(Cells(r)[1], System.Globalization.CultureInfo.InvariantCulture))).Where(r => r.Value > 0).OrderBy(l => l.Key, StringComparer.Ordinal));
        // Whoever else may look has not asked for this one.
        await portal.AddAccountAsync("second.admin", "P-000079", PortalRole.Administrator);
        using var another = await portal.SignedInAsync("second.admin");
        Assert.Equal(HttpStatusCode.NotFound, (await another.GetAsync(address)).Status);
        // The next look takes the place of the last.
        await admin.PostAsync(await admin.GetAsync("/policies/everywhere"), Day("From", "2026-12-01"));
        Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync(address)).Status);
    }

    [Fact]
    public async Task A_subject_that_is_added_while_a_draft_waits_is_in_the_draft_too_and_no_code_is_given_twice()
    {
        await using var running = await Running.StartAsync();
        using var manager = await running.Portal.SignedInAsync("manager");
        var opened = await manager.GetAsync(Draft);
        await manager.PostAsync(opened, ("Form.Rules[2].Title", "Moving and handling"), ("Form.Rules[2].Effect", "Blocks"));
        await manager.PostAsync(await manager.GetAsync("/training/subjects/new?pcn=U90001"), ("Form.Title", "Lone working"), ("Form.Effect", "Warns"), ("Form.Reason", "Home visits"));
        var preview = await manager.GetAsync(Preview);
        Assert.Contains(Said(preview), r => r.StartsWith("Moving and handling (LOC-03)", StringComparison.Ordinal));
        Assert.DoesNotContain(Said(preview), r => r.Contains("Lone working", StringComparison.Ordinal));
        Assert.Contains("Lone working (LOC-04)", (await manager.GetAsync(Draft)).Text, StringComparison.Ordinal);
        // Somebody who wrote on before is told.
        Assert.Equal(HttpStatusCode.Conflict, (await manager.PostAsync(opened, ("Form.Key", Guid.NewGuid().ToString()))).Status);
        await manager.PostFormAsync(Publish(preview), preview.Address, ("Form.Reason", "Home visits begin"));
        var published = await manager.GetAsync("/policies?pcn=U90001");
        Assert.Contains("Lone working", published.Text, StringComparison.Ordinal);

        // What stands in the way is not taken out of it on the list of subjects.
        var subject = await manager.GetAsync("/training/subjects/LOC-03?pcn=U90001");
        var refused = "This subject stands in the way of referrals. Change that in the local policy, where you see whom it affects";
        Assert.Contains(refused, (await manager.PostAsync(subject, ("Form.Stop", "true"), ("Form.Reason", "Too strict"))).Errors);
        Assert.Contains(refused, (await manager.PostAsync(subject, ("Form.Effect", "Warns"), ("Form.Reason", "Too strict"))).Errors);
        // A shorter time clears nobody, a longer one or none may.
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(subject, ("Form.Months", "12"), ("Form.Reason", "Each year"))).Status);
        subject = await manager.GetAsync("/training/subjects/LOC-03?pcn=U90001");
        Assert.Contains(refused, (await manager.PostAsync(subject, ("Form.Months", "13"), ("Form.Reason", "Too strict"))).Errors);
        Assert.Contains(refused, (await manager.PostAsync(subject, ("Form.Months", ""), ("Form.Reason", "Too strict"))).Errors);
    }

    [Fact]
    public async Task Nobody_publishes_or_ends_what_clears_themselves_and_a_draft_is_thrown_away_as_it_was_seen()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        // Grace Lin is a coach here and a manager too: nothing but the policy will stand in her way.
        await portal.DbAsync(db => db.Checks.Where(c => c.Rule == "EMP-02" && c.Coach!.Person!.Reference == "HWBC-000011").ExecuteDeleteAsync());
        await portal.AddAccountAsync("grace", "HWBC-000011", PortalRole.Manager, "U90001");
        await portal.AddAccountAsync("mona.iqbal", "P-000077", PortalRole.Manager, "U90001");
        using var manager = await portal.SignedInAsync("grace");
        using var other = await portal.SignedInAsync("mona.iqbal");
        await manager.PostAsync(await manager.GetAsync(Draft), Ticked("EMP-02"));
        var list = await manager.GetAsync("/policies?pcn=U90001");
        await other.PostAsync(await other.GetAsync(Draft), Ticked("EMP-02"));
        Assert.Contains("mona.iqbal changed the draft meanwhile", (await manager.FollowAsync((await manager.PostAsync(list)).Response.Headers.Location!.OriginalString)).Text, StringComparison.Ordinal);
        using var viewer = await portal.SignedInAsync("viewer");
        Assert.DoesNotContain("A draft is being written", (await viewer.GetAsync("/policies?pcn=U90001")).Text, StringComparison.Ordinal);
        var preview = await manager.GetAsync(Preview);
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostFormAsync(Publish(preview), preview.Address, ("Form.Reason", "Agreed by the board"))).Status);
        Assert.Contains("Not cleared yet", (await manager.GetAsync("/coaches/HWBC-000011?pcn=U90001")).Document.QuerySelector(".app-statuses")!.TextContent, StringComparison.Ordinal);

        var end = (await manager.GetAsync("/policies?pcn=U90001")).Document.QuerySelectorAll("main a").First(a => a.TextContent == "End this policy").GetAttribute("href")!;
        (string, string?)[] values = [("Form.Reason", "Too strict"), .. Day("LastDay", "2026-11-24")];
        var shown = await manager.PostAsync(await manager.GetAsync(end), values);
        Assert.Contains(Said(shown), r => r.Contains("HWBC-000011", StringComparison.Ordinal) && r.Contains("Not cleared yet → Cleared to take referrals", StringComparison.Ordinal));
        Assert.Equal(["It would clear you yourself, and nobody does that. Ask another manager of your PCN"], (await manager.PostAsync(shown)).Errors);
        await manager.PostAsync(await manager.GetAsync(Draft), ("Form.Blocks", null));
        var loose = await manager.GetAsync(Preview);
        Assert.Equal(["It would clear you yourself, and nobody does that. Ask another manager of your PCN"], (await manager.PostFormAsync(Publish(loose), loose.Address, ("Form.Reason", "Too strict"))).Errors);
        Assert.Equal(HttpStatusCode.SeeOther, (await other.PostAsync(await other.PostAsync(await other.GetAsync(end), values))).Status);
        // Days at the end of time are refused in words.
        await other.PostAsync(await other.GetAsync(Draft), Ticked("EMP-02"));
        var anew = await other.GetAsync($"{Preview}&Form.From=2026-12-01");
        await other.PostFormAsync(Publish(anew), anew.Address, ("Form.Reason", "Agreed by the board"));
        var next = await other.GetAsync((await other.GetAsync("/policies?pcn=U90001")).Document.QuerySelectorAll("main a").First(a => a.TextContent == "End this policy").GetAttribute("href")!);
        foreach (var day in new[] { "9999-12-31", "2019-01-01" })
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await other.PostAsync(next, [("Form.Reason", "Too strict"), ("Form.Confirmed", "x"), .. Day("LastDay", day)])).Status);
    }

    private static IHtmlFormElement Publish(Page page) => (IHtmlFormElement)page.Document.QuerySelector("main form[action^='/policies/publish']")!;

    private static (string, string?)[] Ticked(params string[] rules) => [.. rules.Select(r => ("Form.Blocks", (string?)r))];

    /// <summary>The rules that stand in a coach's way on a day, as the page says it.</summary>
    private static async Task<string> InTheWay(Visitor visitor, string reference, string day = "2026-11-24") =>
        string.Join(' ', (await visitor.GetAsync($"/coaches/{reference}?pcn=U90001&at={day}")).Document.QuerySelectorAll("main table tbody tr").Where(r => r.TextContent.Contains("In the way of referrals", StringComparison.Ordinal)).Select(r => Squeezed(r.TextContent)));

    /// <summary>The cells of a row without the names of their columns.</summary>
    private static List<string> Cells(AngleSharp.Dom.IElement row) => [.. row.Children.Select(c => Squeezed(string.Concat(c.ChildNodes.Where(n => n is not AngleSharp.Dom.IElement e || e.ClassName != "nhsuk-table__heading").Select(n => n.TextContent))).Trim())];

    private static IEnumerable<string> Said(Page page) => page.Rows.Select(r => string.Join(" | ", Cells(r)));

    private static string Squeezed(string text) => System.Text.RegularExpressions.Regex.Replace(text, @"\s+", " ");

    /// <summary>The days on which a row of the preview says that the answer about referrals changes.</summary>
    private static List<(DateOnly From, DateOnly To)> Runs(string row) =>
        [.. System.Text.RegularExpressions.Regex.Matches(row, @"(\d+ \w+ \d{4})(?: to (\d+ \w+ \d{4})| (on))?: (?!Role|What)").Select(m =>
        {
            var first = DateOnly.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
            return (first, m.Groups[3].Success ? DateOnly.MaxValue : m.Groups[2].Success ? DateOnly.Parse(m.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture) : first);
        })];

    private static async Task<IReadOnlyDictionary<string, CoachFile>> FilesAsync(PortalFixture portal, string pcn) => await portal.SystemAsync(async services =>
    {
        var ids = await services.GetRequiredService<HwbcDbContext>().Posts.Where(p => p.Pcn!.Code == pcn && p.VoidedOn == null).Select(p => p.CoachId).Distinct().ToListAsync();
        return (await services.GetRequiredService<CoachFileReader>().ReadAsync(ids)).Values.ToDictionary(f => f.Coach.Reference);
    });

    private static (string, string?)[] Day(string field, string date)
    {
        var day = DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture);
        return ManagerJourneyTests.Date(field, day.Day, day.Month, day.Year);
    }
}
