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

namespace HwbcPortal.Web.Features.WorkforceReturn;

internal sealed class ReturnForm : PortalForm
{
    /// <summary>The month and the newest change that were looked at: what came since is looked at first.</summary>
    public string? Seen { get; set; }

    [Display(Name = "Who stands in the return as they do here?")]
    public List<string>? Coaches { get; set; }

    [Display(Name = "Note (optional)")]
    public string? Note { get; set; }
}

internal sealed class ReturnValidator : AbstractValidator<ReturnForm>
{
    public ReturnValidator()
    {
        RuleFor(f => f.Coaches).NotEmpty().WithMessage("Tick who stands in the return as they do here");
        RuleFor(f => f.Note).MaximumLength(500).WithMessage("Note must be 500 characters or fewer").HasNoNhsNumber();
    }
}

/// <summary>A coach of the month: what is to be entered about them, and whether it was looked at.</summary>
/// <param name="Terms">Hours and band now; null for somebody who left.</param>
/// <param name="Changes">What is to be entered since the last time that it was ticked off.</param>
/// <param name="Entered">What was ticked off already.</param>
/// <param name="DoneOn">The day on which the coach was last ticked off this month; null: not yet.</param>
/// <param name="MayConfirm">Whether the reader may: never for themselves.</param>
internal sealed record ReturnRow(Guid CoachId, string Reference, string Name, string? Terms, IReadOnlyList<PostChange> Changes, IReadOnlyList<PostChange> Entered, DateOnly? DoneOn, string? DoneBy, bool MayConfirm)
{
    /// <summary>Whether nothing is left to do about the coach.</summary>
    public bool IsDone => DoneOn is not null && Changes.Count == 0;
}

internal sealed record ReturnPage(ReturnForm Form, ShownPcn Shown, DateOnly Month, DateOnly Today, IReadOnlyList<ReturnRow> Rows, bool MayRecord) : IFormPage<ReturnForm>
{
    public PcnName Pcn => Shown.Pcn;

    public bool IsThisMonth => Month == Months.First(Today);

    /// <summary>Those with something to enter first.</summary>
    public IEnumerable<ReturnRow> Open => Rows.Where(r => !r.IsDone).OrderBy(r => r.Changes.Count == 0);

    public IEnumerable<ReturnRow> Done => Rows.Where(r => r.IsDone);
}

