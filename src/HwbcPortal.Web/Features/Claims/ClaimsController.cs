using HwbcPortal.Web.Infrastructure.Exports;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Claims;

internal sealed class ClaimsController : Controller
{
    [HttpGet("/requirements/claims"), Requires(Operation.ReadClaims)]
    public async Task<IActionResult> List([FromQuery] ClaimsQuery query, [FromServices] ListClaims list, CancellationToken cancellation) => this.Page(await list.HandleAsync(query, cancellation), "List");

    [HttpGet("/requirements/claims.csv"), Requires(Operation.ReadClaims), Limited(Limit.Files)]
    public Task<IActionResult> Csv([FromQuery] ClaimsQuery query, [FromServices] ExportClaims export, CancellationToken cancellation) => ExportAsync(query, export, CsvFile.Write, "text/csv; charset=utf-8", "csv", cancellation);

    [HttpGet("/requirements/claims.xlsx"), Requires(Operation.ReadClaims), Limited(Limit.Files)]
    public Task<IActionResult> Excel([FromQuery] ClaimsQuery query, [FromServices] ExportClaims export, CancellationToken cancellation) =>
        ExportAsync(query, export, ExcelFile.Write, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", cancellation);

    [HttpGet("/requirements/claims/cost"), Requires(Operation.RecordCosts)]
    public async Task<IActionResult> Cost(string? coach, string? pcn, string? month, [FromServices] RecordCost record, CancellationToken cancellation) => this.Page(await record.OpenAsync(coach, pcn, month, null, cancellation), "Cost");

    [HttpPost("/requirements/claims/cost"), Requires(Operation.RecordCosts)]
    public Task<IActionResult> Cost(string? coach, string? pcn, string? month, CostForm form, [FromServices] RecordCost record, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Cost", () => record.SaveAsync(coach, pcn, month, form, cancellation), () => record.OpenAsync(coach, pcn, month, form, cancellation));

    [HttpGet("/requirements/caps"), Requires(Operation.ReadClaims)]
    public async Task<IActionResult> Caps([FromServices] KeepCaps keep, CancellationToken cancellation) => View("Caps", await keep.ListAsync(cancellation));

    [HttpGet("/requirements/caps/new"), Requires(Operation.KeepCaps)]
    public IActionResult Cap() => View("Cap", new CapPage(new CapForm()));

    [HttpPost("/requirements/caps/new"), Requires(Operation.KeepCaps)]
    public Task<IActionResult> Cap(CapForm form, [FromServices] KeepCaps keep, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Cap", () => keep.AddAsync(form, cancellation), () => Task.FromResult<Infrastructure.Result<CapPage>>(new CapPage(form)));

    [HttpGet("/requirements/caps/{id:guid}/void"), Requires(Operation.KeepCaps)]
    public async Task<IActionResult> Void(Guid id, [FromServices] KeepCaps keep, CancellationToken cancellation) => this.Page(await keep.OpenAsync(id, null, cancellation), "Void");

    [HttpPost("/requirements/caps/{id:guid}/void"), Requires(Operation.KeepCaps)]
    public Task<IActionResult> Void(Guid id, VoidCapForm form, [FromServices] KeepCaps keep, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Void", () => keep.VoidAsync(id, form, cancellation), () => keep.OpenAsync(id, form, cancellation));

    private async Task<IActionResult> ExportAsync(ClaimsQuery query, ExportClaims export, Func<Sheet, byte[]> write, string mediaType, string ending, CancellationToken cancellation)
    {
        // What cannot be used is said on the page, which is asked for it word by word: no file holds another month than the one that was asked for.
        var asked = $"/requirements/claims{Request.QueryString}";
        if (!ModelState.IsValid)
            return LocalRedirect(asked);
        var sheet = await export.HandleAsync(query, ending.ToUpperInvariant(), cancellation);
        if (sheet.Failure is not null)
            return this.Page(sheet, "");
        if (sheet.Value is not { } taken)
            return LocalRedirect(asked);
        HttpContext.Items[SecurityHeaders.Sandboxed] = true;
        Response.Headers.CacheControl = "no-store";
        return File(write(taken), mediaType, $"{taken.Name.Replace(' ', '-').ToLowerInvariant()}.{ending}");
    }
}
