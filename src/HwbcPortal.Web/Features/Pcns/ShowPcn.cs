using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Pcns;

/// <summary>An organisation that belongs to the PCN for a time.</summary>
internal sealed record PlaceRow(Guid Id, OrganisationKind Kind, string? Code, string Name, DateOnly From, DateOnly? To);

internal sealed record PcnPage(Pcn Pcn, DateOnly On, DateOnly Today, IReadOnlyList<PlaceRow> Places, bool MayKeep, bool MayName)
{
    /// <summary>Those of a kind on the day.</summary>
    public List<PlaceRow> Of(OrganisationKind kind) => Places.Where(p => p.Kind == kind && p.From <= On && (p.To is null || p.To >= On)).ToList();

    /// <summary>Those of a kind that had ended by the day, or begin after it.</summary>
    public List<PlaceRow> OtherTimes(OrganisationKind kind) => Places.Where(p => p.Kind == kind && (p.From > On || p.To < On)).ToList();
}

/// <summary>The places of a PCN in a list, each with what may be done about it.</summary>
internal sealed record PlacesTable(PcnPage Page, string Caption, IReadOnlyList<PlaceRow> Rows);

/// <summary>A PCN with its practices, who commissions it and who employs its coaches, as it was on a day.</summary>
internal sealed class ShowPcn(HwbcDbContext db, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<PcnPage>> HandleAsync(string code, DateOnly? on, CancellationToken cancellation)
    {
        var person = signedIn.Person;
        if (await db.Pcns.AsNoTracking().SingleOrDefaultAsync(p => p.Code == code, cancellation) is not { } pcn || !person.MayAt(Operation.ReadReadiness, pcn.Id))
            return new NotFoundError();
        var places = await db.PcnOrganisations.AsNoTracking().Where(o => o.PcnId == pcn.Id && o.TakenBackUtc == null).OrderBy(o => o.Organisation!.Name).ThenBy(o => o.From).ThenBy(o => o.Id)
            .Select(o => new PlaceRow(o.Id, o.Organisation!.Kind, o.Organisation.Code, o.Organisation.Name, o.From, o.To)).ToListAsync(cancellation);
        return new PcnPage(pcn, on ?? clock.Today, clock.Today, places, person.MayAt(Operation.KeepPlaces, pcn.Id), person.MayAnywhere(Operation.KeepPcns));
    }
}
