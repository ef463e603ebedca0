using System.Buffers.Text;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using AngleSharp.Html.Parser;
using HwbcPortal.Web.Features.Pcns;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>Files of the ODS: what they would change is shown, then stored, or not at all.</summary>
public sealed class PcnImportTests
{
    internal const string Heading = "Partner Organisation Code,Partner Name,Practice Parent Sub ICB Loc Code,Practice Parent Sub ICB Loc Name,PCN Code,PCN Name,PCN Parent Sub ICB Loc Code,PCN Parent Sub ICB Loc Name,Practice to PCN Relationship Start Date,Practice to PCN Relationship End Date,Practice Sub ICB and PCN Sub ICB Match?\n";

    [Fact]
    public async Task Core_partners_are_shown_first_then_stored_at_once_and_change_nothing_the_second_time()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var admin = await portal.SignedInAsync("admin");
        var file = Heading + """
            Z90001,BRIDGE STREET SURGERY,,,U90001,RIVERSIDE PCN,Z9Z1Z,"DEMO NORTH ICB, RIVERSIDE",20190701,,Y
            Z90011,"NEW, SURGERY",,,U90001,RIVERSIDE PCN,,,20250401,,Y
            Z90004,HILLTOP HEALTH,,,U90002,HILLSIDE PCN,,,2019-07-01,31/10/2026,Y
            Z90004,HILLTOP HEALTH,,,U90003,HARBOUR PCN,Z9Z3Z,Demo Harbour,01/11/2026,,Y
            Z90021,ELSEWHERE SURGERY,,,U90099,ELSEWHERE PCN,,,20190701,,Y
            """;
        var before = await CountsAsync(portal);
        var shown = await UploadAsync(admin, file);
        Assert.Equal(HttpStatusCode.OK, shown.Status);
        foreach (var words in new[]
        {
            "7 changes, and nothing is stored yet", "1 line says what is here already. 1 line is passed over", "No line is left out", "Add the practice NEW, SURGERY (Z90011)", "NEW, SURGERY (Z90011) is a practice of Riverside PCN from 1 April 2025",
            "Hilltop Surgery (Z90004) is called HILLTOP HEALTH", "Hilltop Surgery (Z90004) is a practice of Hillside PCN from 1 July 2019 to 31 October 2026", "Hilltop Surgery (Z90004) is a practice of Harbour PCN from 1 November 2026",
            "Add the sub-ICB location Demo Harbour (Z9Z3Z)", "Demo Harbour (Z9Z3Z) is the sub-ICB location of Harbour PCN from 24 November 2026", "Apply these 7 changes",
        })
            Assert.Contains(words, shown.Text, StringComparison.Ordinal);
        Assert.Equal(before, await CountsAsync(portal));

