using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Supervisors;

/// <summary>What the register is asked for; all of it in the address.</summary>
internal sealed record SupervisorsQuery
{
    public const int PageSize = 25;

    /// <summary>Part of a name or organisation.</summary>
    public string? Q { get; init; }

    /// <summary>Only those who may supervise health coaching today, or only the others.</summary>
    public bool? Eligible { get; init; }

    public int Page { get; init; } = 1;

    public bool IsFiltered => !string.IsNullOrWhiteSpace(Q) || Eligible is not null;

    public string Url()
    {
        var query = new QueryBuilder();
        if (!string.IsNullOrWhiteSpace(Q))
            query.Add("q", Q);
        if (Eligible is { } eligible)
            query.Add("eligible", eligible ? "true" : "false");
        if (Page > 1)
            query.Add("page", Page.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return "/supervisors" + query.ToQueryString();
    }
}

/// <summary>An entry of the register.</summary>
/// <param name="RecordId">The entry.</param>
/// <param name="Name">The person.</param>
/// <param name="Profession">The person's.</param>
/// <param name="Organisation">Where they work.</param>
/// <param name="IsEligible">Whether they may supervise health coaching today, by tier 3 or 4 or by a recorded equivalent.</param>
/// <param name="EligibleTo">The last day of that, where it has one.</param>
/// <param name="Coaches">How many coaches whom the reader sees they are named for as health coaching supervisor today.</param>
/// <param name="CapacityCoaches">For how many they have said that they have time.</param>
internal sealed record SupervisorRow(Guid RecordId, string Name, Profession Profession, string? Organisation, bool IsEligible, DateOnly? EligibleTo, int Coaches, int? CapacityCoaches)
{
    public StatusTag Status(DateOnly today) => !IsEligible ? new("Not for health coaching", "grey") : EligibleTo is { } to && to < today.AddDays(60) ? new($"Eligible until {Words.Date(to)}", "yellow") : new("Eligible", "green");

    public bool IsFull => CapacityCoaches is { } most && Coaches > most;
}

internal sealed record SupervisorsPage(SupervisorsQuery Query, DateOnly Today, IReadOnlyList<SupervisorRow> Rows, int Total, bool MayKeep)
{
    public int Pages => Math.Max(1, (Total + SupervisorsQuery.PageSize - 1) / SupervisorsQuery.PageSize);
}

/// <summary>The register of those who support coaches, with when each may supervise health coaching.</summary>
internal sealed class ListSupervisors(HwbcDbContext db, SupervisorRegister register, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<SupervisorsPage> HandleAsync(SupervisorsQuery query, CancellationToken cancellation)
    {
        var today = clock.Today;
        var eligibleNow = SupervisorRegister.EligibleOn(today);
        var entries = register.Entries().AsNoTracking();
        if (!string.IsNullOrWhiteSpace(query.Q))
        {
            var pattern = LikePattern.Containing(query.Q);
            entries = entries.Where(s => EF.Functions.Like(s.Name, pattern, LikePattern.Escape) || EF.Functions.Like(s.Organisation!, pattern, LikePattern.Escape));
        }

        if (query.Eligible is { } eligible)
            entries = entries.Where(s => s.Eligibility.AsQueryable().Any(eligibleNow) == eligible);
        var rows = entries.OrderBy(s => s.Name).ThenBy(s => s.Id).Select(s => new SupervisorRow(s.RecordId, s.Name, s.Profession, s.Organisation,
            s.Eligibility.AsQueryable().Any(eligibleNow),
            s.Eligibility.AsQueryable().Where(eligibleNow).Any(e => e.To == null) ? null : s.Eligibility.AsQueryable().Where(eligibleNow).Max(e => e.To),
            db.Assignments.Where(a => a.VoidedOn == null && a.Kind == AssignmentKind.HealthCoaching && a.SupervisorVersion!.RecordId == s.RecordId && a.From <= today && (a.To == null || a.To >= today)).Select(a => a.CoachId).Distinct().Count(),
            s.CapacityCoaches));
        var total = await entries.CountAsync(cancellation);
        var page = query.Page < 1 || (query.Page - 1L) * SupervisorsQuery.PageSize >= total ? 1 : query.Page;
        return new SupervisorsPage(query with { Page = page }, today, await rows.Skip((page - 1) * SupervisorsQuery.PageSize).Take(SupervisorsQuery.PageSize).ToListAsync(cancellation), total, signedIn.Person.MayAnywhere(Operation.KeepSupervisors));
    }
}
