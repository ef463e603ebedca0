using System.Globalization;
using System.Threading.Channels;
using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Mails;

/// <summary>
/// Mails about accounts: planned and sent at once, and sent again after a while where sending went wrong. A request waits for none of
/// it. Who asks for a link on the sign-in page leaves an address here and nothing else happens in the request, so neither its answer
/// nor its time tells whether there is such an account.
/// </summary>
internal sealed class AccountMails(MailJobs jobs, MailDelivery delivery, UkClock clock, TimeProvider time, ILogger<AccountMails> log) : BackgroundService
{
    private const int MostAskings = 1000;
    private static readonly TimeSpan Each = TimeSpan.FromMinutes(5);
    private readonly Channel<Asking> _askings = Channel.CreateBounded<Asking>(MostAskings);
    private readonly Channel<bool> _waking = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    // One at a time: whoever plans or sends after another finds what that one began finished.
    private readonly SemaphoreSlim _planning = new(1, 1);
    private readonly SemaphoreSlim _sending = new(1, 1);

    /// <summary>A mail of a kind to an account.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="userId">The account.</param>
    /// <param name="asking">What makes it another mail than the one before.</param>
    /// <param name="atUtc">When it was asked for.</param>
    public static OutboxMail Planned(MailKind kind, Guid userId, object asking, DateTime atUtc) =>
        new() { UserId = userId, Kind = kind, Fact = $"{kind switch { MailKind.Invitation => "invitation", MailKind.SecondStepReset => "reset", MailKind.WrongCodes => "codes", _ => "password" }}:{userId}:{asking}", PlannedUtc = atUtc, NextTryUtc = atUtc };

    /// <summary>Somebody asks for a link to choose a password, with an address that may be nobody's.</summary>
    public void Ask(string address)
    {
        if (!_askings.Writer.TryWrite(new Asking(Guid.CreateVersion7(), address, clock.UtcNow)))
            log.LogWarning("A link to choose a password was asked for and is left out: {Count} wait already", MostAskings);
    }

    /// <summary>A mail was planned and waits to be sent.</summary>
    public void Wake() => _waking.Writer.TryWrite(true);

    /// <summary>Somebody with an account's password gave many wrong codes: its owner is told, once a day at most.</summary>
    public async Task WarnAsync(Guid userId, CancellationToken cancellation)
    {
        if (await jobs.InScopeAsync(services => WarnAsync(services.GetRequiredService<HwbcDbContext>(), userId, clock.UtcNow, cancellation)))
            Wake();
    }

    /// <summary>Plans a mail for each asking whose address is an open account's.</summary>
    public async Task PlanAsync(CancellationToken cancellation)
    {
        await _planning.WaitAsync(cancellation);
        try
        {
            while (_askings.Reader.TryRead(out var asking))
            {
                try
                {
                    // It is nowhere else: one that was begun is finished.
                    if (await jobs.InScopeAsync(services => PlanAsync(services, asking)))
                        Wake();
                }
                catch (Exception fault)
                {
                    log.LogError(fault, "A link to choose a password could not be planned; whoever waits for it has to ask again");
                }
            }
        }
        finally
        {
            _planning.Release();
        }
    }

    /// <summary>Sends the mails about accounts whose time has come.</summary>
    public async Task DeliverAsync(CancellationToken cancellation)
    {
        await _sending.WaitAsync(cancellation);
        try
        {
            if (await delivery.DeliverAsync(Recipients.Accounts, cancellation) is { } told)
                await jobs.RanAsync(MailJobs.Delivery, told, cancellation);
        }
        finally
        {
            _sending.Release();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // Who was told that a link is on its way gets it when the portal runs again.
        await PlanAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = time.CreateTimer(_ => Wake(), null, TimeSpan.Zero, Each);
        await Task.WhenAll(PlanAllAsync(stoppingToken), DeliverAllAsync(stoppingToken));
    }

    private async Task PlanAllAsync(CancellationToken stopping)
    {
        while (await _askings.Reader.WaitToReadAsync(stopping))
            await PlanAsync(stopping);
    }

    private async Task DeliverAllAsync(CancellationToken stopping)
    {
        await foreach (var _ in _waking.Reader.ReadAllAsync(stopping))
        {
            try
            {
                await DeliverAsync(stopping);
            }
            catch (Exception fault) when (!stopping.IsCancellationRequested)
            {
                log.LogError(fault, "The mails about accounts could not be gone through; the next try is in 5 minutes");
            }
        }
    }

    private static async Task<bool> PlanAsync(IServiceProvider services, Asking asking)
    {
        if (await services.GetRequiredService<UserManager<PortalUser>>().FindByEmailAsync(asking.Address) is not { DeactivatedUtc: null } user)
            return false;
        var db = services.GetRequiredService<HwbcDbContext>();
        db.Add(Planned(MailKind.ChoosePassword, user.Id, asking.Id, asking.AskedUtc));
        await db.SaveChangesAsync();
        return true;
    }

    private static async Task<bool> WarnAsync(HwbcDbContext db, Guid userId, DateTime now, CancellationToken cancellation)
    {
        var since = now.AddDays(-1);
        if (await db.Outbox.AnyAsync(m => m.UserId == userId && m.Kind == MailKind.WrongCodes && m.PlannedUtc > since, cancellation))
            return false;
        db.Add(Planned(MailKind.WrongCodes, userId, DateOnly.FromDateTime(now).ToString("O", CultureInfo.InvariantCulture), now));
        try
        {
            return await db.SaveChangesAsync(cancellation) > 0;
        }
        catch (DbUpdateException fault) when (UniqueViolation.Is(fault))
        {
            // Another request told them in the same moment.
            return false;
        }
    }

    /// <summary>A link that was asked for. It lies in memory for a moment.</summary>
    private sealed record Asking(Guid Id, string Address, DateTime AskedUtc);
}
