using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Infrastructure.Security;

/// <summary>What a page asks of a browser's passkeys.</summary>
/// <param name="Options">What the browser is given, in JSON.</param>
/// <param name="State">What comes back with its answer, encrypted.</param>
internal sealed record PasskeyAsk(string Options, string State);

/// <summary>
/// Passkeys, checked by Identity's own handler. What was asked goes with the form, encrypted, and is answered once: an answer that was
/// seen by somebody else is worth nothing.
/// </summary>
internal sealed class Passkeys(HwbcDbContext db, UserManager<PortalUser> users, IPasskeyHandler<PortalUser> handler, IDataProtectionProvider protection, AnsweredAsks answered, IHttpContextAccessor http, UkClock clock)
{
    /// <summary>How long a page may stand open before its question is asked anew.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    public const string Refused = "The passkey was not taken: it is not one of this account, or the page was open for too long. Try again, or sign in another way";

    private const char Between = '|';
    private readonly IDataProtector _asks = protection.CreateProtector("hwbc.passkey");

    /// <summary>The passkeys of an account, the oldest first.</summary>
    public async Task<IReadOnlyList<UserPasskeyInfo>> OfAsync(PortalUser user) => [.. (await users.GetPasskeysAsync(user)).OrderBy(p => p.CreatedAt)];

    /// <summary>Asks for a new passkey.</summary>
    public async Task<PasskeyAsk> AskForNewAsync(PortalUser user)
    {
        var asked = await handler.MakeCreationOptionsAsync(new PasskeyUserEntity { Id = user.Id.ToString(), Name = user.Email!, DisplayName = user.Email! }, http.HttpContext!);
        return new PasskeyAsk(asked.CreationOptionsJson, Sealed(user.Id, asked.AttestationState));
    }

    /// <summary>Asks for a passkey of an account; of any when it is null.</summary>
    public async Task<PasskeyAsk> AskAsync(PortalUser? user)
    {
        var asked = await handler.MakeRequestOptionsAsync(user, http.HttpContext!);
        return new PasskeyAsk(asked.RequestOptionsJson, Sealed(user?.Id, asked.AssertionState));
    }

    /// <summary>Takes a new passkey; the caller saves.</summary>
    /// <returns>Whether it is an answer to what was asked.</returns>
    public async Task<bool> AddAsync(Guid userId, string name, string credential, string? state)
    {
        if (Take(state, userId) is not { } asked)
            return false;
        var made = await handler.PerformAttestationAsync(new PasskeyAttestationContext { HttpContext = http.HttpContext!, CredentialJson = credential, AttestationState = asked });
        if (!made.Succeeded || made.UserEntity.Id != userId.ToString())
            return false;
        var passkey = made.Passkey;
        db.UserPasskeys.Add(new IdentityUserPasskey<Guid>
        {
            UserId = userId,
            CredentialId = passkey.CredentialId,
            Data = new IdentityPasskeyData
            {
                Name = name, PublicKey = passkey.PublicKey, CreatedAt = new DateTimeOffset(clock.UtcNow, TimeSpan.Zero), SignCount = passkey.SignCount, Transports = passkey.Transports, IsUserVerified = passkey.IsUserVerified,
                IsBackupEligible = passkey.IsBackupEligible, IsBackedUp = passkey.IsBackedUp, AttestationObject = passkey.AttestationObject, ClientDataJson = passkey.ClientDataJson,
            },
        });
        return true;
    }

    /// <summary>Whose passkey answered; null when it is nobody's, another account's than the one asked, or an answer to something else.</summary>
    public async Task<PortalUser?> AcceptAsync(Guid? userId, string credential, string? state, CancellationToken cancellation)
    {
        if (Take(state, userId) is not { } asked)
            return null;
        var answer = await handler.PerformAssertionAsync(new PasskeyAssertionContext { HttpContext = http.HttpContext!, CredentialJson = credential, AssertionState = asked });
        if (!answer.Succeeded || (userId is { } only && answer.User.Id != only))
            return null;
        // The counter that shows a copied key, where a key has one.
        var stored = await db.UserPasskeys.SingleAsync(p => p.CredentialId == answer.Passkey.CredentialId, cancellation);
        (stored.Data.SignCount, stored.Data.IsBackedUp, stored.Data.IsUserVerified) = (answer.Passkey.SignCount, answer.Passkey.IsBackedUp, answer.Passkey.IsUserVerified);
        await db.SaveChangesAsync(cancellation);
        return answer.User;
    }

    private string Sealed(Guid? userId, string? state) => _asks.Protect(string.Join(Between, clock.UtcNow.Ticks, userId, state));

    private string? Take(string? state, Guid? userId)
    {
        try
        {
            var parts = _asks.Unprotect(state ?? "").Split(Between, 3);
            var askedUtc = new DateTime(long.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture), DateTimeKind.Utc);
            return parts[1] == userId.ToString() && clock.UtcNow - askedUtc < Longest && answered.Take(state!, askedUtc + Longest, clock.UtcNow) ? parts[2] : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}

/// <summary>The questions that were answered: each is answered once. With several servers an answer could be given once on each, by whoever has it within half an hour.</summary>
internal sealed class AnsweredAsks
{
    private readonly ConcurrentDictionary<string, DateTime> _answered = new(StringComparer.Ordinal);

    public bool Take(string ask, DateTime untilUtc, DateTime nowUtc)
    {
        foreach (var (old, until) in _answered)
        {
            if (until <= nowUtc)
                _answered.TryRemove(old, out _);
        }

        return _answered.TryAdd(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ask))), untilUtc);
    }
}
