using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Data;

/// <summary>Gives out public references: HWBC-nnnnnn to coaches, P-nnnnnn to everybody else. A number is given once.</summary>
public sealed class PublicReferences(HwbcDbContext db)
{
    /// <summary>The next reference of a coach.</summary>
    public Task<string> NextCoachAsync(CancellationToken cancellation = default) => NextAsync("HWBC", cancellation);

    /// <summary>The next reference of somebody without a coach record.</summary>
    public Task<string> NextPersonAsync(CancellationToken cancellation = default) => NextAsync("P", cancellation);

    private async Task<string> NextAsync(string prefix, CancellationToken cancellation)
    {
        await db.ReferenceSeries.Where(s => s.Prefix == prefix).ExecuteUpdateAsync(u => u.SetProperty(s => s.Last, s => s.Last + 1), cancellation);
        var number = await db.ReferenceSeries.Where(s => s.Prefix == prefix).Select(s => s.Last).SingleAsync(cancellation);
        return string.Create(CultureInfo.InvariantCulture, $"{prefix}-{number:000000}");
    }
}
