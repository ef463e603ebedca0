using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Supervision;

internal sealed class LogGroupSessionForm : PortalForm, ISessionDayForm
{
    [Display(Name = "When?")]
    public SessionDay? When { get; set; }

    [Display(Name = "Date of session")]
    public DateOnly? Date { get; set; }

    [Display(Name = "How long?")]
    public int? Minutes { get; set; } = 60;

    [Display(Name = "How?")]
    public SessionFormat? Format { get; set; } = SessionFormat.Video;

    [Display(Name = "Who was there?")]
    public List<string>? There { get; set; }
}

internal sealed class LogGroupSessionValidator : AbstractValidator<LogGroupSessionForm>
{
    public LogGroupSessionValidator(UkClock clock)
    {
        this.AsksForDay(clock);
        RuleFor(f => f.Minutes).NotNull().WithMessage("Enter how many minutes it took").InclusiveBetween(1, 480).WithMessage("Minutes must be between 1 and 480");
        RuleFor(f => f.Format).NotNull().WithMessage("Select how you met").IsInEnum().WithMessage("Select how you met");
        RuleFor(f => f.There).Must(t => t is { Count: > 0 }).WithMessage("Select who was there");
    }
}

/// <summary>Somebody who can have been there.</summary>
internal sealed record GroupCoach(Guid Id, string Reference, string Name, string PcnName);

internal sealed record LogGroupSessionPage(LogGroupSessionForm Form, IReadOnlyList<GroupCoach> Coaches, DateOnly Today, IReadOnlyList<SameDaySession>? SameDay) : IFormPage<LogGroupSessionForm>;

/// <summary>Logs a group session once for everybody who was there: a session for each, all of them or none. A note belongs to two people and is not taken here.</summary>
internal sealed class LogGroupSession(HwbcDbContext db, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<LogGroupSessionPage>> OpenAsync(LogGroupSessionForm? form, CancellationToken cancellation)
    {
        var coaches = await CoachesAsync(cancellation);
        var there = coaches.FindAll(c => form?.There?.Contains(c.Reference) == true);
        return new LogGroupSessionPage(form ?? new LogGroupSessionForm(), coaches, clock.Today, form?.Confirmed is null || form.DayOn(clock.Today) is not { } day ? null : await SameDayAsync(there, day, cancellation));
    }

    public async Task<Result<Done>> SaveAsync(LogGroupSessionForm form, CancellationToken cancellation)
    {
        var coaches = await CoachesAsync(cancellation);
        var there = coaches.FindAll(c => form.There!.Contains(c.Reference));
        if (there.Count == 0 || form.There!.Exists(r => coaches.TrueForAll(c => c.Reference != r)))
            return new RuleError(nameof(form.There), "Select who was there");
        var (person, date) = (signedIn.Person, form.DayOn(clock.Today)!.Value);
        // For each the entry under which they are named or covered, as when one session is logged.
        var entries = new Dictionary<Guid, Guid>();
        foreach (var coach in there)
        {
            if (await db.OwnEntryAsync(person.PersonId, coach.Id, cancellation) is not { } entry)
                return new RuleError("", "You are not in the supervisor register. Ask a manager to name you.");
            entries[coach.Id] = entry;
        }

        var shown = $"{date:yyyy-MM-dd} {string.Join(' ', there.Select(c => c.Reference))}";
        if (form.Confirmed != shown && (await SameDayAsync(there, date, cancellation)).Count > 0)
        {
            form.Confirmed = shown;
            return new ConfirmFirst();
        }

        return await change.SaveEachAsync(there, coach =>
        {
            db.Add(change.First(new SessionVersion { ItemId = FactChange.NewItemId("session"), CoachId = coach.Id, Date = date, Minutes = form.Minutes!.Value, Kind = SessionKind.HealthCoachingGroup, Outcome = SessionOutcome.Held, Format = form.Format, SupervisorVersionId = entries[coach.Id] }));
            return new AuditCommand("supervision.group", coach.Id);
        }, form, new Done("/supervision", $"The group session of {Words.Date(date)} is recorded for {string.Join(", ", there.Select(c => c.Name))}."), (coach, sentence) => new RuleError(nameof(form.There), $"{coach.Name}: {sentence}"), cancellation);
    }

    private async Task<List<SameDaySession>> SameDayAsync(IReadOnlyList<GroupCoach> there, DateOnly day, CancellationToken cancellation)
    {
        var all = new List<SameDaySession>();
        foreach (var coach in there)
            all.AddRange((await SameDaySession.Of(db.Sessions.AsNoTracking(), coach.Id, day).ToListAsync(cancellation)).Where(s => s.Kind == SessionKind.HealthCoachingGroup).Select(s => s with { Coach = coach.Name }));
        return all;
    }

    /// <summary>Everybody whom this person supervises or covers; never themselves.</summary>
    private async Task<List<GroupCoach>> CoachesAsync(CancellationToken cancellation)
    {
        var (coaches, self, today) = (signedIn.Person.SupportedCoachIds, signedIn.Person.PersonId, clock.Today);
        var rows = await db.Posts.AsNoTracking().Where(p => coaches.Contains(p.CoachId) && p.CoachId != self && p.VoidedOn == null && p.StartDate <= today && (p.EndDate == null || p.EndDate >= today.AddDays(-SessionDays.MostDaysAgo)))
            .OrderBy(p => p.Coach!.Person!.Name).ThenBy(p => p.CoachId).ThenBy(p => p.Pcn!.Name).Select(p => new GroupCoach(p.CoachId, p.Coach!.Person!.Reference, p.Coach.Person.Name, p.Pcn!.Name)).ToListAsync(cancellation);
        return rows.GroupBy(r => r.Id).Select(g => g.First() with { PcnName = string.Join(", ", g.Select(r => r.PcnName).Distinct()) }).ToList();
    }
}
