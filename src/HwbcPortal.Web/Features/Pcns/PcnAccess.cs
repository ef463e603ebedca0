using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Pcns;

/// <summary>A PCN whose places somebody may change. Whatever changes about it changes its version: of two at once the second is told.</summary>
internal sealed class PcnAccess(HwbcDbContext db, SignedIn signedIn) : IUseCase
{
    public async Task<Result<Pcn>> FindAsync(string code, CancellationToken cancellation)
    {
        if (await db.Pcns.SingleOrDefaultAsync(p => p.Code == code, cancellation) is not { } pcn || !signedIn.Person.MayAt(Operation.ReadReadiness, pcn.Id))
            return new NotFoundError();
        return signedIn.Person.MayAt(Operation.KeepPlaces, pcn.Id) ? pcn : new ForbiddenError("Places are recorded by a manager of the PCN or an administrator.");
    }

    public async Task<Result<(Pcn Pcn, PcnOrganisation Place)>> FindAsync(string code, Guid placeId, CancellationToken cancellation)
    {
        var found = await FindAsync(code, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var pcn = found.Value!;
        return await db.PcnOrganisations.Include(o => o.Organisation).SingleOrDefaultAsync(o => o.Id == placeId && o.PcnId == pcn.Id && o.TakenBackUtc == null, cancellation) is { } place ? (pcn, place) : new NotFoundError();
    }
}
