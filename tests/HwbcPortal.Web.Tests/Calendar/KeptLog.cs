using System.Collections.Concurrent;
using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;

namespace HwbcPortal.Web.Tests.Calendar;

/// <summary>A log that a test can read, set by configuration as an operator would: lines with all that hangs on them.</summary>
public static class KeptLog
{
    private static readonly ConcurrentQueue<string> Kept = new();

    public static IReadOnlyCollection<string> Lines => Kept;

    public static LoggerConfiguration Keeping(this LoggerSinkConfiguration sinks) => sinks.Sink(new Sink());

    private sealed class Sink : ILogEventSink
    {
        public void Emit(LogEvent logEvent) => Kept.Enqueue($"{logEvent.RenderMessage(System.Globalization.CultureInfo.InvariantCulture)} {string.Join(' ', logEvent.Properties.Select(p => $"{p.Key}={p.Value}"))} {logEvent.Exception}");
    }
}
