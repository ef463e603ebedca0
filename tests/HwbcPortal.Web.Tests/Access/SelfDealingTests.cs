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

    /// <summary>
    /// An act on somebody's file, or a form on which their file is one of several: sent by themselves, and by another person with the role.
    /// </summary>
    private sealed record Act(string Path, params (string Name, string? Value)[] Fields)
    {
        /// <summary>Who else does it.</summary>
        public string Other { get; init; } = "manager.two";

        /// <summary>Where the other one does the same, if what it is done on is theirs (a goal has a page for each of the two).</summary>
        public string? OthersPath { get; init; }

        /// <summary>What the other one says otherwise: somebody else to support the coach.</summary>
        public (string Name, string? Value)[] OthersFields { get; init; } = [];

        /// <summary>The page is open to oneself for others' sake; what it must not offer, and what is refused when it is sent.</summary>
        public string? NotOffered { get; init; }
    }

    /// <summary>The acts are all that there are: each endpoint whose operation nobody has on themselves is among them.</summary>
    [Fact]
    public async Task T05_each_endpoint_of_what_nobody_does_to_themselves_is_tried()
    {
        await using var running = await Running.StartAsync();
        var keys = await PrepareAsync(running.Portal);
        var acts = Acts(keys);
        var never = new Matrix(running.Portal).Actions().Where(e => e.Metadata.GetMetadata<RequiresAttribute>() is { } requires && AccessTable.NeverOnOneself.Contains(requires.Operation)).Select(Matrix.Name).Where(n => !n.StartsWith("GET ", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        Assert.True(never.Count > 20, $"{never.Count} endpoints");
        Assert.Equal([], Matrix.Rows.Where(r => never.Contains(r.Endpoint) && !acts.Exists(a => r.Takes(a.Path) || (a.OthersPath is { } other && r.Takes(other)))).Select(r => r.Endpoint).Except(OfNoCoach));
        // A file takes another form: its page is not there already.
        using var self = await running.Portal.SignedInAsync("manager");
        Assert.Equal(HttpStatusCode.Forbidden, (await self.GetAsync($"/coaches/{Own}/checks/{keys["check"]}/evidence?pcn=U90001")).Status);
    }

    /// <summary>What is done under such an operation and decides nothing about a coach: one's own days away, a look that stores nothing, that an action is done (which the coach may say too), and files.</summary>
    private static readonly string[] OfNoCoach = ["POST supervision/away", "POST supervision/away/{id:guid}/take-back", "POST requirements/return/compare", "POST supervision/actions/{id:guid}/done", "POST coaches/{reference}/checks/{recordId:guid}/evidence"];

    [Fact]
    public async Task T05_nobody_deals_with_their_own_file_in_any_mix_of_roles()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        var acts = Acts(await PrepareAsync(portal));
        var wrong = new List<string>();
        var (before, last) = (await FactsAsync(portal), await portal.DbAsync(db => db.AuditEntries.MaxAsync(e => e.Sequence)));
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
        var after = await FactsAsync(portal);
        Assert.Equal([], before.Keys.Where(t => before[t] != after[t]));
        // No command either: signing in, and what "test" does for each mix.
        Assert.Equal(["account.sign-in", "test"], await portal.DbAsync(db => db.AuditEntries.Where(e => e.Sequence > last && e.Changes.Any(c => c.Kind != "Read")).Select(e => e.Command).Distinct().Order().ToListAsync()));
        Proof.Holds("T05", "verify, accept, supervise, approve, exempt oneself: pages, addresses and forms that are posted all the same; rows of every table of facts compared, and commands on the audit", $"{mixes.Count} mixes of roles x {acts.Count} acts", "0 done");
    }

    private static async Task<IReadOnlyList<string>> TryAsync(PortalFixture portal, Visitor self, IReadOnlyList<Act> acts)
    {
        var wrong = new List<string>();

        // The pages: whatever the person sees of themselves and in lists, nothing leads to an act on their own file.
        foreach (var path in new[] { $"/coaches/{Own}", $"/coaches/{Own}/training", $"/coaches/{Own}/supervision", $"/coaches/{Own}/checks", $"/coaches/{Own}/development", "/exceptions", "/readiness", "/training/queue", "/training/matrix", "/requests", "/requirements/claims?month=2026-10", "/supervision", "/supervisors", "/me", "/me/training", "/me/supervision", "/me/goals" })
        {
            var page = await self.GetAsync(path);
            if (page.Status == HttpStatusCode.OK)
                wrong.AddRange(page.Document.QuerySelectorAll("main a").Select(a => a.GetAttribute("href") ?? "").Concat(page.Document.QuerySelectorAll("main form[action]").Select(f => f.GetAttribute("action")!)).Concat(page.Document.QuerySelectorAll("main input[name=id]").Select(i => $"/training/queue/several?id={i.GetAttribute("value")}")).Where(href => acts.Any(a => a.NotOffered is null && Same(a.Path, href))).Select(href => $"{path} leads to {href}"));
        }

        // The handlers: opened, and posted with all that the form asks for.
        var borrowed = await BorrowedAsync(self);
        foreach (var act in acts)
        {
            var opened = await self.GetAsync(act.Path);
            var isClosed = opened.Status is HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed || opened.Text.Contains("None of these waits for you any more", StringComparison.Ordinal);
            if (!isClosed && (act.NotOffered is not { } hidden || opened.Document.QuerySelectorAll("main input, main option").Any(o => o.GetAttribute("value") == hidden)))
                wrong.Add($"GET {act.Path}: {(int)opened.Status}");
            var posted = await PostAsync(portal, self, borrowed, act.Path, act.Fields);
            if (posted.Status is not (HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.Conflict) && !(act.NotOffered is not null && posted.Status == HttpStatusCode.UnprocessableEntity))
                wrong.Add($"POST {act.Path}: {(int)posted.Status} {string.Join(" | ", posted.Errors)}");
        }

        return wrong;
    }

    /// <summary>The same requests by somebody else are done: it is the own file that refuses them, and no address and no field that is wrong.</summary>
    [Fact]
    public async Task T05_another_person_does_all_that_nobody_does_for_themselves()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        var wrong = new List<string>();
        var others = new Dictionary<string, (Visitor Visitor, IHtmlFormElement Form)>(StringComparer.Ordinal);
        foreach (var act in Acts(await PrepareAsync(portal)))
        {
            if (!others.TryGetValue(act.Other, out var other))
            {
                var visitor = await portal.SignedInAsync(act.Other);
                others[act.Other] = other = (visitor, await BorrowedAsync(visitor));
            }

            var last = await portal.DbAsync(db => db.AuditEntries.MaxAsync(e => e.Sequence));
            var answer = await PostAsync(portal, other.Visitor, other.Form, act.OthersPath ?? act.Path, [.. act.Fields.Where(f => act.OthersFields.All(o => o.Name != f.Name)), .. act.OthersFields]);
            // What turns something is shown first.
            if (answer.Status == HttpStatusCode.OK && answer.Document.QuerySelector("main form[method=post]") is not null)
                answer = await other.Visitor.PostAsync(answer);
            var isDraft = act.Path.StartsWith("/supervision/draft", StringComparison.Ordinal);
            if (answer.Status is not HttpStatusCode.SeeOther && !(isDraft && answer.Status == HttpStatusCode.OK))
                wrong.Add($"{act.Path} as {act.Other}: {(int)answer.Status} {string.Join(" | ", answer.Errors)} {(answer.Status == HttpStatusCode.UnprocessableEntity ? "" : answer.Text)}");
            else if (!isDraft && !await portal.DbAsync(db => db.AuditEntries.AnyAsync(e => e.Sequence > last)))
                wrong.Add($"{act.Path} as {act.Other}: nothing was done");
        }

        foreach (var (visitor, _) in others.Values)
            visitor.Dispose();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>What goes over more than one request, or asks for another PCN.</summary>
    [Fact]
    public async Task T05_nobody_takes_their_own_record_over_nor_verifies_what_they_put_right_themselves()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await portal.DbAsync(async db =>
        {
            db.Add(new Membership { UserId = await db.Users.Where(u => u.Email == "manager@demo.test").Select(u => u.Id).SingleAsync(), Role = PortalRole.Manager, PcnId = await db.Pcns.Where(p => p.Code == "U90003").Select(p => p.Id).SingleAsync(), From = new DateOnly(2026, 1, 1) });
            return await db.SaveChangesAsync();
        });
        portal.Services.GetRequiredService<SignedInReader>().Forget();
        using var self = await portal.SignedInAsync("manager");
        using var harbour = await portal.SignedInAsync("manager.harbour");
        (string, string?)[] over = [("Form.Reference", Own), ("Form.Name", "Priya Shah"), ("Form.Pcn", "U90003"), .. Date("StartDate", 2026, 12, 1), ("Form.HoursPerWeek", "7.5"), ("Form.AfcBand", "5"), ("Form.ArrsFunded", "true"), ("Form.Reason", "She told us")];
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(self, "/coaches/take-over", over)).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await SendAsync(harbour, "/coaches/take-over", over)).Status);

        using var other = await portal.SignedInAsync("manager.two");
        var record = await portal.DbAsync(db => db.Training.Where(t => t.Coach!.Person!.Reference == Own && t.VoidedOn == null).Select(t => t.RecordId).SingleAsync());
        var verify = $"/coaches/{Own}/training/{record}/verify?pcn=U90001";
        (string, string?)[] verified = [("Form.Outcome", "Verified"), ("Form.Method", "ProviderConfirmed"), .. Date("On", 2026, 11, 24)];
        foreach (var path in new[] { $"/me/training/{record}/update", $"/coaches/{Own}/training/{record}/update?pcn=U90001" })
        {
            Assert.Equal(HttpStatusCode.SeeOther, (await SendAsync(other, verify, verified)).Status);
            // Putting one's own record right is open, and takes the verification with it.
            Assert.Equal(HttpStatusCode.SeeOther, (await SendAsync(self, path, [("Form.Correction", "EnteredWrongly"), .. Date("EnrolledOn", 2026, 10, path.Length % 9 + 1)])).Status);
            Assert.Null(await portal.DbAsync(db => db.Training.Where(t => t.RecordId == record && t.VoidedOn == null).Select(t => t.VerificationOutcome).SingleAsync()));
            var seen = await portal.DbAsync(db => db.Training.Where(t => t.RecordId == record && t.VoidedOn == null).Select(t => t.Id).SingleAsync());
            var borrowed = await BorrowedAsync(self);
            Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(portal, self, borrowed, verify, [.. verified, ("Form.Seen", seen.ToString())])).Status);
            Assert.Equal(HttpStatusCode.Conflict, (await PostAsync(portal, self, borrowed, $"/training/queue/several?id={record}", [("Form.Holds", seen.ToString()), ("Form.Shown", seen.ToString()), ("Form.Method", "ProviderConfirmed"), .. Date("On", 2026, 11, 24)])).Status);
        }

        // The coach's own word on a session is theirs, whatever their roles; it decides nothing, and what was otherwise is put right by others.
        var session = await portal.DbAsync(db => db.Sessions.Where(s => s.Coach!.Person!.Reference == Own && s.VoidedOn == null).Select(s => s.RecordId).SingleAsync());
        await portal.DbAsync(db => db.Sessions.Where(s => s.RecordId == session).ExecuteUpdateAsync(u => u.SetProperty(s => s.RecordedById, db.People.Where(p => p.Reference == "P-000002").Select(p => (Guid?)p.Id).Single())));
        Assert.Equal(HttpStatusCode.SeeOther, (await SendAsync(self, $"/me/supervision/{session}", [("Form.WasSo", "false"), ("Form.Comment", "It took longer")])).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await self.GetAsync($"/coaches/{Own}/sessions/{session}/correct?pcn=U90001")).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await SendAsync(self, $"/me/supervision/{session}", [("Form.WasSo", "true"), ("Form.Comment", "")])).Status);
    }

    private static async Task<IHtmlFormElement> BorrowedAsync(Visitor visitor) => (IHtmlFormElement)(await visitor.FollowAsync("/account/forgotten-password")).Document.QuerySelector("main form[method=post]")!;

    private static Task<Page> PostAsync(PortalFixture portal, Visitor visitor, IHtmlFormElement borrowed, string path, IEnumerable<(string, string?)> fields) => visitor.PostFormAsync(borrowed, new Uri(portal.Address, path), [("Form.Key", Guid.NewGuid().ToString()), .. fields]);

    /// <summary>
    /// Whoever keeps what all share (the register of programmes, that of supervisors) is a coach too: somebody else
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
        // That a supervisor is named stands in the way of referrals here.
        await portal.DbAsync(async db =>
        {
            var policy = await db.LocalPolicies.SingleAsync(p => p.Pcn!.Code == "U90001" && p.VoidedOn == null);
            var content = LocalPolicyContent.Read(policy.ContentJson);
            policy.ContentJson = (content with { Effects = new Dictionary<string, IReadOnlyList<Effect>> { ["SUP-01"] = [Effect.Warns, Effect.AffectsArrs, Effect.BlocksReferrals] } }).Write();
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
                // What is shown before it is stored says so already, to them and to nobody else.
                if (act.Roles == programmes)
                    Assert.Equal((true, false), (await SaysSoAsync(self), await SaysSoAsync(other)));
                var refused = await SendAsync(self, path, values);
                Assert.True(refused.Status == HttpStatusCode.UnprocessableEntity && refused.Errors.SequenceEqual(["It would clear you yourself, and nobody does that. Ask somebody else to do it"]), $"{act.Name} as {role}: {refused.Status} {string.Join(" | ", refused.Errors)}");
                Assert.Equal(before, await FactsAsync(portal));
                var done = await SendAsync(other, path, values);
                Assert.True(done.Status == HttpStatusCode.SeeOther && await IsClearedAsync(portal), $"{act.Name} by somebody else: {done.Status} {string.Join(" | ", done.Errors)}");
                tried++;

                async Task<bool> SaysSoAsync(Visitor visitor)
                {
                    var shown = await visitor.PostAsync(await visitor.GetAsync(path), values);
                    Assert.Equal(HttpStatusCode.OK, shown.Status);
                    return shown.Document.QuerySelector("main")!.TextContent.Contains("It would clear you yourself, and nobody does that: ask somebody else to save it", StringComparison.Ordinal);
                }
            }
        }

        Proof.Holds("T05 shared", "clearing oneself by a change of what all share: the registers of programmes and of supervisors; and who supervises oneself", $"{acts.Length} acts, {tried} with the role", "0 stored; all stored for somebody else");

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
        && (!(act.StartsWith("/supervision", StringComparison.Ordinal) || act.StartsWith("/requirements", StringComparison.Ordinal)) || href.Contains(Own, StringComparison.Ordinal)) && (!act.StartsWith("/training/queue", StringComparison.Ordinal) || act == href);

    /// <summary>
    /// Every act on one's own file that is another's to do, in an order in which another one can do them all. What is not here is open to
    /// oneself, since it vouches for nothing: recording and putting right one's own training, experience and development, asking for a check,
    /// saying that one has read the scope, one's word on a session, an agreement or a goal of another's (`/me`); and, as a manager, a post's
    /// end, time away, who else supports one (where that clears nobody) and when that ends. Accounts and roles: PeopleTests.
    /// </summary>
    private static List<Act> Acts(Dictionary<string, string> keys)
    {
        static (string, string?)[] Day(string field, int day, int month = 11) => Date(field, 2026, month, day);
        (string, string?)[] goal = [("Form.Kind", "Goal"), ("Form.Text", "Lead groups"), ("Form.Measure", "Three groups"), .. Date("ReviewOn", 2027, 2, 1)];
        var goals = $"/supervision/coaches/{Own}/goals";
        return
        [
            // Verifying and accepting.
            new($"/training/queue/several?id={keys["second"]}", [("Form.Holds", keys["secondVersion"]), ("Form.Shown", keys["secondVersion"]), ("Form.Method", "ProviderConfirmed"), .. Day("On", 24)]),
            new($"/coaches/{Own}/training/{keys["training"]}/verify?pcn=U90001", [("Form.Seen", keys["version"]), ("Form.Outcome", "Verified"), ("Form.Method", "ProviderConfirmed"), .. Day("On", 24)]),
            new($"/coaches/{Own}/training/experience/{keys["claim"]}/assess?pcn=U90001", [("Form.Decision", "Accepted"), ("Form.Criteria", "Conversations"), ("Form.Reason", "I was there"), .. Day("On", 24)]),

            // Checks, requests and money.
            new($"/coaches/{Own}/checks/new?pcn=U90001", [("Form.Rule", "EMP-02"), .. Day("On", 24)]),
            new($"/coaches/{Own}/checks/dbs?pcn=U90001", [("Form.Level", "Enhanced"), ("Form.CertificateNumber", "001234567890"), .. Day("IssuedOn", 1), ("Form.Decision", "Nothing to consider"), ("Form.DecidedBy", "The employer"), .. Day("On", 20)]),
            new($"/coaches/{Own}/checks/{keys["check"]}/remove?pcn=U90001", [("Form.Seen", keys["check"]), ("Form.Reason", "EnteredWrongly")]),
            new("/requirements/checks/record?pcn=U90001", [("Form.Rule", "EMP-04"), ("Form.Coaches", Own), .. Day("On", 24)]) { NotOffered = Own },
            new("/requirements/return?pcn=U90001", [("Form.Coaches", Own), ("Form.Seen", keys["return"])]) { NotOffered = Own },
            new($"/requests/{keys["request"]}", [("Form.Outcome", "PutRight"), .. Day("On", 20)]),
            new($"/requirements/claims/cost?pcn=U90001&month=2026-10&coach={Own}", [("Form.Amount", "600.00")]),

            // Pausing, approving and exempting, and ending what was approved.
            new($"/coaches/{Own}/pauses/{keys["pause"]}/lift?pcn=U90001", [("Form.Reason", "It is over"), .. Day("LiftedOn", 24)]),
            new($"/coaches/{Own}/provisionals/{keys["provisional"]}/end?pcn=U90001", [("Form.Seen", keys["provisional"]), ("Form.Reason", "It is over"), .. Day("LastDay", 24)]),
            new($"/coaches/{Own}/provisionals/new?pcn=U90001", [("Form.Conditions", "With a colleague"), .. Day("From", 25), .. Day("To", 1, 12)]),
            new($"/coaches/{Own}/exemptions/{keys["exemption"]}/end?pcn=U90001", [("Form.Seen", keys["exemption"]), ("Form.Reason", "It is over"), .. Day("LastDay", 24)]),
            new($"/coaches/{Own}/exemptions/new?pcn=U90001", [("Form.Rule", "SUP-05"), ("Form.Reason", "There is no group"), .. Day("From", 24), .. Day("To", 1, 12)]),
            new($"/coaches/{Own}/pause?pcn=U90001", [("Form.Reason", "A rest"), .. Day("From", 24), .. Day("ReviewOn", 1, 12)]),
            new($"/coaches/{Own}/tier?pcn=U90001", [("Form.Seen", keys["coach"]), ("Form.Tier", "2"), ("Form.Finding", "It fits"), .. Day("On", 24)]),
            new($"/concerns/{keys["concern"]}", [("Form.Answer", "We have talked about it")]),

            // Who may supervise, and who does.
            new($"/supervisors/{keys["entry"]}/eligibility/{keys["period"]}", [("Form.Seen", keys["period"]), ("Form.Basis", "PciAccreditedProgramme"), ("Form.Tier", "4"), ("Form.Evidence", "A certificate"), ("Form.Reason", "By mistake"), .. Day("From", 1)]),
            new($"/supervisors/{keys["entry"]}/eligibility/new", [("Form.Basis", "PciAccreditedProgramme"), ("Form.Tier", "2"), ("Form.Evidence", "A certificate"), .. Day("From", 1)]),
            new($"/coaches/{Own}/covers/new?pcn=U90001", [("Form.Supervisor", keys["supervisor"]), .. Day("From", 1, 12), .. Day("To", 10, 12)]) { NotOffered = keys["supervisor"], OthersFields = [("Form.Supervisor", keys["moss"])] },
            new($"/coaches/{Own}/people/new?kind=LineManagement&pcn=U90001", [("Form.Kind", "LineManagement"), ("Form.Supervisor", keys["supervisor"]), .. Day("From", 24)]) { NotOffered = keys["supervisor"], OthersFields = [("Form.Supervisor", keys["moss"])] },
            new($"/supervisors/{keys["entry"]}/edit", [("Form.Seen", keys["supervisor"]), ("Form.Name", "Priya Shah"), ("Form.Profession", "HealthCoach"), ("Form.CapacityCoaches", "40")]),

            // Supervision.
            new($"/coaches/{Own}/sessions/new?pcn=U90001", [("Form.Supervisor", keys["bell"]), .. Day("Date", 10), ("Form.Minutes", "60"), ("Form.Kind", "HealthCoachingIndividual"), ("Form.Reason", "The diary shows it")]),
            new($"/coaches/{Own}/sessions/{keys["session"]}/correct?pcn=U90001", [("Form.Seen", keys["sessionVersion"]), .. Day("Date", 15, 10), ("Form.Minutes", "60"), ("Form.Kind", "HealthCoachingIndividual"), ("Form.Outcome", "Held"), ("Form.Reason", "EnteredWrongly")]),
            new($"/supervision/book?coach={Own}", [("Form.Date", "2026-12-17"), ("Form.Minutes", "60"), ("Form.Kind", "HealthCoachingIndividual"), ("Form.Format", "Video"), ("Form.Repeats", "Once")]) { Other = "supervisor" },
            new($"/supervision/booked/{keys["ownBooking"]}?coach={Own}", [("Form.Seen", keys["ownBooking"]), ("Form.CalledOff", "ByCoach")]) { Other = "supervisor", OthersPath = $"/supervision/booked/{keys["bellBooking"]}?coach={Own}", OthersFields = [("Form.Seen", keys["bellBooking"])] },
            new($"/supervision/draft?coach={Own}", [("Form.Notes", "Half a sentence")]) { Other = "supervisor" },
            new($"/supervision/draft/discard?coach={Own}") { Other = "supervisor" },
            new($"/supervision/log?coach={Own}", [("Form.When", "Today"), ("Form.Minutes", "60"), ("Form.Kind", "HealthCoachingIndividual"), ("Form.Format", "Video"), ("Form.Outcome", "Held")]) { Other = "supervisor" },
            new("/supervision/group", [("Form.When", "Today"), ("Form.Minutes", "60"), ("Form.Format", "Video"), ("Form.There", Own)]) { Other = "supervisor", NotOffered = Own },
            new($"/supervision/agreements/{keys["ownAssignment"]}", [("Form.Purpose", "To reflect"), ("Form.Structure", "One to one"), ("Form.Frequency", "Monthly"), ("Form.Place", "By video"), ("Form.Readers", "The two of us"), .. Date("ReviewOn", 2027, 2, 1)]) { Other = "supervisor", OthersPath = $"/supervision/agreements/{keys["bellAssignment"]}" },

            // Both sides of one goal.
            new($"{goals}/new", goal) { Other = "supervisor" },
            new($"{goals}/{keys["goal1"]}/edit", [("Form.Seen", keys["goal1Version"]), .. goal]) { Other = "supervisor" },
            new($"{goals}/{keys["goal2"]}/agree", [("seen", keys["goal2Version"])]) { Other = "supervisor" },
            new($"/me/goals/{keys["goal3"]}/agree", [("seen", keys["goal3Version"])]) { Other = "supervisor", OthersPath = $"{goals}/{keys["goal3"]}/agree" },
            new($"{goals}/{keys["goal4"]}", [("Form.Seen", keys["goal4Version"]), ("Form.Text", "Well on the way"), ("Form.State", "Reached")]) { Other = "supervisor" },
        ];
    }

    /// <summary>Priya Shah's file with something for every act: certificates, a claim, a check, a request, a pause, exceptions, goals, a concern; and herself in the supervisor register, named for herself.</summary>
    private static async Task<Dictionary<string, string>> PrepareAsync(PortalFixture portal)
    {
        var keys = await portal.DbAsync(async db =>
        {
            var now = portal.Time.Now.UtcDateTime;
            var training = await db.Training.SingleAsync(t => t.Coach!.Person!.Reference == Own && t.VoidedOn == null);
            var check = await db.Checks.SingleAsync(c => c.Coach!.Person!.Reference == Own && c.Rule == "ROL-01");
            var session = await db.Sessions.SingleAsync(s => s.Coach!.Person!.Reference == Own && s.VoidedOn == null);
            var named = await db.Assignments.Include(a => a.SupervisorVersion).SingleAsync(a => a.Coach!.Person!.Reference == Own && a.Kind == AssignmentKind.HealthCoaching && a.VoidedOn == null);
            var (coachId, pcnId, today) = (training.CoachId, check.PcnId, new DateOnly(2026, 11, 24));
            var other = await db.People.Where(p => p.Reference == "P-000001").Select(p => p.Id).SingleAsync();
            var claim = new ExperienceClaim { CoachId = coachId, From = new DateOnly(2020, 1, 1), Employer = "A charity", Description = "Coaching", MadeById = coachId, MadeUtc = now };
            var request = new CheckRequest { CoachId = coachId, PcnId = pcnId, Rule = "EMP-05", About = "Safeguarding children", DoneOn = today.AddDays(-4), AskedUtc = now };
            var second = First(new TrainingVersion { ItemId = "own-second", CoachId = coachId, ProgrammeVersionId = training.ProgrammeVersionId, EnrolledOn = today.AddDays(-30), CompletedOn = today.AddDays(-10) });
            var pause = First(new SuspensionVersion { ItemId = "own-pause", CoachId = coachId, From = today.AddDays(-4), ReviewOn = today.AddDays(6), ById = other, MadeByPcnId = pcnId, PrivateReason = "x" });
            var provisional = First(new ProvisionalVersion { ItemId = "own-provisional", CoachId = coachId, PcnId = pcnId, From = today.AddDays(-4), To = today.AddDays(6), ApprovedById = other, Conditions = "x" });
            var exemption = First(new ExemptionVersion { ItemId = "own-exemption", CoachId = coachId, PcnId = pcnId, Rule = "SUP-03", From = today.AddDays(-4), To = today.AddDays(6), ApprovedById = other, Reason = "x" });
            var concern = new SupervisionConcern { CoachId = coachId, PcnId = pcnId, SessionRecordId = session.RecordId, SupervisorId = named.SupervisorVersion!.PersonId, Kind = ConcernKind.Practice, Concern = "x", RaisedUtc = now, ReachedManagerUtc = now };
            var supervisor = First(new SupervisorVersion { ItemId = "own-supervisor", PersonId = coachId, Name = "Priya Shah" });
            var moss = First(new SupervisorVersion { ItemId = "moss-supervisor", PersonId = other, Name = "Daniel Moss" });
            var period = First(new EligibilityVersion { ItemId = "own-period", SupervisorVersionId = supervisor.Id, From = new DateOnly(2026, 6, 1), Tier = 3, Basis = EligibilityBasis.PciAccreditedProgramme });
            var mossPeriod = First(new EligibilityVersion { ItemId = "moss-period", SupervisorVersionId = moss.Id, From = new DateOnly(2026, 6, 1), Tier = 3, Basis = EligibilityBasis.PciAccreditedProgramme });
            var assignment = First(new AssignmentVersion { ItemId = "own-assignment", CoachId = coachId, PcnId = pcnId, Kind = AssignmentKind.HealthCoaching, SupervisorVersionId = supervisor.Id, From = new DateOnly(2026, 10, 15), To = new DateOnly(2026, 12, 31) });
            var ownBooking = First(new SessionVersion { ItemId = "own-booking", CoachId = coachId, Date = new DateOnly(2026, 12, 3), Minutes = 60, Kind = SessionKind.HealthCoachingIndividual, Outcome = SessionOutcome.Booked, SupervisorVersionId = supervisor.Id });
            var bellBooking = First(new SessionVersion { ItemId = "bell-booking", CoachId = coachId, Date = new DateOnly(2026, 12, 10), Minutes = 60, Kind = SessionKind.HealthCoachingIndividual, Outcome = SessionOutcome.Booked, SupervisorVersionId = named.SupervisorVersionId });
            // Something that a provisional clearance can bridge, once the certificate is verified.
            var policy = await db.LocalPolicies.SingleAsync(p => p.PcnId == pcnId && p.VoidedOn == null);
            policy.ContentJson = (LocalPolicyContent.Read(policy.ContentJson) with { Effects = new Dictionary<string, IReadOnlyList<Effect>> { ["EMP-03"] = [Effect.Warns, Effect.BlocksReferrals] } }).Write();
            var goals = Enumerable.Range(1, 4).Select(n => new Goal { CoachId = coachId, Text = $"{n}", Measure = "x", ReviewOn = new DateOnly(2027, 2, 1), WrittenById = coachId, WrittenUtc = now }).ToList();
            db.AddRange([claim, request, concern, .. goals]);
            await db.SaveChangesAsync();
            var found = new Dictionary<string, string>
            {
                ["training"] = training.RecordId.ToString(), ["version"] = training.Id.ToString(), ["second"] = second.RecordId.ToString(), ["secondVersion"] = second.Id.ToString(), ["claim"] = claim.Id.ToString(), ["check"] = check.RecordId.ToString(),
                ["request"] = request.Id.ToString(), ["pause"] = pause.RecordId.ToString(), ["provisional"] = provisional.Id.ToString(), ["exemption"] = exemption.Id.ToString(), ["concern"] = concern.Id.ToString(), ["supervisor"] = supervisor.Id.ToString(), ["entry"] = supervisor.RecordId.ToString(),
                ["period"] = period.Id.ToString(), ["moss"] = moss.Id.ToString(), ["bell"] = named.SupervisorVersionId.ToString(), ["bellAssignment"] = named.RecordId.ToString(), ["ownAssignment"] = assignment.RecordId.ToString(), ["ownBooking"] = ownBooking.Id.ToString(), ["bellBooking"] = bellBooking.Id.ToString(),
                ["session"] = session.RecordId.ToString(), ["sessionVersion"] = session.Id.ToString(), ["coach"] = (await db.Coaches.Where(c => c.Id == coachId).Select(c => c.Version).SingleAsync()).ToString(),
            };
            foreach (var (one, n) in goals.Select((g, n) => (g, n + 1)))
                (found[$"goal{n}"], found[$"goal{n}Version"]) = (one.Id.ToString(), one.Version.ToString());
            return found;

            T First<T>(T row) where T : FactVersion
            {
                row.RecordId = row.Id;
                db.Add(row);
                return row;
            }
        });
        using var manager = await portal.SignedInAsync("manager.two");
        keys["return"] = (await manager.GetAsync("/requirements/return?pcn=U90001")).Document.QuerySelector("main input[name='Form.Seen']")!.GetAttribute("value")!;
        return keys;
    }

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
}
