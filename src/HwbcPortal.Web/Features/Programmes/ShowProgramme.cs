using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Audit;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Programmes;

/// <summary>A window of accreditation, with who looked it up, when and where.</summary>
internal sealed record WindowRow(Guid RecordId, DateOnly From, DateOnly? To, DateOnly? LookedUpOn, string? LookedUpBy, string? LookedUpAt);

/// <summary>An earlier version of the programme.</summary>
internal sealed record EarlierVersion(string Title, decimal Days, bool HasAssessment, DateOnly? VoidedOn, string? Reason);

internal sealed record ProgrammePage(ProgrammeVersion Programme, string Provider, IReadOnlyList<WindowRow> Windows, IReadOnlyList<EarlierVersion> Earlier, int Records, bool MayKeep, RecordHistory History);

/// <summary>A programme of the register as it stands, its windows, and what it said before.</summary>
internal sealed class ShowProgramme(HwbcDbContext db, ReadHistory history, SignedIn signedIn) : IUseCase
{
    public async Task<Result<ProgrammePage>> HandleAsync(Guid recordId, CancellationToken cancellation)
    {
        var programme = await db.Programmes.AsNoTracking().Include(p => p.Provider).SingleOrDefaultAsync(p => p.RecordId == recordId && p.VoidedOn == null, cancellation);
        if (programme is null)
            return new NotFoundError();
        var windows = await WindowsAsync(db, programme.Id, cancellation);
        var earlier = await db.Programmes.AsNoTracking().Where(p => p.RecordId == recordId && p.VoidedOn != null).OrderByDescending(p => p.RecordedUtc)
            .Select(p => new EarlierVersion(p.Title, p.Days, p.HasAssessment, p.VoidedOn, db.Programmes.Where(n => n.ReplacesId == p.Id).Select(n => n.VersionReason).FirstOrDefault())).ToListAsync(cancellation);
        // Of the coaches whom the reader sees: the register is everybody's, their records are not.
        var records = await db.Training.CountAsync(t => t.VoidedOn == null && t.ProgrammeVersion!.RecordId == recordId, cancellation);
        var providers = await db.Providers.Where(p => db.Programmes.Any(v => v.RecordId == recordId && v.ProviderId == p.Id)).ToDictionaryAsync(p => p.Id.ToString(), p => p.Name, cancellation);
        return new ProgrammePage(programme, programme.Provider!.Name, windows, earlier, records, signedIn.Person.MayAnywhere(Operation.KeepProgrammes),
            await history.OfAsync([nameof(ProgrammeVersion), nameof(AccreditationVersion)], await RecordRows.OfProgramme(db, recordId).ToListAsync(cancellation), providers, $"/audit?record={recordId}", cancellation));
    }

    internal static Task<List<WindowRow>> WindowsAsync(HwbcDbContext db, Guid versionId, CancellationToken cancellation) =>
        db.Accreditations.AsNoTracking().Where(a => a.ProgrammeVersionId == versionId && a.VoidedOn == null).OrderBy(a => a.From).ThenBy(a => a.Id)
            .Select(a => new WindowRow(a.RecordId, a.From, a.To, a.LookedUpOn, a.LookedUpBy!.Name, a.LookedUpAt)).ToListAsync(cancellation);
}
