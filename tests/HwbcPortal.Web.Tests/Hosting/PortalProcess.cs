using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace HwbcPortal.Web.Tests.Hosting;

/// <summary>The portal's executable as a process of its own.</summary>
internal sealed partial class PortalProcess : IAsyncDisposable
{
    private static int _ports = Random.Shared.Next(12_000);

    private readonly Process _process;
    private readonly Task<string[]> _said;

    private PortalProcess(Process process, Uri address, Task<string[]> said) => (_process, Address, _said) = (process, address, said);

    public Uri Address { get; }

    public int Id => _process.Id;

    /// <summary>Starts the executable with these arguments.</summary>
    public static Process Start(params string[] arguments) => Start(arguments, []);

    /// <summary>Starts the executable with these arguments and settings of the environment.</summary>
    public static Process Start(string[] arguments, params (string Name, string Value)[] environment) => Start(arguments, environment, []);

    /// <summary>Starts the executable with these arguments and settings of the environment, by a command that starts others, where one is given.</summary>
    public static Process Start(string[] arguments, (string Name, string Value)[] environment, params string[] by)
    {
        string[] command = [.. by, "dotnet", Path.Combine(AppContext.BaseDirectory, "HwbcPortal.Web.dll"), .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
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
    public static Task<PortalProcess> ServeDemoAsync(string folder) => ServeDemoAsync(folder, []);

    /// <summary>Serves the demo from a folder of a small disk.</summary>
    public static Task<PortalProcess> ServeDemoAsync(SmallDisk disk, params (string Name, string Value)[] environment) => ServeDemoAsync(disk.Folder, environment, disk.By);

    private static async Task<PortalProcess> ServeDemoAsync(string folder, (string Name, string Value)[] environment, params string[] by)
    {
        var process = Start(["demo", "--data", folder, "--password", PortalFixture.Password, "--urls", "http://127.0.0.1:0"], environment, by);
        // Whatever it says is read to its end: nobody writes on into a pipe that is full.
        var errors = process.StandardError.ReadToEndAsync();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (At().Match(line) is { Success: true } at)
                return new PortalProcess(process, new Uri(at.Groups[1].Value), Task.WhenAll(errors, process.StandardOutput.ReadToEndAsync()));
        }

        throw new InvalidOperationException($"The demo did not start: {await errors}");
    }

    /// <summary>Serves a real installation from a folder, at an address that is chosen before, until it is killed.</summary>
    public static async Task<PortalProcess> ServeAsync(string folder, Uri address, (string Name, string Value)[] settings, params string[] by)
    {
        var process = Start([], [("Data__Folder", folder), ("ASPNETCORE_URLS", address.GetLeftPart(UriPartial.Authority)), .. settings], by);
        var errors = process.StandardError.ReadToEndAsync();
        var portal = new PortalProcess(process, address, Task.WhenAll(errors, process.StandardOutput.ReadToEndAsync()));
        using var client = new HttpClient { BaseAddress = address };
        // Asked until it answers, for as long as a slow machine may take.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri("/account/sign-in", UriKind.Relative), limit.Token);
                return portal;
            }
            catch (HttpRequestException)
            {
                if (process.HasExited)
                    throw new InvalidOperationException($"The portal did not start: {await errors}");
                await Task.Delay(50, limit.Token);
            }
        }
    }

    /// <summary>An address of this machine on which nothing is served, and which nobody is given who asks for any: it lies below those.</summary>
    public static Uri FreeAddress()
    {
        while (true)
        {
            var port = 20_000 + (Interlocked.Increment(ref _ports) & int.MaxValue) % 12_000;
            try
            {
                using var free = new TcpListener(IPAddress.Loopback, port);
                free.Start();
                return new Uri($"http://127.0.0.1:{port}");
            }
            catch (SocketException)
            {
                // Somebody serves there: the next one.
            }
        }
    }

    /// <summary>Ends it without a word, as a power cut would: SIGKILL, or what the system has for it.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _said;
    }

    /// <summary>Ends it as whoever runs it does: it finishes what it does, and leaves no log beside its database.</summary>
    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        await _process.WaitForExitAsync();
        await _said;
    }

    /// <summary>What it wrote to standard error until it ended.</summary>
    public async Task<string> ErrorsAsync() => (await _said)[0];

    /// <summary>All that it wrote until it ended.</summary>
    public async Task<string> SaidAsync() => string.Join('\n', await _said);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    [GeneratedRegex("^The demo is at (http://[0-9.:]+) ")]
    private static partial Regex At();
}
