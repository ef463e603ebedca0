using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Calendar;

/// <summary>A supervisor's bookings.</summary>
internal sealed class BookingController : Controller
{
    [HttpGet("/supervision/book"), Requires(Operation.LogSupervision)]
    public async Task<IActionResult> Book(string? coach, [FromServices] BookSession book, CancellationToken cancellation) => this.Page(await book.OpenAsync(coach, null, cancellation), "Book");

    [HttpPost("/supervision/book"), Requires(Operation.LogSupervision)]
    public Task<IActionResult> Book(string? coach, BookSessionForm form, [FromServices] BookSession book, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Book", () => book.SaveAsync(coach, form, cancellation), () => book.OpenAsync(coach, form, cancellation));

    [HttpGet("/supervision/booked/{recordId:guid}"), Requires(Operation.LogSupervision)]
    public async Task<IActionResult> Change(Guid recordId, string? coach, [FromServices] ChangeBooking change, CancellationToken cancellation) => this.Page(await change.OpenAsync(recordId, coach, null, cancellation), "Change");

    [HttpPost("/supervision/booked/{recordId:guid}"), Requires(Operation.LogSupervision)]
    public Task<IActionResult> Change(Guid recordId, string? coach, ChangeBookingForm form, [FromServices] ChangeBooking change, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Change", () => change.SaveAsync(recordId, coach, form, cancellation), () => change.OpenAsync(recordId, coach, form, cancellation));
}
