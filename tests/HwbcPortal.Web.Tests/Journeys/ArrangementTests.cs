using System.Net;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>Who supports a coach: named in turn, covering, and what the two agreed.</summary>
public sealed class ArrangementTests
{
    private const string Aisha = "/coaches/HWBC-000014";

    [Fact]
    public async Task An_arrangement_ends_with_a_reason_and_the_gap_is_seen()
    {
        await using var running = await Running.StartAsync();
        using var manager = await running.Portal.SignedInAsync("manager");
        var people = await manager.GetAsync($"{Aisha}/people");
        Assert.Contains("Rachel Bell, since", people.Text, StringComparison.Ordinal);
        var end = people.Document.QuerySelectorAll("main a").First(a => a.TextContent.Contains("Rachel Bell as health coaching supervisor", StringComparison.Ordinal)).GetAttribute("href")!;
        var form = await manager.GetAsync(end);
        Assert.Contains("Select why it ends", (await manager.PostAsync(form)).Errors);
        var early = await manager.PostAsync(form, [.. Day("LastDay", new DateOnly(2020, 1, 1)), ("Form.Reason", "SupervisorLeaves")]);
        Assert.Contains("the first day, or later", Assert.Single(early.Errors), StringComparison.Ordinal);
        var done = await manager.PostAsync(form, [.. Day("LastDay", new DateOnly(2026, 11, 23)), ("Form.Reason", "Other"), ("Form.Note", "Moves to Leeds")]);
        Assert.Equal(HttpStatusCode.SeeOther, done.Status);
        var after = await manager.GetAsync($"{Aisha}/people");
        Assert.Contains("Nobody is named now as health coaching supervisor", after.Text, StringComparison.Ordinal);
        Assert.Contains("Another reason: Moves to Leeds", after.Text, StringComparison.Ordinal);
        Assert.Contains("Nobody is named after that", after.Text, StringComparison.Ordinal);
        Assert.Contains("No health coaching supervisor", (await manager.GetAsync(Aisha)).Text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Moves to Leeds", (await manager.GetAsync($"{Aisha}/history")).Text, StringComparison.Ordinal);
        // The version that was looked at is not the one that stands.
        Assert.Equal(HttpStatusCode.NotFound, (await manager.GetAsync(end.Replace("HWBC-000014", "HWBC-000012", StringComparison.Ordinal))).Status);
    }

    [Fact]
    public async Task One_at_a_time_of_each_kind_and_overlaps_are_refused()
    {
        await using var running = await Running.StartAsync();
        using var manager = await running.Portal.SignedInAsync("manager");
        async Task<Page> NameAsync(DateOnly from, DateOnly? to)
        {
            var form = await manager.GetAsync($"{Aisha}/people/new?kind=Educational");
            var lee = form.Document.QuerySelectorAll("main label").First(l => l.TextContent.Contains("Hannah Lee", StringComparison.Ordinal)).GetAttribute("for")!;
            return await manager.PostAsync(form, [("Form.Supervisor", form.Document.GetElementById(lee)!.GetAttribute("value")), .. Day("From", from), .. to is { } last ? Day("To", last) : []]);
        }

        Assert.Equal(HttpStatusCode.SeeOther, (await NameAsync(new DateOnly(2026, 6, 1), new DateOnly(2026, 8, 31))).Status);
        // The last day itself overlaps, the day after does not.
        Assert.Contains("Dr Hannah Lee is named from 1 June 2026 to 31 August 2026", Assert.Single((await NameAsync(new DateOnly(2026, 8, 31), null)).Errors), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await NameAsync(new DateOnly(2026, 9, 1), null)).Status);
        Assert.Single((await NameAsync(new DateOnly(2026, 5, 1), new DateOnly(2026, 6, 1))).Errors);
        // For a while there is cover: who is named openly is not cut off by somebody who is named with an end.
        Assert.Contains("Arrange cover for a while instead", Assert.Single((await NameAsync(new DateOnly(2026, 12, 1), new DateOnly(2026, 12, 24))).Errors), StringComparison.Ordinal);
        // Whoever is named openly is named until the day before.
        Assert.Equal(HttpStatusCode.SeeOther, (await NameAsync(new DateOnly(2026, 12, 1), null)).Status);
        var ends = await running.Portal.DbAsync(db => db.Assignments.Where(a => a.Kind == AssignmentKind.Educational && a.VoidedOn == null).OrderBy(a => a.From).Select(a => a.To).ToListAsync());
        Assert.Equal([new DateOnly(2026, 8, 31), new DateOnly(2026, 11, 30), null], ends);
        var wrong = await NameAsync(new DateOnly(2027, 2, 1), new DateOnly(2027, 1, 31));
        Assert.Contains("Named until must be the first day or later", wrong.Errors);
    }

