using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Domain.People;
using HwbcPortal.Domain.Supervision;
using HwbcPortal.Web.Features.Calendar;
using HwbcPortal.Web.Features.Goals;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Supervision;

/// <summary>Something agreed that is still open.</summary>
internal sealed record OpenAction(Guid Id, string Text, ActionOwner Owner, DateOnly? DueOn, DateTime AgreedUtc)
{
    public static IQueryable<OpenAction> Of(IQueryable<SupervisionAction> actions) => actions.Where(a => a.DoneUtc == null).OrderBy(a => a.AgreedUtc).ThenBy(a => a.Id).Select(a => new OpenAction(a.Id, a.Text, a.Owner, a.DueOn, a.AgreedUtc));
}

/// <summary>A session that was booked and not logged yet.</summary>
internal sealed record BookedSession(Guid RecordId, DateOnly Date, int Minutes);

/// <summary>A session that is recorded of the same day already.</summary>
internal sealed record SameDaySession(int Minutes, SessionKind Kind, string Supervisor)
{
    /// <summary>Whose it is, where several coaches are asked about.</summary>
    public string? Coach { get; init; }

    public static IQueryable<SameDaySession> Of(IQueryable<SessionVersion> sessions, Guid coachId, DateOnly date) => sessions.Where(s => s.CoachId == coachId && s.VoidedOn == null && s.Date == date && s.Outcome == SessionOutcome.Held).OrderBy(s => s.RecordedUtc).ThenBy(s => s.Id)
        .Select(s => new SameDaySession(s.Minutes, s.Kind, s.SupervisorVersion!.Name));
}

/// <summary>What the writer noted last time.</summary>
internal sealed record LastTime(DateOnly Date, int Minutes, string? Notes, string? Themes);

internal sealed record LogSessionPage(LogSessionForm Form, SeenCoach Coach, DateOnly Today, SupervisionMonth? Month, LastTime? Last, IReadOnlyList<OpenAction> Open, IReadOnlyList<BookedSession> Booked, IReadOnlyList<SameDaySession>? SameDay, DateTime? DraftUtc) : IFormPage<LogSessionForm>
{
    /// <summary>The coach's open goals.</summary>
    public required IReadOnlyList<GoalRow> Goals { get; init; }

    /// <summary>The day of the next session, where something speaks against it and the writer is asked; else null.</summary>
    public MeetingDay? NextDay { get; init; }

    /// <summary>Whether something looked like an NHS number.</summary>
    public bool AsksAboutNumber => Form.NotNhsNumber || NhsNumber.In(Form.Notes) is not null || NhsNumber.In(Form.Concern) is not null || NhsNumber.In(Form.Wellbeing) is not null || Form.Actions?.Exists(a => NhsNumber.In(a.Text) is not null) == true || Form.GoalNotes().Values.Any(g => NhsNumber.In(g.Text) is not null);
}

/// <summary>Logs a session in one page. The notes, themes and actions are for the two people who met, and go nowhere else.</summary>
internal sealed class LogSession(HwbcDbContext db, CoachAccess access, CoachFileReader reader, FactChange change, SessionDrafts drafts, MeetingDays meetings, SignedIn signedIn, UkClock clock) : IUseCase
{
    // What is booked further ahead is not what is being logged.
    private const int BookedAheadDays = 7;

