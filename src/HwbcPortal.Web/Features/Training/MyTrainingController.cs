using HwbcPortal.Web.Features.Evidence;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Training;

/// <summary>A coach's own training: what they enter waits for a check by somebody else.</summary>
internal sealed class MyTrainingController : Controller
{
    [HttpGet("/me/training"), Requires(Operation.RecordOwnTraining)]
    public async Task<IActionResult> List([FromServices] ListTraining list, CancellationToken cancellation) => this.Page(await list.MineAsync(cancellation), "Mine");

    [HttpGet("/me/training/new"), Requires(Operation.RecordOwnTraining)]
    public async Task<IActionResult> Record([FromServices] TrainingOwners owners, [FromServices] RecordTraining record, CancellationToken cancellation) =>
        this.Page(await record.OpenAsync(owners.Mine(), null, null, cancellation), "Record");

    [HttpPost("/me/training/new"), Requires(Operation.RecordOwnTraining)]
    public Task<IActionResult> Record(RecordTrainingForm form, [FromServices] TrainingOwners owners, [FromServices] RecordTraining record, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Record", () => record.SaveAsync(owners.Mine(), null, form, cancellation), () => record.OpenAsync(owners.Mine(), null, form, cancellation));

    [HttpGet("/me/training/{recordId:guid}/update"), Requires(Operation.RecordOwnTraining)]
    public async Task<IActionResult> Update(Guid recordId, [FromServices] TrainingOwners owners, [FromServices] RecordTraining record, CancellationToken cancellation) =>
        this.Page(await record.OpenAsync(owners.Mine(), recordId, null, cancellation), "Record");

    [HttpPost("/me/training/{recordId:guid}/update"), Requires(Operation.RecordOwnTraining)]
    public Task<IActionResult> Update(Guid recordId, RecordTrainingForm form, [FromServices] TrainingOwners owners, [FromServices] RecordTraining record, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Record", () => record.SaveAsync(owners.Mine(), recordId, form, cancellation), () => record.OpenAsync(owners.Mine(), recordId, form, cancellation));

    [HttpGet("/me/training/{recordId:guid}/attendances"), Requires(Operation.RecordOwnTraining)]
    public async Task<IActionResult> Attendances(Guid recordId, [FromServices] TrainingOwners owners, [FromServices] RecordAttendance record, CancellationToken cancellation) =>
        this.Page(await record.OpenAsync(owners.Mine(), recordId, null, cancellation), "Attendances");

    [HttpPost("/me/training/{recordId:guid}/attendances"), Requires(Operation.RecordOwnTraining)]
    public Task<IActionResult> Attendances(Guid recordId, AttendanceForm form, [FromServices] TrainingOwners owners, [FromServices] RecordAttendance record, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Attendances", () => record.SaveAsync(owners.Mine(), recordId, form, cancellation), () => record.OpenAsync(owners.Mine(), recordId, form, cancellation));

    [HttpGet("/me/training/{recordId:guid}/evidence"), Requires(Operation.RecordOwnTraining)]
    public async Task<IActionResult> Evidence(Guid recordId, [FromServices] TrainingOwners owners, [FromServices] EvidenceSubjects subjects, [FromServices] UploadEvidence upload, CancellationToken cancellation) =>
        this.Page(await upload.OpenAsync(await subjects.TrainingAsync(owners.Mine(), recordId, cancellation), null, cancellation), UploadEvidence.View);

    [HttpPost("/me/training/{recordId:guid}/evidence"), Requires(Operation.RecordOwnTraining), TakesFiles(UploadEvidence.MostBytes)]
    public async Task<IActionResult> Evidence(Guid recordId, UploadForm form, [FromServices] TrainingOwners owners, [FromServices] EvidenceSubjects subjects, [FromServices] UploadEvidence upload, CancellationToken cancellation)
    {
        var of = await subjects.TrainingAsync(owners.Mine(), recordId, cancellation);
        return await this.SubmitAsync(form, UploadEvidence.View, () => upload.SaveAsync(of, form, cancellation), () => upload.OpenAsync(of, form, cancellation));
    }
}
