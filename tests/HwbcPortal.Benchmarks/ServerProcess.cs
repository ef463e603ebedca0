using System.Diagnostics;

namespace HwbcPortal.Benchmarks;

/// <summary>A server in a process of its own, so that its time and memory are told apart from those of whoever asks it.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, Uri address, TimeSpan started) => (_process, Address, Started) = (process, address, started);

    public Uri Address { get; }

    /// <summary>From the start of the process until it listens.</summary>
    public TimeSpan Started { get; }

    /// <summary>The processor time that the server has used.</summary>
    public TimeSpan Processor
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public long PeakMegabytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64 / 1_048_576;
        }
    }

    /// <summary>What the server holds now.</summary>
    public long Megabytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1_048_576;
        }
    }

    public static async Task<ServerProcess> StartAsync(params string[] arguments)
    {
        var watch = Stopwatch.StartNew();
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        var address = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"{string.Join(' ', arguments)} did not start.");
        return new ServerProcess(process, new Uri(address), watch.Elapsed);
    }

    /// <summary>The server's side: says where it listens, and stops when its input ends.</summary>
    public static async Task ServeUntilInputEndsAsync(WebApplication app)
    {
        await app.StartAsync();
        Console.WriteLine(app.Urls.First());
        await Console.In.ReadToEndAsync();
        await app.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
