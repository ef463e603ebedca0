namespace HwbcPortal.Domain.People;

/// <summary>Nobody verifies, accepts, supervises or approves themselves, whatever their roles. Pages, handlers and rules ask here.</summary>
public static class SelfDealing
{
    /// <summary>Whether an act on a coach's file by this person would be one on their own.</summary>
    /// <param name="actor">The reference of whoever acts.</param>
    /// <param name="coach">The coach's reference.</param>
    public static bool Forbids(string actor, string coach) => string.Equals(actor, coach, StringComparison.Ordinal);
}
