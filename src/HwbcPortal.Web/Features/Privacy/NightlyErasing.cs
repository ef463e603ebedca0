using HwbcPortal.Data;
using HwbcPortal.Data.Tenancy;
using HwbcPortal.Web.Features.Mails;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Privacy;

/// <summary>Erases what is past its time, once a day. Several servers do no harm: what is gone is gone.</summary>
internal sealed class NightlyErasing(IServiceScopeFactory scopes, MailJobs jobs, UkClock clock, TimeProvider time, ILogger<NightlyErasing> log) : Nightly(clock, time, log)
{
    /// <summary>The name under which the last run is kept.</summary>
    public const string Job = "retention";

    protected override string Missed => "What is past its time could not be erased";

    protected override Task RunAsync(DateOnly today, CancellationToken cancellation) => RunAsync(cancellation);

    /// <summary>Erases now, on behalf of the portal itself.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().BecomeSystem(Job);
        var gone = await scope.ServiceProvider.GetRequiredService<Retention>().EraseAsync(cancellation);
        // Whoever was reading or writing when a record became anonymous kept its old pages in the file: it is written anew once more.
        var (db, lately) = (scope.ServiceProvider.GetRequiredService<HwbcDbContext>(), Clock.UtcNow.AddDays(-2));
        if (await db.People.AnyAsync(p => p.AnonymisedUtc >= lately, cancellation))
            await FreeSpace.EraseAsync(db, cancellation);
        await jobs.RanAsync(Job, gone.Count == 0 ? "Nothing was past its time" : $"Erased {Words.Count(gone.Sum(d => d.Count), "row", "rows")}", cancellation);
    }
}
