using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using HwbcPortal.Benchmarks;
using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Data.Tenancy;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

// dotnet run -c Release --project tests/HwbcPortal.Benchmarks -- [coaches] [pcns] [folder]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var coaches = args.Length > 0 ? int.Parse(args[0]) : 10_000;
var pcns = args.Length > 1 ? int.Parse(args[1]) : 1_250;
var folder = args.Length > 2 ? args[2] : Path.Combine(Path.GetTempPath(), $"hwbc-benchmark-{coaches}-{pcns}");
const string Password = "correct-horse-battery";
Directory.CreateDirectory(folder);

EvaluatorAgainstReader();
await PagesAsync();
return;

void EvaluatorAgainstReader()
{
    var today = new DateOnly(2026, 11, 24);
    var files = new CoachFiles(1, pcns, 36, today);
    var lines = Enumerable.Range(0, 300).Select(n =>
    {
        using var stream = new MemoryStream();
        CoachFileJson.Write(stream, files.Of(n));
        return stream.ToArray();
    }).ToList();
    var read = lines.ConvertAll(l => CoachFileJson.Read(l).File!);
    double Time(Action run)
    {
        var best = double.MaxValue;
        for (var i = 0; i < 12; i++)
        {
            var watch = Stopwatch.StartNew();
            run();
            best = Math.Min(best, watch.Elapsed.TotalMicroseconds / lines.Count);
        }

        return best;
    }

    var reading = Time(() => lines.ForEach(l => CoachFileJson.Read(l)));
    var evaluating = Time(() => read.ForEach(f => ComplianceEvaluator.Default.Evaluate(f, f.Posts[0].Pcn, today)));
    Console.WriteLine($"evaluator: reading {reading:0} µs a file ({lines.Average(l => l.Length):0} bytes), deciding {evaluating:0} µs, ratio {evaluating / reading:0.00}");
}

async Task PagesAsync()
{
    var start = Stopwatch.StartNew();
    await using var app = PortalHost.Build([], b => b.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["urls"] = "http://127.0.0.1:0", ["Data:Folder"] = folder, ["Database:Provider"] = "Sqlite", ["ConnectionStrings:Hwbc"] = null, ["Serilog:MinimumLevel:Default"] = "Error",
    }));
    await DatabaseStart.MigrateAsync(app.Services, CancellationToken.None);
    var fresh = await FillAsync(app.Services);
    if (fresh)
        start.Restart();
    await app.StartAsync();
    var address = new Uri(app.Urls.First());
    using (var first = Client(address))
        (await first.GetAsync(new Uri("/account/sign-in", UriKind.Relative))).EnsureSuccessStatusCode();
    Console.WriteLine($"start-up to the first page: {start.Elapsed.TotalSeconds:0.0} s{(fresh ? " (after filling the database; run again for the figure)" : "")}");

    await using var stock = await StockAsync();
    var each = TimeSpan.FromSeconds(4);
    HttpRequestMessage Get(string path) => new(HttpMethod.Get, new Uri(path, UriKind.Relative));
    using var plain = Client(new Uri(stock.Urls.First()));
    using var manager = Client(address);
    using var admin = Client(address);
    using var supervisor = Client(address);
    await SignInAsync(manager, "manager@benchmark.test");
    await SignInAsync(admin, "admin@benchmark.test");
    await SignInAsync(supervisor, "supervisor@benchmark.test");

    var token = Regex.Match(await supervisor.GetStringAsync(new Uri("/supervision/log?coach=HWBC-000001", UriKind.Relative)), "name=\"RequestToken\" value=\"([^\"]+)\"").Groups[1].Value;
    HttpRequestMessage LogOne(int n) => new(HttpMethod.Post, new Uri("/supervision/log?coach=HWBC-000001", UriKind.Relative))
    {
        Content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["RequestToken"] = token, ["Form.Key"] = Guid.NewGuid().ToString(), ["Form.When"] = "Today", ["Form.Minutes"] = "60", ["Form.Kind"] = "LineManagement", ["Form.Format"] = "Video", ["Form.Outcome"] = "Held",
        }),
    };

    LoadResult? empty = null;
    Console.WriteLine("| page | pages a second | p95 ms at half that rate | of the empty page |");
    Console.WriteLine("| --- | --- | --- | --- |");
    foreach (var (name, client, request, marker) in new (string, HttpClient, Func<int, HttpRequestMessage>, string)[]
    {
        ("stock MVC page, nobody signed in", plain, _ => Get("/stock"), "Stock page"),
        ("empty page, signed in", manager, _ => Get("/empty"), "Empty page"),
        ("/readiness, one PCN", manager, _ => Get("/readiness"), "Coaches"),
        ("/readiness, all PCNs, first page", admin, _ => Get("/readiness"), "Coaches"),
        ("/coaches/HWBC-000001", manager, _ => Get("/coaches/HWBC-000001"), "Every rule"),
        ("logging a session (POST)", supervisor, LogOne, ""),
    })
    {
        var result = await Load.MeasureAsync(client, request, marker, each);
        if (name.StartsWith("empty", StringComparison.Ordinal))
            empty = result;
        Console.WriteLine($"| {name} | {result.PerSecond:0} | {result.P95:0.0} | {(empty is null ? "" : $"{result.PerSecond / empty.PerSecond:0.00}")} |");
    }

    using var self = Process.GetCurrentProcess();
    Console.WriteLine($"peak memory of server and load generator together: {self.PeakWorkingSet64 / 1_048_576} MB");
    await app.StopAsync();
    await stock.StopAsync();
}

