using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HwbcPortal.Data;
using HwbcPortal.Web.Infrastructure.Hosting;
using Microsoft.Data.Sqlite;

namespace HwbcPortal.Web.Cli;

/// <summary>One file of a backup.</summary>
/// <param name="Path">Where it is in the backup, with slashes.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Sha256">SHA-256 of its content, in hexadecimal.</param>
internal sealed record BackupFile(string Path, long Length, string Sha256);

/// <summary>What a backup holds. Its own digest stands in a file beside it, so that it is known to be whole.</summary>
/// <param name="Schema">The form of the manifest.</param>
/// <param name="Version">The last migration of the database.</param>
/// <param name="MadeUtc">When the database was copied.</param>
/// <param name="Files">Every file but the manifest and its digest.</param>
/// <param name="Missing">Contents that rows name and the disk did not have.</param>
internal sealed record BackupManifest(int Schema, string Version, DateTime MadeUtc, IReadOnlyList<BackupFile> Files, IReadOnlyList<string> Missing)
{
    public const int CurrentSchema = 1;
    public const string DatabaseName = "hwbc.db";
    public const string OnServer = "The database is SQL Server: back it up and restore it with the server's own backup, and the evidence and keys folders with it, in the order of docs/deploy.md.";
    private const string Name = "manifest.json";
    private const string DigestName = "manifest.sha256";
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    /// <summary>Writes the manifest and its digest.</summary>
    public async Task WriteAsync(string folder, CancellationToken cancellation)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(this, Json);
        await WriteAsync(Path.Combine(folder, Name), content, cancellation);
        await WriteAsync(Path.Combine(folder, DigestName), Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(content))), cancellation);
    }

    /// <summary>Reads a backup through and compares every byte with what the manifest says.</summary>
    /// <exception cref="StartRefusedException">Something is not as it was written.</exception>
    public static async Task<BackupManifest> CheckedAsync(string folder, CancellationToken cancellation)
    {
        var (path, digest) = (Path.Combine(folder, Name), Path.Combine(folder, DigestName));
        if (!File.Exists(path) || !File.Exists(digest))
            throw new StartRefusedException($"{folder} is not a whole backup: it has no manifest with its digest. Nothing was changed.");
        var content = await File.ReadAllBytesAsync(path, cancellation);
        if (await File.ReadAllTextAsync(digest, Encoding.Latin1, cancellation) != Convert.ToHexStringLower(SHA256.HashData(content)))
            throw Damaged(folder, Name);
        var manifest = JsonSerializer.Deserialize<BackupManifest>(content, Json)!;
        if (manifest.Schema != CurrentSchema)
            throw new StartRefusedException($"The backup was made by another version of the program (form {manifest.Schema} of the manifest, this version reads {CurrentSchema}). Nothing was changed.");
        foreach (var file in manifest.Files)
        {
            var at = Path.Combine(folder, file.Path);
            // A manifest that somebody made up leads nowhere else.
            if (!Path.GetFullPath(at).StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal) || !File.Exists(at) || await DescribeAsync(folder, file.Path, cancellation) != file)
                throw Damaged(folder, file.Path);
        }

        var known = manifest.Files.Select(f => f.Path).Append(Name).Append(DigestName).ToHashSet(StringComparer.Ordinal);
        var stray = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/')).FirstOrDefault(f => !known.Contains(f));
        return stray is null ? manifest : throw new StartRefusedException($"{folder} holds {stray}, which its manifest does not name. Nothing was changed.");
    }

    /// <summary>What a file is now.</summary>
    public static async Task<BackupFile> DescribeAsync(string folder, string path, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(Path.Combine(folder, path));
        return new BackupFile(path, file.Length, Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation)));
    }

    /// <summary>Copies a file, and waits until it is on the disk.</summary>
    public static async Task CopyAsync(string from, string to, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        await using var source = File.OpenRead(from);
        await using var target = new FileStream(to, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        await source.CopyToAsync(target, cancellation);
        target.Flush(flushToDisk: true);
    }

    /// <summary>Makes a folder that its owner alone reads: there are keys and people's files in it.</summary>
    public static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>The file of the SQLite database; null when the database is SQL Server's.</summary>
    public static string? DatabaseOf(PortalSettings settings) => settings.Database.Provider == DatabaseProvider.Sqlite
        ? Path.GetFullPath(new SqliteConnectionStringBuilder(settings.Database.ConnectionString).DataSource)
        : null;

    /// <summary>Asks a database file something.</summary>
    public static async Task<List<string>> AskAsync(string database, string sql, CancellationToken cancellation, params (string Name, string Value)[] values)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        await connection.OpenAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
            command.Parameters.AddWithValue(name, value);
        var rows = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            rows.Add(reader.GetString(0));
        return rows;
    }

    private static StartRefusedException Damaged(string folder, string path) => new($"The backup {folder} is damaged: {path} is not what was backed up. Nothing was changed.");

    private static async Task WriteAsync(string path, byte[] content, CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        await file.WriteAsync(content, cancellation);
        file.Flush(flushToDisk: true);
    }
}
