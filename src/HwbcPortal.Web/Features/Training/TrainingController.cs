using HwbcPortal.Web.Features.Evidence;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Training;

/// <summary>A coach's training, as a manager or hub lead records it.</summary>
internal sealed class TrainingController : Controller
{
    [HttpGet("/training/queue"), Requires(Operation.VerifyTraining)]
    public async Task<IActionResult> Queue(QueueQuery query, [FromServices] VerificationQueue queue, CancellationToken cancellation) => this.Page(await queue.HandleAsync(query, cancellation), "Queue");

    [HttpGet("/training/queue/several"), Requires(Operation.VerifyTraining)]
    public async Task<IActionResult> Several(List<Guid> id, [FromServices] VerifySeveral verify, CancellationToken cancellation) => this.Page(await verify.OpenAsync(id, null, cancellation), "Several");

    [HttpPost("/training/queue/several"), Requires(Operation.VerifyTraining)]
    public Task<IActionResult> Several(VerifySeveralForm form, [FromServices] VerifySeveral verify, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Several", () => verify.SaveAsync(form, cancellation), () => verify.AgainAsync(form, cancellation));

    [HttpGet("/coaches/{reference}/training"), Requires(Operation.ReadTraining)]
    public async Task<IActionResult> List(string reference, string? pcn, [FromServices] ListTraining list, CancellationToken cancellation) =>
        this.Page(await list.HandleAsync(reference, pcn, cancellation), "List");

    [HttpGet("/coaches/{reference}/training/new"), Requires(Operation.RecordTraining)]
    public async Task<IActionResult> Record(string reference, string? pcn, [FromServices] TrainingOwners owners, [FromServices] RecordTraining record, CancellationToken cancellation) =>
        this.Page(await record.OpenAsync(await owners.OfCoachAsync(reference, pcn, cancellation), null, null, cancellation), "Record");

    [HttpPost("/coaches/{reference}/training/new"), Requires(Operation.RecordTraining)]
    public async Task<IActionResult> Record(string reference, string? pcn, RecordTrainingForm form, [FromServices] TrainingOwners owners, [FromServices] RecordTraining record, CancellationToken cancellation)
    {
        var owner = await owners.OfCoachAsync(reference, pcn, cancellation);
        return await this.SubmitAsync(form, "Record", () => record.SaveAsync(owner, null, form, cancellation), () => record.OpenAsync(owner, null, form, cancellation));
    }

    [HttpGet("/coaches/{reference}/training/{recordId:guid}/update"), Requires(Operation.RecordTraining)]
    public async Task<IActionResult> Update(string reference, string? pcn, Guid recordId, [FromServices] TrainingOwners owners, [FromServices] RecordTraining record, CancellationToken cancellation) =>
        this.Page(await record.OpenAsync(await owners.OfCoachAsync(reference, pcn, cancellation), recordId, null, cancellation), "Record");

    [HttpPost("/coaches/{reference}/training/{recordId:guid}/update"), Requires(Operation.RecordTraining)]
    public async Task<IActionResult> Update(string reference, string? pcn, Guid recordId, RecordTrainingForm form, [FromServices] TrainingOwners owners, [FromServices] RecordTraining record, CancellationToken cancellation)
    {
        var owner = await owners.OfCoachAsync(reference, pcn, cancellation);
        return await this.SubmitAsync(form, "Record", () => record.SaveAsync(owner, recordId, form, cancellation), () => record.OpenAsync(owner, recordId, form, cancellation));
    }

    [HttpGet("/coaches/{reference}/training/{recordId:guid}/attendances"), Requires(Operation.RecordTraining)]
    public async Task<IActionResult> Attendances(string reference, string? pcn, Guid recordId, [FromServices] TrainingOwners owners, [FromServices] RecordAttendance record, CancellationToken cancellation) =>
        this.Page(await record.OpenAsync(await owners.OfCoachAsync(reference, pcn, cancellation), recordId, null, cancellation), "Attendances");

    [HttpPost("/coaches/{reference}/training/{recordId:guid}/attendances"), Requires(Operation.RecordTraining)]
    public async Task<IActionResult> Attendances(string reference, string? pcn, Guid recordId, AttendanceForm form, [FromServices] TrainingOwners owners, [FromServices] RecordAttendance record, CancellationToken cancellation)
    {
        var owner = await owners.OfCoachAsync(reference, pcn, cancellation);
        return await this.SubmitAsync(form, "Attendances", () => record.SaveAsync(owner, recordId, form, cancellation), () => record.OpenAsync(owner, recordId, form, cancellation));
    }

    [HttpGet("/coaches/{reference}/training/{recordId:guid}/evidence"), Requires(Operation.RecordTraining)]
    public async Task<IActionResult> Evidence(string reference, string? pcn, Guid recordId, [FromServices] TrainingOwners owners, [FromServices] EvidenceSubjects subjects, [FromServices] UploadEvidence upload, CancellationToken cancellation) =>
        this.Page(await upload.OpenAsync(await subjects.TrainingAsync(await owners.OfCoachAsync(reference, pcn, cancellation), recordId, cancellation), null, cancellation), UploadEvidence.View);

    [HttpPost("/coaches/{reference}/training/{recordId:guid}/evidence"), Requires(Operation.RecordTraining), TakesFiles(UploadEvidence.MostBytes)]
    public async Task<IActionResult> Evidence(string reference, string? pcn, Guid recordId, UploadForm form, [FromServices] TrainingOwners owners, [FromServices] EvidenceSubjects subjects, [FromServices] UploadEvidence upload, CancellationToken cancellation)
    {
        var of = await subjects.TrainingAsync(await owners.OfCoachAsync(reference, pcn, cancellation), recordId, cancellation);
        return await this.SubmitAsync(form, UploadEvidence.View, () => upload.SaveAsync(of, form, cancellation), () => upload.OpenAsync(of, form, cancellation));
    }

    [HttpGet("/coaches/{reference}/training/{recordId:guid}/remove"), Requires(Operation.RecordTraining)]
    public async Task<IActionResult> Remove(string reference, string? pcn, Guid recordId, [FromServices] TrainingOwners owners, [FromServices] RemoveTraining remove, CancellationToken cancellation) =>
        this.Page(await remove.OpenAsync(await owners.OfCoachAsync(reference, pcn, cancellation), recordId, null, cancellation), "Remove");

    [HttpPost("/coaches/{reference}/training/{recordId:guid}/remove"), Requires(Operation.RecordTraining)]
    public async Task<IActionResult> Remove(string reference, string? pcn, Guid recordId, TakeBackForm form, [FromServices] TrainingOwners owners, [FromServices] RemoveTraining remove, CancellationToken cancellation)
    {
        var owner = await owners.OfCoachAsync(reference, pcn, cancellation);
        return await this.SubmitAsync(form, "Remove", () => remove.SaveAsync(owner, recordId, form, cancellation), () => remove.OpenAsync(owner, recordId, form, cancellation));
    }

    [HttpGet("/coaches/{reference}/training/{recordId:guid}/verify"), Requires(Operation.VerifyTraining)]
    public async Task<IActionResult> Verify(string reference, string? pcn, bool queue, Guid recordId, [FromServices] VerifyTraining verify, CancellationToken cancellation) =>
        this.Page(await verify.OpenAsync(reference, pcn, recordId, queue, null, cancellation), "Verify");

    [HttpPost("/coaches/{reference}/training/{recordId:guid}/verify"), Requires(Operation.VerifyTraining)]
    public Task<IActionResult> Verify(string reference, string? pcn, Guid recordId, VerifyTrainingForm form, [FromServices] VerifyTraining verify, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Verify", () => verify.SaveAsync(reference, pcn, recordId, form, cancellation), () => verify.OpenAsync(reference, pcn, recordId, form.Queue, form, cancellation));
}
