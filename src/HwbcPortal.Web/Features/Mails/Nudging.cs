using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Mails;

/// <summary>
/// Plans once a day, from seven in the morning in London, which mails are to be sent about what is due, and every few minutes sends
/// those that wait. What is planned is stored before it is sent; its text is written when it is sent. Several servers may do this at
/// once: a fact is planned once because its name is unique.
/// </summary>
internal sealed class Nudging(MailJobs jobs, MailDelivery delivery, UkClock clock, TimeProvider time, ILogger<Nudging> log) : BackgroundService
{
    private const int FirstHour = 7;

    private static readonly TimeSpan Each = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Each, time);
        var planned = DateOnly.MinValue;
        do
        {
            try
            {
                var today = clock.Today;
                if (planned != today && IsLateEnough(clock.UtcNow) && await PlanAsync(today, stoppingToken))
                    planned = today;
                await DeliverAsync(stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogError(fault, "The mails could not be gone through; the next try is in 5 minutes");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Whether the day has come so far, in London, that people are written to.</summary>
    internal static bool IsLateEnough(DateTime utc) => UkClock.ToLondon(utc).Hour >= FirstHour;

    /// <summary>Stores the mails that a day asks for and that no day before has asked for.</summary>
    /// <returns>Whether all kinds could be planned.</returns>
    public async Task<bool> PlanAsync(DateOnly day, CancellationToken cancellation)
    {
        var (planned, failed) = (0, 0);
        foreach (var kind in Recipients.WhatIsDue)
        {
            try
            {
                planned += await jobs.InScopeAsync(services => PlanAsync(services, kind, day, cancellation));
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                log.LogError(fault, "Mails of the kind {Kind} could not be planned; the next try is in 5 minutes", kind);
                failed++;
            }
        }

        await jobs.RanAsync(MailJobs.Plan, $"{(planned == 0 ? "No new mail" : Words.Count(planned, "new mail", "new mails"))} for {Words.Date(day)}.{(failed == 0 ? "" : $" {Words.Count(failed, "kind", "kinds")} could not be planned and will be tried again.")}", cancellation);
        return failed == 0;
    }

    /// <summary>Sends the mails about what is due whose time has come.</summary>
    public async Task DeliverAsync(CancellationToken cancellation) =>
        await jobs.RanAsync(MailJobs.Delivery, await delivery.DeliverAsync(Recipients.WhatIsDue, cancellation) ?? "Nothing was waiting.", cancellation);

    private async Task<int> PlanAsync(IServiceProvider services, MailKind kind, DateOnly day, CancellationToken cancellation)
    {
        var db = services.GetRequiredService<HwbcDbContext>();
        var wanted = await services.GetServices<IMailWriter>().OfType<INudge>().Single(n => n.Kind == kind).PlanAsync(day, cancellation);
        var facts = wanted.Select(w => w.Fact).ToList();
        var told = (await db.Outbox.Where(m => facts.Contains(m.Fact)).Select(m => m.Fact).ToListAsync(cancellation)).ToHashSet(StringComparer.Ordinal);
        var planned = 0;
        foreach (var one in wanted.Where(w => !told.Contains(w.Fact)))
        {
            var mail = new OutboxMail { UserId = one.UserId, Kind = kind, Fact = one.Fact, PlannedUtc = clock.UtcNow, NextTryUtc = clock.UtcNow };
            db.Add(mail);
            try
            {
                await db.SaveChangesAsync(cancellation);
                planned++;
            }
            catch (DbUpdateException fault) when (UniqueViolation.Is(fault))
            {
                // Another server planned it since it was looked for.
                db.Entry(mail).State = EntityState.Detached;
            }
        }

        return planned;
    }
}
