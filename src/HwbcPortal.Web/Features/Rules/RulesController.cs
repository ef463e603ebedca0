using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Rules;

internal sealed class RulesController : Controller
{
    [HttpGet("/rules"), Requires(Operation.UsePortal)]
    public IActionResult List() => View("List", RulePages.All);

    [HttpGet("/rules/{id}"), Requires(Operation.UsePortal)]
    public IActionResult Show(string id) => RulePages.Find(id) is { } page ? View("Show", page) : NotFound();
}
