namespace HwbcPortal.Domain.Claims;

/// <summary>The most that is reimbursed in a year for one whole-time coach, as it was recorded once.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day; null: until further notice.</param>
/// <param name="Annual">Pounds a year.</param>
/// <param name="IsEstimate">Whether it is somebody's estimate.</param>
/// <param name="RecordedOn">The day from which it was known.</param>
/// <param name="RecordedUtc">When it was stored; of two of one day the later counts.</param>
/// <param name="VoidedOn">The day from which it counts no longer.</param>
public sealed record Cap(DateOnly From, DateOnly? To, decimal Annual, bool IsEstimate, DateOnly RecordedOn, DateTime RecordedUtc, DateOnly? VoidedOn = null);

/// <summary>
/// The caps of one area as they were known on a day. Of those with one first day the one recorded last counts, as a whole: its last
/// day too (a restatement). A cap lasts to its last day, and never beyond the day before the next one begins: whoever records a
/// later cap need not end an open one first. Where caps that end overlap all the same (a restatement was taken back), the one that
/// begins later counts.
/// </summary>
public sealed class Caps
{
    private readonly List<Cap> _standing;

    /// <summary>Works out which caps stand.</summary>
    /// <param name="caps">All that were recorded for the area, void ones too.</param>
    /// <param name="knownAt">The day whose knowledge is used; null: what is known now.</param>
    public Caps(IEnumerable<Cap> caps, DateOnly? knownAt = null) => _standing = caps
        .Where(c => knownAt is { } day ? c.RecordedOn <= day && !(c.VoidedOn <= day) : c.VoidedOn is null)
        .GroupBy(c => c.From).Select(g => g.OrderBy(c => c.RecordedOn).ThenBy(c => c.RecordedUtc).Last()).OrderBy(c => c.From).ToList();

    /// <summary>Those that stand, the earliest first.</summary>
    public IReadOnlyList<Cap> Standing => _standing;

    /// <summary>The cap of a day; null when none is recorded.</summary>
    public Cap? On(DateOnly day) => _standing.FindLast(c => c.From <= day) is { } cap && !(cap.To < day) ? cap : null;

    /// <summary>The last day on which a cap that stands is read; null: until further notice.</summary>
    public DateOnly? LastDayOf(Cap cap)
    {
        var next = _standing.Find(c => c.From > cap.From)?.From.AddDays(-1);
        return cap.To is null || next < cap.To ? next : cap.To;
    }

    /// <summary>
    /// The cap with which a new one would overlap; null: none. One with the same first day is restated and does not count, and an
    /// open one ends where the later one of the two begins.
    /// </summary>
    public Cap? OverlapOf(DateOnly from, DateOnly? to) => _standing.Find(c => c.From < from ? c.To >= from : c.From > from && to >= c.From);
}
