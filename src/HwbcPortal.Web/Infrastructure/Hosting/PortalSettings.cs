using HwbcPortal.Data;

namespace HwbcPortal.Web.Infrastructure.Hosting;

/// <summary>Where the portal keeps things. Read from configuration; what is not set has a default that works on one machine.</summary>
internal sealed record PortalSettings(DatabaseSettings Database, string DataFolder, bool IsDemo)
{
    /// <summary>The settings that configuration gives.</summary>
    public static PortalSettings From(IConfiguration configuration)
    {
        var folder = configuration["Data:Folder"] is { Length: > 0 } given
            ? Path.GetFullPath(given)
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "hwbc-portal");
        var provider = configuration["Database:Provider"] is { Length: > 0 } name
            ? Enum.TryParse<DatabaseProvider>(name, ignoreCase: true, out var known) && Enum.IsDefined(known)
                ? known
                : throw new StartRefusedException($"Database:Provider is \"{name}\". It can be Sqlite or SqlServer.")
            : DatabaseProvider.Sqlite;
        var connection = configuration.GetConnectionString("Hwbc");
        if (string.IsNullOrWhiteSpace(connection))
        {
            connection = provider == DatabaseProvider.Sqlite
                ? $"Data Source={Path.Combine(folder, "hwbc.db")}"
                : throw new StartRefusedException("Database:Provider is SqlServer, and ConnectionStrings:Hwbc is not set. Set it to the database's connection string.");
        }

        return new PortalSettings(new DatabaseSettings(provider, connection), folder, configuration.GetValue("Demo", false));
    }
}

/// <summary>The portal does not start. The message says why and what to do; it is shown without a stack trace.</summary>
internal sealed class StartRefusedException(string message) : Exception(message);
