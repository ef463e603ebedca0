using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Features.Supervision;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Supervisors;

internal sealed class EligibilityForm : PortalForm
{
    /// <summary>The version that was looked at; null for a new period.</summary>
    public Guid? Seen { get; set; }

    [Display(Name = "Why may they supervise health coaching?")]
    public EligibilityBasis? Basis { get; set; }

    [Display(Name = "Tier")]
    public int? Tier { get; set; }

    [Display(Name = "Eligible from")]
    public DateOnly? From { get; set; }

    [Display(Name = "Eligible until (optional)")]
    public DateOnly? To { get; set; }

    [Display(Name = "What shows it?")]
    public string? Evidence { get; set; }

    [Display(Name = "This period was entered by mistake")]
    public bool Withdraw { get; set; }

    [Display(Name = "Why is it changed?")]
    public string? Reason { get; set; }
}

internal sealed class EligibilityValidator : AbstractValidator<EligibilityForm>
{
    public EligibilityValidator()
    {
        RuleFor(f => f.Basis).NotNull().WithMessage("Select why they may supervise health coaching").IsInEnum().WithMessage("Select why they may supervise health coaching");
        RuleFor(f => f.Tier).NotNull().When(f => f.Basis == EligibilityBasis.PciAccreditedProgramme).WithMessage("Select the tier").InclusiveBetween(1, 4).WithMessage("Tier must be between 1 and 4");
        RuleFor(f => f.From).NotNull().WithMessage("Enter the day from which they are eligible");
        RuleFor(f => f.To).Must((f, to) => to is null || f.From is null || to >= f.From).WithMessage("Eligible until must be the first day or later");
        RuleFor(f => f.Evidence).NotEmpty().WithMessage("Say what shows it: a certificate, a letter, a page").MaximumLength(500).WithMessage("What shows it must be 500 characters or fewer");
        RuleFor(f => f.Reason).NotEmpty().When(f => f.Seen is not null).WithMessage("Enter why it is changed").MaximumLength(500).WithMessage("Why it is changed must be 500 characters or fewer");
    }
}

internal sealed record EligibilityPage(EligibilityForm Form, Guid RecordId, string Name, IReadOnlyList<MonthChange>? Changes, int Elsewhere) : IFormPage<EligibilityForm>;

