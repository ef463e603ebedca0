using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Privacy;

internal sealed class PrivacyController : Controller
{
    [HttpGet("/privacy"), AllowAnonymous]
    public async Task<IActionResult> Notice([FromServices] AcceptNotice notice, CancellationToken cancellation) => View("Notice", await notice.ShowAsync(cancellation));

    [HttpGet("/privacy/accept"), Requires(Operation.UsePortal)]
    public async Task<IActionResult> Accept(string? returnUrl, [FromServices] AcceptNotice notice, CancellationToken cancellation) =>
        this.Page(await notice.OpenAsync(new NoticeForm(), Local(returnUrl), cancellation), "Accept");

    [HttpPost("/privacy/accept"), Requires(Operation.UsePortal)]
    public Task<IActionResult> Accept(string? returnUrl, NoticeForm form, [FromServices] AcceptNotice notice, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Accept", () => notice.SaveAsync(form, Local(returnUrl), cancellation), () => notice.OpenAsync(form, Local(returnUrl), cancellation));

    private string? Local(string? url) => Url.IsLocalUrl(url) ? url : null;
}
