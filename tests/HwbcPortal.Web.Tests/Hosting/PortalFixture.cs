using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Data.Tenancy;
using HwbcPortal.Web.Cli;
using HwbcPortal.Web.Infrastructure.Hosting;
using HwbcPortal.Web.Infrastructure.Security;
using HwbcPortal.Web.Tests.Mails;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HwbcPortal.Web.Tests.Hosting;

/// <summary>
/// The portal as it runs, on a real server and a real database with the demo in it, on 24 November 2026. The database is made
/// once by the migrations and copied for each fixture; with HWBC_TEST_SQLSERVER set it is a database of that server instead.
/// </summary>
public sealed class PortalFixture : IAsyncLifetime
{
    public const string Password = "correct-horse-battery";
    private static readonly SemaphoreSlim Making = new(1, 1);
    private static string? _template;
    private readonly string _folder = Directory.CreateTempSubdirectory("hwbc-test-").FullName;
    private WebApplication? _app;

    internal FixedTime Time { get; } = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    /// <summary>What is set besides, or otherwise than, what all tests have.</summary>
    internal IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>Whether signing in takes its second step; tests of other things do without, as the demo does.</summary>
    internal bool AsksForSecondFactor { get; init; }

    /// <summary>Whether people are asked to read the privacy notice; tests of other things do without, as the demo does.</summary>
    internal bool AsksForNotice { get; init; }

    /// <summary>What is registered besides.</summary>
    internal Action<IServiceCollection> Registers { get; init; } = _ => { };

    internal QueryLog Queries { get; } = new();

    public IServiceProvider Services => _app!.Services;

    public Uri Address => new(_app!.Urls.First());

    public string Folder => _folder;

    public async Task InitializeAsync()
    {
        var server = Environment.GetEnvironmentVariable("HWBC_TEST_SQLSERVER");
        if (server is null)
            File.Copy(await TemplateAsync(), Path.Combine(_folder, "hwbc.db"));
        _app = PortalHost.Build([], builder => Configure(builder, server));
        await DatabaseStart.MigrateAsync(_app.Services, CancellationToken.None);
        if (server is not null)
            await FillAsync(_app.Services);
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A scope that sees everything, to look into the database; what is changed in it is changed by a test, in one save.</summary>
    public async Task<T> SystemAsync<T>(Func<IServiceProvider, Task<T>> look)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().BecomeSystem("test");
        scope.ServiceProvider.GetRequiredService<HwbcDbContext>().Command = new AuditCommand("test");
        return await look(scope.ServiceProvider);
    }

    public Task<T> DbAsync<T>(Func<HwbcDbContext, Task<T>> look) => SystemAsync(s => look(s.GetRequiredService<HwbcDbContext>()));

    internal Visitor Visitor() => new(Address);

    internal async Task<Visitor> SignedInAsync(string name)
    {
        var visitor = Visitor();
        await visitor.SignInAsync($"{name}@demo.test", Password);
        return visitor;
    }

    /// <summary>Makes an account for somebody, new or known, with one role, at a PCN or at none; without a password for somebody who has not chosen one yet.</summary>
    internal Task<Guid> AddAccountAsync(string name, string reference, PortalRole role, string? pcn = null, string? password = Password) => SystemAsync(async services =>
    {
        var db = services.GetRequiredService<HwbcDbContext>();
        var person = await db.People.SingleOrDefaultAsync(p => p.Reference == reference);
        if (person is null)
            db.Add(person = new Person { Reference = reference, Name = name });
        var user = new PortalUser { UserName = $"{name}@demo.test", Email = $"{name}@demo.test", EmailConfirmed = true, PersonId = person.Id };
        user.Memberships.Add(new Membership { UserId = user.Id, Role = role, From = new DateOnly(2026, 1, 1), PcnId = pcn is null ? null : await db.Pcns.Where(p => p.Code == pcn).Select(p => p.Id).SingleAsync() });
        var users = services.GetRequiredService<UserManager<PortalUser>>();
        Assert.True((await (password is null ? users.CreateAsync(user) : users.CreateAsync(user, password))).Succeeded);
        return user.Id;
    });

