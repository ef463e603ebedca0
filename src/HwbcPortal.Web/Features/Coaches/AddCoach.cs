using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;
using System.ComponentModel.DataAnnotations;

namespace HwbcPortal.Web.Features.Coaches;

/// <summary>A new coach with a first post.</summary>
internal sealed class AddCoachForm : PostTermsForm
{
    [Display(Name = "Full name")]
    public string? Name { get; set; }

    [Display(Name = "Work email address (optional)")]
    public string? WorkEmail { get; set; }

    [Display(Name = "Employer, if it is not the PCN (optional)")]
    public string? Employer { get; set; }

    [Display(Name = "Records kept here from (optional)")]
    public DateOnly? RecordsFrom { get; set; }

    [Display(Name = "Tier (optional)")]
    public int? Tier { get; set; }

    /// <summary>There is another coach of this name, and this is somebody else.</summary>
    public bool SameName { get; set; }
}

internal sealed class AddCoachValidator : PostTermsValidator<AddCoachForm>
{
    public AddCoachValidator(UkClock clock)
    {
        RuleFor(f => f.Name).NotEmpty().WithMessage("Enter the coach's full name").MaximumLength(200).WithMessage("Full name must be 200 characters or fewer");
        RuleFor(f => f.WorkEmail).EmailAddress().When(f => !string.IsNullOrWhiteSpace(f.WorkEmail)).WithMessage("Enter an email address in the form name@example.nhs.uk")
            .MaximumLength(256).WithMessage("Work email address must be 256 characters or fewer");
        RuleFor(f => f.StartDate).GreaterThan(new DateOnly(1990, 1, 1)).WithMessage("First day in post must be after 1 January 1990")
            .LessThan(_ => clock.Today.AddYears(2)).WithMessage("First day in post must be within the next two years").When(f => f.StartDate is not null);
        RuleFor(f => f.Employer).MaximumLength(200).WithMessage("Employer must be 200 characters or fewer");
        RuleFor(f => f.RecordsFrom).GreaterThanOrEqualTo(f => f.StartDate).WithMessage("Records kept here from must be the first day in post or later").When(f => f.StartDate is not null && f.RecordsFrom is not null);
        RuleFor(f => f.Tier).InclusiveBetween(1, 4).WithMessage("Tier must be between 1 and 4");
    }
}

/// <summary>The page around the form.</summary>
internal sealed record AddCoachPage(AddCoachForm Form, IReadOnlyList<PcnName> Pcns, bool AsksAboutName) : IFormPage<AddCoachForm>;

internal sealed class AddCoach(HwbcDbContext db, SignedIn signedIn, ChosenPcn chosen, FactChange change, PublicReferences references) : IUseCase
{
    private bool _sameNameFound;

    public Result<AddCoachPage> Open(AddCoachForm? form)
    {
        var pcns = Pcns();
        if (pcns.Count == 0)
            return new ForbiddenError("Coaches are added by a manager of their PCN. Ask one of them.");
        form ??= new AddCoachForm { Pcn = (pcns.FirstOrDefault(p => p.Id == chosen.Pcn?.Id) ?? pcns[0]).Code };
        return new AddCoachPage(form, pcns, _sameNameFound || form.SameName);
    }

    public async Task<Result<Done>> SaveAsync(AddCoachForm form, CancellationToken cancellation)
    {
        if (Pcns().FirstOrDefault(p => p.Code == form.Pcn) is not { } pcn)
            return new NotFoundError();

        var name = form.Name!.Trim();
        var namesake = await db.Posts.Where(p => p.PcnId == pcn.Id && p.VoidedOn == null && p.Coach!.Person!.Name == name).Select(p => p.Coach!.Person!.Reference).FirstOrDefaultAsync(cancellation);
        if (namesake is not null && !form.SameName)
        {
            _sameNameFound = true;
            return new RuleError(nameof(form.Name), $"{name} ({namesake}) is at this PCN already. If this is somebody else, say so below and save again.");
        }

        // One transaction with the save below: a number is not given to nobody.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var person = new Person { Reference = await references.NextCoachAsync(cancellation), Name = name };
        var coach = new CoachRecord { Id = person.Id, Tier = form.Tier, WorkEmail = string.IsNullOrWhiteSpace(form.WorkEmail) ? null : form.WorkEmail.Trim() };
        db.AddRange(person, coach, change.First(new PostVersion
        {
            ItemId = FactChange.NewItemId("post"), CoachId = coach.Id, PcnId = pcn.Id, StartDate = form.StartDate!.Value, HoursPerWeek = form.HoursPerWeek!.Value, AfcBand = form.AfcBand!.Value,
            ArrsFunded = form.ArrsFunded!.Value, RecordsFrom = form.RecordsFrom, Employer = string.IsNullOrWhiteSpace(form.Employer) ? null : form.Employer.Trim(),
        }));
        var saved = await change.SaveAsync(new AuditCommand("coach.add", coach.Id, pcn.Id), [coach.Id], form,
            new Done($"/coaches/{person.Reference}", $"{name} is added as {person.Reference}."),
            path => FactChange.FieldOf(path, ("startDate", nameof(form.StartDate)), ("hoursPerWeek", nameof(form.HoursPerWeek)), ("afcBand", nameof(form.AfcBand))), cancellation);
        return await change.CommitAsync(saved, cancellation);
    }

    private List<PcnName> Pcns() => signedIn.Person.Pcns.Where(p => signedIn.Person.MayAt(Operation.AddCoach, p.Id)).ToList();
}
