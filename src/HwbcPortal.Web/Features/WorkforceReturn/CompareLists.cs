using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.WorkforceReturn;

internal sealed class CompareForm : PortalForm
{
    [Display(Name = "List of the claims portal (optional)")]
    public IFormFile? Claims { get; set; }

    [Display(Name = "List of the workforce return (optional)")]
    public IFormFile? Return { get; set; }

    [Display(Name = "Which day?")]
    public DateOnly? On { get; set; }
}

internal sealed class CompareValidator : AbstractValidator<CompareForm>
{
    public CompareValidator(UkClock clock)
    {
        RuleFor(f => f.Claims).Must((f, _) => f.Claims is not null || f.Return is not null).WithMessage("Choose one list or both").Must(Fits).WithMessage("The list of the claims portal must not be empty, and 1 MB or smaller");
        RuleFor(f => f.Return).Must(Fits).WithMessage("The list of the workforce return must not be empty, and 1 MB or smaller");
        RuleFor(f => f.On).NotNull().WithMessage("Enter the day").Must(d => d is null || (d >= new DateOnly(2020, 4, 1) && d <= clock.Today)).WithMessage("The day must be today or in the past, from 1 April 2020 on");

        static bool Fits(IFormFile? file) => file is null || file.Length is > 0 and <= StaffList.MostBytes;
    }
}

/// <summary>What a list says of somebody.</summary>
/// <param name="Hours">Hours a week; null: the list has none for them.</param>
/// <param name="Lines">The lines on which they stand; more than one is a doubt of its own.</param>
internal sealed record OnList(decimal? Hours, IReadOnlyList<int> Lines);

/// <summary>Somebody on at least one of the lists.</summary>
internal sealed record ComparedRow(string Name, string? Reference, decimal? Ours, OnList? Claims, OnList? Return)
{
    /// <summary>What does not agree; empty: all does.</summary>
    public IReadOnlyList<string> Doubts(bool hasClaims, bool hasReturn)
    {
        var doubts = new List<string>();
        if (Reference is null)
            doubts.Add("Not in post here");
        foreach (var (has, on, list) in new[] { (hasClaims, Claims, "the claims portal"), (hasReturn, Return, "the workforce return") })
        {
            if (!has)
                continue;
            if (on is null)
                doubts.Add($"Not on the list of {list}");
            else if (on.Lines.Count > 1)
                doubts.Add($"More than once on the list of {list}: lines {string.Join(", ", on.Lines.SkipLast(1))} and {on.Lines[^1]}");
            else if (on.Hours is null)
                doubts.Add($"No hours on the list of {list}");
            else if (Ours is { } ours && Math.Abs(ours - on.Hours.Value) > Tolerance)
                doubts.Add($"{Words.Hours(on.Hours.Value)} on the list of {list}");
        }

        return doubts;
    }

    // A WTE with two decimals is as exact as a fifth of an hour.
    private const decimal Tolerance = 0.19m;
}

/// <param name="Elsewhere">How many lines named another PCN and were left out.</param>
/// <param name="OtherRoles">How many lines named another role and were left out.</param>
internal sealed record Comparison(bool HasClaims, bool HasReturn, IReadOnlyList<ComparedRow> Rows, int Elsewhere, int OtherRoles)
{
    public IReadOnlyList<ComparedRow> Differing => [.. Rows.Where(r => r.Doubts(HasClaims, HasReturn).Count > 0)];

    public IReadOnlyList<ComparedRow> Agreeing => [.. Rows.Where(r => r.Doubts(HasClaims, HasReturn).Count == 0)];
}

internal sealed record ComparePage(CompareForm Form, ShownPcn Shown, Comparison? Result) : IFormPage<CompareForm>
{
    public PcnName Pcn => Shown.Pcn;
}

/// <summary>Holds two lists of others against ours: who is on one and not on the other, and whose hours differ. The files are read and let go.</summary>
internal sealed class CompareLists(HwbcDbContext db, PcnChoice choice, UkClock clock) : IUseCase
{
    private Comparison? _result;

