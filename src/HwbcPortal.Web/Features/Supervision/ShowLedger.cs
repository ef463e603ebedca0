using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Domain.Supervision;
using HwbcPortal.Web.Features.Concerns;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Supervision;

/// <summary>A session as a manager sees it: that it was, when, how long, which kind, and by whom. What was said is not here.</summary>
internal sealed record SessionRow(Session Session, string Supervisor, RecordedSession Recorded)
{
    /// <summary>The record's key; null for what is not asked for here.</summary>
    public Guid? RecordId { get; init; }

    /// <summary>What the coach has said of it.</summary>
    public ConfirmationRow? Confirmation { get; init; }

    /// <summary>Whether the coach is asked: a supervisor logged it here, and it is no booking.</summary>
    public bool IsAsked { get; init; }

    /// <summary>In words, for the coach's supervisors and managers.</summary>
    public string Said(DateOnly today) => Confirmation switch
    {
        { IsConfirmed: true } => "Confirmed by the coach",
        { } said => $"Otherwise, says the coach: {said.Comment}",
        _ when !IsAsked => "The coach was not asked",
        _ when Session.RecordedOn is { } on && on.AddDays(14) < today => $"Not confirmed since {Words.Date(on)}",
        _ => "Not confirmed yet",
    };
}

internal sealed record LedgerPage(SeenCoach Coach, CoachTabs Tabs, IReadOnlyList<SupervisionMonth> Months, IReadOnlyList<SessionRow> Sessions, IReadOnlyList<AbsenceRow> Absences, IReadOnlyList<ConcernRow> Concerns, bool MayLog, bool MayCorrect, bool MayRecordAbsence, DateOnly Today);

/// <summary>A period away.</summary>
internal sealed record AbsenceRow(Guid RecordId, DateOnly From, DateOnly? To, AbsenceReason Reason);

/// <summary>The months of a coach at a PCN: a row for each before anyone logs.</summary>
internal sealed class ShowLedger(HwbcDbContext db, CoachAccess access, CoachFileReader reader, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<LedgerPage>> HandleAsync(string reference, string? pcn, CancellationToken cancellation)
    {
        var found = await access.FindAsync(reference, Operation.ReadCoach, pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var coach = found.Value!;
        var file = coach.SeenOf((await reader.ReadSupervisionAsync(coach.Pcn.Id, [coach.Id], cancellation))[coach.Id]) with
        {
            Checks = await db.Checks.AsNoTracking().Where(c => c.CoachId == coach.Id && c.PcnId == coach.Pcn.Id && c.VoidedOn == null && (c.Rule == "ARR-02" || c.Rule == "ARR-03")).Select(c => new Check { Id = c.ItemId, Rule = c.Rule, Pcn = coach.Pcn.Code, On = c.On }).ToListAsync(cancellation),
        };
        var rows = await db.Sessions.AsNoTracking().Where(s => s.CoachId == coach.Id && s.VoidedOn == null)
            .Select(s => new { s.ItemId, s.RecordId, IsAsked = s.RecordedById != null && s.Outcome != SessionOutcome.Booked && s.Outcome != SessionOutcome.Cancelled, Confirmation = db.SessionConfirmations.Where(c => c.SessionRecordId == s.RecordId).Select(c => new ConfirmationRow(c.IsConfirmed, c.Comment, c.AnsweredUtc)).FirstOrDefault() }).ToDictionaryAsync(s => s.ItemId, cancellation);
        var sessions = Sessions(file, coach.Pcn.Code).Select(r => rows.GetValueOrDefault(r.Session.Id) is { } row ? r with { RecordId = row.RecordId, IsAsked = row.IsAsked, Confirmation = row.Confirmation } : r).ToList();
        var person = signedIn.Person;
        var concerns = person.CanDo(Operation.ReadConcerns, coach.Id, coach.Pcn.Id) ? await ListConcerns.OfCoach(db, coach.Id, coach.Pcn.Id).ToListAsync(cancellation) : [];
        return new LedgerPage(coach, CoachTabs.For(coach, signedIn.Person, "Supervision"), SupervisionLedger.Months(file, coach.Pcn.Code, clock.Today).Reverse().ToList(), sessions,
            await db.Absences.AsNoTracking().Where(a => a.CoachId == coach.Id && a.VoidedOn == null).OrderByDescending(a => a.From).Select(a => new AbsenceRow(a.RecordId, a.From, a.To, a.Reason)).ToListAsync(cancellation),
            concerns, person.CanDo(Operation.LogSupervision, coach.Id, Guid.Empty), person.CanDo(Operation.CorrectSessions, coach.Id, coach.Pcn.Id), person.MayFor(Operation.RecordAbsence, coach.Id, [coach.Pcn.Id]), clock.Today);
    }

    internal static IReadOnlyList<SessionRow> Sessions(CoachFile file, string? pcn)
    {
        var seen = new SeenFacts(file);
        return seen.Sessions.OrderByDescending(s => s.Date).ThenBy(s => s.Id, StringComparer.Ordinal)
            .Select(s => new SessionRow(s, seen.Supervisor(s.Supervisor)?.Name ?? "Not known", RecordedSession.Of(file, s, pcn))).ToList();
    }
}
