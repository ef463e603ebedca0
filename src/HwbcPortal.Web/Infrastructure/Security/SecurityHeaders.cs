using HwbcPortal.Web.Infrastructure.Hosting;

namespace HwbcPortal.Web.Infrastructure.Security;

/// <summary>The headers of every response: pages, files, redirects and errors alike.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    // The hash is of the design system's one inline line, which marks the page as one with JavaScript.
    private const string Policy =
        "default-src 'none'; script-src 'self' 'sha256-tDOvXJi1PXbg0CWjLCCYSNHRXtps26K4JXkE3M6u/c0='; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; manifest-src 'self'; require-trusted-types-for 'script'; report-uri /csp-report; report-to csp";

    /// <summary>Marks a response as somebody's file: it runs nothing, whatever it holds.</summary>
    public static readonly object Sandboxed = new();

    /// <summary>Marks a page that shows a secret once: the browser keeps no copy of it, for Back neither.</summary>
    public static readonly object NotKept = new();

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(static state =>
        {
            var response = (HttpResponse)state;
            var headers = response.Headers;
            headers.ContentSecurityPolicy = response.HttpContext.Items.ContainsKey(Sandboxed) ? "default-src 'none'; frame-ancestors 'none'; sandbox" : Policy;
            headers["Reporting-Endpoints"] = "csp=\"/csp-report\"";
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
            if (response.HttpContext.Request.IsHttps)
                headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
            // The files of the build are UTF-8, and their server does not say so.
            if (response.ContentType is "text/css" or "text/javascript")
                response.ContentType += "; charset=utf-8";
            // Back shows the page again (so that a form keeps its key and its words); signing out clears what the browser kept.
            // The antiforgery service forbids keeping a page at all: then Back would give a form a new key, and a second Save a second record.
            if (string.IsNullOrEmpty(headers.CacheControl) || response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true)
            {
                headers.CacheControl = response.HttpContext.Items.ContainsKey(NotKept) ? "no-store" : "private, no-cache";
                headers.Remove("Pragma");
            }

            return Task.CompletedTask;
        }, context.Response);
        return next(context);
    }
}

/// <summary>Refuses a name that is not the portal's, plain http from anywhere but this machine, and a change that another site asks for.</summary>
internal sealed class HttpsOrLoopback(RequestDelegate next, PortalSettings settings)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!settings.Hosts.Knows(request.Host))
        {
            await MisdirectedAsync(context, "This portal has another address.");
            return;
        }

        // Both ends are this machine. A proxy on it that was not declared, in Proxies, asks for a name that leads here from elsewhere.
        if (!request.IsHttps && !((context.Connection.RemoteIpAddress is not { } remote || System.Net.IPAddress.IsLoopback(remote)) && HostSettings.IsThisMachine(request.Host.Host)))
        {
            await MisdirectedAsync(context, "This portal is served over https only.");
            return;
        }

        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !IsOurs(request))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        await next(context);
    }

    private static Task MisdirectedAsync(HttpContext context, string sentence)
    {
        context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(sentence);
    }

    /// <summary>A browser that is too old to say which site asks may say from which address, and then it is this one.</summary>
    private static bool IsOurs(HttpRequest request) => request.Headers["Sec-Fetch-Site"].ToString() switch
    {
        "" => request.Headers.Origin.ToString() is var origin && (origin.Length == 0 || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)),
        "same-origin" or "none" => true,
        _ => false,
    };
}
