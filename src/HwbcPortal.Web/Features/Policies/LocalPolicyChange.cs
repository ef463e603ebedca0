using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Policies;

/// <summary>
/// Changes what a PCN's local policy says, from today on or from a later day. A policy does not judge the past: the one in force
/// ends the day before, and another begins.
/// </summary>
internal sealed class LocalPolicyChange(HwbcDbContext db, FactChange change, UkClock clock) : IUseCase
{
    /// <summary>What is in force today.</summary>
    public async Task<LocalPolicyContent> InForceAsync(Guid pcnId, CancellationToken cancellation)
    {
        return await StandingOnAsync(pcnId, clock.Today, cancellation) is { } standing ? LocalPolicyContent.Read(standing.ContentJson) : new LocalPolicyContent();
    }

    /// <summary>Every code of the PCN's own rules that was ever given, in a draft too: a code is not given twice, since checks stay with it.</summary>
    public async Task<IReadOnlyCollection<string>> CodesAsync(Guid pcnId, CancellationToken cancellation) =>
        (await db.LocalPolicies.Where(p => p.PcnId == pcnId).Select(p => p.ContentJson).Concat(db.PolicyDrafts.Where(d => d.PcnId == pcnId).Select(d => d.ContentJson)).ToListAsync(cancellation))
        .SelectMany(j => LocalPolicyContent.Read(j).Rules ?? []).Select(r => r.Rule).ToHashSet(StringComparer.Ordinal);

    /// <summary>The policy that covers a day; null: none.</summary>
    public Task<LocalPolicyVersion?> StandingOnAsync(Guid pcnId, DateOnly day, CancellationToken cancellation) =>
        db.LocalPolicies.SingleOrDefaultAsync(p => p.PcnId == pcnId && p.VoidedOn == null && p.From <= day && (p.To == null || p.To >= day), cancellation);

    /// <summary>Everybody whose answers a PCN's policy can change: whoever has or had a post there.</summary>
    public Task<List<Guid>> CoachesAsync(Guid pcnId, CancellationToken cancellation) =>
        db.Posts.Where(p => p.PcnId == pcnId && p.VoidedOn == null).Select(p => p.CoachId).Distinct().ToListAsync(cancellation);

    /// <summary>Adds to the unit of work that a policy begins on a day: the one that covers it ends the day before, or is replaced where it began on the same day.</summary>
    public LocalPolicyVersion Replace(Guid pcnId, LocalPolicyVersion? standing, DateOnly from, DateOnly? to, LocalPolicyContent content, string? reason)
    {
        var begins = Version(pcnId, from, to, content, reason);
        if (standing is null)
            return Added(change.First(begins));
        if (standing.From == from)
            return Added(change.Next(standing, begins));
        End(standing, from.AddDays(-1));
        return Added(change.First(begins));
    }

    /// <summary>Adds to the unit of work that a policy ends on a day; one that would not have begun by then does not begin.</summary>
    public void End(LocalPolicyVersion standing, DateOnly last)
    {
        if (last < standing.From)
            standing.VoidedOn = clock.Today;
        else
            // Why it was made stays with it; why it ends is told by the history.
            db.Add(change.Next(standing, Version(standing.PcnId, standing.From, last, LocalPolicyContent.Read(standing.ContentJson), standing.VersionReason)));
    }

    /// <summary>What the check of coach files has against a policy that was added, among the PCN's others: also where the PCN has no coach yet.</summary>
    public async Task<CoachFileRefusal?> FaultAsync(PcnName pcn, LocalPolicyVersion added, LocalPolicyVersion? replaced, CancellationToken cancellation)
    {
        var others = await db.LocalPolicies.AsNoTracking().Where(p => p.PcnId == pcn.Id && p.VoidedOn == null && (replaced == null || p.RecordId != replaced.RecordId)).OrderBy(p => p.From).ToListAsync(cancellation);
        return CoachFileValidator.Validate(new CoachFile
        {
            Coach = new Coach { Reference = "-", Name = "-" },
            LocalPolicies = [.. others.Append(added).Select(p => new PlannedPolicy(null, p.From, p.To).At(pcn.Code, LocalPolicyContent.Read(p.ContentJson)) with { Id = p.ItemId })],
        });
    }

    /// <summary>Adds to the unit of work that what is in force says something else from today on; whoever calls saves it, for every coach of the PCN.</summary>
    public async Task FromTodayAsync(Guid pcnId, string? reason, Func<LocalPolicyContent, LocalPolicyContent> next, CancellationToken cancellation)
    {
        var today = clock.Today;
        var standing = await db.LocalPolicies.Where(p => p.PcnId == pcnId && p.VoidedOn == null && (p.To == null || p.To >= today)).OrderBy(p => p.From).ToListAsync(cancellation);
        var now = standing.Find(p => p.From <= today);
        // Where none is in force, one that begins later bounds the new one.
        var (last, content) = now is null ? (standing.Count == 0 ? (DateOnly?)null : standing[0].From.AddDays(-1), new LocalPolicyContent()) : (now.To, LocalPolicyContent.Read(now.ContentJson));
        Replace(pcnId, now, today, last, next(content), reason);
        foreach (var later in standing.Where(p => p.From > today))
            db.Add(change.Next(later, Version(pcnId, later.From, later.To, next(LocalPolicyContent.Read(later.ContentJson)), later.VersionReason ?? reason)));

        // Nor is it lost when a draft that began before is published.
        if (await db.PolicyDrafts.SingleOrDefaultAsync(d => d.PcnId == pcnId, cancellation) is { } draft)
            (draft.ContentJson, draft.Version) = (next(LocalPolicyContent.Read(draft.ContentJson)).Write(), Guid.NewGuid());
    }

    private LocalPolicyVersion Added(LocalPolicyVersion version)
    {
        db.Add(version);
        return version;
    }

    private static LocalPolicyVersion Version(Guid pcnId, DateOnly from, DateOnly? to, LocalPolicyContent content, string? reason) =>
        new() { ItemId = FactChange.NewItemId("policy"), PcnId = pcnId, From = from, To = to, ContentJson = content.Write(), VersionReason = reason };
}
