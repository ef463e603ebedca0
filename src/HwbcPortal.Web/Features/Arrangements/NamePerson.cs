using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Domain.People;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Features.Supervisors;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Arrangements;

internal sealed class NamePersonForm : PortalForm
{
    /// <summary>In which way the person supports the coach.</summary>
    public AssignmentKind Kind { get; set; }

    /// <summary>An entry of the register; <see cref="Guid.Empty"/> for somebody who is not in it.</summary>
    [Display(Name = "Who is it?")]
    public Guid? Supervisor { get; set; }

    [Display(Name = "Full name")]
    public string? Name { get; set; }

    [Display(Name = "Profession")]
    public Profession? Profession { get; set; }

    [Display(Name = "Why may they supervise health coaching?")]
    public EligibilityBasis? Basis { get; set; }

    [Display(Name = "Tier")]
    public int? Tier { get; set; }

    [Display(Name = "Eligible from")]
    public DateOnly? EligibleFrom { get; set; }

    [Display(Name = "Named from")]
    public DateOnly? From { get; set; }

    [Display(Name = "Named until (optional)")]
    public DateOnly? To { get; set; }

    public bool IsNew => Supervisor == Guid.Empty;
}

internal sealed class NamePersonValidator : AbstractValidator<NamePersonForm>
{
    public NamePersonValidator()
    {
        RuleFor(f => f.Kind).IsInEnum().WithMessage("Select in which way the person supports the coach");
        RuleFor(f => f.Supervisor).NotNull().WithMessage("Select who it is");
        RuleFor(f => f.From).NotNull().WithMessage("Enter the day from which they are named");
        RuleFor(f => f.To).Must((f, to) => to is null || f.From is null || to >= f.From).WithMessage("Named until must be the first day or later");
        When(f => f.IsNew, () =>
        {
            RuleFor(f => f.Name).NotEmpty().WithMessage("Enter the person's full name").MaximumLength(200).WithMessage("Full name must be 200 characters or fewer");
            RuleFor(f => f.Profession).NotNull().WithMessage("Select the profession").IsInEnum().WithMessage("Select the profession");
        });
        When(f => f.IsNew && f.Kind == AssignmentKind.HealthCoaching, () =>
        {
            RuleFor(f => f.Basis).NotNull().WithMessage("Select why they may supervise health coaching").IsInEnum().WithMessage("Select why they may supervise health coaching");
            RuleFor(f => f.Tier).NotNull().When(f => f.Basis == EligibilityBasis.PciAccreditedProgramme).WithMessage("Select the tier");
            RuleFor(f => f.Tier).InclusiveBetween(1, 4).WithMessage("Tier must be between 1 and 4");
            RuleFor(f => f.EligibleFrom).NotNull().WithMessage("Enter the day from which they are eligible");
        });
    }
}

/// <summary>Somebody in the register.</summary>
internal sealed record SupervisorChoice(Guid VersionId, string Name, Profession Profession, bool IsEligible);

internal sealed record NamePersonPage(NamePersonForm Form, SeenCoach Coach, IReadOnlyList<SupervisorChoice> Choices, string? NamedNow) : IFormPage<NamePersonForm>;

