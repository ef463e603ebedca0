using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Tenancy;
using HwbcPortal.Web.Features.Mails;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Hosting;

namespace HwbcPortal.Web.Features.Audit;

/// <summary>Walks the audit chain once a day, and keeps what it found for whoever looks at the audit. The command `audit verify` tells all of it.</summary>
internal sealed class NightlyVerifying(IServiceScopeFactory scopes, MailJobs jobs, UkClock clock, TimeProvider time, ILogger<NightlyVerifying> log) : Nightly(clock, time, log)
{
    /// <summary>The name under which the last run is kept.</summary>
    public const string Job = "audit-verify";

    protected override string Missed => "The audit chain could not be verified";

    protected override Task RunAsync(DateOnly today, CancellationToken cancellation) => RunAsync(cancellation);

    /// <summary>Verifies now.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().BecomeSystem(Job);
        var report = await new ChainVerifier(scope.ServiceProvider.GetRequiredService<HwbcDbContext>()).VerifyAsync(cancellation);
        if (report.Faults > 0)
            Log.LogError("The audit chain does not verify: {Faults} faults, the first: {Told}", report.Faults, report.Told[0]);
        var entries = Words.Count((int)report.Entries, "entry", "entries");
        await jobs.RanAsync(Job, report.Faults == 0 ? $"{entries}, and none was changed, taken out or cut off" : $"{entries}, and {Words.Count(report.Faults, "fault", "faults")}. Run the command audit verify, which says where", cancellation);
    }
}
