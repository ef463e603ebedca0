using HwbcPortal.Web.Tests.Hosting;

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
        var (code, output, error) = await Executable.RunOnAsync(folder, settings);
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
