using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace HwbcPortal.Web.Infrastructure.Files;

/// <summary>
/// Reads all names that stand in a PDF, those in its compressed object streams too, and refuses one that is encrypted, acts by
/// itself, carries another file, or cannot be read. The contents of pages and pictures are not looked at, but no object may begin
/// inside them.
/// </summary>
internal static partial class PdfCheck
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
        scan.Read(pdf);
        if (scan.Names.Contains("Encrypt"))
            throw new FileRefusedException(Encrypted);
        if (scan.Names.Overlaps(Carrying))
            throw new FileRefusedException(Attachment);
        if (scan.Names.Overlaps(Acting))
            throw new FileRefusedException(Active);
        // Readers find an object by the place of its header, wherever that is: one that the pass skipped, in a stream, a text or a
        // comment, was not looked at.
        foreach (var header in Header().EnumerateMatches(Encoding.Latin1.GetString(pdf)))
        {
            if (!scan.Headers.Contains(header.Index))
                throw new FileRefusedException(Unreadable);
        }

        if (!scan.Names.Contains("Page") && !scan.Names.Contains("Pages"))
            throw new FileRefusedException(Unreadable);
    }

    /// <summary>The word that begins an object, after its two numbers, or a trailer: with blanks and comments between, as readers take them.</summary>
    [GeneratedRegex(@"obj(?<=[0-9.+\-eE](?:(?:[\x00-\x20\x80\xFF]|%[^\r\n]*[\r\n])+|(?=[+\-]))[0-9.+\-eE]+(?:[\x00-\x20\x80\xFF]|%[^\r\n]*[\r\n])*obj)|trailer(?=[\x00-\x20\x80\xFF]*(?:<<|%))")]
    private static partial Regex Header();

    /// <summary>One pass over the tokens.</summary>
    private sealed class Scan
    {
        private const int MostTokens = 100_000;

        // Some readers hold 0x80 and 0xFF for blanks.
        private static readonly SearchValues<byte> Ends = SearchValues.Create([.. "\0\t\n\f\r ()<>[]{}/%"u8, 0x80, 0xFF]);
        private static readonly SearchValues<byte> Hex = SearchValues.Create("0123456789ABCDEFabcdef\0\t\n\f\r "u8);

        // What the object holds so far: its dictionary when a stream begins.
        private readonly List<string> _object = [];
        private bool _inObject;
        private int _depth;
        private int _unpacked;

        public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

        /// <summary>Where the words stand that begin objects and trailers, as the pass met them.</summary>
        public HashSet<int> Headers { get; } = [];

        public void Read(byte[] pdf)
        {
            for (var at = 0; at < pdf.Length;)
            {
                var start = at;
                var token = Token(pdf, ref at);
                if (token == "stream")
                {
                    at = AfterStream(pdf, at);
                    Begin(inObject: false);
                }
                else if (token == "trailer")
                {
                    Headers.Add(start);
                    Begin(inObject: false);
                }
                else if (token.Length >= 3 && token[0] != '/' && token.IndexOf("obj", StringComparison.Ordinal) is >= 0 and var word)
                {
                    Headers.Add(start + word);
                    Begin(inObject: word + 3 == token.Length && !token.AsSpan(0, word).ContainsAnyExceptInRange('0', '9'));
                }
                else if (token.Length > 0)
                {
                    _depth += Depth(token);
                    if (_inObject && _object.Count < MostTokens)
                        _object.Add(token);
                }
            }
        }

        private static int Depth(string token) => token switch { "<<" or "[" => 1, ">>" or "]" => -1, _ => 0 };

        private void Begin(bool inObject)
        {
            // What is begun inside another object's brackets would be read one way from here and another way from there.
            if (_depth != 0)
                throw new FileRefusedException(Unreadable);
            _object.Clear();
            _inObject = inObject;
        }

        /// <summary>What stands at a place, and the place after it: a name as it is meant, a text as "()", a blank or a comment as nothing.</summary>
        private string Token(byte[] text, ref int at)
        {
            var (first, second) = (text[at], at + 1 < text.Length ? text[at + 1] : (byte)0);
            switch (first)
            {
                case (byte)'%':
                    at = text.AsSpan(at).IndexOfAny((byte)'\r', (byte)'\n') is >= 0 and var eol ? at + eol : text.Length;
                    return "";
                case (byte)'(':
                    at = AfterString(text, at);
                    return "()";
                case (byte)'<' or (byte)'>' when first == second:
                    at += 2;
                    return first == '<' ? "<<" : ">>";
                case (byte)'<':
                    var hex = text.AsSpan(at + 1).IndexOfAnyExcept(Hex);
                    if (hex < 0 || text[at + 1 + hex] != '>')
                        throw new FileRefusedException(Unreadable);
                    at += hex + 2;
                    return "()";
                case (byte)'/':
                    return Name(text, ref at);
                case (byte)'[' or (byte)']' or (byte)'{' or (byte)'}' or (byte)'>' or (byte)')':
                    at++;
                    return ((char)first).ToString();
                case 0x80 or 0xFF:
                case var _ when Blank.Contains(first):
                    at++;
                    return "";
                default:
                    var start = at;
                    at = End(text, at);
                    return Encoding.Latin1.GetString(text, start, at - start);
            }
        }

        private static int End(byte[] text, int at) => text.AsSpan(at).IndexOfAny(Ends) is >= 0 and var length ? at + length : text.Length;

        private string Name(byte[] text, ref int at)
        {
            var name = new StringBuilder("/");
            var end = End(text, at + 1);
            for (at++; at < end; at++)
            {
                // #4A stands for a letter: a name is what it means, not how it is written.
                if (text[at] == '#' && at + 2 < end && int.TryParse(Encoding.ASCII.GetString(text, at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
                {
                    name.Append((char)code);
                    at += 2;
                }
                else
                {
                    name.Append((char)text[at]);
                }
            }

            Names.Add(name.ToString(1, name.Length - 1));
            return name.ToString();
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

        private int AfterStream(byte[] text, int at)
        {
            var entries = Entries();
            while (at < text.Length && text[at] == ' ')
                at++;
            // Where the bytes begin must be plain to every reader.
            at += text.AsSpan(at) switch { [(byte)'\r', (byte)'\n', ..] => 2, [(byte)'\r' or (byte)'\n', ..] => 1, _ => throw new FileRefusedException(Unreadable) };
            var known = Whole(entries, "/Length");
            // A length that is given elsewhere, or wrong, is found by the word that ends a stream.
            var end = known >= 0 && known <= text.Length - at && text.AsSpan(at + known).TrimStart("\r\n "u8).StartsWith("endstream"u8) ? at + known : text.AsSpan(at).IndexOf("endstream"u8) is >= 0 and var found ? at + found : throw new FileRefusedException(Unreadable);
            // Readers do not ask whether the type is said.
            if (entries.ContainsKey("/First") || _object.Contains("/ObjStm"))
                ReadPacked(text, at, end, entries);
            return text.AsSpan(end).IndexOf("endstream"u8) + end + 9;
        }

        /// <summary>The entries of the dictionary before a stream, its own alone; a key that is there twice means another thing to each reader.</summary>
        private Dictionary<string, string> Entries()
        {
            if (_depth != 0 || _object is not ["<<", .., ">>"] || _object.Count == MostTokens)
                throw new FileRefusedException(Unreadable);
            var entries = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var at = 1; at < _object.Count - 1;)
            {
                var (key, value, depth) = (_object[at++], at, 0);
                // A value is a reference of three tokens, one token, or all to the bracket that closes it.
                if (at + 2 < _object.Count && _object[at + 2] == "R" && char.IsAsciiDigit(_object[at][0]))
                    at += 3;
                else
                {
                    do
                        depth += Depth(_object[at++]);
                    while (depth > 0 && at < _object.Count);
                }

                if (key[0] != '/' || at >= _object.Count || !entries.TryAdd(key, string.Join(' ', _object.GetRange(value, at - value))))
                    throw new FileRefusedException(Unreadable);
            }

            return entries;
        }

        private static int Whole(Dictionary<string, string> entries, string key) => int.TryParse(entries.GetValueOrDefault(key), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

        private void ReadPacked(byte[] text, int at, int end, Dictionary<string, string> entries)
        {
            // One filter, the usual one, and no prediction: anything else in an object stream is not read, so it is not taken.
            if (entries.Keys.Any(k => k is not ("/Type" or "/N" or "/First" or "/Extends" or "/Length" or "/Filter")))
                throw new FileRefusedException(Unreadable);
            var content = entries.GetValueOrDefault("/Filter") switch { null => text[at..end], "/FlateDecode" or "[ /FlateDecode ]" => Unpacked(text, at), _ => throw new FileRefusedException(Unreadable) };
            var (first, count) = (Whole(entries, "/First"), Whole(entries, "/N"));
            if (first < 0 || first > content.Length || count < 0)
                throw new FileRefusedException(Unreadable);
            // Each object's number and place; a place inside a text or a comment is one that was skipped.
            var numbers = Encoding.Latin1.GetString(content, 0, first).Split([' ', '\r', '\n', '\t', '\f', '\0'], StringSplitOptions.RemoveEmptyEntries);
            if (numbers.Length / 2 < count)
                throw new FileRefusedException(Unreadable);
            var places = new int[count];
            for (var i = 0; i < count; i++)
                places[i] = int.TryParse(numbers[(2 * i) + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var place) && place <= content.Length - first ? first + place : throw new FileRefusedException(Unreadable);
            Array.Sort(places);
            for (int next = 0, i = first; i < content.Length;)
            {
                while (next < count && places[next] <= i)
                    next++;
                Token(content, ref i);
                if (next < count && places[next] < i)
                    throw new FileRefusedException(Unreadable);
            }
        }

        /// <summary>What is packed from a place on, to its own end, whatever length is said.</summary>
        private byte[] Unpacked(byte[] text, int at)
        {
            try
            {
                using var unpacked = new MemoryStream();
                using var zlib = new ZLibStream(new MemoryStream(text, at, text.Length - at), CompressionMode.Decompress);
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
