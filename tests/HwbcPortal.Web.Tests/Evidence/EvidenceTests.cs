using System.IO.Compression;
using System.Net;
using System.Text;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure.Files;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HwbcPortal.Web.Tests.Evidence;

/// <summary>Files of evidence, from a phone's camera to the page of whoever checks them.</summary>
public sealed class EvidenceTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    [Fact]
    public async Task T30_every_bad_upload_is_refused_with_its_sentence_and_leaves_neither_file_nor_row()
    {
        using var coach = await portal.SignedInAsync("coach");
        var path = await PathAsync();
        var before = Stored().Count;
        var wrong = new List<string>();
        foreach (var (what, name, content, sentence) in BadUploads.All)
        {
            var page = await coach.UploadAsync(path, (name, content));
            if (page.Status != HttpStatusCode.UnprocessableEntity || !page.Errors.Contains(sentence))
                wrong.Add($"{what}: {(int)page.Status} {string.Join(" | ", page.Errors)}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(BadUploads.All.Count >= 60, $"{BadUploads.All.Count} files");
        Assert.Equal(before, Stored().Count);
        // One bad file among good ones: none is kept, and it is named.
        var mixed = await coach.UploadAsync(path, ("good.png", SampleFiles.Png()), ("bad.pdf", SampleFiles.Pdf("/OpenAction << /S /JavaScript >>")));
        Assert.Contains($"bad.pdf: {PdfCheck.Active}", mixed.Errors);
        Assert.Equal(before, Stored().Count);
        Proof.Holds("T30", "bad uploads: wrong by structure, encrypted, with script, with files inside, too large", $"{BadUploads.All.Count} files", "all refused, each with its sentence");
    }

    [Fact]
    public async Task Good_files_are_kept_without_what_the_camera_wrote_and_opened_as_downloads_that_run_nothing()
    {
        using var coach = await portal.SignedInAsync("coach");
        var path = await PathAsync();
        foreach (var (name, content) in new[] { ("photo.jpg", SampleFiles.Jpeg()), ("scan.png", SampleFiles.Png(8, 8, ("tEXt", "Author\0Aisha"u8.ToArray()))), ("letter.pdf", SampleFiles.Pdf()), ("packed.pdf", SampleFiles.PackedPdf()), ("updated.pdf", SampleFiles.UpdatedPdf()), ("linearised.pdf", SampleFiles.LinearisedPdf()), ("bright.jpg", SampleFiles.Jpeg(after: SampleFiles.Jpeg())) })
            Assert.Equal(HttpStatusCode.SeeOther, (await coach.UploadAsync(path, (name, content))).Status);
        var page = await coach.GetAsync(path);
        Assert.Contains("Files are not scanned for viruses here", page.Text, StringComparison.Ordinal);

        var photo = await OpenAsync(coach, page, "photo.jpg");
        Assert.DoesNotContain("GPS", Encoding.Latin1.GetString(photo.Content), StringComparison.Ordinal);
        Assert.DoesNotContain("phone", Encoding.Latin1.GetString(photo.Content), StringComparison.Ordinal);
        // Which way up the picture is stays, and the picture itself.
        Assert.Contains("Exif\0\0MM", Encoding.Latin1.GetString(photo.Content), StringComparison.Ordinal);
        Assert.Equal(6, photo.Content[photo.Content.AsSpan().IndexOf(new byte[] { 0x01, 0x12, 0, 3 }) + 9]);
        Assert.True(photo.Content.AsSpan().IndexOf(new byte[] { 0x2A, 0xFF, 0x00, 0x55, 0xFF, 0xD0, 0x7F, 0xFF, 0xD9 }) > 0);
        Assert.Equal(SampleFiles.Png(), (await OpenAsync(coach, page, "scan.png")).Content);
        Assert.Equal(SampleFiles.Pdf(), (await OpenAsync(coach, page, "letter.pdf")).Content);
        Assert.Equal(photo.Content, (await OpenAsync(coach, page, "bright.jpg")).Content);

        var headers = photo.Response;
        Assert.Equal("default-src 'none'; frame-ancestors 'none'; sandbox", headers.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("nosniff", headers.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.True(headers.Headers.CacheControl!.NoStore);
        Assert.Equal("attachment", headers.Content.Headers.ContentDisposition!.DispositionType);

        // All of them in one file, each under a name of its own.
        await coach.UploadAsync(path, ("letter.pdf", SampleFiles.Pdf()));
        using var zip = new ZipArchive(await coach.Client.GetStreamAsync(new Uri("/me/evidence", UriKind.Relative)));
        Assert.Contains("letter.pdf", zip.Entries.Select(e => e.FullName));
        Assert.Contains("letter (2).pdf", zip.Entries.Select(e => e.FullName));
        // Whoever opens evidence is on the record.
        Assert.True(await portal.DbAsync(db => db.AuditEntries.CountAsync(e => e.Command == "evidence.read" && e.Actor == "HWBC-000014")) >= 4);
        using var manager = await portal.SignedInAsync("manager");
        Assert.Contains("Opened a file of evidence", (await manager.GetAsync("/coaches/HWBC-000014/history")).Text, StringComparison.Ordinal);
        // Another PCN's manager does not know that it is there.
        using var harbour = await portal.SignedInAsync("manager.harbour");
        Assert.Equal(HttpStatusCode.NotFound, (await harbour.Client.GetAsync(photo.Address)).StatusCode);
        // Nor does her supervisor, who manages there: to support a coach is not to read her certificates.
        await portal.DbAsync(async db =>
        {
            var user = await db.Users.SingleAsync(u => u.Email == "supervisor@demo.test");
            db.Memberships.Add(new Membership { UserId = user.Id, Role = PortalRole.Manager, PcnId = await db.Pcns.Where(p => p.Code == "U90003").Select(p => p.Id).SingleAsync(), From = new DateOnly(2026, 1, 1) });
            return await db.SaveChangesAsync();
        });
        using var supervisor = await portal.SignedInAsync("supervisor");
        Assert.Equal(HttpStatusCode.NotFound, (await supervisor.Client.GetAsync(photo.Address)).StatusCode);
    }

    [Fact]
    public async Task A_file_takes_the_place_of_another_and_can_be_taken_back_until_the_certificate_is_checked()
    {
        using var manager = await portal.SignedInAsync("manager");
        var record = await portal.DbAsync(db => db.Training.Where(t => t.Coach!.Person!.Reference == "HWBC-000013" && t.VoidedOn == null).Select(t => t.RecordId).SingleAsync());
        var path = $"/coaches/HWBC-000013/training/{record}/evidence?pcn=U90001";
        await manager.UploadAsync(path, ("first.png", SampleFiles.Png()));
        // The certificate of this record was checked: what it was checked on stays.
        var page = await manager.GetAsync(path);
        Assert.DoesNotContain("Take a file back", page.Text, StringComparison.Ordinal);
        var first = await portal.DbAsync(db => db.Evidence.Where(f => f.RecordId == record).Select(f => f.Id).SingleAsync());
        Assert.Contains("they stay with it", (await manager.PostAsync(page, ("Form.TakeBack", first.ToString()))).Errors[0], StringComparison.Ordinal);
        Assert.Contains("Another file took its place", (await ReplacedAsync(manager, path, first)).Text, StringComparison.Ordinal);

        using var coach = await portal.SignedInAsync("coach");
        var own = await PathAsync();
        await coach.UploadAsync(own, ("mistake.png", SampleFiles.Png()));
        var mistake = await portal.DbAsync(db => db.Evidence.Where(f => f.FileName == "mistake.png").Select(f => f.Id).SingleAsync());
        var form = (AngleSharp.Html.Dom.IHtmlFormElement)(await coach.GetAsync(own)).Document.QuerySelector($"input[value='{mistake}']")!.Closest("form")!;
        Assert.Equal(HttpStatusCode.SeeOther, (await coach.PostFormAsync(form, new Uri(portal.Address, own))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await coach.GetAsync($"/evidence/{mistake}")).Status);
        // Another coach's file cannot be named from one's own page.
        var fresh = (AngleSharp.Html.Dom.IHtmlFormElement)(await coach.GetAsync(own)).Document.QuerySelector("main form[enctype]")!;
        Assert.Equal(HttpStatusCode.NotFound, (await coach.PostFormAsync(fresh, new Uri(portal.Address, own), ("Form.TakeBack", first.ToString()))).Status);
    }

    [Fact]
    public async Task The_same_form_of_files_sent_twice_keeps_them_once()
    {
        using var coach = await portal.SignedInAsync("coach");
        var page = await coach.GetAsync(await PathAsync());
        async Task<HttpStatusCode> SendAsync()
        {
            using var content = new MultipartFormDataContent();
            foreach (var field in page.Document.QuerySelectorAll("main form[enctype] input[type=hidden]"))
                content.Add(new StringContent(field.GetAttribute("value")!), field.GetAttribute("name")!);
            content.Add(new ByteArrayContent(SampleFiles.Png()), "Form.Files", "twice.png");
            return (await coach.Client.PostAsync(page.Address, content)).StatusCode;
        }

        var before = Stored().Count;
        Assert.Equal(HttpStatusCode.SeeOther, await SendAsync());
        Assert.Equal(HttpStatusCode.SeeOther, await SendAsync());
        Assert.Equal(1, await portal.DbAsync(db => db.Evidence.CountAsync(f => f.FileName == "twice.png")));
        Assert.Equal(before + 1, Stored().Count);
    }

    [Fact]
    public async Task Fifty_uploads_at_once_are_all_kept_and_none_is_crossed()
    {
        using var coach = await portal.SignedInAsync("coach");
        var path = await PathAsync();
        var files = Enumerable.Range(1, 50).Select(n => ($"many-{n:00}.pdf", SampleFiles.Pdf(objects: $"9 0 obj\n({n} {new string('x', n * 500)})\nendobj\n"))).ToList();
        var answers = await Task.WhenAll(files.Select(f => coach.UploadAsync(path, f)));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.SeeOther, a.Status));
        var page = await coach.GetAsync(path);
        foreach (var (name, content) in files)
            Assert.Equal(content, (await OpenAsync(coach, page, name)).Content);
    }

    [Fact]
    public async Task A_coach_has_room_for_so_much_and_no_more()
    {
        await using var small = await Running.StartAsync(("Evidence:QuotaMegabytes", "1"));
        using var coach = await small.Portal.SignedInAsync("coach");
        var path = await PathAsync(small.Portal);
        byte[] Large(int n) => SampleFiles.Pdf(objects: $"9 0 obj\n({n} {new string('x', 700_000)})\nendobj\n");
        Assert.Equal(HttpStatusCode.SeeOther, (await coach.UploadAsync(path, ("one.pdf", Large(1)))).Status);
        Assert.Contains("There is no room", (await coach.UploadAsync(path, ("two.pdf", Large(2)))).Errors[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_scanner_files_are_kept_apart_and_are_no_evidence_until_they_are_scanned()
    {
        await using var quarantine = await Running.StartAsync(("Evidence:Unscanned", null));
        var path = await PathAsync(quarantine.Portal);
        using var coach = await quarantine.Portal.SignedInAsync("coach");
        Assert.Equal(HttpStatusCode.SeeOther, (await coach.UploadAsync(path, ("waits.png", SampleFiles.Png()))).Status);
        var page = await coach.GetAsync(path);
        Assert.Contains("This installation has no virus scanner yet", page.Text, StringComparison.Ordinal);
        Assert.Contains("Waiting to be scanned", page.Text, StringComparison.Ordinal);
        var id = await quarantine.Portal.DbAsync(db => db.Evidence.Select(f => f.Id).SingleAsync());
        Assert.Equal(HttpStatusCode.Forbidden, (await coach.GetAsync($"/evidence/{id}")).Status);
        using var zip = new ZipArchive(await coach.Client.GetStreamAsync(new Uri("/me/evidence", UriKind.Relative)));
        Assert.Empty(zip.Entries);
    }

    [Fact]
    public async Task What_an_upload_left_behind_that_was_cut_off_is_swept_away_and_evidence_is_not()
    {
        using var coach = await portal.SignedInAsync("coach");
        await coach.UploadAsync(await PathAsync(), ("stays.png", SampleFiles.Png()));
        var stays = await portal.DbAsync(db => db.Evidence.Where(f => f.FileName == "stays.png").Select(f => f.StorageName).SingleAsync());
        var folder = Directory.CreateDirectory(Path.Combine(portal.Folder, "evidence", "ab")).FullName;
        var left = Path.Combine(folder, "ab00000000000000000000000000000000000000");
        var half = Path.Combine(folder, "ab00000000000000000000000000000000000001.part");
        await File.WriteAllTextAsync(left, "x");
        await File.WriteAllTextAsync(half, "x");
        foreach (var file in Stored())
            File.SetLastWriteTimeUtc(file, portal.Time.Now.UtcDateTime.AddHours(-2));
        await portal.Services.GetRequiredService<EvidenceSweep>().DeleteAbandonedAsync(CancellationToken.None);
        Assert.False(File.Exists(left));
        Assert.False(File.Exists(half));
        Assert.Contains(Stored(), f => Path.GetFileName(f) == stays);
    }

    private List<string> Stored() => Directory.Exists(Path.Combine(portal.Folder, "evidence")) ? [.. Directory.EnumerateFiles(Path.Combine(portal.Folder, "evidence"), "*", SearchOption.AllDirectories)] : [];

    private Task<string> PathAsync() => PathAsync(portal);

    internal static Task<string> PathAsync(PortalFixture portal) => portal.DbAsync(async db => $"/me/training/{await db.Training.Where(t => t.Coach!.Person!.Reference == "HWBC-000014" && t.VoidedOn == null).Select(t => t.RecordId).FirstAsync()}/evidence");

    private static async Task<Page> ReplacedAsync(Visitor visitor, string path, Guid replaced)
    {
        var page = await visitor.GetAsync(path);
        using var content = new MultipartFormDataContent();
        foreach (var field in page.Document.QuerySelectorAll("main form[enctype] input[type=hidden]"))
            content.Add(new StringContent(field.GetAttribute("value")!), field.GetAttribute("name")!);
        content.Add(new StringContent(replaced.ToString()), "Form.Replaces");
        content.Add(new ByteArrayContent(SampleFiles.Png()), "Form.Files", "second.png");
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.Client.PostAsync(page.Address, content)).StatusCode);
        return await visitor.GetAsync(path);
    }

    private static async Task<(byte[] Content, HttpResponseMessage Response, Uri Address)> OpenAsync(Visitor visitor, Page page, string name)
    {
        var link = page.Document.QuerySelectorAll(".app-files a").First(a => a.TextContent == name).GetAttribute("href")!;
        var address = new Uri(page.Address, link);
        var response = await visitor.Client.GetAsync(address);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadAsByteArrayAsync(), response, address);
    }
}
