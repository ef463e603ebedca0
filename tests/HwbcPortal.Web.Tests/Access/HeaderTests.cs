using System.Net.Http.Headers;
using HwbcPortal.Web.Infrastructure.Hosting;
using HwbcPortal.Web.Tests.Evidence;
using HwbcPortal.Web.Tests.Hosting;
using HwbcPortal.Web.Tests.Journeys;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace HwbcPortal.Web.Tests.Access;

/// <summary>T21: the headers that every response carries, whatever kind it is; over https one more.</summary>
public sealed class HeaderTests
{
    private static readonly (string Name, string Value)[] Always =
    [
        ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin"), ("Cross-Origin-Opener-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"), ("Reporting-Endpoints", "csp=\"/csp-report\""),
    ];

    [Fact]
    public async Task T21_security_headers_are_on_every_kind_of_response()
    {
        var folder = Directory.CreateTempSubdirectory("hwbc-test-").FullName;
        try
        {
            var (wrong, kinds) = (new List<string>(), 0);
            foreach (var scheme in new[] { "http", "https" })
                kinds += await AskAsync([("urls", $"{scheme}://127.0.0.1:0"), .. CookieTests.Certificate(folder)], wrong);
            Assert.True(wrong.Count == 0, string.Join('\n', wrong));
            Proof.Holds("T21", "security headers over http on this machine and over https: pages, redirects, static files, downloads, exports, refusals, a fault (500), a database that is not written to (503); HSTS on all over https", $"{kinds / 2} kinds of response x 2, {Always.Length + 3} headers", "on all");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> AskAsync((string, string?)[] settings, List<string> wrong)
    {
        var hindrance = new StorageFaultTests.Told();
        await using var running = await Running.StartAsync(services => services.AddSingleton<IInterceptor>(hindrance), [("Database:Provider", "Sqlite"), ("ConnectionStrings:Hwbc", null), .. settings]);
        var portal = running.Portal;
        using var nobody = Visiting(portal);
        using var coach = Visiting(portal);
        using var manager = Visiting(portal);
        await coach.SignInAsync("coach@demo.test", PortalFixture.Password);
        await manager.SignInAsync("manager@demo.test", PortalFixture.Password);
        var record = await portal.DbAsync(db => db.Training.Where(t => t.Coach!.Person!.Reference == "HWBC-000014").Select(t => t.RecordId).FirstAsync());
        await coach.UploadAsync($"/me/training/{record}/evidence", ("certificate.png", SampleFiles.Png()));
        var file = await portal.DbAsync(db => db.Evidence.Select(f => f.Id).FirstAsync());
        var tag = (await SendAsync(nobody, HttpMethod.Get, "/css/site.css")).Headers.ETag!;

        (string Kind, int Status, Task<HttpResponseMessage> Response)[] kinds =
        [
            ("a public page", 200, SendAsync(nobody, HttpMethod.Get, "/account/sign-in")),
            ("a page", 200, SendAsync(manager, HttpMethod.Get, "/readiness")),
            ("a redirect to sign-in", 302, SendAsync(nobody, HttpMethod.Get, "/readiness")),
            ("a redirect home", 302, SendAsync(manager, HttpMethod.Get, "/")),
            ("a redirect after a form", 303, manager.AskAsync("POST", "/account/pcn?code=U90001")),
            ("a static file", 200, SendAsync(nobody, HttpMethod.Get, "/css/site.css")),
            ("a static file that is known", 304, SendAsync(nobody, HttpMethod.Get, "/css/site.css", r => r.Headers.IfNoneMatch.Add(tag))),
            ("a static file's head", 200, SendAsync(nobody, HttpMethod.Head, "/css/site.css")),
            ("a download", 200, SendAsync(coach, HttpMethod.Get, $"/evidence/{file}")),
            ("an export", 200, SendAsync(manager, HttpMethod.Get, "/requirements/claims.csv")),
            ("an answer without content", 204, nobody.AskAsync("POST", "/csp-report")),
            ("a form without its token", 400, SendAsync(manager, HttpMethod.Post, "/account/sign-out")),
            ("a page for others", 403, SendAsync(coach, HttpMethod.Get, "/readiness")),
            ("a post from another site", 403, SendAsync(manager, HttpMethod.Post, "/account/sign-out", r => r.Headers.Add("Sec-Fetch-Site", "cross-site"))),
            ("what is not there", 404, SendAsync(manager, HttpMethod.Get, "/nowhere")),
            ("a record of another PCN", 404, SendAsync(manager, HttpMethod.Get, "/coaches/HWBC-000021")),
            ("a method that is none here", 405, SendAsync(manager, HttpMethod.Put, "/readiness")),
            ("a page's head", 405, SendAsync(manager, HttpMethod.Head, "/readiness")),
            ("what can be asked", 405, SendAsync(manager, HttpMethod.Options, "/readiness")),
            ("a form that is refused", 422, nobody.AskAsync("POST", "/account/sign-in")),
            ("a form that is too large", 413, SendAsync(manager, HttpMethod.Post, "/coaches/new", r => r.Content = Content("application/x-www-form-urlencoded", RequestLimits.MostBytes + 1))),
            ("what is no form", 415, SendAsync(manager, HttpMethod.Post, "/coaches/new", r => r.Content = Content("application/json", 2))),
            ("another name than the portal's", 421, SendAsync(nobody, HttpMethod.Get, "/account/sign-in", r => r.Headers.Host = "elsewhere.example")),
            ("asked too often", 429, OftenAsync(settings)),
        ];
        foreach (var (kind, status, asked) in kinds)
            wrong.AddRange(Missing(kind, status, await asked));

        // The database may not be written to for a while.
        var form = await coach.GetAsync("/me/cpd/new");
        hindrance.Sql = "PRAGMA query_only = ON";
        wrong.AddRange(Missing("what cannot be stored", 503, (await coach.PostAsync(form, ("Form.Hours", "1.5"), ("Form.What", "Peer group"))).Response));
        hindrance.Sql = "";

        // A fault: the record has lost what the page reads.
        await portal.DbAsync(db => db.Database.ExecuteSqlRawAsync("ALTER TABLE \"CoachStandings\" RENAME TO \"Gone\""));
        wrong.AddRange(Missing("a fault", 500, await SendAsync(manager, HttpMethod.Get, "/readiness")));
        return kinds.Length + 2;
    }

    private static ByteArrayContent Content(string type, long length) => new(new byte[length]) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };

    private static Visitor Visiting(PortalFixture portal) => new(portal.Address, new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator });

    private static async Task<HttpResponseMessage> OftenAsync((string, string?)[] settings)
    {
        await using var running = await Running.StartAsync([("Limits:SignIn", "1"), .. settings]);
        using var nobody = Visiting(running.Portal);
        await SendAsync(nobody, HttpMethod.Get, "/account/sign-in");
        return await SendAsync(nobody, HttpMethod.Get, "/account/sign-in");
    }

    private static IEnumerable<string> Missing(string kind, int status, HttpResponseMessage response)
    {
        string? Value(string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
        if ((int)response.StatusCode != status)
            yield return $"{kind}: {(int)response.StatusCode} instead of {status}";
        foreach (var (name, value) in Always.Where(h => Value(h.Name) != h.Value))
            yield return $"{kind}: {name} is {Value(name) ?? "missing"}";
        if (Value("Content-Security-Policy") is not { } policy || !policy.StartsWith("default-src 'none'; ", StringComparison.Ordinal) || !policy.Contains("frame-ancestors 'none'", StringComparison.Ordinal))
            yield return $"{kind}: Content-Security-Policy is missing or wide";
        if (Value("Strict-Transport-Security") != (response.RequestMessage!.RequestUri!.Scheme == "https" ? "max-age=31536000; includeSubDomains" : null))
            yield return $"{kind}: Strict-Transport-Security is {Value("Strict-Transport-Security") ?? "missing"}";
        if (Value("Cache-Control") is null)
            yield return $"{kind}: Cache-Control is missing";
        if (Value("Server") is not null || Value("X-Powered-By") is not null)
            yield return $"{kind}: says what serves it";
    }

    private static Task<HttpResponseMessage> SendAsync(Visitor visitor, HttpMethod method, string path, Action<HttpRequestMessage>? with = null)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        with?.Invoke(request);
        return visitor.Client.SendAsync(request);
    }
}
