using HwbcPortal.Web.Infrastructure.Exports;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Audit;

internal sealed class AuditController : Controller
{
    [HttpGet("/audit"), Requires(Operation.ReadAudit)]
    public async Task<IActionResult> List([FromQuery] AuditQuery query, [FromServices] SearchAudit search, CancellationToken cancellation) => this.Page(await search.HandleAsync(query, cancellation), "List");

    [HttpGet("/audit/{sequence:long}"), Requires(Operation.ReadAudit)]
    public async Task<IActionResult> Entry(long sequence, [FromServices] ShowEntry show, CancellationToken cancellation) => this.Page(await show.HandleAsync(sequence, cancellation), "Entry");

    [HttpGet("/audit.csv"), Requires(Operation.ReadAudit), Limited(Limit.Files), ProvedLately]
    public async Task<IActionResult> Csv([FromQuery] AuditQuery query, [FromServices] SearchAudit search, CancellationToken cancellation)
    {
        // What cannot be used is said on the page.
        if (!ModelState.IsValid)
            return LocalRedirect($"/audit{Request.QueryString}");
        var sheet = await search.ExportAsync(query, cancellation);
        if (sheet.Failure is not null)
            return this.Page(sheet, "");
        HttpContext.Items[SecurityHeaders.Sandboxed] = true;
        Response.Headers.CacheControl = "no-store";
        return File(CsvFile.Write(sheet.Value!), "text/csv; charset=utf-8", "audit.csv");
    }
}
