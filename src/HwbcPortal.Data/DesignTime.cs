using HwbcPortal.Data.Tenancy;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.Extensions.DependencyInjection;

namespace HwbcPortal.Data;

/// <summary>Identity reads the version of its schema from the application's services; without them it would leave passkeys out.</summary>
internal static class DesignTimeServices
{
    public static IServiceProvider Identity { get; } = new ServiceCollection()
        .Configure<IdentityOptions>(o => o.Stores.SchemaVersion = IdentitySchemaVersions.Version3).BuildServiceProvider();
}

/// <summary>Lets `dotnet ef` build the SQLite model without a host or a database.</summary>
internal sealed class SqliteDesignTime : IDesignTimeDbContextFactory<SqliteHwbcDbContext>
{
    public SqliteHwbcDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteHwbcDbContext>().UseSqlite("Data Source=design-time.db").UseApplicationServiceProvider(DesignTimeServices.Identity).Options, new Caller(), TimeProvider.System);
}

/// <summary>Lets `dotnet ef` build the SQL Server model without a host or a database.</summary>
internal sealed class SqlServerDesignTime : IDesignTimeDbContextFactory<SqlServerHwbcDbContext>
{
    public SqlServerHwbcDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqlServerHwbcDbContext>().UseSqlServer("Server=design-time", o => o.UseCompatibilityLevel(150)).UseApplicationServiceProvider(DesignTimeServices.Identity).Options, new Caller(), TimeProvider.System);
}