    /// <summary>Somebody covers for the supervisor of Aisha Khan (HWBC-000014).</summary>
    internal Task<Guid> AddCoverAsync(string reference, DateOnly from, DateOnly to) => DbAsync(async db =>
    {
        var post = await db.Posts.SingleAsync(p => p.Coach!.Person!.Reference == "HWBC-000014" && p.VoidedOn == null);
        var cover = new SupervisionCover { CoachId = post.CoachId, PcnId = post.PcnId, PersonId = await db.People.Where(p => p.Reference == reference).Select(p => p.Id).SingleAsync(), From = from, To = to };
        db.Add(cover);
        await db.SaveChangesAsync();
        return cover.Id;
    });

    internal Task<int> CloseAccountAsync(string name) => SystemAsync(async services =>
    {
        var db = services.GetRequiredService<HwbcDbContext>();
        (await db.Users.SingleAsync(u => u.Email == $"{name}@demo.test")).DeactivatedUtc = Time.Now.UtcDateTime;
        await db.SaveChangesAsync();
        services.GetRequiredService<SignedInReader>().Forget();
        return 0;
    });

    /// <summary>Time goes by, and nothing else happens.</summary>
    internal Task WaitAsync(TimeSpan time)
    {
        Time.Now += time;
        return Task.CompletedTask;
    }

    /// <summary>What the process has kept of sessions in memory is gone, as after a restart.</summary>
    internal void ForgetSessions() => Services.GetRequiredService<SignInSessions>().Forget();

    /// <summary>Somebody asks for a link and chooses another password with it.</summary>
    internal async Task ChoosePasswordAsync(string name, string password)
    {
        using var visitor = Visitor();
        await visitor.PostAsync(await visitor.GetAsync("/account/forgotten-password"), ("Form.Email", $"{name}@demo.test"));
        await Services.AccountMailsAsync();
        var mail = Told.Files(Folder)[^1];
        Assert.Equal(System.Net.HttpStatusCode.SeeOther, (await visitor.PostAsync(await visitor.GetAsync(mail.PasswordLink()), ("Form.Password", password))).Status);
    }

    private void Configure(WebApplicationBuilder builder, string? server)
    {
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["Data:Folder"] = _folder,
            ["Database:Provider"] = server is null ? "Sqlite" : "SqlServer",
            ["ConnectionStrings:Hwbc"] = server is null ? null : $"{server};Database=hwbc_{Guid.NewGuid():N}",
            ["Serilog:MinimumLevel:Default"] = "Error",
            ["Evidence:Unscanned"] = "accept",
            // Tests of mails plan and send when they mean to.
            ["Mail:Nudges"] = "false",
            // Nobody is as quick as a test.
            ["Limits:Requests"] = "1000000",
            ["Limits:Files"] = "1000000",
            ["Limits:SignIn"] = "1000000",
            ["Limits:Reports"] = "1000000",
        });
        builder.Configuration.AddInMemoryCollection(Settings);
        builder.Services.AddSingleton(new SecondFactorPolicy(AsksForSecondFactor));
        builder.Services.AddSingleton(new NoticePolicy(AsksForNotice));
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddSingleton<Microsoft.EntityFrameworkCore.Diagnostics.IInterceptor>(Queries);
        builder.Services.AddSingleton<Microsoft.EntityFrameworkCore.Diagnostics.IInterceptor>(QueryExpressions.Shared);
        Registers(builder.Services);
    }

    private static async Task<string> TemplateAsync()
    {
        await Making.WaitAsync();
        try
        {
            if (_template is not null)
                return _template;
            var fixture = new PortalFixture();
            await using var app = PortalHost.Build([], builder => fixture.Configure(builder, null));
            await DatabaseStart.MigrateAsync(app.Services, CancellationToken.None);
            await FillAsync(app.Services);
            SqliteConnection.ClearAllPools();
            // The write-ahead log goes into the one file that is copied.
            await using (var connection = new SqliteConnection($"Data Source={Path.Combine(fixture._folder, "hwbc.db")};Pooling=False"))
            {
                await connection.OpenAsync();
                await using var command = connection.CreateCommand();
                command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
                await command.ExecuteNonQueryAsync();
            }

            return _template = Path.Combine(fixture._folder, "hwbc.db");
        }
        finally
        {
            Making.Release();
        }
    }

    private static async Task FillAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().BecomeSystem("demo");
        await scope.ServiceProvider.GetRequiredService<DemoData>().EnsureAsync(Password, CancellationToken.None);
    }
}
