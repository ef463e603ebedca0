using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Data.Tenancy;
using HwbcPortal.Web.Infrastructure.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Infrastructure.Security;

/// <summary>
/// Who is signed in, kept on the server: the cookie holds a random key, and a session that was ended is gone with the next request,
/// however many copies of its cookie there are. What was read is kept for a minute, and forgotten at once when this process ends a
/// session: a session that another server ends is gone there within the minute.
/// </summary>
internal sealed class SignInSessions(IServiceScopeFactory scopes, SignedInReader people, UkClock clock) : ITicketStore
{
    /// <summary>How long a session may lie unused.</summary>
    public static readonly TimeSpan LongestIdle = TimeSpan.FromMinutes(30);

    /// <summary>The longest that a session lasts, however busy.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    /// <summary>How long before its end a session says so.</summary>
    public static readonly TimeSpan WarnedBefore = TimeSpan.FromMinutes(5);

    /// <summary>How much use goes by before it is written down again.</summary>
    public static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(1);

    /// <summary>The claim that says which session a request belongs to.</summary>
    public const string IdClaim = "session";

    /// <summary>The parameter of a request's ticket that says when the session is over however busy, UTC.</summary>
    public const string LastParameter = "last";

    /// <summary>The parameter of a request's ticket that says when the second factor was given last, UTC.</summary>
    public const string ProvedParameter = "proved";

    private const string FactorItem = ".factor";
    private const int MostKept = 10_000;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, (DateTime ReadUtc, int Endings, SignInSession Session)> _kept = new(StringComparer.Ordinal);
    private int _endings;

    /// <summary>A session begins: the answer carries its cookie.</summary>
    public static Task BeginAsync(HttpContext http, Guid userId, SecondFactor factor) =>
        http.SignInAsync(IdentityConstants.ApplicationScheme, Principal(userId), new AuthenticationProperties { Items = { [FactorItem] = factor.ToString() } });

    /// <summary>Marks every session of an account as ended but one; the caller saves, as part of its command, and then calls <see cref="Forget"/>.</summary>
    public async Task EndAllAsync(HwbcDbContext db, Guid userId, SessionEnd end, Guid? except = null, CancellationToken cancellation = default)
    {
        var now = clock.UtcNow;
        foreach (var session in await Open(db, now).Where(s => s.UserId == userId && s.Id != except).ToListAsync(cancellation))
            (session.EndedUtc, session.End) = (now, end);
    }

    /// <summary>Sessions that are not over.</summary>
    public static IQueryable<SignInSession> Open(HwbcDbContext db, DateTime now)
    {
        var (idle, old) = (now - LongestIdle, now - Longest);
        return db.SignInSessions.Where(s => s.EndedUtc == null && s.SeenUtc > idle && s.StartedUtc > old);
    }

    /// <summary>Reads every session anew: some were ended.</summary>
    public void Forget()
    {
        // First the number: what is being read in this moment was read before, and is not kept as if it still held.
        Interlocked.Increment(ref _endings);
        _kept.Clear();
    }

    /// <summary>Whose session a key opened until it ran out, not longer ago than a while; null when there was none, or somebody ended it.</summary>
    public async Task<Guid?> OverAsync(string? key, TimeSpan notBefore)
    {
        var (now, digest) = (clock.UtcNow, Digest(key ?? ""));
        var since = now - notBefore;
        return await AsSystemAsync(db => db.SignInSessions.Where(s => s.KeyDigest == digest && s.EndedUtc == null && s.SeenUtc > since && db.Users.Any(u => u.Id == s.UserId && u.DeactivatedUtc == null) && !Open(db, now).Contains(s)).Select(s => (Guid?)s.UserId).SingleOrDefaultAsync());
    }

    public Task<string> StoreAsync(AuthenticationTicket ticket) => throw new NotSupportedException("A session begins in a request.");

    public async Task<string> StoreAsync(AuthenticationTicket ticket, HttpContext httpContext, CancellationToken cancellationToken)
    {
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var now = clock.UtcNow;
        var session = new SignInSession
        {
            KeyDigest = Digest(key),
            UserId = Guid.Parse(ticket.Principal.FindFirstValue(ClaimTypes.NameIdentifier)!),
            StartedUtc = now,
            SeenUtc = now,
            ProvedUtc = now,
            Factor = Enum.Parse<SecondFactor>(ticket.Properties.Items[FactorItem]!),
            Device = DeviceWords.Of(httpContext.Request.Headers.UserAgent),
        };
        await OnBehalfAsync(session.UserId, async db =>
        {
            db.Add(session);
            db.Command = new AuditCommand("account.sign-in");
            await db.SaveChangesAsync(cancellationToken);
        });
        return key;
    }

