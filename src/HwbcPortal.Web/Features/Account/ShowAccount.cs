using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Account;

/// <summary>Somewhere one is signed in.</summary>
internal sealed record SessionRow(Guid Id, string Device, SecondFactor Factor, DateTime StartedUtc, DateTime SeenUtc, bool IsThisOne);

/// <summary>A passkey of one's own.</summary>
internal sealed record PasskeyRow(string Id, string Name, DateTime MadeUtc);

/// <param name="Name">The person's name.</param>
/// <param name="Reference">Their public reference.</param>
/// <param name="Email">The address that they sign in with.</param>
/// <param name="Roles">What they may do, where and when, today or later.</param>
/// <param name="AppSinceUtc">Since when they have an authenticator app; null: they have none.</param>
/// <param name="Passkeys">Their passkeys, the oldest first.</param>
/// <param name="CodesLeft">How many recovery codes still work.</param>
/// <param name="Sessions">Where they are signed in.</param>
internal sealed record AccountPage(string Name, string Reference, string Email, IReadOnlyList<string> Roles, DateTime? AppSinceUtc, IReadOnlyList<PasskeyRow> Passkeys, int CodesLeft, IReadOnlyList<SessionRow> Sessions);

/// <summary>The button that ends a session.</summary>
internal sealed class EndSessionForm : PortalForm;

/// <summary>Somebody's own account: who they are here, how they sign in, and where they are signed in.</summary>
internal sealed class ShowAccount(HwbcDbContext db, SecondFactors factors, SignInSessions sessions, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<AccountPage> ShowAsync(Guid? sessionId, CancellationToken cancellation)
    {
        var person = signedIn.Person;
        var user = await db.Users.AsNoTracking().Where(u => u.Id == person.UserId)
            .Select(u => new { u.Email, AppSince = db.Authenticators.Where(a => a.UserId == u.Id).Select(a => a.ConfirmedUtc).SingleOrDefault() }).SingleAsync(cancellation);
        var open = await SignInSessions.Open(db, clock.UtcNow).AsNoTracking().Where(s => s.UserId == person.UserId).OrderByDescending(s => s.SeenUtc).ThenBy(s => s.Id)
            .Select(s => new SessionRow(s.Id, s.Device, s.Factor, s.StartedUtc, s.SeenUtc, s.Id == sessionId)).ToListAsync(cancellation);
        var today = clock.Today;
        var roles = (await db.Memberships.AsNoTracking().Where(m => m.UserId == person.UserId && (m.To == null || m.To >= today)).OrderBy(m => m.From).ThenBy(m => m.Id).Select(m => new { m.Role, Pcn = m.Pcn!.Name, m.From, m.To }).ToListAsync(cancellation))
            .ConvertAll(m => $"{People.RoleWords.Of(m.Role, m.Pcn)}, {People.RoleWords.Days(m.From, m.To)}");
        var passkeys = (await db.UserPasskeys.AsNoTracking().Where(p => p.UserId == person.UserId).ToListAsync(cancellation))
            .OrderBy(p => p.Data.CreatedAt).Select(p => new PasskeyRow(WebEncoders.Base64UrlEncode(p.CredentialId), p.Data.Name!, p.Data.CreatedAt.UtcDateTime)).ToList();
        return new AccountPage(person.Name, person.Reference, user.Email!, roles, user.AppSince, passkeys, await factors.RecoveryCodesLeftAsync(person.UserId, cancellation), open);
    }

    /// <summary>Ends one of one's own sessions, or all but this one.</summary>
    public async Task<Result<Done>> EndAsync(Guid? id, Guid? thisOne, CancellationToken cancellation)
    {
        var (userId, now) = (signedIn.Person.UserId, clock.UtcNow);
        var ending = await SignInSessions.Open(db, now).Where(s => s.UserId == userId && (id == null ? s.Id != thisOne : s.Id == id)).ToListAsync(cancellation);
        if (id is not null && ending.Count == 0 && !await db.SignInSessions.AnyAsync(s => s.Id == id && s.UserId == userId, cancellation))
            return new NotFoundError();
        foreach (var session in ending)
            (session.EndedUtc, session.End) = (now, SessionEnd.EndedByPerson);
        db.Command = new AuditCommand("account.session-end");
        await db.SaveChangesAsync(cancellation);
        sessions.Forget();
        return new Done("/account", id is null ? "Every other device is signed out." : "That device is signed out.");
    }
}

internal sealed class OwnAccountController : Controller
{
    [HttpGet("/account"), Requires(Operation.UsePortal)]
    public async Task<IActionResult> Show([FromServices] ShowAccount show, CancellationToken cancellation) => View("Show", await show.ShowAsync(User.SessionId(), cancellation));

    [HttpGet("/account/details"), Requires(Operation.UsePortal)]
    public async Task<IActionResult> Details([FromServices] EditDetails details, CancellationToken cancellation) => this.Page(await details.OpenAsync(null, cancellation), "EditDetails");

    [HttpPost("/account/details"), Requires(Operation.UsePortal)]
    public Task<IActionResult> Details(DetailsForm form, [FromServices] EditDetails details, CancellationToken cancellation) =>
        this.SubmitAsync(form, "EditDetails", () => details.SaveAsync(form, cancellation), () => details.OpenAsync(form, cancellation));

