using HwbcPortal.Data;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Shared;

/// <summary>The PCN that a page about one PCN shows, and those that could be shown instead.</summary>
internal sealed record ShownPcn(PcnName Pcn, IReadOnlyList<PcnName> Others);

/// <summary>Which PCN a page shows: the one of its address, else the one that is worked in, else the first; only where the person has the operation.</summary>
internal sealed class PcnChoice(HwbcDbContext db, SignedIn signedIn, ChosenPcn chosen) : IUseCase
{
    public async Task<Result<ShownPcn>> ForAsync(Operation operation, string? code, CancellationToken cancellation)
    {
        var person = signedIn.Person;
        var all = person.IsAdministrator ? await db.Pcns.AsNoTracking().OrderBy(p => p.Name).Select(p => new PcnName(p.Id, p.Code, p.Name)).ToListAsync(cancellation) : [.. person.Pcns];
        var pcns = all.FindAll(p => person.MayAt(operation, p.Id));
        if (pcns.Count == 0)
            return new ForbiddenError("There is no PCN yet for which you could open this page.");
        var pcn = code is null ? pcns.Find(p => p.Id == chosen.Pcn?.Id) ?? pcns[0] : pcns.Find(p => p.Code == code);
        return pcn is null ? new NotFoundError() : new ShownPcn(pcn, pcns);
    }
}
