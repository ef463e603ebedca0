using System.Globalization;
using System.Text.Json;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Infrastructure.Security;
using HwbcPortal.Web.Tests.Access;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
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
        var portal = running.Portal;
        // Something of each kind is there: every command has been sent, what each address names was made, and what the last of them took away is there again.
        var matrix = new Matrix(portal);
        await new EveryCommand(portal, matrix).DriveAsync();
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in Matrix.Rows.Where(r => r.Method == "GET"))
            paths[row.Endpoint] = await matrix.FilledAsync(row.Path);
        await portal.DbAsync(async db =>
        {
            var session = await db.Sessions.Where(s => s.VoidedOn == null && s.Outcome == SessionOutcome.Held && s.Coach!.Person!.Reference == "HWBC-000014").Select(s => new { s.RecordId, s.CoachId }).FirstAsync();
            db.AddRange(
                new SessionConfirmation { CoachId = session.CoachId, SessionRecordId = session.RecordId, Comment = "It was half an hour", AnsweredUtc = portal.Time.Now.UtcDateTime },
                new PolicyReport { Directive = "script-src", Page = "/", Blocked = "inline", Digest = "-", FirstUtc = portal.Time.Now.UtcDateTime, LastUtc = portal.Time.Now.UtcDateTime, Count = 1 });
            return await db.SaveChangesAsync();
        });
        // Each row holds all of them and begins with another one: some run at the beginning of a text only.
        var columns = await Planted.EverywhereAsync(portal, [.. ScriptPayloads.All.Select((_, n) => ScriptPayloads.From(n))]);
        Assert.Equal([], columns.Where(c => c.Value == 0).Select(c => c.Key));
        portal.Services.GetRequiredService<SignedInReader>().Forget();

        var wrong = new List<string>();
        var (pages, whole, fields) = (0, 0, new HashSet<string>(StringComparer.Ordinal));
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var who in new[] { "manager", "coach", "supervisor", "hub", "viewer", "manager.harbour", "admin" })
        {
            await using var context = await chromium.ContextAsync(portal, 1280);
            // What a payload would call, and what the browser blocked instead: the event is what its report is made of, which it sends some time later.
            await context.AddInitScriptAsync($"window.payloads = {JsonSerializer.Serialize(ScriptPayloads.All)};");
            await context.AddInitScriptAsync("window.ran = n => console.error(`T23: payload ${n} ran`); document.addEventListener('securitypolicyviolation', e => console.error(`T23: blocked ${e.violatedDirective} ${e.blockedURI}`));");
            var page = await context.NewPageAsync();
            page.Console += (_, message) => Add(wrong, message.Text.StartsWith("T23", StringComparison.Ordinal) ? $"{who} {page.Url}: {message.Text}" : null);
            page.Dialog += async (_, dialog) =>
            {
                Add(wrong, dialog.Type == DialogType.BeforeUnload ? null : $"{who} {page.Url}: asks {dialog.Message}");
                await dialog.AcceptAsync();
            };
            await page.SignInAsync(who);
            // First every page is seen, then every form is sent: what a form changes would take pages away. What only an address leads to comes after what links lead to.
            var (forms, seen, waiting) = (new List<(string Path, int Form)>(), new HashSet<string>(StringComparer.Ordinal), new Queue<string>(["/", .. Matrix.Rows.Where(r => paths.ContainsKey(r.Endpoint) && r.Answers[who] == "yes").Select(r => paths[r.Endpoint])]));
            while (waiting.TryDequeue(out var path))
            {
                if (!seen.Add(Crawler.Shape(path.Split('?', '#')[0])))
                    continue;
                if (await StatusAsync(page, path) is not { } status)
                    continue;
                Add(wrong, status >= 500 ? $"{who} {path}: {status}" : null);
                pages++;
                Add(wrong, await LiveAsync(page) is { Length: > 0 } live ? $"{who} {path}: {live}" : null);
                whole += await WholeAsync(page, what => Add(wrong, $"{who} {path}: {what}"));
                forms.AddRange((await page.EvaluateAsync<string[]>($"text => {FormsWithText}.map(f => f.getAttribute('action') ?? location.pathname)", Text)).Index().Where(f => done.Add($"{f.Index} {Crawler.Shape(f.Item.Split('?')[0])}")).Select(f => (path, f.Index)));
                foreach (var link in await page.EvaluateAsync<string[]>("[...document.querySelectorAll('a[href^=\"/\"]:not([download])')].map(a => a.getAttribute('href'))"))
                    waiting.Enqueue(link);
            }

            foreach (var (path, form) in forms)
            {
                await page.GotoAsync(path);
                var names = await page.EvaluateAsync<string[]?>($"([text, form, words]) => {{ const found = {FormsWithText}[form]; if (!found) return null; const fields = [...found.querySelectorAll(text)]; for (const field of fields) field.value = words; return fields.map(f => f.name); }}", new object[] { Text, form, ScriptPayloads.From(fields.Count) });
                // A form before it has changed what this one was about.
                if (names is null)
                    continue;
                fields.UnionWith(names.Select(n => $"{Crawler.Shape(path.Split('?')[0])} {n}"));
                var loaded = new TaskCompletionSource();
                void Loaded(object? sender, IPage shown) => loaded.TrySetResult();
                page.Load += Loaded;
                await page.EvaluateAsync($"([text, form]) => {{ const found = {FormsWithText}[form]; found.noValidate = true; HTMLFormElement.prototype.submit.call(found); }}", new object[] { Text, form });
                await loaded.Task.WaitAsync(TimeSpan.FromMinutes(1));
                page.Load -= Loaded;
                Add(wrong, await LiveAsync(page) is { Length: > 0 } live ? $"{who} {path}, sent: {live}" : null);
                whole += await WholeAsync(page, what => Add(wrong, $"{who} {path}, sent: {what}"));
                pages++;
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Distinct().Take(40)));
        Assert.True(pages > 600 && fields.Count > 100 && whole > 5000, $"{pages} pages, {fields.Count} fields, whole in {whole} places");
        Proof.Holds("T23", "script in every text of the record and of every form, seen on every page in a browser", $"{ScriptPayloads.All.Count} payloads x {columns.Count} texts, {fields.Count} fields, {pages} pages", $"0 ran, 0 reports; whole in {whole:N0} places");
    }

    private const string Text = "input[type=text], input[type=search], input[type=email], input[type=tel], input:not([type]), textarea";

    private const string FormsWithText = "[...document.querySelectorAll('main form')].filter(f => f.querySelector(text))";

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

    /// <summary>
    /// In how many places a text of all payloads stands whole, as text: none is taken for something else, nor swallows those after it. What is
    /// shortened ends with a mark, and what is a list of words has commas; a hidden field may hold it as JSON.
    /// </summary>
    private static async Task<int> WholeAsync(IPage page, Action<string> broken)
    {
        var found = await page.EvaluateAsync<string[]>("""
            () => {
              const texts = [];
              const walker = document.createTreeWalker(document, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_COMMENT);
              while (walker.nextNode()) texts.push([walker.currentNode.parentNode.nodeName, walker.currentNode.data]);
              for (const e of document.querySelectorAll('*')) for (const a of e.attributes) texts.push([`${e.nodeName} ${a.name}`, a.value]);
              const twice = [...payloads, ...payloads].join(' ');
              const isWhole = t => payloads.every(p => t.includes(p)) || (t[0] === '{' && isWhole(Object.values(JSON.parse(t)).flat(9).map(v => typeof v === 'object' ? Object.values(v ?? {}).join(' ') : v).join(' ')));
              const isShortened = t => t.includes('…') && twice.includes(t.slice(Math.min(...payloads.map(p => t.indexOf(p)).filter(n => n >= 0)), t.indexOf('…')).trim());
              const planted = texts.filter(([, t]) => t.includes('ran('));
              return [String(planted.length), ...planted.filter(([, t]) => !isWhole(t.trim()) && !isWhole(t.replaceAll(', ', ' ')) && !isShortened(t)).map(([where, t]) => `${where} holds ${t.trim().slice(0, 40)}, without ${payloads.filter(p => !t.includes(p)).slice(0, 2)}`)];
            }
            """);
        foreach (var one in found.Skip(1).Take(3))
            broken(one);
        return int.Parse(found[0], CultureInfo.InvariantCulture);
    }

    /// <summary>What a click or a pointer would run, or what stands in the page as an element of somebody's text.</summary>
    private static Task<string> LiveAsync(IPage page) => page.EvaluateAsync<string>("""
        () => [...document.querySelectorAll('*')].flatMap(e => [...e.attributes].filter(a => /^on/i.test(a.name) || a.name === 'srcdoc' || (/^(href|xlink:href|src|action|formaction|data)$/i.test(a.name) && /^\s*(javascript|vbscript|data:text)/i.test(a.value))).map(a => `${e.tagName} ${a.name}=${a.value.slice(0, 60)}`))
          .concat([...document.querySelectorAll('iframe, object, embed, base, marquee, math, meta[http-equiv=refresh], svg script, svg animate, main script')].map(e => e.tagName)).join(', ')
        """);
}
