using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Tenancy;
using HwbcPortal.Web.Features.Readiness;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Infrastructure.Hosting;

/// <summary>
/// Extends every coach's standings by a day, each night. Lists are right without it for 92 days, since standings look ahead; it
/// keeps the window whole. After a stop so long that today is not covered it does so before the first page is served.
/// </summary>
internal sealed class NightlyStandings(IServiceScopeFactory scopes, UkClock clock, TimeProvider time, KeptAnswers kept, ILogger<NightlyStandings> log) : Nightly(clock, time, log)
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ExtendAsync(Clock.Today, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override bool AtStart => true;

    protected override string Missed => "The standings could not be extended";

    protected override Task RunAsync(DateOnly today, CancellationToken cancellation) => ExtendAsync(today.AddDays(StandingWriter.DaysAhead), cancellation);

    /// <summary>Writes the standings of every coach whose window ends before a day.</summary>
    public async Task ExtendAsync(DateOnly day, CancellationToken cancellation)
    {
        var today = Clock.Today;
        var coaches = await EndingBeforeAsync(day, cancellation);
        foreach (var coachId in coaches)
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Caller>().BecomeSystem("standings");
            var db = scope.ServiceProvider.GetRequiredService<HwbcDbContext>();
            await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
            if (await scope.ServiceProvider.GetRequiredService<CoachFileReader>().ReadAsync(coachId, cancellation) is { } file)
                await scope.ServiceProvider.GetRequiredService<StandingWriter>().WriteAsync(coachId, file, today, cancellation);
            await transaction.CommitAsync(cancellation);
        }

        if (coaches.Count > 0)
            kept.StandingsExtended();
    }

    private async Task<List<Guid>> EndingBeforeAsync(DateOnly day, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().BecomeSystem("standings");
        var db = scope.ServiceProvider.GetRequiredService<HwbcDbContext>();
        return await db.Coaches.Where(c => c.Posts.Count > 0 && !db.Standings.Any(s => s.CoachId == c.Id && s.To >= day)).Select(c => c.Id).ToListAsync(cancellation);
    }
}