    [Fact]
    public async Task Whoever_covers_sees_the_coach_and_logs_meanwhile_and_not_before_or_after()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        // Ben Cover, eligible, in the register by way of a coach of this PCN for whom he was named once.
        await portal.DbAsync(async db =>
        {
            var person = new Person { Reference = "P-000077", Name = "Ben Cover" };
            var entry = new SupervisorVersion { ItemId = "ben", Person = person, PersonId = person.Id, Name = person.Name, Profession = Profession.HealthCoach };
            entry.RecordId = entry.Id;
            var period = new EligibilityVersion { ItemId = "ben-el", SupervisorVersionId = entry.Id, From = new DateOnly(2026, 1, 1), To = new DateOnly(2026, 12, 20), Basis = EligibilityBasis.RecordedEquivalent };
            period.RecordId = period.Id;
            var rachel = await db.Assignments.FirstAsync(a => a.Coach!.Person!.Reference == "HWBC-000016" && a.VoidedOn == null);
            var once = new AssignmentVersion { ItemId = "once", CoachId = rachel.CoachId, PcnId = rachel.PcnId, Kind = AssignmentKind.Educational, SupervisorVersionId = entry.Id, From = new DateOnly(2026, 1, 1), To = new DateOnly(2026, 1, 31) };
            once.RecordId = once.Id;
            db.AddRange(person, entry, period, once);
            return await db.SaveChangesAsync();
        });
        await portal.AddAccountAsync("ben", "P-000077", PortalRole.Supervisor);
        using var ben = await portal.SignedInAsync("ben");
        Assert.Equal(HttpStatusCode.NotFound, (await ben.GetAsync("/supervision/log?coach=HWBC-000014")).Status);

