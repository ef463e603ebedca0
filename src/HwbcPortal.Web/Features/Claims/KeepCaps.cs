using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Claims;
using HwbcPortal.Web.Features.Audit;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Claims;

internal sealed class CapForm : PortalForm
{
    [Display(Name = "Area")]
    public CapArea? Area { get; set; }

    [Display(Name = "First day")]
    public DateOnly? From { get; set; }

    [Display(Name = "Last day (optional)")]
    public DateOnly? To { get; set; }

    [Display(Name = "Pounds a year for a whole-time coach")]
    public string? Annual { get; set; }

    [Display(Name = "How sure is it?")]
    public CapStatus? Status { get; set; }

    [Display(Name = "Where did you read it?")]
    public string? Source { get; set; }
}

internal sealed class CapValidator : AbstractValidator<CapForm>
{
    public CapValidator()
    {
        RuleFor(f => f.Area).NotNull().WithMessage("Select the area").IsInEnum().WithMessage("Select the area");
        RuleFor(f => f.From).NotNull().WithMessage("Enter the first day").Must(d => d is null || d >= ClaimsQuery.Earliest).WithMessage("First day must be 1 April 2020 or later");
        RuleFor(f => f.To).Must((f, d) => d is null || f.From is null || d >= f.From).WithMessage("Last day must be the first day or later");
        RuleFor(f => f.Annual).Cascade(CascadeMode.Stop).NotEmpty().WithMessage("Enter the pounds a year")
            .Must(a => ClaimWords.Pounds(a) is not null).WithMessage("Pounds a year must be pounds and pence, like 12,345.00")
            .Must(a => ClaimWords.Pounds(a) is >= 1m and <= 999_999.99m).WithMessage("Pounds a year must be between £1.00 and £999,999.99");
        RuleFor(f => f.Status).NotNull().WithMessage("Select how sure it is").IsInEnum().WithMessage("Select how sure it is");
        RuleFor(f => f.Source).NotEmpty().WithMessage("Enter where you read it").MaximumLength(500).WithMessage("Where you read it must be 500 characters or fewer").HasNoNhsNumber();
    }
}

internal sealed class VoidCapForm : PortalForm
{
    [Display(Name = "Why should it not be here?")]
    public string? Reason { get; set; }
}

internal sealed class VoidCapValidator : AbstractValidator<VoidCapForm>
{
    public VoidCapValidator() => RuleFor(f => f.Reason).NotEmpty().WithMessage("Enter why it should not be here").MaximumLength(500).WithMessage("Why it should not be here must be 500 characters or fewer").HasNoNhsNumber();
}

internal sealed record CapPage(CapForm Form) : IFormPage<CapForm>;

/// <param name="RestatedOn">When another record took its place; null: it counts now.</param>
internal sealed record VoidCapPage(VoidCapForm Form, ReimbursementCap Cap, DateOnly? RestatedOn) : IFormPage<VoidCapForm>;

/// <summary>A cap as it was recorded, and what became of it.</summary>
/// <param name="Row">The record.</param>
/// <param name="By">Who recorded it.</param>
/// <param name="Counts">Whether it counts now.</param>
/// <param name="Last">The last day on which it is read; null: until further notice.</param>
/// <param name="RestatedOn">When another record took its place; null: none did.</param>
/// <param name="IsRestatement">Whether it takes the place of an earlier record.</param>
internal sealed record CapRow(ReimbursementCap Row, string By, bool Counts, DateOnly? Last, DateOnly? RestatedOn, bool IsRestatement);

internal sealed record CapsPage(IReadOnlyList<(CapArea Area, IReadOnlyList<CapRow> Rows)> Areas, bool MayKeep, RecordHistory History);

/// <summary>The dated caps: every record stays, with its source, and says what it was worth on which day. What counts when is <see cref="Caps"/>'s.</summary>
internal sealed class KeepCaps(HwbcDbContext db, FactChange change, ReadHistory history, SignedIn signedIn, UkClock clock) : IUseCase
{
    public static Cap Of(ReimbursementCap row) => new(row.From, row.To, row.Annual, row.Status == CapStatus.Estimate, row.RecordedOn, row.RecordedUtc, row.VoidedOn);

    public async Task<CapsPage> ListAsync(CancellationToken cancellation)
    {
        var rows = await db.ReimbursementCaps.AsNoTracking().Include(c => c.RecordedBy).ToListAsync(cancellation);
        return new CapsPage(Enum.GetValues<CapArea>().Select(area => (area, (IReadOnlyList<CapRow>)RowsOf(rows.FindAll(r => r.Area == area)))).ToList(), signedIn.Person.MayAnywhere(Operation.KeepCaps),
            await history.OfAsync([nameof(ReimbursementCap)], rows.Select(r => r.Id), rows.ToDictionary(r => r.Id.ToString(), r => $"{Words.Of(r.Area)} from {Words.Date(r.From)}"), "/audit?command=cap.record", cancellation));
    }

