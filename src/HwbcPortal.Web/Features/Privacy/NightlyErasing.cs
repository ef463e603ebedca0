using HwbcPortal.Data.Tenancy;
using HwbcPortal.Web.Features.Mails;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;

namespace HwbcPortal.Web.Features.Privacy;

/// <summary>Erases what is past its time, once a day. Several servers do no harm: what is gone is gone.</summary>
internal sealed class NightlyErasing(IServiceScopeFactory scopes, MailJobs jobs, UkClock clock, TimeProvider time, ILogger<NightlyErasing> log) : BackgroundService
{
    /// <summary>The name under which the last run is kept.</summary>
    public const string Job = "retention";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(15), time);
        var done = DateOnly.MinValue;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var today = clock.Today;
                if (done == today)
                    continue;
                await RunAsync(stoppingToken);
                done = today;
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                log.LogError(fault, "What is past its time could not be erased; the next try is in 15 minutes");
            }
        }
    }

    /// <summary>Erases now, on behalf of the portal itself.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().BecomeSystem(Job);
        var gone = await scope.ServiceProvider.GetRequiredService<Retention>().EraseAsync(cancellation);
        await jobs.RanAsync(Job, gone.Count == 0 ? "Nothing was past its time" : $"Erased {Words.Count(gone.Sum(d => d.Count), "row", "rows")}", cancellation);
    }
}
