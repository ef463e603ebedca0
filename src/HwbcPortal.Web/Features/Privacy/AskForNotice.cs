using System.Collections.Concurrent;
using HwbcPortal.Data;
using HwbcPortal.Web.Infrastructure.Hosting;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Privacy;

/// <summary>Who is known to have read the notice as it is now: whoever has is not asked of the database again.</summary>
internal sealed class NoticeReaders(PrivacySettings privacy)
{
    private readonly ConcurrentDictionary<Guid, bool> _read = new();

    public async ValueTask<bool> HasReadAsync(HwbcDbContext db, Guid userId, CancellationToken cancellation)
    {
        if (_read.ContainsKey(userId))
            return true;
        if (!await db.NoticeAcceptances.AnyAsync(a => a.UserId == userId && a.Version == privacy.Version, cancellation))
            return false;
        return _read[userId] = true;
    }
}

/// <summary>
/// Shows the privacy notice to somebody who has not read it as it is now, before the next page that they open. A form that is sent is
/// let through, and so is what a page loads by itself: nothing typed is lost.
/// </summary>
internal sealed class AskForNotice(NoticePolicy policy, NoticeReaders readers, SignedIn signedIn, HwbcDbContext db) : IAsyncResourceFilter
{
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var request = context.HttpContext.Request;
        if (policy.IsAsked && signedIn.IsSomebody && HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"].ToString() is ("" or "navigate")
            && context.ActionDescriptor.EndpointMetadata.All(m => m is not IAllowAnonymous) && !IsNever(request.Path)
            && !await readers.HasReadAsync(db, signedIn.Person.UserId, context.HttpContext.RequestAborted))
        {
            context.Result = new RedirectResult($"/privacy/accept{QueryString.Create("returnUrl", request.Path + request.QueryString)}");
            return;
        }

        await next();
    }

    /// <summary>One's own account, what was kept of a form, and the notice itself.</summary>
    private static bool IsNever(PathString path) => path.StartsWithSegments("/account", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/privacy", StringComparison.OrdinalIgnoreCase);
}
