using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using HwbcPortal.Web.Cli;
using HwbcPortal.Web.Infrastructure.Files;
using HwbcPortal.Web.Infrastructure.Hosting;
using HwbcPortal.Web.Infrastructure.Security;
using HwbcPortal.Web.Tests.Cli;
using HwbcPortal.Web.Tests.Hosting;
using HwbcPortal.Web.Tests.Mails;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HwbcPortal.Web.Tests.Access;

/// <summary>Keys, what is sealed with them, and what may not be guessed.</summary>
public sealed class CryptographyTests
{
    /// <summary>As its own file says: one that authenticates what it encrypts, and no second algorithm beside it.</summary>
    [Fact]
    public async Task Keys_are_for_AES_256_GCM_are_made_here_and_renewed_every_90_days()
    {
        await using var one = await Running.StartAsync();
        await using var other = await Running.StartAsync();
        var seen = new List<string>();
        foreach (var portal in new[] { one.Portal, other.Portal })
        {
            using (await portal.SignedInAsync("manager"))
            {
                var key = XDocument.Load(Assert.Single(Directory.GetFiles(Path.Combine(portal.Folder, "keys")))).Root!;
                Assert.Equal("AES_256_GCM", Assert.Single(key.Descendants("encryption")).Attribute("algorithm")!.Value);
                Assert.Empty(key.Descendants("validation"));
                Assert.Equal(90, Math.Round(((DateTimeOffset)key.Element("expirationDate")! - (DateTimeOffset)key.Element("creationDate")!).TotalDays));
                var secret = Convert.FromBase64String(key.Descendants("masterKey").Single().Element("value")!.Value);
                Assert.True(secret.Length >= 32, $"{secret.Length} bytes");
                seen.Add(Convert.ToHexString(secret));
            }
        }

        Assert.Equal(2, seen.Distinct().Count());
    }

    /// <summary>Whatever the old keys made is worth nothing, and what is stored goes on: nobody sets their app up anew.</summary>
    [Fact]
    public async Task Renewed_keys_end_what_those_before_made_and_read_what_is_stored()
    {
        await using var running = await Running.StartAskingAsync();
        var portal = running.Portal;
        using var visitor = portal.Visitor();
        var (secret, _) = await visitor.SetUpAppAsync("manager@demo.test", PortalFixture.Password, portal.Time.Now.UtcDateTime);
        var (stored, other) = await portal.DbAsync(async db =>
        {
            var app = await db.Authenticators.SingleAsync();
            // Another's was encrypted with a key that is gone.
            var another = await db.Users.SingleAsync(u => u.Email == "viewer@demo.test");
            db.Add(new HwbcPortal.Data.Entities.Authenticator { UserId = another.Id, ProtectedSecret = "CfDJ8AAA", ConfirmedUtc = app.ConfirmedUtc });
            db.Command = new HwbcPortal.Data.Auditing.AuditCommand("account.second-factor");
            await db.SaveChangesAsync();
            return (app.ProtectedSecret, another.Id);
        });
        var cookie = visitor.Cookies.Single(c => c.Name == "hwbc").Value;
        Assert.True(await TakesAsync(cookie));

        using var told = new StringWriter();
        Assert.Equal(0, await KeysCommand.RenewAsync(Built, told, CancellationToken.None));
        Assert.StartsWith("There is a new key, and 1 before it are worth nothing any more. Secrets of authenticator apps: 1 encrypted anew, 1 that no key reads.", told.ToString(), StringComparison.Ordinal);
        Assert.False(await TakesAsync(cookie));
        var anew = await portal.DbAsync(db => db.Authenticators.Where(a => a.UserId != other).Select(a => a.ProtectedSecret).SingleAsync());
        Assert.Equal((null, Convert.ToHexString(secret)), (await ReadAsync(stored), await ReadAsync(anew)));
        Assert.Equal("CfDJ8AAA", await portal.DbAsync(db => db.Authenticators.Where(a => a.UserId == other).Select(a => a.ProtectedSecret).SingleAsync()));
        Assert.Equal(1, await portal.DbAsync(db => db.AuditEntries.CountAsync(e => e.Command == "keys.renew")));
        Assert.Equal(0, (await portal.DbAsync(db => new HwbcPortal.Data.Auditing.ChainVerifier(db).VerifyAsync(CancellationToken.None))).Faults);

        // The command itself does not do it to a portal that runs, and does it to one that does not.
        var (code, output, error) = await Executable.RunOnAsync(portal.Folder, "keys", "renew");
        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith("A portal is running on ", error, StringComparison.Ordinal);
        Assert.Equal(Convert.ToHexString(secret), await ReadAsync(anew));
        var folder = Directory.CreateTempSubdirectory("hwbc-keys-").FullName;
        Assert.Equal(0, (await Executable.RunOnAsync(folder, "migrate")).Code);
        foreach (var before in new[] { 0, 1 })
            Assert.StartsWith($"There is a new key, and {before} before it", (await Executable.RunOnAsync(folder, "keys", "renew")).Output, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);

        // As it starts the next time.
        WebApplication Built() => Host(portal);

        async Task<string?> ReadAsync(string value)
        {
            await using var app = Built();
            await using var scope = app.Services.CreateAsyncScope();
            return scope.ServiceProvider.GetRequiredService<SecondFactors>().Read(value) is { } read ? Convert.ToHexString(read) : null;
        }

        async Task<bool> TakesAsync(string value)
        {
            await using var app = Built();
            return app.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(IdentityConstants.ApplicationScheme).TicketDataFormat.Unprotect(value) is not null;
        }
    }

