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

namespace HwbcPortal.Web.Features.Checks;

internal sealed class DbsForm : PortalForm
{
    [Display(Name = "Level of the certificate")]
    public DbsLevel? Level { get; set; }

    [Display(Name = "Certificate number")]
    public string? CertificateNumber { get; set; }

    [Display(Name = "Issued on")]
    public DateOnly? IssuedOn { get; set; }

    [Display(Name = "What was decided?")]
    public string? Decision { get; set; }

    [Display(Name = "Who decided?")]
    public string? DecidedBy { get; set; }

    [Display(Name = "Decided on")]
    public DateOnly? On { get; set; }

    [Display(Name = "To be decided again after (optional)")]
    public DateOnly? ReviewOn { get; set; }
}

internal sealed class DbsValidator : AbstractValidator<DbsForm>
{
    public DbsValidator(UkClock clock)
    {
        RuleFor(f => f.Level).NotNull().WithMessage("Select the level of the certificate").IsInEnum().WithMessage("Select the level of the certificate");
        When(f => f.Level is not null and not DbsLevel.NoneNeeded, () =>
        {
            RuleFor(f => f.CertificateNumber).Must(n => n is not null && n.Replace(" ", "", StringComparison.Ordinal) is { Length: 12 } digits && digits.All(char.IsAsciiDigit)).WithMessage("Certificate number must be 12 numbers, as on the certificate");
            RuleFor(f => f.IssuedOn).NotNull().WithMessage("Enter when it was issued").Must(d => d is null || d <= clock.Today).WithMessage("Issued on must be today or in the past");
        });
        RuleFor(f => f.Decision).NotEmpty().WithMessage("Enter what was decided").MaximumLength(500).WithMessage("What was decided must be 500 characters or fewer").HasNoNhsNumber();
        RuleFor(f => f.DecidedBy).NotEmpty().WithMessage("Enter who decided").MaximumLength(200).WithMessage("Who decided must be 200 characters or fewer");
        RuleFor(f => f.On).NotNull().WithMessage("Enter when it was decided").Must(d => d is null || d <= clock.Today).WithMessage("Decided on must be today or in the past")
            .Must((f, on) => on is null || f.Level == DbsLevel.NoneNeeded || f.IssuedOn is null || on >= f.IssuedOn).WithMessage("Decided on must be the day of issue or later");
        RuleFor(f => f.ReviewOn).Must((f, d) => d is null || f.On is null || d > f.On).WithMessage("To be decided again after must be after the day of the decision");
    }
}

internal sealed record DbsFormPage(DbsForm Form, SeenCoach Coach) : IFormPage<DbsForm>;

/// <summary>A DBS decision as the managers of the PCN read it.</summary>
internal sealed record DbsPage(SeenCoach Coach, DateOnly On, DateOnly? ReviewOn, DbsDecision Dbs, string? RecordedBy);

/// <summary>
/// Records what the employer decided on a DBS certificate: level, number, dates, decision and who decided. The certificate is never
/// kept, the managers of the PCN alone read the decision, and each reading is recorded.
/// </summary>
internal sealed class RecordDbs(HwbcDbContext db, CheckAccess access, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<DbsFormPage>> OpenAsync(string reference, string? pcn, DbsForm? form, CancellationToken cancellation)
    {
        var found = await access.FindAsync(reference, pcn, cancellation);
        return found.Failure is { } failure ? failure : new DbsFormPage(form ?? new DbsForm { On = clock.Today }, found.Value!);
    }

    public async Task<Result<Done>> SaveAsync(string reference, string? pcn, DbsForm form, CancellationToken cancellation)
    {
        var found = await access.FindAsync(reference, pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var coach = found.Value!;
        var isNone = form.Level == DbsLevel.NoneNeeded;
        var check = change.First(new CheckVersion { ItemId = FactChange.NewItemId("check"), CoachId = coach.Id, PcnId = coach.Pcn.Id, Rule = CheckRules.Dbs, On = form.On!.Value, ValidUntil = form.ReviewOn, ById = signedIn.Person.PersonId });
        check.Dbs = new DbsDecision
        {
            CheckId = check.Id, PcnId = coach.Pcn.Id, Level = form.Level!.Value, CertificateNumber = isNone ? null : form.CertificateNumber!.Replace(" ", "", StringComparison.Ordinal), IssuedOn = isNone ? null : form.IssuedOn,
            Decision = form.Decision!.Trim(), DecidedBy = form.DecidedBy!.Trim(),
        };
        db.Add(check);
        return await change.SaveAsync(new AuditCommand("check.record", coach.Id, coach.Pcn.Id), [coach.Id], form, new Done($"/coaches/{coach.Reference}/checks?pcn={coach.Pcn.Code}", $"The DBS decision is recorded for {coach.Name}."),
            path => FactChange.FieldOf(path, ("on", nameof(form.On)), ("validUntil", nameof(form.ReviewOn))), cancellation);
    }

    /// <summary>Opens a decision; that it was opened is recorded.</summary>
    public async Task<Result<DbsPage>> ReadAsync(string reference, string? pcn, Guid recordId, CancellationToken cancellation)
    {
        var found = await access.FindAsync(reference, pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (coach, coachId, pcnId) = (found.Value!, found.Value!.Id, found.Value.Pcn.Id);
        if (await db.Checks.AsNoTracking().Include(c => c.Dbs).Include(c => c.RecordedBy).SingleOrDefaultAsync(c => c.CoachId == coachId && c.PcnId == pcnId && c.RecordId == recordId && c.VoidedOn == null && c.Dbs != null, cancellation) is not { } check)
            return new NotFoundError();
        await db.RecordReadAsync(new AuditCommand("dbs.read", coachId, pcnId), cancellation);
        return new DbsPage(coach, check.On, check.ValidUntil, check.Dbs!, check.RecordedBy?.Name);
    }

    public static string Of(DbsLevel level) => level switch
    {
        DbsLevel.Basic => "Basic",
        DbsLevel.Standard => "Standard",
        DbsLevel.Enhanced => "Enhanced",
        DbsLevel.EnhancedWithBarredLists => "Enhanced with barred lists",
        _ => "None is needed for these duties",
    };
}
