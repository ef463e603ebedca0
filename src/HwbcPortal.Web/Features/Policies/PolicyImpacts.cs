using System.Collections.Concurrent;
using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Tenancy;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Policies;

/// <summary>What a planned policy would do to a coach.</summary>
internal sealed record CoachImpact(PcnName Pcn, string Reference, string Name, PolicyImpact Impact)
{
    /// <summary>Whether the coach could take referrals and no longer could, on some day.</summary>
    public bool LosesClearance => Impact.LosesClearance;

    /// <summary>Whether the coach could not take referrals and then could, on some day.</summary>
    public bool GainsClearance => Impact.GainsClearance;
}

/// <summary>A planned change: what a PCN's policy would say from a day on.</summary>
/// <param name="Content">What it would say; null: the one in force just ends.</param>
/// <param name="From">The first day on which it is otherwise.</param>
/// <param name="To">The last day of the new policy; null: until further notice.</param>
internal sealed record PlannedPolicy(LocalPolicyContent? Content, DateOnly From, DateOnly? To)
{
    /// <summary>The first day of the policy that ends, where none begins: others stay as they are. A file may know it by another id.</summary>
    public DateOnly? Ends { get; init; }

    /// <summary>The PCN whose draft it is: there it takes the place of what holds, and elsewhere it is laid over it. Null: it is one PCN's own.</summary>
    public string? DraftOf { get; init; }

    // No file has an item of this id.
    private static readonly string Id = $"planned-{Guid.NewGuid():N}";

    /// <summary>The last day that is looked at: as far as lists look ahead.</summary>
    public DateOnly Sight => From.DayNumber > DateOnly.MaxValue.DayNumber - StandingWriter.DaysAhead ? DateOnly.MaxValue : From.AddDays(StandingWriter.DaysAhead);

    /// <summary>As a policy with this content would stand in a coach's file.</summary>
    public LocalPolicy At(string pcn, LocalPolicyContent content) => new()
    {
        Id = Id, Pcn = pcn, From = From, To = To, Effects = content.Effects ?? new Dictionary<string, IReadOnlyList<Effect>>(), Parameters = content.Parameters, Rules = content.Rules ?? [],
    };

    /// <summary>What it would do to a coach.</summary>
    public PolicyImpact On(CoachFile file, string pcn) => PolicyImpact.Of(file, file with { LocalPolicies = Policies(file, pcn) }, pcn, From, Sight);

    private IReadOnlyList<LocalPolicy> Policies(CoachFile file, string pcn)
    {
        if (Content is not { } content)
            return [.. file.LocalPolicies.Select(p => (Policy: p, Ends: p.Pcn == pcn && p.VoidedOn is null && p.From == Ends)).Where(p => !p.Ends || p.Policy.From < From).Select(p => p.Ends ? p.Policy with { To = From.AddDays(-1) } : p.Policy)];
        return DraftOf is { } own && own != pcn
            ? PolicyImpact.Laid(file.LocalPolicies, pcn, From, standing => At(pcn, standing is null ? content : PolicyWords.Besides(LocalPolicyContent.Of(standing), content)))
            : PolicyImpact.Replaced(file.LocalPolicies, At(pcn, content));
    }
}

/// <summary>
/// Evaluates everybody twice: as it is, and as it would be. Files are read some dozens at a time and let go again, by two readers
/// with a unit of work each, so that ten thousand coaches take no more memory than fifty.
/// </summary>
internal sealed class PolicyImpacts(HwbcDbContext db, IServiceScopeFactory scopes, SignedIn signedIn) : IUseCase
{
    private const int AtOnce = 25;

    /// <summary>What a planned policy would do to the coaches of some PCNs who are in post on its days.</summary>
    /// <param name="plan">The policy.</param>
    /// <param name="pcns">The PCNs; null: all.</param>
    /// <param name="progress">Hears how many of how many were looked at.</param>
    /// <param name="found">Gets each coach to whom something would happen, by one caller at a time.</param>
    /// <param name="cancellation">Stops the queries.</param>
    /// <returns>How many coaches were looked at.</returns>
    public async Task<int> ReadAsync(PlannedPolicy plan, IReadOnlyCollection<Guid>? pcns, Action<int, int> progress, Action<CoachImpact> found, CancellationToken cancellation)
    {
        var posts = db.Posts.AsNoTracking().Where(p => p.VoidedOn == null && p.StartDate <= plan.Sight && (p.EndDate == null || p.EndDate >= plan.From));
        if (pcns is not null)
            posts = posts.Where(p => pcns.Contains(p.PcnId));
        var places = (await posts.Select(p => new { p.CoachId, p.PcnId, p.Pcn!.Code, p.Pcn.Name }).Distinct().ToListAsync(cancellation)).ToLookup(p => p.CoachId, p => new PcnName(p.PcnId, p.Code, p.Name));
        var person = signedIn.Person;
        var (gate, done) = (new Lock(), 0);
        progress(0, places.Count);
        await Parallel.ForEachAsync(places.Select(p => p.Key).Chunk(AtOnce), new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellation }, async (ids, stop) =>
        {
            await using var scope = scopes.CreateAsyncScope();
            person.ReadsBy(scope.ServiceProvider.GetRequiredService<Caller>());
            var files = await scope.ServiceProvider.GetRequiredService<CoachFileReader>().ReadAsync(ids, stop);
            foreach (var id in ids)
            {
                var file = files[id];
                foreach (var pcn in places[id])
                {
                    var impact = plan.On(file, pcn.Code);
                    if (impact.IsNone)
                        continue;
                    lock (gate)
                        found(new CoachImpact(pcn, file.Coach.Reference, file.Coach.Name, impact));
                }
            }

            progress(Interlocked.Add(ref done, ids.Length), places.Count);
        });
        return places.Count;
    }

    /// <summary>The same for one PCN: how many were looked at, and those to whom something would happen, in the order of names.</summary>
    public async Task<(int LookedAt, IReadOnlyList<CoachImpact> Found)> OfPcnAsync(PlannedPolicy plan, Guid pcnId, CancellationToken cancellation)
    {
        var impacts = new List<CoachImpact>();
        var lookedAt = await ReadAsync(plan, [pcnId], (_, _) => { }, impacts.Add, cancellation);
        return (lookedAt, [.. impacts.OrderBy(i => i.Name, StringComparer.OrdinalIgnoreCase).ThenBy(i => i.Reference, StringComparer.Ordinal)]);
    }
}
