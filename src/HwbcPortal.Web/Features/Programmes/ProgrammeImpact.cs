using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Domain.People;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Programmes;

/// <summary>A coach at a PCN whose clearance a change would turn.</summary>
internal sealed record TurnedCoach(string Name, string Reference, string Pcn, DateOnly On);

/// <summary>Who gains and who loses clearance: those whom the reader may know by name, the others as a number.</summary>
internal sealed record ClearanceImpact(IReadOnlyList<TurnedCoach> Gain, IReadOnlyList<TurnedCoach> Lose, int GainElsewhere, int LoseElsewhere)
{
    /// <summary>Whether the reader gains by it: then somebody else has to save it.</summary>
    public bool ClearsReader { get; init; }

    public bool IsNone => Gain.Count + Lose.Count + GainElsewhere + LoseElsewhere == 0;
}

/// <summary>Asks the evaluator about every coach with a record in a programme, as the programme is and as it would be.</summary>
internal sealed class ProgrammeImpact(HwbcDbContext db, CoachFileReader reader, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<ClearanceImpact> OfAsync(Guid recordId, Func<Programme, Programme> change, CancellationToken cancellation)
    {
        var today = clock.Today;
        var pcns = await db.Pcns.ToDictionaryAsync(p => p.Code, p => new PcnName(p.Id, p.Code, p.Name), cancellation);
        var (gain, lose) = (new List<TurnedCoach>(), new List<TurnedCoach>());
        var (gainElsewhere, loseElsewhere) = (0, 0);
        var clearsReader = false;
        foreach (var records in (await reader.TrainingInAsync(recordId, cancellation)).GroupBy(t => t.CoachId))
        {
            var file = (await reader.ReadAsync(records.Key, cancellation))!;
            var after = Changed(file, records.Select(r => r.ItemId).ToHashSet(StringComparer.Ordinal), change);
            foreach (var code in file.Posts.Where(p => p.VoidedOn is null && (p.EndDate is null || p.EndDate >= today)).Select(p => p.Pcn).Distinct())
            {
                // Of somebody who starts later it is asked for the first day.
                var starts = file.Posts.Where(p => p.VoidedOn is null && p.Pcn == code && (p.EndDate is null || p.EndDate >= today)).Min(p => p.StartDate);
                var on = starts > today ? starts : today;
                var (was, will) = (IsCleared(file, code, on), IsCleared(after, code, on));
                if (was == will)
                    continue;
                clearsReader |= will && SelfDealing.Forbids(signedIn.Person.Reference, file.Coach.Reference);
                if (signedIn.Person.MayAt(Operation.ReadReadiness, pcns[code].Id))
                    (will ? gain : lose).Add(new TurnedCoach(file.Coach.Name, file.Coach.Reference, pcns[code].Name, on));
                else if (will)
                    gainElsewhere++;
                else
                    loseElsewhere++;
            }
        }

        return new ClearanceImpact(gain, lose, gainElsewhere, loseElsewhere) { ClearsReader = clearsReader };
    }

    private static bool IsCleared(CoachFile file, string pcn, DateOnly on) => ComplianceEvaluator.Default.Evaluate(file, pcn, on).Referrals is Referrals.Cleared or Referrals.ProvisionallyCleared;

    /// <summary>The file with the newest version of the programme as it would be.</summary>
    private static CoachFile Changed(CoachFile file, HashSet<string> training, Func<Programme, Programme> change)
    {
        var byId = file.Programmes.ToDictionary(p => p.Id, StringComparer.Ordinal);
        var replaced = file.Programmes.Where(p => p.Replaces is not null).ToDictionary(p => p.Replaces!, p => p.Id, StringComparer.Ordinal);
        var newest = file.Training.Where(t => training.Contains(t.Id)).Select(t => Newest(t.Programme)).ToHashSet(StringComparer.Ordinal);
        return file with { Programmes = file.Programmes.Select(p => newest.Contains(p.Id) ? change(p) : p).ToList() };

        string Newest(string id) => replaced.TryGetValue(id, out var next) ? Newest(next) : byId[id].Id;
    }
}
