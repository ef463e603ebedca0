using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Identity;

namespace HwbcPortal.Web.Features.Account;

internal sealed class ChangePasswordForm : PortalForm
{
    [Display(Name = "Your password now")]
    public string? Now { get; set; }

    [Display(Name = "New password")]
    public string? Password { get; set; }
}

internal sealed class ChangePasswordValidator : AbstractValidator<ChangePasswordForm>
{
    public ChangePasswordValidator()
    {
        RuleFor(f => f.Now).NotEmpty().WithMessage("Enter your password as it is now");
        RuleFor(f => f.Password).IsAPassword();
    }
}

internal sealed record ChangePasswordPage(ChangePasswordForm Form) : IFormPage<ChangePasswordForm>;

/// <summary>Another password for somebody who is signed in and knows the one they have. Other devices are signed out.</summary>
internal sealed class ChangePassword(HwbcDbContext db, UserManager<PortalUser> users, OwnPassword own, SignInSessions sessions, SignedIn signedIn) : IUseCase
{
    public async Task<Result<Done>> SaveAsync(ChangePasswordForm form, Guid? sessionId, CancellationToken cancellation)
    {
        var userId = signedIn.Person.UserId;
        if (!await own.IsAsync(userId, form.Now, cancellation))
            return new RuleError(nameof(form.Now), OwnPassword.Refused);
        var user = (await users.FindByIdAsync(userId.ToString()))!;
        await sessions.EndAllAsync(db, userId, SessionEnd.PasswordChanged, sessionId, cancellation);
        db.Command = new AuditCommand("account.password");
        var changed = await users.ChangePasswordAsync(user, form.Now!, form.Password!);
        sessions.Forget();
        return changed.Succeeded ? new Done("/account", "Your password is changed. Every other device is signed out.") : new RuleError(nameof(form.Password), GuessedPasswords.Sentence);
    }
}

/// <summary>What every new password must be.</summary>
internal static class PasswordLength
{
    public static IRuleBuilderOptions<T, string?> IsAPassword<T>(this IRuleBuilder<T, string?> rule) =>
        rule.NotEmpty().WithMessage("Enter a new password").MinimumLength(12).WithMessage("The password must be 12 characters or longer").MaximumLength(200).WithMessage("The password must be 200 characters or shorter");
}
