using System.Diagnostics;
using System.Text.Json;
using HwbcPortal.Web.Tests.Hosting;

namespace HwbcPortal.Web.Tests.Calendar;

/// <summary>An event as somebody else's parser reads it. An instant is written with its offset, a day without a time.</summary>
internal sealed record ParsedEvent(string Uid, string Start, string End, string Stamp, string Modified, int Sequence, string Status, string Summary, string? Location, string[] Names);

/// <summary>Debian's python3-icalendar: the one that is installed, or installed now.</summary>
internal static class OtherParser
{
    private const string Script =
        """
        import json, sys
        from icalendar import Calendar
        calendar = Calendar.from_ical(sys.stdin.buffer.read())
        assert calendar["VERSION"] == "2.0" and calendar["PRODID"] and calendar["CALSCALE"] == "GREGORIAN" and not calendar.errors
        def text(event, name): return str(event[name]) if name in event else None
        def when(event, name): return event[name].dt.isoformat()
        print(json.dumps([{"Uid": text(e, "UID"), "Start": when(e, "DTSTART"), "End": when(e, "DTEND"), "Stamp": when(e, "DTSTAMP"), "Modified": when(e, "LAST-MODIFIED"), "Sequence": int(e["SEQUENCE"]),
            "Status": text(e, "STATUS"), "Summary": text(e, "SUMMARY"), "Location": text(e, "LOCATION"), "Names": sorted(e.keys())} for e in calendar.walk("VEVENT") if not e.errors]))
        """;

    private static readonly SemaphoreSlim Preparing = new(1, 1);

    /// <summary>Makes ready; false where there is none and none can be installed.</summary>
    public static async Task<bool> PrepareAsync()
    {
        await Preparing.WaitAsync();
        try
        {
            if (Directory.Exists("/usr/lib/python3/dist-packages/icalendar"))
                return true;
            if (!DebianPackages.CanInstall)
            {
                await Console.Error.WriteLineAsync("No python3-icalendar was found and none can be installed here: what calendars read is not tested.");
                return false;
            }

            await DebianPackages.InstallAsync("python3-icalendar", "--no-install-recommends", "python3-icalendar");
            return true;
        }
        finally
        {
            Preparing.Release();
        }
    }

    public static async Task<IReadOnlyList<ParsedEvent>> ReadAsync(byte[] calendar)
    {
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", Script]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await process.StandardInput.BaseStream.WriteAsync(calendar);
        process.StandardInput.Close();
        var faults = process.StandardError.ReadToEndAsync();
        var json = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await faults);
        return JsonSerializer.Deserialize<List<ParsedEvent>>(json)!;
    }
}
