using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HwbcPortal.Web.Tests.Hosting;

namespace HwbcPortal.Web.Tests.Access;

/// <summary>Every cookie of the portal, over https and on this machine over http.</summary>
public sealed class CookieTests
{
    // The session, the form's token, what is shown once after a redirect, and the PCN that was chosen; between password and code another.
    private static readonly string[] Names = [".AspNetCore.Mvc.CookieTempDataProvider", "hwbc", "hwbc-form", "hwbc-half-way", "hwbc-pcn"];

    [Theory]
    [InlineData("https")]
    [InlineData("http")]
    public async Task Every_cookie_is_the_servers_alone(string scheme)
    {
        var folder = Directory.CreateTempSubdirectory("hwbc-test-").FullName;
        try
        {
            await using var running = await Running.StartAsync([("urls", $"{scheme}://127.0.0.1:0"), .. Certificate(folder)]);
            await using var asking = await Running.StartAskingAsync([("urls", $"{scheme}://127.0.0.1:0"), .. Certificate(folder)]);
            var set = new List<string>();
            using var manager = Listening(running.Portal, set);
            await manager.SignInAsync("manager@demo.test", PortalFixture.Password);
            foreach (var page in await Crawler.OneOfEachAsync(manager))
                Assert.True((int)page.Status < 500);
            await manager.PostAsync(await manager.GetAsync("/coaches/new"), ("Form.Name", "Somebody New"));
            await manager.AskAsync("POST", "/account/pcn?code=U90001");
            var calendar = await manager.GetAsync("/account/calendar");
            await manager.PostAsync(calendar);
            await manager.AskAsync("POST", "/account/sign-out");
            using var halfWay = Listening(asking.Portal, set);
            await halfWay.PostAsync(await halfWay.GetAsync("/account/sign-in"), ("Form.Email", "manager@demo.test"), ("Form.Password", PortalFixture.Password));

            var prefix = scheme == "https" ? "__Host-" : "";
            Assert.Equal(Names, set.Select(c => c.Split('=')[0]).Distinct().Select(n => n.StartsWith(prefix, StringComparison.Ordinal) ? n[prefix.Length..] : $"{n} has no prefix").Order(StringComparer.Ordinal));
            Assert.All(set, cookie =>
            {
                var parts = cookie.Split(';').Skip(1).Select(p => p.Trim().ToLowerInvariant()).ToHashSet();
                Assert.Contains("httponly", parts);
                Assert.Contains("path=/", parts);
                Assert.True(parts.Contains("samesite=lax") || parts.Contains("samesite=strict"), cookie);
                Assert.Equal(scheme == "https", parts.Contains("secure"));
                Assert.DoesNotContain(parts, p => p.StartsWith("domain", StringComparison.Ordinal));
            });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Over_https_a_cookie_without_the_prefix_is_nobodys()
    {
        var folder = Directory.CreateTempSubdirectory("hwbc-test-").FullName;
        try
        {
            await using var running = await Running.StartAsync([("urls", "https://127.0.0.1:0"), .. Certificate(folder)]);
            using var manager = Listening(running.Portal, []);
            await manager.SignInAsync("manager@demo.test", PortalFixture.Password);
            var session = manager.Cookies.Single(c => c.Name == "__Host-hwbc").Value;
            using var nobody = Listening(running.Portal, []);
            Assert.Equal(HttpStatusCode.OK, await WithAsync("__Host-hwbc"));
            Assert.Equal(HttpStatusCode.Redirect, await WithAsync("hwbc"));

            async Task<HttpStatusCode> WithAsync(string name)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/readiness", UriKind.Relative)) { Headers = { { "Cookie", $"{name}={session}" } } };
                return (await nobody.Client.SendAsync(request)).StatusCode;
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Over_https_browsers_are_told_to_stay_with_it()
    {
        var folder = Directory.CreateTempSubdirectory("hwbc-test-").FullName;
        try
        {
            await using var running = await Running.StartAsync([("urls", "https://127.0.0.1:0"), .. Certificate(folder)]);
            using var nobody = Listening(running.Portal, []);
            foreach (var path in new[] { "/account/sign-in", "/readiness", "/css/site.css", "/nowhere" })
                Assert.Equal("max-age=31536000; includeSubDomains", (await nobody.GetAsync(path)).Response.Headers.GetValues("Strict-Transport-Security").Single());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Visitor Listening(PortalFixture portal, List<string> set) => new(portal.Address, new Heard(set));

    /// <summary>The settings of a server with a certificate of its own.</summary>
    internal static (string Name, string? Value)[] Certificate(string folder)
    {
        var path = Path.Combine(folder, "certificate.pfx");
        if (!File.Exists(path))
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(IPAddress.Loopback);
            var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(names.Build());
            using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
            File.WriteAllBytes(path, certificate.Export(X509ContentType.Pfx, "a-test"));
        }

        return [("Kestrel:Certificates:Default:Path", path), ("Kestrel:Certificates:Default:Password", "a-test")];
    }

    /// <summary>Keeps what every answer sets, and takes the test's certificate.</summary>
    private sealed class Heard(List<string> set) : HttpClientHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            ServerCertificateCustomValidationCallback ??= DangerousAcceptAnyServerCertificateValidator;
            var response = await base.SendAsync(request, cancellationToken);
            if (response.Headers.TryGetValues("Set-Cookie", out var cookies))
                set.AddRange(cookies);
            return response;
        }
    }
}
