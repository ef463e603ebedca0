using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

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
        start + $"1 0 obj\n<< /Type /Catalog /Pages 2 0 R {catalogue} >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        + "3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>\nendobj\n4 0 obj\n<< /Length 31 >>\nstream\nBT (A certificate /JS (x)) Tj ET\nendstream\nendobj\n"
        + objects + $"trailer\n<< /Root 1 0 R /Size 5 {trailer} >>\nstartxref\n0{end}");

    /// <summary>A PDF whose objects stand in a compressed stream, as newer programs write them.</summary>
    public static byte[] PackedPdf(string objects, string filter = "/Filter /FlateDecode", bool packs = true)
    {
        var plain = Encoding.Latin1.GetBytes(objects);
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

        var stream = packed.ToArray();
        return [.. Encoding.Latin1.GetBytes($"%PDF-1.7\n1 0 obj\n<< /Type /ObjStm /N 2 /First 10 {filter} /Length {stream.Length} >>\nstream\n"), .. stream, .. "\nendstream\nendobj\nstartxref\n0\n%%EOF\n"u8];
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
