using System.Diagnostics;
using System.Security.Claims;
using System.Text.RegularExpressions;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace HwbcPortal.Web.Infrastructure.Hosting;

/// <summary>Logs go to standard error; `Serilog` in configuration adds to that.</summary>
internal static class Logging
{
    // With its day and zone: logs of several machines are read side by side.
    private const string Line = "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} [{Level:u3}] {Message:lj}{NewLine}{Exception}";

    public static void AddPortalLogging(this WebApplicationBuilder builder)
    {
        var logger = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft.AspNetCore", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.EntityFrameworkCore", LogEventLevel.Warning)
            .Enrich.FromLogContext()
            .Enrich.With<SafeValues>()
            .WriteTo.Console(outputTemplate: Line, standardErrorFromLevel: LogEventLevel.Verbose, formatProvider: System.Globalization.CultureInfo.InvariantCulture)
            .ReadFrom.Configuration(builder.Configuration)
            .CreateLogger();
        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(logger, dispose: true);
    }
}

/// <summary>
/// Leaves the secret of a private calendar and the code of a link to choose a password out of every line, whoever writes it: the
/// request log, the framework at whichever level is set, and the address that it hangs on each line of a request. No value begins a line
/// of its own, which would look as if the portal had written it.
/// </summary>
internal sealed partial class SafeValues : ILogEventEnricher
{
    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        foreach (var (name, value) in logEvent.Properties.ToList())
        {
            if (value is ScalarValue { Value: string text } && Secret().Replace(LineEnd().Replace(text, " "), "$1***") is var safe && safe != text)
                logEvent.AddOrUpdateProperty(new LogEventProperty(name, new ScalarValue(safe)));
        }
    }

    [GeneratedRegex(@"(/calendar/(?=[^/\s])|[?&]code=(?=[^&\s]))[^/&\s]+", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();

    [GeneratedRegex(@"[\p{Cc}\u2028\u2029]")]
    private static partial Regex LineEnd();
}

/// <summary>One line a request: method, path without its query (a query can hold a name), status, time, whose account and from where. What was refused is told by default, since somebody may be trying.</summary>
internal sealed class RequestLog(RequestDelegate next, ILogger<RequestLog> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            var status = context.Response.StatusCode;
            // A 404 is mostly a mistyped address, a 422 a mistyped form.
            var level = status >= 500 ? LogLevel.Error : status >= 400 && status is not (StatusCodes.Status404NotFound or StatusCodes.Status409Conflict or StatusCodes.Status422UnprocessableEntity) ? LogLevel.Warning : LogLevel.Debug;
            if (log.IsEnabled(level))
                log.Log(level, "{Method} {Path} {Status} {Elapsed:0.0} ms, account {Account}, from {Address}", context.Request.Method, context.Request.Path.Value, status, Stopwatch.GetElapsedTime(started).TotalMilliseconds,
                    context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? "none", context.Connection.RemoteIpAddress?.ToString() ?? "unknown");
        }
    }
}
