using System.Text.Json;

namespace HwbcPortal.Domain.Compliance;

/// <summary>Reads and writes coach files (schema hwbc-coach-file/1, section 3 of the rules). Strict: a file is taken whole or refused whole.</summary>
public static class CoachFileJson
{
    private const string Unreadable = "Unreadable";

    /// <summary>Reads one file.</summary>
    /// <param name="utf8">The text of one file, UTF-8, without a byte order mark.</param>
    public static CoachFileResult Read(ReadOnlySpan<byte> utf8)
    {
        CoachFile file;
        try
        {
            file = new CoachFileParser(utf8).ReadFile();
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return Refused(NotJson(utf8) ?? WrongSchema(utf8) ?? new(Unreadable, "$", "This is not JSON text in UTF-8."));
        }
        catch (ShapeFaultException fault)
        {
            return Refused(NotJson(utf8) ?? WrongSchema(utf8) ?? new("Shape", fault.Path, fault.Message));
        }

        if (WrongSchema(utf8) is { } schema)
            return Refused(schema);
        if (CoachFileValidator.Validate(file) is null)
            return new CoachFileResult(file, null);

        // Something is wrong, which is rare: only now is it looked up where everything stands in the text.
        var places = DocumentOrder.Of(utf8);
        return Refused(CoachFileValidator.Validate(file, places)!);
    }

    /// <summary>Writes one file, indented by nothing, members in the order of section 3, nothing that is absent.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="file">The file.</param>
    public static void Write(Stream stream, CoachFile file)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        CoachFileWriter.Write(json, file);
    }

    private static CoachFileResult Refused(CoachFileRefusal refusal) => new(null, refusal);

    /// <summary>That the text is not JSON comes before all that could be said of its members.</summary>
    private static CoachFileRefusal? NotJson(ReadOnlySpan<byte> utf8)
    {
        try
        {
            _ = new System.Text.UTF8Encoding(false, true).GetCharCount(utf8);
            var json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 1000 });
            while (json.Read())
            {
                if (json.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                    _ = json.GetString();
            }

            return null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or System.Text.DecoderFallbackException)
        {
            return new CoachFileRefusal(Unreadable, "$", "This is not JSON text in UTF-8.");
        }
    }

    private static CoachFileRefusal? WrongSchema(ReadOnlySpan<byte> utf8)
    {
        var json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 1000 });
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
            return new CoachFileRefusal(Unreadable, "$", "A coach file is a JSON object.");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("schema"u8))
            {
                json.Read();
                return json.TokenType == JsonTokenType.String && json.ValueTextEquals(CoachFile.CurrentSchema) ? null : Wrong();
            }

            json.Read();
            json.Skip();
        }

        return Wrong();

        static CoachFileRefusal Wrong() => new(Unreadable, "$.schema", $"Give \"schema\": \"{CoachFile.CurrentSchema}\". Other schemas cannot be read.");
    }
}
