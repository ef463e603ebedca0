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

/// <summary>Somebody who supervises here: how many coaches, how much of this month is still to come, and how much time they have.</summary>
/// <param name="RecordId">The entry of the register.</param>
/// <param name="Name">Who.</param>
/// <param name="Coaches">Coaches here.</param>
/// <param name="Everywhere">Coaches at all PCNs: a number, whoever they are.</param>
/// <param name="MinutesToCome">Minutes of this month that are still to come here.</param>
/// <param name="CapacityCoaches">How many coaches they can supervise; null: nobody has said.</param>
/// <param name="CapacityHours">Hours a month that they have; null: nobody has said.</param>
/// <param name="Away">When they are away next; null: nothing is known.</param>
/// <param name="WithoutCover">Coaches here for whom nobody covers then.</param>
internal sealed record LoadRow(Guid RecordId, string Name, int Coaches, int Everywhere, int MinutesToCome, int? CapacityCoaches, decimal? CapacityHours, (DateOnly From, DateOnly? To)? Away, IReadOnlyList<(string Reference, string Name)> WithoutCover)
{
    /// <summary>What the month asks of them: an hour a coach by the minutes that are required here.</summary>
    public bool IsOver => Everywhere > CapacityCoaches || Everywhere > CapacityHours;
}

internal sealed record PcnLedgerPage(PcnLedgerQuery Query, ShownPcn Shown, IReadOnlyList<DateOnly> Months, IReadOnlyList<LedgerRow> Rows, int Total, IReadOnlyList<LoadRow> Load, int WithoutSupervisor, DateOnly Today, string? Icb)
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
internal sealed class ShowPcnLedger(HwbcDbContext db, CoachFileReader reader, PcnChoice choice, PcnPlaces places, UkClock clock) : IUseCase
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
        var load = await LoadAsync(pcn.Id, coaches.ToDictionary(c => c.Id, c => (c.Reference, c.Name, c.Away ? 0 : Math.Max(0, c.SupervisionRequired - c.SupervisionMinutes))), today, cancellation);
        return new PcnLedgerPage(query with { Page = page }, shown.Value, headings, rows.Skip((page - 1) * PcnLedgerQuery.PageSize).Take(PcnLedgerQuery.PageSize).ToList(), rows.Count, load, coaches.Count(c => c.SupervisorName is null), today, await places.IcbBetweenAsync(pcn.Id, headings[0], today, cancellation));
    }

    /// <summary>Who supervises whom here, what they have time for, and when they are away.</summary>
    private async Task<List<LoadRow>> LoadAsync(Guid pcnId, Dictionary<Guid, (string Reference, string Name, int ToCome)> coaches, DateOnly today, CancellationToken cancellation)
    {
        var named = (await db.Assignments.AsNoTracking().Where(a => a.PcnId == pcnId && a.Kind == AssignmentKind.HealthCoaching && a.VoidedOn == null && a.From <= today && (a.To == null || a.To >= today)).Select(a => new { a.CoachId, a.SupervisorVersion!.RecordId, a.SupervisorVersion.PersonId }).ToListAsync(cancellation))
            .Where(a => coaches.ContainsKey(a.CoachId)).ToList();
        var (records, people) = (named.Select(a => a.RecordId).Distinct().ToList(), named.Select(a => a.PersonId).Distinct().ToList());
        var everywhere = await reader.SupervisedEverywhereAsync(people, today, cancellation);
        var entries = await db.Supervisors.AsNoTracking().Where(s => s.VoidedOn == null && records.Contains(s.RecordId)).Select(s => new { s.RecordId, s.PersonId, s.Name, s.CapacityCoaches, s.CapacityHours }).ToListAsync(cancellation);
        var away = (await db.SupervisorAbsences.AsNoTracking().Where(a => people.Contains(a.PersonId) && a.TakenBackUtc == null && (a.To == null || a.To >= today)).OrderBy(a => a.From).ToListAsync(cancellation)).ToLookup(a => a.PersonId);
        var covers = away.Count == 0 ? [] : await db.SupervisionCovers.AsNoTracking().Where(c => c.PcnId == pcnId && c.TakenBackUtc == null && c.To >= today).ToListAsync(cancellation);
        return entries.Select(e =>
        {
            var mine = named.Where(a => a.RecordId == e.RecordId).Select(a => a.CoachId).Distinct().ToList();
            var next = away[e.PersonId].FirstOrDefault();
            var bare = next is null ? [] : mine.Where(id => !covers.Any(c => c.CoachId == id && c.PersonId != e.PersonId && (next.To == null || c.From <= next.To) && c.To >= next.From)).Select(id => (coaches[id].Reference, coaches[id].Name)).OrderBy(c => c.Name, StringComparer.Ordinal).ToList();
            return new LoadRow(e.RecordId, e.Name, mine.Count, everywhere.GetValueOrDefault(e.PersonId), mine.Sum(id => coaches[id].ToCome), e.CapacityCoaches, e.CapacityHours, next is null ? null : (next.From, next.To), bare);
        }).OrderByDescending(l => l.Coaches).ThenBy(l => l.Name, StringComparer.Ordinal).ThenBy(l => l.RecordId).ToList();
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
