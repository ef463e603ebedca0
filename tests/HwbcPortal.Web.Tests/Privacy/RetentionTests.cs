using System.Net;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Privacy;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Files;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HwbcPortal.Web.Tests.Privacy;

/// <summary>What is kept for a time goes when it is over, not a day before, and not while a coach is in post.</summary>
public sealed class RetentionTests
{
    [Theory]
    [InlineData(3, "2026-08-24", "2026-11-23", false)]
    [InlineData(3, "2026-08-24", "2026-11-24", true)]
    [InlineData(3, "2026-08-24", "2026-11-25", true)]
    [InlineData(3, "2026-11-30", "2027-02-27", false)]
    [InlineData(3, "2026-11-30", "2027-02-28", true)]
    [InlineData(12, "2024-02-29", "2025-02-27", false)]
    [InlineData(12, "2024-02-29", "2025-02-28", true)]
    [InlineData(48, "2024-02-29", "2028-02-28", false)]
    [InlineData(48, "2024-02-29", "2028-02-29", true)]
    [InlineData(1, "2027-01-31", "2027-02-27", false)]
    [InlineData(1, "2027-01-31", "2027-02-28", true)]
    [InlineData(1, "2028-01-31", "2028-02-28", false)]
    [InlineData(1, "2028-01-31", "2028-02-29", true)]
    [InlineData(6, "2026-08-31", "2027-02-27", false)]
    [InlineData(6, "2026-08-31", "2027-02-28", true)]
    [InlineData(1, "2026-12-31", "2027-01-30", false)]
    [InlineData(1, "2026-12-31", "2027-01-31", true)]
    [InlineData(1, "2026-02-28", "2026-03-27", false)]
    [InlineData(1, "2026-02-28", "2026-03-28", true)]
    [InlineData(72, "2020-11-24", "2026-11-23", false)]
    [InlineData(72, "2020-11-24", "2026-11-24", true)]
    public void Something_goes_on_the_day_so_many_months_after(int months, string from, string today, bool goes) =>
        Assert.Equal(goes, Kept(months).GoesOn(DateOnly.Parse(from, null), DateOnly.Parse(today, null)));

    /// <summary>What the database is asked (an instant) and what the rule says (days of London) are the same, for every day of four years.</summary>
    [Fact]
    public void The_instant_that_the_database_is_asked_for_is_the_rule_in_days()
    {
        var first = new DateOnly(2024, 1, 1);
        foreach (var months in new[] { 1, 2, 3, 6, 12, 13, 72 })
        {
            var kept = Kept(months);
            for (var today = first; today < first.AddYears(4); today = today.AddDays(1))
            {
                var from = kept.KeptFrom(today);
                var day = DateOnly.FromDateTime(UkClock.ToLondon(from));
                Assert.True(kept.GoesOn(day.AddDays(-1), today) && !kept.GoesOn(day, today), $"{months} months, {today:yyyy-MM-dd}");
                Assert.Equal(UkClock.ToUtc(day, TimeOnly.MinValue), from);
            }
        }
    }

