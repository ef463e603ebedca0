using System.Net;
using System.Net.Sockets;
using System.Text;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Evidence;

/// <summary>A phone loses its signal while it sends a certificate.</summary>
public sealed class LostConnectionTests
{
    [Fact]
    public async Task A_connection_lost_half_way_through_the_file_leaves_neither_file_nor_row()
    {
        await using var running = await Running.StartAsync();
        using var coach = await running.Portal.SignedInAsync("coach");
        var page = await coach.GetAsync(await EvidenceTests.PathAsync(running.Portal));
        using var content = new LostContent(Form(page, ("certificate.pdf", SampleFiles.Pdf())), keep: 0.9);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => coach.Client.PostAsync(page.Address, content));
        await NothingIsThereAsync(running.Portal, coach);
        // The same form is sent again when the signal is back.
        using var whole = Form(page, ("certificate.pdf", SampleFiles.Pdf()));
        Assert.Equal(HttpStatusCode.SeeOther, (await coach.Client.PostAsync(page.Address, whole)).StatusCode);
        Assert.Single(Stored(running.Portal));
    }

    [Fact]
    public async Task A_connection_lost_while_the_second_file_is_looked_at_takes_the_first_one_with_it()
    {
        await using var scanner = new StalledScanner(answers: 1);
        await using var running = await Running.StartAsync(("Evidence:Scanner", $"127.0.0.1:{scanner.Port}"));
        using var coach = await running.Portal.SignedInAsync("coach");
        var page = await coach.GetAsync(await EvidenceTests.PathAsync(running.Portal));
        using var lost = new CancellationTokenSource();
        using var content = Form(page, ("front.png", SampleFiles.Png()), ("back.png", SampleFiles.Png()));
        var sending = coach.Client.PostAsync(page.Address, content, lost.Token);
        await scanner.Stalled;
        Assert.Single(Stored(running.Portal));
        await lost.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        await scanner.GivenUp;
        // The server notices, and deletes what it had written: asked for until it has.
        for (var asked = 0; asked < 500 && Stored(running.Portal).Count > 0; asked++)
            await coach.GetAsync("/me");
        await NothingIsThereAsync(running.Portal, coach);
    }

    private static async Task NothingIsThereAsync(PortalFixture portal, Visitor coach)
    {
        Assert.Equal(HttpStatusCode.OK, (await coach.GetAsync("/me")).Status);
        Assert.Empty(Stored(portal));
        Assert.Equal(0, await portal.DbAsync(db => db.Evidence.CountAsync()));
    }

    private static MultipartFormDataContent Form(Page page, params (string Name, byte[] Content)[] files)
    {
        var content = new MultipartFormDataContent();
        foreach (var field in page.Document.QuerySelectorAll("main form[enctype] input[type=hidden]"))
            content.Add(new StringContent(field.GetAttribute("value")!), field.GetAttribute("name")!);
        foreach (var (name, bytes) in files)
            content.Add(new ByteArrayContent(bytes), "Form.Files", name);
        return content;
    }

    private static List<string> Stored(PortalFixture portal) => Directory.Exists(Path.Combine(portal.Folder, "evidence")) ? [.. Directory.EnumerateFiles(Path.Combine(portal.Folder, "evidence"), "*", SearchOption.AllDirectories)] : [];

    /// <summary>A body that says its whole length and stops before it.</summary>
    private sealed class LostContent : HttpContent
    {
        private readonly byte[] _whole;
        private readonly int _keep;

        public LostContent(MultipartFormDataContent whole, double keep)
        {
            _whole = whole.ReadAsByteArrayAsync().GetAwaiter().GetResult();
            _keep = (int)(_whole.Length * keep);
            Headers.ContentType = whole.Headers.ContentType;
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(_whole.AsMemory(0, _keep));
            await stream.FlushAsync();
            throw new IOException("The signal is gone.");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _whole.Length;
            return true;
        }
    }

    /// <summary>Speaks as much of the scanner's protocol as it takes to say that so many files are clean, and never answers the next.</summary>
    private sealed class StalledScanner : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly TaskCompletionSource _stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Task _serving;

        public StalledScanner(int answers)
        {
            _listener.Start();
            _serving = ServeAsync(answers);
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        /// <summary>When a file waits for its answer.</summary>
        public Task Stalled => _stalled.Task;

        /// <summary>When the portal has given that file up.</summary>
        public Task GivenUp => _serving;

        public ValueTask DisposeAsync()
        {
            _listener.Dispose();
            return ValueTask.CompletedTask;
        }

        private async Task ServeAsync(int answers)
        {
            var buffer = new byte[256 * 1024];
            for (var asked = 0; asked <= answers; asked++)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                var stream = client.GetStream();
                var read = 0;
                // The end of a file is a length of nought.
                while (read < 14 || !buffer.AsSpan(read - 4, 4).SequenceEqual(new byte[4]))
                    read += await stream.ReadAsync(buffer.AsMemory(read));
                if (asked < answers)
                {
                    await stream.WriteAsync(Encoding.ASCII.GetBytes("stream: OK\0"));
                    continue;
                }

                _stalled.SetResult();
                try
                {
                    while (await stream.ReadAsync(buffer) > 0)
                    {
                    }
                }
                catch (IOException)
                {
                    // A reset is an end as well.
                }
            }
        }
    }
}
