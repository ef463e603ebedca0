namespace HwbcPortal.Web.Infrastructure.Hosting;

/// <summary>Something that the portal does once a day by itself, in the quarter of an hour after the day has begun. What fails is tried again in 15 minutes.</summary>
internal abstract class Nightly(UkClock clock, TimeProvider time, ILogger log) : BackgroundService
{
    private static readonly TimeSpan Each = TimeSpan.FromMinutes(15);

    protected UkClock Clock { get; } = clock;

    protected ILogger Log { get; } = log;

    /// <summary>Whether the first time is when the portal starts, and not a quarter of an hour later.</summary>
    protected virtual bool AtStart => false;

    /// <summary>What has not happened when it fails.</summary>
    protected abstract string Missed { get; }

    protected abstract Task RunAsync(DateOnly today, CancellationToken cancellation);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Each, time);
        var done = DateOnly.MinValue;
        for (var isDue = AtStart || await timer.WaitForNextTickAsync(stoppingToken); isDue; isDue = await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var today = Clock.Today;
                if (done == today)
                    continue;
                await RunAsync(today, stoppingToken);
                done = today;
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                Log.LogError(fault, "{Missed}; the next try is in 15 minutes", Missed);
            }
        }
    }
}
