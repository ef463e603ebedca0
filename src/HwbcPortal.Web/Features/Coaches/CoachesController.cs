using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Coaches;

internal sealed class CoachesController : Controller
{
    [HttpGet("/coaches/{reference}"), Requires(Operation.ReadCoach)]
    public async Task<IActionResult> Show(string reference, string? pcn, DateOnly? at, DateOnly? knownOn, [FromServices] ShowCoach show, CancellationToken cancellation) =>
        this.Page(await show.HandleAsync(reference, pcn, at, knownOn, cancellation), "Show");

    [HttpGet("/coaches/{reference}/history"), Requires(Operation.ReadCoach)]
    public async Task<IActionResult> History(string reference, string? pcn, [FromServices] ShowHistory history, CancellationToken cancellation) =>
        this.Page(await history.HandleAsync(reference, pcn, cancellation), "History");

    [HttpGet("/coaches/new"), Requires(Operation.AddCoach)]
    public IActionResult Add([FromServices] AddCoach add) => this.Page(add.Open(null), "Add");

    [HttpPost("/coaches/new"), Requires(Operation.AddCoach)]
    public Task<IActionResult> Add(AddCoachForm form, [FromServices] AddCoach add, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Add", () => add.SaveAsync(form, cancellation), () => Task.FromResult(add.Open(form)));

    [HttpGet("/coaches/take-over"), Requires(Operation.AddCoach), ProvedLately]
    public IActionResult TakeOver([FromServices] TakeOverCoach take) => this.Page(take.Open(null), "TakeOver");

    [HttpPost("/coaches/take-over"), Requires(Operation.AddCoach), ProvedLately]
    public Task<IActionResult> TakeOver(TakeOverForm form, [FromServices] TakeOverCoach take, CancellationToken cancellation) =>
        this.SubmitAsync(form, "TakeOver", () => take.SaveAsync(form, cancellation), () => Task.FromResult(take.Open(form)));

    [HttpGet("/coaches/{reference}/posts/{recordId:guid}/end"), Requires(Operation.EndPost)]
    public async Task<IActionResult> EndPost(string reference, Guid recordId, [FromServices] EndPost end, CancellationToken cancellation) =>
        this.Page(await end.OpenAsync(reference, recordId, null, cancellation), "EndPost");

    [HttpPost("/coaches/{reference}/posts/{recordId:guid}/end"), Requires(Operation.EndPost)]
    public Task<IActionResult> EndPost(string reference, Guid recordId, EndPostForm form, [FromServices] EndPost end, CancellationToken cancellation) =>
        this.SubmitAsync(form, "EndPost", () => end.SaveAsync(reference, recordId, form, cancellation), () => end.OpenAsync(reference, recordId, form, cancellation));

    [HttpGet("/coaches/{reference}/pause"), Requires(Operation.PauseReferrals)]
    public async Task<IActionResult> Pause(string reference, string? pcn, [FromServices] PauseReferrals pause, CancellationToken cancellation) =>
        this.Page(await pause.OpenAsync(reference, pcn, null, cancellation), "Pause");

    [HttpPost("/coaches/{reference}/pause"), Requires(Operation.PauseReferrals)]
    public Task<IActionResult> Pause(string reference, string? pcn, PauseReferralsForm form, [FromServices] PauseReferrals pause, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Pause", () => pause.SaveAsync(reference, pcn, form, cancellation), () => pause.OpenAsync(reference, pcn, form, cancellation));

    [HttpGet("/coaches/{reference}/pauses/{recordId:guid}/lift"), Requires(Operation.PauseReferrals)]
    public async Task<IActionResult> LiftPause(string reference, string? pcn, Guid recordId, [FromServices] LiftPause lift, CancellationToken cancellation) =>
        this.Page(await lift.OpenAsync(reference, pcn, recordId, null, cancellation), "LiftPause");

    [HttpPost("/coaches/{reference}/pauses/{recordId:guid}/lift"), Requires(Operation.PauseReferrals)]
    public Task<IActionResult> LiftPause(string reference, string? pcn, Guid recordId, LiftPauseForm form, [FromServices] LiftPause lift, CancellationToken cancellation) =>
        this.SubmitAsync(form, "LiftPause", () => lift.SaveAsync(reference, pcn, recordId, form, cancellation), () => lift.OpenAsync(reference, pcn, recordId, form, cancellation));
}
