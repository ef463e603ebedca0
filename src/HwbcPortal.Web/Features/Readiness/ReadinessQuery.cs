using System.ComponentModel.DataAnnotations;
using System.Globalization;
using HwbcPortal.Domain.Compliance;
using Microsoft.AspNetCore.Http.Extensions;

namespace HwbcPortal.Web.Features.Readiness;

/// <summary>What the list is asked for. All of it is in the address, so that a list can be shared and comes back with Back.</summary>
internal sealed record ReadinessQuery
{
    /// <summary>The rows of a page.</summary>
    public const int PageSize = 25;

    /// <summary>The PCN's code; null for the chosen one (an administrator: all).</summary>
    public string? Pcn { get; init; }

    /// <summary>Part of a name or reference.</summary>
    public string? Q { get; init; }

    /// <summary>The answer about referrals; "cleared" takes provisional ones in.</summary>
    public ReferralsFilter? Referrals { get; init; }

    /// <summary>The answer about role requirements.</summary>
    public Arrs? Arrs { get; init; }

    /// <summary>The answer about what the coach has to do.</summary>
    public Standing? Standing { get; init; }

    /// <summary>The answer about what the PCN or employer has to do.</summary>
    public Standing? PcnStanding { get; init; }

    /// <summary>Only those with something due within 30 days.</summary>
    public bool Due { get; init; }

    /// <summary>Only those whose supervision is overdue.</summary>
    public bool Supervision { get; init; }

    /// <summary>The day that is asked about; null: today.</summary>
    [Display(Name = "As at")]
    public DateOnly? At { get; init; }

    /// <summary>name, referrals or due.</summary>
    public string? Sort { get; init; }

    /// <summary>From 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>Whether anything narrows the list.</summary>
    public bool IsFiltered => !string.IsNullOrWhiteSpace(Q) || Referrals is not null || Arrs is not null || Standing is not null || PcnStanding is not null || Due || Supervision;

    /// <summary>What may be asked by somebody who is told of no one coach's supervision: neither by a filter nor by an order.</summary>
    public ReadinessQuery Pooled => this with { Standing = null, PcnStanding = null, Due = false, Supervision = false, Sort = Sort == "due" ? null : Sort };

    /// <summary>The address of this list.</summary>
    public string Url()
    {
        var query = new QueryBuilder();
        Add("pcn", Pcn);
        Add("q", Q);
        Add("referrals", Referrals?.ToString());
        Add("arrs", Arrs?.ToString());
        Add("standing", Standing?.ToString());
        Add("pcnStanding", PcnStanding?.ToString());
        Add("due", Due ? "true" : null);
        Add("supervision", Supervision ? "true" : null);
        Add("at", At?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Add("sort", Sort);
        Add("page", Page > 1 ? Page.ToString(CultureInfo.InvariantCulture) : null);
        return "/readiness" + query.ToQueryString();

        void Add(string name, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value))
                query.Add(name, value);
        }
    }
}

/// <summary>Which answers about referrals the list shows.</summary>
internal enum ReferralsFilter
{
    /// <summary>Cleared, provisionally too.</summary>
    Cleared,

    /// <summary>Cleared provisionally.</summary>
    Provisional,

    /// <summary>In post and not cleared.</summary>
    NotCleared,

    /// <summary>Referrals paused.</summary>
    Suspended,

    /// <summary>Starting later.</summary>
    Starting,

    /// <summary>No longer in post.</summary>
    Left,
}
