using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace HwbcPortal.Web.Infrastructure.Files;

/// <summary>
/// Reads all names that stand in a PDF, those in its compressed object streams too, and refuses one that is encrypted, acts by
/// itself, carries another file, or cannot be read. The contents of pages and pictures are not looked at.
/// </summary>
internal static class PdfCheck
{
    public const string Unreadable = "The PDF cannot be read. Save or print it as a PDF again, or photograph the certificate";
    public const string Encrypted = "The PDF is protected with a password. Save it without one, or photograph the certificate";
    public const string Active = "The PDF holds a script, a form or an action that runs by itself. Print it to a plain PDF, or photograph the certificate";
    public const string Attachment = "The PDF has another file inside it. Print it to a plain PDF, or photograph the certificate";
    public const string SomethingAfter = "There is something after the end of the PDF. Save or print it as a PDF again";

    private const int MostUnpacked = 40 * 1024 * 1024;
    private static readonly SearchValues<byte> Blank = SearchValues.Create("\0\t\n\f\r "u8);
    private static readonly HashSet<string> Acting = ["JavaScript", "JS", "Launch", "SubmitForm", "ImportData", "RichMedia", "XFA", "Rendition", "Movie", "GoToE"];
    private static readonly HashSet<string> Carrying = ["EmbeddedFile", "EmbeddedFiles", "Collection", "FileAttachment"];

    public static void Check(byte[] pdf)
    {
        if (!(pdf.AsSpan(5).StartsWith("1."u8) || pdf.AsSpan(5).StartsWith("2."u8)))
            throw new FileRefusedException(Unreadable);
        var end = pdf.AsSpan().LastIndexOf("%%EOF"u8);
        if (end < 0)
            throw new FileRefusedException(Unreadable);
        if (pdf.AsSpan(end + 5).ContainsAnyExcept(Blank))
            throw new FileRefusedException(SomethingAfter);
        var scan = new Scan();
        scan.Read(pdf, 0, streams: true);
        if (scan.Names.Contains("Encrypt"))
            throw new FileRefusedException(Encrypted);
        if (scan.Names.Overlaps(Carrying))
            throw new FileRefusedException(Attachment);
        if (scan.Names.Overlaps(Acting))
            throw new FileRefusedException(Active);
        if (!scan.Names.Contains("Page") && !scan.Names.Contains("Pages"))
            throw new FileRefusedException(Unreadable);
    }

    /// <summary>One pass over the tokens.</summary>
    private sealed class Scan
    {
        private int _unpacked;

        public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

        public void Read(byte[] text, int at, bool streams)
        {
            // The names since the last object began, which are those of a stream's dictionary when a stream begins.
            var dictionary = new List<string>();
            while (at < text.Length)
            {
                switch (text[at])
                {
                    case (byte)'%':
                        at = text.AsSpan(at).IndexOfAny((byte)'\r', (byte)'\n') is >= 0 and var eol ? at + eol : text.Length;
                        break;
                    case (byte)'(':
                        at = AfterString(text, at);
                        break;
                    case (byte)'/':
                        at = Name(text, at + 1, dictionary);
                        break;
                    case (byte)'s' when streams && text.AsSpan(at).StartsWith("stream"u8) && at > 0 && text[at - 1] != 'd':
                        at = AfterStream(text, at + 6, dictionary);
                        dictionary.Clear();
                        break;
                    case (byte)'e' when text.AsSpan(at).StartsWith("endobj"u8):
                        dictionary.Clear();
                        at += 6;
                        break;
                    case >= (byte)'0' and <= (byte)'9' when dictionary.Count > 0 && dictionary[^1] == "Length":
                        at = Number(text, at, dictionary);
                        break;
                    default:
                        at++;
                        break;
                }
            }
        }

        private static int Number(byte[] text, int at, List<string> dictionary)
        {
            var end = at;
            while (end < text.Length && text[end] is >= (byte)'0' and <= (byte)'9')
                end++;
            dictionary.Add(Encoding.ASCII.GetString(text, at, end - at));
            return end;
        }

        private int Name(byte[] text, int at, List<string> dictionary)
        {
            var name = new StringBuilder();
            for (; at < text.Length && text[at] > 0x20 && "()<>[]{}/%"u8.IndexOf(text[at]) < 0; at++)
            {
                // #4A stands for a letter: a name is what it means, not how it is written.
                if (text[at] == '#' && at + 2 < text.Length && int.TryParse(Encoding.ASCII.GetString(text, at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
                {
                    name.Append((char)code);
                    at += 2;
                }
                else
                {
                    name.Append((char)text[at]);
                }
            }

            Names.Add(name.ToString());
            dictionary.Add(name.ToString());
            return at;
        }

        private static int AfterString(byte[] text, int at)
        {
            var depth = 0;
            for (; at < text.Length; at++)
            {
                if (text[at] == '\\')
                    at++;
                else if (text[at] == '(')
                    depth++;
                else if (text[at] == ')' && --depth == 0)
                    return at + 1;
            }

            throw new FileRefusedException(Unreadable);
        }

        private int AfterStream(byte[] text, int at, List<string> dictionary)
        {
            if (at < text.Length && text[at] == '\r')
                at++;
            if (at < text.Length && text[at] == '\n')
                at++;
            var length = dictionary.IndexOf("Length");
            var known = length >= 0 && length + 1 < dictionary.Count && int.TryParse(dictionary[length + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : -1;
            // A length that is given elsewhere, or wrong, is found by the word that ends a stream.
            var end = known >= 0 && known <= text.Length - at && text.AsSpan(at + known).TrimStart("\r\n "u8).StartsWith("endstream"u8) ? at + known : text.AsSpan(at).IndexOf("endstream"u8) is >= 0 and var found ? at + found : throw new FileRefusedException(Unreadable);
            if (dictionary.Contains("ObjStm"))
                Read(Unpacked(text.AsMemory(at, end - at), dictionary), 0, streams: false);
            return text.AsSpan(end).IndexOf("endstream"u8) + end + 9;
        }

        private byte[] Unpacked(ReadOnlyMemory<byte> stream, List<string> dictionary)
        {
            var filter = dictionary.IndexOf("Filter");
            if (filter < 0)
                return stream.ToArray();
            // One filter, the usual one, and no prediction: anything else in an object stream is not read, so it is not taken.
            if (filter + 1 >= dictionary.Count || dictionary[filter + 1] != "FlateDecode" || dictionary.Contains("DecodeParms") || dictionary.Any(n => n is "ASCIIHexDecode" or "ASCII85Decode" or "LZWDecode" or "RunLengthDecode" or "Crypt"))
                throw new FileRefusedException(Unreadable);
            try
            {
                using var unpacked = new MemoryStream();
                using var zlib = new ZLibStream(new MemoryStream(stream.ToArray()), CompressionMode.Decompress);
                var buffer = new byte[81_920];
                for (int read; (read = zlib.Read(buffer)) > 0; unpacked.Write(buffer, 0, read))
                {
                    if ((_unpacked += read) > MostUnpacked)
                        throw new FileRefusedException(Unreadable);
                }

                return unpacked.ToArray();
            }
            catch (InvalidDataException)
            {
                throw new FileRefusedException(Unreadable);
            }
        }
    }
}
