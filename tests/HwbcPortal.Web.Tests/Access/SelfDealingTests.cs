using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Infrastructure.Security;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HwbcPortal.Web.Tests.Access;

/// <summary>
/// T05: somebody who is a coach too, in every mix of roles, tries everything on their own file that clears, supervises or pauses:
/// no page leads there, no address opens it, and a form that is posted all the same stores nothing. (At the domain:
/// SelfDealingTests of the domain's tests.)
/// </summary>
public sealed class SelfDealingTests
{
    private const string Own = "HWBC-000018";

    // Standings are written anew when a page is read, who read and who signed in is recorded; and memberships are what a mix consists of.
    private static readonly string[] Changing = ["CoachStandings", "AuditEntries", "AuditChanges", "AuditHead", "SignInSessions", "Memberships"];

    [Fact]
    public async Task T05_nobody_deals_with_their_own_file_in_any_mix_of_roles()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        var keys = await PrepareAsync(portal);
        var acts = Acts(keys);
        var wrong = new List<string>();
        var before = await CountAsync(portal);
        // Every mix of the six, but none.
        var mixes = Enumerable.Range(1, (1 << Enum.GetValues<PortalRole>().Length) - 1).Select(bits => Enum.GetValues<PortalRole>().Where((_, n) => (bits & (1 << n)) != 0).ToList()).ToList();
        foreach (var roles in mixes)
        {
            await BecomeAsync(portal, roles);
            using var self = await portal.SignedInAsync("manager");
            var found = await TryAsync(portal, self, acts);
            wrong.AddRange(found.Select(f => $"{string.Join(' ', roles)}: {f}"));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(before, await CountAsync(portal));
        Proof.Holds("T05", "verify, accept, supervise, approve, exempt oneself: pages, addresses and forms that are posted all the same", $"{mixes.Count} mixes of roles x {acts.Count} acts", "0 done");
    }

    private static async Task<IReadOnlyList<string>> TryAsync(PortalFixture portal, Visitor self, List<(string Path, (string, string?)[] Fields)> acts)
    {
        var wrong = new List<string>();

        // The pages: whatever the person sees of themselves and in lists, nothing leads to an act on their own file.
        foreach (var path in new[] { $"/coaches/{Own}", $"/coaches/{Own}/training", $"/coaches/{Own}/supervision", "/readiness", "/training/queue", "/training/matrix", "/requests", "/requirements/claims?month=2026-10", "/supervision", "/me", "/me/training" })
        {
            var page = await self.GetAsync(path);
            if (page.Status == HttpStatusCode.OK)
                wrong.AddRange(page.Document.QuerySelectorAll("main a").Select(a => a.GetAttribute("href") ?? "").Where(href => acts.Any(a => Same(a.Path, href))).Select(href => $"{path} leads to {href}"));
        }

        // The handlers: opened, and posted with all that the form asks for.
        var borrowed = (IHtmlFormElement)(await self.FollowAsync("/account/forgotten-password")).Document.QuerySelector("main form[method=post]")!;
        foreach (var (path, fields) in acts)
        {
            var opened = await self.GetAsync(path);
            if (opened.Status is not (HttpStatusCode.Forbidden or HttpStatusCode.NotFound) && !opened.Text.Contains("None of these waits for you any more", StringComparison.Ordinal))
                wrong.Add($"GET {path}: {(int)opened.Status}");
            var posted = await self.PostFormAsync(borrowed, new Uri(portal.Address, path), [("Form.Key", Guid.NewGuid().ToString()), .. fields]);
            if (posted.Status is not (HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.Conflict))
                wrong.Add($"POST {path}: {(int)posted.Status} {string.Join(" | ", posted.Errors)}");
        }

        return wrong;
    }

