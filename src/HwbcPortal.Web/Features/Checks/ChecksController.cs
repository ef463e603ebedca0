using HwbcPortal.Web.Features.Evidence;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Features.Training;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Checks;

/// <summary>Dated confirmations, as a manager records them.</summary>
internal sealed class ChecksController : Controller
{
    /// <summary>The first of the pages about requirements.</summary>
    [HttpGet("/requirements"), HttpGet("/requirements/checks"), Requires(Operation.ReadCoach)]
    public async Task<IActionResult> List(ChecksQuery query, [FromServices] ListChecks list, CancellationToken cancellation) => this.Page(await list.HandleAsync(query, cancellation), "Checks");

    [HttpGet("/requirements/checks/record"), Requires(Operation.RecordCheck)]
    public async Task<IActionResult> RecordSeveral(string? pcn, string? rule, [FromServices] RecordChecks record, CancellationToken cancellation) => this.Page(await record.OpenAsync(pcn, rule, null, cancellation), "RecordSeveral");

    [HttpPost("/requirements/checks/record"), Requires(Operation.RecordCheck)]
    public Task<IActionResult> RecordSeveral(string? pcn, RecordChecksForm form, [FromServices] RecordChecks record, CancellationToken cancellation) =>
        this.SubmitAsync(form, "RecordSeveral", () => record.SaveAsync(pcn, form, cancellation), () => record.OpenAsync(pcn, form.Rule, form, cancellation));

    [HttpGet("/coaches/{reference}/checks"), Requires(Operation.ReadCoach)]
    public async Task<IActionResult> OfCoach(string reference, string? pcn, [FromServices] ListChecksOfCoach list, CancellationToken cancellation) => this.Page(await list.HandleAsync(reference, pcn, cancellation), "OfCoach");

    [HttpGet("/coaches/{reference}/checks/dbs"), Requires(Operation.RecordCheck)]
    public async Task<IActionResult> RecordDbs(string reference, string? pcn, [FromServices] RecordDbs record, CancellationToken cancellation) => this.Page(await record.OpenAsync(reference, pcn, null, cancellation), "RecordDbs");

    [HttpPost("/coaches/{reference}/checks/dbs"), Requires(Operation.RecordCheck)]
    public Task<IActionResult> RecordDbs(string reference, string? pcn, DbsForm form, [FromServices] RecordDbs record, CancellationToken cancellation) =>
        this.SubmitAsync(form, "RecordDbs", () => record.SaveAsync(reference, pcn, form, cancellation), () => record.OpenAsync(reference, pcn, form, cancellation));

    [HttpGet("/coaches/{reference}/checks/{recordId:guid}/dbs"), Requires(Operation.RecordCheck)]
    public async Task<IActionResult> ReadDbs(string reference, string? pcn, Guid recordId, [FromServices] RecordDbs record, CancellationToken cancellation) => this.Page(await record.ReadAsync(reference, pcn, recordId, cancellation), "Dbs");

    [HttpGet("/me/scope"), Requires(Operation.AcknowledgeScope)]
    public async Task<IActionResult> Scope([FromServices] AcknowledgeScope acknowledge, CancellationToken cancellation) => this.Page(await acknowledge.OpenAsync(null, cancellation), "Scope");

    [HttpPost("/me/scope"), Requires(Operation.AcknowledgeScope)]
    public Task<IActionResult> Scope(ScopeForm form, [FromServices] AcknowledgeScope acknowledge, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Scope", () => acknowledge.SaveAsync(form, cancellation), () => acknowledge.OpenAsync(form, cancellation));

    [HttpGet("/coaches/{reference}/checks/new"), Requires(Operation.RecordCheck)]
    public async Task<IActionResult> RecordCheck(string reference, string? pcn, string? rule, [FromServices] RecordCheck record, CancellationToken cancellation) =>
        this.Page(await record.OpenAsync(reference, pcn, rule, null, cancellation), "RecordCheck");

    [HttpPost("/coaches/{reference}/checks/new"), Requires(Operation.RecordCheck)]
    public Task<IActionResult> RecordCheck(string reference, string? pcn, RecordCheckForm form, [FromServices] RecordCheck record, CancellationToken cancellation) =>
        this.SubmitAsync(form, "RecordCheck", () => record.SaveAsync(reference, pcn, form, cancellation), () => record.OpenAsync(reference, pcn, form.Rule, form, cancellation));

    [HttpGet("/coaches/{reference}/checks/{recordId:guid}/evidence"), Requires(Operation.RecordCheck)]
    public async Task<IActionResult> Evidence(string reference, string? pcn, Guid recordId, [FromServices] TrainingOwners owners, [FromServices] EvidenceSubjects subjects, [FromServices] UploadEvidence upload, CancellationToken cancellation) =>
        this.Page(await upload.OpenAsync(await subjects.CheckAsync(await owners.OfCoachAsync(reference, pcn, cancellation, Operation.RecordCheck), recordId, cancellation), null, cancellation), UploadEvidence.View);

    [HttpPost("/coaches/{reference}/checks/{recordId:guid}/evidence"), Requires(Operation.RecordCheck), TakesFiles(UploadEvidence.MostBytes)]
    public async Task<IActionResult> Evidence(string reference, string? pcn, Guid recordId, UploadForm form, [FromServices] TrainingOwners owners, [FromServices] EvidenceSubjects subjects, [FromServices] UploadEvidence upload, CancellationToken cancellation)
    {
        var of = await subjects.CheckAsync(await owners.OfCoachAsync(reference, pcn, cancellation, Operation.RecordCheck), recordId, cancellation);
        return await this.SubmitAsync(form, UploadEvidence.View, () => upload.SaveAsync(of, form, cancellation), () => upload.OpenAsync(of, form, cancellation));
    }

    [HttpGet("/coaches/{reference}/checks/{recordId:guid}/remove"), Requires(Operation.RecordCheck)]
    public async Task<IActionResult> Remove(string reference, string? pcn, Guid recordId, [FromServices] RemoveCheck remove, CancellationToken cancellation) =>
        this.Page(await remove.OpenAsync(reference, pcn, recordId, null, cancellation), "Remove");

    [HttpPost("/coaches/{reference}/checks/{recordId:guid}/remove"), Requires(Operation.RecordCheck)]
    public Task<IActionResult> Remove(string reference, string? pcn, Guid recordId, TakeBackForm form, [FromServices] RemoveCheck remove, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Remove", () => remove.SaveAsync(reference, pcn, recordId, form, cancellation), () => remove.OpenAsync(reference, pcn, recordId, form, cancellation));
}
