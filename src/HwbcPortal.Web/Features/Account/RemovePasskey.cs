using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Account;

/// <param name="Form">The form.</param>
/// <param name="Name">The name of the passkey.</param>
/// <param name="MadeUtc">When it was made.</param>
internal sealed record RemovePasskeyPage(OwnPasswordForm Form, string Name, DateTime MadeUtc) : IFormPage<OwnPasswordForm>;

/// <summary>A passkey that works no longer. Sessions end: one of them may have been begun with it.</summary>
internal sealed class RemovePasskey(HwbcDbContext db, SecondFactors factors, SecondFactorPolicy policy, OwnPassword own, SignInSessions sessions, SignedIn signedIn) : IUseCase
{
    public async Task<Result<RemovePasskeyPage>> OpenAsync(string id, OwnPasswordForm form, CancellationToken cancellation) =>
        await FindAsync(id, cancellation) is { } passkey ? new RemovePasskeyPage(new OwnPasswordForm { Key = form.Key }, passkey.Data.Name!, passkey.Data.CreatedAt.UtcDateTime) : new NotFoundError();

    public async Task<Result<Done>> SaveAsync(string id, Guid? sessionId, OwnPasswordForm form, CancellationToken cancellation)
    {
        var userId = signedIn.Person.UserId;
        if (await FindAsync(id, cancellation) is not { } passkey)
            return new NotFoundError();
        if (!await own.IsAsync(userId, form.Password, cancellation))
            return new RuleError(nameof(form.Password), OwnPassword.Refused);
        if (policy.IsAsked && !await factors.HasAppAsync(userId, cancellation) && await db.UserPasskeys.CountAsync(p => p.UserId == userId, cancellation) == 1)
            return new RuleError("", "It is the only way in that you have beside your password. Set up an authenticator app or another passkey first");
        db.Remove(passkey);
        await sessions.EndAllAsync(db, userId, SessionEnd.FactorChanged, sessionId, cancellation);
        db.Command = new AuditCommand("account.passkey-remove");
        await db.SaveChangesAsync(cancellation);
        sessions.Forget();
        return new Done("/account", "The passkey works no longer. Every other device is signed out.");
    }

    private async Task<Microsoft.AspNetCore.Identity.IdentityUserPasskey<Guid>?> FindAsync(string id, CancellationToken cancellation)
    {
        var userId = signedIn.Person.UserId;
        try
        {
            var credential = WebEncoders.Base64UrlDecode(id);
            return await db.UserPasskeys.SingleOrDefaultAsync(p => p.UserId == userId && p.CredentialId == credential, cancellation);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
