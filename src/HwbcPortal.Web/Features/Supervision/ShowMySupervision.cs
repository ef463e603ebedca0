using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Domain.Supervision;
using HwbcPortal.Web.Features.Concerns;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Supervision;

/// <summary>What the coach has said of a session; null where they were not asked (it came from a file) or have not answered yet.</summary>
internal sealed record ConfirmationRow(bool IsConfirmed, string? Comment, DateTime AnsweredUtc);

/// <summary>A session as the coach sees it: with what was noted for the two.</summary>
internal sealed record MySessionRow(Guid RecordId, DateOnly Date, int Minutes, SessionKind Kind, SessionOutcome Outcome, string Supervisor, DateOnly? RecordedOn, DateOnly? FirstRecordedOn, bool WasLogged, string? Notes, string? Themes, ConfirmationRow? Confirmation)
{
    /// <summary>A session that a supervisor logged waits for the coach's word.</summary>
    public bool Waits => WasLogged && Confirmation is null && Outcome is SessionOutcome.Held or SessionOutcome.DidNotAttend;
}

/// <summary>A session that a supervisor booked with the coach and that is still to come.</summary>
internal sealed record MyBooking(Guid RecordId, DateOnly Date, TimeOnly? StartsAt, int Minutes, SessionFormat? Format, string Supervisor);

/// <summary>Something agreed.</summary>
internal sealed record MyAction(Guid Id, string Text, ActionOwner Owner, string Supervisor, DateOnly? DueOn, DateTime? DoneUtc);

internal sealed record MySupervisionPage(string Name, string Reference, DateOnly Today, IReadOnlyList<(PcnName Pcn, IReadOnlyList<SupervisionMonth> Months)> Ledgers, IReadOnlyList<MySessionRow> Sessions, IReadOnlyList<MyAction> Actions)
{
    /// <summary>What is booked from today on.</summary>
    public required IReadOnlyList<MyBooking> Booked { get; init; }

    /// <summary>What supervisors raised.</summary>
    public required IReadOnlyList<ConcernRow> Concerns { get; init; }

    /// <summary>How many goals wait for the coach's yes.</summary>
    public required int GoalsToAgree { get; init; }

    /// <summary>How many agreements wait for the coach's yes.</summary>
    public required int AgreementsToConfirm { get; init; }
}

/// <summary>The coach's own supervision: months, sessions with what was noted for the two, and what was agreed.</summary>
internal sealed class ShowMySupervision(HwbcDbContext db, CoachFileReader reader, SignedIn signedIn, UkClock clock) : IUseCase
{
    private const int Most = 60;

    public async Task<Result<MySupervisionPage>> HandleAsync(CancellationToken cancellation)
    {
        if (signedIn.Person.OwnCoachId is not { } coachId || await reader.ReadAsync(coachId, cancellation) is not { } file)
            return new ForbiddenError("You have no coach record yet. Ask your manager to add you.");
        var today = clock.Today;
        var codes = file.Posts.Where(p => p.VoidedOn is null && (p.EndDate is null || p.EndDate >= today.AddDays(-90))).Select(p => p.Pcn).Distinct().ToList();
        var pcns = await db.Pcns.AsNoTracking().Where(p => codes.Contains(p.Code)).OrderBy(p => p.Name).Select(p => new PcnName(p.Id, p.Code, p.Name)).ToListAsync(cancellation);
        var booked = await BookedFrom(db, coachId, today).Take(Most).ToListAsync(cancellation);
        var sessions = await RowsOf(db, Sessions(db, coachId).Where(s => s.Outcome != SessionOutcome.Booked || s.Date < today).OrderByDescending(s => s.Date).ThenByDescending(s => s.Id).Take(Most)).ToListAsync(cancellation);
        var actions = await db.SupervisionActions.AsNoTracking().Where(a => a.CoachId == coachId).OrderBy(a => a.DoneUtc != null).ThenBy(a => a.DueOn == null).ThenBy(a => a.DueOn).ThenByDescending(a => a.AgreedUtc).Take(Most)
            .Select(a => new MyAction(a.Id, a.Text, a.Owner, db.People.Where(p => p.Id == a.SupervisorId).Select(p => p.Name).First(), a.DueOn, a.DoneUtc)).ToListAsync(cancellation);
        await db.RecordNotesReadAsync(coachId, sessions.Where(s => !string.IsNullOrEmpty(s.Notes)).Select(s => s.Date), cancellation);
        return new MySupervisionPage(file.Coach.Name, file.Coach.Reference, today, pcns.ConvertAll(p => (p, (IReadOnlyList<SupervisionMonth>)SupervisionLedger.Months(file, p.Code, today).TakeLast(12).ToList())), sessions, actions)
        {
            Booked = booked,
            Concerns = await ConcernRow.Of(db.SupervisionConcerns.AsNoTracking().Where(c => c.CoachId == coachId)).ToListAsync(cancellation),
            GoalsToAgree = await db.Goals.CountAsync(g => g.CoachId == coachId && g.State == GoalState.Open && g.AgreedById == null && g.WrittenById != coachId, cancellation),
            AgreementsToConfirm = await db.SupervisionAgreements.CountAsync(a => a.CoachId == coachId && a.ReplacedUtc == null && a.CoachConfirmedUtc == null, cancellation),
        };
    }

    private static IQueryable<SessionVersion> Sessions(HwbcDbContext db, Guid coachId) => db.Sessions.AsNoTracking().Where(s => s.CoachId == coachId && s.VoidedOn == null);

    private static IQueryable<MySessionRow> RowsOf(HwbcDbContext db, IQueryable<SessionVersion> sessions) => sessions.Select(s => new MySessionRow(s.RecordId, s.Date, s.Minutes, s.Kind, s.Outcome, s.SupervisorVersion!.Name, s.RecordedOn,
        db.Sessions.Where(v => v.RecordId == s.RecordId && v.Outcome != SessionOutcome.Booked).Min(v => v.RecordedOn), s.RecordedById != null,
        db.SessionNotes.Where(n => n.SessionRecordId == s.RecordId).Select(n => n.Text).FirstOrDefault(), db.SessionNotes.Where(n => n.SessionRecordId == s.RecordId).Select(n => n.Themes).FirstOrDefault(),
        db.SessionConfirmations.Where(c => c.SessionRecordId == s.RecordId).Select(c => new ConfirmationRow(c.IsConfirmed, c.Comment, c.AnsweredUtc)).FirstOrDefault()));

    /// <summary>What waits for a coach's word, the newest first.</summary>
    internal static async Task<IReadOnlyList<MySessionRow>> WaitingAsync(HwbcDbContext db, Guid coachId, CancellationToken cancellation) =>
        (await RowsOf(db, Sessions(db, coachId).Where(s => !db.SessionConfirmations.Any(c => c.SessionRecordId == s.RecordId)).OrderByDescending(s => s.Date).ThenByDescending(s => s.Id).Take(Most)).ToListAsync(cancellation)).FindAll(r => r.Waits);

    /// <summary>What is booked with a coach from a day on.</summary>
    internal static IQueryable<MyBooking> BookedFrom(HwbcDbContext db, Guid coachId, DateOnly day) => Sessions(db, coachId).Where(s => s.Outcome == SessionOutcome.Booked && s.Date >= day).OrderBy(s => s.Date).ThenBy(s => s.StartsAt).ThenBy(s => s.Id)
        .Select(s => new MyBooking(s.RecordId, s.Date, s.StartsAt, s.Minutes, s.Format, s.SupervisorVersion!.Name));
}
