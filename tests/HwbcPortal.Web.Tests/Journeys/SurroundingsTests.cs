using System.Diagnostics;
using System.Net;
using System.Runtime.Versioning;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Cli;
using HwbcPortal.Web.Features.Mails;
using HwbcPortal.Web.Tests.Cli;
using HwbcPortal.Web.Tests.Evidence;
using HwbcPortal.Web.Tests.Hosting;
using HwbcPortal.Web.Tests.Mails;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>A portal's own process goes on while what it stands on does not: a database or a folder that may not be written to, no mail server, no scanner.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SurroundingsTests : IDisposable
{
    private const string Log = "/supervision/log?coach=HWBC-000014";
    private const UnixFileMode Whole = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode NoWriting = UnixFileMode.UserRead | UnixFileMode.UserExecute;

    // To root files are open whatever their mode says, but not to a root without that right.
    private static readonly string[] HeldToModes = Environment.UserName == "root" ? ["setpriv", "--bounding-set", "-dac_override", "--inh-caps", "-dac_override"] : [];

    private readonly string _folder = Directory.CreateTempSubdirectory("hwbc-test-").FullName;
    private readonly Uri _address = PortalProcess.FreeAddress();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task T60_a_database_and_a_folder_that_may_not_be_written_to_are_said_to_be_and_it_goes_on_by_itself()
    {
        await InstallAsync();
        var database = Path.Combine(_folder, "hwbc.db");
        using var supervisor = new Visitor(_address);
        using var coach = new Visitor(_address);
        Page log, files;
        await using (var portal = await PortalProcess.ServeAsync(_folder, _address, [], HeldToModes))
        {
            await SignInAsync(supervisor, "supervisor");
            await SignInAsync(coach, "coach");
            (log, files) = (await supervisor.GetAsync(Log), await coach.GetAsync(await EvidencePathAsync()));
            await portal.StopAsync();
        }

        var before = (await AskAsync("SELECT CAST(COUNT(*) AS TEXT) FROM AuditEntries"))[0];
        File.SetUnixFileMode(database, UnixFileMode.UserRead);
        // It finds out whether it serves such a database; bringing it up to date is what it cannot.
        await using (await PortalProcess.ServeAsync(_folder, _address, [("Database__Migrate", "false")], HeldToModes))
        {
            Assert.Equal(HttpStatusCode.OK, (await coach.GetAsync("/account/mail")).Status);
            Assert.Equal(HttpStatusCode.OK, (await coach.GetAsync("/me")).Status);
            await RefusedAsync(await LogAsync(), "The portal may not write to its database at present.");
            await RefusedAsync(await SendAsync(), "The portal may not write to its database at present.");
            File.SetUnixFileMode(database, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            Assert.Equal(HttpStatusCode.SeeOther, (await LogAsync()).Status);

            SetFolders(NoWriting);
            await RefusedAsync(await SendAsync(), "The portal may not write to its folder of files at present.");
            Assert.Equal(HttpStatusCode.OK, (await coach.GetAsync(files.Address.PathAndQuery)).Status);
            SetFolders(Whole);
            Assert.Equal(HttpStatusCode.SeeOther, (await SendAsync()).Status);
            Assert.Single(Stored());
        }

        Assert.NotEqual(before, (await AskAsync("SELECT CAST(COUNT(*) AS TEXT) FROM AuditEntries"))[0]);
        var (code, chain, _) = await Executable.RunOnAsync(_folder, "audit", "verify");
        Assert.True(code == 0, chain);
        Proof.Holds("T60 read-only", "a database, then a folder of files that a portal's own process may not write to", "3 refused in words", "0 lost, 0 half");

        async Task<Page> LogAsync()
        {
            var page = await supervisor.PostAsync(log, ("Form.When", "Today"), ("Form.Minutes", "20"), ("Form.Notes", "once"));
            return page.Status == HttpStatusCode.OK ? await supervisor.PostAsync(page) : page;
        }

        Task<Page> SendAsync() => coach.SendFilesAsync(files, [("Form.Files", "certificate.pdf", SampleFiles.Pdf())]);

        async Task RefusedAsync(Page page, string sentence)
        {
            Assert.True(page.Status == HttpStatusCode.ServiceUnavailable, $"{page.Status} {page.Text}");
            Assert.Contains($"Nothing was saved {sentence} What you sent just now is not stored.", page.Text, StringComparison.Ordinal);
            Assert.Empty(Stored());
            Assert.Equal([], await AskAsync("SELECT FileName FROM EvidenceFiles"));
        }

        void SetFolders(UnixFileMode mode)
        {
            var evidence = Path.Combine(_folder, "evidence");
            foreach (var folder in Directory.GetDirectories(evidence).Append(evidence))
                File.SetUnixFileMode(folder, mode);
        }
    }

    [Fact]
    public async Task A_portal_that_may_not_write_to_its_folder_does_not_start_and_says_so()
    {
        await InstallAsync();
        foreach (var file in Directory.GetFiles(_folder, "hwbc.db*"))
            File.SetUnixFileMode(file, UnixFileMode.UserRead);
        File.SetUnixFileMode(_folder, NoWriting);
        try
        {
            using var process = PortalProcess.Start([], [("Data__Folder", _folder), ("ASPNETCORE_URLS", _address.ToString())], HeldToModes);
            var (said, output) = (process.StandardError.ReadToEndAsync(), process.StandardOutput.ReadToEndAsync());
            await process.WaitForExitAsync();
            Assert.Equal((1, ""), (process.ExitCode, await output));
            Assert.StartsWith("The database c", (await said).TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
            Assert.DoesNotContain("   at HwbcPortal", await said, StringComparison.Ordinal);
        }
        finally
        {
            File.SetUnixFileMode(_folder, Whole);
        }
    }

    [Fact]
    public async Task While_the_scanner_is_down_a_file_is_kept_and_no_evidence_and_it_is_scanned_when_the_portal_runs_again()
    {
        await InstallAsync();
        var clamd = await Clamd.PrepareAsync();
        await using var stopping = clamd;
        (string, string)[] settings = [("Evidence__Scanner", $"127.0.0.1:{clamd?.Port ?? PortalProcess.FreeAddress().Port}")];
        using var coach = new Visitor(_address);
        string path;
        await using (await PortalProcess.ServeAsync(_folder, _address, settings))
        {
            await SignInAsync(coach, "coach");
            path = await EvidencePathAsync();
            Assert.Equal(HttpStatusCode.SeeOther, (await coach.UploadAsync(path, ("certificate.pdf", SampleFiles.Pdf()))).Status);
            Assert.Contains("certificate.pdf Waiting to be scanned", (await coach.GetAsync(path)).Text, StringComparison.Ordinal);
            Assert.Equal([nameof(EvidenceState.Quarantined)], await AskAsync("SELECT State FROM EvidenceFiles"));
            // It opens for nobody, whoever sent it too.
            var opened = await coach.GetAsync($"/evidence/{(await AskAsync("SELECT Id FROM EvidenceFiles"))[0].ToLowerInvariant()}");
            Assert.Equal(HttpStatusCode.Forbidden, opened.Status);
        }

        if (clamd is null)
            return;
        await clamd.StartAsync();
        await using (var portal = await PortalProcess.ServeAsync(_folder, _address, settings))
        {
            await UntilAsync(portal, "SELECT State FROM EvidenceFiles", nameof(EvidenceState.Clean));
            Assert.Contains("certificate.pdf Scanned", (await coach.GetAsync(path)).Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task While_the_mail_server_is_down_a_mail_waits_through_a_kill_and_is_sent_once_when_it_is_back()
    {
        await InstallAsync();
        var smtpd = await Smtpd.PrepareAsync();
        await using var stopping = smtpd;
        (string, string)[] settings = [("Mail__Smtp", $"127.0.0.1:{smtpd?.Port ?? PortalProcess.FreeAddress().Port}"), ("Mail__From", "portal@example.test"), ("Mail__Tls", "false"), ("Mail__PublicUrl", "https://portal.example.test"), ("Mail__Nudges", "false")];
        using var visitor = new Visitor(_address);
        await using (var portal = await PortalProcess.ServeAsync(_folder, _address, settings))
        {
            var asked = await visitor.PostAsync(await visitor.GetAsync("/account/forgotten-password"), ("Form.Email", "coach@portal.test"));
            Assert.True(asked.Status is HttpStatusCode.OK or HttpStatusCode.SeeOther, $"{asked.Status}");
            await UntilAsync(portal, "SELECT State || ' ' || Tries || ' ' || Fault FROM Outbox WHERE Fault IS NOT NULL", "Waiting 1 The mail server could not be reached.");
        }

        if (smtpd is null)
            return;
        await smtpd.StartAsync();
        // The pause goes by.
        await AskAsync($"UPDATE Outbox SET NextTryUtc = datetime(NextTryUtc, '-{MailDelivery.Pauses[0].TotalSeconds} seconds')");
        await using (var portal = await PortalProcess.ServeAsync(_folder, _address, settings))
        {
            await UntilAsync(portal, "SELECT State || ' ' || Tries || ifnull(' ' || Fault, '') FROM Outbox", "Sent 2");
            var mail = Assert.Single(smtpd.Mails());
            Assert.Equal("coach@portal.test", mail.To);
            Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(mail.PasswordLink())).Status);
        }
    }

    private Task<List<string>> AskAsync(string sql) => BackupManifest.AskAsync(Path.Combine(_folder, "hwbc.db"), sql, default);

    private async Task<string> EvidencePathAsync() => $"/me/training/{(await AskAsync("SELECT t.RecordId FROM Training t JOIN People p ON p.Id = t.CoachId WHERE p.Reference = 'HWBC-000014' AND t.VoidedOn IS NULL ORDER BY t.RecordedUtc, t.Id LIMIT 1"))[0]}/evidence";

    private List<string> Stored() => [.. Directory.EnumerateFiles(Path.Combine(_folder, "evidence"), "*", SearchOption.AllDirectories)];

    /// <summary>An installation as people have one, with the demo's coaches in it: its accounts are somebody's, and set their second factor up.</summary>
    private async Task InstallAsync()
    {
        await using (var demo = await PortalProcess.ServeDemoAsync(_folder))
            await demo.StopAsync();
        await AskAsync("UPDATE Users SET Email = replace(Email, '@demo.', '@portal.'), UserName = replace(UserName, '@demo.', '@portal.'), NormalizedEmail = replace(NormalizedEmail, '@DEMO.', '@PORTAL.'), NormalizedUserName = replace(NormalizedUserName, '@DEMO.', '@PORTAL.')");
        // From seven in the morning the demo plans mails about what is due, unless it was stopped before it came to that.
        await AskAsync("DELETE FROM Outbox");
        Directory.CreateDirectory(Path.Combine(_folder, "evidence"));
    }

    private static async Task SignInAsync(Visitor visitor, string name)
    {
        await visitor.SetUpAppAsync($"{name}@portal.test", PortalFixture.Password, DateTime.UtcNow);
        var notice = await visitor.FollowAsync("/");
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.PostAsync(notice)).Status);
    }

    /// <summary>Asks the record until it answers this, for as long as a slow machine may take; then tells what it answers instead, and what the portal said.</summary>
    private async Task UntilAsync(PortalProcess portal, string sql, string expected)
    {
        var began = Stopwatch.GetTimestamp();
        while (string.Join(" | ", await AskAsync(sql)) is var answer && answer != expected)
        {
            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(60))
            {
                await portal.KillAsync();
                Assert.Fail($"Still {answer}, not {expected}\n{await portal.SaidAsync()}");
            }

            await Task.Delay(50);
        }
    }
}
