using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;

namespace HwbcPortal.Web.Features.Goals;

/// <summary>The coach whose plan a page is about, and where its pages are: the coach's own and those of whoever supports them say the same in two places.</summary>
/// <param name="CoachId">The coach.</param>
/// <param name="Reference">The public reference.</param>
/// <param name="Name">The name.</param>
/// <param name="IsOwn">Whether the coach is the one who looks.</param>
internal sealed record GoalOwner(Guid CoachId, string Reference, string Name, bool IsOwn)
{
    /// <summary>The address of the plan.</summary>
    public string Home => IsOwn ? "/me/goals" : $"/supervision/coaches/{Reference}/goals";

    /// <summary>"Your plan", or "Aisha Khan's plan".</summary>
    public string Plan => IsOwn ? "Your plan" : $"{Name}'s plan";
}

/// <summary>Finds the coach of a plan: oneself, or somebody whom one supports.</summary>
internal sealed class GoalOwners(CoachAccess access, SignedIn signedIn) : IUseCase
{
    /// <param name="reference">The coach's reference; null for one's own plan.</param>
    /// <param name="cancellation">Stops the queries.</param>
    public async Task<Result<GoalOwner>> FindAsync(string? reference, CancellationToken cancellation)
    {
        if (reference is null)
        {
            return signedIn.Person.OwnCoachId is { } own && signedIn.Person.MayFor(Operation.SetGoals, own, [])
                ? new GoalOwner(own, signedIn.Person.Reference, signedIn.Person.Name, IsOwn: true)
                : new ForbiddenError("You have no coach record yet. Ask your manager to add you.");
        }

        var found = await access.FindAsync(reference, Operation.SetGoals, null, cancellation);
        if (found.Failure is { } failure)
            return failure;
        return found.Value!.Id == signedIn.Person.PersonId ? new ForbiddenError("This is the page of whoever supports you. Yours is your own plan.") : new GoalOwner(found.Value.Id, found.Value.Reference, found.Value.Name, IsOwn: false);
    }
}
