using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Privacy;

internal sealed class PeriodForm : PortalForm
{
    /// <summary>The setting's version that was looked at; null while the default holds.</summary>
    public Guid? Seen { get; set; }

    [Display(Name = "Months")]
    public int? Months { get; set; }

    [Display(Name = "Where does that stand?")]
    public string? Source { get; set; }
}

internal sealed class PeriodValidator : AbstractValidator<PeriodForm>
{
    public PeriodValidator()
    {
        RuleFor(f => f.Months).NotNull().WithMessage("Enter the months");
        RuleFor(f => f.Source).NotEmpty().WithMessage("Enter where that stands, like a schedule and its line").MaximumLength(500).WithMessage("Where that stands must be 500 characters or fewer").HasNoNhsNumber();
    }
}

internal sealed record PeriodPage(PeriodForm Form, KeptFor Kept) : IFormPage<PeriodForm>;

/// <summary>Sets how long a kind of data is kept, with where that stands.</summary>
internal sealed class KeepPeriods(HwbcDbContext db, RetentionSchedule schedule, FactChange change) : IUseCase
{
    public async Task<Result<PeriodPage>> OpenAsync(string name, PeriodForm? form, CancellationToken cancellation)
    {
        if (Rule(name) is not { } rule)
            return new NotFoundError();
        var kept = await schedule.OfAsync(rule.Kind, cancellation);
        return new PeriodPage(form ?? new PeriodForm { Seen = kept.Version, Months = kept.Months, Source = kept.IsDefault ? null : kept.Source }, kept);
    }

    public async Task<Result<Done>> SaveAsync(string name, PeriodForm form, CancellationToken cancellation)
    {
        if (Rule(name) is not { } rule)
            return new NotFoundError();
        if (form.Months < rule.Least || form.Months > rule.Most)
            return new RuleError(nameof(form.Months), $"Months must be between {rule.Least} and {rule.Most}");
        var set = await db.RetentionPeriods.SingleOrDefaultAsync(p => p.Kind == rule.Kind, cancellation);
        if (set?.Version != form.Seen)
            return new StaleError();
        if (set is null)
            db.Add(set = new RetentionPeriod { Kind = rule.Kind, Source = "" });
        (set.Months, set.Source, set.Version) = (form.Months!.Value, form.Source!.Trim(), Guid.NewGuid());
        return await change.SaveAsync(new AuditCommand("retention.set"), [], form, new Done("/privacy/retention", $"{rule.Name}: kept for {Words.Count(set.Months, "month", "months")}."), _ => nameof(form.Months), cancellation);
    }

    private static RetentionRule? Rule(string name) => RetentionSchedule.Rules.FirstOrDefault(r => r.Kind.ToString() == name);
}
