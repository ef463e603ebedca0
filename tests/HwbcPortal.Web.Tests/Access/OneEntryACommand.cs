using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Web.Features.Audit;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Access;

/// <summary>T70, its first half: every command that changes something writes its entry on the audit chain, one and no more, with its rows.</summary>
public sealed partial class AccessTests
{
    /// <summary>What takes a post and records nothing, and why.</summary>
    private static readonly Dictionary<string, string> RecordNothing = new(StringComparer.Ordinal)
    {
        [" error/{status:int}"] = "a page", ["POST csp-report"] = "counted, nobody's command", ["POST account/pcn"] = "a cookie", ["POST account/stay"] = "the session goes on", ["POST account/forgotten-password"] = "a mail, planned by the portal",
        ["POST supervision/draft"] = "a draft, the writer's alone", ["POST supervision/draft/discard"] = "a draft, the writer's alone", ["POST policies/everywhere"] = "a look that stores nothing", ["POST requirements/return/compare"] = "a comparison that stores nothing", ["POST me/data"] = "a read: that it was taken is recorded (`Privacy/MyDataTests`)",
    };

    /// <summary>What only a browser can send: a passkey answers with a signature. Its journey holds them (`Browser/PasskeyTests`).</summary>
    private static readonly string[] OfABrowser = ["POST account/set-up/passkey", "POST account/passkeys/new", "POST account/passkeys/{id}/remove"];

    /// <summary>Commands that no post here sends, and the tests that count their entries: what a job, the command line or a browser does, or what asks for years to go by.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.Ordinal)
    {
        ["account.first"] = "Journeys/FirstRunTests", ["programme.samples"] = "Journeys/FirstRunTests", ["account.passkey"] = "Browser/PasskeyTests", ["account.passkey-remove"] = "Browser/PasskeyTests", ["evidence.scan"] = "Evidence/ScannerTests",
        ["import"] = "Data/ImportTests", ["keys.renew"] = "Access/CryptographyTests", ["person.anonymise"] = "Privacy/LeaverTests", ["retention.erase"] = "Privacy/RetentionTests", ["demo"] = "what is made up, before anybody comes",
    };

    /// <summary>What is read and recorded: who reads it, where, and its entry.</summary>
    private static readonly (string Who, string Path, string Command)[] Reads =
    [
        ("admin", "/audit.csv", "audit.export"), ("manager", "/requirements/claims.csv?month=2026-10", "claims.export"), ("manager", "/requirements/claims.xlsx?month=2026-10", "claims.export"), ("manager", "/concerns/{concern}", "concern.read"), ("manager", "/coaches/HWBC-000014/checks/{dbs}/dbs", "dbs.read"),
        ("manager", "/evidence/{file}", "evidence.read"), ("coach", "/me/evidence", "evidence.read-all"), ("coach", "/me/supervision", "notes.read"), ("supervisor", "/supervision/coaches/HWBC-000014", "notes.read"),
    ];

    [Fact]
    public async Task T70_every_command_that_changes_something_writes_one_entry_with_its_rows()
    {
        await using var own = await Running.StartAsync();
        var (steps, seen) = await new EveryCommand(own.Portal, new Matrix(own.Portal)).DriveAsync();
        // Those of signing in are driven where the second factor is asked for.
        Assert.Equal([], Actions().Select(Name).Where(n => !n.StartsWith("GET ", StringComparison.Ordinal)).Except(steps.Select(s => s.Step.Endpoint)).Except(RecordNothing.Keys).Except(OfABrowser).Except(OfSigningIn).Order(StringComparer.Ordinal));
        seen.UnionWith(await SignInCommandsAsync());
        seen.UnionWith(await ReadAsync());
        Assert.Equal([], CommandWords.All.Keys.Except(seen).Except(Elsewhere.Keys).Order(StringComparer.Ordinal));
        var report = await own.Portal.DbAsync(db => new ChainVerifier(db).VerifyAsync(CancellationToken.None));
        Assert.Equal(0, report.Faults);
        Proof.Holds("T70 entries", "every command, sent through its form, and every read that is recorded: entries on the audit chain", $"{steps.Select(s => s.Step.Endpoint).Distinct().Count()} endpoints, {seen.Count} commands", "one entry each, with its rows");
    }

