using System.Globalization;
using System.Security.Cryptography;
using HwbcPortal.Web.Infrastructure.Forms;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace HwbcPortal.Web.Infrastructure.Security;

/// <summary>
/// Before something sensitive the second factor is given again, unless it was a short while ago: a cookie that was copied, or a computer that
/// was left open, does not do it. A page that was opened in time may be sent for as long as a session may lie unused, so that nothing typed on it is lost.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ProvedLatelyAttribute : Attribute, IAsyncAuthorizationFilter
{
    /// <summary>How long ago the second factor may have been given.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <summary>The field with which a form says that its page was opened in time.</summary>
    public const string Field = "Opened";

    private static readonly object Opened = new();

    public async Task OnAuthorizationAsync(AuthorizationFilterContext context) => context.Result = await AskAsync(context.HttpContext);

    /// <summary>Where whoever asks shows first that it is they; null: they need not.</summary>
    public static async Task<IActionResult?> AskAsync(HttpContext http)
    {
        var services = http.RequestServices;
        var now = services.GetRequiredService<UkClock>().UtcNow;
        var isOpened = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        var proved = http.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.GetParameter<DateTime>(SignInSessions.ProvedParameter);
        // Only in the demo somebody has nothing to give.
        var opened = now - proved < Longest ? now
            : !isOpened && await OpenedAsync(http, now) is { } before ? before
            : await services.GetRequiredService<SecondFactors>().HasAsync(services.GetRequiredService<SignedIn>().Person.UserId, http.RequestAborted) ? (DateTime?)null : now;
        if (opened is not null)
        {
            http.Items[Opened] = opened;
            return null;
        }

        return new SeeOther($"/account/second-step/again{QueryString.Create("returnUrl", isOpened ? http.Request.Path + http.Request.QueryString : SignInPages.PageBefore(http.Request))}");
    }

    /// <summary>What a form of this page says of when it was opened; null: the page is open to whoever is signed in.</summary>
    public static string? FieldOf(HttpContext http) =>
        http.Items[Opened] is DateTime at ? Protector(http).Protect(string.Create(CultureInfo.InvariantCulture, $"{http.User.SessionId()} {at.Ticks}")) : null;

    private static async Task<DateTime?> OpenedAsync(HttpContext http, DateTime now)
    {
        if (!http.Request.HasFormContentType || (await http.Request.ReadFormAsync(http.RequestAborted))[Field].ToString() is not { Length: > 0 } said)
            return null;
        try
        {
            var parts = Protector(http).Unprotect(said).Split(' ');
            var at = new DateTime(long.Parse(parts[1], CultureInfo.InvariantCulture), DateTimeKind.Utc);
            return parts[0] == http.User.SessionId()?.ToString() && now - at < SignInSessions.LongestIdle ? at : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    // Of the page it is: what was opened for one thing sends no other.
    private static IDataProtector Protector(HttpContext http) => http.RequestServices.GetRequiredService<IDataProtectionProvider>().CreateProtector("hwbc.opened", http.Request.Path.ToString().ToUpperInvariant());
}
