using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Hosting;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Account;

internal sealed class AccountController : Controller
{
    [HttpGet("/account/sign-in"), AllowAnonymous, Limited(Limit.SignIn)]
    public async Task<IActionResult> SignIn(string? returnUrl, [FromServices] SignIn signIn, [FromServices] SignedIn signedIn, [FromServices] FirstRun firstRun)
    {
        // A window whose session ran out comes here by itself: what the browser kept of it goes.
        if (Request.Query.ContainsKey("over"))
            Response.Headers["Clear-Site-Data"] = "\"cache\"";
        return signedIn.IsSomebody ? Redirect(Local(returnUrl) ?? "/") : firstRun.IsOpen ? Redirect("/first-run") : this.Page(await signIn.OpenAsync(new SignInForm(), Local(returnUrl)), "SignIn");
    }

    [HttpPost("/account/sign-in"), AllowAnonymous, Limited(Limit.SignIn)]
    public Task<IActionResult> SignIn(string? returnUrl, SignInForm form, [FromServices] SignIn signIn) =>
        this.SubmitAsync(form, "SignIn", () => signIn.SaveAsync(form, Local(returnUrl)), () => signIn.OpenAsync(form, Local(returnUrl)));

    [HttpPost("/account/sign-out"), Requires(Operation.UsePortal)]
    public async Task<IActionResult> Leave()
    {
        await HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
        // What the browser kept of the pages, for Back as well, goes with the session.
        Response.Headers["Clear-Site-Data"] = "\"cache\"";
        return new SeeOther("/account/sign-in?left=true");
    }

    [HttpGet("/account/forgotten-password"), AllowAnonymous, Limited(Limit.SignIn)]
    public IActionResult ForgottenPassword() => View("ForgottenPassword", new ForgottenPasswordPage(new ForgottenPasswordForm()));

    [HttpPost("/account/forgotten-password"), AllowAnonymous, Limited(Limit.SignIn)]
    public Task<IActionResult> ForgottenPassword(ForgottenPasswordForm form, [FromServices] ForgottenPassword forgotten) =>
        this.SubmitAsync(form, "ForgottenPassword", () => Task.FromResult(forgotten.Save(form)), () => Task.FromResult<Result<ForgottenPasswordPage>>(new ForgottenPasswordPage(form)));

    [HttpGet("/account/choose-password"), AllowAnonymous, Limited(Limit.SignIn)]
    public IActionResult ChoosePassword(Guid user, string? code) => View("ChoosePassword", new ChoosePasswordPage(new ChoosePasswordForm { User = user, Code = code }));

    [HttpPost("/account/choose-password"), AllowAnonymous, Limited(Limit.SignIn)]
    public Task<IActionResult> ChoosePassword(ChoosePasswordForm form, [FromServices] ChoosePassword choose) =>
        this.SubmitAsync(form, "ChoosePassword", () => choose.SaveAsync(form), () => Task.FromResult<Result<ChoosePasswordPage>>(new ChoosePasswordPage(form)));

    /// <summary>Somebody with an account and no role yet.</summary>
    [HttpGet("/account/nothing-yet"), Requires(Operation.UsePortal)]
    public IActionResult NothingYet() => View("NothingYet");

    /// <summary>Somebody is still there: asking is using.</summary>
    [HttpPost("/account/stay"), Requires(Operation.UsePortal)]
    public IActionResult Stay() => NoContent();

    /// <summary>What was typed when the session was over.</summary>
    [HttpGet("/account/continue/{id:guid}"), Requires(Operation.UsePortal)]
    public async Task<IActionResult> Continue(Guid id, [FromServices] KeptForms kept, [FromServices] SignedIn signedIn, CancellationToken cancellation)
    {
        HttpContext.Items[SecurityHeaders.NotKept] = true;
        return await kept.ReadAsync(id, signedIn.Person.UserId, cancellation) is { } fields ? View("Continue", fields) : NotFound();
    }

    /// <summary>The PCN that somebody with several works in now.</summary>
    [HttpPost("/account/pcn"), Requires(Operation.UsePortal)]
    public IActionResult ChoosePcn(string? code, [FromServices] SignedIn signedIn)
    {
        if (signedIn.Person.Pcns.FirstOrDefault(p => p.Code == code) is not { } pcn)
            return NotFound();
        Response.Cookies.Append(ChosenPcn.Cookie, pcn.Code, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = Request.IsHttps, Path = "/", IsEssential = true });
        return new SeeOther("/");
    }

    private string? Local(string? url) => Url.IsLocalUrl(url) ? url : null;
}
