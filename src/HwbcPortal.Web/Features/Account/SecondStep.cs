using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Mails;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Account;

internal sealed class SecondStepForm : PortalForm
{
    [Display(Name = "Code")]
    public string? Code { get; set; }

    /// <summary>What a passkey answered, in the browser's JSON; in place of a code.</summary>
    public string? Credential { get; set; }

    /// <summary>What it was asked, encrypted.</summary>
    public string? State { get; set; }
}

internal sealed class SecondStepValidator : AbstractValidator<SecondStepForm>
{
    public SecondStepValidator() => RuleFor(f => f.Code).NotEmpty().WithMessage("Enter the code").MaximumLength(100).WithMessage("The code must be 100 characters or fewer").When(f => string.IsNullOrEmpty(f.Credential));
}

/// <param name="Form">The form.</param>
/// <param name="IsRecovery">Whether a recovery code is asked for.</param>
/// <param name="HasApp">Whether the account has an authenticator app.</param>
/// <param name="Passkey">What is asked of the account's passkeys; null when it has none.</param>
internal sealed record SecondStepPage(SecondStepForm Form, bool IsRecovery, bool HasApp, PasskeyAsk? Passkey) : IFormPage<SecondStepForm>;

/// <summary>The second step of signing in: a code of the authenticator app, a passkey, or one of the recovery codes. Wrong ones slow down as wrong passwords do, and of many the owner is told.</summary>
internal sealed class SecondStep(SecondFactors factors, Passkeys passkeys, UserManager<PortalUser> users, SignInThrottle throttle, WrongCodes wrong, AccountMails mails, IHttpContextAccessor http, ILogger<SecondStep> log) : IUseCase
{
    private const string Refused = "The code is not right, or was used already. After several tries, wait a few minutes before the next one";

    public async Task<Result<SecondStepPage>> OpenAsync(Guid userId, SecondStepForm form, bool isRecovery, CancellationToken cancellation)
    {
        var user = (await users.FindByIdAsync(userId.ToString()))!;
        var asks = !isRecovery && (await passkeys.OfAsync(user)).Count > 0;
        return new SecondStepPage(new SecondStepForm { Key = form.Key }, isRecovery, await factors.HasAppAsync(userId, cancellation), asks ? await passkeys.AskAsync(user) : null);
    }

    public async Task<Result<Done>> SaveAsync(SecondStepForm form, bool isRecovery, (SignedInPerson Person, string ReturnUrl) half, CancellationToken cancellation)
    {
        var context = http.HttpContext!;
        var (person, returnUrl) = half;
        var (account, address) = ($"second step {person.UserId}", context.Address());
        var factor = isRecovery ? SecondFactor.RecoveryCode : string.IsNullOrEmpty(form.Credential) ? SecondFactor.Code : SecondFactor.Passkey;
        var admitted = throttle.Admits(account, address);
        var right = admitted && factor switch
        {
            SecondFactor.RecoveryCode => await factors.AcceptRecoveryCodeAsync(person.UserId, form.Code ?? "", cancellation),
            SecondFactor.Passkey => await passkeys.AcceptAsync(person.UserId, form.Credential!, form.State, cancellation) is not null,
            _ => await factors.AcceptCodeAsync(person.UserId, form.Code!, cancellation),
        };
        if (!right)
        {
            log.LogInformation("The second step of a sign-in was refused: {Factor}, account {Account}, from {Address}", factor, person.UserId, address);
            // A passkey that is not right guesses nothing: most often somebody called its dialog off.
            if (admitted && factor != SecondFactor.Passkey)
            {
                wrong.Counts(person.UserId);
                if (wrong.AreUsedUp(person.UserId))
                    await mails.WarnAsync(person.UserId, cancellation);
            }

            return factor == SecondFactor.Passkey ? new RuleError("", Passkeys.Refused) : new RuleError(nameof(form.Code), Refused);
        }

        throttle.Succeeded(account, address);
        wrong.Forget(person.UserId);
        await HalfWay.EndAsync(context, person.UserId, factor);
        if (!isRecovery)
            return new Done(returnUrl, "");
        var left = await factors.RecoveryCodesLeftAsync(person.UserId, cancellation);
        return new Done("/account", $"You have {(left == 1 ? "1 recovery code" : $"{left} recovery codes")} left. If you lost your phone, set up an authenticator app anew.");
    }
}

