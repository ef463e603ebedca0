using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.Features;

namespace HwbcPortal.Web.Infrastructure.Security;

/// <summary>
/// Over https every cookie, whoever in the program sets it, has the __Host- prefix and is Secure, and one without the prefix is not read:
/// a neighbouring site cannot have set it. On loopback http browsers refuse both, so there they are left out. No script reads any.
/// </summary>
internal sealed class HostCookies(RequestDelegate next)
{
    private const string Prefix = "__Host-";

    public Task InvokeAsync(HttpContext context)
    {
        var isHttps = context.Request.IsHttps;
        if (isHttps)
            context.Features.Set<IRequestCookiesFeature>(new RequestCookiesFeature(new Prefixed(context.Request.Cookies)));
        context.Features.Set<IResponseCookiesFeature>(new Guarding(context.Response.Cookies, isHttps));
        return next(context);
    }

    private sealed class Prefixed(IRequestCookieCollection all) : IRequestCookieCollection
    {
        public string? this[string key] => all[Prefix + key];

        public int Count => Keys.Count;

        public ICollection<string> Keys => [.. this.Select(c => c.Key)];

        public bool ContainsKey(string key) => all.ContainsKey(Prefix + key);

        public bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => all.TryGetValue(Prefix + key, out value);

        public IEnumerator<KeyValuePair<string, string>> GetEnumerator() =>
            all.Where(c => c.Key.StartsWith(Prefix, StringComparison.Ordinal)).Select(c => KeyValuePair.Create(c.Key[Prefix.Length..], c.Value)).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private sealed class Guarding(IResponseCookies cookies, bool isHttps) : IResponseCookies, IResponseCookiesFeature
    {
        public IResponseCookies Cookies => this;

        public void Append(string key, string value) => Append(key, value, new CookieOptions());

        public void Append(string key, string value, CookieOptions options) => cookies.Append(Name(key), value, Guarded(options));

        public void Delete(string key) => Delete(key, new CookieOptions());

        public void Delete(string key, CookieOptions options) => cookies.Delete(Name(key), Guarded(options));

        private string Name(string key) => isHttps ? Prefix + key : key;

        private CookieOptions Guarded(CookieOptions options) => new(options)
        {
            Path = "/", Domain = null, HttpOnly = true, Secure = isHttps, SameSite = options.SameSite == SameSiteMode.Strict ? SameSiteMode.Strict : SameSiteMode.Lax,
        };
    }
}
