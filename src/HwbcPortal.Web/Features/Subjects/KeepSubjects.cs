using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Policies;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Subjects;

internal sealed class SubjectForm : PortalForm
{
    /// <summary>What the policy said when the page was opened.</summary>
    public string? Seen { get; set; }

    [Display(Name = "Subject")]
    public string? Title { get; set; }

    [Display(Name = "How many months does it hold? (optional)")]
    public int? Months { get; set; }

    [Display(Name = "What is it when somebody is not up to date?")]
    public Effect? Effect { get; set; }

    [Display(Name = "Why?")]
    public string? Reason { get; set; }

    [Display(Name = "Ask for it no longer")]
    public bool Stop { get; set; }
}

internal sealed class SubjectValidator : AbstractValidator<SubjectForm>
{
    public SubjectValidator()
    {
        RuleFor(f => f.Title).MaximumLength(100).WithMessage("Subject must be 100 characters or fewer").HasNoNhsNumber();
        RuleFor(f => f.Months).InclusiveBetween(1, PolicyNumber.LongestMonths).WithMessage($"Months must be between 1 and {PolicyNumber.LongestMonths}");
        RuleFor(f => f.Effect).Must(e => e is null or Domain.Compliance.Effect.Warns or Domain.Compliance.Effect.Informs or Domain.Compliance.Effect.BlocksReferrals).WithMessage("Select what it is when somebody is not up to date");
        RuleFor(f => f.Reason).NotEmpty().WithMessage("Say why: it stays with the policy").MaximumLength(500).WithMessage("Why must be 500 characters or fewer").HasNoNhsNumber();
    }
}

/// <summary>A subject that a PCN asks for.</summary>
/// <param name="Rule">The code.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Months">How long it holds; null: no end.</param>
/// <param name="MostMonths">The longest that the PCN may set.</param>
/// <param name="Effects">What it does when somebody is not up to date.</param>
internal sealed record AskedSubject(string Rule, string Title, int? Months, int MostMonths, IReadOnlyList<Effect> Effects)
{
    public bool IsOwn => RuleCodes.IsLocal(Rule);
}

internal sealed record SubjectListPage(ShownPcn Shown, IReadOnlyList<AskedSubject> Subjects, decimal? CpdHours)
{
    public PcnName Pcn => Shown.Pcn;
}

internal sealed record SubjectFormPage(SubjectForm Form, PcnName Pcn, AskedSubject? Subject) : IFormPage<SubjectForm>;

/// <summary>A PCN's own list: what it asks of its coaches besides safeguarding, and how long each holds. All of it is local policy, from today.</summary>
internal sealed class KeepSubjects(HwbcDbContext db, LocalPolicyChange policy, FactChange change, PcnChoice choice, UkClock clock) : IUseCase
{
    public async Task<Result<SubjectListPage>> ListAsync(string? pcnCode, CancellationToken cancellation)
    {
        var shown = await choice.ForAsync(Operation.KeepSubjects, pcnCode, cancellation);
        if (shown.Failure is { } failure)
            return failure;
        var pcn = shown.Value!.Pcn;
        var hours = await db.Pcns.Where(p => p.Id == pcn.Id).Select(p => p.CpdHoursAYear).SingleAsync(cancellation);
        return new SubjectListPage(shown.Value, Asked(await policy.InForceAsync(pcn.Id, cancellation)), hours);
    }

    public async Task<Result<SubjectFormPage>> OpenAsync(string? pcnCode, string? rule, SubjectForm? form, CancellationToken cancellation)
    {
        var shown = await choice.ForAsync(Operation.KeepSubjects, pcnCode, cancellation);
        if (shown.Failure is { } failure)
            return failure;
        var pcn = shown.Value!.Pcn;
        var content = await policy.InForceAsync(pcn.Id, cancellation);
        var subject = rule is null ? null : Asked(content).FirstOrDefault(s => s.Rule == rule);
        if (rule is not null && subject is null)
            return new NotFoundError();
        return new SubjectFormPage(form ?? new SubjectForm { Seen = content.Write(), Title = subject?.Title, Months = subject?.Months, Effect = subject?.Effects[0] ?? Effect.Warns }, pcn, subject);
    }

