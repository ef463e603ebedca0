using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace HwbcPortal.Benchmarks;

/// <summary>The pages under load, each against an empty signed-in page through the same pipeline, and that against a stock page.</summary>
internal static class PagesBenchmark
{
    private static readonly TimeSpan Each = TimeSpan.FromSeconds(4);

    public static async Task RunAsync(string folder)
    {
        await using var portal = await ServerProcess.StartAsync("serve", folder);
        var watch = Stopwatch.StartNew();
        using (var first = Client(portal.Address))
            (await first.GetAsync(new Uri("/account/sign-in", UriKind.Relative))).EnsureSuccessStatusCode();
        Console.WriteLine($"start-up to the first page: {(portal.Started + watch.Elapsed).TotalSeconds:0.0} s");

        await using var stock = await ServerProcess.StartAsync("stock");
        using var plain = Client(stock.Address);
        using var manager = Client(portal.Address);
        using var admin = Client(portal.Address);
        using var supervisor = Client(portal.Address);
        using var area = Client(portal.Address);
        await SignInAsync(manager, Filling.Manager);
        await SignInAsync(admin, Filling.Administrator);
        await SignInAsync(supervisor, Filling.Supervisor);
        await SignInAsync(area, Filling.AreaManager);
        var uploads = await Uploads.PrepareAsync(manager);
        var token = TokenIn(await supervisor.GetStringAsync(new Uri("/supervision/log?coach=HWBC-000001", UriKind.Relative)));

        (string Name, ServerProcess Server, HttpClient Client, Func<int, HttpRequestMessage> Request, string Marker)[] pages =
        [
            ("stock MVC page, nobody signed in", stock, plain, _ => Get("/stock"), "Welcome"),
            ("empty page, signed in", portal, manager, _ => Get("/empty"), "Empty page"),
            ("/readiness, one PCN", portal, manager, _ => Get("/readiness"), "Coaches"),
            ("/readiness, all PCNs, first page", portal, admin, _ => Get("/readiness"), "Coaches"),
            ("/coaches/HWBC-001251, 36 months", portal, manager, _ => Get("/coaches/HWBC-001251"), "Every rule"),
            ("/training/queue, 25 of a long queue", portal, area, _ => Get("/training/queue"), "Check those ticked together"),
            ("/training/matrix, one PCN", portal, manager, _ => Get("/training/matrix?pcn=U10000"), "Safeguarding adults"),
            ("/supervision/ledger, one PCN", portal, manager, _ => Get("/supervision/ledger"), "Who supervises"),
            ("/requirements/checks, one PCN", portal, manager, _ => Get("/requirements/checks"), "Of the PCN"),
            ("logging a session (POST)", portal, supervisor, _ => LogOne(token), ""),
            ("uploading a certificate of 200 KB (POST)", portal, manager, uploads.Next, ""),
        ];
        // Each page once before any is measured: the first pages of a process pay for its compilation.
        foreach (var page in pages)
            await Load.ClosedAsync(page.Client, page.Request, page.Marker, Each / 2);

        Console.WriteLine("| page | pages a second | p95 ms at half that rate | server time a page, µs | throughput, of the page above it is held against |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        var (stockRate, emptyRate) = (0.0, 0.0);
        foreach (var (name, server, client, request, marker) in pages)
        {
            var result = await Load.MeasureAsync(server, client, request, marker, Each);
            var against = name switch
            {
                _ when stockRate == 0 => "",
                _ when emptyRate == 0 => $"{result.PerSecond / stockRate:0.00} of stock",
                _ => $"{result.PerSecond / emptyRate:0.00} of empty",
            };
            (stockRate, emptyRate) = stockRate == 0 ? (result.PerSecond, 0) : (stockRate, emptyRate == 0 ? result.PerSecond : emptyRate);
            Console.WriteLine($"| {name} | {result.PerSecond:0} | {result.P95:0.0} | {result.ServerMicroseconds:0} | {against} |");
        }

        await LookEverywhereAsync(portal, admin);
        var (written, p95) = await Load.AtOnceAsync(supervisor, _ => LogOne(token), writers: 32, each: 10);
        Console.WriteLine($"32 writers at once, 10 sessions each: {written:0} a second, p95 {p95:0} ms");
        watch.Restart();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(async n => (await manager.SendAsync(uploads.Next(n))).Dispose()));
        Console.WriteLine($"50 uploads of 200 KB at once: {watch.Elapsed.TotalSeconds:0.0} s");
        Console.WriteLine($"peak memory of the server: {portal.PeakMegabytes} MB");
        await CountAsync(folder);
    }

