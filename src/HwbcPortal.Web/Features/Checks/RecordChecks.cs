using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Features.Subjects;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Checks;

internal sealed class RecordChecksForm : PortalForm, ICheckForm
{
    [Display(Name = "What is recorded?")]
    public string? Rule { get; set; }

    [Display(Name = "For whom?")]
    public List<string>? Coaches { get; set; }

    [Display(Name = "Date of the check")]
    public DateOnly? On { get; set; }

    [Display(Name = "Valid until (optional)")]
    public DateOnly? ValidUntil { get; set; }

    [Display(Name = "Note (optional)")]
    public string? Note { get; set; }
}

internal sealed class RecordChecksValidator : AbstractValidator<RecordChecksForm>
{
    public RecordChecksValidator(UkClock clock) => this.AsksForCheck(clock);
}

internal sealed record RecordChecksPage(RecordChecksForm Form, PcnName Pcn, IReadOnlyList<CheckChoice> Choices, IReadOnlyList<(string Reference, string Name)> Coaches) : IFormPage<RecordChecksForm>;

/// <summary>Records the same check for several coaches of a PCN, or a duty of the PCN once for all of them.</summary>
internal sealed class RecordChecks(HwbcDbContext db, CoachFileReader reader, PcnChoice choice, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<RecordChecksPage>> OpenAsync(string? pcnCode, string? rule, RecordChecksForm? form, CancellationToken cancellation)
    {
        var shown = await choice.ForAsync(Operation.RecordCheck, pcnCode, cancellation);
        if (shown.Failure is { } failure)
            return failure;
        var pcn = shown.Value!.Pcn;
        var coaches = await CoachesAsync(pcn.Id, cancellation);
        return new RecordChecksPage(form ?? new RecordChecksForm { Rule = rule, On = clock.Today }, pcn, await ChoicesAsync(pcn, coaches, cancellation), Others(coaches).ConvertAll(c => (c.Reference, c.Name)));
    }

    public async Task<Result<Done>> SaveAsync(string? pcnCode, RecordChecksForm form, CancellationToken cancellation)
    {
        var shown = await choice.ForAsync(Operation.RecordCheck, pcnCode, cancellation);
        if (shown.Failure is { } failure)
            return failure;
        var pcn = shown.Value!.Pcn;
        var coaches = await CoachesAsync(pcn.Id, cancellation);
        if ((await ChoicesAsync(pcn, coaches, cancellation)).Find(c => c.Rule == form.Rule) is not { } chosen)
            return new RuleError(nameof(form.Rule), "Select what is recorded");
        if (CheckRules.IsOfPcn(chosen.Rule))
        {
            db.Add(Check(null, pcn.Id, form));
            return await change.SaveAsync(new AuditCommand("check.record", PcnId: pcn.Id), coaches.ConvertAll(c => c.Id), form, Done($"{chosen.Title} is recorded for {pcn.Name}."), Field, cancellation);
        }

        var asked = (form.Coaches ?? []).ToHashSet(StringComparer.Ordinal);
        var chosenCoaches = Others(coaches).FindAll(c => asked.Contains(c.Reference));
        if (chosenCoaches.Count == 0)
            return new RuleError(nameof(form.Coaches), "Select the coaches for whom it is recorded");
        if (await ReadyToDeclare.WhoIsNotAsync(reader, chosen.Rule, pcn.Code, chosenCoaches.ConvertAll(c => c.Id), clock.Today, cancellation) is { } notReady)
            return new RuleError(nameof(form.Coaches), notReady);
        return await change.SaveEachAsync(chosenCoaches, coach =>
        {
            db.Add(Check(coach.Id, pcn.Id, form));
            return new AuditCommand("check.record", coach.Id, pcn.Id);
        }, form, Done($"{chosen.Title} is recorded for {Words.Count(chosenCoaches.Count, "coach", "coaches")}."), (coach, sentence) => new RuleError("", $"{coach.Name}: {sentence}"), cancellation);

        Done Done(string message) => new($"/requirements/checks?pcn={pcn.Code}", message);

        string Field(string path) => FactChange.FieldOf(path, ("on", nameof(form.On)), ("validUntil", nameof(form.ValidUntil)));
    }

    private CheckVersion Check(Guid? coachId, Guid pcnId, RecordChecksForm form) => change.First(new CheckVersion
    {
        ItemId = FactChange.NewItemId("check"), CoachId = coachId, PcnId = pcnId, Rule = form.Rule!, On = form.On!.Value, ValidUntil = form.ValidUntil, ById = signedIn.Person.PersonId, Note = form.NoteOrNull(),
    });

    private async Task<List<(Guid Id, string Reference, string Name)>> CoachesAsync(Guid pcnId, CancellationToken cancellation) =>
        (await PcnCoaches.Of(db, pcnId, clock.Today).OrderBy(c => c.Name).ThenBy(c => c.Id).Select(c => new { c.Id, c.Reference, c.Name }).ToListAsync(cancellation)).ConvertAll(c => (c.Id, c.Reference, c.Name));

    /// <summary>Those for whom the person records checks: never themselves. A duty of the PCN is nobody's own.</summary>
    private List<(Guid Id, string Reference, string Name)> Others(List<(Guid Id, string Reference, string Name)> coaches) => coaches.FindAll(c => c.Id != signedIn.Person.PersonId);

    /// <summary>What can be recorded for several at once, by the rules and the policy of today.</summary>
    private async Task<List<CheckChoice>> ChoicesAsync(PcnName pcn, List<(Guid Id, string Reference, string Name)> coaches, CancellationToken cancellation)
    {
        if (coaches.Count == 0)
            return [];
        // The national rules and the PCN's policy are the same for everybody here: one coach's answers name them all.
        var file = (await reader.ReadAsync(coaches[0].Id, cancellation))!;
        return CheckChoice.Of(ComplianceEvaluator.Default.Evaluate(file, pcn.Code, SubjectsOfCoach.DayFor(file, pcn.Code, clock.Today)).Findings);
    }
}
