using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.About;

internal sealed record PolicyReportsPage(IReadOnlyList<PolicyReport> Rows)
{
    public bool IsFull => Rows.Count >= CollectReports.MostRows;
}

/// <summary>What browsers blocked, the newest first.</summary>
internal sealed class ListReports(HwbcDbContext db) : IUseCase
{
    public async Task<Result<PolicyReportsPage>> HandleAsync(CancellationToken cancellation) =>
        new PolicyReportsPage(await db.PolicyReports.AsNoTracking().OrderByDescending(r => r.LastUtc).ThenBy(r => r.Id).Take(CollectReports.MostRows).ToListAsync(cancellation));
}