    public async Task<AuthenticationTicket?> RetrieveAsync(string key)
    {
        var now = clock.UtcNow;
        if (await ReadAsync(Digest(key), now) is not { EndedUtc: null } session || now - session.StartedUtc >= Longest || now - session.SeenUtc >= LongestIdle)
            return null;
        var principal = Principal(session.UserId);
        ((ClaimsIdentity)principal.Identity!).AddClaim(new Claim(IdClaim, session.Id.ToString()));
        var (idle, last) = (session.SeenUtc + LongestIdle, session.StartedUtc + Longest);
        return new AuthenticationTicket(principal, new AuthenticationProperties { Parameters = { [LastParameter] = last, [ProvedParameter] = session.ProvedUtc }, IssuedUtc = Utc(session.SeenUtc), ExpiresUtc = Utc(idle < last ? idle : last), AllowRefresh = true }, IdentityConstants.ApplicationScheme);
    }

    public async Task RenewAsync(string key, AuthenticationTicket ticket)
    {
        var digest = Digest(key);
        var now = clock.UtcNow;
        try
        {
            await AsSystemAsync(db => db.SignInSessions.Where(s => s.KeyDigest == digest && s.EndedUtc == null && s.SeenUtc < now).ExecuteUpdateAsync(u => u.SetProperty(s => s.SeenUtc, now)));
            _kept.TryRemove(digest, out _);
        }
        catch (Exception fault) when (StorageFault.Of(fault) is not null)
        {
            // Nobody is kept from reading by it: the session goes on from when its use was last written down.
        }
    }

    public async Task RemoveAsync(string key)
    {
        var digest = Digest(key);
        var now = clock.UtcNow;
        if (await AsSystemAsync(db => Open(db, now).Where(s => s.KeyDigest == digest).Select(s => (Guid?)s.UserId).SingleOrDefaultAsync()) is { } userId)
        {
            await OnBehalfAsync(userId, async db =>
            {
                var session = await db.SignInSessions.SingleAsync(s => s.KeyDigest == digest);
                (session.EndedUtc, session.End) = (now, SessionEnd.SignedOut);
                db.Command = new AuditCommand("account.sign-out");
                await db.SaveChangesAsync();
            });
        }

        Forget();
    }

    private async Task<SignInSession?> ReadAsync(string digest, DateTime now)
    {
        var endings = Volatile.Read(ref _endings);
        if (_kept.TryGetValue(digest, out var kept) && kept.Endings == endings && now - kept.ReadUtc < Kept && now >= kept.ReadUtc)
            return kept.Session;
        var session = await AsSystemAsync(db => db.SignInSessions.AsNoTracking().SingleOrDefaultAsync(s => s.KeyDigest == digest));
        if (session is null)
            return null;
        if (_kept.Count >= MostKept)
            _kept.Clear();
        _kept[digest] = (now, endings, session);
        return session;
    }

    private async Task<T> AsSystemAsync<T>(Func<HwbcDbContext, Task<T>> run)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().BecomeSystem("sign-in");
        return await run(scope.ServiceProvider.GetRequiredService<HwbcDbContext>());
    }

    private async Task OnBehalfAsync(Guid userId, Func<HwbcDbContext, Task> run)
    {
        await using var scope = scopes.CreateAsyncScope();
        if (await people.ReadAsync(userId, CancellationToken.None) is { } person)
            person.ReadsBy(scope.ServiceProvider.GetRequiredService<Caller>());
        await run(scope.ServiceProvider.GetRequiredService<HwbcDbContext>());
    }

    /// <summary>An account as a request carries it.</summary>
    public static ClaimsPrincipal Principal(Guid userId) => new(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, userId.ToString())], IdentityConstants.ApplicationScheme));

    private static DateTimeOffset Utc(DateTime instant) => new(DateTime.SpecifyKind(instant, DateTimeKind.Utc));

    private static string Digest(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
