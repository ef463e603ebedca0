using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Policies;

/// <summary>
/// Changes what a PCN's local policy says from today on. A policy does not judge the past: the one in force ends yesterday, and
/// another begins that says the same but for the change. Policies that begin later say it too.
/// </summary>
internal sealed class LocalPolicyChange(HwbcDbContext db, FactChange change, UkClock clock) : IUseCase
{
    /// <summary>What is in force today.</summary>
    public async Task<LocalPolicyContent> InForceAsync(Guid pcnId, CancellationToken cancellation)
    {
        var today = clock.Today;
        var json = await db.LocalPolicies.Where(p => p.PcnId == pcnId && p.VoidedOn == null && p.From <= today && (p.To == null || p.To >= today)).Select(p => p.ContentJson).SingleOrDefaultAsync(cancellation);
        return json is null ? new LocalPolicyContent() : LocalPolicyContent.Read(json);
    }

    /// <summary>Every code of the PCN's own rules that was ever given: a code is not given twice, since checks stay with it.</summary>
    public async Task<IReadOnlySet<string>> CodesAsync(Guid pcnId, CancellationToken cancellation) =>
        (await db.LocalPolicies.Where(p => p.PcnId == pcnId).Select(p => p.ContentJson).ToListAsync(cancellation))
        .SelectMany(j => LocalPolicyContent.Read(j).Rules ?? []).Select(r => r.Rule).ToHashSet(StringComparer.Ordinal);

    /// <summary>Adds the change to the unit of work; whoever calls saves it, for every coach of the PCN.</summary>
    public async Task FromTodayAsync(Guid pcnId, string? reason, Func<LocalPolicyContent, LocalPolicyContent> next, CancellationToken cancellation)
    {
        var today = clock.Today;
        var standing = await db.LocalPolicies.Where(p => p.PcnId == pcnId && p.VoidedOn == null && (p.To == null || p.To >= today)).OrderBy(p => p.From).ToListAsync(cancellation);
        var now = standing.Find(p => p.From <= today);
        if (now is null)
            db.Add(change.First(Version(pcnId, today, standing.Count == 0 ? null : standing[0].From.AddDays(-1), next(new LocalPolicyContent()), reason)));
        else if (now.From == today)
            db.Add(change.Next(now, Version(pcnId, today, now.To, next(LocalPolicyContent.Read(now.ContentJson)), reason)));
        else
        {
            db.Add(change.Next(now, Version(pcnId, now.From, today.AddDays(-1), LocalPolicyContent.Read(now.ContentJson), reason)));
            db.Add(change.First(Version(pcnId, today, now.To, next(LocalPolicyContent.Read(now.ContentJson)), reason)));
        }

        foreach (var later in standing.Where(p => p.From > today))
            db.Add(change.Next(later, Version(pcnId, later.From, later.To, next(LocalPolicyContent.Read(later.ContentJson)), reason)));
    }

    private static LocalPolicyVersion Version(Guid pcnId, DateOnly from, DateOnly? to, LocalPolicyContent content, string? reason) =>
        new() { ItemId = FactChange.NewItemId("policy"), PcnId = pcnId, From = from, To = to, ContentJson = content.Write(), VersionReason = reason };
}
