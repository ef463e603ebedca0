using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Evidence;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Training;

internal sealed class VerifySeveralForm : PortalForm
{
    /// <summary>The versions that were shown.</summary>
    public List<Guid>? Shown { get; set; }

    /// <summary>Of these, the ones that were looked at and hold.</summary>
    public List<Guid>? Holds { get; set; }

    [Display(Name = "How did you check them?")]
    public VerificationMethod? Method { get; set; }

    [Display(Name = "When did you check them?")]
    public DateOnly? On { get; set; }
}

internal sealed class VerifySeveralValidator : AbstractValidator<VerifySeveralForm>
{
    public VerifySeveralValidator(UkClock clock)
    {
        RuleFor(f => f.Holds).NotEmpty().WithMessage("Tick each certificate that you have looked at and that holds");
        RuleFor(f => f.Method).NotNull().WithMessage("Select how you checked them").IsInEnum().WithMessage("Select how you checked them");
        RuleFor(f => f.On).NotNull().WithMessage("Enter the day of the check").Must(d => d is null || d <= clock.Today).WithMessage("The day of the check must be today or in the past");
    }
}

/// <summary>A certificate of those that are looked at together.</summary>
internal sealed record SeveralRow(QueueRow Waits, TrainingRow Row, IReadOnlyList<EvidenceRow> Files)
{
    /// <summary>Whether it can be seen here: a file that counts.</summary>
    public bool CanBeSeen => Files.Any(f => f.Counts);
}

internal sealed record VerifySeveralPage(VerifySeveralForm Form, IReadOnlyList<SeveralRow> Rows) : IFormPage<VerifySeveralForm>;

/// <summary>Verifies several certificates of the queue after seeing each: one method and one day for all, a tick for each. What does not hold is returned by itself.</summary>
internal sealed class VerifySeveral(HwbcDbContext db, FactChange change, VerificationQueue queue, SignedIn signedIn, UkClock clock) : IUseCase
{
    /// <summary>As many as can be looked at with care on one page.</summary>
    public const int Most = 10;

    /// <summary>The ways of checking, in words.</summary>
    public static readonly IReadOnlyList<SelectListItem> Methods =
    [
        new("I saw the certificate", nameof(VerificationMethod.SawCertificate)), new("The provider confirmed it", nameof(VerificationMethod.ProviderConfirmed)), new("I looked it up on the page of the Personalised Care Institute", nameof(VerificationMethod.PciPageLookedUp)),
    ];

    public async Task<Result<VerifySeveralPage>> OpenAsync(IReadOnlyCollection<Guid> recordIds, VerifySeveralForm? form, CancellationToken cancellation)
    {
        var rows = await RowsAsync(recordIds, cancellation);
        return new VerifySeveralPage(form ?? new VerifySeveralForm { On = clock.Today }, rows);
    }

    /// <summary>The page again after it was refused: those that were shown and still wait.</summary>
    public async Task<Result<VerifySeveralPage>> AgainAsync(VerifySeveralForm form, CancellationToken cancellation)
    {
        var shown = form.Shown ?? [];
        return await OpenAsync(await db.Training.Where(t => shown.Contains(t.Id)).Select(t => t.RecordId).ToListAsync(cancellation), form, cancellation);
    }

    public async Task<Result<Done>> SaveAsync(VerifySeveralForm form, CancellationToken cancellation)
    {
        var ticked = form.Holds!.Distinct().ToList();
        var versions = await db.Training.Where(t => ticked.Contains(t.Id)).ToListAsync(cancellation);
        // The queue is the access check: of coaches at one's PCNs, waiting, never one's own.
        var waiting = await RowsAsync(versions.ConvertAll(t => t.RecordId), cancellation);
        var rows = versions.Select(t => (Version: t, Waits: waiting.FirstOrDefault(w => w.Row.Training.Id == t.Id))).ToList();
        if (rows.Count != ticked.Count || rows.Exists(r => r.Waits is null))
            return new StaleError();
        if (rows.Find(r => form.On < r.Version.CompletedOn) is { Waits: { } early })
            return new RuleError(nameof(form.On), $"{early.Waits.Name} completed the course on {Words.Date(early.Waits.CompletedOn)}: the day of the check must be then or later");
        if (form.Method == VerificationMethod.SawCertificate && rows.Find(r => !r.Waits!.CanBeSeen) is { Waits: { } unseen })
            return new RuleError(nameof(form.Holds), $"There is no file of {unseen.Waits.Name}'s that you could have seen here. Check that one by itself");
        return await change.SaveEachAsync(rows, row =>
        {
            db.Add(change.Next(row.Version, VerifyTraining.Checked(row.Version, VerificationOutcome.Verified, form.Method, form.On!.Value, signedIn.Person.PersonId, null)));
            return new AuditCommand("training.verify", row.Version.CoachId, row.Waits!.Waits.Pcn.Id);
        }, form, new Done("/training/queue", $"{Words.Count(rows.Count, "certificate is", "certificates are")} checked."), (row, sentence) => new RuleError(nameof(form.Holds), $"{row.Waits!.Waits.Name}: {sentence}"), cancellation);
    }

    private async Task<IReadOnlyList<SeveralRow>> RowsAsync(IReadOnlyCollection<Guid> recordIds, CancellationToken cancellation)
    {
        var waiting = await queue.OfAsync(recordIds.Distinct().Take(Most).ToList(), cancellation);
        var ids = waiting.Select(w => w.RecordId).ToList();
        var rows = await ListTraining.Rows(db, db.Training.Where(t => ids.Contains(t.RecordId) && t.VoidedOn == null)).ToListAsync(cancellation);
        var coachIds = rows.ConvertAll(r => r.Training.CoachId);
        var files = await EvidenceFiles.OfAsync(db, coachIds, cancellation);
        return waiting.Select(w => new SeveralRow(w, rows.Single(r => r.Training.RecordId == w.RecordId), files[w.RecordId].Where(f => !f.IsReplaced).ToList())).ToList();
    }
}