    /// <summary>A policy looked at for everybody at all PCNs, with the memory of the server on the way.</summary>
    private static async Task LookEverywhereAsync(ServerProcess portal, HttpClient admin)
    {
        var token = TokenIn(await admin.GetStringAsync(new Uri("/policies/everywhere", UriKind.Relative)));
        var day = TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, TimeZoneInfo.FindSystemTimeZoneById("Europe/London")).AddDays(7).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["RequestToken"] = token, ["Form.Key"] = Guid.NewGuid().ToString(), ["Form.From"] = day });
        var watch = Stopwatch.StartNew();
        var begun = await admin.PostAsync(new Uri("/policies/everywhere", UriKind.Relative), form);
        var memory = new List<long>();
        string page;
        while ((page = await admin.GetStringAsync(begun.Headers.Location)).Contains("looked at so far", StringComparison.Ordinal))
        {
            memory.Add(portal.Megabytes);
            await Task.Delay(250);
        }

        Console.WriteLine($"a policy looked at for everybody at all PCNs: {watch.Elapsed.TotalSeconds:0.0} s; memory of the server after a tenth of it {memory[memory.Count / 10]} MB, at most {memory.Max()} MB, at the end {memory[^1]} MB; {Regex.Match(page, "<strong>([^<]+)</strong>").Groups[1].Value}");
    }

    private static async Task CountAsync(string folder)
    {
        await using var portal = await ServerProcess.StartAsync("count", folder);
        foreach (var (who, path) in new[] { (Filling.Manager, "/empty"), (Filling.Manager, "/readiness"), (Filling.Administrator, "/readiness"), (Filling.Administrator, "/readiness?q=a&sort=due&page=2"), (Filling.Manager, "/coaches/HWBC-001251"), (Filling.Supervisor, "/supervision"), (Filling.AreaManager, "/training/queue"), (Filling.Manager, "/training/matrix"), (Filling.Manager, "/supervision/ledger"), (Filling.Manager, "/requirements/checks") })
        {
            using var client = Client(portal.Address);
            await SignInAsync(client, who);
            // The first page also reads who has signed in, which is kept.
            await client.GetAsync(new Uri("/empty", UriKind.Relative));
            using var page = await client.GetAsync(new Uri(path, UriKind.Relative));
            Console.WriteLine($"commands of {path} as {who.Split('@')[0]}: {page.EnsureSuccessStatusCode().Headers.GetValues(CommandCount.Header).Single()}");
        }
    }

    private static HttpRequestMessage Get(string path) => new(HttpMethod.Get, new Uri(path, UriKind.Relative));

    private static HttpRequestMessage LogOne(string token) => new(HttpMethod.Post, new Uri("/supervision/log?coach=HWBC-000001", UriKind.Relative))
    {
        Content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["RequestToken"] = token, ["Form.Key"] = Guid.NewGuid().ToString(), ["Form.When"] = "Today", ["Form.Minutes"] = "60", ["Form.Kind"] = "LineManagement", ["Form.Format"] = "Video", ["Form.Outcome"] = "Held",
            // The day has sessions already: asked about that, the writer says yes.
            ["Form.Confirmed"] = TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, TimeZoneInfo.FindSystemTimeZoneById("Europe/London")).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        }),
    };

    private static HttpClient Client(Uri address) => new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer(), AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = address };

    internal static string TokenIn(string page) => Regex.Match(page, "name=\"RequestToken\" value=\"([^\"]+)\"").Groups[1].Value;

    private static async Task SignInAsync(HttpClient client, string email)
    {
        var token = TokenIn(await client.GetStringAsync(new Uri("/account/sign-in", UriKind.Relative)));
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["RequestToken"] = token, ["Form.Email"] = email, ["Form.Password"] = Filling.Password });
        var response = await client.PostAsync(new Uri("/account/sign-in", UriKind.Relative), form);
        if (response.StatusCode != HttpStatusCode.SeeOther)
            throw new InvalidOperationException($"{email} could not sign in");
    }
}
