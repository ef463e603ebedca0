using System.Buffers.Binary;

namespace HwbcPortal.Web.Infrastructure.Files;

/// <summary>
/// Walks a JPEG from marker to marker and writes it again without what is not the picture: where and with what it was taken,
/// comments, thumbnails. The one thing kept of it is which way up the picture is.
/// </summary>
internal static class JpegCheck
{
    public static ReadOnlySpan<byte> Signature => [0xFF, 0xD8, 0xFF];

    private const byte StartOfScan = 0xDA;
    private const byte EndOfImage = 0xD9;

    public static byte[] Stripped(byte[] jpeg)
    {
        using var kept = new MemoryStream(jpeg.Length);
        kept.Write(jpeg.AsSpan(0, 2));
        var at = 2;
        var (hasSize, hasScan) = (false, false);
        while (true)
        {
            if (at + 2 > jpeg.Length || jpeg[at] != 0xFF)
                throw new FileRefusedException(Picture.Damaged);
            var marker = jpeg[at + 1];
            if (marker == 0xFF)
            {
                // Bytes that fill up before a marker.
                at++;
                continue;
            }

            if (marker == EndOfImage)
            {
                kept.Write(jpeg.AsSpan(at, 2));
                if (!hasSize || !hasScan)
                    throw new FileRefusedException(Picture.Damaged);
                After(jpeg.AsSpan(at + 2));
                return kept.ToArray();
            }

            var length = at + 4 <= jpeg.Length ? BinaryPrimitives.ReadUInt16BigEndian(jpeg.AsSpan(at + 2)) : 0;
            if (marker is 0x00 or (>= 0xD0 and <= 0xD8) || length < 2 || at + 2 + length > jpeg.Length)
                throw new FileRefusedException(Picture.Damaged);
            var body = jpeg.AsSpan(at + 4, length - 2);
            if (IsFrame(marker))
            {
                if (hasSize || body.Length < 6)
                    throw new FileRefusedException(Picture.Damaged);
                Picture.Size(BinaryPrimitives.ReadUInt16BigEndian(body[3..]), BinaryPrimitives.ReadUInt16BigEndian(body[1..]));
                hasSize = true;
            }

            if (Orientation(marker, body) is { } orientation)
                kept.Write(OrientationSegment(orientation));
            if (Keeps(marker, body))
                kept.Write(jpeg.AsSpan(at, 2 + length));
            at += 2 + length;
            if (marker != StartOfScan)
                continue;
            if (!hasSize)
                throw new FileRefusedException(Picture.Damaged);
            hasScan = true;
            var end = EndOfScan(jpeg, at);
            kept.Write(jpeg.AsSpan(at, end - at));
            at = end;
        }
    }

    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    /// <summary>Tables, frames and scans, and the two application segments that say how colours are to be read.</summary>
    private static bool Keeps(byte marker, ReadOnlySpan<byte> body) => marker switch
    {
        0xE0 => body.StartsWith("JFIF\0"u8),
        0xEE => body.StartsWith("Adobe"u8),
        >= 0xE0 and <= 0xEF or 0xFE => false,
        _ => true,
    };

    private static int EndOfScan(byte[] jpeg, int at)
    {
        for (; at + 1 < jpeg.Length; at++)
        {
            if (jpeg[at] == 0xFF && jpeg[at + 1] is not (0x00 or >= 0xD0 and <= 0xD7))
                return at;
        }

        throw new FileRefusedException(Picture.Damaged);
    }

    /// <summary>Phones put further pictures behind the first (for bright screens): they are dropped. Anything else is no picture.</summary>
    private static void After(ReadOnlySpan<byte> rest)
    {
        rest = rest.TrimStart((byte)0);
        if (rest.Length > 0 && !rest.StartsWith(Signature))
            throw new FileRefusedException(Picture.SomethingAfter);
    }

    /// <summary>The orientation that a camera wrote (2 to 8); null for the usual way up.</summary>
    private static ushort? Orientation(byte marker, ReadOnlySpan<byte> body)
    {
        if (marker != 0xE1 || !body.StartsWith("Exif\0\0"u8) || body.Length < 14)
            return null;
        var tiff = body[6..];
        var little = tiff[0] == 'I';
        ushort Short(ReadOnlySpan<byte> b) => little ? BinaryPrimitives.ReadUInt16LittleEndian(b) : BinaryPrimitives.ReadUInt16BigEndian(b);
        var start = (int)Math.Min(little ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]), int.MaxValue);
        if (start > tiff.Length - 2)
            return null;
        var entries = Short(tiff[start..]);
        for (var i = 0; i < entries && start + 2 + (12 * i) + 12 <= tiff.Length; i++)
        {
            var entry = tiff[(start + 2 + (12 * i))..];
            if (Short(entry) == 0x0112)
                return Short(entry[8..]) is >= 2 and <= 8 and var way ? way : null;
        }

        return null;
    }

    private static byte[] OrientationSegment(ushort orientation) =>
    [
        0xFF, 0xE1, 0x00, 0x22, (byte)'E', (byte)'x', (byte)'i', (byte)'f', 0, 0, (byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8, 0, 1,
        0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0,
    ];
}
