using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Supervision;

internal sealed class SupervisionController : Controller
{
    [HttpGet("/supervision"), Requires(Operation.LogSupervision)]
    public async Task<IActionResult> List([FromServices] ListMyCoaches list, CancellationToken cancellation) =>
        this.Page(await list.HandleAsync(cancellation), "List");

    [HttpGet("/supervision/log"), Requires(Operation.LogSupervision)]
    public async Task<IActionResult> Log(string? coach, [FromServices] LogSession log, CancellationToken cancellation) =>
        this.Page(await log.OpenAsync(coach, null, cancellation), "Log");

    [HttpPost("/supervision/log"), Requires(Operation.LogSupervision)]
    public Task<IActionResult> Log(string? coach, LogSessionForm form, [FromServices] LogSession log, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Log", () => log.SaveAsync(coach, form, cancellation), () => log.OpenAsync(coach, form, cancellation));

    /// <summary>Asked by the page itself while somebody types; it says when it kept what stands there.</summary>
    [HttpPost("/supervision/draft"), Requires(Operation.LogSupervision)]
    public async Task<IActionResult> KeepDraft(string? coach, LogSessionForm form, [FromServices] SessionDrafts drafts, CancellationToken cancellation)
    {
        var kept = await drafts.KeepAsync(coach, form, cancellation);
        return kept.Failure switch
        {
            null => Content(Words.Time(kept.Value), "text/plain"),
            RuleError => StatusCode(StatusCodes.Status413PayloadTooLarge),
            ForbiddenError => StatusCode(StatusCodes.Status403Forbidden),
            _ => NotFound(),
        };
    }

    [HttpPost("/supervision/draft/discard"), Requires(Operation.LogSupervision)]
    public async Task<IActionResult> DiscardDraft(string? coach, [FromServices] SessionDrafts drafts, CancellationToken cancellation) => this.GoOn(await drafts.DiscardAsync(coach, cancellation));

    [HttpGet("/supervision/ledger"), Requires(Operation.ReadCoach)]
    public async Task<IActionResult> PcnLedger(PcnLedgerQuery query, [FromServices] ShowPcnLedger ledger, CancellationToken cancellation) => this.Page(await ledger.HandleAsync(query, cancellation), "PcnLedger");

    [HttpGet("/coaches/{reference}/supervision"), Requires(Operation.ReadCoach)]
    public async Task<IActionResult> Ledger(string reference, string? pcn, [FromServices] ShowLedger ledger, CancellationToken cancellation) =>
        this.Page(await ledger.HandleAsync(reference, pcn, cancellation), "Ledger");
}