    /// <summary>The portal's host on its folder, not started.</summary>
    private static WebApplication Host(PortalFixture portal, params (string Name, string? Value)[] settings) => PortalHost.Build([], builder =>
        builder.Configuration.AddInMemoryCollection([new("Data:Folder", portal.Folder), new("Serilog:MinimumLevel:Default", "Fatal"), .. settings.Select(s => KeyValuePair.Create(s.Name, s.Value))]));

    /// <summary>With a certificate the files of keys are worth nothing by themselves; another one takes its place while it is still at hand.</summary>
    [Fact]
    public async Task Keys_lie_encrypted_with_the_certificate_that_is_set_and_another_takes_its_place()
    {
        var folder = Directory.CreateTempSubdirectory("hwbc-certificates-").FullName;
        var (first, second) = (Made("first"), Made("second"));
        await using var running = await Running.StartAskingAsync(("Keys:Certificate", first), ("Keys:CertificatePassword", "of first"));
        var portal = running.Portal;
        using var visitor = portal.Visitor();
        await visitor.SetUpAppAsync("manager@demo.test", PortalFixture.Password, portal.Time.Now.UtcDateTime);
        var stored = await portal.DbAsync(db => db.Authenticators.Select(a => a.ProtectedSecret).SingleAsync());
        var file = XDocument.Load(Assert.Single(Directory.GetFiles(Path.Combine(portal.Folder, "keys")))).Root!;
        Assert.Empty(file.Descendants("masterKey"));
        Assert.Single(file.Descendants(), e => e.Name.LocalName == "encryptedSecret");

        Assert.True(await ReadsAsync(("Keys:Certificate", first), ("Keys:CertificatePassword", "of first")));
        Assert.False(await ReadsAsync());
        Assert.False(await ReadsAsync(("Keys:Certificate", second), ("Keys:CertificatePassword", "of second")));
        Assert.True(await ReadsAsync(("Keys:Certificate", second), ("Keys:CertificatePassword", "of second"), ("Keys:EarlierCertificate", first), ("Keys:EarlierCertificatePassword", "of first")));

        // Without the certificate the keys before cannot be ended: what they encrypted would be lost. With both another takes its place.
        var files = Directory.GetFiles(Path.Combine(portal.Folder, "keys"));
        var without = await Assert.ThrowsAsync<StartRefusedException>(() => KeysCommand.RenewAsync(() => Host(portal), TextWriter.Null, CancellationToken.None));
        Assert.Contains("cannot be read: it was encrypted with a certificate that is not set", without.Message, StringComparison.Ordinal);
        Assert.Equal(files, Directory.GetFiles(Path.Combine(portal.Folder, "keys")));
        (string, string?)[] secondAlone = [("Keys:Certificate", second), ("Keys:CertificatePassword", "of second")];
        Assert.Equal(0, await KeysCommand.RenewAsync(() => Host(portal, [.. secondAlone, ("Keys:EarlierCertificate", first), ("Keys:EarlierCertificatePassword", "of first")]), TextWriter.Null, CancellationToken.None));
        stored = await portal.DbAsync(db => db.Authenticators.Select(a => a.ProtectedSecret).SingleAsync());
        Assert.True(await ReadsAsync(secondAlone));

        // What cannot be read is said at the start, and not the password.
        foreach (var (path, password) in new[] { (first, "of second"), (Path.Combine(folder, "none.pfx"), "of first") })
        {
            var refused = await Assert.ThrowsAsync<StartRefusedException>(() => ReadsAsync(("Keys:Certificate", path), ("Keys:CertificatePassword", password)));
            Assert.StartsWith($"Keys:Certificate is {path}, which cannot be read: ", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(password, refused.Message, StringComparison.Ordinal);
        }

        async Task<bool> ReadsAsync(params (string Name, string? Value)[] settings)
        {
            await using var app = Host(portal, settings);
            await using var scope = app.Services.CreateAsyncScope();
            return scope.ServiceProvider.GetRequiredService<SecondFactors>().Read(stored) is not null;
        }

        string Made(string name)
        {
            using var key = RSA.Create(3072);
            using var certificate = new System.Security.Cryptography.X509Certificates.CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
            var path = Path.Combine(folder, $"{name}.pfx");
            File.WriteAllBytes(path, certificate.Export(System.Security.Cryptography.X509Certificates.X509ContentType.Pkcs12, $"of {name}"));
            return path;
        }
    }

    /// <summary>A session, a half-way sign-in, a form's token in both its parts, an app's secret, a link: each with one bit changed in each of its bytes, each in another's place, each of another portal.</summary>
    [Fact]
    public async Task What_is_sealed_is_taken_whole_for_its_purpose_and_by_this_portal_alone()
    {
        await using var one = await Running.StartAskingAsync();
        await using var other = await Running.StartAskingAsync();
        var (sealedHere, sealedElsewhere) = (await SealedAsync(one.Portal), await SealedAsync(other.Portal));
        using var nobody = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = one.Portal.Address };
        var tries = 0;
        var taken = new List<string>();
        foreach (var (kind, value) in sealedHere)
        {
            var wrong = Enumerable.Range(0, Bytes(value).Length).Select(n => ($"byte {n} changed", Changed(value, n)))
                .Concat(sealedHere.Where(s => s.Key != kind).Select(s => ($"is {s.Key}", s.Value))).Append(("of another portal", sealedElsewhere[kind])).Append(("cut short", value[..^4]));
            foreach (var (what, presented) in wrong)
            {
                tries++;
                if (await TakesAsync(kind, presented))
                    taken.Add($"{kind}: {what}");
            }

            // As it was made it is taken, after all that was refused: a link works once.
            Assert.True(await TakesAsync(kind, value), $"{kind} is not taken as it was made");
        }

        Assert.Equal([], taken);
        Assert.True(tries > 600, $"{tries} tries");

        // Keys that are copied do not help another program that has a name of its own.
        var keys = new DirectoryInfo(Path.Combine(one.Portal.Folder, "keys"));
        var secret = sealedHere["app secret"];
        Assert.Equal(40, DataProtectionProvider.Create(keys, b => b.SetApplicationName("hwbc-portal")).CreateProtector("hwbc.authenticator").Unprotect(secret).Length);
        Assert.ThrowsAny<CryptographicException>(() => DataProtectionProvider.Create(keys, b => b.SetApplicationName("another")).CreateProtector("hwbc.authenticator").Unprotect(secret));

        async Task<bool> TakesAsync(string kind, string presented)
        {
            switch (kind)
            {
                case "session":
                    return await GetsAsync("/account/password", $"hwbc={presented}");
                case "half-way":
                    return await GetsAsync("/account/set-up", $"hwbc-half-way={presented}");
                case "form token":
                    return await PostsAsync("/account/forgotten-password", presented, sealedHere["form cookie"]) == HttpStatusCode.UnprocessableEntity;
                case "form cookie":
                    return await PostsAsync("/account/forgotten-password", sealedHere["form token"], presented) == HttpStatusCode.UnprocessableEntity;
                case "app secret":
                    return await one.Portal.SystemAsync(s => Task.FromResult(s.GetRequiredService<SecondFactors>().Read(presented) is not null));
                default:
                    var user = await one.Portal.DbAsync(db => db.Users.Where(u => u.Email == "viewer@demo.test").Select(u => u.Id).SingleAsync());
                    return await PostsAsync("/account/choose-password", sealedHere["form token"], sealedHere["form cookie"],
                        ("Form.User", user.ToString()), ("Form.Code", WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(presented))), ("Form.Password", "velvet-harbour-otter-17")) == HttpStatusCode.SeeOther;
            }
        }

