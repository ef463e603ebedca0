using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Audit;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Policies;

/// <summary>A policy through its days.</summary>
/// <param name="End">Where it is ended; null: not by the reader, or it is over.</param>
internal sealed record PolicyRow(DateOnly From, DateOnly? To, string? Reason, IReadOnlyList<PolicyLine> Lines, string? End);

internal sealed record PoliciesPage(ShownPcn Shown, DateOnly Today, PolicyRow? InForce, IReadOnlyList<PolicyRow> ToCome, IReadOnlyList<PolicyRow> Past, RecordHistory History, StoredDraft? Draft, bool MayKeep, bool OffersUsual, bool MayLookEverywhere)
{
    public PcnName Pcn => Shown.Pcn;
}

/// <summary>A PCN's local policies: the one that holds, those to come, those that held, who decided them and why.</summary>
internal sealed class ListPolicies(HwbcDbContext db, PcnChoice choice, ReadHistory history, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<PoliciesPage>> HandleAsync(string? pcnCode, CancellationToken cancellation)
    {
        var shown = await choice.ForAsync(Operation.ReadCoach, pcnCode, cancellation);
        if (shown.Failure is { } failure)
            return failure;
        var (pcn, today, person) = (shown.Value!.Pcn, clock.Today, signedIn.Person);
        var may = person.MayAt(Operation.KeepPolicies, pcn.Id);
        var versions = await db.LocalPolicies.AsNoTracking().Where(p => p.PcnId == pcn.Id && p.VoidedOn == null).OrderBy(p => p.From).ToListAsync(cancellation);
        var rows = versions.ConvertAll(v => new PolicyRow(v.From, v.To, v.VersionReason, PolicyWords.Lines(LocalPolicyContent.Read(v.ContentJson), RulePacks.On(v.From < RulePacks.First.From ? RulePacks.First.From : v.From)),
            may && (v.To is null || v.To >= today) ? $"/policies/{v.RecordId}/end?pcn={pcn.Code}" : null));
        var draft = await db.PolicyDrafts.AsNoTracking().Where(d => d.PcnId == pcn.Id).Select(d => new { d.ContentJson, d.SavedUtc, d.Version, By = d.SavedBy!.Name }).SingleOrDefaultAsync(cancellation);
        var inForce = rows.Find(r => r.From <= today && (r.To is null || r.To >= today));
        // A PCN that has decided nothing yet is offered the usual choices; one that has decided on it is not asked again.
        var decided = versions.Exists(v => LocalPolicyContent.Read(v.ContentJson).Effects?.Keys.Intersect(PolicyWords.UsualRules).Any() == true);
        return new PoliciesPage(shown.Value, today, inForce, rows.FindAll(r => r.From > today), [.. rows.Where(r => r.To < today).Reverse()],
            await history.OfAsync([nameof(LocalPolicyVersion)], await db.LocalPolicies.Where(p => p.PcnId == pcn.Id).Select(p => p.Id).ToListAsync(cancellation), null, $"/audit?pcn={pcn.Code}", cancellation), draft is null || !may ? null : new StoredDraft(draft.By, draft.SavedUtc, PolicyWords.Lines(LocalPolicyContent.Read(draft.ContentJson), RulePacks.On(today)), draft.Version),
            may, may && draft is null && !decided, person.MayAnywhere(Operation.LookEverywhere));
    }
}