/// <summary>
/// Adds a period in which somebody may supervise health coaching, ends or changes one, or takes one back. Eligibility is judged on
/// the day of each session, so past months can say something else by it: that is shown before it is stored.
/// </summary>
internal sealed class KeepEligibility(HwbcDbContext db, SupervisorRegister register, FactChange change, CoachFileReader reader, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<EligibilityPage>> OpenAsync(Guid recordId, Guid? periodId, EligibilityForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(recordId, periodId, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (supervisor, before) = found.Value;
        form ??= before is null ? new EligibilityForm() : new EligibilityForm { Seen = before.Id, Basis = before.Basis, Tier = before.Tier, From = before.From, To = before.To, Evidence = before.Evidence };
        if (form.Confirmed is null || form.From is null || form.Basis is null)
            return new EligibilityPage(form, recordId, supervisor.Name, null, 0);
        var (changes, elsewhere) = await ChangesAsync(supervisor, before, form, cancellation);
        return new EligibilityPage(form, recordId, supervisor.Name, changes, elsewhere);
    }

    public async Task<Result<Done>> SaveAsync(Guid recordId, Guid? periodId, EligibilityForm form, CancellationToken cancellation)
    {
        var found = await FindAsync(recordId, periodId, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (supervisor, before) = found.Value;
        if (before is not null && before.Id != form.Seen)
            return new StaleError();
        var shown = $"{form.Basis} {form.Tier} {form.From:yyyy-MM-dd} {form.To:yyyy-MM-dd} {form.Withdraw}";
        if (form.Confirmed != shown && await ChangesAsync(supervisor, before, form, cancellation) is var (changes, elsewhere) && changes.Count + elsewhere > 0)
        {
            form.Confirmed = shown;
            return new ConfirmFirst();
        }

        if (before is not null && form.Withdraw)
        {
            before.VoidedOn = clock.Today;
        }
        else
        {
            var row = new EligibilityVersion
            {
                ItemId = FactChange.NewItemId("eligibility"), SupervisorVersionId = supervisor.Id, From = form.From!.Value, To = form.To, Tier = form.Tier, Basis = form.Basis!.Value, Evidence = form.Evidence!.Trim(), VersionReason = before is null ? null : form.Reason?.Trim(),
            };
            db.Add(before is null ? change.First(row) : change.Next(before, row));
        }

        return await change.SaveAsync(new AuditCommand(before is null ? "eligibility.add" : form.Withdraw ? "eligibility.withdraw" : "eligibility.change", Reason: before is null ? null : form.Reason?.Trim()), [.. (await reader.NamingAsync(recordId, cancellation)).Select(n => n.Key)], form,
            new Done($"/supervisors/{recordId}", $"When {supervisor.Name} may supervise health coaching is recorded."), path => FactChange.FieldOf(path, ("from", nameof(form.From)), ("to", nameof(form.To)), ("tier", nameof(form.Tier))), cancellation);
    }

    /// <summary>The months of the coaches whom the reader sees, one by one, and of the others how many.</summary>
    private async Task<(IReadOnlyList<MonthChange> Changes, int Elsewhere)> ChangesAsync(SupervisorVersion supervisor, EligibilityVersion? before, EligibilityForm form, CancellationToken cancellation)
    {
        var pcns = await db.Pcns.AsNoTracking().Select(p => new PcnName(p.Id, p.Code, p.Name)).ToListAsync(cancellation);
        var (changes, elsewhere) = (new List<MonthChange>(), 0);
        foreach (var naming in await reader.NamingAsync(supervisor.RecordId, cancellation))
        {
            var file = (await reader.ReadAsync(naming.Key, cancellation))!;
            var newest = NewestIn(file, naming.ToHashSet(StringComparer.Ordinal));
            var after = file with { Supervisors = file.Supervisors.Select(s => newest.Contains(s.Id) ? s with { Eligibility = Changed(s.Eligibility, before, form) } : s).ToList() };
            var at = file.Posts.Select(p => p.Pcn).ToHashSet(StringComparer.Ordinal);
            foreach (var pcn in pcns.Where(p => at.Contains(p.Code)))
            {
                var turned = LedgerImpact.Of(file, after, [pcn], clock.Today).ToList();
                if (signedIn.Person.MayAt(Operation.ReadCoach, pcn.Id))
                    changes.AddRange(turned);
                else
                    elsewhere += turned.Count;
            }
        }

        return (changes, elsewhere);
    }

    /// <summary>The entry's newest version, by the id under which this file's own sessions and assignments lead to it.</summary>
    private static HashSet<string> NewestIn(CoachFile file, HashSet<string> naming)
    {
        var seen = new SeenFacts(file);
        return file.Sessions.Where(s => naming.Contains(s.Id)).Select(s => s.Supervisor).Concat(file.Assignments.Where(a => naming.Contains(a.Id)).Select(a => a.Supervisor))
            .Select(id => seen.Supervisor(id)?.Id).OfType<string>().ToHashSet(StringComparer.Ordinal);
    }

    private static List<Eligibility> Changed(IReadOnlyList<Eligibility> periods, EligibilityVersion? before, EligibilityForm form)
    {
        var kept = periods.Where(e => before is null || (e.From, e.To, e.Tier, e.Basis) != (before.From, before.To, before.Tier, before.Basis)).ToList();
        if (!form.Withdraw)
            kept.Add(new Eligibility { Id = "preview", From = form.From!.Value, To = form.To, Tier = form.Tier, Basis = form.Basis!.Value });
        return kept;
    }

    private async Task<Result<(SupervisorVersion Supervisor, EligibilityVersion? Before)>> FindAsync(Guid recordId, Guid? periodId, CancellationToken cancellation)
    {
        var supervisor = await register.Entries().SingleOrDefaultAsync(s => s.RecordId == recordId, cancellation);
        var period = periodId is null || supervisor is null ? null : await db.Eligibility.SingleOrDefaultAsync(e => e.SupervisorVersionId == supervisor.Id && e.RecordId == periodId && e.VoidedOn == null, cancellation);
        if (supervisor is null || (periodId is not null && period is null))
            return new NotFoundError();
        return supervisor.PersonId == signedIn.Person.PersonId ? new ForbiddenError("Nobody says of themselves that they may supervise. Ask another manager of your PCN.") : (supervisor, period);
    }
}