        async Task<bool> GetsAsync(string path, string cookie)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative)) { Headers = { { "Cookie", cookie } } };
            return (await nobody.SendAsync(request)).StatusCode == HttpStatusCode.OK;
        }

        async Task<HttpStatusCode> PostsAsync(string path, string token, string cookie, params (string Name, string Value)[] fields)
        {
            using var content = new FormUrlEncodedContent([new("RequestToken", token), .. fields.Select(f => new KeyValuePair<string, string>(f.Name, f.Value))]);
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = content, Headers = { { "Cookie", $"hwbc-form={cookie}" } } };
            return (await nobody.SendAsync(request)).StatusCode;
        }
    }

    /// <summary>By what people and disks see of them. That the generator is the secure one is read off the sources by the test of dangerous means.</summary>
    [Fact]
    public async Task What_may_not_be_guessed_has_128_bits_and_is_never_the_same()
    {
        var made = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        for (var n = 0; n < 2; n++)
        {
            await using var asking = await Running.StartAskingAsync();
            var portal = asking.Portal;
            using var visitor = portal.Visitor();
            var (secret, codes) = await visitor.SetUpAppAsync("coach@demo.test", PortalFixture.Password, portal.Time.Now.UtcDateTime);
            Assert.Equal(10, codes.Count);
            // The database has digests alone.
            var stored = await portal.DbAsync(db => db.RecoveryCodes.Select(c => c.CodeDigest).ToListAsync());
            Assert.Equal(codes.Select(c => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(c.Replace("-", "", StringComparison.Ordinal))))).Order(), stored.Order());
            Add("recovery code", 31, [.. codes.Select(c => c.Replace("-", "", StringComparison.Ordinal))]);
            Add("app secret", 16, Convert.ToHexStringLower(secret));
            var cookie = portal.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(IdentityConstants.ApplicationScheme);
            Add("session", 16, cookie.TicketDataFormat.Unprotect(visitor.Cookies.Single(c => c.Name == "hwbc").Value)!.Principal.Claims.Single(c => c.Type.EndsWith("SessionId", StringComparison.Ordinal)).Value);
            await visitor.PostAsync(await visitor.GetAsync("/account/calendar"), ("Form.KeepsItPrivate", "true"));
            var address = (await visitor.GetAsync("/account/calendar")).Document.QuerySelectorAll("main strong").Select(s => s.TextContent).Single(a => a.EndsWith(".ics", StringComparison.Ordinal));
            Add("calendar address", 64, Path.GetFileNameWithoutExtension(new Uri(address).AbsolutePath));
            Add("file", 16, await new EvidenceStore(portal.Services.GetRequiredService<PortalSettings>()).WriteAsync(new byte[1], CancellationToken.None));
            using var console = new StringWriter();
            await portal.DbAsync(db => db.Database.ExecuteSqlRawAsync("PRAGMA foreign_keys=OFF; DELETE FROM Users"));
            await FirstRun.AnnounceAsync(portal.Services, console, CancellationToken.None);
            Add("console's token", 16, console.ToString().Split('\n').Select(l => l.Trim()).Single(l => l.Length == 32));
        }

        foreach (var (what, values) in made)
        {
            Assert.Equal(values.Count, values.Distinct().Count());
            // No character is always the same one, nor does one follow from its place.
            Assert.All(values, v => Assert.True(v.Distinct().Count() >= 8, $"{what}: {v}"));
        }

        void Add(string what, int alphabet, params string[] values)
        {
            Assert.All(values, v => Assert.True(v.Length * Math.Log2(alphabet) >= 128, $"{what} has {v.Length * Math.Log2(alphabet):0} bits"));
            if (!made.TryGetValue(what, out var all))
                made[what] = all = [];
            all.AddRange(values);
            Assert.True(all.SelectMany(v => v).Distinct().Count() <= alphabet, $"{what} has other characters");
        }
    }

    /// <summary>One of each kind, as a person gets it.</summary>
    private static async Task<Dictionary<string, string>> SealedAsync(PortalFixture portal)
    {
        using var manager = portal.Visitor();
        await manager.SetUpAppAsync("manager@demo.test", PortalFixture.Password, portal.Time.Now.UtcDateTime);
        using var halfWay = portal.Visitor();
        await halfWay.PostAsync(await halfWay.GetAsync("/account/sign-in"), ("Form.Email", "coach@demo.test"), ("Form.Password", PortalFixture.Password));
        var setUp = await halfWay.GetAsync("/account/set-up");
        using var nobody = portal.Visitor();
        var page = await nobody.GetAsync("/account/forgotten-password");
        await nobody.PostAsync(page, ("Form.Email", "viewer@demo.test"));
        await portal.Services.AccountMailsAsync();
        var link = QueryHelpers.ParseQuery(new Uri(portal.Address, Told.Files(portal.Folder)[^1].PasswordLink()).Query);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["session"] = Cookie(manager, "hwbc"),
            ["half-way"] = Cookie(halfWay, "hwbc-half-way"),
            ["form token"] = Field(page, "RequestToken"),
            ["form cookie"] = Cookie(nobody, "hwbc-form"),
            ["app secret"] = Field(setUp, "Form.Secret"),
            ["link"] = Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(link["code"].ToString())),
        };

        static string Cookie(Visitor visitor, string name) => visitor.Cookies.Single(c => c.Name == name).Value;
        static string Field(Page page, string name) => page.Document.QuerySelector<IHtmlInputElement>($"main input[name='{name}']")!.Value;
    }

    // A link's code is in the ordinary alphabet, all else in that of addresses.
    private static byte[] Bytes(string value) => WebEncoders.Base64UrlDecode(value.TrimEnd('=').Replace('+', '-').Replace('/', '_'));

    private static string Changed(string value, int at)
    {
        var bytes = Bytes(value);
        bytes[at] ^= (byte)(1 << (at % 8));
        return value.Contains('+', StringComparison.Ordinal) || value.Contains('/', StringComparison.Ordinal) || value.EndsWith('=') ? Convert.ToBase64String(bytes) : WebEncoders.Base64UrlEncode(bytes);
    }
}
