using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace HwbcPortal.Web.Features.Account;

internal sealed class SignInForm : PortalForm
{
    [Display(Name = "Email address")]
    public string? Email { get; set; }

    [Display(Name = "Password")]
    public string? Password { get; set; }

    /// <summary>What a passkey answered, in the browser's JSON; in place of address and password.</summary>
    public string? Credential { get; set; }

    /// <summary>What it was asked, encrypted.</summary>
    public string? State { get; set; }
}

internal sealed class SignInValidator : AbstractValidator<SignInForm>
{
    public SignInValidator() => When(f => string.IsNullOrEmpty(f.Credential), () =>
    {
        RuleFor(f => f.Email).NotEmpty().WithMessage("Enter your email address").MaximumLength(256).WithMessage("Email address must be 256 characters or fewer");
        RuleFor(f => f.Password).NotEmpty().WithMessage("Enter your password").MaximumLength(200).WithMessage("Password must be 200 characters or fewer");
    });
}

/// <param name="Form">The form.</param>
/// <param name="ReturnUrl">Where the person was going.</param>
/// <param name="Passkey">What is asked of the browser's passkeys.</param>
internal sealed record SignInPage(SignInForm Form, string? ReturnUrl, PasskeyAsk Passkey) : IFormPage<SignInForm>;

/// <summary>
/// Signs somebody in. An unknown account, a closed one, a wrong password and a try that came too soon get the same words
/// after the same work. A right password opens the second step, and nothing else; a passkey is both steps, since whoever uses it has
/// the device and showed that it is theirs.
/// </summary>
internal sealed class SignIn(UserManager<PortalUser> users, SignInThrottle throttle, SecondFactors factors, Passkeys passkeys, SecondFactorPolicy policy, SignedIn signedIn, IHttpContextAccessor http, ILogger<SignIn> log) : IUseCase
{
    private const string Refused = "The email address or password is not right. After several tries, wait a few minutes before the next one";
    private static readonly PortalUser Nobody = new();
    private static readonly string NobodysHash = new PasswordHasher<PortalUser>(Options.Create(new PasswordHasherOptions { IterationCount = PortalSecurity.HashRounds })).HashPassword(Nobody, Guid.NewGuid().ToString());

    public async Task<Result<SignInPage>> OpenAsync(SignInForm form, string? returnUrl) => new SignInPage(new SignInForm { Key = form.Key, Email = form.Email }, returnUrl, await passkeys.AskAsync(null));

    public async Task<Result<Done>> SaveAsync(SignInForm form, string? returnUrl)
    {
        if (!string.IsNullOrEmpty(form.Credential))
            return await SaveAsync(form.Credential, form.State, returnUrl);
        var address = http.HttpContext!.Address();
        var admitted = throttle.Admits(form.Email!, address);
        var user = admitted ? await users.FindByEmailAsync(form.Email!.Trim()) : null;
        // The same work for an account that is not there: the time must not tell.
        var right = users.PasswordHasher.VerifyHashedPassword(user ?? Nobody, user?.PasswordHash ?? NobodysHash, form.Password!) != PasswordVerificationResult.Failed;
        if (user is null || user.PasswordHash is null || !right || user.DeactivatedUtc is not null)
        {
            log.LogInformation("A sign-in was refused: account {Account}, from {Address}", user?.Id.ToString() ?? "none", address);
            return new RuleError(nameof(form.Password), Refused);
        }

        throttle.Succeeded(form.Email!, address);
        if (await EndBeforeAsync() is { } another)
            return another;
        var hasSecond = await factors.HasAsync(user.Id, http.HttpContext!.RequestAborted);
        if (hasSecond || policy.IsAsked)
        {
            await HalfWay.BeginAsync(http.HttpContext, user, returnUrl);
            return new Done(hasSecond ? "/account/second-step" : "/account/set-up", "");
        }

        await SignInSessions.BeginAsync(http.HttpContext, user.Id, SecondFactor.None);
        return new Done(returnUrl ?? "/", "");
    }

    private async Task<Result<Done>> SaveAsync(string credential, string? state, string? returnUrl)
    {
        if (await passkeys.AcceptAsync(null, credential, state, http.HttpContext!.RequestAborted) is not { DeactivatedUtc: null } user)
        {
            log.LogInformation("A sign-in with a passkey was refused, from {Address}", http.HttpContext.Address());
            return new RuleError("", Passkeys.Refused);
        }

        if (await EndBeforeAsync() is { } another)
            return another;
        await SignInSessions.BeginAsync(http.HttpContext, user.Id, SecondFactor.Passkey);
        return new Done(returnUrl ?? "/", "");
    }

    /// <summary>A session is one person's from its beginning to its end: the one that is open here ends first.</summary>
    private async Task<Done?> EndBeforeAsync()
    {
        if (!signedIn.IsSomebody)
            return null;
        await http.HttpContext!.SignOutAsync(IdentityConstants.ApplicationScheme);
        return new Done("/account/sign-in", $"{signedIn.Person.Name} was signed in here, and is signed out now. Sign in again.");
    }
}
