using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Tenancy;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace HwbcPortal.Data;

/// <summary>Which database, and where.</summary>
/// <param name="Provider">Sqlite or SqlServer.</param>
/// <param name="ConnectionString">As the provider's client takes it.</param>
public sealed record DatabaseSettings(DatabaseProvider Provider, string ConnectionString);

/// <summary>The databases that the portal runs on.</summary>
public enum DatabaseProvider
{
    /// <summary>Embedded, the default.</summary>
    Sqlite,

    /// <summary>A server.</summary>
    SqlServer,
}

/// <summary>Registers the record and what reads and writes it.</summary>
public static class DataServices
{
    /// <summary>Adds the DbContext of the chosen provider and the readers and writers over it.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="settings">Which database.</param>
    public static IServiceCollection AddHwbcData(this IServiceCollection services, DatabaseSettings settings)
    {
        services.AddScoped<Caller>();
        services.AddScoped<CoachFileReader>().AddScoped<StandingWriter>().AddScoped<RecordSaver>().AddScoped<CoachFileImport>().AddScoped<PublicReferences>().AddScoped<PlaceReader>();
        if (settings.Provider == DatabaseProvider.SqlServer)
            services.AddDbContext<HwbcDbContext, SqlServerHwbcDbContext>((provider, o) => o
                .UseSqlServer(settings.ConnectionString, s => s.UseCompatibilityLevel(150)).AddInterceptors(provider.GetServices<IInterceptor>()));
        else
            services.AddDbContext<HwbcDbContext, SqliteHwbcDbContext>((provider, o) => o
                .UseSqlite(settings.ConnectionString).AddInterceptors([SqliteDurability.Instance, .. provider.GetServices<IInterceptor>()]));
        return services;
    }
}

/// <summary>
/// What SQLite must be told on each connection: what was acknowledged is on the disk (FULL), and a reader waits for nobody (WAL).
/// Foreign keys are on by EF's default, and its transactions take the write lock when they begin.
/// </summary>
internal sealed class SqliteDurability : DbConnectionInterceptor, IDbCommandInterceptor
{
    public static readonly SqliteDurability Instance = new();

    // Each connection is one request's: no lock around it is needed, nor around counters of memory that nobody reads.
    private const int MultiThread = 2;
    private const int ReadOnly = 8;
    private const int MemoryStatistics = 9;

    static SqliteDurability()
    {
        SQLitePCL.Batteries_V2.Init();
        _ = SQLitePCL.raw.sqlite3_config(MultiThread);
        _ = SQLitePCL.raw.sqlite3_config(MemoryStatistics, 0);
    }

    public override void ConnectionOpened(System.Data.Common.DbConnection connection, ConnectionEndEventData eventData) => Tell(connection);

    public override Task ConnectionOpenedAsync(System.Data.Common.DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Tell(connection);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void CommandFailed(System.Data.Common.DbCommand command, CommandErrorEventData eventData)
    {
        // A connection that was opened on a read-only file stays so: none is kept for when the file may be written to again.
        if (eventData is { Exception: SqliteException { SqliteErrorCode: ReadOnly }, Connection: SqliteConnection connection })
            SqliteConnection.ClearPool(connection);
    }

    /// <inheritdoc/>
    public Task CommandFailedAsync(System.Data.Common.DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        CommandFailed(command, eventData);
        return Task.CompletedTask;
    }

    private static void Tell(System.Data.Common.DbConnection connection)
    {
        using var command = ((SqliteConnection)connection).CreateCommand();
        // What is deleted is overwritten: an erased leaver is not read out of the file's free space.
        command.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;";
        command.ExecuteNonQuery();
    }
}
