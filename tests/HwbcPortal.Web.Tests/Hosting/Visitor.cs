using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace HwbcPortal.Web.Tests.Hosting;

/// <summary>A page as it came.</summary>
internal sealed record Page(HttpStatusCode Status, Uri Address, IHtmlDocument Document, HttpResponseMessage Response)
{
    public string Text => System.Text.RegularExpressions.Regex.Replace(Document.Body?.TextContent ?? "", @"\s+", " ");

    /// <summary>The rows of the page's list; a table that is opened beside it is not the list.</summary>
    public IReadOnlyList<IElement> Rows => Document.QuerySelectorAll("main table tbody tr").Where(r => r.Closest("details") is null).ToList();

    public string Title => Document.Title ?? "";

    public IReadOnlyList<string> Errors => Document.QuerySelectorAll(".nhsuk-error-summary__list li").Select(e => e.TextContent.Trim()).ToList();
}

/// <summary>Somebody with a browser without JavaScript: keeps cookies, fills forms in as they stand in the page, follows one redirect at a time.</summary>
internal sealed class Visitor : IDisposable
{
    private readonly HttpClient _client;
    private readonly CookieContainer _cookies = new();

    public Visitor(Uri address, HttpClientHandler? handler = null)
    {
        handler ??= new HttpClientHandler();
        (handler.AllowAutoRedirect, handler.CookieContainer) = (false, _cookies);
        _client = new HttpClient(handler) { BaseAddress = address };
    }

    public HttpClient Client => _client;

    public IReadOnlyList<Cookie> Cookies => _cookies.GetAllCookies().ToList();

    /// <summary>Another browser with a copy of every cookie.</summary>
    public Visitor Copy()
    {
        var copy = new Visitor(_client.BaseAddress!);
        foreach (var cookie in Cookies)
            copy._cookies.Add(_client.BaseAddress!, new Cookie(cookie.Name, cookie.Value, cookie.Path));
        return copy;
    }

    public async Task SignInAsync(string email, string password)
    {
        var page = await PostAsync(await GetAsync("/account/sign-in"), ("Form.Email", email), ("Form.Password", password));
        Assert.Equal(HttpStatusCode.SeeOther, page.Status);
    }

    /// <summary>Signs in for the first time: sets an app up with the key that the page gives for typing.</summary>
    /// <returns>The app's secret, and the recovery codes.</returns>
    public async Task<(byte[] Secret, IReadOnlyList<string> Codes)> SetUpAppAsync(string email, string password, DateTime utc)
    {
        var setUp = await PostAsync(await GetAsync("/account/sign-in"), ("Form.Email", email), ("Form.Password", password));
        Assert.Equal("/account/set-up", setUp.Response.Headers.Location!.ToString());
        var page = await GetAsync("/account/set-up");
        var secret = OtherTotp.FromBase32(page.Document.QuerySelector(".app-key")!.TextContent);
        var done = await PostAsync(page, ("Form.Code", OtherTotp.Code(secret, utc)));
        Assert.Equal("/account/recovery-codes", done.Response.Headers.Location?.ToString());
        return (secret, (await GetAsync("/account/recovery-codes")).Document.QuerySelectorAll(".app-codes li").Select(c => c.TextContent.Trim()).ToList());
    }

    public async Task<Page> GetAsync(string path) => await PageAsync(await _client.GetAsync(new Uri(path, UriKind.RelativeOrAbsolute)));

    /// <summary>Gets a page and follows what it leads to.</summary>
    public async Task<Page> FollowAsync(string path)
    {
        var page = await GetAsync(path);
        return page.Response.Headers.Location is { } next ? await FollowAsync(next.ToString()) : page;
    }

    /// <summary>Posts the page's own form with some values changed.</summary>
    public async Task<Page> PostAsync(Page page, params (string Name, string? Value)[] values)
    {
        var form = page.Document.QuerySelector<IHtmlFormElement>("main form[method=post]") ?? throw new InvalidOperationException($"No form on {page.Address}: {page.Status}");
        return await PostFormAsync(form, page.Address, values);
    }

    public async Task<Page> PostFormAsync(IHtmlFormElement form, Uri address, params (string Name, string? Value)[] values)
    {
        var fields = new List<KeyValuePair<string, string>>();
        foreach (var element in form.QuerySelectorAll("input[name],select[name],textarea[name]"))
        {
            var name = element.GetAttribute("name")!;
            if (values.Any(v => v.Name == name))
                continue;
            if (element is IHtmlInputElement { Type: "radio" or "checkbox" } box && !box.IsChecked)
                continue;
            fields.Add(new(name, element switch { IHtmlInputElement i => i.Value, IHtmlSelectElement s => s.Value ?? "", IHtmlTextAreaElement t => t.Value, _ => "" }));
        }

        fields.AddRange(values.Where(v => v.Value is not null).Select(v => new KeyValuePair<string, string>(v.Name, v.Value!)));
        var action = form.GetAttribute("action") is { Length: > 0 } to ? new Uri(address, to) : address;
        using var content = new FormUrlEncodedContent(fields);
        return await PageAsync(await _client.PostAsync(action, content));
    }

    /// <summary>Sends evidence with the form of a page.</summary>
    public async Task<Page> UploadAsync(string path, params (string Name, byte[] Content)[] files) => await SendFilesAsync(await GetAsync(path), [.. files.Select(f => ("Form.Files", f.Name, f.Content))]);

    /// <summary>Sends files with the page's own form, whose other fields go as they stand.</summary>
    public async Task<Page> SendFilesAsync(Page page, IEnumerable<(string Field, string Name, byte[] Content)> files, params (string Name, string Value)[] values)
    {
        using var content = new MultipartFormDataContent();
        var form = page.Document.QuerySelector("main form[enctype]") ?? throw new InvalidOperationException($"No form for files on {page.Address}: {page.Status}");
        foreach (var field in form.QuerySelectorAll("input[name]:not([type=file]):not([type=checkbox]):not([type=radio])").Cast<IHtmlInputElement>().Where(f => !values.Any(v => f.Name!.StartsWith(v.Name, StringComparison.Ordinal))))
            content.Add(new StringContent(field.Value), field.Name!);
        foreach (var (name, value) in values)
            content.Add(new StringContent(value), name);
        foreach (var (field, name, bytes) in files)
            content.Add(new ByteArrayContent(bytes), field, name);
        return await PageAsync(await _client.PostAsync(page.Address, content));
    }

    /// <summary>Asks an address; what is not a GET carries this visitor's form token, and no field but those that are given.</summary>
    public async Task<HttpResponseMessage> AskAsync(string method, string path, params (string Name, string? Value)[] values)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        if (method != "GET")
        {
            var page = await FollowAsync("/account/forgotten-password");
            request.Content = new FormUrlEncodedContent([new("RequestToken", page.Document.QuerySelector("main input[name=RequestToken]")!.GetAttribute("value")!), .. values.Select(v => new KeyValuePair<string, string?>(v.Name, v.Value))]);
        }

        return await _client.SendAsync(request);
    }

    public void Dispose() => _client.Dispose();

    private static async Task<Page> PageAsync(HttpResponseMessage response)
    {
        var document = await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync());
        return new Page(response.StatusCode, response.RequestMessage!.RequestUri!, document, response);
    }
}
