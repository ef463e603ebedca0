using System.Globalization;
using System.Security.Cryptography;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Tenancy;
using HwbcPortal.Web.Infrastructure.Hosting;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HwbcPortal.Web.Cli;

/// <summary>`keys renew`: another key in place of all before it, and what is stored encrypted anew with it.</summary>
internal static class KeysCommand
{
    public static Task<int> RenewAsync(TextWriter output, CancellationToken cancellation) => PortalHost.GuardedAsync(async () =>
    {
        await using var app = PortalHost.Build([]);
        await DatabaseStart.RequireMigratedAsync(app.Services, cancellation);
        // A portal that runs keeps its keys in memory, and would go on with those before.
        using var alone = DataInUse.Alone(app.Services.GetRequiredService<PortalSettings>());
        return await RenewAsync(() => PortalHost.Build([]), output, cancellation);
    });

    /// <summary>First the new key, then what is encrypted with it, and only when that is stored the end of the others: whenever it stops, everything can still be read.</summary>
    internal static async Task<int> RenewAsync(Func<WebApplication> build, TextWriter output, CancellationToken cancellation)
    {
        List<Guid> before;
        await using (var first = build())
        {
            var keys = first.Services.GetRequiredService<IKeyManager>();
            var holding = keys.GetAllKeys().Where(k => !k.IsRevoked).ToList();
            if (holding.FirstOrDefault(k => !CanBeRead(k)) is { } closed)
                throw new StartRefusedException($"The key {closed.KeyId} cannot be read: it was encrypted with a certificate that is not set. Set Keys:Certificate, or Keys:EarlierCertificate where another has taken its place, as the portal has it. Nothing was changed.");
            before = holding.ConvertAll(k => k.KeyId);
            // Keys live by the machine's clock, as the framework's own.
            var now = TimeProvider.System.GetUtcNow();
            keys.CreateNewKey(now, now + first.Services.GetRequiredService<IOptions<KeyManagementOptions>>().Value.NewKeyLifetime);
        }

        // Which key encrypts is read once by whatever encrypts: a host of its own begins with the new one.
        await using var app = build();
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().BecomeSystem("keys renew");
        var db = scope.ServiceProvider.GetRequiredService<HwbcDbContext>();
        await using var whole = await db.Database.BeginTransactionAsync(cancellation);
        var (renewed, lost) = await scope.ServiceProvider.GetRequiredService<SecondFactors>().EncryptAnewAsync(cancellation);
        await db.SaveChangesAsync(cancellation);
        // Of the secrets the audit has nothing, before or after: it says what became of them.
        await db.RecordErasureAsync(new AuditCommand("keys.renew", Reason: string.Create(CultureInfo.InvariantCulture, $"{before.Count} keys ended, {renewed} secrets of authenticator apps encrypted anew, {lost} that no key read")), cancellationToken: cancellation);
        await whole.CommitAsync(cancellation);
        foreach (var key in before)
            app.Services.GetRequiredService<IKeyManager>().RevokeKey(key, "keys renew");
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"There is a new key, and {before.Count} before it are worth nothing any more. Secrets of authenticator apps: {renewed} encrypted anew, {lost} that no key reads. Sessions, links in mails and forms that were kept are over: people sign in again."));
        return CommandLine.Ok;
    }

    private static bool CanBeRead(IKey key)
    {
        try
        {
            return key.CreateEncryptor() is not null;
        }
        catch (Exception fault) when (fault is CryptographicException or AggregateException or System.Xml.XmlException or InvalidOperationException)
        {
            return false;
        }
    }
}
