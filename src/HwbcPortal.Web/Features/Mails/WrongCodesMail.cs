using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Mails;

/// <summary>To somebody with whose password wrong codes were given: their password is known, and what to do.</summary>
internal sealed class WrongCodesMail(HwbcDbContext db, PortalSettings settings) : IMailWriter
{
    public MailKind Kind => MailKind.WrongCodes;

    public async Task<MailText?> WriteAsync(string fact, Recipient to, DateOnly today, CancellationToken cancellation)
    {
        var at = await db.Outbox.Where(m => m.Fact == fact).Select(m => m.PlannedUtc).SingleAsync(cancellation);
        return new("Somebody may know your password", $"""
            Somebody gave your right password, and then five wrong codes in the second step of signing in. The last was at {Words.Instant(at)}. None of the five was accepted.

            If it was you, do nothing.

            If it was not you, change your password now. Sign in and open:
            {settings.Mail.PublicUrl}/account/password

            Or choose a new one without signing in:
            {settings.Mail.PublicUrl}/account/forgotten-password

            Then tell the person who runs the portal.
            """);
    }
}
