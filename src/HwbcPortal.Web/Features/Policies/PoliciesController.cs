using FluentValidation;
using FluentValidation.AspNetCore;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Policies;

internal sealed class PoliciesController : Controller
{
    [HttpGet("/policies"), Requires(Operation.ReadCoach)]
    public async Task<IActionResult> List(string? pcn, [FromServices] ListPolicies list, CancellationToken cancellation) => this.Page(await list.HandleAsync(pcn, cancellation), "List");

    [HttpGet("/policies/draft"), Requires(Operation.KeepPolicies)]
    public async Task<IActionResult> Draft(string? pcn, bool usual, [FromServices] DraftPolicy draft, CancellationToken cancellation) => this.Page(await draft.OpenAsync(pcn, usual, null, cancellation), "Draft");

    [HttpPost("/policies/draft"), Requires(Operation.KeepPolicies)]
    public Task<IActionResult> Draft(string? pcn, DraftForm form, [FromServices] DraftPolicy draft, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Draft", () => draft.SaveAsync(pcn, form, cancellation), () => draft.OpenAsync(pcn, false, form, cancellation));

    [HttpPost("/policies/draft/discard"), Requires(Operation.KeepPolicies)]
    public async Task<IActionResult> Discard(string? pcn, DiscardForm form, [FromServices] DraftPolicy draft, CancellationToken cancellation) => this.GoOn(await draft.DiscardAsync(pcn, form, cancellation));

    /// <summary>The dates stand in the address, so that a preview can be shared; what is wrong with them is said beside them.</summary>
    [HttpGet("/policies/preview"), Requires(Operation.KeepPolicies)]
    public async Task<IActionResult> Preview(string? pcn, [FromQuery] PublishForm form, [FromServices] PublishPolicy publish, [FromServices] IValidator<PublishForm> validator, CancellationToken cancellation)
    {
        if (form.From is not null)
            (await validator.ValidateAsync(form, o => o.IncludeProperties(nameof(form.From), nameof(form.To)), cancellation)).AddToModelState(ModelState, "Form");
        return this.Page(await publish.OpenAsync(pcn, form, cancellation), "Preview");
    }

    [HttpPost("/policies/publish"), Requires(Operation.KeepPolicies)]
    public Task<IActionResult> Publish(string? pcn, PublishForm form, [FromServices] PublishPolicy publish, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Preview", () => publish.SaveAsync(pcn, form, cancellation), () => publish.OpenAsync(pcn, form, cancellation));

    [HttpGet("/policies/{recordId:guid}/end"), Requires(Operation.KeepPolicies)]
    public async Task<IActionResult> End(Guid recordId, string? pcn, [FromServices] EndPolicy end, CancellationToken cancellation) => this.Page(await end.OpenAsync(pcn, recordId, null, cancellation), "End");

    [HttpPost("/policies/{recordId:guid}/end"), Requires(Operation.KeepPolicies)]
    public Task<IActionResult> End(Guid recordId, string? pcn, EndPolicyForm form, [FromServices] EndPolicy end, CancellationToken cancellation) =>
        this.SubmitAsync(form, "End", () => end.SaveAsync(pcn, recordId, form, cancellation), () => end.OpenAsync(pcn, recordId, form, cancellation));

    [HttpGet("/policies/everywhere"), Requires(Operation.LookEverywhere)]
    public async Task<IActionResult> Everywhere([FromServices] LookEverywhere look, CancellationToken cancellation) => this.Page(await look.OpenAsync(null, cancellation), "Everywhere");

    [HttpPost("/policies/everywhere"), Requires(Operation.LookEverywhere)]
    public Task<IActionResult> Everywhere(LookForm form, [FromServices] LookEverywhere look, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Everywhere", () => look.BeginAsync(form, cancellation), () => look.OpenAsync(form, cancellation));

    [HttpGet("/policies/everywhere/{id:guid}"), Requires(Operation.LookEverywhere)]
    public IActionResult EverywhereRun(Guid id, [FromServices] LookEverywhere look)
    {
        if (look.Find(id) is not { } run)
            return NotFound();
        if (!run.Work.IsCompleted)
            // The page asks again by itself; without that there is a link.
            Response.Headers["Refresh"] = "2";
        return View("Run", run);
    }
}
