using System.Diagnostics;
using System.Globalization;
using HwbcPortal.Web.Cli;

namespace HwbcPortal.Web.Tests.Hosting;

/// <summary>
/// A data folder for a portal's process, on a disk that a test fills. No rights are needed: it is a file system in memory which the kernel
/// mounts for that process alone (a namespace of its own). Where the kernel gives nobody such a thing it is the limit on the size of files that each
/// process has. Both are Linux'; elsewhere a test with a small disk fails and says why.
/// </summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const int Bytes = 96 * 1024 * 1024;
    private const string Ballast = "ballast";
    private readonly string _folder = Directory.CreateTempSubdirectory("hwbc-disk-").FullName;
    private Process? _holder;

    private SmallDisk()
    {
    }

    /// <summary>The folder, as the portal calls it.</summary>
    public string Folder => _folder;

    /// <summary>The folder, as this process finds it.</summary>
    public string Seen => _holder is null ? _folder : $"/proc/{_holder.Id}/root{_folder}";

    /// <summary>The command by which a portal is started on it.</summary>
    public string[] By { get; private set; } = [];

    /// <summary>What it is, for the test summary.</summary>
    public string Kind => _holder is null ? "a limit on the size of files" : "a file system of 96 MB";

    /// <summary>Whether what does not fit is the one file, and not the disk.</summary>
    public bool LimitsFiles => _holder is null;

    /// <summary>Makes one: mounted where that can be done.</summary>
    public static async Task<SmallDisk> MakeAsync(bool mounts = true)
    {
        if (!OperatingSystem.IsLinux())
            throw new InvalidOperationException("A full disk is tested on Linux: there is no small disk here, neither mounted nor by a limit on the size of files.");
        var disk = new SmallDisk();
        var why = "";
        if (mounts)
        {
            foreach (var (alone, enter) in new[] { ("-rm", new[] { "-U", "-m", "--preserve-credentials" }), ("-m", ["-m"]) })
            {
                why = await disk.MountAsync(alone, enter);
                if (why.Length == 0)
                    return disk;
            }

            await Console.Error.WriteLineAsync($"No file system can be mounted here ({why.Trim()}): the disk is made small by a limit on the size of files.");
        }

        var limited = await RunAsync("prlimit", "--pid", Environment.ProcessId.ToString(CultureInfo.InvariantCulture), "--fsize");
        if (limited.Code != 0)
            throw new InvalidOperationException($"There is no way to a full disk here: unshare says {why.Trim()}, prlimit says {limited.Said.Trim()}.");
        // The signal that goes with the limit is not taken, as with a disk that is full: the call that writes answers.
        disk.By = ["sh", "-c", "trap '' XFSZ; exec \"$0\" \"$@\""];
        return disk;
    }

    /// <summary>Fills the disk up to so many bytes, for a portal that runs on it.</summary>
    public Task FillAsync(PortalProcess portal, int left) => LimitsFiles ? LimitAsync(portal, left.ToString(CultureInfo.InvariantCulture)) : FillAsync(left);

    /// <summary>Fills the disk up to so many bytes, where it is one and no limit.</summary>
    public async Task FillAsync(int left)
    {
        MakeRoom();
        await using var ballast = new FileStream(Path.Combine(Seen, Ballast), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (ballast.Length < Bytes)
                await ballast.WriteAsync(block);
        }
        catch (IOException)
        {
            // Now it is full.
        }

        ballast.SetLength(ballast.Length - left);
    }

    /// <summary>Somebody makes room.</summary>
    public async Task MakeRoomAsync(PortalProcess portal)
    {
        if (LimitsFiles)
            await LimitAsync(portal, "unlimited");
        else
            MakeRoom();
    }

    public void MakeRoom() => File.Delete(Path.Combine(Seen, Ballast));

    /// <summary>Asks the database. SQLite goes by the names of files and finds none of another's file system: it is asked of a copy, log and all.</summary>
    public async Task<List<string>> AskAsync(string sql)
    {
        var copy = Directory.CreateTempSubdirectory("hwbc-copy-").FullName;
        try
        {
            foreach (var name in new[] { "hwbc.db", "hwbc.db-wal" }.Where(n => File.Exists(Path.Combine(Seen, n))))
                File.Copy(Path.Combine(Seen, name), Path.Combine(copy, name));
            return await BackupManifest.AskAsync(Path.Combine(copy, "hwbc.db"), sql, default);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_holder is not null)
        {
            _holder.Kill();
            await _holder.WaitForExitAsync();
            _holder.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string> MountAsync(string alone, string[] enter)
    {
        Process holder;
        try
        {
            holder = Process.Start(new ProcessStartInfo("unshare", [alone, "sh", "-c", $"mount -t tmpfs -o size={Bytes} tmpfs \"$0\" && echo mounted && read wait", _folder]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return missing.Message;
        }

        if (await holder.StandardOutput.ReadLineAsync() == "mounted")
        {
            var inside = (string[])["nsenter", "-t", holder.Id.ToString(CultureInfo.InvariantCulture), .. enter];
            var entered = await RunAsync(inside[0], [.. inside[1..], "test", "-d", _folder]);
            if (entered.Code == 0)
            {
                (_holder, By) = (holder, inside);
                return "";
            }

            holder.Kill();
            return entered.Said;
        }

        using (holder)
            return await holder.StandardError.ReadToEndAsync();
    }

    private static async Task LimitAsync(PortalProcess portal, string bytes)
    {
        var (code, said) = await RunAsync("prlimit", "--pid", portal.Id.ToString(CultureInfo.InvariantCulture), $"--fsize={bytes}:unlimited");
        Assert.True(code == 0, said);
    }

    internal static async Task<(int Code, string Said)> RunAsync(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            await output;
            return (process.ExitCode, await error);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return (-1, missing.Message);
        }
    }
}
