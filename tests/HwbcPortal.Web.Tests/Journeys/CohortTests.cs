using System.Net;
using HwbcPortal.Web.Features.Training;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>A hub lead enters a cohort once.</summary>
public sealed class CohortTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    [Fact]
    public async Task A_cohort_is_shown_first_stored_once_and_taken_further_by_a_later_list()
    {
        using var hub = await portal.SignedInAsync("hub");
        var programme = (await portal.DbAsync(db => db.Programmes.Where(p => p.Title == "Health coaching, four days with portfolio (sample)" && p.VoidedOn == null).Select(p => p.RecordId).SingleAsync())).ToString();
        (string, string?)[] facts = [("Form.Programme", programme), .. ManagerJourneyTests.Date("EnrolledOn", 1, 9, 2026), .. ManagerJourneyTests.Date("StartedOn", 5, 10, 2026)];
        var form = await hub.GetAsync("/training/cohorts");
        var before = await CountAsync();

        // Whom the hub lead does not know, a date that is none, a coach twice: each line says why, and nothing is stored.
        var refused = await hub.PostAsync(form, [.. facts, ("Form.Lines", "coach,booking reference,started on,completed on\nHWBC-000014,B1\nJon Frost\nHWBC-999999\nlea novak,B2,,31 February\nHWBC-000014\n")]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("4 lines cannot be stored. Put them right below, or take them out", refused.Errors);
        Assert.Contains("No coach at your PCNs has this reference, email or name", refused.Text, StringComparison.Ordinal);
        Assert.Contains("\"31 February\" is no date", refused.Text, StringComparison.Ordinal);
        Assert.Contains("This coach stands in the list twice", refused.Text, StringComparison.Ordinal);
        Assert.Equal(before, await CountAsync());

        const string List = "HWBC-000014,B1\nlea novak;B2\nMarcus Hill\n";
        (string, string?)[] good = [.. facts, ("Form.Lines", List.Replace(';', ','))];
        var shown = await hub.PostAsync(form, good);
        Assert.Equal(HttpStatusCode.OK, shown.Status);
        Assert.Contains("3 new records, 0 taken further, 0 unchanged", shown.Text, StringComparison.Ordinal);
        Assert.Equal(before, await CountAsync());
        Assert.Equal(HttpStatusCode.SeeOther, (await hub.PostAsync(shown)).Status);
        Assert.Equal(before + 3, await CountAsync());
        // A double click, and the same list again, change nothing.
        Assert.Equal(HttpStatusCode.SeeOther, (await hub.PostAsync(shown)).Status);
        var again = await hub.PostAsync(await hub.GetAsync("/training/cohorts"), good);
        Assert.Contains("0 new records, 0 taken further, 3 unchanged", again.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await hub.PostAsync(again)).Status);
        Assert.Equal(before + 3, await CountAsync());

        // Later the same cohort is complete, one of them on a day of its own.
        (string, string?)[] later = [.. facts, .. ManagerJourneyTests.Date("CompletedOn", 6, 11, 2026), ("Form.Lines", "HWBC-000014\nLea Novak,,,13/11/2026\nMarcus Hill\n")];
        var further = await hub.PostAsync(await hub.GetAsync("/training/cohorts"), later);
        Assert.Contains("0 new records, 3 taken further, 0 unchanged", further.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await hub.PostAsync(further)).Status);
        var lea = (await hub.GetAsync("/coaches/HWBC-000019/training?pcn=U90002")).Text;
        Assert.Contains("13 November 2026", lea, StringComparison.Ordinal);
        Assert.Contains("1 September 2026, B2", lea, StringComparison.Ordinal);
        using var manager = await portal.SignedInAsync("manager.two");
        Assert.Contains("Recorded training with a cohort", (await manager.GetAsync("/coaches/HWBC-000019/history?pcn=U90002")).Text, StringComparison.Ordinal);
        // What is recorded otherwise is not overwritten.
        var other = await hub.PostAsync(await hub.GetAsync("/training/cohorts"), [.. facts, .. ManagerJourneyTests.Date("CompletedOn", 9, 11, 2026), ("Form.Lines", "HWBC-000014")]);
        Assert.Contains("Other dates are recorded for this booking", other.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_empty_list_for_a_spreadsheet_is_read_back_with_its_heading_and_names_nobody()
    {
        using var hub = await portal.SignedInAsync("hub");
        using var file = await hub.Client.GetAsync(new Uri("/training/cohorts/template", UriKind.Relative));
        Assert.Equal("text/csv", file.Content.Headers.ContentType!.MediaType);
        var text = await file.Content.ReadAsStringAsync();
        Assert.Empty(CohortLines.Read(text));
        var line = Assert.Single(CohortLines.Read($"{text}HWBC-000014,B7,2026-10-05,06/11/2026,\r\n"));
        Assert.Equal(new CohortLine(2, "HWBC-000014", "B7", new DateOnly(2026, 10, 5), new DateOnly(2026, 11, 6), null, null), line);
    }

    private Task<int> CountAsync() => portal.DbAsync(db => db.Training.CountAsync());
}
