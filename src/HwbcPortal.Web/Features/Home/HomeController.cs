using HwbcPortal.Web.Infrastructure.Hosting;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Home;

internal sealed class HomeController : Controller
{
    /// <summary>Everybody's home is the page that they come for.</summary>
    [HttpGet("/"), Requires(Operation.UsePortal)]
    public IActionResult Index([FromServices] SignedIn signedIn) => Redirect(HomeOf(signedIn.Person));

    /// <summary>A page of the signed-in pipeline with nothing on it: what the benchmarks compare the others with.</summary>
    [HttpGet("/empty"), Requires(Operation.UsePortal)]
    public IActionResult Blank() => View("Empty");

    /// <summary>What went wrong, in words; the status stays.</summary>
    [Route("/error/{status:int}"), AllowAnonymous, IgnoreAntiforgeryToken]
    public IActionResult Error(int status)
    {
        ViewData["Storage"] = StorageFault.Of(HttpContext.Features.Get<IExceptionHandlerFeature>()?.Error);
        return View((Response.StatusCode == StatusCodes.Status200OK ? status : Response.StatusCode) switch { 404 => "NotFound", 403 => "NotAllowed", 400 or 415 => "NotAccepted", 409 => "Changed", 413 => "TooLarge", 429 => "TooMany", _ => "Fault" });
    }

    internal static string HomeOf(SignedInPerson person) =>
        person.MayAnywhere(Operation.ReadReadiness) ? "/readiness" : person.MayAnywhere(Operation.LogSupervision) ? "/supervision" : person.MayAnywhere(Operation.ReadOwnStatus) ? "/me" : "/account/nothing-yet";
}
