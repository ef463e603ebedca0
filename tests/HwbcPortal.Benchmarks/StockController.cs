using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Benchmarks;

/// <summary>A stock MVC page: what the portal's own empty page is compared with.</summary>
public sealed class StockController : Controller
{
    /// <summary>The page.</summary>
    [HttpGet("/stock")]
    public IActionResult Index() => View();
}
