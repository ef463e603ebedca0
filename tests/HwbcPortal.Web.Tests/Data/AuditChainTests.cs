using System.Globalization;
using System.Text;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Web.Cli;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Data;

/// <summary>T70, its second half: whatever is changed on the audit chain is found.</summary>
public sealed class AuditChainTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    private static readonly (string Table, string Key, string[] Columns)[] Columns =
    [
        ("AuditEntries", "Sequence", ["Sequence", "AtUtc", "UserId", "Actor", "Command", "CoachId", "PcnId", "PreviousHash", "Hash"]),
        // Its row number is the database's own and says nothing.
        ("AuditChanges", "Id", ["EntrySequence", "Entity", "Key", "Kind", "Content", "Salt", "Digest"]),
        ("AuditHead", "Id", ["Sequence", "Hash"]),
    ];

    [Fact]
    public async Task T70_a_flipped_character_in_any_column_of_the_audit_is_found_and_what_was_erased_is_said_to_be()
    {
        var untouched = await VerifyAsync();
        Assert.Equal((0, 0L, 1L), (untouched.Faults, untouched.Erased, untouched.First));
        Assert.True(untouched.Entries >= 20, $"{untouched.Entries} entries");
        Assert.Equal(untouched.Entries, untouched.Last);

        var missed = new List<string>();
        var tried = 0;
        foreach (var (table, key, columns) in Columns)
        {
            foreach (var column in columns)
            {
                // Of every column the first row that has a value, the last, and some between them.
                var rows = await ColumnAsync($"SELECT \"{key}\" FROM \"{table}\" WHERE \"{column}\" IS NOT NULL ORDER BY \"{key}\"");
                foreach (var row in rows.Count == 0 ? [] : Enumerable.Range(0, 5).Select(n => rows[(rows.Count - 1) * n / 4]).Distinct())
                {
                    var value = (await ColumnAsync($"SELECT \"{column}\" FROM \"{table}\" WHERE \"{key}\" = {row}")).Single();
                    foreach (var at in new[] { 0, value.Length / 2, value.Length - 1 }.Distinct())
                    {
                        tried++;
                        var flipped = column is "Sequence" or "EntrySequence" ? (long.Parse(value, CultureInfo.InvariantCulture) + 1_000_000 + at).ToString(CultureInfo.InvariantCulture) : string.Concat(value.AsSpan(0, at), value[at] == '1' ? "2" : "1", value.AsSpan(at + 1));
                        if ((await AfterAsync($"UPDATE \"{table}\" SET \"{column}\" = '{flipped.Replace("'", "''", StringComparison.Ordinal)}' WHERE \"{key}\" = {row}")).Faults == 0)
                            missed.Add($"{table}.{column} of {row}, character {at}");
                    }
                }
            }
        }

        // An entry that agrees with itself, since whoever changed it knew how: what comes after it does not follow from it.
        var fifth = await portal.DbAsync(db => db.AuditEntries.AsNoTracking().Include(e => e.Changes).SingleAsync(e => e.Sequence == 5));
        fifth.Actor = "P-999999";
        var last = untouched.Last;
        foreach (var sql in new[]
        {
            $"UPDATE AuditEntries SET Actor = '{fifth.Actor}', Hash = '{AuditTrail.HashOf(fifth)}' WHERE Sequence = 5",
            "DELETE FROM AuditEntries WHERE Sequence = 1",
            "DELETE FROM AuditEntries WHERE Sequence = 10",
            $"DELETE FROM AuditEntries WHERE Sequence > {last - 3}",
            $"DELETE FROM AuditChanges WHERE EntrySequence > {last - 3}; DELETE FROM AuditEntries WHERE Sequence > {last - 3}",
            "DELETE FROM AuditChanges WHERE Id = (SELECT MIN(Id) FROM AuditChanges)",
            "DELETE FROM AuditHead",
            "UPDATE AuditEntries SET Sequence = 0 WHERE Sequence = 7; UPDATE AuditEntries SET Sequence = 7 WHERE Sequence = 8; UPDATE AuditEntries SET Sequence = 8 WHERE Sequence = 0",
            "UPDATE AuditChanges SET Content = NULL WHERE Id = (SELECT MIN(Id) FROM AuditChanges)",
            "UPDATE AuditChanges SET Salt = Salt || substr(Content, 1, 2), Content = substr(Content, 3) WHERE Id = (SELECT MIN(Id) FROM AuditChanges)",
            "UPDATE AuditChanges SET Content = substr(Salt, 31) || Content, Salt = substr(Salt, 1, 30) WHERE Id = (SELECT MIN(Id) FROM AuditChanges)",
            "UPDATE AuditChanges SET Salt = NULL WHERE Id = (SELECT MIN(Id) FROM AuditChanges)",
        })
        {
            tried++;
            if ((await AfterAsync(sql)).Faults == 0)
                missed.Add(sql);
        }

        Assert.True(missed.Count == 0, string.Join('\n', missed));
        var erased = await AfterAsync("UPDATE AuditChanges SET Content = NULL, Salt = NULL WHERE Id = (SELECT MIN(Id) FROM AuditChanges)");
        Assert.Equal((0, 1L), (erased.Faults, erased.Erased));
        Assert.Equal((untouched.Faults, untouched.Hash), await VerifyAsync() is var again ? (again.Faults, again.Hash) : default);
        Proof.Holds("T70 flipped", "Audit chain: in every column of up to 5 rows the first, middle and last character flipped; rows deleted, swapped, cut off", $"{tried} changes", "all found");
    }

    /// <summary>Of a chain that is short every bit of every value is flipped, one after the other: none of them can be another.</summary>
    [Fact]
    public async Task T70_no_bit_of_a_short_chain_can_be_another()
    {
        await using var running = await Running.StartAsync(("Database:Provider", "Sqlite"), ("ConnectionStrings:Hwbc", null));
        var shortOne = new AuditChainTests(running.Portal);
        await running.Portal.DbAsync(async db =>
        {
            await db.Database.OpenConnectionAsync();
            await RunAsync(db, $"DELETE FROM AuditChanges; DELETE FROM AuditEntries; UPDATE AuditHead SET Sequence = 0, Hash = '{new string('0', 64)}'");
            return 0;
        });
        using (var coach = await running.Portal.SignedInAsync("coach"))
            await coach.PostAsync(await coach.GetAsync("/me/cpd/new"), ("Form.Hours", "1.5"), ("Form.What", "Peer group"));
        using (var manager = await running.Portal.SignedInAsync("manager"))
            await manager.PostAsync(await manager.GetAsync("/coaches/HWBC-000014/absences/new"), [("Form.Reason", "Leave"), .. Journeys.ManagerJourneyTests.Date("From", 24, 12, 2026), .. Journeys.ManagerJourneyTests.Date("To", 31, 12, 2026)]);
        var report = await shortOne.VerifyAsync();
        Assert.Equal((0, 4L), (report.Faults, report.Entries));

        var missed = new List<string>();
        var refused = 0;
        var tried = await running.Portal.DbAsync(async db =>
        {
            var count = 0;
            await db.Database.OpenConnectionAsync();
            await RunAsync(db, "PRAGMA foreign_keys = OFF");
            foreach (var (table, key, columns) in Columns)
            {
                foreach (var column in columns)
                {
                    foreach (var row in await ReadAsync(db, $"SELECT \"{key}\" FROM \"{table}\" WHERE \"{column}\" IS NOT NULL"))
                    {
                        var value = Encoding.UTF8.GetBytes((await ReadAsync(db, $"SELECT CAST(\"{column}\" AS TEXT) FROM \"{table}\" WHERE \"{key}\" = {row}")).Single());
                        for (var bit = 0; bit < value.Length * 8; bit++)
                        {
                            count++;
                            var flipped = value.ToArray();
                            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
                            await RunAsync(db, "BEGIN");
                            try
                            {
                                await RunAsync(db, $"UPDATE \"{table}\" SET \"{column}\" = CAST(x'{Convert.ToHexString(flipped)}' AS TEXT) WHERE \"{key}\" = {row}");
                                if ((await new ChainVerifier(db).VerifyAsync(CancellationToken.None)).Faults == 0)
                                    missed.Add($"{table}.{column} of {row}, byte {bit / 8}, bit {bit % 8}: {Encoding.UTF8.GetString(flipped)}");
                            }
                            catch (SqliteException taken) when (taken.SqliteErrorCode is 19 or 20)
                            {
                                // The place of another entry, or no number where one belongs: the database does not take it.
                                refused++;
                            }

                            await RunAsync(db, "ROLLBACK");
                        }
                    }
                }
            }

            return count;
        });
        Assert.True(missed.Count == 0, string.Join('\n', missed));
        Proof.Holds("T70 whole", "Audit chain: of a short one each bit of each byte of each value flipped", $"{report.Entries} entries, {report.Changes} changes: {tried:N0} bits, {refused} of which the database does not take", "all found");
    }

    [Fact]
    public async Task The_command_says_what_it_saw_or_what_is_wrong_and_ends_with_0_or_1()
    {
        await using var running = await Running.StartAsync();
        var (code, text) = await CommandAsync(running.Portal);
        Assert.Equal(CommandLine.Ok, code);
        Assert.Matches("Entries [0-9]+ \\(1 to [0-9]+\\), changes [0-9]+, of them erased 0\\.\\s+The chain holds\\. It ends with [0-9a-f]{64}: keep that elsewhere\\.", text);
        var entries = await running.Portal.DbAsync(db => db.Database.ExecuteSqlRawAsync("UPDATE AuditEntries SET Actor = Actor || 'x'"));
        (code, text) = await CommandAsync(running.Portal);
        Assert.Equal(CommandLine.Failed, code);
        Assert.Contains("Entry 1 is not what was written", text, StringComparison.Ordinal);
        Assert.Equal(20, text.Split('\n').Count(l => l.StartsWith("Entry ", StringComparison.Ordinal)));
        Assert.Contains($"And {entries - 20} more.", text, StringComparison.Ordinal);
        Assert.Contains("The chain does not hold.", text, StringComparison.Ordinal);
    }

    /// <summary>One entry a command: what is changed without one, and what one saves a second time, is not stored.</summary>
    [Fact]
    public async Task What_is_changed_without_a_command_or_by_one_that_has_its_entry_is_not_stored()
    {
        await using var running = await Running.StartAsync();
        var refused = await running.Portal.DbAsync(async db =>
        {
            var pcn = await db.Pcns.FirstAsync();
            (pcn.Name, db.Command) = ("Without a command", null);
            var unnamed = await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync());
            (pcn.Name, db.Command) = ("Once", new AuditCommand("pcn.change", PcnId: pcn.Id));
            await Assert.ThrowsAsync<InvalidOperationException>(() => db.RecordReadAsync(new AuditCommand("evidence.read")));
            await db.SaveChangesAsync();
            pcn.Name = "Twice";
            var twice = await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync());
            db.ChangeTracker.Clear();
            return (unnamed.Message, twice.Message, (await db.Pcns.SingleAsync(p => p.Id == pcn.Id)).Name, await db.AuditEntries.CountAsync(e => e.Command == "pcn.change"));
        });
        Assert.Equal(("Pcn: what is changed has to say by which command.", "pcn.change has its entry already: a command saves once.", "Once", 1), refused);
    }

    private static async Task<(int Code, string Text)> CommandAsync(PortalFixture portal)
    {
        var output = new StringWriter();
        return (await AuditCommands.VerifyAsync(portal.Services, output, CancellationToken.None), output.ToString());
    }

    private Task<ChainReport> VerifyAsync() => portal.DbAsync(db => new ChainVerifier(db).VerifyAsync(CancellationToken.None));

    /// <summary>What is said after a change, which is then taken back.</summary>
    private Task<ChainReport> AfterAsync(string sql) => portal.DbAsync(async db =>
    {
        await db.Database.OpenConnectionAsync();
        await RunAsync(db, "PRAGMA foreign_keys = OFF; BEGIN");
        try
        {
            await RunAsync(db, sql);
            return await new ChainVerifier(db).VerifyAsync(CancellationToken.None);
        }
        finally
        {
            await RunAsync(db, "ROLLBACK; PRAGMA foreign_keys = ON");
            await db.Database.CloseConnectionAsync();
        }
    });

    private static async Task RunAsync(HwbcDbContext db, string sql)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The real program on a folder without a database: that is no chain, and none is made.</summary>
    [Fact]
    public async Task A_database_that_is_not_there_is_no_chain_that_holds()
    {
        var folder = Directory.CreateTempSubdirectory("hwbc-verify-").FullName;
        var (code, output, error) = await Cli.Executable.RunOnAsync(folder, "audit", "verify");
        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith("There is no database that can be reached.", error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder, "*.db"));
        Directory.Delete(folder, recursive: true);
    }

    private Task<List<string>> ColumnAsync(string sql) => portal.DbAsync(async db =>
    {
        await db.Database.OpenConnectionAsync();
        return await ReadAsync(db, sql);
    });

    private static async Task<List<string>> ReadAsync(HwbcDbContext db, string sql)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync())
            values.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture)!);
        return values;
    }
}
