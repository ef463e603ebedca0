using System.ComponentModel.DataAnnotations;
using System.Globalization;
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

internal sealed class DraftForm : PortalForm
{
    /// <summary>The version of the draft that was looked at; where there was none, of the policy that it was copied from.</summary>
    public Guid Seen { get; set; }

    [Display(Name = "What stands in the way of referrals here?")]
    public List<string>? Blocks { get; set; }

    [Display(Name = "What warns here?")]
    public List<string>? Warns { get; set; }

    public bool BookedCountsNot { get; set; }

    /// <summary>By the name of the value, as it was typed; empty: it stays as it is by default.</summary>
    public Dictionary<string, string?>? Numbers { get; set; }

    /// <summary>By the code of the rule that asks for a check, as it was typed.</summary>
    public Dictionary<string, string?>? Months { get; set; }

    public List<OwnRuleForm>? Rules { get; set; }

    /// <summary>The number that was typed; null: none.</summary>
    public static int? Number(string? text) => int.TryParse(text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

internal sealed class OwnRuleForm
{
    /// <summary>Its code; null for a new one.</summary>
    public string? Rule { get; set; }

    [Display(Name = "What is it called?")]
    public string? Title { get; set; }

    [Display(Name = "How many months does it hold? (optional)")]
    public int? Months { get; set; }

    [Display(Name = "What is it when somebody is not up to date?")]
    public OwnRuleEffect? Effect { get; set; }

    public bool Remove { get; set; }
}

/// <summary>What a rule of the PCN's own does: the combinations that make a difference.</summary>
internal enum OwnRuleEffect
{
    Informs,
    Warns,
    Blocks,
    BlocksAndWarns,
}

/// <summary>A button: the draft is not wanted.</summary>
internal sealed class DiscardForm : PortalForm
{
    /// <summary>The version of the draft that was looked at.</summary>
    public Guid Seen { get; set; }
}

internal sealed class DraftValidator : AbstractValidator<DraftForm>
{
    public DraftValidator()
    {
        RuleFor(f => f).Custom((form, context) =>
        {
            foreach (var number in PolicyNumber.All)
                MustBeNumber(context, form.Numbers, nameof(form.Numbers), number.Name, DraftPage.TitleOf(number));
            foreach (var rule in RuleCodes.Checks)
                MustBeNumber(context, form.Months, nameof(form.Months), rule, $"Months of {rule}");
        });
        RuleForEach(f => f.Rules).ChildRules(rule =>
        {
            rule.RuleFor(r => r.Title).NotEmpty().When(r => r is { Remove: false } && (r.Rule is not null || r.Months is not null || r.Effect is not null)).WithMessage("Enter what it is called")
                .MaximumLength(100).WithMessage("What it is called must be 100 characters or fewer").HasNoNhsNumber();
            rule.RuleFor(r => r.Effect).Must(e => e is { } effect && Enum.IsDefined(effect)).When(r => r is { Remove: false } && !string.IsNullOrWhiteSpace(r.Title)).WithMessage("Select what it is when somebody is not up to date");
            rule.RuleFor(r => r.Months).InclusiveBetween(1, PolicyNumber.LongestMonths).When(r => !r.Remove).WithMessage($"Months must be between 1 and {PolicyNumber.LongestMonths}");
        });
    }

    private static void MustBeNumber(ValidationContext<DraftForm> context, Dictionary<string, string?>? typed, string field, string name, string title)
    {
        if (typed?.GetValueOrDefault(name) is { } text && !string.IsNullOrWhiteSpace(text) && DraftForm.Number(text) is null)
            context.AddFailure($"{field}[{name}]", $"{title} must be a whole number");
    }
}

/// <summary>A draft that somebody stored while another was written.</summary>
/// <param name="By">Who saved it; null: it is no draft, but what is in force now.</param>
/// <param name="Version">Its version.</param>
internal sealed record StoredDraft(string? By, DateTime? SavedUtc, IReadOnlyList<PolicyLine> Lines, Guid Version);

internal sealed record DraftPage(DraftForm Form, PcnName Pcn, RulePack Pack, StoredDraft? Stored) : IFormPage<DraftForm>
{
    /// <summary>The national rules of which a local policy can say more.</summary>
    public static IEnumerable<RuleDescription> Touchable => RuleCatalogue.Rules.Where(r => !RuleCodes.Untouchable.Contains(r.Id));

    public bool GivesAnyway(string rule, Effect effect) => Pack.EffectsOf(rule).Contains(effect);

    public static string TitleOf(PolicyNumber number) => RuleCatalogue.Parameters.First(p => p.Name == number.Name).Title;

    public bool OpensNumbers => Form.BookedCountsNot || Form.Numbers?.Values.Any(v => !string.IsNullOrWhiteSpace(v)) == true;

    public bool OpensMonths => Form.Months?.Values.Any(v => !string.IsNullOrWhiteSpace(v)) == true;

    public string DefaultOf(PolicyNumber number) => RuleCatalogue.Parameters.First(p => p.Name == number.Name).Value(Pack.Parameters);

    public string? DefaultMonths(string rule) => Pack.Parameters.CheckValidityMonths.TryGetValue(rule, out var months) ? Words.Count(months, "month", "months") : null;
}

/// <summary>Writes the draft of a PCN's next policy. It begins as what holds today, and says nothing until it is published.</summary>
internal sealed class DraftPolicy(HwbcDbContext db, LocalPolicyChange policy, PcnChoice choice, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<DraftPage>> OpenAsync(string? pcnCode, bool usual, DraftForm? form, CancellationToken cancellation)
    {
        var shown = await choice.ForAsync(Operation.KeepPolicies, pcnCode, cancellation);
        if (shown.Failure is { } failure)
            return failure;
        var (pcn, pack) = (shown.Value!.Pcn, RulePacks.On(clock.Today));
        var (draft, seen, content) = await FromAsync(pcn.Id, cancellation);
        StoredDraft? stored = null;
        if (form is null)
            form = Filled(usual ? PolicyWords.WithUsual(content, pack) : content, pack);
        else if (form.Seen != seen)
            // What the other wrote stands beside what was typed here: whoever saves now has seen both.
            stored = new StoredDraft(draft?.SavedBy!.Name, draft?.SavedUtc, PolicyWords.Lines(content, pack), seen);
        form.Seen = seen;

        // The page shows a field for each, also where the form that came had none.
        form.Numbers = PolicyNumber.All.ToDictionary(n => n.Name, n => form.Numbers?.GetValueOrDefault(n.Name));
        form.Months = RuleCodes.Checks.ToDictionary(r => r, r => form.Months?.GetValueOrDefault(r));
        if (form.Rules is not { Count: > 0 } rules || rules[^1].Rule is not null || !string.IsNullOrWhiteSpace(rules[^1].Title))
            (form.Rules ??= []).Add(new OwnRuleForm());
        return new DraftPage(form, pcn, pack, stored);
    }

    public async Task<Result<Done>> SaveAsync(string? pcnCode, DraftForm form, CancellationToken cancellation)
    {
        var shown = await choice.ForAsync(Operation.KeepPolicies, pcnCode, cancellation);
        if (shown.Failure is { } failure)
            return failure;
        var (pcn, today) = (shown.Value!.Pcn, clock.Today);
        var (draft, seen, before) = await FromAsync(pcn.Id, cancellation);
        if (form.Seen != seen)
            return new StaleError();
        // A form that was cut off on its way would say that everything is dropped.
        if (form.Numbers is null || form.Months is null)
            return new RuleError("", "The form did not arrive whole. Look at what it says now, then save again");
        var given = await policy.CodesAsync(pcn.Id, cancellation);
        var content = Content(form, before, RulePacks.On(today), given);
        if (content is null)
            return new RuleError(nameof(form.Rules), "A PCN can have 99 rules of its own, and all codes are used. Change one instead");
        if ((content.Rules ?? []).GroupBy(r => r.Title, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
            return new RuleError(nameof(form.Rules), $"Two rules are called \"{twice.Key}\". Give each a name of its own");
        if (CoachFileValidator.FaultsOf(new PlannedPolicy(content, today, null).At(pcn.Code, content)) is [var fault, ..])
            return new RuleError(FieldOf(fault.Path), fault.Message);
        if (draft is null)
            db.Add(draft = new PolicyDraft { PcnId = pcn.Id, ContentJson = "" });
        (draft.ContentJson, draft.SavedUtc, draft.SavedById, draft.Version) = (content.Write(), clock.UtcNow, signedIn.Person.PersonId, Guid.NewGuid());
        return await change.SaveAsync(new AuditCommand("policy.draft", PcnId: pcn.Id), [], form, new Done($"/policies/preview?pcn={pcn.Code}", "The draft is saved. It says nothing yet: look at what it would do."), _ => "", cancellation);
    }

    /// <summary>Throws the draft away.</summary>
    public async Task<Result<Done>> DiscardAsync(string? pcnCode, DiscardForm form, CancellationToken cancellation)
    {
        var shown = await choice.ForAsync(Operation.KeepPolicies, pcnCode, cancellation);
        if (shown.Failure is { } failure)
            return failure;
        var pcn = shown.Value!.Pcn;
        var list = $"/policies?pcn={pcn.Code}";
        if (await DraftAsync(pcn.Id, cancellation) is not { } draft)
            return new Done(list, "There is no draft any more.");
        if (draft.Version != form.Seen)
            return new Done(list, $"{draft.SavedBy!.Name} changed the draft meanwhile. Look at it before you throw it away.");
        db.Remove(draft);
        var done = await change.SaveAsync(new AuditCommand("policy.discard", PcnId: pcn.Id), [], form, new Done(list, "The draft is thrown away. What holds stays as it is."), _ => "", cancellation);
        // Of two who throw it away at once the second finds it gone, as they wished.
        return done.Failure is StaleError ? new Done(list, "There is no draft any more.") : done;
    }

    /// <summary>What a new version of the draft begins from: the draft, or what is in force; with the version of it.</summary>
    private async Task<(PolicyDraft? Draft, Guid Seen, LocalPolicyContent Content)> FromAsync(Guid pcnId, CancellationToken cancellation)
    {
        if (await DraftAsync(pcnId, cancellation) is { } draft)
            return (draft, draft.Version, LocalPolicyContent.Read(draft.ContentJson));
        var standing = await policy.StandingOnAsync(pcnId, clock.Today, cancellation);
        return (null, standing?.Id ?? Guid.Empty, standing is null ? new LocalPolicyContent() : LocalPolicyContent.Read(standing.ContentJson));
    }

    private Task<PolicyDraft?> DraftAsync(Guid pcnId, CancellationToken cancellation) => db.PolicyDrafts.Include(d => d.SavedBy).SingleOrDefaultAsync(d => d.PcnId == pcnId, cancellation);

    /// <summary>The fault's place in the coach file is a field of the form.</summary>
    private static string FieldOf(string path)
    {
        var parts = path.Split('.');
        return parts switch
        {
            [.., "effects", _] => nameof(DraftForm.Blocks),
            [.., "checkValidityMonths", var rule] => $"{nameof(DraftForm.Months)}[{rule}]",
            [.., "parameters", var name] when PolicyNumber.All.Any(n => n.Name == name) => $"{nameof(DraftForm.Numbers)}[{name}]",
            _ => nameof(DraftForm.Rules),
        };
    }

    private static DraftForm Filled(LocalPolicyContent content, RulePack pack)
    {
        var given = (content.Effects ?? new Dictionary<string, IReadOnlyList<Effect>>()).ToDictionary(e => e.Key, e => e.Value.Except(pack.EffectsOf(e.Key)).ToList(), StringComparer.Ordinal);
        var set = content.Parameters ?? new PolicyParameters();
        return new DraftForm
        {
            Blocks = [.. given.Where(g => g.Value.Contains(Effect.BlocksReferrals)).Select(g => g.Key)],
            Warns = [.. given.Where(g => g.Value.Contains(Effect.Warns)).Select(g => g.Key)],
            BookedCountsNot = set.AcceptEnrolled is false,
            Numbers = PolicyNumber.All.ToDictionary(n => n.Name, n => n.Of(set)?.ToString(CultureInfo.InvariantCulture)),
            Months = RuleCodes.Checks.ToDictionary(r => r, r => set.CheckValidityMonths?.TryGetValue(r, out var months) == true ? months.ToString(CultureInfo.InvariantCulture) : null),
            Rules = (content.Rules ?? []).OrderBy(r => r.Rule, StringComparer.Ordinal).Select(r => new OwnRuleForm { Rule = r.Rule, Title = r.Title, Months = r.ValidityMonths, Effect = Of(r.Effects) }).ToList(),
        };
    }

    /// <summary>What the form says; what a policy can say and the form does not show stays as it was. Null: no code is free.</summary>
    private static LocalPolicyContent? Content(DraftForm form, LocalPolicyContent before, RulePack pack, IReadOnlyCollection<string> given)
    {
        var effects = new Dictionary<string, IReadOnlyList<Effect>>();
        foreach (var rule in RuleCodes.All)
        {
            var added = new[] { ((form.Blocks ?? []).Contains(rule), Effect.BlocksReferrals), ((form.Warns ?? []).Contains(rule), Effect.Warns) }.Where(e => e.Item1).Select(e => e.Item2).Except(pack.EffectsOf(rule)).ToList();
            if (added.Count > 0)
                effects[rule] = [.. pack.EffectsOf(rule).Concat(added).Order()];
        }

        var set = PolicyNumber.All.Aggregate(before.Parameters ?? new PolicyParameters(), (p, n) => n.With(p, DraftForm.Number(form.Numbers?.GetValueOrDefault(n.Name))));
        set = set with
        {
            AcceptEnrolled = form.BookedCountsNot ? false : null,
            CheckValidityMonths = RuleCodes.Checks.Select(r => (Rule: r, Months: DraftForm.Number(form.Months?.GetValueOrDefault(r)))).Where(m => m.Months is not null).ToDictionary(m => m.Rule, m => m.Months!.Value) is { Count: > 0 } months ? months : null,
        };

        var rules = new List<LocalRule>();
        var codes = given.Concat((before.Rules ?? []).Select(r => r.Rule)).ToHashSet(StringComparer.Ordinal);
        foreach (var row in (form.Rules ?? []).Where(r => !r.Remove && !string.IsNullOrWhiteSpace(r.Title)))
        {
            // A code is not given twice, since checks stay with it; and a code that nobody gave is none.
            var code = row.Rule is { } known && codes.Contains(known) && rules.TrueForAll(r => r.Rule != known) ? known : RuleCodes.FirstFreeLocal(codes);
            if (code is null)
                return null;
            codes.Add(code);
            rules.Add(new LocalRule { Rule = code, Title = row.Title!.Trim(), ValidityMonths = row.Months, Effects = Of(row.Effect!.Value) });
        }

        return new LocalPolicyContent(effects.Count > 0 ? effects : null, set == new PolicyParameters() ? null : set, rules.Count > 0 ? [.. rules.OrderBy(r => r.Rule, StringComparer.Ordinal)] : null);
    }

    private static OwnRuleEffect Of(IReadOnlyList<Effect> effects) => (effects.Contains(Effect.BlocksReferrals), effects.Contains(Effect.Warns)) switch
    {
        (true, true) => OwnRuleEffect.BlocksAndWarns,
        (true, false) => OwnRuleEffect.Blocks,
        (false, true) => OwnRuleEffect.Warns,
        _ => OwnRuleEffect.Informs,
    };

    private static IReadOnlyList<Effect> Of(OwnRuleEffect effect) => effect switch
    {
        OwnRuleEffect.BlocksAndWarns => [Effect.BlocksReferrals, Effect.Warns],
        OwnRuleEffect.Blocks => [Effect.BlocksReferrals],
        OwnRuleEffect.Warns => [Effect.Warns],
        _ => [Effect.Informs],
    };
}