internal sealed class SecondStepController : Controller
{
    [HttpGet("/account/second-step"), HalfWay]
    public Task<IActionResult> Code([FromServices] SecondStep step, CancellationToken cancellation) => OpenAsync(false, step, cancellation);

    [HttpPost("/account/second-step"), HalfWay, Limited(Limit.SignIn)]
    public Task<IActionResult> Code(SecondStepForm form, [FromServices] SecondStep step, CancellationToken cancellation) => SubmitAsync(form, false, step, cancellation);

    [HttpGet("/account/second-step/recovery"), HalfWay]
    public Task<IActionResult> Recovery([FromServices] SecondStep step, CancellationToken cancellation) => OpenAsync(true, step, cancellation);

    [HttpPost("/account/second-step/recovery"), HalfWay, Limited(Limit.SignIn)]
    public Task<IActionResult> Recovery(SecondStepForm form, [FromServices] SecondStep step, CancellationToken cancellation) => SubmitAsync(form, true, step, cancellation);

    [HttpGet("/account/set-up"), HalfWay]
    public async Task<IActionResult> SetUp([FromServices] SetUpAuthenticator setUp, [FromServices] SecondFactors factors, CancellationToken cancellation)
    {
        if (await HalfWay.ReadAsync(HttpContext, cancellation) is not { } half)
            return Redirect("/account/sign-in");
        return await factors.HasAsync(half.Person.UserId, cancellation) ? Redirect("/account/second-step") : this.Page(await setUp.OpenAsync(half.Person.UserId, new AuthenticatorForm(), isFirst: true, cancellation), "SetUp");
    }

    [HttpPost("/account/set-up"), HalfWay, Limited(Limit.SignIn)]
    public async Task<IActionResult> SetUp(AuthenticatorForm form, [FromServices] SetUpAuthenticator setUp, CancellationToken cancellation)
    {
        if (await HalfWay.ReadAsync(HttpContext, cancellation) is not { } half)
            return Redirect("/account/sign-in");
        return await this.SubmitAsync(form, "SetUp", () => setUp.SaveFirstAsync(half.Person.UserId, half.ReturnUrl, form, cancellation), () => setUp.OpenAsync(half.Person.UserId, form, isFirst: true, cancellation));
    }

    [HttpGet("/account/set-up/passkey"), HalfWay]
    public async Task<IActionResult> SetUpPasskey([FromServices] AddPasskey add, [FromServices] SecondFactors factors, CancellationToken cancellation)
    {
        if (await HalfWay.ReadAsync(HttpContext, cancellation) is not { } half)
            return Redirect("/account/sign-in");
        return await factors.HasAsync(half.Person.UserId, cancellation) ? Redirect("/account/second-step") : this.Page(await add.OpenAsync(half.Person.UserId, new PasskeyForm(), isFirst: true), "AddPasskey");
    }

    [HttpPost("/account/set-up/passkey"), HalfWay, Limited(Limit.SignIn)]
    public async Task<IActionResult> SetUpPasskey(PasskeyForm form, [FromServices] AddPasskey add, CancellationToken cancellation)
    {
        if (await HalfWay.ReadAsync(HttpContext, cancellation) is not { } half)
            return Redirect("/account/sign-in");
        return await this.SubmitAsync(form, "AddPasskey", () => add.SaveFirstAsync(half.Person.UserId, half.ReturnUrl, form, cancellation), () => add.OpenAsync(half.Person.UserId, form, isFirst: true));
    }

    private async Task<IActionResult> OpenAsync(bool isRecovery, SecondStep step, CancellationToken cancellation)
    {
        if (await HalfWay.ReadAsync(HttpContext, cancellation) is not { } half)
            return Redirect("/account/sign-in");
        var page = await step.OpenAsync(half.Person.UserId, new SecondStepForm(), isRecovery, cancellation);
        // Who has nothing beside their password yet makes it first.
        return page.Value is { IsRecovery: false, HasApp: false, Passkey: null } ? Redirect("/account/set-up") : this.Page(page, "SecondStep");
    }

    private async Task<IActionResult> SubmitAsync(SecondStepForm form, bool isRecovery, SecondStep step, CancellationToken cancellation)
    {
        if (await HalfWay.ReadAsync(HttpContext, cancellation) is not { } half)
            return Redirect("/account/sign-in");
        return await this.SubmitAsync(form, "SecondStep", () => step.SaveAsync(form, isRecovery, half, cancellation), () => step.OpenAsync(half.Person.UserId, form, isRecovery, cancellation));
    }
}
