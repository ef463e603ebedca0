using System.Diagnostics;

namespace HwbcPortal.Web.Tests.Hosting;

/// <summary>Somebody else's parsers: Debian's Python packages, those that are installed, or installed now.</summary>
internal static class DebianPython
{
    private static readonly SemaphoreSlim Preparing = new(1, 1);

    /// <summary>Makes a module ready; false where there is none and none can be installed.</summary>
    public static async Task<bool> PrepareAsync(string package, string module, string untested)
    {
        await Preparing.WaitAsync();
        try
        {
            if (Directory.Exists($"/usr/lib/python3/dist-packages/{module}"))
                return true;
            if (!DebianPackages.CanInstall)
            {
                await Console.Error.WriteLineAsync($"No {package} was found and none can be installed here: {untested} is not tested.");
                return false;
            }

            await DebianPackages.InstallAsync(package, "--no-install-recommends", package);
            return true;
        }
        finally
        {
            Preparing.Release();
        }
    }

    /// <summary>What a script writes of what it is given.</summary>
    public static async Task<string> RunAsync(string script, byte[] given)
    {
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", script]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await process.StandardInput.BaseStream.WriteAsync(given);
        process.StandardInput.Close();
        var faults = process.StandardError.ReadToEndAsync();
        var written = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await faults);
        return written;
    }
}
