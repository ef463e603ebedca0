using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.About;

internal sealed class AboutController : Controller
{
    /// <summary>Where browsers report what the policy blocked. They have no form to take a token from, and read no answer: it is always the same.</summary>
    [HttpPost("/csp-report"), AllowAnonymous, Limited(Limit.Reports), IgnoreAntiforgeryToken]
    public async Task<IActionResult> Collect([FromServices] CollectReports collect, CancellationToken cancellation)
    {
        if (Request.ContentType?.Split(';')[0].Trim() is "application/csp-report" or "application/reports+json")
        {
            var body = new byte[CollectReports.MostBytes + 1];
            var length = await Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellation);
            if (length <= CollectReports.MostBytes)
                await collect.CountAsync(body.AsMemory(0, length), cancellation);
        }

        return NoContent();
    }

    [HttpGet("/about/policy-reports"), Requires(Operation.ReadPolicyReports)]
    public async Task<IActionResult> PolicyReports([FromServices] ListReports list, CancellationToken cancellation) => this.Page(await list.HandleAsync(cancellation), "PolicyReports");

    /// <summary>Who may do what, for everybody who is signed in.</summary>
    [HttpGet("/about/access"), Requires(Operation.UsePortal)]
    public IActionResult Access([FromQuery] AccessQuery query, [FromServices] ShowAccess show) => View("Access", show.Handle(query));
}
