using System.Net;
using HwbcPortal.Web.Tests.Hosting;

namespace HwbcPortal.Web.Tests.Evidence;

/// <summary>Tests that measure the process: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone : ICollectionFixture<PortalFixture>
{
    public const string Name = "Alone";
}

/// <summary>A body that is far too large.</summary>
[Collection(Alone.Name)]
public sealed class LargeBodyTests(PortalFixture portal)
{
    [Fact]
    public async Task A_body_of_a_gigabyte_is_refused_and_costs_no_memory()
    {
        using var coach = await portal.SignedInAsync("coach");
        var page = await coach.GetAsync(await EvidenceTests.PathAsync(portal));
        // A settled process: what is measured is the one refused body.
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var request = new HttpRequestMessage(HttpMethod.Post, page.Address) { Content = new EndlessContent(1024L * 1024 * 1024) };
        HttpStatusCode? answered = null;
        try
        {
            using var response = await coach.Client.SendAsync(request);
            answered = response.StatusCode;
            Assert.Contains("What you sent is too large", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        catch (HttpRequestException)
        {
            // The server closed the connection while the body was still on its way, as it may.
        }

        Assert.True(answered is null or HttpStatusCode.RequestEntityTooLarge, $"{answered}");
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < 50 * 1024 * 1024);
        Assert.Equal(HttpStatusCode.OK, (await coach.GetAsync("/me")).Status);
    }

    /// <summary>A body that is sent as it is asked for and stands in no memory.</summary>
    private sealed class EndlessContent : HttpContent
    {
        private readonly long _length;

        public EndlessContent(long length)
        {
            _length = length;
            Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("--x\r\nContent-Disposition: form-data; name=\"Form.Files\"; filename=\"big.png\"\r\n\r\n"u8.ToArray());
            var chunk = new byte[64 * 1024];
            for (var sent = 0L; sent < _length; sent += chunk.Length)
                await stream.WriteAsync(chunk);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
