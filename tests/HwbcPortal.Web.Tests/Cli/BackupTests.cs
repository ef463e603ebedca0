using System.Net;
using HwbcPortal.Web.Cli;
using HwbcPortal.Web.Tests.Evidence;
using HwbcPortal.Web.Tests.Hosting;

namespace HwbcPortal.Web.Tests.Cli;

/// <summary>A backup of a portal in use, and what is made of it.</summary>
public sealed class BackupTests
{
    private const string Log = "/supervision/log?coach=HWBC-000014";

    [Fact]
    public async Task A_backup_of_a_portal_that_is_written_to_is_restored_whole_and_a_damaged_one_is_refused()
    {
        var root = Directory.CreateTempSubdirectory("hwbc-test-").FullName;
        try
        {
            var (data, backup, target) = (Path.Combine(root, "data"), Path.Combine(root, "backup"), Path.Combine(root, "target"));
            await BackUpInUseAsync(data, backup);
            Assert.Empty(Directory.EnumerateDirectories(root, "*.part"));
            // A backup is never written over.
            Assert.Contains("is there already", (await Executable.RunOnAsync(data, "backup", backup)).Error, StringComparison.Ordinal);

            await DamagedIsRefusedAsync(backup, target);

            var restored = await Executable.RunOnAsync(target, "restore", backup);
            Assert.Equal((0, ""), (restored.Code, restored.Error));
            var rows = Path.Combine(target, "hwbc.db");
            foreach (var table in new[] { "Sessions", "EvidenceFiles", "CoachStandings", "AuditEntries", "AuditChanges", "FormReceipts", "Users" })
                Assert.Equal(await CountAsync(Path.Combine(backup, "hwbc.db"), table), await CountAsync(rows, table));
            Assert.Equal(["ok"], await BackupManifest.AskAsync(rows, "PRAGMA integrity_check", default));
            Assert.Equal([], await BackupManifest.AskAsync(rows, "SELECT \"table\" FROM pragma_foreign_key_check", default));
            Assert.Contains($"{await CountAsync(rows, "Sessions")} supervision sessions", restored.Output, StringComparison.Ordinal);
            foreach (var name in await BackupManifest.AskAsync(rows, "SELECT StorageName FROM EvidenceFiles", default))
                Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(data, "evidence", name[..2], name)), await File.ReadAllBytesAsync(Path.Combine(target, "evidence", name[..2], name)));
            Assert.NotEqual("0", await CountAsync(rows, "EvidenceFiles"));

            await using (var portal = await PortalProcess.ServeDemoAsync(target))
            {
                using var supervisor = new Visitor(portal.Address);
                await supervisor.SignInAsync("supervisor@demo.test", PortalFixture.Password);
                Assert.Equal(HttpStatusCode.OK, (await supervisor.GetAsync(Log)).Status);
                // Idle or not, what a portal serves from is not taken from under it.
                Assert.Contains("A portal is running on", (await Executable.RunOnAsync(target, "restore", backup, "--replace")).Error, StringComparison.Ordinal);
            }

