using HwbcPortal.Web.Infrastructure.Security;

namespace HwbcPortal.Web.Infrastructure.Hosting;

/// <summary>What a request passes through, in order.</summary>
internal static class Pipeline
{
    public static void UsePortal(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseMiddleware<RequestLog>();
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<HostCookies>();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = "/error/500",
            StatusCodeSelector = fault => fault is BadHttpRequestException bad ? bad.StatusCode : StorageFault.Of(fault) is not null ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError,
        });
        app.UseStatusCodePagesWithReExecute("/error/{0}");
        app.UseMiddleware<HttpsOrLoopback>();
        app.UseRouting();
        app.UseRequestTimeouts();
        app.UseAuthentication();
        app.UseMiddleware<SignedInMiddleware>();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseMiddleware<FormsOnly>();
        app.MapStaticAssets().AllowAnonymous().DisableRateLimiting();
        app.MapControllers();
    }
}
