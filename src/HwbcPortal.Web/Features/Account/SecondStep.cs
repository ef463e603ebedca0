using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Mails;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

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
/// <param name="Path">The address at which it is asked for.</param>
/// <param name="ReturnUrl">Where somebody who is signed in already goes on; null while signing in.</param>
internal sealed record SecondStepPage(SecondStepForm Form, bool IsRecovery, bool HasApp, PasskeyAsk? Passkey, string Path, string? ReturnUrl) : IFormPage<SecondStepForm>;

/// <summary>
/// The second step of signing in, and once more before something sensitive: a code of the authenticator app, a passkey, or one of the recovery
/// codes. Wrong ones slow down as wrong passwords do, and of many the owner is told.
/// </summary>
internal sealed class SecondStep(HwbcDbContext db, SignInSessions sessions, UkClock clock, SecondFactors factors, Passkeys passkeys, UserManager<PortalUser> users, SignInThrottle throttle, WrongCodes wrong, AccountMails mails, IHttpContextAccessor http, ILogger<SecondStep> log) : IUseCase
{
    private const string Refused = "The code is not right, or was used already. After several tries, wait a few minutes before the next one";

    public async Task<Result<SecondStepPage>> OpenAsync(Guid userId, SecondStepForm form, bool isRecovery, string? returnUrl, CancellationToken cancellation)
    {
        var user = (await users.FindByIdAsync(userId.ToString()))!;
        var asks = !isRecovery && (await passkeys.OfAsync(user)).Count > 0;
        return new SecondStepPage(new SecondStepForm { Key = form.Key }, isRecovery, await factors.HasAppAsync(userId, cancellation), asks ? await passkeys.AskAsync(user) : null, returnUrl is null ? "/account/second-step" : "/account/second-step/again", returnUrl);
    }

    public async Task<Result<Done>> SaveAsync(SecondStepForm form, bool isRecovery, (SignedInPerson Person, string ReturnUrl) half, CancellationToken cancellation)
    {
        var (person, returnUrl) = half;
        if (await TryAsync(form, isRecovery, person.UserId, cancellation) is { } refused)
            return refused;
        await HalfWay.EndAsync(http.HttpContext!, person.UserId, FactorOf(form, isRecovery));
        return isRecovery ? new Done("/account", await CodesLeftAsync(person.UserId, cancellation)) : new Done(returnUrl, "");
    }

    /// <summary>Whoever is signed in already shows that it is them: for a while the session opens what is sensitive.</summary>
    public async Task<Result<Done>> SaveAgainAsync(SecondStepForm form, bool isRecovery, (Guid UserId, Guid SessionId) who, string returnUrl, CancellationToken cancellation)
    {
        if (await TryAsync(form, isRecovery, who.UserId, cancellation) is { } refused)
            return refused;
        var session = await db.SignInSessions.SingleAsync(s => s.Id == who.SessionId && s.UserId == who.UserId, cancellation);
        session.ProvedUtc = clock.UtcNow;
        db.Command = new AuditCommand("account.second-step");
        await db.SaveChangesAsync(cancellation);
        sessions.Forget();
        return new Done(returnUrl, isRecovery ? await CodesLeftAsync(who.UserId, cancellation) : "Thank you. You can go on with what you were about to do.");
    }

    private static SecondFactor FactorOf(SecondStepForm form, bool isRecovery) => isRecovery ? SecondFactor.RecoveryCode : string.IsNullOrEmpty(form.Credential) ? SecondFactor.Code : SecondFactor.Passkey;

    private async Task<string> CodesLeftAsync(Guid userId, CancellationToken cancellation)
    {
        var left = await factors.RecoveryCodesLeftAsync(userId, cancellation);
        return $"You have {(left == 1 ? "1 recovery code" : $"{left} recovery codes")} left. If you lost your phone, set up an authenticator app anew.";
    }

