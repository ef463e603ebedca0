using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.ReferralSheet;

internal sealed class ReferralSheetController : Controller
{
    [HttpGet("/referrals"), Requires(Operation.ReadReadiness)]
    public async Task<IActionResult> Show(string? pcn, [FromServices] ShowReferrals show, CancellationToken cancellation) => this.Page(await show.HandleAsync(pcn, cancellation), "Show");
}
