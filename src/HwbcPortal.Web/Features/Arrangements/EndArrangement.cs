using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Arrangements;

/// <summary>Why an arrangement ends.</summary>
internal enum EndingReason
{
    [Display(Name = "The supervisor leaves or has no time any more")]
    SupervisorLeaves,

    [Display(Name = "The coach leaves or changes post")]
    CoachLeaves,

    [Display(Name = "The two want a change")]
    ChangeWanted,

    [Display(Name = "Named by mistake")]
    NamedByMistake,

    [Display(Name = "Another reason")]
    Other,
}

internal sealed class EndArrangementForm : PortalForm
{
    /// <summary>The version that was looked at.</summary>
    public Guid Seen { get; set; }

    [Display(Name = "Last day")]
    public DateOnly? LastDay { get; set; }

    [Display(Name = "Why does it end?")]
    public EndingReason? Reason { get; set; }

    [Display(Name = "Note (optional)")]
    public string? Note { get; set; }
}

internal sealed class EndArrangementValidator : AbstractValidator<EndArrangementForm>
{
    public EndArrangementValidator()
    {
        RuleFor(f => f.LastDay).NotNull().WithMessage("Enter the last day").When(f => f.Reason != EndingReason.NamedByMistake);
        RuleFor(f => f.Reason).NotNull().WithMessage("Select why it ends").IsInEnum().WithMessage("Select why it ends");
        RuleFor(f => f.Note).NotEmpty().When(f => f.Reason == EndingReason.Other).WithMessage("Say why in a note").MaximumLength(500).WithMessage("Note must be 500 characters or fewer").HasNoNhsNumber();
    }
}

internal sealed record EndArrangementPage(EndArrangementForm Form, SeenCoach Coach, string Name, string As, DateOnly From) : IFormPage<EndArrangementForm>;

/// <summary>Ends an arrangement with a reason; one that was never true is taken back whole. What was held meanwhile stands.</summary>
internal sealed class EndArrangement(HwbcDbContext db, CoachAccess access, FactChange change, UkClock clock) : IUseCase
{
    public async Task<Result<EndArrangementPage>> OpenAsync(string reference, string? pcn, Guid recordId, EndArrangementForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(reference, pcn, recordId, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (coach, row) = found.Value;
        return new EndArrangementPage(form ?? new EndArrangementForm { Seen = row.Id }, coach, row.SupervisorVersion!.Name, Words.Of(row.Kind), row.From);
    }

    public async Task<Result<Done>> SaveAsync(string reference, string? pcn, Guid recordId, EndArrangementForm form, CancellationToken cancellation)
    {
        var found = await FindAsync(reference, pcn, recordId, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (coach, row) = found.Value;
        if (row.Id != form.Seen)
            return new StaleError();
        var reason = Of(form.Reason!.Value, form.Note);
        var (name, kind) = (row.SupervisorVersion!.Name, Words.Of(row.Kind).ToLowerInvariant());
        string message;
        if (form.Reason == EndingReason.NamedByMistake)
        {
            row.VoidedOn = clock.Today;
            message = $"{name} is not named as {kind} of {coach.Name} any more. The history keeps that they were.";
        }
        else
        {
            if (form.LastDay < row.From)
                return new RuleError(nameof(form.LastDay), $"Last day must be {Words.Date(row.From)}, the first day, or later. If they should never have been named, select that reason");
            db.Add(change.Next(row, row.Until(FactChange.NewItemId("assignment"), form.LastDay!.Value, reason)));
            message = $"{name} is {kind} of {coach.Name} until {Words.Date(form.LastDay.Value)}.";
        }

        var goesOn = await db.Assignments.AnyAsync(a => a.CoachId == coach.Id && a.PcnId == coach.Pcn.Id && a.Kind == row.Kind && a.VoidedOn == null && a.RecordId != recordId && (a.To == null || a.To > form.LastDay), cancellation);
        return await change.SaveAsync(new AuditCommand("person.end", coach.Id, coach.Pcn.Id, reason), [coach.Id], form,
            new Done($"/coaches/{coach.Reference}/people?pcn={coach.Pcn.Code}", goesOn ? message : $"{message} Nobody is named after that: name somebody in time."), _ => nameof(form.LastDay), cancellation);
    }

    private static string Of(EndingReason reason, string? note)
    {
        var words = typeof(EndingReason).GetField(reason.ToString())!.GetCustomAttributes(typeof(DisplayAttribute), false).Cast<DisplayAttribute>().Single().Name!;
        return string.IsNullOrWhiteSpace(note) ? words : $"{words}: {note.Trim()}";
    }

    private async Task<Result<(SeenCoach Coach, AssignmentVersion Row)>> FindAsync(string reference, string? pcn, Guid recordId, CancellationToken cancellation)
    {
        var coach = await access.FindAsync(reference, Operation.NamePeople, pcn, cancellation, endsWhatWasBegun: true);
        if (coach.Failure is { } failure)
            return failure;
        var (coachId, pcnIds) = (coach.Value!.Id, coach.Value.Pcns.Select(p => p.Id).ToList());
        var row = await db.Assignments.Include(a => a.SupervisorVersion).SingleOrDefaultAsync(a => a.CoachId == coachId && a.RecordId == recordId && a.VoidedOn == null && pcnIds.Contains(a.PcnId), cancellation);
        return row is null ? new NotFoundError() : (coach.Value with { Pcn = coach.Value.Pcns.First(p => p.Id == row.PcnId) }, row);
    }
}
