using System.Text;
using HwbcPortal.Web.Features.Calendar;

namespace HwbcPortal.Web.Tests.Calendar;

/// <summary>What is written is what somebody else's parser reads, and times are those of the clocks in London.</summary>
public sealed class CalendarTextTests
{
    private static readonly DateTime Changed = new(2026, 11, 24, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task Names_are_folded_and_read_back_whole()
    {
        string[] names =
        [
            "Rachel Bell", "Bell, Rachel; MSc, PhD", "Jürgen Müller-Lüdenscheidt", @"Back\slash, more", "Two\nlines\r\nand a third", "Łucja 😀 O’Neill 👩‍⚕️", new string('a', 300), string.Concat(Enumerable.Repeat("ü", 200)),
            string.Concat(Enumerable.Repeat("😀", 120)), string.Concat(Enumerable.Repeat("Ann, 😀; ", 40)), new string(' ', 80) + "x", "A:B=C\"D\"", "name\u0001with\u007Fcontrols",
            // Every length around the fold, so that each kind of character meets it at each of its octets.
            .. Enumerable.Range(40, 30).SelectMany(n => new[] { "é", "€", "😀", ",", "\\" }.Select(c => new string('x', n) + c + "y")),
        ];
        var written = CalendarText.Write(names.Select((n, i) => new CalendarEvent(new Guid(i, 0, 0, new byte[8]), new DateOnly(2026, 12, 17), new TimeOnly(14, 30), 60, n, "In person", false, 0, Changed)), "Supervision, mine");
        Lines(written);
        if (!await OtherParser.PrepareAsync())
            return;
        var read = await OtherParser.ReadAsync(written);
        Assert.Equal(names.Select(n => $"Supervision with {n}".ReplaceLineEndings("\n").Replace("\u0001", "", StringComparison.Ordinal).Replace("\u007F", "", StringComparison.Ordinal)), read.Select(e => e.Summary));
        Assert.All(read, e => Assert.Equal("In person", e.Location));
    }

    /// <summary>The other parser unescapes twice, so that it loses one of two backslashes: what RFC 5545 (3.3.11) has stands here.</summary>
    [Fact]
    public void A_backslash_is_escaped_before_whatever_follows_it()
    {
        var written = Encoding.UTF8.GetString(CalendarText.Write([new CalendarEvent(Guid.NewGuid(), new DateOnly(2026, 12, 17), null, 60, "A\\nB\\\\C\nD\\,E", null, false, 0, Changed)]));
        Assert.Contains("SUMMARY:Supervision with " + @"A\\nB\\\\C\nD\\\,E" + "\r\n", written, StringComparison.Ordinal);
    }

    /// <summary>T65: British summer time, to both sides of both changes, with what is not there and what is there twice.</summary>
    [Theory]
    [InlineData("2026-10-24", "14:30", 60, "2026-10-24T13:30:00+00:00", "2026-10-24T14:30:00+00:00")]
    [InlineData("2026-10-25", "14:30", 60, "2026-10-25T14:30:00+00:00", "2026-10-25T15:30:00+00:00")]
    [InlineData("2026-10-26", "14:30", 60, "2026-10-26T14:30:00+00:00", "2026-10-26T15:30:00+00:00")]
    [InlineData("2026-10-25", "00:30", 90, "2026-10-24T23:30:00+00:00", "2026-10-25T01:00:00+00:00")]
    [InlineData("2026-10-25", "01:00", 60, "2026-10-25T00:00:00+00:00", "2026-10-25T01:00:00+00:00")]
    [InlineData("2026-10-25", "01:30", 60, "2026-10-25T00:30:00+00:00", "2026-10-25T01:30:00+00:00")]
    [InlineData("2026-10-25", "02:00", 60, "2026-10-25T02:00:00+00:00", "2026-10-25T03:00:00+00:00")]
    [InlineData("2027-03-27", "14:30", 60, "2027-03-27T14:30:00+00:00", "2027-03-27T15:30:00+00:00")]
    [InlineData("2027-03-28", "14:30", 60, "2027-03-28T13:30:00+00:00", "2027-03-28T14:30:00+00:00")]
    [InlineData("2027-03-29", "14:30", 60, "2027-03-29T13:30:00+00:00", "2027-03-29T14:30:00+00:00")]
    [InlineData("2027-03-28", "00:30", 90, "2027-03-28T00:30:00+00:00", "2027-03-28T02:00:00+00:00")]
    [InlineData("2027-03-28", "01:00", 60, "2027-03-28T01:00:00+00:00", "2027-03-28T02:00:00+00:00")]
    [InlineData("2027-03-28", "01:30", 60, "2027-03-28T01:30:00+00:00", "2027-03-28T02:30:00+00:00")]
    [InlineData("2027-03-28", "02:00", 60, "2027-03-28T01:00:00+00:00", "2027-03-28T02:00:00+00:00")]
    [InlineData("2026-12-31", "23:30", 60, "2026-12-31T23:30:00+00:00", "2027-01-01T00:30:00+00:00")]
    [InlineData("2028-02-29", null, 60, "2028-02-29", "2028-03-01")]
    [InlineData("2026-12-31", null, 480, "2026-12-31", "2027-01-01")]
    public async Task A_time_of_the_clock_in_London_is_an_instant(string date, string? time, int minutes, string start, string end)
    {
        if (!await OtherParser.PrepareAsync())
            return;
        var one = new CalendarEvent(Guid.NewGuid(), DateOnly.ParseExact(date, "yyyy-MM-dd"), time is null ? null : TimeOnly.ParseExact(time, "HH:mm"), minutes, "Aisha Khan", null, time is null, 3, Changed);
        var read = Assert.Single(await OtherParser.ReadAsync(CalendarText.Write([one])));
        Assert.Equal((start, end), (read.Start, read.End));
        Assert.Equal(($"{one.RecordId}@hwbc-portal", 3, time is null ? "CANCELLED" : "CONFIRMED", null), (read.Uid, read.Sequence, read.Status, read.Location));
        Assert.Equal(("2026-11-24T12:00:00+00:00", "2026-11-24T12:00:00+00:00"), (read.Stamp, read.Modified));
    }

    [Fact]
    public async Task A_calendar_without_events_can_be_read()
    {
        Lines(CalendarText.Write([], "Supervision"));
        if (await OtherParser.PrepareAsync())
            Assert.Empty(await OtherParser.ReadAsync(CalendarText.Write([], "Supervision")));
    }

    [Theory]
    [InlineData("14:30", 14, 30)]
    [InlineData("14.30", 14, 30)]
    [InlineData("1430", 14, 30)]
    [InlineData("9:05", 9, 5)]
    [InlineData(" 2:30pm ", 14, 30)]
    [InlineData("2:30 PM", 14, 30)]
    [InlineData("2.30pm", 14, 30)]
    [InlineData("2pm", 14, 0)]
    [InlineData("12am", 0, 0)]
    [InlineData("12pm", 12, 0)]
    [InlineData("12:30am", 0, 30)]
    [InlineData("00:00", 0, 0)]
    [InlineData("23:59", 23, 59)]
    public void A_time_is_read_as_people_write_it(string text, int hour, int minute)
    {
        Assert.True(ClockTime.TryRead(text, out var time));
        Assert.Equal(new TimeOnly(hour, minute), time);
    }

    [Theory]
    [InlineData("9")]
    [InlineData("24:00")]
    [InlineData("14:60")]
    [InlineData("14pm")]
    [InlineData("0am")]
    [InlineData("14:3")]
    [InlineData("-1:30")]
    [InlineData("half past two")]
    [InlineData("１４:３０")]
    [InlineData("14:30:00")]
    [InlineData("143")]
    public void What_is_no_time_is_refused(string text) => Assert.False(ClockTime.TryRead(text, out _));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void No_text_is_no_time(string? text)
    {
        Assert.True(ClockTime.TryRead(text, out var time));
        Assert.Null(time);
    }

    [Theory]
    [InlineData("2026-12-17", "third Thursday", "2026-12-17 2027-01-21 2027-02-18 2027-03-18 2027-04-15 2027-05-20 2027-06-17 2027-07-15 2027-08-19 2027-09-16 2027-10-21 2027-11-18")]
    [InlineData("2026-12-31", "last Thursday", "2026-12-31 2027-01-28 2027-02-25 2027-03-25 2027-04-29 2027-05-27 2027-06-24 2027-07-29 2027-08-26 2027-09-30 2027-10-28 2027-11-25")]
    [InlineData("2028-02-29", "last Tuesday", "2028-02-29 2028-03-28 2028-04-25 2028-05-30 2028-06-27 2028-07-25 2028-08-29 2028-09-26 2028-10-31 2028-11-28 2028-12-26 2029-01-30")]
    [InlineData("2027-02-28", "fourth Sunday", "2027-02-28 2027-03-28 2027-04-25 2027-05-23 2027-06-27 2027-07-25 2027-08-22 2027-09-26 2027-10-24 2027-11-28 2027-12-26 2028-01-23")]
    [InlineData("2027-11-01", "first Monday", "2027-11-01 2027-12-06 2028-01-03 2028-02-07 2028-03-06 2028-04-03 2028-05-01 2028-06-05 2028-07-03 2028-08-07 2028-09-04 2028-10-02")]
    public void A_series_keeps_the_weekday_and_its_place_in_the_month(string first, string words, string days)
    {
        var date = DateOnly.ParseExact(first, "yyyy-MM-dd");
        Assert.Equal(days, string.Join(' ', MonthlySeries.From(date).Select(d => $"{d:yyyy-MM-dd}")));
        Assert.Equal(words, MonthlySeries.Words(date));
    }

    /// <summary>Lines end with CR and LF, have at most 75 octets each, and no character is cut: each line is UTF-8 of its own.</summary>
    internal static void Lines(byte[] calendar)
    {
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        var text = strict.GetString(calendar);
        Assert.EndsWith("\r\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', text.Replace("\r\n", "", StringComparison.Ordinal));
        Assert.DoesNotContain('\r', text.Replace("\r\n", "", StringComparison.Ordinal));
        var start = 0;
        for (var i = 0; i + 1 < calendar.Length; i++)
        {
            if (calendar[i] != '\r')
                continue;
            Assert.InRange(i - start, 1, 75);
            strict.GetString(calendar, start, i - start);
            start = i + 2;
        }
    }
}
