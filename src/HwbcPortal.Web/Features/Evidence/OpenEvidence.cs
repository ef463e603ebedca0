using System.IO.Compression;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Files;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Evidence;

/// <summary>A content to be sent.</summary>
internal sealed record OpenedFile(string Name, string MediaType, Stream Content);

/// <summary>Opens evidence for those who read the coach's training, and for the coach. Who opened it is recorded.</summary>
internal sealed class OpenEvidence(HwbcDbContext db, EvidenceStore store, SignedIn signedIn) : IUseCase
{
    public async Task<Result<OpenedFile>> HandleAsync(Guid id, CancellationToken cancellation)
    {
        var file = await db.Evidence.AsNoTracking().SingleOrDefaultAsync(f => f.Id == id && f.TakenBackUtc == null, cancellation);
        if (file is null)
            return new NotFoundError();
        var pcns = await PcnsAsync(file, cancellation);
        if (signedIn.Person.OwnCoachId != file.CoachId && !pcns.Exists(id => signedIn.Person.MayAt(Operation.ReadTraining, id)))
            return new NotFoundError();
        if (file.State is not (EvidenceState.Clean or EvidenceState.AcceptedUnscanned))
            return new ForbiddenError("This file has not been scanned for viruses yet, so it cannot be opened. It is looked at every quarter of an hour.");
        if (!store.Has(file.StorageName))
            return new ForbiddenError("This file is not on the disk any more. Tell the person who runs the portal: a backup may have it.");
        // What is one PCN's matter is told there alone, and so is what its file is called.
        await db.RecordReadAsync(new AuditCommand("evidence.read", file.CoachId, IsOfOnePcn(file) ? pcns.Cast<Guid?>().SingleOrDefault() : null, file.FileName), cancellation);
        return new OpenedFile(file.FileName, file.MediaType, store.Open(file.StorageName));
    }

    public async Task<Result<OpenedFile>> AllMineAsync(CancellationToken cancellation)
    {
        if (signedIn.Person.OwnCoachId is not { } coachId)
            return new ForbiddenError("You have no coach record yet. Ask your manager to add you.");
        var files = await db.Evidence.AsNoTracking().Where(f => f.CoachId == coachId && f.TakenBackUtc == null && (f.State == EvidenceState.Clean || f.State == EvidenceState.AcceptedUnscanned)).OrderBy(f => f.UploadedUtc).ToListAsync(cancellation);
        await db.RecordReadAsync(new AuditCommand("evidence.read-all", coachId), cancellation);
        // The most that one coach has is limited: a temporary file holds it while it is sent.
        var content = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 81_920, FileOptions.DeleteOnClose);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        await using (var zip = new ZipArchive(content, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var file in files)
            {
                // One that is gone from the disk keeps nobody from the others, and is named.
                var isThere = store.Has(file.StorageName);
                var name = Unique(isThere ? file.FileName : $"{file.FileName} is not on the disk any more.txt", names);
                await using var entry = await zip.CreateEntry(name, CompressionLevel.NoCompression).OpenAsync(cancellation);
                if (!isThere)
                    continue;
                await using var stored = store.Open(file.StorageName);
                await stored.CopyToAsync(entry, cancellation);
            }
        }

        content.Position = 0;
        return new OpenedFile($"{signedIn.Person.Reference}-certificates.zip", "application/zip", content);
    }

    private static bool IsOfOnePcn(EvidenceFile file) => file.Subject is EvidenceSubject.Check or EvidenceSubject.Request;

    /// <summary>Whose it is, of the PCNs that the tenancy filter leaves. A check is one PCN's matter; training is the coach's, wherever they work.</summary>
    private async Task<List<Guid>> PcnsAsync(EvidenceFile file, CancellationToken cancellation) => file.Subject switch
    {
        EvidenceSubject.Check => await db.Checks.Where(c => c.CoachId == file.CoachId && c.RecordId == file.RecordId).Select(c => c.PcnId).Distinct().ToListAsync(cancellation),
        EvidenceSubject.Request => await db.CheckRequests.Where(r => r.CoachId == file.CoachId && r.Id == file.RecordId).Select(r => r.PcnId).ToListAsync(cancellation),
        _ => await db.Posts.Where(p => p.CoachId == file.CoachId && p.VoidedOn == null).Select(p => p.PcnId).Distinct().ToListAsync(cancellation),
    };

    internal static string Unique(string name, HashSet<string> taken)
    {
        for (var n = 1; ; n++)
        {
            var candidate = n == 1 ? name : $"{Path.GetFileNameWithoutExtension(name)} ({n}){Path.GetExtension(name)}";
            if (taken.Add(candidate))
                return candidate;
        }
    }
}
