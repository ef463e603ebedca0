using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Training;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Features.Subjects;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Files;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Hosting;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Evidence;

internal sealed class UploadForm : PortalForm
{
    [Display(Name = "Choose a file, or take a photograph")]
    public List<IFormFile>? Files { get; set; }

    [Display(Name = "Does it take the place of a file?")]
    public Guid? Replaces { get; set; }

    /// <summary>A file to take back instead of one to send.</summary>
    public Guid? TakeBack { get; set; }
}

internal sealed class UploadValidator : AbstractValidator<UploadForm>
{
    public UploadValidator()
    {
        RuleFor(f => f.Files).NotEmpty().When(f => f.TakeBack is null).WithMessage("Choose a file, or take a photograph")
            .Must(f => f is null || f.Count <= UploadEvidence.MostFiles).WithMessage($"Choose {UploadEvidence.MostFiles} files or fewer at a time")
            .Must((form, f) => f is null || f.Count <= 1 || form.Replaces is null).WithMessage("Choose one file to take the place of another");
    }
}

internal sealed record EvidencePage(UploadForm Form, EvidenceOf Of, IReadOnlyList<EvidenceRow> Files, string Scanning) : IFormPage<UploadForm>;

/// <summary>What files are added to: a training record, previous experience, a check of training.</summary>
/// <param name="Owner">The coach.</param>
/// <param name="Subject">Its kind.</param>
/// <param name="RecordId">Its key.</param>
/// <param name="Title">What it is called.</param>
/// <param name="IsDecided">Whether somebody has checked or decided on these files: they stay with it then.</param>
/// <param name="Home">The address of its page of files.</param>
internal sealed record EvidenceOf(TrainingOwner Owner, EvidenceSubject Subject, Guid RecordId, string Title, bool IsDecided, string Home);

/// <summary>Finds what files are added to.</summary>
internal sealed class EvidenceSubjects(HwbcDbContext db, SubjectNames names) : IUseCase
{
    public async Task<Result<EvidenceOf>> TrainingAsync(Result<TrainingOwner> owner, Guid recordId, CancellationToken cancellation)
    {
        if (owner.Failure is { } failure)
            return failure;
        var (coachId, home) = (owner.Value!.CoachId, $"{owner.Value.Home}/{recordId}/evidence{owner.Value.Query}");
        return await db.Training.Where(t => t.CoachId == coachId && t.RecordId == recordId && t.VoidedOn == null).Select(t => new { t.ProgrammeVersion!.Title, IsDecided = t.VerificationOutcome != null }).SingleOrDefaultAsync(cancellation) is { } found
            ? new EvidenceOf(owner.Value, EvidenceSubject.Training, recordId, found.Title, found.IsDecided, home) : new NotFoundError();
    }

    /// <summary>A check of mandatory or local training. What shows other checks is not kept here: a DBS certificate never is.</summary>
    public async Task<Result<EvidenceOf>> CheckAsync(Result<TrainingOwner> owner, Guid recordId, CancellationToken cancellation)
    {
        if (owner.Failure is { } failure)
            return failure;
        var (coachId, pcnId) = (owner.Value!.CoachId, owner.Value.PcnId);
        var check = await db.Checks.Where(c => c.CoachId == coachId && c.PcnId == pcnId && c.RecordId == recordId && c.VoidedOn == null).Select(c => new
        {
            c.Rule, c.On,
            // What a coach sent was there before the check was recorded: it was decided on it.
            IsDecided = db.Evidence.Any(f => f.RecordId == recordId && f.UploadedUtc <= c.RecordedUtc),
        }).SingleOrDefaultAsync(cancellation);
        return check is not null && TrainingSubjects.Is(check.Rule)
            ? new EvidenceOf(owner.Value, EvidenceSubject.Check, recordId, $"{await names.OfAsync(pcnId!.Value, check.Rule, cancellation)}, {Words.Date(check.On)}", check.IsDecided, $"/coaches/{owner.Value.Reference}/checks/{recordId}/evidence{owner.Value.Query}") : new NotFoundError();
    }