            var again = await Executable.RunOnAsync(target, "restore", backup);
            Assert.Equal(1, again.Code);
            Assert.Contains("There is data already", again.Error, StringComparison.Ordinal);
            Assert.Equal(0, (await Executable.RunOnAsync(target, "restore", backup, "--replace")).Code);
            // What stood there is kept with its log, in which alone the last sign-in was; none of it is in what was restored.
            var kept = Assert.Single(Directory.EnumerateFiles(target, "hwbc.db.replaced-*Z"));
            var signIns = await CountAsync(Path.Combine(backup, "hwbc.db"), "SignInSessions");
            Assert.Equal(signIns, await CountAsync(rows, "SignInSessions"));
            Assert.NotEqual(signIns, await CountAsync(kept, "SignInSessions"));
            Assert.Equal(["ok"], await BackupManifest.AskAsync(kept, "PRAGMA integrity_check", default));
            Assert.Single(Directory.EnumerateDirectories(target, "evidence.replaced-*"));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public async Task A_newer_backup_and_a_database_of_a_server_are_refused_in_words()
    {
        var root = Directory.CreateTempSubdirectory("hwbc-test-").FullName;
        try
        {
            var backup = Directory.CreateDirectory(Path.Combine(root, "backup")).FullName;
            await new BackupManifest(BackupManifest.CurrentSchema, "20990101000000_Later", DateTime.UnixEpoch, [], []).WriteAsync(backup, default);
            var newer = await Executable.RunOnAsync(Path.Combine(root, "target"), "restore", backup);
            Assert.Equal(1, newer.Code);
            Assert.Contains("20990101000000_Later", newer.Error, StringComparison.Ordinal);
            foreach (var command in new[] { "backup", "restore" })
            {
                using var process = PortalProcess.Start([command, backup], ("Data__Folder", root), ("Database__Provider", "SqlServer"), ("ConnectionStrings__Hwbc", "Server=nowhere"));
                var (said, _) = (process.StandardError.ReadToEndAsync(), process.StandardOutput.ReadToEndAsync());
                await process.WaitForExitAsync();
                Assert.Contains("the server's own backup", await said, StringComparison.Ordinal);
            }
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task BackUpInUseAsync(string data, string backup)
    {
        await using var portal = await PortalProcess.ServeDemoAsync(data);
        using var supervisor = new Visitor(portal.Address);
        using var coach = new Visitor(portal.Address);
        await supervisor.SignInAsync("supervisor@demo.test", PortalFixture.Password);
        await coach.SignInAsync("coach@demo.test", PortalFixture.Password);
        var record = (await BackupManifest.AskAsync(Path.Combine(data, "hwbc.db"), "SELECT t.RecordId FROM Training t JOIN Coaches c ON c.Id = t.CoachId JOIN People p ON p.Id = c.Id WHERE p.Reference = 'HWBC-000014' AND t.VoidedOn IS NULL", default))[0];
        var path = $"/me/training/{record}/evidence";
        Assert.Equal(HttpStatusCode.SeeOther, (await coach.UploadAsync(path, ("before.pdf", SampleFiles.Pdf()))).Status);
        using var done = new CancellationTokenSource();
        var first = new TaskCompletionSource();
        var saved = 0;
        var writing = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                Assert.Equal(HttpStatusCode.SeeOther, (await coach.UploadAsync(path, ($"file{saved}.pdf", SampleFiles.Pdf()))).Status);
                saved++;
                first.TrySetResult();
            }
        });
        await Task.WhenAny(first.Task, writing);
        var (code, output, error) = await Executable.RunOnAsync(data, "backup", backup);
        await done.CancelAsync();
        await writing;
        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith("Backed up ", output, StringComparison.Ordinal);
        Assert.True(saved > 1, $"{saved} files while it was backed up");
    }

    private static async Task DamagedIsRefusedAsync(string backup, string target)
    {
        foreach (var file in Directory.EnumerateFiles(backup, "*", SearchOption.AllDirectories).GroupBy(f => Path.GetRelativePath(backup, f).Split('/')[0]).Select(g => g.First()).ToList())
        {
            var whole = await File.ReadAllBytesAsync(file);
            var flipped = (byte[])whole.Clone();
            flipped[flipped.Length / 2] ^= 1;
            foreach (var damaged in new[] { flipped, whole[..^1] })
            {
                await File.WriteAllBytesAsync(file, damaged);
                await Assert.ThrowsAsync<HwbcPortal.Web.Infrastructure.Hosting.StartRefusedException>(() => BackupManifest.CheckedAsync(backup, default));
            }

            var refused = await Executable.RunOnAsync(target, "restore", backup);
            Assert.Equal(1, refused.Code);
            Assert.Contains("is damaged", refused.Error, StringComparison.Ordinal);
            Assert.False(File.Exists(Path.Combine(target, "hwbc.db")));
            // Cut off before the file was written.
            File.Delete(file);
            await Assert.ThrowsAsync<HwbcPortal.Web.Infrastructure.Hosting.StartRefusedException>(() => BackupManifest.CheckedAsync(backup, default));
            await File.WriteAllBytesAsync(file, whole);
        }
    }

    private static async Task<string> CountAsync(string database, string table) => (await BackupManifest.AskAsync(database, $"SELECT CAST(COUNT(*) AS TEXT) FROM {table}", default)).Single();
}
