using System.Globalization;

namespace HwbcPortal.Web.Infrastructure.Exports;

/// <summary>A list as it leaves the portal: the columns that stand on the page, and what a reader must know of it.</summary>
/// <param name="Name">What the list is.</param>
/// <param name="Columns">The names of the columns.</param>
/// <param name="Rows">A cell for each column.</param>
/// <param name="About">Where, when and what it is not: a sheet of its own in Excel, columns at the end of each row in CSV, so that no row goes without it.</param>
internal sealed record Sheet(string Name, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<Cell>> Rows, IReadOnlyList<(string Name, Cell Value)> About);

/// <summary>A value of a sheet.</summary>
internal abstract record Cell
{
    /// <summary>Words, whoever typed them.</summary>
    public sealed record Text(string Value) : Cell;

    /// <summary>A number.</summary>
    public sealed record Number(decimal Value) : Cell;

    /// <summary>Pounds.</summary>
    public sealed record Money(decimal Value) : Cell;

    /// <summary>A day.</summary>
    public sealed record Date(DateOnly Value) : Cell;

    public static Cell Empty { get; } = new Text("");

    public static Cell Of(string? text) => text is null ? Empty : new Text(text);

    public static Cell Of(decimal? pounds) => pounds is { } p ? new Money(p) : Empty;

    /// <summary>One number where all are the same, else each of them in words.</summary>
    public static Cell Each(IEnumerable<decimal> numbers, string format)
    {
        var all = numbers.ToList();
        return all.Distinct().ToList() is [var one] ? new Number(one) : new Text(string.Join("; ", all.Select(n => n.ToString(format, CultureInfo.InvariantCulture))));
    }
}
