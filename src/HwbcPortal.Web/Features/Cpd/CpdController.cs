using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Cpd;

internal sealed class CpdController : Controller
{
    [HttpGet("/me/cpd"), Requires(Operation.LogOwnCpd)]
    public async Task<IActionResult> Mine(int? year, [FromServices] CpdLog log, CancellationToken cancellation) => this.Page(await log.MineAsync(year, cancellation), "Mine");

    [HttpGet("/me/cpd/new"), Requires(Operation.LogOwnCpd)]
    public async Task<IActionResult> Add([FromServices] KeepCpd keep, CancellationToken cancellation) => this.Page(await keep.OpenAsync(null, null, cancellation), "Edit");

    [HttpPost("/me/cpd/new"), Requires(Operation.LogOwnCpd)]
    public Task<IActionResult> Add(CpdForm form, [FromServices] KeepCpd keep, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Edit", () => keep.SaveAsync(null, form, cancellation), () => keep.OpenAsync(null, form, cancellation));

    [HttpGet("/me/cpd/{id:guid}"), Requires(Operation.LogOwnCpd)]
    public async Task<IActionResult> Change(Guid id, [FromServices] KeepCpd keep, CancellationToken cancellation) => this.Page(await keep.OpenAsync(id, null, cancellation), "Edit");

    [HttpPost("/me/cpd/{id:guid}"), Requires(Operation.LogOwnCpd)]
    public Task<IActionResult> Change(Guid id, CpdForm form, [FromServices] KeepCpd keep, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Edit", () => keep.SaveAsync(id, form, cancellation), () => keep.OpenAsync(id, form, cancellation));

    [HttpGet("/coaches/{reference}/development"), Requires(Operation.ReadCoach)]
    public async Task<IActionResult> Development(string reference, string? pcn, int? year, [FromServices] CpdLog log, CancellationToken cancellation) => this.Page(await log.OfCoachAsync(reference, pcn, year, cancellation), "Development");

    [HttpGet("/training/cpd-target"), Requires(Operation.KeepSubjects)]
    public async Task<IActionResult> Target(string? pcn, [FromServices] SetCpdTarget set, CancellationToken cancellation) => this.Page(await set.OpenAsync(pcn, null, cancellation), "Target");

    [HttpPost("/training/cpd-target"), Requires(Operation.KeepSubjects)]
    public Task<IActionResult> Target(string? pcn, CpdTargetForm form, [FromServices] SetCpdTarget set, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Target", () => set.SaveAsync(pcn, form, cancellation), () => set.OpenAsync(pcn, form, cancellation));
}
