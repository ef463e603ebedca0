using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Domain.Supervision;
using HwbcPortal.Web.Features.Arrangements;
using HwbcPortal.Web.Features.Concerns;
using HwbcPortal.Web.Features.Goals;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Features.Tiers;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Supervision;

/// <summary>A session that the reader held with the coach.</summary>
internal sealed record HeldSession(Guid RecordId, DateOnly Date, int Minutes, SessionKind Kind, SessionOutcome Outcome, IReadOnlyList<string> Labels, string Said, string? Notes, string? Themes);

/// <summary>An arrangement of the reader's with the coach, and what is agreed for it.</summary>
internal sealed record OwnArrangement(Guid RecordId, AssignmentKind Kind, AgreementRow? Agreement);

internal sealed record SupervisedPage(SeenCoach Coach, DateOnly Today, IReadOnlyList<SupervisionMonth> Months, IReadOnlyList<HeldSession> Sessions, IReadOnlyList<OpenAction> Actions, IReadOnlyList<OwnArrangement> Arrangements, IReadOnlyList<ConcernRow> Concerns, IReadOnlyList<GoalRow> Goals, TierPanel Tier);

/// <summary>One of a supervisor's coaches: the months, what the supervisor themselves held and noted, what is open, what the two agreed. Nothing of other supervisors.</summary>
internal sealed class ShowSupervised(HwbcDbContext db, CoachAccess access, CoachFileReader reader, SignedIn signedIn, UkClock clock) : IUseCase
{
    private const int Most = 60;

    public async Task<Result<SupervisedPage>> HandleAsync(string reference, CancellationToken cancellation)
    {
        var found = await access.FindAsync(reference, Operation.LogSupervision, null, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (coach, self, today) = (found.Value!, signedIn.Person.PersonId, clock.Today);
        if (coach.Id == self)
            return new ForbiddenError("This is the page of whoever supervises you. Yours is the page of your supervision.");
        var file = (await reader.ReadAsync(coach.Id, cancellation))!;
        var rows = await db.Sessions.AsNoTracking().Where(s => s.CoachId == coach.Id && s.VoidedOn == null && s.SupervisorVersion!.PersonId == self && s.Outcome != SessionOutcome.Booked).OrderByDescending(s => s.Date).ThenByDescending(s => s.Id).Take(Most)
            .Select(s => new
            {
                s.RecordId, s.ItemId, s.Date, s.Minutes, s.Kind, s.Outcome, IsAsked = s.RecordedById != null && s.Outcome != SessionOutcome.Cancelled,
                Confirmation = db.SessionConfirmations.Where(c => c.SessionRecordId == s.RecordId).Select(c => new ConfirmationRow(c.IsConfirmed, c.Comment, c.AnsweredUtc)).FirstOrDefault(),
                Notes = db.SessionNotes.Where(n => n.SessionRecordId == s.RecordId && n.AuthorId == self).Select(n => n.Text).FirstOrDefault(),
                Themes = db.SessionNotes.Where(n => n.SessionRecordId == s.RecordId && n.AuthorId == self).Select(n => n.Themes).FirstOrDefault(),
            }).ToListAsync(cancellation);
        var sessions = ShowLedger.Sessions(file, coach.Pcn.Code).ToDictionary(s => s.Session.Id, StringComparer.Ordinal);
        // What the decision does not see (its supervisor's entry was taken back) is not shown here either.
        var held = rows.FindAll(r => sessions.ContainsKey(r.ItemId)).ConvertAll(r =>
        {
            var row = sessions[r.ItemId] with { IsAsked = r.IsAsked, Confirmation = r.Confirmation };
            return new HeldSession(r.RecordId, r.Date, r.Minutes, r.Kind, r.Outcome, row.Recorded.Labels(r.Date).ToList(), row.Said(today), r.Notes, r.Themes);
        });
        await db.RecordNotesReadAsync(coach.Id, held.Where(s => !string.IsNullOrEmpty(s.Notes)).Select(s => s.Date), cancellation);
        var actions = await OpenAction.Of(db.SupervisionActions.AsNoTracking().Where(a => a.CoachId == coach.Id && a.SupervisorId == self)).ToListAsync(cancellation);
        var arrangements = await db.Assignments.AsNoTracking().Where(a => a.CoachId == coach.Id && a.VoidedOn == null && a.SupervisorVersion!.PersonId == self && (a.To == null || a.To >= today)).OrderBy(a => a.Kind).Select(a => new { a.RecordId, a.Kind }).ToListAsync(cancellation);
        var agreements = (await AgreementRow.Of(db.SupervisionAgreements.AsNoTracking().Where(a => a.CoachId == coach.Id)).ToListAsync(cancellation)).ToLookup(a => a.AssignmentRecordId);
        return new SupervisedPage(coach, today, SupervisionLedger.Months(file, coach.Pcn.Code, today).TakeLast(12).ToList(), held, actions, arrangements.ConvertAll(a => new OwnArrangement(a.RecordId, a.Kind, agreements[a.RecordId].LastOrDefault())),
            await ConcernRow.Of(db.SupervisionConcerns.AsNoTracking().Where(c => c.CoachId == coach.Id && c.SupervisorId == self)).ToListAsync(cancellation), await GoalRow.OpenAsync(db, coach.Id, cancellation), await TierPanel.OfAsync(db, coach.Id, file, today, cancellation));
    }
}
