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

namespace HwbcPortal.Web.Features.Exceptions;

internal sealed class ProvisionalForm : PortalForm
{
    [Display(Name = "First day")]
    public DateOnly? From { get; set; }

    [Display(Name = "Last day")]
    public DateOnly? To { get; set; }

    [Display(Name = "On what conditions?")]
    public string? Conditions { get; set; }
}

internal sealed class ProvisionalValidator : AbstractValidator<ProvisionalForm>
{
    public ProvisionalValidator(UkClock clock)
    {
        RuleFor(f => f.From).NotNull().WithMessage("Enter the first day").Must(d => d is null || d >= clock.Today).WithMessage("First day must be today or later: nobody is cleared for days that are past")
            .Must(d => d is null || d <= clock.Today.AddYears(1)).WithMessage("First day must be within a year");
        RuleFor(f => f.To).NotNull().WithMessage("Enter the last day").Must((f, to) => to is null || f.From is null || to >= f.From).WithMessage("Last day must be the first day or later");
        RuleFor(f => f.Conditions).NotEmpty().WithMessage("Enter on what conditions: the coach and everybody who sees the clearance read them").MaximumLength(500).WithMessage("Conditions must be 500 characters or fewer").HasNoNhsNumber();
    }
}

/// <summary>What stands in the way on a day, and whether a provisional clearance can stand in for it.</summary>
internal sealed record InTheWay(string Rule, string Title, string Reason, bool CanBeBridged);

internal sealed record GrantProvisionalPage(ProvisionalForm Form, SeenCoach Coach, DateOnly Day, IReadOnlyList<InTheWay> InTheWay) : IFormPage<ProvisionalForm>;

/// <summary>
/// Clears a coach for a time, on conditions, although something that may be bridged is still open. It carries the name of whoever
/// grants it, ends by itself, and is refused where it would clear nobody.
/// </summary>
internal sealed class GrantProvisional(HwbcDbContext db, ExceptionAccess access, CoachFileReader reader, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    /// <summary>The file's id of the clearance that is asked about.</summary>
    private const string Asked = "asked";

    public async Task<Result<GrantProvisionalPage>> OpenAsync(string reference, string? pcn, ProvisionalForm? form, CancellationToken cancellation)
    {
        var found = await access.FindAsync(reference, pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (coach, today) = (found.Value!, clock.Today);
        var day = form?.From is { } from && from >= today ? from : today;
        var file = (await reader.ReadAsync(coach.Id, cancellation))!;
        return new GrantProvisionalPage(form ?? new ProvisionalForm { From = today }, coach, day, OnDay(file, coach.Pcn.Code, day));
    }

    public async Task<Result<Done>> SaveAsync(string reference, string? pcn, ProvisionalForm form, CancellationToken cancellation)
    {
        var found = await access.FindAsync(reference, pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var coach = found.Value!;
        var (from, to) = (form.From!.Value, form.To!.Value);
        var file = (await reader.ReadAsync(coach.Id, cancellation))!;
        if (WhyNot(file, coach, from) is { } sentence)
            return new RuleError(nameof(form.From), sentence);
        db.Add(change.First(new ProvisionalVersion
        {
            ItemId = FactChange.NewItemId("provisional"), CoachId = coach.Id, PcnId = coach.Pcn.Id, From = from, To = to, ApprovedById = signedIn.Person.PersonId, Conditions = form.Conditions!.Trim(),
        }));
        return await change.SaveAsync(new AuditCommand("provisional.grant", coach.Id, coach.Pcn.Id, form.Conditions.Trim()), [coach.Id], form,
            new Done($"/coaches/{coach.Reference}?pcn={coach.Pcn.Code}", $"{coach.Name} is cleared for now, from {Words.Date(from)} to {Words.Date(to)}. It ends by itself."),
            path => FactChange.FieldOf(path, ("from", nameof(form.From)), ("to", nameof(form.To)), ("conditions", nameof(form.Conditions))), cancellation);
    }

    /// <summary>Why a clearance that begins on a day would clear nobody then; null where it would.</summary>
    private static string? WhyNot(CoachFile file, SeenCoach coach, DateOnly day)
    {
        var with = With(file, coach.Pcn.Code, day);
        return ComplianceEvaluator.Default.Evaluate(with, coach.Pcn.Code, day).Referrals switch
        {
            Referrals.ProvisionallyCleared when file.Provisionals.All(p => p.VoidedOn is not null || p.Pcn != coach.Pcn.Code || p.From > day || p.To < day) => null,
            Referrals.ProvisionallyCleared => $"{coach.Name} is cleared for now on {Words.Date(day)} already. End that clearance first, or begin after it",
            Referrals.Cleared => $"{coach.Name} is cleared on {Words.Date(day)}: nothing stands in the way",
            Referrals.Suspended => $"{coach.Name}'s referrals are paused on {Words.Date(day)}. A clearance lifts no pause",
            Referrals.NotInPost => $"{coach.Name} is not in post at {coach.Pcn.Name} on {Words.Date(day)}",
            _ => $"It would not clear {coach.Name} on {Words.Date(day)}: {string.Join("; ", OnDay(file, coach.Pcn.Code, day).Where(i => !i.CanBeBridged).Select(i => Wording.Inside(i.Title)))} cannot be bridged",
        };
    }

    private static List<InTheWay> OnDay(CoachFile file, string pcn, DateOnly day)
    {
        var blocking = ComplianceEvaluator.Default.Evaluate(file, pcn, day).Findings.Where(f => f.Outcome == Outcome.NotMet && f.Effects.Contains(Effect.BlocksReferrals)).ToList();
        return blocking.ConvertAll(f => new InTheWay(f.Rule, f.Title, f.Reason, ComplianceEvaluator.Default.MayBridge(file, pcn, day, f)));
    }

    private static CoachFile With(CoachFile file, string pcn, DateOnly day) =>
        file with { Provisionals = [.. file.Provisionals, new Provisional { Id = Asked, Pcn = pcn, From = day, To = day, ApprovedBy = Asked }] };
}
