using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Mails;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HwbcPortal.Web.Tests.Mails;

/// <summary>What tests of mails do again and again: plan a day, deliver, look into the outbox.</summary>
internal static class Told
{
    public const string Aisha = "HWBC-000014";

    public static Nudging Nudging(this PortalFixture portal) => portal.Services.GetRequiredService<Nudging>();

    /// <summary>Sets the clock to noon of a day and plans it.</summary>
    public static async Task PlanAsync(this PortalFixture portal, DateOnly day)
    {
        portal.Time.Now = new DateTimeOffset(day, new TimeOnly(12, 0), TimeSpan.Zero);
        Assert.True(await portal.Nudging().PlanAsync(day, CancellationToken.None));
    }

    public static Task DeliverAsync(this PortalFixture portal) => portal.Nudging().DeliverAsync(CancellationToken.None);

    /// <summary>Plans and tries what was asked for about accounts, after the portal has finished what it began of it by itself.</summary>
    public static async Task AccountMailsAsync(this IServiceProvider services)
    {
        var mails = services.GetRequiredService<AccountMails>();
        await mails.PlanAsync(CancellationToken.None);
        await mails.DeliverAsync(CancellationToken.None);
    }

    /// <summary>The path and query of a mail's link to choose a password.</summary>
    public static string PasswordLink(this Received mail) => System.Text.RegularExpressions.Regex.Match(mail.Body, @"(?<=\n\S+)/account/choose-password\?\S+").Value;

    /// <summary>The mails, in the order in which they were planned.</summary>
    public static Task<List<OutboxMail>> OutboxAsync(this PortalFixture portal) => portal.DbAsync(db => db.Outbox.AsNoTracking().OrderBy(m => m.Id).ToListAsync());

    /// <summary>Mails that were written into the folder.</summary>
    public static IReadOnlyList<Received> Files(this PortalFixture portal) => Files(portal.Folder);

    /// <summary>Mails that were written into the outbox of a data folder.</summary>
    public static IReadOnlyList<Received> Files(string folder) => Directory.Exists(Path.Combine(folder, "outbox"))
        ? Directory.GetFiles(Path.Combine(folder, "outbox")).Select(f => Smtpd.Read(File.ReadAllText(f))).OrderBy(m => m.To, StringComparer.Ordinal).ThenBy(m => m.Subject, StringComparer.Ordinal).ToList()
        : [];

    /// <summary>Leaves Rachel Bell one coach whose month is not met: Aisha Khan, with 30 minutes of 60.</summary>
    public static Task<int> OnlyAishaIsSupervisedAsync(this PortalFixture portal) =>
        portal.DbAsync(db => db.Assignments.Where(a => a.Coach!.Person!.Reference != Aisha).ExecuteUpdateAsync(u => u.SetProperty(a => a.VoidedOn, new DateOnly(2026, 1, 1))));

    /// <summary>Safeguarding adults of Aisha Khan, confirmed so that it holds until a day.</summary>
    public static Task<int> SafeguardingHoldsUntilAsync(this PortalFixture portal, DateOnly day) => portal.DbAsync(async db =>
    {
        var post = await db.Posts.SingleAsync(p => p.Coach!.Person!.Reference == Aisha && p.VoidedOn == null);
        var check = new CheckVersion { ItemId = $"until-{day:yyyyMMdd}", CoachId = post.CoachId, PcnId = post.PcnId, Rule = "EMP-02", On = new DateOnly(2026, 10, 1), ValidUntil = day, RecordedOn = new DateOnly(2026, 10, 1) };
        check.RecordId = check.Id;
        db.Add(check);
        return await db.SaveChangesAsync();
    });
}
