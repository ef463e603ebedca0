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

    /// <summary>Makes ready; false where there is none and none can be installed.</summary>
    public static Task<bool> PrepareAsync() => DebianPython.PrepareAsync("python3-icalendar", "icalendar", "what calendars read");

    public static async Task<IReadOnlyList<ParsedEvent>> ReadAsync(byte[] calendar) => JsonSerializer.Deserialize<List<ParsedEvent>>(await DebianPython.RunAsync(Script, calendar))!;
}
