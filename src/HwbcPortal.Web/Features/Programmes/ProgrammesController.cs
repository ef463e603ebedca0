using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Programmes;

internal sealed class ProgrammesController : Controller
{
    [HttpGet("/programmes"), Requires(Operation.ReadProgrammes)]
    public async Task<IActionResult> List(ProgrammesQuery query, [FromServices] ListProgrammes list, CancellationToken cancellation) => View("List", await list.HandleAsync(query, cancellation));

    [HttpGet("/programmes/{recordId:guid}"), Requires(Operation.ReadProgrammes)]
    public async Task<IActionResult> Show(Guid recordId, [FromServices] ShowProgramme show, CancellationToken cancellation) => this.Page(await show.HandleAsync(recordId, cancellation), "Show");

    [HttpGet("/programmes/new"), Requires(Operation.KeepProgrammes)]
    public async Task<IActionResult> Add([FromServices] KeepProgramme keep, CancellationToken cancellation) => this.Page(await keep.OpenAsync(null, null, cancellation), "Edit");

    [HttpPost("/programmes/new"), Requires(Operation.KeepProgrammes)]
    public Task<IActionResult> Add(ProgrammeForm form, [FromServices] KeepProgramme keep, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Edit", () => keep.SaveAsync(null, form, cancellation), () => keep.OpenAsync(null, form, cancellation));

    [HttpGet("/programmes/{recordId:guid}/edit"), Requires(Operation.KeepProgrammes)]
    public async Task<IActionResult> Edit(Guid recordId, [FromServices] KeepProgramme keep, CancellationToken cancellation) => this.Page(await keep.OpenAsync(recordId, null, cancellation), "Edit");

    [HttpPost("/programmes/{recordId:guid}/edit"), Requires(Operation.KeepProgrammes)]
    public Task<IActionResult> Edit(Guid recordId, ProgrammeForm form, [FromServices] KeepProgramme keep, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Edit", () => keep.SaveAsync(recordId, form, cancellation), () => keep.OpenAsync(recordId, form, cancellation));

    [HttpGet("/programmes/{recordId:guid}/retire"), Requires(Operation.KeepProgrammes)]
    public async Task<IActionResult> Retire(Guid recordId, [FromServices] RetireProgramme retire, CancellationToken cancellation) => this.Page(await retire.OpenAsync(recordId, null, cancellation), "Retire");

    [HttpPost("/programmes/{recordId:guid}/retire"), Requires(Operation.KeepProgrammes)]
    public Task<IActionResult> Retire(Guid recordId, RetireForm form, [FromServices] RetireProgramme retire, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Retire", () => retire.SaveAsync(recordId, form, cancellation), () => retire.OpenAsync(recordId, form, cancellation));

    [HttpGet("/programmes/{recordId:guid}/accreditations/new"), Requires(Operation.KeepProgrammes)]
    public async Task<IActionResult> AddAccreditation(Guid recordId, [FromServices] KeepAccreditation keep, CancellationToken cancellation) => this.Page(await keep.OpenAsync(recordId, null, null, cancellation), "Accreditation");

    [HttpPost("/programmes/{recordId:guid}/accreditations/new"), Requires(Operation.KeepProgrammes)]
    public Task<IActionResult> AddAccreditation(Guid recordId, AccreditationForm form, [FromServices] KeepAccreditation keep, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Accreditation", () => keep.SaveAsync(recordId, null, form, cancellation), () => keep.OpenAsync(recordId, null, form, cancellation));

    [HttpGet("/programmes/{recordId:guid}/accreditations/{windowId:guid}"), Requires(Operation.KeepProgrammes)]
    public async Task<IActionResult> ChangeAccreditation(Guid recordId, Guid windowId, [FromServices] KeepAccreditation keep, CancellationToken cancellation) => this.Page(await keep.OpenAsync(recordId, windowId, null, cancellation), "Accreditation");

    [HttpPost("/programmes/{recordId:guid}/accreditations/{windowId:guid}"), Requires(Operation.KeepProgrammes)]
    public Task<IActionResult> ChangeAccreditation(Guid recordId, Guid windowId, AccreditationForm form, [FromServices] KeepAccreditation keep, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Accreditation", () => keep.SaveAsync(recordId, windowId, form, cancellation), () => keep.OpenAsync(recordId, windowId, form, cancellation));
}
