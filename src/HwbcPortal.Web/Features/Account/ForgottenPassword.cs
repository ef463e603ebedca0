using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Web.Features.Mails;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;

namespace HwbcPortal.Web.Features.Account;

internal sealed class ForgottenPasswordForm : PortalForm
{
    [Display(Name = "Email address")]
    public string? Email { get; set; }
}

internal sealed class ForgottenPasswordValidator : AbstractValidator<ForgottenPasswordForm>
{
    public ForgottenPasswordValidator() => RuleFor(f => f.Email).NotEmpty().WithMessage("Enter your email address").EmailAddress().WithMessage("Enter an email address in the form name@example.nhs.uk")
        .MaximumLength(256).WithMessage("Email address must be 256 characters or fewer");
}

internal sealed record ForgottenPasswordPage(ForgottenPasswordForm Form) : IFormPage<ForgottenPasswordForm>;

/// <summary>Asks for a link to choose a new password. The answer, and the work until it is given, are the same whether or not there is such an account.</summary>
internal sealed class ForgottenPassword(SignInThrottle throttle, AccountMails mails, IHttpContextAccessor http) : IUseCase
{
    public Result<Done> Save(ForgottenPasswordForm form)
    {
        var email = form.Email!.Trim();
        // Counted apart: who asks for a link has not guessed a password, and whoever guesses keeps nobody from the link.
        if (throttle.Admits($"forgotten {email}", $"forgotten {http.HttpContext!.Address()}"))
            mails.Ask(email);
        return new Done("/account/sign-in", "If there is an account with that address, a link to choose a new password is on its way. It works for an hour. If nothing comes, ask the person who runs the portal.");
    }
}
