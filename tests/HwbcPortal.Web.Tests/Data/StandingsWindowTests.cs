using HwbcPortal.Web.Infrastructure.Hosting;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HwbcPortal.Web.Tests.Data;

/// <summary>Standings look 92 days ahead; the window moves with the days.</summary>
public sealed class StandingsWindowTests
{
    private static readonly DateTimeOffset Later = new(2027, 6, 1, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task After_a_stop_longer_than_the_window_lists_are_whole_before_the_first_page()
    {
        await using var running = await Running.StartAtAsync(Later);
        var portal = running.Portal;
        using var manager = await portal.SignedInAsync("manager");
        Assert.Contains("8 coaches", (await manager.GetAsync("/readiness")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_was_kept_is_read_anew_when_the_window_moved()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var manager = await portal.SignedInAsync("manager");
        Assert.Contains("8 coaches", (await manager.GetAsync("/readiness")).Text, StringComparison.Ordinal);
        // What is kept is not read again while nothing is recorded...
        await portal.DbAsync(db => db.Standings.ExecuteUpdateAsync(u => u.SetProperty(s => s.SupervisorName, "Somebody Else")));
        Assert.DoesNotContain("Somebody Else", (await manager.GetAsync("/readiness")).Text, StringComparison.Ordinal);
        // ...and is when standings were extended: here of one coach, whose window has ended.
        await portal.DbAsync(db => db.Standings.Where(s => s.Coach!.Person!.Reference == "HWBC-000012").ExecuteDeleteAsync());
        await portal.Services.GetServices<IHostedService>().OfType<NightlyStandings>().Single().ExtendAsync(new DateOnly(2026, 11, 24), CancellationToken.None);
        var page = await manager.GetAsync("/readiness");
        Assert.Contains("Somebody Else", page.Text, StringComparison.Ordinal);
        Assert.Contains("8 coaches", page.Text, StringComparison.Ordinal);
    }
}
