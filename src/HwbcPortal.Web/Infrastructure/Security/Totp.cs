using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace HwbcPortal.Web.Infrastructure.Security;

/// <summary>
/// The codes of authenticator apps (RFC 6238: SHA-1, 30 seconds, six digits). Ours, since the framework's takes two steps to either
/// side, takes a code as often as it comes, and reads the system's clock.
/// </summary>
internal static class Totp
{
    private const int StepSeconds = 30;
    private const int Digits = 1_000_000;
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>The step that an instant lies in.</summary>
    public static long Step(DateTime utc) => (long)Math.Floor((utc - DateTime.UnixEpoch).TotalSeconds / StepSeconds);

    /// <summary>The code of a step.</summary>
    public static string Code(byte[] secret, long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // What RFC 6238 and every app lay down; as an HMAC it is not known to be weak.
        var hash = HMACSHA1.HashData(secret, counter);
#pragma warning restore CA5350
        var value = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xf)) & 0x7fffffff;
        return (value % Digits).ToString("000000", CultureInfo.InvariantCulture);
    }

    /// <summary>The step whose code was given, of the one before, this one and the next, and later than the last one that was taken; null when it is none of these.</summary>
    public static long? Accepts(byte[] secret, string code, DateTime utc, long last)
    {
        var given = Encoding.ASCII.GetBytes(new string([.. code.Where(char.IsAsciiDigit)]));
        var now = Step(utc);
        long? accepted = null;
        foreach (var step in new[] { now - 1, now, now + 1 })
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Code(secret, step)), given) && step > last)
                accepted = step;
        }

        return accepted;
    }

    /// <summary>Bytes as apps take them by hand (RFC 4648 base 32), without padding.</summary>
    public static string InBase32(byte[] bytes)
    {
        var text = new StringBuilder();
        var (buffer, bits) = (0, 0);
        foreach (var one in bytes)
        {
            buffer = ((buffer << 8) | one) & 0xfff;
            for (bits += 8; bits >= 5; bits -= 5)
                text.Append(Base32[(buffer >> (bits - 5)) & 31]);
        }

        return bits == 0 ? text.ToString() : text.Append(Base32[(buffer << (5 - bits)) & 31]).ToString();
    }
}
