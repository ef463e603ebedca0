using System.Security.Claims;
using HwbcPortal.Data.Entities;
using HwbcPortal.Data;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Hosting;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HwbcPortal.Web.Infrastructure.Security;

/// <summary>Sign-in, cookies and policies: denied until granted.</summary>
internal static class PortalSecurity
{
    /// <summary>Rounds of PBKDF2 with HMAC-SHA-512, as OWASP asks for at present; the framework's own number is less than half.</summary>
    public const int HashRounds = 210_000;

    public static void AddPortalSecurity(this IServiceCollection services, PortalSettings settings)
    {
        var keys = services.AddDataProtection().SetApplicationName("hwbc-portal").PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(settings.DataFolder, "keys")))
            // One pass over the bytes instead of the default's two, on every page: the cookie is read and a form's token written each time.
            .UseCryptographicAlgorithms(new AuthenticatedEncryptorConfiguration { EncryptionAlgorithm = EncryptionAlgorithm.AES_256_GCM });
        if (settings.Keys.Certificate is { } certificate)
            keys.ProtectKeysWithCertificate(certificate);
        if (settings.Keys.Earlier is { } earlier)
            keys.UnprotectKeysWithAnyCertificate(earlier);
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
            .AddPasswordValidator<GuessedPasswords>()
            .AddDefaultTokenProviders();
        services.Configure<PasswordHasherOptions>(o => o.IterationCount = HashRounds);
        services.Configure<DataProtectionTokenProviderOptions>(o => o.TokenLifespan = TimeSpan.FromHours(1));
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services.ConfigureApplicationCookie(Cookie);
        services.AddAuthentication().AddCookie(HalfWay.Scheme, HalfWayCookie);
        services.AddScoped<SignedIn>();
        services.AddSingleton<SignedInReader>();
        services.AddSingleton<SignInThrottle>().AddSingleton<WrongReferences>().AddSingleton<WrongCodes>();
        services.AddSingleton<SignInSessions>();
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme).Configure<SignInSessions>((cookie, sessions) => cookie.SessionStore = sessions);
        services.AddSingleton<FirstRun>();
        services.AddScoped<SecondFactors>();
        services.AddScoped<Passkeys>();
        services.AddScoped<KeptForms>();
        services.TryAddScoped<IPasskeyHandler<PortalUser>, PasskeyHandler<PortalUser>>();
        services.AddSingleton<AnsweredAsks>();
        // Whoever has the device must show that it is theirs as well: then a passkey is two factors in one.
        services.Configure<IdentityPasskeyOptions>(o => (o.UserVerificationRequirement, o.ResidentKeyRequirement) = ("required", "preferred"));
        services.TryAddSingleton(new SecondFactorPolicy(IsAsked: true));
        services.AddScoped<IAuthorizationHandler, OperationHandler>();
        services.AddAuthorization(authorization =>
        {
            authorization.FallbackPolicy = authorization.DefaultPolicy = Policy(Operation.UsePortal);
            authorization.AddPolicy(HalfWay.Policy, new AuthorizationPolicyBuilder(HalfWay.Scheme).RequireAuthenticatedUser().Build());
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

    private static void Guard(CookieAuthenticationOptions cookie, string name)
    {
        cookie.Cookie.Name = name;
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
    }

    private static void HalfWayCookie(CookieAuthenticationOptions cookie)
    {
        Guard(cookie, "hwbc-half-way");
        cookie.ExpireTimeSpan = HalfWay.Longest;
        cookie.SlidingExpiration = false;
        // The second step is no place to come back to: who lost it begins with the password again.
        cookie.Events.OnRedirectToLogin = context =>
        {
            context.Response.Redirect("/account/sign-in");
            return Task.CompletedTask;
        };
    }

    private static void Cookie(CookieAuthenticationOptions cookie)
    {
        Guard(cookie, "hwbc");
        cookie.ExpireTimeSpan = SignInSessions.LongestIdle;
        cookie.SlidingExpiration = true;
        cookie.LoginPath = "/account/sign-in";
        cookie.ReturnUrlParameter = "returnUrl";
        // The session's row says whether it holds: there is no stamp in the cookie to be looked at now and then.
        cookie.Events.OnRedirectToLogin = SignInPages.RedirectAsync;
        cookie.Events.OnValidatePrincipal = _ => Task.CompletedTask;
        cookie.Events.OnCheckSlidingExpiration = context =>
        {
            context.ShouldRenew = context.ElapsedTime >= SignInSessions.SeenEvery;
            return Task.CompletedTask;
        };
        // What one may not do is answered on the spot: the address stays, the status is 403.
        cookie.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }
}

/// <summary>Where somebody without a session is led, and what they come back to.</summary>
internal static class SignInPages
{
    // The name that the cookie handler gives to the claim with the session's key.
    private const string KeyClaim = "Microsoft.AspNetCore.Authentication.Cookies-SessionId";

    public static async Task RedirectAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        var (http, options) = (context.HttpContext, context.Options);
        // Whose session is over leaves nothing behind for Back.
        if (http.Request.Cookies.ContainsKey(options.Cookie.Name!))
            http.Response.Headers["Clear-Site-Data"] = "\"cache\"";
        if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
        {
            context.Response.Redirect(context.RedirectUri);
            return;
        }

        var cookie = options.CookieManager.GetRequestCookie(http, options.Cookie.Name!);
        var key = cookie is null ? null : options.TicketDataFormat.Unprotect(cookie)?.Principal.FindFirstValue(KeyClaim);
        var kept = key is null ? null : await http.RequestServices.GetRequiredService<KeptForms>().KeepAsync(http, key);
        // A form's address may be none that can be looked at: one comes back to the page from which it was sent.
        context.Response.Redirect($"{options.LoginPath}{QueryString.Create(options.ReturnUrlParameter, kept is { } id ? $"{KeptForms.Page}{id}" : PageBefore(http.Request))}");
    }

    /// <summary>The page from which a form was sent; the front page when the browser does not say.</summary>
    public static string PageBefore(HttpRequest request) =>
        Uri.TryCreate(request.Headers.Referer.ToString(), UriKind.Absolute, out var page) && page.Authority == request.Host.Value ? page.PathAndQuery : "/";
}
