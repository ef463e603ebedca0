using HwbcPortal.Web.Infrastructure.Hosting;

namespace HwbcPortal.Benchmarks;

/// <summary>The portal over a benchmark's database.</summary>
internal static class ServedPortal
{
    public static WebApplication Build(string folder) => PortalHost.Build([], b => b.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["urls"] = "http://127.0.0.1:0", ["Data:Folder"] = folder, ["Database:Provider"] = "Sqlite", ["ConnectionStrings:Hwbc"] = null, ["Serilog:MinimumLevel:Default"] = "Error",
    }));

    public static async Task RunAsync(string folder)
    {
        await using var app = Build(folder);
        await DatabaseStart.MigrateAsync(app.Services, CancellationToken.None);
        await ServerProcess.ServeUntilInputEndsAsync(app);
    }
}
