using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;
using QRCoder;

namespace HwbcPortal.Web.Features.Account;

internal sealed class AuthenticatorForm : PortalForm
{
    /// <summary>The secret, encrypted: the same when the form is shown again, so that the app need not be set up twice.</summary>
    public string? Secret { get; set; }

    [Display(Name = "Code that the app shows")]
    public string? Code { get; set; }

    [Display(Name = "Your password")]
    public string? Password { get; set; }
}

internal sealed class AuthenticatorValidator : AbstractValidator<AuthenticatorForm>
{
    public AuthenticatorValidator() => RuleFor(f => f.Code).NotEmpty().WithMessage("Enter the code that the app shows").MaximumLength(100).WithMessage("The code must be 100 characters or fewer");
}

/// <param name="Form">The form.</param>
/// <param name="Picture">The QR code, as a data address.</param>
/// <param name="ByHand">The key for whoever cannot scan.</param>
/// <param name="IsFirst">Whether this is part of signing in for the first time.</param>
internal sealed record AuthenticatorPage(AuthenticatorForm Form, string Picture, string ByHand, bool IsFirst) : IFormPage<AuthenticatorForm>;

/// <summary>Makes an authenticator app somebody's second factor, and gives them recovery codes, which are shown once.</summary>
internal sealed class SetUpAuthenticator(HwbcDbContext db, SecondFactors factors, SignInSessions sessions, OwnPassword own, CodesOnce once, IHttpContextAccessor http, UkClock clock) : IUseCase
{
    private const string Issuer = "Health and wellbeing coaches";
    private const int PixelsPerModule = 5;

    public async Task<Result<AuthenticatorPage>> OpenAsync(Guid userId, AuthenticatorForm form, bool isFirst, CancellationToken cancellation)
    {
        if (factors.Read(form.Secret) is not { } secret)
            secret = factors.Read(form.Secret = factors.NewSecret())!;
        form.Password = null;
        http.HttpContext!.Items[SecurityHeaders.NotKept] = true;
        var email = await db.Users.Where(u => u.Id == userId).Select(u => u.Email).SingleAsync(cancellation);
        var key = Totp.InBase32(secret);
        using var code = new QRCodeGenerator().CreateQrCode($"otpauth://totp/{Uri.EscapeDataString($"{Issuer}:{email}")}?secret={key}&issuer={Uri.EscapeDataString(Issuer)}", QRCodeGenerator.ECCLevel.M);
        using var picture = new PngByteQRCode(code);
        return new AuthenticatorPage(form, $"data:image/png;base64,{Convert.ToBase64String(picture.GetGraphic(PixelsPerModule))}", string.Join(' ', key.Chunk(4).Select(c => new string(c))), isFirst);
    }

    /// <summary>While signing in for the first time: the password was given a moment ago, and there is nothing yet that this would replace.</summary>
    public async Task<Result<Done>> SaveFirstAsync(Guid userId, string returnUrl, AuthenticatorForm form, CancellationToken cancellation)
    {
        if (await factors.HasAsync(userId, cancellation))
            return new Done("/account/second-step", "");
        if (await SetAsync(userId, form, null, returnUrl, cancellation) is { } failure)
            return failure;
        await HalfWay.EndAsync(http.HttpContext!, userId, SecondFactor.Code);
        return new Done("/account/recovery-codes", "Your authenticator app is set up.");
    }

    /// <summary>Another app in place of the one before, by whoever knows the password; other devices are signed out.</summary>
    public async Task<Result<Done>> SaveAsync(Guid userId, Guid sessionId, AuthenticatorForm form, CancellationToken cancellation)
    {
        if (!await own.IsAsync(userId, form.Password, cancellation))
            return new RuleError(nameof(form.Password), OwnPassword.Refused);
        if (await SetAsync(userId, form, sessionId, "/account", cancellation) is { } failure)
            return failure;
        return new Done("/account/recovery-codes", "Your authenticator app is set up. Every other device is signed out.");
    }

    private async Task<RuleError?> SetAsync(Guid userId, AuthenticatorForm form, Guid? sessionId, string goOn, CancellationToken cancellation)
    {
        if (form.Secret is null || !await factors.SetAppAsync(userId, form.Secret, form.Code!, cancellation))
            return new RuleError(nameof(form.Code), "The code is not right. Look whether the app shows a newer one, and whether the clock of your phone is right");
        // The new app has just shown that it is theirs.
        if (await db.SignInSessions.SingleOrDefaultAsync(s => s.Id == sessionId, cancellation) is { } session)
            session.ProvedUtc = clock.UtcNow;
        var codes = await factors.RenewRecoveryCodesAsync(userId, cancellation);
        await sessions.EndAllAsync(db, userId, SessionEnd.FactorChanged, sessionId, cancellation);
        db.Command = new AuditCommand("account.second-factor");
        await db.SaveChangesAsync(cancellation);
        sessions.Forget();
        once.Keep(userId, goOn, codes);
        return null;
    }
}