    private async Task<RuleError?> TryAsync(SecondStepForm form, bool isRecovery, Guid userId, CancellationToken cancellation)
    {
        var (account, address) = ($"second step {userId}", http.HttpContext!.Address());
        var factor = FactorOf(form, isRecovery);
        var admitted = throttle.Admits(account, address);
        var right = admitted && factor switch
        {
            SecondFactor.RecoveryCode => await factors.AcceptRecoveryCodeAsync(userId, form.Code ?? "", cancellation),
            SecondFactor.Passkey => await passkeys.AcceptAsync(userId, form.Credential!, form.State, cancellation) is not null,
            _ => await factors.AcceptCodeAsync(userId, form.Code!, cancellation),
        };
        if (!right)
        {
            log.LogInformation("The second step of a sign-in was refused: {Factor}, account {Account}, from {Address}", factor, userId, address);
            // A passkey that is not right guesses nothing: most often somebody called its dialog off.
            if (admitted && factor != SecondFactor.Passkey)
            {
                wrong.Counts(userId);
                if (wrong.AreUsedUp(userId))
                    await mails.WarnAsync(userId, cancellation);
            }

            return factor == SecondFactor.Passkey ? new RuleError("", Passkeys.Refused) : new RuleError(nameof(form.Code), Refused);
        }

        throttle.Succeeded(account, address);
        wrong.Forget(userId);
        return null;
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

    /// <summary>Before something sensitive: whoever is signed in shows that it is them.</summary>
    [HttpGet("/account/second-step/again"), Requires(Operation.UsePortal)]
    public Task<IActionResult> Again(string? returnUrl, [FromServices] SecondStep step, [FromServices] SignedIn signedIn, CancellationToken cancellation) => AskAgainAsync(false, returnUrl, step, signedIn, cancellation);

    [HttpPost("/account/second-step/again"), Requires(Operation.UsePortal), Limited(Limit.SignIn)]
    public Task<IActionResult> Again(string? returnUrl, SecondStepForm form, [FromServices] SecondStep step, [FromServices] SignedIn signedIn, CancellationToken cancellation) => SubmitAgainAsync(form, false, returnUrl, step, signedIn, cancellation);

    [HttpGet("/account/second-step/again/recovery"), Requires(Operation.UsePortal)]
    public Task<IActionResult> RecoveryAgain(string? returnUrl, [FromServices] SecondStep step, [FromServices] SignedIn signedIn, CancellationToken cancellation) => AskAgainAsync(true, returnUrl, step, signedIn, cancellation);

    [HttpPost("/account/second-step/again/recovery"), Requires(Operation.UsePortal), Limited(Limit.SignIn)]
    public Task<IActionResult> RecoveryAgain(string? returnUrl, SecondStepForm form, [FromServices] SecondStep step, [FromServices] SignedIn signedIn, CancellationToken cancellation) => SubmitAgainAsync(form, true, returnUrl, step, signedIn, cancellation);

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
        var page = await step.OpenAsync(half.Person.UserId, new SecondStepForm(), isRecovery, null, cancellation);
        // Who has nothing beside their password yet makes it first.
        return page.Value is { IsRecovery: false, HasApp: false, Passkey: null } ? Redirect("/account/set-up") : this.Page(page, "SecondStep");
    }

    private async Task<IActionResult> SubmitAsync(SecondStepForm form, bool isRecovery, SecondStep step, CancellationToken cancellation)
    {
        if (await HalfWay.ReadAsync(HttpContext, cancellation) is not { } half)
            return Redirect("/account/sign-in");
        return await this.SubmitAsync(form, "SecondStep", () => step.SaveAsync(form, isRecovery, half, cancellation), () => step.OpenAsync(half.Person.UserId, form, isRecovery, null, cancellation));
    }

    private async Task<IActionResult> AskAgainAsync(bool isRecovery, string? returnUrl, SecondStep step, SignedIn signedIn, CancellationToken cancellation)
    {
        var page = await step.OpenAsync(signedIn.Person.UserId, new SecondStepForm(), isRecovery, Local(returnUrl), cancellation);
        // There is nothing to ask for: only in the demo.
        return page.Value is { IsRecovery: false, HasApp: false, Passkey: null } ? Redirect(Local(returnUrl)) : this.Page(page, "SecondStep");
    }

    private Task<IActionResult> SubmitAgainAsync(SecondStepForm form, bool isRecovery, string? returnUrl, SecondStep step, SignedIn signedIn, CancellationToken cancellation)
    {
        var userId = signedIn.Person.UserId;
        return this.SubmitAsync(form, "SecondStep", () => step.SaveAgainAsync(form, isRecovery, (userId, User.SessionId()!.Value), Local(returnUrl), cancellation), () => step.OpenAsync(userId, form, isRecovery, Local(returnUrl), cancellation));
    }

    private string Local(string? url) => Url.IsLocalUrl(url) ? url : "/account";
}
