using System.Net;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure.Files;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HwbcPortal.Web.Tests.Evidence;

/// <summary>Files go through a real virus scanner.</summary>
public sealed class ScannerTests
{
    [Fact]
    public async Task A_clean_file_counts_a_harmful_one_is_not_kept_and_while_the_scanner_is_down_files_wait()
    {
        await using var clamd = await Clamd.PrepareAsync();
        if (clamd is null)
            return;
        await clamd.StartAsync();
        await using var running = await Running.StartAsync(("Evidence:Scanner", $"127.0.0.1:{clamd.Port}"));
        var portal = running.Portal;
        using var coach = await portal.SignedInAsync("coach");
        var path = await EvidenceTests.PathAsync(portal);
        byte[] harmful = SampleFiles.Pdf(objects: $"9 0 obj\n({Clamd.Harmful})\nendobj\n");

        Assert.Equal(HttpStatusCode.SeeOther, (await coach.UploadAsync(path, ("clean.png", SampleFiles.Png()))).Status);
        var page = await coach.GetAsync(path);
        Assert.Contains("Files are scanned for viruses before they count.", page.Text, StringComparison.Ordinal);
        Assert.Contains("clean.png Scanned", page.Text, StringComparison.Ordinal);
        var refused = await coach.UploadAsync(path, ("harmful.pdf", harmful));
        Assert.Contains("The virus scanner found something harmful in this file", refused.Errors[0], StringComparison.Ordinal);
        Assert.Equal(1, await portal.DbAsync(db => db.Evidence.CountAsync()));

        await clamd.StopAsync();
        foreach (var (name, content) in new[] { ("lost.png", SampleFiles.Png()), ("later.png", SampleFiles.Png()), ("harmful.pdf", harmful) })
        {
            Assert.Equal(HttpStatusCode.SeeOther, (await coach.UploadAsync(path, (name, content))).Status);
            portal.Time.Now += TimeSpan.FromSeconds(1);
        }

        // The first in the queue is gone from the disk: it keeps nobody else waiting.
        var lost = await portal.DbAsync(db => db.Evidence.Where(f => f.FileName == "lost.png").Select(f => f.StorageName).SingleAsync());
        File.Delete(Path.Combine(portal.Folder, "evidence", lost[..2], lost));
        Assert.Contains("later.png Waiting to be scanned", (await coach.GetAsync(path)).Text, StringComparison.Ordinal);
        var sweep = portal.Services.GetRequiredService<EvidenceSweep>();
        await sweep.ScanQuarantineAsync(CancellationToken.None);
        Assert.Equal(3, await portal.DbAsync(db => db.Evidence.CountAsync(f => f.State == EvidenceState.Quarantined)));

        await clamd.StartAsync();
        await sweep.ScanQuarantineAsync(CancellationToken.None);
        var after = (await coach.GetAsync(path)).Text;
        Assert.Contains("later.png Scanned", after, StringComparison.Ordinal);
        Assert.Contains("harmful.pdf Harmful: deleted", after, StringComparison.Ordinal);
        Assert.Contains("lost.png Waiting to be scanned", after, StringComparison.Ordinal);
        Assert.Equal(2, Directory.EnumerateFiles(Path.Combine(portal.Folder, "evidence"), "*", SearchOption.AllDirectories).Count());
        // One entry a file, with its row.
        Assert.Equal(["EvidenceFile Changed", "EvidenceFile Changed"], await portal.DbAsync(db => db.AuditEntries.Where(e => e.Command == "evidence.scan").SelectMany(e => e.Changes.Select(c => $"{c.Entity} {c.Kind}")).ToListAsync()));
        Assert.Equal(2, await portal.DbAsync(db => db.AuditEntries.CountAsync(e => e.Command == "evidence.scan")));
    }
}
