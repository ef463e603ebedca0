using System.ComponentModel.DataAnnotations;
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
            RuleError { Sentence: var why } => new ContentResult { StatusCode = StatusCodes.Status422UnprocessableEntity, Content = why, ContentType = "text/plain" },
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

    [HttpGet("/coaches/{reference}/sessions/new"), Requires(Operation.EnterLateSession)]
    public async Task<IActionResult> Late(string reference, string? pcn, [FromServices] EnterLateSession late, CancellationToken cancellation) => this.Page(await late.OpenAsync(reference, pcn, null, cancellation), "Late");

    [HttpPost("/coaches/{reference}/sessions/new"), Requires(Operation.EnterLateSession)]
    public Task<IActionResult> Late(string reference, string? pcn, EnterLateSessionForm form, [FromServices] EnterLateSession late, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Late", () => late.SaveAsync(reference, pcn, form, cancellation), () => late.OpenAsync(reference, pcn, form, cancellation));

    [HttpGet("/coaches/{reference}/sessions/{recordId:guid}/correct"), Requires(Operation.CorrectSessions)]
    public async Task<IActionResult> Correct(string reference, string? pcn, Guid recordId, [FromServices] CorrectSession correct, CancellationToken cancellation) => this.Page(await correct.OpenAsync(reference, pcn, recordId, null, cancellation), "Correct");

    [HttpPost("/coaches/{reference}/sessions/{recordId:guid}/correct"), Requires(Operation.CorrectSessions)]
    public Task<IActionResult> Correct(string reference, string? pcn, Guid recordId, CorrectSessionForm form, [FromServices] CorrectSession correct, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Correct", () => correct.SaveAsync(reference, pcn, recordId, form, cancellation), () => correct.OpenAsync(reference, pcn, recordId, form, cancellation));

    [HttpGet("/supervision/coaches/{reference}"), Requires(Operation.LogSupervision)]
    public async Task<IActionResult> Supervised(string reference, [FromServices] ShowSupervised show, CancellationToken cancellation) => this.Page(await show.HandleAsync(reference, cancellation), "Supervised");

    [HttpPost("/supervision/actions/{id:guid}/done"), Requires(Operation.LogSupervision)]
    public async Task<IActionResult> Tick(Guid id, [FromServices] TickAction tick, CancellationToken cancellation) => this.GoOn(await tick.AsSupervisorAsync(id, cancellation));

    [HttpGet("/supervision/group"), Requires(Operation.LogSupervision)]
    public async Task<IActionResult> Group([FromServices] LogGroupSession group, CancellationToken cancellation) => this.Page(await group.OpenAsync(null, cancellation), "Group");

    [HttpPost("/supervision/group"), Requires(Operation.LogSupervision)]
    public Task<IActionResult> Group(LogGroupSessionForm form, [FromServices] LogGroupSession group, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Group", () => group.SaveAsync(form, cancellation), () => group.OpenAsync(form, cancellation));

    [HttpGet("/supervision/statement"), Requires(Operation.LogSupervision)]
    public async Task<IActionResult> Statement([Display(Name = "First day")] DateOnly? from, [Display(Name = "Last day")] DateOnly? to, [FromServices] HoursStatement statement, CancellationToken cancellation) => this.Page(await statement.HandleAsync(from, to, cancellation), "Statement");
}
