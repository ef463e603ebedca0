using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Exceptions;

/// <summary>What stands beside a result, with a name, a condition and an end.</summary>
internal sealed class ExceptionsController : Controller
{
    [HttpGet("/exceptions"), Requires(Operation.ReadCoach)]
    public async Task<IActionResult> List(string? pcn, [FromServices] ListExceptions list, CancellationToken cancellation) => this.Page(await list.HandleAsync(pcn, cancellation), "List");

    [HttpGet("/coaches/{reference}/provisionals/new"), Requires(Operation.MakeExceptions)]
    public async Task<IActionResult> Provisional(string reference, string? pcn, [FromServices] GrantProvisional grant, CancellationToken cancellation) => this.Page(await grant.OpenAsync(reference, pcn, null, cancellation), "Provisional");

    [HttpPost("/coaches/{reference}/provisionals/new"), Requires(Operation.MakeExceptions)]
    public Task<IActionResult> Provisional(string reference, string? pcn, ProvisionalForm form, [FromServices] GrantProvisional grant, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Provisional", () => grant.SaveAsync(reference, pcn, form, cancellation), () => grant.OpenAsync(reference, pcn, form, cancellation));

    [HttpGet("/coaches/{reference}/provisionals/{recordId:guid}/end"), Requires(Operation.MakeExceptions)]
    public async Task<IActionResult> EndProvisional(string reference, string? pcn, Guid recordId, [FromServices] EndException end, CancellationToken cancellation) => this.Page(await end.OpenAsync(ExceptionKind.Provisional, reference, pcn, recordId, null, cancellation), "End");

    [HttpPost("/coaches/{reference}/provisionals/{recordId:guid}/end"), Requires(Operation.MakeExceptions)]
    public Task<IActionResult> EndProvisional(string reference, string? pcn, Guid recordId, EndExceptionForm form, [FromServices] EndException end, CancellationToken cancellation) =>
        this.SubmitAsync(form, "End", () => end.SaveAsync(ExceptionKind.Provisional, reference, pcn, recordId, form, cancellation), () => end.OpenAsync(ExceptionKind.Provisional, reference, pcn, recordId, form, cancellation));

    [HttpGet("/coaches/{reference}/exemptions/new"), Requires(Operation.MakeExceptions)]
    public async Task<IActionResult> Exemption(string reference, string? pcn, string? rule, [FromServices] GrantExemption grant, CancellationToken cancellation) => this.Page(await grant.OpenAsync(reference, pcn, rule, null, cancellation), "Exemption");

    [HttpPost("/coaches/{reference}/exemptions/new"), Requires(Operation.MakeExceptions)]
    public Task<IActionResult> Exemption(string reference, string? pcn, ExemptionForm form, [FromServices] GrantExemption grant, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Exemption", () => grant.SaveAsync(reference, pcn, form, cancellation), () => grant.OpenAsync(reference, pcn, form.Rule, form, cancellation));

    [HttpGet("/coaches/{reference}/exemptions/{recordId:guid}/end"), Requires(Operation.MakeExceptions)]
    public async Task<IActionResult> EndExemption(string reference, string? pcn, Guid recordId, [FromServices] EndException end, CancellationToken cancellation) => this.Page(await end.OpenAsync(ExceptionKind.Exemption, reference, pcn, recordId, null, cancellation), "End");

    [HttpPost("/coaches/{reference}/exemptions/{recordId:guid}/end"), Requires(Operation.MakeExceptions)]
    public Task<IActionResult> EndExemption(string reference, string? pcn, Guid recordId, EndExceptionForm form, [FromServices] EndException end, CancellationToken cancellation) =>
        this.SubmitAsync(form, "End", () => end.SaveAsync(ExceptionKind.Exemption, reference, pcn, recordId, form, cancellation), () => end.OpenAsync(ExceptionKind.Exemption, reference, pcn, recordId, form, cancellation));
}
