using System.Globalization;
using System.Text;
using HwbcPortal.Web.Infrastructure;

namespace HwbcPortal.Web.Features.Calendar;

/// <summary>A session as a calendar shows it: when, with whom and how. It knows nothing of what was said.</summary>
/// <param name="RecordId">The session's record: the same through all changes.</param>
/// <param name="Date">The day.</param>
/// <param name="StartsAt">The time by the clock in London; null: the day alone.</param>
/// <param name="Minutes">How long.</param>
/// <param name="With">The other person's name.</param>
/// <param name="Where">How the two meet.</param>
/// <param name="IsCancelled">Whether it does not take place.</param>
/// <param name="Sequence">How often it was changed.</param>
/// <param name="ChangedUtc">When it was changed last.</param>
internal sealed record CalendarEvent(Guid RecordId, DateOnly Date, TimeOnly? StartsAt, int Minutes, string With, string? Where, bool IsCancelled, int Sequence, DateTime ChangedUtc);

/// <summary>Writes events as RFC 5545 has them. Instants are UTC, so that no description of a time zone goes along.</summary>
internal static class CalendarText
{
    public const string ContentType = "text/calendar; charset=utf-8";
    private const int OctetsOfALine = 75;

    /// <param name="events">The events.</param>
    /// <param name="name">What a program calls the whole; null for a single event.</param>
    public static byte[] Write(IEnumerable<CalendarEvent> events, string? name = null)
    {
        var text = new StringBuilder();
        Line(text, "BEGIN:VCALENDAR");
        Line(text, "VERSION:2.0");
        Line(text, "PRODID:-//HWBC Portal//Supervision//EN");
        Line(text, "CALSCALE:GREGORIAN");
        // Without a name many programs show the address in its place, and with it the secret.
        if (name is not null)
            Line(text, $"X-WR-CALNAME:{Escaped(name)}");
        foreach (var one in events)
            Event(text, one);
        Line(text, "END:VCALENDAR");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Event(StringBuilder text, CalendarEvent one)
    {
        Line(text, "BEGIN:VEVENT");
        Line(text, $"UID:{one.RecordId}@hwbc-portal");
        // Nothing is sent by a method here: the stamp is the time of the last change, and the same state is the same text.
        Line(text, $"DTSTAMP:{Instant(one.ChangedUtc)}");
        Line(text, $"LAST-MODIFIED:{Instant(one.ChangedUtc)}");
        if (one.StartsAt is { } time)
        {
            var begins = UkClock.ToUtc(one.Date, time);
            Line(text, $"DTSTART:{Instant(begins)}");
            Line(text, $"DTEND:{Instant(begins.AddMinutes(one.Minutes))}");
        }
        else
        {
            Line(text, $"DTSTART;VALUE=DATE:{Day(one.Date)}");
            Line(text, $"DTEND;VALUE=DATE:{Day(one.Date.AddDays(1))}");
        }

        Line(text, $"SEQUENCE:{one.Sequence.ToString(CultureInfo.InvariantCulture)}");
        Line(text, $"STATUS:{(one.IsCancelled ? "CANCELLED" : "CONFIRMED")}");
        Line(text, $"SUMMARY:{Escaped($"Supervision with {one.With}")}");
        if (one.Where is not null)
            Line(text, $"LOCATION:{Escaped(one.Where)}");
        Line(text, "END:VEVENT");
    }

    /// <summary>Ends a line, and folds it before it has more octets than a line may have; a character is never cut in two.</summary>
    private static void Line(StringBuilder text, string line)
    {
        var octets = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > OctetsOfALine)
            {
                text.Append("\r\n ");
                octets = 1;
            }

            text.Append(rune.ToString());
            octets += rune.Utf8SequenceLength;
        }

        text.Append("\r\n");
    }

    /// <summary>A text as a value: what would end it is escaped, a line end is written as one, other control characters go.</summary>
    private static string Escaped(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var c in value.ReplaceLineEndings("\n"))
        {
            switch (c)
            {
                case '\n':
                    text.Append("\\n");
                    break;
                case '\\' or ';' or ',':
                    text.Append('\\').Append(c);
                    break;
                case not '\t' when char.IsControl(c):
                    break;
                default:
                    text.Append(c);
                    break;
            }
        }

        return text.ToString();
    }

    private static string Instant(DateTime utc) => utc.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Day(DateOnly date) => date.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
