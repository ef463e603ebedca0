using System.Security.Cryptography;
using HwbcPortal.Data;
using HwbcPortal.Data.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Infrastructure.Hosting;

/// <summary>
/// The first administrator is made with a token that only the console of this process has shown. It lives in memory: a
/// restart makes another, and it is gone once somebody has used it.
/// </summary>
internal sealed class FirstRun
{
    private string? _token;

    /// <summary>Whether the portal still waits for its first administrator.</summary>
    public bool IsOpen => _token is not null;

    /// <summary>Whether a token is the one of the console.</summary>
    public bool Admits(string? token) => _token is { } right && token is not null
        && CryptographicOperations.FixedTimeEquals(System.Text.Encoding.UTF8.GetBytes(right), System.Text.Encoding.UTF8.GetBytes(token.Trim()));

    /// <summary>The token was used.</summary>
    public void Close() => _token = null;

    /// <summary>Shows the token on the console when there is no account yet.</summary>
    public static async Task AnnounceAsync(IServiceProvider services, TextWriter console, CancellationToken cancellation)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().BecomeSystem("first-run");
        if (await scope.ServiceProvider.GetRequiredService<HwbcDbContext>().Users.AnyAsync(cancellation))
            return;
        var first = services.GetRequiredService<FirstRun>();
        first._token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        // The console, and no log: a log is kept and read by others.
        await console.WriteLineAsync($"There is no account yet. Open the portal and make the first administrator with this one-time token:\n\n    {first._token}\n");
    }
}