/// <summary>
/// What is to be entered in the month's workforce return, and that it was. Ticking a coach off records that they were seen in the
/// return (ARR-03); a change that is recorded afterwards is open again.
/// </summary>
internal sealed class ConfirmReturn(HwbcDbContext db, PcnChoice choice, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    private const string InReturn = "ARR-03";

    public async Task<Result<ReturnPage>> OpenAsync(string? pcnCode, string? month, ReturnForm? form, CancellationToken cancellation)
    {
        var shown = await choice.ForAsync(Operation.ReadCoach, pcnCode, cancellation);
        if (shown.Failure is { } failure)
            return failure;
        var pcn = shown.Value!.Pcn;
        var rows = await RowsAsync(pcn, MonthOf(month), cancellation);
        form ??= new ReturnForm();
        form.Seen = Seen(rows);
        return new ReturnPage(form, shown.Value, MonthOf(month), clock.Today, rows, signedIn.Person.MayAt(Operation.RecordCheck, pcn.Id));
    }

    public async Task<Result<Done>> SaveAsync(string? pcnCode, ReturnForm form, CancellationToken cancellation)
    {
        var shown = await choice.ForAsync(Operation.RecordCheck, pcnCode, cancellation);
        if (shown.Failure is { } failure)
            return failure;
        var pcn = shown.Value!.Pcn;
        var asked = (form.Coaches ?? []).ToHashSet(StringComparer.Ordinal);
        var all = await RowsAsync(pcn, MonthOf(null), cancellation);
        if (form.Seen != Seen(all))
            return new StaleError();
        var rows = all.FindAll(r => asked.Contains(r.Reference) && r.MayConfirm);
        if (rows.Count == 0)
            return new RuleError(nameof(form.Coaches), "Tick who stands in the return as they do here");
        return await change.SaveEachAsync(rows, row =>
        {
            db.Add(change.First(new CheckVersion { ItemId = FactChange.NewItemId("check"), CoachId = row.CoachId, PcnId = pcn.Id, Rule = InReturn, On = clock.Today, ById = signedIn.Person.PersonId, Note = string.IsNullOrWhiteSpace(form.Note) ? null : form.Note.Trim() }));
            return new AuditCommand("check.record", row.CoachId, pcn.Id);
        }, form, new Done($"/requirements/return?pcn={pcn.Code}", $"{Words.Count(rows.Count, "coach is", "coaches are")} ticked off for {Words.Month(clock.Today)}."), (row, sentence) => new RuleError("", $"{row.Name}: {sentence}"), cancellation);
    }

    private string Seen(List<ReturnRow> rows) => $"{Months.Name(clock.Today)} {rows.SelectMany(r => r.Changes.Concat(r.Entered)).Select(c => c.Version).DefaultIfEmpty().Max()}";

    /// <summary>The first day of the month of an address such as 2026-11; this month where it is none, or one to come.</summary>
    private DateOnly MonthOf(string? text)
    {
        var now = Months.First(clock.Today);
        return Months.Of(text) is { Year: >= 2020 } month && month <= now ? month : now;
    }

    private async Task<List<ReturnRow>> RowsAsync(PcnName pcn, DateOnly month, CancellationToken cancellation)
    {
        var (last, today, person, before) = (month.AddMonths(1).AddDays(-1), clock.Today, signedIn.Person, month.AddMonths(-1));
        var versions = await db.Posts.AsNoTracking().Where(p => p.PcnId == pcn.Id).ToListAsync(cancellation);
        var ticks = (await db.Checks.AsNoTracking().Where(c => c.PcnId == pcn.Id && c.Rule == InReturn && c.VoidedOn == null && c.CoachId != null && c.On >= before && c.On <= last).Select(c => new { c.Id, CoachId = c.CoachId!.Value, c.On, By = c.By!.Name }).ToListAsync(cancellation)).ToLookup(c => c.CoachId);
        bool IsSeen(PostChange change) => ticks[change.CoachId].Any(t => change.IsSeenBy(t.Id, t.On));
        // What nobody ticked off in the month before is still to be entered: this month shows it too.
        var changes = PostChange.Of(versions).Where(c => c.IsOf(month) || (today <= last && c.IsOf(before) && !IsSeen(c))).ToLookup(c => c.CoachId);
        var inPost = versions.Where(v => v.VoidedOn is null && v.StartDate <= last && (v.EndDate is null || v.EndDate >= month)).ToLookup(v => v.CoachId);
        var ids = inPost.Select(p => p.Key).Union(changes.Select(c => c.Key)).ToList();
        var people = await db.People.AsNoTracking().Where(p => ids.Contains(p.Id)).OrderBy(p => p.Name).ThenBy(p => p.Id).Select(p => new { p.Id, p.Reference, p.Name }).ToListAsync(cancellation);
        return people.ConvertAll(p =>
        {
            var done = ticks[p.Id].Where(t => t.On >= month).OrderByDescending(t => t.Id).FirstOrDefault();
            var post = inPost[p.Id].Where(v => v.StartDate <= today || today < month).MaxBy(v => v.StartDate) ?? inPost[p.Id].MinBy(v => v.StartDate);
            return new ReturnRow(p.Id, p.Reference, p.Name, post is null ? null : PostChange.Terms(post.HoursPerWeek, post.AfcBand), changes[p.Id].Where(c => !IsSeen(c)).ToList(), changes[p.Id].Where(IsSeen).ToList(), done?.On, done?.By, person.CanDo(Operation.RecordCheck, p.Id, pcn.Id));
        });
    }
}
