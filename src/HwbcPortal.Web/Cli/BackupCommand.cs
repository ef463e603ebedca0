using System.Globalization;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Hosting;
using Microsoft.Data.Sqlite;

namespace HwbcPortal.Web.Cli;

/// <summary>
/// `backup`: database, evidence and keys in one folder, while the portal is in use. The database is copied first, then the files
/// that its copy names: a file is on the disk before its row and never changed, so all are there. The sweep takes away only
/// contents without a row, which no copy names, and infected ones, which are told as missing when that happens in between.
/// Keys come after the database, so that whatever is sealed in it can be opened.
/// </summary>
internal static class BackupCommand
{
    public static Task<int> RunAsync(string folder, TextWriter output, TextWriter error, CancellationToken cancellation) => PortalHost.GuardedAsync(async () =>
    {
        await using var app = PortalHost.Build([]);
        var settings = app.Services.GetRequiredService<PortalSettings>();
        if (BackupManifest.DatabaseOf(settings) is not { } database)
            throw new StartRefusedException(BackupManifest.OnServer);
        if (!File.Exists(database))
            throw new StartRefusedException($"There is no database {database} to back up.");
        if (Path.Exists(folder))
            throw new StartRefusedException($"{folder} is there already. A backup goes into a folder of its own.");
        // Under this name it is never taken for a backup; it gets its own when all of it is on the disk.
        var part = $"{folder}.{Guid.NewGuid():N}.part";
        try
        {
            BackupManifest.MakeFolder(part);
            var manifest = await CopyAsync(settings, database, part, cancellation);
            await manifest.WriteAsync(part, cancellation);
            Directory.Move(part, folder);
            foreach (var missing in manifest.Missing)
                await error.WriteLineAsync($"Evidence {missing} is named in the database and not on the disk.");
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Backed up {manifest.Files.Count} files, {manifest.Files.Sum(f => f.Length)} bytes, database version {manifest.Version}. {manifest.Missing.Count} files of evidence are missing."));
            return manifest.Missing.Count > 0 ? CommandLine.SomeRefused : CommandLine.Ok;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw new StartRefusedException($"The backup could not be made: {fault.Message.TrimEnd('.')}.");
        }
        finally
        {
            if (Directory.Exists(part))
                Directory.Delete(part, recursive: true);
        }
    });

    private static async Task<BackupManifest> CopyAsync(PortalSettings settings, string database, string part, CancellationToken cancellation)
    {
        var copy = Path.Combine(part, BackupManifest.DatabaseName);
        var made = new UkClock(TimeProvider.System).UtcNow;
        // One read transaction: a whole state, whatever is written meanwhile.
        await BackupManifest.AskAsync(database, "VACUUM INTO $copy", cancellation, ("$copy", copy));
        // The copy is written without the log's mark in it, and a portal looks first through a connection that may not set it.
        await BackupManifest.AskAsync(copy, "PRAGMA journal_mode=WAL", cancellation);
        await using (var written = new FileStream(copy, FileMode.Open, FileAccess.ReadWrite))
            written.Flush(flushToDisk: true);
        var version = (await BackupManifest.AskAsync(copy, "SELECT MAX(MigrationId) FROM __EFMigrationsHistory", cancellation)).Single();
        var files = new List<string> { BackupManifest.DatabaseName };
        var missing = new List<string>();
        foreach (var name in await BackupManifest.AskAsync(copy, "SELECT DISTINCT StorageName FROM EvidenceFiles WHERE State <> 'Infected' ORDER BY StorageName", cancellation))
        {
            var path = $"evidence/{name[..2]}/{name}";
            try
            {
                await BackupManifest.CopyAsync(Path.Combine(settings.DataFolder, path), Path.Combine(part, path), cancellation);
                files.Add(path);
            }
            catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
            {
                missing.Add(name);
            }
        }

        var keys = Path.Combine(settings.DataFolder, "keys");
        foreach (var key in Directory.Exists(keys) ? Directory.EnumerateFiles(keys, "*.xml") : [])
        {
            var path = $"keys/{Path.GetFileName(key)}";
            await BackupManifest.CopyAsync(key, Path.Combine(part, path), cancellation);
            files.Add(path);
        }

        var described = new List<BackupFile>();
        foreach (var path in files)
            described.Add(await BackupManifest.DescribeAsync(part, path, cancellation));
        return new BackupManifest(BackupManifest.CurrentSchema, version, made, described, missing);
    }
}
