using HwbcPortal.Data.Compliance;
using HwbcPortal.Web.Infrastructure.Hosting;
using HwbcPortal.Web.Tests.Hosting;
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
        await using var portal = await PortalAsync(Later);
        using var manager = await portal.SignedInAsync("manager");
        Assert.Contains("8 coaches", (await manager.GetAsync("/readiness")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_was_kept_is_read_anew_when_the_window_moved()
    {
        await using var portal = await PortalAsync(null);
        portal.Time.Now = portal.Time.Now.AddDays(1);
        var lastDay = new DateOnly(2026, 11, 25).AddDays(StandingWriter.DaysAhead);
        using var manager = await portal.SignedInAsync("manager");
        Assert.Contains("No coach is in post", (await manager.GetAsync($"/readiness?at={lastDay:yyyy-MM-dd}")).Text, StringComparison.Ordinal);
        await portal.Services.GetServices<IHostedService>().OfType<NightlyStandings>().Single().ExtendAsync(lastDay, CancellationToken.None);
        Assert.Contains("8 coaches", (await manager.GetAsync($"/readiness?at={lastDay:yyyy-MM-dd}")).Text, StringComparison.Ordinal);
    }

    private static async Task<Running> PortalAsync(DateTimeOffset? now)
    {
        var fixture = new PortalFixture();
        fixture.Time.Now = now ?? fixture.Time.Now;
        await fixture.InitializeAsync();
        return new Running(fixture);
    }

    private sealed class Running(PortalFixture fixture) : IAsyncDisposable
    {
        public FixedTime Time => fixture.Time;

        public IServiceProvider Services => fixture.Services;

        public Task<Visitor> SignedInAsync(string name) => fixture.SignedInAsync(name);

        public async ValueTask DisposeAsync() => await fixture.DisposeAsync();
    }
}
