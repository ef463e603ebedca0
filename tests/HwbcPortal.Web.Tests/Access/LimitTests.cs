using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using HwbcPortal.Web.Infrastructure.Hosting;
using HwbcPortal.Web.Infrastructure.Security;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HwbcPortal.Web.Tests.Access;

/// <summary>How often somebody may ask, how much they may send, and under which name and on whose behalf.</summary>
public sealed class LimitTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    [Fact]
    public async Task An_account_that_asks_too_often_waits_and_nobody_else_does()
    {
        await using var running = await Running.StartAsync(("Limits:Requests", "12"));
        using var manager = await running.Portal.SignedInAsync("manager");
        using var coach = await running.Portal.SignedInAsync("coach");
        var answers = new List<Page>();
        for (var n = 0; n < 14; n++)
            answers.Add(await manager.GetAsync("/readiness"));
        Assert.Equal(12, answers.Count(a => a.Status == HttpStatusCode.OK));
        var refused = answers[^1];
        Assert.Equal((HttpStatusCode.TooManyRequests, "Too many requests"), (refused.Status, refused.Document.QuerySelector("h1")!.TextContent));
        var wait = int.Parse(Assert.Single(refused.Response.Headers.GetValues("Retry-After")), CultureInfo.InvariantCulture);
        Assert.InRange(wait, 1, 60);
        Assert.Contains($"Wait {wait} second", refused.Text, StringComparison.Ordinal);
        // Another account of the same address, and what is no page.
        Assert.Equal(HttpStatusCode.OK, (await coach.GetAsync("/me")).Status);
        Assert.Equal(HttpStatusCode.OK, (await manager.GetAsync("/css/site.css")).Status);
    }

    [Fact]
    public async Task Exports_signing_in_and_reports_have_limits_of_their_own()
    {
        await using var running = await Running.StartAsync(("Limits:Files", "2"), ("Limits:SignIn", "6"), ("Limits:Reports", "2"));
        using var manager = await running.Portal.SignedInAsync("manager");
        Assert.Equal([200, 200, 429], await ManyAsync(3, () => manager.Client.GetAsync(new Uri("/requirements/claims.csv", UriKind.Relative))));
        // Pages are not files, and uploads are: they share what exports have used.
        Assert.Equal(HttpStatusCode.OK, (await manager.GetAsync("/requirements/claims")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await manager.AskAsync("POST", "/training/cohorts")).StatusCode);
        using var nobody = running.Portal.Visitor();
        Assert.Contains(429, await ManyAsync(6, () => nobody.Client.GetAsync(new Uri("/account/sign-in", UriKind.Relative))));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await nobody.GetAsync("/account/forgotten-password")).Status);
        Assert.Equal([204, 204, 429], await ManyAsync(3, () => nobody.Client.PostAsync(new Uri("/csp-report", UriKind.Relative), null)));
        // Whoever is signed in works on, whatever their address does.
        Assert.Equal(HttpStatusCode.OK, (await manager.GetAsync("/readiness")).Status);
    }

    [Fact]
    public void What_is_not_set_is_limited_all_the_same()
    {
        var usual = LimitSettings.From(new ConfigurationBuilder().Build());
        Assert.Equal(new LimitSettings(300, 30, 120, 60), usual);
        var none = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Limits:Files"] = "0" }).Build();
        Assert.StartsWith("Limits:Files is \"0\"", Assert.Throws<StartRefusedException>(() => LimitSettings.From(none)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.1.2.3", "10.1.2.3")]
    [InlineData("::ffff:10.1.2.3", "10.1.2.3")]
    [InlineData("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64")]
    public void An_address_is_a_network_where_one_has_all_of_it(string remote, string address)
    {
        var http = new Microsoft.AspNetCore.Http.DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Parse(remote);
        Assert.Equal(address, http.Address());
    }

    [Fact]
    public async Task A_form_without_files_is_small()
    {
        using var manager = await portal.SignedInAsync("manager");
        using var content = new ByteArrayContent(new byte[RequestLimits.MostBytes + 1]) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded") } };
        var answer = await manager.Client.PostAsync(new Uri("/coaches/new", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("What you sent is too large", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_with_too_many_fields_or_too_long_a_one_is_not_read()
    {
        using var manager = await portal.SignedInAsync("manager");
        var page = await manager.GetAsync("/coaches/new");
        Assert.Equal(HttpStatusCode.BadRequest, (await manager.PostAsync(page, [.. Enumerable.Range(0, 1100).Select(n => ($"x{n}", (string?)"1"))])).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await manager.PostAsync(page, ("Form.Name", new string('x', 200_000)))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await manager.PostAsync(page, ("Form.Name", new string('x', 100_000)))).Status);
    }

    [Theory]
    [InlineData("application/json", "{\"Form\":{\"Name\":\"x\"}}")]
    [InlineData("text/plain", "Form.Name=x")]
    public async Task What_is_no_form_is_not_read_where_a_form_is_asked_for(string type, string body)
    {
        using var manager = await portal.SignedInAsync("manager");
        using var content = new StringContent(body, Encoding.UTF8, type);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await manager.Client.PostAsync(new Uri("/coaches/new", UriKind.Relative), content)).StatusCode);
    }

    [Fact]
    public async Task Headers_have_a_limit()
    {
        using var nobody = portal.Visitor();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/account/sign-in", UriKind.Relative)) { Headers = { { "X-Long", new string('x', 17 * 1024) } } };
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, (await nobody.Client.SendAsync(request)).StatusCode);
        using var many = new HttpRequestMessage(HttpMethod.Get, new Uri("/account/sign-in", UriKind.Relative));
        for (var n = 0; n < 65; n++)
            many.Headers.Add($"X-{n}", "1");
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, (await nobody.Client.SendAsync(many)).StatusCode);
    }

    [Fact]
    public async Task The_name_of_a_field_and_what_a_part_says_of_itself_have_a_limit()
    {
        using var coach = await portal.SignedInAsync("coach");
        var page = await coach.GetAsync(await Evidence.EvidenceTests.PathAsync(portal));
        Assert.Equal(HttpStatusCode.BadRequest, (await coach.PostAsync(page, (new string('x', 201), "1"))).Status);
        foreach (var spoilt in new Action<HttpContentHeaders>[] { h => h.Add("X-Long", new string('x', 5 * 1024)), h => Enumerable.Range(0, 9).ToList().ForEach(n => h.Add($"X-{n}", "1")) })
        {
            using var content = new MultipartFormDataContent();
            foreach (var field in page.Document.QuerySelectorAll("main form[enctype] input[type=hidden]"))
                content.Add(new StringContent(field.GetAttribute("value")!), field.GetAttribute("name")!);
            var file = new ByteArrayContent(Evidence.SampleFiles.Pdf());
            spoilt(file.Headers);
            content.Add(file, "Form.Files", "certificate.pdf");
            Assert.Equal(HttpStatusCode.BadRequest, (await coach.Client.PostAsync(page.Address, content)).StatusCode);
        }
    }

    /// <summary>Nobody waits for these in a test: what the server was told is looked at.</summary>
    [Fact]
    public void Headers_are_waited_for_a_quarter_of_a_minute_and_a_request_for_five()
    {
        Assert.Equal(TimeSpan.FromSeconds(15), portal.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits.RequestHeadersTimeout);
        Assert.Equal(TimeSpan.FromMinutes(5), portal.Services.GetRequiredService<IOptions<RequestTimeoutOptions>>().Value.DefaultPolicy!.Timeout);
    }

    [Theory]
    [InlineData("127.0.0.1", 200)]
    [InlineData("localhost", 200)]
    [InlineData("evil.example", 421)]
    [InlineData("localhost.evil.example", 421)]
    public async Task Another_name_than_the_portals_is_not_answered(string host, int status)
    {
        using var nobody = portal.Visitor();
        Assert.Equal(status, (int)(await AskAsync(nobody, host)).StatusCode);
    }

    [Fact]
    public async Task A_name_that_is_set_is_answered_over_https_and_not_over_plain_http()
    {
        await using var running = await Running.StartAsync(("AllowedHosts", "portal.example;other.example"), ("Proxies", "127.0.0.1"));
        using var nobody = running.Portal.Visitor();
        Assert.Equal("This portal is served over https only.", await (await AskAsync(nobody, "portal.example")).Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(nobody, "portal.example", ("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "203.0.113.7"))).StatusCode);
        Assert.Equal("This portal has another address.", await (await AskAsync(nobody, "third.example", ("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "203.0.113.7"))).Content.ReadAsStringAsync());
    }

    /// <summary>The framework's own switch, which believes everybody, is on in all of them.</summary>
    [Theory]
    [InlineData(null, false)]
    [InlineData("10.0.0.5, 192.168.0.0/16", false)]
    [InlineData("127.0.0.0/8", true)]
    public async Task What_a_request_says_of_whom_it_is_for_counts_from_a_known_proxy_alone(string? proxies, bool counts)
    {
        await using var running = await Running.StartAsync(("Proxies", proxies), ("ForwardedHeaders_Enabled", "true"));
        using var forging = running.Portal.Visitor();
        var page = await forging.GetAsync("/account/sign-in");
        Assert.Equal(counts, (await AskAsync(forging, "localhost", ("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "203.0.113.7"))).Headers.Contains("Strict-Transport-Security"));

        // Wrong passwords of twenty accounts, each said to be for another address: it is one address that has to wait.
        for (var n = 0; n < 20; n++)
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SignInAsync(forging, page, $"nobody{n}@demo.test", $"198.51.100.{n}", counts)).StatusCode);
        Assert.Equal(counts ? HttpStatusCode.SeeOther : HttpStatusCode.UnprocessableEntity, (await SignInAsync(forging, page, "coach@demo.test", "198.51.100.99", counts)).StatusCode);
    }

    /// <summary>Somebody goes on trying for an hour, as fast as the wait lets them and faster: the owner gets in meanwhile, where they are known and elsewhere.</summary>
    [Fact]
    public async Task Whoever_goes_on_guessing_does_not_keep_the_owner_out()
    {
        await using var running = await Running.StartAsync(("Proxies", "127.0.0.0/8"));
        var portal = running.Portal;
        Assert.Equal(HttpStatusCode.SeeOther, await OwnerAsync("198.51.100.1"));
        using var guessing = portal.Visitor();
        var page = await guessing.GetAsync("/account/sign-in");
        for (var minute = 0; minute < 60; minute++)
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, await GuessAsync());
            portal.Time.Now += TimeSpan.FromMinutes(1);
        }

        Assert.Equal(HttpStatusCode.SeeOther, await OwnerAsync("198.51.100.1"));
        // From another place the account alone waits, and not for long; tries that come too soon make it no longer.
        await FromEverywhereAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await OwnerAsync("198.51.100.3"));
        portal.Time.Now += TimeSpan.FromSeconds(30);
        Assert.Equal(HttpStatusCode.SeeOther, await OwnerAsync("198.51.100.3"));
        await FromEverywhereAsync();
        Assert.Equal(HttpStatusCode.SeeOther, await OwnerAsync("198.51.100.1"));
        // From one address five are looked at, and then one waits a second, however many came.
        for (var n = 0; n < 15; n++)
            await GuessAsync("198.51.100.9");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await OwnerAsync("198.51.100.9"));
        portal.Time.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(HttpStatusCode.SeeOther, await OwnerAsync("198.51.100.9"));

        async Task FromEverywhereAsync()
        {
            for (var second = 0; second < 29; second++)
            {
                await GuessAsync($"192.0.2.{second + 10}");
                portal.Time.Now += TimeSpan.FromSeconds(1);
            }
        }

        async Task<HttpStatusCode> OwnerAsync(string address)
        {
            using var owner = portal.Visitor();
            return (await SignInAsync(owner, await owner.GetAsync("/account/sign-in"), "coach@demo.test", address, https: true)).StatusCode;
        }

        async Task<HttpStatusCode> GuessAsync(string address = "203.0.113.7") => (await SignInAsync(guessing, page, "coach@demo.test", address, https: true, "not-the-right-one")).StatusCode;
    }

    [Fact]
    public async Task An_offices_slips_of_the_finger_over_an_hour_keep_nobody_out()
    {
        await using var running = await Running.StartAsync(("Proxies", "127.0.0.0/8"));
        var portal = running.Portal;
        using var office = portal.Visitor();
        var page = await office.GetAsync("/account/sign-in");
        for (var minute = 0; minute < 60; minute++)
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SignInAsync(office, page, $"nobody{minute}@demo.test", "203.0.113.7", https: true)).StatusCode);
            portal.Time.Now += TimeSpan.FromMinutes(1);
        }

        Assert.Equal(HttpStatusCode.SeeOther, (await SignInAsync(office, page, "coach@demo.test", "203.0.113.7", https: true)).StatusCode);
    }

    [Fact]
    public async Task An_address_that_a_known_proxy_names_has_a_limit_of_its_own()
    {
        await using var running = await Running.StartAsync(("Proxies", "127.0.0.1"), ("Limits:SignIn", "2"));
        using var nobody = running.Portal.Visitor();
        foreach (var address in new[] { "203.0.113.7", "203.0.113.8" })
            Assert.Equal([200, 200, 429], await ManyAsync(3, () => AskAsync(nobody, "localhost", ("X-Forwarded-Proto", "https"), ("X-Forwarded-For", $"198.51.100.1, {address}"))));
    }

    [Fact]
    public async Task Of_proxies_one_behind_the_other_the_first_says_who_asks_and_an_unknown_one_is_who_asks()
    {
        await using var running = await Running.StartAsync(("Proxies", "127.0.0.1, 10.0.0.5"), ("Limits:SignIn", "2"));
        using var nobody = running.Portal.Visitor();
        foreach (var address in new[] { "203.0.113.7", "203.0.113.8" })
            Assert.Equal([200, 200, 429], await ManyAsync(3, () => AskAsync(nobody, "localhost", ("X-Forwarded-Proto", "https, https"), ("X-Forwarded-For", $"{address}, 10.0.0.5"))));
        // Behind one that is not known all are that one.
        Assert.Equal([200, 200, 429], await ManyAsync(3, () => AskAsync(nobody, "localhost", ("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "203.0.113.9, 10.0.0.6"))));
        Assert.Equal([429], await ManyAsync(1, () => AskAsync(nobody, "localhost", ("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "203.0.113.10, 10.0.0.6"))));
    }

    private static async Task<HttpResponseMessage> SignInAsync(Visitor visitor, Page page, string email, string forwardedFor, bool https, string? password = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/account/sign-in", UriKind.Relative))
        {
            Content = new FormUrlEncodedContent([new("Form.Email", email), new("Form.Password", password ?? (email.StartsWith("nobody", StringComparison.Ordinal) ? "not-the-right-one" : PortalFixture.Password)), new("RequestToken", page.Document.QuerySelector("main input[name=RequestToken]")!.GetAttribute("value")!)]),
            Headers = { { "X-Forwarded-For", forwardedFor } },
        };
        if (https)
        {
            // Over https the cookie of the form has its other name.
            request.Headers.Add("X-Forwarded-Proto", "https");
            request.Headers.Add("Cookie", string.Join("; ", visitor.Cookies.Select(c => $"__Host-{c.Name}={c.Value}")));
        }

        return await visitor.Client.SendAsync(request);
    }

    private static async Task<HttpResponseMessage> AskAsync(Visitor visitor, string host, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/account/sign-in", UriKind.Relative));
        request.Headers.Host = host;
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await visitor.Client.SendAsync(request);
    }

    private static async Task<List<int>> ManyAsync(int times, Func<Task<HttpResponseMessage>> ask)
    {
        var answers = new List<int>();
        for (var n = 0; n < times; n++)
            answers.Add((int)(await ask()).StatusCode);
        return answers;
    }
}
