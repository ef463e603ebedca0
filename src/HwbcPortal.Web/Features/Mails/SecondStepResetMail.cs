using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Mails;

/// <summary>To somebody whose second step was reset by two others: what happened, and what to do if it was not they who wanted it.</summary>
internal sealed class SecondStepResetMail(HwbcDbContext db, PortalSettings settings) : IMailWriter
{
    public MailKind Kind => MailKind.SecondStepReset;

    public async Task<MailText?> WriteAsync(string fact, Recipient to, DateOnly today, CancellationToken cancellation)
    {
        var id = Guid.Parse(fact[(fact.LastIndexOf(':') + 1)..]);
        var (asked, decided) = await db.FactorResets.Where(r => r.Id == id).Select(r => new ValueTuple<string, string>(r.AskedBy!.Name, r.DecidedBy!.Name)).SingleAsync(cancellation);
        return new("Your second step was reset", $"""
            {asked} asked for your second step of signing in to be reset, and {decided} approved it. You are signed out everywhere. Your app, passkeys and recovery codes work no longer.

            Sign in with your password and set up a new app or passkey:
            {settings.Mail.PublicUrl}/account/sign-in

            If you did not want this, do not sign in. Tell your manager and the person who runs the portal now.
            """);
    }
}
