using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Hosting;
using HwbcPortal.Web.Infrastructure.Mail;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Mails;

/// <summary>
/// Sends the mails that wait. The text of each is written now. Several may do this at once, on several servers: a mail is sent by
/// the one that took it.
/// </summary>
internal sealed class MailDelivery(MailJobs jobs, IOutbox outbox, PortalSettings settings, UkClock clock, ILogger<MailDelivery> log)
{
    /// <summary>How long a mail waits after each try that went wrong; after the last of them it is tried once more.</summary>
    public static readonly IReadOnlyList<TimeSpan> Pauses = [TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(12), TimeSpan.FromHours(24)];

    private const int MostAtOnce = 500;

    /// <summary>Sends the mails of some kinds whose time has come.</summary>
    /// <returns>What became of them, in words; null when none was waiting.</returns>
    public async Task<string?> DeliverAsync(IReadOnlyList<MailKind> kinds, CancellationToken cancellation)
    {
        var now = clock.UtcNow;
        var waiting = await jobs.InScopeAsync(services => services.GetRequiredService<HwbcDbContext>().Outbox.Where(m => m.State == MailState.Waiting && m.NextTryUtc <= now && kinds.Contains(m.Kind))
            .OrderBy(m => m.NextTryUtc).ThenBy(m => m.Id).Select(m => m.Id).Take(MostAtOnce).ToListAsync(cancellation));
        var ends = new List<Delivery>();
        foreach (var id in waiting)
        {
            ends.Add(await jobs.InScopeAsync(services => DeliverAsync(services, id, cancellation)));
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
        return told.Length == 0 ? null : $"{told}.";
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
            return await CloseAsync(db, mail, MailState.Dropped, mail.Fault, cancellation) ? Delivery.Dropped : Delivery.TakenByOther;

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
        if (to is null || await services.GetServices<IMailWriter>().Single(w => w.Kind == mail.Kind).WriteAsync(mail.Fact, to, today, cancellation) is not { } text)
            return null;
        var ending = Recipients.RoleOf(mail.Kind) is { } role ? $"\n\n{MailWords.Why(role)} To choose which mails you get: {settings.Mail.PublicUrl}/account/mail" : "";
        return new Mail(to.Address, string.Concat(text.Subject.Select(c => char.IsControl(c) ? ' ' : c)), $"Hello {to.Name},\n\n{text.Body}{ending}\n");
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
