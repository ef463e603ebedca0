using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Evidence;

internal sealed class EvidenceController : Controller
{
    /// <summary>One file, as a download that runs nothing; a picture can stand in a page.</summary>
    [HttpGet("/evidence/{id:guid}"), Requires(Operation.ReadEvidence)]
    public async Task<IActionResult> Open(Guid id, [FromServices] OpenEvidence open, CancellationToken cancellation) => Download(await open.HandleAsync(id, cancellation));

    /// <summary>All that a coach has sent, in one file.</summary>
    [HttpGet("/me/evidence"), Requires(Operation.RecordOwnTraining), Limited(Limit.Files)]
    public async Task<IActionResult> All([FromServices] OpenEvidence open, CancellationToken cancellation) => Download(await open.AllMineAsync(cancellation));

    private IActionResult Download(Result<OpenedFile> opened)
    {
        if (opened.Failure is not null)
            return this.Page(opened, "");
        HttpContext.Items[SecurityHeaders.Sandboxed] = true;
        Response.Headers.CacheControl = "no-store";
        return File(opened.Value!.Content, opened.Value.MediaType, opened.Value.Name);
    }
}
