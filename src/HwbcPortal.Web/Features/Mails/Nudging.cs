using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Data.Tenancy;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Hosting;
using HwbcPortal.Web.Infrastructure.Mail;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Mails;

/// <summary>
/// Plans once a day, from seven in the morning in London, which mails are to be sent about what is due, and every few minutes sends
/// those that wait. What is planned is stored before it is sent; its text is written when it is sent. Several servers may do this at
/// once: a fact is planned once because its name is unique, and a mail is sent by the server that took it.
/// </summary>
internal sealed class Nudging(IServiceScopeFactory scopes, IOutbox outbox, PortalSettings settings, UkClock clock, TimeProvider time, ILogger<Nudging> log) : BackgroundService
{
    /// <summary>The name under which the last planning is kept.</summary>
    public const string PlanJob = "mail-plan";

    /// <summary>The name under which the last delivery is kept.</summary>
    public const string DeliveryJob = "mail-delivery";

    /// <summary>How long a mail waits after each try that went wrong; after the last of them it is tried once more.</summary>
    public static readonly IReadOnlyList<TimeSpan> Pauses = [TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(12), TimeSpan.FromHours(24)];

    private const int MostAtOnce = 500;
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
                if (planned != today && UkClock.ToLondon(clock.UtcNow).Hour >= FirstHour && await PlanAsync(today, stoppingToken))
                    planned = today;
                await DeliverAsync(stoppingToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                log.LogError(fault, "The mails could not be gone through; the next try is in 5 minutes");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Stores the mails that a day asks for and that no day before has asked for.</summary>
    /// <returns>Whether all kinds could be planned.</returns>
    public async Task<bool> PlanAsync(DateOnly day, CancellationToken cancellation)
    {
        var (planned, failed) = (0, 0);
        foreach (var kind in Enum.GetValues<MailKind>())
        {
            try
            {
                planned += await InScopeAsync(services => PlanAsync(services, kind, day, cancellation));
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                log.LogError(fault, "Mails of the kind {Kind} could not be planned; the next try is in 5 minutes", kind);
                failed++;
            }
        }

        await RanAsync(PlanJob, $"{(planned == 0 ? "No new mail" : Words.Count(planned, "new mail", "new mails"))} for {Words.Date(day)}.{(failed == 0 ? "" : $" {Words.Count(failed, "kind", "kinds")} could not be planned and will be tried again.")}", cancellation);
        return failed == 0;
    }

    /// <summary>Sends the mails whose time has come.</summary>
    public async Task DeliverAsync(CancellationToken cancellation)
    {
        var now = clock.UtcNow;
        var waiting = await InScopeAsync(services => services.GetRequiredService<HwbcDbContext>().Outbox.Where(m => m.State == MailState.Waiting && m.NextTryUtc <= now)
            .OrderBy(m => m.NextTryUtc).ThenBy(m => m.Id).Select(m => m.Id).Take(MostAtOnce).ToListAsync(cancellation));
        var ends = new List<Delivery>();
        foreach (var id in waiting)
        {
            ends.Add(await InScopeAsync(services => DeliverAsync(services, id, cancellation)));
            // The others would each wait as long for the same silence: they are tried the next time.
            if (ends[^1] == Delivery.Silence)
                break;
        }

        (int Count, string What)[] counts =
        [
            (ends.Count(e => e == Delivery.Sent), "sent"), (ends.Count(e => e == Delivery.Dropped), "not needed any more"),
            (ends.Count(e => e is Delivery.PutOff or Delivery.Silence), "to be tried again"), (ends.Count(e => e == Delivery.GivenUp), "given up"),
        ];
        var told = string.Join(", ", counts.Where(c => c.Count > 0).Select(c => $"{c.Count} {c.What}"));
        await RanAsync(DeliveryJob, told.Length == 0 ? "Nothing was waiting." : $"{told}.", cancellation);
    }

    private async Task<int> PlanAsync(IServiceProvider services, MailKind kind, DateOnly day, CancellationToken cancellation)
    {
        var db = services.GetRequiredService<HwbcDbContext>();
        var wanted = await Nudge(services, kind).PlanAsync(day, cancellation);
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

    private async Task<Delivery> DeliverAsync(IServiceProvider services, Guid id, CancellationToken cancellation)
    {
        var db = services.GetRequiredService<HwbcDbContext>();
        var (now, today) = (clock.UtcNow, clock.Today);
        var mail = await db.Outbox.AsNoTracking().SingleAsync(m => m.Id == id, cancellation);
        if (mail.State != MailState.Waiting || mail.NextTryUtc > now)
            return Delivery.TakenByOther;
        Mail? text = null;
        string? fault = null;
        try
        {
            text = await WriteAsync(services, db, mail, today, cancellation);
        }
        catch (Exception wrong) when (wrong is not OperationCanceledException)
        {
            log.LogError(wrong, "A mail of the kind {Kind} could not be written", mail.Kind);
            fault = "The portal could not work out what the mail would say.";
        }

        if (text is null && fault is null)
            return await CloseAsync(db, mail, MailState.Dropped, null, cancellation) ? Delivery.Dropped : Delivery.TakenByOther;

        // Whoever raises the number of tries has the mail; the time of its next try is set first, so that a server that stops here loses nothing.
        var next = now + Pauses[Math.Min(mail.Tries, Pauses.Count - 1)];
        if (await Open(db, mail).ExecuteUpdateAsync(u => u.SetProperty(m => m.Tries, mail.Tries + 1).SetProperty(m => m.NextTryUtc, next), cancellation) == 0)
            return Delivery.TakenByOther;
        mail.Tries++;
        var silence = false;
        if (text is not null)
        {
            try
            {
                await outbox.SendAsync(text, cancellation);
            }
            catch (Exception wrong) when (wrong is not OperationCanceledException)
            {
                // Of a fault that is not told in our words its kind alone is logged: its own may hold addresses.
                (fault, silence) = wrong is MailNotSentException refused ? (refused.Message, refused.IsSilence) : ("The mail could not be handed over.", false);
                log.LogWarning("A mail was not sent ({Kind}): {Fault}", wrong.GetType().Name, fault);
            }
        }

        // Between handing a mail over and storing that it was, the process may die: then the mail comes twice. The other way round it might never come.
        if (fault is null)
            return await CloseAsync(db, mail, MailState.Sent, null, CancellationToken.None) ? Delivery.Sent : Delivery.TakenByOther;
        if (mail.Tries > Pauses.Count)
            return await CloseAsync(db, mail, MailState.GivenUp, fault, cancellation) ? Delivery.GivenUp : Delivery.TakenByOther;
        await Open(db, mail).ExecuteUpdateAsync(u => u.SetProperty(m => m.Fault, fault), cancellation);
        return silence ? Delivery.Silence : Delivery.PutOff;
    }

    /// <summary>The mail as the record has it now; null when there is nobody to tell or nothing left to say.</summary>
    private async Task<Mail?> WriteAsync(IServiceProvider services, HwbcDbContext db, OutboxMail mail, DateOnly today, CancellationToken cancellation)
    {
        var to = await Recipients.Of(db, mail.Kind, today).Where(u => u.Id == mail.UserId).Select(u => new Recipient(u.Id, u.PersonId, u.Person!.Name, u.Email!)).SingleOrDefaultAsync(cancellation);
        if (to is null || await Nudge(services, mail.Kind).WriteAsync(mail.Fact, to, today, cancellation) is not { } text)
            return null;
        return new Mail(to.Address, string.Concat(text.Subject.Select(c => char.IsControl(c) ? ' ' : c)), $"Hello {to.Name},\n\n{text.Body}\n\n{MailWords.Why(mail.Kind)} To choose which mails you get: {settings.Mail.PublicUrl}/account/mail\n");
    }

    private async Task<bool> CloseAsync(HwbcDbContext db, OutboxMail mail, MailState state, string? fault, CancellationToken cancellation)
    {
        var now = clock.UtcNow;
        return await Open(db, mail).ExecuteUpdateAsync(u => u.SetProperty(m => m.State, state).SetProperty(m => m.ClosedUtc, now).SetProperty(m => m.Fault, fault), cancellation) > 0;
    }

    /// <summary>The mail while nobody else has taken it since it was read.</summary>
    private static IQueryable<OutboxMail> Open(HwbcDbContext db, OutboxMail mail)
    {
        var (id, tries) = (mail.Id, mail.Tries);
        return db.Outbox.Where(m => m.Id == id && m.State == MailState.Waiting && m.Tries == tries);
    }

    private static INudge Nudge(IServiceProvider services, MailKind kind) => services.GetServices<INudge>().Single(n => n.Kind == kind);

    private Task<int> RanAsync(string job, string outcome, CancellationToken cancellation) => InScopeAsync(async services =>
    {
        var db = services.GetRequiredService<HwbcDbContext>();
        var now = clock.UtcNow;
        Task<int> Update() => db.JobRuns.Where(r => r.Name == job).ExecuteUpdateAsync(u => u.SetProperty(r => r.RanUtc, now).SetProperty(r => r.Outcome, outcome), cancellation);
        if (await Update() > 0)
            return 0;
        try
        {
            db.Add(new JobRun { Name = job, RanUtc = now, Outcome = outcome });
            return await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException fault) when (UniqueViolation.Is(fault))
        {
            return await Update();
        }
    });

    private async Task<T> InScopeAsync<T>(Func<IServiceProvider, Task<T>> run)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().BecomeSystem("mail");
        return await run(scope.ServiceProvider);
    }

    /// <summary>How a try ended.</summary>
    private enum Delivery
    {
        Sent,
        Dropped,
        PutOff,
        Silence,
        GivenUp,
        TakenByOther,
    }
}
