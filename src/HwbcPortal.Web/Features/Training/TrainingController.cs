using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Training;

internal sealed class TrainingController : Controller
{
    [HttpGet("/coaches/{reference}/training"), Requires(Operation.ReadTraining)]
    public async Task<IActionResult> List(string reference, string? pcn, [FromServices] ListTraining list, CancellationToken cancellation) =>
        this.Page(await list.HandleAsync(reference, pcn, cancellation), "List");

    [HttpGet("/coaches/{reference}/training/new"), Requires(Operation.RecordTraining)]
    public async Task<IActionResult> Record(string reference, string? pcn, [FromServices] RecordTraining record, CancellationToken cancellation) =>
        this.Page(await record.OpenAsync(reference, pcn, null, null, cancellation), "Record");

    [HttpPost("/coaches/{reference}/training/new"), Requires(Operation.RecordTraining)]
    public Task<IActionResult> Record(string reference, string? pcn, RecordTrainingForm form, [FromServices] RecordTraining record, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Record", () => record.SaveAsync(reference, pcn, null, form, cancellation), () => record.OpenAsync(reference, pcn, null, form, cancellation));

    [HttpGet("/coaches/{reference}/training/{recordId:guid}/update"), Requires(Operation.RecordTraining)]
    public async Task<IActionResult> Update(string reference, string? pcn, Guid recordId, [FromServices] RecordTraining record, CancellationToken cancellation) =>
        this.Page(await record.OpenAsync(reference, pcn, recordId, null, cancellation), "Record");

    [HttpPost("/coaches/{reference}/training/{recordId:guid}/update"), Requires(Operation.RecordTraining)]
    public Task<IActionResult> Update(string reference, string? pcn, Guid recordId, RecordTrainingForm form, [FromServices] RecordTraining record, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Record", () => record.SaveAsync(reference, pcn, recordId, form, cancellation), () => record.OpenAsync(reference, pcn, recordId, form, cancellation));

    [HttpGet("/coaches/{reference}/training/{recordId:guid}/verify"), Requires(Operation.VerifyTraining)]
    public async Task<IActionResult> Verify(string reference, string? pcn, Guid recordId, [FromServices] VerifyTraining verify, CancellationToken cancellation) =>
        this.Page(await verify.OpenAsync(reference, pcn, recordId, null, cancellation), "Verify");

    [HttpPost("/coaches/{reference}/training/{recordId:guid}/verify"), Requires(Operation.VerifyTraining)]
    public Task<IActionResult> Verify(string reference, string? pcn, Guid recordId, VerifyTrainingForm form, [FromServices] VerifyTraining verify, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Verify", () => verify.SaveAsync(reference, pcn, recordId, form, cancellation), () => verify.OpenAsync(reference, pcn, recordId, form, cancellation));
}
