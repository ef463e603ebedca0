using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Mails;

internal sealed class MailsController : Controller
{
    [HttpGet("/outbox"), Requires(Operation.ReadOutbox)]
    public async Task<IActionResult> Outbox([FromQuery] OutboxQuery query, [FromServices] ListOutbox list, CancellationToken cancellation) => this.Page(await list.HandleAsync(query, cancellation), "Outbox");

    [HttpGet("/account/mail"), Requires(Operation.UsePortal)]
    public async Task<IActionResult> Mine([FromServices] ChooseMails choose, CancellationToken cancellation) => this.Page(await choose.OpenAsync(null, cancellation), "Mine");

    [HttpPost("/account/mail"), Requires(Operation.UsePortal)]
    public Task<IActionResult> Mine(MailChoiceForm form, [FromServices] ChooseMails choose, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Mine", () => choose.SaveAsync(form, cancellation), () => choose.OpenAsync(form, cancellation));
}
