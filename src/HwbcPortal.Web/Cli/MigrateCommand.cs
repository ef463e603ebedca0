using HwbcPortal.Web.Infrastructure.Hosting;

namespace HwbcPortal.Web.Cli;

/// <summary>`migrate`: brings the database up to this version of the program.</summary>
internal static class MigrateCommand
{
    public static Task<int> RunAsync(TextWriter error, CancellationToken cancellation) => PortalHost.GuardedAsync(async () =>
    {
        await using var app = PortalHost.Build([]);
        var applied = await DatabaseStart.MigrateAsync(app.Services, cancellation);
        await error.WriteLineAsync(applied.Count == 0 ? "The database is up to date." : $"Applied: {string.Join(", ", applied)}.");
        return CommandLine.Ok;
    });
}
