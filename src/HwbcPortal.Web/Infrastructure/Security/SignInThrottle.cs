using System.Security.Cryptography;
using System.Text;

namespace HwbcPortal.Web.Infrastructure.Security;

/// <summary>
/// Slows wrong tries down, and never for good: after some wrong ones each further one must wait twice as long. It counts for an account
/// at an address, for an address, and for an account wherever it is tried. A try that came too soon is not looked at and does not count:
/// whoever goes on trying does not make the owner wait longer. Nobody who signed in with an account from an address lately waits
/// there for what others try elsewhere.
/// </summary>
internal sealed class SignInThrottle(TimeProvider time)
{
    private const int Most = 10_000;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);
    private static readonly Pace AtAddress = new(5, Longest, 0);
    // A whole office has one address, and slips of the finger all day.
    private static readonly Pace OfAddress = new(20, Longest, 1);
    private static readonly Pace OfAccount = new(20, TimeSpan.FromSeconds(30), 0);
    private static readonly TimeSpan Known = TimeSpan.FromDays(30);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Tries> _tries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _known = new(StringComparer.Ordinal);
    private DateTimeOffset _sweptAt;

    /// <summary>Whether a try may be made now; it counts as a wrong one until it is said to be right, so that of many at once few are made.</summary>
    public bool Admits(string account, string address)
    {
        var (both, place, whole) = Keys(account, address);
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (!Waited(both, AtAddress, now) || !Waited(place, OfAddress, now) || (!IsKnown(both, now) && !Waited(whole, OfAccount, now)))
                return false;
            foreach (var (key, pace) in new[] { (both, AtAddress), (place, OfAddress), (whole, OfAccount) })
                _tries[key] = new Tries(CountOf(key, pace, now) + 1, now);
            Sweep(now);
            return true;
        }
    }

    /// <summary>The try was right: the account is tried anew from the beginning, and the address is not charged with it.</summary>
    public void Succeeded(string account, string address)
    {
        var (both, place, whole) = Keys(account, address);
        lock (_lock)
        {
            _tries.Remove(both);
            _tries.Remove(whole);
            if (_tries.TryGetValue(place, out var tries))
                _tries[place] = tries with { Count = Math.Max(0, tries.Count - 1) };
            _known[both] = time.GetUtcNow();
        }
    }

    private bool Waited(string key, Pace pace, DateTimeOffset now)
    {
        if (CountOf(key, pace, now) < pace.Free)
            return true;
        var tries = _tries[key];
        return now - tries.Last >= TimeSpan.FromSeconds(Math.Min(Math.Pow(2, Math.Min(tries.Count - pace.Free, 10)), pace.Longest.TotalSeconds));
    }

    private double CountOf(string key, Pace pace, DateTimeOffset now) => _tries.TryGetValue(key, out var tries) && now - tries.Last <= Longest ? Math.Max(0, tries.Count - ((now - tries.Last).TotalMinutes * pace.ForgottenAMinute)) : 0;

    private bool IsKnown(string key, DateTimeOffset now) => _known.TryGetValue(key, out var last) && now - last < Known;

    private void Sweep(DateTimeOffset now)
    {
        // At most once a minute: many addresses at once would otherwise make each try go through all of them.
        if (now - _sweptAt < TimeSpan.FromMinutes(1))
            return;
        _sweptAt = now;
        if (_tries.Count > Most)
        {
            foreach (var key in _tries.Where(t => now - t.Value.Last > Longest).Select(t => t.Key).ToList())
                _tries.Remove(key);
        }

        if (_known.Count > Most)
        {
            foreach (var key in _known.Where(k => now - k.Value >= Known).Select(k => k.Key).ToList())
                _known.Remove(key);
        }
    }

    // Digests: however long what was typed is, a key is short, and no address stands in memory.
    private static (string Both, string Place, string Whole) Keys(string account, string address)
    {
        var name = account.Trim().ToUpperInvariant();
        return (Digest($"{name} at {address}"), Digest($"at {address}"), Digest(name));
    }

    private static string Digest(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <param name="Free">How many wrong ones wait for nothing.</param>
    /// <param name="Longest">The longest that one waits.</param>
    /// <param name="ForgottenAMinute">How many are forgotten in a minute, before all are after a quarter of an hour without one.</param>
    private sealed record Pace(int Free, TimeSpan Longest, int ForgottenAMinute);

    private sealed record Tries(double Count, DateTimeOffset Last);
}
