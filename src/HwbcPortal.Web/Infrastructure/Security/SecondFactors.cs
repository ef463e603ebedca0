using System.Security.Cryptography;
using System.Text;
using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Infrastructure.Security;

/// <summary>What an account can give beside its password. Every code is taken once, also of two who send it in the same moment.</summary>
internal sealed class SecondFactors(HwbcDbContext db, IDataProtectionProvider protection, UkClock clock)
{
    /// <summary>How many recovery codes somebody gets.</summary>
    public const int RecoveryCodes = 10;

    private const int SecretBytes = 20;
    // 138 bits: what is as random as that needs no slow hash.
    private const int CodeCharacters = 28;
    // Without those that are read as others.
    private const string CodeAlphabet = "abcdefghjkmnpqrstuvwxyz23456789";
    private readonly IDataProtector _secrets = protection.CreateProtector("hwbc.authenticator");

    /// <summary>Whether the account has a second factor.</summary>
    public async Task<bool> HasAsync(Guid userId, CancellationToken cancellation) => await HasAppAsync(userId, cancellation) || await db.UserPasskeys.AnyAsync(p => p.UserId == userId, cancellation);

    /// <summary>Whether the account has an authenticator app.</summary>
    public Task<bool> HasAppAsync(Guid userId, CancellationToken cancellation) => db.Authenticators.AnyAsync(a => a.UserId == userId && a.ConfirmedUtc != null, cancellation);

    /// <summary>Takes away the app, the passkeys and the recovery codes; the caller saves. At the next sign-in something new is set up.</summary>
    public async Task RemoveAllAsync(Guid userId, CancellationToken cancellation)
    {
        db.RemoveRange(await db.Authenticators.Where(a => a.UserId == userId).ToListAsync(cancellation));
        db.RemoveRange(await db.RecoveryCodes.Where(c => c.UserId == userId).ToListAsync(cancellation));
        db.RemoveRange(await db.UserPasskeys.Where(p => p.UserId == userId).ToListAsync(cancellation));
    }

    /// <summary>A new secret, encrypted: it goes with the form, and is stored when the app has shown that it has it.</summary>
    public string NewSecret() => _secrets.Protect(Convert.ToHexString(RandomNumberGenerator.GetBytes(SecretBytes)));

    /// <summary>A secret as the app takes it; null when it is not one of ours.</summary>
    public byte[]? Read(string? secret)
    {
        try
        {
            return string.IsNullOrEmpty(secret) ? null : Convert.FromHexString(_secrets.Unprotect(secret));
        }
        catch (Exception fault) when (fault is CryptographicException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Encrypts the secrets of all apps anew, with the newest key; the caller saves.</summary>
    /// <returns>How many were, and how many cannot be read: their key is lost.</returns>
    /// <exception cref="InvalidOperationException">An older key is still the one that encrypts.</exception>
    public async Task<(int Renewed, int Lost)> EncryptAnewAsync(CancellationToken cancellation)
    {
        var apps = await db.Authenticators.ToListAsync(cancellation);
        var readable = apps.Select(a => (App: a, Secret: Read(a.ProtectedSecret))).Where(a => a.Secret is not null).ToList();
        foreach (var (app, secret) in readable)
        {
            app.ProtectedSecret = _secrets.Protect(Convert.ToHexString(secret!));
            ((IPersistedDataProtector)_secrets).DangerousUnprotect(WebEncoders.Base64UrlDecode(app.ProtectedSecret), ignoreRevocationErrors: false, out var isOfAnother, out _);
            if (isOfAnother)
                throw new InvalidOperationException("The secrets would be encrypted with a key that is not the newest.");
        }

        return (readable.Count, apps.Count - readable.Count);
    }

    /// <summary>Makes an app the account's second factor, if the code shows that it has the secret; the caller saves.</summary>
    public async Task<bool> SetAppAsync(Guid userId, string secret, string code, CancellationToken cancellation)
    {
        var now = clock.UtcNow;
        if (Read(secret) is not { } bytes || Totp.Accepts(bytes, code, now, 0) is not { } step)
            return false;
        if (await db.Authenticators.SingleOrDefaultAsync(a => a.UserId == userId, cancellation) is { } before)
            (before.ProtectedSecret, before.ConfirmedUtc, before.LastStep) = (secret, now, step);
        else
            db.Add(new Authenticator { UserId = userId, ProtectedSecret = secret, ConfirmedUtc = now, LastStep = step });
        return true;
    }

    /// <summary>Takes a code of the app.</summary>
    public async Task<bool> AcceptCodeAsync(Guid userId, string code, CancellationToken cancellation)
    {
        if (await db.Authenticators.AsNoTracking().SingleOrDefaultAsync(a => a.UserId == userId && a.ConfirmedUtc != null, cancellation) is not { } app
            || Read(app.ProtectedSecret) is not { } secret || Totp.Accepts(secret, code, clock.UtcNow, app.LastStep) is not { } step)
            return false;
        return await db.Authenticators.Where(a => a.UserId == userId && a.LastStep < step).ExecuteUpdateAsync(u => u.SetProperty(a => a.LastStep, step), cancellation) == 1;
    }

    /// <summary>Takes a recovery code.</summary>
    public async Task<bool> AcceptRecoveryCodeAsync(Guid userId, string code, CancellationToken cancellation)
    {
        var (digest, now) = (Digest(code), clock.UtcNow);
        return await db.RecoveryCodes.Where(c => c.UserId == userId && c.CodeDigest == digest && c.UsedUtc == null).ExecuteUpdateAsync(u => u.SetProperty(c => c.UsedUtc, now), cancellation) == 1;
    }

    /// <summary>How many recovery codes still work.</summary>
    public Task<int> RecoveryCodesLeftAsync(Guid userId, CancellationToken cancellation) => db.RecoveryCodes.CountAsync(c => c.UserId == userId && c.UsedUtc == null, cancellation);

    /// <summary>New recovery codes in place of those before; the caller saves, and shows them once.</summary>
    public async Task<IReadOnlyList<string>> RenewRecoveryCodesAsync(Guid userId, CancellationToken cancellation)
    {
        db.RemoveRange(await db.RecoveryCodes.Where(c => c.UserId == userId).ToListAsync(cancellation));
        var codes = Enumerable.Range(0, RecoveryCodes).Select(_ => string.Join('-', RandomNumberGenerator.GetString(CodeAlphabet, CodeCharacters).Chunk(4).Select(c => new string(c)))).ToList();
        db.AddRange(codes.Select(c => new RecoveryCode { UserId = userId, CodeDigest = Digest(c) }));
        return codes;
    }

    private static string Digest(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(new string([.. code.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]))));
}
