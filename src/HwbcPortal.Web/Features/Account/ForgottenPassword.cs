using System.ComponentModel.DataAnnotations;
using System.Text;
using FluentValidation;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Mail;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;

namespace HwbcPortal.Web.Features.Account;

internal sealed class ForgottenPasswordForm : PortalForm
{
    [Display(Name = "Email address")]
    public string? Email { get; set; }
}

internal sealed class ForgottenPasswordValidator : AbstractValidator<ForgottenPasswordForm>
{
    public ForgottenPasswordValidator() => RuleFor(f => f.Email).NotEmpty().WithMessage("Enter your email address").EmailAddress().WithMessage("Enter an email address in the form name@example.nhs.uk");
}

internal sealed record ForgottenPasswordPage(ForgottenPasswordForm Form) : IFormPage<ForgottenPasswordForm>;

/// <summary>Sends a link to choose a new password. The answer is the same whether or not there is such an account.</summary>
internal sealed class ForgottenPassword(UserManager<PortalUser> users, SignInThrottle throttle, IOutbox outbox, IHttpContextAccessor http, ILogger<ForgottenPassword> log) : IUseCase
{
    public async Task<Result<Done>> SaveAsync(ForgottenPasswordForm form, CancellationToken cancellation)
    {
        var request = http.HttpContext!.Request;
        var key = $"forgotten {form.Email}";
        var address = http.HttpContext.Connection.RemoteIpAddress?.ToString() ?? "unknown";
        if (throttle.Admits(key, address) && await users.FindByEmailAsync(form.Email!.Trim()) is { DeactivatedUtc: null } user)
        {
            var link = AccountLinks.ChoosePassword(request, user.Id, await users.GeneratePasswordResetTokenAsync(user));
            try
            {
                await outbox.SendAsync(new Mail(user.Email!, "Choose a new password", $"Somebody, probably you, asked to choose a new password for the health and wellbeing coaches portal.\n\nOpen this link within an hour:\n{link}\n\nIf it was not you, do nothing: your password stays as it is."), cancellation);
            }
            catch (MailNotSentException)
            {
                // The answer stays the same: an error here would tell that there is such an account. The person who runs the portal reads the log.
                log.LogWarning("A mail to choose a password was not sent");
            }
        }

        throttle.Failed(key, address);
        return new Done("/account/sign-in", "If there is an account with that address, a link to choose a new password is on its way. It works for an hour. If nothing comes, ask the person who runs the portal.");
    }
}

/// <summary>Links in mails about accounts.</summary>
internal static class AccountLinks
{
    /// <summary>The page on which somebody chooses a password.</summary>
    public static string ChoosePassword(HttpRequest request, Guid userId, string token) =>
        $"{request.Scheme}://{request.Host}/account/choose-password?user={userId}&code={WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(token))}";
}
