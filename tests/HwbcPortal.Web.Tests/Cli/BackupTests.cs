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
            // The keys, without which no app's code would be taken any more; and nobody else reads any of it.
            var keys = Directory.GetFiles(Path.Combine(data, "keys"), "*.xml");
            Assert.NotEmpty(keys);
            Assert.All(keys, k => Assert.Equal(File.ReadAllBytes(k), File.ReadAllBytes(Path.Combine(target, "keys", Path.GetFileName(k)))));
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(backup));

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
            Assert.Single(Directory.EnumerateDirectories(target, "keys.replaced-*"));
            Assert.Empty(Directory.EnumerateDirectories(target, "*.part"));
            await LostFileIsToldAsync(target, Path.Combine(root, "second"));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public async Task What_is_no_whole_backup_of_this_portal_is_refused_and_says_why()
    {
        var root = Directory.CreateTempSubdirectory("hwbc-test-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(root, "outside"), "x");
            await RefusedAsync("is not a whole backup: it has no manifest with its digest.", _ => Task.CompletedTask);
            await RefusedAsync("is not a whole backup", async folder =>
            {
                await Manifest(BackupManifest.CurrentSchema).WriteAsync(folder, default);
                File.Delete(Path.Combine(folder, "manifest.sha256"));
            });
            await RefusedAsync("was made by another version of the program (form 2 of the manifest, this version reads 1)", folder => Manifest(2).WriteAsync(folder, default));
            // What a manifest that somebody made up names outside of the folder is not taken.
            await RefusedAsync("../outside is not what was backed up", async folder => await Manifest(BackupManifest.CurrentSchema, await BackupManifest.DescribeAsync(folder, "../outside", default)).WriteAsync(folder, default));
            await RefusedAsync("holds evidence/stray, which its manifest does not name", async folder =>
            {
                await Manifest(BackupManifest.CurrentSchema).WriteAsync(folder, default);
                Directory.CreateDirectory(Path.Combine(folder, "evidence"));
                await File.WriteAllTextAsync(Path.Combine(folder, "evidence", "stray"), "x");
            });
            var nothing = await Executable.RunOnAsync(Path.Combine(root, "nothing"), "backup", Path.Combine(root, "backup"));
            Assert.Equal((1, false), (nothing.Code, Path.Exists(Path.Combine(root, "backup"))));
            Assert.StartsWith("There is no database ", nothing.Error, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }

        static BackupManifest Manifest(int schema, params BackupFile[] files) => new(schema, "x", DateTime.UnixEpoch, files, []);

        async Task RefusedAsync(string sentence, Func<string, Task> make)
        {
            var folder = Directory.CreateDirectory(Path.Combine(root, Guid.NewGuid().ToString("N"))).FullName;
            await make(folder);
            Assert.Contains(sentence, (await Assert.ThrowsAsync<HwbcPortal.Web.Infrastructure.Hosting.StartRefusedException>(() => BackupManifest.CheckedAsync(folder, default))).Message, StringComparison.Ordinal);
        }
    }

    /// <summary>What is compared is what was copied, and rows never stand where their files do not.</summary>
    [Fact]
    public async Task A_backup_that_changes_while_it_is_restored_is_refused_and_the_database_comes_last()
    {
        var root = Directory.CreateTempSubdirectory("hwbc-test-").FullName;
        try
        {
            var (data, backup) = (Path.Combine(root, "data"), Path.Combine(root, "backup"));
            await (await PortalProcess.ServeDemoAsync(data)).DisposeAsync();
            Assert.Equal(0, (await Executable.RunOnAsync(data, "backup", backup)).Code);
            // So many files that the copying is met half way, with the database at the end.
            var files = await BackupManifest.CheckedAsync(backup, default);
            var many = new List<BackupFile>();
            foreach (var n in Enumerable.Range(0, 2_000))
            {
                var path = $"evidence/{n:x4}";
                Directory.CreateDirectory(Path.Combine(backup, "evidence"));
                await File.WriteAllTextAsync(Path.Combine(backup, path), $"{n}");
                many.Add(await BackupManifest.DescribeAsync(backup, path, default));
            }

            Array.ForEach(Directory.GetFiles(backup, "manifest.*"), File.Delete);
            await (files with { Files = [.. many, .. files.Files.OrderBy(f => f.Path == "hwbc.db")] }).WriteAsync(backup, default);

            // The database's folder is a file: it can be moved nowhere. What it speaks of stands by then, and it does not.
            await File.WriteAllTextAsync(Path.Combine(root, "blocked"), "");
            var blocked = Path.Combine(root, "without-database");
            var refused = await Executable.RunOnAsync(blocked, [("ConnectionStrings__Hwbc", $"Data Source={Path.Combine(root, "blocked", "hwbc.db")}")], "restore", backup);
            Assert.Contains("The backup could not be restored", refused.Error, StringComparison.Ordinal);
            Assert.Equal(2_000, Directory.EnumerateFiles(Path.Combine(blocked, "evidence")).Count());
            Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(blocked, "keys")));
            Assert.Empty(Directory.EnumerateFiles(blocked, "hwbc.db*", SearchOption.AllDirectories));

            var target = Directory.CreateDirectory(Path.Combine(root, "target")).FullName;
            using var process = PortalProcess.Start(["restore", backup], ("Data__Folder", target));
            var error = process.StandardError.ReadToEndAsync();
            while (!process.HasExited && !Directory.EnumerateFiles(target, "*", SearchOption.AllDirectories).Any(f => f.Contains(".part", StringComparison.Ordinal)))
                await Task.Yield();
            await SignalAsync("-STOP", process.Id);
            Assert.DoesNotContain(Directory.EnumerateFiles(target, "*", SearchOption.AllDirectories), f => f.EndsWith("hwbc.db", StringComparison.Ordinal));
            await using (var database = File.OpenWrite(Path.Combine(backup, "hwbc.db")))
            {
                database.Position = database.Length / 2;
                database.Write("changed"u8);
            }

            await SignalAsync("-CONT", process.Id);
            await process.WaitForExitAsync();
            Assert.Equal(1, process.ExitCode);
            Assert.Contains("hwbc.db changed while it was restored. Nothing was changed.", await error, StringComparison.Ordinal);
            Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(target), f => f.Contains("hwbc.db", StringComparison.Ordinal) || f.Contains("evidence", StringComparison.Ordinal) || f.EndsWith(".part", StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }

        static async Task SignalAsync(string signal, int id)
        {
            using var kill = System.Diagnostics.Process.Start("kill", [signal, $"{id}"]);
            await kill.WaitForExitAsync();
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

    /// <summary>Evidence that the disk has lost is told when it is backed up and when that is restored; everything else is there.</summary>
    private static async Task LostFileIsToldAsync(string data, string backup)
    {
        var name = (await BackupManifest.AskAsync(Path.Combine(data, "hwbc.db"), "SELECT StorageName FROM EvidenceFiles ORDER BY StorageName LIMIT 1", default)).Single();
        File.Delete(Path.Combine(data, "evidence", name[..2], name));
        var told = await Executable.RunOnAsync(data, "backup", backup);
        Assert.Equal((3, $"Evidence {name} is named in the database and not on the disk."), (told.Code, told.Error.Trim()));
        Assert.EndsWith("1 files of evidence are missing.", told.Output.Trim(), StringComparison.Ordinal);
        var restored = await Executable.RunOnAsync(data, "restore", backup, "--replace");
        Assert.Equal(0, restored.Code);
        Assert.EndsWith("1 files of evidence were missing when it was made.", restored.Output.Trim(), StringComparison.Ordinal);
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