    public async Task<Result<Done>> AddAsync(CapForm form, CancellationToken cancellation)
    {
        var (area, from, to) = (form.Area!.Value, form.From!.Value, form.To);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var cap = new ReimbursementCap
        {
            Area = area, From = from, To = to, Annual = ClaimWords.Pounds(form.Annual)!.Value, Status = form.Status!.Value, Source = form.Source!.Trim(), RecordedOn = clock.Today, RecordedUtc = clock.UtcNow, RecordedById = signedIn.Person.PersonId,
        };
        db.Add(cap);
        var saved = await change.SaveAsync(new AuditCommand("cap.record"), [], form, new Done("/requirements/caps", $"The cap for {Words.Of(area)} from {Words.Date(from)} is recorded."), _ => nameof(form.From), cancellation);
        if (saved.Failure is not null || change.WasRepeated)
            return saved;
        // Looked at after saving: the audit chain lets one save at a time through, so that two who record at once see each other's.
        var others = new Caps((await db.ReimbursementCaps.AsNoTracking().Where(c => c.Area == area && c.Id != cap.Id).ToListAsync(cancellation)).Select(Of));
        if (others.OverlapOf(from, to) is { } other)
        {
            return other.From < from
                ? new RuleError(nameof(form.From), $"It overlaps the cap {Period(other)}. Let it begin later, or record that one again with an earlier last day")
                : new RuleError(nameof(form.To), $"It overlaps the cap {Period(other)}. Let it end by {Words.Date(other.From.AddDays(-1))}, or leave the last day out");
        }

        await change.CommitAsync(saved, cancellation);
        return others.Standing.FirstOrDefault(c => c.From == from) is { } before ? saved.Value! with { Message = $"{saved.Value.Message} It restates {ClaimWords.Money(before.Annual, before.IsEstimate)}, which stays known as it was." } : saved;
    }

    public async Task<Result<VoidCapPage>> OpenAsync(Guid id, VoidCapForm? form, CancellationToken cancellation) =>
        await db.ReimbursementCaps.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id && c.VoidedOn == null, cancellation) is { } cap ? new VoidCapPage(form ?? new VoidCapForm(), cap, await RestatedOnAsync(cap, cancellation)) : new NotFoundError();

    public async Task<Result<Done>> VoidAsync(Guid id, VoidCapForm form, CancellationToken cancellation)
    {
        if (await db.ReimbursementCaps.SingleOrDefaultAsync(c => c.Id == id && c.VoidedOn == null, cancellation) is not { } cap)
            return new NotFoundError();
        var counts = await RestatedOnAsync(cap, cancellation) is null;
        (cap.VoidedOn, cap.VoidReason) = (clock.Today, form.Reason!.Trim());
        return await change.SaveAsync(new AuditCommand("cap.void", Reason: cap.VoidReason), [], form, new Done("/requirements/caps", $"The cap for {Words.Of(cap.Area)} from {Words.Date(cap.From)} {(counts ? "counts no longer" : $"that was recorded on {Words.Date(cap.RecordedOn)} is taken back. What counts stays")}."), _ => nameof(form.Reason), cancellation);
    }

    private async Task<DateOnly?> RestatedOnAsync(ReimbursementCap cap, CancellationToken cancellation) =>
        NextOf(cap, await db.ReimbursementCaps.AsNoTracking().Where(c => c.Area == cap.Area && c.From == cap.From).ToListAsync(cancellation))?.RecordedOn;

    /// <summary>The record that took a cap's place; null: none did.</summary>
    private static ReimbursementCap? NextOf(ReimbursementCap cap, IEnumerable<ReimbursementCap> rows) => rows.Where(r => r.From == cap.From && r.VoidedOn is null && IsEarlier(cap, r)).MinBy(r => (r.RecordedOn, r.RecordedUtc));

    private static bool IsEarlier(ReimbursementCap one, ReimbursementCap other) => (one.RecordedOn, one.RecordedUtc).CompareTo((other.RecordedOn, other.RecordedUtc)) < 0;

    private static List<CapRow> RowsOf(List<ReimbursementCap> rows)
    {
        var caps = new Caps(rows.Select(Of));
        return rows.OrderByDescending(r => r.From).ThenByDescending(r => r.RecordedOn).ThenByDescending(r => r.RecordedUtc).Select(row =>
        {
            var standing = caps.Standing.FirstOrDefault(c => c.From == row.From);
            var counts = standing == Of(row);
            return new CapRow(row, row.RecordedBy!.Name, counts, counts ? caps.LastDayOf(standing!) : row.To, row.VoidedOn is null ? NextOf(row, rows)?.RecordedOn : null, rows.Exists(r => r.From == row.From && r.VoidedOn is null && IsEarlier(r, row)));
        }).ToList();
    }

    private static string Period(Cap cap) => $"from {Words.Date(cap.From)}{(cap.To is { } to ? $" to {Words.Date(to)}" : "")}";
}
