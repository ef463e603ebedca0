using System.Net;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure.Security;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HwbcPortal.Web.Tests.Access;

/// <summary>Access is denied until granted.</summary>
public sealed partial class AccessTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    /// <summary>T01: what can be reached without signing in, by hand; whatever else is reached needs a policy.</summary>
    private static readonly string[] Public =
    [
        "GET account/choose-password", "GET account/forgotten-password", "GET account/sign-in", "GET calendar/{secret}.ics", "GET first-run", "GET privacy",
        "POST account/choose-password", "POST account/forgotten-password", "POST account/sign-in", "POST csp-report", "POST first-run", " error/{status:int}",
    ];

    [Fact]
    public void T01_every_endpoint_has_a_policy_or_is_on_the_public_list()
    {
        var actions = Actions().ToList();
        var open = actions.Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null).Select(Name).Order(StringComparer.Ordinal);
        Assert.Equal(Public.Order(StringComparer.Ordinal), open);
        Assert.True(Public.Length <= 12);
        // The second step of signing in has a policy of its own: a right password, and no session yet.
        Assert.All(actions.Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is null), e => Assert.NotNull((object?)e.Metadata.GetMetadata<RequiresAttribute>() ?? e.Metadata.GetMetadata<HalfWayAttribute>()));
        Assert.All(actions.Where(e => e.Metadata.GetMetadata<HalfWayAttribute>() is not null), e => Assert.Matches("^(GET|POST) account/(second-step|set-up)", Name(e)));
        Proof.Holds("T01", "every endpoint has a policy or stands on the list of public ones", $"{actions.Count} endpoints, {Public.Length} public", "0 without");
    }

    [Fact]
    public void Static_files_are_the_only_other_thing_that_is_public() =>
        Assert.All(Endpoints().Where(e => e.Metadata.GetMetadata<ControllerActionDescriptor>() is null), e => Assert.NotNull(e.Metadata.GetMetadata<StaticAssetDescriptor>()));

    [Fact]
    public void Every_unsafe_method_asks_for_the_antiforgery_token_and_nothing_opts_out_but_the_error_page_and_the_reports_of_browsers()
    {
        var optOut = Actions().Where(e => e.Metadata.GetMetadata<Microsoft.AspNetCore.Mvc.IgnoreAntiforgeryTokenAttribute>() is not null).Select(Name);
        Assert.Equal([" error/{status:int}", "POST csp-report"], optOut.Order(StringComparer.Ordinal));
    }

    /// <summary>T03: one row an endpoint, one column a principal; a new endpoint without a row fails.</summary>
    [Fact]
    public async Task T03_every_cell_of_the_matrix_holds()
    {
        Assert.Equal(Actions().Select(Name).Order(StringComparer.Ordinal), Matrix.Rows.Select(r => r.Endpoint).Order(StringComparer.Ordinal));

        var wrong = new List<string>();
        foreach (var principal in Matrix.Principals)
        {
            using var visitor = await PrincipalAsync(principal);
            // A form is posted with its token and nothing else: whoever may post it is told what it needs. Signing out comes last.
            foreach (var row in Matrix.Rows.OrderBy(r => r.Endpoint.EndsWith("sign-out", StringComparison.Ordinal)))
            {
                var answer = Word(await visitor.AskAsync(row.Method, await FilledAsync(row.Path)));
                if (answer != row.Answers[principal])
                    wrong.Add($"{row.Endpoint} as {principal}: {answer} instead of {row.Answers[principal]}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Proof.Holds("T03", "tests/authz-matrix.csv: every endpoint as every principal", $"{Matrix.Rows.Count} endpoints x {Matrix.Principals.Count} principals", $"{Matrix.Rows.Count * Matrix.Principals.Count} cells hold");
    }

    private static string Word(HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.Redirect when response.Headers.Location!.OriginalString.Contains("/account/sign-in", StringComparison.Ordinal) => "sign-in",
        HttpStatusCode.OK or HttpStatusCode.Redirect or HttpStatusCode.SeeOther or HttpStatusCode.UnprocessableEntity or HttpStatusCode.Conflict => "yes",
        var status => ((int)status).ToString(),
    };

    /// <summary>Those of the demo, and three whom it does not have: made here, so that the demo's list stays short.</summary>
    private async Task<Visitor> PrincipalAsync(string name)
    {
        switch (name)
        {
            case "anonymous":
                return portal.Visitor();
            case "coach.other":
                await portal.AddAccountAsync("coach.other", "HWBC-000016", PortalRole.Coach);
                break;
            case "supervisor.other":
                await portal.AddAccountAsync("supervisor.other", "P-000090", PortalRole.Supervisor);
                break;
            case "deactivated":
                // Signed in while the account was open: closing it ends what the cookie may do.
                await portal.AddAccountAsync("deactivated", "P-000091", PortalRole.Administrator);
                var visitor = await portal.SignedInAsync("deactivated");
                await portal.CloseAccountAsync("deactivated");
                return visitor;
        }

        return await portal.SignedInAsync(name);
    }

    /// <summary>T04: what another PCN has is not there, on pages, lists and by way of the address.</summary>
    [Theory]
    [InlineData("manager", "/coaches/HWBC-000021")]
    [InlineData("manager", "/coaches/HWBC-000021/training")]
    [InlineData("manager", "/coaches/HWBC-000021/supervision")]
    [InlineData("manager", "/coaches/HWBC-000021/history")]
    [InlineData("manager", "/coaches/HWBC-000021/pause")]
    [InlineData("manager", "/coaches/HWBC-000011?pcn=U90002")]
    [InlineData("manager", "/readiness?pcn=U90003")]
    [InlineData("manager", "/pcns/U90003")]
    [InlineData("manager", "/pcns/U90003/edit")]
    [InlineData("manager", "/pcns/U90003/places/new?kind=Icb")]
    [InlineData("manager", "/people/P-000005")]
    [InlineData("manager", "/people/P-000004")]
    [InlineData("manager", "/people?pcn=U90003")]
    [InlineData("manager.harbour", "/people/HWBC-000014/roles/new")]
    [InlineData("admin", "/people/P-999999")]
    [InlineData("admin", "/pcns/U99999")]
    [InlineData("manager", "/coaches/HWBC-999999")]
    [InlineData("manager.harbour", "/coaches/HWBC-000014")]
    [InlineData("supervisor", "/supervision/log?coach=HWBC-999999")]
    public async Task T04_another_PCNs_row_is_not_there(string who, string path)
    {
        using var visitor = await portal.SignedInAsync(who);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync(path)).Status);
    }

    [Fact]
    public async Task T04_lists_and_counts_stop_at_the_PCN()
    {
        using var manager = await portal.SignedInAsync("manager");
        var page = await manager.GetAsync("/readiness");
        Assert.DoesNotContain("Jon Frost", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Lea Novak", page.Text, StringComparison.Ordinal);
        Assert.Empty((await manager.GetAsync("/readiness?q=Frost")).Rows);
        Assert.Contains("8 coaches", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_count_is_a_link_to_exactly_as_many_rows()
    {
        foreach (var who in new[] { "manager", "admin", "hub", "viewer" })
        {
            using var visitor = await portal.SignedInAsync(who);
            var page = await visitor.GetAsync("/readiness");
            foreach (var card in page.Document.QuerySelectorAll(".app-count a"))
            {
                var count = int.Parse(card.QuerySelector(".app-count__number")!.TextContent);
                Assert.Equal(count, (await visitor.GetAsync(card.GetAttribute("href")!)).Rows.Count);
            }
        }
    }

    /// <summary>T05: a manager who is a coach too does nothing on their own file.</summary>
    [Theory]
    [InlineData("/coaches/HWBC-000018/pause")]
    [InlineData("/coaches/HWBC-000018/checks/new")]
    public async Task T05_nobody_acts_on_their_own_file(string path)
    {
        using var manager = await portal.SignedInAsync("manager");
        Assert.Equal(HttpStatusCode.Forbidden, (await manager.GetAsync(path)).Status);
    }

    [Fact]
    public async Task T05_nobody_logs_their_own_supervision_even_where_the_record_names_them()
    {
        await portal.AddAccountAsync("coach.supervisor", "HWBC-000013", PortalRole.Supervisor);
        await portal.DbAsync(async db =>
        {
            var assignment = await db.Assignments.FirstAsync(a => a.Coach!.Person!.Reference == "HWBC-000013" && a.VoidedOn == null);
            var self = await db.People.SingleAsync(p => p.Reference == "HWBC-000013");
            var entry = new SupervisorVersion { ItemId = "self", PersonId = self.Id, Name = self.Name };
            entry.RecordId = entry.Id;
            db.AddRange(entry, new AssignmentVersion { ItemId = "self", CoachId = self.Id, PcnId = assignment.PcnId, SupervisorVersionId = entry.Id, From = new DateOnly(2026, 1, 1) });
            return await db.SaveChangesAsync();
        });
        using var self = await portal.SignedInAsync("coach.supervisor");
        Assert.Contains((await self.GetAsync("/supervision/log?coach=HWBC-000013")).Status, new[] { HttpStatusCode.Forbidden, HttpStatusCode.NotFound });
    }

    [Fact]
    public async Task T05_nobody_verifies_their_own_certificate()
    {
        using var manager = await portal.SignedInAsync("manager");
        var record = await portal.DbAsync(db => db.Training.Where(t => t.Coach!.Person!.Reference == "HWBC-000018").Select(t => t.RecordId).FirstAsync());
        Assert.Equal(HttpStatusCode.Forbidden, (await manager.GetAsync($"/coaches/HWBC-000018/training/{record}/verify")).Status);
        using var other = await portal.SignedInAsync("manager.two");
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync($"/coaches/HWBC-000018/training/{record}/verify")).Status);
    }

    [Fact]
    public async Task Somebody_whom_the_PCN_does_not_know_cannot_be_named_by_way_of_the_form()
    {
        var stranger = await portal.DbAsync(async db =>
        {
            var person = new Person { Reference = "P-900001", Name = "A Stranger" };
            var entry = new SupervisorVersion { ItemId = "stranger", PersonId = person.Id, Name = person.Name };
            entry.RecordId = entry.Id;
            db.AddRange(person, entry);
            await db.SaveChangesAsync();
            return entry.Id;
        });
        using var manager = await portal.SignedInAsync("manager");
        var refused = await manager.PostAsync(await manager.GetAsync("/coaches/HWBC-000011/people/new?kind=LineManagement&pcn=U90001"), ("Form.Supervisor", stranger.ToString()));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("Select who it is", refused.Errors);
    }

    [Fact]
    public async Task A_post_without_its_token_and_one_from_another_site_change_nothing()
    {
        using var manager = await portal.SignedInAsync("manager");
        using var empty = new FormUrlEncodedContent([new("Form.Reason", "x")]);
        Assert.Equal(HttpStatusCode.BadRequest, (await manager.Client.PostAsync(new Uri("/coaches/HWBC-000011/pause", UriKind.Relative), empty)).StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/account/sign-out", UriKind.Relative));
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        Assert.Equal(HttpStatusCode.Forbidden, (await manager.Client.SendAsync(request)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await manager.GetAsync("/readiness")).Status);
    }

    [Fact]
    public async Task A_page_may_be_kept_for_Back_and_signing_out_clears_what_was_kept()
    {
        using var coach = await portal.SignedInAsync("coach");
        foreach (var path in new[] { "/me", "/me", "/rules" })
            Assert.Equal("no-cache, private", string.Join(", ", (await coach.GetAsync(path)).Response.Headers.CacheControl!.ToString().Split(", ").Order(StringComparer.Ordinal)));
        var page = await coach.GetAsync("/me");
        var form = (AngleSharp.Html.Dom.IHtmlFormElement)page.Document.QuerySelector("form[action='/account/sign-out']")!;
        using var elsewhere = coach.Copy();
        var left = await coach.PostFormAsync(form, page.Address);
        Assert.Equal("\"cache\"", left.Response.Headers.GetValues("Clear-Site-Data").Single());
        // So does the answer to a cookie whose session is over, and a window that comes by itself when it runs out; whoever has none has nothing to clear.
        foreach (var (visitor, path, status, clears) in new[] { (coach, "/me", HttpStatusCode.Redirect, false), (elsewhere, "/me", HttpStatusCode.Redirect, true), (coach, "/account/sign-in", HttpStatusCode.OK, false), (coach, "/account/sign-in?over=true", HttpStatusCode.OK, true) })
        {
            var answer = (await visitor.GetAsync(path)).Response;
            Assert.Equal((path, status, clears ? "\"cache\"" : null), (path, answer.StatusCode, answer.Headers.TryGetValues("Clear-Site-Data", out var cleared) ? cleared.Single() : null));
        }

        var signedOut = await coach.GetAsync(left.Response.Headers.Location!.ToString());
        Assert.Equal("You are signed out", signedOut.Document.QuerySelector("h1")!.TextContent);
        // One signs in on the spot, and a wrong password is answered by the page for signing in.
        var refused = await coach.PostAsync(signedOut, ("Form.Email", "coach@demo.test"), ("Form.Password", "not-the-password"));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "Sign in"), (refused.Status, refused.Document.QuerySelector("h1")!.TextContent));
        Assert.Equal(HttpStatusCode.SeeOther, (await coach.PostAsync(signedOut, ("Form.Email", "coach@demo.test"), ("Form.Password", PortalFixture.Password))).Status);
    }

    [Fact]
    public async Task Anothers_form_token_is_not_accepted()
    {
        using var one = await portal.SignedInAsync("manager");
        using var two = await portal.SignedInAsync("manager.two");
        var (own, others) = (await one.GetAsync("/coaches/HWBC-000011/pause"), await two.GetAsync("/coaches/HWBC-000011/pause"));
        var token = others.Document.QuerySelector("main input[name=RequestToken]")!.GetAttribute("value");
        Assert.Equal(HttpStatusCode.BadRequest, (await one.PostAsync(own, ("RequestToken", token), ("Form.Reason", "x"))).Status);
    }

    private readonly Matrix _matrix = new(portal);

    private IEnumerable<RouteEndpoint> Endpoints() => _matrix.Endpoints();

    private IEnumerable<RouteEndpoint> Actions() => _matrix.Actions();

    private static string Name(RouteEndpoint endpoint) => Matrix.Name(endpoint);

    private Task<string> FilledAsync(string path) => _matrix.FilledAsync(path);
}
