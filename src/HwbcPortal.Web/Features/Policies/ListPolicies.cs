using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Coaches;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Policies;

/// <summary>A policy through its days.</summary>
/// <param name="End">Where it is ended; null: not by the reader, or it is over.</param>
internal sealed record PolicyRow(DateOnly From, DateOnly? To, string? Reason, IReadOnlyList<PolicyLine> Lines, string? End);

/// <summary>What somebody decided about the policy.</summary>
internal sealed record PolicyDecision(DateTime AtUtc, string By, string What, string? Reason);

internal sealed record PoliciesPage(ShownPcn Shown, DateOnly Today, PolicyRow? InForce, IReadOnlyList<PolicyRow> ToCome, IReadOnlyList<PolicyRow> Past, IReadOnlyList<PolicyDecision> Decisions, StoredDraft? Draft, bool MayKeep, bool OffersUsual, bool MayLookEverywhere)
{
    public PcnName Pcn => Shown.Pcn;
}

/// <summary>A PCN's local policies: the one that holds, those to come, those that held, who decided them and why.</summary>
internal sealed class ListPolicies(HwbcDbContext db, PcnChoice choice, SignedIn signedIn, UkClock clock) : IUseCase
{
    private const int MostDecisions = 50;

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
        var decisions = await db.AuditEntries.AsNoTracking().Where(e => e.PcnId == pcn.Id && (e.Command == "policy.publish" || e.Command == "policy.end" || e.Command.StartsWith("subject."))).OrderByDescending(e => e.Sequence).Take(MostDecisions)
            .Select(e => new { e.AtUtc, e.Command, e.Actor, Name = db.People.Where(p => p.Reference == e.Actor).Select(p => p.Name).FirstOrDefault(), Content = e.Changes.OrderBy(c => c.Id).Select(c => c.Content).FirstOrDefault() }).ToListAsync(cancellation);
        // A PCN that has decided nothing yet is offered the usual choices; one that has decided on it is not asked again.
        var decided = versions.Exists(v => LocalPolicyContent.Read(v.ContentJson).Effects?.Keys.Intersect(PolicyWords.UsualRules).Any() == true);
        return new PoliciesPage(shown.Value, today, inForce, rows.FindAll(r => r.From > today), [.. rows.Where(r => r.To < today).Reverse()],
            decisions.ConvertAll(d => new PolicyDecision(d.AtUtc, d.Name ?? d.Actor, What(d.Command), d.Content is null ? null : RecordedChanges.Reason(d.Content))), draft is null || !may ? null : new StoredDraft(draft.By, draft.SavedUtc, PolicyWords.Lines(LocalPolicyContent.Read(draft.ContentJson), RulePacks.On(today)), draft.Version),
            may, may && draft is null && !decided, person.MayAnywhere(Operation.LookEverywhere));
    }

    private static string What(string command) => command switch
    {
        "policy.publish" => "Published a policy",
        "policy.end" => "Ended a policy",
        "subject.add" => "Added a subject of training",
        "subject.change" => "Changed a subject of training",
        _ => "Stopped asking for a subject of training",
    };
}
