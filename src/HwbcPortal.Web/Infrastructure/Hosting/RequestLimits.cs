using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace HwbcPortal.Web.Infrastructure.Hosting;

/// <summary>How large a request may be and how long it may take. What brings files says so itself (<see cref="TakesFilesAttribute"/>).</summary>
internal static class RequestLimits
{
    /// <summary>A form without files: the longest list that can be typed, as a browser sends it.</summary>
    public const long MostBytes = 1024 * 1024;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public static void Set(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MostBytes;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
    }

    public static void AddRequestLimits(this IServiceCollection services)
    {
        services.Configure<FormOptions>(form =>
        {
            form.ValueCountLimit = 1000;
            form.KeyLengthLimit = 200;
            form.ValueLengthLimit = 128 * 1024;
            form.MultipartHeadersCountLimit = 8;
            form.MultipartHeadersLengthLimit = 4 * 1024;
        });
        // The longest is five files over a slow line.
        services.AddRequestTimeouts(timeouts => timeouts.DefaultPolicy = new() { Timeout = Longest });
    }
}

/// <summary>An action that asks for a form's token reads forms and nothing else, and none that says of itself that it is too large.</summary>
internal sealed class FormsOnly(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || context.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<IgnoreAntiforgeryTokenAttribute>() is not null)
        {
            await next(context);
            return;
        }

        // Without this the form's token is what cannot be read, and the page would speak of that.
        if (request.ContentLength > context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize)
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
        else if (request is { ContentType.Length: > 0, HasFormContentType: false })
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
        else
        {
            // An action that takes more in one field sets that later, and reads the form itself.
            if (request.HasFormContentType && endpoint.Metadata.GetMetadata<RequestFormLimitsAttribute>() is null)
                await ReadAsync(context);
            await next(context);
        }
    }

    /// <summary>Reads the form. A large file lies on a disk while it is sent, and that disk may be full: that is said, and not that there is no token.</summary>
    private static async Task ReadAsync(HttpContext context)
    {
        try
        {
            await context.Request.ReadFormAsync(context.RequestAborted);
        }
        catch (Exception fault) when (StorageFault.Of(fault) is not null)
        {
            // The page that says so asks for no form.
            context.Request.Form = FormCollection.Empty;
            throw;
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException)
        {
            // Whoever asks for the form next is told the same, and answers it.
        }
    }
}
