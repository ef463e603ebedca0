using System.Net;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Domain.Supervision;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>The ledger of a PCN and of a coach, and the time away that stops its clock.</summary>
public sealed class SupervisionLedgerTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    [Fact]
    public async Task The_ledger_of_a_PCN_has_a_word_for_every_month_of_everybody_in_post()
    {
        using var manager = await portal.SignedInAsync("manager");
        var page = await manager.GetAsync("/supervision/ledger");
        Assert.Equal(["Coach", "Dec 2025", "Jan 2026", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "In a row"], page.Document.QuerySelectorAll(".app-ledger thead th").Select(h => h.TextContent.Trim()));
        // Everybody in post and the row of sums; who starts later has no months yet.
        Assert.Equal(8, page.Document.QuerySelectorAll(".app-ledger tbody tr").Length);
        string Cell(string name, int column) => Text(page.Document.QuerySelectorAll(".app-ledger tbody tr").Single(r => r.TextContent.Contains(name, StringComparison.Ordinal)).QuerySelectorAll("td")[column]);
        Assert.EndsWith("60 done", Cell("Grace Lin", 12), StringComparison.Ordinal);
        Assert.EndsWith("12", Cell("Grace Lin", 13), StringComparison.Ordinal);
        Assert.EndsWith("0 of 60 missed", Cell("Tom Reed", 11), StringComparison.Ordinal);
        Assert.EndsWith("30 of 60 due", Cell("Aisha Khan", 12), StringComparison.Ordinal);
        Assert.EndsWith("first month", Cell("Aisha Khan", 10), StringComparison.Ordinal);
        Assert.EndsWith("Not in post", Cell("Aisha Khan", 3), StringComparison.Ordinal);
        Assert.Contains("Rachel Bell", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Jon Frost", page.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await manager.GetAsync("/supervision/ledger?pcn=U90003")).Status);

        var gaps = await manager.GetAsync("/supervision/ledger?gaps=true");
        Assert.Contains("Tom Reed", gaps.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Grace Lin", gaps.Document.QuerySelector(".app-ledger")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_ledger_reads_of_many_coaches_gives_the_months_of_their_whole_files()
    {
        var compared = await portal.SystemAsync(async services =>
        {
            var db = services.GetRequiredService<HwbcPortal.Data.HwbcDbContext>();
            var reader = services.GetRequiredService<CoachFileReader>();
            var count = 0;
            foreach (var pcn in await db.Pcns.ToListAsync())
            {
                var coaches = await db.Posts.Where(p => p.PcnId == pcn.Id && p.VoidedOn == null).Select(p => p.CoachId).Distinct().ToListAsync();
                foreach (var (id, less) in await reader.ReadSupervisionAsync(pcn.Id, coaches))
                {
                    var months = SupervisionLedger.Months((await reader.ReadAsync(id))!, pcn.Code, new DateOnly(2026, 11, 24));
                    Assert.Equal(months, SupervisionLedger.Months(less, pcn.Code, new DateOnly(2026, 11, 24)));
                    count += months.Count;
                }
            }

            return count;
        });
        Assert.True(compared > 80, $"{compared} months");
    }

    [Fact]
    public async Task Time_away_stops_the_clock_and_past_months_change_only_after_that_was_shown()
    {
        await using var running = await Running.StartAsync();
        var own = running.Portal;
        using var manager = await own.SignedInAsync("manager");
        var form = await manager.GetAsync("/coaches/HWBC-000012/absences/new?pcn=U90001");
        Assert.Equal(["Enter the first day away", "Select why they are away"], (await manager.PostAsync(form)).Errors);
        Assert.Contains("Last day away must be the first day or later", (await manager.PostAsync(form, [.. Days(5, 10, 1, 10), ("Form.Reason", "Leave")])).Errors);

        // Tom Reed missed October; the whole of it away is told first, and nothing is stored.
        (string, string?)[] october = [.. Days(1, 10, 31, 10), ("Form.Reason", "Leave")];
        var shown = await manager.PostAsync(form, october);
        Assert.Equal(HttpStatusCode.OK, shown.Status);
        Assert.Contains("October 2026 at Riverside PCN: from \"No session, 0 of 60 minutes\" to \"Excused: away\"", shown.Text, StringComparison.Ordinal);
        Assert.Equal(0, await own.DbAsync(db => db.Absences.CountAsync(a => a.Coach!.Person!.Reference == "HWBC-000012")));
        // Other dates after the preview are shown anew.
        var other = await manager.PostAsync(shown, Days(1, 9, 31, 10));
        Assert.Equal(HttpStatusCode.OK, other.Status);
        Assert.Contains("September 2026 at Riverside PCN", other.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(shown)).Status);
        var ledger = await manager.GetAsync("/coaches/HWBC-000012/supervision?pcn=U90001");
        Assert.Contains("Excused: away", ledger.Text, StringComparison.Ordinal);
        Assert.Contains("1 October 2026 to 31 October 2026, leave", ledger.Text, StringComparison.Ordinal);

        // What lies ahead asks for nothing; what overlaps is refused with what is there.
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(await manager.GetAsync("/coaches/HWBC-000011/absences/new?pcn=U90001"), [.. Days(1, 12, 5, 12), ("Form.Reason", "Other")])).Status);
        var overlap = await manager.PostAsync(await manager.GetAsync("/coaches/HWBC-000012/absences/new?pcn=U90001"), [.. Days(20, 10, 2, 11), ("Form.Reason", "Leave")]);
        Assert.Contains("1 October 2026 to 31 October 2026 is recorded already. Change that period instead", overlap.Errors);

        // Taking it back is shown first as well, and asks why.
        var link = ledger.Document.QuerySelectorAll("main a").Single(a => a.GetAttribute("href")!.Contains("/absences/", StringComparison.Ordinal) && !a.GetAttribute("href")!.Contains("new", StringComparison.Ordinal)).GetAttribute("href")!;
        var change = await manager.GetAsync(link);
        Assert.Contains("Enter why it is changed", (await manager.PostAsync(change, ("Form.Remove", "true"))).Errors);
        var back = await manager.PostAsync(change, ("Form.Remove", "true"), ("Form.Change", "It was somebody else"));
        Assert.Contains("from \"Excused: away\" to \"No session, 0 of 60 minutes\"", back.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(back)).Status);
        Assert.Contains("None is recorded", (await manager.GetAsync("/coaches/HWBC-000012/supervision?pcn=U90001")).Text, StringComparison.Ordinal);
        Assert.Contains("Took a period of time away back", (await manager.GetAsync("/coaches/HWBC-000012/history?pcn=U90001")).Text, StringComparison.Ordinal);
    }

    private static (string, string?)[] Days(int fromDay, int fromMonth, int toDay, int toMonth) => [.. ManagerJourneyTests.Date("From", fromDay, fromMonth, 2026), .. ManagerJourneyTests.Date("To", toDay, toMonth, 2026)];

    private static string Text(AngleSharp.Dom.IElement cell) => System.Text.RegularExpressions.Regex.Replace(cell.TextContent, @"\s+", " ").Trim();
}
