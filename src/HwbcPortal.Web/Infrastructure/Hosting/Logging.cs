using System.Diagnostics;
using System.Text.RegularExpressions;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace HwbcPortal.Web.Infrastructure.Hosting;

/// <summary>Logs go to standard error; `Serilog` in configuration adds to that.</summary>
internal static class Logging
{
    public static void AddPortalLogging(this WebApplicationBuilder builder)
    {
        var logger = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft.AspNetCore", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.EntityFrameworkCore", LogEventLevel.Warning)
            .Enrich.FromLogContext()
            .Enrich.With<MaskedAddresses>()
            .WriteTo.Console(standardErrorFromLevel: LogEventLevel.Verbose, formatProvider: System.Globalization.CultureInfo.InvariantCulture)
            .ReadFrom.Configuration(builder.Configuration)
            .CreateLogger();
        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(logger, dispose: true);
    }
}

/// <summary>
/// Leaves the secret of a private calendar and the code of a link to choose a password out of every line, whoever writes it: the
/// request log, the framework at whichever level is set, and the address that it hangs on each line of a request.
/// </summary>
internal sealed partial class MaskedAddresses : ILogEventEnricher
{
    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        foreach (var (name, value) in logEvent.Properties.ToList())
        {
            if (value is ScalarValue { Value: string text } && Secret().IsMatch(text))
                logEvent.AddOrUpdateProperty(new LogEventProperty(name, new ScalarValue(Secret().Replace(text, "$1***"))));
        }
    }

    [GeneratedRegex(@"(/calendar/(?=[^/\s])|[?&]code=(?=[^&\s]))[^/&\s]+", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();
}

/// <summary>One line a request: method, path without its query (a query can hold a name), status, time.</summary>
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
            var level = status >= 500 ? LogLevel.Error : LogLevel.Debug;
            if (log.IsEnabled(level))
                log.Log(level, "{Method} {Path} {Status} {Elapsed:0.0} ms", context.Request.Method, context.Request.Path.Value, status, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
    }
}
