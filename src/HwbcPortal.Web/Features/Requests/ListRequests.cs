using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Evidence;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Requests;

/// <summary>A request as lists show it.</summary>
internal sealed record RequestRow(Guid Id, string Reference, string Name, string PcnName, string? Rule, string About, DateOnly? DoneOn, string? Text, DateTime AskedUtc, DateTime? AnsweredUtc, string? AnsweredBy, CheckRequestOutcome? Outcome, string? Answer, int Files)
{
    public StatusTag Status => Outcome switch
    {
        null => new("Waiting for a manager", "yellow"),
        CheckRequestOutcome.PutRight => new(Rule is null ? "Put right" : "Recorded", "green"),
        _ => new(Rule is null ? "Stays as it is" : "Returned", "orange"),
    };
}

internal sealed record MyRequestsPage(IReadOnlyList<RequestRow> Rows, ILookup<Guid, EvidenceRow> Files);

internal sealed record RequestsPage(IReadOnlyList<RequestRow> Waiting, IReadOnlyList<RequestRow> Answered);

/// <summary>Requests: a coach's own, and those that wait for a manager.</summary>
internal sealed class ListRequests(HwbcDbContext db, SignedIn signedIn) : IUseCase
{
    private const int Most = 100;

    public async Task<Result<MyRequestsPage>> MineAsync(CancellationToken cancellation)
    {
        if (signedIn.Person.OwnCoachId is not { } coachId)
            return new ForbiddenError("You have no coach record yet. Ask your manager to add you.");
        var rows = await Rows(db, db.CheckRequests.AsNoTracking().Where(r => r.CoachId == coachId).OrderByDescending(r => r.AskedUtc).ThenByDescending(r => r.Id).Take(Most)).ToListAsync(cancellation);
        return new MyRequestsPage(rows, await EvidenceFiles.OfAsync(db, coachId, cancellation));
    }

    public async Task<Result<RequestsPage>> HandleAsync(CancellationToken cancellation)
    {
        var self = signedIn.Person.PersonId;
        var pcnIds = signedIn.Person.Pcns.Where(p => signedIn.Person.MayAt(Operation.AnswerRequests, p.Id)).Select(p => p.Id).ToList();
        var mine = db.CheckRequests.AsNoTracking().Where(r => pcnIds.Contains(r.PcnId) && r.CoachId != self);
        var waiting = await Rows(db, ToAnswer(db, pcnIds, self).OrderBy(r => r.AskedUtc).ThenBy(r => r.Id).Take(Most)).ToListAsync(cancellation);
        var answered = await Rows(db, mine.Where(r => r.AnsweredUtc != null).OrderByDescending(r => r.AnsweredUtc).ThenBy(r => r.Id).Take(20)).ToListAsync(cancellation);
        return new RequestsPage(waiting, answered);
    }

    /// <summary>The requests at some PCNs that wait for somebody who did not ask them.</summary>
    internal static IQueryable<CheckRequest> ToAnswer(HwbcDbContext db, List<Guid> pcnIds, Guid self) => db.CheckRequests.AsNoTracking().Where(r => pcnIds.Contains(r.PcnId) && r.CoachId != self && r.AnsweredUtc == null);

    /// <summary>The subjects of training whose certificate a coach has sent and nobody has answered, by PCN.</summary>
    internal static async Task<ILookup<Guid, string>> SentAsync(HwbcDbContext db, Guid coachId, CancellationToken cancellation) =>
        (await db.CheckRequests.AsNoTracking().Where(r => r.CoachId == coachId && r.Rule != null && r.AnsweredUtc == null).Select(r => new { r.PcnId, r.Rule }).ToListAsync(cancellation)).ToLookup(r => r.PcnId, r => r.Rule!);

    internal static IQueryable<RequestRow> Rows(HwbcDbContext db, IQueryable<CheckRequest> requests) => requests.Select(r => new RequestRow(r.Id, r.Coach!.Person!.Reference, r.Coach.Person.Name, r.Pcn!.Name, r.Rule, r.About, r.DoneOn, r.Text,
        r.AskedUtc, r.AnsweredUtc, r.AnsweredBy!.Name, r.Outcome, r.Answer, db.Evidence.Count(f => f.RecordId == r.Id && f.TakenBackUtc == null)));
}
