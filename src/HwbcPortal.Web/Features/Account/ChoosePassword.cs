using System.ComponentModel.DataAnnotations;
using System.Text;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;

namespace HwbcPortal.Web.Features.Account;

internal sealed class ChoosePasswordForm : PortalForm
{
    public Guid User { get; set; }

    public string? Code { get; set; }

    [Display(Name = "New password")]
    public string? Password { get; set; }
}

internal sealed class ChoosePasswordValidator : AbstractValidator<ChoosePasswordForm>
{
    public ChoosePasswordValidator() => RuleFor(f => f.Password).IsAPassword();
}

internal sealed record ChoosePasswordPage(ChoosePasswordForm Form) : IFormPage<ChoosePasswordForm>;

/// <summary>Sets a password with a link from a mail. Sessions that were open with the old one end.</summary>
internal sealed class ChoosePassword(UserManager<PortalUser> users, HwbcDbContext db, SignInSessions sessions) : IUseCase
{
    public async Task<Result<Done>> SaveAsync(ChoosePasswordForm form)
    {
        if (await users.FindByIdAsync(form.User.ToString()) is not { DeactivatedUtc: null } user || Decoded(form.Code) is not { } token)
            return Stale();
        db.Command = new AuditCommand("account.password");
        await sessions.EndAllAsync(db, user.Id, SessionEnd.PasswordChanged);
        var result = await users.ResetPasswordAsync(user, token, form.Password!);
        sessions.Forget();
        if (result.Succeeded)
            return new Done("/account/sign-in", "Your password is changed. Sign in with the new one.");
        return result.Errors.Any(e => e.Code == nameof(IdentityErrorDescriber.InvalidToken)) ? Stale() : new RuleError(nameof(form.Password), GuessedPasswords.Sentence);
    }

    private static RuleError Stale() => new("", "This link was used or is older than an hour. Ask for a new one under \"Forgotten your password?\".");

    private static string? Decoded(string? code)
    {
        try
        {
            return string.IsNullOrEmpty(code) ? null : Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(code));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
