using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Domain.People;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Policies;

internal sealed class PublishForm : PortalForm
{
    [Display(Name = "First day")]
    public DateOnly? From { get; set; }

    [Display(Name = "Last day (optional)")]
    public DateOnly? To { get; set; }

    [Display(Name = "Why?")]
    public string? Reason { get; set; }

    /// <summary>What was shown of it.</summary>
    public string? Seen { get; set; }
}

internal sealed class PublishValidator : AbstractValidator<PublishForm>
{
    public PublishValidator(UkClock clock)
    {
        RuleFor(f => f.From).NotNull().WithMessage("Enter the first day")
            .Must(d => d is null || d >= clock.Today).WithMessage(_ => $"First day must be {Words.Date(clock.Today)} or later: a policy does not judge the past")
            .Must(d => d is null || d.Value.Year < 9000 && d <= clock.Today.AddYears(2)).WithMessage("First day must be within two years");
        RuleFor(f => f.To).Must((f, to) => to is null || f.From is null || to >= f.From).WithMessage("Last day must be the first day or later");
        RuleFor(f => f.Reason).NotEmpty().WithMessage("Say why: it stays with the policy").MaximumLength(500).WithMessage("Why must be 500 characters or fewer").HasNoNhsNumber();
    }
}

/// <summary>What a planned policy would change, in words and by coach.</summary>
internal sealed record PolicyPreview(PlannedPolicy Plan, IReadOnlyList<PolicyChange> Changes, IReadOnlyList<CoachImpact> Coaches, int LookedAt)
{
    public int Lose => Coaches.Count(c => c.LosesClearance);

    public int Gain => Coaches.Count(c => c.GainsClearance);

    /// <summary>Why somebody may not do it: it would clear themselves. Null: they may.</summary>
    public string? ClearsOneself(string reference) => Coaches.Any(c => c.GainsClearance && SelfDealing.Forbids(reference, c.Reference)) ? "It would clear you yourself, and nobody does that. Ask another manager of your PCN" : null;

    /// <summary>Tells two previews apart: policies, days, and what happens to whom.</summary>
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new
    {
        Content = Plan.Content?.Write(), Plan.From, Plan.To, Changes,
        Coaches = Coaches.Select(c => new { c.Reference, c.Impact.Runs, c.Impact.Added, c.Impact.Dropped }),
    }))))[..32];
}

internal sealed record PublishPage(PublishForm Form, PcnName Pcn, PolicyPreview Preview, LocalPolicyVersion? InForce, DateOnly? NextBegins) : IFormPage<PublishForm>;

/// <summary>Shows whom the draft would affect from which day, and publishes just that.</summary>
internal sealed class PublishPolicy(HwbcDbContext db, PolicyImpacts impacts, LocalPolicyChange policy, PcnChoice choice, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<PublishPage>> OpenAsync(string? pcnCode, PublishForm form, CancellationToken cancellation)
    {
        var shown = await choice.ForAsync(Operation.KeepPolicies, pcnCode, cancellation);
        if (shown.Failure is { } failure)
            return failure;
        var pcn = shown.Value!.Pcn;
        if (await DraftAsync(pcn.Id, cancellation) is not { } draft)
            return new NotFoundError();
        // A day that cannot be published is not evaluated either; the form says what is wrong with it.
        var from = form.From is { } asked && asked >= clock.Today && asked.Year < 9000 && asked <= clock.Today.AddYears(2) ? asked : clock.Today;
        form.From ??= from;
        var inForce = await policy.StandingOnAsync(pcn.Id, from, cancellation);
        var preview = await PreviewAsync(pcn, draft, inForce, from, form.To >= from ? form.To : null, cancellation);
        form.Seen = preview.Digest;
        var next = await db.LocalPolicies.Where(p => p.PcnId == pcn.Id && p.VoidedOn == null && p.From > from).MinAsync(p => (DateOnly?)p.From, cancellation);
        return new PublishPage(form, pcn, preview, inForce, next);
    }

    public async Task<Result<Done>> SaveAsync(string? pcnCode, PublishForm form, CancellationToken cancellation)
    {
        var shown = await choice.ForAsync(Operation.KeepPolicies, pcnCode, cancellation);
        if (shown.Failure is { } failure)
            return failure;
        var pcn = shown.Value!.Pcn;
        if (await DraftAsync(pcn.Id, cancellation) is not { } draft)
            return new NotFoundError();
        var from = form.From!.Value;
        var inForce = await policy.StandingOnAsync(pcn.Id, from, cancellation);
        var preview = await PreviewAsync(pcn, draft, inForce, from, form.To, cancellation);
        // What is published is what was looked at: anything that changed since is shown first.
        if (preview.Digest != form.Seen)
            return new ConfirmFirst();
        if (preview.ClearsOneself(signedIn.Person.Reference) is { } self)
            return new RuleError("", self);
        var reason = form.Reason!.Trim();
        var content = preview.Plan.Content!;
        var added = policy.Replace(pcn.Id, inForce, from, form.To, content, reason);
        if (await policy.FaultAsync(pcn, added, inForce, cancellation) is { } fault)
            return new RuleError(Field(fault.Path), fault.Message);
        db.Remove(draft);
        var coaches = await policy.CoachesAsync(pcn.Id, cancellation);
        return await change.SaveAsync(new AuditCommand("policy.publish", PcnId: pcn.Id, Reason: reason), coaches, form,
            new Done($"/policies?pcn={pcn.Code}", $"The policy is published and holds from {Words.Date(from)}{(form.To is { } to ? $" to {Words.Date(to)}" : "")}."), Field, cancellation);

        string Field(string path) => FactChange.FieldOf(path, ("to", nameof(form.To))) is { Length: > 0 } field ? field : nameof(form.From);
    }

    private async Task<PolicyPreview> PreviewAsync(PcnName pcn, PolicyDraft draft, LocalPolicyVersion? inForce, DateOnly from, DateOnly? to, CancellationToken cancellation)
    {
        var plan = new PlannedPolicy(LocalPolicyContent.Read(draft.ContentJson), from, to);
        var was = inForce is null ? new LocalPolicyContent() : LocalPolicyContent.Read(inForce.ContentJson);
        var (lookedAt, found) = await impacts.OfPcnAsync(plan, pcn.Id, cancellation);
        return new PolicyPreview(plan, PolicyWords.Changes(was, plan.Content!, RulePacks.On(from)), found, lookedAt);
    }

    private Task<PolicyDraft?> DraftAsync(Guid pcnId, CancellationToken cancellation) => db.PolicyDrafts.SingleOrDefaultAsync(d => d.PcnId == pcnId, cancellation);
}
