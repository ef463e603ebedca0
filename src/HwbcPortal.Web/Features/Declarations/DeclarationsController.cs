using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Declarations;

internal sealed class DeclarationsController : Controller
{
    [HttpGet("/requirements/declaration"), Requires(Operation.ReadCoach)]
    public async Task<IActionResult> Sign(string? pcn, [FromServices] SignDeclaration sign, CancellationToken cancellation) => this.Page(await sign.OpenAsync(pcn, null, cancellation), "Sign");

    [HttpPost("/requirements/declaration"), Requires(Operation.Declare)]
    public Task<IActionResult> Sign(string? pcn, DeclarationForm form, [FromServices] SignDeclaration sign, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Sign", () => sign.SaveAsync(pcn, form, cancellation), () => sign.OpenAsync(pcn, form, cancellation));

    [HttpGet("/requirements/declaration/{id:guid}"), Requires(Operation.ReadCoach)]
    public async Task<IActionResult> Frozen(Guid id, [FromServices] KeepDeclarations keep, CancellationToken cancellation) => this.Page(await keep.ReadAsync(id, cancellation), "Frozen");

    [HttpGet("/requirements/declaration/{id:guid}/void"), Requires(Operation.Declare)]
    public async Task<IActionResult> Void(Guid id, [FromServices] KeepDeclarations keep, CancellationToken cancellation) => this.Page(await keep.OpenAsync(id, null, cancellation), "Void");

    [HttpPost("/requirements/declaration/{id:guid}/void"), Requires(Operation.Declare)]
    public Task<IActionResult> Void(Guid id, VoidForm form, [FromServices] KeepDeclarations keep, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Void", () => keep.VoidAsync(id, form, cancellation), () => keep.OpenAsync(id, form, cancellation));
}
