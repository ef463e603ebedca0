using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Arrangements;

/// <summary>Who supports a coach: named, covering, and what they agreed.</summary>
internal sealed class ArrangementsController : Controller
{
    [HttpGet("/coaches/{reference}/people"), Requires(Operation.ReadCoach)]
    public async Task<IActionResult> List(string reference, string? pcn, [FromServices] ListArrangements list, CancellationToken cancellation) => this.Page(await list.HandleAsync(reference, pcn, cancellation), "List");

    [HttpGet("/coaches/{reference}/people/new"), Requires(Operation.NamePeople), ProvedLately]
    public async Task<IActionResult> Name(string reference, string? pcn, AssignmentKind kind, [FromServices] NamePerson name, CancellationToken cancellation) =>
        this.Page(await name.OpenAsync(reference, pcn, kind, null, cancellation), "NamePerson");

    [HttpPost("/coaches/{reference}/people/new"), Requires(Operation.NamePeople), ProvedLately]
    public Task<IActionResult> Name(string reference, string? pcn, NamePersonForm form, [FromServices] NamePerson name, CancellationToken cancellation) =>
        this.SubmitAsync(form, "NamePerson", () => name.SaveAsync(reference, pcn, form, cancellation), () => name.OpenAsync(reference, pcn, form.Kind, form, cancellation));

    [HttpGet("/coaches/{reference}/people/{recordId:guid}/end"), Requires(Operation.NamePeople)]
    public async Task<IActionResult> End(string reference, string? pcn, Guid recordId, [FromServices] EndArrangement end, CancellationToken cancellation) =>
        this.Page(await end.OpenAsync(reference, pcn, recordId, null, cancellation), "End");

    [HttpPost("/coaches/{reference}/people/{recordId:guid}/end"), Requires(Operation.NamePeople)]
    public Task<IActionResult> End(string reference, string? pcn, Guid recordId, EndArrangementForm form, [FromServices] EndArrangement end, CancellationToken cancellation) =>
        this.SubmitAsync(form, "End", () => end.SaveAsync(reference, pcn, recordId, form, cancellation), () => end.OpenAsync(reference, pcn, recordId, form, cancellation));

    [HttpGet("/coaches/{reference}/covers/new"), Requires(Operation.NamePeople), ProvedLately]
    public async Task<IActionResult> Cover(string reference, string? pcn, [FromServices] ArrangeCover cover, CancellationToken cancellation) =>
        this.Page(await cover.OpenAsync(reference, pcn, null, cancellation), "Cover");

    [HttpPost("/coaches/{reference}/covers/new"), Requires(Operation.NamePeople), ProvedLately]
    public Task<IActionResult> Cover(string reference, string? pcn, CoverForm form, [FromServices] ArrangeCover cover, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Cover", () => cover.SaveAsync(reference, pcn, form, cancellation), () => cover.OpenAsync(reference, pcn, form, cancellation));

    [HttpPost("/coaches/{reference}/covers/{id:guid}/end"), Requires(Operation.NamePeople)]
    public async Task<IActionResult> EndCover(string reference, string? pcn, Guid id, [FromServices] ArrangeCover cover, CancellationToken cancellation) => this.GoOn(await cover.EndAsync(reference, pcn, id, cancellation));

    [HttpGet("/supervision/agreements/{recordId:guid}"), Requires(Operation.AgreeOnSupervision)]
    public async Task<IActionResult> Agree(Guid recordId, [FromServices] WriteAgreement write, CancellationToken cancellation) => this.Page(await write.OpenAsync(recordId, null, cancellation), "Agreement");

    [HttpPost("/supervision/agreements/{recordId:guid}"), Requires(Operation.AgreeOnSupervision)]
    public Task<IActionResult> Agree(Guid recordId, AgreementForm form, [FromServices] WriteAgreement write, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Agreement", () => write.SaveAsync(recordId, form, cancellation), () => write.OpenAsync(recordId, form, cancellation));

    [HttpGet("/me/agreements"), Requires(Operation.ConfirmSupervision)]
    public async Task<IActionResult> Mine([FromServices] MyAgreements mine, CancellationToken cancellation) => this.Page(await mine.HandleAsync(cancellation), "Mine");

    [HttpPost("/me/agreements/{id:guid}/confirm"), Requires(Operation.ConfirmSupervision)]
    public async Task<IActionResult> Confirm(Guid id, [FromServices] MyAgreements mine, CancellationToken cancellation) => this.GoOn(await mine.ConfirmAsync(id, cancellation));
}
