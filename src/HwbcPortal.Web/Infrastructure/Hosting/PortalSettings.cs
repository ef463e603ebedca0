using HwbcPortal.Data;

namespace HwbcPortal.Web.Infrastructure.Hosting;

/// <summary>Where the portal keeps things. Read from configuration; what is not set has a default that works on one machine.</summary>
internal sealed record PortalSettings(DatabaseSettings Database, string DataFolder, bool IsDemo, EvidenceSettings Evidence)
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

        return new PortalSettings(new DatabaseSettings(provider, connection), folder, configuration.GetValue("Demo", false), EvidenceSettings.From(configuration));
    }
}

/// <summary>How files of evidence are taken.</summary>
/// <param name="ScannerHost">Where ClamAV's daemon is; null when there is none.</param>
/// <param name="ScannerPort">Its port.</param>
/// <param name="AcceptsUnscanned">Whether a file counts though it was not scanned; else it is kept apart until it is.</param>
/// <param name="QuotaBytes">The most that is kept of one coach.</param>
internal sealed record EvidenceSettings(string? ScannerHost, int ScannerPort, bool AcceptsUnscanned, long QuotaBytes)
{
    public static EvidenceSettings From(IConfiguration configuration)
    {
        var unscanned = configuration["Evidence:Unscanned"];
        if (unscanned is not (null or "" or "quarantine" or "accept"))
            throw new StartRefusedException($"Evidence:Unscanned is \"{unscanned}\". It can be quarantine or accept.");
        var quota = configuration.GetValue("Evidence:QuotaMegabytes", 100);
        var scanner = configuration["Evidence:Scanner"];
        if (string.IsNullOrWhiteSpace(scanner))
            return new EvidenceSettings(null, 0, unscanned == "accept", quota * 1024L * 1024);
        var colon = scanner.LastIndexOf(':');
        return colon > 0 && int.TryParse(scanner[(colon + 1)..], out var port) && port is > 0 and < 65536
            ? new EvidenceSettings(scanner[..colon], port, unscanned == "accept", quota * 1024L * 1024)
            : throw new StartRefusedException($"Evidence:Scanner is \"{scanner}\". It is a host and a port, like localhost:3310.");
    }
}

/// <summary>The portal does not start. The message says why and what to do; it is shown without a stack trace.</summary>
internal sealed class StartRefusedException(string message) : Exception(message);
