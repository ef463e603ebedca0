using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Me;

internal sealed class MeController : Controller
{
    [HttpGet("/me"), Requires(Operation.ReadOwnStatus)]
    public async Task<IActionResult> Show([FromServices] ShowMe show, CancellationToken cancellation) => this.Page(await show.HandleAsync(cancellation), "Show");

    [HttpGet("/me/readers"), Requires(Operation.ReadOwnStatus)]
    public async Task<IActionResult> Readers(long? before, [FromServices] ListReaders list, CancellationToken cancellation) => this.Page(await list.HandleAsync(before, cancellation), "Readers");

    [HttpGet("/me/record"), Requires(Operation.ReadOwnStatus), Limited(Limit.Files)]
    public async Task<IActionResult> Download([FromServices] DownloadMyRecord download, CancellationToken cancellation)
    {
        var file = await download.HandleAsync(cancellation);
        return file.Failure is not null ? NotFound() : File(file.Value!.Content, "application/json", file.Value.Name);
    }
}
