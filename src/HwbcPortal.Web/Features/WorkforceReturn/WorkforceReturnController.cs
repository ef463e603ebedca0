using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.WorkforceReturn;

internal sealed class WorkforceReturnController : Controller
{
    [HttpGet("/requirements/return"), Requires(Operation.ReadCoach)]
    public async Task<IActionResult> Show(string? pcn, string? month, [FromServices] ConfirmReturn confirm, CancellationToken cancellation) => this.Page(await confirm.OpenAsync(pcn, month, null, cancellation), "Show");

    [HttpPost("/requirements/return"), Requires(Operation.RecordCheck)]
    public Task<IActionResult> Confirm(string? pcn, ReturnForm form, [FromServices] ConfirmReturn confirm, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Show", () => confirm.SaveAsync(pcn, form, cancellation), () => confirm.OpenAsync(pcn, null, form, cancellation));

    [HttpGet("/requirements/return/compare"), Requires(Operation.RecordCheck)]
    public async Task<IActionResult> Compare(string? pcn, [FromServices] CompareLists compare, CancellationToken cancellation) => this.Page(await compare.OpenAsync(pcn, null, cancellation), "Compare");

    [HttpPost("/requirements/return/compare"), Requires(Operation.RecordCheck), TakesFiles(StaffList.MostPosted)]
    public Task<IActionResult> Compare(string? pcn, CompareForm form, [FromServices] CompareLists compare, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Compare", () => compare.CompareAsync(pcn, form, cancellation), () => compare.OpenAsync(pcn, form, cancellation));
}
