using System.Collections.Concurrent;

namespace HwbcPortal.Web.Features.Readiness;

/// <summary>
/// The counts over all PCNs of a day, kept until anything is recorded. Every change of facts lengthens the audit's chain in its own
/// transaction, so a count of the same length is still right, whichever process made the change.
/// </summary>
internal sealed class KeptCounts
{
    private const int Most = 200;
    private readonly ConcurrentDictionary<DateOnly, (long Chain, ReadinessCounts Counts)> _kept = new();

    public async Task<ReadinessCounts> GetAsync(DateOnly day, long chain, Func<Task<ReadinessCounts>> count)
    {
        if (_kept.TryGetValue(day, out var kept) && kept.Chain == chain)
            return kept.Counts;
        var counts = await count();
        if (_kept.Count > Most)
            _kept.Clear();
        _kept[day] = (chain, counts);
        return counts;
    }
}
