using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Audit;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Files;
using HwbcPortal.Web.Infrastructure.Forms;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Privacy;

/// <summary>What of a kind is past its time.</summary>
/// <param name="Kept">The kind and its time.</param>
/// <param name="Count">How many go.</param>
/// <param name="Oldest">The day that the oldest of them is counted from; null without any.</param>
/// <param name="HeldBack">How many stay though their time is over, since the coach is in post.</param>
internal sealed record Due(KeptFor Kept, int Count, DateOnly? Oldest, int HeldBack = 0)
{
    /// <summary>Whose record's time is over; of other kinds nobody.</summary>
    public IReadOnlyList<Leaver> Leavers { get; init; } = [];
}

/// <summary>Rows of a kind that are past its time.</summary>
internal sealed class PastRows
{
    public required RetentionKind Kind { get; init; }

    public required int Count { get; init; }

    public required DateTime Oldest { get; init; }
}

/// <summary>
/// What is kept for a time and is past it: told without changing anything, and erased. Leavers' records are told alone; an administrator
/// makes each anonymous. What an answer about a coach rests on, now or then, stays while they are in post.
/// </summary>
internal sealed class Retention(HwbcDbContext db, RetentionSchedule schedule, Leavers leavers, EvidenceStore store, UkClock clock) : IUseCase
{
    /// <summary>What would go today.</summary>
    public async Task<IReadOnlyList<Due>> DueAsync(CancellationToken cancellation)
    {
        var kept = await schedule.AllAsync(cancellation);
        var left = await leavers.DueAsync(kept.Single(k => k.Rule.Kind == RetentionKind.Leavers), cancellation);
        return (await DueAsync(kept, cancellation)).ConvertAll(d => d.Kept.Rule.Kind == RetentionKind.Leavers ? Of(d.Kept, left.ConvertAll(l => l.LastDay!.Value)) with { Leavers = left } : d);
    }

    /// <summary>What would go by itself; of leavers' records none does.</summary>
    private async Task<List<Due>> DueAsync(IReadOnlyList<KeptFor> all, CancellationToken cancellation)
    {
        DateTime From(RetentionKind kind) => all.Single(k => k.Rule.Kind == kind).KeptFrom(clock.Today);
        // All that is told by counting, in one query.
        var past = await Past(RetentionKind.SignInSessions, Sessions(From(RetentionKind.SignInSessions)).Select(s => s.EndedUtc ?? s.SeenUtc))
            .Concat(Past(RetentionKind.Mails, Mails(From(RetentionKind.Mails)).Select(m => m.ClosedUtc!.Value)))
            .Concat(Past(RetentionKind.Drafts, Drafts(From(RetentionKind.Drafts)).Select(d => d.SavedUtc)))
            .Concat(Past(RetentionKind.FormReceipts, Receipts(From(RetentionKind.FormReceipts)).Select(r => r.AcceptedUtc)))
            .Concat(Past(RetentionKind.PolicyReports, Reports(From(RetentionKind.PolicyReports)).Select(r => r.LastUtc)))
            .ToDictionaryAsync(p => p.Kind, cancellation);
        var due = new List<Due>();
        foreach (var kept in all)
        {
            if (kept.Rule.Kind == RetentionKind.ReplacedEvidence)
            {
                var (files, back) = await EvidenceAsync(kept, cancellation);
                due.Add(Of(kept, files.ConvertAll(f => f.From), back));
            }
            else
            {
                due.Add(past.GetValueOrDefault(kept.Rule.Kind) is { } rows ? new Due(kept, rows.Count, DateOnly.FromDateTime(UkClock.ToLondon(rows.Oldest))) : new Due(kept, 0, null));
            }
        }

        return due;
    }

    private static IQueryable<PastRows> Past(RetentionKind kind, IQueryable<DateTime> times) => times.GroupBy(_ => 1).Select(g => new PastRows { Kind = kind, Count = g.Count(), Oldest = g.Min() });