    /// <summary>The certificate that a coach sends of mandatory or local training, until a manager has answered.</summary>
    public async Task<Result<EvidenceOf>> RequestAsync(Result<TrainingOwner> owner, Guid requestId, CancellationToken cancellation)
    {
        if (owner.Failure is { } failure)
            return failure;
        var coachId = owner.Value!.CoachId;
        return await db.CheckRequests.Where(r => r.CoachId == coachId && r.Id == requestId && r.Rule != null && r.AnsweredUtc == null).Select(r => r.About).SingleOrDefaultAsync(cancellation) is { } about
            ? new EvidenceOf(owner.Value, EvidenceSubject.Request, requestId, about, IsDecided: false, $"/me/requests/{requestId}/evidence") : new NotFoundError();
    }

    public async Task<Result<EvidenceOf>> ExperienceAsync(Result<TrainingOwner> owner, Guid claimId, CancellationToken cancellation)
    {
        if (owner.Failure is { } failure)
            return failure;
        var (coachId, home) = (owner.Value!.CoachId, $"{owner.Value.Home}/experience/{claimId}/evidence{owner.Value.Query}");
        return await db.ExperienceClaims.Where(c => c.CoachId == coachId && c.Id == claimId).Select(c => new { c.Employer, IsDecided = db.PriorExperience.Any(d => d.ClaimId == c.Id && d.VoidedOn == null) }).SingleOrDefaultAsync(cancellation) is { } found
            ? new EvidenceOf(owner.Value, EvidenceSubject.PriorExperience, claimId, $"Previous experience at {found.Employer}", found.IsDecided, home) : new NotFoundError();
    }
}

/// <summary>
/// Takes files as evidence of a training record: each is checked before anything is kept, then scanned, then written to the
/// disk, then spoken of in the database. What fails on the way leaves neither file nor row.
/// </summary>
internal sealed class UploadEvidence(HwbcDbContext db, FactChange change, EvidenceStore store, IScanner scanner, PortalSettings settings, SignedIn signedIn, UkClock clock) : IUseCase
{
    /// <summary>The page of files, whatever they are of.</summary>
    public const string View = "/Features/Evidence/Upload.cshtml";

    /// <summary>Files in one form.</summary>
    public const int MostFiles = 5;

    /// <summary>The most that a form of files may weigh in all.</summary>
    public const long MostBytes = (MostFiles * (long)FileCheck.MostBytes) + (1024 * 1024);

    /// <summary>The most files that are kept of one coach, however small.</summary>
    public const int MostFilesOfCoach = 500;

    private const string NoRoom = "There is no room for more files of this coach. Take back what is no longer needed, or ask your administrator for more";

    // A checked file is held in memory: a few at a time, so that many uploads at once take turns instead of memory.
    private static readonly SemaphoreSlim Turns = new(3);

    public async Task<Result<EvidencePage>> OpenAsync(Result<EvidenceOf> found, UploadForm? form, CancellationToken cancellation)
    {
        if (found.Failure is { } failure)
            return failure;
        var of = found.Value!;
        return new EvidencePage(form ?? new UploadForm(), of, (await EvidenceFiles.OfAsync(db, of.Owner.CoachId, cancellation))[of.RecordId].ToList(), EvidenceFiles.Scanning(scanner, settings.Evidence));
    }