        Assert.Equal(HttpStatusCode.SeeOther, (await admin.PostAsync(shown)).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.PostAsync(shown)).Status);
        Assert.Contains("7 changes are stored.", (await admin.GetAsync("/pcns")).Text, StringComparison.Ordinal);
        Assert.Equal((before.Pcns, before.Organisations + 2, before.Places + 3, before.Entries + 1), await CountsAsync(portal));
        Assert.Contains("HILLTOP HEALTH", (await admin.GetAsync("/pcns/U90003")).Text, StringComparison.Ordinal);
        var again = await UploadAsync(admin, file);
        Assert.Contains("Nothing changes", again.Text, StringComparison.Ordinal);
        Assert.Contains("4 lines say what is here already.", again.Text, StringComparison.Ordinal);
        Assert.Null(again.Document.QuerySelector("main form"));

        // All of them: the PCN that is not kept here, and none that has closed.
        var all = await UploadAsync(admin, file + "\nZ90022,GONE SURGERY,,,U90098,GONE PCN,,,20190701,20210331,Y", ImportScope.All);
        Assert.Contains("3 changes, and nothing is stored yet", all.Text, StringComparison.Ordinal);
        Assert.Contains("Add ELSEWHERE PCN (U90099)", all.Text, StringComparison.Ordinal);
        const string Area = "1 PCN is new. For reimbursement each counts as England outside London until its area is set on its own page.";
        Assert.Contains(Area, all.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("PCN is new", shown.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.PostAsync(all)).Status);
        Assert.Contains($"3 changes are stored. {Area}", (await admin.GetAsync("/pcns")).Text, StringComparison.Ordinal);
        Assert.Contains("ELSEWHERE SURGERY", (await admin.GetAsync("/pcns/U90099")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync("/pcns/U90098")).Status);
    }

    [Fact]
    public async Task A_line_that_is_wrong_or_contradicts_what_is_here_is_left_out_with_its_number_and_the_rest_is_taken()
    {
        await using var running = await Running.StartAsync();
        using var admin = await running.Portal.SignedInAsync("admin");
        var shown = await UploadAsync(admin, Heading + """
            U90002,HILLSIDE PCN,,,U90001,RIVERSIDE PCN,,,20190701,,Y
            Z9001,SHORT,,,U90001,RIVERSIDE PCN,,,20190701,,Y
            Z90012,NO DATE,,,U90001,RIVERSIDE PCN,,,,,Y
            Z90013,ODD DATE,,,U90001,RIVERSIDE PCN,,,20260231,,Y
            Z90014,BACKWARDS,,,U90001,RIVERSIDE PCN,,,20260201,20260131,Y
            Z90003,OLD QUAY PRACTICE,,,U90001,RIVERSIDE PCN,,,20190701,,Y
            Z90002,MILL LANE MEDICAL CENTRE,,,U90001,RIVERSIDE PCN,,,20200101,,Y
            Z90004,HILLTOP SURGERY,,,U90001,RIVERSIDE PCN,,,20260101,,Y
            Z90015,,,,U90001,RIVERSIDE PCN,,,20260101,,Y
            Z90016,GOOD SURGERY,,,U90001,RIVERSIDE PCN,,,20260101,,Y
            """);
        foreach (var words in new[]
        {
            "Line 2: U90002 is a PCN, and no practice.", "Line 3: Z9001 is not a practice's code: a letter and five numbers, like L81008.", "Line 4: There is no first day.", "Line 5: \"20260231\" is not a date.", "Line 6: The last day is before the first.",
            "Line 7: Here Z90003 ended on 30 September 2025 at U90001, and the file says that it goes on.", "Line 8: Here Mill Lane Medical Centre (Z90002) is a member of Riverside PCN from 1 July 2019.",
            "Line 9: Here Hilltop Surgery (Z90004) is a member of Hillside PCN from 1 July 2019.", "Line 10: Z90015 is not known here yet, and the line gives no name.", "9 lines are left out", "Apply these 2 changes",
        })
            Assert.Contains(words, shown.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.PostAsync(shown)).Status);
        Assert.Contains("GOOD SURGERY", (await admin.GetAsync("/pcns/U90001")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_last_day_that_was_entered_here_is_not_overwritten()
    {
        await using var running = await Running.StartAsync();
        using var admin = await running.Portal.SignedInAsync("admin");
        var practices = await UploadAsync(admin, Heading + "Z90003,OLD QUAY PRACTICE,,,U90001,RIVERSIDE PCN,,,20190701,20250831,Y\nZ90003,OLD QUAY PRACTICE,,,U90001,RIVERSIDE PCN,,,20190701,20250930,Y\nZ90002,MILL LANE MEDICAL CENTRE,,,U90001,RIVERSIDE PCN,,,20190701,20261031,Y\n");
        Assert.Contains("Line 2: Here Z90003 ended on 30 September 2025 at U90001, and the file says that it ended on 31 August 2025.", practices.Text, StringComparison.Ordinal);
        Assert.Contains("Apply this change", practices.Text, StringComparison.Ordinal);

        // A sub-ICB location that ends here by itself is left to end; and no organisation is added for the line.
        await running.Portal.DbAsync(db => db.PcnOrganisations.Where(o => o.Organisation!.Code == "Z9Z1Z").ExecuteUpdateAsync(u => u.SetProperty(o => o.To, new DateOnly(2026, 12, 31))));
        var location = await UploadAsync(admin, "U90001,RIVERSIDE PCN,Z9Z2Z,DEMO EAST,20190701,,,,,,,\n");
        Assert.Contains("Nothing changes", location.Text, StringComparison.Ordinal);
        Assert.Contains("Line 1: Here Demo North ICB, Riverside (Z9Z1Z) is the sub-ICB location of U90001 from 1 July 2019 to 31 December 2026.", location.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("DEMO EAST", location.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_changed_between_is_shown_again_and_what_is_posted_otherwise_stores_nothing()
    {
        await using var running = await Running.StartAsync();
        using var admin = await running.Portal.SignedInAsync("admin");
        var shown = await UploadAsync(admin, Heading + "Z90011,NEW SURGERY,,,U90001,RIVERSIDE PCN,,,20250401,,Y\nZ90012,OTHER SURGERY,,,U90001,RIVERSIDE PCN,,,20250401,,Y\n");
        using var manager = await running.Portal.SignedInAsync("manager");
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(await manager.GetAsync("/pcns/U90001/places/new?kind=Practice"), [("Form.Code", "Z90011"), ("Form.Name", "New Surgery"), .. ManagerJourneyTests.Date("From", 1, 4, 2025)])).Status);
        var before = await CountsAsync(running.Portal);
        var again = await admin.PostAsync(shown);
        Assert.Equal(HttpStatusCode.Conflict, again.Status);
        Assert.Contains("2 changes, and nothing is stored yet", again.Text, StringComparison.Ordinal);
        // Another file than the one that was shown is shown first; one that is none is refused.
        var other = await admin.PostAsync(again, ("Form.Scope", "All"), ("Form.Confirmed", null));
        Assert.Equal(HttpStatusCode.OK, other.Status);
        Assert.Equal(["Choose the CSV file again"], (await admin.PostAsync(again, ("Form.Content", "AAAA"))).Errors);
        Assert.Equal(["Choose the CSV file again"], (await admin.PostAsync(again, ("Form.Content", "%%"))).Errors);
        // What is small when packed is not let grow beyond what a file may have.
        Assert.Equal(["Choose the CSV file again"], (await admin.PostAsync(again, ("Form.Content", Packed(new byte[OdsFile.MostBytes + 1])))).Errors);
        Assert.Equal(before, await CountsAsync(running.Portal));
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.PostAsync(again)).Status);
        Assert.Equal(before.Places + 1, (await CountsAsync(running.Portal)).Places);
    }

    [Fact]
    public async Task PCN_details_bring_names_and_the_sub_ICB_location_from_the_day_of_the_file()
    {
        await using var running = await Running.StartAsync();
        using var admin = await running.Portal.SignedInAsync("admin");
        var shown = await UploadAsync(admin, "U90001,\"RIVERBANK PCN\",Z9Z2Z,DEMO EAST,20190701,,1 Street,,,,,Z1 1ZZ\nU90002,HILLSIDE PCN,Q1X,ODD,20190701,,,,,,,\nU90003,HARBOUR PCN,Z9Z2Z,DEMO EAST,20190701,20240331,,,,,,\n", asOf: new DateOnly(2026, 10, 1));
        foreach (var words in new[] { "Riverside PCN (U90001) is called RIVERBANK PCN", "Demo North ICB, Riverside (Z9Z1Z) is the sub-ICB location of Riverside PCN from 1 July 2019 to 30 September 2026", "DEMO EAST (Z9Z2Z) is the sub-ICB location of Riverside PCN from 1 October 2026", "Line 2: Q1X is not a sub-ICB location's code", "Line 3: The file says that U90003 closed on 31 March 2024. It is kept here, and stays as it is.", "0 lines say what is here already.", "Apply these 4 changes" })
            Assert.Contains(words, shown.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.PostAsync(shown)).Status);
        var (earlier, later) = ((await admin.GetAsync("/pcns/U90001?on=2026-09-30")).Rows, (await admin.GetAsync("/pcns/U90001?on=2026-10-01")).Rows);
        Assert.Contains(earlier, r => r.TextContent.Contains("Z9Z1Z", StringComparison.Ordinal));
        Assert.DoesNotContain(later, r => r.TextContent.Contains("Z9Z1Z", StringComparison.Ordinal));
        Assert.Contains(later, r => r.TextContent.Contains("Z9Z2Z", StringComparison.Ordinal));

        // In the standard layout the prescribing setting says what is a GP practice, not the shape of a code.
        static string Standard(string code, string name, string setting) => $"{code},{name}{new string(',', 24)}{setting},\n";
        var standard = await UploadAsync(admin, Standard("Z90001", "BRIDGE ROAD SURGERY", "4") + Standard("Z90002", "A WALK-IN CENTRE", "1") + Standard("Z99999", "NOT HERE", "4") + Standard("U90003", "QUAY PCN", "") + Standard("Z90003", "NO SETTING", ""));
        // By the shape of its code a line there can rename a PCN that is kept, and never adds one.
        var shape = await UploadAsync(admin, Standard("U90003", "QUAY PCN", "") + Standard("U12345", "PERHAPS A PRACTICE", ""), ImportScope.All);
        Assert.Contains("Apply this change", shape.Text, StringComparison.Ordinal);
        Assert.Contains("1 line is passed over", shape.Text, StringComparison.Ordinal);
        foreach (var words in new[] { "Bridge Street Surgery (Z90001) is called BRIDGE ROAD SURGERY", "Harbour PCN (U90003) is called QUAY PCN", "2 lines are passed over", "Line 5: Z90003 is neither a PCN nor said to be a GP practice", "Apply these 2 changes" })
            Assert.Contains(words, standard.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_none_of_these_is_refused_in_words()
    {
        await using var running = await Running.StartAsync();
        using var admin = await running.Portal.SignedInAsync("admin");
        Assert.Equal(["This file is not one of those that can be read here: its first line is not a heading of theirs, and has another number of columns"], (await UploadAsync(admin, "a,b,c\n1,2,3\n")).Errors);
        // More columns than any of them has are not looked through.
        Assert.Single((await UploadAsync(admin, $"PCN Code,PCN Name{new string(',', 59)}\nU90001,RIVERBANK PCN\n")).Errors, e => e.StartsWith("This file is not one of those", StringComparison.Ordinal));
        Assert.Empty((await UploadAsync(admin, $"PCN Code,PCN Name{new string(',', 58)}\nU90001,RIVERBANK PCN\n")).Errors);
        Assert.Equal(["This is a ZIP or Excel file. Unpack it, or save it as CSV, and choose that"], (await UploadAsync(admin, "PK\u0003\u0004")).Errors);
        Assert.Equal(["There is no line in the file"], (await UploadAsync(admin, Heading)).Errors);
        Assert.Equal(["The file must not be empty, and 5 MB or smaller"], (await UploadAsync(admin, new string('x', OdsFile.MostBytes + 1))).Errors);
        Assert.Equal(["The file must have 50,000 lines or fewer"], (await UploadAsync(admin, Heading + string.Concat(Enumerable.Repeat("Z90001,A,,,U90001,B,,,20190701,,Y\n", OdsFile.MostLines + 1)))).Errors);
        Assert.Equal(["Day of the file must be today or in the past"], (await UploadAsync(admin, Heading, asOf: new DateOnly(2026, 11, 25))).Errors);
    }

    [Fact]
    public async Task A_file_of_the_whole_country_asks_no_more_than_a_short_one()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var admin = await portal.SignedInAsync("admin");
        await admin.GetAsync("/pcns/import");
        async Task<(Page Page, int Commands)> MeasuredAsync(int practices)
        {
            var file = Heading + string.Concat(Enumerable.Range(0, practices).Select(n => string.Create(CultureInfo.InvariantCulture, $"P{n:00000},PRACTICE {Convert.ToHexString(SHA256.HashData(BitConverter.GetBytes(n)))},D9Z{n % 40:00},SUB {n % 40},U{10000 + (n / 6)},NETWORK {n / 6},D9Z{n / 6 % 40:00},SUB {n / 6 % 40},20190701,,Y\n")));
            portal.Queries.Reset();
            return (await UploadAsync(admin, file, ImportScope.All), portal.Queries.Commands);
        }

        var (small, large) = (await MeasuredAsync(6), await MeasuredAsync(7500));
        Assert.Equal(small.Commands, large.Commands);
        // 1,250 PCNs with a location each, 7,500 practices with a PCN each, 40 locations.
        Assert.Contains("17,540 changes, and nothing is stored yet", large.Page.Text, StringComparison.Ordinal);
        // What comes back with the confirmation is more than a form otherwise brings in one field.
        Assert.True(large.Page.Document.QuerySelector("input[name='Form.Content']")!.GetAttribute("value")!.Length > 2 * 128 * 1024);
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.PostAsync(large.Page)).Status);
        Assert.Equal(1253, (await CountsAsync(portal)).Pcns);
    }

    private static Task<(int Pcns, int Organisations, int Places, int Entries)> CountsAsync(PortalFixture portal) =>
        portal.DbAsync(async db => (await db.Pcns.CountAsync(), await db.Organisations.CountAsync(), await db.PcnOrganisations.CountAsync(), await db.AuditEntries.CountAsync(e => e.Command == "pcn.import")));

    private static string Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(bytes);
        return Base64Url.EncodeToString(packed.ToArray());
    }

    private static async Task<Page> UploadAsync(Visitor visitor, string file, ImportScope scope = ImportScope.Kept, DateOnly? asOf = null)
    {
        var page = await visitor.GetAsync("/pcns/import");
        return await visitor.SendFilesAsync(page, [("Form.File", "file.csv", Encoding.UTF8.GetBytes(file))], ("Form.Scope", scope.ToString()), ("Form.AsOf", (asOf ?? new DateOnly(2026, 11, 24)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
    }
}
