using System.Security.Cryptography;
using System.Text.Json;
using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Infrastructure.Forms;

/// <param name="Path">Where it was being sent.</param>
/// <param name="KeptUtc">When.</param>
/// <param name="HadFiles">Whether files were chosen, which are not kept.</param>
/// <param name="Fields">What was typed, and what the form held besides.</param>
internal sealed record KeptFields(string Path, DateTime KeptUtc, bool HadFiles, IReadOnlyList<KeyValuePair<string, string>> Fields);

/// <summary>
/// A form that is sent after its session was over loses nothing: what was typed is kept, encrypted, for the person whose session it was.
/// They sign in, and go on with it; nothing is saved until they save it. A session that somebody ended keeps nothing.
/// </summary>
internal sealed class KeptForms(HwbcDbContext db, SignInSessions sessions, IAntiforgery antiforgery, IDataProtectionProvider protection, UkClock clock)
{
    /// <summary>The page on which somebody goes on with what was kept.</summary>
    public const string Page = "/account/continue/";

    /// <summary>How long it is kept.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private const int MostForms = 5;
    private const int MostCharacters = 100_000;
    private const int MostOfPath = 1000;
    private const string Token = "RequestToken";
    private static readonly HashSet<string> NotTyped = new(["Form.Key", "Form.Confirmed", "Form.Seen", "Form.Version", "Form.Restored", Token], StringComparer.OrdinalIgnoreCase);

    // Of the account's own pages these are about no way to sign in.
    private static readonly HashSet<string> OwnDetails = new(["/account/details", "/account/mail"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Keeps the form that a request sends without a session, if it had one until a moment ago; null: there is nothing to keep.</summary>
    public async Task<Guid?> KeepAsync(HttpContext http, string? cookieKey)
    {
        var request = http.Request;
        // What a script sends by itself (a draft) is sent again; what is about signing in is nothing to keep.
        if (!HttpMethods.IsPost(request.Method) || !request.HasFormContentType || request.Headers["Sec-Fetch-Mode"].ToString() is not ("" or "navigate")
            || (request.Path.StartsWithSegments("/account", StringComparison.OrdinalIgnoreCase) && !OwnDetails.Contains(request.Path.Value!)) || await sessions.OverAsync(cookieKey, Longest) is not { } userId)
            return null;
        IFormCollection form;
        try
        {
            form = await request.ReadFormAsync(http.RequestAborted);
        }
        catch (Exception fault) when (fault is InvalidDataException or BadHttpRequestException)
        {
            // More than a form can be: whoever signs in again is told so when they send it again.
            return null;
        }

        var fields = form.Where(f => f.Key != Token && f.Key != ProvedLatelyAttribute.Field && !f.Key.EndsWith("Password", StringComparison.OrdinalIgnoreCase)).SelectMany(f => f.Value.Select(v => KeyValuePair.Create(f.Key, v ?? ""))).ToList();
        var path = request.Path + request.QueryString;
        if (!fields.Any(f => f.Key.StartsWith("Form.", StringComparison.OrdinalIgnoreCase) && !NotTyped.Contains(f.Key) && f.Value.Length > 0) || fields.Sum(f => f.Key.Length + f.Value.Length) > MostCharacters || path.Length > MostOfPath || !await IsOursAsync(http, userId))
            return null;
        var (now, old) = (clock.UtcNow, clock.UtcNow - Longest);
        var before = await db.KeptForms.Where(k => k.UserId == userId).OrderByDescending(k => k.KeptUtc).ToListAsync(http.RequestAborted);
        db.RemoveRange(before.Where((k, i) => i >= MostForms - 1 || k.KeptUtc <= old));
        var kept = new KeptForm { UserId = userId, Path = path, KeptUtc = now, ProtectedFields = Protector(userId).Protect(JsonSerializer.Serialize(new Content(form.Files.Count > 0, fields))) };
        db.Add(kept);
        await db.SaveChangesAsync(http.RequestAborted);
        return kept.Id;
    }

    /// <summary>What was kept for somebody; null: nothing, or not for them, or too long ago.</summary>
    public async Task<KeptFields?> ReadAsync(Guid id, Guid userId, CancellationToken cancellation)
    {
        var old = clock.UtcNow - Longest;
        if (await db.KeptForms.AsNoTracking().SingleOrDefaultAsync(k => k.Id == id && k.UserId == userId && k.KeptUtc > old, cancellation) is not { } kept)
            return null;
        try
        {
            var content = JsonSerializer.Deserialize<Content>(Protector(userId).Unprotect(kept.ProtectedFields))!;
            return new KeptFields(kept.Path, kept.KeptUtc, content.HadFiles, content.Fields);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>The form's token is of the account whose session it was: another site cannot leave anything here.</summary>
    private async Task<bool> IsOursAsync(HttpContext http, Guid userId)
    {
        var nobody = http.User;
        http.User = SignInSessions.Principal(userId);
        try
        {
            return await antiforgery.IsRequestValidAsync(http);
        }
        finally
        {
            http.User = nobody;
        }
    }

    private IDataProtector Protector(Guid userId) => protection.CreateProtector("hwbc.kept-form", userId.ToString());

    private sealed record Content(bool HadFiles, List<KeyValuePair<string, string>> Fields);
}
