using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace HwbcPortal.Web.Infrastructure.Files;

/// <summary>What a scanner says of a file.</summary>
internal enum ScanAnswer
{
    /// <summary>It was not scanned: there is no scanner, or it did not answer.</summary>
    NotScanned,

    /// <summary>Nothing was found.</summary>
    Clean,

    /// <summary>Something was found.</summary>
    Infected,
}

/// <summary>Looks for malware. The one seam to whatever the deployment has.</summary>
internal interface IScanner
{
    /// <summary>Whether there is one at all.</summary>
    bool IsThere { get; }

    /// <summary>Scans a content; what goes wrong is an answer, not an exception.</summary>
    Task<ScanAnswer> ScanAsync(ReadOnlyMemory<byte> content, CancellationToken cancellation);
}

/// <summary>No scanner is configured.</summary>
internal sealed class NoScanner : IScanner
{
    public bool IsThere => false;

    public Task<ScanAnswer> ScanAsync(ReadOnlyMemory<byte> content, CancellationToken cancellation) => Task.FromResult(ScanAnswer.NotScanned);
}

/// <summary>ClamAV's daemon over TCP, by its INSTREAM command.</summary>
internal sealed class ClamdScanner(string host, int port, ILogger<ClamdScanner> log) : IScanner
{
    private const int Chunk = 64 * 1024;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    public bool IsThere => true;

    public async Task<ScanAnswer> ScanAsync(ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Longest);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, limit.Token);
            await using var stream = client.GetStream();
            await stream.WriteAsync("zINSTREAM\0"u8.ToArray(), limit.Token);
            var length = new byte[4];
            for (var at = 0; at < content.Length; at += Chunk)
            {
                var part = content.Slice(at, Math.Min(Chunk, content.Length - at));
                BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
                await stream.WriteAsync(length, limit.Token);
                await stream.WriteAsync(part, limit.Token);
            }

            await stream.WriteAsync(new byte[4], limit.Token);
            using var reader = new StreamReader(stream, Encoding.ASCII);
            var answer = (await reader.ReadToEndAsync(limit.Token)).TrimEnd('\0', '\n');
            if (answer.EndsWith(" OK", StringComparison.Ordinal))
                return ScanAnswer.Clean;
            if (answer.EndsWith(" FOUND", StringComparison.Ordinal))
                return ScanAnswer.Infected;
            log.LogWarning("The scanner answered {Answer}", answer);
        }
        catch (Exception fault) when (fault is SocketException or IOException || (fault is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            log.LogWarning(fault, "The scanner at {Host}:{Port} did not answer; files wait until it does", host, port);
        }

        return ScanAnswer.NotScanned;
    }
}
