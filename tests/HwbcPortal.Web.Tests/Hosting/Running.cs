using Microsoft.Extensions.DependencyInjection;

namespace HwbcPortal.Web.Tests.Hosting;

/// <summary>A portal of its own for one test, with settings of its own.</summary>
internal sealed class Running : IAsyncDisposable
{
    private Running(PortalFixture portal) => Portal = portal;

    public PortalFixture Portal { get; }

    public static async Task<Running> StartAsync(params (string Name, string? Value)[] settings)
    {
        var portal = new PortalFixture { Settings = settings.ToDictionary(s => s.Name, s => s.Value) };
        await portal.InitializeAsync();
        return new Running(portal);
    }

    /// <summary>One with services of its own besides.</summary>
    public static async Task<Running> StartAsync(Action<IServiceCollection> registers, params (string Name, string? Value)[] settings)
    {
        var portal = new PortalFixture { Registers = registers, Settings = settings.ToDictionary(s => s.Name, s => s.Value) };
        await portal.InitializeAsync();
        return new Running(portal);
    }

    /// <summary>One that asks for the second factor, as every installation does.</summary>
    public static async Task<Running> StartAskingAsync(params (string Name, string? Value)[] settings)
    {
        var portal = new PortalFixture { AsksForSecondFactor = true, Settings = settings.ToDictionary(s => s.Name, s => s.Value) };
        await portal.InitializeAsync();
        return new Running(portal);
    }

    /// <summary>One that asks people to read the privacy notice, as every installation does.</summary>
    public static async Task<Running> StartWithNoticeAsync(params (string Name, string? Value)[] settings)
    {
        var portal = new PortalFixture { AsksForNotice = true, Settings = settings.ToDictionary(s => s.Name, s => s.Value) };
        await portal.InitializeAsync();
        return new Running(portal);
    }

    public static async Task<Running> StartAtAsync(DateTimeOffset now)
    {
        var portal = new PortalFixture();
        portal.Time.Now = now;
        await portal.InitializeAsync();
        return new Running(portal);
    }

    public async ValueTask DisposeAsync() => await Portal.DisposeAsync();
}
