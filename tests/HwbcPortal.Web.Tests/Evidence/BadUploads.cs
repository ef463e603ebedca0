using System.IO.Compression;
using System.Text;
using HwbcPortal.Web.Infrastructure.Files;

namespace HwbcPortal.Web.Tests.Evidence;

/// <summary>T30: ninety files that are not taken, and what is said of each.</summary>
internal static class BadUploads
{
    private const string Script = "<< /S /JavaScript /JS (x) >>";

    public static IReadOnlyList<(string What, string Name, byte[] Content, string Sentence)> All { get; } = [.. Names(), .. Kinds(), .. Pictures(), .. Pdfs(), .. HiddenInPdfs()];

    private static IEnumerable<(string, string, byte[], string)> Names()
    {
        var png = SampleFiles.Png();
        foreach (var (what, name) in new[]
        {
            ("traversal", "../../etc/passwd.png"), ("traversal, Windows", @"..\..\windows\system32\x.png"), ("absolute", "/etc/cert.png"), ("drive", @"C:\cert.png"), ("stream of NTFS", "cert.png:evil.png"),
            ("dots", "cert..png"), ("right-to-left override", "cert\u202Egnp.png"), ("a zero-width space", "cert\u200B.png"), ("a wildcard", "cert*.png"), ("a pipe", "a|b.png"),
            ("too long", new string('a', 151) + ".png"), ("markup", "<img src=x>.png"), ("a question mark", "cert?.png"),
        })
            yield return ($"name: {what}", name, png, FileCheck.BadName);
        foreach (var name in new[] { "cert.exe", "cert.pdf.exe", "cert.svg", "cert.html", "cert.docx", "cert", "cert.png.js", "cert.zip" })
            yield return ($"ending: {name}", name, png, FileCheck.WrongKind);
        yield return ("name: an NHS number", "referral 943 476 5919.png", png, FileCheck.NumberInName);
        yield return ("ending: HEIC", "IMG_0001.HEIC", png, FileCheck.Heic);
    }

