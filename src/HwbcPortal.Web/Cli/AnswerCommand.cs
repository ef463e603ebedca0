using System.Text.Json;
using HwbcPortal.Domain.Compliance;

namespace HwbcPortal.Web.Cli;

/// <summary>What `evaluate` and `timeline` have in common: coach files in, one line out for each PCN, refused files told and passed over.</summary>
internal static class AnswerCommand
{
    private static readonly JsonWriterOptions Json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Answers line by line.</summary>
    /// <param name="knownAt">The day whose knowledge is used.</param>
    /// <param name="pcn">The one PCN to answer for; null: each of a file's seen posts.</param>
    /// <param name="input">Coach files.</param>
    /// <param name="output">Answers.</param>
    /// <param name="error">Where an unusable date is told.</param>
    /// <param name="first">The first day that is asked about.</param>
    /// <param name="answer">Writes one answer.</param>
    public static async Task<int> RunAsync(DateOnly? knownAt, string? pcn, Stream input, Stream output, TextWriter error, DateOnly first, Action<Utf8JsonWriter, int, CoachFile, string> answer)
    {
        if (first < RulePacks.First.From)
        {
            await error.WriteLineAsync(new NoRulePackException(first).Message);
            return CommandLine.BadArguments;
        }

        await using var buffered = new BufferedStream(output, 64 * 1024);
        await using var json = new Utf8JsonWriter(buffered, Json);
        var line = 0;
        var refused = false;
        await foreach (var bytes in LineReader.ReadAsync(input))
        {
            line++;
            if (LineReader.IsBlank(bytes.Span))
                continue;
            var read = CoachFileJson.Read(bytes.Span);
            if (read.Refusal is { } refusal)
            {
                refused = true;
                DecisionJson.Write(json, line, refusal);
                End(json, buffered);
                continue;
            }

            IEnumerable<string> pcns = pcn is not null ? [pcn] : new SeenFacts(read.File!, knownAt).Posts.Select(p => p.Pcn).Distinct().Order(StringComparer.Ordinal);
            foreach (var one in pcns)
            {
                answer(json, line, read.File!, one);
                End(json, buffered);
            }
        }

        return refused ? CommandLine.SomeRefused : CommandLine.Ok;
    }

    private static void End(Utf8JsonWriter json, Stream output)
    {
        json.Flush();
        json.Reset();
        output.WriteByte((byte)'\n');
    }
}