    /// <summary>Each kind in the database: the last moment of the day before stays, and goes with the day.</summary>
    [Fact]
    public async Task Rows_go_on_their_day_by_night_with_one_audit_entry_and_nothing_is_written_where_nothing_went()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        // 24 November 2026 is the clock's day. Of each kind one row whose day it is, one of the day after and, long ago, one more.
        await portal.DbAsync(async db =>
        {
            var user = await db.Users.Where(u => u.Email == "supervisor@demo.test").Select(u => u.Id).SingleAsync();
            var coaches = await db.Coaches.OrderBy(c => c.Id).Select(c => c.Id).Take(3).ToListAsync();
            foreach (var (i, from) in new[] { Old(3, 0), Old(3, 1), Old(40, 0) }.Index())
                db.Add(new FormReceipt { Key = Guid.NewGuid(), UserId = user, AcceptedUtc = from, Location = "/" });
            foreach (var (i, from) in new[] { Old(3, 0), Old(3, 1), Old(40, 0) }.Index())
                db.Add(new PolicyReport { Directive = "script-src", Blocked = "inline", Page = "/me", Digest = $"{i}", Count = 1, FirstUtc = Old(60, 0), LastUtc = from });
            foreach (var (i, from) in new[] { Old(6, 0), Old(6, 1), Old(40, 0) }.Index())
                db.Add(new SessionDraft { UserId = user, CoachId = coaches[i], ContentJson = "{}", SavedUtc = from });
            foreach (var (i, from) in new[] { Old(24, 0), Old(24, 1), Old(40, 0) }.Index())
                db.Add(new OutboxMail { UserId = user, Kind = MailKind.Digest, Fact = $"test {i}", PlannedUtc = from, NextTryUtc = from, State = MailState.Sent, ClosedUtc = from });
            foreach (var (i, from) in new[] { Old(12, 0), Old(12, 1), Old(40, 0) }.Index())
                db.Add(new SignInSession { UserId = user, KeyDigest = $"{i}", StartedUtc = from, SeenUtc = from, Device = "Netscape on a Commodore", EndedUtc = i == 2 ? from : null });
            db.Add(new KeptForm { UserId = user, Path = "/", ProtectedFields = "", KeptUtc = portal.Time.Now.UtcDateTime.AddDays(-1) });
            return await db.SaveChangesAsync();
        });
        Assert.Equal([(RetentionKind.Drafts, 2), (RetentionKind.FormReceipts, 2), (RetentionKind.Mails, 2), (RetentionKind.PolicyReports, 2), (RetentionKind.SignInSessions, 2)], await DueAsync(portal));
        using (var admin = await portal.SignedInAsync("admin"))
        {
            var page = await admin.GetAsync("/privacy/retention");
            Assert.All(RetentionSchedule.Rules.Skip(2), rule => Assert.Contains("2, the oldest of 24 July 2023", page.Rows.Single(r => r.TextContent.Contains(rule.Name, StringComparison.Ordinal)).TextContent, StringComparison.Ordinal));
        }

        var nightly = portal.Services.GetRequiredService<NightlyErasing>();
        await nightly.RunAsync(CancellationToken.None);
        Assert.Equal((1, 1, 1, 1, 0), await portal.DbAsync(async db => (await db.FormReceipts.CountAsync(), await db.SessionDrafts.CountAsync(), await db.Outbox.CountAsync(), await db.SignInSessions.CountAsync(s => s.Device.StartsWith("Netscape")), await db.KeptForms.CountAsync())));
        Assert.Equal(["1"], await portal.DbAsync(db => db.PolicyReports.Select(r => r.Digest).ToListAsync()));
        var entry = await portal.DbAsync(db => db.AuditEntries.Include(e => e.Changes).SingleAsync(e => e.Command == "retention.erase"));
        Assert.Equal("retention", entry.Actor);
        Assert.Contains("2, the oldest of 24 July 2023", entry.Changes.Single().Content, StringComparison.Ordinal);
        // On which device somebody was signed in goes from the audit with the session; the one that stays says it still.
        Assert.Equal(1, await portal.DbAsync(db => db.AuditChanges.CountAsync(c => c.Content!.Contains("Netscape"))));
        Assert.Equal(0, (await portal.DbAsync(db => new HwbcPortal.Data.Auditing.ChainVerifier(db).VerifyAsync(CancellationToken.None))).Faults);

        // Nothing more today, and the next day the rows of the day after.
        await nightly.RunAsync(CancellationToken.None);
        Assert.Equal(1, await portal.DbAsync(db => db.AuditEntries.CountAsync(e => e.Command == "retention.erase")));
        await portal.WaitAsync(TimeSpan.FromDays(1));
        Assert.Equal(5, (await DueAsync(portal)).Count);

