using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using AngleSharp.Html.Dom;
using HwbcPortal.Web.Cli;
using HwbcPortal.Web.Infrastructure.Files;
using HwbcPortal.Web.Tests.Cli;
using HwbcPortal.Web.Tests.Evidence;
using HwbcPortal.Web.Tests.Hosting;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>The server is killed while people write.</summary>
public sealed class KilledServerTests
{
    private const string Log = "/supervision/log?coach=HWBC-000014";
    private const string Draft = "/supervision/log?coach=HWBC-000016";
    private const int Kills = 50;

    // What would be half saved: rows without their audit entry, an entry without its rows, a session without its note, a coach without standings.
    internal static readonly string[] Halves =
    [
        "SELECT 'session ' || Id FROM Sessions WHERE lower(Id) NOT IN (SELECT Key FROM AuditChanges WHERE Entity = 'SessionVersion')",
        "SELECT 'training ' || Id FROM Training WHERE lower(Id) NOT IN (SELECT Key FROM AuditChanges WHERE Entity = 'TrainingVersion')",
        "SELECT 'evidence ' || Id FROM EvidenceFiles WHERE lower(Id) NOT IN (SELECT Key FROM AuditChanges WHERE Entity = 'EvidenceFile')",
        "SELECT 'change ' || Key FROM AuditChanges WHERE Kind = 'Added' AND Entity IN ('SessionVersion', 'TrainingVersion', 'EvidenceFile') AND Key NOT IN (SELECT lower(Id) FROM Sessions UNION SELECT lower(Id) FROM Training UNION SELECT lower(Id) FROM EvidenceFiles)",
        "SELECT 'entry ' || Sequence FROM AuditEntries WHERE Command IN ('supervision.log', 'training.record', 'evidence.add') AND Sequence NOT IN (SELECT EntrySequence FROM AuditChanges)",
        "SELECT 'session without note ' || Id FROM Sessions WHERE RecordedById IS NOT NULL AND RecordId NOT IN (SELECT SessionRecordId FROM SessionNotes)",
        "SELECT 'note ' || Id FROM SessionNotes WHERE SessionRecordId NOT IN (SELECT RecordId FROM Sessions)",
        "SELECT 'coach ' || Id FROM Coaches WHERE Id IN (SELECT CoachId FROM Posts WHERE VoidedOn IS NULL) AND Id NOT IN (SELECT CoachId FROM CoachStandings)",
        "SELECT 'head' FROM AuditHead WHERE Sequence <> (SELECT MAX(Sequence) FROM AuditEntries) OR Sequence <> (SELECT COUNT(*) FROM AuditEntries)",
        "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
        "SELECT 'foreign key of ' || \"table\" FROM pragma_foreign_key_check",
    ];

