namespace HwbcPortal.Domain.Compliance;

/// <summary>The calendar of the rules.</summary>
internal static class Days
{
    public static DateOnly FirstOfMonth(DateOnly day) => new(day.Year, day.Month, 1);

    public static DateOnly LastOfMonth(DateOnly day) => new(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month));

    /// <summary>1 April of the contract year.</summary>
    public static DateOnly ContractYear(DateOnly day) => new(day.Month >= 4 ? day.Year : day.Year - 1, 4, 1);

    public static bool Covers(DateOnly from, DateOnly? to, DateOnly day) => from <= day && (to is null || day <= to);

    /// <summary>A day after or before, not beyond the calendar.</summary>
    public static DateOnly Plus(DateOnly day, int days) =>
        DateOnly.FromDayNumber(Math.Clamp(day.DayNumber + days, DateOnly.MinValue.DayNumber, DateOnly.MaxValue.DayNumber));

    /// <summary>Months later; a day that is missing there is the month's last. Not beyond the calendar.</summary>
    public static DateOnly PlusMonths(DateOnly day, int months) =>
        ((day.Year * 12) + day.Month - 1 + months) / 12 > 9999 ? DateOnly.MaxValue : day.AddMonths(months);
}