    /// <summary>Erases what is past its time, all of it or nothing, with one audit entry in numbers; none where nothing went.</summary>
    /// <returns>What went.</returns>
    public async Task<IReadOnlyList<Due>> EraseAsync(CancellationToken cancellation)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var due = (await DueAsync(await schedule.AllAsync(cancellation), cancellation)).FindAll(d => d.Count > 0);
        var names = new List<string>();
        foreach (var kept in due.Select(d => d.Kept))
        {
            var from = kept.KeptFrom(clock.Today);
            switch (kept.Rule.Kind)
            {
                case RetentionKind.ReplacedEvidence:
                    names = await EraseEvidenceAsync((await EvidenceAsync(kept, cancellation)).Files, cancellation);
                    break;
                case RetentionKind.SignInSessions:
                    // The audit said on which device each began: that goes with it.
                    foreach (var keys in (await Sessions(from).Select(s => s.Id).ToListAsync(cancellation)).Chunk(200))
                        await EraseContentAsync(nameof(SignInSession), keys, cancellation);
                    await Sessions(from).ExecuteDeleteAsync(cancellation);
                    break;
                case RetentionKind.Mails:
                    await Mails(from).ExecuteDeleteAsync(cancellation);
                    break;
                case RetentionKind.Drafts:
                    await Drafts(from).ExecuteDeleteAsync(cancellation);
                    break;
                case RetentionKind.PolicyReports:
                    await Reports(from).ExecuteDeleteAsync(cancellation);
                    break;
                default:
                    await Receipts(from).ExecuteDeleteAsync(cancellation);
                    break;
            }
        }

        // What was kept of a form goes within a day, as its page says.
        var old = clock.UtcNow - KeptForms.Longest;
        await db.KeptForms.Where(k => k.KeptUtc <= old).ExecuteDeleteAsync(cancellation);
        if (due.Count > 0)
            await db.RecordErasureAsync(new AuditCommand("retention.erase", Reason: string.Join("; ", due.Select(Sentence))), cancellationToken: cancellation);
        await transaction.CommitAsync(cancellation);
        // Only now: a content without a row is deleted by the sweep of files, a row without its content would be a fault.
        names.ForEach(store.Delete);
        return due;
    }

    public static string Sentence(Due due) => $"{due.Kept.Rule.Name}: {due.Count}, the oldest of {Words.Date(due.Oldest!.Value)}";

    private IQueryable<SignInSession> Sessions(DateTime from) => db.SignInSessions.Where(s => (s.EndedUtc ?? s.SeenUtc) < from);

    private IQueryable<OutboxMail> Mails(DateTime from) => db.Outbox.Where(m => m.State != MailState.Waiting && m.ClosedUtc < from);

    private IQueryable<SessionDraft> Drafts(DateTime from) => db.SessionDrafts.Where(d => d.SavedUtc < from);

    private IQueryable<FormReceipt> Receipts(DateTime from) => db.FormReceipts.Where(r => r.AcceptedUtc < from);

    private IQueryable<PolicyReport> Reports(DateTime from) => db.PolicyReports.Where(r => r.LastUtc < from);

    /// <summary>Files that were replaced or taken back, of coaches who are in no post, past their time; and how many of coaches in post would be.</summary>
    private async Task<(List<(Guid Id, string StorageName, DateOnly From)> Files, int HeldBack)> EvidenceAsync(KeptFor kept, CancellationToken cancellation)
    {
        var today = clock.Today;
        var gone = await db.Evidence.AsNoTracking()
            .Select(f => new { f.Id, f.StorageName, f.TakenBackUtc, ReplacedUtc = db.Evidence.Where(n => n.ReplacesId == f.Id && n.TakenBackUtc == null).Min(n => (DateTime?)n.UploadedUtc), f.CoachId })
            .Where(f => f.TakenBackUtc != null || f.ReplacedUtc != null).ToListAsync(cancellation);
        var coaches = gone.Select(f => f.CoachId).Distinct().ToList();
        var posts = (await db.Posts.AsNoTracking().Where(p => p.VoidedOn == null && coaches.Contains(p.CoachId)).Select(p => new { p.CoachId, p.EndDate }).ToListAsync(cancellation)).ToLookup(p => p.CoachId, p => p.EndDate);
        var files = new List<(Guid, string, DateOnly)>();
        var heldBack = 0;
        foreach (var file in gone)
        {
            var day = DateOnly.FromDateTime(UkClock.ToLondon(file.TakenBackUtc ?? file.ReplacedUtc!.Value));
            if (posts[file.CoachId].Any(end => end is null || end >= today))
                heldBack += kept.GoesOn(day, today) ? 1 : 0;
            else if (posts[file.CoachId].Append(day).Max()!.Value is var from && kept.GoesOn(from, today))
                files.Add((file.Id, file.StorageName, from));
        }

        return (files, heldBack);
    }

    private async Task<List<string>> EraseEvidenceAsync(List<(Guid Id, string StorageName, DateOnly From)> files, CancellationToken cancellation)
    {
        foreach (var ids in files.Select(f => f.Id).Chunk(200))
        {
            await EraseContentAsync(nameof(EvidenceFile), ids, cancellation);
            await db.Evidence.Where(f => f.ReplacesId != null && ids.Contains(f.ReplacesId.Value)).ExecuteUpdateAsync(u => u.SetProperty(f => f.ReplacesId, (Guid?)null), cancellation);
            await db.Evidence.Where(f => ids.Contains(f.Id)).ExecuteDeleteAsync(cancellation);
        }

        return files.ConvertAll(f => f.StorageName);
    }

    private Task<int> EraseContentAsync(string entity, IEnumerable<Guid> ids, CancellationToken cancellation)
    {
        var keys = ids.Select(i => i.ToString()).ToList();
        return db.AuditChanges.Where(c => c.Entity == entity && keys.Contains(c.Key)).ExecuteUpdateAsync(u => u.SetProperty(c => c.Content, (string?)null).SetProperty(c => c.Salt, (string?)null), cancellation);
    }

    private static Due Of(KeptFor kept, List<DateOnly> days, int heldBack = 0) => new(kept, days.Count, days.Count == 0 ? null : days.Min(), heldBack);
}

