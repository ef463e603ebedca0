using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.ReferralSheet;

/// <summary>Somebody who takes referrals today. No reason, no training, no supervision: practices need none of it.</summary>
internal sealed record TakesReferrals(string Name, bool ForNow, bool Away, DateOnly? AwayUntil);

internal sealed record ReferralsPage(ShownPcn Shown, DateOnly Today, IReadOnlyList<TakesReferrals> Coaches, IReadOnlyList<string> Practices)
{
    public PcnName Pcn => Shown.Pcn;
}

/// <summary>A sheet for the practices of a PCN, to print: who takes referrals today, where, and who of them is away.</summary>
internal sealed class ShowReferrals(HwbcDbContext db, PcnChoice choice, UkClock clock) : IUseCase
{
    public async Task<Result<ReferralsPage>> HandleAsync(string? pcnCode, CancellationToken cancellation)
    {
        var shown = await choice.ForAsync(Operation.ReadReadiness, pcnCode, cancellation);
        if (shown.Failure is { } failure)
            return failure;
        var (pcn, today) = (shown.Value!.Pcn, clock.Today);
        var rows = await db.Standings.AsNoTracking().Where(s => s.PcnId == pcn.Id && s.From <= today && s.To >= today && s.Referrals != Referrals.NotInPost).OrderBy(s => s.Coach!.Person!.Name).ThenBy(s => s.Id)
            .Select(s => new { s.Coach!.Person!.Name, s.Referrals, s.Away, s.AwayUntil }).ToListAsync(cancellation);
        var practices = await db.PcnOrganisations.AsNoTracking().Where(o => o.PcnId == pcn.Id && o.TakenBackUtc == null && o.From <= today && (o.To == null || o.To >= today) && o.Organisation!.Kind == OrganisationKind.Practice).OrderBy(o => o.Organisation!.Name).Select(o => o.Organisation!.Name).ToListAsync(cancellation);
        var takes = rows.FindAll(r => r.Referrals is Referrals.Cleared or Referrals.ProvisionallyCleared);
        return new ReferralsPage(shown.Value, today, takes.ConvertAll(r => new TakesReferrals(r.Name, r.Referrals == Referrals.ProvisionallyCleared, r.Away, r.AwayUntil)), practices);
    }
}