    public async Task<Result<Done>> SaveAsync(string? pcnCode, string? rule, SubjectForm form, CancellationToken cancellation)
    {
        var shown = await choice.ForAsync(Operation.KeepSubjects, pcnCode, cancellation);
        if (shown.Failure is { } failure)
            return failure;
        var pcn = shown.Value!.Pcn;
        var content = await policy.InForceAsync(pcn.Id, cancellation);
        var asked = Asked(content);
        var subject = rule is null ? null : asked.FirstOrDefault(s => s.Rule == rule);
        if (rule is not null && subject is null)
            return new NotFoundError();
        if (content.Write() != form.Seen)
            return new StaleError();
        var isOwn = subject is null || subject.IsOwn;
        // What is not on the list yet cannot be taken off it.
        var stops = form.Stop && subject is not null;
        // Nobody is cleared by a list: what stands in the way is decided where it is seen whom that affects.
        if (subject?.Effects.Contains(Effect.BlocksReferrals) == true && ((isOwn && (stops || form.Effect != subject.Effects[0])) || IsLonger(form.Months, subject.Months)))
            return new RuleError(stops ? nameof(form.Stop) : IsLonger(form.Months, subject.Months) ? nameof(form.Months) : nameof(form.Effect), "This subject stands in the way of referrals. Change that in the local policy, where you see whom it affects");
        var title = form.Title?.Trim() ?? "";
        if (isOwn && !stops)
        {
            if (title.Length == 0)
                return new RuleError(nameof(form.Title), "Enter the subject");
            if (asked.Any(s => s.Rule != rule && string.Equals(s.Title, title, StringComparison.OrdinalIgnoreCase)))
                return new RuleError(nameof(form.Title), $"{title} is on the list already");
            // Whether a subject stands in the way of referrals is decided with the rest of the policy, after seeing whom it affects.
            if (form.Effect is null || (form.Effect == Effect.BlocksReferrals && subject?.Effects.Contains(Effect.BlocksReferrals) != true))
                return new RuleError(nameof(form.Effect), "Select what it is when somebody is not up to date");
        }

        if (!isOwn && (stops || form.Months is null || form.Months > subject!.MostMonths))
            return new RuleError(nameof(form.Months), $"Enter 1 to {subject!.MostMonths} months: {subject.MostMonths} is the national figure, and a PCN may ask for it sooner");

        var code = subject?.Rule;
        if (code is null)
        {
            var given = await policy.CodesAsync(pcn.Id, cancellation);
            code = RuleCodes.FirstFreeLocal(given);
            if (code is null)
                return new RuleError(nameof(form.Title), "A PCN can have 99 subjects of its own, and all are used. Change one instead");
        }

        await policy.FromTodayAsync(pcn.Id, form.Reason!.Trim(), before => isOwn ? WithRule(before, code, stops ? null : Rule(code, title, form)) : WithMonths(before, code, form.Months!.Value), cancellation);
        var coaches = await policy.CoachesAsync(pcn.Id, cancellation);
        var name = isOwn ? stops ? subject!.Title : title : subject!.Title;
        return await change.SaveAsync(new AuditCommand(stops ? "subject.stop" : subject is null ? "subject.add" : "subject.change", PcnId: pcn.Id, Reason: form.Reason.Trim()), coaches, form,
            new Done($"/training/subjects?pcn={pcn.Code}", stops ? $"{name} is asked for no longer. What was recorded is kept." : $"{name} is asked for from {Words.Date(clock.Today)} on."), _ => nameof(form.Months), cancellation);

        static bool IsLonger(int? months, int? before) => before is not null && (months is null || months > before);

        static LocalRule Rule(string code, string title, SubjectForm form) => new() { Rule = code, Title = title, ValidityMonths = form.Months, Effects = [form.Effect!.Value] };
    }

    private static LocalPolicyContent WithRule(LocalPolicyContent before, string code, LocalRule? rule)
    {
        var rules = (before.Rules ?? []).Where(r => r.Rule != code).ToList();
        // What a policy gave it besides (a block and a warning at once) stays when the first of its effects does.
        var was = before.Rules?.FirstOrDefault(r => r.Rule == code);
        if (rule is not null)
            rules.Add(was is not null && was.Effects[0] == rule.Effects[0] ? rule with { Effects = was.Effects } : rule);
        return before with { Rules = [.. rules.OrderBy(r => r.Rule, StringComparer.Ordinal)] };
    }

    private static LocalPolicyContent WithMonths(LocalPolicyContent before, string code, int months)
    {
        var parameters = before.Parameters ?? new PolicyParameters();
        return before with { Parameters = parameters with { CheckValidityMonths = new Dictionary<string, int>(parameters.CheckValidityMonths ?? new Dictionary<string, int>()) { [code] = months } } };
    }

    /// <summary>The longest that a PCN may set: what the rule pack of today says.</summary>
    private int NationalMonths(string rule) => RulePacks.On(clock.Today).Parameters.CheckValidityMonths[rule];

    private List<AskedSubject> Asked(LocalPolicyContent content) =>
    [
        .. new[] { TrainingSubjects.SafeguardingAdults, TrainingSubjects.SafeguardingChildren }.Select(rule => new AskedSubject(rule, TrainingSubjects.TitleOf(rule)!,
            content.Parameters?.CheckValidityMonths?.TryGetValue(rule, out var months) == true ? months : NationalMonths(rule), NationalMonths(rule), content.Effects?.GetValueOrDefault(rule) ?? [Effect.Warns])),
        .. (content.Rules ?? []).OrderBy(r => r.Rule, StringComparer.Ordinal).Select(r => new AskedSubject(r.Rule, r.Title, r.ValidityMonths, PolicyNumber.LongestMonths, r.Effects)),
    ];
}
