using System.Linq.Expressions;
using System.Reflection;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Data.Tenancy;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Cli;
using HwbcPortal.Web.Infrastructure.Hosting;
using HwbcPortal.Web.Tests.Hosting;
using HwbcPortal.Web.Tests.Mails;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace HwbcPortal.Web.Tests.Data;

/// <summary>Two databases, one model, and what is true of every row.</summary>
public sealed class DatabaseTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    [Fact]
    public void The_model_and_the_migrations_agree_on_both_databases()
    {
        using var sqlite = Context<SqliteHwbcDbContext>(o => o.UseSqlite("Data Source=:memory:"));
        using var server = SqlServer();
        Assert.False(sqlite.Database.HasPendingModelChanges());
        Assert.False(server.Database.HasPendingModelChanges());
    }

    [Fact]
    public void The_script_for_SQL_Server_is_T_SQL()
    {
        using var server = SqlServer();
        var script = server.Database.GetService<Microsoft.EntityFrameworkCore.Migrations.IMigrator>().GenerateScript(options: Microsoft.EntityFrameworkCore.Migrations.MigrationsSqlGenerationOptions.Idempotent);
        using var reader = new StringReader(script);
        new TSql150Parser(initialQuotedIdentifiers: true).Parse(reader, out var errors);
        Assert.Equal([], errors.Select(e => $"{e.Line}: {e.Message}"));
        Assert.Contains("CREATE TABLE [CoachStandings]", script, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_query_of_the_pages_compiles_for_SQL_Server_too()
    {
        await portal.DbAsync(async db =>
        {
            var userId = await db.Users.Where(u => u.Email == "supervisor@demo.test").Select(u => u.Id).SingleAsync();
            db.Add(new CalendarFeed { UserId = userId, SecretDigest = Features.Calendar.FeedSecret.DigestOf("known"), MadeUtc = portal.Time.Now.UtcDateTime });
            return await db.SaveChangesAsync();
        });
        var (supervisor, programme) = await portal.DbAsync(async db => (await db.Supervisors.Select(v => v.RecordId).FirstAsync(), await db.Programmes.Select(p => p.RecordId).FirstAsync()));
        foreach (var (who, paths) in new[]
        {
            ("manager", new[] { "/readiness?q=a&arrs=Ready&standing=Good&due=true&sort=due", "/readiness?sort=referrals&referrals=Starting", "/coaches/HWBC-000014", "/coaches/HWBC-000014/training", "/coaches/HWBC-000014/supervision", "/coaches/HWBC-000014/history", "/coaches/HWBC-000014/people/new?kind=HealthCoaching", "/coaches/HWBC-000014/training/new", "/me", "/people?q=a&role=Manager&pcn=U90001", "/people?state=LockedOut", "/people/HWBC-000014", "/people/resets", "/people/hub-leads", "/people/new/supervisor", "/account", "/account/details", "/me/readers?before=900", "/pcns/U90001", "/policies", "/requirements/checks", "/rules", "/supervisors" }),
            ("supervisor", ["/supervision", "/supervision/log?coach=HWBC-000014", "/supervision/book?coach=HWBC-000014", "/account/calendar", "/calendar/known.ics"]), ("admin", ["/readiness", "/pcns", "/people", "/people?state=Active", "/people?state=Invited", "/people?state=NoSecondStep", "/people/P-000002", "/people/resets", "/people/new", "/audit?about=a&who=a&command=import&pcn=U90001&from=2026-01-01&to=2026-12-31&before=900", "/audit/5", $"/audit?record={supervisor}", $"/supervisors/{supervisor}", $"/programmes/{programme}", "/requirements/caps", "/privacy/retention"]), ("hub", ["/readiness"]),
        })
        {
            using var visitor = await portal.SignedInAsync(who);
            foreach (var path in paths)
                Assert.Equal(System.Net.HttpStatusCode.OK, (await visitor.GetAsync(path)).Status);
        }

        await portal.PlanAsync(new DateOnly(2026, 11, 24));
        await portal.DeliverAsync();
        await portal.Services.AccountMailsAsync();

        using var server = SqlServer();
        var compiler = server.GetService<Microsoft.EntityFrameworkCore.Storage.IDatabase>();
        var compile = typeof(Microsoft.EntityFrameworkCore.Storage.IDatabase).GetMethod("CompileQuery")!;
        var faults = new List<string>();
        // How the audit is spelt is asked of SQLite alone.
        foreach (var expression in QueryExpressions.Shared.Seen.Values.Where(e => !e.Type.ToString().Contains("Spelt", StringComparison.Ordinal)))
        {
            var moved = new OnModel(server).Visit(expression);
            var item = moved.Type.IsGenericType && moved.Type.IsAssignableTo(typeof(IQueryable)) ? typeof(IAsyncEnumerable<>).MakeGenericType(moved.Type.GetGenericArguments()[0]) : typeof(Task<>).MakeGenericType(moved.Type);
            try
            {
                compile.MakeGenericMethod(item).Invoke(compiler, [moved, true]);
            }
            catch (TargetInvocationException fault)
            {
                faults.Add($"{fault.InnerException!.Message}\n{expression}");
            }
        }

        Assert.Equal([], faults);
        Assert.True(QueryExpressions.Shared.Seen.Count > 60, $"only {QueryExpressions.Shared.Seen.Count} queries were seen");
    }

    [Fact]
    public async Task Sqlite_is_told_to_keep_what_it_acknowledged()
    {
        if (Environment.GetEnvironmentVariable("HWBC_TEST_SQLSERVER") is not null)
            return;
        var told = await portal.DbAsync(async db =>
        {
            await db.Database.OpenConnectionAsync();
            return (await One<string>(db, "PRAGMA journal_mode"), await One<long>(db, "PRAGMA synchronous"), await One<long>(db, "PRAGMA foreign_keys"));
        });
        Assert.Equal(("wal", 2L, 1L), told);
        // One that was made elsewhere, as by a copy, is told so too.
        var folder = Directory.CreateTempSubdirectory("hwbc-test-").FullName;
        await using (var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddHwbcData(new DatabaseSettings(DatabaseProvider.Sqlite, $"Data Source={Path.Combine(folder, "other.db")};Pooling=False")).BuildServiceProvider())
        await using (var scope = services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<HwbcDbContext>();
            await db.Database.OpenConnectionAsync();
            Assert.Equal("wal", await One<string>(db, "PRAGMA journal_mode"));
        }

        Directory.Delete(folder, recursive: true);

        static async Task<T> One<T>(HwbcDbContext db, string pragma)
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = pragma;
            return (T)(await command.ExecuteScalarAsync())!;
        }
    }

    [Fact]
    public async Task Standings_say_what_the_evaluator_says_on_each_of_the_93_days()
    {
        var today = new DateOnly(2026, 11, 24);
        var rows = await portal.DbAsync(db => db.Standings.AsNoTracking().Include(s => s.Pcn).ToListAsync());
        Assert.NotEmpty(rows);
        foreach (var group in rows.GroupBy(r => (r.CoachId, r.Pcn!.Code)))
        {
            var file = await portal.SystemAsync(s => s.GetRequiredService<CoachFileReader>().ReadAsync(group.Key.CoachId));
            for (var day = today; day <= today.AddDays(StandingWriter.DaysAhead); day = day.AddDays(1))
            {
                var row = group.Single(r => r.From <= day && r.To >= day);
                var decision = ComplianceEvaluator.Default.Evaluate(file!, group.Key.Code, day);
                Assert.Equal((decision.Referrals, decision.Arrs, decision.Standing, decision.PcnStanding, decision.Away), (row.Referrals, row.Arrs, row.Standing, row.PcnStanding, row.Away));
            }
        }
    }

    [Fact]
    public async Task Layer_1_of_tenancy_the_filter_hides_what_is_not_the_callers()
    {
        await using var scope = portal.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HwbcDbContext>();
        // Until the caller is known nothing is seen.
        Assert.Equal((0, 0, 0), (await db.Posts.CountAsync(), await db.Training.CountAsync(), await db.Standings.CountAsync()));
        var harbour = await db.Pcns.Where(p => p.Code == "U90003").Select(p => p.Id).SingleAsync();
        scope.ServiceProvider.GetRequiredService<Caller>().Become(Guid.NewGuid(), Guid.NewGuid(), "P-000099", false, [harbour], [], new DateOnly(2026, 11, 24));
        Assert.Equal(["HWBC-000021", "HWBC-000022"], await db.Coaches.Select(c => c.Person!.Reference).OrderBy(r => r).ToListAsync());
        Assert.All(await db.Posts.Select(p => p.PcnId).ToListAsync(), id => Assert.Equal(harbour, id));
        Assert.All(await db.Training.Select(t => t.Coach!.Person!.Reference).ToListAsync(), r => Assert.Contains(r, new[] { "HWBC-000021", "HWBC-000022" }));
        Assert.Equal(0, await db.Suspensions.CountAsync());
    }

    [Fact]
    public async Task Everything_that_is_a_coachs_or_a_PCNs_is_behind_the_filter()
    {
        var open = await portal.DbAsync(db => Task.FromResult(db.Model.GetEntityTypes()
            .Where(t => (typeof(ICoachOwned).IsAssignableFrom(t.ClrType) || typeof(IPcnOwned).IsAssignableFrom(t.ClrType)) && t.FindDeclaredQueryFilter(HwbcDbContext.TenancyFilter) is null).Select(t => t.ClrType.Name).ToList()));
        Assert.Equal([], open);
    }

    [Fact]
    public void Only_the_readers_and_the_writer_of_standings_lift_the_filter()
    {
        var source = Path.Combine(Repository.Root, "src");
        var lifting = Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && File.ReadAllText(f).Contains("IgnoreQueryFilters", StringComparison.Ordinal)).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        // What is held on somebody is read by their own key, wherever it stands.
        Assert.Equal(["CoachFileReader.cs", "HeldData.cs", "PlaceReader.cs", "StandingWriter.cs"], lifting);
    }

    [Fact]
    public async Task Layer_2_of_tenancy_the_guard_refuses_to_write_what_is_not_the_callers()
    {
        var (coach, pcn) = await portal.DbAsync(async db => (await db.Coaches.Where(c => c.Person!.Reference == "HWBC-000021").Select(c => c.Id).SingleAsync(), await db.Pcns.Where(p => p.Code == "U90001").Select(p => p.Id).SingleAsync()));
        foreach (var row in new object[]
        {
            new AbsenceVersion { ItemId = "x", CoachId = coach, From = new DateOnly(2026, 1, 1) },
            new CheckVersion { ItemId = "x", CoachId = coach, PcnId = await portal.DbAsync(db => db.Pcns.Where(p => p.Code == "U90003").Select(p => p.Id).SingleAsync()), Rule = "EMP-01" },
        })
        {
            await using var scope = portal.Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Caller>().Become(Guid.NewGuid(), Guid.NewGuid(), "P-000099", false, [pcn], [], new DateOnly(2026, 11, 24));
            var db = scope.ServiceProvider.GetRequiredService<HwbcDbContext>();
            db.Add(row);
            await Assert.ThrowsAsync<TenancyViolationException>(() => db.SaveChangesAsync());
        }
    }

    [Fact]
    public async Task The_audit_is_a_chain_without_gaps_that_a_changed_byte_breaks()
    {
        var entries = await portal.DbAsync(db => db.AuditEntries.AsNoTracking().Include(e => e.Changes).OrderBy(e => e.Sequence).ToListAsync());
        Assert.Equal(Enumerable.Range(1, entries.Count).Select(n => (long)n), entries.Select(e => e.Sequence));
        var before = new string('0', 64);
        foreach (var entry in entries)
        {
            Assert.Equal(before, entry.PreviousHash);
            Assert.Equal(entry.Hash, AuditTrail.HashOf(entry));
            before = entry.Hash;
        }

        entries[3].Changes[0].Digest = string.Concat("0", entries[3].Changes[0].Digest.AsSpan(1));
        entries[5].Actor += "x";
        Assert.NotEqual(entries[5].Hash, AuditTrail.HashOf(entries[5]));
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_left_as_it_is_with_a_sentence()
    {
        var folder = Directory.CreateTempSubdirectory("hwbc-newer-").FullName;
        await using var app = PortalHost.Build([], b => b.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Data:Folder"] = folder, ["Database:Provider"] = "Sqlite", ["ConnectionStrings:Hwbc"] = null }));
        await DatabaseStart.MigrateAsync(app.Services, CancellationToken.None);
        await using (var scope = app.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<HwbcDbContext>().Database.ExecuteSqlAsync($"INSERT INTO __EFMigrationsHistory VALUES ('29990101000000_Later', '99.0.0')");
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => DatabaseStart.MigrateAsync(app.Services, CancellationToken.None));
        Assert.Contains("newer than this program", refused.Message, StringComparison.Ordinal);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, true);
    }

    [Fact]
    public async Task A_database_that_cannot_be_reached_is_a_sentence_and_an_exit_code()
    {
        var code = await PortalHost.GuardedAsync(async () =>
        {
            await using var app = PortalHost.Build([], b => b.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Database:Provider"] = "Sqlite", ["ConnectionStrings:Hwbc"] = "Data Source=/proc/nowhere/hwbc.db" }));
            await DatabaseStart.MigrateAsync(app.Services, CancellationToken.None);
            return CommandLine.Ok;
        });
        Assert.Equal(CommandLine.Failed, code);
    }

    private static SqlServerHwbcDbContext SqlServer() => Context<SqlServerHwbcDbContext>(o => o.UseSqlServer("Server=none", s => s.UseCompatibilityLevel(150)));

    private static T Context<T>(Action<DbContextOptionsBuilder> use)
        where T : HwbcDbContext
    {
        var services = new ServiceCollection().Configure<Microsoft.AspNetCore.Identity.IdentityOptions>(o => o.Stores.SchemaVersion = IdentitySchemaVersions.Version3).BuildServiceProvider();
        var options = new DbContextOptionsBuilder<T>().UseApplicationServiceProvider(services);
        use(options);
        var caller = new Caller();
        caller.BecomeSystem("test");
        return (T)Activator.CreateInstance(typeof(T), options.Options, caller, TimeProvider.System)!;
    }

    /// <summary>The same expression over another context's model.</summary>
    private sealed class OnModel(DbContext context) : ExpressionVisitor
    {
        protected override Expression VisitExtension(Expression node) => node is EntityQueryRootExpression root
            ? new EntityQueryRootExpression((Microsoft.EntityFrameworkCore.Query.IAsyncQueryProvider)context.GetService<IAsyncQueryProvider>(), context.Model.FindEntityType(root.EntityType.Name)!)
            : node is QueryParameterExpression ? node : base.VisitExtension(node);
    }
}
