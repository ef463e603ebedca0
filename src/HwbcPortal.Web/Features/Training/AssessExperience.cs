using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Domain.People;
using HwbcPortal.Web.Features.Evidence;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Training;

internal sealed class AssessExperienceForm : PortalForm
{
    [Display(Name = "What did you find?")]
    public List<string>? Criteria { get; set; }

    [Display(Name = "What do you decide?")]
    public PriorExperienceDecision? Decision { get; set; }

    [Display(Name = "Why?")]
    public string? Reason { get; set; }

    [Display(Name = "Date of the decision")]
    public DateOnly? On { get; set; }
}

internal sealed class AssessExperienceValidator : AbstractValidator<AssessExperienceForm>
{
    public AssessExperienceValidator(UkClock clock)
    {
        RuleFor(f => f.Criteria).NotEmpty().When(f => f.Decision == PriorExperienceDecision.Accepted).WithMessage("Select what you found: nothing is accepted without it")
            .Must(c => c is null || c.TrueForAll(x => ExperienceCriteria.All.Any(k => k.Code == x))).WithMessage("Select what you found");
        RuleFor(f => f.Decision).NotNull().WithMessage("Select what you decide").IsInEnum().WithMessage("Select what you decide");
        RuleFor(f => f.Reason).NotEmpty().WithMessage("Enter why: the coach reads it").MaximumLength(2000).WithMessage("Why must be 2,000 characters or fewer");
        RuleFor(f => f.On).NotNull().WithMessage("Enter the date of the decision").Must(d => d is null || d <= clock.Today).WithMessage("The date of the decision must be today or in the past");
    }
}

/// <summary>What is looked for in previous experience. No national definition was found: these are questions of this product, and the PCN decides what is enough.</summary>
internal static class ExperienceCriteria
{
    public static IReadOnlyList<(string Code, string Words)> All { get; } =
    [
        ("Conversations", "Coaching or behaviour change conversations, one to one"),
        ("EarlierTraining", "Earlier training in coaching skills"),
        ("Setting", "Work with people about their health or wellbeing"),
        ("Reference", "Somebody who worked with the coach confirms it"),
    ];

    public static string Of(string codes) => string.Join("; ", codes.Split(' ').Select(c => All.FirstOrDefault(k => k.Code == c).Words ?? c));
}

internal sealed record AssessExperiencePage(AssessExperienceForm Form, SeenCoach Coach, ExperienceClaim Claim, string MadeBy, IReadOnlyList<EvidenceRow> Files) : IFormPage<AssessExperienceForm>;

/// <summary>Accepts previous experience or not, by a named person, with what was found. Never by the coach, whatever their roles.</summary>
internal sealed class AssessExperience(HwbcDbContext db, CoachAccess access, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<AssessExperiencePage>> OpenAsync(string reference, string? pcn, Guid claimId, AssessExperienceForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(reference, pcn, claimId, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (coach, claim) = found.Value;
        return new AssessExperiencePage(form ?? new AssessExperienceForm { On = clock.Today }, coach, claim, claim.MadeBy!.Name, (await EvidenceFiles.OfAsync(db, coach.Id, cancellation))[claim.Id].Where(f => !f.IsReplaced).ToList());
    }

    public async Task<Result<Done>> SaveAsync(string reference, string? pcn, Guid claimId, AssessExperienceForm form, CancellationToken cancellation)
    {
        var found = await FindAsync(reference, pcn, claimId, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (coach, claim) = found.Value;
        db.Add(change.First(new PriorExperienceVersion
        {
            ItemId = FactChange.NewItemId("experience"), CoachId = coach.Id, Decision = form.Decision!.Value, DecidedOn = form.On!.Value, DecidedById = signedIn.Person.PersonId, ClaimId = claim.Id,
            Criteria = form.Criteria is { Count: > 0 } criteria ? string.Join(' ', criteria.Distinct()) : null, VersionReason = form.Reason!.Trim(),
        }));
        var accepted = form.Decision == PriorExperienceDecision.Accepted;
        return await change.SaveAsync(new AuditCommand(accepted ? "experience.accept" : "experience.decline", coach.Id, coach.Pcn.Id, form.Reason.Trim()), [coach.Id], form,
            new Done($"/coaches/{coach.Reference}/training?pcn={coach.Pcn.Code}", $"{coach.Name}'s previous experience at {claim.Employer} is {(accepted ? "accepted" : "not accepted")}."), _ => nameof(form.On), cancellation);
    }

    private async Task<Result<(SeenCoach Coach, ExperienceClaim Claim)>> FindAsync(string reference, string? pcn, Guid claimId, CancellationToken cancellation)
    {
        var coach = await access.FindAsync(reference, Operation.VerifyTraining, pcn, cancellation);
        if (coach.Failure is { } failure)
            return failure;
        if (SelfDealing.Forbids(signedIn.Person.Reference, coach.Value!.Reference))
            return new ForbiddenError("Nobody accepts their own experience. Ask another manager of your PCN.");
        return await db.ExperienceClaims.Include(c => c.MadeBy).SingleOrDefaultAsync(c => c.CoachId == coach.Value.Id && c.Id == claimId, cancellation) is { } claim ? (coach.Value, claim) : new NotFoundError();
    }
}