    public async Task<Result<LogSessionPage>> OpenAsync(string? coachReference, LogSessionForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(coachReference, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var coach = found.Value!;
        var file = (await reader.ReadAsync(coach.Id, cancellation))!;
        var today = clock.Today;
        // A form that is shown again is the same view.
        var opens = form is null;
        var booked = (await Booked(coach.Id).AsNoTracking().OrderBy(s => s.Date).ToListAsync(cancellation)).ConvertAll(s => new BookedSession(s.RecordId, s.Date, s.Minutes));
        DateTime? draftUtc = null;
        if (form is null && await drafts.ReadAsync(coach.Id, cancellation) is { } draft)
            (form, draftUtc) = draft;
        form ??= booked.Find(b => b.Date <= today) is { } due
            ? new LogSessionForm { Booked = due.RecordId, Minutes = due.Minutes, When = due.Date == today ? SessionDay.Today : due.Date == today.AddDays(-1) ? SessionDay.Yesterday : SessionDay.Another, Date = due.Date < today.AddDays(-1) ? due.Date : null }
            : new LogSessionForm();
        form.Actions ??= [];
        while (form.Actions.Count < LogSessionForm.MostActions)
            form.Actions.Add(new ActionForm());
        var notes = form.GoalNotes();
        // A note on a goal that was closed meanwhile stays in the form until it is saved.
        var goals = (await GoalRow.ListAsync(db, coach.Id, cancellation)).FindAll(g => g.IsOpen || (notes.TryGetValue(g.Id, out var typed) && !typed.IsEmpty));
        form.Goals = goals.ToDictionary(g => g.Id.ToString(), g => (GoalNoteForm?)(notes.TryGetValue(g.Id, out var note) && !note.IsEmpty ? note : new GoalNoteForm { Seen = g.Version }));
        var self = signedIn.Person.PersonId;
        var last = await db.Sessions.AsNoTracking().Where(s => s.CoachId == coach.Id && s.VoidedOn == null && s.Outcome == SessionOutcome.Held && s.Date <= today && s.SupervisorVersion!.PersonId == self).OrderByDescending(s => s.Date).ThenByDescending(s => s.Id)
            .Select(s => new
            {
                s.Date, s.Minutes,
                Notes = db.SessionNotes.Where(n => n.SessionRecordId == s.RecordId && n.AuthorId == self).Select(n => n.Text).FirstOrDefault(),
                Themes = db.SessionNotes.Where(n => n.SessionRecordId == s.RecordId && n.AuthorId == self).Select(n => n.Themes).FirstOrDefault(),
            }).FirstOrDefaultAsync(cancellation);
        if (opens && !string.IsNullOrEmpty(last?.Notes))
            await db.RecordNotesReadAsync(coach.Id, [last.Date], cancellation);
        var open = await OpenAction.Of(db.SupervisionActions.AsNoTracking().Where(a => a.CoachId == coach.Id && a.SupervisorId == self)).ToListAsync(cancellation);
        return new LogSessionPage(form, coach, today, SupervisionLedger.Months(file, coach.Pcn.Code, today) is [.., var month] ? month : null, last is null ? null : new LastTime(last.Date, last.Minutes, last.Notes, last.Themes), open, booked,
            form.Confirmed is null ? null : await SameDayAsync(coach.Id, form, cancellation), draftUtc)
        {
            Goals = goals,
            NextDay = form.Confirmed is not null && await NextAsync(coach, form, cancellation) is { IsBooked: false, Against: not null } next ? next : null,
        };
    }

    public async Task<Result<Done>> SaveAsync(string? coachReference, LogSessionForm form, CancellationToken cancellation)
    {
        var found = await FindAsync(coachReference, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var coach = found.Value!;
        var person = signedIn.Person;
        var supervisor = await db.OwnEntryAsync(person.PersonId, coach.Id, cancellation);
        if (supervisor is null)
            return new RuleError("", "You are not in the supervisor register. Ask the coach's manager to name you.");
        var booked = form.Booked is not { } id || id == Guid.Empty ? null : await Booked(coach.Id).SingleOrDefaultAsync(s => s.RecordId == id, cancellation);
        if (form.Booked is { } asked && asked != Guid.Empty && booked is null)
            return new RuleError(nameof(form.Booked), "Select whether it is the one that was booked");

        var date = form.DayOn(clock.Today)!.Value;
        var meeting = await NextAsync(coach, form, cancellation);
        if (meeting is { IsBooked: true })
            return new RuleError(nameof(form.NextOn), $"You have booked {Words.Date(meeting.Date)} with {coach.Name} already");
        var asks = new List<DateOnly>();
        if (form.Outcome == SessionResult.Held && (await SameDayAsync(coach.Id, form, cancellation)).Count > 0)
            asks.Add(date);
        if (meeting is { Against: not null })
            asks.Add(meeting.Date);
        var shown = string.Join(' ', asks.Select(d => $"{d:yyyy-MM-dd}"));
        if (shown.Length > 0 && form.Confirmed != shown)
        {
            form.Confirmed = shown;
            return new ConfirmFirst();
        }

        var (outcome, by) = SessionResults.Kept(form.Outcome!.Value);
        var session = new SessionVersion
        {
            ItemId = FactChange.NewItemId("session"), CoachId = coach.Id, Date = date, Minutes = form.Minutes!.Value, Kind = form.Kind!.Value, Outcome = outcome, CancelledBy = by,
            Format = form.Format, StartsAt = booked?.Date == date ? booked.StartsAt : null, SupervisorVersionId = supervisor.Value,
        };
        db.Add(booked is null ? change.First(session) : change.Next(booked, session));
        AddNotes(form, session);
        var changed = await NoteGoalsAsync(form, session, cancellation);
        await AddConcernsAsync(form, session, coach, cancellation);
        if (form.NextOn is { } next)
        {
            db.Add(change.First(new SessionVersion
            {
                ItemId = FactChange.NewItemId("session"), CoachId = coach.Id, Date = next, Minutes = 60, Outcome = SessionOutcome.Booked, Format = form.Format, SupervisorVersionId = supervisor.Value,
                Kind = form.Kind == SessionKind.HealthCoachingGroup ? SessionKind.HealthCoachingIndividual : form.Kind.Value,
            }));
        }

        var done = (form.Done ?? []).Select(d => Guid.TryParse(d, out var key) ? key : Guid.Empty).ToList();
        foreach (var action in await db.SupervisionActions.Where(a => done.Contains(a.Id) && a.CoachId == coach.Id && a.SupervisorId == person.PersonId && a.DoneUtc == null).ToListAsync(cancellation))
            action.DoneUtc = clock.UtcNow;
        await drafts.RemoveAsync(coach.Id, cancellation);
        var saved = await change.SaveAsync(new AuditCommand("supervision.log", coach.Id, coach.Pcn.Id), [coach.Id], form, new Done("/supervision", ""),
            path => FactChange.FieldOf(path, ("date", nameof(form.Date)), ("minutes", nameof(form.Minutes))), cancellation);
        if (saved.Failure is { } refused)
            return refused;
        var file = (await reader.ReadAsync(coach.Id, cancellation))!;
        return saved.Value! with { Message = $"{(outcome == SessionOutcome.Held ? $"{form.Minutes} minutes" : Words.Of(outcome))} on {Words.Date(date)} is recorded for {coach.Name}.{CountedMinutes.Of(file, coach.Pcn.Code, session.ItemId, clock.Today)}{(form.NextOn is { } on ? $" You meet again on {Words.Date(on)}." : "")}{(changed ? " A goal was changed while you wrote: your note is kept, and how it stands is left as it was. Look at it in the plan." : "")}" };
    }

    private void AddNotes(LogSessionForm form, SessionVersion session)
    {
        var person = signedIn.Person;
        if (!string.IsNullOrWhiteSpace(form.Notes) || form.Themes is { Count: > 0 })
        {
            db.Add(new SessionNote
            {
                SessionRecordId = session.RecordId, CoachId = session.CoachId, AuthorId = person.PersonId, Text = form.Notes?.Trim() ?? "", WrittenUtc = clock.UtcNow,
                Themes = form.Themes is { Count: > 0 } themes ? string.Join(' ', themes.Distinct()) : null,
            });
        }

        foreach (var action in (form.Actions ?? []).Where(a => !string.IsNullOrWhiteSpace(a.Text)))
            db.Add(new SupervisionAction { CoachId = session.CoachId, SessionRecordId = session.RecordId, SupervisorId = person.PersonId, Owner = action.Owner!.Value, Text = action.Text!.Trim(), DueOn = action.DueOn, AgreedUtc = clock.UtcNow });
    }

    /// <summary>Notes what is new of goals. Of one that was changed or closed meanwhile the note is kept, and no more: nobody closes words that they have not read.</summary>
    /// <returns>Whether one was changed meanwhile.</returns>
    private async Task<bool> NoteGoalsAsync(LogSessionForm form, SessionVersion session, CancellationToken cancellation)
    {
        var said = form.GoalNotes().Where(g => !g.Value.IsEmpty).ToDictionary();
        if (said.Count == 0)
            return false;
        var (ids, coachId, changed) = (said.Keys.ToList(), session.CoachId, false);
        foreach (var goal in await db.Goals.Where(g => g.CoachId == coachId && ids.Contains(g.Id)).ToListAsync(cancellation))
        {
            var note = said[goal.Id];
            var same = note.Seen == goal.Version;
            changed |= !same;
            NoteProgress.Note(db, goal, session.RecordId, note.Text, same && note.Reached ? GoalState.Reached : goal.State, same ? note.ReviewOn : null, signedIn.Person.PersonId, clock.UtcNow);
        }

        return changed;
    }

    /// <summary>A concern about practice is with the managers at once; the coach decides whether something about their wellbeing goes anywhere.</summary>
    private async Task AddConcernsAsync(LogSessionForm form, SessionVersion session, SeenCoach coach, CancellationToken cancellation)
    {
        var (self, today, now) = (signedIn.Person.PersonId, clock.Today, clock.UtcNow);
        var said = new[] { (Kind: ConcernKind.Practice, Text: form.Concern), (Kind: ConcernKind.Wellbeing, Text: form.Wellbeing) }.Where(c => !string.IsNullOrWhiteSpace(c.Text)).ToList();
        if (said.Count == 0)
            return;
        // The managers of the PCN for which this person supports the coach, not of every PCN where the coach works.
        var pcnId = await db.Assignments.Where(a => a.CoachId == coach.Id && a.VoidedOn == null && a.SupervisorVersion!.PersonId == self && a.From <= today).OrderByDescending(a => a.To == null).ThenByDescending(a => a.To).Select(a => (Guid?)a.PcnId).FirstOrDefaultAsync(cancellation)
            ?? await db.SupervisionCovers.Where(c => c.CoachId == coach.Id && c.TakenBackUtc == null && c.PersonId == self).OrderByDescending(c => c.To).Select(c => (Guid?)c.PcnId).FirstOrDefaultAsync(cancellation) ?? coach.Pcn.Id;
        foreach (var (kind, text) in said)
            db.Add(new SupervisionConcern { CoachId = coach.Id, PcnId = pcnId, SessionRecordId = session.RecordId, SupervisorId = self, Kind = kind, Concern = text!.Trim(), RaisedUtc = now, ReachedManagerUtc = kind == ConcernKind.Practice ? now : null });
    }

    /// <summary>What this person booked with the coach and has not logged.</summary>
    private IQueryable<SessionVersion> Booked(Guid coachId)
    {
        var (self, through) = (signedIn.Person.PersonId, clock.Today.AddDays(BookedAheadDays));
        return db.Sessions.Where(s => s.CoachId == coachId && s.VoidedOn == null && s.Outcome == SessionOutcome.Booked && s.Date <= through && s.SupervisorVersion!.PersonId == self);
    }

    /// <summary>What is recorded of the same day already, by whoever: the same meeting is not two.</summary>
    private Task<List<SameDaySession>> SameDayAsync(Guid coachId, LogSessionForm form, CancellationToken cancellation) => form.DayOn(clock.Today) is { } date ? SameDaySession.Of(db.Sessions.AsNoTracking(), coachId, date).ToListAsync(cancellation) : Task.FromResult(new List<SameDaySession>());

    /// <summary>What the record says of the day on which the two mean to meet next; null where none was entered.</summary>
    private async Task<MeetingDay?> NextAsync(SeenCoach coach, LogSessionForm form, CancellationToken cancellation) => form.NextOn is { } next ? (await meetings.ReadAsync(coach, [next], form.Booked, cancellation))[0] : null;

    private async Task<Result<SeenCoach>> FindAsync(string? coachReference, CancellationToken cancellation)
    {
        var coach = await access.FindAsync(coachReference ?? "", Operation.LogSupervision, null, cancellation);
        if (coach.Failure is { } failure)
            return failure;
        return SelfDealing.Forbids(signedIn.Person.Reference, coach.Value!.Reference) ? new ForbiddenError("Nobody logs their own supervision. Your supervisor does it.") : coach;
    }
}
