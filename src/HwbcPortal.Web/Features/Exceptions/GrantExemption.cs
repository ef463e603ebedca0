using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Features.Subjects;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;

namespace HwbcPortal.Web.Features.Exceptions;

internal sealed class ExemptionForm : PortalForm
{
    [Display(Name = "From which rule?")]
    public string? Rule { get; set; }

    [Display(Name = "First day")]
    public DateOnly? From { get; set; }

    [Display(Name = "Last day")]
    public DateOnly? To { get; set; }

    [Display(Name = "Why?")]
    public string? Reason { get; set; }
}

internal sealed class ExemptionValidator : AbstractValidator<ExemptionForm>
{
    public ExemptionValidator(UkClock clock)
    {
        RuleFor(f => f.Rule).NotEmpty().WithMessage("Select the rule");
        RuleFor(f => f.From).NotNull().WithMessage("Enter the first day").Must(d => d is null || d >= clock.Today).WithMessage("First day must be today or later: what was open on a day stays so")
            .Must(d => d is null || d <= clock.Today.AddYears(1)).WithMessage("First day must be within a year");
        RuleFor(f => f.To).NotNull().WithMessage("Enter the last day: an exemption ends").Must((f, to) => to is null || f.From is null || to >= f.From).WithMessage("Last day must be the first day or later")
            .Must((f, to) => to is null || f.From is null || f.From > clock.Today.AddYears(1) || to < f.From.Value.AddYears(1)).WithMessage("Last day must be within a year of the first day");
        RuleFor(f => f.Reason).NotEmpty().WithMessage("Enter why: it stays with the exemption").MaximumLength(500).WithMessage("Why must be 500 characters or fewer").HasNoNhsNumber();
    }
}

/// <summary>A rule of a coach with its answer now.</summary>
internal sealed record ExemptibleRule(string Rule, string Title, string Reason, bool IsOpen);

internal sealed record GrantExemptionPage(ExemptionForm Form, SeenCoach Coach, IReadOnlyList<ExemptibleRule> Rules) : IFormPage<ExemptionForm>;

/// <summary>Exempts a coach from a rule for a time. The finding keeps what is under it; when the exemption ends, that is there again.</summary>
internal sealed class GrantExemption(HwbcDbContext db, ExceptionAccess access, CoachFileReader reader, SubjectNames names, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<GrantExemptionPage>> OpenAsync(string reference, string? pcn, string? rule, ExemptionForm? form, CancellationToken cancellation)
    {
        var found = await access.FindAsync(reference, pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var coach = found.Value!;
        var file = (await reader.ReadAsync(coach.Id, cancellation))!;
        return new GrantExemptionPage(form ?? new ExemptionForm { Rule = rule, From = clock.Today }, coach, RulesOf(file, coach.Pcn.Code));
    }

    public async Task<Result<Done>> SaveAsync(string reference, string? pcn, ExemptionForm form, CancellationToken cancellation)
    {
        var found = await access.FindAsync(reference, pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var coach = found.Value!;
        var file = (await reader.ReadAsync(coach.Id, cancellation))!;
        var rules = RulesOf(file, coach.Pcn.Code);
        var (from, to) = (form.From!.Value, form.To!.Value);
        // A code that no list offers is left to the check of the coach file, which says why.
        if (rules.All(r => r.Rule != form.Rule) && !RuleCodes.NotExemptible.Contains(form.Rule!))
            return new RuleError(nameof(form.Rule), "Select the rule");
        if (file.Exemptions.Any(e => e.VoidedOn is null && e.Pcn == coach.Pcn.Code && e.Rule == form.Rule && e.From <= to && (e.To is null || e.To >= from)))
            return new RuleError(nameof(form.From), $"{coach.Name} is exempt from this rule on some of these days already. End that exemption first, or begin after it");
        db.Add(change.First(new ExemptionVersion
        {
            ItemId = FactChange.NewItemId("exemption"), CoachId = coach.Id, PcnId = coach.Pcn.Id, Rule = form.Rule!, From = from, To = to, Reason = form.Reason!.Trim(), ApprovedById = signedIn.Person.PersonId,
        }));
        return await change.SaveAsync(new AuditCommand("exemption.grant", coach.Id, coach.Pcn.Id, form.Reason.Trim()), [coach.Id], form,
            new Done($"/coaches/{coach.Reference}?pcn={coach.Pcn.Code}", $"{coach.Name} is exempt from \"{await names.OfAsync(coach.Pcn.Id, form.Rule!, cancellation)}\" from {Words.Date(from)} to {Words.Date(to)}."),
            path => FactChange.FieldOf(path, ("rule", nameof(form.Rule)), ("from", nameof(form.From)), ("to", nameof(form.To)), ("reason", nameof(form.Reason))), cancellation);
    }

    /// <summary>The rules that this coach is judged by and that can be set aside, those that are open first.</summary>
    private List<ExemptibleRule> RulesOf(CoachFile file, string pcn) => ComplianceEvaluator.Default.Evaluate(file, pcn, SubjectsOfCoach.DayFor(file, pcn, clock.Today)).Findings
        .Where(f => !RuleCodes.NotExemptible.Contains(f.Rule) && f.Outcome != Outcome.NotApplicable)
        .Select(f => new ExemptibleRule(f.Rule, f.Title, f.Reason, f.Outcome is Outcome.NotMet or Outcome.DueSoon)).OrderBy(r => !r.IsOpen).ToList();
}
