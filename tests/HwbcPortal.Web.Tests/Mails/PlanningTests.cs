using System.Globalization;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Mails;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HwbcPortal.Web.Tests.Mails;

/// <summary>Which mails a day asks for.</summary>
public sealed class PlanningTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    /// <summary>T65: from seven days before a month's last day, and after it while late entry is open. In the demo Rachel Bell's coaches have hours to come.</summary>
    [Theory]
    [InlineData("2026-11-22", false, false)]
    [InlineData("2026-11-23", true, false)]
    [InlineData("2026-11-29", true, false)]
    [InlineData("2026-11-30", true, false)]
    [InlineData("2026-12-01", false, true)]
    [InlineData("2026-12-07", false, true)]
    [InlineData("2026-12-08", false, false)]
    [InlineData("2026-12-23", false, false)]
    [InlineData("2026-12-24", true, false)]
    [InlineData("2026-12-31", true, false)]
    [InlineData("2027-01-01", false, true)]
    [InlineData("2027-02-20", false, false)]
    [InlineData("2027-02-21", true, false)]
    [InlineData("2028-02-21", false, false)]
    [InlineData("2028-02-22", true, false)]
    [InlineData("2028-02-29", true, false)]
    public async Task A_month_is_told_of_in_its_last_days_and_while_it_is_open_for_late_entry(string date, bool ends, bool ended)
    {
        var day = DateOnly.Parse(date, CultureInfo.InvariantCulture);
        var rachel = await UserAsync("supervisor");
        Assert.Equal(ends ? [$"month-ends:{date[..7]}:{rachel}"] : [], await FactsAsync(MailKind.MonthEnds, day));
        Assert.Equal(ended ? [$"month-ended:{day.AddMonths(-1):yyyy-MM}:{rachel}"] : [], await FactsAsync(MailKind.MonthEnded, day));
    }

    [Fact]
    public async Task What_runs_out_is_told_60_30_and_7_days_before_and_of_several_thresholds_at_once_the_smallest()
    {
        await using var running = await Running.StartAsync();
        var own = running.Portal;
        await own.SafeguardingHoldsUntilAsync(new DateOnly(2027, 2, 28));
        var ends = new DateOnly(2027, 3, 1);
        var coach = await own.DbAsync(db => db.People.Where(p => p.Reference == Told.Aisha).Select(p => p.Id).SingleAsync());
        foreach (var (left, threshold) in new[] { (61, 0), (60, 60), (59, 60), (31, 60), (30, 30), (29, 30), (8, 30), (7, 7), (1, 7), (0, 0) })
            Assert.Equal(threshold == 0 ? [] : [$"expiry:{coach}:U90001:EMP-02:2027-03-01:{threshold}"], await FactsAsync(MailKind.Expiry, ends.AddDays(-left), own));

        // A day for each of them: three mails, each once.
        for (var day = ends.AddDays(-62); day <= ends; day = day.AddDays(1))
            await own.PlanAsync(day);
        Assert.Equal(["60", "30", "7"], (await own.OutboxAsync()).Where(m => m.Kind == MailKind.Expiry).Select(m => m.Fact.Split(':')[^1]));
    }

    [Theory]
    [InlineData("2026-11-24", 0)]
    [InlineData("2026-11-29", 0)]
    [InlineData("2026-11-30", 3)]
    public async Task The_digest_is_for_Mondays(string date, int mails) => Assert.Equal(mails, (await FactsAsync(MailKind.Digest, DateOnly.Parse(date, CultureInfo.InvariantCulture))).Count);

    [Fact]
    public async Task A_manager_of_a_PCN_where_nothing_waits_gets_no_digest()
    {
        await using var running = await Running.StartAsync();
        var own = running.Portal;
        var monday = new DateOnly(2026, 11, 30);
        var harbour = await own.DbAsync(db => db.Users.Where(u => u.Email == "manager.harbour@demo.test").Select(u => u.Id).SingleAsync());
        Assert.Contains($"digest:2026-11-30:{harbour}", await FactsAsync(MailKind.Digest, monday, own));
        await own.DbAsync(db => db.Standings.Where(s => s.Pcn!.Code == "U90003").ExecuteDeleteAsync());
        await own.DbAsync(db => db.Training.Where(t => t.Coach!.Posts.Any(p => p.Pcn!.Code == "U90003")).ExecuteUpdateAsync(u => u.SetProperty(t => t.WithdrawnOn, monday)));
        Assert.DoesNotContain($"digest:2026-11-30:{harbour}", await FactsAsync(MailKind.Digest, monday, own));
    }

    [Fact]
    public async Task Nobody_is_told_of_what_they_do_without_and_no_closed_account_is()
    {
        await using var running = await Running.StartAsync();
        var own = running.Portal;
        var day = new DateOnly(2026, 11, 30);
        var rachel = await own.DbAsync(db => db.Users.Where(u => u.Email == "supervisor@demo.test").Select(u => u.Id).SingleAsync());
        await own.DbAsync(db =>
        {
            db.Add(new MailOptOut { UserId = rachel, Kind = MailKind.MonthEnds });
            return db.SaveChangesAsync();
        });
        await own.CloseAccountAsync("manager");
        await own.CloseAccountAsync("manager.harbour");
        Assert.Empty(await FactsAsync(MailKind.MonthEnds, day, own));
        Assert.Single(await FactsAsync(MailKind.Digest, day, own));
        Assert.NotEmpty(await FactsAsync(MailKind.MonthEnded, new DateOnly(2026, 12, 1), own));
        await own.CloseAccountAsync("supervisor");
        Assert.Empty(await FactsAsync(MailKind.MonthEnded, new DateOnly(2026, 12, 1), own));
    }

    [Fact]
    public async Task A_day_that_is_planned_twice_and_by_several_at_once_makes_one_mail_a_fact()
    {
        await using var running = await Running.StartAsync();
        var own = running.Portal;
        var day = new DateOnly(2026, 11, 30);
        own.Time.Now = new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
        var planned = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => own.Nudging().PlanAsync(day, CancellationToken.None))));
        Assert.All(planned, Assert.True);
        var facts = (await own.OutboxAsync()).ConvertAll(m => m.Fact);
        Assert.Equal(4, facts.Count);
        Assert.Equal(facts.Count, facts.Distinct().Count());
        await own.PlanAsync(day);
        Assert.Equal(4, (await own.OutboxAsync()).Count);
        Assert.Equal("No new mail for 30 November 2026.", await own.DbAsync(db => db.JobRuns.Where(r => r.Name == "mail-plan").Select(r => r.Outcome).SingleAsync()));
    }

    [Fact]
    public async Task Every_kind_is_written_by_one_and_those_about_what_is_due_are_planned()
    {
        var writers = await portal.SystemAsync(services => Task.FromResult(services.GetServices<IMailWriter>().ToList()));
        Assert.Equal(Enum.GetValues<MailKind>(), writers.Select(w => w.Kind).Order());
        Assert.Equal(Recipients.WhatIsDue, writers.OfType<INudge>().Select(w => w.Kind).Order());
        Assert.Equal([MailKind.ChoosePassword, MailKind.Invitation, MailKind.SecondStepReset, MailKind.WrongCodes], Recipients.Accounts);
    }

    private Task<Guid> UserAsync(string name) => portal.DbAsync(db => db.Users.Where(u => u.Email == $"{name}@demo.test").Select(u => u.Id).SingleAsync());

    private Task<List<string>> FactsAsync(MailKind kind, DateOnly day, PortalFixture? of = null) => (of ?? portal).SystemAsync(async services =>
        (await services.GetServices<IMailWriter>().OfType<INudge>().Single(n => n.Kind == kind).PlanAsync(day, CancellationToken.None)).Select(p => p.Fact).Order(StringComparer.Ordinal).ToList());
}
