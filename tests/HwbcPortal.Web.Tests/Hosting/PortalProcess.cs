using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace HwbcPortal.Web.Tests.Hosting;

/// <summary>The portal's executable as a process of its own.</summary>
internal sealed partial class PortalProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _said;

    private PortalProcess(Process process, Uri address, Task said) => (_process, Address, _said) = (process, address, said);

    public Uri Address { get; }

    /// <summary>Starts the executable with these arguments.</summary>
    public static Process Start(params string[] arguments) => Start(arguments, []);

    /// <summary>Starts the executable with these arguments and settings of the environment.</summary>
    public static Process Start(string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "HwbcPortal.Web.dll"), .. arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, StandardInputEncoding = new UTF8Encoding(false),
        };
        // However fast a test sends: how often one may is for LimitTests.
        foreach (var limit in new[] { "Requests", "Files", "SignIn" })
            start.Environment[$"Limits__{limit}"] = "1000000";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Serves the demo from a folder, until it is killed.</summary>
    public static async Task<PortalProcess> ServeDemoAsync(string folder)
    {
        var process = Start("demo", "--data", folder, "--password", PortalFixture.Password, "--urls", "http://127.0.0.1:0");
        // Whatever it says is read to its end: nobody writes on into a pipe that is full.
        var errors = process.StandardError.ReadToEndAsync();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (At().Match(line) is { Success: true } at)
                return new PortalProcess(process, new Uri(at.Groups[1].Value), Task.WhenAll(errors, process.StandardOutput.ReadToEndAsync()));
        }

        throw new InvalidOperationException($"The demo did not start: {await errors}");
    }

    /// <summary>Ends it without a word, as a power cut would: SIGKILL, or what the system has for it.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _said;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    [GeneratedRegex("^The demo is at (http://[0-9.:]+) ")]
    private static partial Regex At();
}
