using HwbcPortal.Web.Infrastructure.Hosting;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace HwbcPortal.Benchmarks;

/// <summary>The portal over a benchmark's database.</summary>
internal static class ServedPortal
{
    /// <param name="folder">The database's folder.</param>
    /// <param name="counts">Whether each response says how many commands it took: not while time is measured.</param>
    public static WebApplication Build(string folder, bool counts = false) => PortalHost.Build([], b =>
    {
        b.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0", ["Data:Folder"] = folder, ["Database:Provider"] = "Sqlite", ["ConnectionStrings:Hwbc"] = null, ["Serilog:MinimumLevel:Default"] = "Error",
            // Runs on one database add up.
            ["Evidence:Unscanned"] = "accept", ["Evidence:QuotaMegabytes"] = "100000",
            // No other work than the requests' while they are measured.
            ["Mail:Nudges"] = "false",
            // The pages are measured, not how many of them somebody may ask for.
            ["Limits:Requests"] = "1000000", ["Limits:Files"] = "1000000", ["Limits:SignIn"] = "1000000",
        });
        // What is measured is pages: signing in is one step.
        b.Services.AddSingleton(new SecondFactorPolicy(IsAsked: false));
        b.Services.AddSingleton(new NoticePolicy(IsAsked: false));
        if (!counts)
            return;
        var count = new CommandCount();
        b.Services.AddSingleton<IInterceptor>(count).AddSingleton<IStartupFilter>(count);
    });

    public static async Task RunAsync(string folder, bool counts)
    {
        await using var app = Build(folder, counts);
        await DatabaseStart.MigrateAsync(app.Services, CancellationToken.None);
        await ServerProcess.ServeUntilInputEndsAsync(app);
    }
}
