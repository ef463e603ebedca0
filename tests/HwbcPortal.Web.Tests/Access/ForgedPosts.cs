using System.Net;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Tests.Hosting;

namespace HwbcPortal.Web.Tests.Access;

/// <summary>T20: what was not sent from the portal's own page, by whoever is signed in to it.</summary>
public sealed partial class AccessTests
{
    // The page of errors and the reports of browsers take no form: they have no token to miss. Another site is refused there too.
    private static readonly string[] WithoutToken = [" error/{status:int}", "POST csp-report"];

    private const string HalfWayThere = "half-way";

    [Fact]
    public async Task T20_a_post_that_the_portals_own_page_did_not_send_changes_nothing_on_any_endpoint()
    {
        // A portal of its own: what the paths name is made once for each.
        await using var own = await Running.StartAsync();
        await new AccessTests(own.Portal).ForgeEverywhereAsync();
    }

    private async Task ForgeEverywhereAsync()
    {
        var unsafeOnes = Actions().Select(Name).Where(n => !n.StartsWith("GET ", StringComparison.Ordinal)).ToList();
        using var another = await portal.SignedInAsync("manager.two");
        var anothers = await TokenAsync(another);
        var visitors = new Dictionary<string, (Visitor Visitor, string Token)>(StringComparer.Ordinal);
        var asked = new List<(string Name, string Path, Visitor Visitor, string Token)>();
        foreach (var (name, row) in unsafeOnes.Select(n => (n, Matrix.Rows.Single(r => r.Endpoint == n))))
        {
            // Somebody of the demo who may do it: what stops the post is that it is forged, not who sends it.
            var who = (name.StartsWith("POST account/second-step", StringComparison.Ordinal) && !name.Contains("/again", StringComparison.Ordinal)) || name.StartsWith("POST account/set-up", StringComparison.Ordinal) ? HalfWayThere : row.Who.FirstOrDefault("manager");
            if (!visitors.TryGetValue(who, out var known))
            {
                var visitor = who == HalfWayThere ? await HalfWayAsync() : await portal.SignedInAsync(who);
                visitors[who] = known = (visitor, await TokenAsync(visitor, who == HalfWayThere ? "/account/second-step" : "/account/forgotten-password"));
            }

            asked.Add((name, await FilledAsync(row.Path), known.Visitor, known.Token));
        }

        var wrong = new List<string>();
        var before = await portal.TablesAsync();
        var tries = 0;
        foreach (var (name, path, visitor, token) in asked)
        {
            async Task Refused(string what, HttpStatusCode expected, string? sent, string? site = null, string? origin = null)
            {
                tries++;
                if (await ForgeAsync(visitor, path, sent, site, origin) is var status && status != expected)
                    wrong.Add($"{name}, {what}: {(int)status}");
            }

            if (!WithoutToken.Contains(name))
            {
                await Refused("without a token", HttpStatusCode.BadRequest, null);
                await Refused("a wrong token", HttpStatusCode.BadRequest, $"{token[..^4]}AAAA");
                await Refused("another's token", HttpStatusCode.BadRequest, anothers);
            }

            await Refused("from another site", HttpStatusCode.Forbidden, token, "cross-site");
            await Refused("from a neighbouring site", HttpStatusCode.Forbidden, token, "same-site");
            await Refused("from another site by an older browser", HttpStatusCode.Forbidden, token, origin: "https://evil.example");
            await Refused("from nowhere by an older browser", HttpStatusCode.Forbidden, token, origin: "null");
        }

        var after = await portal.TablesAsync();
        foreach (var (visitor, _) in visitors.Values)
            visitor.Dispose();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal([], before.Keys.Where(t => before[t] != after[t]));
        Proof.Holds("T20", "antiforgery missing, wrong, another's; another site, a neighbouring one, a foreign origin", $"{asked.Count} endpoints, {tries:N0} posts", $"0 changes in {before.Count} tables");
    }

    [Theory]
    [InlineData("same-origin", null)]
    [InlineData("none", null)]
    [InlineData(null, "own")]
    [InlineData(null, null)]
    public async Task What_the_portals_own_page_sends_is_taken(string? site, string? origin)
    {
        using var manager = await portal.SignedInAsync("manager");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await ForgeAsync(manager, "/coaches/HWBC-000011/pause", await TokenAsync(manager), site, origin is null ? null : portal.Address.GetLeftPart(UriPartial.Authority)));
    }

    /// <summary>Somebody who has given their password and not yet the code of their app.</summary>
    private async Task<Visitor> HalfWayAsync()
    {
        var userId = await portal.AddAccountAsync(HalfWayThere, "P-000095", PortalRole.Administrator);
        await portal.DbAsync(db =>
        {
            db.Add(new Authenticator { UserId = userId, ProtectedSecret = "none", ConfirmedUtc = portal.Time.Now.UtcDateTime });
            return db.SaveChangesAsync();
        });
        return await portal.SignedInAsync(HalfWayThere);
    }

    private static async Task<string> TokenAsync(Visitor visitor, string path = "/account/forgotten-password") => (await visitor.GetAsync(path)).Document.QuerySelector("main input[name=RequestToken]")!.GetAttribute("value")!;

    private static async Task<HttpStatusCode> ForgeAsync(Visitor visitor, string path, string? token, string? site, string? origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new FormUrlEncodedContent(token is null ? [] : [new("RequestToken", token)]) };
        if (site is not null)
            request.Headers.Add("Sec-Fetch-Site", site);
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        using var response = await visitor.Client.SendAsync(request);
        return response.StatusCode;
    }
}
