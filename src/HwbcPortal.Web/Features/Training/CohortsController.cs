using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Training;

internal sealed class CohortsController : Controller
{
    [HttpGet("/training/cohorts"), Requires(Operation.EnterCohorts)]
    public async Task<IActionResult> Enter([FromServices] EnterCohort cohort, CancellationToken cancellation) => this.Page(await cohort.OpenAsync(null, cancellation), "Cohort");

    [HttpPost("/training/cohorts"), Requires(Operation.EnterCohorts), Limited(Limit.Files)]
    public Task<IActionResult> Enter(CohortForm form, [FromServices] EnterCohort cohort, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Cohort", () => cohort.SaveAsync(form, cancellation), () => cohort.OpenAsync(form, cancellation));

    /// <summary>The columns of a cohort's list, to be filled in with a spreadsheet.</summary>
    [HttpGet("/training/cohorts/template"), Requires(Operation.EnterCohorts)]
    public IActionResult Template() => File(CohortLines.Template, "text/csv", "cohort.csv");
}