    [HttpPost("/account/sessions/{id:guid}/end"), Requires(Operation.UsePortal), ProvedLately]
    public async Task<IActionResult> EndSession(Guid id, EndSessionForm form, [FromServices] ShowAccount show, CancellationToken cancellation) => this.GoOn(await show.EndAsync(id, User.SessionId(), cancellation));

    [HttpPost("/account/sessions/end-others"), Requires(Operation.UsePortal), ProvedLately]
    public async Task<IActionResult> EndOthers(EndSessionForm form, [FromServices] ShowAccount show, CancellationToken cancellation) => this.GoOn(await show.EndAsync(null, User.SessionId(), cancellation));

    [HttpGet("/account/authenticator"), Requires(Operation.UsePortal), ProvedLately]
    public async Task<IActionResult> Authenticator([FromServices] SetUpAuthenticator setUp, [FromServices] SignedIn signedIn, CancellationToken cancellation) =>
        this.Page(await setUp.OpenAsync(signedIn.Person.UserId, new AuthenticatorForm(), isFirst: false, cancellation), "SetUp");

    [HttpPost("/account/authenticator"), Requires(Operation.UsePortal), ProvedLately]
    public Task<IActionResult> Authenticator(AuthenticatorForm form, [FromServices] SetUpAuthenticator setUp, [FromServices] SignedIn signedIn, CancellationToken cancellation) =>
        this.SubmitAsync(form, "SetUp", () => setUp.SaveAsync(signedIn.Person.UserId, User.SessionId() ?? Guid.Empty, form, cancellation), () => setUp.OpenAsync(signedIn.Person.UserId, form, isFirst: false, cancellation));

    [HttpGet("/account/passkeys/new"), Requires(Operation.UsePortal), ProvedLately]
    public async Task<IActionResult> Passkey([FromServices] AddPasskey add, [FromServices] SignedIn signedIn) => this.Page(await add.OpenAsync(signedIn.Person.UserId, new PasskeyForm(), isFirst: false), "AddPasskey");

    [HttpPost("/account/passkeys/new"), Requires(Operation.UsePortal), ProvedLately]
    public Task<IActionResult> Passkey(PasskeyForm form, [FromServices] AddPasskey add, [FromServices] SignedIn signedIn, CancellationToken cancellation) =>
        this.SubmitAsync(form, "AddPasskey", () => add.SaveAsync(signedIn.Person.UserId, form, cancellation), () => add.OpenAsync(signedIn.Person.UserId, form, isFirst: false));

    [HttpGet("/account/passkeys/{id}/remove"), Requires(Operation.UsePortal), ProvedLately]
    public async Task<IActionResult> RemovePasskey(string id, [FromServices] RemovePasskey remove, CancellationToken cancellation) => this.Page(await remove.OpenAsync(id, new OwnPasswordForm(), cancellation), "RemovePasskey");

    [HttpPost("/account/passkeys/{id}/remove"), Requires(Operation.UsePortal), ProvedLately]
    public Task<IActionResult> RemovePasskey(string id, OwnPasswordForm form, [FromServices] RemovePasskey remove, CancellationToken cancellation) =>
        this.SubmitAsync(form, "RemovePasskey", () => remove.SaveAsync(id, User.SessionId(), form, cancellation), () => remove.OpenAsync(id, form, cancellation));

    /// <summary>Codes that were made a moment ago are shown to whoever made them; a form for new ones asks first.</summary>
    [HttpGet("/account/recovery-codes"), Requires(Operation.UsePortal)]
    public async Task<IActionResult> RecoveryCodes([FromServices] RenewRecoveryCodes codes, CancellationToken cancellation)
    {
        var page = await codes.OpenAsync(cancellation);
        return page.Codes.Count == 0 && await ProvedLatelyAttribute.AskAsync(HttpContext) is { } ask ? ask : View("RecoveryCodes", page);
    }

    [HttpPost("/account/recovery-codes"), Requires(Operation.UsePortal), ProvedLately]
    public Task<IActionResult> RecoveryCodes(OwnPasswordForm form, [FromServices] RenewRecoveryCodes codes, CancellationToken cancellation) =>
        this.SubmitAsync(form, "RecoveryCodes", () => codes.SaveAsync(form, cancellation), async () => (Result<RecoveryCodesPage>)await codes.OpenAsync(cancellation));

    [HttpGet("/account/password"), Requires(Operation.UsePortal), ProvedLately]
    public IActionResult Password() => View("ChangePassword", new ChangePasswordPage(new ChangePasswordForm()));

    [HttpPost("/account/password"), Requires(Operation.UsePortal), ProvedLately]
    public Task<IActionResult> Password(ChangePasswordForm form, [FromServices] ChangePassword change, CancellationToken cancellation) =>
        this.SubmitAsync(form, "ChangePassword", () => change.SaveAsync(form, User.SessionId(), cancellation), () => Task.FromResult<Result<ChangePasswordPage>>(new ChangePasswordPage(new ChangePasswordForm { Key = form.Key })));
}
