using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Calendar;

/// <summary>Sessions in people's own calendars: one as a file, or all under a private address.</summary>
internal sealed class CalendarController : Controller
{
    /// <summary>Where a new secret waits to be shown once: in the browser's own protected cookie.</summary>
    public const string Secret = "CalendarSecret";

    [HttpGet("/supervision/sessions/{recordId:guid}/calendar"), Requires(Operation.UsePortal)]
    public async Task<IActionResult> Session(Guid recordId, [FromServices] CalendarSessions sessions, [FromServices] SignedIn signedIn, CancellationToken cancellation) =>
        await sessions.OneAsync(signedIn.Person, recordId, cancellation) is { } one ? Calendar(CalendarText.Write([one]), $"supervision-{one.Date:yyyy-MM-dd}.ics") : NotFound();

    [HttpGet("/account/calendar"), Requires(Operation.UsePortal)]
    public async Task<IActionResult> Feed([FromServices] KeepFeed keep, CancellationToken cancellation) => this.Page(await keep.OpenAsync(null, cancellation), "Feed");

    [HttpPost("/account/calendar"), Requires(Operation.UsePortal), ProvedLately]
    public Task<IActionResult> Feed(FeedForm form, [FromServices] KeepFeed keep, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Feed", () => keep.MakeAsync(form, secret => TempData[Secret] = secret, cancellation), () => keep.OpenAsync(form, cancellation));

    [HttpPost("/account/calendar/stop"), Requires(Operation.UsePortal)]
    public async Task<IActionResult> Stop([FromServices] KeepFeed keep, CancellationToken cancellation) => this.GoOn(await keep.StopAsync(cancellation));

    /// <summary>Asked by calendar programs, which sign in to nothing: the secret in the address is what they know.</summary>
    [HttpGet("/calendar/{secret}.ics"), AllowAnonymous]
    public async Task<IActionResult> Read(string secret, [FromServices] ReadFeed read, CancellationToken cancellation)
    {
        var calendar = await read.HandleAsync(secret, cancellation);
        return calendar.Failure is null ? Calendar(calendar.Value!, null) : NotFound();
    }

    private FileContentResult Calendar(byte[] content, string? fileName)
    {
        HttpContext.Items[SecurityHeaders.Sandboxed] = true;
        Response.Headers.CacheControl = "private, no-store";
        return File(content, CalendarText.ContentType, fileName);
    }
}
