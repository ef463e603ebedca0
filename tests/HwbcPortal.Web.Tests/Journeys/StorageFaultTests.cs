using System.Data.Common;
using System.Net;
using HwbcPortal.Web.Infrastructure.Hosting;
using HwbcPortal.Web.Infrastructure.Security;
using HwbcPortal.Web.Tests.Evidence;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>
/// The disk is full, the database may not be written to, or something else holds it. SQLite itself says so, with a limit on its pages in place
/// of a small disk; <see cref="FullDiskTests"/> and <see cref="SurroundingsTests"/> do it to a process of its own.
/// </summary>
public sealed class StorageFaultTests
{
    private const int MostForms = 20;
    private const string Log = "/supervision/log?coach=HWBC-000014";

    [Theory]
    [InlineData("PRAGMA max_page_count = 1", "The disk that the portal keeps its data on is full.")]
    [InlineData("PRAGMA query_only = ON", "The portal may not write to its database at present.")]
    [InlineData("", "Something else keeps the database busy.")]
    public async Task What_cannot_be_stored_is_said_what_was_acknowledged_stays_and_it_goes_on_by_itself(string told, string sentence)
    {
        var hindrance = new Told();
        await using var running = await Running.StartAsync(services => services.AddSingleton<IInterceptor>(hindrance), ("Database:Provider", "Sqlite"), ("ConnectionStrings:Hwbc", null));
        var portal = running.Portal;
        using var supervisor = await portal.SignedInAsync("supervisor");
        // Opened while all was well: that the form with earlier notes is read is recorded too.
        var forms = new Queue<Page>();
        while (forms.Count < MostForms)
            forms.Enqueue(await supervisor.GetAsync(Log));
        var notes = 0;
        Assert.Equal(HttpStatusCode.SeeOther, (await LogAsync()).Status);

        await using var other = new SqliteConnection($"Data Source={Path.Combine(portal.Folder, "hwbc.db")};Pooling=False");
        await other.OpenAsync();
        await using var holding = told.Length == 0 ? other.CreateCommand() : null;
        if (holding is not null)
        {
            holding.CommandText = "BEGIN IMMEDIATE";
            await holding.ExecuteNonQueryAsync();
        }

        hindrance.Sql = told;
        var refused = await LogAsync();
        // There is room left on the pages that are there: it is used up first.
        while (forms.Count > 1 && refused.Status == HttpStatusCode.SeeOther)
            refused = await LogAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.Contains($"Nothing was saved {sentence} What you sent just now is not stored.", refused.Text, StringComparison.Ordinal);
        // Pages are read meanwhile, but where reading is recorded; that the session is in use cannot be written down.
        portal.Time.Now += 2 * SignInSessions.SeenEvery;
        Assert.Equal(HttpStatusCode.OK, (await supervisor.GetAsync("/account/mail")).Status);
        if (told.Contains("query_only", StringComparison.Ordinal))
            Assert.Contains($"This page cannot be shown now {sentence} That somebody reads this page is recorded", (await supervisor.GetAsync(Log)).Text, StringComparison.Ordinal);
        var saved = notes - 1;
        Assert.Equal(saved, await portal.DbAsync(db => db.SessionNotes.CountAsync(n => n.Text.StartsWith("note "))));

        hindrance.Sql = "";
        if (holding is not null)
        {
            holding.CommandText = "ROLLBACK";
            await holding.ExecuteNonQueryAsync();
        }

        notes--;
        Assert.Equal(HttpStatusCode.SeeOther, (await LogAsync()).Status);
        Assert.Equal(saved + 1, await portal.DbAsync(db => db.SessionNotes.CountAsync(n => n.Text.StartsWith("note "))));
        Assert.Equal(0, (await portal.SystemAsync(s => new HwbcPortal.Data.Auditing.ChainVerifier(s.GetRequiredService<HwbcPortal.Data.HwbcDbContext>()).VerifyAsync(default))).Faults);

        async Task<Page> LogAsync()
        {
            var page = await supervisor.PostAsync(forms.Dequeue(), ("Form.When", "Today"), ("Form.Minutes", "20"), ("Form.Notes", $"note {++notes} {new string('x', 9_000)}"));
            // Another meeting of the same day is asked about first.
            return page.Status == HttpStatusCode.OK ? await supervisor.PostAsync(page) : page;
        }
    }

    [Theory]
    [InlineData(28, "The disk that the portal keeps its data on is full.")]
    [InlineData(122, "The disk that the portal keeps its data on is full.")]
    [InlineData(unchecked((int)0x80070070), "The disk that the portal keeps its data on is full.")]
    [InlineData(30, "The portal may not write to its folder of files at present.")]
    [InlineData(5, "The disk that the portal keeps its data on does not answer as it should.")]
    [InlineData(2, null)]
    public void What_a_file_system_answers_has_its_sentence_however_deep_it_lies(int answer, string? sentence) =>
        Assert.Equal(sentence, StorageFault.Of(new InvalidOperationException("It was not kept.", new IOException("It was not written.", answer))));

    [Fact]
    public async Task A_file_that_is_gone_from_the_disk_is_said_to_be()
    {
        await using var running = await Running.StartAsync();
        using var coach = await running.Portal.SignedInAsync("coach");
        Assert.Equal(HttpStatusCode.SeeOther, (await coach.UploadAsync(await EvidenceTests.PathAsync(running.Portal), ("certificate.pdf", SampleFiles.Pdf()))).Status);
        var id = await running.Portal.DbAsync(db => db.Evidence.Select(f => f.Id).SingleAsync());
        Directory.Delete(Path.Combine(running.Portal.Folder, "evidence"), recursive: true);
        var page = await coach.GetAsync($"/evidence/{id}");
        Assert.Equal(HttpStatusCode.Forbidden, page.Status);
        Assert.Contains("not on the disk any more", page.Text, StringComparison.Ordinal);
        using var all = new System.IO.Compression.ZipArchive(new MemoryStream(await coach.Client.GetByteArrayAsync(new Uri("/me/evidence", UriKind.Relative))));
        Assert.Equal("certificate.pdf is not on the disk any more.txt", Assert.Single(all.Entries).Name);
    }

    /// <summary>Tells each connection that is opened what hinders it; nothing that is held is waited for longer than a second.</summary>
    internal sealed class Told : DbConnectionInterceptor
    {
        private volatile string _sql = "";

        public string Sql { get => _sql; set => _sql = value; }

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Tell(connection);

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Tell(connection);
            return Task.CompletedTask;
        }

        private void Tell(DbConnection connection)
        {
            ((SqliteConnection)connection).DefaultTimeout = 1;
            using var command = connection.CreateCommand();
            command.CommandText = $"PRAGMA query_only = OFF; PRAGMA max_page_count = 1073741823; {_sql}";
            command.ExecuteNonQuery();
        }
    }
}
