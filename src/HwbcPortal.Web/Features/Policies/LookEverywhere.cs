using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Tenancy;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Policies;

internal sealed class LookForm : PortalForm
{
    /// <summary>The code of the PCN whose draft it is; empty: the usual choices.</summary>
    [Display(Name = "Which policy?")]
    public string? Draft { get; set; }

    [Display(Name = "First day")]
    public DateOnly? From { get; set; }
}

internal sealed class LookValidator : AbstractValidator<LookForm>
{
    public LookValidator(UkClock clock) =>
        RuleFor(f => f.From).NotNull().WithMessage("Enter the first day").Must(d => d is null || (d >= clock.Today && d.Value.Year < 9000 && d <= clock.Today.AddYears(2))).WithMessage(_ => $"First day must be from {Words.Date(clock.Today)} on and within two years");
}

internal sealed record LookPage(LookForm Form, IReadOnlyList<PcnName> Drafts) : IFormPage<LookForm>;

/// <summary>What a policy would do at one PCN, in numbers.</summary>
internal sealed record PcnImpact(PcnName Pcn, int Lose, int Gain, int More);

/// <summary>A look at all PCNs that runs, or ran.</summary>
internal sealed class ImpactRun(Guid userId, string policy, PlannedPolicy plan)
{
    private readonly Dictionary<Guid, PcnImpact> _pcns = [];
    private int _done;
    private int _of;

    public Guid Id { get; } = Guid.CreateVersion7();

    public Guid UserId => userId;

    /// <summary>What the policy is called.</summary>
    public string Policy => policy;

    public PlannedPolicy Plan => plan;

    /// <summary>Stops it.</summary>
    public CancellationTokenSource Stop { get; } = new();

    /// <summary>The work; it throws what went wrong.</summary>
    public Task Work { get; set; } = Task.CompletedTask;

    public int Done => Volatile.Read(ref _done);

    public int Of => Volatile.Read(ref _of);

    /// <summary>The PCNs at which something would happen, those first where most people no longer could take referrals; when it is over.</summary>
    public IReadOnlyList<PcnImpact> Pcns => [.. _pcns.Values.OrderByDescending(p => p.Lose).ThenByDescending(p => p.More).ThenBy(p => p.Pcn.Name, StringComparer.OrdinalIgnoreCase).ThenBy(p => p.Pcn.Code, StringComparer.Ordinal)];

    public void Progress(int done, int of)
    {
        Volatile.Write(ref _of, of);
        // Two readers report: the number that is shown never goes back.
        for (var known = Done; done > known && Interlocked.CompareExchange(ref _done, done, known) != known;)
            known = Done;
    }

    /// <summary>Counts a coach; called by one at a time.</summary>
    public void Found(CoachImpact coach)
    {
        var pcn = _pcns.GetValueOrDefault(coach.Pcn.Id) ?? new PcnImpact(coach.Pcn, 0, 0, 0);
        _pcns[coach.Pcn.Id] = pcn with { Lose = pcn.Lose + (coach.LosesClearance ? 1 : 0), Gain = pcn.Gain + (coach.GainsClearance ? 1 : 0), More = pcn.More + (coach.Impact.Added.Count > 0 ? 1 : 0) };
    }
}

/// <summary>The looks at all PCNs that run or were run lately, in this process alone: a restart forgets them, and they are begun anew.</summary>
internal sealed class ImpactRuns : IAsyncDisposable
{
    private const int Most = 20;
    private readonly ConcurrentDictionary<Guid, ImpactRun> _runs = new();

    /// <summary>A run of this person; another's is none of theirs.</summary>
    public ImpactRun? Find(Guid id, Guid userId) => _runs.TryGetValue(id, out var run) && run.UserId == userId ? run : null;

    /// <summary>Keeps a run that begins. One a person is enough: what they asked before stops.</summary>
    public void Add(ImpactRun run)
    {
        foreach (var old in _runs.Values.Where(r => r.UserId == run.UserId).Concat(_runs.Values.OrderBy(r => r.Id).Take(Math.Max(0, _runs.Count - Most + 1))))
        {
            old.Stop.Cancel();
            _runs.TryRemove(old.Id, out _);
        }

        _runs[run.Id] = run;
    }

    /// <summary>The program ends: what still runs stops before its database goes.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var run in _runs.Values)
        {
            await run.Stop.CancelAsync();
            await run.Work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            run.Stop.Dispose();
        }
    }
}

/// <summary>What if every PCN had this policy? For whoever thinks of recommending one: numbers, and how far the look has got.</summary>
internal sealed class LookEverywhere(HwbcDbContext db, ImpactRuns runs, IServiceScopeFactory scopes, SignedIn signedIn, UkClock clock, ILogger<LookEverywhere> log) : IUseCase
{
    public async Task<Result<LookPage>> OpenAsync(LookForm? form, CancellationToken cancellation) =>
        new LookPage(form ?? new LookForm { From = clock.Today }, await db.Pcns.Where(p => db.PolicyDrafts.Any(d => d.PcnId == p.Id)).OrderBy(p => p.Name).Select(p => new PcnName(p.Id, p.Code, p.Name)).ToListAsync(cancellation));

    public async Task<Result<Done>> BeginAsync(LookForm form, CancellationToken cancellation)
    {
        var content = PolicyWords.WithUsual(new LocalPolicyContent(), RulePacks.On(form.From!.Value));
        var name = "The usual choices";
        if (!string.IsNullOrEmpty(form.Draft))
        {
            var draft = await db.PolicyDrafts.Join(db.Pcns.Where(p => p.Code == form.Draft), d => d.PcnId, p => p.Id, (d, p) => new { d.ContentJson, p.Name }).SingleOrDefaultAsync(cancellation);
            if (draft is null)
                return new RuleError(nameof(form.Draft), "That draft is no longer there. Select another");
            (content, name) = (LocalPolicyContent.Read(draft.ContentJson), $"The draft of {draft.Name}");
        }

        var run = new ImpactRun(signedIn.Person.UserId, name, new PlannedPolicy(content, form.From.Value, null) { DraftOf = form.Draft ?? "" });
        runs.Add(run);
        run.Work = RunAsync(run, signedIn.Person);
        return new Done($"/policies/everywhere/{run.Id}", "");
    }

    public ImpactRun? Find(Guid id) => runs.Find(id, signedIn.Person.UserId);

    private async Task RunAsync(ImpactRun run, SignedInPerson person)
    {
        // The request that began it is over long before: it has a unit of work of its own, on behalf of the same person.
        await Task.Yield();
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<SignedIn>().Person = person;
        person.ReadsBy(scope.ServiceProvider.GetRequiredService<Caller>());
        try
        {
            await scope.ServiceProvider.GetRequiredService<PolicyImpacts>().ReadAsync(run.Plan, null, run.Progress, run.Found, run.Stop.Token);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            log.LogError(fault, "A look at all PCNs failed");
            throw;
        }
    }
}
