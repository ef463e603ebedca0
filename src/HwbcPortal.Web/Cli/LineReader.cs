using System.IO.Pipelines;
using System.Buffers;
using System.Runtime.CompilerServices;

namespace HwbcPortal.Web.Cli;

/// <summary>Reads lines of bytes one at a time: memory grows with the longest line, not with their number.</summary>
internal static class LineReader
{
    private static readonly byte[] Mark = [0xEF, 0xBB, 0xBF];

    /// <summary>The lines without their ends; a byte order mark at the very start is passed over. A line is valid until the next is asked for.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(Stream input, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var pipe = PipeReader.Create(input, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));
        var first = true;
        var examined = 0L;
        while (true)
        {
            var read = await pipe.ReadAsync(cancellation);
            var buffer = read.Buffer;
            while (TryLine(ref buffer, ref examined, out var line))
            {
                yield return Trimmed(line, ref first);
            }

            examined = buffer.Length;
            if (read.IsCompleted)
            {
                if (buffer.Length > 0)
                    yield return Trimmed(buffer, ref first);
                break;
            }

            pipe.AdvanceTo(buffer.Start, buffer.End);
        }

        await pipe.CompleteAsync();
    }

    /// <summary>Whether a line holds nothing but white space.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept(" \t\r"u8) < 0;

    /// <summary>Cuts the next whole line off; what was looked through before is not looked through again.</summary>
    private static bool TryLine(ref ReadOnlySequence<byte> buffer, ref long examined, out ReadOnlySequence<byte> line)
    {
        var end = buffer.Slice(examined).PositionOf((byte)'\n');
        examined = 0;
        if (end is not { } position)
        {
            line = default;
            return false;
        }

        line = buffer.Slice(0, position);
        buffer = buffer.Slice(buffer.GetPosition(1, position));
        return true;
    }

    private static ReadOnlyMemory<byte> Trimmed(ReadOnlySequence<byte> line, ref bool first)
    {
        var bytes = line.IsSingleSegment ? line.First : line.ToArray();
        if (first && bytes.Span.StartsWith(Mark))
            bytes = bytes[Mark.Length..];
        first = false;
        return bytes;
    }
}
