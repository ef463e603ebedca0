namespace HwbcPortal.Web.Infrastructure;

/// <summary>The only clock: dates are those of Europe/London, instants are UTC.</summary>
internal sealed class UkClock(TimeProvider time)
{
    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    /// <summary>Today in Europe/London.</summary>
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(UtcNow, London));

    /// <summary>Now, UTC.</summary>
    public DateTime UtcNow => time.GetUtcNow().UtcDateTime;

    /// <summary>The London date and time of an instant.</summary>
    public static DateTime ToLondon(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(utc, London);

    /// <summary>
    /// The instant at which the clocks of London show a time, as RFC 5545 reads one: of a time that is there twice (in the hour after
    /// summer time ends) the first, and one that the clocks leap over as if they had not leapt yet.
    /// </summary>
    public static DateTime ToUtc(DateOnly date, TimeOnly time)
    {
        var local = date.ToDateTime(time);
        var offset = London.IsAmbiguousTime(local) ? London.GetAmbiguousTimeOffsets(local).Max() : London.GetUtcOffset(London.IsInvalidTime(local) ? local.AddHours(-1) : local);
        return DateTime.SpecifyKind(local - offset, DateTimeKind.Utc);
    }
}
