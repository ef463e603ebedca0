using HwbcPortal.Web.Features.Evidence;
using HwbcPortal.Web.Features.Training;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Requests;

/// <summary>What coaches ask their managers to check.</summary>
internal sealed class RequestsController : Controller
{
    [HttpGet("/me/requests"), Requires(Operation.AskForCheck)]
    public async Task<IActionResult> Mine([FromServices] ListRequests list, CancellationToken cancellation) => this.Page(await list.MineAsync(cancellation), "Mine");

    [HttpGet("/me/requests/new"), Requires(Operation.AskForCheck)]
    public async Task<IActionResult> Ask(string? pcn, string? about, [FromServices] AskForCheck ask, CancellationToken cancellation) => this.Page(await ask.OpenAsync(pcn, about, null, cancellation), "Ask");

    [HttpPost("/me/requests/new"), Requires(Operation.AskForCheck)]
    public Task<IActionResult> Ask(AskForm form, [FromServices] AskForCheck ask, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Ask", () => ask.SaveAsync(form, cancellation), () => ask.OpenAsync(null, null, form, cancellation));

    [HttpGet("/me/requests/{id:guid}/evidence"), Requires(Operation.AskForCheck)]
    public async Task<IActionResult> Evidence(Guid id, [FromServices] TrainingOwners owners, [FromServices] EvidenceSubjects subjects, [FromServices] UploadEvidence upload, CancellationToken cancellation) =>
        this.Page(await upload.OpenAsync(await subjects.RequestAsync(owners.Mine(), id, cancellation), null, cancellation), UploadEvidence.View);

    [HttpPost("/me/requests/{id:guid}/evidence"), Requires(Operation.AskForCheck), TakesFiles(UploadEvidence.MostBytes)]
    public async Task<IActionResult> Evidence(Guid id, UploadForm form, [FromServices] TrainingOwners owners, [FromServices] EvidenceSubjects subjects, [FromServices] UploadEvidence upload, CancellationToken cancellation)
    {
        var of = await subjects.RequestAsync(owners.Mine(), id, cancellation);
        return await this.SubmitAsync(form, UploadEvidence.View, () => upload.SaveAsync(of, form, cancellation), () => upload.OpenAsync(of, form, cancellation));
    }

    [HttpGet("/requests"), Requires(Operation.AnswerRequests)]
    public async Task<IActionResult> List([FromServices] ListRequests list, CancellationToken cancellation) => this.Page(await list.HandleAsync(cancellation), "List");

    [HttpGet("/requests/{id:guid}"), Requires(Operation.AnswerRequests)]
    public async Task<IActionResult> Answer(Guid id, [FromServices] AnswerRequest answer, CancellationToken cancellation) => this.Page(await answer.OpenAsync(id, null, cancellation), "Answer");

    [HttpPost("/requests/{id:guid}"), Requires(Operation.AnswerRequests)]
    public Task<IActionResult> Answer(Guid id, AnswerForm form, [FromServices] AnswerRequest answer, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Answer", () => answer.SaveAsync(id, form, cancellation), () => answer.OpenAsync(id, form, cancellation));
}