    private static async Task<IEnumerable<string>> ReadAsync()
    {
        await using var own = await Running.StartAsync();
        var portal = own.Portal;
        var matrix = new Matrix(portal);
        // Notes to read.
        await matrix.FilledAsync("{session}");
        foreach (var (who, path, command) in Reads)
        {
            using var visitor = await portal.SignedInAsync(who);
            var address = await matrix.FilledAsync(path);
            await Wrote(command, async () => (await visitor.GetAsync(address)).Status);
        }

        using var coach = await portal.SignedInAsync("coach");
        var form = await coach.GetAsync("/me/data");
        await Wrote("me.data-export", async () => (await coach.PostAsync(form, ("Form.Password", PortalFixture.Password))).Status);
        return [.. Reads.Select(r => r.Command), "me.data-export"];

        async Task Wrote(string command, Func<Task<HttpStatusCode>> read)
        {
            var last = await portal.DbAsync(db => db.AuditEntries.MaxAsync(e => e.Sequence));
            Assert.Equal(HttpStatusCode.OK, await read());
            Assert.Equal([command], await portal.DbAsync(db => db.AuditEntries.Where(e => e.Sequence > last).Select(e => e.Command).ToListAsync()));
        }
    }

    /// <summary>What signing in, and one's own account, is made of where the second factor is asked for.</summary>
    private static readonly string[] OfSigningIn =
    [
        "POST account/sign-in", "POST account/sign-out", "POST account/choose-password", "POST first-run", "POST account/set-up", "POST account/second-step", "POST account/second-step/recovery", "POST account/second-step/again", "POST account/second-step/again/recovery", "POST account/authenticator", "POST account/recovery-codes", "POST account/password",
        "POST account/sessions/{id:guid}/end", "POST account/sessions/end-others",
    ];

    private static async Task<HashSet<string>> SignInCommandsAsync()
    {
        const string Email = "manager@demo.test";
        const string Next = "velvet-harbour-otter-17";
        await using var running = await Running.StartAskingAsync();
        var portal = running.Portal;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var last = await portal.DbAsync(db => db.AuditEntries.MaxAsync(e => e.Sequence));
        using var visitor = portal.Visitor();
        var (secret, codes) = await visitor.SetUpAppAsync(Email, PortalFixture.Password, Now());
        await Wrote("account.second-factor", "account.sign-in");
        await visitor.AskAsync("POST", "/account/sign-out");
        await Wrote("account.sign-out");
        await portal.WaitAsync(TimeSpan.FromMinutes(5));
        await SignInAsync(visitor, "/account/second-step", OtherTotp.Code(secret, Now()));
        await Wrote("account.sign-in");
        using var other = portal.Visitor();
        await SignInAsync(other, "/account/second-step/recovery", codes[0]);
        await Wrote("account.sign-in");
        await visitor.PostFormAsync((await visitor.GetAsync("/account")).Document.QuerySelector<IHtmlFormElement>("main form[action$='/end']")!, portal.Address);
        await Wrote("account.session-end");
        await SignInAsync(other, "/account/second-step/recovery", codes[1]);
        await Wrote("account.sign-in");
        await visitor.AskAsync("POST", "/account/sessions/end-others");
        await Wrote("account.session-end");
        await portal.WaitAsync(TimeSpan.FromMinutes(20));
        await visitor.PostAsync(await visitor.FollowAsync("/account/recovery-codes"), ("Form.Code", OtherTotp.Code(secret, Now())));
        await Wrote("account.second-step");
        await visitor.PostAsync(await visitor.GetAsync("/account/recovery-codes"), ("Form.Password", PortalFixture.Password));
        await Wrote("account.recovery-codes");
        var app = await visitor.GetAsync("/account/authenticator");
        await visitor.PostAsync(app, ("Form.Code", OtherTotp.Code(OtherTotp.FromBase32(app.Document.QuerySelector(".app-key")!.TextContent), Now())), ("Form.Password", PortalFixture.Password));
        await Wrote("account.second-factor");
        await visitor.PostAsync(await visitor.GetAsync("/account/password"), ("Form.Now", PortalFixture.Password), ("Form.Password", Next));
        await Wrote("account.password");
        await portal.ChoosePasswordAsync("manager", "kettle-marble-orchid-98");
        await Wrote("account.password");
        return seen;

        DateTime Now() => portal.Time.Now.UtcDateTime;

        async Task SignInAsync(Visitor who, string path, string code)
        {
            await who.PostAsync(await who.GetAsync("/account/sign-in"), ("Form.Email", Email), ("Form.Password", PortalFixture.Password));
            await who.PostAsync(await who.GetAsync(path), ("Form.Code", code));
        }

        async Task Wrote(params string[] commands)
        {
            var entries = await portal.DbAsync(db => db.AuditEntries.Where(e => e.Sequence > last).OrderBy(e => e.Sequence).Select(e => new { e.Sequence, e.Command }).ToListAsync());
            Assert.Equal(commands, entries.Select(e => e.Command));
            seen.UnionWith(commands);
            last = entries[^1].Sequence;
        }
    }
}
