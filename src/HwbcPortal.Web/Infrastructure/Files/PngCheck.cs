using System.Buffers.Binary;

namespace HwbcPortal.Web.Infrastructure.Files;

/// <summary>Walks a PNG from chunk to chunk, checks each sum, and writes it again with the picture's own chunks alone.</summary>
internal static class PngCheck
{
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private static readonly HashSet<string> Kept = ["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "sRGB", "cHRM", "sBIT", "pHYs"];
    private static readonly uint[] Table = Enumerable.Range(0, 256).Select(n =>
    {
        var c = (uint)n;
        for (var k = 0; k < 8; k++)
            c = (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
        return c;
    }).ToArray();

    public static byte[] Stripped(byte[] png)
    {
        using var kept = new MemoryStream(png.Length);
        kept.Write(Signature);
        var at = Signature.Length;
        var (first, hasData) = (true, false);
        while (true)
        {
            if (at + 12 > png.Length)
                throw new FileRefusedException(Picture.Damaged);
            var length = BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at));
            if (length > png.Length - at - 12)
                throw new FileRefusedException(Picture.Damaged);
            var size = (int)length;
            var type = System.Text.Encoding.Latin1.GetString(png, at + 4, 4);
            if (first != (type == "IHDR") || BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + size)) != Crc(png.AsSpan(at + 4, size + 4)))
                throw new FileRefusedException(Picture.Damaged);
            if (first)
            {
                if (size != 13)
                    throw new FileRefusedException(Picture.Damaged);
                Picture.Size(BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8)), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 12)));
            }

            first = false;
            hasData |= type == "IDAT";
            if (Kept.Contains(type))
                kept.Write(png.AsSpan(at, size + 12));
            else if (char.IsUpper(type[0]))
                throw new FileRefusedException(Picture.Damaged);
            at += size + 12;
            if (type != "IEND")
                continue;
            if (!hasData)
                throw new FileRefusedException(Picture.Damaged);
            if (at != png.Length)
                throw new FileRefusedException(Picture.SomethingAfter);
            return kept.ToArray();
        }
    }

    internal static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var c = 0xFFFFFFFFu;
        foreach (var b in bytes)
            c = Table[(c ^ b) & 0xFF] ^ (c >> 8);
        return c ^ 0xFFFFFFFF;
    }
}