async Task<bool> FillAsync(IServiceProvider services)
{
    var today = services.GetRequiredService<UkClock>().Today;
    var files = new CoachFiles(1, pcns, 36, today);
    int stored;
    await using (var scope = services.CreateAsyncScope())
    {
        scope.ServiceProvider.GetRequiredService<Caller>().BecomeSystem("benchmark");
        stored = await scope.ServiceProvider.GetRequiredService<HwbcDbContext>().Coaches.CountAsync();
    }

    if (stored >= coaches)
        return false;
    var watch = Stopwatch.StartNew();
    for (var n = stored; n < coaches; n++)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().BecomeSystem("benchmark");
        var outcome = await scope.ServiceProvider.GetRequiredService<CoachFileImport>().ImportAsync(files.Of(n), today);
        if (outcome.Refusal is { } refusal)
            throw new InvalidOperationException(refusal.ToString());
        if ((n + 1) % 1000 == 0)
            Console.Error.WriteLine($"{n + 1} coaches after {watch.Elapsed.TotalSeconds:0} s");
    }

    Console.WriteLine($"import: {(coaches - stored) / watch.Elapsed.TotalSeconds:0} coach files a second");
    await using var accounts = services.CreateAsyncScope();
    accounts.ServiceProvider.GetRequiredService<Caller>().BecomeSystem("benchmark");
    var db = accounts.ServiceProvider.GetRequiredService<HwbcDbContext>();
    var users = accounts.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
    var pcn = await db.Pcns.Where(p => p.Code == "U10000").Select(p => p.Id).SingleAsync();
    var supervisor = await db.Supervisors.Where(s => s.Name == "Supervisor 0").Select(s => s.PersonId).FirstAsync();
    foreach (var (email, role, place, person) in new (string, PortalRole, Guid?, Guid?)[] { ("manager@benchmark.test", PortalRole.Manager, pcn, null), ("admin@benchmark.test", PortalRole.Administrator, null, null), ("supervisor@benchmark.test", PortalRole.Supervisor, null, supervisor) })
    {
        var id = person;
        if (id is null)
        {
            var made = new Person { Reference = $"B-{email}", Name = email };
            db.Add(made);
            id = made.Id;
        }

        var user = new PortalUser { UserName = email, Email = email, EmailConfirmed = true, PersonId = id.Value };
        user.Memberships.Add(new Membership { UserId = user.Id, Role = role, PcnId = place, From = today.AddDays(-1) });
        if (!(await users.CreateAsync(user, Password)).Succeeded)
            throw new InvalidOperationException(email);
    }

    return true;
}

static async Task<WebApplication> StockAsync()
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
    builder.Configuration["urls"] = "http://127.0.0.1:0";
    builder.Logging.ClearProviders();
    builder.Services.AddControllersWithViews();
    var app = builder.Build();
    app.UseRouting();
    app.MapControllers();
    await app.StartAsync();
    return app;
}

static HttpClient Client(Uri address) => new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer(), AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = address };

static async Task SignInAsync(HttpClient client, string email)
{
    var page = await client.GetStringAsync(new Uri("/account/sign-in", UriKind.Relative));
    var token = Regex.Match(page, "name=\"RequestToken\" value=\"([^\"]+)\"").Groups[1].Value;
    using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["RequestToken"] = token, ["Form.Email"] = email, ["Form.Password"] = Password });
    var response = await client.PostAsync(new Uri("/account/sign-in", UriKind.Relative), form);
    if (response.StatusCode != HttpStatusCode.SeeOther)
        throw new InvalidOperationException($"{email} could not sign in");
}
