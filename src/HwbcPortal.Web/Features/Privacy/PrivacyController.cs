using HwbcPortal.Web.Features.Account;
using HwbcPortal.Web.Features.Evidence;
using HwbcPortal.Web.Infrastructure;
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

    [HttpGet("/me/data"), Requires(Operation.UsePortal), ProvedLately]
    public async Task<IActionResult> MyData([FromServices] DownloadMyData mine, CancellationToken cancellation) => this.Page(await mine.OpenAsync(new OwnPasswordForm(), cancellation), "MyData");

    [HttpPost("/me/data"), Requires(Operation.UsePortal), ProvedLately]
    public async Task<IActionResult> MyData(OwnPasswordForm form, [FromServices] DownloadMyData mine, CancellationToken cancellation)
    {
        OpenedFile? file = null;
        var answer = await this.SubmitAsync(form, "MyData", async () =>
        {
            var opened = await mine.SaveAsync(form, cancellation);
            file = opened.Value;
            return opened.Failure is { } failure ? failure : new Done("/me/data", "");
        }, () => mine.OpenAsync(form, cancellation));
        if (file is null)
            return answer;
        HttpContext.Items[SecurityHeaders.Sandboxed] = true;
        Response.Headers.CacheControl = "no-store";
        return File(file.Content, file.MediaType, file.Name);
    }

    [HttpGet("/privacy/retention"), Requires(Operation.KeepRetention)]
    public async Task<IActionResult> Retention([FromServices] EraseNow erase, CancellationToken cancellation) => this.Page(await erase.OpenAsync(new EraseForm(), cancellation), "Retention");

    [HttpPost("/privacy/retention"), Requires(Operation.KeepRetention), ProvedLately]
    public Task<IActionResult> Retention(EraseForm form, [FromServices] EraseNow erase, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Retention", () => erase.SaveAsync(form, cancellation), () => erase.OpenAsync(form, cancellation));

    [HttpGet("/privacy/retention/{kind}"), Requires(Operation.KeepRetention), ProvedLately]
    public async Task<IActionResult> Period(string kind, [FromServices] KeepPeriods periods, CancellationToken cancellation) => this.Page(await periods.OpenAsync(kind, null, cancellation), "Period");

    [HttpPost("/privacy/retention/{kind}"), Requires(Operation.KeepRetention), ProvedLately]
    public Task<IActionResult> Period(string kind, PeriodForm form, [FromServices] KeepPeriods periods, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Period", () => periods.SaveAsync(kind, form, cancellation), () => periods.OpenAsync(kind, form, cancellation));

    [HttpGet("/privacy/leavers/{reference}"), Requires(Operation.KeepRetention), ProvedLately]
    public async Task<IActionResult> Leaver(string reference, [FromServices] AnonymiseLeaver leaver, CancellationToken cancellation) => this.Page(await leaver.OpenAsync(reference, new LeaverForm(), cancellation), "Leaver");

    [HttpPost("/privacy/leavers/{reference}"), Requires(Operation.KeepRetention), ProvedLately]
    public Task<IActionResult> Leaver(string reference, LeaverForm form, [FromServices] AnonymiseLeaver leaver, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Leaver", () => leaver.SaveAsync(reference, form, cancellation), () => leaver.OpenAsync(reference, form, cancellation));

    private string? Local(string? url) => Url.IsLocalUrl(url) ? url : null;
}
