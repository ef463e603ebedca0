using System.ComponentModel.DataAnnotations;
using System.Globalization;
using HwbcPortal.Web.Features.Shared;
using Microsoft.AspNetCore.Http.Extensions;

namespace HwbcPortal.Web.Features.Claims;

/// <summary>What the page of claims is asked for; all of it in the address, and the same for an export.</summary>
internal sealed record ClaimsQuery
{
    /// <summary>Only coaches who are ready.</summary>
    public const string Ready = "ready";

    /// <summary>Only coaches who are not.</summary>
    public const string Open = "open";

    /// <summary>The first month of the role: before it there are no rules.</summary>
    public static readonly DateOnly Earliest = new(2020, 4, 1);

    /// <summary>A PCN's code; null for the one that is worked in.</summary>
    public string? Pcn { get; init; }

    /// <summary>A year and a month, 2026-11; null for the current one.</summary>
    public string? Month { get; init; }

    /// <summary>The day whose knowledge is used; null: what is known now.</summary>
    [Display(Name = "As known on (optional)")]
    public DateOnly? Known { get; init; }

    /// <summary>"ready", "open", or a rule's code for those who lack it; null: everybody.</summary>
    public string? Show { get; init; }

    public string Url(string path = "/requirements/claims")
    {
        var query = new QueryBuilder();
        foreach (var (name, value) in new[] { ("pcn", Pcn), ("month", Month), ("known", Known?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), ("show", Show) })
        {
            if (!string.IsNullOrWhiteSpace(value))
                query.Add(name, value);
        }

        return path + query.ToQueryString();
    }

    /// <summary>What is looked at, and in words what of the query cannot be.</summary>
    public (DateOnly Month, DateOnly? Known, string? Fault) Read(DateOnly today)
    {
        var current = Months.First(today);
        var month = string.IsNullOrWhiteSpace(Month) ? current : Months.Of(Month.Trim());
        var fault = month is null ? "A month is a year and a month, like 2026-11."
            : month > current ? $"{Words.Month(month.Value)} has not begun: nothing can be said of it yet."
            : month < Earliest ? "The scheme funds health and wellbeing coaches since April 2020: there is nothing before." : null;
        if (fault is not null)
            return (current, null, $"{fault} This is {Words.Month(current)}.");
        return Known > today ? (month!.Value, null, $"What will be known on {Words.Date(Known.Value)} is not known yet. This is what is known today.") : (month!.Value, Known, null);
    }
}
