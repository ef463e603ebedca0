using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Absences;

/// <summary>Periods away, never with a health reason.</summary>
internal sealed class AbsencesController : Controller
{
    [HttpGet("/coaches/{reference}/absences/new"), Requires(Operation.RecordAbsence)]
    public async Task<IActionResult> Record(string reference, string? pcn, [FromServices] RecordAbsence record, CancellationToken cancellation) => this.Page(await record.OpenAsync(reference, pcn, null, null, cancellation), "Record");

    [HttpPost("/coaches/{reference}/absences/new"), Requires(Operation.RecordAbsence)]
    public Task<IActionResult> Record(string reference, string? pcn, AbsenceForm form, [FromServices] RecordAbsence record, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Record", () => record.SaveAsync(reference, pcn, null, form, cancellation), () => record.OpenAsync(reference, pcn, null, form, cancellation));

    [HttpGet("/coaches/{reference}/absences/{recordId:guid}"), Requires(Operation.RecordAbsence)]
    public async Task<IActionResult> Change(string reference, string? pcn, Guid recordId, [FromServices] RecordAbsence record, CancellationToken cancellation) => this.Page(await record.OpenAsync(reference, pcn, recordId, null, cancellation), "Record");

    [HttpPost("/coaches/{reference}/absences/{recordId:guid}"), Requires(Operation.RecordAbsence)]
    public Task<IActionResult> Change(string reference, string? pcn, Guid recordId, AbsenceForm form, [FromServices] RecordAbsence record, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Record", () => record.SaveAsync(reference, pcn, recordId, form, cancellation), () => record.OpenAsync(reference, pcn, recordId, form, cancellation));
}