        using var manager = await portal.SignedInAsync("manager");
        var form = await manager.GetAsync($"{Aisha}/covers/new");
        Assert.Contains("Rachel Bell stays named", form.Text, StringComparison.Ordinal);
        // Whoever is named is not offered, nor taken.
        Assert.DoesNotContain(form.Document.QuerySelectorAll("main label"), l => l.TextContent.Contains("Rachel Bell", StringComparison.Ordinal));
        var named = await portal.DbAsync(db => db.Supervisors.Where(s => s.Name == "Rachel Bell" && s.VoidedOn == null).Select(s => s.Id).SingleAsync());
        Assert.Contains("Rachel Bell is named as health coaching supervisor on these days already", Assert.Single((await manager.PostAsync(form, [("Form.Supervisor", $"{named}"), .. Day("From", new DateOnly(2026, 11, 25)), .. Day("To", new DateOnly(2026, 12, 20))])).Errors), StringComparison.Ordinal);
        Assert.Equal(["Select who covers", "Enter the first day", "Enter the last day"], (await manager.PostAsync(form)).Errors);
        var choice = form.Document.QuerySelectorAll("main label").First(l => l.TextContent.Contains("Ben Cover", StringComparison.Ordinal)).GetAttribute("for")!;
        var who = ("Form.Supervisor", form.Document.GetElementById(choice)!.GetAttribute("value"));
        // Not beyond what the register says: the last day is the 20th.
        Assert.Contains("may not supervise health coaching on 21 December 2026", Assert.Single((await manager.PostAsync(form, [who, .. Day("From", new DateOnly(2026, 11, 25)), .. Day("To", new DateOnly(2026, 12, 21))])).Errors), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(form, [who, .. Day("From", new DateOnly(2026, 11, 25)), .. Day("To", new DateOnly(2026, 12, 20))])).Status);
        Assert.Contains("Ben Cover covers already", Assert.Single((await manager.PostAsync(await manager.GetAsync($"{Aisha}/covers/new"), [who, .. Day("From", new DateOnly(2026, 12, 20)), .. Day("To", new DateOnly(2026, 12, 20))])).Errors), StringComparison.Ordinal);
        // The day before it begins he sees nothing.
        Assert.Equal(HttpStatusCode.NotFound, (await ben.GetAsync("/supervision/log?coach=HWBC-000014")).Status);

        portal.Time.Now = portal.Time.Now.AddDays(1);
        using var covering = await portal.SignedInAsync("ben");
        Assert.Contains("Aisha Khan", (await covering.GetAsync("/supervision")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await covering.PostAsync(await covering.GetAsync("/supervision/log?coach=HWBC-000014"), ("Form.When", "Today"))).Status);
        Assert.Contains("90 of 60 minutes", (await covering.GetAsync("/supervision")).Text, StringComparison.Ordinal);
        // Whoever is named is still named: cover is no fact of the coach file, and Rachel's part is hers.
        Assert.DoesNotContain("Ben Cover is named", (await covering.GetAsync("/supervision")).Text, StringComparison.Ordinal);
        using var later = await portal.SignedInAsync("manager");
        var people = await later.GetAsync($"{Aisha}/people");
        Assert.Contains("Ben Cover, 25 November 2026 to 20 December 2026", people.Text, StringComparison.Ordinal);
        Assert.Contains("Rachel Bell, since", people.Text, StringComparison.Ordinal);
        var button = people.Document.QuerySelectorAll("main form").Single(f => f.GetAttribute("action")!.Contains("/covers/", StringComparison.Ordinal));
        await later.PostFormAsync((AngleSharp.Html.Dom.IHtmlFormElement)button, people.Address);
        // Once an end is recorded for whoever is named, they can cover after it: not on the last day itself.
        await portal.DbAsync(db => db.Assignments.Where(a => a.Coach!.Person!.Reference == "HWBC-000014" && a.Kind == AssignmentKind.HealthCoaching && a.VoidedOn == null).ExecuteUpdateAsync(u => u.SetProperty(a => a.To, new DateOnly(2026, 11, 30))));
        foreach (var (day, status) in new[] { (new DateOnly(2026, 11, 30), HttpStatusCode.UnprocessableEntity), (new DateOnly(2026, 12, 1), HttpStatusCode.SeeOther) })
            Assert.Equal((day, status), (day, (await later.PostAsync(await later.GetAsync($"{Aisha}/covers/new"), [("Form.Supervisor", $"{named}"), .. Day("From", day), .. Day("To", day)])).Status));
        // Ended on the day on which it began: taken back whole, and he sees her no more.
        Assert.Equal(HttpStatusCode.NotFound, (await covering.GetAsync("/supervision/log?coach=HWBC-000014")).Status);
    }

    [Fact]
    public async Task An_agreement_stands_when_both_have_confirmed_it_and_another_text_is_confirmed_anew()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        var record = await portal.DbAsync(db => db.Assignments.Where(a => a.Coach!.Person!.Reference == "HWBC-000014" && a.Kind == AssignmentKind.HealthCoaching && a.VoidedOn == null).Select(a => a.RecordId).SingleAsync());
        using var supervisor = await portal.SignedInAsync("supervisor");
        var form = await supervisor.GetAsync($"/supervision/agreements/{record}");
        Assert.Contains("When you look at this again must be after today", (await supervisor.PostAsync(form, [("Form.Purpose", "To reflect"), ("Form.Structure", "One to one"), ("Form.Place", "By video"), .. Day("ReviewOn", new DateOnly(2026, 11, 24))])).Errors);
        Assert.Equal(HttpStatusCode.SeeOther, (await supervisor.PostAsync(form, ("Form.Purpose", "To reflect on practice"), ("Form.Structure", "One to one"), ("Form.Place", "By video"))).Status);

        using var manager = await portal.SignedInAsync("manager");
        Assert.Contains("Waits for the coach's yes", (await manager.GetAsync($"{Aisha}/people")).Text, StringComparison.Ordinal);
        using var coach = await portal.SignedInAsync("coach");
        Assert.Contains("An agreement waits for your yes", (await coach.GetAsync("/me/supervision")).Text, StringComparison.Ordinal);
        await coach.PostAsync(await coach.GetAsync("/me/agreements"));
        Assert.DoesNotContain("waits for your yes", (await coach.GetAsync("/me/supervision")).Text, StringComparison.Ordinal);
        var agreed = await manager.GetAsync($"{Aisha}/people");
        Assert.Contains("To reflect on practice", agreed.Text, StringComparison.Ordinal);
        Assert.Contains("Agreement Agreed", agreed.Text, StringComparison.Ordinal);

        // Two windows: the second of two texts is told that another stands.
        var (one, two) = (await supervisor.GetAsync($"/supervision/agreements/{record}"), await supervisor.GetAsync($"/supervision/agreements/{record}"));
        Assert.Equal(HttpStatusCode.SeeOther, (await supervisor.PostAsync(one, ("Form.Place", "A room"))).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await supervisor.PostAsync(two, ("Form.Place", "By phone"))).Status);
        Assert.Contains("Waits for the coach's yes", (await manager.GetAsync($"{Aisha}/people")).Text, StringComparison.Ordinal);
        // What was confirmed stays as it was.
        Assert.Equal([(true, true), (false, false)], (await portal.DbAsync(db => db.SupervisionAgreements.OrderBy(a => a.WrittenUtc).ThenBy(a => a.Id).Select(a => new { Old = a.ReplacedUtc != null, Yes = a.CoachConfirmedUtc != null }).ToListAsync())).Select(a => (a.Old, a.Yes)));
        // Nobody else's: another supervisor of hers does not open it.
        await portal.AddAccountAsync("lee", "P-000003", PortalRole.Supervisor);
        using var lee = await portal.SignedInAsync("lee");
        Assert.Equal(HttpStatusCode.NotFound, (await lee.GetAsync($"/supervision/agreements/{record}")).Status);
        // A year on it is to be looked at again.
        portal.Time.Now = new DateTimeOffset(2027, 11, 25, 12, 0, 0, TimeSpan.Zero);
        using var next = await portal.SignedInAsync("coach");
        await next.PostAsync(await next.GetAsync("/me/agreements"));
        Assert.Contains("To be looked at since 24 November 2027", (await next.GetAsync("/me/agreements")).Text, StringComparison.Ordinal);
    }

    private static (string, string?)[] Day(string field, DateOnly day) => [($"Form.{field}.Day", $"{day.Day}"), ($"Form.{field}.Month", $"{day.Month}"), ($"Form.{field}.Year", $"{day.Year}")];
}
