using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;
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
