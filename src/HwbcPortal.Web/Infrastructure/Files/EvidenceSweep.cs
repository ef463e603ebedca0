using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Data.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Infrastructure.Files;

/// <summary>
/// At start and every quarter of an hour: scans what waits in quarantine, and deletes contents that no row speaks of (of an upload that was
/// cut off between the disk and the database).
/// </summary>
internal sealed class EvidenceSweep(IServiceScopeFactory scopes, EvidenceStore store, IScanner scanner, TimeProvider time, ILogger<EvidenceSweep> log) : BackgroundService
{
    private static readonly TimeSpan Each = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Each, time);
        do
        {
            try
            {
                await ScanQuarantineAsync(stoppingToken);
                await DeleteAbandonedAsync(stoppingToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                log.LogError(fault, "The files of evidence could not be gone through; the next try is in 15 minutes");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Scans what waits; what is clean counts from now, what is infected is deleted and its row says so.</summary>
    public async Task ScanQuarantineAsync(CancellationToken cancellation)
    {
        if (!scanner.IsThere)
            return;
        foreach (var id in await InScopeAsync(db => db.Evidence.Where(f => f.State == EvidenceState.Quarantined).OrderBy(f => f.UploadedUtc).Select(f => f.Id).ToListAsync(cancellation)))
        {
            await InScopeAsync(async db =>
            {
                var file = await db.Evidence.SingleAsync(f => f.Id == id, cancellation);
                // Restored without its content: it stays in quarantine, and the others are scanned.
                if (!store.Has(file.StorageName))
                    return 0;
                var answer = await scanner.ScanAsync(await ContentAsync(file.StorageName, cancellation), cancellation);
                if (answer == ScanAnswer.NotScanned)
                    return 0;
                file.State = answer == ScanAnswer.Clean ? EvidenceState.Clean : EvidenceState.Infected;
                db.Command = new AuditCommand("evidence.scan", file.CoachId);
                await db.SaveChangesAsync(cancellation);
                if (answer == ScanAnswer.Infected)
                    store.Delete(file.StorageName);
                return 0;
            });
        }
    }

    /// <summary>Deletes contents older than an hour that no row speaks of.</summary>
    public async Task DeleteAbandonedAsync(CancellationToken cancellation)
    {
        var limit = time.GetUtcNow().UtcDateTime - Abandoned;
        var old = store.All().Where(f => f.WrittenUtc < limit).ToList();
        foreach (var batch in old.Chunk(200))
        {
            var names = batch.Select(f => f.Name).ToList();
            var known = (await InScopeAsync(db => db.Evidence.Where(f => names.Contains(f.StorageName)).Select(f => f.StorageName).ToListAsync(cancellation))).ToHashSet(StringComparer.Ordinal);
            foreach (var name in names.Where(n => !known.Contains(n)))
                store.Delete(name);
        }
    }

    private async Task<byte[]> ContentAsync(string name, CancellationToken cancellation)
    {
        await using var file = store.Open(name);
        var content = new byte[file.Length];
        await file.ReadExactlyAsync(content, cancellation);
        return content;
    }

    private async Task<T> InScopeAsync<T>(Func<HwbcDbContext, Task<T>> run)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().BecomeSystem("evidence");
        return await run(scope.ServiceProvider.GetRequiredService<HwbcDbContext>());
    }
}
