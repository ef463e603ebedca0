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

namespace HwbcPortal.Web.Features.Cpd;

internal sealed class CpdForm : PortalForm
{
    /// <summary>The version that was looked at; null for a new entry.</summary>
    public Guid? Seen { get; set; }

    [Display(Name = "Date")]
    public DateOnly? On { get; set; }

    [Display(Name = "Hours")]
    public decimal? Hours { get; set; }

    [Display(Name = "What was it?")]
    public string? What { get; set; }

    [Display(Name = "What do you take from it? (optional)")]
    public string? Reflection { get; set; }

    [Display(Name = "Take it out of the log")]
    public bool Remove { get; set; }
}

internal sealed class CpdValidator : AbstractValidator<CpdForm>
{
    public CpdValidator(UkClock clock)
    {
        RuleFor(f => f.On).NotNull().WithMessage("Enter the date").Must(d => d is null || d <= clock.Today).WithMessage("Date must be today or in the past")
            .Must(d => d is null || d >= clock.Today.AddYears(-10)).WithMessage("Date must be within the last 10 years");
        RuleFor(f => f.Hours).NotNull().WithMessage("Enter the hours").InclusiveBetween(0.25m, 24m).WithMessage("Hours must be between 0.25 and 24")
            .Must(h => h is null || h * 4 == decimal.Truncate(h.Value * 4)).WithMessage("Hours must be in quarters: 0.25, 0.5, 0.75, 1");
        RuleFor(f => f.What).NotEmpty().WithMessage("Enter what it was").MaximumLength(200).WithMessage("What it was must be 200 characters or fewer");
        RuleFor(f => f.Reflection).MaximumLength(5000).WithMessage("What you take from it must be 5,000 characters or fewer");
    }
}

internal sealed record CpdFormPage(CpdForm Form, bool IsNew) : IFormPage<CpdForm>;

/// <summary>Adds to one's own log, changes an entry or takes it out.</summary>
internal sealed class KeepCpd(HwbcDbContext db, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<CpdFormPage>> OpenAsync(Guid? id, CpdForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(id, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var entry = found.Value;
        return new CpdFormPage(form ?? (id is null ? new CpdForm { On = clock.Today } : new CpdForm { Seen = entry!.Version, On = entry.On, Hours = entry.Hours, What = entry.What, Reflection = entry.Reflection }), id is null);
    }

    public async Task<Result<Done>> SaveAsync(Guid? id, CpdForm form, CancellationToken cancellation)
    {
        var found = await FindAsync(id, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var entry = found.Value!;
        if (id is not null && entry.Version != form.Seen)
            return new StaleError();
        (entry.On, entry.Hours, entry.What, entry.Reflection) = (form.On!.Value, form.Hours!.Value, form.What!.Trim(), string.IsNullOrWhiteSpace(form.Reflection) ? null : form.Reflection.Trim());
        entry.Version = Guid.NewGuid();
        if (id is null)
            db.Add(entry);
        else if (form.Remove)
            entry.RemovedUtc = clock.UtcNow;
        var removes = id is not null && form.Remove;
        return await change.SaveAsync(new AuditCommand(id is null ? "cpd.add" : removes ? "cpd.remove" : "cpd.change", entry.CoachId), [], form,
            new Done($"/me/cpd?year={CpdYear.Of(entry.On).Year}", removes ? $"{entry.What} is taken out of your log." : $"{Words.Hours(entry.Hours)} on {Words.Date(entry.On)} are in your log."), _ => "", cancellation);
    }

    private async Task<Result<CpdEntry>> FindAsync(Guid? id, CancellationToken cancellation)
    {
        if (signedIn.Person.OwnCoachId is not { } coachId)
            return new ForbiddenError("You have no coach record yet. Ask your manager to add you.");
        if (id is null)
            return new CpdEntry { CoachId = coachId, What = "" };
        return await db.Cpd.SingleOrDefaultAsync(c => c.Id == id && c.CoachId == coachId && c.RemovedUtc == null, cancellation) is { } entry ? entry : new NotFoundError();
    }
}
