using System.Data.Common;
using HwbcPortal.Data;
using HwbcPortal.Data.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Infrastructure.Hosting;

/// <summary>Brings the database to this version, or says in a sentence why the portal does not start.</summary>
internal static class DatabaseStart
{
    /// <summary>Applies what is pending. A database of a newer program is left as it is.</summary>
    /// <returns>The migrations that were applied.</returns>
    public static async Task<IReadOnlyList<string>> MigrateAsync(IServiceProvider services, CancellationToken cancellation)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().BecomeSystem("migrate");
        var settings = services.GetRequiredService<PortalSettings>();
        var db = scope.ServiceProvider.GetRequiredService<HwbcDbContext>();
        try
        {
            var known = db.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
            var applied = await db.Database.CanConnectAsync(cancellation) ? await db.Database.GetAppliedMigrationsAsync(cancellation) : [];
            if (applied.FirstOrDefault(m => !known.Contains(m)) is { } newer)
                throw new StartRefusedException($"The database is newer than this program: it has \"{newer}\", which this version does not know. Start the newer version of the program, or restore the database from before the upgrade.");
            var pending = (await db.Database.GetPendingMigrationsAsync(cancellation)).ToList();
            await ApplyAsync(db, cancellation);
            return pending;
        }
        // SQL Server's provider wraps what may pass by itself.
        catch (Exception fault) when ((fault as DbException ?? fault.InnerException as DbException) is not null)
        {
            throw new StartRefusedException($"The database cannot be reached: {fault.GetBaseException().Message.TrimEnd('.')}. It is set by Database:Provider ({settings.Database.Provider}) and ConnectionStrings:Hwbc{(settings.Database.Provider == DatabaseProvider.Sqlite ? $", here {Source(settings)}" : "")}.");
        }
    }

    private static async Task ApplyAsync(HwbcDbContext db, CancellationToken cancellation)
    {
        try
        {
            await db.Database.MigrateAsync(cancellation);
        }
        catch (DbException fault)
        {
            throw new StartRefusedException($"The database could not be brought up to date: {fault.Message.TrimEnd('.')}. Run the command migrate with a sign-in that may change its tables, or restore the database.");
        }
    }

    /// <summary>Refuses a database that is not there or not of this version; nothing is changed.</summary>
    public static async Task RequireMigratedAsync(IServiceProvider services, CancellationToken cancellation)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HwbcDbContext>();
        if (!await db.Database.CanConnectAsync(cancellation))
            throw new StartRefusedException("There is no database that can be reached. Database:Provider, ConnectionStrings:Hwbc and Data:Folder say where it is.");
        var (known, applied) = (db.Database.GetMigrations(), await db.Database.GetAppliedMigrationsAsync(cancellation));
        if (!known.SequenceEqual(applied, StringComparer.Ordinal))
            throw new StartRefusedException("The database is not of this version of the program. Bring it up to date with the command migrate, or use the version that it is of.");
    }

    private static string Source(PortalSettings settings) => new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(settings.Database.ConnectionString).DataSource;
}
