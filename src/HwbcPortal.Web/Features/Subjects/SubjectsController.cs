using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Subjects;

/// <summary>Mandatory and local training of a PCN: who is up to date in what, and the PCN's own list.</summary>
internal sealed class SubjectsController : Controller
{
    [HttpGet("/training/matrix"), Requires(Operation.ReadTraining)]
    public async Task<IActionResult> Matrix(MatrixQuery query, [FromServices] ShowMatrix show, CancellationToken cancellation) => this.Page(await show.HandleAsync(query, cancellation), "Matrix");

    [HttpGet("/training/subjects"), Requires(Operation.KeepSubjects)]
    public async Task<IActionResult> List(string? pcn, [FromServices] KeepSubjects keep, CancellationToken cancellation) => this.Page(await keep.ListAsync(pcn, cancellation), "List");

    [HttpGet("/training/subjects/new"), Requires(Operation.KeepSubjects)]
    public async Task<IActionResult> Add(string? pcn, [FromServices] KeepSubjects keep, CancellationToken cancellation) => this.Page(await keep.OpenAsync(pcn, null, null, cancellation), "Edit");

    [HttpPost("/training/subjects/new"), Requires(Operation.KeepSubjects)]
    public Task<IActionResult> Add(string? pcn, SubjectForm form, [FromServices] KeepSubjects keep, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Edit", () => keep.SaveAsync(pcn, null, form, cancellation), () => keep.OpenAsync(pcn, null, form, cancellation));

    [HttpGet("/training/subjects/{rule}"), Requires(Operation.KeepSubjects)]
    public async Task<IActionResult> Change(string rule, string? pcn, [FromServices] KeepSubjects keep, CancellationToken cancellation) => this.Page(await keep.OpenAsync(pcn, rule, null, cancellation), "Edit");

    [HttpPost("/training/subjects/{rule}"), Requires(Operation.KeepSubjects)]
    public Task<IActionResult> Change(string rule, string? pcn, SubjectForm form, [FromServices] KeepSubjects keep, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Edit", () => keep.SaveAsync(pcn, rule, form, cancellation), () => keep.OpenAsync(pcn, rule, form, cancellation));
}
