using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure.Files;
using HwbcPortal.Web.Infrastructure.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Evidence;

/// <summary>A file of evidence as pages show it.</summary>
/// <param name="Id">Its key.</param>
/// <param name="RecordId">What it is of.</param>
/// <param name="FileName">The name that it was given.</param>
/// <param name="MediaType">What it is.</param>
/// <param name="Length">Bytes.</param>
/// <param name="State">Whether it was scanned, and whether it counts.</param>
/// <param name="UploadedBy">Who sent it.</param>
/// <param name="UploadedUtc">When.</param>
/// <param name="IsReplaced">Whether another file took its place.</param>
internal sealed record EvidenceRow(Guid Id, Guid RecordId, string FileName, string MediaType, long Length, EvidenceState State, string UploadedBy, DateTime UploadedUtc, bool IsReplaced)
{
    public bool IsPicture => MediaType.StartsWith("image/", StringComparison.Ordinal);

    /// <summary>Only what was scanned, or was taken unscanned by the deployment's choice, is evidence and can be opened.</summary>
    public bool Counts => State is EvidenceState.Clean or EvidenceState.AcceptedUnscanned;

    public string Size => Length < 1024 * 1024 ? $"{Math.Max(1, Length / 1024)} KB" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Length / 1024m / 1024m:0.0} MB");

    public StatusTag Status => State switch
    {
        EvidenceState.Clean => new("Scanned", "green"),
        EvidenceState.AcceptedUnscanned => new("Not scanned", "yellow"),
        EvidenceState.Infected => new("Harmful: deleted", "red"),
        _ => new("Waiting to be scanned", "grey"),
    };
}

/// <summary>The files of a coach's records.</summary>
internal static class EvidenceFiles
{
    /// <summary>The files that stand, by what they are of, the newest first.</summary>
    public static Task<ILookup<Guid, EvidenceRow>> OfAsync(HwbcDbContext db, Guid coachId, CancellationToken cancellation) => OfAsync(db, [coachId], cancellation);

    /// <summary>The same of several coaches.</summary>
    public static async Task<ILookup<Guid, EvidenceRow>> OfAsync(HwbcDbContext db, IReadOnlyCollection<Guid> coachIds, CancellationToken cancellation) =>
        (await db.Evidence.AsNoTracking().Where(f => coachIds.Contains(f.CoachId) && f.TakenBackUtc == null).OrderByDescending(f => f.UploadedUtc).ThenByDescending(f => f.Id)
            .Select(f => new EvidenceRow(f.Id, f.RecordId, f.FileName, f.MediaType, f.Length, f.State, f.UploadedBy!.Name, f.UploadedUtc, db.Evidence.Any(n => n.ReplacesId == f.Id && n.TakenBackUtc == null))).ToListAsync(cancellation))
        .ToLookup(f => f.RecordId);

    /// <summary>What the deployment does with files, for whoever sends one.</summary>
    public static string Scanning(IScanner scanner, EvidenceSettings settings) => scanner.IsThere
        ? "Files are scanned for viruses before they count."
        : settings.AcceptsUnscanned ? "Files are not scanned for viruses here: this installation takes them unscanned." : "This installation has no virus scanner yet: files are kept apart and count when they have been scanned.";
}
