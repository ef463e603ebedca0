using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Benchmarks;

/// <summary>The first page of an application as `dotnet new mvc` makes it: its pipeline, its layout with its links and versioned files.</summary>
public sealed class StockController : Controller
{
    /// <summary>The page.</summary>
    [HttpGet("/stock")]
    public IActionResult Index() => View();

    /// <summary>What the layout links to.</summary>
    [HttpGet("/stock/privacy")]
    public IActionResult Privacy() => View("Index");
}

/// <summary>Serves the stock page in a process of its own.</summary>
internal static class StockPage
{
    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseStaticWebAssets();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Logging.ClearProviders();
        builder.Services.AddControllersWithViews();
        await using var app = builder.Build();
        app.UseExceptionHandler("/stock");
        app.UseRouting();
        app.UseAuthorization();
        app.MapControllers();
        await ServerProcess.ServeUntilInputEndsAsync(app);
    }
}
