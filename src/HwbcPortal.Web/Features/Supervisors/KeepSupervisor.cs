using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Supervisors;

internal sealed class SupervisorForm : PortalForm
{
    /// <summary>The version that was looked at; null for a new entry.</summary>
    public Guid? Seen { get; set; }

    [Display(Name = "Full name")]
    public string? Name { get; set; }

    [Display(Name = "Profession")]
    public Profession? Profession { get; set; }

    [Display(Name = "Organisation (optional)")]
    public string? Organisation { get; set; }

    [Display(Name = "How many coaches can they supervise? (optional)")]
    public int? CapacityCoaches { get; set; }

    [Display(Name = "Hours a month for supervision (optional)")]
    public decimal? CapacityHours { get; set; }
}

internal sealed class SupervisorValidator : AbstractValidator<SupervisorForm>
{
    public SupervisorValidator()
    {
        RuleFor(f => f.Name).NotEmpty().WithMessage("Enter the person's full name").MaximumLength(200).WithMessage("Full name must be 200 characters or fewer");
        RuleFor(f => f.Profession).NotNull().WithMessage("Select the profession").IsInEnum().WithMessage("Select the profession");
        RuleFor(f => f.Organisation).MaximumLength(200).WithMessage("Organisation must be 200 characters or fewer");
        RuleFor(f => f.CapacityCoaches).InclusiveBetween(1, 100).WithMessage("Coaches must be between 1 and 100");
        RuleFor(f => f.CapacityHours).InclusiveBetween(0.5m, 200m).WithMessage("Hours must be between 0.5 and 200");
    }
}

internal sealed record SupervisorFormPage(SupervisorForm Form, Guid? RecordId) : IFormPage<SupervisorForm>;

/// <summary>Enters somebody into the register, or changes what it says of them: a next version with copies of their eligibility.</summary>
internal sealed class KeepSupervisor(HwbcDbContext db, SupervisorRegister register, FactChange change, CoachFileReader reader, PublicReferences references, SignedIn signedIn) : IUseCase
{
    public async Task<Result<SupervisorFormPage>> OpenAsync(Guid? recordId, SupervisorForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(recordId, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var before = recordId is null ? null : found.Value;
        form ??= before is null ? new SupervisorForm() : new SupervisorForm { Seen = before.Id, Name = before.Name, Profession = before.Profession, Organisation = before.Organisation, CapacityCoaches = before.CapacityCoaches, CapacityHours = before.CapacityHours };
        return new SupervisorFormPage(form, recordId);
    }

    public async Task<Result<Done>> SaveAsync(Guid? recordId, SupervisorForm form, CancellationToken cancellation)
    {
        var found = await FindAsync(recordId, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var before = recordId is null ? null : found.Value!;
        if (before is not null && before.Id != form.Seen)
            return new StaleError();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var name = form.Name!.Trim();
        var row = new SupervisorVersion
        {
            ItemId = FactChange.NewItemId("supervisor"), Name = name, Profession = form.Profession!.Value, Organisation = string.IsNullOrWhiteSpace(form.Organisation) ? null : form.Organisation.Trim(),
            CapacityCoaches = form.CapacityCoaches, CapacityHours = form.CapacityHours,
        };
        if (before is null)
        {
            var person = new Person { Reference = await references.NextPersonAsync(cancellation), Name = name };
            db.Add(person);
            (row.PersonId, row.Person) = (person.Id, person);
            db.Add(change.First(row));
        }
        else
        {
            row.PersonId = before.PersonId;
            db.Add(change.Next(before, row));
            foreach (var period in await db.Eligibility.AsNoTracking().Where(e => e.SupervisorVersionId == before.Id && e.VoidedOn == null).OrderBy(e => e.From).ToListAsync(cancellation))
                db.Add(change.First(new EligibilityVersion { ItemId = FactChange.NewItemId("eligibility"), SupervisorVersionId = row.Id, From = period.From, To = period.To, Tier = period.Tier, Basis = period.Basis, Evidence = period.Evidence }));
        }

        IEnumerable<Guid> coaches = before is null ? [] : (await reader.NamingAsync(before.RecordId, cancellation)).Select(n => n.Key);
        var saved = await change.SaveAsync(new AuditCommand(before is null ? "supervisor.add" : "supervisor.change"), [.. coaches], form,
            new Done($"/supervisors/{row.RecordId}", before is null ? $"{name} is in the register. Add from when they may supervise health coaching, if they may." : $"{name} is changed."), _ => nameof(form.Name), cancellation);
        return await change.CommitAsync(saved, cancellation);
    }

    private async Task<Result<SupervisorVersion>> FindAsync(Guid? recordId, CancellationToken cancellation)
    {
        if (recordId is null)
            return new SupervisorVersion { ItemId = "", Name = "" };
        var supervisor = await register.Entries().SingleOrDefaultAsync(s => s.RecordId == recordId, cancellation);
        if (supervisor is null)
            return new NotFoundError();
        return supervisor.PersonId == signedIn.Person.PersonId ? new ForbiddenError("Nobody keeps their own entry. Ask another manager of your PCN.") : supervisor;
    }
}
