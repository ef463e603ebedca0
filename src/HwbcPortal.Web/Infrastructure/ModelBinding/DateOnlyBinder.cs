using System.Globalization;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace HwbcPortal.Web.Infrastructure.ModelBinding;

/// <summary>
/// Binds a date from three text fields (Day, Month, Year), or from one value such as 2026-11-01 in an address. A month can be a
/// name. What was typed is kept; what is wrong is said in a sentence that names the field.
/// </summary>
internal sealed class DateOnlyBinder : IModelBinder
{
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    public Task BindModelAsync(ModelBindingContext context)
    {
        var name = context.ModelName;
        var whole = context.ValueProvider.GetValue(name);
        if (whole != ValueProviderResult.None)
        {
            context.ModelState.SetModelValue(name, whole);
            if (string.IsNullOrWhiteSpace(whole.FirstValue))
                context.Result = ModelBindingResult.Success(null);
            else if (DateOnly.TryParseExact(whole.FirstValue, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var written))
                context.Result = ModelBindingResult.Success(written);
            else
                context.ModelState.TryAddModelError(name, $"{Label(context)} must be a real date");
            return Task.CompletedTask;
        }

        string? Part(string part)
        {
            var value = context.ValueProvider.GetValue($"{name}.{part}");
            if (value == ValueProviderResult.None)
                return null;
            context.ModelState.SetModelValue($"{name}.{part}", value);
            // A part has no error of its own: the date has.
            context.ModelState.MarkFieldSkipped($"{name}.{part}");
            return value.FirstValue?.Trim();
        }

        var (day, month, year) = (Part("Day"), Part("Month"), Part("Year"));
        if (day is null && month is null && year is null)
            return Task.CompletedTask;
        var (date, fault) = Read(day, month, year);
        if (fault is not null)
            context.ModelState.TryAddModelError(name, $"{Label(context)} {fault}");
        else
            context.Result = ModelBindingResult.Success(date);
        return Task.CompletedTask;
    }

    /// <summary>The date that three texts mean, or what is wrong with them; neither when all are empty.</summary>
    internal static (DateOnly? Date, string? Fault) Read(string? day, string? month, string? year)
    {
        var missing = new[] { (day, "day"), (month, "month"), (year, "year") }.Where(p => string.IsNullOrEmpty(p.Item1)).Select(p => p.Item2).ToList();
        if (missing.Count == 3)
            return (null, null);
        if (missing.Count > 0)
            return (null, $"must include a {string.Join(" and a ", missing)}");
        if (!Number(day!, out var d) || !MonthOf(month!, out var m) || !Number(year!, out var y))
            return (null, "must be a real date");
        if (year!.Length != 4)
            return (null, "must have a year with 4 numbers");
        return y >= 1 && m is >= 1 and <= 12 && d >= 1 && d <= DateTime.DaysInMonth(y, m) ? (new DateOnly(y, m, d), null) : (null, "must be a real date");
    }

    private static bool MonthOf(string text, out int month)
    {
        if (Number(text, out month))
            return true;
        var name = text.ToLowerInvariant();
        month = Array.FindIndex(Months, m => name.StartsWith(m, StringComparison.Ordinal)) + 1;
        return month > 0 && CultureInfo.InvariantCulture.DateTimeFormat.MonthNames[month - 1].StartsWith(name, StringComparison.OrdinalIgnoreCase);
    }

    private static bool Number(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static string Label(ModelBindingContext context) => (context.ModelMetadata.DisplayName ?? "The date").Replace(" (optional)", "", StringComparison.Ordinal);
}

/// <summary>Gives every date the binder.</summary>
internal sealed class DateOnlyBinderProvider : IModelBinderProvider
{
    public IModelBinder? GetBinder(ModelBinderProviderContext context) =>
        (Nullable.GetUnderlyingType(context.Metadata.ModelType) ?? context.Metadata.ModelType) == typeof(DateOnly) ? new DateOnlyBinder() : null;
}
