using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace HwbcPortal.Benchmarks;

/// <summary>What a page did under load.</summary>
/// <param name="PerSecond">Pages a second with four connections that ask again at once.</param>
/// <param name="P95">95th percentile in milliseconds, asked on a schedule at half that rate, counted from when each was due.</param>
/// <param name="ServerMicroseconds">The processor time that the server's process used for a page.</param>
internal sealed record LoadResult(double PerSecond, double P95, double ServerMicroseconds);

/// <summary>Asks pages, checks each answer, and counts.</summary>
internal static class Load
{
    private const int Connections = 4;

    public static async Task<LoadResult> MeasureAsync(ServerProcess server, HttpClient client, Func<int, HttpRequestMessage> request, string marker, TimeSpan each)
    {
        var before = server.Processor;
        var pages = await ClosedAsync(client, request, marker, each);
        var microseconds = (server.Processor - before).TotalMicroseconds / pages;
        var perSecond = pages / each.TotalSeconds;
        return new LoadResult(perSecond, await OpenAsync(client, request, marker, each, perSecond / 2), microseconds);
    }

    /// <summary>Asks with four connections for as long as said; how many pages came.</summary>
    public static async Task<int> ClosedAsync(HttpClient client, Func<int, HttpRequestMessage> request, string marker, TimeSpan length)
    {
        var done = 0;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            while (watch.Elapsed < length)
                await AskAsync(client, request(Interlocked.Increment(ref done)), marker);
        }));
        return done;
    }

    /// <summary>Asks from many connections at once, each so many times one after the other; answers a second, and the 95th percentile in milliseconds.</summary>
    public static async Task<(double PerSecond, double P95)> AtOnceAsync(HttpClient client, Func<int, HttpRequestMessage> request, int writers, int each)
    {
        var times = new ConcurrentBag<double>();
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(async writer =>
        {
            for (var n = 0; n < each; n++)
            {
                var began = watch.Elapsed;
                await AskAsync(client, request((writer * each) + n), "");
                times.Add((watch.Elapsed - began).TotalMilliseconds);
            }
        }));
        var perSecond = times.Count / watch.Elapsed.TotalSeconds;
        return (perSecond, times.Order().ElementAt((int)(times.Count * 0.95)));
    }

    private static async Task<double> OpenAsync(HttpClient client, Func<int, HttpRequestMessage> request, string marker, TimeSpan length, double rate)
    {
        var times = new ConcurrentBag<double>();
        var running = new List<Task>();
        var watch = Stopwatch.StartNew();
        for (var n = 0; n < rate * length.TotalSeconds; n++)
        {
            var due = TimeSpan.FromSeconds(n / rate);
            var wait = due - watch.Elapsed;
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait);
            var number = n;
            running.Add(Task.Run(async () =>
            {
                await AskAsync(client, request(number), marker);
                times.Add((watch.Elapsed - due).TotalMilliseconds);
            }));
        }

        await Task.WhenAll(running);
        var sorted = times.Order().ToList();
        return sorted[(int)(sorted.Count * 0.95)];
    }

    private static async Task AskAsync(HttpClient client, HttpRequestMessage request, string marker)
    {
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        // A form that was stored goes on; a page says what it is.
        if (response.StatusCode != (marker.Length == 0 ? HttpStatusCode.SeeOther : HttpStatusCode.OK) || !text.Contains(marker, StringComparison.Ordinal))
            throw new InvalidOperationException($"{request.RequestUri}: {(int)response.StatusCode}");
    }
}
