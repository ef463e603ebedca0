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

namespace HwbcPortal.Web.Features.Policies;

internal sealed class EndPolicyForm : PortalForm
{
    /// <summary>The version that was looked at.</summary>
    public Guid Seen { get; set; }

    [Display(Name = "Last day")]
    public DateOnly? LastDay { get; set; }

    [Display(Name = "Why does it end?")]
    public string? Reason { get; set; }
}

internal sealed class EndPolicyValidator : AbstractValidator<EndPolicyForm>
{
    public EndPolicyValidator()
    {
        RuleFor(f => f.LastDay).NotNull().WithMessage("Enter the last day");
        RuleFor(f => f.Reason).NotEmpty().WithMessage("Enter why it ends").MaximumLength(500).WithMessage("Why it ends must be 500 characters or fewer").HasNoNhsNumber();
    }
}

internal sealed record EndPolicyPage(EndPolicyForm Form, PcnName Pcn, DateOnly From, DateOnly? To, IReadOnlyList<PolicyLine> Lines, PolicyPreview? Preview, DateOnly? BeforeEnds) : IFormPage<EndPolicyForm>;

/// <summary>Ends a policy before its day: who would gain or lose what is shown before it is stored. The days that are past stay as they were.</summary>
internal sealed class EndPolicy(HwbcDbContext db, PolicyImpacts impacts, LocalPolicyChange policy, PcnChoice choice, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<EndPolicyPage>> OpenAsync(string? pcnCode, Guid recordId, EndPolicyForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(pcnCode, recordId, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (pcn, standing) = found.Value;
        form ??= new EndPolicyForm { Seen = standing.Id, LastDay = clock.Today };
        var preview = form is { Confirmed: not null, LastDay: { } last } && Fault(standing, last) is null ? await PreviewAsync(pcn, standing, last, cancellation) : null;
        var before = standing.From > clock.Today ? (await policy.StandingOnAsync(pcn.Id, standing.From.AddDays(-1), cancellation))?.To : null;
        return new EndPolicyPage(form, pcn, standing.From, standing.To, PolicyWords.Lines(LocalPolicyContent.Read(standing.ContentJson), RulePacks.On(clock.Today)), preview, before);
    }

    public async Task<Result<Done>> SaveAsync(string? pcnCode, Guid recordId, EndPolicyForm form, CancellationToken cancellation)
    {
        var found = await FindAsync(pcnCode, recordId, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (pcn, standing) = found.Value;
        if (standing.Id != form.Seen)
            return new StaleError();
        var (last, reason) = (form.LastDay!.Value, form.Reason!.Trim());
        if (Fault(standing, last) is { } wrong)
            return new RuleError(nameof(form.LastDay), wrong);
        var preview = await PreviewAsync(pcn, standing, last, cancellation);
        if (form.Confirmed != preview.Digest)
        {
            form.Confirmed = preview.Digest;
            return new ConfirmFirst();
        }

        if (preview.ClearsOneself(signedIn.Person.Reference) is { } self)
            return new RuleError("", self);
        policy.End(standing, last);
        var message = last < standing.From ? "The policy does not begin." : $"The policy ends on {Words.Date(last)}.";
        return await change.SaveAsync(new AuditCommand("policy.end", PcnId: pcn.Id, Reason: reason), await policy.CoachesAsync(pcn.Id, cancellation), form, new Done($"/policies?pcn={pcn.Code}", message), _ => nameof(form.LastDay), cancellation);
    }

    /// <summary>Why it cannot end on a day; null: it can.</summary>
    private string? Fault(LocalPolicyVersion standing, DateOnly last)
    {
        var yesterday = clock.Today.AddDays(-1);
        return last < yesterday ? $"Last day must be {Words.Date(yesterday)} or later: the days before that are past"
            : last >= standing.To ? $"Last day must be before {Words.Date(standing.To.Value)}, when it ends anyway"
            : last.Year >= 9000 ? "Last day must be a real date" : null;
    }

    private async Task<PolicyPreview> PreviewAsync(PcnName pcn, LocalPolicyVersion standing, DateOnly last, CancellationToken cancellation)
    {
        var from = last < standing.From ? standing.From : last.AddDays(1);
        var plan = new PlannedPolicy(null, from, null) { Ends = standing.From };
        var (lookedAt, found) = await impacts.OfPcnAsync(plan, pcn.Id, cancellation);
        return new PolicyPreview(plan, PolicyWords.Changes(LocalPolicyContent.Read(standing.ContentJson), new LocalPolicyContent(), RulePacks.On(from)), found, lookedAt);
    }

    private async Task<Result<(PcnName Pcn, LocalPolicyVersion Standing)>> FindAsync(string? pcnCode, Guid recordId, CancellationToken cancellation)
    {
        var shown = await choice.ForAsync(Operation.KeepPolicies, pcnCode, cancellation);
        if (shown.Failure is { } failure)
            return failure;
        var (pcn, today) = (shown.Value!.Pcn, clock.Today);
        return await db.LocalPolicies.SingleOrDefaultAsync(p => p.PcnId == pcn.Id && p.RecordId == recordId && p.VoidedOn == null && (p.To == null || p.To >= today), cancellation) is { } standing ? (pcn, standing) : new NotFoundError();
    }
}
