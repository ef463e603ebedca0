using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using HwbcPortal.Web.Tests.Hosting;

namespace HwbcPortal.Web.Tests.Evidence;

/// <summary>A real ClamAV daemon with one signature of our own: the one that is installed, or Debian's, installed now.</summary>
internal sealed class Clamd : IAsyncDisposable
{
    /// <summary>What the signature finds.</summary>
    public const string Harmful = "HWBC-TEST-SIGNATURE";

    private readonly string _folder = Directory.CreateTempSubdirectory("hwbc-clamd-").FullName;
    private Process? _process;

    private Clamd(int port) => Port = port;

    public int Port { get; }

    /// <summary>Makes ready, not yet started; null where there is none and none can be installed.</summary>
    public static async Task<Clamd?> PrepareAsync()
    {
        if (!File.Exists("/usr/sbin/clamd"))
        {
            if (!DebianPackages.CanInstall)
            {
                await Console.Error.WriteLineAsync("No clamd was found and none can be installed here: the scanner is not tested.");
                return null;
            }

            await DebianPackages.InstallAsync("clamd", "--no-install-recommends", "clamav-daemon");
        }

        var clamd = new Clamd(PortalProcess.FreeAddress().Port);
        await File.WriteAllTextAsync(Path.Combine(clamd._folder, "test.ndb"), $"Hwbc.Test:0:*:{Convert.ToHexStringLower(System.Text.Encoding.ASCII.GetBytes(Harmful))}\n");
        await File.WriteAllTextAsync(Path.Combine(clamd._folder, "clamd.conf"), $"TCPSocket {clamd.Port}\nTCPAddr 127.0.0.1\nDatabaseDirectory {clamd._folder}\nForeground yes\nStreamMaxLength 30M\n");
        return clamd;
    }

    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("/usr/sbin/clamd", ["--config-file", Path.Combine(_folder, "clamd.conf")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        // It answers when it has read its signatures: asked until it does, for as long as a slow machine may take.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, Port, limit.Token);
                return;
            }
            catch (SocketException) when (!_process.HasExited)
            {
                await Task.Delay(50, limit.Token);
            }
        }
    }

    public async Task StopAsync()
    {
        if (_process is null)
            return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