    public async Task<Result<Done>> SaveAsync(Result<EvidenceOf> found, UploadForm form, CancellationToken cancellation)
    {
        if (found.Failure is { } failure)
            return failure;
        var of = found.Value!;
        var (coachId, recordId) = (of.Owner.CoachId, of.RecordId);
        if (form.TakeBack is { } taken)
            return await TakeBackAsync(of, taken, form, cancellation);
        if (form.Replaces is { } replaced && !await db.Evidence.AnyAsync(f => f.Id == replaced && f.RecordId == recordId && f.TakenBackUtc == null, cancellation))
            return new RuleError(nameof(form.Replaces), "Select the file that it takes the place of");
        var lengths = await db.Evidence.Where(f => f.CoachId == coachId && f.State != EvidenceState.Infected).Select(f => f.Length).ToListAsync(cancellation);
        if (lengths.Count + form.Files!.Count > MostFilesOfCoach)
            return new RuleError(nameof(form.Files), NoRoom);
        var kept = lengths.Sum();
        var written = new List<string>();
        try
        {
            foreach (var file in form.Files)
            {
                await Turns.WaitAsync(cancellation);
                try
                {
                    var (row, refusal) = await KeepAsync(file, settings.Evidence.QuotaBytes - kept, cancellation);
                    if (refusal is not null)
                    {
                        written.ForEach(store.Delete);
                        return new RuleError(nameof(form.Files), form.Files.Count == 1 ? refusal : $"{file.FileName}: {refusal}");
                    }

                    (row!.CoachId, row.Subject, row.RecordId, row.ReplacesId) = (coachId, of.Subject, recordId, form.Replaces);
                    db.Add(row);
                    written.Add(row.StorageName);
                    kept += row.Length;
                }
                finally
                {
                    Turns.Release();
                }
            }

            var saved = await change.SaveAsync(new AuditCommand("evidence.add", coachId, of.Owner.PcnId), [], form,
                new Done(of.Home, $"{Words.Count(written.Count, "file is", "files are")} added to {of.Title}."), _ => nameof(form.Files), cancellation);
            // The same form sent twice is one record: the second time its files are not needed.
            if (saved.Failure is not null || !await db.Evidence.AnyAsync(f => f.StorageName == written[0], cancellation))
                written.ForEach(store.Delete);
            return saved;
        }
        catch
        {
            written.ForEach(store.Delete);
            throw;
        }
    }

    private async Task<(EvidenceFile? Row, string? Refusal)> KeepAsync(IFormFile file, long left, CancellationToken cancellation)
    {
        try
        {
            FileCheck.Name(file.FileName);
            if (file.Length > FileCheck.MostBytes)
                return (null, FileCheck.TooLarge);
            if (file.Length > left)
                return (null, NoRoom);
            var sent = new byte[file.Length];
            await using (var stream = file.OpenReadStream())
                await stream.ReadExactlyAsync(sent, cancellation);
            var content = FileCheck.Content(sent);
            var answer = await scanner.ScanAsync(sent, cancellation);
            if (answer == ScanAnswer.Infected)
                return (null, "The virus scanner found something harmful in this file. It was not kept. Get the certificate again from the provider, or photograph it");
            return (new EvidenceFile
            {
                FileName = file.FileName, MediaType = content.MediaType, Length = content.Content.Length, Sha256 = Convert.ToHexStringLower(SHA256.HashData(sent)), StorageName = await store.WriteAsync(content.Content, cancellation),
                State = answer == ScanAnswer.Clean ? EvidenceState.Clean : !scanner.IsThere && settings.Evidence.AcceptsUnscanned ? EvidenceState.AcceptedUnscanned : EvidenceState.Quarantined,
                UploadedById = signedIn.Person.PersonId, UploadedUtc = clock.UtcNow,
            }, null);
        }
        catch (FileRefusedException refused)
        {
            return (null, refused.Message);
        }
    }

    private async Task<Result<Done>> TakeBackAsync(EvidenceOf of, Guid id, UploadForm form, CancellationToken cancellation)
    {
        if (of.IsDecided)
            return new RuleError("", "It was decided on these files: they stay with it");
        if (await db.Evidence.SingleOrDefaultAsync(f => f.Id == id && f.RecordId == of.RecordId && f.TakenBackUtc == null, cancellation) is not { } file)
            return new NotFoundError();
        file.TakenBackUtc = clock.UtcNow;
        return await change.SaveAsync(new AuditCommand("evidence.take-back", of.Owner.CoachId, of.Owner.PcnId), [], form, new Done(of.Home, $"{file.FileName} is taken back."), _ => "", cancellation);
    }
}
