namespace HwbcPortal.Web.Features.Calendar;

/// <summary>The days of a series that keeps its weekday and its place in the month, such as the third Thursday.</summary>
internal static class MonthlySeries
{
    public const int Times = 12;
    private const int Last = 4;
    private static readonly string[] Places = ["first", "second", "third", "fourth", "last"];

    /// <summary>Twelve days from the first on. A fifth weekday, which not every month has, is the month's last.</summary>
    public static IReadOnlyList<DateOnly> From(DateOnly first) => Enumerable.Range(0, Times).Select(n => InMonth(new DateOnly(first.Year, first.Month, 1).AddMonths(n), first.DayOfWeek, Place(first))).ToList();

    /// <summary>"third Thursday".</summary>
    public static string Words(DateOnly date) => $"{Places[Place(date)]} {date.DayOfWeek}";

    private static int Place(DateOnly date) => (date.Day - 1) / 7;

    private static DateOnly InMonth(DateOnly month, DayOfWeek weekday, int place)
    {
        if (place == Last)
        {
            var end = month.AddMonths(1).AddDays(-1);
            return end.AddDays(-(((int)end.DayOfWeek - (int)weekday + 7) % 7));
        }

        return month.AddDays(((int)weekday - (int)month.DayOfWeek + 7) % 7 + 7 * place);
    }
}