    [Fact]
    public async Task T60_what_was_acknowledged_is_there_after_each_of_fifty_kills_and_nothing_is_half_there()
    {
        var folder = Directory.CreateTempSubdirectory("hwbc-test-").FullName;
        try
        {
            var written = new Written();
            for (var round = 0; round < Kills; round++)
            {
                await using var server = await PortalProcess.ServeDemoAsync(folder);
                await written.CheckAsync(folder, round - 1);
                await KillWhileWritingAsync(server, folder, written, round);
            }

            await using (var server = await PortalProcess.ServeDemoAsync(folder))
                await written.CheckAsync(folder, Kills - 1);
            var (code, chain, _) = await Executable.RunOnAsync(folder, "audit", "verify");
            Assert.True(code == 0, chain);
            // It was killed while it saved, not between: most kills cut requests that change something off.
            Assert.True(written.CutOff >= Kills, $"{written.CutOff} requests were cut off by {Kills} kills");
            Proof.Holds("T60", "SIGKILL while sessions, evidence, training and drafts are saved by four people at once", $"{Kills} kills; {written.Acknowledged} acknowledged, {written.CutOff} cut off", "0 lost, 0 half");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Four people write until the server is gone: after so many answers, and a moment more, by the round's own dice.</summary>
    private static async Task KillWhileWritingAsync(PortalProcess server, string folder, Written written, int round)
    {
        var dice = new Random(round);
        var left = dice.Next(3, 12);
        var enough = new TaskCompletionSource();
        var record = (await BackupManifest.AskAsync(Path.Combine(folder, "hwbc.db"), "SELECT t.RecordId FROM Training t JOIN People p ON p.Id = t.CoachId WHERE p.Reference = 'HWBC-000014' AND t.VoidedOn IS NULL ORDER BY t.RecordedUtc, t.Id LIMIT 1", default))[0];
        Task[] people =
        [
            UntilGoneAsync("supervisor", LogAsync), UntilGoneAsync("manager", TrainAsync), UntilGoneAsync("coach", (visitor, mark) => UploadAsync(visitor, mark, record)), UntilGoneAsync("supervisor", DraftAsync),
        ];
        // Whoever ends before has found something wrong, and says it below.
        await Task.WhenAny([enough.Task, .. people]);
        await Task.Delay(dice.Next(0, 40));
        await server.KillAsync();
        await Task.WhenAll(people);

        async Task UntilGoneAsync(string who, Func<Visitor, int, Task> write)
        {
            using var visitor = new Visitor(server.Address);
            try
            {
                await visitor.SignInAsync($"{who}@demo.test", PortalFixture.Password);
                while (true)
                    await write(visitor, written.Next());
            }
            catch (Exception gone) when (gone is HttpRequestException or IOException)
            {
                // So it ends each time.
            }
        }

        async Task<Page> AnsweredAsync(Func<Task<Page>> post, HttpStatusCode right, Action acknowledged)
        {
            written.Begin();
            var page = await post();
            written.End();
            if (page.Status != right)
                return page;
            acknowledged();
            if (Interlocked.Decrement(ref left) <= 0)
                enough.TrySetResult();
            return page;
        }

        async Task LogAsync(Visitor visitor, int mark)
        {
            var form = await visitor.GetAsync(Log);
            var page = await AnsweredAsync(() => visitor.PostAsync(form, ("Form.When", "Today"), ("Form.Minutes", "20"), ("Form.Notes", $"kill-{mark}")), HttpStatusCode.SeeOther, () => written.Notes.Add($"kill-{mark}"));
            // Another meeting of the same day is asked about first.
            if (page.Status == HttpStatusCode.OK)
                page = await AnsweredAsync(() => visitor.PostAsync(page), HttpStatusCode.SeeOther, () => written.Notes.Add($"kill-{mark}"));
            Assert.True(page.Status == HttpStatusCode.SeeOther, $"log: {page.Status} {string.Join(' ', page.Errors)}");
        }

        async Task TrainAsync(Visitor visitor, int mark)
        {
            var form = await visitor.GetAsync("/coaches/HWBC-000012/training/new?pcn=U90001");
            var programme = form.Document.QuerySelectorAll("option").First(o => o.TextContent.StartsWith("Health coaching, four days (sample)", StringComparison.Ordinal)).GetAttribute("value");
            var day = new DateOnly(2024, 1, 1).AddDays(mark % 600);
            (string, string?)[] values = [("Form.Programme", programme), ("Form.BookingReference", $"kill-{mark}"), .. ManagerJourneyTests.Date("EnrolledOn", day.Day, day.Month, day.Year)];
            var page = await AnsweredAsync(() => visitor.PostAsync(form, values), HttpStatusCode.SeeOther, () => written.Bookings.Add($"kill-{mark}"));
            if (page.Status == HttpStatusCode.OK)
                page = await AnsweredAsync(() => visitor.PostAsync(page), HttpStatusCode.SeeOther, () => written.Bookings.Add($"kill-{mark}"));
            Assert.True(page.Status == HttpStatusCode.SeeOther, $"training: {page.Status} {string.Join(' ', page.Errors)}");
        }

        async Task UploadAsync(Visitor visitor, int mark, string record)
        {
            var form = await visitor.GetAsync($"/me/training/{record}/evidence");
            var (name, bytes) = mark % 2 == 0 ? ("certificate.pdf", SampleFiles.Pdf($"/Lang (kill-{mark})")) : ("certificate.jpg", SampleFiles.Jpeg(8 + (mark % 500), 8 + (mark / 500)));
            var page = await AnsweredAsync(() => visitor.SendFilesAsync(form, [("Form.Files", name, bytes)]), HttpStatusCode.SeeOther, () => written.Hashes.Add(Convert.ToHexStringLower(SHA256.HashData(bytes))));
            Assert.True(page.Status == HttpStatusCode.SeeOther, $"evidence: {page.Status} {string.Join(' ', page.Errors)}");
        }

        async Task DraftAsync(Visitor visitor, int mark)
        {
            var page = await visitor.GetAsync(Draft);
            var form = (IHtmlFormElement)page.Document.QuerySelector("form[data-draft]")!;
            var kept = await AnsweredAsync(() => visitor.PostFormAsync(form, new Uri(server.Address, form.GetAttribute("data-draft")), ("Form.When", "Today"), ("Form.Minutes", "25"), ("Form.Notes", $"draft-{mark}"), ("Form.Actions[0].Text", $"draft-{mark}")),
                HttpStatusCode.OK, () => written.LastDraft = mark);
            Assert.True(kept.Status == HttpStatusCode.OK, $"draft: {kept.Status}");
        }
    }

    [Fact]
    public async Task What_was_typed_of_a_session_is_there_when_a_killed_server_runs_again()
    {
        var folder = Directory.CreateTempSubdirectory("hwbc-test-").FullName;
        try
        {
            await using (var first = await PortalProcess.ServeDemoAsync(folder))
            {
                using var supervisor = new Visitor(first.Address);
                await supervisor.SignInAsync("supervisor@demo.test", PortalFixture.Password);
                var form = (IHtmlFormElement)(await supervisor.GetAsync(Log)).Document.QuerySelector("form[data-draft]")!;
                foreach (var typed in new[] { "Half a", "Half a thought, and the telephone" })
                {
                    var kept = await supervisor.PostFormAsync(form, new Uri(first.Address, form.GetAttribute("data-draft")), ("Form.When", "Today"), ("Form.Minutes", "55"), ("Form.Notes", typed), ("Form.Actions[0].Text", "Think on"));
                    Assert.Matches("^[0-9]+:[0-9]{2}(am|pm)$", kept.Text);
                }

                await first.KillAsync();
                await Assert.ThrowsAsync<HttpRequestException>(() => supervisor.GetAsync(Log));
            }

            await using var second = await PortalProcess.ServeDemoAsync(folder);
            using var again = new Visitor(second.Address);
            await again.SignInAsync("supervisor@demo.test", PortalFixture.Password);
            var back = await again.GetAsync(Log);
            Assert.Contains("Here is what you typed, kept at ", back.Text, StringComparison.Ordinal);
            Assert.Equal("Half a thought, and the telephone", ((IHtmlTextAreaElement)back.Document.QuerySelector("textarea[name='Form.Notes']")!).Value);
            Assert.Equal(("55", "Think on"), (Value("Form.Minutes"), Value("Form.Actions[0].Text")));

            string? Value(string name) => back.Document.QuerySelector($"input[name='{name}']")!.GetAttribute("value");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What the people were told is saved.</summary>
    private sealed class Written
    {
        private int _mark;
        private int _begun;
        private int _ended;

        public ConcurrentBag<string> Notes { get; } = [];

        public ConcurrentBag<string> Bookings { get; } = [];

        public ConcurrentBag<string> Hashes { get; } = [];

        public int LastDraft { get; set; }

        public int Acknowledged { get; private set; }

        public int CutOff => _begun - _ended;

        public int Next() => Interlocked.Increment(ref _mark);

        public void Begin() => Interlocked.Increment(ref _begun);

        public void End() => Interlocked.Increment(ref _ended);

        /// <summary>The server runs again: everything that was acknowledged is there whole, and what was not is whole or not at all.</summary>
        public async Task CheckAsync(string folder, int round)
        {
            var database = Path.Combine(folder, "hwbc.db");
            Acknowledged = Notes.Count + Bookings.Count + Hashes.Count;
            foreach (var half in Halves)
                Assert.True(await AskAsync(half) is [], $"kill {round}: {string.Join(", ", await AskAsync(half))}");
            IsThere("note", Notes, await AskAsync("SELECT Text FROM SessionNotes"));
            IsThere("training", Bookings, await AskAsync("SELECT BookingReference FROM Training WHERE BookingReference IS NOT NULL"));
            IsThere("evidence", Hashes, await AskAsync("SELECT Sha256 FROM EvidenceFiles"));
            foreach (var row in await AskAsync("SELECT MediaType || ' ' || Sha256 || ' ' || StorageName || ' ' || Length FROM EvidenceFiles"))
            {
                var (type, hash, name, length) = row.Split(' ') is [var t, var h, var n, var l] ? (t, h, n, l) : throw new InvalidOperationException(row);
                var file = Path.Combine(folder, "evidence", name[..2], name);
                Assert.True(File.Exists(file), $"kill {round}: no file for the evidence {hash}");
                var content = await File.ReadAllBytesAsync(file);
                Assert.Equal(length, content.Length.ToString(CultureInfo.InvariantCulture));
                // The hash is of what was sent; of a picture the camera's own words were taken out, and nothing is left to take out.
                if (type == "application/pdf")
                    Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(content)));
                else
                    Assert.Equal(content, FileCheck.Content(content).Content.ToArray());
            }

            if (LastDraft == 0)
                return;
            var draft = Assert.Single(await AskAsync("SELECT d.ContentJson FROM SessionDrafts d JOIN People p ON p.Id = d.CoachId WHERE p.Reference = 'HWBC-000016'"));
            using var json = JsonDocument.Parse(draft);
            var marks = System.Text.RegularExpressions.Regex.Matches(draft, "draft-([0-9]+)").Select(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)).ToList();
            Assert.True(marks.Count == 2 && marks[0] == marks[1] && marks[0] >= LastDraft, $"kill {round}: draft-{LastDraft} was acknowledged, and {draft} is there");

            Task<List<string>> AskAsync(string sql) => BackupManifest.AskAsync(database, sql, default);

            void IsThere(string what, IEnumerable<string> acknowledged, IReadOnlyCollection<string> rows)
            {
                Assert.True(acknowledged.Except(rows).ToList() is { Count: 0 }, $"kill {round}: acknowledged and not there: {what} {string.Join(", ", acknowledged.Except(rows))}");
                Assert.True(rows.Where(r => r.StartsWith("kill-", StringComparison.Ordinal)).GroupBy(r => r).All(g => g.Count() == 1), $"kill {round}: {what} twice");
            }
        }
    }
}
