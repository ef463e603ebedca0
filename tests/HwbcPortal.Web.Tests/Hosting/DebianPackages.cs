using System.Diagnostics;

namespace HwbcPortal.Web.Tests.Hosting;

/// <summary>Installs what a test needs and the machine lacks, where that is ours to do: as root on Debian. One at a time: apt holds a lock.</summary>
internal static class DebianPackages
{
    private static readonly SemaphoreSlim One = new(1, 1);

    public static bool CanInstall => File.Exists("/usr/bin/apt-get") && Environment.UserName == "root";

    public static async Task InstallAsync(string what, params string[] packages)
    {
        await One.WaitAsync();
        try
        {
            await Console.Error.WriteLineAsync($"{what} was not found; installing Debian's with apt-get.");
            await RunAsync("update", "-qq");
            await RunAsync(["install", "-y", "-qq", .. packages]);
        }
        finally
        {
            One.Release();
        }
    }

    private static async Task RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("apt-get", ["-o", "DPkg::Lock::Timeout=300", .. arguments]) { Environment = { ["DEBIAN_FRONTEND"] = "noninteractive" }, RedirectStandardOutput = true })!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"apt-get {string.Join(' ', arguments)} ended with {process.ExitCode}. Install it by hand and run the tests again.");
    }
}
