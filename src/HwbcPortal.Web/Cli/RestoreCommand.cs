using System.Globalization;
using HwbcPortal.Data;
using HwbcPortal.Data.Tenancy;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Cli;

/// <summary>`restore`: puts a backup where the portal looks for its data, after every byte of it was compared. What stood there is kept.</summary>
internal static class RestoreCommand
{
    public static Task<int> RunAsync(string folder, bool replace, TextWriter output, CancellationToken cancellation) => PortalHost.GuardedAsync(async () =>
    {
        await using var app = PortalHost.Build([]);
        var settings = app.Services.GetRequiredService<PortalSettings>();
        if (BackupManifest.DatabaseOf(settings) is not { } database)
            throw new StartRefusedException(BackupManifest.OnServer);
        var manifest = await BackupManifest.CheckedAsync(folder, cancellation);
        await using (var scope = app.Services.CreateAsyncScope())
        {
            scope.ServiceProvider.GetRequiredService<Caller>().BecomeSystem("restore");
            if (!scope.ServiceProvider.GetRequiredService<HwbcDbContext>().Database.GetMigrations().Contains(manifest.Version))
                throw new StartRefusedException($"The backup is newer than this program: its database has \"{manifest.Version}\", which this version does not know. Restore it with the newer version. Nothing was changed.");
        }

        using var alone = DataInUse.Alone(settings);
        // The log that SQLite keeps beside a database belongs to it: left there, it would be read into the restored one.
        string[] standing = [Path.Combine(settings.DataFolder, "evidence"), Path.Combine(settings.DataFolder, "keys"), database, $"{database}-wal", $"{database}-shm"];
        var taken = standing.Where(Path.Exists).ToList();
        if (taken.Count > 0 && !replace)
            throw new StartRefusedException($"There is data already: {string.Join(", ", taken)}. With --replace it is kept beside under another name. Nothing was changed.");
        var stage = Path.Combine(settings.DataFolder, $"restore.{Guid.NewGuid():N}.part");
        try
        {
            BackupManifest.MakeFolder(stage);
            foreach (var file in manifest.Files)
            {
                await BackupManifest.CopyAsync(Path.Combine(folder, file.Path), Path.Combine(stage, file.Path), cancellation);
                if (await BackupManifest.DescribeAsync(stage, file.Path, cancellation) != file)
                    throw new StartRefusedException($"{file.Path} changed while it was restored. Nothing was changed.");
            }

            Exchange(stage, settings.DataFolder, database, taken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"The backup could not be restored: {fault.Message.TrimEnd('.')}.");
        }
        finally
        {
            if (Directory.Exists(stage))
                Directory.Delete(stage, recursive: true);
        }

        var counts = new List<string>();
        foreach (var (table, what) in new[] { ("Coaches", "coaches"), ("Sessions", "supervision sessions"), ("EvidenceFiles", "rows of evidence"), ("AuditEntries", "audit entries") })
            counts.Add($"{(await BackupManifest.AskAsync(database, $"SELECT CAST(COUNT(*) AS TEXT) FROM {table}", cancellation)).Single()} {what}");
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Restored {manifest.Files.Count} files of {manifest.MadeUtc:yyyy-MM-dd HH:mm} UTC: {string.Join(", ", counts)}. {manifest.Missing.Count} files of evidence were missing when it was made."));
        return CommandLine.Ok;
    });

    private static void Exchange(string stage, string data, string database, IReadOnlyList<string> taken)
    {
        var time = new UkClock(TimeProvider.System).UtcNow.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        foreach (var path in taken)
        {
            var log = path.EndsWith("-wal", StringComparison.Ordinal) || path.EndsWith("-shm", StringComparison.Ordinal) ? path[^4..] : "";
            Directory.Move(path, $"{path[..^log.Length]}.replaced-{time}{log}");
        }

        foreach (var name in new[] { "evidence", "keys" })
        {
            if (Directory.Exists(Path.Combine(stage, name)))
                Directory.Move(Path.Combine(stage, name), Path.Combine(data, name));
        }

        // The database last: rows never speak of files that are not there yet. It may be on another disk.
        Directory.CreateDirectory(Path.GetDirectoryName(database)!);
        File.Move(Path.Combine(stage, BackupManifest.DatabaseName), database);
    }
}
