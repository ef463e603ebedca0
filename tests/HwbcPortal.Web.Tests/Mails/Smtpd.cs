using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using HwbcPortal.Web.Tests.Hosting;

namespace HwbcPortal.Web.Tests.Mails;

/// <summary>A mail as it reached a server.</summary>
internal sealed record Received(string To, string From, string Subject, string Body, string Headers);

/// <summary>A real mail server that keeps what it gets in a folder: Debian's python3-aiosmtpd, installed now where it is not.</summary>
internal sealed partial class Smtpd : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hwbc-smtpd-").FullName;
    // Taken and not listened at: nobody is let in, and nobody else gets it until the server starts.
    private readonly Socket _held = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private Process? _process;

    private Smtpd()
    {
        Port = PortalProcess.FreeAddress().Port;
        _held.Bind(new IPEndPoint(IPAddress.Loopback, Port));
    }

    public int Port { get; }

    /// <summary>The settings of a portal that sends its mails here.</summary>
    public (string, string?)[] Settings => [("Mail:Smtp", $"127.0.0.1:{Port}"), ("Mail:From", "portal@example.test"), ("Mail:Tls", "false"), ("Mail:PublicUrl", "https://portal.example.test/")];

    /// <summary>Makes ready, not yet started; null where there is none and none can be installed.</summary>
    public static async Task<Smtpd?> PrepareAsync()
    {
        if (!File.Exists("/usr/bin/aiosmtpd"))
        {
            if (!DebianPackages.CanInstall)
            {
                await Console.Error.WriteLineAsync("No aiosmtpd was found and none can be installed here: mail by SMTP is not tested.");
                return null;
            }

            await DebianPackages.InstallAsync("aiosmtpd", "--no-install-recommends", "python3-aiosmtpd");
        }

        return new Smtpd();
    }

    public async Task StartAsync()
    {
        _held.Dispose();
        _process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-m", "aiosmtpd", "-n", "-l", $"127.0.0.1:{Port}", "-c", "aiosmtpd.handlers.Mailbox", Path.Combine(_folder, "mails")]) { RedirectStandardError = true })!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        // Asked until it answers, for as long as a slow machine may take.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, Port, limit.Token);
                var greeting = new byte[3];
                await client.GetStream().ReadExactlyAsync(greeting, limit.Token);
                Assert.Equal("220", Encoding.ASCII.GetString(greeting));
                return;
            }
            catch (SocketException) when (!_process.HasExited)
            {
                await Task.Delay(50, limit.Token);
            }
        }
    }

    /// <summary>What has arrived, by recipient and subject.</summary>
    public IReadOnlyList<Received> Mails() => Directory.Exists(Path.Combine(_folder, "mails", "new"))
        ? Directory.GetFiles(Path.Combine(_folder, "mails", "new")).Select(f => Read(File.ReadAllText(f))).OrderBy(m => m.To, StringComparer.Ordinal).ThenBy(m => m.Subject, StringComparer.Ordinal).ToList()
        : [];

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
        _held.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A mail in the form in which it travels.</summary>
    internal static Received Read(string text)
    {
        text = text.ReplaceLineEndings("\n");
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        var headers = Folded().Replace(text[..end], " ");
        var body = text[(end + 2)..];
        string Header(string name) => headers.Split('\n').FirstOrDefault(l => l.StartsWith($"{name}: ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..] ?? "";
        body = Header("Content-Transfer-Encoding").ToLowerInvariant() switch
        {
            "base64" => Encoding.UTF8.GetString(Convert.FromBase64String(body)),
            "quoted-printable" => Quoted(body.Replace("=\n", "", StringComparison.Ordinal)),
            _ => body,
        };
        var subject = Encoded().Replace(Header("Subject"), m => m.Groups[1].Value is "B" or "b" ? Encoding.UTF8.GetString(Convert.FromBase64String(m.Groups[2].Value)) : Quoted(m.Groups[2].Value.Replace('_', ' ')));
        return new Received(Header("To"), Header("From"), subject, body.ReplaceLineEndings("\n"), headers);
    }

    private static string Quoted(string text)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '=' && i + 2 < text.Length)
                bytes.Add(Convert.ToByte(text.Substring((i += 2) - 1, 2), 16));
            else
                bytes.AddRange(Encoding.UTF8.GetBytes([text[i]]));
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    [GeneratedRegex(@"\n[ \t]+")]
    private static partial Regex Folded();

    [GeneratedRegex(@"=\?utf-8\?([BbQq])\?(.*?)\?=(\s+(?==\?))?", RegexOptions.IgnoreCase)]
    private static partial Regex Encoded();
}
