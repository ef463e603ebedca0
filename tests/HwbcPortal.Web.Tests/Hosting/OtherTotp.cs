using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace HwbcPortal.Web.Tests.Hosting;

/// <summary>An authenticator app, written another way than the portal's own code: big integers for base 32, decimal text for the code.</summary>
internal static class OtherTotp
{
    public static byte[] FromBase32(string text)
    {
        var digits = text.Where(char.IsAsciiLetterOrDigit).ToList();
        var number = digits.Aggregate(BigInteger.Zero, (n, c) => (n * 32) + (char.IsAsciiDigit(c) ? c - '2' + 26 : c - 'A'));
        var length = digits.Count * 5 / 8;
        var bytes = (number >> ((digits.Count * 5) - (length * 8))).ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[length - bytes.Length], .. bytes];
    }

    public static string Code(byte[] secret, DateTime utc)
    {
        var step = new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)).ToUnixTimeSeconds() / 30;
#pragma warning disable CA5350 // RFC 6238.
        var hash = Convert.ToHexString(HMACSHA1.HashData(secret, Convert.FromHexString(step.ToString("x16", CultureInfo.InvariantCulture))));
#pragma warning restore CA5350
        var at = 2 * Convert.ToInt32(hash[^1..], 16);
        return ((Convert.ToUInt32(hash.Substring(at, 8), 16) & 0x7fffffff) % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}
