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

internal sealed class CoverForm : PortalForm
{
    /// <summary>An entry of the register.</summary>
    [Display(Name = "Who covers?")]
    public Guid? Supervisor { get; set; }

    [Display(Name = "First day")]
    public DateOnly? From { get; set; }

    [Display(Name = "Last day")]
    public DateOnly? To { get; set; }
}

internal sealed class CoverValidator : AbstractValidator<CoverForm>
{
    public CoverValidator()
    {
        RuleFor(f => f.Supervisor).NotNull().WithMessage("Select who covers");
        RuleFor(f => f.From).NotNull().WithMessage("Enter the first day");
        RuleFor(f => f.To).NotNull().WithMessage("Enter the last day").Must((f, to) => to is null || f.From is null || to >= f.From).WithMessage("Last day must be the first day or later")
            .Must((f, to) => to is null || f.From is null || f.From.Value.Year == DateOnly.MaxValue.Year || to <= f.From.Value.AddYears(1)).WithMessage("Cover is for a year at most. Name somebody instead");
    }
}

/// <summary>Who is named while somebody covers, and when they are away next; no days where nothing is known.</summary>
internal sealed record NamedNow(string Name, DateOnly? AwayFrom, DateOnly? AwayTo);

internal sealed record CoverPage(CoverForm Form, SeenCoach Coach, IReadOnlyList<SupervisorChoice> Choices, NamedNow? NamedNow) : IFormPage<CoverForm>;

/// <summary>
/// Lets somebody else who is eligible supervise a coach for a while. Their sessions count like any; whoever is named stays named.
/// </summary>
internal sealed class ArrangeCover(HwbcDbContext db, CoachAccess access, SupervisorRegister register, FactChange change, UkClock clock) : IUseCase
{
    public async Task<Result<CoverPage>> OpenAsync(string reference, string? pcn, CoverForm? form, CancellationToken cancellation)
    {
        var found = await access.FindAsync(reference, Operation.NamePeople, pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var coach = found.Value!;
        var today = clock.Today;
        var eligible = SupervisorRegister.EligibleOn(today);
        var named = await Named(coach, today).Select(a => new { a.SupervisorVersion!.PersonId, a.SupervisorVersion.Name, a.To }).FirstOrDefaultAsync(cancellation);
        // Whoever is named does not cover for themselves.
        var self = named is { To: null } ? named.PersonId : (Guid?)null;
        var choices = await register.Entries().Where(s => s.PersonId != coach.Id && s.PersonId != self && s.Eligibility.AsQueryable().Any(eligible)).OrderBy(s => s.Name).ThenBy(s => s.Id).Select(s => new SupervisorChoice(s.Id, s.Name, s.Profession, true)).ToListAsync(cancellation);
        if (named is null)
            return new CoverPage(form ?? new CoverForm(), coach, choices, null);
        var away = await db.SupervisorAbsences.AsNoTracking().Where(a => a.PersonId == named.PersonId && a.TakenBackUtc == null && (a.To == null || a.To >= today)).OrderBy(a => a.From).FirstOrDefaultAsync(cancellation);
        return new CoverPage(form ?? new CoverForm { From = away?.From < today ? today : away?.From, To = away?.To }, coach, choices, new NamedNow(named.Name, away?.From, away?.To));
    }

    public async Task<Result<Done>> SaveAsync(string reference, string? pcn, CoverForm form, CancellationToken cancellation)
    {
        var found = await access.FindAsync(reference, Operation.NamePeople, pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var coach = found.Value!;
        var (from, to) = (form.From!.Value, form.To!.Value);
        var chosen = await register.Entries().Include(s => s.Person).Include(s => s.Eligibility).SingleOrDefaultAsync(s => s.Id == form.Supervisor, cancellation);
        if (chosen is null)
            return new RuleError(nameof(form.Supervisor), "Select who covers");
        if (SelfDealing.Forbids(chosen.Person!.Reference, coach.Reference))
            return new RuleError(nameof(form.Supervisor), "Nobody supports themselves. Select somebody else");
        if (await Named(coach, from).AnyAsync(a => a.SupervisorVersion!.PersonId == chosen.PersonId && (a.To == null || a.To >= to), cancellation))
            return new RuleError(nameof(form.Supervisor), $"{chosen.Name} is named as health coaching supervisor on these days already. Select somebody else");
        if (new[] { from, to }.FirstOrDefault(day => !chosen.Eligibility.AsQueryable().Any(SupervisorRegister.EligibleOn(day))) is var day && day != default)
            return new RuleError(nameof(form.Supervisor), $"By the register {chosen.Name} may not supervise health coaching on {Words.Date(day)}. Enter other days, or record their eligibility first");
        if (await db.SupervisionCovers.Where(c => c.CoachId == coach.Id && c.PersonId == chosen.PersonId && c.TakenBackUtc == null && c.From <= to && c.To >= from).Select(c => (DateOnly?)c.To).FirstOrDefaultAsync(cancellation) is { } until)
            return new RuleError(nameof(form.From), $"{chosen.Name} covers already until {Words.Date(until)}. End that cover first, or enter later days");
        db.Add(new SupervisionCover { CoachId = coach.Id, PcnId = coach.Pcn.Id, PersonId = chosen.PersonId, From = from, To = to });
        return await change.SaveAsync(new AuditCommand("cover.arrange", coach.Id, coach.Pcn.Id), [], form,
            new Done($"/coaches/{coach.Reference}/people?pcn={coach.Pcn.Code}", $"{chosen.Name} covers for {coach.Name} from {Words.Date(from)} to {Words.Date(to)}."), _ => nameof(form.From), cancellation);
    }

    /// <summary>Who is named as health coaching supervisor on a day.</summary>
    private IQueryable<AssignmentVersion> Named(SeenCoach coach, DateOnly day) =>
        db.Assignments.Where(a => a.CoachId == coach.Id && a.PcnId == coach.Pcn.Id && a.Kind == AssignmentKind.HealthCoaching && a.VoidedOn == null && a.From <= day && (a.To == null || a.To >= day));

    /// <summary>Ends a cover today, or takes back one that is still to begin.</summary>
    public async Task<Result<Done>> EndAsync(string reference, string? pcn, Guid id, CancellationToken cancellation)
    {
        var found = await access.FindAsync(reference, Operation.NamePeople, pcn, cancellation, endsWhatWasBegun: true);
        if (found.Failure is { } failure)
            return failure;
        var (coach, today) = (found.Value!, clock.Today);
        var pcnIds = coach.Pcns.Select(p => p.Id).ToList();
        if (await db.SupervisionCovers.Include(c => c.Person).SingleOrDefaultAsync(c => c.Id == id && c.CoachId == coach.Id && c.TakenBackUtc == null && c.To >= today && pcnIds.Contains(c.PcnId), cancellation) is not { } cover)
            return new NotFoundError();
        if (cover.From < today)
            cover.To = today.AddDays(-1);
        else
            cover.TakenBackUtc = clock.UtcNow;
        return await change.SaveAsync(new AuditCommand("cover.end", coach.Id, cover.PcnId), [], new CoverForm(), new Done($"/coaches/{coach.Reference}/people?pcn={coach.Pcn.Code}", $"{cover.Person!.Name} covers no longer."), _ => "", cancellation);
    }
}
