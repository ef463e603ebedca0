using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Account;
using HwbcPortal.Web.Features.Evidence;
using HwbcPortal.Web.Tests.Calendar;
using HwbcPortal.Web.Tests.Evidence;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Access;

/// <summary>Requirements of the baseline (docs/asvs.csv) that no other test is about.</summary>
public sealed partial class BaselineTests
{
    [Fact]
    public async Task Every_page_of_somebody_signed_in_offers_signing_out()
    {
        await using var running = await Running.StartAsync();
        foreach (var who in new[] { "manager", "coach", "supervisor", "admin" })
        {
            using var visitor = await running.Portal.SignedInAsync(who);
            var pages = await Crawler.OneOfEachAsync(visitor);
            Assert.True(pages.Count > 5, $"{who}: {pages.Count} pages");
            Assert.Equal([], pages.Where(p => p.Document.QuerySelector("form[action='/account/sign-out'] button") is null).Select(p => p.Address.PathAndQuery));
        }
    }

    /// <summary>What somebody typed is text, also where it looks like an address; links lead within the portal, and from pages about rules to their sources.</summary>
    [Fact]
    public async Task No_link_leads_to_what_somebody_typed()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        await portal.DbAsync(db => db.Accreditations.ExecuteUpdateAsync(u => u.SetProperty(a => a.LookedUpAt, "javascript:alert(1)")));
        await portal.DbAsync(db => db.People.Where(p => p.Reference == "HWBC-000011").ExecuteUpdateAsync(u => u.SetProperty(p => p.Name, "https://typed.example/")));
        await portal.DbAsync(db => db.Pcns.Where(p => p.Code == "U90001").ExecuteUpdateAsync(u => u.SetProperty(p => p.Name, "data:text/html,typed")));
        var seen = false;
        foreach (var who in new[] { "manager", "admin" })
        {
            using var visitor = await portal.SignedInAsync(who);
            foreach (var page in await Crawler.VisitAsync(visitor, "/", "/programmes"))
            {
                seen |= page.Text.Contains("javascript:alert(1)", StringComparison.Ordinal);
                var leading = page.Document.QuerySelectorAll("[href],[src],[action],[formaction]").SelectMany(e => new[] { e.GetAttribute("href"), e.GetAttribute("src"), e.GetAttribute("action"), e.GetAttribute("formaction") }).OfType<string>()
                    .Where(a => a.Length > 0 && a[0] is not ('/' or '#' or '?') && !a.StartsWith("data:image/png;base64,", StringComparison.Ordinal)).Where(a => !(page.Address.AbsolutePath.StartsWith("/rules", StringComparison.Ordinal) && a.StartsWith("https://", StringComparison.Ordinal)));
                Assert.Equal([], leading.Select(a => $"{page.Address.PathAndQuery}: {a}"));
            }
        }

