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

internal sealed class PasskeyForm : PortalForm
{
    [Display(Name = "Name of the device")]
    public string? Name { get; set; }

    [Display(Name = "Your password")]
    public string? Password { get; set; }

    /// <summary>What the browser made, in its JSON.</summary>
    public string? Credential { get; set; }

    /// <summary>What it was asked, encrypted.</summary>
    public string? State { get; set; }
}

internal sealed class PasskeyValidator : AbstractValidator<PasskeyForm>
{
    public const int NameLength = 60;

    public PasskeyValidator()
    {
        RuleFor(f => f.Name).NotEmpty().WithMessage("Enter a name, such as \"work phone\"").MaximumLength(NameLength).WithMessage($"The name must be {NameLength} characters or fewer").HasNoNhsNumber();
        RuleFor(f => f.Credential).NotEmpty().WithMessage("The passkey was not made. Press the button again and follow your browser; one that cannot make passkeys shows no button").When(f => !string.IsNullOrWhiteSpace(f.Name));
    }
}

/// <param name="Form">The form.</param>
/// <param name="Passkey">What the browser is asked.</param>
/// <param name="IsFirst">Whether this is part of signing in for the first time.</param>
internal sealed record PasskeyPage(PasskeyForm Form, PasskeyAsk Passkey, bool IsFirst) : IFormPage<PasskeyForm>;

/// <summary>Makes a passkey of a device. Whoever had nothing beside their password until then gets recovery codes, which are shown once.</summary>
internal sealed class AddPasskey(HwbcDbContext db, UserManager<PortalUser> users, Passkeys passkeys, SecondFactors factors, OwnPassword own, CodesOnce once, IHttpContextAccessor http) : IUseCase
{
    public async Task<Result<PasskeyPage>> OpenAsync(Guid userId, PasskeyForm form, bool isFirst)
    {
        form.Name ??= DeviceWords.Of(http.HttpContext!.Request.Headers.UserAgent);
        form.Password = null;
        return new PasskeyPage(form, await passkeys.AskForNewAsync((await users.FindByIdAsync(userId.ToString()))!), isFirst);
    }

    /// <summary>While signing in for the first time: the password was given a moment ago, and there is nothing yet beside it.</summary>
    public async Task<Result<Done>> SaveFirstAsync(Guid userId, string returnUrl, PasskeyForm form, CancellationToken cancellation)
    {
        if (await factors.HasAsync(userId, cancellation))
            return new Done("/account/second-step", "");
        var done = await AddAsync(userId, form, returnUrl, cancellation);
        if (done.Failure is null)
            await HalfWay.EndAsync(http.HttpContext!, userId, SecondFactor.Passkey);
        return done;
    }

    /// <summary>Another way to sign in, by whoever knows the password.</summary>
    public async Task<Result<Done>> SaveAsync(Guid userId, PasskeyForm form, CancellationToken cancellation) =>
        await own.IsAsync(userId, form.Password, cancellation) ? await AddAsync(userId, form, "/account", cancellation) : new RuleError(nameof(form.Password), OwnPassword.Refused);

    private async Task<Result<Done>> AddAsync(Guid userId, PasskeyForm form, string goOn, CancellationToken cancellation)
    {
        if (!await passkeys.AddAsync(userId, form.Name!.Trim(), form.Credential!, form.State))
            return new RuleError("", "The passkey was not taken: the page was open for too long, or the device has one of this account already. Try again");
        var isFirst = !await factors.HasAsync(userId, cancellation);
        var codes = isFirst ? await factors.RenewRecoveryCodesAsync(userId, cancellation) : [];
        db.Command = new AuditCommand("account.passkey");
        await db.SaveChangesAsync(cancellation);
        if (!isFirst)
            return new Done("/account", "The passkey is made. You can sign in with it alone.");
        once.Keep(userId, goOn, codes);
        return new Done("/account/recovery-codes", "The passkey is made. You can sign in with it alone.");
    }
}
