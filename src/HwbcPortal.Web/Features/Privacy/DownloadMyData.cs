using System.ComponentModel.DataAnnotations;
using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Account;
using HwbcPortal.Web.Features.Evidence;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Exports;
using HwbcPortal.Web.Infrastructure.Files;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Hosting;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Privacy;

/// <param name="Form">The form.</param>
/// <param name="Name">The person.</param>
/// <param name="Reference">The person.</param>
/// <param name="IsCoach">Whether there is a coach file.</param>
/// <param name="Parts">All that is held, but the audit.</param>
/// <param name="Audit">The newest of what was done on their record and by them, each with how many there are.</param>
internal sealed record MyDataPage(OwnPasswordForm Form, string Name, string Reference, bool IsCoach, IReadOnlyList<HeldPart> Parts, IReadOnlyList<(HeldPart Part, int All)> Audit) : IFormPage<OwnPasswordForm>
{
    /// <summary>How many rows of a part the page shows; the download has all.</summary>
    public const int Most = 50;
}

/// <summary>All that is held on oneself, to read and to take away. Taking it away asks for the password, and is recorded.</summary>
internal sealed class DownloadMyData(HwbcDbContext db, HeldData held, CoachFileReader reader, EvidenceStore store, OwnPassword own, PrivacySettings privacy, SignedIn signedIn, UkClock clock) : IUseCase
{
    private const int Everything = int.MaxValue;
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task<Result<MyDataPage>> OpenAsync(OwnPasswordForm form, CancellationToken cancellation)
    {
        var person = signedIn.Person;
        var audit = new List<(HeldPart, int)>();
        foreach (var aboutMe in new[] { true, false })
            audit.Add((await held.AuditAsync(aboutMe, MyDataPage.Most, cancellation), await held.CountAuditAsync(aboutMe, cancellation)));
        return new MyDataPage(new OwnPasswordForm { Key = form.Key }, person.Name, person.Reference, person.OwnCoachId is not null, await held.AllAsync(cancellation), audit);
    }

    public async Task<Result<OpenedFile>> SaveAsync(OwnPasswordForm form, CancellationToken cancellation)
    {
        var person = signedIn.Person;
        if (!await own.IsAsync(person.UserId, form.Password, cancellation))
            return new RuleError(nameof(form.Password), OwnPassword.Refused);
        await db.RecordReadAsync(new AuditCommand("me.data-export", person.OwnCoachId), cancellation);
        // A temporary file holds it while it is sent: memory does not grow with what is held.
        var content = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 81_920, FileOptions.DeleteOnClose);
        try
        {
            await using (var zip = new ZipArchive(content, ZipArchiveMode.Create, leaveOpen: true))
                await WriteAsync(zip, person, cancellation);
            content.Position = 0;
            return new OpenedFile($"{person.Reference}-my-data.zip", "application/zip", content);
        }
        catch
        {
            await content.DisposeAsync();
            throw;
        }
    }

    private async Task WriteAsync(ZipArchive zip, SignedInPerson person, CancellationToken cancellation)
    {
        var parts = await held.AllAsync(cancellation);
        foreach (var part in parts)
            await AddAsync(zip, $"data/{part.FileName}", CsvFile.Write(part.ToSheet()), cancellation);
        await AddAsync(zip, "data.json", JsonSerializer.SerializeToUtf8Bytes(parts.ToDictionary(p => p.Title, p => p.Rows.Select(r => p.Columns.Zip(r).ToDictionary(c => c.First, c => c.Second))), Json), cancellation);
        foreach (var aboutMe in new[] { true, false })
            await AddAsync(zip, aboutMe ? "audit-about-me.csv" : "audit-by-me.csv", CsvFile.Write((await held.AuditAsync(aboutMe, Everything, cancellation)).ToSheet()), cancellation);
        if (person.OwnCoachId is { } coachId && await reader.ReadAsync(coachId, cancellation) is { } file)
        {
            using var written = new MemoryStream();
            CoachFileJson.Write(written, file);
            await AddAsync(zip, "coach.json", written.ToArray(), cancellation);
        }

        var missing = await AddFilesAsync(zip, person, cancellation);
        await AddAsync(zip, "readme.txt", Encoding.UTF8.GetBytes(Readme(person, missing)), cancellation);
    }

    private async Task<IReadOnlyList<string>> AddFilesAsync(ZipArchive zip, SignedInPerson person, CancellationToken cancellation)
    {
        var missing = new List<string>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in await db.Evidence.AsNoTracking().Where(f => f.CoachId == person.PersonId).OrderBy(f => f.UploadedUtc).ThenBy(f => f.Id).ToListAsync(cancellation))
        {
            if (file.State is not (EvidenceState.Clean or EvidenceState.AcceptedUnscanned) || !store.Has(file.StorageName))
            {
                missing.Add(file.FileName);
                continue;
            }

            await using var entry = await zip.CreateEntry($"files/{OpenEvidence.Unique(file.FileName, names)}", CompressionLevel.NoCompression).OpenAsync(cancellation);
            await using var stored = store.Open(file.StorageName);
            await stored.CopyToAsync(entry, cancellation);
        }

        return missing;
    }

    private string Readme(SignedInPerson person, IReadOnlyList<string> missing) => $"""
        All that the portal for health and wellbeing coaches holds on {person.Name} ({person.Reference}), as at {Words.Instant(clock.UtcNow)}.

        data/*.csv           a table a kind, and data.json the same in one file
        audit-about-me.csv   what was done on your record and account, and by whom
        audit-by-me.csv      what you did
        {(person.OwnCoachId is null ? "" : "coach.json           your coach file: the portal's program answers from it (command \"evaluate\")\n")}files/               the files that you or others sent about you, as they are stored, replaced ones too

        Not in it:
        {string.Join("\n", HeldData.NotShown(person.OwnCoachId is not null).Select(l => $"- {l}"))}
        {(missing.Count == 0 ? "" : $"- Files that were not scanned yet, or were harmful and are deleted: {string.Join(", ", missing)}\n")}
        Something wrong, or something that you miss: {privacy.Contact ?? "ask the person who runs the portal"}. Your rights stand in the portal under "Privacy notice".

        """.ReplaceLineEndings("\r\n");

    private static async Task AddAsync(ZipArchive zip, string name, byte[] content, CancellationToken cancellation)
    {
        await using var entry = await zip.CreateEntry(name, CompressionLevel.Optimal).OpenAsync(cancellation);
        await entry.WriteAsync(content, cancellation);
    }
}