    public async Task<Result<ComparePage>> OpenAsync(string? pcnCode, CompareForm? form, CancellationToken cancellation)
    {
        var shown = await choice.ForAsync(Operation.RecordCheck, pcnCode, cancellation);
        if (shown.Failure is { } failure)
            return failure;
        return new ComparePage(form ?? new CompareForm { On = clock.Today }, shown.Value!, _result);
    }

    /// <summary>Compares, and shows the page again with what was found: nothing is stored.</summary>
    public async Task<Result<Done>> CompareAsync(string? pcnCode, CompareForm form, CancellationToken cancellation)
    {
        var shown = await choice.ForAsync(Operation.RecordCheck, pcnCode, cancellation);
        if (shown.Failure is { } failure)
            return failure;
        var pcn = shown.Value!.Pcn;
        var otherRoles = 0;
        var lists = new Dictionary<string, IReadOnlyList<StaffLine>>();
        foreach (var (field, file, name) in new[] { (nameof(form.Claims), form.Claims, "The list of the claims portal"), (nameof(form.Return), form.Return, "The list of the workforce return") })
        {
            if (file is null)
                continue;
            using var memory = new MemoryStream();
            await file.CopyToAsync(memory, cancellation);
            var (lines, others, fault) = StaffList.Read(memory.ToArray());
            if (fault is not null)
                return new RuleError(field, $"{name} {fault}");
            if (lines.All(l => l.Pcn is not null && !IsOf(pcn, l.Pcn)))
                return new RuleError(field, $"{name} names nobody of {pcn.Name} ({pcn.Code}). Its PCNs are {string.Join(", ", lines.Select(l => $"\"{l.Pcn}\"").Distinct().Take(3))}");
            (lists[field], otherRoles) = (lines, otherRoles + others);
        }

        var on = form.On!.Value;
        var ours = await db.Posts.AsNoTracking().Where(p => p.PcnId == pcn.Id && p.VoidedOn == null && p.StartDate <= on && (p.EndDate == null || p.EndDate >= on)).Select(p => new { p.Coach!.Person!.Reference, p.Coach.Person.Name, p.HoursPerWeek }).ToListAsync(cancellation);
        var here = lists.ToDictionary(l => l.Key, l => l.Value.Where(s => s.Pcn is null || IsOf(pcn, s.Pcn)).ToList());
        var found = here.ToDictionary(l => l.Key, l => l.Value.ToLookup(s => StaffList.Key(s.Name)));
        var rows = ours.ConvertAll(o => new ComparedRow(o.Name, o.Reference, o.HoursPerWeek, On(nameof(form.Claims), StaffList.Key(o.Name)), On(nameof(form.Return), StaffList.Key(o.Name))));
        var known = ours.Select(o => StaffList.Key(o.Name)).ToHashSet(StringComparer.Ordinal);
        foreach (var other in here.Values.SelectMany(l => l).Where(s => !known.Contains(StaffList.Key(s.Name))).DistinctBy(s => StaffList.Key(s.Name)))
            rows.Add(new ComparedRow(other.Name, null, null, On(nameof(form.Claims), StaffList.Key(other.Name)), On(nameof(form.Return), StaffList.Key(other.Name))));
        _result = new Comparison(form.Claims is not null, form.Return is not null, [.. rows.OrderBy(r => r.Name, StringComparer.OrdinalIgnoreCase)], lists.Values.Sum(l => l.Count) - here.Values.Sum(l => l.Count), otherRoles);
        return new ConfirmFirst();

        OnList? On(string list, string key) => found.TryGetValue(list, out var byName) && byName[key].ToList() is { Count: > 0 } lines ? new OnList(lines[0].Hours, lines.ConvertAll(l => l.Number)) : null;
    }

    private static bool IsOf(PcnName pcn, string written) =>
        written.Contains(pcn.Code, StringComparison.OrdinalIgnoreCase) || StaffList.Place(written) == StaffList.Place(pcn.Name);
}
