using System.Globalization;
using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Readiness;
using HwbcPortal.Web.Features.Requests;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Features.Training;
using HwbcPortal.Web.Infrastructure.Hosting;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Mails;

/// <summary>On Mondays, to a manager: what waits at each of their PCNs, in numbers. Without anything that waits there is no mail.</summary>
internal sealed class DigestNudge(HwbcDbContext db, PortalSettings settings) : INudge
{
    public MailKind Kind => MailKind.Digest;

    public async Task<IReadOnlyList<PlannedMail>> PlanAsync(DateOnly today, CancellationToken cancellation)
    {
        if (today.DayOfWeek != DayOfWeek.Monday)
            return [];
        var planned = new List<PlannedMail>();
        foreach (var manager in await Recipients.Of(db, Kind, today).OrderBy(u => u.Id).Select(u => new { u.Id, u.PersonId }).ToListAsync(cancellation))
        {
            if ((await DueAsync(manager.Id, manager.PersonId, today, cancellation)).Count > 0)
                planned.Add(new PlannedMail(manager.Id, FactOf(today, manager.Id)));
        }

        return planned;
    }

    public async Task<MailText?> WriteAsync(string fact, Recipient to, DateOnly today, CancellationToken cancellation)
    {
        // One that could not be sent on its Monday is sent later in the week, with what is so then.
        if (fact != FactOf(today, to.UserId))
            return null;
        var due = await DueAsync(to.UserId, to.PersonId, today, cancellation);
        return due.Count == 0 ? null : new MailText("What is due this week", string.Join("\n\n", due.Select(d => $"{d.Pcn}\n\n{string.Join('\n', d.Lines)}")));
    }

    private async Task<IReadOnlyList<(string Pcn, IReadOnlyList<string> Lines)>> DueAsync(Guid userId, Guid personId, DateOnly today, CancellationToken cancellation)
    {
        var pcns = await db.Memberships.Where(m => m.UserId == userId && m.Role == PortalRole.Manager && m.PcnId != null && m.From <= today && (m.To == null || m.To >= today))
            .Select(m => new PcnName(m.PcnId!.Value, m.Pcn!.Code, m.Pcn.Name)).ToListAsync(cancellation);
        var due = new List<(string, IReadOnlyList<string>)>();
        foreach (var pcn in pcns.Distinct().OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase))
        {
            var lines = await LinesAsync(pcn, personId, today, cancellation);
            if (lines.Count > 0)
                due.Add((pcn.Name, lines));
        }

        return due;
    }

    private async Task<IReadOnlyList<string>> LinesAsync(PcnName pcn, Guid personId, DateOnly today, CancellationToken cancellation)
    {
        var certificates = await VerificationQueue.ToCheck(db, personId).CountAsync(t => db.Posts.Any(p => p.CoachId == t.CoachId && p.VoidedOn == null && p.PcnId == pcn.Id && (p.EndDate == null || p.EndDate >= today)), cancellation);
        var requests = await ListRequests.ToAnswer(db, [pcn.Id], personId).CountAsync(cancellation);
        var standings = await db.Standings.Where(s => s.PcnId == pcn.Id && s.From <= today && s.To >= today && s.Referrals != Referrals.NotInPost).GroupBy(s => s.PcnId).Select(g => new
        {
            NotCleared = g.Count(s => s.Referrals == Referrals.NotCleared),
            Overdue = g.Count(s => s.SupervisionOutcome == Outcome.NotMet),
            Reviews = g.Count(s => s.Blocking.Contains("FTP-01:SuspensionReviewOverdue")),
        }).SingleOrDefaultAsync(cancellation);
        var list = new ReadinessQuery { Pcn = pcn.Code };
        return new (int Count, string One, string Many, string Url)[]
        {
            (certificates, "certificate to check", "certificates to check", new QueueQuery { Pcn = pcn.Code }.Url()),
            (requests, "request to answer", "requests to answer", "/requests"),
            (standings?.NotCleared ?? 0, "coach not cleared yet", "coaches not cleared yet", (list with { Referrals = ReferralsFilter.NotCleared }).Url()),
            (standings?.Overdue ?? 0, "coach with supervision overdue", "coaches with supervision overdue", (list with { Supervision = true }).Url()),
            (standings?.Reviews ?? 0, "pause of referrals to review", "pauses of referrals to review", (list with { Referrals = ReferralsFilter.Suspended }).Url()),
        }.Where(d => d.Count > 0).Select(d => $"- {Words.Count(d.Count, d.One, d.Many)}: {settings.Mail.PublicUrl}{d.Url}").ToList();
    }

    private static string FactOf(DateOnly day, Guid userId) => $"digest:{day.AddDays(-(((int)day.DayOfWeek + 6) % 7)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}:{userId}";
}
