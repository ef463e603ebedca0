using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using HwbcPortal.Web.Infrastructure.Hosting;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Metadata;

namespace HwbcPortal.Web.Infrastructure.Security;

/// <summary>What costs more than a page, or is open to anybody, and is limited more tightly besides.</summary>
internal enum Limit
{
    /// <summary>Exports, uploads and imports.</summary>
    Files,

    /// <summary>The pages on which somebody who is not signed in gives a password, a code or an address.</summary>
    SignIn,

    /// <summary>What browsers report that they blocked.</summary>
    Reports,
}

/// <summary>How often an account, or an address where nobody is signed in, may ask in a minute.</summary>
internal sealed record LimitSettings(int Requests, int Files, int SignIn, int Reports)
{
    public static LimitSettings From(IConfiguration configuration)
    {
        return new LimitSettings(Number("Requests", 300), Number("Files", 30), Number("SignIn", 120), Number("Reports", 60));

        int Number(string name, int usual) => configuration[$"Limits:{name}"] is not { Length: > 0 } value ? usual
            : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 1_000_000 ? number
            : throw new StartRefusedException($"Limits:{name} is \"{value}\". It is how many requests a minute are answered, like {usual}.");
    }

    public int Of(Limit limit) => limit switch { Limit.Files => Files, Limit.SignIn => SignIn, _ => Reports };
}

/// <summary>An action that a tighter limit holds for.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal class LimitedAttribute(Limit limit) : Attribute
{
    public Limit Limit { get; } = limit;
}

/// <summary>An action whose form brings files: its body may be larger than others', and it is limited as files are.</summary>
internal sealed class TakesFilesAttribute(long mostBytes) : LimitedAttribute(Limit.Files), IRequestSizeLimitMetadata
{
    public long? MaxRequestBodySize { get; } = mostBytes;
}

/// <summary>
/// Limits requests for each account, and for each address where nobody is signed in. Whoever has used theirs up gets more one by one, as
/// many in a minute as the limit says.
/// </summary>
internal static class RateLimits
{
    public static void AddRateLimits(this IServiceCollection services, LimitSettings limits) => services.AddRateLimiter(limiter =>
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<HttpContext, string>(http => IsErrorPage(http) ? Unlimited : Limited(Whose(http), limits.Requests)),
            PartitionedRateLimiter.Create<HttpContext, string>(http => http.GetEndpoint()?.Metadata.GetMetadata<LimitedAttribute>() is { Limit: var limit } ? Limited($"{limit} {Whose(http)}", limits.Of(limit)) : Unlimited));
        limiter.OnRejected = (rejected, _) =>
        {
            var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromMinutes(1);
            rejected.HttpContext.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            return ValueTask.CompletedTask;
        };
    });

    /// <summary>The address that a request is from. Of IPv6 it is the network: one household or office has all addresses of it.</summary>
    public static string Address(this HttpContext http)
    {
        if (http.Connection.RemoteIpAddress is not { } address)
            return "unknown";
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4().ToString();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? $"{new IPAddress([.. address.GetAddressBytes().Take(8), .. new byte[8]])}/64" : address.ToString();
    }

    private static RateLimitPartition<string> Unlimited => RateLimitPartition.GetNoLimiter("");

    private static RateLimitPartition<string> Limited(string whose, int aMinute) => RateLimitPartition.GetTokenBucketLimiter(whose, _ => new TokenBucketRateLimiterOptions
    {
        TokenLimit = aMinute, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromMinutes(1) / aMinute,
    });

    private static string Whose(HttpContext http) => http.RequestServices.GetRequiredService<SignedIn>() is { IsSomebody: true } signedIn ? $"account {signedIn.Person.UserId}" : $"address {http.Address()}";

    // The page that says what went wrong belongs to the request that was counted already.
    private static bool IsErrorPage(HttpContext http) => http.Features.Get<IStatusCodeReExecuteFeature>() is not null || http.Features.Get<IExceptionHandlerFeature>() is not null;
}
