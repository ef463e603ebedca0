using HwbcPortal.Web.Tests.Hosting;
using Microsoft.Playwright;

namespace HwbcPortal.Web.Tests.Browser;

/// <summary>T23: script in a text runs nowhere.</summary>
public sealed class ScriptInTextTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task T23_script_in_any_text_runs_on_no_page()
    {
        Assert.Equal(40, ScriptPayloads.All.Distinct().Count());
        await using var running = await Running.StartAsync();
        // Each row holds all of them and begins with another one: some run at the beginning of a text only.
        var columns = await Planted.EverywhereAsync(running.Portal, [.. ScriptPayloads.All.Select((_, n) => ScriptPayloads.From(n))]);
        Assert.True(columns >= 50, $"{columns} columns");

        var wrong = new List<string>();
        var (pages, fields) = (0, new HashSet<string>(StringComparer.Ordinal));
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var who in new[] { "manager", "coach", "supervisor", "hub", "admin" })
        {
            await using var context = await chromium.ContextAsync(running.Portal, 1280);
            // What a payload would call, and what the browser blocked instead: the event is what its report is made of, which it sends some time later.
            await context.AddInitScriptAsync("window.ran = n => console.error(`T23: payload ${n} ran`); document.addEventListener('securitypolicyviolation', e => console.error(`T23: blocked ${e.violatedDirective} ${e.blockedURI}`));");
            var page = await context.NewPageAsync();
            page.Console += (_, message) => Add(wrong, message.Text.StartsWith("T23", StringComparison.Ordinal) ? $"{who} {page.Url}: {message.Text}" : null);
            page.Dialog += async (_, dialog) =>
            {
                Add(wrong, dialog.Type == DialogType.BeforeUnload ? null : $"{who} {page.Url}: asks {dialog.Message}");
                await dialog.AcceptAsync();
            };
            await page.SignInAsync(who);
            // First every page is seen, then every form is sent: what a form changes would take pages away.
            var (forms, seen, waiting) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal), new Queue<string>(["/"]));
            while (waiting.TryDequeue(out var path))
            {
                if (!seen.Add(Crawler.Shape(path.Split('?', '#')[0])))
                    continue;
                if (await StatusAsync(page, path) is not { } status)
                    continue;
                Add(wrong, status >= 500 ? $"{who} {path}: {status}" : null);
                pages++;
                Add(wrong, await LiveAsync(page) is { Length: > 0 } live ? $"{who} {path}: {live}" : null);
                if (await page.Locator(Text).CountAsync() > 0 && done.Add(Crawler.Shape(path.Split('?')[0])))
                    forms.Add(path);
                foreach (var link in await page.EvaluateAsync<string[]>("[...document.querySelectorAll('a[href^=\"/\"]:not([download])')].map(a => a.getAttribute('href'))"))
                    waiting.Enqueue(link);
            }

            foreach (var path in forms)
            {
                await page.GotoAsync(path);
                var names = await page.EvaluateAsync<string[]>("([selector, text]) => { const fields = [...document.querySelectorAll(selector)]; for (const field of fields) field.value = text; return fields.map(f => f.name); }", new object[] { Text, ScriptPayloads.From(fields.Count) });
                fields.UnionWith(names.Select(n => $"{Crawler.Shape(path.Split('?')[0])} {n}"));
                var loaded = new TaskCompletionSource();
                void Loaded(object? sender, IPage shown) => loaded.TrySetResult();
                page.Load += Loaded;
                await page.EvaluateAsync("selector => { const form = document.querySelector(selector).form; form.noValidate = true; form.submit(); }", Text);
                await loaded.Task.WaitAsync(TimeSpan.FromMinutes(1));
                page.Load -= Loaded;
                Add(wrong, await LiveAsync(page) is { Length: > 0 } live ? $"{who} {path}, sent: {live}" : null);
                pages++;
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Distinct().Take(40)));
        Assert.True(pages > 200 && fields.Count > 60, $"{pages} pages, {fields.Count} fields");
        Proof.Holds("T23", "script in every text of the record and of every form, seen on every page in a browser", $"{ScriptPayloads.All.Count} payloads x {columns} texts, {fields.Count} fields, {pages} pages", "0 ran, 0 reports");
    }

    private const string Text = "main form input[type=text], main form input[type=search], main form input[type=email], main form input[type=tel], main form input:not([type]), main form textarea";

    private static void Add(List<string> wrong, string? sentence)
    {
        if (sentence is not null)
            wrong.Add(sentence);
    }

    /// <summary>The status of a page; null for what is no page and is saved.</summary>
    private static async Task<int?> StatusAsync(IPage page, string path)
    {
        try
        {
            return (await page.GotoAsync(path))?.Status;
        }
        catch (PlaywrightException download) when (download.Message.Contains("Download is starting", StringComparison.Ordinal))
        {
            return null;
        }
    }

    /// <summary>What a click or a pointer would run, or what stands in the page as an element of somebody's text.</summary>
    private static Task<string> LiveAsync(IPage page) => page.EvaluateAsync<string>("""
        () => [...document.querySelectorAll('*')].flatMap(e => [...e.attributes].filter(a => /^on/i.test(a.name) || a.name === 'srcdoc' || (/^(href|xlink:href|src|action|formaction|data)$/i.test(a.name) && /^\s*(javascript|vbscript|data:text)/i.test(a.value))).map(a => `${e.tagName} ${a.name}=${a.value.slice(0, 60)}`))
          .concat([...document.querySelectorAll('iframe, object, embed, base, marquee, math, meta[http-equiv=refresh], svg script, svg animate, main script')].map(e => e.tagName)).join(', ')
        """);
}
