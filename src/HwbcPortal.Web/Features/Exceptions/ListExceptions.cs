using HwbcPortal.Data;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Features.Subjects;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Exceptions;

/// <summary>An exception that is in force, or begins later.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Text">Its condition or reason; null: not for the reader.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day; for a pause the day of its review.</param>
/// <param name="By">Who made it.</param>
/// <param name="End">Where it is ended; null: not by the reader.</param>
internal sealed record ExceptionRow(string Reference, string Name, string Title, string? Text, DateOnly From, DateOnly? To, string By, string? End);

internal sealed record ExceptionsPage(ShownPcn Shown, DateOnly Today, IReadOnlyList<ExceptionRow> Provisionals, IReadOnlyList<ExceptionRow> Exemptions, IReadOnlyList<ExceptionRow> Pauses)
{
    public PcnName Pcn => Shown.Pcn;

    /// <summary>What the day alone does not tell of an end that comes by itself: that it is near, or that there is none.</summary>
    public StatusTag? Ends(ExceptionRow row) => row.From > Today ? new($"Begins {Words.DayMonth(row.From)}", "blue")
        : row.To is not { } to ? new("No end", "grey") : (to.DayNumber - Today.DayNumber) switch { 0 => new("Ends today", "orange"), <= 14 and var days => new($"Ends in {Words.Count(days, "day", "days")}", "yellow"), _ => null };

    /// <summary>A pause never ends by itself: its review is due, or comes.</summary>
    public StatusTag? Review(ExceptionRow row) => row.To < Today ? new("Review overdue", "red") : row.To == Today ? new("Review today", "orange") : null;
}

/// <summary>Every exception of a PCN that is in force or to come: clearances for now, exemptions, pauses of referrals. What ends first stands first.</summary>
internal sealed class ListExceptions(HwbcDbContext db, PcnChoice choice, SubjectNames names, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<ExceptionsPage>> HandleAsync(string? pcnCode, CancellationToken cancellation)
    {
        var shown = await choice.ForAsync(Operation.ReadCoach, pcnCode, cancellation);
        if (shown.Failure is { } failure)
            return failure;
        var (pcn, today, person) = (shown.Value!.Pcn, clock.Today, signedIn.Person);
        var query = $"?pcn={pcn.Code}";
        var provisionals = await db.Provisionals.AsNoTracking().Where(p => p.PcnId == pcn.Id && p.VoidedOn == null && p.To >= today).OrderBy(p => p.To).ThenBy(p => p.Id)
            .Select(p => new { p.CoachId, p.RecordId, p.Coach!.Person!.Reference, p.Coach.Person.Name, p.From, p.To, p.Conditions, By = p.ApprovedBy!.Name }).ToListAsync(cancellation);
        var exemptions = await db.Exemptions.AsNoTracking().Where(e => e.PcnId == pcn.Id && e.VoidedOn == null && (e.To == null || e.To >= today)).OrderBy(e => e.To == null).ThenBy(e => e.To).ThenBy(e => e.Id)
            .Select(e => new { e.CoachId, e.RecordId, e.Coach!.Person!.Reference, e.Coach.Person.Name, e.Rule, e.From, e.To, e.Reason, By = e.ApprovedBy!.Name }).ToListAsync(cancellation);
        var pauses = await db.Suspensions.AsNoTracking().Where(s => s.VoidedOn == null && (s.LiftedOn == null || s.LiftedOn > today) && db.Posts.Any(p => p.CoachId == s.CoachId && p.PcnId == pcn.Id && p.VoidedOn == null && (p.EndDate == null || p.EndDate >= today))).OrderBy(s => s.ReviewOn).ThenBy(s => s.Id)
            .Select(s => new { s.CoachId, s.RecordId, s.Coach!.Person!.Reference, s.Coach.Person.Name, s.From, s.ReviewOn, s.PrivateReason, s.MadeByPcnId, By = s.By!.Name, MadeBy = s.MadeByPcn!.Name }).ToListAsync(cancellation);
        var titles = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var rule in exemptions.Select(e => e.Rule).Distinct())
            titles[rule] = await names.OfAsync(pcn.Id, rule, cancellation);
        return new ExceptionsPage(shown.Value, today,
            provisionals.ConvertAll(p => new ExceptionRow(p.Reference, p.Name, "Cleared for now", p.Conditions, p.From, p.To, p.By, May(Operation.MakeExceptions, p.CoachId) ? $"/coaches/{p.Reference}/provisionals/{p.RecordId}/end{query}" : null)),
            exemptions.ConvertAll(e => new ExceptionRow(e.Reference, e.Name, titles[e.Rule], e.Reason, e.From, e.To, e.By, May(Operation.MakeExceptions, e.CoachId) ? $"/coaches/{e.Reference}/exemptions/{e.RecordId}/end{query}" : null)),
            pauses.ConvertAll(s =>
            {
                var own = s.MadeByPcnId is { } maker && person.MayAt(Operation.PauseReferrals, maker) && s.CoachId != person.PersonId;
                return new ExceptionRow(s.Reference, s.Name, "Referrals paused", own ? s.PrivateReason : s.MadeBy is null ? null : $"Ask {s.MadeBy} about the reason", s.From, s.ReviewOn, s.By, own || (s.MadeByPcnId is null && May(Operation.PauseReferrals, s.CoachId)) ? $"/coaches/{s.Reference}/pauses/{s.RecordId}/lift{query}" : null);
            }));

        bool May(Operation operation, Guid coachId) => person.CanDo(operation, coachId, pcn.Id);
    }
}
