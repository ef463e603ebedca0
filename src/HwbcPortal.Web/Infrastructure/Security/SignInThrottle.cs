using System.Collections.Concurrent;

namespace HwbcPortal.Web.Infrastructure.Security;

/// <summary>
/// Slows wrong sign-ins down, per account and per address, and never for good: after five wrong tries each further one must
/// wait twice as long, up to a quarter of an hour. A right password ends it for the account.
/// </summary>
internal sealed class SignInThrottle(TimeProvider time)
{
    private const int FreeTries = 5;
    private const int FreeTriesPerAddress = 20;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);
    private readonly ConcurrentDictionary<string, Tries> _tries = new(StringComparer.Ordinal);

    /// <summary>Whether a try may be made now.</summary>
    public bool Admits(string account, string address) => Waited(Account(account), FreeTries) && Waited(Address(address), FreeTriesPerAddress);

    /// <summary>A try was wrong.</summary>
    public void Failed(string account, string address)
    {
        var now = time.GetUtcNow();
        foreach (var key in new[] { Account(account), Address(address) })
            _tries.AddOrUpdate(key, new Tries(1, now), (_, before) => new Tries(now - before.Last > Longest ? 1 : before.Count + 1, now));
        if (_tries.Count > 10_000)
            Sweep(now);
    }

    /// <summary>The right password was given.</summary>
    public void Succeeded(string account) => _tries.TryRemove(Account(account), out _);

    private bool Waited(string key, int free)
    {
        if (!_tries.TryGetValue(key, out var tries) || tries.Count < free)
            return true;
        var wait = Math.Min(Math.Pow(2, Math.Min(tries.Count - free, 10)), Longest.TotalSeconds);
        return time.GetUtcNow() - tries.Last >= TimeSpan.FromSeconds(wait);
    }

    private void Sweep(DateTimeOffset now)
    {
        foreach (var (key, tries) in _tries)
        {
            if (now - tries.Last > Longest)
                _tries.TryRemove(key, out _);
        }
    }

    private static string Account(string account) => $"account {account.Trim().ToUpperInvariant()}";

    private static string Address(string address) => $"address {address}";

    private sealed record Tries(int Count, DateTimeOffset Last);
}
