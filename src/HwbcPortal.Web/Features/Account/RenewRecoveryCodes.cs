using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace HwbcPortal.Web.Features.Account;

internal sealed class RecoveryCodesForm : PortalForm
{
    [Display(Name = "Your password")]
    public string? Password { get; set; }
}

internal sealed class RecoveryCodesValidator : AbstractValidator<RecoveryCodesForm>
{
    public RecoveryCodesValidator() => RuleFor(f => f.Password).NotEmpty().WithMessage("Enter your password");
}

/// <param name="Form">The form that asks for new ones.</param>
/// <param name="Codes">Codes that were made a moment ago; empty when the page is only looked at.</param>
/// <param name="Left">How many still work.</param>
internal sealed record RecoveryCodesPage(RecoveryCodesForm Form, IReadOnlyList<string> Codes, int Left) : IFormPage<RecoveryCodesForm>;

/// <summary>New recovery codes; those before work no longer.</summary>
internal sealed class RenewRecoveryCodes(HwbcDbContext db, SecondFactors factors, OwnPassword own, SignedIn signedIn, IHttpContextAccessor http, ITempDataDictionaryFactory temp) : IUseCase
{
    public async Task<RecoveryCodesPage> OpenAsync(string[]? codes, CancellationToken cancellation) =>
        new(new RecoveryCodesForm(), codes ?? [], await factors.RecoveryCodesLeftAsync(signedIn.Person.UserId, cancellation));

    public async Task<Result<Done>> SaveAsync(RecoveryCodesForm form, CancellationToken cancellation)
    {
        var userId = signedIn.Person.UserId;
        if (!await own.IsAsync(userId, form.Password, cancellation))
            return new RuleError(nameof(form.Password), OwnPassword.Refused);
        if (!await factors.HasAsync(userId, cancellation))
            return new Done("/account/authenticator", "Set up an authenticator app first: recovery codes take its place.");
        var codes = await factors.RenewRecoveryCodesAsync(userId, cancellation);
        db.Command = new AuditCommand("account.recovery-codes");
        await db.SaveChangesAsync(cancellation);
        temp.GetTempData(http.HttpContext!)[SetUpAuthenticator.CodesOnce] = codes.ToArray();
        return new Done("/account/recovery-codes", "The codes that you had before work no longer.");
    }
}
