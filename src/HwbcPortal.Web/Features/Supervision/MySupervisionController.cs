using HwbcPortal.Web.Features.Concerns;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Supervision;

/// <summary>A coach's own supervision.</summary>
internal sealed class MySupervisionController : Controller
{
    [HttpGet("/me/supervision"), Requires(Operation.ConfirmSupervision)]
    public async Task<IActionResult> Show([FromServices] ShowMySupervision show, CancellationToken cancellation) => this.Page(await show.HandleAsync(cancellation), "Mine");

    [HttpGet("/me/supervision/{recordId:guid}"), Requires(Operation.ConfirmSupervision)]
    public async Task<IActionResult> Confirm(Guid recordId, [FromServices] ConfirmSession confirm, CancellationToken cancellation) => this.Page(await confirm.OpenAsync(recordId, null, cancellation), "Confirm");

    [HttpPost("/me/supervision/{recordId:guid}"), Requires(Operation.ConfirmSupervision)]
    public Task<IActionResult> Confirm(Guid recordId, ConfirmForm form, [FromServices] ConfirmSession confirm, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Confirm", () => confirm.SaveAsync(recordId, form, cancellation), () => confirm.OpenAsync(recordId, form, cancellation));

    [HttpPost("/me/supervision/actions/{id:guid}"), Requires(Operation.ConfirmSupervision)]
    public async Task<IActionResult> Tick(Guid id, [FromServices] TickAction tick, CancellationToken cancellation) => this.GoOn(await tick.HandleAsync(id, cancellation));

    [HttpPost("/me/supervision/concerns/{id:guid}/share"), Requires(Operation.ConfirmSupervision)]
    public async Task<IActionResult> Share(Guid id, [FromServices] DecideOnConcern decide, CancellationToken cancellation) => this.GoOn(await decide.HandleAsync(id, passOn: true, cancellation));

    [HttpPost("/me/supervision/concerns/{id:guid}/keep"), Requires(Operation.ConfirmSupervision)]
    public async Task<IActionResult> Keep(Guid id, [FromServices] DecideOnConcern decide, CancellationToken cancellation) => this.GoOn(await decide.HandleAsync(id, passOn: false, cancellation));

    [HttpGet("/me/supervision/sheet"), Requires(Operation.ConfirmSupervision)]
    public async Task<IActionResult> Prepare([FromServices] PreparationSheet sheet, CancellationToken cancellation) => this.Page(await sheet.HandleAsync(cancellation), "Preparation");
}
