using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Programmes;

/// <summary>What the register is asked for; all of it in the address.</summary>
internal sealed record ProgrammesQuery
{
    public const int PageSize = 25;

    public string? Q { get; init; }

    public ProgrammeKind? Kind { get; init; }

    /// <summary>Also those that are no longer offered.</summary>
    public bool Retired { get; init; }

    public int Page { get; init; } = 1;

    public bool IsFiltered => !string.IsNullOrWhiteSpace(Q) || Kind is not null;

    public string Url()
    {
        var query = new QueryBuilder();
        if (!string.IsNullOrWhiteSpace(Q))
            query.Add("q", Q);
        if (Kind is { } kind)
            query.Add("kind", kind.ToString());
        if (Retired)
            query.Add("retired", "true");
        if (Page > 1)
            query.Add("page", Page.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return "/programmes" + query.ToQueryString();
    }
}

internal sealed record ProgrammeRow(Guid RecordId, string Title, string Provider, ProgrammeKind Kind, decimal Days, bool HasAssessment, bool IsSample, DateOnly? RetiredOn, DateOnly? AccreditedTo, bool IsAccredited);

internal sealed record ProgrammesPage(ProgrammesQuery Query, IReadOnlyList<ProgrammeRow> Rows, int Total, bool MayKeep)
{
    public int Pages => Math.Max(1, (Total + ProgrammesQuery.PageSize - 1) / ProgrammesQuery.PageSize);
}

/// <summary>The programme register that all PCNs share.</summary>
internal sealed class ListProgrammes(HwbcDbContext db, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<ProgrammesPage> HandleAsync(ProgrammesQuery query, CancellationToken cancellation)
    {
        var today = clock.Today;
        var programmes = db.Programmes.AsNoTracking().Where(p => p.VoidedOn == null);
        if (!string.IsNullOrWhiteSpace(query.Q))
        {
            var pattern = LikePattern.Containing(query.Q);
            programmes = programmes.Where(p => EF.Functions.Like(p.Title, pattern, LikePattern.Escape) || EF.Functions.Like(p.Provider!.Name, pattern, LikePattern.Escape));
        }

        if (query.Kind is { } kind)
            programmes = programmes.Where(p => p.Kind == kind);
        if (!query.Retired)
            programmes = programmes.Where(p => p.RetiredOn == null || p.RetiredOn > today);
        var total = await programmes.CountAsync(cancellation);
        var page = query.Page < 1 || (query.Page - 1L) * ProgrammesQuery.PageSize >= total ? 1 : query.Page;
        var rows = await Ordered(programmes).Skip((page - 1) * ProgrammesQuery.PageSize).Take(ProgrammesQuery.PageSize)
            .Select(p => new ProgrammeRow(p.RecordId, p.Title, p.Provider!.Name, p.Kind, p.Days, p.HasAssessment, p.IsSample, p.RetiredOn,
                p.Accreditations.Where(a => a.VoidedOn == null && a.From <= today && (a.To == null || a.To >= today)).Max(a => a.To),
                p.Accreditations.Any(a => a.VoidedOn == null && a.From <= today && (a.To == null || a.To >= today)))).ToListAsync(cancellation);
        return new ProgrammesPage(query with { Page = page }, rows, total, signedIn.Person.MayAnywhere(Operation.KeepProgrammes));
    }

    /// <summary>Health coaching first, then by title and provider.</summary>
    internal static IQueryable<ProgrammeVersion> Ordered(IQueryable<ProgrammeVersion> programmes) =>
        programmes.OrderBy(p => p.Kind == ProgrammeKind.HealthCoaching ? 0 : 1).ThenBy(p => p.Title).ThenBy(p => p.Provider!.Name).ThenBy(p => p.Id);
}
