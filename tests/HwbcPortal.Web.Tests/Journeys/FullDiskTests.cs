using System.Net;
using System.Security.Cryptography;
using HwbcPortal.Web.Tests.Cli;
using HwbcPortal.Web.Tests.Evidence;
using HwbcPortal.Web.Tests.Hosting;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>The disk under a portal's own process is full, and has room again.</summary>
public sealed class FullDiskTests
{
    private const string Log = "/supervision/log?coach=HWBC-000014";
    private const int Block = 4096;
    private const int Megabyte = 1024 * 1024;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task T60_on_a_full_disk_nothing_is_half_saved_and_what_was_acknowledged_is_there_when_there_is_room_again(bool mounts)
    {
        await using var disk = await SmallDisk.MakeAsync(mounts);
        await using (var first = await PortalProcess.ServeDemoAsync(disk))
            await first.StopAsync();
        var refused = 0;
        // One disk for everything, as on a small machine: a large file lies there while it is sent, too.
        var sent = Directory.CreateDirectory(Path.Combine(disk.Seen, "sent"));
        await using (var portal = await PortalProcess.ServeDemoAsync(disk, ("ASPNETCORE_TEMP", Path.Combine(disk.Folder, sent.Name))))
        {
            using var supervisor = new Visitor(portal.Address);
            using var coach = new Visitor(portal.Address);
            await supervisor.SignInAsync("supervisor@demo.test", PortalFixture.Password);
            await coach.SignInAsync("coach@demo.test", PortalFixture.Password);
            var path = $"/me/training/{(await disk.AskAsync("SELECT t.RecordId FROM Training t JOIN People p ON p.Id = t.CoachId WHERE p.Reference = 'HWBC-000014' AND t.VoidedOn IS NULL ORDER BY t.RecordedUtc, t.Id LIMIT 1"))[0]}/evidence";
            Assert.Equal(HttpStatusCode.SeeOther, (await LogAsync("before", await supervisor.GetAsync(Log))).Status);
            Assert.Equal(HttpStatusCode.SeeOther, (await coach.UploadAsync(path, ("before.pdf", SampleFiles.Pdf()))).Status);
            var log = await supervisor.GetAsync(Log);
            var files = await coach.GetAsync(path);

            // All of the database's log is behind its last word: there is no room in it that could be used again.
            Assert.InRange(new FileInfo(Path.Combine(disk.Seen, "hwbc.db-wal")).Length, 1, 4 * Megabyte);
            // Not a byte; half of a large file; a small file, and not its row.
            foreach (var (left, file) in new[] { (0, SampleFiles.Pdf()), (0, Large()), (Megabyte, Large()), (2 * Block, SampleFiles.Pdf()) })
            {
                await disk.FillAsync(portal, left);
                Refused(await coach.SendFilesAsync(files, [("Form.Files", "refused.pdf", file)]));
                Assert.Single(Stored());
                Assert.Equal(["before.pdf"], await disk.AskAsync("SELECT FileName FROM EvidenceFiles"));
                Assert.Empty(sent.EnumerateFiles());
                if (left < Megabyte)
                    Refused(await LogAsync("refused", log));
                // Pages are read meanwhile.
                Assert.Equal(HttpStatusCode.OK, (await coach.GetAsync(path)).Status);
                Assert.Equal(["before"], await disk.AskAsync("SELECT Text FROM SessionNotes WHERE Text IN ('before', 'refused')"));
            }

            // A connection that begins anew, as after a night, begins on a full disk.
            using var late = new Visitor(portal.Address);
            Refused(await late.PostAsync(await late.GetAsync("/account/sign-in"), ("Form.Email", "manager@demo.test"), ("Form.Password", PortalFixture.Password)));

            await disk.MakeRoomAsync(portal);
            // The same forms are sent once more.
            Assert.Equal(HttpStatusCode.SeeOther, (await coach.SendFilesAsync(files, [("Form.Files", "again.pdf", Large())])).Status);
            Assert.Equal(HttpStatusCode.SeeOther, (await LogAsync("again", log)).Status);
            await portal.KillAsync();

            async Task<Page> LogAsync(string note, Page form)
            {
                var page = await supervisor.PostAsync(form, ("Form.When", "Today"), ("Form.Minutes", "20"), ("Form.Notes", note));
                // Another meeting of the same day is asked about first.
                return page.Status == HttpStatusCode.OK ? await supervisor.PostAsync(page) : page;
            }

            void Refused(Page page)
            {
                Assert.True(page.Status == HttpStatusCode.ServiceUnavailable, $"{refused}: {page.Status} {page.Text}");
                // A limit on files is no full disk, and SQLite does not say which it is.
                Assert.Matches($"Nothing was saved The disk that the portal keeps its data on (is full{(disk.LimitsFiles ? "|does not answer as it should" : "")})\\. What you sent just now is not stored\\.", page.Text);
                refused++;
            }
        }

        await using (var portal = await PortalProcess.ServeDemoAsync(disk))
        {
            using var coach = new Visitor(portal.Address);
            await coach.SignInAsync("coach@demo.test", PortalFixture.Password);
            Assert.Equal(["again", "before"], await disk.AskAsync("SELECT Text FROM SessionNotes WHERE Text IN ('before', 'again', 'refused') ORDER BY Text"));
            foreach (var (id, bytes) in new[] { ("before.pdf", SampleFiles.Pdf()), ("again.pdf", Large()) })
                Assert.Equal(bytes, await coach.Client.GetByteArrayAsync(new Uri($"/evidence/{(await disk.AskAsync($"SELECT Id FROM EvidenceFiles WHERE FileName = '{id}'")).Single().ToLowerInvariant()}", UriKind.Relative)));
        }

        Assert.Equal(2, Stored().Count);
        foreach (var half in KilledServerTests.Halves)
            Assert.Equal([], await disk.AskAsync(half));
        var (code, chain, _) = await Executable.RunOnAsync(disk, "audit", "verify");
        Assert.True(code == 0, chain);
        Proof.Holds(disk.LimitsFiles ? "T60 limit" : "T60 disk", $"a full disk under a portal's own process, by {disk.Kind}: notes, files, signing in", $"{refused} refused in words", "0 lost, 0 half");

        List<string> Stored() => [.. Directory.EnumerateFiles(Path.Combine(disk.Seen, "evidence"), "*", SearchOption.AllDirectories)];
    }

