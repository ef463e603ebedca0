using System.Globalization;
using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Mails;

/// <summary>To a coach: something of theirs runs out within 60, 30 or 7 days. One mail a thing, date and threshold.</summary>
internal sealed class ExpiryNudge(HwbcDbContext db, CoachFileReader reader, PortalSettings settings) : INudge
{
    private static readonly int[] Thresholds = [7, 30, 60];

    public MailKind Kind => MailKind.Expiry;

    public async Task<IReadOnlyList<PlannedMail>> PlanAsync(DateOnly today, CancellationToken cancellation)
    {
        var coaches = await Recipients.Of(db, Kind, today).Where(u => db.Coaches.Any(c => c.Id == u.PersonId)).OrderBy(u => u.Id).Select(u => new { u.Id, u.PersonId }).ToListAsync(cancellation);
        var planned = new List<PlannedMail>();
        foreach (var coach in coaches)
            planned.AddRange((await ExpiringAsync(coach.PersonId, today, cancellation)).Select(e => new PlannedMail(coach.Id, e.Fact)));
        return planned;
    }

    public async Task<MailText?> WriteAsync(string fact, Recipient to, DateOnly today, CancellationToken cancellation)
    {
        // Of a thing that has come to the next threshold meanwhile, that threshold's mail tells.
        if ((await ExpiringAsync(to.PersonId, today, cancellation)).FirstOrDefault(e => e.Fact == fact) is not { } expiring)
            return null;
        var pcn = await db.Pcns.Where(p => p.Code == expiring.Pcn).Select(p => p.Name).SingleAsync(cancellation);
        var last = expiring.NotMetFrom.AddDays(-1);
        return new MailText($"{expiring.Title}: in date until {Words.Date(last)}", $"""
            This is in date at {pcn} until {Words.Date(last)}: {expiring.Title}.

            Once it is renewed, your manager needs to see the new certificate or date.

            See what to do next: {settings.Mail.PublicUrl}/me
            """);
    }

    private async Task<IReadOnlyList<Expiring>> ExpiringAsync(Guid coachId, DateOnly today, CancellationToken cancellation)
    {
        if (await reader.ReadAsync(coachId, cancellation) is not { } file)
            return [];
        var codes = file.Posts.Where(p => p.VoidedOn is null).Select(p => p.Pcn).Distinct();
        return codes.SelectMany(pcn => ComplianceEvaluator.Default.Evaluate(file, pcn, today).Findings.Where(RunsOut).Select(f => Of(f, coachId, pcn, today))).OfType<Expiring>().ToList();
    }

    /// <summary>What the coach renews, as long as it holds. Monthly supervision has mails of its own, to supervisors.</summary>
    private static bool RunsOut(Finding finding) => finding.Owner == Owner.Coach && finding.Outcome is Outcome.Met or Outcome.DueSoon && (finding.Rule is "TRN-01" or "ROL-01" || TrainingSubjects.Is(finding.Rule));

    private static Expiring? Of(Finding finding, Guid coachId, string pcn, DateOnly today)
    {
        if (finding.NotMetFrom is not { } from || Array.Find(Thresholds, t => from.DayNumber - today.DayNumber <= t) is not (> 0 and var threshold))
            return null;
        var title = RuleCodes.IsLocal(finding.Rule) ? finding.Title : FindingWords.Short(finding.Rule, finding.Code);
        return new Expiring(pcn, title, from, $"expiry:{coachId}:{pcn}:{finding.Rule}:{from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}:{threshold}");
    }

    /// <summary>Something that runs out.</summary>
    /// <param name="Pcn">The PCN that asks for it.</param>
    /// <param name="Title">What it is called.</param>
    /// <param name="NotMetFrom">The first day on which it no longer holds.</param>
    /// <param name="Fact">The fact and threshold that are told.</param>
    private sealed record Expiring(string Pcn, string Title, DateOnly NotMetFrom, string Fact);
}
