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

    [HttpGet("/supervisors/{recordId:guid}/away"), Requires(Operation.KeepSupervisors)]
    public async Task<IActionResult> Away(Guid recordId, [FromServices] KeepAway away, CancellationToken cancellation) => this.Page(await away.OpenAsync(recordId, null, cancellation), "Away");

    [HttpPost("/supervisors/{recordId:guid}/away"), Requires(Operation.KeepSupervisors)]
    public Task<IActionResult> Away(Guid recordId, AwayForm form, [FromServices] KeepAway away, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Away", () => away.SaveAsync(recordId, form, cancellation), () => away.OpenAsync(recordId, form, cancellation));

    [HttpPost("/supervisors/{recordId:guid}/away/{id:guid}/take-back"), Requires(Operation.KeepSupervisors)]
    public async Task<IActionResult> TakeBack(Guid recordId, Guid id, [FromServices] KeepAway away, CancellationToken cancellation) => this.GoOn(await away.TakeBackAsync(recordId, id, cancellation));

    [HttpGet("/supervision/away"), Requires(Operation.LogSupervision)]
    public async Task<IActionResult> OwnAway([FromServices] KeepAway away, CancellationToken cancellation) => this.Page(await away.OpenAsync(null, null, cancellation), "Away");

    [HttpPost("/supervision/away"), Requires(Operation.LogSupervision)]
    public Task<IActionResult> OwnAway(AwayForm form, [FromServices] KeepAway away, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Away", () => away.SaveAsync(null, form, cancellation), () => away.OpenAsync(null, form, cancellation));

    [HttpPost("/supervision/away/{id:guid}/take-back"), Requires(Operation.LogSupervision)]
    public async Task<IActionResult> TakeOwnBack(Guid id, [FromServices] KeepAway away, CancellationToken cancellation) => this.GoOn(await away.TakeBackAsync(null, id, cancellation));
}
