using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Data.Tenancy;
using HwbcPortal.Web.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Mails;

/// <summary>How the jobs that plan and send mails reach the record, and where they say that they ran.</summary>
internal sealed class MailJobs(IServiceScopeFactory scopes, UkClock clock)
{
    /// <summary>The name under which the last planning is kept.</summary>
    public const string Plan = "mail-plan";

    /// <summary>The name under which the last delivery is kept.</summary>
    public const string Delivery = "mail-delivery";

    /// <summary>Runs something in a scope of its own that sees everybody.</summary>
    public async Task<T> InScopeAsync<T>(Func<IServiceProvider, Task<T>> run)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().BecomeSystem("mail");
        return await run(scope.ServiceProvider);
    }

    /// <summary>Keeps that a job ran, and how it ended.</summary>
    public Task<int> RanAsync(string job, string outcome, CancellationToken cancellation) => InScopeAsync(async services =>
    {
        var db = services.GetRequiredService<HwbcDbContext>();
        var now = clock.UtcNow;
        Task<int> Update() => db.JobRuns.Where(r => r.Name == job).ExecuteUpdateAsync(u => u.SetProperty(r => r.RanUtc, now).SetProperty(r => r.Outcome, outcome), cancellation);
        if (await Update() > 0)
            return 0;
        try
        {
            db.Add(new JobRun { Name = job, RanUtc = now, Outcome = outcome });
            return await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException fault) when (UniqueViolation.Is(fault))
        {
            return await Update();
        }
    });
}
