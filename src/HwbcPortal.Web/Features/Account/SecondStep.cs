using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Account;

internal sealed class SecondStepForm : PortalForm
{
    [Display(Name = "Code")]
    public string? Code { get; set; }
}

internal sealed class SecondStepValidator : AbstractValidator<SecondStepForm>
{
    public SecondStepValidator() => RuleFor(f => f.Code).NotEmpty().WithMessage("Enter the code").MaximumLength(100).WithMessage("The code must be 100 characters or fewer");
}

internal sealed record SecondStepPage(SecondStepForm Form, bool IsRecovery) : IFormPage<SecondStepForm>;

/// <summary>The second step of signing in: a code of the authenticator app, or one of the recovery codes. Wrong codes slow down as wrong passwords do.</summary>
internal sealed class SecondStep(SecondFactors factors, SignInThrottle throttle, IHttpContextAccessor http, ILogger<SecondStep> log) : IUseCase
{
    private const string Refused = "The code is not right, or was used already. After several tries, wait a few minutes before the next one";

    public async Task<Result<Done>> SaveAsync(SecondStepForm form, bool isRecovery, CancellationToken cancellation)
    {
        var context = http.HttpContext!;
        if (await HalfWay.ReadAsync(context, cancellation) is not var (person, returnUrl))
            return new Done("/account/sign-in", "");
        var (account, address) = ($"second step {person.UserId}", context.Connection.RemoteIpAddress?.ToString() ?? "unknown");
        var right = throttle.Admits(account, address) && (isRecovery ? await factors.AcceptRecoveryCodeAsync(person.UserId, form.Code!, cancellation) : await factors.AcceptCodeAsync(person.UserId, form.Code!, cancellation));
        if (!right)
        {
            throttle.Failed(account, address);
            log.LogInformation("The second step of a sign-in was refused");
            return new RuleError(nameof(form.Code), Refused);
        }

        throttle.Succeeded(account);
        await HalfWay.EndAsync(context, person.UserId, isRecovery ? SecondFactor.RecoveryCode : SecondFactor.Code);
        if (!isRecovery)
            return new Done(returnUrl, "");
        var left = await factors.RecoveryCodesLeftAsync(person.UserId, cancellation);
        return new Done("/account", $"You have {(left == 1 ? "1 recovery code" : $"{left} recovery codes")} left. If you lost your phone, set up an authenticator app anew.");
    }
}

internal sealed class SecondStepController : Controller
{
    [HttpGet("/account/second-step"), HalfWay]
    public IActionResult Code() => View("SecondStep", new SecondStepPage(new SecondStepForm(), IsRecovery: false));

    [HttpPost("/account/second-step"), HalfWay]
    public Task<IActionResult> Code(SecondStepForm form, [FromServices] SecondStep step, CancellationToken cancellation) => SubmitAsync(form, false, step, cancellation);

    [HttpGet("/account/second-step/recovery"), HalfWay]
    public IActionResult Recovery() => View("SecondStep", new SecondStepPage(new SecondStepForm(), IsRecovery: true));

    [HttpPost("/account/second-step/recovery"), HalfWay]
    public Task<IActionResult> Recovery(SecondStepForm form, [FromServices] SecondStep step, CancellationToken cancellation) => SubmitAsync(form, true, step, cancellation);

    [HttpGet("/account/set-up"), HalfWay]
    public async Task<IActionResult> SetUp([FromServices] SetUpAuthenticator setUp, [FromServices] SecondFactors factors, CancellationToken cancellation)
    {
        if (await HalfWay.ReadAsync(HttpContext, cancellation) is not { } half)
            return Redirect("/account/sign-in");
        return await factors.HasAsync(half.Person.UserId, cancellation) ? Redirect("/account/second-step") : this.Page(await setUp.OpenAsync(half.Person.UserId, new AuthenticatorForm(), isFirst: true, cancellation), "SetUp");
    }

    [HttpPost("/account/set-up"), HalfWay]
    public async Task<IActionResult> SetUp(AuthenticatorForm form, [FromServices] SetUpAuthenticator setUp, CancellationToken cancellation)
    {
        if (await HalfWay.ReadAsync(HttpContext, cancellation) is not { } half)
            return Redirect("/account/sign-in");
        return await this.SubmitAsync(form, "SetUp", () => setUp.SaveFirstAsync(half.Person.UserId, form, cancellation), () => setUp.OpenAsync(half.Person.UserId, form, isFirst: true, cancellation));
    }

    private Task<IActionResult> SubmitAsync(SecondStepForm form, bool isRecovery, SecondStep step, CancellationToken cancellation) =>
        this.SubmitAsync(form, "SecondStep", () => step.SaveAsync(form, isRecovery, cancellation), () => Task.FromResult<Result<SecondStepPage>>(new SecondStepPage(new SecondStepForm(), isRecovery)));
}
