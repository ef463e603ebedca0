using System.Buffers.Text;
using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Calendar;

internal sealed class FeedForm : PortalForm
{
    [Display(Name = "Whoever has the address sees when and with whom you meet")]
    public bool KeepsItPrivate { get; set; }
}

internal sealed class FeedValidator : AbstractValidator<FeedForm>
{
    public FeedValidator() => RuleFor(f => f.KeepsItPrivate).Equal(true).WithMessage("Select that you pass the address on to nobody");
}

/// <param name="Form">The form.</param>
/// <param name="MadeUtc">When the address was made that works now; null when there is none.</param>
internal sealed record FeedPage(FeedForm Form, DateTime? MadeUtc) : IFormPage<FeedForm>;

/// <summary>What somebody's calendar program asks for: 32 random bytes in the address, of which the record keeps the digest alone.</summary>
internal static class FeedSecret
{
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static string DigestOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}

/// <summary>Makes the private address of one's calendar, makes another in its place, or stops it.</summary>
internal sealed class KeepFeed(HwbcDbContext db, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    private const string Page = "/account/calendar";
    private static readonly ForbiddenError NoSessions = new("Only people who are supervised or supervise have sessions. There is nothing for a calendar here.");

    public async Task<Result<FeedPage>> OpenAsync(FeedForm? form, CancellationToken cancellation)
    {
        if (!signedIn.Person.IsCoachOrSupervisor)
            return NoSessions;
        return new FeedPage(form ?? new FeedForm(), await Working().OrderByDescending(f => f.MadeUtc).Select(f => (DateTime?)f.MadeUtc).FirstOrDefaultAsync(cancellation));
    }

    /// <summary>Makes an address; the one before stops at once. The secret is handed on to be shown once and is nowhere kept.</summary>
    public async Task<Result<Done>> MakeAsync(FeedForm form, Action<string> show, CancellationToken cancellation)
    {
        if (!signedIn.Person.IsCoachOrSupervisor)
            return NoSessions;
        var before = await RevokeAsync(cancellation);
        var secret = FeedSecret.New();
        var feed = new CalendarFeed { UserId = signedIn.Person.UserId, SecretDigest = FeedSecret.DigestOf(secret), MadeUtc = clock.UtcNow };
        db.Add(feed);
        var saved = await change.SaveAsync(new AuditCommand("calendar.make"), [], form, new Done(Page, before == 0 ? "Your address is made." : "Your new address is made. The one before has stopped."), _ => "", cancellation);
        // Of two posts of one form the second stores nothing: its secret opens nothing, and is not shown.
        if (saved.Failure is null && await db.CalendarFeeds.AnyAsync(f => f.Id == feed.Id, cancellation))
            show(secret);
        return saved;
    }

    public async Task<Result<Done>> StopAsync(CancellationToken cancellation)
    {
        if (!signedIn.Person.IsCoachOrSupervisor)
            return NoSessions;
        db.Command = new AuditCommand("calendar.stop");
        var stopped = await RevokeAsync(cancellation);
        await db.SaveChangesAsync(cancellation);
        return new Done(Page, stopped == 0 ? "There is no address that works." : "Your address has stopped. Calendars that read it get nothing from now on.");
    }

    private async Task<int> RevokeAsync(CancellationToken cancellation)
    {
        var working = await Working().ToListAsync(cancellation);
        foreach (var feed in working)
            feed.RevokedUtc = clock.UtcNow;
        return working.Count;
    }

    private IQueryable<CalendarFeed> Working()
    {
        var userId = signedIn.Person.UserId;
        return db.CalendarFeeds.Where(f => f.UserId == userId && f.RevokedUtc == null);
    }
}
