using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;

namespace HwbcPortal.Web.Features.Training;

internal sealed class ExperienceForm : PortalForm
{
    [Display(Name = "From")]
    public DateOnly? From { get; set; }

    [Display(Name = "To (optional)")]
    public DateOnly? To { get; set; }

    [Display(Name = "Employer or organisation")]
    public string? Employer { get; set; }

    [Display(Name = "What was done there?")]
    public string? Description { get; set; }
}

internal sealed class ExperienceValidator : AbstractValidator<ExperienceForm>
{
    public ExperienceValidator(UkClock clock)
    {
        RuleFor(f => f.From).NotNull().WithMessage("Enter the first day").Must(d => d is null || d <= clock.Today).WithMessage("The first day must be today or in the past");
        RuleFor(f => f.To).Must((f, to) => to is null || f.From is null || to >= f.From).WithMessage("The last day must be the first day or later").Must(d => d is null || d <= clock.Today).WithMessage("The last day must be today or in the past");
        RuleFor(f => f.Employer).NotEmpty().WithMessage("Enter the employer or organisation").MaximumLength(200).WithMessage("Employer or organisation must be 200 characters or fewer");
        RuleFor(f => f.Description).NotEmpty().WithMessage("Say what was done there").MaximumLength(2000).WithMessage("What was done there must be 2,000 characters or fewer");
    }
}

internal sealed record ExperiencePage(ExperienceForm Form, TrainingOwner Owner) : IFormPage<ExperienceForm>;

/// <summary>Describes previous experience for route B. It counts when somebody else has accepted it.</summary>
internal sealed class ClaimExperience(HwbcDbContext db, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public static Result<ExperiencePage> Open(Result<TrainingOwner> owner, ExperienceForm? form) => owner.Failure is { } failure ? failure : new ExperiencePage(form ?? new ExperienceForm(), owner.Value!);

    public async Task<Result<Done>> SaveAsync(Result<TrainingOwner> owner, ExperienceForm form, CancellationToken cancellation)
    {
        if (owner.Failure is { } failure)
            return failure;
        var claim = new ExperienceClaim
        {
            CoachId = owner.Value!.CoachId, From = form.From!.Value, To = form.To, Employer = form.Employer!.Trim(), Description = form.Description!.Trim(), MadeById = signedIn.Person.PersonId, MadeUtc = clock.UtcNow,
        };
        db.Add(claim);
        return await change.SaveAsync(new AuditCommand("experience.claim", claim.CoachId, owner.Value.PcnId), [], form,
            new Done($"{owner.Value.Home}/experience/{claim.Id}/evidence{owner.Value.Query}", $"Previous experience at {claim.Employer} is described. Add what shows it."), _ => "", cancellation);
    }
}
