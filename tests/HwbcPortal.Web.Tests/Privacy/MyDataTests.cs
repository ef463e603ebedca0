using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Privacy;
using HwbcPortal.Web.Tests.Cli;
using HwbcPortal.Web.Tests.Evidence;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HwbcPortal.Web.Tests.Privacy;

/// <summary>All that is held on somebody, to read and to take away, and nothing of anybody else.</summary>
public sealed class MyDataTests
{
    private const string Secret = "She doubts whether the room is quiet enough";

    /// <summary>A table that says whose its rows are is in what people are given, or on the list of what is not, with a reason.</summary>
    [Fact]
    public async Task No_table_about_somebody_is_forgotten()
    {
        await using var running = await Running.StartAsync();
        var forgotten = await running.Portal.DbAsync(db => Task.FromResult(db.Model.GetEntityTypes().Where(t => HeldData.OwnerColumn(t) is not null && !HeldData.IsIn(t.ClrType) && !HeldData.LeftOut.ContainsKey(t.ClrType) && !HeldData.Unused.Contains(t.ClrType)).Select(t => t.ClrType.Name).ToList()));
        Assert.Equal([], forgotten);
    }

    [Fact]
    public async Task A_coach_reads_all_of_it_and_takes_it_away_with_the_password()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using (var supervisor = await portal.SignedInAsync("supervisor"))
            await supervisor.PostAsync(await supervisor.GetAsync("/supervision/log?coach=HWBC-000014"), ("Form.When", "Today"), ("Form.Minutes", "30"), ("Form.Notes", Secret));
        using var coach = await portal.SignedInAsync("coach");
        var record = await portal.DbAsync(db => db.Training.Where(t => t.Coach!.Person!.Reference == "HWBC-000014" && t.VoidedOn == null).Select(t => t.RecordId).FirstAsync());
        var picture = SampleFiles.Png();
        await coach.UploadAsync($"/me/training/{record}/evidence", ("certificate.png", picture));

