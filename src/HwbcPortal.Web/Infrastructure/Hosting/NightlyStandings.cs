using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Infrastructure.Hosting;

/// <summary>
/// Extends every coach's standings by a day, each night and at a start after a longer stop. Lists are right without it for 92
/// days, since standings look ahead; it keeps the window whole.
/// </summary>
internal sealed class NightlyStandings(IServiceScopeFactory scopes, UkClock clock, TimeProvider time, ILogger<NightlyStandings> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(15), time);
        var done = DateOnly.MinValue;
        do
        {
            try
            {
                if (done != clock.Today)
                {
                    await ExtendAsync(stoppingToken);
                    done = clock.Today;
                }
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                log.LogError(fault, "The standings could not be extended; the next try is in 15 minutes");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Writes the standings of every coach whose window does not begin today.</summary>
    public async Task ExtendAsync(CancellationToken cancellation)
    {
        var today = clock.Today;
        foreach (var coachId in await StaleAsync(today, cancellation))
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Caller>().BecomeSystem("standings");
            var db = scope.ServiceProvider.GetRequiredService<HwbcDbContext>();
            await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
            if (await scope.ServiceProvider.GetRequiredService<CoachFileReader>().ReadAsync(coachId, cancellation) is { } file)
                await scope.ServiceProvider.GetRequiredService<StandingWriter>().WriteAsync(coachId, file, today, cancellation);
            await transaction.CommitAsync(cancellation);
        }
    }

    private async Task<List<Guid>> StaleAsync(DateOnly today, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().BecomeSystem("standings");
        var db = scope.ServiceProvider.GetRequiredService<HwbcDbContext>();
        var end = today.AddDays(StandingWriter.DaysAhead);
        return await db.Coaches.Where(c => c.Posts.Count > 0 && !db.Standings.Any(s => s.CoachId == c.Id && s.To >= end)).Select(c => c.Id).ToListAsync(cancellation);
    }
}
