using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace HwbcPortal.Web.Tests.Evidence;

/// <summary>Files as cameras and programs write them, made byte by byte, so that a test can spoil any part of them.</summary>
internal static class SampleFiles
{
    public static byte[] Png(int width = 8, int height = 8, params (string Type, byte[] Data)[] extra)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        var rows = new byte[Math.Min(height, 8) * (1 + (3 * Math.Min(width, 8)))];
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(rows);
        return [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. Chunk("IHDR", header), .. extra.SelectMany(e => Chunk(e.Type, e.Data)), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    public static byte[] Chunk(string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        var chunk = new byte[body.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        body.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(body.Length + 4), Crc(body));
        return chunk;
    }

    /// <summary>A JPEG with the segments of a camera: where it was taken, a comment, which way up.</summary>
    public static byte[] Jpeg(int width = 8, int height = 8, byte orientation = 6, byte[]? after = null) =>
    [
        0xFF, 0xD8,
        .. Segment(0xE0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0]),
        .. Segment(0xE1, [.. "Exif\0\0"u8, (byte)'I', (byte)'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0, .. "GPS 52.2053 N 0.1218 E"u8]),
        .. Segment(0xFE, "taken by Aisha's phone"u8.ToArray()),
        .. Segment(0xDB, [0, .. Enumerable.Repeat((byte)1, 64)]),
        .. Segment(0xC0, [8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 1, 1, 0x11, 0]),
        .. Segment(0xC4, [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        .. Segment(0xDA, [1, 1, 0, 0, 63, 0]),
        0x2A, 0xFF, 0x00, 0x55, 0xFF, 0xD0, 0x7F,
        0xFF, 0xD9,
        .. after ?? [],
    ];

    public static byte[] Segment(byte marker, byte[] body) => [0xFF, marker, (byte)((body.Length + 2) >> 8), (byte)(body.Length + 2), .. body];

    /// <summary>A PDF of one page, with what is put into its catalogue and among its objects.</summary>
    public static byte[] Pdf(string catalogue = "", string objects = "", string trailer = "", string end = "\n%%EOF\n", string start = "%PDF-1.7\n") => Encoding.Latin1.GetBytes(
        start + Body(catalogue) + objects + $"trailer\n<< /Root 1 0 R /Size 5 {trailer} >>\nstartxref\n0{end}");

    public static string Body(string catalogue = "") =>
        $"1 0 obj\n<< /Type /Catalog /Pages 2 0 R {catalogue} >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        + "3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>\nendobj\n4 0 obj\n<< /Length 31 >>\nstream\nBT (A certificate /JS (x)) Tj ET\nendstream\nendobj\n";

    /// <summary>A table of the places of objects, a trailer and an end; @@@@@@@@@7 stands for the place of object 7, with a or z for that of the first or last table.</summary>
    public static string Table(string numbers, string trailer = "", string place = "@@@@@@@@@z") =>
        "xref\n" + string.Concat(numbers.Select(n => $"{n} 1\n@@@@@@@@@{n} 00000 n \n")) + $"trailer\n<< /Root 1 0 R /Size 9 {trailer} >>\nstartxref\n{place}\n%%EOF\n";

    /// <summary>A PDF with the true places in its tables.</summary>
    public static byte[] Placed(string pdf) => Encoding.Latin1.GetBytes(Regex.Replace("%PDF-1.7\n" + pdf, "@{9}([0-9az])", m => (1 + m.Groups[1].Value switch
    {
        "a" => ("%PDF-1.7\n" + pdf).IndexOf("\nxref\n", StringComparison.Ordinal),
        "z" => ("%PDF-1.7\n" + pdf).LastIndexOf("\nxref\n", StringComparison.Ordinal),
        var number => ("%PDF-1.7\n" + pdf).IndexOf($"\n{number} 0 obj", StringComparison.Ordinal),
    }).ToString("D10", CultureInfo.InvariantCulture)));

    /// <summary>A PDF that was changed after it was first saved, as programs that fill in or sign write it.</summary>
    public static byte[] UpdatedPdf() => Placed(Body() + Table("1234") + "6 0 obj\n<< /Title (A certificate) /ID <00 fF> >>\nendobj\n" + Table("6", "/Info 6 0 R /Prev @@@@@@@@@a"));

    /// <summary>A PDF whose first table stands before its objects, for the web.</summary>
    public static byte[] LinearisedPdf() => Placed("5 0 obj\n<< /Linearized 1 /L 1200 /H [600 20] /O 3 /E 900 /N 1 /T @@@@@@@@@z >>\nendobj\n" + Table("345", "/Prev @@@@@@@@@z", "0") + Body() + Table("12", place: "@@@@@@@@@a"));

    /// <summary>A PDF whose objects stand in a compressed stream and whose table is a stream, as newer programs write them.</summary>
    public static byte[] PackedPdf(string last = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>", string kind = "/Type /ObjStm /Filter /FlateDecode", bool packs = true, int lastPlace = 0)
    {
        string[] objects = ["<< /Type /Catalog /Pages 2 0 R >> ", "<< /Type /Pages /Kids [3 0 R] /Count 1 >> ", last];
        var places = $"1 0 2 {objects[0].Length} 3 {objects[0].Length + objects[1].Length + lastPlace} ";
        var plain = Encoding.Latin1.GetBytes(places + string.Concat(objects));
        using var packed = new MemoryStream();
        if (packs)
        {
            using var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true);
            zlib.Write(plain);
        }
        else
        {
            packed.Write(plain);
        }

        byte[] pdf = [.. Encoding.Latin1.GetBytes($"%PDF-1.7\n4 0 obj\n<< {kind} /N 3 /First {places.Length} /Length {packed.Length} >>\nstream\n"), .. packed.ToArray(), .. "\nendstream\nendobj\n"u8];
        byte[] table = [0, 0, 0, 0, 0, 255, 2, 0, 0, 0, 4, 0, 2, 0, 0, 0, 4, 1, 2, 0, 0, 0, 4, 2, 1, 0, 0, 0, 9, 0, 1, .. BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness(pdf.Length)), 0];
        return [.. pdf, .. Encoding.Latin1.GetBytes($"5 0 obj\n<< /Type /XRef /Size 6 /W [1 4 1] /Root 1 0 R /Length {table.Length} >>\nstream\n"), .. table, .. Encoding.Latin1.GetBytes($"\nendstream\nendobj\nstartxref\n{pdf.Length}\n%%EOF\n")];
    }

    public static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var c = 0xFFFFFFFFu;
        foreach (var b in bytes)
        {
            c ^= b;
            for (var k = 0; k < 8; k++)
                c = (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
        }

        return c ^ 0xFFFFFFFF;
    }
}