        var secrets = await SecretsAsync(portal, "coach@demo.test");
        var page = await coach.GetAsync("/me/data");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        foreach (var words in new[] { "coach@demo.test", "Posts (", "Training (", "Files (1)", "certificate.png", Secret, "Sign-in sessions (1)", "Done on your record (", "Added evidence", "Done by you (", "The reason for a pause of referrals" })
            Assert.Contains(words, page.Text, StringComparison.Ordinal);
        var refused = await coach.PostAsync(page, ("Form.Password", "not-my-password"));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "This is not your password. After several tries, wait a few minutes before the next one"), (refused.Status, refused.Errors.Single()));
        Assert.Equal(0, await portal.DbAsync(db => db.AuditEntries.CountAsync(e => e.Command == "me.data-export")));

        using var zip = await ZipAsync(coach, page);
        Assert.Equal(1, await portal.DbAsync(db => db.AuditEntries.CountAsync(e => e.Command == "me.data-export")));
        Assert.Equal(picture.Length, zip.GetEntry("files/certificate.png")!.Length);
        Assert.Contains(Secret, Text(zip, "data/session-notes.csv"), StringComparison.Ordinal);
        Assert.Contains("Aisha Khan (HWBC-000014)", Text(zip, "readme.txt"), StringComparison.Ordinal);
        Assert.Contains("Added evidence", Text(zip, "audit-about-me.csv"), StringComparison.Ordinal);
        using (var all = JsonDocument.Parse(Text(zip, "data.json")))
            Assert.Equal("Rachel Bell", all.RootElement.GetProperty("Session notes")[0].GetProperty("Author").GetString());
        var texts = zip.Entries.Where(e => !e.FullName.StartsWith("files/", StringComparison.Ordinal)).Select(e => Text(zip, e.FullName)).Append(page.Text).ToList();
        Assert.All(secrets, secret => Assert.All(texts, text => Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase)));

        // The portal's own program answers from the file as the portal does.
        var written = JsonNode.Parse(Text(zip, "coach.json"))!.ToJsonString();
        var (code, output, error) = await Executable.RunAsync(written + "\n", "evaluate", "--as-of", "2026-11-24", "--pcn", "U90001");
        Assert.True(code == 0, error);
        var decision = await portal.SystemAsync(async s => ComplianceEvaluator.Default.Evaluate((await s.GetRequiredService<CoachFileReader>().ReadAsync(await s.GetRequiredService<HwbcPortal.Data.HwbcDbContext>().People.Where(p => p.Reference == "HWBC-000014").Select(p => p.Id).SingleAsync()))!, "U90001", new DateOnly(2026, 11, 24)));
        using var answer = JsonDocument.Parse(output.Trim());
        Assert.Equal([decision.Referrals.ToString(), decision.Arrs.ToString(), decision.Standing.ToString(), decision.PcnStanding.ToString()], new[] { "referrals", "arrs", "standing", "pcnStanding" }.Select(n => answer.RootElement.GetProperty(n).GetString()));
        Assert.Equal(decision.Findings.Select(f => $"{f.Rule} {f.Outcome} {f.Code}"), answer.RootElement.GetProperty("findings").EnumerateArray().Select(f => $"{f.GetProperty("rule").GetString()} {f.GetProperty("outcome").GetString()} {f.GetProperty("code").GetString()}"));
    }

    /// <summary>What a supervisor wrote about a coach is the coach's: that it was written is in their file, the words are not; nor is anybody else's address.</summary>
    [Fact]
    public async Task A_supervisor_takes_no_word_about_a_coach_away()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var supervisor = await portal.SignedInAsync("supervisor");
        await supervisor.PostAsync(await supervisor.GetAsync("/supervision/log?coach=HWBC-000014"), ("Form.When", "Today"), ("Form.Minutes", "30"), ("Form.Notes", Secret));
        var page = await supervisor.GetAsync("/me/data");
        Assert.Contains("Sessions you supervised (", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, page.Text, StringComparison.Ordinal);
        using var zip = await ZipAsync(supervisor, page);
        Assert.Null(zip.GetEntry("coach.json"));
        var others = await portal.DbAsync(db => db.Users.Where(u => u.Email != "supervisor@demo.test").Select(u => u.Email!).ToListAsync());
        foreach (var entry in zip.Entries)
        {
            var text = Text(zip, entry.FullName);
            Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
            Assert.All(others, o => Assert.DoesNotContain(o, text, StringComparison.Ordinal));
        }

        Assert.Contains("HWBC-000014", Text(zip, "data/sessions-you-supervised.csv"), StringComparison.Ordinal);
    }

    /// <summary>What of somebody's account is nobody's to read, themselves included: digests, stamps, keys, and where a file lies.</summary>
    private static Task<List<string>> SecretsAsync(PortalFixture portal, string email) => portal.DbAsync(async db =>
    {
        var user = await db.Users.SingleAsync(u => u.Email == email);
        db.AddRange(new CalendarFeed { UserId = user.Id, SecretDigest = "digest-of-a-calendar", MadeUtc = portal.Time.Now.UtcDateTime }, new Authenticator { UserId = user.Id, ProtectedSecret = "key-of-an-app" }, new RecoveryCode { UserId = user.Id, CodeDigest = "digest-of-a-code" });
        db.Command = new AuditCommand("test.secrets");
        await db.SaveChangesAsync();
        var session = await db.SignInSessions.Where(s => s.UserId == user.Id).Select(s => s.KeyDigest).FirstAsync();
        var file = await db.Evidence.Where(f => f.CoachId == user.PersonId).Select(f => f.StorageName).FirstAsync();
        return new List<string> { user.PasswordHash!, user.SecurityStamp!, user.ConcurrencyStamp!, "digest-of-a-calendar", "key-of-an-app", "digest-of-a-code", session, file };
    });

    private static async Task<ZipArchive> ZipAsync(Visitor visitor, Page page)
    {
        var form = page.Document.QuerySelector("main form[method=post]")!;
        using var content = new FormUrlEncodedContent(form.QuerySelectorAll("input[type=hidden]").Select(i => new KeyValuePair<string, string>(i.GetAttribute("name")!, i.GetAttribute("value") ?? "")).Append(new("Form.Password", PortalFixture.Password)));
        var answer = await visitor.Client.PostAsync(page.Address, content);
        Assert.Equal((HttpStatusCode.OK, "application/zip", "no-store"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType, answer.Headers.CacheControl!.ToString()));
        return new ZipArchive(new MemoryStream(await answer.Content.ReadAsByteArrayAsync()));
    }

    private static string Text(ZipArchive zip, string name)
    {
        using var reader = new StreamReader((zip.GetEntry(name) ?? throw new InvalidOperationException($"No {name} in {string.Join(", ", zip.Entries.Select(e => e.FullName))}")).Open(), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
