using HwbcPortal.Data;
using HwbcPortal.Web.Infrastructure;

namespace HwbcPortal.Web.Features.Shared;

/// <summary>
/// Which ICB commissioned a PCN then: ICBs merge, and a report of a past month names the one of that month. Null where none is
/// recorded: it is never guessed.
/// </summary>
internal sealed class PcnPlaces(PlaceReader reader) : IUseCase
{
    /// <summary>The ICB on a day in words, such as "Demo North ICB (QZ1)".</summary>
    public Task<string?> IcbOnAsync(Guid pcnId, DateOnly day, CancellationToken cancellation) => IcbBetweenAsync(pcnId, day, day, cancellation);

    /// <summary>The ICB in a month in words.</summary>
    public Task<string?> IcbInMonthAsync(Guid pcnId, DateOnly month, CancellationToken cancellation)
    {
        var first = new DateOnly(month.Year, month.Month, 1);
        return IcbBetweenAsync(pcnId, first, first.AddMonths(1).AddDays(-1), cancellation);
    }

    /// <summary>The ICB of some days in words; where it changed on one of them, each with its days.</summary>
    public async Task<string?> IcbBetweenAsync(Guid pcnId, DateOnly from, DateOnly to, CancellationToken cancellation) => (await IcbsBetweenAsync([pcnId], from, to, cancellation)).GetValueOrDefault(pcnId);

    /// <summary>The same for several PCNs, by their keys; one without is not there.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> IcbsBetweenAsync(IReadOnlyCollection<Guid> pcnIds, DateOnly from, DateOnly to, CancellationToken cancellation) =>
        (await reader.IcbsAsync(pcnIds, from, to, cancellation)).GroupBy(r => r.PcnId).ToDictionary(g => g.Key, g => InWords(g, from, to));

    private static string InWords(IEnumerable<PlaceStay> icbs, DateOnly from, DateOnly to) => string.Join(", ", icbs.Select(icb =>
    {
        // What holds on all the days needs none beside it.
        var days = (icb.From > from ? $" from {Words.Date(icb.From)}" : "") + (icb.To is { } last && last < to ? $" to {Words.Date(last)}" : "");
        return Named(icb.Name, icb.Code) + days;
    }));

    /// <summary>"Demo North ICB (QZ1)".</summary>
    public static string Named(string name, string? code) => code is null ? name : $"{name} ({code})";
}
