namespace HwbcPortal.Web.Features.Coaches;

/// <summary>
/// How often somebody named a coach whom nobody is, in the last hour: whoever guesses names and references is stopped. It counts for
/// the account, in memory, until the program starts anew. A right try frees none of the wrong ones.
/// </summary>
internal sealed class WrongReferences(TimeProvider time)
{
    /// <summary>How many are answered.</summary>
    public const int Most = 10;

    private static readonly TimeSpan Counted = TimeSpan.FromHours(1);
    private readonly Lock _lock = new();
    // An account each, and ten instants at most.
    private readonly Dictionary<Guid, List<DateTimeOffset>> _tries = [];

    /// <summary>Whether a try may be made now; it counts as a wrong one until it is said to be right, so that of many at once few are made.</summary>
    public bool Admits(Guid userId)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (!_tries.TryGetValue(userId, out var own))
                _tries[userId] = own = [];
            own.RemoveAll(t => now - t >= Counted);
            if (own.Count >= Most)
                return false;
            own.Add(now);
            return true;
        }
    }

    /// <summary>The try was right.</summary>
    public void Fitted(Guid userId)
    {
        lock (_lock)
        {
            if (_tries.TryGetValue(userId, out var own) && own.Count > 0)
                own.RemoveAt(own.Count - 1);
        }
    }
}
