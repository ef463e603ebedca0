using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Domain.Supervision;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Supervision;

/// <summary>What the ledger of a PCN is asked for; all of it in the address.</summary>
internal sealed record PcnLedgerQuery
{
    public const int PageSize = 25;

    /// <summary>A PCN's code; null for the one that is worked in.</summary>
    public string? Pcn { get; init; }

    /// <summary>Only coaches with a month that was missed or is open for late entry.</summary>
    public bool Gaps { get; init; }

    public int Page { get; init; } = 1;

    public string Url()
    {
        var query = new QueryBuilder();
        if (Pcn is not null)
            query.Add("pcn", Pcn);
        if (Gaps)
            query.Add("gaps", "true");
        if (Page > 1)
            query.Add("page", Page.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return "/supervision/ledger" + query.ToQueryString();
    }
}

/// <summary>A coach's months, one for each heading; null where the coach was not in post.</summary>
/// <param name="Reference">The coach.</param>
/// <param name="Name">The coach.</param>
/// <param name="Months">In the order of the headings.</param>
/// <param name="InARow">How many months up to the last one that ended were met, those that do not count passed over.</param>
internal sealed record LedgerRow(string Reference, string Name, IReadOnlyList<SupervisionMonth?> Months, int InARow);

/// <summary>How many coaches a supervisor is named for here, and how much of this month is still to come.</summary>
internal sealed record LoadRow(string Name, int Coaches, int MinutesToCome);

internal sealed record PcnLedgerPage(PcnLedgerQuery Query, ShownPcn Shown, IReadOnlyList<DateOnly> Months, IReadOnlyList<LedgerRow> Rows, int Total, IReadOnlyList<LoadRow> Load, int WithoutSupervisor)
{
    public PcnName Pcn => Shown.Pcn;

    public int Pages => Math.Max(1, (Total + PcnLedgerQuery.PageSize - 1) / PcnLedgerQuery.PageSize);

    /// <summary>Of the coaches whose month counts: how many reached it.</summary>
    public (int Met, int Counting) Sum(int month)
    {
        var counting = Rows.Select(r => r.Months[month]).OfType<SupervisionMonth>().Where(m => m.State != SupervisionState.Excused).ToList();
        return (counting.Count(m => m.State == SupervisionState.Met), counting.Count);
    }
}

/// <summary>Coach by month for a PCN: everybody in post, twelve months, before anyone logs.</summary>
internal sealed class ShowPcnLedger(HwbcDbContext db, CoachFileReader reader, PcnChoice choice, UkClock clock) : IUseCase
{
    private const int Back = 11;

    public async Task<Result<PcnLedgerPage>> HandleAsync(PcnLedgerQuery query, CancellationToken cancellation)
    {
        var shown = await choice.ForAsync(Operation.ReadCoach, query.Pcn, cancellation);
        if (shown.Failure is { } failure)
            return failure;
        var pcn = shown.Value!.Pcn;
        var today = clock.Today;
        var standings = db.Standings.AsNoTracking().Where(s => s.PcnId == pcn.Id && s.From <= today && s.To >= today && s.Referrals != Referrals.NotInPost);
        var coaches = await standings.Join(db.People, s => s.CoachId, p => p.Id, (s, p) => new { p.Id, p.Reference, p.Name, s.SupervisorName, s.SupervisionMinutes, s.SupervisionRequired, s.Away }).OrderBy(c => c.Name).ThenBy(c => c.Id).ToListAsync(cancellation);
        var files = await reader.ReadSupervisionAsync(pcn.Id, coaches.ConvertAll(c => c.Id), cancellation);
        var first = new DateOnly(today.Year, today.Month, 1);
        var headings = Enumerable.Range(0, Back + 1).Select(n => first.AddMonths(n - Back)).ToList();
        var rows = coaches.ConvertAll(c =>
        {
            var months = SupervisionLedger.Months(files[c.Id], pcn.Code, today);
            return new LedgerRow(c.Reference, c.Name, headings.ConvertAll(h => months.FirstOrDefault(m => m.Month == h)), InARow(months, first));
        });
        if (query.Gaps)
            rows = rows.FindAll(r => r.Months.Any(m => m is { State: SupervisionState.Missed or SupervisionState.OpenForLateEntry }));
        var pages = Math.Max(1, (rows.Count + PcnLedgerQuery.PageSize - 1) / PcnLedgerQuery.PageSize);
        var page = query.Page < 1 || query.Page > pages ? 1 : query.Page;
        var load = coaches.Where(c => c.SupervisorName is not null).GroupBy(c => c.SupervisorName!, StringComparer.Ordinal)
            .Select(g => new LoadRow(g.Key, g.Count(), g.Where(c => !c.Away).Sum(c => Math.Max(0, c.SupervisionRequired - c.SupervisionMinutes)))).OrderByDescending(l => l.Coaches).ThenBy(l => l.Name, StringComparer.Ordinal).ToList();
        return new PcnLedgerPage(query with { Page = page }, shown.Value, headings, rows.Skip((page - 1) * PcnLedgerQuery.PageSize).Take(PcnLedgerQuery.PageSize).ToList(), rows.Count, load, coaches.Count(c => c.SupervisorName is null));
    }

    private static int InARow(IReadOnlyList<SupervisionMonth> months, DateOnly current)
    {
        var met = 0;
        foreach (var month in months.Reverse().Where(m => m.State != SupervisionState.Excused && (m.Month < current || m.State == SupervisionState.Met)))
        {
            if (month.State != SupervisionState.Met)
                break;
            met++;
        }

        return met;
    }
}
