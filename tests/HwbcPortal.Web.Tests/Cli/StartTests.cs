using HwbcPortal.Web.Infrastructure.Hosting;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace HwbcPortal.Web.Tests.Cli;

/// <summary>What the portal does not start with: the executable itself, which says in a sentence what to do and ends with 1.</summary>
public sealed class StartTests
{
    [Theory]
    [InlineData("http://0.0.0.0:0 would serve plain http to others: serve https there, or set Proxies", "urls", "http://0.0.0.0:0", "AllowedHosts", "portal.example")]
    [InlineData("http://portal.example:80 would serve plain http to others", "urls", "https://localhost:0;http://portal.example")]
    [InlineData("http://*:5081 would serve plain http to others", "Kestrel__Endpoints__Open__Url", "http://*:5081", "AllowedHosts", "portal.example")]
    [InlineData("The portal would answer to any name: set Mail:PublicUrl", "urls", "https://*:0")]
    [InlineData("Proxies has \"everybody\"", "Proxies", "everybody")]
    [InlineData("Proxies has \"0.0.0.0/0\"", "Proxies", "0.0.0.0/0")]
    [InlineData("Limits:Requests is \"none\"", "Limits__Requests", "none")]
    [InlineData("Mail:Password is one that anybody would guess", "Mail__Smtp", "localhost:2525", "Mail__From", "portal@example.org", "Mail__PublicUrl", "https://portal.example", "Mail__User", "portal", "Mail__Password", "changeme")]
    [InlineData("The password in ConnectionStrings:Hwbc is missing or one", "Database__Provider", "SqlServer", "ConnectionStrings__Hwbc", "Server=nowhere;Database=hwbc;User Id=sa")]
    [InlineData("The password in ConnectionStrings:Hwbc is missing or one", "Database__Provider", "SqlServer", "ConnectionStrings__Hwbc", "Server=nowhere;Database=hwbc;UID=sa;PWD=Password")]
    [InlineData("The database cannot be reached: ", "Database__Provider", "SqlServer", "ConnectionStrings__Hwbc", "Server=tcp:127.0.0.1,1;Database=hwbc;User Id=hwbc;Password=Long-and-own-4471;Connect Timeout=3")]
    [InlineData("Demo is set, and no setting makes a demo", "Demo", "true")]
    [InlineData("Demo is set, and no setting makes a demo", "ASPNETCORE_DEMO", "true")]
    [InlineData("There is no database that can be reached", "Database__Migrate", "false")]
    public Task What_it_does_not_start_with_is_said_in_a_sentence(string sentence, params string[] settings) =>
        InFolderAsync(folder => RefusedAsync(folder, sentence, [.. settings.Chunk(2).Select(s => (s[0], s[1]))]));

