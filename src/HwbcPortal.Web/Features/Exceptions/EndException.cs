using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Features.Subjects;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Exceptions;

internal sealed class EndExceptionForm : PortalForm
{
    /// <summary>The version that was looked at.</summary>
    public Guid Seen { get; set; }

    [Display(Name = "Last day")]
    public DateOnly? LastDay { get; set; }

    [Display(Name = "Why does it end?")]
    public string? Reason { get; set; }
}

internal sealed class EndExceptionValidator : AbstractValidator<EndExceptionForm>
{
    public EndExceptionValidator()
    {
        RuleFor(f => f.LastDay).NotNull().WithMessage("Enter the last day");
        RuleFor(f => f.Reason).NotEmpty().WithMessage("Enter why it ends").MaximumLength(500).WithMessage("Why it ends must be 500 characters or fewer").HasNoNhsNumber();
    }
}

internal sealed record EndExceptionPage(EndExceptionForm Form, SeenCoach Coach, string Title, DateOnly From, DateOnly? To, string Words) : IFormPage<EndExceptionForm>;

/// <summary>Ends a provisional clearance or an exemption before its day. The days that are past stay as they were.</summary>
internal sealed class EndException(HwbcDbContext db, ExceptionAccess access, SubjectNames names, FactChange change, UkClock clock) : IUseCase
{
    public async Task<Result<EndExceptionPage>> OpenAsync(ExceptionKind kind, string reference, string? pcn, Guid recordId, EndExceptionForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(kind, reference, pcn, recordId, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var standing = found.Value!;
        return new EndExceptionPage(form ?? new EndExceptionForm { Seen = standing.Version.Id, LastDay = clock.Today }, standing.Coach, standing.Title, standing.From, standing.To, standing.Words);
    }

    public async Task<Result<Done>> SaveAsync(ExceptionKind kind, string reference, string? pcn, Guid recordId, EndExceptionForm form, CancellationToken cancellation)
    {
        var found = await FindAsync(kind, reference, pcn, recordId, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (coach, version, title, from, to, _) = found.Value!;
        if (version.Id != form.Seen)
            return new StaleError();
        var (last, yesterday, reason) = (form.LastDay!.Value, clock.Today.AddDays(-1), form.Reason!.Trim());
        if (last < yesterday)
            return new RuleError(nameof(form.LastDay), $"Last day must be {Words.Date(yesterday)} or later: the days before that are past");
        if (last >= to)
            return new RuleError(nameof(form.LastDay), $"Last day must be before {Words.Date(to.Value)}, when it ends anyway");
        if (last < from)
        {
            // It has not begun: nothing of it stays.
            version.VoidedOn = clock.Today;
        }
        else
        {
            db.Add(version switch
            {
                ProvisionalVersion p => change.Next<CoachFactVersion>(p, new ProvisionalVersion { ItemId = FactChange.NewItemId("provisional"), CoachId = p.CoachId, PcnId = p.PcnId, From = p.From, To = last, ApprovedById = p.ApprovedById, Conditions = p.Conditions, VersionReason = reason }),
                ExemptionVersion e => change.Next<CoachFactVersion>(e, new ExemptionVersion { ItemId = FactChange.NewItemId("exemption"), CoachId = e.CoachId, PcnId = e.PcnId, Rule = e.Rule, From = e.From, To = last, Reason = e.Reason, ApprovedById = e.ApprovedById, VersionReason = reason }),
                _ => throw new InvalidOperationException($"{version.GetType().Name} is no exception."),
            });
        }

        return await change.SaveAsync(new AuditCommand(kind == ExceptionKind.Provisional ? "provisional.end" : "exemption.end", coach.Id, coach.Pcn.Id, reason), [coach.Id], form,
            new Done($"/exceptions?pcn={coach.Pcn.Code}", last < from ? $"{title} of {coach.Name} does not begin." : $"{title} of {coach.Name} ends on {Words.Date(last)}."), _ => nameof(form.LastDay), cancellation);
    }

    private async Task<Result<StandingException>> FindAsync(ExceptionKind kind, string reference, string? pcn, Guid recordId, CancellationToken cancellation)
    {
        var found = await access.FindAsync(reference, pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (coach, today) = (found.Value!, clock.Today);
        if (kind == ExceptionKind.Provisional)
        {
            return await db.Provisionals.SingleOrDefaultAsync(p => p.CoachId == coach.Id && p.PcnId == coach.Pcn.Id && p.RecordId == recordId && p.VoidedOn == null && p.To >= today, cancellation) is { } provisional
                ? new StandingException(coach, provisional, "The clearance for now", provisional.From, provisional.To, provisional.Conditions ?? "") : new NotFoundError();
        }

        return await db.Exemptions.SingleOrDefaultAsync(e => e.CoachId == coach.Id && e.PcnId == coach.Pcn.Id && e.RecordId == recordId && e.VoidedOn == null && (e.To == null || e.To >= today), cancellation) is { } exemption
            ? new StandingException(coach, exemption, $"The exemption from \"{await names.OfAsync(coach.Pcn.Id, exemption.Rule, cancellation)}\"", exemption.From, exemption.To, exemption.Reason) : new NotFoundError();
    }

    private sealed record StandingException(SeenCoach Coach, CoachFactVersion Version, string Title, DateOnly From, DateOnly? To, string Words);
}

/// <summary>What stands beside a result, with somebody's name and an end.</summary>
internal enum ExceptionKind
{
    Provisional,
    Exemption,
}
