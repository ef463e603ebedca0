using System.Text;
using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Mails;

/// <summary>A mail with a link to choose a password. The link is made when the mail is sent, and is in nothing but the mail.</summary>
internal abstract class PasswordMail(HwbcDbContext db, UserManager<PortalUser> users, PortalSettings settings) : IMailWriter
{
    public abstract MailKind Kind { get; }

    public async Task<MailText?> WriteAsync(string fact, Recipient to, DateOnly today, CancellationToken cancellation)
    {
        var asked = await db.Outbox.Where(m => m.Fact == fact).Select(m => m.PlannedUtc).SingleAsync(cancellation);
        var user = (await users.FindByIdAsync(to.UserId.ToString()))!;
        // Who asked several times while mail was down gets the last link alone.
        if (!IsWanted(user, asked) || await db.Outbox.AnyAsync(m => m.UserId == to.UserId && m.Kind == Kind && m.PlannedUtc > asked, cancellation))
            return null;
        var code = WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(await users.GeneratePasswordResetTokenAsync(user)));
        return Text($"{settings.Mail.PublicUrl}/account/choose-password?user={user.Id}&code={code}");
    }

    /// <summary>Whether the account still has a use for what was asked for.</summary>
    protected abstract bool IsWanted(PortalUser user, DateTime askedUtc);

    protected abstract MailText Text(string link);
}

/// <summary>To whoever asked on the sign-in page. An hour later nobody waits for it any more.</summary>
internal sealed class ChoosePasswordMail(HwbcDbContext db, UserManager<PortalUser> users, PortalSettings settings, UkClock clock) : PasswordMail(db, users, settings)
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public override MailKind Kind => MailKind.ChoosePassword;

    protected override bool IsWanted(PortalUser user, DateTime askedUtc) => clock.UtcNow - askedUtc < Longest;

    protected override MailText Text(string link) => new("Choose a new password", $"""
        Somebody, probably you, asked to choose a new password for the health and wellbeing coaches portal.

        Open this link within an hour:
        {link}

        If it was not you, do nothing: your password stays as it is.
        """);
}

/// <summary>To somebody for whom an account was made, until they have chosen a password.</summary>
internal sealed class InvitationMail(HwbcDbContext db, UserManager<PortalUser> users, PortalSettings settings) : PasswordMail(db, users, settings)
{
    public override MailKind Kind => MailKind.Invitation;

    protected override bool IsWanted(PortalUser user, DateTime askedUtc) => user.PasswordHash is null;

    protected override MailText Text(string link) => new("Your account", $"""
        You have an account in the health and wellbeing coaches portal.

        Choose your password within an hour:
        {link}

        Later, use "Forgotten your password?" on the sign-in page.
        """);
}
