using System.Diagnostics;
using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Data.Tenancy;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Benchmarks;

/// <summary>Fills a database with generated coaches and the accounts that the load generator signs in with. A filled one is left as it is.</summary>
internal static class Filling
{
    public const string Password = "correct-horse-battery";
    public const string Manager = "manager@benchmark.test";
    public const string Administrator = "admin@benchmark.test";
    public const string Supervisor = "supervisor@benchmark.test";

    /// <summary>A manager of two hundred PCNs, whose queue is long.</summary>
    public const string AreaManager = "area@benchmark.test";

    public static async Task FillAsync(string folder, int coaches, int pcns)
    {
        await using var app = ServedPortal.Build(folder);
        await DatabaseStart.MigrateAsync(app.Services, CancellationToken.None);
        var today = app.Services.GetRequiredService<UkClock>().Today;
        var files = new CoachFiles(1, pcns, 36, today);
        var stored = await InScopeAsync(app.Services, s => s.GetRequiredService<HwbcDbContext>().Coaches.CountAsync());
        if (stored < coaches)
        {
            var watch = Stopwatch.StartNew();
            for (var n = stored; n < coaches; n++)
            {
                var outcome = await InScopeAsync(app.Services, s => s.GetRequiredService<CoachFileImport>().ImportAsync(files.Of(n), today));
                if (outcome.Refusal is { } refusal)
                    throw new InvalidOperationException(refusal.ToString());
                if ((n + 1) % 1000 == 0)
                    Console.Error.WriteLine($"{n + 1} coaches after {watch.Elapsed.TotalSeconds:0} s");
            }

            Console.WriteLine($"import: {(coaches - stored) / watch.Elapsed.TotalSeconds:0} coach files a second");
        }

        await InScopeAsync(app.Services, s => AccountsAsync(s, today));

        SqliteConnection.ClearAllPools();
    }

    private static async Task<int> AccountsAsync(IServiceProvider services, DateOnly today)
    {
        var db = services.GetRequiredService<HwbcDbContext>();
        var users = services.GetRequiredService<UserManager<PortalUser>>();
        var pcns = await db.Pcns.OrderBy(p => p.Code).Take(200).Select(p => p.Id).ToListAsync();
        var supervisor = await db.Supervisors.Where(s => s.Name == "Supervisor 0").Select(s => s.PersonId).FirstAsync();
        foreach (var (email, role, places, person) in new (string, PortalRole, Guid?[], Guid?)[]
        {
            (Manager, PortalRole.Manager, [pcns[0]], null), (Administrator, PortalRole.Administrator, [null], null), (Supervisor, PortalRole.Supervisor, [null], supervisor), (AreaManager, PortalRole.Manager, [.. pcns.Select(p => (Guid?)p)], null),
        })
        {
            if (await db.Users.AnyAsync(u => u.Email == email))
                continue;
            var id = person;
            if (id is null)
            {
                var made = new Person { Reference = $"B-{email}", Name = email };
                db.Add(made);
                id = made.Id;
            }

            var user = new PortalUser { UserName = email, Email = email, EmailConfirmed = true, PersonId = id.Value };
            user.Memberships.AddRange(places.Select(place => new Membership { UserId = user.Id, Role = role, PcnId = place, From = today.AddDays(-1) }));
            if (!(await users.CreateAsync(user, Password)).Succeeded)
                throw new InvalidOperationException(email);
        }

        return 0;
    }

    private static async Task<T> InScopeAsync<T>(IServiceProvider services, Func<IServiceProvider, Task<T>> run)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().BecomeSystem("benchmark");
        return await run(scope.ServiceProvider);
    }
}
