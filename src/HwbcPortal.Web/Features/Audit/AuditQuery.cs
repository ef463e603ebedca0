using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;

namespace HwbcPortal.Web.Features.Audit;

/// <summary>What the audit is asked for; all of it in the address, and the same for an export.</summary>
internal sealed record AuditQuery
{
    public const int PageSize = 50;

    /// <summary>Part of the name, or the reference, of who did it; or the name of one of the portal's own commands.</summary>
    public string? Who { get; init; }

    /// <summary>Part of the name, or the reference, of the person concerned.</summary>
    public string? About { get; init; }

    /// <summary>A command's name.</summary>
    public string? Command { get; init; }

    /// <summary>A PCN's code.</summary>
    public string? Pcn { get; init; }

    /// <summary>The key of a record of a register that is kept in versions.</summary>
    public string? Record { get; init; }

    [Display(Name = "From")]
    public DateOnly? From { get; init; }

    [Display(Name = "To")]
    public DateOnly? To { get; init; }

    /// <summary>Only entries before this one in the chain; null: from the newest.</summary>
    public long? Before { get; init; }

    public bool IsFiltered => new[] { Who, About, Command, Pcn, Record }.Any(v => !string.IsNullOrWhiteSpace(v)) || From is not null || To is not null;

    public string Url(string path = "/audit")
    {
        var query = new QueryBuilder();
        foreach (var (name, value) in new[] { ("who", Who), ("about", About), ("command", Command), ("pcn", Pcn), ("record", Record), ("from", From?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), ("to", To?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), ("before", Before?.ToString(CultureInfo.InvariantCulture)) })
        {
            if (!string.IsNullOrWhiteSpace(value))
                query.Add(name, value);
        }

        return path + query.ToQueryString();
    }
}