    [Theory]
    [InlineData("Kestrel:Certificates:Default:AllowInvalid would take a certificate that browsers refuse", "Kestrel:Certificates:Default:AllowInvalid=true")]
    [InlineData("Kestrel:Endpoints:Https:Certificate:AllowInvalid would take a certificate", "Kestrel:Endpoints:Https:Certificate:AllowInvalid=True")]
    [InlineData("http://portal.example:80 would serve plain http to others", "urls=https://localhost:5081;http://portal.example")]
    [InlineData("The portal would answer to any name", "urls=https://[::]:443")]
    [InlineData("The portal would answer to any name", "urls=http://+:5080", "Proxies=10.0.0.5")]
    [InlineData("\"portal\" is no address to serve at. It is one like https://", "urls=portal")]
    [InlineData("Mail:Password is one that anybody would guess", "Mail:Smtp=m:25", "Mail:From=p@example.test", "Mail:PublicUrl=https://p.test", "Mail:User=u", "Mail:Password=Admin")]
    [InlineData("The password in ConnectionStrings:Hwbc is missing or one", "Database:Provider=SqlServer", "ConnectionStrings:Hwbc=Server=s;User=sa;Password=P@ssw0rd")]
    [InlineData("The password in ConnectionStrings:Hwbc is missing or one", "Database:Provider=SqlServer", "ConnectionStrings:Hwbc=Server=s;User ID=hwbc;Password=")]
    [InlineData("ConnectionStrings:Hwbc cannot be read: it is a list like Server=", "Database:Provider=SqlServer", "ConnectionStrings:Hwbc=a server")]
    [InlineData("Database:Provider is \"Oracle\". It can be Sqlite or SqlServer.", "Database:Provider=Oracle")]
    [InlineData("Database:Provider is \"7\". It can be Sqlite or SqlServer.", "Database:Provider=7")]
    [InlineData("Database:Provider is SqlServer, and ConnectionStrings:Hwbc is not set", "Database:Provider=SqlServer")]
    [InlineData("Database:Migrate is \"maybe\". It can be true or false.", "Database:Migrate=maybe")]
    [InlineData("Demo is set, and no setting makes a demo", "Demo=false")]
    [InlineData("Evidence:Unscanned is \"sometimes\". It can be quarantine or accept.", "Evidence:Unscanned=sometimes")]
    [InlineData("Evidence:Scanner is \"clamd\". It is a host and a port, like localhost:3310.", "Evidence:Scanner=clamd")]
    [InlineData("Evidence:Scanner is \":3310\"", "Evidence:Scanner=:3310")]
    [InlineData("Evidence:Scanner is \"clamd:0\"", "Evidence:Scanner=clamd:0")]
    [InlineData("Evidence:Scanner is \"clamd:65536\"", "Evidence:Scanner=clamd:65536")]
    [InlineData("Evidence:QuotaMegabytes is \"much\". It is the most that is kept of one coach, like 100.", "Evidence:QuotaMegabytes=much")]
    [InlineData("Evidence:QuotaMegabytes is \"0\"", "Evidence:QuotaMegabytes=0")]
    [InlineData("Limits:Files is \"1000001\"", "Limits:Files=1000001")]
    [InlineData("Proxies has \"10.0.0.0/33\"", "Proxies=10.0.0.0/33")]
    [InlineData("Proxies has \"::/0\"", "Proxies=10.0.0.5, ::/0")]
    [InlineData("Privacy:Version and Privacy:From belong together", "Privacy:Version=2")]
    [InlineData("Privacy:Version and Privacy:From belong together", "Privacy:From=2027-01-15")]
    [InlineData("Privacy:From is \"15/01/2027\". It is a date, like 2027-01-15.", "Privacy:Version=2", "Privacy:From=15/01/2027")]
    [InlineData("Privacy:Version is \"a-very-long-version\". It has at most 18 characters.", "Privacy:Version=a-very-long-version", "Privacy:From=2027-01-15")]
    public void A_setting_that_cannot_be_is_a_sentence(string sentence, params string[] settings) =>
        Assert.StartsWith(sentence, Assert.Throws<StartRefusedException>(() => Looked(settings)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("urls=http://localhost:5080;http://127.0.0.1:5081;http://[::1]:5082")]
    [InlineData("urls=http://0.0.0.0:5080", "Proxies=10.0.0.5", "AllowedHosts=portal.example")]
    [InlineData("urls=https://*:443", "Mail:PublicUrl=https://portal.example")]
    [InlineData("urls=https://*:443", "AllowedHosts=*")]
    [InlineData("urls=https://portal.example")]
    [InlineData("Kestrel:Certificates:Default:AllowInvalid=false")]
    [InlineData("Database:Provider=sqlserver", "ConnectionStrings:Hwbc=Server=s;Database=hwbc;Trusted_Connection=True")]
    [InlineData("Database:Provider=SqlServer", "ConnectionStrings:Hwbc=Server=s;UID=hwbc;PWD=Long-and-own-4471")]
    [InlineData("Mail:Smtp=m:25", "Mail:From=p@example.test", "Mail:PublicUrl=https://p.test", "Mail:User=u", "Mail:Password=Long-and-own-4471")]
    [InlineData("Mail:Smtp=m:25", "Mail:From=p@example.test", "Mail:PublicUrl=https://p.test")]
    [InlineData("Evidence:Scanner=localhost:3310", "Evidence:QuotaMegabytes=250", "Evidence:Unscanned=quarantine", "Database:Migrate=false")]
    [InlineData("Privacy:Version=a-longish-version", "Privacy:From=2027-01-15")]
    public void What_can_be_is_not_refused(params string[] settings) => Looked(settings);

    [Fact]
    public void Settings_are_read_as_they_are_written()
    {
        var settings = Looked("Proxies=10.0.0.5; 10.1.0.0/16,::1", "Evidence:Scanner=::1:3310", "Evidence:QuotaMegabytes=250", "Database:Migrate=false", "AllowedHosts=portal.example; other.example", "urls=https://*:443;http://localhost:5080");
        Assert.Equal(["10.0.0.5/32", "10.1.0.0/16", "::1/128"], settings.Proxies.Networks.Select(n => n.ToString()));
        // Nobody is believed besides: the framework begins with this machine's own addresses.
        var believed = new ForwardedHeadersOptions();
        settings.Proxies.Set(believed);
        Assert.Equal((0, 3), (believed.KnownProxies.Count, believed.KnownIPNetworks.Count));
        Assert.Equal(("::1", 3310, 250L * 1024 * 1024, false), (settings.Evidence.ScannerHost, settings.Evidence.ScannerPort, settings.Evidence.QuotaBytes, settings.Migrates));
        Assert.Equal([true, true, true, false], new[] { "portal.example", "OTHER.example", "localhost", "third.example" }.Select(h => settings.Hosts.Knows(new Microsoft.AspNetCore.Http.HostString(h))));
        Assert.Equal((100L * 1024 * 1024, true, false), (Looked().Evidence.QuotaBytes, Looked().Migrates, Looked().Proxies.Any));
        // Without names of its own the portal has those under which it is reached, and any name only where that is said.
        Assert.True(Looked("urls=https://portal.example", "Mail:PublicUrl=https://link.example").Hosts.Names.SetEquals(["portal.example", "link.example"]));
        Assert.True(Looked("AllowedHosts=*").Hosts.Knows(new Microsoft.AspNetCore.Http.HostString("third.example")));
    }

    /// <summary>Reads the settings and looks at them, as a start does.</summary>
    private static PortalSettings Looked(params string[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => s.Split('=', 2)).Select(s => KeyValuePair.Create(s[0], (string?)s[1]))).Build();
        var read = PortalSettings.From(configuration);
        _ = PrivacySettings.From(configuration);
        StartChecks.Require(read, configuration);
        return read;
    }

