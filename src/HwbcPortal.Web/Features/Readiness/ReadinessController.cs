using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Readiness;

internal sealed class ReadinessController : Controller
{
    [HttpGet("/readiness"), Requires(Operation.ReadReadiness)]
    public async Task<IActionResult> List([FromQuery] ReadinessQuery query, [FromServices] ListReadiness list, CancellationToken cancellation) =>
        this.Page(await list.HandleAsync(query, cancellation), "List");
}