    [Fact]
    public async Task A_backup_and_a_restore_that_there_is_no_room_for_say_so_and_leave_everything_as_it_is()
    {
        await using var disk = await SmallDisk.MakeAsync();
        if (disk.LimitsFiles)
        {
            await Console.Error.WriteLineAsync("No small disk can be mounted here: commands on a full one are not tested.");
            return;
        }

        await using (var portal = await PortalProcess.ServeDemoAsync(disk))
            await portal.StopAsync();
        var whole = Path.Combine(disk.Folder, "whole");
        Assert.Equal(0, (await Executable.RunOnAsync(disk, "backup", whole)).Code);
        var before = Everything();
        await disk.FillAsync(64 * Block);
        foreach (var (sentence, command) in new (string, string[])[] { ("The backup could not be made: ", ["backup", Path.Combine(disk.Folder, "second")]), ("The backup could not be restored: No space left on device", ["restore", whole, "--replace"]) })
        {
            var refused = await Executable.RunOnAsync(disk, command);
            Assert.Equal((1, ""), (refused.Code, refused.Output));
            Assert.StartsWith(sentence, refused.Error.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
            disk.MakeRoom();
            Assert.Equal(before, Everything());
            await disk.FillAsync(64 * Block);
        }

        disk.MakeRoom();
        Assert.Equal(0, (await Executable.RunOnAsync(disk, "restore", whole, "--replace")).Code);
        Assert.Equal(0, (await Executable.RunOnAsync(disk, "audit", "verify")).Code);

        // What there is, and of which bytes.
        List<string> Everything() => [.. Directory.EnumerateFiles(disk.Seen, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(f => $"{f} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(f)))}"), .. Directory.EnumerateDirectories(disk.Seen).Order(StringComparer.Ordinal)];
    }

    private static byte[] Large() => SampleFiles.Pdf(objects: $"9 0 obj\n({new string('x', 3 * Megabyte)})\nendobj\n");
}
