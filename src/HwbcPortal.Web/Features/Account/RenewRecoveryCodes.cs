using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace HwbcPortal.Web.Features.Account;

/// <param name="Form">The form that asks for new ones.</param>
/// <param name="Codes">Codes that were made a moment ago; empty when the page is only looked at.</param>
/// <param name="GoOn">Where whoever has kept them goes on.</param>
/// <param name="Left">How many still work.</param>
internal sealed record RecoveryCodesPage(OwnPasswordForm Form, IReadOnlyList<string> Codes, string GoOn, int Left) : IFormPage<OwnPasswordForm>;

/// <summary>New recovery codes; those before work no longer.</summary>
internal sealed class RenewRecoveryCodes(HwbcDbContext db, SecondFactors factors, OwnPassword own, SignedIn signedIn, CodesOnce once) : IUseCase
{
    public async Task<RecoveryCodesPage> OpenAsync(CancellationToken cancellation)
    {
        var (goOn, codes) = once.Take(signedIn.Person.UserId);
        return new RecoveryCodesPage(new OwnPasswordForm(), codes, goOn, await factors.RecoveryCodesLeftAsync(signedIn.Person.UserId, cancellation));
    }

    public async Task<Result<Done>> SaveAsync(OwnPasswordForm form, CancellationToken cancellation)
    {
        var userId = signedIn.Person.UserId;
        if (!await own.IsAsync(userId, form.Password, cancellation))
            return new RuleError(nameof(form.Password), OwnPassword.Refused);
        if (!await factors.HasAsync(userId, cancellation))
            return new Done("/account/authenticator", "Set up an authenticator app or a passkey first: recovery codes take its place.");
        var codes = await factors.RenewRecoveryCodesAsync(userId, cancellation);
        db.Command = new AuditCommand("account.recovery-codes");
        await db.SaveChangesAsync(cancellation);
        once.Keep(userId, "/account", codes);
        return new Done("/account/recovery-codes", "The codes that you had before work no longer.");
    }
}

/// <summary>
/// New codes between being made and being shown, once: in the browser's cookie, encrypted, for the account that they are of. Whoever
/// signs in next in the same browser does not see them.
/// </summary>
internal sealed class CodesOnce(IHttpContextAccessor http, ITempDataDictionaryFactory temp) : IUseCase
{
    private const string Name = "RecoveryCodes";

    public void Keep(Guid userId, string goOn, IReadOnlyList<string> codes) => temp.GetTempData(http.HttpContext!)[Name] = (string[])[userId.ToString(), goOn, .. codes];

    /// <summary>The codes that were made for an account a moment ago, and where to go on from them; empty when none were.</summary>
    public (string GoOn, IReadOnlyList<string> Codes) Take(Guid userId)
    {
        http.HttpContext!.Items[SecurityHeaders.NotKept] = true;
        return temp.GetTempData(http.HttpContext)[Name] is string[] kept && kept[0] == userId.ToString() ? (kept[1], kept[2..]) : ("/", []);
    }
}
