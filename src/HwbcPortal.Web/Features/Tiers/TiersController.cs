using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Tiers;

internal sealed class TiersController : Controller
{
    [HttpGet("/coaches/{reference}/tier"), Requires(Operation.ReviewTier)]
    public async Task<IActionResult> Review(string reference, string? pcn, [FromServices] ReviewTier review, CancellationToken cancellation) => this.Page(await review.OpenAsync(reference, pcn, null, cancellation), "Review");

    [HttpPost("/coaches/{reference}/tier"), Requires(Operation.ReviewTier)]
    public Task<IActionResult> Review(string reference, string? pcn, TierForm form, [FromServices] ReviewTier review, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Review", () => review.SaveAsync(reference, pcn, form, cancellation), () => review.OpenAsync(reference, pcn, form, cancellation));
}
