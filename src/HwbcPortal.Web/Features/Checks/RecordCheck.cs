using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Domain.People;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Features.Subjects;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Checks;

/// <summary>The fields of a dated check.</summary>
internal interface ICheckForm
{
    string? Rule { get; }

    DateOnly? On { get; }

    DateOnly? ValidUntil { get; }

    string? Note { get; }
}

/// <summary>What is asked of a dated check, for one coach or several.</summary>
internal static class CheckFields
{
    public static void AsksForCheck<T>(this AbstractValidator<T> form, UkClock clock)
        where T : PortalForm, ICheckForm
    {
        form.RuleFor(f => f.Rule).NotEmpty().WithMessage("Select what is recorded");
        form.RuleFor(f => f.On).NotNull().WithMessage("Enter the date of the check").Must(d => d is null || d <= clock.Today).WithMessage("The date of the check must be today or in the past");
        form.RuleFor(f => f.ValidUntil).Must((f, until) => until is null || f.On is null || until >= f.On).WithMessage("Valid until must be the date of the check or later");
        form.RuleFor(f => f.Note).MaximumLength(500).WithMessage("Note must be 500 characters or fewer").HasNoNhsNumber();
    }

    public static string? NoteOrNull(this ICheckForm form) => string.IsNullOrWhiteSpace(form.Note) ? null : form.Note.Trim();
}

internal sealed class RecordCheckForm : PortalForm, ICheckForm
{
    [Display(Name = "What is recorded?")]
    public string? Rule { get; set; }

    [Display(Name = "Date of the check")]
    public DateOnly? On { get; set; }

    [Display(Name = "Valid until (optional)")]
    public DateOnly? ValidUntil { get; set; }

    [Display(Name = "Note (optional)")]
    public string? Note { get; set; }
}

internal sealed class RecordCheckValidator : AbstractValidator<RecordCheckForm>
{
    public RecordCheckValidator(UkClock clock) => this.AsksForCheck(clock);
}

/// <summary>A check rule that a manager can record.</summary>
internal sealed record CheckChoice(string Rule, string Title, string Basis)
{
    /// <summary>What can be recorded with a date: the rules of these answers, but for a DBS decision, which says more.</summary>
    public static List<CheckChoice> Of(IEnumerable<Finding> findings) => findings.Where(f => CheckRules.IsDated(f.Rule) && f.Rule != CheckRules.Dbs).Select(f => new CheckChoice(f.Rule, f.Title, Words.Of(f.Basis))).ToList();
}

internal sealed record RecordCheckPage(RecordCheckForm Form, SeenCoach Coach, IReadOnlyList<CheckChoice> Choices) : IFormPage<RecordCheckForm>;

/// <summary>Records that something was checked on a day. A duty of the PCN is stored once, for all its coaches.</summary>
internal sealed class RecordCheck(HwbcDbContext db, CheckAccess access, CoachFileReader reader, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<RecordCheckPage>> OpenAsync(string reference, string? pcn, string? rule, RecordCheckForm? form, CancellationToken cancellation)
    {
        var found = await access.FindAsync(reference, pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        return new RecordCheckPage(form ?? new RecordCheckForm { Rule = rule, On = clock.Today }, found.Value!, await ChoicesAsync(found.Value!, cancellation));
    }

    public async Task<Result<Done>> SaveAsync(string reference, string? pcn, RecordCheckForm form, CancellationToken cancellation)
    {
        var found = await access.FindAsync(reference, pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var coach = found.Value!;
        if ((await ChoicesAsync(coach, cancellation)).FirstOrDefault(c => c.Rule == form.Rule) is not { } choice)
            return new RuleError(nameof(form.Rule), "Select what is recorded");

        if (await ReadyToDeclare.WhoIsNotAsync(reader, choice.Rule, coach.Pcn.Code, [coach.Id], clock.Today, cancellation) is { } notReady)
            return new RuleError(nameof(form.Rule), notReady);
        var ofPcn = CheckRules.IsOfPcn(choice.Rule);
        var check = change.First(new CheckVersion
        {
            ItemId = FactChange.NewItemId("check"), CoachId = ofPcn ? null : coach.Id, PcnId = coach.Pcn.Id, Rule = choice.Rule, On = form.On!.Value, ValidUntil = form.ValidUntil, ById = signedIn.Person.PersonId, Note = form.NoteOrNull(),
        });
        db.Add(check);
        IReadOnlyCollection<Guid> coaches = ofPcn
            ? await db.Posts.Where(p => p.PcnId == coach.Pcn.Id && p.VoidedOn == null).Select(p => p.CoachId).Distinct().ToListAsync(cancellation)
            : [coach.Id];
        return await change.SaveAsync(new AuditCommand("check.record", ofPcn ? null : coach.Id, coach.Pcn.Id), coaches, form,
            TrainingSubjects.Is(choice.Rule) ? new Done($"/coaches/{coach.Reference}/checks/{check.RecordId}/evidence?pcn={coach.Pcn.Code}", $"{choice.Title} is recorded for {coach.Name}. Add what shows it.")
                : new Done($"/coaches/{coach.Reference}?pcn={coach.Pcn.Code}", $"{choice.Title} is recorded {(ofPcn ? $"for {coach.Pcn.Name}" : $"for {coach.Name}")}."),
            path => FactChange.FieldOf(path, ("on", nameof(form.On)), ("validUntil", nameof(form.ValidUntil))), cancellation);
    }

    private async Task<IReadOnlyList<CheckChoice>> ChoicesAsync(SeenCoach coach, CancellationToken cancellation)
    {
        var file = (await reader.ReadAsync(coach.Id, cancellation))!;
        return CheckChoice.Of(ComplianceEvaluator.Default.Evaluate(file, coach.Pcn.Code, SubjectsOfCoach.DayFor(file, coach.Pcn.Code, clock.Today)).Findings);
    }
}

/// <summary>Finds the coach whose checks somebody records: never oneself.</summary>
internal sealed class CheckAccess(CoachAccess access, SignedIn signedIn) : IUseCase
{
    public async Task<Result<SeenCoach>> FindAsync(string reference, string? pcn, CancellationToken cancellation)
    {
        var coach = await access.FindAsync(reference, Operation.RecordCheck, pcn, cancellation);
        if (coach.Failure is { } failure)
            return failure;
        return SelfDealing.Forbids(signedIn.Person.Reference, coach.Value!.Reference) ? new ForbiddenError("Nobody records checks on their own file. Ask another manager of your PCN.") : coach;
    }
}