        DateTime Old(int months, int days) => UkClock.ToUtc(new DateOnly(2026, 11, 24).AddMonths(-months).AddDays(days), new TimeOnly(days == 0 ? 23 : 0, days == 0 ? 59 : 0));
    }

    /// <summary>A replaced file shows on what an answer rested: it stays while the coach is in post, and for its time after that.</summary>
    [Fact]
    public async Task Evidence_stays_while_the_coach_is_in_post()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        var store = portal.Services.GetRequiredService<EvidenceStore>();
        var (old, stands) = (await store.WriteAsync(new byte[] { 1 }, default), await store.WriteAsync(new byte[] { 2 }, default));
        await portal.DbAsync(async db =>
        {
            var coach = await db.People.Where(p => p.Reference == "HWBC-000014").Select(p => p.Id).SingleAsync();
            EvidenceFile File(string name, DateTime at) => new() { CoachId = coach, Subject = EvidenceSubject.Training, RecordId = coach, FileName = "old-certificate.png", MediaType = "image/png", Sha256 = "", StorageName = name, State = EvidenceState.Clean, UploadedById = coach, UploadedUtc = at };
            var first = File(old, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
            var second = File(stands, new DateTime(2020, 6, 1, 0, 0, 0, DateTimeKind.Utc));
            second.ReplacesId = first.Id;
            db.AddRange(first, second);
            return await db.SaveChangesAsync();
        });
        using var admin = await portal.SignedInAsync("admin");
        Assert.Equal([], await DueAsync(portal));
        Assert.Contains("1 more stays while the coach is in post", (await admin.GetAsync("/privacy/retention")).Text, StringComparison.Ordinal);
        // She left a year ago tomorrow: tomorrow it goes, and the file that stands does not.
        await portal.DbAsync(db => db.Posts.Where(p => p.Coach!.Person!.Reference == "HWBC-000014" && p.VoidedOn == null).ExecuteUpdateAsync(u => u.SetProperty(p => p.EndDate, new DateOnly(2025, 11, 25))));
        Assert.Equal([], await DueAsync(portal));
        await portal.WaitAsync(TimeSpan.FromDays(1));
        using var next = await portal.SignedInAsync("admin");
        var asked = await next.PostAsync(await next.GetAsync("/privacy/retention"));
        Assert.Equal(HttpStatusCode.OK, asked.Status);
        Assert.Contains("Files that were replaced or taken back, of coaches who have left: 1, the oldest of 25 November 2025", asked.Text, StringComparison.Ordinal);
        Assert.True(store.Has(old));
        Assert.Equal(HttpStatusCode.SeeOther, (await next.PostAsync(asked)).Status);
        Assert.Equal((false, true), (store.Has(old), store.Has(stands)));
        Assert.Equal(1, await portal.DbAsync(db => db.Evidence.CountAsync()));
        Assert.Equal(1, await portal.DbAsync(db => db.AuditEntries.CountAsync(e => e.Command == "retention.erase" && e.UserId != null)));
    }

    [Fact]
    public async Task A_time_is_set_within_its_range_with_its_source_and_two_who_set_it_at_once_are_told()
    {
        await using var running = await Running.StartAsync();
        using var admin = await running.Portal.SignedInAsync("admin");
        var page = await admin.GetAsync("/privacy/retention/Mails");
        Assert.Equal("Months must be between 12 and 72", (await admin.PostAsync(page, ("Form.Months", "11"), ("Form.Source", "Our schedule, line 4"))).Errors.Single());
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.PostAsync(page, ("Form.Months", "12"), ("Form.Source", "Our schedule, line 4"))).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await admin.PostAsync(await StaleAsync(page), ("Form.Months", "13"), ("Form.Source", "Our schedule, line 5"))).Status);
        Assert.Contains("Our schedule, line 4", (await admin.GetAsync("/privacy")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync("/privacy/retention/99")).Status);

        // The same page, under another key: another window that was opened before.
        static Task<Page> StaleAsync(Page opened)
        {
            opened.Document.QuerySelector("main input[name='Form.Key']")!.SetAttribute("value", Guid.NewGuid().ToString());
            return Task.FromResult(opened);
        }
    }

    private static KeptFor Kept(int months) => new(RetentionSchedule.Rules[0], months, "", null);

    private static Task<List<(RetentionKind Kind, int Count)>> DueAsync(PortalFixture portal) => portal.SystemAsync(async s =>
        (await s.GetRequiredService<Retention>().DueAsync(CancellationToken.None)).Where(d => d.Count > 0).Select(d => (d.Kept.Rule.Kind, d.Count)).OrderBy(d => d.Kind.ToString(), StringComparer.Ordinal).ToList());
}
