using System.Globalization;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Tenancy;
using HwbcPortal.Web.Infrastructure.Hosting;

namespace HwbcPortal.Web.Cli;

/// <summary>`audit verify`: walks the audit chain and says what does not agree.</summary>
internal static class AuditCommands
{
    public static Task<int> VerifyAsync(TextWriter output, CancellationToken cancellation) => PortalHost.GuardedAsync(async () =>
    {
        await using var app = PortalHost.Build([]);
        // It looks and changes nothing: a mistyped folder is no empty chain that holds.
        await DatabaseStart.RequireMigratedAsync(app.Services, cancellation);
        return await VerifyAsync(app.Services, output, cancellation);
    });

    /// <summary>Verifies the chain of the host's database.</summary>
    internal static async Task<int> VerifyAsync(IServiceProvider services, TextWriter output, CancellationToken cancellation)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().BecomeSystem("audit verify");
        var report = await new ChainVerifier(scope.ServiceProvider.GetRequiredService<HwbcDbContext>()).VerifyAsync(cancellation);
        foreach (var fault in report.Told)
            await output.WriteLineAsync(fault);
        if (report.Faults > report.Told.Count)
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"And {report.Faults - report.Told.Count} more."));
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Entries {report.Entries} ({report.First} to {report.Last}), changes {report.Changes}, of them erased {report.Erased}."));
        await output.WriteLineAsync(report.Faults == 0 ? $"The chain holds. It ends with {report.Hash}: keep that elsewhere." : "The chain does not hold.");
        return report.Faults == 0 ? CommandLine.Ok : CommandLine.Failed;
    }
}
