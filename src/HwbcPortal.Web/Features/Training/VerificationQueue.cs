using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Training;

/// <summary>What the queue is asked for; all of it in the address.</summary>
internal sealed record QueueQuery
{
    public const int PageSize = 25;

    /// <summary>A PCN's code; null for all that the reader checks for.</summary>
    public string? Pcn { get; init; }

    /// <summary>Part of a name or reference.</summary>
    public string? Q { get; init; }

    /// <summary>Only those with a file, or only those without.</summary>
    public bool? Files { get; init; }

    public int Page { get; init; } = 1;

    public bool IsFiltered => Pcn is not null || !string.IsNullOrWhiteSpace(Q) || Files is not null;

    public string Url(string path = "/training/queue")
    {
        var query = new QueryBuilder();
        if (Pcn is not null)
            query.Add("pcn", Pcn);
        if (!string.IsNullOrWhiteSpace(Q))
            query.Add("q", Q);
        if (Files is { } files)
            query.Add("files", files ? "true" : "false");
        if (Page > 1)
            query.Add("page", Page.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return path + query.ToQueryString();
    }
}

/// <summary>A certificate that waits to be checked.</summary>
/// <param name="RecordId">The training record.</param>
/// <param name="Reference">The coach.</param>
/// <param name="Name">The coach.</param>
/// <param name="Pcn">A PCN of the coach at which the reader checks.</param>
/// <param name="Programme">What was completed.</param>
/// <param name="CompletedOn">When.</param>
/// <param name="SinceUtc">Since when it has waited.</param>
/// <param name="Files">How many files are with it.</param>
/// <param name="Answer">What the coach did about a return.</param>
internal sealed record QueueRow(Guid RecordId, string Reference, string Name, PcnName Pcn, string Programme, DateOnly CompletedOn, DateTime SinceUtc, int Files, string? Answer)
{
    public string Url => $"/coaches/{Reference}/training/{RecordId}/verify?pcn={Pcn.Code}&queue=true";
}

internal sealed record QueuePage(QueueQuery Query, IReadOnlyList<QueueRow> Rows, int Total, IReadOnlyList<PcnName> Pcns)
{
    public int Pages => Math.Max(1, (Total + QueueQuery.PageSize - 1) / QueueQuery.PageSize);
}

/// <summary>The certificates that wait for this person: of coaches at their PCNs, never their own, the oldest first.</summary>
internal sealed class VerificationQueue(HwbcDbContext db, SignedIn signedIn, UkClock clock) : IUseCase
{
    private readonly Lazy<Dictionary<string, PcnName>> _pcns = new(() => signedIn.Person.Pcns.ToDictionary(p => p.Code, StringComparer.Ordinal));

    public async Task<Result<QueuePage>> HandleAsync(QueueQuery query, CancellationToken cancellation)
    {
        var pcns = signedIn.Person.Pcns.Where(p => signedIn.Person.MayAt(Operation.VerifyTraining, p.Id)).ToList();
        if (query.Pcn is not null && pcns.TrueForAll(p => p.Code != query.Pcn))
            return new NotFoundError();
        var rows = Waiting(pcns.Where(p => query.Pcn is null || p.Code == query.Pcn).Select(p => p.Id).ToList());
        if (!string.IsNullOrWhiteSpace(query.Q))
        {
            var pattern = LikePattern.Containing(query.Q);
            rows = rows.Where(r => EF.Functions.Like(r.Name, pattern, LikePattern.Escape) || EF.Functions.Like(r.Reference, pattern, LikePattern.Escape));
        }

        if (query.Files is { } files)
            rows = rows.Where(r => files ? r.Files > 0 : r.Files == 0);
        var total = await rows.CountAsync(cancellation);
        var page = query.Page < 1 || (query.Page - 1L) * QueueQuery.PageSize >= total ? 1 : query.Page;
        var shown = await Ordered(rows).Skip((page - 1) * QueueQuery.PageSize).Take(QueueQuery.PageSize).ToListAsync(cancellation);
        return new QueuePage(query with { Page = page }, shown.ConvertAll(Row), total, pcns);
    }

    /// <summary>The next one that waits; null when none does.</summary>
    public async Task<QueueRow?> NextAsync(CancellationToken cancellation) => await Ordered(Waiting(PcnIds())).FirstOrDefaultAsync(cancellation) is { } row ? Row(row) : null;

    /// <summary>Those of some records that wait for this person, in the queue's order.</summary>
    public async Task<IReadOnlyList<QueueRow>> OfAsync(IReadOnlyCollection<Guid> recordIds, CancellationToken cancellation) =>
        (await Ordered(Waiting(PcnIds()).Where(r => recordIds.Contains(r.RecordId))).ToListAsync(cancellation)).ConvertAll(Row);

    /// <summary>The certificates that wait for somebody who is not the coach.</summary>
    internal static IQueryable<TrainingVersion> ToCheck(HwbcDbContext db, Guid self) =>
        db.Training.Where(t => t.VoidedOn == null && t.CompletedOn != null && t.WithdrawnOn == null && t.VerificationOutcome == null && t.CoachId != self);

    private List<Guid> PcnIds() => signedIn.Person.Pcns.Where(p => signedIn.Person.MayAt(Operation.VerifyTraining, p.Id)).Select(p => p.Id).ToList();

    private IQueryable<Waits> Waiting(List<Guid> pcnIds)
    {
        var (self, today) = (signedIn.Person.PersonId, clock.Today);
        return ToCheck(db, self).AsNoTracking()
            .Select(t => new Waits
            {
                RecordId = t.RecordId,
                Reference = t.Coach!.Person!.Reference,
                Name = t.Coach.Person.Name,
                Programme = t.ProgrammeVersion!.Title,
                CompletedOn = t.CompletedOn!.Value,
                SinceUtc = t.RecordedUtc,
                Answer = t.VersionReason,
                Files = db.Evidence.Count(f => f.RecordId == t.RecordId && f.TakenBackUtc == null),
                PcnCode = db.Posts.Where(p => p.CoachId == t.CoachId && p.VoidedOn == null && pcnIds.Contains(p.PcnId) && (p.EndDate == null || p.EndDate >= today)).OrderBy(p => p.Pcn!.Code).Select(p => p.Pcn!.Code).FirstOrDefault(),
            })
            .Where(r => r.PcnCode != null);
    }

    private static IQueryable<Waits> Ordered(IQueryable<Waits> rows) => rows.OrderBy(r => r.SinceUtc).ThenBy(r => r.RecordId);

    private QueueRow Row(Waits row)
    {
        var pcn = _pcns.Value[row.PcnCode!];
        return new QueueRow(row.RecordId, row.Reference, row.Name, pcn, row.Programme, row.CompletedOn, row.SinceUtc, row.Files, row.Answer);
    }

    /// <summary>As the database gives it, to be filtered and ordered.</summary>
    private sealed class Waits
    {
        public required Guid RecordId { get; init; }

        public required string Reference { get; init; }

        public required string Name { get; init; }

        public required string? PcnCode { get; init; }

        public required string Programme { get; init; }

        public required DateOnly CompletedOn { get; init; }

        public required DateTime SinceUtc { get; init; }

        public required int Files { get; init; }

        public required string? Answer { get; init; }
    }
}
