using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Rules;

internal sealed class RulesController : Controller
{
    [HttpGet("/rules"), Requires(Operation.UsePortal)]
    public async Task<IActionResult> List(string? year, string? with, [FromServices] ListRules list, CancellationToken cancellation) => this.Page(await list.HandleAsync(year, with, cancellation), "List");

    [HttpGet("/rules/{id}"), Requires(Operation.UsePortal)]
    public IActionResult Show(string id) => RulePages.Find(id) is { } page ? View("Show", page) : NotFound();

    [HttpGet("/rules/{id}/paragraph"), Requires(Operation.KeepRuleReferences)]
    public async Task<IActionResult> Refer(string id, string? year, [FromServices] ReferToRule refer, CancellationToken cancellation) => this.Page(await refer.OpenAsync(id, year, null, cancellation), "Refer");

    [HttpPost("/rules/{id}/paragraph"), Requires(Operation.KeepRuleReferences)]
    public Task<IActionResult> Refer(string id, string? year, ReferenceForm form, [FromServices] ReferToRule refer, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Refer", () => refer.SaveAsync(id, year, form, cancellation), () => refer.OpenAsync(id, year, form, cancellation));
}
