using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Arrangements;

internal sealed class AgreementForm : PortalForm
{
    /// <summary>The text that was looked at; null: there was none.</summary>
    public Guid? Seen { get; set; }

    [Display(Name = "What is the supervision for?")]
    public string? Purpose { get; set; }

    [Display(Name = "How do you meet?")]
    public string? Structure { get; set; }

    [Display(Name = "How often, and for how long?")]
    public string? Frequency { get; set; }

    [Display(Name = "Where?")]
    public string? Place { get; set; }

    [Display(Name = "What is written down, and who may see it?")]
    public string? Readers { get; set; }

    [Display(Name = "When do you look at this again?")]
    public DateOnly? ReviewOn { get; set; }
}

internal sealed class AgreementValidator : AbstractValidator<AgreementForm>
{
    public AgreementValidator(UkClock clock)
    {
        RuleFor(f => f.Purpose).NotEmpty().WithMessage("Enter what the supervision is for").MaximumLength(2000).WithMessage("What it is for must be 2,000 characters or fewer");
        RuleFor(f => f.Structure).NotEmpty().WithMessage("Enter how you meet").MaximumLength(500).WithMessage("How you meet must be 500 characters or fewer");
        RuleFor(f => f.Frequency).NotEmpty().WithMessage("Enter how often you meet, and for how long").MaximumLength(500).WithMessage("How often must be 500 characters or fewer");
        RuleFor(f => f.Place).NotEmpty().WithMessage("Enter where you meet").MaximumLength(500).WithMessage("Where must be 500 characters or fewer");
        RuleFor(f => f.Readers).NotEmpty().WithMessage("Enter what is written down and who may see it").MaximumLength(2000).WithMessage("What is written down must be 2,000 characters or fewer");
        RuleFor(f => f.ReviewOn).NotNull().WithMessage("Enter when you look at this again").Must(d => d is null || d > clock.Today).WithMessage("When you look at this again must be after today")
            .Must(d => d is null || d <= clock.Today.AddYears(2)).WithMessage("When you look at this again must be within two years");
        foreach (var text in new System.Linq.Expressions.Expression<Func<AgreementForm, string?>>[] { f => f.Purpose, f => f.Structure, f => f.Frequency, f => f.Place, f => f.Readers })
            RuleFor(text).HasNoNhsNumber();
    }
}

internal sealed record AgreementPage(AgreementForm Form, string Coach, string As, AgreementRow? Now, DateOnly Today) : IFormPage<AgreementForm>;

/// <summary>
/// The supervisor writes down what the two agreed about how they work together, and has confirmed it by that; the coach confirms it
/// after. A later text replaces it and is confirmed anew.
/// </summary>
internal sealed class WriteAgreement(HwbcDbContext db, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<AgreementPage>> OpenAsync(Guid recordId, AgreementForm? form, CancellationToken cancellation)
    {
        if (await FindAsync(recordId, cancellation) is not { } row)
            return new NotFoundError();
        var now = await AgreementRow.Of(db.SupervisionAgreements.AsNoTracking().Where(a => a.AssignmentRecordId == recordId)).FirstOrDefaultAsync(cancellation);
        form ??= now is null
            ? new AgreementForm { Frequency = "One hour every month", Readers = "The day, the minutes and the kind of each session are seen by the managers of the PCN. Notes are read by the two of us alone.", ReviewOn = clock.Today.AddYears(1) }
            : new AgreementForm { Seen = now.Id, Purpose = now.Purpose, Structure = now.Structure, Frequency = now.Frequency, Place = now.Place, Readers = now.Readers, ReviewOn = now.ReviewOn > clock.Today ? now.ReviewOn : null };
        return new AgreementPage(form, row.Coach!.Person!.Name, Words.Of(row.Kind), now, clock.Today);
    }

    public async Task<Result<Done>> SaveAsync(Guid recordId, AgreementForm form, CancellationToken cancellation)
    {
        if (await FindAsync(recordId, cancellation) is not { } row)
            return new NotFoundError();
        var before = await db.SupervisionAgreements.SingleOrDefaultAsync(a => a.AssignmentRecordId == recordId && a.ReplacedUtc == null, cancellation);
        if (before?.Id != form.Seen)
            return new StaleError();
        if (before is not null)
            before.ReplacedUtc = clock.UtcNow;
        db.Add(new SupervisionAgreement
        {
            CoachId = row.CoachId, PcnId = row.PcnId, AssignmentRecordId = recordId, Purpose = form.Purpose!.Trim(), Structure = form.Structure!.Trim(), Frequency = form.Frequency!.Trim(), Place = form.Place!.Trim(), Readers = form.Readers!.Trim(),
            ReviewOn = form.ReviewOn!.Value, WrittenUtc = clock.UtcNow, SupervisorConfirmedUtc = clock.UtcNow,
        });
        return await change.SaveAsync(new AuditCommand("agreement.write", row.CoachId, row.PcnId), [], form, new Done("/supervision", $"The agreement with {row.Coach!.Person!.Name} is saved. It stands when they have confirmed it."), _ => nameof(form.Purpose), cancellation);
    }

    private Task<AssignmentVersion?> FindAsync(Guid recordId, CancellationToken cancellation)
    {
        var (self, coaches, recently) = (signedIn.Person.PersonId, signedIn.Person.SupportedCoachIds, clock.Today);
        return db.Assignments.Include(a => a.Coach!.Person).SingleOrDefaultAsync(a => a.RecordId == recordId && a.VoidedOn == null && coaches.Contains(a.CoachId) && a.CoachId != self && a.SupervisorVersion!.PersonId == self && (a.To == null || a.To >= recently), cancellation);
    }
}
