using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Audit;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Pcns;

/// <summary>An organisation that belongs to the PCN for a time.</summary>
internal sealed record PlaceRow(Guid Id, OrganisationKind Kind, string? Code, string Name, DateOnly From, DateOnly? To);

/// <param name="History">Who changed what; null where another day than today is shown.</param>
internal sealed record PcnPage(Pcn Pcn, DateOnly On, DateOnly Today, IReadOnlyList<PlaceRow> Places, bool MayKeep, bool MayName, bool ReadsPolicy, RecordHistory? History)
{
    /// <summary>Those of a kind on the day.</summary>
    public List<PlaceRow> Of(OrganisationKind kind) => Places.Where(p => p.Kind == kind && p.From <= On && (p.To is null || p.To >= On)).ToList();

    /// <summary>Those of a kind that had ended by the day, or begin after it.</summary>
    public List<PlaceRow> OtherTimes(OrganisationKind kind) => Places.Where(p => p.Kind == kind && (p.From > On || p.To < On)).ToList();
}

/// <summary>The places of a PCN in a list, each with what may be done about it.</summary>
internal sealed record PlacesTable(PcnPage Page, string Caption, IReadOnlyList<PlaceRow> Rows);

/// <summary>A PCN with its practices, who commissions it and who employs its coaches, as it was on a day.</summary>
internal sealed class ShowPcn(HwbcDbContext db, ReadHistory history, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<PcnPage>> HandleAsync(string code, DateOnly? on, CancellationToken cancellation)
    {
        var person = signedIn.Person;
        if (await db.Pcns.AsNoTracking().SingleOrDefaultAsync(p => p.Code == code, cancellation) is not { } pcn || !person.MayAt(Operation.ReadReadiness, pcn.Id))
            return new NotFoundError();
        var places = await db.PcnOrganisations.AsNoTracking().Where(o => o.PcnId == pcn.Id && o.TakenBackUtc == null).OrderBy(o => o.Organisation!.Name).ThenBy(o => o.From).ThenBy(o => o.Id)
            .Select(o => new PlaceRow(o.Id, o.Organisation!.Kind, o.Organisation.Code, o.Organisation.Name, o.From, o.To)).ToListAsync(cancellation);
        return new PcnPage(pcn, on ?? clock.Today, clock.Today, places, person.MayAt(Operation.KeepPlaces, pcn.Id), person.MayAnywhere(Operation.KeepPcns), person.MayAt(Operation.ReadCoach, pcn.Id), on is null || on == clock.Today ? await HistoryAsync(pcn, cancellation) : null);
    }

    /// <summary>Of the PCN and its places. The name of an organisation is the same at every PCN, and changed for all of them at once.</summary>
    private async Task<RecordHistory> HistoryAsync(Pcn pcn, CancellationToken cancellation)
    {
        var places = await db.PcnOrganisations.AsNoTracking().Where(o => o.PcnId == pcn.Id).Select(o => new { o.Id, o.OrganisationId, o.Organisation!.Name }).ToListAsync(cancellation);
        var named = places.SelectMany(p => new[] { (Key: p.Id, p.Name), (Key: p.OrganisationId, p.Name) }).DistinctBy(n => n.Key).ToDictionary(n => n.Key.ToString(), n => n.Name);
        var (own, organisations) = (places.ConvertAll(p => p.Id.ToString()), places.ConvertAll(p => p.OrganisationId.ToString()));
        own.Add(pcn.Id.ToString());
        return await history.OfAsync(c => (own.Contains(c.Key) && (c.Entity == nameof(Pcn) || c.Entity == nameof(PcnOrganisation)))
            || (organisations.Contains(c.Key) && c.Entity == nameof(Organisation) && db.AuditEntries.Any(e => e.Sequence == c.EntrySequence && e.Command == "place.name")), named, $"/audit?pcn={pcn.Code}", cancellation);
    }
}
