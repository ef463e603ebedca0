using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Concerns;

/// <summary>Concerns that reached the managers of a PCN.</summary>
internal sealed class ConcernsController : Controller
{
    [HttpGet("/concerns/{id:guid}"), Requires(Operation.ReadConcerns)]
    public async Task<IActionResult> Answer(Guid id, [FromServices] AnswerConcern answer, CancellationToken cancellation) => this.Page(await answer.OpenAsync(id, null, cancellation), "Answer");

    [HttpPost("/concerns/{id:guid}"), Requires(Operation.ReadConcerns)]
    public Task<IActionResult> Answer(Guid id, AnswerConcernForm form, [FromServices] AnswerConcern answer, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Answer", () => answer.SaveAsync(id, form, cancellation), () => answer.OpenAsync(id, form, cancellation));
}
