using HwbcPortal.Web.Infrastructure.Security;

namespace HwbcPortal.Web.Infrastructure.Hosting;

/// <summary>What a request passes through, in order.</summary>
internal static class Pipeline
{
    public static void UsePortal(this WebApplication app)
    {
        app.UseMiddleware<RequestLog>();
        app.UseMiddleware<SecurityHeaders>();
        app.UseExceptionHandler("/error/500");
        app.UseStatusCodePagesWithReExecute("/error/{0}");
        app.UseMiddleware<HttpsOrLoopback>();
        app.UseRouting();
        app.UseAuthentication();
        app.UseMiddleware<SignedInMiddleware>();
        app.UseAuthorization();
        app.MapStaticAssets().AllowAnonymous();
        app.MapControllers();
    }
}
