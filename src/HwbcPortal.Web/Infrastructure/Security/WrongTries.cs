namespace HwbcPortal.Web.Infrastructure.Security;

/// <summary>How often an account got something wrong lately: so many are counted within a time. In memory, until the program starts anew; an account each, and a few instants.</summary>
internal abstract class WrongTries(TimeProvider time, int most, TimeSpan within)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, List<DateTimeOffset>> _tries = [];

    /// <summary>Counts a try as a wrong one, until it is said to be right, so that of many at once few are made; false where there were as many as are counted already.</summary>
    public bool Counts(Guid userId)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (!_tries.TryGetValue(userId, out var own))
                _tries[userId] = own = [];
            own.RemoveAll(t => now - t >= within);
            if (own.Count >= most)
                return false;
            own.Add(now);
            return true;
        }
    }

    /// <summary>Whether there were as many lately as are counted.</summary>
    public bool AreUsedUp(Guid userId)
    {
        lock (_lock)
            return _tries.TryGetValue(userId, out var own) && own.Count >= most;
    }

    /// <summary>The last one was right, and frees none of those before.</summary>
    public void TakeBack(Guid userId)
    {
        lock (_lock)
        {
            if (_tries.TryGetValue(userId, out var own) && own.Count > 0)
                own.RemoveAt(own.Count - 1);
        }
    }

    /// <summary>The count begins anew.</summary>
    public void Forget(Guid userId)
    {
        lock (_lock)
            _tries.Remove(userId);
    }
}

/// <summary>References of a coach that did not fit: whoever guesses who is a coach here is stopped, right or wrong.</summary>
internal sealed class WrongReferences(TimeProvider time) : WrongTries(time, Most, TimeSpan.FromHours(1))
{
    public const int Most = 10;
}

/// <summary>Wrong codes of a second step since the last right one: whoever gives them knows the password, and the owner is told.</summary>
internal sealed class WrongCodes(TimeProvider time) : WrongTries(time, 5, TimeSpan.FromDays(1));
