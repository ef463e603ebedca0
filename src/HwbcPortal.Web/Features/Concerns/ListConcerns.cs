using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;

namespace HwbcPortal.Web.Features.Concerns;

/// <summary>A concern as those read it whom it concerns.</summary>
internal sealed record ConcernRow(Guid Id, ConcernKind Kind, string Supervisor, DateTime RaisedUtc, string? Text, DateTime? ReachedManagerUtc, DateTime? DeclinedUtc, DateTime? AnsweredUtc, string? AnsweredBy, string? Answer)
{
    public string Title => Kind == ConcernKind.Practice ? "A concern about practice" : "Something about wellbeing";

    public DateOnly RaisedOn => DateOnly.FromDateTime(UkClock.ToLondon(RaisedUtc));

    /// <summary>Whether it waits for the coach's yes.</summary>
    public bool WaitsForCoach => ReachedManagerUtc is null && DeclinedUtc is null;

    public StatusTag Status => this switch
    {
        { AnsweredUtc: not null } => new("Answered", "green"),
        { ReachedManagerUtc: not null } => new("With the managers", "blue"),
        { DeclinedUtc: not null } => new("Between the two", "grey"),
        _ => new("Waits for the coach's yes", "yellow"),
    };

    /// <summary>The same, said to the coach.</summary>
    public StatusTag StatusToCoach => this switch
    {
        { WaitsForCoach: true } => new("Waits for your yes", "yellow"),
        { ReachedManagerUtc: null } => new("Between the two of you", "grey"),
        _ => Status,
    };

    /// <summary>Whole, for the two and on the concern's own page.</summary>
    public static IQueryable<ConcernRow> Of(IQueryable<SupervisionConcern> concerns) => concerns.OrderByDescending(c => c.RaisedUtc).ThenBy(c => c.Id)
        .Select(c => new ConcernRow(c.Id, c.Kind, c.Supervisor!.Name, c.RaisedUtc, c.Concern, c.ReachedManagerUtc, c.DeclinedUtc, c.AnsweredUtc, c.AnsweredBy!.Name, c.ConcernAnswer));
}

/// <summary>The concerns about a coach that reached the managers of a PCN: that they are there, without their words.</summary>
internal static class ListConcerns
{
    public static IQueryable<ConcernRow> OfCoach(HwbcDbContext db, Guid coachId, Guid pcnId) => db.SupervisionConcerns.Where(c => c.CoachId == coachId && c.PcnId == pcnId && c.ReachedManagerUtc != null).OrderByDescending(c => c.RaisedUtc).ThenBy(c => c.Id)
        .Select(c => new ConcernRow(c.Id, c.Kind, c.Supervisor!.Name, c.RaisedUtc, null, c.ReachedManagerUtc, c.DeclinedUtc, c.AnsweredUtc, null, null));
}