    [Fact]
    public async Task T05_nobody_is_named_as_their_own_supervisor_and_another_person_may_do_all_of_it()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        var keys = await PrepareAsync(portal);
        using var self = await portal.SignedInAsync("manager");
        var form = await self.GetAsync($"/coaches/{Own}/people/new?kind=HealthCoaching&pcn=U90001");
        Assert.DoesNotContain(keys["supervisor"], form.Document.Body!.InnerHtml, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await self.PostAsync(form, ("Form.Supervisor", keys["supervisor"]))).Status);

        // The same requests by somebody else are not refused: it is the own file that refuses them.
        using var other = await portal.SignedInAsync("manager.two");
        var borrowed = (IHtmlFormElement)(await other.FollowAsync("/account/forgotten-password")).Document.QuerySelector("main form[method=post]")!;
        foreach (var (path, fields) in Acts(keys).Where(a => !a.Path.StartsWith("/supervision", StringComparison.Ordinal) && !a.Path.StartsWith("/training/queue", StringComparison.Ordinal)))
        {
            var answer = await other.PostFormAsync(borrowed, new Uri(portal.Address, path), [("Form.Key", Guid.NewGuid().ToString()), .. fields]);
            // A provisional clearance is refused in words where it would clear nobody, a tier where somebody has not seen what it is now.
            Assert.True(answer.Status == HttpStatusCode.SeeOther || (Regex.IsMatch(path, "/(provisionals|tier)") && answer.Status is HttpStatusCode.UnprocessableEntity or HttpStatusCode.Conflict), $"{path}: {(int)answer.Status} {string.Join(" | ", answer.Errors)}");
        }
    }

    /// <summary>
    /// Whoever keeps what all share (the register of programmes, that of supervisors, a PCN's policy and list) is a coach too: somebody else
    /// changes it so that they are not cleared, and putting it back is not theirs. Whose act it is decides, and nothing else: the same
    /// form of somebody else is stored, and clears them.
    /// </summary>
    [Fact]
    public async Task T05_nobody_clears_themselves_by_what_they_change_for_everybody()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        var four = await portal.DbAsync(db => db.Training.Where(t => t.Coach!.Person!.Reference == Own && t.VoidedOn == null).Select(t => t.ProgrammeVersion!.RecordId).SingleAsync());
        using var manager = await portal.SignedInAsync("manager.two");
        var waits = await portal.DbAsync(db => db.Training.Where(t => t.Coach!.Person!.Reference == Own && t.VoidedOn == null).Select(t => t.RecordId).SingleAsync());
        Assert.Equal(HttpStatusCode.SeeOther, (await SendAsync(manager, $"/coaches/{Own}/training/{waits}/verify?pcn=U90001", [("Form.Outcome", "Verified"), ("Form.Method", "ProviderConfirmed"), .. Date("On", 2026, 11, 24)])).Status);
        // Naming a supervisor and a subject of training stand in the way of referrals here.
        await portal.DbAsync(async db =>
        {
            var policy = await db.LocalPolicies.SingleAsync(p => p.Pcn!.Code == "U90001" && p.VoidedOn == null);
            var content = LocalPolicyContent.Read(policy.ContentJson);
            IReadOnlyList<Effect> blocks = [Effect.Warns, Effect.BlocksReferrals];
            policy.ContentJson = (content with { Effects = new Dictionary<string, IReadOnlyList<Effect>> { ["SUP-01"] = [Effect.Warns, Effect.AffectsArrs, Effect.BlocksReferrals] }, Rules = [.. content.Rules!.Select(r => r with { Effects = r.Rule == "LOC-01" ? blocks : r.Effects })] }).Write();
            var (post, by) = (await db.Posts.SingleAsync(p => p.Coach!.Person!.Reference == Own && p.VoidedOn == null), await db.People.Where(p => p.Reference == "P-000001").Select(p => p.Id).SingleAsync());
            var check = new CheckVersion { ItemId = "own-fire", CoachId = post.CoachId, PcnId = post.PcnId, Rule = "LOC-01", On = new DateOnly(2026, 6, 1), ById = by };
            check.RecordId = check.Id;
            db.Add(check);
            return await db.SaveChangesAsync();
        });
        Assert.True(await IsClearedAsync(portal), "by all that there is");

        var (edit, named) = ($"/programmes/{four}/edit", await portal.DbAsync(db => db.Assignments.Where(a => a.Coach!.Person!.Reference == Own && a.Kind == AssignmentKind.HealthCoaching && a.VoidedOn == null).Select(a => a.SupervisorVersion!.RecordId).SingleAsync()));
        (string, string?)[] why = [("Form.Reason", "It was entered wrongly"), ("Form.LookedUpAt", "The list"), ("Form.Evidence", "The list")];
        (string, string?)[] noEnd = [("Form.To.Day", ""), ("Form.To.Month", ""), ("Form.To.Year", "")];
        PortalRole[] programmes = [PortalRole.Administrator, PortalRole.HubLead], supervisors = [PortalRole.Administrator, PortalRole.Manager], manages = [PortalRole.Manager];
        SharedAct[] acts =
        [
            new("the end of an accreditation", programmes, WindowAsync, [.. why, .. Date("To", 2021, 12, 31)], WindowAsync, [.. why, .. noEnd]),
            new("another accreditation", programmes, WindowAsync, [.. why, ("Form.Withdraw", "true")], () => Task.FromResult($"/programmes/{four}/accreditations/new"), [.. why, .. Date("From", 2026, 1, 1)]),
            new("the length", programmes, () => Task.FromResult(edit), [.. why, ("Form.Days", "1")], () => Task.FromResult(edit), [.. why, ("Form.Days", "4")]),
            new("the kind", programmes, () => Task.FromResult(edit), [.. why, ("Form.Kind", "Refresher")], () => Task.FromResult(edit), [.. why, ("Form.Kind", "HealthCoaching")]),
            new("the assessment", programmes, () => Task.FromResult(edit), [.. why, ("Form.HasAssessment", "true")], () => Task.FromResult(edit), [.. why, ("Form.HasAssessment", "false")]),
            new("when the own supervisor may supervise", supervisors, PeriodAsync, [.. why, .. Date("To", 2026, 11, 20)], PeriodAsync, [.. why, .. noEnd]),
            new("how long a subject holds", manages, () => Task.FromResult("/training/subjects/LOC-01?pcn=U90001"), [.. why, ("Form.Months", "3")], () => Task.FromResult("/training/subjects/LOC-01?pcn=U90001"), [.. why, ("Form.Months", "12")]),
            new("who supervises oneself", manages, AssignmentAsync, [("Form.Reason", "ChangeWanted"), .. Date("LastDay", 2026, 11, 23)], () => Task.FromResult($"/coaches/{Own}/people/new?kind=HealthCoaching&pcn=U90001"), [("Form.Supervisor", "{named}"), .. Date("From", 2026, 11, 24)]),
        ];
        using var admin = await portal.SignedInAsync("admin");
        var tried = 0;
        foreach (var act in acts)
        {
            foreach (var role in act.Roles)
            {
                var other = role == PortalRole.Manager ? manager : admin;
                await BecomeAsync(portal, [PortalRole.Coach, role]);
                var spoilt = await SendAsync(other, await act.SpoilsAt(), act.Spoils);
                Assert.True(spoilt.Status == HttpStatusCode.SeeOther && !await IsClearedAsync(portal), $"{act.Name}: {spoilt.Status} {string.Join(" | ", spoilt.Errors)}");
                using var self = await portal.SignedInAsync("manager");
                var (path, before) = (await act.ClearsAt(), await FactsAsync(portal));
                var newest = (await portal.DbAsync(db => db.Supervisors.Where(s => s.RecordId == named && s.VoidedOn == null).Select(s => s.Id).SingleAsync())).ToString();
                var values = act.Clears.Select(v => (v.Name, v.Value == "{named}" ? newest : v.Value)).ToArray();
                var refused = await SendAsync(self, path, values);
                Assert.True(refused.Status == HttpStatusCode.UnprocessableEntity && refused.Errors.SequenceEqual(["It would clear you yourself, and nobody does that. Ask somebody else to do it"]), $"{act.Name} as {role}: {refused.Status} {string.Join(" | ", refused.Errors)}");
                Assert.Equal(before, await FactsAsync(portal));
                var done = await SendAsync(other, path, values);
                Assert.True(done.Status == HttpStatusCode.SeeOther && await IsClearedAsync(portal), $"{act.Name} by somebody else: {done.Status} {string.Join(" | ", done.Errors)}");
                tried++;
            }
        }

        Proof.Holds("T05 shared", "clearing oneself by a change of what all share: programmes, supervisors, policy and list, and who supervises oneself", $"{acts.Length} acts, {tried} with the role", "0 stored; all stored for somebody else");

        async Task<string> WindowAsync() => $"/programmes/{four}/accreditations/{await portal.DbAsync(db => db.Accreditations.Where(a => a.VoidedOn == null && db.Programmes.Any(p => p.Id == a.ProgrammeVersionId && p.RecordId == four && p.VoidedOn == null)).Select(a => a.RecordId).SingleAsync())}";

        async Task<string> PeriodAsync() => $"/supervisors/{named}/eligibility/{await portal.DbAsync(db => db.Eligibility.Where(e => e.VoidedOn == null && db.Supervisors.Any(s => s.Id == e.SupervisorVersionId && s.RecordId == named && s.VoidedOn == null)).Select(e => e.RecordId).SingleAsync())}";

        async Task<string> AssignmentAsync() => $"/coaches/{Own}/people/{await portal.DbAsync(db => db.Assignments.Where(a => a.Coach!.Person!.Reference == Own && a.Kind == AssignmentKind.HealthCoaching && a.VoidedOn == null && a.To == null).Select(a => a.RecordId).SingleAsync())}/end?pcn=U90001";
    }

    /// <summary>A change of what all share: who may make it, how somebody else turns it against the coach, and how it would clear them.</summary>
    private sealed record SharedAct(string Name, PortalRole[] Roles, Func<Task<string>> SpoilsAt, (string, string?)[] Spoils, Func<Task<string>> ClearsAt, (string Name, string? Value)[] Clears);

    /// <summary>Fills a page's form in and sends it, and again where its consequences are shown first.</summary>
    private static async Task<Page> SendAsync(Visitor visitor, string path, (string, string?)[] values)
    {
        var page = await visitor.PostAsync(await visitor.GetAsync(path), values);
        return page.Status == HttpStatusCode.OK ? await visitor.PostAsync(page) : page;
    }

    private static (string, string?)[] Date(string field, int year, int month, int day) => [($"Form.{field}.Day", $"{day}"), ($"Form.{field}.Month", $"{month}"), ($"Form.{field}.Year", $"{year}")];

    private static Task<bool> IsClearedAsync(PortalFixture portal) => portal.SystemAsync(async services =>
    {
        var id = await services.GetRequiredService<HwbcPortal.Data.HwbcDbContext>().People.Where(p => p.Reference == Own).Select(p => p.Id).SingleAsync();
        var file = (await services.GetRequiredService<CoachFileReader>().ReadAsync(id))!;
        return ComplianceEvaluator.Default.Evaluate(file, "U90001", new DateOnly(2026, 11, 24)).Referrals == Referrals.Cleared;
    });

    /// <summary>A digest of every table but those that reading and signing in change, and the memberships that a test gives.</summary>
    private static async Task<Dictionary<string, string>> FactsAsync(PortalFixture portal) => (await portal.TablesAsync()).Where(t => !Changing.Contains(t.Key)).ToDictionary();

    private static bool Same(string act, string href) => string.Equals(act.Split('?')[0], href.Split('?')[0].Split('#')[0], StringComparison.Ordinal)
        && (!(act.StartsWith("/supervision", StringComparison.Ordinal) || act.StartsWith("/requirements", StringComparison.Ordinal)) || href.Contains(Own, StringComparison.Ordinal));

    private static List<(string Path, (string, string?)[] Fields)> Acts(Dictionary<string, string> keys)
    {
        static (string, string?)[] Day(string field, int day) => [($"Form.{field}.Day", $"{day}"), ($"Form.{field}.Month", "11"), ($"Form.{field}.Year", "2026")];
        return
        [
            ($"/training/queue/several?id={keys["training"]}", [("Form.Holds", keys["version"]), ("Form.Shown", keys["version"]), ("Form.Method", "ProviderConfirmed"), .. Day("On", 24)]),
            ($"/coaches/{Own}/training/experience/{keys["claim"]}/assess?pcn=U90001", [("Form.Decision", "Accepted"), ("Form.Criteria", "Conversations"), ("Form.Reason", "I was there"), .. Day("On", 24)]),
            ($"/coaches/{Own}/checks/new?pcn=U90001", [("Form.Rule", "EMP-02"), .. Day("On", 24)]),
            ($"/coaches/{Own}/checks/{keys["check"]}/remove?pcn=U90001", [("Form.Seen", keys["check"]), ("Form.Reason", "EnteredWrongly")]),
            ($"/requirements/claims/cost?pcn=U90001&month=2026-10&coach={Own}", [("Form.Amount", "600.00")]),
            ($"/requests/{keys["request"]}", [("Form.Outcome", "PutRight"), .. Day("On", 20)]),
            ($"/coaches/{Own}/pauses/{keys["pause"]}/lift?pcn=U90001", [("Form.Reason", "It is over"), .. Day("LiftedOn", 24)]),
            ($"/coaches/{Own}/pause?pcn=U90001", [("Form.Reason", "A rest"), .. Day("From", 24), ("Form.ReviewOn.Day", "1"), ("Form.ReviewOn.Month", "12"), ("Form.ReviewOn.Year", "2026")]),
            ($"/coaches/{Own}/training/{keys["training"]}/verify?pcn=U90001", [("Form.Seen", keys["version"]), ("Form.Outcome", "Verified"), ("Form.Method", "ProviderConfirmed"), .. Day("On", 24)]),
            ($"/coaches/{Own}/provisionals/new?pcn=U90001", [("Form.Conditions", "With a colleague"), .. Day("From", 24), ("Form.To.Day", "1"), ("Form.To.Month", "12"), ("Form.To.Year", "2026")]),
            ($"/coaches/{Own}/exemptions/new?pcn=U90001", [("Form.Rule", "SUP-05"), ("Form.Reason", "There is no group"), .. Day("From", 24), ("Form.To.Day", "1"), ("Form.To.Month", "12"), ("Form.To.Year", "2026")]),
            ($"/coaches/{Own}/tier?pcn=U90001", [("Form.Tier", "2"), ("Form.Finding", "It fits"), .. Day("On", 24)]),
            ($"/supervisors/{keys["entry"]}/edit", [("Form.Seen", keys["supervisor"]), ("Form.Name", "Priya Shah"), ("Form.Profession", "HealthCoach"), ("Form.CapacityCoaches", "40")]),
            ($"/supervisors/{keys["entry"]}/eligibility/new", [("Form.Basis", "PciAccreditedProgramme"), ("Form.Tier", "2"), ("Form.Evidence", "A certificate"), .. Day("From", 1)]),
            ($"/supervision/book?coach={Own}", [("Form.Date", "2026-12-17"), ("Form.Minutes", "60"), ("Form.Kind", "HealthCoachingIndividual"), ("Form.Format", "Video"), ("Form.Repeats", "Once")]),
            ($"/supervision/log?coach={Own}", [("Form.When", "Today"), ("Form.Minutes", "60"), ("Form.Kind", "HealthCoachingIndividual"), ("Form.Format", "Video"), ("Form.Outcome", "Held")]),
        ];
    }

    /// <summary>Priya Shah's file with something for every act: a certificate, a claim, a check, a request, a pause, and herself in the supervisor register, named for herself.</summary>
    private static Task<Dictionary<string, string>> PrepareAsync(PortalFixture portal) => portal.DbAsync(async db =>
    {
        var training = await db.Training.SingleAsync(t => t.Coach!.Person!.Reference == Own && t.VoidedOn == null);
        var check = await db.Checks.SingleAsync(c => c.Coach!.Person!.Reference == Own && c.Rule == "ROL-01");
        var (coachId, pcnId) = (training.CoachId, check.PcnId);
        var other = await db.People.Where(p => p.Reference == "P-000001").Select(p => p.Id).SingleAsync();
        var claim = new ExperienceClaim { CoachId = coachId, From = new DateOnly(2020, 1, 1), Employer = "A charity", Description = "Coaching", MadeById = coachId, MadeUtc = portal.Time.Now.UtcDateTime };
        var request = new CheckRequest { CoachId = coachId, PcnId = pcnId, Rule = "EMP-05", About = "Safeguarding children", DoneOn = new DateOnly(2026, 11, 20), AskedUtc = portal.Time.Now.UtcDateTime };
        var pause = new SuspensionVersion { ItemId = "own-pause", CoachId = coachId, From = new DateOnly(2026, 11, 20), ReviewOn = new DateOnly(2026, 11, 30), ById = other, MadeByPcnId = pcnId, PrivateReason = "x" };
        pause.RecordId = pause.Id;
        var supervisor = new SupervisorVersion { ItemId = "own-supervisor", PersonId = coachId, Name = "Priya Shah" };
        supervisor.RecordId = supervisor.Id;
        var assignment = new AssignmentVersion { ItemId = "own-assignment", CoachId = coachId, PcnId = pcnId, Kind = AssignmentKind.HealthCoaching, SupervisorVersionId = supervisor.Id, From = new DateOnly(2026, 10, 15), To = new DateOnly(2026, 12, 31) };
        assignment.RecordId = assignment.Id;
        db.AddRange(claim, request, pause, supervisor, assignment);
        await db.SaveChangesAsync();
        return new Dictionary<string, string>
        {
            ["training"] = training.RecordId.ToString(), ["version"] = training.Id.ToString(), ["claim"] = claim.Id.ToString(), ["check"] = check.RecordId.ToString(), ["request"] = request.Id.ToString(),
            ["pause"] = pause.RecordId.ToString(), ["supervisor"] = supervisor.Id.ToString(), ["entry"] = supervisor.RecordId.ToString(),
        };
    });

    private static Task<int> BecomeAsync(PortalFixture portal, IReadOnlyList<PortalRole> roles) => portal.SystemAsync(async services =>
    {
        var db = services.GetRequiredService<HwbcPortal.Data.HwbcDbContext>();
        var user = await db.Users.SingleAsync(u => u.Email == "manager@demo.test");
        var pcnId = await db.Pcns.Where(p => p.Code == "U90001").Select(p => p.Id).SingleAsync();
        db.RemoveRange(await db.Memberships.Where(m => m.UserId == user.Id).ToListAsync());
        db.AddRange(roles.Select(r => new Membership { UserId = user.Id, Role = r, PcnId = r is PortalRole.Coach or PortalRole.Supervisor or PortalRole.Administrator ? null : pcnId, From = new DateOnly(2026, 1, 1) }));
        await db.SaveChangesAsync();
        services.GetRequiredService<SignedInReader>().Forget();
        return 0;
    });

    /// <summary>Every fact that could have been stored or voided.</summary>
    private static Task<string> CountAsync(PortalFixture portal) => portal.DbAsync(async db => string.Join(' ',
        await db.Training.CountAsync(), await db.Training.CountAsync(t => t.VoidedOn != null), await db.PriorExperience.CountAsync(), await db.Checks.CountAsync(), await db.Checks.CountAsync(c => c.VoidedOn != null), await db.CheckRequests.CountAsync(r => r.AnsweredUtc != null),
        await db.Suspensions.CountAsync(), await db.Suspensions.CountAsync(s => s.VoidedOn != null), await db.Sessions.CountAsync(), await db.Assignments.CountAsync(), await db.ActualCosts.CountAsync(), await db.Provisionals.CountAsync(), await db.Exemptions.CountAsync(), await db.TierReviews.CountAsync(), await db.Supervisors.CountAsync(), await db.Eligibility.CountAsync()));
}