        Assert.True(seen);
    }

    /// <summary>Decoded once by whoever reads the request; then it is text, to people, the database, an export and the log.</summary>
    [Fact]
    public async Task What_somebody_typed_is_decoded_once_and_is_neither_template_nor_format()
    {
        const string typed = "%41%2541 %3Cb%3E &lt;i&gt; &amp;amp; \\u0041 @(7*7) @Model {{7*7}} ${7*7} #{7*7} <%= 7*7 %> {0} {1:N} {Name} %s %n";
        await using var running = await Running.StartAsync(("Serilog:Using:0", "HwbcPortal.Web.Tests"), ("Serilog:WriteTo:0:Name", "Keeping"), ("Serilog:MinimumLevel:Default", "Debug"));
        var portal = running.Portal;
        using var coach = await portal.SignedInAsync("coach");
        Assert.Equal(HttpStatusCode.SeeOther, (await coach.PostAsync(await coach.GetAsync("/account/details"), ("Form.Name", typed))).Status);
        Assert.Equal(typed, await portal.DbAsync(db => db.People.Where(p => p.Reference == "HWBC-000014").Select(p => p.Name).SingleAsync()));
        // In the field from which it came it stands as it was, and so it is when it is sent once more.
        var again = await coach.GetAsync("/account/details");
        Assert.Equal(typed, again.Document.QuerySelector<IHtmlInputElement>("input[name='Form.Name']")!.Value);
        Assert.Equal(HttpStatusCode.SeeOther, (await coach.PostAsync(again)).Status);
        Assert.Equal(typed, await portal.DbAsync(db => db.People.Where(p => p.Reference == "HWBC-000014").Select(p => p.Name).SingleAsync()));

        using var manager = await portal.SignedInAsync("manager");
        foreach (var path in new[] { "/readiness", "/coaches/HWBC-000014", "/coaches/HWBC-000014/history", "/supervision/ledger" })
            Assert.Contains(typed, (await manager.GetAsync(path)).Text, StringComparison.Ordinal);
        Assert.Contains($"\"{typed}\"".Trim('"'), await manager.Client.GetStringAsync(new Uri("/requirements/claims.csv", UriKind.Relative)), StringComparison.Ordinal);

        // An address is decoded once too: what is encoded twice is another word, and no reference.
        Assert.Equal("%41isha", (await manager.GetAsync("/readiness?q=%2541isha")).Document.QuerySelector<IHtmlInputElement>("input[name=q]")!.Value);
        Assert.Equal(HttpStatusCode.OK, (await manager.GetAsync("/coaches/%48WBC-000014")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await manager.GetAsync("/coaches/%2548WBC-000014")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await manager.GetAsync("/nowhere/%7B0%7D%7BMethod%7D%2541")).Status);
        Assert.Contains(KeptLog.Lines, l => l.Contains("/nowhere/{0}{Method}%41\" 404", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://elsewhere.example/")]
    [InlineData("//elsewhere.example/")]
    [InlineData("/\\elsewhere.example/")]
    [InlineData("\\\\elsewhere.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http:elsewhere.example")]
    public async Task After_signing_in_nobody_is_led_elsewhere(string where)
    {
        await using var running = await Running.StartAsync();
        using var visitor = running.Portal.Visitor();
        var page = await visitor.GetAsync($"/account/sign-in?returnUrl={Uri.EscapeDataString(where)}");
        var signedIn = await visitor.PostAsync(page, ("Form.Email", "manager@demo.test"), ("Form.Password", PortalFixture.Password));
        Assert.Equal((HttpStatusCode.SeeOther, "/"), (signedIn.Status, signedIn.Response.Headers.Location!.ToString()));
        // Somebody who is signed in already is led on at once.
        Assert.Equal("/", (await visitor.GetAsync(page.Address.PathAndQuery)).Response.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Every_kind_of_response_says_what_it_is()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var manager = await portal.SignedInAsync("manager");
        using var coach = await portal.SignedInAsync("coach");
        (string Kind, HttpResponseMessage Response)[] kinds =
        [
            ("text/html; charset=utf-8", (await manager.GetAsync("/readiness")).Response),
            ("text/html; charset=utf-8", (await manager.GetAsync("/nowhere")).Response),
            ("text/html; charset=utf-8", (await coach.GetAsync("/readiness")).Response),
            ("text/html; charset=utf-8", await manager.Client.PostAsync(new Uri("/account/sign-out", UriKind.Relative), null)),
            ("text/html; charset=utf-8", await manager.Client.PutAsync(new Uri("/readiness", UriKind.Relative), null)),
            ("text/css; charset=utf-8", (await manager.GetAsync("/css/site.css")).Response),
            ("text/javascript; charset=utf-8", (await manager.GetAsync("/js/site.js")).Response),
            ("image/svg+xml", (await manager.GetAsync("/favicon.svg")).Response),
            ("text/csv; charset=utf-8", (await manager.GetAsync("/requirements/claims.csv")).Response),
            ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (await manager.GetAsync("/requirements/claims.xlsx")).Response),
            ("application/json", (await coach.GetAsync("/me/record")).Response),
            ("application/zip", (await coach.GetAsync("/me/evidence")).Response),
        ];
        Assert.Equal(kinds.Select(k => $"{k.Response.RequestMessage!.RequestUri!.AbsolutePath} {k.Kind}"), kinds.Select(k => $"{k.Response.RequestMessage!.RequestUri!.AbsolutePath} {k.Response.Content.Headers.ContentType}"));
    }

    [Fact]
    public async Task Password_fields_are_hidden_and_take_what_is_pasted()
    {
        await using var running = await Running.StartAsync();
        using var manager = await running.Portal.SignedInAsync("manager");
        using var nobody = running.Portal.Visitor();
        foreach (var (visitor, path) in new[] { (nobody, "/account/sign-in"), (nobody, "/account/choose-password"), (manager, "/account/password"), (manager, "/account/authenticator"), (manager, "/account/passkeys/new"), (manager, "/account/recovery-codes") })
        {
            var fields = (await visitor.GetAsync(path)).Document.QuerySelectorAll("main input").OfType<IHtmlInputElement>().Where(i => i.Name!.EndsWith("Password", StringComparison.Ordinal) || i.Name == "Form.Now").ToList();
            Assert.NotEmpty(fields);
            Assert.All(fields, f => Assert.Equal("password", f.Type));
            Assert.All(fields, f => Assert.Contains(f.Autocomplete, new[] { "current-password", "new-password" }));
            Assert.All(fields, f => Assert.DoesNotContain(f.Attributes, a => a.Name is "maxlength" or "readonly" or "pattern" || a.Name.StartsWith("on", StringComparison.Ordinal)));
        }
    }

    /// <summary>Spaces at the ends, capitals, letters of other languages and the 80th character count.</summary>
    [Fact]
    public async Task A_password_is_taken_exactly_as_it_was_typed()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        const string typed = " Velvet hárbour 17 Otter ÞORN kettle marble orchid lantern meadow copper 98 final word ";
        Assert.True(typed.Length > 80);
        await portal.ChoosePasswordAsync("manager", typed);
        using var visitor = portal.Visitor();
        foreach (var other in new[] { typed.Trim(), typed.ToLowerInvariant(), typed[..72], typed + "x", typed.Replace('á', 'a') })
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await visitor.PostAsync(await visitor.GetAsync("/account/sign-in"), ("Form.Email", "manager@demo.test"), ("Form.Password", other))).Status);
        await portal.WaitAsync(TimeSpan.FromMinutes(16));
        await visitor.SignInAsync("manager@demo.test", typed);
    }

    /// <summary>As the framework writes it: format 1, HMAC-SHA-512, the rounds, a salt of 16 bytes. Nobody's password takes as long as somebody's.</summary>
    [Fact]
    public async Task A_password_is_stored_by_many_rounds_with_a_salt_of_its_own()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        // One chosen by way of a link, and one that the demo made of the same word as everybody's.
        await portal.ChoosePasswordAsync("manager", "velvet-harbour-otter-17");
        var stored = await portal.DbAsync(db => db.Users.Select(u => u.PasswordHash!).ToListAsync());
        Assert.Equal(stored.Count, stored.Distinct().Count());
        Assert.All(stored.Select(Convert.FromBase64String), h => Assert.Equal((1, 2u, 210_000u, 16u), (h[0], BinaryPrimitives.ReadUInt32BigEndian(h.AsSpan(1)), BinaryPrimitives.ReadUInt32BigEndian(h.AsSpan(5)), BinaryPrimitives.ReadUInt32BigEndian(h.AsSpan(9)))));
        var nobodys = (string)typeof(SignIn).GetField("NobodysHash", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!.GetValue(null)!;
        Assert.Equal(stored[0][..16], nobodys[..16]);
    }

    /// <summary>Length and how easily it is guessed decide, and no kind of character; nor does time.</summary>
    [Fact]
    public async Task A_password_of_one_kind_of_character_is_taken_and_works_ten_years_later()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        var before = PortalFixture.Password;
        using var manager = await portal.SignedInAsync("manager");
        foreach (var password in new[] { "QXVBNKPLRTZWGF", "83920175640293", "!?%&+~=;:*#_!§(/", "жирафы под дождём летом", "velvetharbourottermeadow" })
        {
            var answer = await manager.PostAsync(await manager.GetAsync("/account/password"), ("Form.Now", before), ("Form.Password", password));
            Assert.True(answer.Status == HttpStatusCode.SeeOther, $"{password}: {string.Join(' ', answer.Errors)}");
            before = password;
        }

        await portal.WaitAsync(TimeSpan.FromDays(3653));
        using var later = portal.Visitor();
        var signedIn = await later.PostAsync(await later.GetAsync("/account/sign-in"), ("Form.Email", "manager@demo.test"), ("Form.Password", before));
        Assert.Equal((HttpStatusCode.SeeOther, "/"), (signedIn.Status, signedIn.Response.Headers.Location!.ToString()));
        Assert.Equal("/readiness", (await later.FollowAsync("/")).Address.AbsolutePath);
    }

    /// <summary>Nothing but these is ever asked of whoever wants to come in, and nothing that would help to guess is kept.</summary>
    [Fact]
    public async Task Nobody_is_asked_a_secret_question_and_no_account_has_a_hint()
    {
        await using var running = await Running.StartAskingAsync();
        var portal = running.Portal;
        using var visitor = portal.Visitor();
        await visitor.SetUpAppAsync("manager@demo.test", PortalFixture.Password, portal.Time.Now.UtcDateTime);
        using var halfWay = portal.Visitor();
        await halfWay.PostAsync(await halfWay.GetAsync("/account/sign-in"), ("Form.Email", "manager@demo.test"), ("Form.Password", PortalFixture.Password));
        var asked = new List<string>();
        foreach (var path in new[] { "/account/sign-in", "/account/forgotten-password", "/account/choose-password", "/account/second-step", "/account/second-step/recovery" })
        {
            var page = await halfWay.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, page.Status);
            asked.AddRange(page.Document.QuerySelectorAll("main input:not([type=hidden]),main select,main textarea").Select(f => f.GetAttribute("name")!));
        }

        Assert.Equal(["Form.Code", "Form.Email", "Form.Password"], asked.Distinct().Order(StringComparer.Ordinal));
        var kept = await portal.DbAsync(db => Task.FromResult(db.Model.GetEntityTypes().Where(t => t.ClrType == typeof(Person) || t.ClrType == typeof(PortalUser) || t.FindProperty("UserId") is not null).SelectMany(t => t.GetProperties().Select(p => p.Name)).ToList()));
        Assert.Contains("PasswordHash", kept);
        Assert.Equal([], kept.Where(k => new[] { "Hint", "Question", "Answer", "Birth", "Maiden" }.Any(w => k.Contains(w, StringComparison.Ordinal))));
    }

    [Fact]
    public async Task A_link_to_choose_a_password_leaves_the_second_factor()
    {
        await using var running = await Running.StartAskingAsync();
        var portal = running.Portal;
        using var visitor = portal.Visitor();
        await visitor.SetUpAppAsync("manager@demo.test", PortalFixture.Password, portal.Time.Now.UtcDateTime);
        await portal.ChoosePasswordAsync("manager", "velvet-harbour-otter-17");
        using var other = portal.Visitor();
        var signedIn = await other.PostAsync(await other.GetAsync("/account/sign-in"), ("Form.Email", "manager@demo.test"), ("Form.Password", "velvet-harbour-otter-17"));
        Assert.Equal("/account/second-step", signedIn.Response.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.Redirect, (await other.GetAsync("/readiness")).Status);
    }

    [Fact]
    public async Task A_fault_says_nothing_of_its_inside()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var manager = await portal.SignedInAsync("manager");
        await portal.DbAsync(db => db.Database.ExecuteSqlRawAsync("ALTER TABLE \"CoachStandings\" RENAME TO \"Gone\""));
        var fault = await manager.GetAsync("/readiness");
        Assert.Equal(HttpStatusCode.InternalServerError, fault.Status);
        var body = await fault.Response.Content.ReadAsStringAsync();
        foreach (var inside in new[] { "Exception", "CoachStandings", "SQL", "   at ", "HwbcPortal.", ".cs:" })
            Assert.DoesNotContain(inside, body, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>By default, without asking for more: whose account it was, from where; and what somebody sends begins no line of its own.</summary>
    [Fact]
    public async Task What_is_refused_stands_in_the_log_and_forges_no_line()
    {
        await using var running = await Running.StartAsync(("Serilog:Using:0", "HwbcPortal.Web.Tests"), ("Serilog:WriteTo:0:Name", "Keeping"), ("Serilog:MinimumLevel:Default", "Information"));
        var portal = running.Portal;
        using var coach = await portal.SignedInAsync("coach");
        var account = await portal.DbAsync(db => db.Users.Where(u => u.Email == "coach@demo.test").Select(u => u.Id).SingleAsync());
        Assert.Equal(HttpStatusCode.Forbidden, (await coach.GetAsync("/outbox")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await coach.Client.PostAsync(new Uri("/account/sign-out", UriKind.Relative), null)).StatusCode);
        using var forged = new HttpRequestMessage(HttpMethod.Delete, new Uri("/forged%0D%0A2026-11-24T12:00:00 [ERR] forged%E2%80%A8line", UriKind.Relative));
        forged.Headers.Add("Sec-Fetch-Site", "cross-site");
        Assert.Equal(HttpStatusCode.Forbidden, (await coach.Client.SendAsync(forged)).StatusCode);
        using var nobody = portal.Visitor();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await nobody.PostAsync(await nobody.GetAsync("/account/sign-in"), ("Form.Email", "coach@demo.test"), ("Form.Password", "wrong-wrong-wrong"))).Status);
        Assert.Single(KeptLog.Lines, l => l.Contains("A sign-in was refused", StringComparison.Ordinal) && l.Contains(account.ToString(), StringComparison.Ordinal) && l.Contains("127.0.0.1", StringComparison.Ordinal) && !l.Contains("coach@", StringComparison.Ordinal));
        foreach (var told in new[] { "GET\" \"/outbox\" 403", "POST\" \"/account/sign-out\" 400", "/forged  2026-11-24T12:00:00 [ERR] forged line" })
            Assert.Single(KeptLog.Lines, l => l.Contains(told, StringComparison.Ordinal) && l.Contains("127.0.0.1", StringComparison.Ordinal) && !l.Any(c => c is '\n' or '\r' or '\u2028'));
        Assert.Contains(KeptLog.Lines, l => l.Contains("/outbox", StringComparison.Ordinal) && l.Contains(account.ToString(), StringComparison.Ordinal));
    }

    /// <summary>The executable, with a home, a working folder and a folder for temporary files of its own: it writes into its data folder and to standard error, as docs/security.md says, and nowhere else.</summary>
    [Fact]
    public async Task A_fault_is_logged_as_an_error_with_its_stack_and_zone_and_nothing_is_written_elsewhere()
    {
        var folder = Directory.CreateTempSubdirectory("hwbc-test-").FullName;
        try
        {
            var (data, home, temporary, working) = (Made("data"), Made("home"), Made("temporary"), Made("working"));
            var address = PortalProcess.FreeAddress();
            // A record of before, so that the program need not make one; under another address it is not taken for the demo.
            await using (var running = await Running.StartAsync())
            {
                await running.Portal.DbAsync(db => db.Database.ExecuteSqlRawAsync("UPDATE Users SET Email = replace(Email, '@demo.', '@portal.'); PRAGMA wal_checkpoint(TRUNCATE)"));
                File.Copy(Path.Combine(running.Portal.Folder, "hwbc.db"), Path.Combine(data, "hwbc.db"));
            }

            string said;
            await using (var process = await PortalProcess.ServeAsync(data, address, [("HOME", home), ("TMPDIR", temporary), ("DOTNET_EnableDiagnostics", "0"), ("Mail__Nudges", "false")], "env", "-C", working))
            {
                await using (var database = new SqliteConnection($"Data Source={Path.Combine(data, "hwbc.db")};Pooling=False"))
                {
                    await database.OpenAsync();
                    await using var command = database.CreateCommand();
                    command.CommandText = "ALTER TABLE Users RENAME TO Gone";
                    await command.ExecuteNonQueryAsync();
                }

                using var visitor = new Visitor(address);
                Assert.Equal(HttpStatusCode.InternalServerError, (await visitor.PostAsync(await visitor.GetAsync("/account/sign-in"), ("Form.Email", "somebody@example.org"), ("Form.Password", "velvet-harbour-otter-17"))).Status);
                await process.StopAsync();
                said = await process.ErrorsAsync();
            }

            var lines = said.Split('\n');
            var fault = Array.FindIndex(lines, l => LogLine().Match(l) is { Success: true } line && line.Groups["level"].Value == "ERR" && l.EndsWith("An unhandled exception has occurred while executing the request.", StringComparison.Ordinal));
            Assert.True(fault >= 0, said);
            Assert.True(lines.Skip(fault + 1).TakeWhile(l => !LogLine().IsMatch(l)).Any(l => l.StartsWith("   at HwbcPortal.Web.Features.Account.SignIn.", StringComparison.Ordinal)), said);
            // Every line has its day, time and zone, but those of a stack.
            Assert.Equal([], lines.Where(l => l.Contains(" [", StringComparison.Ordinal) && l.Contains("] ", StringComparison.Ordinal) && !LogLine().IsMatch(l) && !l.StartsWith("   at", StringComparison.Ordinal)));
            Assert.DoesNotContain("somebody@example.org", said, StringComparison.Ordinal);
            Assert.Equal([], Directory.EnumerateFileSystemEntries(data).Select(e => Path.GetFileName(e)).Except(["hwbc.db", "keys", "evidence", "outbox", "portal.lock"]));
            Assert.Equal([], new[] { home, temporary, working }.SelectMany(f => Directory.EnumerateFileSystemEntries(f, "*", SearchOption.AllDirectories)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        string Made(string name) => Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
    }

    /// <summary>What the database knows of an instant is in UTC and says so by its name; days are days.</summary>
    [Fact]
    public async Task Every_instant_is_kept_in_UTC()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using (await portal.SignedInAsync("manager"))
        {
            var instants = await portal.DbAsync(db => Task.FromResult(db.Model.GetEntityTypes().SelectMany(t => t.GetProperties().Where(p => (Nullable.GetUnderlyingType(p.ClrType) ?? p.ClrType) == typeof(DateTime)).Select(p => $"{t.ClrType.Name}.{p.Name}")).ToList()));
            Assert.Contains("AuditEntry.AtUtc", instants);
            Assert.Equal([], instants.Where(i => !i.EndsWith("Utc", StringComparison.Ordinal)));
            var signedIn = await portal.DbAsync(db => db.AuditEntries.OrderByDescending(e => e.Sequence).Select(e => e.AtUtc).FirstAsync());
            Assert.Equal((DateTimeKind.Utc, portal.Time.Now.UtcDateTime), (signedIn.Kind, signedIn));
        }
    }

    /// <summary>With a sink that configuration adds, as docs/deploy.md says: each line is an object, with its time, level and words.</summary>
    [Fact]
    public async Task Where_a_sink_writes_JSON_a_program_reads_the_log()
    {
        var folder = Directory.CreateTempSubdirectory("hwbc-test-").FullName;
        try
        {
            var file = Path.Combine(folder, "portal.json");
            await using (var running = await Running.StartAsync(("Serilog:Using:0", "Serilog.Sinks.File"), ("Serilog:WriteTo:0:Name", "File"), ("Serilog:WriteTo:0:Args:path", file),
                ("Serilog:WriteTo:0:Args:formatter", "Serilog.Formatting.Json.JsonFormatter, Serilog"), ("Serilog:MinimumLevel:Default", "Information")))
            {
                using var coach = await running.Portal.SignedInAsync("coach");
                Assert.Equal(HttpStatusCode.Forbidden, (await coach.GetAsync("/outbox")).Status);
            }

            var lines = (await File.ReadAllLinesAsync(file)).Select(l => System.Text.Json.JsonDocument.Parse(l).RootElement).ToList();
            var refused = Assert.Single(lines, l => l.GetProperty("Properties").TryGetProperty("Status", out var status) && status.GetInt32() == 403);
            Assert.Equal(("Warning", "/outbox"), (refused.GetProperty("Level").GetString(), refused.GetProperty("Properties").GetProperty("Path").GetString()));
            Assert.Matches(@"^\d{4}-\d\d-\d\dT.*([+-]\d\d:\d\d|Z)$", refused.GetProperty("Timestamp").GetString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A message whose end two servers could see in two places is none: it is refused, and nothing after it is read.</summary>
    [Fact]
    public async Task A_message_that_ends_in_two_places_is_refused()
    {
        await using var running = await Running.StartAsync();
        var at = running.Portal.Address;
        Assert.Equal(2, (await AnswersAsync("Content-Length: 5")).Count);
        foreach (var doubtful in new[]
        {
            "Content-Length: 5\nContent-Length: 6", "Content-Length: 5, 6", "Content-Length: 5x", "Content-Length: -5", "Content-Length : 5", "Content-Length: 5\n folded: 6", "Transfer-Encoding: chunked, identity", "Transfer-Encoding: xchunked",
        })
            Assert.Equal((doubtful, "HTTP/1.1 400 "), (doubtful, Assert.Single(await AnswersAsync(doubtful))));

        // A form and, right after it, a page.
        async Task<IReadOnlyList<string>> AnswersAsync(string header)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            using var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, at.Port, limit.Token);
            await using var stream = socket.GetStream();
            var two = $"POST /account/sign-in HTTP/1.1\nHost: {at.Authority}\n{header}\n\nab=cdGET /privacy HTTP/1.1\nHost: {at.Authority}\nConnection: close\n\n";
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(two.Replace("\n", "\r\n", StringComparison.Ordinal)), limit.Token);
            // It closes the connection after its last answer.
            return Regex.Matches(await new StreamReader(stream).ReadToEndAsync(limit.Token), "HTTP/1.1 [0-9]{3} ").Select(m => m.Value).ToList();
        }
    }

    [Fact]
    public async Task No_page_answers_TRACE()
    {
        await using var running = await Running.StartAsync();
        using var manager = await running.Portal.SignedInAsync("manager");
        foreach (var path in new[] { "/readiness", "/account/sign-in", "/css/site.css" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Trace, new Uri(path, UriKind.Relative));
            Assert.Equal(HttpStatusCode.MethodNotAllowed, (await manager.Client.SendAsync(request)).StatusCode);
        }
    }

    /// <summary>A name that is a way is refused; one that only looks like a way once it is decoded is a label, and on the disk there are random names in one folder.</summary>
    [Fact]
    public async Task What_a_file_is_called_is_never_where_it_lies()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var coach = await portal.SignedInAsync("coach");
        var record = await portal.DbAsync(db => db.Training.Where(t => t.Coach!.Person!.Reference == "HWBC-000014" && t.VoidedOn == null).Select(t => t.RecordId).FirstAsync());
        var (page, beside) = ($"/me/training/{record}/evidence", Directory.GetFileSystemEntries(Path.GetDirectoryName(portal.Folder)!, "escaped*"));
        foreach (var way in new[] { "../../escaped.png", "..\\..\\escaped.png", "/tmp/escaped.png", "C:\\escaped.png", "..%2F..%2Fescaped.png", "keys/escaped.png" })
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await coach.UploadAsync(page, (way, SampleFiles.Png()))).Status);
        string[] labels = ["%2e%2e%2f%2e%2e%2fescaped.png", "$(touch escaped).png", "~escaped.png", "con.png"];
        foreach (var (label, n) in labels.Select((l, n) => (l, n)))
            Assert.Equal(HttpStatusCode.SeeOther, (await coach.UploadAsync(page, (label, SampleFiles.Png(9 + n, 9)))).Status);

        var stored = Directory.GetFiles(Path.Combine(portal.Folder, "evidence"), "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(portal.Folder, f)).ToList();
        Assert.Equal(labels.Length, stored.Count);
        Assert.All(stored, f => Assert.Matches("^evidence/([0-9a-f]{2})/\\1[0-9a-f]{38}$", f));
        Assert.Equal(beside, Directory.GetFileSystemEntries(Path.GetDirectoryName(portal.Folder)!, "escaped*"));
        Assert.Equal([], Directory.GetFileSystemEntries(portal.Folder, "*escaped*", SearchOption.AllDirectories));
        Assert.Equal(labels.Order(StringComparer.Ordinal), (await portal.DbAsync(db => db.Evidence.Select(f => f.FileName).ToListAsync())).Order(StringComparer.Ordinal));
        // Who takes them away in one file gets no way either.
        using var zip = new System.IO.Compression.ZipArchive(await coach.Client.GetStreamAsync(new Uri("/me/evidence", UriKind.Relative)));
        Assert.Equal(labels.Order(StringComparer.Ordinal), zip.Entries.Select(e => e.FullName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_coach_keeps_so_many_files_and_no_more()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var coach = await portal.SignedInAsync("coach");
        var path = await portal.DbAsync(db => db.Training.Where(t => t.Coach!.Person!.Reference == "HWBC-000014" && t.VoidedOn == null).Select(t => new { t.CoachId, t.RecordId }).FirstAsync());
        await portal.DbAsync(db =>
        {
            db.AddRange(Enumerable.Range(1, UploadEvidence.MostFilesOfCoach - 1).Select(n => new EvidenceFile
            {
                CoachId = path.CoachId, Subject = EvidenceSubject.Training, RecordId = Guid.NewGuid(), FileName = "small.png", MediaType = "image/png", Length = 1, Sha256 = new string('0', 64), StorageName = $"{n:x40}",
                State = EvidenceState.Clean, UploadedById = path.CoachId, UploadedUtc = portal.Time.Now.UtcDateTime,
            }));
            return db.SaveChangesAsync();
        });
        var page = $"/me/training/{path.RecordId}/evidence";
        Assert.Contains("There is no room", (await coach.UploadAsync(page, ("one.png", SampleFiles.Png()), ("two.png", SampleFiles.Png(9, 9)))).Errors[0], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await coach.UploadAsync(page, ("last.png", SampleFiles.Png()))).Status);
        Assert.Contains("There is no room", (await coach.UploadAsync(page, ("more.png", SampleFiles.Png(9, 9)))).Errors[0], StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d \[(?<level>[A-Z]{3})\] ")]
    private static partial Regex LogLine();
}
