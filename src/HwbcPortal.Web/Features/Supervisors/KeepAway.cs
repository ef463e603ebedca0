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

namespace HwbcPortal.Web.Features.Supervisors;

internal sealed class AwayForm : PortalForm
{
    [Display(Name = "First day away")]
    public DateOnly? From { get; set; }

    [Display(Name = "Last day away (optional)")]
    public DateOnly? To { get; set; }
}

internal sealed class AwayValidator : AbstractValidator<AwayForm>
{
    public AwayValidator()
    {
        RuleFor(f => f.From).NotNull().WithMessage("Enter the first day away");
        RuleFor(f => f.To).Must((f, to) => to is null || f.From is null || to >= f.From).WithMessage("Last day away must be the first day or later");
    }
}

/// <summary>A period in which a supervisor is away.</summary>
internal sealed record AwayRow(Guid Id, DateOnly From, DateOnly? To);

internal sealed record AwayPage(AwayForm Form, string Name, Guid? RecordId, IReadOnlyList<AwayRow> Rows) : IFormPage<AwayForm>;

/// <summary>
/// Days on which a supervisor is away, so that cover is found in time: told by themselves, or kept by a manager who sees the entry. No
/// reason is asked for.
/// </summary>
internal sealed class KeepAway(HwbcDbContext db, SupervisorRegister register, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    /// <param name="recordId">The entry; null: one's own.</param>
    /// <param name="form">What was typed.</param>
    /// <param name="cancellation">Stops the queries.</param>
    public async Task<Result<AwayPage>> OpenAsync(Guid? recordId, AwayForm? form, CancellationToken cancellation)
    {
        if (await FindAsync(recordId, cancellation) is not { } person)
            return new NotFoundError();
        var today = clock.Today;
        return new AwayPage(form ?? new AwayForm(), person.Name, recordId,
            await db.SupervisorAbsences.AsNoTracking().Where(a => a.PersonId == person.Id && a.TakenBackUtc == null && (a.To == null || a.To >= today)).OrderBy(a => a.From).Select(a => new AwayRow(a.Id, a.From, a.To)).ToListAsync(cancellation));
    }

    public async Task<Result<Done>> SaveAsync(Guid? recordId, AwayForm form, CancellationToken cancellation)
    {
        if (await FindAsync(recordId, cancellation) is not { } person)
            return new NotFoundError();
        if (await db.SupervisorAbsences.Where(a => a.PersonId == person.Id && a.TakenBackUtc == null && (form.To == null || a.From <= form.To) && (a.To == null || a.To >= form.From)).Select(a => (DateOnly?)a.From).FirstOrDefaultAsync(cancellation) is { } other)
            return new RuleError(nameof(form.From), $"A time away from {Words.Date(other)} is recorded already. Take it back first");
        db.Add(new SupervisorAbsence { PersonId = person.Id, From = form.From!.Value, To = form.To });
        return await change.SaveAsync(new AuditCommand("supervisor.away"), [], form, new Done(Location(recordId), $"{(recordId is null ? "You are" : $"{person.Name} is")} away from {Words.Date(form.From.Value)}{(form.To is { } to ? $" to {Words.Date(to)}" : " on")}. The managers of {(recordId is null ? "your" : "their")} coaches see it."), _ => nameof(form.From), cancellation);
    }

    public async Task<Result<Done>> TakeBackAsync(Guid? recordId, Guid id, CancellationToken cancellation)
    {
        if (await FindAsync(recordId, cancellation) is not { } person || await db.SupervisorAbsences.SingleOrDefaultAsync(a => a.Id == id && a.PersonId == person.Id && a.TakenBackUtc == null, cancellation) is not { } row)
            return new NotFoundError();
        row.TakenBackUtc = clock.UtcNow;
        return await change.SaveAsync(new AuditCommand("supervisor.away"), [], new AwayForm(), new Done(Location(recordId), "The time away is taken back."), _ => "", cancellation);
    }

    private static string Location(Guid? recordId) => recordId is { } id ? $"/supervisors/{id}/away" : "/supervision/away";

    private async Task<Person?> FindAsync(Guid? recordId, CancellationToken cancellation)
    {
        var self = signedIn.Person.PersonId;
        return recordId is null ? await db.People.SingleOrDefaultAsync(p => p.Id == self, cancellation) : await register.Entries().Where(s => s.RecordId == recordId).Select(s => s.Person).SingleOrDefaultAsync(cancellation);
    }
}