/// <summary>The button that erases what is past its time.</summary>
internal sealed class EraseForm : PortalForm;

/// <param name="Form">The button.</param>
/// <param name="Due">What would go today.</param>
/// <param name="LastRun">When the nightly erasing ran last; null: not yet.</param>
/// <param name="History">Who set the times.</param>
internal sealed record RetentionPage(EraseForm Form, IReadOnlyList<Due> Due, JobRun? LastRun, RecordHistory History) : IFormPage<EraseForm>
{
    public IReadOnlyList<Leaver> Leavers => Due.SelectMany(d => d.Leavers).ToList();

    public IEnumerable<Due> Goes => Due.Where(d => d.Count > 0 && d.Kept.Rule.Kind != RetentionKind.Leavers);
}

/// <summary>How long what is kept, what would go today, and erasing it by hand: what goes is shown first, and goes as it was shown.</summary>
internal sealed class EraseNow(HwbcDbContext db, Retention retention, ReadHistory history) : IUseCase
{
    private static readonly Dictionary<string, string> Names = RetentionSchedule.Rules.ToDictionary(r => r.Kind.ToString(), r => r.Name);

    private static readonly string[] Kinds = [.. Names.Keys];

    public async Task<Result<RetentionPage>> OpenAsync(EraseForm form, CancellationToken cancellation) => new RetentionPage(form, await retention.DueAsync(cancellation),
        await db.JobRuns.AsNoTracking().SingleOrDefaultAsync(r => r.Name == NightlyErasing.Job, cancellation),
        await history.OfAsync(c => c.Entity == nameof(RetentionPeriod) && Kinds.Contains(c.Key), Names, "/audit?command=retention.set", cancellation));

    public async Task<Result<Done>> SaveAsync(EraseForm form, CancellationToken cancellation)
    {
        var page = (await OpenAsync(form, cancellation)).Value!;
        var shown = string.Join("; ", page.Goes.Select(Retention.Sentence));
        if (shown.Length == 0)
            return new Done("/privacy/retention", "Nothing is past its time.");
        if (form.Confirmed != shown)
        {
            form.Confirmed = shown;
            return new ConfirmFirst();
        }

        var gone = await retention.EraseAsync(cancellation);
        return new Done("/privacy/retention", $"Erased: {string.Join("; ", gone.Select(d => $"{d.Kept.Rule.Name.ToLowerInvariant()}, {d.Count}"))}.");
    }
}
