using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Coaches;

/// <summary>A finding with what a page adds to it: what its evidence is in words, and the page that puts it right.</summary>
internal sealed record FindingRow(Finding Finding, IReadOnlyList<string> Evidence, FixLink? Fix)
{
    public bool IsInTheWay => Finding.Outcome == Outcome.NotMet && Finding.Effects.Contains(Effect.BlocksReferrals);

    /// <summary>Open and not in the way of referrals.</summary>
    public bool IsOpen => !IsInTheWay && Finding.Outcome is Outcome.NotMet or Outcome.DueSoon && Finding.Effects.Any(e => e != Effect.Informs);
}

/// <summary>A pause of referrals as the page shows it; the reason only to managers of the PCN that made it.</summary>
internal sealed record PauseRow(Guid RecordId, DateOnly From, DateOnly ReviewOn, string By, string? Pcn, string? Reason, bool MayLift);

internal sealed record ShowCoachPage
{
    public required SeenCoach Coach { get; init; }

    public required CoachTabs Tabs { get; init; }

    public required DateOnly Today { get; init; }

    public required DateOnly At { get; init; }

    /// <summary>The day by which it was known; null: all that is known now.</summary>
    public DateOnly? KnownOn { get; init; }

    public string? DateSentence { get; init; }

    public required Decision Decision { get; init; }

    public required IReadOnlyList<FindingRow> Findings { get; init; }

    public required IReadOnlyList<(AssignmentKind Kind, string Name, DateOnly From, DateOnly? To)> People { get; init; }

    public required IReadOnlyList<PauseRow> Pauses { get; init; }

    /// <summary>The provisional clearance of the day; null when there is none.</summary>
    public required Provisional? Provisional { get; init; }

    public required IReadOnlyList<TimelineSegment> Timeline { get; init; }

    public required int? Tier { get; init; }

    public required bool MayChange { get; init; }

    public required bool MayCheck { get; init; }

    public required bool MayPause { get; init; }

    public required bool MayExcept { get; init; }

    /// <summary>The coach's posts at PCNs that the reader does not see.</summary>
    public required IReadOnlyList<PostElsewhere> Elsewhere { get; init; }

    public IEnumerable<FindingRow> InTheWay => Findings.Where(f => f.IsInTheWay);

    public int OpenCount => Findings.Count(f => f.IsInTheWay || f.IsOpen);
}

/// <summary>A coach's clearance on a day: every rule's answer, met or not, with its evidence, its source and who acts next.</summary>
internal sealed class ShowCoach(HwbcDbContext db, CoachAccess access, CoachFileReader reader, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<ShowCoachPage>> HandleAsync(string reference, string? pcn, DateOnly? asked, DateOnly? knownOn, CancellationToken cancellation)
    {
        var found = await access.FindAsync(reference, Operation.ReadCoach, pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var coach = found.Value!;
        var file = coach.SeenOf((await reader.ReadAsync(coach.Id, cancellation))!);
        var today = clock.Today;
        var (at, sentence) = asked is { } day && day < RulePacks.First.From ? (today, $"The rules begin on {Words.Date(RulePacks.First.From)}. Enter that day or a later one.") : (asked ?? today, null);
        // What is known today is all that is known.
        knownOn = knownOn >= today ? null : knownOn;
        var decision = ComplianceEvaluator.Default.Evaluate(file, coach.Pcn.Code, at, knownOn);
        var person = signedIn.Person;
        var mayChange = person.MayFor(Operation.AddCoach, coach.Id, [coach.Pcn.Id]);
        var evidence = new EvidenceWords(file, coach.Pcn.Code);
        return new ShowCoachPage
        {
            Coach = coach,
            Tabs = CoachTabs.For(coach, person, "Clearance"),
            Today = today,
            At = at,
            DateSentence = sentence,
            Decision = decision,
            Findings = decision.Findings.Select(f => new FindingRow(f, evidence.Of(f.Evidence), at == today && knownOn is null ? FixLink.For(f, coach, person) : null)).ToList(),
            People = PeopleOn(new SeenFacts(file, knownOn), coach.Pcn.Code, at),
            KnownOn = knownOn,
            Provisional = decision.Referrals == Referrals.ProvisionallyCleared ? new SeenFacts(file, knownOn).Provisionals.FirstOrDefault(p => p.Pcn == coach.Pcn.Code && p.From <= at && p.To >= at) : null,
            Pauses = await PausesAsync(coach, person, cancellation),
            Timeline = TimelineOf(file, coach.Pcn.Code, today, knownOn),
            Tier = file.Coach.Tier,
            MayChange = mayChange && !coach.HasLeft,
            MayCheck = person.CanDo(Operation.RecordCheck, coach.Id, coach.Pcn.Id),
            MayPause = !coach.HasLeft && person.CanDo(Operation.PauseReferrals, coach.Id, coach.Pcn.Id),
            MayExcept = person.CanDo(Operation.MakeExceptions, coach.Id, coach.Pcn.Id),
            Elsewhere = await TakeOverCoach.ElsewhereAsync(db, file.Posts.Where(p => coach.Posts.All(s => s.Pcn.Code != p.Pcn) && !(p.StartDate > coach.Until)), coach.Pcn.Code, today, cancellation),
        };
    }

    private static List<(AssignmentKind, string, DateOnly, DateOnly?)> PeopleOn(SeenFacts seen, string pcn, DateOnly at)
    {
        return seen.Assignments.Where(a => a.Pcn == pcn && a.From <= at && (a.To is null || a.To >= at))
            .OrderBy(a => a.Kind == AssignmentKind.HealthCoaching ? 0 : 1).ThenBy(a => a.Kind).ThenBy(a => a.From)
            .Select(a => (a.Kind, seen.Supervisor(a.Supervisor)!.Name, a.From, a.To)).ToList();
    }

    private async Task<IReadOnlyList<PauseRow>> PausesAsync(SeenCoach coach, SignedInPerson person, CancellationToken cancellation)
    {
        var today = clock.Today;
        var rows = await db.Suspensions.AsNoTracking().Where(s => s.CoachId == coach.Id && s.VoidedOn == null && (s.LiftedOn == null || s.LiftedOn > today)).OrderBy(s => s.From)
            .Select(s => new { Row = s, By = s.By!.Name, Pcn = s.MadeByPcn!.Name }).ToListAsync(cancellation);
        return rows.ConvertAll(s =>
        {
            var own = s.Row.MadeByPcnId is { } id && person.MayAt(Operation.PauseReferrals, id);
            var mayLift = own || (s.Row.MadeByPcnId is null && person.MayAt(Operation.PauseReferrals, coach.Pcn.Id));
            return new PauseRow(s.Row.RecordId, s.Row.From, s.Row.ReviewOn, s.By, s.Pcn, own && person.PersonId != coach.Id ? s.Row.PrivateReason : null, mayLift && person.PersonId != coach.Id);
        });
    }

    private static IReadOnlyList<TimelineSegment> TimelineOf(CoachFile file, string pcn, DateOnly today, DateOnly? knownOn)
    {
        var starts = file.Posts.Where(p => p.Pcn == pcn && p.VoidedOn is null).Select(p => p.StartDate).DefaultIfEmpty(today).Min();
        var from = starts < today.AddYears(-2) ? today.AddYears(-2) : starts;
        from = from < RulePacks.First.From ? RulePacks.First.From : from;
        var to = today.AddDays(90);
        return from > to ? [] : Domain.Compliance.Timeline.Build(file, pcn, from, to, knownOn);
    }
}
