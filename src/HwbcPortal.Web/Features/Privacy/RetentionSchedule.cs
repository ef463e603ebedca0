using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Privacy;

/// <summary>What the portal says of a kind of data that is kept for a time.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Name">What it is called.</param>
/// <param name="From">What the time is counted from.</param>
/// <param name="Months">The portal's default.</param>
/// <param name="Least">The shortest time that can be set.</param>
/// <param name="Most">The longest.</param>
/// <param name="Source">Where the default comes from, said as what it is.</param>
internal sealed record RetentionRule(RetentionKind Kind, string Name, string From, int Months, int Least, int Most, string Source);

/// <summary>How long a kind is kept here.</summary>
/// <param name="Rule">The kind.</param>
/// <param name="Months">Months.</param>
/// <param name="Source">Where that stands.</param>
/// <param name="Version">The setting's version; null while the default holds.</param>
internal sealed record KeptFor(RetentionRule Rule, int Months, string Source, Guid? Version)
{
    public bool IsDefault => Version is null;

    /// <summary>"6 years", "18 months".</summary>
    public string Time => Months % 12 == 0 ? Shared.Words.Count(Months / 12, "year", "years") : Shared.Words.Count(Months, "month", "months");

    /// <summary>Whether something of a day goes on another: on the day so many months after it, and not the day before.</summary>
    public bool GoesOn(DateOnly from, DateOnly today) => from.AddMonths(Months) <= today;

    /// <summary>The first instant, UTC, whose day does not go yet.</summary>
    public DateTime KeptFrom(DateOnly today)
    {
        var last = today.AddMonths(-Months);
        // A short month takes its last day for several: what is of each of them goes together.
        while (GoesOn(last.AddDays(1), today))
            last = last.AddDays(1);
        return UkClock.ToUtc(last.AddDays(1), TimeOnly.MinValue);
    }
}

/// <summary>How long what is kept: the portal's defaults, and what was decided here instead.</summary>
internal sealed class RetentionSchedule(HwbcDbContext db) : IUseCase
{
    private const string OwnDefault = "The portal's own default. No source was found: to be confirmed by the organisation";

    public static readonly IReadOnlyList<RetentionRule> Rules =
    [
        new(RetentionKind.Leavers, "Records of people who have left", "the last day of the last post, role, naming for a coach or session given", 72, 12, 240, "The portal's own default, six years. To be confirmed by the organisation against its records schedule: no source for such records was found"),
        new(RetentionKind.ReplacedEvidence, "Files that were replaced or taken back, of coaches who have left", "the later of the day it was replaced or taken back and the last day of the last post", 12, 1, 72, OwnDefault),
        new(RetentionKind.SignInSessions, "Where and when somebody was signed in", "the end of the session", 12, 1, 24, OwnDefault),
        new(RetentionKind.Mails, "That a mail was sent (its text is never kept)", "the day it was sent or dropped", 24, 12, 72, OwnDefault),
        new(RetentionKind.Drafts, "Drafts of sessions that nobody finished", "the last change", 6, 1, 24, OwnDefault),
        new(RetentionKind.FormReceipts, "That a form was accepted, so that it is not stored twice", "the day it was accepted", 3, 1, 24, OwnDefault),
        new(RetentionKind.PolicyReports, "What browsers reported that they blocked (no names, no ids)", "the last report of it", 3, 1, 24, OwnDefault),
    ];

    public async Task<IReadOnlyList<KeptFor>> AllAsync(CancellationToken cancellation)
    {
        var set = await db.RetentionPeriods.AsNoTracking().ToDictionaryAsync(p => p.Kind, cancellation);
        return Rules.Select(r => set.GetValueOrDefault(r.Kind) is { } own ? new KeptFor(r, own.Months, own.Source, own.Version) : new KeptFor(r, r.Months, r.Source, null)).ToList();
    }

    public async Task<KeptFor> OfAsync(RetentionKind kind, CancellationToken cancellation) => (await AllAsync(cancellation)).Single(p => p.Rule.Kind == kind);
}
