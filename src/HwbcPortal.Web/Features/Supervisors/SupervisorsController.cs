using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Supervisors;

internal sealed class SupervisorsController : Controller
{
    [HttpGet("/supervisors"), Requires(Operation.ReadCoach)]
    public async Task<IActionResult> List(SupervisorsQuery query, [FromServices] ListSupervisors list, CancellationToken cancellation) => View("List", await list.HandleAsync(query, cancellation));

    [HttpGet("/supervisors/{recordId:guid}"), Requires(Operation.ReadCoach)]
    public async Task<IActionResult> Show(Guid recordId, [FromServices] ShowSupervisor show, CancellationToken cancellation) => this.Page(await show.HandleAsync(recordId, cancellation), "Show");

    [HttpGet("/supervisors/new"), Requires(Operation.KeepSupervisors)]
    public async Task<IActionResult> Add([FromServices] KeepSupervisor keep, CancellationToken cancellation) => this.Page(await keep.OpenAsync(null, null, cancellation), "Edit");

    [HttpPost("/supervisors/new"), Requires(Operation.KeepSupervisors)]
    public Task<IActionResult> Add(SupervisorForm form, [FromServices] KeepSupervisor keep, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Edit", () => keep.SaveAsync(null, form, cancellation), () => keep.OpenAsync(null, form, cancellation));

    [HttpGet("/supervisors/{recordId:guid}/edit"), Requires(Operation.KeepSupervisors)]
    public async Task<IActionResult> Edit(Guid recordId, [FromServices] KeepSupervisor keep, CancellationToken cancellation) => this.Page(await keep.OpenAsync(recordId, null, cancellation), "Edit");

    [HttpPost("/supervisors/{recordId:guid}/edit"), Requires(Operation.KeepSupervisors)]
    public Task<IActionResult> Edit(Guid recordId, SupervisorForm form, [FromServices] KeepSupervisor keep, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Edit", () => keep.SaveAsync(recordId, form, cancellation), () => keep.OpenAsync(recordId, form, cancellation));

    [HttpGet("/supervisors/{recordId:guid}/eligibility/new"), Requires(Operation.KeepSupervisors)]
    public async Task<IActionResult> AddEligibility(Guid recordId, [FromServices] KeepEligibility keep, CancellationToken cancellation) => this.Page(await keep.OpenAsync(recordId, null, null, cancellation), "Eligibility");

    [HttpPost("/supervisors/{recordId:guid}/eligibility/new"), Requires(Operation.KeepSupervisors)]
    public Task<IActionResult> AddEligibility(Guid recordId, EligibilityForm form, [FromServices] KeepEligibility keep, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Eligibility", () => keep.SaveAsync(recordId, null, form, cancellation), () => keep.OpenAsync(recordId, null, form, cancellation));

    [HttpGet("/supervisors/{recordId:guid}/eligibility/{periodId:guid}"), Requires(Operation.KeepSupervisors)]
    public async Task<IActionResult> ChangeEligibility(Guid recordId, Guid periodId, [FromServices] KeepEligibility keep, CancellationToken cancellation) => this.Page(await keep.OpenAsync(recordId, periodId, null, cancellation), "Eligibility");

    [HttpPost("/supervisors/{recordId:guid}/eligibility/{periodId:guid}"), Requires(Operation.KeepSupervisors)]
    public Task<IActionResult> ChangeEligibility(Guid recordId, Guid periodId, EligibilityForm form, [FromServices] KeepEligibility keep, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Eligibility", () => keep.SaveAsync(recordId, periodId, form, cancellation), () => keep.OpenAsync(recordId, periodId, form, cancellation));
}
