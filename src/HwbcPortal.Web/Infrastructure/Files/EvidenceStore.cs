using System.Security.Cryptography;
using HwbcPortal.Web.Infrastructure.Hosting;

namespace HwbcPortal.Web.Infrastructure.Files;

/// <summary>
/// The files of evidence on the disk, outside of what the server gives out, under random names. A file is whole and flushed
/// before it has its name, and it has its name before a row speaks of it.
/// </summary>
internal sealed class EvidenceStore(PortalSettings settings)
{
    private string Folder => Path.Combine(settings.DataFolder, "evidence");

    /// <summary>Stores a content.</summary>
    /// <returns>The name under which it is found again.</returns>
    public async Task<string> WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var name = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var part = $"{path}.part";
        try
        {
            await using (var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                await file.WriteAsync(content, cancellation);
                file.Flush(flushToDisk: true);
            }

            File.Move(part, path);
            return name;
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    /// <summary>Whether a content is on the disk.</summary>
    public bool Has(string name) => File.Exists(PathOf(name));

    /// <summary>Opens a stored content.</summary>
    public FileStream Open(string name) => new(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.Read);

    /// <summary>Deletes a content that no row speaks of.</summary>
    public void Delete(string name) => File.Delete(PathOf(name));

    /// <summary>The names that are stored, and what was left half written.</summary>
    public IEnumerable<(string Name, DateTime WrittenUtc)> All() => Directory.Exists(Folder)
        ? Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Select(f => (Path.GetFileName(f), File.GetLastWriteTimeUtc(f)))
        : [];

    private string PathOf(string name) => Path.Combine(Folder, name[..2], name);
}