    [Fact]
    public Task A_database_of_another_version_is_left_alone_where_the_portal_may_not_change_it() => InFolderAsync(async folder =>
    {
        Assert.Equal(0, (await Executable.RunOnAsync(folder, "migrate")).Code);
        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(folder, "hwbc.db")};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "DELETE FROM \"__EFMigrationsHistory\" WHERE \"MigrationId\" = (SELECT MAX(\"MigrationId\") FROM \"__EFMigrationsHistory\")";
            Assert.Equal(1, await command.ExecuteNonQueryAsync());
        }

        await RefusedAsync(folder, "The database is not of this version of the program. Bring it up to date with the command migrate", ("Database__Migrate", "false"));
        // Here it may, and cannot: the tables of that version are there.
        await RefusedAsync(folder, "The database could not be brought up to date: ");
    });

    [Fact]
    public Task The_demos_record_is_the_demos_alone() => InFolderAsync(async folder =>
    {
        await using (await PortalProcess.ServeDemoAsync(folder))
        {
        }

        await RefusedAsync(folder, "The database is the demo's, whose accounts share one password");
    });

    private static async Task RefusedAsync(string folder, string sentence, params (string, string)[] settings)
    {
        var (code, output, error) = await Executable.ServeOnAsync(folder, settings);
        Assert.Equal((1, ""), (code, output));
        // The last line, after what the log may have said; no stack of what the program was doing.
        Assert.StartsWith(sentence, error.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("   at HwbcPortal", error, StringComparison.Ordinal);
    }

    private static async Task InFolderAsync(Func<string, Task> test)
    {
        var folder = Directory.CreateTempSubdirectory("hwbc-test-").FullName;
        try
        {
            await test(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
