using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Audit;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Features.Subjects;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Checks;

/// <summary>What the page of checks is asked for; all of it in the address.</summary>
internal sealed record ChecksQuery
{
    public const int PageSize = 25;

    /// <summary>A PCN's code; null for the one that is worked in.</summary>
    public string? Pcn { get; init; }

    public int Page { get; init; } = 1;

    public string Url()
    {
        var query = new QueryBuilder();
        if (Pcn is not null)
            query.Add("pcn", Pcn);
        if (Page > 1)
            query.Add("page", Page.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return "/requirements/checks" + query.ToQueryString();
    }
}

/// <summary>A coach's row: an answer for each heading; null where the rule does not ask this coach.</summary>
internal sealed record ChecksRow(string Reference, string Name, DateOnly? StartsOn, IReadOnlyList<Finding?> Cells, bool MayRecord);

internal sealed record ChecksPage(ChecksQuery Query, ShownPcn Shown, IReadOnlyList<Finding> OfPcn, IReadOnlyList<(string Rule, string Title)> Rules, IReadOnlyList<ChecksRow> Rows, int Total, bool MayRecord, RecordHistory History)
{
    public PcnName Pcn => Shown.Pcn;

    public int Pages => Math.Max(1, (Total + ChecksQuery.PageSize - 1) / ChecksQuery.PageSize);
}

/// <summary>Every dated check of a PCN: its own duties, and coach by check for everybody who is in post there or will be.</summary>
internal sealed class ListChecks(HwbcDbContext db, CoachFileReader reader, PcnChoice choice, ReadHistory history, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<ChecksPage>> HandleAsync(ChecksQuery query, CancellationToken cancellation)
    {
        var shown = await choice.ForAsync(Operation.ReadCoach, query.Pcn, cancellation);
        if (shown.Failure is { } failure)
            return failure;
        var (pcn, today, person) = (shown.Value!.Pcn, clock.Today, signedIn.Person);
        var coaches = PcnCoaches.Of(db, pcn.Id, today);
        var total = await coaches.CountAsync(cancellation);
        var page = query.Page < 1 || (query.Page - 1L) * ChecksQuery.PageSize >= total ? 1 : query.Page;
        var people = await coaches.OrderBy(c => c.Name).ThenBy(c => c.Id).Skip((page - 1) * ChecksQuery.PageSize).Take(ChecksQuery.PageSize).Select(c => new { c.Id, c.Reference, c.Name }).ToListAsync(cancellation);
        var files = await reader.ReadAsync(people.ConvertAll(c => c.Id), cancellation);
        var answers = people.ConvertAll(c =>
        {
            var day = SubjectsOfCoach.DayFor(files[c.Id], pcn.Code, today);
            return (Coach: c, Day: day, Findings: ComplianceEvaluator.Default.Evaluate(files[c.Id], pcn.Code, day).Findings.Where(f => CheckRules.IsDated(f.Rule)).ToList());
        });
        var rules = answers.SelectMany(a => a.Findings).Where(f => !CheckRules.IsOfPcn(f.Rule)).Select(f => (f.Rule, f.Title)).DistinctBy(f => f.Rule).OrderBy(f => RuleCodes.IsLocal(f.Rule)).ThenBy(f => f.Rule, StringComparer.Ordinal).ToList();
        // A duty of the PCN has one answer, whoever the coach, exemptions of one coach aside: that of somebody who is in post.
        var ofPcn = answers.OrderBy(a => a.Day > today).Select(a => ComplianceEvaluator.Default.Evaluate(files[a.Coach.Id] with { Exemptions = [] }, pcn.Code, a.Day).Findings.Where(f => CheckRules.IsOfPcn(f.Rule)).ToList()).FirstOrDefault() ?? [];
        var rows = answers.ConvertAll(a => new ChecksRow(a.Coach.Reference, a.Coach.Name, a.Day > today ? a.Day : null, rules.ConvertAll(r => a.Findings.Find(f => f.Rule == r.Rule && f.Outcome != Outcome.NotApplicable)), person.CanDo(Operation.RecordCheck, a.Coach.Id, pcn.Id)));
        return new ChecksPage(query with { Page = page }, shown.Value, ofPcn, rules, rows, total, person.MayAt(Operation.RecordCheck, pcn.Id),
            await history.OfAsync([nameof(CheckVersion)], await db.Checks.Where(c => c.PcnId == pcn.Id && c.CoachId == null).Select(c => c.Id).ToListAsync(cancellation), null, $"/audit?pcn={pcn.Code}", cancellation));
    }
}

/// <summary>The rules that rest on dated checks, and who records them how.</summary>
internal static class CheckRules
{
    /// <summary>A DBS decision is recorded on a page of its own: a date alone would say too little.</summary>
    public const string Dbs = "EMP-01";

    /// <summary>The one check that coaches make themselves.</summary>
    public const string Scope = "ROL-01";

    /// <summary>Whether a rule rests on dated checks.</summary>
    public static bool IsDated(string rule) => RuleCodes.IsCheckable(rule);

    /// <summary>Whether a rule is a duty of the PCN: recorded once, for all its coaches.</summary>
    public static bool IsOfPcn(string rule) => rule is "PCN-01" or "PCN-02";
}
