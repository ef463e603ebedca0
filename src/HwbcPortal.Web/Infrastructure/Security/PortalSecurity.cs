using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure.Hosting;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace HwbcPortal.Web.Infrastructure.Security;

/// <summary>Sign-in, cookies and policies: denied until granted.</summary>
internal static class PortalSecurity
{
    /// <summary>The longest that a session lasts, however busy.</summary>
    public static readonly TimeSpan LongestSession = TimeSpan.FromHours(12);

    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);
    private const string SignedInAt = ".signed-in-at";

    public static void AddPortalSecurity(this IServiceCollection services, PortalSettings settings)
    {
        services.AddDataProtection().SetApplicationName("hwbc-portal").PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(settings.DataFolder, "keys")))
            // One pass over the bytes instead of the default's two, on every page: the cookie is read and a form's token written each time.
            .UseCryptographicAlgorithms(new AuthenticatedEncryptorConfiguration { EncryptionAlgorithm = EncryptionAlgorithm.AES_256_GCM });
        services.AddIdentityCore<PortalUser>(identity =>
            {
                identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
                identity.User.RequireUniqueEmail = true;
                identity.Password = new PasswordOptions { RequiredLength = 12, RequireDigit = false, RequireLowercase = false, RequireUppercase = false, RequireNonAlphanumeric = false, RequiredUniqueChars = 1 };
                // Slowing down is SignInThrottle's; an account never locks for good.
                identity.Lockout.AllowedForNewUsers = false;
            })
            .AddEntityFrameworkStores<HwbcDbContext>()
            .AddSignInManager()
            .AddDefaultTokenProviders();
        services.Configure<DataProtectionTokenProviderOptions>(o => o.TokenLifespan = TimeSpan.FromHours(1));
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services.ConfigureApplicationCookie(Cookie);
        services.AddScoped<SignedIn>();
        services.AddSingleton<SignedInReader>();
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<FirstRun>();
        services.AddScoped<IAuthorizationHandler, OperationHandler>();
        services.AddAuthorization(authorization =>
        {
            authorization.FallbackPolicy = authorization.DefaultPolicy = Policy(Operation.UsePortal);
            foreach (var operation in Enum.GetValues<Operation>())
                authorization.AddPolicy(RequiresAttribute.PolicyOf(operation), Policy(operation));
        });
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.FormFieldName = "RequestToken";
            antiforgery.Cookie.Name = "hwbc-form";
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            antiforgery.SuppressXFrameOptionsHeader = true;
        });
    }

    private static AuthorizationPolicy Policy(Operation operation) =>
        new AuthorizationPolicyBuilder().RequireAuthenticatedUser().AddRequirements(new OperationRequirement(operation)).Build();

    private static void Cookie(CookieAuthenticationOptions cookie)
    {
        cookie.Cookie.Name = "hwbc";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.CookieManager = new HostPrefixedCookies();
        cookie.ExpireTimeSpan = Idle;
        cookie.SlidingExpiration = true;
        cookie.LoginPath = "/account/sign-in";
        cookie.ReturnUrlParameter = "returnUrl";
        cookie.Events.OnSigningIn = context =>
        {
            context.Properties.Items.TryAdd(SignedInAt, context.Properties.IssuedUtc?.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
            return Task.CompletedTask;
        };
        var validate = cookie.Events.OnValidatePrincipal;
        cookie.Events.OnValidatePrincipal = async context =>
        {
            var services = context.HttpContext.RequestServices;
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            var known = DateTimeOffset.TryParse(context.Properties.Items.TryGetValue(SignedInAt, out var at) ? at : null, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.RoundtripKind, out var started);
            if (!known || now - started > LongestSession)
                context.RejectPrincipal();
            // Identity's own check makes a user store and a context only to find that its interval is not over: it is asked when it is.
            else if (context.Properties.IssuedUtc is not { } issued || now - issued > services.GetRequiredService<IOptions<SecurityStampValidatorOptions>>().Value.ValidationInterval)
                await validate(context);
        };
        // What one may not do is answered on the spot: the address stays, the status is 403.
        cookie.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }
}

/// <summary>Over https the cookie carries the __Host- prefix; on loopback http browsers refuse that, so there it does not.</summary>
internal sealed class HostPrefixedCookies : ICookieManager
{
    private readonly ChunkingCookieManager _cookies = new();

    public string? GetRequestCookie(HttpContext context, string key) => _cookies.GetRequestCookie(context, Name(context, key));

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) => _cookies.AppendResponseCookie(context, Name(context, key), value, Rooted(options));

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) => _cookies.DeleteCookie(context, Name(context, key), Rooted(options));

    private static string Name(HttpContext context, string key) => context.Request.IsHttps ? $"__Host-{key}" : key;

    private static CookieOptions Rooted(CookieOptions options) => new(options) { Path = "/", Domain = null };
}
