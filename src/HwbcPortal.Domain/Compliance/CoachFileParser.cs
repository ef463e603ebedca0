using System.Globalization;
using System.Text;
using System.Text.Json;

namespace HwbcPortal.Domain.Compliance;

/// <summary>The first fault of shape in the text. It ends the reading; the reader turns it into a refusal.</summary>
internal sealed class ShapeFaultException(string path, string message) : Exception(message)
{
    public string Path { get; } = path;
}

/// <summary>
/// Reads the text once, from front to back, so that the first fault met is the first in the document. This half knows values,
/// lists and members; the other half knows what a coach file holds.
/// </summary>
internal ref partial struct CoachFileParser
{
    private readonly List<(string? Member, int Index)> _path;
    private Utf8JsonReader _json;

    public CoachFileParser(ReadOnlySpan<byte> utf8)
    {
        _json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 16 });
        _path = [];
    }

    private delegate T Item<T>(ref CoachFileParser parser);

    private readonly bool IsNull => _json.TokenType == JsonTokenType.Null;

    /// <summary>Reads the whole text as one coach file.</summary>
    public CoachFile ReadFile()
    {
        _json.Read();
        var file = File(ref this);
        while (_json.Read())
        {
        }

        return file;
    }

    private readonly ShapeFaultException Fault(string message) => new(PathText(), message);

    private readonly string PathText()
    {
        var text = new StringBuilder("$");
        foreach (var (member, index) in _path)
            _ = member is null ? text.Append(CultureInfo.InvariantCulture, $"[{index}]") : text.Append('.').Append(member);
        return text.ToString();
    }

    /// <summary>Begins an object; the members that it gives are collected in what is returned.</summary>
    private readonly List<string> Object() =>
        _json.TokenType == JsonTokenType.StartObject ? new List<string>(12) : throw Fault("Give an object here, in curly brackets.");

    /// <summary>Moves to the value of the next member; false at the object's end.</summary>
    private bool Member(List<string> given, out string name)
    {
        if (given.Count > 0)
            _path.RemoveAt(_path.Count - 1);
        _json.Read();
        if (_json.TokenType == JsonTokenType.EndObject)
        {
            name = "";
            return false;
        }

        name = _json.GetString()!;
        _path.Add((name, 0));
        if (given.Contains(name))
            throw Fault("Give this member once.");
        given.Add(name);
        _json.Read();
        return true;
    }

    private readonly void Require(List<string> given, params ReadOnlySpan<string> members)
    {
        foreach (var member in members)
        {
            if (!given.Contains(member))
                throw new ShapeFaultException($"{PathText()}.{member}", $"Give \"{member}\" too.");
        }
    }

    private readonly ShapeFaultException Unknown() => Fault("Remove this member: it is not part of a coach file.");

    private readonly string Text()
    {
        if (_json.TokenType != JsonTokenType.String)
            throw Fault("Give a text here, in quotation marks.");
        var text = _json.GetString()!;
        return text.Length > 0 ? text : throw Fault("Give a text that is not empty, or leave the member out.");
    }

    private readonly string? OptionalText() => IsNull ? null : Text();

    private readonly DateOnly Date() =>
        _json.TokenType == JsonTokenType.String && DateOnly.TryParseExact(_json.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw Fault("Give a real date in the form \"2026-11-01\".");

    private readonly DateOnly? OptionalDate() => IsNull ? null : Date();

    private readonly int Whole()
    {
        if (_json.TokenType == JsonTokenType.Number)
        {
            if (_json.TryGetInt32(out var value))
                return value;
            // A whole number beyond an int is out of range, not of another shape.
            if (_json.ValueSpan.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0)
                return _json.ValueSpan[0] == '-' ? int.MinValue : int.MaxValue;
        }

        throw Fault("Give a whole number here, without a decimal point.");
    }

    private readonly int? OptionalWhole() => IsNull ? null : Whole();

    private readonly decimal Number()
    {
        if (_json.TokenType != JsonTokenType.Number)
            throw Fault("Give a number here.");
        if (_json.TryGetDecimal(out var value))
            return value;
        return _json.ValueSpan[0] == '-' ? decimal.MinValue : decimal.MaxValue;
    }

    private readonly bool Flag() => _json.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw Fault("Give true or false here."),
    };

    private readonly bool? OptionalFlag() => IsNull ? null : Flag();

    private readonly T Choice<T>()
        where T : struct, Enum
    {
        // Names are exact, in capitals and small letters, and numbers are no names.
        if (_json.TokenType == JsonTokenType.String && EnumNames<T>.ByName.TryGetValue(_json.GetString()!, out var value))
            return value;
        throw Fault($"Give one of: {string.Join(", ", EnumNames<T>.ByName.Keys)}.");
    }

    private List<T> List<T>(Item<T> item)
    {
        if (_json.TokenType != JsonTokenType.StartArray)
            throw Fault("Give a list here, in square brackets, or leave the member out.");
        var items = new List<T>();
        for (_json.Read(); _json.TokenType != JsonTokenType.EndArray; _json.Read())
        {
            _path.Add((null, items.Count));
            items.Add(item(ref this));
            _path.RemoveAt(_path.Count - 1);
        }

        return items;
    }

    private static class EnumNames<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<string, T> ByName = Enum.GetValues<T>().ToDictionary(v => v.ToString(), StringComparer.Ordinal);
    }
}
