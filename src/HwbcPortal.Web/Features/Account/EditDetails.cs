using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Account;

internal sealed class DetailsForm : PortalForm
{
    /// <summary>The person's version that was looked at.</summary>
    public Guid Seen { get; set; }

    [Display(Name = "Full name")]
    public string? Name { get; set; }

    [Display(Name = "Work email address for your supervisor and manager (optional)")]
    public string? WorkEmail { get; set; }
}

internal sealed class DetailsValidator : AbstractValidator<DetailsForm>
{
    public DetailsValidator()
    {
        RuleFor(f => f.Name).NotEmpty().WithMessage("Enter your full name").MaximumLength(200).WithMessage("Full name must be 200 characters or fewer").HasNoNhsNumber();
        RuleFor(f => f.WorkEmail).EmailAddress().When(f => !string.IsNullOrWhiteSpace(f.WorkEmail), ApplyConditionTo.CurrentValidator).WithMessage("Enter an email address in the form name@example.nhs.uk").MaximumLength(256).WithMessage("Work email address must be 256 characters or fewer");
    }
}

/// <param name="Form">The form.</param>
/// <param name="Reference">The person's reference, which stays.</param>
/// <param name="IsCoach">Whether there is a coach record, with an address for those who support the coach.</param>
internal sealed record DetailsPage(DetailsForm Form, string Reference, bool IsCoach) : IFormPage<DetailsForm>;

/// <summary>Somebody's own name, and where their supervisor and manager write to a coach. The reference stays, and with it everything that was recorded.</summary>
internal sealed class EditDetails(HwbcDbContext db, FactChange change, SignedIn signedIn) : IUseCase
{
    public async Task<Result<DetailsPage>> OpenAsync(DetailsForm? form, CancellationToken cancellation)
    {
        var personId = signedIn.Person.PersonId;
        var person = await db.People.AsNoTracking().SingleAsync(p => p.Id == personId, cancellation);
        var coach = await db.Coaches.AsNoTracking().SingleOrDefaultAsync(c => c.Id == personId, cancellation);
        form ??= new DetailsForm { Name = person.Name, WorkEmail = coach?.WorkEmail, Seen = person.Version };
        return new DetailsPage(form, person.Reference, coach is not null);
    }

    public async Task<Result<Done>> SaveAsync(DetailsForm form, CancellationToken cancellation)
    {
        var personId = signedIn.Person.PersonId;
        var person = await db.People.SingleAsync(p => p.Id == personId, cancellation);
        if (person.Version != form.Seen)
            return new StaleError();
        (person.Name, person.Version) = (form.Name!.Trim(), Guid.NewGuid());
        var coach = await db.Coaches.SingleOrDefaultAsync(c => c.Id == personId, cancellation);
        if (coach is not null)
            (coach.WorkEmail, coach.Version) = (string.IsNullOrWhiteSpace(form.WorkEmail) ? null : form.WorkEmail.Trim(), Guid.NewGuid());
        return await change.SaveAsync(new AuditCommand("account.details", coach?.Id), coach is null ? [] : [coach.Id], form, new Done("/account", "Your details are saved."), _ => nameof(form.Name), cancellation);
    }
}
