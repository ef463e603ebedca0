using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Domain.Claims;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Exports;

namespace HwbcPortal.Web.Features.Claims;

/// <summary>The page of claims as a sheet: the same rows, the same figures. That it was taken out is recorded.</summary>
internal sealed class ExportClaims(HwbcDbContext db, ListClaims list) : IUseCase
{
    private static readonly string[] Columns =
        ["Coach", "Reference", "Post", "Hours a week", "WTE", "Days in post", "Days of the month", "Role requirements", "Result", "Reasons", "Cap a year", "The cap is", "At most", "Actual cost", "Claimable at most", "Over the cap"];

    /// <summary>The sheet; null when what was asked for could not be used, as the page says.</summary>
    /// <param name="query">What is asked for.</param>
    /// <param name="format">What kind of file it becomes, for the audit.</param>
    /// <param name="cancellation">Stops the commands.</param>
    public async Task<Result<Sheet?>> HandleAsync(ClaimsQuery query, string format, CancellationToken cancellation)
    {
        var read = await list.HandleAsync(query, cancellation);
        if (read.Failure is { } failure)
            return failure;
        var page = read.Value!;
        if (page.Fault is not null)
            return (Sheet?)null;
        await db.RecordReadAsync(new AuditCommand("claims.export", PcnId: page.Pcn.Id, Reason: $"{Words.Month(page.Month)}{(page.Known is { } day ? $", as known on {Words.Date(day)}" : "")}; {page.Filter ?? "Everybody"}; {format}"), cancellation);
        return new Sheet($"Claims {page.Query.Month}", Columns, page.Rows.Select(r => RowOf(r, page)).ToList(),
        [
            ("PCN", Cell.Of($"{page.Pcn.Name} ({page.Pcn.Code})")), ("ICB", Cell.Of(page.Icb ?? "Not recorded")), ("Month", Cell.Of(page.Period)), ("As at", new Cell.Date(page.Today)), ("As known on", page.Known is { } known ? new Cell.Date(known) : Cell.Of("Now")), ("Area", Cell.Of(Words.Of(page.Area))), ("Area and ICB", Cell.Of("As they are recorded today")),
            ("What this is", Cell.Of("A list of evidence. It submits nothing: claims are made in the national portal and decided by the ICB.")),
        ]);
    }

    private static IReadOnlyList<Cell> RowOf(ClaimRow row, ClaimsPage page)
    {
        var (parts, month) = (row.Month.Parts, row.Month);
        return
        [
            Cell.Of(row.Name), Cell.Of(row.Reference), Cell.Of(string.Join("; ", parts.Select(p => $"{Words.Hours(p.Post.HoursPerWeek)} {ClaimWords.Period(p.From, p.To)}"))),
            Cell.Each(parts.Select(p => p.Post.HoursPerWeek), "0.##"), Cell.Each(parts.Select(p => decimal.Round(ClaimMonth.Wte(p.Post.HoursPerWeek), 4)), "0.0###"),
            new Cell.Number(month.Days), new Cell.Number(DateTime.DaysInMonth(page.Month.Year, page.Month.Month)),
            Cell.Of(string.Join("; ", row.Runs.Select(ClaimWords.Of))), Cell.Of(ClaimWords.Of(row.State).Text),
            Cell.Of(string.Join("; ", row.Reasons.Select(r => $"{r.Title} (on {Words.DayMonth(r.On)}): {r.Sentence}"))),
            Caps(parts), Cell.Of(month.WithoutCap.Any() ? "Not recorded" : month.IsEstimate ? "Estimate" : "Published"),
            Cell.Of(month.Most), Cell.Of(row.Cost), Cell.Of(row.Claimable), Cell.Of(row.Over),
        ];
    }

    /// <summary>The cap, or each of them where it changed within the month.</summary>
    private static Cell Caps(IReadOnlyList<ClaimPart> parts) => parts.Select(p => p.Cap).Distinct().ToList() is [var one] ? Cell.Of(one?.Annual)
        : Cell.Of(string.Join("; ", parts.DistinctBy(p => p.Cap).Select(p => $"{(p.Cap is { } cap ? ClaimWords.Money(cap.Annual, cap.IsEstimate) : "None")} from {Words.DayMonth(p.From)}")));
}
