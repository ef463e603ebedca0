using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;

namespace HwbcPortal.Web.Features.Exceptions;

/// <summary>Finds the coach for whom somebody makes an exception: never oneself.</summary>
internal sealed class ExceptionAccess(CoachAccess access, SignedIn signedIn) : IUseCase
{
    public async Task<Result<SeenCoach>> FindAsync(string reference, string? pcn, CancellationToken cancellation)
    {
        var found = await access.FindAsync(reference, Operation.MakeExceptions, pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        return signedIn.Person.CanDo(Operation.MakeExceptions, found.Value!.Id, found.Value.Pcn.Id) ? found : new ForbiddenError("Nobody makes an exception for themselves. Ask another manager of your PCN.");
    }
}
