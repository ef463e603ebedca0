using HwbcPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Data;

/// <summary>An organisation's time at a PCN.</summary>
/// <param name="PcnId">The PCN.</param>
/// <param name="Pcn">The PCN's name.</param>
/// <param name="Name">The organisation's name.</param>
/// <param name="Code">Its ODS code.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day; null while it goes on.</param>
public sealed record PlaceStay(Guid PcnId, string Pcn, string Name, string? Code, DateOnly From, DateOnly? To);

/// <summary>
/// Reads what is known of places whichever PCN the caller sees: who commissions a PCN is published, and a practice is a core member
/// of one PCN at a time. Whoever shows a stay of another PCN decides whether it is named.
/// </summary>
public sealed class PlaceReader(HwbcDbContext db)
{
    private static readonly string[] Lifted = [HwbcDbContext.TenancyFilter];

    /// <summary>The ICBs that commissioned some PCNs on days of a period, the earliest first.</summary>
    /// <param name="pcnIds">The PCNs.</param>
    /// <param name="from">First day.</param>
    /// <param name="to">Last day.</param>
    /// <param name="cancellation">Stops the command.</param>
    public async Task<IReadOnlyList<PlaceStay>> IcbsAsync(IReadOnlyCollection<Guid> pcnIds, DateOnly from, DateOnly to, CancellationToken cancellation = default) =>
        await Stays(db.PcnOrganisations.Where(o => pcnIds.Contains(o.PcnId) && o.Organisation!.Kind == OrganisationKind.Icb && o.From <= to && (o.To == null || o.To >= from))).ToListAsync(cancellation);

    /// <summary>The first stay that an organisation's days at a PCN would run into; null: none.</summary>
    /// <param name="pcnId">The PCN.</param>
    /// <param name="organisation">The organisation.</param>
    /// <param name="from">First day.</param>
    /// <param name="to">Last day; null: no end.</param>
    /// <param name="except">A stay that is being changed.</param>
    /// <param name="cancellation">Stops the command.</param>
    public async Task<PlaceStay?> MeetsAsync(Guid pcnId, Organisation organisation, DateOnly from, DateOnly? to, Guid? except, CancellationToken cancellation = default)
    {
        var (id, kind) = (organisation.Id, organisation.Kind);
        // One commissions at a time, whichever it is; a practice is a member once, wherever.
        var (isOne, isPractice) = (kind is OrganisationKind.Icb or OrganisationKind.SubIcbLocation, kind == OrganisationKind.Practice);
        var meets = await Stays(db.PcnOrganisations.Where(o => o.Id != except && (o.To == null || o.To >= from) && (to == null || o.From <= to)
            && ((o.PcnId == pcnId && (o.OrganisationId == id || (isOne && o.Organisation!.Kind == kind))) || (isPractice && o.OrganisationId == id)))).ToListAsync(cancellation);
        return meets.FirstOrDefault(m => m.PcnId == pcnId) ?? meets.FirstOrDefault();
    }

    private static IQueryable<PlaceStay> Stays(IQueryable<PcnOrganisation> places) =>
        places.IgnoreQueryFilters(Lifted).AsNoTracking().Where(o => o.TakenBackUtc == null).OrderBy(o => o.From).ThenBy(o => o.Id).Select(o => new PlaceStay(o.PcnId, o.Pcn!.Name, o.Organisation!.Name, o.Organisation.Code, o.From, o.To));
}
