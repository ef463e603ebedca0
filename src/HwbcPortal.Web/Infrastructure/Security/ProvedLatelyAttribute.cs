using HwbcPortal.Web.Infrastructure.Forms;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace HwbcPortal.Web.Infrastructure.Security;

/// <summary>
/// Before something sensitive the second factor is given again, unless it was a short while ago: a cookie that was copied, or a computer that
/// was left open, does not do it. What is sent has as much longer as a session may lie unused, so that nothing typed on the page is lost.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ProvedLatelyAttribute : Attribute, IAsyncAuthorizationFilter
{
    /// <summary>How long ago the second factor may have been given when a page is opened.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    public async Task OnAuthorizationAsync(AuthorizationFilterContext context)
    {
        var (http, services) = (context.HttpContext, context.HttpContext.RequestServices);
        var isOpened = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        var longest = isOpened ? Longest : Longest + SignInSessions.LongestIdle;
        var proved = http.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.GetParameter<DateTime>(SignInSessions.ProvedParameter);
        if (services.GetRequiredService<UkClock>().UtcNow - proved < longest)
            return;
        // Only in the demo somebody has nothing to give.
        if (!await services.GetRequiredService<SecondFactors>().HasAsync(services.GetRequiredService<SignedIn>().Person.UserId, http.RequestAborted))
            return;
        var goOn = isOpened ? http.Request.Path + http.Request.QueryString : SignInPages.PageBefore(http.Request);
        context.Result = new SeeOther($"/account/second-step/again{QueryString.Create("returnUrl", goOn)}");
    }
}