    private static IEnumerable<(string, string, byte[], string)> Kinds()
    {
        yield return ("0 bytes", "cert.pdf", [], FileCheck.Empty);
        yield return ("10 MB and a byte", "cert.png", new byte[FileCheck.MostBytes + 1], FileCheck.TooLarge);
        yield return ("10 MB and a byte of PDF", "cert.pdf", [.. SampleFiles.Pdf(), .. new byte[FileCheck.MostBytes]], FileCheck.TooLarge);
        yield return ("a program named PDF", "cert.pdf", [(byte)'M', (byte)'Z', .. new byte[200]], FileCheck.WrongKind);
        yield return ("an ELF program named PNG", "cert.png", [0x7F, .. "ELF"u8, .. new byte[200]], FileCheck.WrongKind);
        yield return ("a page named JPG", "cert.jpg", "<html><script>alert(1)</script></html>"u8.ToArray(), FileCheck.WrongKind);
        yield return ("an SVG named PNG", "cert.png", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"u8.ToArray(), FileCheck.WrongKind);
        yield return ("a GIF named PNG", "cert.png", [.. "GIF89a"u8, .. new byte[50]], FileCheck.WrongKind);
        yield return ("an archive named PDF", "cert.pdf", Zip(), FileCheck.WrongKind);
        yield return ("a HEIC picture named JPG", "cert.jpg", [0, 0, 0, 24, .. "ftypheic"u8, .. new byte[60]], FileCheck.Heic);
        yield return ("text", "cert.pdf", "not a PDF"u8.ToArray(), FileCheck.WrongKind);
        yield return ("a PDF after something else", "cert.pdf", [.. "GIF89a"u8, .. SampleFiles.Pdf()], FileCheck.WrongKind);
    }

    private static IEnumerable<(string, string, byte[], string)> Pictures()
    {
        var (png, jpeg) = (SampleFiles.Png(), SampleFiles.Jpeg());
        yield return ("PNG cut short", "cert.png", png[..^20], Picture.Damaged);
        yield return ("PNG with a wrong sum", "cert.png", Changed(png, 30), Picture.Damaged);
        yield return ("PNG without data", "cert.png", [.. png[..33], .. SampleFiles.Chunk("IEND", [])], Picture.Damaged);
        yield return ("PNG with an unknown critical chunk", "cert.png", SampleFiles.Png(8, 8, ("EVIL", [1])), Picture.Damaged);
        yield return ("PNG of 50,000 by 50,000", "cert.png", SampleFiles.Png(50_000, 50_000), Picture.TooManyPoints);
        yield return ("PNG of no width", "cert.png", SampleFiles.Png(0, 8), Picture.Damaged);
        yield return ("PNG and an archive", "cert.png", [.. png, .. Zip()], Picture.SomethingAfter);
        yield return ("PNG and a page", "cert.png", [.. png, .. "<script>alert(1)</script>"u8], Picture.SomethingAfter);
        yield return ("PNG with a length past its end", "cert.png", [.. png[..8], 0x7F, 0xFF, 0xFF, 0xFF, .. png[12..]], Picture.Damaged);
        yield return ("JPEG cut short", "cert.jpg", jpeg[..^5], Picture.Damaged);
        yield return ("JPEG of its first bytes", "cert.jpg", jpeg[..4], Picture.Damaged);
        yield return ("JPEG of 50,000 by 50,000", "cert.jpg", SampleFiles.Jpeg(50_000, 50_000), Picture.TooManyPoints);
        yield return ("JPEG of no height", "cert.jpg", SampleFiles.Jpeg(8, 0), Picture.Damaged);
        yield return ("JPEG and an archive", "cert.jpg", SampleFiles.Jpeg(after: Zip()), Picture.SomethingAfter);
        yield return ("JPEG and a program", "cert.jpg", SampleFiles.Jpeg(after: [(byte)'M', (byte)'Z', 1, 2]), Picture.SomethingAfter);
        yield return ("JPEG without a picture", "cert.jpg", [0xFF, 0xD8, .. SampleFiles.Segment(0xFE, "x"u8.ToArray()), 0xFF, 0xD9], Picture.Damaged);
    }

    private static IEnumerable<(string, string, byte[], string)> Pdfs()
    {
        yield return ("PDF: encrypted", "cert.pdf", SampleFiles.Pdf(trailer: "/Encrypt 9 0 R"), PdfCheck.Encrypted);
        yield return ("PDF: a script at opening", "cert.pdf", SampleFiles.Pdf("/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), PdfCheck.Active);
        yield return ("PDF: a script by a hidden name", "cert.pdf", SampleFiles.Pdf("/OpenAction << /S /J#61vaScript /#4AS (x) >>"), PdfCheck.Active);
        yield return ("PDF: a program is started", "cert.pdf", SampleFiles.Pdf("/OpenAction << /S /Launch /F (cmd.exe) >>"), PdfCheck.Active);
        yield return ("PDF: a form that sends", "cert.pdf", SampleFiles.Pdf(objects: "6 0 obj\n<< /S /SubmitForm /F (http://x) >>\nendobj\n"), PdfCheck.Active);
        yield return ("PDF: XFA", "cert.pdf", SampleFiles.Pdf("/AcroForm << /XFA 7 0 R >>"), PdfCheck.Active);
        yield return ("PDF: a file inside", "cert.pdf", SampleFiles.Pdf("/Names << /EmbeddedFiles 8 0 R >>"), PdfCheck.Attachment);
        yield return ("PDF: a portfolio", "cert.pdf", SampleFiles.Pdf("/Collection << >>"), PdfCheck.Attachment);
        yield return ("PDF: a script in a packed object", "cert.pdf", SampleFiles.PackedPdf(Script), PdfCheck.Active);
        yield return ("PDF: a file in a packed object", "cert.pdf", SampleFiles.PackedPdf("<< /Type /EmbeddedFile >>"), PdfCheck.Attachment);
        yield return ("PDF: packed in an unknown way", "cert.pdf", SampleFiles.PackedPdf(kind: "/Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode]"), PdfCheck.Unreadable);
        yield return ("PDF: a spoiled packed object", "cert.pdf", SampleFiles.PackedPdf(packs: false), PdfCheck.Unreadable);
        yield return ("PDF: an endless packed object", "cert.pdf", SampleFiles.PackedPdf(new string(' ', 60 * 1024 * 1024)), PdfCheck.Unreadable);
        yield return ("PDF: no end", "cert.pdf", SampleFiles.Pdf(end: ""), PdfCheck.Unreadable);
        yield return ("PDF: an archive after the end", "cert.pdf", [.. SampleFiles.Pdf(), .. Zip()], PdfCheck.SomethingAfter);
        yield return ("PDF: no page", "cert.pdf", "%PDF-1.7\n1 0 obj\n<< >>\nendobj\n%%EOF"u8.ToArray(), PdfCheck.Unreadable);
        yield return ("PDF: an unended stream", "cert.pdf", "%PDF-1.7\n1 0 obj\n<< /Type /Page /Length 5 >>\nstream\nabc\n%%EOF"u8.ToArray(), PdfCheck.Unreadable);
        yield return ("PDF: an unended text", "cert.pdf", "%PDF-1.7\n1 0 obj\n<< /Type /Page /T (abc >>\nendobj\n%%EOF"u8.ToArray(), PdfCheck.Unreadable);
        yield return ("PDF: no version", "cert.pdf", "%PDF-x\n%%EOF"u8.ToArray(), PdfCheck.Unreadable);
    }

    /// <summary>What one reader sees and another does not.</summary>
    private static IEnumerable<(string, string, byte[], string)> HiddenInPdfs()
    {
        const string Object = $"\n7 0 obj\n{Script}\nendobj\n";
        yield return ("PDF: a script in a stream's bytes", "cert.pdf", Hiding(Object), PdfCheck.Unreadable);
        yield return ("PDF: a script in a stream's bytes, its header with comments", "cert.pdf", Hiding($"\n7%\n0 %obj\n%\robj\n{Script}\nendobj\n"), PdfCheck.Unreadable);
        yield return ("PDF: a script in a stream's bytes, its header with odd numbers", "cert.pdf", Hiding($"\n7.+0obj\n{Script}\nendobj\n"), PdfCheck.Unreadable);
        yield return ("PDF: a file in a stream's bytes", "cert.pdf", Hiding("\n7 0 obj\n<< /EmbeddedFiles 8 0 R >>\nendobj\n", "/Names 7 0 R"), PdfCheck.Unreadable);
        yield return ("PDF: packed objects in a stream's bytes", "cert.pdf", Hiding("\n7 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Length 0 >>\nstream\n\nend"), PdfCheck.Unreadable);
        yield return ("PDF: a script in a comment", "cert.pdf", SampleFiles.Placed(SampleFiles.Body("/OpenAction 7 0 R") + $"%7 0 obj {Script} endobj\n" + SampleFiles.Table("1234")), PdfCheck.Unreadable);
        yield return ("PDF: a script in a text", "cert.pdf", SampleFiles.Placed(SampleFiles.Body("/OpenAction 7 0 R") + $"6 0 obj\n({Object})\nendobj\n" + SampleFiles.Table("123467")), PdfCheck.Unreadable);
        yield return ("PDF: an update whose table stands in a stream", "cert.pdf", Hiding(Object + SampleFiles.Table("7"), trailer: "/Prev @@@@@@@@@a"), PdfCheck.Unreadable);
        yield return ("PDF: encrypted by a table that stands in a stream", "cert.pdf", Hiding(SampleFiles.Table("1", "/Encrypt << >>"), trailer: "/Prev @@@@@@@@@a"), PdfCheck.Unreadable);
        yield return ("PDF: a nested length first", "cert.pdf", SampleFiles.Pdf(objects: $"6 0 obj\n<< /DecodeParms << /Length {22 + Object.Length} >> /Length 4 >>\nstream\nabcd\nendstream\nendobj\n{Object}\nendstream\n"), PdfCheck.Active);
        yield return ("PDF: two lengths", "cert.pdf", SampleFiles.Pdf(objects: "6 0 obj\n<< /Length 4 /L#65ngth 9 >>\nstream\nabcd\nendstream\nendobj\n"), PdfCheck.Unreadable);
        yield return ("PDF: a stream inside a dictionary", "cert.pdf", SampleFiles.Pdf($"/X stream\n/OpenAction {Script}\nendstream"), PdfCheck.Unreadable);
        yield return ("PDF: a stream of no object", "cert.pdf", SampleFiles.Pdf(objects: $"<< /Length 28 >>\nstream\n{Script}\nendstream\n"), PdfCheck.Unreadable);
        yield return ("PDF: an object inside another's brackets", "cert.pdf", SampleFiles.Pdf($"/X 6 0 obj << >> stream\n/OpenAction {Script}\nendstream"), PdfCheck.Unreadable);
        yield return ("PDF: a bracket in a text of hexadecimals", "cert.pdf", SampleFiles.Pdf($"/X <(> /OpenAction {Script} /Y <)>"), PdfCheck.Unreadable);
        yield return ("PDF: packed objects by a hidden name", "cert.pdf", SampleFiles.PackedPdf(Script, "/Type /Ob#6aStm /Filter /Fl#61teDecode"), PdfCheck.Active);
        yield return ("PDF: packed objects without a name", "cert.pdf", SampleFiles.PackedPdf(Script, "/Filter /FlateDecode"), PdfCheck.Active);
        yield return ("PDF: packed objects with a type given elsewhere", "cert.pdf", SampleFiles.PackedPdf(Script, "/Type 9 0 R /Filter [/FlateDecode]"), PdfCheck.Active);
        yield return ("PDF: packed objects with a filter given elsewhere", "cert.pdf", SampleFiles.PackedPdf(kind: "/Type /ObjStm /Filter 9 0 R"), PdfCheck.Unreadable);
        yield return ("PDF: packed objects with a second filter", "cert.pdf", SampleFiles.PackedPdf(kind: "/Type /ObjStm /Filter /FlateDecode /F /ASCIIHexDecode"), PdfCheck.Unreadable);
        yield return ("PDF: a packed object that begins in a text", "cert.pdf", SampleFiles.PackedPdf($"({Script})", lastPlace: 1), PdfCheck.Unreadable);
        yield return ("PDF: a packed object past the end", "cert.pdf", SampleFiles.PackedPdf(lastPlace: 500), PdfCheck.Unreadable);
    }

    /// <summary>A PDF of one page whose table leads into the bytes of a stream.</summary>
    private static byte[] Hiding(string inside, string catalogue = "/OpenAction 7 0 R", string trailer = "") => SampleFiles.Placed(
        SampleFiles.Body(catalogue) + $"6 0 obj\n<< /Length {inside.Length} >>\nstream\n{inside}\nendstream\nendobj\n" + SampleFiles.Table("123467", trailer));

    private static byte[] Changed(byte[] bytes, int at)
    {
        var changed = bytes.ToArray();
        changed[at] ^= 1;
        return changed;
    }

    private static byte[] Zip()
    {
        using var content = new MemoryStream();
        using (var zip = new ZipArchive(content, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry("x.txt").Open();
            entry.Write(Encoding.ASCII.GetBytes("x"));
        }

        return content.ToArray();
    }
}