/// <summary>Names a supervisor, clinician or line manager. Whoever was named so far at this PCN is named until the day before.</summary>
internal sealed class NamePerson(HwbcDbContext db, CoachAccess access, FactChange change, SupervisorRegister register, PublicReferences references, UkClock clock) : IUseCase
{
    public async Task<Result<NamePersonPage>> OpenAsync(string reference, string? pcn, AssignmentKind kind, NamePersonForm? form, CancellationToken cancellation)
    {
        var found = await access.FindAsync(reference, Operation.NamePeople, pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var coach = found.Value!;
        form ??= new NamePersonForm { Kind = kind, From = clock.Today };
        var eligibleNow = SupervisorRegister.EligibleOn(clock.Today);
        var choices = await Choosable(coach)
            .OrderBy(s => s.Name).ThenBy(s => s.Id)
            .Select(s => new SupervisorChoice(s.Id, s.Name, s.Profession, s.Eligibility.AsQueryable().Any(eligibleNow)))
            .ToListAsync(cancellation);
        var now = await Current(coach, form.Kind).Select(a => a.SupervisorVersion!.Name).FirstOrDefaultAsync(cancellation);
        return new NamePersonPage(form, coach, choices, now);
    }

    public async Task<Result<Done>> SaveAsync(string reference, string? pcn, NamePersonForm form, CancellationToken cancellation)
    {
        var found = await access.FindAsync(reference, Operation.NamePeople, pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var coach = found.Value!;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var chosen = form.IsNew ? await NewAsync(form, cancellation) : await Choosable(coach).Include(s => s.Person).SingleOrDefaultAsync(s => s.Id == form.Supervisor, cancellation);
        if (chosen is null)
            return new RuleError(nameof(form.Supervisor), "Select who it is");
        if (SelfDealing.Forbids(chosen.Person!.Reference, coach.Reference))
            return new RuleError(nameof(form.Supervisor), "Nobody supports themselves. Select somebody else");

        // One at a time of each kind at a PCN: who is named now is named until the day before, and any other overlap is refused.
        foreach (var before in await Overlapping(coach, form).ToListAsync(cancellation))
        {
            if (before.From >= form.From || before.To is not null)
                return new RuleError(nameof(form.From), $"{before.SupervisorVersion!.Name} is named from {Words.Date(before.From)}{(before.To is { } end ? $" to {Words.Date(end)}" : "")}. Enter days that do not overlap, or end that arrangement first");
            if (form.To is not null)
                return new RuleError(nameof(form.To), $"{before.SupervisorVersion!.Name} is named without an end, and would not be again after that day. Arrange cover for a while instead, or leave the last day empty");
            db.Add(change.Next(before, before.Until(FactChange.NewItemId("assignment"), form.From!.Value.AddDays(-1), "Somebody else was named")));
        }

        db.Add(change.First(new AssignmentVersion
        {
            ItemId = FactChange.NewItemId("assignment"), CoachId = coach.Id, PcnId = coach.Pcn.Id, Kind = form.Kind, SupervisorVersionId = chosen.Id, From = form.From!.Value, To = form.To,
        }));
        var saved = await change.SaveAsync(new AuditCommand("person.name", coach.Id, coach.Pcn.Id), [coach.Id], form,
            new Done($"/coaches/{coach.Reference}/people?pcn={coach.Pcn.Code}", $"{chosen.Name} is named as {Words.Of(form.Kind).ToLowerInvariant()} of {coach.Name}."), _ => nameof(form.From), cancellation);
        return await change.CommitAsync(saved, cancellation);
    }

    /// <summary>The form takes nobody else either: to be named is to see the coach.</summary>
    private IQueryable<SupervisorVersion> Choosable(SeenCoach coach) => register.Entries().Where(s => s.PersonId != coach.Id);

    private IQueryable<AssignmentVersion> Current(SeenCoach coach, AssignmentKind kind)
    {
        var today = clock.Today;
        return db.Assignments.Where(a => a.CoachId == coach.Id && a.PcnId == coach.Pcn.Id && a.Kind == kind && a.VoidedOn == null && (a.To == null || a.To >= today));
    }

    private IQueryable<AssignmentVersion> Overlapping(SeenCoach coach, NamePersonForm form) => db.Assignments.Include(a => a.SupervisorVersion)
        .Where(a => a.CoachId == coach.Id && a.PcnId == coach.Pcn.Id && a.Kind == form.Kind && a.VoidedOn == null && (a.To == null || a.To >= form.From) && (form.To == null || a.From <= form.To)).OrderByDescending(a => a.From);

    private async Task<SupervisorVersion> NewAsync(NamePersonForm form, CancellationToken cancellation)
    {
        var person = new Person { Reference = await references.NextPersonAsync(cancellation), Name = form.Name!.Trim() };
        var supervisor = change.First(new SupervisorVersion { ItemId = FactChange.NewItemId("supervisor"), PersonId = person.Id, Person = person, Name = person.Name, Profession = form.Profession!.Value });
        db.AddRange(person, supervisor);
        if (form.Kind == AssignmentKind.HealthCoaching)
        {
            db.Add(change.First(new EligibilityVersion
            {
                ItemId = FactChange.NewItemId("eligibility"), SupervisorVersionId = supervisor.Id, From = form.EligibleFrom!.Value, Basis = form.Basis!.Value, Tier = form.Tier,
            }));
        }

        return supervisor;
    }
}
