using System.Security.Claims;
using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Data.Tenancy;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Infrastructure.Security;

/// <summary>Whether a second factor is asked for. Only the demo, and tests of other things, do without; no setting can.</summary>
internal sealed record SecondFactorPolicy(bool IsAsked);

/// <summary>
/// Between the password and the second factor: a cookie of its own says for ten minutes whose password was right. It opens the pages of
/// the second step and nothing else.
/// </summary>
internal static class HalfWay
{
    public const string Scheme = "HalfWay";
    public const string Policy = "HalfWay";
    private const string ReturnUrl = ".return";
    private const string Stamp = ".stamp";

    /// <summary>How long somebody has for the second step.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>The password was right.</summary>
    public static Task BeginAsync(HttpContext http, PortalUser user, string? returnUrl) =>
        http.SignInAsync(Scheme, new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user.Id.ToString())], Scheme)), new AuthenticationProperties { Items = { [ReturnUrl] = returnUrl ?? "/", [Stamp] = user.SecurityStamp } });

    /// <summary>Whose password was right, and where they were going; from here on the unit of work writes on their behalf. Null when the account was closed or its password changed meanwhile.</summary>
    public static async Task<(SignedInPerson Person, string ReturnUrl)?> ReadAsync(HttpContext http, CancellationToken cancellation)
    {
        var half = await http.AuthenticateAsync(Scheme);
        if (!Guid.TryParse(half.Principal?.FindFirstValue(ClaimTypes.NameIdentifier), out var userId)
            || await http.RequestServices.GetRequiredService<HwbcDbContext>().Users.Where(u => u.Id == userId).Select(u => u.SecurityStamp).SingleOrDefaultAsync(cancellation) is not { } stamp || half.Properties!.Items[Stamp] != stamp
            || await http.RequestServices.GetRequiredService<SignedInReader>().ReadAsync(userId, cancellation) is not { } person)
            return null;
        person.ReadsBy(http.RequestServices.GetRequiredService<Caller>());
        return (person, half.Properties.Items[ReturnUrl]!);
    }

    /// <summary>The second factor was right too: a session begins.</summary>
    public static async Task EndAsync(HttpContext http, Guid userId, SecondFactor factor)
    {
        await http.SignOutAsync(Scheme);
        await SignInSessions.BeginAsync(http, userId, factor);
    }
}

/// <summary>Opens an action to whoever has given a right password and not yet the second factor.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class HalfWayAttribute() : AuthorizeAttribute(HalfWay.Policy);
