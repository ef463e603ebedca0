using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;

namespace HwbcPortal.Web.Features.Training;

/// <summary>The coach whose training a page is about, and where its pages are: a manager's and the coach's own say the same in two places.</summary>
/// <param name="CoachId">The coach.</param>
/// <param name="Reference">The public reference.</param>
/// <param name="Name">The name.</param>
/// <param name="PcnId">The PCN that is looked at; null on the coach's own pages.</param>
/// <param name="IsOwn">Whether the coach is the one who looks.</param>
/// <param name="Home">The address of the list.</param>
/// <param name="Query">What follows an address, with its question mark.</param>
internal sealed record TrainingOwner(Guid CoachId, string Reference, string Name, Guid? PcnId, bool IsOwn, string Home, string Query)
{
    /// <summary>"Aisha Khan's", or "your".</summary>
    public string Whose => IsOwn ? "your" : $"{Name}'s";
}

/// <summary>Finds the coach of a training page: somebody whose training one may record, or oneself.</summary>
internal sealed class TrainingOwners(CoachAccess access, SignedIn signedIn) : IUseCase
{
    public async Task<Result<TrainingOwner>> OfCoachAsync(string reference, string? pcn, CancellationToken cancellation, Operation operation = Operation.RecordTraining)
    {
        var found = await access.FindAsync(reference, operation, pcn, cancellation);
        if (found.Value is { } coach && !signedIn.Person.CanDo(operation, coach.Id, coach.Pcn.Id))
            return new ForbiddenError("Nobody does this on their own file. Ask another manager of your PCN.");
        return found.Failure is { } failure ? failure
            : new TrainingOwner(found.Value!.Id, found.Value.Reference, found.Value.Name, found.Value.Pcn.Id, IsOwn: false, $"/coaches/{found.Value.Reference}/training", $"?pcn={found.Value.Pcn.Code}");
    }

    public Result<TrainingOwner> Mine() => signedIn.Person.OwnCoachId is { } id
        ? new TrainingOwner(id, signedIn.Person.Reference, signedIn.Person.Name, null, IsOwn: true, "/me/training", "")
        : new ForbiddenError("You have no coach record yet. Ask your manager to add you.");
}
