using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Goals;

/// <summary>A coach's development plan: the same pages for the coach, and for whoever supports them.</summary>
internal sealed class GoalsController(GoalOwners owners) : Controller
{
    private const string Mine = "/me/goals";
    private const string OfCoach = "/supervision/coaches/{reference}/goals";

    [HttpGet(Mine), HttpGet(OfCoach), Requires(Operation.SetGoals)]
    public async Task<IActionResult> Plan([FromRoute] string? reference, [FromServices] ShowPlan show, CancellationToken cancellation) => this.Page(await show.HandleAsync(await owners.FindAsync(reference, cancellation), cancellation), "Plan");

    [HttpGet($"{Mine}/new"), HttpGet($"{OfCoach}/new"), Requires(Operation.SetGoals)]
    public async Task<IActionResult> Add([FromRoute] string? reference, [FromServices] SetGoal set, CancellationToken cancellation) => this.Page(await set.OpenAsync(await owners.FindAsync(reference, cancellation), null, null, cancellation), "Edit");

    [HttpPost($"{Mine}/new"), HttpPost($"{OfCoach}/new"), Requires(Operation.SetGoals)]
    public Task<IActionResult> Add([FromRoute] string? reference, GoalForm form, [FromServices] SetGoal set, CancellationToken cancellation) => EditAsync(reference, null, form, set, cancellation);

    [HttpGet($"{Mine}/{{id:guid}}/edit"), HttpGet($"{OfCoach}/{{id:guid}}/edit"), Requires(Operation.SetGoals)]
    public async Task<IActionResult> Edit([FromRoute] string? reference, Guid id, [FromServices] SetGoal set, CancellationToken cancellation) => this.Page(await set.OpenAsync(await owners.FindAsync(reference, cancellation), id, null, cancellation), "Edit");

    [HttpPost($"{Mine}/{{id:guid}}/edit"), HttpPost($"{OfCoach}/{{id:guid}}/edit"), Requires(Operation.SetGoals)]
    public Task<IActionResult> Edit([FromRoute] string? reference, Guid id, GoalForm form, [FromServices] SetGoal set, CancellationToken cancellation) => EditAsync(reference, id, form, set, cancellation);

    [HttpPost($"{Mine}/{{id:guid}}/agree"), HttpPost($"{OfCoach}/{{id:guid}}/agree"), Requires(Operation.SetGoals)]
    public async Task<IActionResult> Agree([FromRoute] string? reference, Guid id, Guid? seen, [FromServices] SetGoal set, CancellationToken cancellation) => this.GoOn(await set.AgreeAsync(await owners.FindAsync(reference, cancellation), id, seen, cancellation));

    [HttpGet($"{Mine}/{{id:guid}}"), HttpGet($"{OfCoach}/{{id:guid}}"), Requires(Operation.SetGoals)]
    public async Task<IActionResult> Progress([FromRoute] string? reference, Guid id, [FromServices] NoteProgress note, CancellationToken cancellation) => this.Page(await note.OpenAsync(await owners.FindAsync(reference, cancellation), id, null, cancellation), "Progress");

    [HttpPost($"{Mine}/{{id:guid}}"), HttpPost($"{OfCoach}/{{id:guid}}"), Requires(Operation.SetGoals)]
    public async Task<IActionResult> Progress([FromRoute] string? reference, Guid id, ProgressForm form, [FromServices] NoteProgress note, CancellationToken cancellation)
    {
        var owner = await owners.FindAsync(reference, cancellation);
        return await this.SubmitAsync(form, "Progress", () => note.SaveAsync(owner, id, form, cancellation), () => note.OpenAsync(owner, id, form, cancellation));
    }

    private async Task<IActionResult> EditAsync(string? reference, Guid? id, GoalForm form, SetGoal set, CancellationToken cancellation)
    {
        var owner = await owners.FindAsync(reference, cancellation);
        return await this.SubmitAsync(form, "Edit", () => set.SaveAsync(owner, id, form, cancellation), () => set.OpenAsync(owner, id, form, cancellation));
    }
}
